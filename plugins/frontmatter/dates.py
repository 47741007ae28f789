"""Days and moments as the advisor writes them; a pure function from text to a moment in Amsterdam."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from dutch import MONTHS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

TIME = r"(?:(?:T|,? |, ?)(?:om )?(?P<hour>\d{1,2})[.:](?P<minute>\d\d)(?:[.:]\d\d)?(?: uur)?)?"
FORMS = tuple(
    re.compile(rf"(?ia){day}{TIME}")
    for day in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[-/](?P<month>\d{1,2})[-/](?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.? (?P<month>[a-z]{3,9})\.? (?P<year>\d{4})",
    )
)


def parse(text: str) -> datetime | None:
    """Read `2026-02-03`, `3-2-2026`, `3 februari 2026`, each with or without a time; `None` if there is no such moment.

    A time without a place is Amsterdam's; the hour that the clock repeats in autumn counts as its first.
    """
    plain = " ".join(text.split())
    found = next((match for form in FORMS if (match := form.fullmatch(plain))), None)
    if not found:
        return None
    month = _month(found["month"])
    try:
        return datetime(
            int(found["year"]),
            month,
            int(found["day"]),
            int(found["hour"] or 0),
            int(found["minute"] or 0),
            tzinfo=AMSTERDAM,
        )
    except ValueError:
        return None


def _month(word: str) -> int:
    """Read a month: its number, its name, or an abbreviation of three letters or more; 0 for none of these."""
    if word.isdecimal():
        return int(word)
    word = word.lower()
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word) or (word == "mrt" and n == 3)), 0)
