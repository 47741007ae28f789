"""A small site that changes at random, built from memory and built clean; for the tests, and for what is measured."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.conftest import PROJECT, ROOT, spoil
from tools.stay import Builder

OBLIGATIONS = ("regel-7", "regel-8")  # that stay
DAYS = ("2026-11-23T09:00", "2026-11-23T18:00", "2026-12-31T10:00", "2027-03-01T10:00", "2029-01-02T10:00")
WORDS = (
    '"Ja"',
    "'s avonds",
    "10-49",
    "art. 7",
    "**vet**",
    "_schuin_",
    "[elders](https://example.nl/)",
    "e-mail",
    "&",
    "...",
)
ENTRY = """Titel: Moet u regel {number} volgen?
Antwoord: Regel {number} vraagt dat u luistert, en dat u opschrijft wat u hoort.
Antwoord daarna: Ja, regel {number} geldt nu.
Stand: aangenomen
Ingangsdatum: 2027-0{month}-01
Voor wie: Werkgevers met werknemers.
Nakijken: https://wetten.overheid.nl/
Gecontroleerd: 2026-01-01
Bronnen:
- Bron {number}, 1 januari 2026, https://wetten.overheid.nl/

De uitleg van regel {number}.
"""


Built = tuple[int, str, dict[str, bytes]]  # an exit code, the faults, and every file with its bytes


class Changing:
    """A project, changed by `step`, and the two folders that it is built into."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.root, self.random, self.day, self.count = folder / "site", Random(seed), DAYS[0], 0  # noqa: S311
        self.content, self.right, self.folder, self.refused = self.root / "content", folder / "right", folder, False
        for name in PROJECT:
            source, target = ROOT / name, self.root / name
            if name == "content":
                shutil.copytree(ROOT / "tests/small", target)
            elif source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy2(source, target)
        spoil(self.root / "plugins/pages/asked.py", "ENOUGH = 50", "ENOUGH = 1")  # as it is for many pages
        (self.content / "verplichtingen").mkdir()
        shutil.copy2(ROOT / "content/praktijk.toml", self.content)
        for name in OBLIGATIONS:
            words = ENTRY.format(number=name[-1], month=name[-1])
            (self.content / f"verplichtingen/{name}.md").write_text(words, encoding="utf-8")
        for _ in range(5):
            self.add()
        self.keep()
        self.builder = Builder(self.root)

    def step(self) -> str:
        """Change one to three things; say which. What was refused is mostly mended first."""
        done = []
        if self.refused and self.random.random() < 0.8:
            self.mend()
        for _ in range(self.random.randint(1, 3)):
            change = self.random.choice(CHANGES)
            change(self)
            done.append(change.__name__)
        return ", ".join(done)

    def build(self, name: str, **environ: str) -> Built:
        """Build into a folder; tell what came of it."""
        output = self.folder / name
        own = {"SITE_NOW": self.day, "SITE_KEPT": ""}  # what it remembers, lies in the project
        code, said = self.builder.build(str(output), **own | environ)
        if code:
            return code, said, {}
        files = {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}
        return 0, "", files

    def clean(self) -> Built:
        """Build with nothing remembered, into a folder that is not there."""
        for name in ("clean", ".clean.spare"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        return self.build("clean", SITE_FAST="no")

    def differs(self, clean: Built | None = None) -> list[str]:
        """Build from memory and without, if it is not known what that gives; name what is not the same."""
        warm, clean = self.build("warm"), clean or self.clean()
        self.refused = bool(clean[0])
        if not self.refused:
            self.keep()
        said = [] if warm[:2] == clean[:2] else [warm[1], clean[1]]
        return said + [name for name in warm[2].keys() | clean[2].keys() if warm[2].get(name) != clean[2].get(name)]

    def article(self) -> Path:
        """Choose an article."""
        return self.random.choice(sorted((self.content / "artikelen").iterdir()))

    def edit(self, path: Path, old: str, new: str) -> None:
        """Change a file, if it holds what is to be changed."""
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def line(self, path: Path, name: str, value: str) -> None:
        """Give a field another value."""
        lines = path.read_text(encoding="utf-8").split("\n")
        changed = [f"{name}: {value}" if line.startswith(f"{name}:") else line for line in lines]
        path.write_text("\n".join(changed), encoding="utf-8")

    def mend(self) -> None:
        """Go back to the texts and templates that were right last."""
        for name in KEPT:
            shutil.rmtree(self.root / name)
            shutil.copytree(self.right / name, self.root / name)

    def keep(self) -> None:
        """Keep texts and templates, which are right."""
        shutil.rmtree(self.right, ignore_errors=True)
        for name in KEPT:
            shutil.copytree(self.root / name, self.right / name)

    def add(self) -> None:
        """Write a new article."""
        self.count += 1
        head = (
            f"Titel: Stuk nummer {self.count}\nDatum: 2026-0{self.random.randint(1, 9)}-0{self.random.randint(1, 9)}\n"
        )
        summary = f"Samenvatting: Dit is de samenvatting van stuk nummer {self.count}, en die is lang genoeg.\n"
        topics = f"Onderwerpen: onderwerp {self.random.randint(1, 4)}\n\n"
        path = self.content / f"artikelen/2026-01-0{self.random.randint(1, 9)}-stuk-{self.count}.md"
        path.write_text(f"{head}{summary}{topics}Nummer {self.count} is er.\n", encoding="utf-8")


def text(site: Changing) -> None:
    paths = [*site.content.rglob("*.md")]
    path = site.random.choice(sorted(paths))
    words = " ".join(site.random.choices(WORDS, k=3))
    path.write_text(f"{path.read_text(encoding='utf-8')}\nEen zin met {words} erin.\n", encoding="utf-8")


def title(site: Changing) -> None:
    site.line(site.article(), "Titel", f"Een andere titel, nummer {site.random.randint(1, 99)}")


def date(site: Changing) -> None:
    year = site.random.choice((2025, 2026, 2028))
    site.line(site.article(), "Datum", f"{year}-0{site.random.randint(1, 9)}-1{site.random.randint(0, 9)} 17:00")


def topic(site: Changing) -> None:
    site.line(site.article(), "Onderwerpen", f"onderwerp {site.random.randint(1, 5)}, beleid")


def draft(site: Changing) -> None:
    path = site.article()
    words = path.read_text(encoding="utf-8")
    shown = words.replace("Status: concept\n", "")
    path.write_text(shown if shown != words else f"Status: concept\n{words}", encoding="utf-8")


def delete(site: Changing) -> None:
    if len([*(site.content / "artikelen").iterdir()]) > 3:
        site.article().unlink()
    site.add()


def rename(site: Changing) -> None:
    path = site.article()
    site.count += 1
    path.rename(path.with_name(f"2026-02-0{site.random.randint(1, 9)}-anders-{site.count}.md"))


def link(site: Changing) -> None:
    path = site.article()
    to = site.random.choice([*OBLIGATIONS])
    words = f"\nLees [dit]({{filename}}../verplichtingen/{to}.md), of [dat]({{filename}}{site.article().name}).\n"
    path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")


KEPT = ("content", "theme/templates")
ADDED = (  # to a template: what is right, what is not, and what is neither in each place
    '<a href="/over/">Over</a>', "<i>Zo</i> &amp; {{ 3 }}", '<b id="zo"></b>', "{# niets #}", "<b>", '"', "06 12345678",
    '<a href="/weg/">Weg</a>', "{% if SITENAME|length > 3 %}Ja{% endif %}",
    "{% set zo = SITENAME %}{{ zo }}{{ zo|upper }}",
    "{% macro zo(x) %}<u>{{ x }}</u>{% endmacro %}{{ zo(SITENAME) }}", "{% for x in (1, 2) %}{{ x }}, {% endfor %}",
    "{% set zo = niets ~ 'x' %}", "{% from 'weg.html' import zo %}",
)  # fmt: skip


PLACES = (
    ("parts/footer.html", "Direct gevaar?"), ("article.html", "lezen</p>"), ("parts/listing.html", "lezen</p>"),
    ("parts/obligation.html", "Voor wie</dt>"), ("blocks/contact.html", "<a"), ("tag.html", "<h1>"),
    ("parts/answers.html", "Voor wie:"), ("page.html", "<h1>"), ("sitemap.xml", "<urlset"),
    ("base.html", "<main"), ("home.html", "{{ super"), ("blocks/wat-eraan-komt.html", "<p"),
    ("blocks/nieuwste-artikelen.html", "<ul"), ("parts/frame.html", "<li>"), ("base.html", "{{ frame.footer"),
    ("article.html", "{{ notice("), ("base.html", "{% block robots"),
)  # fmt: skip


def template(site: Changing) -> None:
    name, old = site.random.choice(PLACES)
    words = (*[f"<!-- {site.random.randint(1, 99)} -->"] * 3, *([] if name.endswith(".xml") else ADDED))
    site.edit(site.root / "theme/templates" / name, old, f"{site.random.choice(words)}{old}")


def emptied(site: Changing) -> None:
    name = site.random.choice(("base.html", "article.html", "page.html"))
    (site.root / "theme/templates" / name).write_text("{# niets #}", encoding="utf-8")


def moved(site: Changing) -> None:
    folder, words = site.root / "theme/templates", site.random.choice(ADDED)
    here, there = (site.random.choice([place for place in PLACES if ".xml" not in place[0]]) for _ in range(2))
    if words in (folder / here[0]).read_text(encoding="utf-8"):
        site.edit(folder / here[0], words, "")
    site.edit(folder / there[0], there[1], f"{words}{there[1]}")


def style(site: Changing) -> None:
    sheet = site.root / "theme/static/site.css"
    sheet.write_text(f"{sheet.read_text(encoding='utf-8')}\n/* {site.random.randint(1, 99)} */\n", encoding="utf-8")


def setting(site: Changing) -> None:
    path = site.root / "pelicanconf.py"
    words = path.read_text(encoding="utf-8").partition("\n# Anders\n")[0]
    kind = site.random.choice(("DEFAULT_PAGINATION = {}", "FEED_MAX_ITEMS = {}", "SITENAME = 'Praktijk {}'"))
    path.write_text(f"{words}\n# Anders\n{kind.format(site.random.randint(2, 5))}\n", encoding="utf-8")
    site.builder.renew()


def practice(site: Changing) -> None:
    path = site.content / "praktijk.toml"
    number = site.random.randint(1, 99)
    words = path.read_text(encoding="utf-8").split("\n")
    facts = {"naam": f'"Dijan Bruins {number}"', "telefoon": f'"+31 00 000 00 0{number % 10}"'}
    fact = site.random.choice([*facts])
    changed = [f"{fact} = {facts[fact]}" if line.startswith(f"{fact} =") else line for line in words]
    path.write_text("\n".join(changed), encoding="utf-8")


def obligation(site: Changing) -> None:
    number = site.random.randint(1, 3)
    path = site.content / f"verplichtingen/regel-{number}.md"
    if path.exists() and site.random.random() < 0.3:
        path.unlink()
    else:
        path.write_text(ENTRY.format(number=number, month=site.random.randint(1, 9)), encoding="utf-8")


def picture(site: Changing) -> None:
    folder = site.content / "beelden"
    folder.mkdir(exist_ok=True)
    size = site.random.randint(10, 99)
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}"><circle r="{size}"/></svg>'
    (folder / "rond.svg").write_text(drawing, encoding="utf-8")
    path = site.article()
    words = path.read_text(encoding="utf-8")
    if "rond.svg" not in words:
        path.write_text(f"{words}\n![Een rondje]({{static}}/beelden/rond.svg)\n", encoding="utf-8")


def day(site: Changing) -> None:
    site.day = site.random.choice(DAYS)


def mistake(site: Changing) -> None:
    site.edit(site.article(), "Titel:", "Titl:")


def new(site: Changing) -> None:
    site.add()


CHANGES: tuple[Callable[[Changing], None], ...] = (
    text, title, date, topic, draft, delete, rename, link, template, emptied, moved, style, setting, practice,
    obligation, picture, day, mistake, new,
)  # fmt: skip
