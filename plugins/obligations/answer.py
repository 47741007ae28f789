"""An entry on a day: what holds then, in the words of the pages. Pages, calendar, feed and data all read this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dutch import long_date
from obligations.entry import Entry
from states import State

FRESH = 90  # days after its check that an answer needs no attention
STALE = 180  # days after its check that a page says so itself
DESCRIPTION = 170  # characters that search engines show


@dataclass(frozen=True)
class Answer:
    """An entry as it is on `day`."""

    entry: Entry
    day: date

    @property
    def state(self) -> State:
        """Where it stands: what was adopted comes into force on its day by itself."""
        in_force = self.entry.since is not None and self.entry.since <= self.day
        return State.IN_FORCE if self.entry.state is State.ADOPTED and in_force else self.entry.state

    @property
    def moved(self) -> date:
        """The last day on which it changed: when it was checked, or came into force by itself."""
        by_itself = self.state is not self.entry.state and self.entry.since
        return max(self.entry.reviewed, by_itself or self.entry.reviewed)

    @property
    def time(self) -> str:
        """Since when, or when it is expected, in a few words; empty where the state says it all."""
        entry = self.entry
        if entry.since:
            return f"{'sinds' if entry.since <= self.day else 'gaat in op'} {long_date(entry.since)}"
        if not self.state.coming:
            return ""
        if not entry.expected:
            return "wanneer het ingaat, is niet bekend"
        return f"{'werd' if entry.expected.last < self.day else 'wordt'} verwacht: {entry.expected}"

    @property
    def who(self) -> str:
        """From how many employees it applies, in a few words."""
        return "Elke werkgever" if self.entry.threshold == 1 else f"Vanaf {self.entry.threshold} werknemers"

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
        text = self.entry.answer
        if len(text) <= DESCRIPTION:
            return text
        cut = text[:DESCRIPTION]
        return cut[: cut.rindex(". ") + 1] if ". " in cut[50:] else f"{cut[: cut.rindex(' ')]} …"
