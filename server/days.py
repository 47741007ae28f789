"""When an answer is promised: working days in the Netherlands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

from dutch import long_date

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PROMISED = 2  # working days
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")


def answered_by(received: datetime) -> date:
    """Return the last day on which an answer is in time: two working days after the day that it came in.

    Holidays are those of the package `holidays`; Good Friday, on which many are free, counts as one.
    """
    day, left = received.astimezone(AMSTERDAM).date(), PROMISED
    free = country_holidays("NL")
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < len(WEEKDAYS) and day not in free
    return day


def spoken(day: date) -> str:
    """Write a working day as it is said: donderdag 26 november 2026."""
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"
