"""A text as it lies there: cut into front matter and body, and nothing understood yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fault import Fault

FENCE = re.compile(r"-{3,}\s*")
FIELD = re.compile(r"(?P<name>[^\W\d][\w -]{0,30}?)\s*:(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One field as written: the line it stands on (from 1), its name and its value, both without outer spaces."""

    number: int
    name: str
    value: str


@dataclass(frozen=True)
class Raw:
    """A file cut in two: the fields, and the body with the line on which it begins."""

    lines: tuple[Line, ...]
    body: str
    body_line: int


def cut(path: str, text: str) -> tuple[Raw, list[Fault]]:
    """Cut a text into fields and body, at the first empty line or at the closing `---`."""
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    fenced = FENCE.fullmatch(lines[start]) is not None
    begin = start + 1 if fenced else start
    end = next((n for n in range(begin, len(lines)) if _ends(lines[n], fenced=fenced)), len(lines))
    fields, faults = _fields(path, lines[begin:end], begin + 1)
    return Raw(tuple(fields), "\n".join(lines[end + 1 :]), end + 2), faults


def _ends(line: str, *, fenced: bool) -> bool:
    return FENCE.fullmatch(line) is not None or (not fenced and not line.strip())


def _fields(path: str, lines: list[str], first: int) -> tuple[list[Line], list[Fault]]:
    fields: list[Line] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, first):
        plain = line.replace("\u00a0", " ").replace("\ufeff", "")
        if match := FIELD.fullmatch(plain.strip()) if not (plain[:1].isspace() and fields) else None:
            fields.append(Line(number, match["name"], match["value"].strip()))
        elif fields and plain[:1].isspace() and plain.strip():
            last = fields.pop()
            fields.append(Line(last.number, last.name, f"{last.value} {plain.strip()}".strip()))
        elif plain.strip():
            faults.append(_no_field(path, number, plain.strip(), at_top=number == first))
    return fields, faults


def _no_field(path: str, number: int, text: str, *, at_top: bool) -> Fault:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    if at_top:
        return Fault(
            path, number, f"Bovenaan hoort een regel als 'Titel: …', niet '{shown}'.", "Zet de gegevens bovenaan."
        )
    return Fault(
        path,
        number,
        f"Deze regel is geen gegeven: '{shown}'.",
        "Begint hier de tekst? Zet er dan een lege regel boven.",
    )
