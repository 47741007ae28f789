"""The gate from outside: what is shown in preview, what a forge gets, what advice says, what a draft may not reach."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checks.advice import advice
from document import Document
from tests.conftest import ROOT, spoil
from tests.test_build import SUMMARY, content_of, run
from tools.build import build
from tools.stay import Builder

ARTICLE = f"Titel: {{0}}\nDatum: {{1}}\nSamenvatting: {SUMMARY}\n{{2}}\nTekst.\n"


def write(project: Path, name: str, date: str, extra: str = "") -> None:
    text = ARTICLE.format(name.capitalize(), date, f"{extra}\n" if extra else "")
    (project / f"content/artikelen/2026-01-01-{name}.md").write_text(text, encoding="utf-8")


def test_preview_shows_drafts_and_planned_articles_and_says_what_they_are(project: Path) -> None:
    write(project, "kladje", "2026-01-01", "Status: concept")
    write(project, "zeppelin", "3 februari 2999 om 9.00 uur")
    (project / "content/artikelen/2026-01-02-leeg.md").write_text("Titel: Leeg\nDatum: 2026-01-02\nStatus: concept\n\n")

    build(project / "output", project / "pelicanconf.py", everything=True)

    articles = project / "output/artikelen"
    assert '<p class="notice">Concept</p>' in (articles / "kladje/index.html").read_text(encoding="utf-8")
    assert '<p class="notice">Concept</p>' in (articles / "leeg/index.html").read_text(encoding="utf-8")
    planned = (articles / "zeppelin/index.html").read_text(encoding="utf-8")
    assert '<p class="notice">Gepland voor 3\u00a0februari 2999, 09.00 uur</p>' in planned


@pytest.mark.parametrize(
    ("written", "before", "after"),
    [
        ("2026-03-28 09:00", "2026-03-28 08:59", "2026-03-28 09:00"),
        ("2026-03-29 03:30", "2026-03-29 03:29", "2026-03-29 03:30"),  # the day that lasts 23 hours
        ("2026-10-25 03:30", "2026-10-25 03:29", "2026-10-25 03:30"),  # the day that lasts 25
    ],
)
def test_a_planned_article_appears_on_its_minute_in_amsterdam(
    project: Path, written: str, before: str, after: str
) -> None:
    write(project, "zeppelin", written)

    early = run(project, "vroeg", SITE_NOW=before, TZ="Pacific/Auckland")
    late = run(project, "laat", SITE_NOW=after, TZ="America/Lima")

    assert early.returncode == late.returncode == 0, early.stderr + late.stderr
    assert not (project / "vroeg/artikelen/zeppelin").exists()
    assert (project / "laat/artikelen/zeppelin/index.html").exists()


def test_a_forge_gets_annotations(project: Path) -> None:
    write(project, "fout", "ooit 100%")
    code = "from tools.build import check; raise SystemExit(check('github'))"

    done = run(project, code=code)

    assert done.returncode == 1
    assert done.stdout == (
        "::error file=content/artikelen/2026-01-01-fout.md,line=2::Datum moet een datum zijn zoals 2026-02-03, niet "
        "'ooit 100%25'. Verander de regel in bijvoorbeeld: Datum: 2026-02-03\n"
        "::notice::1 fout. Er is niets veranderd.\n"
    )


def test_check_keeps_nothing_and_advice_never_fails(project: Path) -> None:
    before = content_of(project)
    code = "from tools.build import check; raise SystemExit(check('plain', with_advice=True))"

    done = run(project, code=code)

    assert done.returncode == 0
    assert "Raad houdt niets tegen." in done.stdout
    made = {name for name in content_of(project) if "__pycache__" not in name and not name.startswith("var/")}
    assert made == {name for name in before if "__pycache__" not in name}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "Kort.\n\n" + "woord " * 21 + "einde.",
            "3: Deze zin heeft 22 woorden: 'woord woord woord woord woord woord …'.",
        ),
        ("Kort hier.\n" + "woord " * 21 + "einde.", "2: Deze zin heeft 22 woorden: 'woord woord"),
        ("Er wordt veel gepraat.", "1: Deze zin zegt niet wie het doet: 'wordt veel gepraat'."),
        ("Doe dit middels een brief.", "1: 'middels' is een moeilijk woord. Schrijf liever 'met'."),
        ("Zie [klik hier](https://x.nl).", "1: De linktekst 'klik hier' zegt niet waar hij heen gaat."),
    ],
)
def test_advice_names_the_line_and_the_plain_word(body: str, told: str) -> None:
    document = Document("x.md", "article", "/x/", {}, {}, body.encode(), 1)

    hints = [str(hint).removeprefix("x.md:") for hint in advice(document)]

    assert len(hints) == 1
    assert hints[0].startswith(told)


@pytest.mark.parametrize(
    "body",
    [
        "Ik luister. Jij kiest wat er gebeurt.\n",
        "* een twee drie vier\n" * 6,
        "Het wordt tijd voor beleid. Zie <https://x.nl/conform-beleid> of [dit stuk](https://x.nl/middels).",
    ],
)
def test_plain_words_get_no_advice(body: str) -> None:
    document = Document("x.md", "article", "/x/", {}, {}, body.encode(), 1)

    assert list(advice(document)) == []


def test_a_text_with_the_same_address_or_a_fault_does_not_hide_what_links_to_it(project: Path) -> None:
    (project / "content/paginas/contact.md").write_text("Titel: Contact\nKleur: blauw\n\nTekst.\n", encoding="utf-8")

    done = run(project)

    assert done.returncode == 1
    assert "content/paginas/contact.md:2: 'Kleur' is geen bekend gegeven." in done.stderr
    assert "nergens heen" not in done.stderr
    assert "niet ingevuld" not in done.stderr.replace("Samenvatting is niet ingevuld", "")


@pytest.mark.parametrize("target", ["/etc/passwd", "nergens", ".."])
def test_a_link_out_of_the_texts_is_refused_and_never_followed(project: Path, target: str) -> None:
    (project / "content/artikelen/2026-01-01-x.md").symlink_to(target)

    done = run(project)

    assert done.returncode == 1
    told = "Dit is een verwijzing naar iets anders. Zet het bestand zelf op deze plaats."
    assert done.stderr.splitlines() == [
        f"content/artikelen/2026-01-01-x.md: {told}", "", "1 fout. Er is niets veranderd.",
    ]  # fmt: skip


def test_a_planned_article_is_gated_today_as_it_will_be_then(project: Path) -> None:
    write(project, "zeppelin", "3 februari 2999 om 9.00 uur")
    path = project / "content/artikelen/2026-01-01-zeppelin.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nBel 06-87654321 of zie [dit](/weg/).\n", encoding="utf-8")

    done = run(project)

    assert done.returncode == 1
    place = "content/artikelen/2026-01-01-zeppelin.md:7"
    assert done.stderr.splitlines()[:2] == [
        f"{place}: De link /weg/ leidt nergens heen. Verbeter de link of haal hem weg.",
        f"{place}: Het telefoonnummer 06-87654321 staat niet in praktijk.toml. "
        "Verbeter het, of zet het bij andere-nummers.",
    ]


def test_what_is_right_about_numbers_addresses_and_first_words_is_left_alone(project: Path) -> None:
    spoil(project / "content/praktijk.toml", '# kvk = "12345678"', 'kvk = "01234567"')
    spoil(
        project / "content/praktijk.toml",
        "andere-nummers =",
        'andere-mailadressen = ["info@hulp.nl"]\nandere-nummers =',
    )
    body = (
        "Onderwerp: wat is pesten? Mail info@hulp.nl<br>of dijan@praktijk.example<br>of NL91 ABNA 0417 1643 00. "
        "Zie [dit](https://voorbeeld.nl/#a|b) en [dat](https://voorbeeld.nl/?b={c}). Op 01.02.2026. "
        "Op 05-03-2026 09:00, ISBN 0747532699, 0800-1700 uur, [hier](https://www.praktijk.example/over/)."
    )
    text = ARTICLE.format("Nummers", "2026-01-01", "").replace("Tekst.", body)
    (project / "content/artikelen/2026-01-01-nummers.md").write_text(text, encoding="utf-8")

    done = run(project)

    assert done.stderr == ""


def test_who_wrote_an_article_is_told_on_the_page_and_to_machines(project: Path) -> None:
    write(project, "gast", "2026-01-01", "Auteur: Noor de Vries")

    build(project / "output", project / "pelicanconf.py")

    page = (project / "output/artikelen/gast/index.html").read_text(encoding="utf-8")
    assert "Noor de Vries ·" in page
    assert '{"@type": "Person", "name": "Noor de Vries"}' in page


def test_what_systems_leave_behind_is_not_published(project: Path) -> None:
    pictures = project / "content/beelden"
    pictures.mkdir(exist_ok=True)
    for name in ("Thumbs.db", "foto.jpg~", ".DS_Store"):
        (pictures / name).write_bytes(b"x")

    build(project / "output", project / "pelicanconf.py")

    assert list(project.glob("output/beelden/*")) == []


def test_what_a_killed_build_left_is_swept(project: Path) -> None:
    old, young = project / ".output.new.dood", project / ".output.new.bezig"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (0, 0))

    build(project / "output", project / "pelicanconf.py")

    assert not old.exists()
    assert young.exists()


def test_an_unknown_form_is_refused_before_anything_is_built() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "check", "--format", "gihtub"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (2, "'gihtub' is geen vorm. Kies uit: plain, github.\n")


def test_a_picture_of_a_draft_or_of_nobody_stays_home_and_is_named(project: Path) -> None:
    pictures = project / "content/beelden"
    pictures.mkdir(exist_ok=True)
    for name in ("concept", "gezien", "niemand"):
        (pictures / f"{name}.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    write(project, "kladje", "2026-01-01", "Status: concept")
    write(project, "gezien", "2026-01-01")
    for name in ("kladje", "gezien"):
        path = project / f"content/artikelen/2026-01-01-{name}.md"
        picture = {"kladje": "concept", "gezien": "gezien"}[name]
        path.write_text(f"{path.read_text(encoding='utf-8')}\n![Een net](/beelden/{picture}.svg)\n", encoding="utf-8")

    done = run(project)

    assert [path.name.split(".")[0] for path in project.glob("output/beelden/*")] == ["gezien"]
    for name in ("concept", "niemand"):
        assert f"Niet op de site, want geen tekst toont het: content/beelden/{name}.svg\n" in done.stdout


def test_a_link_with_the_name_of_a_file_is_right_with_a_planned_article_too(project: Path) -> None:
    write(project, "zeppelin", "3 februari 2999 om 9.00 uur")
    write(project, "nu", "2026-01-01")
    path = project / "content/artikelen/2026-01-01-nu.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nZie [dit](/over/index.html).\n", encoding="utf-8")

    done = run(project)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_planned_article_that_links_to_a_later_one_is_told_today(project: Path) -> None:
    write(project, "eerst", "2998-01-01")
    write(project, "later", "2999-01-01")
    path = project / "content/artikelen/2026-01-01-eerst.md"
    path.write_text(
        path.read_text(encoding="utf-8") + "\nZie [dit]({filename}2026-01-01-later.md).\n", encoding="utf-8"
    )

    done = run(project)

    assert done.returncode == 1
    assert "2026-01-01-eerst.md:7: Deze link gaat naar content/artikelen/2026-01-01-later.md" in done.stderr


def test_without_content_preview_gives_a_plain_answer_too(project: Path) -> None:
    (project / "content").rename(project / "inhoud")
    builder = Builder(project)

    code, said = builder.build("--everything", str(project / "output"))
    builder.renew()

    assert code == 1
    assert said.splitlines()[0] == "content/: Deze map is er niet. Zet haar terug: daar staat alles wat u schreef."


def test_without_content_there_is_a_plain_answer(project: Path) -> None:
    (project / "content").rename(project / "inhoud")

    done = run(project)

    assert done.returncode == 1
    assert (
        done.stderr.splitlines()[0] == "content/: Deze map is er niet. Zet haar terug: daar staat alles wat u schreef."
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("SITE_NOW", "2026-02-30", "'2026-02-30' is geen dag of moment."), ("SITE_FAST", "nee", "'nee' zegt niets.")],
)
def test_what_is_asked_for_and_not_understood_is_told(small: Path, name: str, value: str, told: str) -> None:
    done = run(small, **{name: value})

    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: {told}")
