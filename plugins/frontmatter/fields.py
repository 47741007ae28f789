"""The fields that stand above a text: their names, their meaning, who must have them. All else is made from these."""

from __future__ import annotations

from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import NamedTuple

from states import State


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
    ANSWER = "kort antwoord"
    STATE = "stand"
    DAY = "dag"
    TIME = "dag, maand, kwartaal of jaar"
    COUNT = "aantal"
    DOSSIER = "dossiernummer"
    WEB = "webadres"
    ITEMS = "lijst"


class Field(NamedTuple):
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
        """The field as it may stand in a file."""
        return f"{self.name}:\n- {self.example}" if self.kind is Kind.ITEMS else f"{self.name}: {self.example}"


ANSWER_WORDS = 50  # at most
SUMMARY_LENGTH = range(50, 171)  # characters; what search engines show in whole

TITLE = Field("title", "Titel", ("title",), Kind.TITLE, "Goed luisteren", "De kop boven de tekst.", required=True)
DATE = Field(
    "date", "Datum", ("date",), Kind.MOMENT, "2026-02-03",
    "De dag van publicatie, met of zonder tijd. Een latere dag mag: tot dan staat de tekst niet op de site.",
    required=True,
)  # fmt: skip
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
    "Hoe de pagina is ingedeeld: page, home, about, contact of obligations. Zonder deze regel: page.",
)  # fmt: skip

ARTICLE = (TITLE, DATE, SUMMARY, TOPICS, STATUS, MODIFIED, AUTHOR)
PAGE = (TITLE, SUMMARY, MODIFIED, STATUS, ADDRESS, TEMPLATE)
OBLIGATION = (
    TITLE,
    Field(
        "answer", "Antwoord", ("kort", "answer"), Kind.ANSWER, "Nog niet. Er ligt een wetsvoorstel.",
        f"Het antwoord in hoogstens {ANSWER_WORDS} woorden.", required=True,
    ),
    Field(
        "answer_after", "Antwoord daarna", ("answer after",), Kind.ANSWER, "Ja, sinds 1 maart 2027.",
        "Het korte antwoord vanaf de Ingangsdatum. Moet er staan bij 'aangenomen' met een Ingangsdatum.",
    ),
    Field(
        "state", "Stand", ("state",), Kind.STATE, "wetsvoorstel",
        "; ".join(f"'{state.word}': {state.meaning[0].lower()}{state.meaning[1:-1]}" for state in State) + ".",
        required=True,
    ),
    Field(
        "since", "Ingangsdatum", ("geldt sinds", "since"), Kind.DAY, "2023-02-18",
        "De dag waarop het inging of ingaat. Alleen bij 'geldt' en 'aangenomen'.",
    ),
    Field(
        "expected", "Verwacht", ("expected",), Kind.TIME, "eerste kwartaal van 2027",
        "Wanneer het waarschijnlijk ingaat: een dag, een maand, een kwartaal, een jaar of 'onbekend'.",
    ),
    Field(
        "threshold", "Vanaf", ("threshold",), Kind.COUNT, "10",
        "Vanaf hoeveel medewerkers het geldt. Zonder deze regel: vanaf de eerste.",
    ),
    Field(
        "until", "Tot en met", ("until",), Kind.COUNT, "49", "Tot en met hoeveel medewerkers het geldt. Hoeft niet.",
    ),
    Field(
        "audience", "Voor wie", ("audience",), Kind.TEXT, "Werkgevers bij de overheid en daarbuiten.",
        "Voor welke organisaties het is.", required=True,
    ),
    Field(
        "duties", "Doen", ("duties",), Kind.ITEMS, "Maak beleid.", "Wat een werkgever moet doen: een regel per punt.",
    ),
    Field("law", "Wet", ("law",), Kind.TEXT, "Arbeidsomstandighedenwet, artikel 3 lid 2", "De wet en het artikel."),
    Field("dossier", "Dossier", ("kamerstuk",), Kind.DOSSIER, "35 592", "Het nummer van het Kamerstuk."),
    Field(
        "check_at", "Nakijken", ("check",), Kind.WEB, "https://wetten.overheid.nl/BWBR0010346",
        "De officiële plaats waar u kijkt of het nog klopt.", required=True,
    ),
    Field(
        "sources", "Bronnen", ("bron", "sources"), Kind.ITEMS,
        "Rijksoverheid, 17 februari 2023, https://www.rijksoverheid.nl/actueel",
        "Wat er is gelezen: naam, van wanneer, adres. Een regel per bron.", required=True,
    ),
    Field(
        "reviewed", "Gecontroleerd", ("reviewed",), Kind.DAY, "2023-02-17",
        "De dag van de nieuwste bron die is gelezen; van een maand of een jaar de eerste dag.", required=True,
    ),
    Field(
        "milestones", "Mijlpalen", ("mijlpaal", "milestones"), Kind.ITEMS,
        "23 mei 2023: de Tweede Kamer neemt het wetsvoorstel aan",
        "Wat er wanneer gebeurde: een regel per stap, de oudste eerst. Wat nog moet gebeuren, begint met 'verwacht'.",
    ),
    Field(
        "order", "Volgorde", ("order",), Kind.COUNT, "1", "Wat het laagste getal heeft, staat bovenaan. Hoeft niet.",
    ),
    STATUS,
)  # fmt: skip

TEMPLATES = ("page", "home", "about", "contact", "obligations")  # of theme/templates/, for pages
UNKNOWN = "onbekend"  # a time that nobody knows
STATUSES = {"concept": True, "draft": True, "gepubliceerd": False, "published": False}  # word -> is it a draft


def find(name: str, fields: tuple[Field, ...]) -> Field | None:
    """Find a field by any of its names, in upper or lower case."""
    return _names(fields).get(name.casefold())


def nearest(name: str, fields: tuple[Field, ...]) -> Field | None:
    """Find the field that a misspelt name probably means."""
    close = get_close_matches(name.casefold(), _names(fields), n=1)
    return find(close[0], fields) if close else None


@cache
def _names(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {word: field for field in fields for word in (field.name.casefold(), *field.others)}
