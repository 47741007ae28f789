"""Days and moments as the advisor writes them; a pure function from text to a moment in Amsterdam."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dutch import MONTHS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
FIRST_YEAR = 1900  # an earlier one is a slip
WEEKDAY = rf"(?:(?P<weekday>{'|'.join(f'{name[:2]}(?:{name[2:]})?' for name in WEEKDAYS)})[.,]? )?"
DASHES = str.maketrans("\u2010\u2011\u2012\u2013", "----")
ZONE = r"(?: ?(?:(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)))?"
TIME = rf"(?:(?:T|,? |, ?)(?:om )?(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d\d)(?:[.:]\d\d)?(?: uur)?{ZONE}| uur))?"
FORMS = tuple(
    re.compile(rf"(?ia){WEEKDAY}{day}{TIME}")
    for day in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.? (?P<month>[a-z]{3,9})\.? (?P<year>\d{4})",
    )
)


def parse(text: str) -> datetime | None:
    """Read `2026-02-03`, `3-2-2026`, `3 februari 2026`, each with or without a time; `None` if there is no such moment.

    A day of the week before it must be the right one. A time without a zone is Amsterdam's: the hour that the clock
    skips in spring does not exist, the hour that it repeats in autumn counts as its first.
    """
    plain = " ".join(text.translate(DASHES).split())
    found = next((match for form in FORMS if (match := form.fullmatch(plain))), None)
    if not found:
        return None
    day = int(found["year"]), month(found["month"]), int(found["day"])
    try:
        written = datetime(*day, int(found["hour"] or 0), int(found["minute"] or 0))  # noqa: DTZ001 - the zone follows
        moment = _in_amsterdam(written, found)
    except (ValueError, OverflowError):
        return None
    fits = not found["weekday"] or WEEKDAYS[written.weekday()].startswith(found["weekday"].lower())
    return moment if fits and written.year >= FIRST_YEAR else None


def _in_amsterdam(written: datetime, found: re.Match[str]) -> datetime:
    """Give a moment its zone; raises `ValueError` for one that the clock skips."""
    if found["utc"] or found["sign"]:
        offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
        return (written.replace(tzinfo=UTC) + (offset if found["sign"] == "-" else -offset)).astimezone(AMSTERDAM)
    moment = written.replace(tzinfo=AMSTERDAM)
    if moment.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) != written:
        raise ValueError(written)
    return moment


def month(word: str) -> int:
    """Read a month: its number, its name, or an abbreviation of three letters or more; 0 for none of these."""
    if word.isdecimal():
        return int(word)
    word = word.lower()
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word) or (word == "mrt" and n == 3)), 0)
