"""When a site must be built again, though nobody changed a text: the first moment at which the day changes a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from dates import AMSTERDAM
from obligations.answer import STALE, Answer

DUE = ".due"  # in what is built: the file that says it
DAY = timedelta(days=1)


def due(settings: dict[str, Any]) -> str:
    """Return the first moment after the build's own, as ISO 8601 has it; there is always a next year."""
    now: datetime = settings["NOW"]
    planned = [text.date for text in settings["WAITING"] if text.planned(now)]
    days = {day for answer in settings["OBLIGATIONS"].answers for day in _days(answer)} | {date(now.year + 1, 1, 1)}
    midnights = [datetime.combine(day, datetime.min.time(), AMSTERDAM) for day in days if day > now.date()]
    first: datetime = min([*planned, *midnights])
    return first.isoformat()


def _days(answer: Answer) -> Iterator[date]:
    """Name the days on which what the pages say of an answer changes by itself."""
    entry = answer.entry
    yield entry.reviewed + (STALE + 1) * DAY
    if entry.since:
        yield entry.since
    for time in (entry.expected, *(step.when for step in entry.milestones)):
        if time:
            yield from (time.first, time.last + DAY)
