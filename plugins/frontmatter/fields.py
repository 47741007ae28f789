"""The fields that stand above a text: their names, their meaning, who must have them. All else is made from these."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum


class Kind(Enum):
    """What a field's value is."""

    TEXT = "tekst"
    TITLE = "titel"
    SUMMARY = "samenvatting"
    MOMENT = "datum"
    TOPICS = "onderwerpen"
    STATUS = "status"
    ADDRESS = "adres"
    TEMPLATE = "sjabloon"


@dataclass(frozen=True)
class Field:
    """A field: its Dutch name, the other names that are understood, and what the advisor must know of it."""

    key: str
    name: str
    others: tuple[str, ...]
    kind: Kind
    example: str
    meaning: str
    required: bool = False

    @property
    def line(self) -> str:
        """A whole line as it may stand in a file."""
        return f"{self.name}: {self.example}"


SUMMARY_LENGTH = range(50, 171)  # characters; what search engines show in whole

TITLE = Field("title", "Titel", ("title",), Kind.TITLE, "Goed luisteren", "De kop boven de tekst.", required=True)
DATE = Field(
    "date", "Datum", ("date",), Kind.MOMENT, "2026-02-03",
    "De dag van publicatie, met of zonder tijd. Een latere dag mag: tot dan staat de tekst niet op de site.",
    required=True,
)  # fmt: skip
REVIEWED = Field(
    "date", "Datum", ("date",), Kind.MOMENT, "2026-02-03", "De dag van de nieuwste bron die is gelezen.", required=True
)
SUMMARY = Field(
    "summary", "Samenvatting", ("summary", "omschrijving", "description"), Kind.SUMMARY,
    "Wie goed luistert, hoort ook wat er niet gezegd wordt. Drie oefeningen.",
    f"Eén of twee zinnen voor zoekmachines en lijsten: {SUMMARY_LENGTH[0]} tot en met {SUMMARY_LENGTH[-1]} tekens.",
    required=True,
)  # fmt: skip
TOPICS = Field(
    "tags", "Onderwerpen", ("tags", "tag", "onderwerp"), Kind.TOPICS, "beleid, sociale veiligheid",
    "Waar het over gaat, met een komma ertussen.",
)  # fmt: skip
AUTHOR = Field("author", "Auteur", ("author",), Kind.TEXT, "Dijan Bruins", "Wie het schreef. Zonder deze regel: u.")
STATUS = Field(
    "status", "Status", ("status",), Kind.STATUS, "concept",
    "'concept' of 'gepubliceerd'. Een concept staat niet op de site. Zonder deze regel: gepubliceerd.",
)  # fmt: skip
MODIFIED = Field(
    "modified", "Gewijzigd", ("modified", "bijgewerkt"), Kind.MOMENT, "2026-02-10", "De dag van de laatste wijziging."
)
ADDRESS = Field(
    "address", "Adres", ("address", "url"), Kind.ADDRESS, "/over/",
    "Het adres op de site. Zonder deze regel: de naam van het bestand.",
)  # fmt: skip
TEMPLATE = Field(
    "template", "Sjabloon", ("template",), Kind.TEMPLATE, "page",
    "Hoe de pagina is ingedeeld: page, home of about. Zonder deze regel: page.",
)  # fmt: skip

ARTICLE = (TITLE, DATE, SUMMARY, TOPICS, STATUS, MODIFIED, AUTHOR)
PAGE = (TITLE, SUMMARY, MODIFIED, STATUS, ADDRESS, TEMPLATE)
OBLIGATION = (TITLE, REVIEWED, SUMMARY, MODIFIED, STATUS)

TEMPLATES = ("page", "home", "about")  # of theme/templates/, for pages
STATUSES = {"concept": True, "draft": True, "gepubliceerd": False, "published": False}  # word -> is it a draft


def find(name: str, fields: tuple[Field, ...]) -> Field | None:
    """Find a field by any of its names, in upper or lower case."""
    plain = name.casefold()
    return next((field for field in fields if plain in (field.name.casefold(), *field.others)), None)


def nearest(name: str, fields: tuple[Field, ...]) -> Field | None:
    """Find the field that a misspelt name probably means."""
    names = [word for field in fields for word in (field.name.casefold(), *field.others)]
    close = get_close_matches(name.casefold(), names, n=1)
    return find(close[0], fields) if close else None
