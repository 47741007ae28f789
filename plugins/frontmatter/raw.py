"""A text as it lies there: cut into front matter and body, and nothing understood yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fault import Fault

FENCE = re.compile(r"-{3,}\s*")
ITEM = re.compile(r"[-*•]\s+")
SCALAR = re.compile(r"[>|][-+]?")  # YAML's mark for a value that begins on the next line
QUOTED = re.compile(r"""(["'])(?P<value>(?:(?!\1).)*)\1""")
FIELD = re.compile(r"(?P<name>[^\W\d][\w -]{0,30}?)\s*:(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One field as written: the line it stands on (from 1), its name and its value, both without outer spaces.

    A value of more than one line keeps its line ends, so that each of its lines can be named.
    """

    number: int
    name: str
    value: str


@dataclass(frozen=True)
class Raw:
    """A file cut in two: the fields, between `---` or not, and the body with the line on which it begins."""

    lines: tuple[Line, ...]
    body: str
    body_line: int
    fenced: bool


def cut(path: str, text: str, known: Callable[[str], object]) -> tuple[Raw, list[Fault]]:
    """Cut a text into fields and body, at the first empty line or at the closing `---`.

    `known` tells whether a name is a field's: one that is goes on no line above it, however far it stands to the right.
    """
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    fenced = FENCE.fullmatch(lines[start]) is not None
    begin = start + 1 if fenced else start
    end = next((n for n in range(begin, len(lines)) if _ends(lines[n], fenced=fenced)), len(lines))
    fields, faults = _fields(path, lines[begin:end], begin + 1, known, fenced=fenced)
    return Raw(tuple(fields), "\n".join(lines[end + 1 :]), end + 2, fenced), faults


def _ends(line: str, *, fenced: bool) -> bool:
    return FENCE.fullmatch(line) is not None or (not fenced and not line.strip())


def _fields(
    path: str, lines: list[str], first: int, known: Callable[[str], object], *, fenced: bool
) -> tuple[list[Line], list[Fault]]:
    fields: list[Line] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, first):
        plain = line.replace("\u00a0", " ").rstrip()
        match = FIELD.fullmatch(plain.strip())
        goes_on = fields and (plain[:1].isspace() or ITEM.match(plain)) and not (match and known(match["name"]))
        if fields and (goes_on or not plain):
            last = fields.pop()
            begun = "" if SCALAR.fullmatch(last.value) else last.value
            fields.append(Line(last.number, last.name, f"{begun}\n{plain.strip()}"))
        elif match:
            fields.append(Line(number, match["name"], _value(match["value"].strip(), fenced=fenced)))
        elif plain:
            faults.append(_no_field(path, number, plain.strip(), at_top=number == first, fenced=fenced))
    return fields, faults


def _value(written: str, *, fenced: bool) -> str:
    """Take the quotes off a value between fences: there they are YAML's, elsewhere they are the advisor's."""
    quoted = QUOTED.fullmatch(written) if fenced else None
    return quoted["value"].strip() if quoted else written


def _no_field(path: str, number: int, text: str, *, at_top: bool, fenced: bool) -> Fault:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    if at_top:
        return Fault(
            path, number, f"Bovenaan hoort een regel als 'Titel: …', niet '{shown}'.", "Zet de gegevens bovenaan."
        )
    above = "een regel met ---" if fenced else "een lege regel"
    remedy = f"Begint hier de tekst? Zet er dan {above} boven. Haal de regel anders weg."
    return Fault(path, number, f"Deze regel is geen gegeven: '{shown}'.", remedy)
