"""From a file's bytes to the values of its fields, or to everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fault import Fault
from frontmatter.fields import Field, Kind, find, nearest
from frontmatter.raw import ITEM, Line, Raw, cut, top
from frontmatter.values import CODE, NEVER_EMPTY, NO_WORDS, READ, Wrong, items
from textfile import decode

LONGEST_WORD = 1000  # characters; an address of the longest kind is shorter
PART = LONGEST_WORD // 2  # of a text that is cut in parts of this length, one whole lies within each longer word
MOST_DEFINITIONS = 300  # lines; the same goes for headings
MOST_BRACKETS = 1000
MOST_LINES = 5000
LARGEST = 150_000  # bytes, 25,000 words: no page of that size would be light enough
LIMITS = (  # each holds a sign, which is counted first, as that is quick
    (":", r"(?m)^[ \t]*:", MOST_DEFINITIONS, "regels die met een dubbele punt beginnen"),
    ("#", r"(?m)^[ \t>]*#", MOST_DEFINITIONS, "koppen"),
    ("\n", r"\n", MOST_LINES, "regels"),
    ("[", r"\[", MOST_BRACKETS, "rechte haken"),
    ("<", r"<", MOST_BRACKETS, "punthaken"),
    ("{", r"\{", MOST_BRACKETS, "accolades"),
)
Named = tuple[Line, Field | None]  # a line, and the field that it is


class Text(NamedTuple):
    """What a file holds: the values that are right and the lines of all, the body, and all that is wrong above it."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int
    faults: tuple[Fault, ...]


def check(path: str, data: bytes, fields: tuple[Field, ...]) -> Text:
    """Read a file's bytes; what can't be read at all has faults and no body."""
    text = _readable(path, data)
    if isinstance(text, Fault):
        return Text({}, {}, "", 1, (text,))
    raw, faults = cut(path, text, lambda name: find(name, fields))
    found = [(line, find(line.name, fields)) for line in raw.lines]
    lines = {field.key: line.number for line, field in reversed(found) if field}
    values, wrong = _values(path, found, fields)
    if not faults:
        draft = bool(values.get("status"))
        wrong += [*_missing(path, found, fields, {*values, *_told(wrong, lines)}, draft=draft)]
        wrong += [*_empty(path, raw, values), *_cut_off(path, raw, fields, lines)]
    return Text(values, lines, raw.body, raw.body_line, (*faults, *wrong))


def _readable(path: str, data: bytes) -> str | Fault:
    if len(data) > LARGEST:
        return Fault(path, 0, f"Dit bestand is te groot: {len(data)} bytes.", f"Houd een tekst onder {LARGEST} bytes.")
    text = decode(path, data)
    if isinstance(text, Fault):
        return text
    if not text.strip():
        return Fault(path, 0, "Dit bestand is leeg.", "Schrijf er iets in, of haal het weg.")
    return next(_too_much(path, text), text)


def _too_much(path: str, text: str) -> Iterator[Fault]:
    """Refuse what would take Markdown or typography longer than an advisor waits: their time grows with its square."""
    for count, most, what in _counts(text):
        if count > most:
            message = f"Deze tekst heeft {count} {what}, en {most} is het meeste dat de site verwerkt."
            yield Fault(path, 0, message, "Haal er weg, of maak er twee teksten van.")


def _counts(text: str) -> Iterator[tuple[int, int, str]]:
    """Count, with the most that it may be, what a quick look can't rule out."""
    if any(" " not in text[at : at + PART] for at in range(0, len(text) - PART, PART)):
        yield max(map(len, text.split())), LONGEST_WORD, "tekens in één woord"
    for sign, pattern, most, what in LIMITS:
        if text.count(sign) > most:
            yield len(re.findall(pattern, text)), most, what


def _values(path: str, found: list[Named], fields: tuple[Field, ...]) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for line, field in found:
        if not field:
            faults.append(_unknown(path, line, fields))
        elif field.key in seen:
            message = f"{field.name} staat er twee keer: ook op regel {seen[field.key]}."
            faults.append(Fault(path, line.number, message, "Haal een van de twee regels weg."))
        else:
            seen[field.key] = line.number
            answer = items(line) if field.kind is Kind.ITEMS else READ[field.kind](line.value)
            faults += _coded(path, field, answer)
            if isinstance(answer, Wrong):
                faults.append(_wrong(path, line, field, answer))
            elif answer is not None:
                values[field.key] = answer
    return values, faults


def _wrong(path: str, line: Line, field: Field, wrong: Wrong) -> Fault:
    value = " ".join(line.value.split())
    shown = value if len(value) <= 60 else f"{value[:60]}…"
    message = f"{field.name} moet {wrong.must}, niet '{shown}'."
    if field.kind in (Kind.SUMMARY, Kind.TITLE, Kind.ANSWER):
        message = f"{field.name} moet {wrong.must}."
    return Fault(path, line.number, message, f"Verander de regel in bijvoorbeeld: {field.line}")


def _unknown(path: str, line: Line, fields: tuple[Field, ...]) -> Fault:
    near = nearest(line.name, fields)
    names = ", ".join(field.name for field in fields)
    remedy = f"Bedoelt u '{near.name}'?" if near else f"Gebruik een van deze: {names}."
    return Fault(path, line.number, f"'{line.name}' is geen bekend gegeven.", remedy)


def _coded(path: str, field: Field, answer: Any) -> Iterator[Fault]:
    """Refuse Markdown and HTML in a list, where they would be shown as they are."""
    for item in answer if field.kind is Kind.ITEMS and answer else ():
        if CODE.search(item.text):
            message = f"Dit punt bij {field.name} moet uit gewone woorden bestaan, zonder ** of [[ ]] of < >."
            yield Fault(path, item.line, message, "Haal die tekens weg.")


def _told(faults: list[Fault], lines: Mapping[str, int]) -> Iterator[str]:
    """Name the fields of which something was told already."""
    numbers = {fault.line for fault in faults}
    return (key for key, line in lines.items() if line in numbers)


def _missing(
    path: str, found: list[Named], fields: tuple[Field, ...], known: set[str], *, draft: bool
) -> Iterator[Fault]:
    """Name what must be there and is not; a draft needs no more than a title and a date. A slip is told once."""
    meant = {near.key for line, field in found if not field and (near := nearest(line.name, fields))}
    there = {field.key: line for line, field in found if field}
    for field in (field for field in fields if field.key not in known and field.key not in meant):
        begun = field.kind in NEVER_EMPTY and field.key in there
        if not (field.required or begun) or (draft and field.kind not in (Kind.TITLE, Kind.MOMENT)):
            continue
        if field.key not in there:
            yield Fault(path, 1, f"{field.name} ontbreekt.", f"Voeg bovenaan een regel toe, bijvoorbeeld: {field.line}")
        else:
            line = there[field.key].number
            yield Fault(path, line, f"{field.name} is niet ingevuld.", f"Schrijf bijvoorbeeld: {field.line}")


def _cut_off(path: str, raw: Raw, fields: tuple[Field, ...], given: Mapping[str, int]) -> Iterator[Fault]:
    """Notice a field below an empty line: there it counts as text, and a draft would be published."""
    begin = top(raw.body)
    number = raw.body_line + raw.body.count("\n", 0, begin)
    first = raw.body[begin:].partition("\n")[0]
    name, _, value = (part.strip() for part in first.partition(":"))
    field = find(name, fields)
    last = find(raw.lines[-1].name, fields) if raw.lines else None
    if last and last.kind is Kind.ITEMS and ITEM.match(first):
        message = f"Dit punt hoort bij {last.name}, maar er staat een lege regel boven."
        yield Fault(path, number, message, "Haal die lege regel weg.")
    listed = field is not None and field.kind is Kind.ITEMS and not value
    plain = field is not None and field.kind in NO_WORDS and not isinstance(READ[field.kind](value), Wrong)
    if field and field.key not in given and (listed or plain):
        message = f"'{name}' staat onder de gegevens en telt daardoor als tekst."
        remedy = "Zet deze regel tussen de strepen." if raw.fenced else "Haal de lege regel erboven weg."
        yield Fault(path, number, message, remedy)


def _empty(path: str, raw: Raw, values: dict[str, Any]) -> list[Fault]:
    if raw.body.strip() or values.get("status"):
        return []
    remedy = "Schrijf de tekst onder een lege regel, of maak er een concept van met: Status: concept"
    return [Fault(path, max(1, raw.body_line - 1), "Er staat geen tekst onder de gegevens.", remedy)]
