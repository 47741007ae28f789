"""The calendar (RFC 5545): an event for every day that is certain, with an alarm a month ahead of those to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vUri

from obligations.answer import Answer
from obligations.timeline import Moment, timeline

AHEAD = timedelta(days=-30)


def calendar(answers: Iterable[Answer], name: str, site: str) -> bytes:
    """Write the calendar: `name` is shown above it, `site` is where it stands, without a slash at the end.

    An event keeps its UID as long as its entry keeps its address and the event its day and its place on that day.
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
        counts: dict[str, int] = {}
        for moment in _certain(answer):
            day = moment.when.first.isoformat()
            counts[day] = counts.get(day, 0) + 1
            whole.add_component(_event(answer, moment, f"{day}-{counts[day]}", site))
    written: bytes = whole.to_ical()
    return written


def _certain(answer: Answer) -> list[Moment]:
    """Find what has a day that is sure: no month, no expectation."""
    years = timeline([answer], answer.day).years
    return [m for _, moments in years for m in moments if m.kind in ("past", "ahead") and m.when.certain]


def _event(answer: Answer, moment: Moment, number: str, site: str) -> Event:
    entry, address = answer.entry, f"{site}/{answer.entry.url}"
    event = Event()
    event.add("uid", f"{entry.slug}-{number}@{site.partition('://')[2]}")
    event.add("dtstamp", datetime.combine(entry.reviewed, time(), UTC))
    event.add("dtstart", moment.when.first)
    event.add("dtend", moment.when.first + timedelta(days=1))
    event.add("summary", f"{moment.text[:1].upper()}{moment.text[1:]} ({entry.question})")
    event.add("url", vUri(address))
    event.add("transp", "TRANSPARENT")
    if moment.kind == "ahead":
        checked = f"{answer.state.label}. Gecontroleerd: {entry.reviewed.isoformat()}."
        event.add("description", f"{entry.answer}\n\n{checked}")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", AHEAD)
        alarm.add("description", f"Over een maand: {entry.question}")
        event.add_component(alarm)
    return event
