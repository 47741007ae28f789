"""The calendar (RFC 5545): an event for every day that is certain, with an alarm a month ahead of those to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zlib import crc32

from icalendar import Alarm, Calendar, Event, vUri

from obligations.answer import Answer
from obligations.timeline import Moment, timeline

AHEAD = timedelta(days=-30)


def calendar(answers: Iterable[Answer], name: str, site: str) -> bytes:
    """Write the calendar: `name` is shown above it, `site` is where it stands, without a slash at the end.

    An event keeps its UID as long as its entry keeps its address; a step also as long as it keeps its day and words.
    """
    whole = Calendar()
    whole.add("prodid", f"-//{name}//Verplichtingen//NL")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("name", name)
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", "Europe/Amsterdam")
    whole.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for answer in answers:
        for own, moment in _named(answer).items():
            whole.add_component(_event(answer, moment, own, site))
    written: bytes = whole.to_ical()
    return written


def _named(answer: Answer) -> dict[str, Moment]:
    """Find what has a day that is sure, no month and no expectation, each with a name for good.

    The first on the day in force is named by what it is, as that day may be moved; a step by its day and its words.
    """
    named: dict[str, Moment] = {}
    for _, moments in timeline([answer], answer.day).years:
        for moment in moments:
            if moment.kind in ("past", "ahead") and moment.when.certain:
                name = f"{moment.when.first.isoformat()}-{crc32(moment.text.encode()):08x}"
                start = moment.when.first == answer.entry.since and "ingang" not in named
                named["ingang" if start else name] = moment
    return named


def _event(answer: Answer, moment: Moment, name: str, site: str) -> Event:
    entry, address = answer.entry, f"{site}/{answer.entry.url}"
    event = Event()
    event.add("uid", f"{entry.slug}-{name}@{site.partition('://')[2]}")
    event.add("dtstamp", datetime.combine(answer.moved, time(), UTC))
    event.add("dtstart", moment.when.first)  # a whole day, as a date without an end is (RFC 5545, 3.6.1)
    event.add("summary", f"{moment.sentence} ({entry.question})")
    event.add("url", vUri(address))
    event.add("transp", "TRANSPARENT")
    if moment.kind == "ahead":
        event.add("description", f"{answer.text}\n\n{answer.state.label}. {answer.told_by}.".replace("\u00a0", " "))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", AHEAD)
        alarm.add("description", f"Over een maand: {entry.question}")
        event.add_component(alarm)
    return event
