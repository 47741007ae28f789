"""The answers as plain data for others to reuse, as `schema.json` (JSON Schema 2020-12) describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from obligations.answer import Answer
from obligations.entry import Source
from when import When

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))
OPTIONAL = SCHEMA["properties"]["antwoorden"]["items"]["properties"].keys() - set(
    SCHEMA["properties"]["antwoorden"]["items"]["required"]
)


def data(answers: Iterable[Answer], day: str, site: str) -> dict[str, Any]:
    """Write the answers as plain values that `SCHEMA` describes; `site` has no slash at the end."""
    return {"op": day, "antwoorden": [_answer(answer, site) for answer in answers]}


def _answer(answer: Answer, site: str) -> dict[str, Any]:
    entry = answer.entry
    values = {
        "vraag": entry.question,
        "antwoord": answer.text,
        "adres": f"{site}/{entry.url}",
        "stand": answer.state.word,
        "sinds": entry.since and entry.since.isoformat(),
        "verwacht": entry.expected and _period(entry.expected),
        "vanaf": entry.threshold,
        "totEnMet": entry.until,
        "voorWie": entry.audience,
        "doen": list(entry.duties),
        "wet": entry.law,
        "dossier": entry.dossier,
        "nakijken": entry.check_at,
        "gecontroleerd": _period(answer.checked),
        "bronnen": [_source(source) for source in entry.sources],
        "mijlpalen": [
            {"wanneer": _period(m.when), "wat": m.text, "verwacht": answer.doubts(m)} for m in entry.milestones
        ],
    }
    return {name: value for name, value in values.items() if value or name not in OPTIONAL}


def _source(source: Source) -> dict[str, Any]:
    dated = {"van": _period(source.when)} if source.when else {}
    return {"naam": source.name, **dated, "adres": source.address}


def _period(when: When) -> dict[str, str]:
    return {"eerste": when.first.isoformat(), "laatste": when.last.isoformat()}
