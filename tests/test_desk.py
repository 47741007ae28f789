"""What the advisor sees of the requests, by the commands that the advisor types."""

from __future__ import annotations

import csv
import os
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest

from server.days import answered_by, spoken
from server.desk import exported
from server.store import Store
from tests.conftest import ROOT

NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
ANSWERS = {
    "organisatie": ("=HYPERLINK(1)",), "naam": ("Ans; \"d'Hondt\"",), "e-mail": ("ans@bakker.nl",),
    "telefoon": ("+31 6 12 34 56 78",), "medewerkers": ("10-49 medewerkers",), "hulp": ("A", "B"),
    "bereiken": ("mail",), "bericht": ("Regel een\n-regel twee",),
}  # fmt: skip


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type the command."""
    return subprocess.run(
        [sys.executable, str(ROOT / "tools/commands.py"), "--search-root", str(ROOT), "requests", *words],
        env={**os.environ, "AANVRAGEN_DATABASE": str(folder / "aanvragen.db")},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def reference(tmp_path: Path) -> str:
    """The reference of a request in a store; another one there is suspect."""
    store = Store(tmp_path / "aanvragen.db")
    kept = store.keep("kaart", ANSWERS, "", NOW, "praktijk.nl").reference
    store.keep("robot", ANSWERS | {"organisatie": ("Koop",)}, "3 links in de tekst", NOW, "praktijk.nl")
    store.close()
    return kept


def test_without_requests_the_list_says_so(tmp_path: Path) -> None:
    done = run(tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith("Er zijn nog geen aanvragen")


def test_the_list_tells_what_is_new_what_is_suspect_and_what_fails(tmp_path: Path, reference: str) -> None:
    store = Store(tmp_path / "aanvragen.db")
    request = store.find(reference)
    assert request
    store.mark_failed(store.letters(request)[1], NOW, "de mailserver weigert dit adres (550)", for_good=True)
    store.close()

    done, health = run(tmp_path), run(tmp_path, "health")

    spaced = f"{reference[:3]} {reference[3:6]} {reference[6:]}"
    assert done.returncode == 0
    assert f"{spaced}  2026-11-23 16.05  =HYPERLINK(1)  antwoord voor woensdag 25\u00a0november 2026" in done.stdout
    assert "Apart gezet: 1" in done.stdout
    assert "Koop  verdacht: 3 links in de tekst" in done.stdout
    assert "LET OP: 1 mail komt niet aan" in done.stdout
    assert "de bevestiging aan de aanvrager: de mailserver weigert dit adres (550); er volgt geen poging" in done.stdout
    assert (health.returncode, health.stdout.startswith("LET OP")) == (1, True)


@pytest.mark.parametrize("typed", [lambda ref: [ref], lambda ref: [ref[:3], ref[3:6], ref[6:]]])
def test_a_request_is_shown_whole_by_its_number_however_it_is_typed(
    tmp_path: Path, reference: str, typed: object
) -> None:
    assert callable(typed)

    done = run(tmp_path, "show", *typed(reference))

    assert done.returncode == 0, done.stderr
    for words in (
        "Organisatie:\n  =HYPERLINK(1)",
        "Bericht:\n  Regel een\n  -regel twee",
        "De mail aan u: wacht tot 2026-11-23 16.05",
    ):
        assert words in done.stdout
    assert run(tmp_path, "show", "123").returncode == 1


def test_the_export_opens_in_a_spreadsheet_and_nothing_in_it_is_calculated(tmp_path: Path, reference: str) -> None:
    done = run(tmp_path, "export", "uit.csv")

    data = (tmp_path / "uit.csv").read_bytes()
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert done.returncode == 0, done.stderr
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert [len(row) for row in rows] == [12, 12, 12]
    cells = {cell for row in rows[1:] for cell in row}
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert {"'=HYPERLINK(1)", "'+31 6 12 34 56 78", 'Ans; "d\'Hondt"', "Regel een\n-regel twee"} <= cells
    assert stat.S_IMODE((tmp_path / "uit.csv").stat().st_mode) == 0o600
    assert run(tmp_path, "export", "uit.csv").returncode == 1
    assert reference[:3] in rows[2][0] + rows[1][0]


def test_a_request_is_deleted_and_backed_up(tmp_path: Path, reference: str) -> None:
    assert run(tmp_path, "backup", "kopie.db").returncode == 0
    assert run(tmp_path, "delete", reference).returncode == 0
    assert run(tmp_path, "delete", reference).returncode == 1

    copy = Store(tmp_path / "kopie.db")
    assert copy.find(reference)
    left = Store(tmp_path / "aanvragen.db")
    assert reference not in exported(left).replace(" ", "")
    copy.close()
    left.close()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["dink"], 2, "'dink' kan niet. Kies uit: show, export, delete, backup, health."),
        (["export", "geen/map/uit.csv"], 1, "geen/map/uit.csv is niet te schrijven"),
        (["show"], 1, "Zeg welke aanvraag: requests show NUMMER."),
        (["delete", "123"], 1, "Er is geen aanvraag 123."),
    ],
)
def test_a_mistake_is_told_in_a_line(tmp_path: Path, reference: str, words: list[str], code: int, told: str) -> None:
    assert reference

    done = run(tmp_path, *words)

    assert (done.returncode, told in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_none_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "aanvragen.db").write_bytes(b"geen database" * 100)

    done = run(tmp_path)

    assert done.returncode == 1
    assert done.stdout.startswith("De aanvragen zijn niet te lezen of te schrijven")


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("2026-11-23T09:00+01:00", "woensdag 25\u00a0november 2026"),
        ("2026-11-27T23:30+01:00", "dinsdag 1\u00a0december 2026"),
        ("2026-11-28T12:00+01:00", "dinsdag 1\u00a0december 2026"),
        ("2026-12-23T12:00+01:00", "maandag 28\u00a0december 2026"),
        ("2027-04-26T12:00+02:00", "donderdag 29\u00a0april 2027"),
        ("2026-11-24T23:30+00:00", "vrijdag 27\u00a0november 2026"),
    ],
)
def test_an_answer_is_promised_in_two_working_days_as_the_netherlands_counts_them(received: str, day: str) -> None:
    assert spoken(answered_by(datetime.fromisoformat(received))) == day


def test_the_promise_of_any_day_of_a_year_is_a_working_day_within_a_week_and_a_half() -> None:
    for ordinal in range(date(2026, 1, 1).toordinal(), date(2030, 1, 1).toordinal()):
        received = datetime.combine(date.fromordinal(ordinal), datetime.min.time(), UTC)
        assert 2 <= (answered_by(received) - received.date()).days <= 8
