"""An obligation as a checked value, or everything in it that contradicts itself. No day plays a part, but for slips."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import when
from document import Document, Item
from fault import Fault
from states import State
from when import When

SOURCE = re.compile(r"(?P<name>.+), (?P<when>[^,]+), (?P<address>\S+)")
MILESTONE = re.compile(r"(?P<expected>verwacht:? )?(?P<when>[^:]+): (?P<text>.+)", re.IGNORECASE)
REQUIRED = {"answer", "state", "audience", "check_at", "sources", "reviewed"}
UNDATED = "zonder datum"  # what stands in the place of a date where a source has none
LAST = 99_999  # the order of an entry that asks for none


class Source(NamedTuple):
    """What was read: its name, the time it speaks of (`None` where it does not say), and its address."""

    name: str
    when: When | None
    address: str


class Milestone(NamedTuple):
    """What happened when, or is expected to happen."""

    when: When
    text: str
    expected: bool


class Entry(NamedTuple):
    """An obligation: the question, the answers, and where it stands as its sources say.

    `answer_after` is the short answer from the day in force on, `since` that day; `expected` is when it may come into
    force, `None` where nobody knows; `threshold` is the number of employees from which it applies, `until` the last;
    `reviewed` is the day of the newest source.
    """

    path: str
    slug: str
    question: str
    answer: str
    state: State
    audience: str
    check_at: str
    sources: tuple[Source, ...]
    reviewed: date
    answer_after: str = ""
    since: date | None = None
    expected: When | None = None
    threshold: int = 1
    until: int | None = None
    duties: tuple[str, ...] = ()
    law: str = ""
    dossier: str = ""
    milestones: tuple[Milestone, ...] = ()
    order: int = LAST

    @property
    def url(self) -> str:
        """The address of its page, without the host and its first slash."""
        return f"verplichtingen/{self.slug}/"


def entry(document: Document) -> Entry:
    """Make the value of a text that has no faults."""
    values = document.values
    optional = ("answer_after", "since", "threshold", "until", "law", "dossier", "order")
    return Entry(
        path=document.path,
        slug=document.address.strip("/").rpartition("/")[2],
        question=document.title,
        expected=None if isinstance(values.get("expected"), str) else values.get("expected"),
        duties=tuple(item.text for item in values.get("duties", ())),
        sources=tuple(source for item in values["sources"] if (source := _source(item))),
        milestones=tuple(milestone for item in values.get("milestones", ()) if (milestone := _milestone(item))),
        **{name: values[name] for name in ("answer", "state", "audience", "check_at", "reviewed")},
        **{name: values[name] for name in optional if name in values},
    )


def faults(document: Document, latest: date) -> Iterator[Fault]:
    """Name everything that contradicts itself; `latest` is the day after which nothing can have been read."""
    for check in CHECKS:
        for line, message, remedy in check(document.values, document.lines, latest):
            yield Fault(document.path, line, message, remedy)


def _source(item: Item) -> Source | None:
    found = SOURCE.fullmatch(item.text)
    if not found:
        return None
    undated = found["when"].casefold() == UNDATED
    at = None if undated else when.parse(found["when"])
    return Source(found["name"], at, found["address"]) if at or undated else None


def _milestone(item: Item) -> Milestone | None:
    found = MILESTONE.fullmatch(item.text)
    at = when.parse(found["when"]) if found else None
    return Milestone(at, found["text"], bool(found["expected"])) if found and at else None


Values = Mapping[str, Any]  # what a document says, by the keys of its fields
Lines = Mapping[str, int]  # where it says so
Told = Iterator[tuple[int, str, str]]


def _sources(values: Values, _lines: Lines, latest: date) -> Told:
    for item in values.get("sources", ()):
        source = _source(item)
        if not source:
            remedy = "Schrijf: naam, datum, adres. Bijvoorbeeld: Rijksoverheid, 17 februari 2023, https://…"
            yield item.line, f"Deze bron is niet te lezen: '{_short(item.text)}'.", remedy
        elif not re.fullmatch(r"https://[^\s\"<>/]+\.[^\s\"<>]+", source.address):
            yield item.line, f"Het adres {source.address} begint niet met https://.", "Zoek het adres met https:// op."
        elif source.when and source.when.first > latest:
            yield item.line, f"Deze bron is van {source.when}, en dat is later dan vandaag.", "Verbeter de datum."


def _reviewed(values: Values, lines: Lines, latest: date) -> Told:
    reviewed = values.get("reviewed")
    sources = [source for item in values.get("sources", ()) if (source := _source(item))]
    read = [source.when.first for source in sources if source.when and source.when.first <= latest]
    if reviewed and reviewed > latest:
        yield lines["reviewed"], "Gecontroleerd ligt in de toekomst.", "Schrijf de dag van de nieuwste bron."
    elif sources and not any(source.when for source in sources):
        yield values["sources"][0].line, "Geen van de bronnen heeft een datum.", "Voeg een bron toe die er een heeft."
    elif reviewed and read and reviewed != max(read):
        message = "Gecontroleerd is niet de dag van de nieuwste bron."
        remedy = f"Schrijf: Gecontroleerd: {max(read).isoformat()}. Las u iets nieuwers? Zet dat dan bij Bronnen."
        yield lines["reviewed"], message, remedy


def _state(values: Values, lines: Lines, latest: date) -> Told:
    state, since, expected = (values.get(key) for key in ("state", "since", "expected"))
    if not state:
        return
    if state is State.IN_FORCE and since and since > latest:
        yield lines["since"], "Wat geldt, kan niet pas later ingaan.", "Schrijf: Stand: aangenomen."
    if since and state not in (State.IN_FORCE, State.ADOPTED):
        message = f"Bij de stand '{state.word}' hoort geen Ingangsdatum: er is nog niets dat ingaat."
        yield lines["since"], message, "Haal de regel weg, of schrijf Verwacht."
    if expected and not state.coming:
        yield lines["expected"], f"Bij de stand '{state.word}' wordt niets meer verwacht.", "Haal de regel weg."
    if expected and since and state is State.ADOPTED:
        yield lines["expected"], "Er staat een Ingangsdatum en ook Verwacht.", "Haal een van de twee weg."
    if state not in (State.IN_FORCE, State.ADOPTED) and values.get("duties"):
        yield lines["duties"], f"Bij de stand '{state.word}' hoeft niemand iets te doen.", "Haal Doen weg."
    if state.coming and not lines.keys() & {"expected", "since"}:
        remedy = "Voeg toe: Verwacht: onbekend, of een dag, maand, kwartaal of jaar."
        yield lines["state"], f"Bij de stand '{state.word}' hoort wanneer het ingaat.", remedy


def _after(values: Values, lines: Lines, _latest: date) -> Told:
    by_itself = values.get("state") is State.ADOPTED and "since" in values
    if by_itself and not values.get("answer_after"):
        remedy = "Voeg toe: Antwoord daarna: het korte antwoord vanaf de Ingangsdatum. Dan verandert het vanzelf mee."
        yield lines["since"], "Wat vanzelf ingaat, heeft ook een antwoord voor daarna.", remedy
    if "answer_after" in values and "state" in values and not by_itself:
        message = "Antwoord daarna hoort alleen bij de stand 'aangenomen' met een Ingangsdatum."
        yield lines["answer_after"], message, "Haal de regel weg, of maak er het Antwoord van."


def _sizes(values: Values, lines: Lines, _latest: date) -> Told:
    if (until := values.get("until")) and until < values.get("threshold", 1):
        yield lines["until"], "Tot en met is lager dan Vanaf.", "Verbeter een van de twee."


def _milestones(values: Values, _lines: Lines, latest: date) -> Told:
    sources = [source for item in values.get("sources", ()) if (source := _source(item))]
    newest = min(max((source.when.last for source in sources if source.when), default=latest), latest)
    state, since = values.get("state"), values.get("since")
    read: list[Milestone] = []
    for item in values.get("milestones", ()):
        milestone = _milestone(item)
        if not milestone:
            remedy = "Schrijf: datum: wat er gebeurde. Bijvoorbeeld: 23 mei 2023: de Tweede Kamer neemt het aan"
            yield item.line, f"Deze mijlpaal is niet te lezen: '{_short(item.text)}'.", remedy
            continue
        if milestone.expected and state is State.REJECTED and milestone.when.first > newest:
            message = f"Bij de stand '{state.word}' wordt niets meer verwacht."
            yield item.line, message, "Haal de mijlpaal weg, of verander de Stand."
        if not milestone.expected and milestone.when.first > newest and milestone.when.first != since:
            message = f"Deze mijlpaal is van {milestone.when}, en dat is later dan de nieuwste bron."
            yield item.line, message, "Zet er 'verwacht' voor, of voeg de bron toe."
        if read and milestone.when.last < max(one.when.first for one in read):
            yield item.line, "De mijlpalen staan niet op volgorde.", "Zet de oudste bovenaan."
        if milestone in read:
            yield item.line, f"Deze mijlpaal staat er twee keer: '{milestone.text}'.", "Haal er een weg."
        read.append(milestone)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


CHECKS: tuple[Callable[[Values, Lines, date], Told], ...] = (_sources, _reviewed, _state, _after, _sizes, _milestones)
