"""Front matter: forgiving where the meaning is certain, and never silent."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from dates import AMSTERDAM, parse
from frontmatter.check import Text, check
from frontmatter.collection import read, slug
from frontmatter.fields import ARTICLE, OBLIGATION, PAGE, Field, find, nearest
from frontmatter.raw import cut
from tests.conftest import ROOT
from textfile import decode
from tools.preview import _state
from typography.setting import typeset_bodies, typeset_text

SUMMARY = "Wie goed luistert, hoort ook wat er niet gezegd wordt. Drie oefeningen."
PLAIN = f"Titel: Goed luisteren\nDatum: 2026-02-03\nSamenvatting: {SUMMARY}\nOnderwerpen: beleid, werk\n\nTekst.\n"


def read_text(data: str | bytes) -> Text:
    return check("x.md", data if isinstance(data, bytes) else data.encode(), ARTICLE)


@pytest.mark.parametrize(
    "written",
    [
        PLAIN,
        PLAIN.replace("Titel", "Title").replace("Datum", "Date").replace("Samenvatting", "Summary"),
        PLAIN.replace("Titel", "TITEL").replace("Datum", "datum").replace("Onderwerpen", "tags"),
        PLAIN.replace("2026-02-03", "3 februari 2026"),
        PLAIN.replace("2026-02-03", "3-2-2026"),
        PLAIN.replace("2026-02-03", "03/02/2026"),
        PLAIN.replace("2026-02-03", "“2026-02-03”"),
        PLAIN.replace("2026-02-03", "'3 FEB. 2026'"),
        PLAIN.replace(": ", ":\u00a0"),
        PLAIN.replace(": ", " : "),
        PLAIN.replace("beleid, werk", "[beleid; “werk”]"),
        PLAIN.replace("luisteren\n", "\n    luisteren\n"),
        PLAIN.replace("2026-02-03", "dinsdag 3 februari 2026"),
        PLAIN.replace("2026-02-03", "3.2.2026"),
        PLAIN.replace("2026-02-03", "2026\u201102\u201103"),
        PLAIN.replace("2026-02-03", "di 3 feb 2026"),
        PLAIN.replace("2026-02-03", "2026-02-02T23:00Z"),
        PLAIN.replace("2026-02-03", "2026-02-03T01:00+02:00"),
        PLAIN.replace("beleid, werk", "\n- beleid\n- werk"),
        PLAIN.replace("beleid, werk", "\n  - beleid\n  - werk"),
        PLAIN.replace("Samenvatting: ", "Samenvatting: >\n  "),
        f"\u200b{PLAIN.replace('luisteren', chr(0x200B) + 'luisteren')}",
        f"---\n{PLAIN.replace('Goed luisteren', chr(34) + 'Goed luisteren' + chr(34))}".replace("\n\n", "\n---\n"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        f"\n\n{PLAIN}",
        f"---\n{PLAIN.replace(chr(10) * 2, f'{chr(10)}---{chr(10)}')}",
        f"---\n{PLAIN.replace(chr(10) * 2, f'{chr(10)}{chr(10)}---{chr(10)}{chr(10)}')}",
        PLAIN.replace("\n\n", "\nStatus: Gepubliceerd\n\n"),
        PLAIN.replace("\n\n", "\nStatus: “published”\n\n"),
    ],
)
@pytest.mark.parametrize("begin", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_what_is_certain_is_understood(written: str, begin: bytes) -> None:
    text = read_text(begin + written.encode())

    assert text.faults == ()
    assert text.values["title"] == "Goed luisteren"
    assert text.values["date"] == datetime(2026, 2, 3, tzinfo=AMSTERDAM)
    assert text.values["summary"] == SUMMARY
    assert text.values["tags"] == ("beleid", "werk")
    assert not text.values.get("status")
    assert text.body.strip() == "Tekst."


@pytest.mark.parametrize("line", ["Status: concept", "Status: Draft", "status: 'CONCEPT'"])
def test_a_draft_may_lack_what_it_will_get_later(line: str) -> None:
    text = read_text(f"Titel: Begin\nDatum: 2026-02-03\nSamenvatting:\nOnderwerpen:\n{line}\n\n")

    assert text.faults == ()
    assert text.values["status"] is True


def by_lines(text: str) -> tuple[str, int, bool]:
    """Cut a text line by line: its body, the line on which that begins, and whether fences stand around the fields."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line.strip())
    fenced = re.fullmatch(r"-{3,}\s*", lines[start]) is not None
    ends = (re.compile(r"-{3,}\s*") if fenced else re.compile(r"(?:-{3,})?\s*")).fullmatch
    end = next((number for number in range(start + fenced, len(lines)) if ends(lines[number])), len(lines))
    return "\n".join(lines[end + 1 :]), end + 2, fenced


@given(st.lists(st.sampled_from(["\n", "---", "-", " ", "\u00a0", "\t", "Titel: x", "a"]), max_size=20).map("".join))
def test_a_text_is_cut_where_reading_it_line_by_line_would_cut_it(text: str) -> None:
    raw, _ = cut("x.md", f"{text}b\n\n{text}", bool)

    assert (raw.body, raw.body_line, raw.fenced) == by_lines(f"{text}b\n\n{text}")


@given(
    st.text(
        st.one_of(st.sampled_from("aé \n\r\t\u2028\u200b\ufeff\x07\ue000ÃÂâ€\x80\xa9"), st.characters(codec="utf-8"))
    )
)
def test_a_text_is_read_as_it_is_beside_a_sign_that_asks_for_a_closer_look(text: str) -> None:
    assert decode("x.md", text.encode()) == decode("x.md", f"{text}\u200b".encode())


def test_a_word_that_is_too_long_is_found_wherever_it_stands() -> None:
    for before in range(1200):
        most, more = (read_text(f"{PLAIN}{'a ' * (before // 2)}\n{'b' * (before % 2 + size)}") for size in (999, 1001))

        assert most.faults == ()
        assert more.faults[0].message.startswith(f"Deze tekst heeft {1001 + before % 2} tekens in één woord")


@pytest.mark.parametrize(
    ("most", "more", "told"),
    [
        (": a :\n" * 300, "\t: a\n", "301 regels die met een dubbele punt beginnen, en 300"),
        ("# a #\n" * 300, "> # a\n", "301 koppen, en 300"),
        ("\n" * 4994, "\n", "5001 regels, en 5000"),
        ("[" * 990 + " " + "[" * 10, "[", "1001 rechte haken, en 1000"),
        ("<" * 990 + " " + "<" * 10, "<", "1001 punthaken, en 1000"),
        ("{" * 990 + " " + "{" * 10, "{", "1001 accolades, en 1000"),
    ],
)
def test_what_is_too_much_is_counted(most: str, more: str, told: str) -> None:
    assert read_text(PLAIN + most).faults == ()
    assert [fault.message for fault in read_text(PLAIN + most + more).faults] == [
        f"Deze tekst heeft {told} is het meeste dat de site verwerkt."
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n \n\t\n"])
def test_a_field_below_empty_lines_is_told_on_its_own_line(between: str) -> None:
    text = PLAIN.replace("\n\n", f"\n{between}Gewijzigd: 2026-02-04\n")

    assert [fault.line for fault in read_text(text).faults] == [text.split("\n").index("Gewijzigd: 2026-02-04") + 1]


def test_the_body_begins_on_the_line_that_is_told() -> None:
    text = read_text(PLAIN)

    assert PLAIN.split("\n")[text.body_line - 1] == "Tekst."


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-03 09:00", "2026-02-03T09:00"),
        ("2026-02-03T09:00:00", "2026-02-03T09:00"),
        ("3 februari 2026 om 09.00 uur", "2026-02-03T09:00"),
        ("3 februari 2026, 9.00 uur", "2026-02-03T09:00"),
        ("3 mrt 2026", "2026-03-03T00:00"),
        ("29-2-2028", "2028-02-29T00:00"),
        ("3 februari 2026 om 9 uur", "2026-02-03T09:00"),
        ("29-2-2026", None),
        ("31 april 2026", None),
        ("2026-02-03 24:00", None),
        ("3 ma 2026", None),
        ("2026-03-29 02:30", None),
        ("2026-10-25 02:30", "2026-10-25T02:30"),
        ("maandag 3 februari 2026", None),
        ("1899-12-31", None),
        ("9999-12-31 23:59 -23:59", None),
        ("3 junimaand 2026", None),
        ("0000-01-01", None),
        ("7-1-20261.30", None),
        ("٣-٢-٢٠٢٦", None),
    ],
)
def test_moments_are_read_as_dutch_people_write_them(written: str, expected: str | None) -> None:
    found = parse(written)

    assert found == (datetime.fromisoformat(expected).replace(tzinfo=AMSTERDAM) if expected else None)


def test_amsterdam_changes_its_clock_twice_a_year() -> None:
    winter, summer, autumn = (parse(day) for day in ("2026-03-28 09:00", "2026-03-29 09:00", "2026-10-25 09:00"))

    assert winter
    assert summer
    assert autumn
    assert [moment.utcoffset() for moment in (winter, summer, autumn)] == [
        timedelta(hours=1), timedelta(hours=2), timedelta(hours=1),
    ]  # fmt: skip


@given(st.dates(min_value=datetime(1900, 1, 1).date()))  # noqa: DTZ001 - a day has no time zone
def test_every_day_is_read_in_every_way_of_writing_it(day: object) -> None:
    year, month, number = map(int, str(day).split("-"))
    expected = datetime(year, month, number, tzinfo=AMSTERDAM)

    assert parse(str(day)) == parse(f"{number}-{month}-{year}") == expected


@pytest.mark.parametrize("fields", [ARTICLE, PAGE, OBLIGATION])
def test_every_field_accepts_its_own_example_and_no_two_share_a_name(fields: tuple[Field, ...]) -> None:
    header = "\n".join(field.line for field in fields if field.key != "status")
    names = [name for field in fields for name in {field.name.casefold(), *field.others}]

    assert check("x.md", f"{header}\n\nTekst.\n".encode(), fields).faults == ()
    assert len(names) == len(set(names))
    for field in fields:
        assert find(field.name.upper(), fields) is field
        assert nearest(field.name[:-1], fields) is field


def test_every_text_of_the_real_content_is_right() -> None:
    collection = read(ROOT)

    assert collection.faults == ()
    assert len(collection.documents) == len(list((ROOT / "content").rglob("*.md")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zo'n één-op-één gesprek?", "zon-een-op-een-gesprek"),
        ("PSA\u2011beleid", "psa-beleid"),
        ("?!", ""),
        ("_a_", "a"),
    ],
)
def test_an_address_is_made_of_letters_digits_and_hyphens(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_a_fault_that_names_the_file(data: bytes) -> None:
    text = check("content/artikelen/x.md", data, ARTICLE)

    assert text.faults
    assert all(fault.path == "content/artikelen/x.md" and fault.remedy for fault in text.faults)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_body_and_title_under_good_front_matter_become_a_page_or_a_fault(body: str, title: str) -> None:
    text = read_text(PLAIN.replace("Goed luisteren", title).replace("Tekst.", body).encode("utf-8", "replace"))

    if not text.faults:
        assert isinstance(typeset_bodies([Markdown().convert(text.body)])[0], str)
        assert typeset_text(text.values["title"])


@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=40),
    data=st.binary(max_size=60),
)
def test_any_file_is_a_text_a_picture_a_fault_or_known_noise(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes
) -> None:
    root = tmp_path_factory.mktemp("any")
    folder = root / "content/artikelen"
    folder.mkdir(parents=True)
    try:
        (folder / name).write_bytes(data)
    except (OSError, ValueError):
        return

    collection = read(root)

    told = {fault.path for fault in collection.faults}
    noise = (
        name.startswith(".") or name.endswith("~") or name in ("Thumbs.db", "desktop.ini", "lost+found", "__pycache__")
    )
    assert noise or Path(f"content/artikelen/{name}").as_posix() in told


def test_a_title_in_quotes_keeps_them_where_they_are_words() -> None:
    text = read_text(PLAIN.replace("Goed luisteren", '"Ik durf het niet te zeggen"'))

    assert text.values["title"] == '"Ik durf het niet te zeggen"'


@pytest.mark.parametrize("within", [".", ".Trash-1000", "lost+found"])
def test_a_folder_that_cannot_be_opened_is_told_unless_the_system_left_it(tmp_path: Path, within: str) -> None:
    folder = tmp_path / "content/artikelen"
    (folder / within).mkdir(parents=True)
    (folder / "2026-02-03-goed.md").write_text(PLAIN, encoding="utf-8")
    place = os.open(folder / within, os.O_RDONLY)
    for _ in range(20):  # more than a path may have, for whoever reads as root may open all else
        os.mkdir("m" * 250, dir_fd=place)
        above, place = place, os.open("m" * 250, os.O_RDONLY, dir_fd=place)
        os.close(above)
    os.close(place)

    found = read(tmp_path)

    assert [text.title for text in found.documents] == ["Goed luisteren"]
    told = r"content/artikelen/[m/]+: Deze map is niet te openen \(.+\)\. Kijk of u haar mag lezen\."
    assert [bool(re.fullmatch(told, str(fault))) for fault in found.faults] == [True] * (within == ".")
    assert len(_state(tmp_path)) > 1


def test_what_is_no_plain_file_or_has_a_name_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "content/artikelen"
    (folder / "2026-02-03-map.md").mkdir(parents=True)
    os.mkfifo(folder / "2026-02-03-pijp.md")
    (folder / "2026-02-03-twee\nregels.md").write_text(PLAIN, encoding="utf-8")
    (folder / os.fsdecode(b"2026-02-03-caf\xe9.md")).write_text(PLAIN, encoding="utf-8")

    told = [str(fault) for fault in read(tmp_path).faults]

    unread = "De naam van dit bestand heeft een teken dat niet te lezen is. Zet het op zijn plaats, of haal het weg."
    assert sorted(told) == [
        f"content/artikelen/2026-02-03-caf�.md: {unread}",
        "content/artikelen/2026-02-03-map.md: Dit is geen gewoon bestand. Zet het op zijn plaats, of haal het weg.",
        "content/artikelen/2026-02-03-pijp.md: Dit is geen gewoon bestand. Zet het op zijn plaats, of haal het weg.",
        f"content/artikelen/2026-02-03-twee regels.md: {unread}",
    ]
