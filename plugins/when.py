"""A time that is known as well as it is known: a day, a month, a quarter or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

import dates
from dutch import MONTHS, long_date

Grain = Literal["day", "month", "quarter", "year"]
LENGTHS: dict[Grain, int] = {"day": 10, "month": 7, "quarter": 0, "year": 4}  # of its ISO 8601 words
QUARTERS = ("eerste", "tweede", "derde", "vierde")
MONTH = re.compile(r"(?ai)(?P<word>[a-z]{3,9})\.? (?P<year>\d{4})|(?P<iso>\d{4})-(?P<month>\d\d)")
QUARTER = re.compile(
    r"(?ai)(?:(?P<word>eerste|tweede|derde|vierde)|(?P<number>[1-4])e|q(?P<q>[1-4]))"
    r"(?: ?kwartaal)?(?: van)? (?P<year>\d{4})"
)
YEAR = re.compile(r"(?a)\d{4}")


class When(NamedTuple):
    """The first and the last day that it may be; one and the same where the day is known."""

    first: date
    last: date

    @property
    def certain(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    @property
    def machine(self) -> str:
        """The time as HTML's `<time datetime>` takes it; empty for a quarter, which it can't say."""
        return self.first.isoformat()[: LENGTHS[self._grain]]

    @property
    def _grain(self) -> Grain:
        if self.certain:
            return "day"
        months = self.last.month - self.first.month + 1
        return "month" if months == 1 else "quarter" if months == 3 else "year"

    def __str__(self) -> str:
        grain, year = self._grain, str(self.first.year)
        if grain == "quarter":
            return f"{QUARTERS[self.first.month // 3]} kwartaal van {year}"
        month = f"{MONTHS[self.first.month - 1]} {year}"
        return long_date(self.first) if grain == "day" else month if grain == "month" else year


def day(day: date) -> When:
    """Make a time of which the day is known."""
    return When(day, day)


@lru_cache(maxsize=10_000)  # the checks and the value read the same words
def parse(text: str) -> When | None:
    """Read `23 mei 2023`, `mei 2023`, `eerste kwartaal van 2027` or `2027`; `None` for anything else."""
    plain = " ".join(text.split())
    if moment := dates.parse(plain):
        return day(moment.date())
    if found := QUARTER.fullmatch(plain):
        number = QUARTERS.index(found["word"].lower()) + 1 if found["word"] else int(found["number"] or found["q"])
        return _months(int(found["year"]), 3 * number - 2, 3 * number)
    if (found := MONTH.fullmatch(plain)) and (month := dates.month(found["word"] or found["month"])) in range(1, 13):
        return _months(int(found["year"] or found["iso"]), month, month)
    return _months(int(plain), 1, 12) if YEAR.fullmatch(plain) else None


def _months(year: int, first: int, last: int) -> When | None:
    if year < dates.FIRST_YEAR:
        return None
    return When(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
