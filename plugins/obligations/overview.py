"""All answers on a day, in the order of the pages, and who reads which: the value that the templates show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from document import Document
from obligations.answer import Answer
from obligations.entry import Entry
from obligations.timeline import Timeline, timeline
from practice import Band
from states import State

REFERENCE = re.compile(r"\{filename\}[^\s)\"'>#]*?(verplichtingen/[\w.-]+\.md)")


class Group(NamedTuple):
    """Answers under one heading; `anchor` is the name of the place on the page."""

    anchor: str
    heading: str
    answers: tuple[Answer, ...]


class Related(NamedTuple):
    """An article that goes with an entry."""

    title: str
    url: str


@dataclass(frozen=True)
class Overview:
    """Every answer on `day`, in the order in which they are read, and the articles that go with each."""

    answers: tuple[Answer, ...]
    day: date
    related: Mapping[str, tuple[Related, ...]]

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What applies now, what is coming, what was dropped; a group without answers is left out."""
        return _groups(self.answers)

    @property
    def next(self) -> Answer | None:
        """What comes next: the first of what is coming."""
        return next((answer for answer in self.answers if answer.state.coming), None)

    @property
    def moved(self) -> date | None:
        """The last day on which an answer changed; `None` without answers."""
        return max((answer.moved for answer in self.answers), default=None)

    @property
    def due(self) -> tuple[Answer, ...]:
        """What should be checked again, the longest ago first."""
        return tuple(sorted((answer for answer in self.answers if answer.due), key=lambda answer: -answer.age))

    def of(self, path: str) -> Answer | None:
        """Find the answer that a text holds; `None` for a text with faults."""
        return self._by_path.get(path)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {answer.entry.path: number for number, answer in enumerate(self.answers)}

    @cached_property
    def _by_path(self) -> dict[str, Answer]:
        return {answer.entry.path: answer for answer in self.answers}

    def turn(self, answer: Answer) -> tuple[Answer | None, Answer | None]:
        """Find the previous and the next answer."""
        at = self._place[answer.entry.path]
        return (self.answers[at - 1] if at else None), (self.answers[at + 1] if at + 1 < len(self.answers) else None)

    @cached_property
    def timeline(self) -> Timeline:
        """All milestones of all answers."""
        return timeline(self.answers, self.day)

    def timeline_of(self, answer: Answer) -> Timeline:
        """Return the milestones of one answer, without the day itself."""
        return timeline([answer], self.day, with_today=False)

    def band_answers(self, band: Band) -> tuple[Answer, ...]:
        """Return every answer whose question stands on the page of a size."""
        groups, larger = self.band(band)
        return (*(answer for group in groups for answer in group.answers), *larger)

    def band(self, band: Band) -> tuple[tuple[Group, ...], tuple[Answer, ...]]:
        """Divide for an organisation of a size: what is for it, in groups, and what is only for larger ones."""
        ours = tuple(a for a in self.answers if band.meets(a.entry.threshold, a.entry.until))
        larger = (a for a in self.answers if band.last and a.entry.threshold > band.last)
        return _groups(ours), tuple(answer for answer in larger if answer.state is not State.REJECTED)


def overview(entries: Iterable[Entry], articles: Iterable[Document], day: date) -> Overview:
    """Put entries in their order: what applies, what is coming (soonest first), what was dropped."""
    answers = tuple(sorted((Answer(entry, day) for entry in entries), key=_order))
    return Overview(answers, day, _related(articles))


def _order(answer: Answer) -> tuple[object, ...]:
    entry = answer.entry
    certain = entry.since if answer.state is State.ADOPTED and entry.since else date.max
    expected = entry.expected.last if entry.expected and entry.expected.last >= answer.day else date.max
    group = 0 if answer.state is State.IN_FORCE else 1 if answer.state.coming else 2
    return group, certain, expected, entry.order, entry.threshold, entry.slug


def _groups(answers: tuple[Answer, ...]) -> tuple[Group, ...]:
    groups = (
        Group("nu", "Wat nu geldt", tuple(a for a in answers if a.state is State.IN_FORCE)),
        Group("straks", "Wat er aankomt", tuple(a for a in answers if a.sure)),
        Group("misschien", "Wat er misschien aankomt", tuple(a for a in answers if a.state.coming and not a.sure)),
        Group("vervallen", "Wat niet doorging", tuple(a for a in answers if a.state is State.REJECTED)),
    )
    return tuple(group for group in groups if group.answers)


def _related(articles: Iterable[Document]) -> Mapping[str, tuple[Related, ...]]:
    """Find the articles that link to each entry, by the entry's path."""
    found: dict[str, tuple[Related, ...]] = {}
    for article in articles:
        for name in dict.fromkeys(REFERENCE.findall(article.body) if "{filename}" in article.body else ()):
            found[f"content/{name}"] = (
                *found.get(f"content/{name}", ()),
                Related(article.title, article.address.lstrip("/")),
            )
    return MappingProxyType(found)
