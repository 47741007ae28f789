"""Dutch words for days, the one place that knows the names of the months."""

from __future__ import annotations

from datetime import date, datetime

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def long_date(day: date) -> str:
    """Write a day as Dutch does, without a break between day and month: 7 januari 2026."""
    return f"{day.day}\u00a0{MONTHS[day.month - 1]} {day.year}"


def moment(time: datetime) -> str:
    """Write a moment: 3 februari 2026, 09.00 uur."""
    return f"{long_date(time)}, {time:%H.%M} uur"
