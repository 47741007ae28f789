"""The answers as plain data for others to reuse, and the schema (JSON Schema 2020-12) that says what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from obligations.answer import Answer
from obligations.entry import Source
from states import State
from when import When

DAY = {"type": "string", "format": "date"}
TEXT = {"type": "string", "minLength": 1}
PERIOD = {
    "description": "Een tijd die zo goed bekend is als hij bekend is: de eerste en de laatste dag die het kan zijn.",
    "type": "object",
    "required": ["eerste", "laatste"],
    "additionalProperties": False,
    "properties": {"eerste": DAY, "laatste": DAY},
}
ANSWER = {
    "vraag": {**TEXT, "description": "De vraag."},
    "antwoord": {**TEXT, "description": "Het korte antwoord, hoogstens 50 woorden."},
    "adres": {"type": "string", "format": "uri", "description": "De pagina met het hele antwoord."},
    "stand": {"enum": [state.word for state in State], "description": "Waar het staat, op de dag van 'op'."},
    "sinds": {**DAY, "description": "De dag waarop het inging of ingaat, als die vaststaat."},
    "verwacht": {**PERIOD, "description": "Wanneer het waarschijnlijk ingaat; ontbreekt als niemand dat weet."},
    "vanaf": {"type": "integer", "minimum": 1, "description": "Vanaf hoeveel medewerkers het geldt."},
    "voorWie": {**TEXT, "description": "Voor welke organisaties."},
    "doen": {"type": "array", "items": TEXT, "description": "Wat een werkgever moet doen."},
    "wet": {**TEXT, "description": "De wet en het artikel."},
    "dossier": {"type": "string", "pattern": r"^\d\d \d{3}$", "description": "Het nummer van het Kamerstuk."},
    "nakijken": {"type": "string", "format": "uri", "description": "De officiële plaats om het na te kijken."},
    "gecontroleerd": {**DAY, "description": "De dag van de nieuwste bron die is gelezen."},
    "bronnen": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["naam", "adres"],
            "additionalProperties": False,
            "properties": {"naam": TEXT, "van": PERIOD, "adres": {"type": "string", "format": "uri"}},
        },
    },
    "mijlpalen": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["wanneer", "wat", "verwacht"],
            "additionalProperties": False,
            "properties": {"wanneer": PERIOD, "wat": TEXT, "verwacht": {"type": "boolean"}},
        },
    },
}
OPTIONAL = {"sinds", "verwacht", "wet", "dossier"}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Verplichtingen van werkgevers rond ongewenst gedrag",
    "description": "Uitleg, geen juridisch advies. Elk antwoord noemt zijn bronnen en de dag van de nieuwste.",
    "type": "object",
    "required": ["op", "antwoorden"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "op": {**DAY, "description": "De dag waarvoor de antwoorden gelden."},
        "antwoorden": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [name for name in ANSWER if name not in OPTIONAL],
                "additionalProperties": False,
                "properties": ANSWER,
            },
        },
    },
}


def data(answers: Iterable[Answer], day: str, site: str) -> dict[str, Any]:
    """Write the answers as plain values that `SCHEMA` describes; `site` has no slash at the end."""
    return {"op": day, "antwoorden": [_answer(answer, site) for answer in answers]}


def _answer(answer: Answer, site: str) -> dict[str, Any]:
    entry = answer.entry
    values = {
        "vraag": entry.question,
        "antwoord": entry.answer,
        "adres": f"{site}/{entry.url}",
        "stand": answer.state.word,
        "sinds": entry.since and entry.since.isoformat(),
        "verwacht": entry.expected and _period(entry.expected),
        "vanaf": entry.threshold,
        "voorWie": entry.audience,
        "doen": list(entry.todo),
        "wet": entry.law,
        "dossier": entry.dossier,
        "nakijken": entry.check_at,
        "gecontroleerd": entry.reviewed.isoformat(),
        "bronnen": [_source(source) for source in entry.sources],
        "mijlpalen": [{"wanneer": _period(m.when), "wat": m.text, "verwacht": m.expected} for m in entry.milestones],
    }
    return {name: value for name, value in values.items() if value or name not in OPTIONAL}


def _source(source: Source) -> dict[str, Any]:
    dated = {"van": _period(source.when)} if source.when else {}
    return {"naam": source.name, **dated, "adres": source.address}


def _period(when: When) -> dict[str, str]:
    return {"eerste": when.first.isoformat(), "laatste": when.last.isoformat()}
