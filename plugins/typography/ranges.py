"""Ranges of numbers told from everything else that has a hyphen between digits."""

from __future__ import annotations

import re

NAMES = ("NEN", "EN", "ISO", "IEC", "DIN", "NPR", "NTA", "RFC", "versie", "tel.", "telefoon", "fax")
HOURS = re.compile(r"[ \n\u00a0]uur\b")

MORE = r"\d{0,3}(?:[.,:]\d+)*"
RANGE = re.compile(
    rf"""(\d
    (?<![\w/+–-]\d)(?<!\w[.,:]\d)(?<![-–][\ \u00a0]\d)  # alone
    (?!(?<=\b\d\d\s\d)\d\d-)  # and no file number such as 35 592-600
    {MORE})(--?|–|\ (?:--?|–)\ )(’?\d{MORE})
    (?!\w|[\ \u00a0]?[-–][\ \u00a0]?\d|[.,:/]\d)""",
    re.VERBOSE,
)
LAST_WORD = re.compile(r"[^\s/‑-]++(?=[\s‑-]$)")
UNSHAPELY = re.compile(r"[^.:]")
ZERO = re.compile(r"0\d+(?![.:\d])")
THOUSANDS = re.compile(r"\.(?=\d{3}(?!\d))")
SEPARATOR = re.compile(r"[.,:]")


def set_ranges(text: str, pad: str, start: int, end: int) -> str:
    """Return this part of a text; every range has an en dash without spaces, and `pad` for every character that goes.

    A part ends where a paragraph does. What stands before it may still be the name that makes a range a number.

    Two numbers make a range when they stand alone (no letter, digit, hyphen, slash or decimal touches them, so no
    date and no 70-20-10), neither the name of a standard nor `versie` or `telefoon` stands before them, and:
    - the second has an apostrophe ('60-'70), or `uur` follows and both fit in a day (22.00-06.00 uur, 09-17 uur); or
    - neither begins with a zero (06-12345678, 0900-0101, 2026-02), both are built alike (9.00 and 17.00) and of at
      most four digits or with a point for thousands, and the second is larger; or
    - the first is a year, and the second the last two digits of a later one, above 12 as 2008-09 may be a month.
    Not to be decided: a score that ends higher (1-3) and a date without a year (7-12) are taken for ranges; a range
    that is built in two ways (1.2-3) is not.
    """
    parts = []
    for match in RANGE.finditer(text, start, end):
        parts += [text[start : match.start()], _set(match, pad)]
        start = match.end()
    return "".join((*parts, text[start:end]))


def _set(match: re.Match[str], pad: str) -> str:
    if not _is_range(match):
        return match[0]
    return f"{match[1]}{pad * (len(match[2]) - 1)}–{match[3]}"


def _is_range(match: re.Match[str]) -> bool:
    first, second = match[1], match[3]
    if second.startswith("’"):
        return True
    word = LAST_WORD.search(match.string[max(0, match.start() - 12) : match.start()])
    if word and word[0] in NAMES:
        return False
    if HOURS.match(match.string, match.end()) and max(_value(first)[0], _value(second)[0]) <= 24:
        return True
    return _rises(first, second) or _is_short_year(first, second)


def _rises(first: str, second: str) -> bool:
    if any(ZERO.match(number) for number in (first, second)):
        return False
    return _shape(first) == _shape(second) and _value(first) < _value(second)


def _is_short_year(first: str, second: str) -> bool:
    if not (re.fullmatch(r"(?:19|20)\d\d", first) and re.fullmatch(r"\d\d", second)):
        return False
    return int(second) > max(12, int(first[2:]))


def _value(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in SEPARATOR.split(THOUSANDS.sub("", number)))


def _shape(number: str) -> str:
    return UNSHAPELY.sub("", THOUSANDS.sub("", number))
