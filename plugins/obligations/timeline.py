"""What happened and what is expected, by year, with the day itself among it; what nobody can date stands apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

import when
from obligations.answer import Answer
from states import State
from when import When

Kind = Literal["past", "ahead", "expected", "lapsed", "today"]


class Moment(NamedTuple):
    """A point on the line.

    A `past` or `ahead` one is certain; an `expected` one is not, and a `lapsed` one was expected before the day;
    `today` is the day itself, and has no answer.
    """

    when: When
    kind: Kind
    text: str
    answer: Answer | None = None

    @property
    def doubt(self) -> str:
        """What stands behind its time where it is not certain."""
        return {"expected": " (verwacht)", "lapsed": " (werd verwacht)"}.get(self.kind, "")

    @property
    def sentence(self) -> str:
        """Its words, with a capital."""
        return self.text[:1].upper() + self.text[1:]


class Timeline(NamedTuple):
    """The years with their moments, in order, and the answers of which nobody knows when they come."""

    years: tuple[tuple[int, tuple[Moment, ...]], ...]
    undated: tuple[Answer, ...]


def timeline(answers: Iterable[Answer], day: date, *, with_today: bool = True) -> Timeline:
    """Draw all milestones of the answers as they are seen on `day`."""
    answers = tuple(answers)
    today = [Moment(when.day(day), "today", "Vandaag")] if with_today else []
    moments = sorted(
        [*today, *(moment for answer in answers for moment in _moments(answer))], key=lambda moment: _place(moment, day)
    )
    years = tuple((year, tuple(group)) for year, group in groupby(moments, key=lambda moment: moment.when.first.year))
    placed = {moment.answer for moment in moments if moment.kind in ("ahead", "expected")}
    return Timeline(years, tuple(a for a in answers if a.state.coming and a not in placed))


def _moments(answer: Answer) -> Iterator[Moment]:
    entry = answer.entry
    since = when.day(entry.since) if entry.since else None
    for milestone in entry.milestones:
        kind = _kind(milestone.when, answer.day, answer.doubts(milestone))
        yield Moment(milestone.when, kind, milestone.text, answer)
    told = {milestone.when for milestone in entry.milestones}
    if since and since not in told:
        yield Moment(since, _kind(since, answer.day, expected=False), "Dit gaat in", answer)
    if entry.expected and entry.expected not in told and answer.state is not State.IN_FORCE:
        yield Moment(entry.expected, _kind(entry.expected, answer.day, expected=True), "Dit gaat misschien in", answer)


def _kind(at: When, day: date, expected: bool) -> Kind:
    if expected:
        return "lapsed" if at.last < day else "expected"
    return "ahead" if at.first > day else "past"


def _place(moment: Moment, day: date) -> tuple[object, ...]:
    """Order by the last day that it may be, which for what is past is no later than `day`; today is last of its day."""
    last = min(moment.when.last, day) if moment.kind == "past" else moment.when.last
    return moment.when.first.year, last, moment.kind == "today", moment.when.first, moment.text
