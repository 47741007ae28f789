"""`praktijk.toml`: read once, checked once, and refused for publication while an example is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice import FIELDS, FILE, read
from tests.pushing import COMPLETE, REAL, ROOT


def project(folder: Path, text: str) -> Path:
    (folder / "content").mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def faults(root: Path, *, for_publication: bool = False) -> list[str]:
    return list(map(str, sorted(read(root, for_publication=for_publication)[1])))


def test_the_real_file_is_right_but_not_yet_fit_for_publication() -> None:
    practice, _ = read(ROOT)

    assert practice.title == "Dijan Bruins, extern vertrouwenspersoon"
    assert len(faults(ROOT, for_publication=True)) == 3


def test_publication_names_every_example_at_once_with_its_line(tmp_path: Path) -> None:
    root = project(tmp_path, REAL)

    told = faults(root, for_publication=True)

    lines = REAL.splitlines()
    for fault, key in zip(told, ("site", "e-mail", "telefoon"), strict=True):
        number = int(fault.split(":")[1])
        assert lines[number - 1].startswith(key)
        assert f"'{key}' is nog een voorbeeld" in fault


def test_publication_asks_for_the_missing_address_along_with_the_examples(tmp_path: Path) -> None:
    root = project(tmp_path, "\n".join(line for line in REAL.splitlines() if not line.startswith("site =")))

    told = " ".join(faults(root, for_publication=True))

    assert "'site' ontbreekt" in told
    assert "'e-mail' is nog een voorbeeld" in told
    assert "'telefoon' is nog een voorbeeld" in told


def test_a_complete_file_may_be_published(tmp_path: Path) -> None:
    root = project(tmp_path, COMPLETE)

    practice, _ = read(root, for_publication=True)

    assert practice.telephone_link == "tel:+31687654321"
    assert practice.other_numbers
    assert practice.costs is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('naam = "Dijan Bruins"', 'name = "Dijan Bruins"', "'name' is onbekend. Bedoelt u 'naam'?"),
        ('naam = "Dijan Bruins"', "", "'naam' ontbreekt. Voeg een regel toe, bijvoorbeeld: naam = "),
        ('naam = "Dijan Bruins"', 'naam = ""', "'naam' kan niet \"\" zijn."),
        ('naam = "Dijan Bruins"', "naam = 3", "'naam' kan niet 3 zijn."),
        ('"+31 00 000 00 00"', '"06-12345678"', "Verander de regel in bijvoorbeeld: telefoon = "),
        (
            '"https://praktijk.example"',
            '"http://praktijk.example"',
            "'site' kan niet \"http://praktijk.example\" zijn.",
        ),
        ("2027-11-01", '"november"', "'security-geldig-tot' kan niet \"november\" zijn."),
        ('naam = "Dijan Bruins"', "naam = Dijan", "Deze regel is niet te lezen."),
    ],
)
def test_a_fault_says_what_is_wrong_and_how_to_mend_it(tmp_path: Path, old: str, new: str, message: str) -> None:
    root = project(tmp_path, REAL.replace(old, new))

    told = faults(root)

    assert len(told) == 1
    assert told[0].startswith(FILE)
    assert message in told[0]


def test_every_field_shows_an_example_that_it_would_accept(tmp_path: Path) -> None:
    example = "\n".join(f"{field.key} = {field.example}" for field in FIELDS)

    practice, _ = read(project(tmp_path, example))

    assert practice.registration == "12345678"


def test_publication_refuses_a_day_that_has_passed_and_a_moment_where_a_day_belongs(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    passed = faults(project(tmp_path / "a", COMPLETE.replace("2027-11-01", "2020-11-01")), for_publication=True)
    moment = faults(
        project(tmp_path / "b", COMPLETE.replace("2027-11-01", "2020-11-01T09:00:00")), for_publication=True
    )

    assert [fault.partition(": ")[2][:42] for fault in passed] == ["'security-geldig-tot' is voorbij: 2020-11-"]
    assert [fault.partition(": ")[2][:34] for fault in moment] == ["'security-geldig-tot' kan niet 202"]


def test_an_example_stands_in_for_what_is_wrong_so_that_the_rest_can_be_checked(tmp_path: Path) -> None:
    practice, told = read(project(tmp_path, REAL.replace('naam = "Dijan Bruins"', "naam = 3")))

    assert len(told) == 1
    assert practice.name == "Dijan Bruins"
    assert practice.guessed == {"name"}
