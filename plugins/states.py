"""Where a legal obligation stands: the words of the advisor, of the pages and of the guide, in one place."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """A state: the word in a file, the label on a page, and what it means."""

    IN_FORCE = "geldt", "Geldt nu", "Dit is de wet, vandaag."
    ADOPTED = "aangenomen", "Aangenomen, geldt nog niet", "Beide Kamers hebben ja gezegd; het gaat later in."
    BILL = "wetsvoorstel", "Wetsvoorstel, nog geen wet", "Het ligt bij de Tweede of de Eerste Kamer."
    ANNOUNCED = "aangekondigd", "Aangekondigd, nog geen wetsvoorstel bekend", "Er is een plan of een ontwerp."
    REJECTED = "verworpen", "Verworpen, geldt niet", "De Kamer heeft nee gezegd."

    def __init__(self, word: str, label: str, meaning: str) -> None:
        self.word = word
        self.label = label
        self.meaning = meaning

    @property
    def coming(self) -> bool:
        """Whether it may still come into force."""
        return self in (State.ADOPTED, State.BILL, State.ANNOUNCED)


WORDS = {state.word: state for state in State}
