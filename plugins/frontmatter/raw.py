"""A text as it lies there: cut into front matter and body, and nothing understood yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from fault import Fault

FENCE = re.compile(r"(?m)-{3,}[^\S\n]*$")
CLOSING = re.compile(r"(?m)\n-{3,}[^\S\n]*$")
GAP = re.compile(r"(?m)\n(?:-{3,})?[^\S\n]*$")  # where no fence opened, an empty line ends the fields too
ITEM = re.compile(r"[-*•]\s+")
SCALAR = re.compile(r"[>|][-+]?")  # YAML's mark for a value that begins on the next line
QUOTED = re.compile(r"""(["'])(?P<value>(?:(?!\1).)*)\1""")
FIELD = re.compile(r"(?P<name>[^\W\d][\w -]{0,30}?)\s*:(?P<value>.*)", re.DOTALL)


class Line(NamedTuple):
    """One field as written: the line it stands on (from 1), its name and its value, both without outer spaces.

    A value of more than one line keeps its line ends, so that each of its lines can be named.
    """

    number: int
    name: str
    value: str


class Raw(NamedTuple):
    """A file cut in two: the fields, between `---` or not, and the body with the line on which it begins."""

    lines: tuple[Line, ...]
    body: str
    body_line: int
    fenced: bool


def cut(path: str, text: str, known: Callable[[str], object]) -> tuple[Raw, list[Fault]]:
    """Cut a text into fields and body, at the first empty line or at the closing `---`.

    `known` tells whether a name is a field's: one that is goes on no line above it, however far it stands to the right.
    """
    begin = top(text)
    fenced = FENCE.match(text, begin) is not None
    closing = (CLOSING if fenced else GAP).search(text, begin)
    end, below = closing.span() if closing else (len(text), len(text))
    first = text.count("\n", 0, begin) + 1 + fenced
    lines = text[begin:end].split("\n")[fenced:]
    fields, faults = _fields(path, lines, first, known, fenced=fenced)
    return Raw(tuple(fields), text[below + 1 :], first + len(lines) + 1, fenced), faults


def top(text: str) -> int:
    """Find where the first line begins that is not empty."""
    return text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1


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
