"""A copy of our whole site with as many articles as are asked for; built from nothing kept, and after a change."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.articles import Article, for_ours
from benchmarks.process import Taken, put_aside, take
from benchmarks.table import CLEAN, SLOW, WARM
from benchmarks.words import TOPICS

ROOT = Path(__file__).resolve().parent.parent
LEFT = shutil.ignore_patterns(".*", "var", "output*", "benchmarks", "docs", "tests", "__pycache__")  # no build needs it
COMPILED = shutil.ignore_patterns("__pycache__")


class Ours:
    """The copy: the site's own articles stay, and new ones come beside them until there are enough."""

    def __init__(self, folder: Path, many: int) -> None:
        self.project, self.kept, self.output = folder / "site", folder / "kept", folder / "output"
        shutil.copytree(ROOT, self.project, ignore=lambda at, names: (LEFT if at == str(ROOT) else COMPILED)(at, names))
        self.texts = self.project / "content/artikelen"
        self.room = many - len(list(self.texts.iterdir()))
        subprocess.run([sys.executable, "-m", "compileall", "-q", "."], cwd=self.project, check=True)

    @property
    def article(self) -> Path:
        """The article that is changed: the middle one, in the order of days."""
        texts = sorted(self.texts.iterdir())
        return texts[len(texts) // 2]

    def add(self, article: Article) -> None:
        """Write an article, if there is room for it."""
        if self.room > 0:
            (self.texts / f"{article.date}-{article.slug}.md").write_text(for_ours(article), encoding="utf-8")
            self.room -= 1

    def clean(self) -> Taken:
        """Build with nothing kept, as in a fresh clone."""
        spare = self.output.with_name(f".{self.output.name}.spare")
        put_aside(self.output.parent, self.kept, self.project / "var", self.output, spare)
        return self.build("-m", "tools.build", str(self.output))

    def slowly(self) -> Taken:
        """Build with nothing kept, and with what makes it fast left out."""
        slow = self.output.with_name("slow")
        put_aside(slow.parent, self.project / "var", slow, slow.with_name(".slow.spare"))
        return self.build("-m", "tools.build", str(slow), SITE_FAST="no")

    def warm(self, change: Callable[[Ours, int], None], number: int) -> Taken:
        """Change something, in a way that is new by this number, and build on what was kept."""
        change(self, number)
        return self.build("-m", "tools.build", str(self.output))

    def build(self, *words: str, **environ: str) -> Taken:
        """Run a build of the copy's own code."""
        own = {"PYTHONPATH": str(self.project), "SITE_KEPT": str(self.kept)}
        return take([sys.executable, "-X", "utf8", *words], self.project, own | environ)


def _edit(path: Path, edit: Callable[[str], str]) -> None:
    """Change a file; see to it that it did change."""
    text = path.read_text(encoding="utf-8")
    changed = edit(text)
    if changed == text:
        raise ValueError(f"{path.name} has not changed")
    path.write_text(changed, encoding="utf-8")


def _nothing(_ours: Ours, _number: int) -> None:
    pass


def _text(ours: Ours, number: int) -> None:
    _edit(ours.article, lambda text: f"{text}\nNog een zin, en dat is nummer {number}.\n")


def _title(ours: Ours, number: int) -> None:
    _edit(ours.article, lambda text: re.sub(r"^Titel: .*", rf"\g<0> {number}", text, count=1, flags=re.MULTILINE))


def _topics(ours: Ours, number: int) -> None:
    topics = f"Onderwerpen: {TOPICS[number]}, {TOPICS[-1 - number]}"
    _edit(ours.article, lambda text: re.sub(r"^Onderwerpen: .*", topics, text, count=1, flags=re.MULTILINE))


def _template(ours: Ours, number: int) -> None:
    path, end = ours.project / "theme/templates/article.html", "{% endblock %}"
    _edit(path, lambda text: f"<p>Proef {number}.</p>\n{end}".join(text.rsplit(end, 1)))


def _logic(ours: Ours, number: int) -> None:
    path, begin = ours.project / "theme/templates/article.html", "{% block main %}\n"
    more = f"{{% if article.minutes > {1000 + number} %}}<p>Lang.</p>{{% endif %}}\n"
    _edit(path, lambda text: text.replace(begin, begin + more))


def _everywhere(ours: Ours, number: int) -> None:
    _edit(
        ours.project / "theme/templates/parts/frame.html", lambda text: re.sub(r'("Hoofdmenu)\b', rf"\1 {number}", text)
    )


def _obligation(ours: Ours, number: int) -> None:
    path = sorted((ours.project / "content/verplichtingen").iterdir())[0]
    _edit(path, lambda text: f"{text}\nNog een zin, en dat is nummer {number}.\n")


CHANGES = dict(zip(WARM, (_nothing, _text, _title, _topics, _obligation, _template, _logic, _everywhere), strict=True))


def turns(ours: Ours, number: int) -> Iterable[tuple[str, Taken]]:
    """Build in every way, one after the other.

    Two folders take turns, and from the second build on each takes down what it left there: two more, as every site has
    had, go before those that are timed.
    """
    yield CLEAN, ours.clean()
    for _ in range(2):
        ours.warm(_nothing, number)
    for name, change in CHANGES.items():
        yield name, ours.warm(change, number)
    yield SLOW, ours.slowly()
