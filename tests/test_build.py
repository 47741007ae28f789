"""Building: into a fresh folder, all or nothing, and the same bytes wherever and whenever on the same day."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import spoil
from tests.pushing import COMPLETE
from tools.due import DUE
from tools.report import Report

NEUTRALITY = "content/artikelen/2025-12-11-zorgvuldigheid-en-neutraliteit.md"
SUMMARY = "Een samenvatting van {0} die lang genoeg is voor een zoekmachine."


MAIN = "import sys; from pathlib import Path; from tools.build import main; sys.exit(main(*map(Path, sys.argv[1:])))"


def run(project: Path, *arguments: str, code: str = MAIN, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *(arguments or ("output",))],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


LOADED = "import sys; from pathlib import Path; from tools.build import main; main(Path('output')); print(*sys.modules)"


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_build_loads_nothing_that_only_others_need(project: Path) -> None:
    done = run(project, code=LOADED)

    assert not {"brotli", "checks.advice", "tools.packing"} & {*done.stdout.split()}


def test_a_build_ends_with_one_small_table(project: Path) -> None:
    done = run(project)

    head, values, *_ = done.stdout.splitlines()
    assert done.returncode == 0
    assert done.stderr == ""
    assert re.split(r"\s{2,}", head) == ["artikelen", "pagina's", "seconden", "bytes", "zwaarste pagina"]
    assert re.fullmatch(r"3 +\d+ +\d,\d\d +[\d.]+ +/\S+ \(\d,\d kB\)", values)


def test_the_table_writes_numbers_the_dutch_way() -> None:
    report = Report(articles=3, pages=25, seconds=1.234, size=1234567, heaviest="/x/", weight=4321)

    assert report.table().splitlines()[1].split(maxsplit=4) == ["3", "25", "1,23", "1.234.567", "/x/ (4,3 kB)"]


def test_the_same_day_gives_the_same_bytes_wherever_and_however_often(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "een andere map" / "diep"
    shutil.copytree(project, elsewhere)

    first = run(project, TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C", SITE_KEPT="")
    second = run(elsewhere, TZ="Pacific/Auckland", PYTHONHASHSEED="2", LC_ALL="C.UTF-8", SITE_KEPT="")
    third = run(project, "again", SITE_KEPT="")

    assert first.returncode == second.returncode == third.returncode == 0
    assert content_of(project / "output") == content_of(elsewhere / "output") == content_of(project / "again")


def test_a_build_replaces_all_of_the_old_site(project: Path) -> None:
    (project / "output").mkdir()
    (project / "output/oud.html").write_text("oud")

    run(project)

    assert not (project / "output/oud.html").exists()
    assert [path.name for path in project.glob("output*")] == ["output"]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            NEUTRALITY,
            "Datum: 2025-12-11",
            "Datum: 32 mei",
            ":2: Datum moet een datum zijn zoals 2026-02-03, niet '32 mei'.",
        ),
        (NEUTRALITY, "Titel:", "Tietel:", ":1: 'Tietel' is geen bekend gegeven. Bedoelt u 'Titel'?"),
        ("content/paginas/over.md", "{filename}/artikelen/", "{filename}/weg/", "weg"),
        ("content/paginas/over.md", "[[contact]]", "[[contakt]]", "Bedoelt u [[contact]]?"),
        ("content/praktijk.toml", "telefoon =", "telefon =", "Bedoelt u 'telefoon'?"),
    ],
)
def test_a_faulty_build_says_so_and_leaves_the_old_site(
    project: Path, file: str, old: str, new: str, told: str
) -> None:
    (project / "output").mkdir()
    (project / "output/oud.html").write_text("oud")
    spoil(project / file, old, new)

    done = run(project)

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert content_of(project / "output") == {"oud.html": b"oud"}
    assert [found.name for found in project.glob("output*")] == ["output"]


def test_a_draft_and_a_planned_article_leave_no_trace_in_the_output(project: Path) -> None:
    articles = project / "content/artikelen"
    article = (
        f"Titel: {{0}}\nDatum: {{1}}\nSamenvatting: {SUMMARY}\nOnderwerpen: zebra\nStatus: {{2}}\n\nTekst van {{0}}.\n"
    )
    (articles / "2026-01-01-kladje.md").write_text(article.format("Kladje", "2026-01-01", "draft"))
    (articles / "2999-01-01-zeppelin.md").write_text(article.format("Zeppelin", "2999-01-01", "published"))

    done = run(project)

    written = content_of(project / "output").items()
    assert done.returncode == 0, done.stderr
    assert "Concept: Kladje (content/artikelen/2026-01-01-kladje.md)" in done.stdout
    assert (
        "Gepland voor 1\u00a0januari 2999, 00.00 uur: Zeppelin (content/artikelen/2999-01-01-zeppelin.md)"
        in done.stdout
    )
    assert not [name for name, body in written if re.search(rb"kladje|zeppelin|zebra", name.encode() + body, re.I)]


def test_publication_is_refused_while_the_practice_is_an_example(project: Path) -> None:
    done = run(project, "output", "publishconf.py")

    assert done.returncode == 1
    assert done.stderr.count("is nog een voorbeeld") == 3
    assert "3 fouten. Er is niets veranderd." in done.stderr
    assert not (project / "output").exists()


def test_publication_uses_the_real_address_everywhere(project: Path) -> None:
    (project / "content/praktijk.toml").write_text(COMPLETE, encoding="utf-8")

    done = run(project, "output", "publishconf.py")

    everything = b"".join(content_of(project / "output").values())
    assert done.returncode == 0, done.stderr
    assert b".example" not in everything
    assert b"https://www.vertrouwen.nl/sitemap.xml" in everything


def test_many_articles_are_spread_over_pages_with_folders(project: Path) -> None:
    for number in range(1, 24):
        name = f"2025-01-{number:02}-artikel-{number}.md"
        summary = SUMMARY.format(f"nummer {number}")
        head = f"Titel: Artikel {number}\nDatum: 2025-01-{number:02}\nSamenvatting: {summary}\nOnderwerpen: t1, t13\n"
        (project / "content/artikelen" / name).write_text(f"{head}\nTekst.\n")

    done = run(project)

    written = content_of(project / "output")
    assert done.returncode == 0, done.stderr
    for folder in ("artikelen", "onderwerpen/t1", "onderwerpen/t13"):
        assert f"{folder}/pagina-2/index.html" in written
        assert f'rel="next" href="/{folder}/pagina-2/"'.encode() in written[f"{folder}/index.html"]
    assert b'rel="prev" href="/artikelen/"' in written["artikelen/pagina-2/index.html"]
    assert b"https://praktijk.example/artikelen/pagina-2/" in written["artikelen/pagina-2/index.html"]


@pytest.mark.parametrize("topics", ["", "Onderwerpen: t1\n"])
def test_topics_are_named_on_the_first_page_of_the_list_if_there_are_any(small: Path, topics: str) -> None:
    for text in (small / "content/artikelen").iterdir():
        text.write_text(re.sub(r"(?m)^Onderwerpen:.*\n", "", text.read_text()))
    for number in range(1, 13):
        head = f"Titel: Artikel {number}\nDatum: 2025-01-{number:02}\nSamenvatting: {SUMMARY.format(number)}\n{topics}"
        (small / f"content/artikelen/2025-01-{number:02}-artikel-{number}.md").write_text(f"{head}\nTekst.\n")

    done = run(small)

    first, second = ((small / f"output/artikelen/{folder}index.html").read_text() for folder in ("", "pagina-2/"))
    assert done.returncode == 0, done.stderr
    assert ('<h2 id="onderwerpen">' in first) == ('href="/artikelen/#onderwerpen"' in second) == bool(topics)
    assert "onderwerpen/t1/" not in second


def test_titles_summaries_and_feeds_are_typeset_too(project: Path) -> None:
    title, summary = (
        "'s Avonds 'zo'n' \"gesprek\"",
        "Over art. 7 en 10-49 foto's & meer, en over Hans' jas in 's-Hertogenbosch.",
    )
    head = f"Titel: {title}\nDatum: 2026-03-01\nSamenvatting: {summary}\n"
    (project / "content/artikelen/2026-03-01-avond.md").write_text(f'{head}\n"Ja"\n', encoding="utf-8")

    run(project)

    page = (project / "output/artikelen/avond/index.html").read_text(encoding="utf-8")
    feed = (project / "output/feeds/artikelen.atom.xml").read_text(encoding="utf-8")
    for written in (page, feed):
        assert "’s Avonds ‘zo’n’ “gesprek”" in written
        assert "Over art.\u00a07 en 10–49 foto’s &amp;" in written.replace("&amp;amp;", "&amp;")
    assert '<p><span class="dquo">“</span>Ja”</p>' in page


def test_a_build_ends_with_its_code_and_all_that_it_has_to_say(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-X", "utf8", "-m", "tools.build", str(tmp_path / "built")]
    right = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)
    (project / "content/artikelen/2026-02-03-x.md").write_text("Titl: X\n\nTekst.\n", encoding="utf-8")

    wrong = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)

    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.startswith("artikelen ")
    files = [path for path in (tmp_path / "built").rglob("*") if path.is_file() and path.name != DUE]
    assert right.stdout.split("\n")[1].split()[3] == f"{sum(path.stat().st_size for path in files):,}".replace(",", ".")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "'Titl' is geen bekend gegeven." in wrong.stderr
