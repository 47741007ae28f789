"""An entry on a day: what holds then, in the words of the pages. Pages, calendar, feed and data all read this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import when
from dutch import long_date
from obligations.entry import Entry, Milestone
from states import State
from when import When

FRESH = 90  # days after its check that an answer needs no attention
STALE = 180  # days after its check that a page says so itself
DESCRIPTION = 170  # characters that search engines show


@dataclass(frozen=True)
class Answer:
    """An entry as it is on `day`."""

    entry: Entry
    day: date

    @cached_property
    def state(self) -> State:
        """Where it stands: what was adopted comes into force on its day by itself, and on no day before."""
        if self.entry.since is None:
            return self.entry.state
        return State.IN_FORCE if self.entry.since <= self.day else State.ADOPTED

    @property
    def text(self) -> str:
        """The short answer: the one that was written for after its day, once that has come."""
        return self.entry.answer_after if self.by_itself and self.entry.answer_after else self.entry.answer

    @cached_property
    def checked(self) -> When:
        """The time of the newest source, as well as it is known."""
        return max(source.when for source in self.entry.sources if source.when)

    @property
    def told_by(self) -> str:
        """How new its newest source is, in a few words."""
        return f"Gecontroleerd met bronnen tot en met {self.checked}"

    @property
    def sure(self) -> bool:
        """Whether it is coming for certain: it was adopted, and has its day."""
        return self.state is State.ADOPTED and self.entry.since is not None

    @property
    def by_itself(self) -> bool:
        """Whether it came into force after its text was written, which speaks of it as something to come."""
        return self.entry.state is State.ADOPTED and self.state is State.IN_FORCE

    def doubts(self, milestone: Milestone) -> bool:
        """Tell whether a step is only expected; the day in force itself is not, once it is known."""
        return milestone.expected and milestone.when != (self.entry.since and when.day(self.entry.since))

    @property
    def moved(self) -> date:
        """The last day on which it changed: when it was checked, or came into force by itself."""
        since = self.entry.since if self.state is State.IN_FORCE else None
        return max(self.entry.reviewed, since or self.entry.reviewed)

    @property
    def time(self) -> str:
        """Since when, or when it is expected, in a few words; empty where the state says it all."""
        entry = self.entry
        if entry.since:
            return f"{'sinds' if entry.since <= self.day else 'gaat in op'} {long_date(entry.since)}"
        if not self.state.coming:
            return ""
        if not entry.expected:
            return "of en wanneer het ingaat, is niet bekend"
        return f"{'werd' if entry.expected.last < self.day else 'wordt'} verwacht: {entry.expected}"

    @property
    def who(self) -> str:
        """From how many employees it applies, in a few words."""
        from_, until = self.entry.threshold, self.entry.until
        if until:
            return f"Bij {from_} tot en met {until} werknemers"
        return "Elke werkgever" if from_ == 1 else f"Vanaf {from_} werknemers"

    @property
    def limited(self) -> bool:
        """Whether it depends on the number of employees."""
        return self.entry.threshold > 1 or self.entry.until is not None

    @property
    def age(self) -> int:
        """How many days ago it was checked."""
        return (self.day - self.entry.reviewed).days

    @property
    def due(self) -> bool:
        """Whether it should be checked again."""
        return self.age > FRESH

    @property
    def stale(self) -> bool:
        """Whether its page says that it is being checked again."""
        return self.age > STALE

    @property
    def description(self) -> str:
        """As many whole sentences of the short answer as search engines show; else as many words."""
        text = self.text
        if len(text) <= DESCRIPTION:
            return text
        cut = text[:DESCRIPTION]
        return cut[: cut.rindex(". ") + 1] if ". " in cut[50:] else f"{cut.rpartition(' ')[0] or cut} …"
