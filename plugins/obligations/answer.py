"""An entry on a day: what holds then, in the words of the pages. Pages, calendar, feed and data all read this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dutch import long_date
from obligations.entry import Entry
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

    @property
    def state(self) -> State:
        """Where it stands: what was adopted comes into force on its day by itself, and on no day before."""
        if self.entry.since is None:
            return self.entry.state
        return State.IN_FORCE if self.entry.since <= self.day else State.ADOPTED

    @property
    def text(self) -> str:
        """The short answer: the one that was written for after its day, once that has come."""
        by_itself = self.entry.state is State.ADOPTED and self.state is State.IN_FORCE
        return self.entry.answer_after if by_itself and self.entry.answer_after else self.entry.answer

    @property
    def checked(self) -> When:
        """The time of the newest source, as well as it is known."""
        return max(source.when for source in self.entry.sources if source.when)

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
            return "wanneer het ingaat, is niet bekend"
        return f"{'werd' if entry.expected.last < self.day else 'wordt'} verwacht: {entry.expected}"

    @property
    def who(self) -> str:
        """From how many employees it applies, in a few words."""
        from_, until = self.entry.threshold, self.entry.until
        if until:
            return f"Bij {from_} tot en met {until} werknemers"
        return "Elke werkgever" if from_ == 1 else f"Vanaf {from_} werknemers"

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
