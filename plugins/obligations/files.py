"""The files for machines that are made of all answers: calendar, data and feed."""

from __future__ import annotations

import json
from typing import Any

from obligations import export
from obligations.feed import atom
from obligations.overview import Overview

FOLDER = "verplichtingen"
FEED = f"feeds/{FOLDER}.atom.xml"


def files(asked: tuple[Overview, str, str, str]) -> dict[str, bytes]:
    """Make the content of each file, by its name, for an overview, a site without a slash, its owner and its title."""
    from obligations.ical import calendar  # noqa: PLC0415 - its library takes a tenth of a small build to load

    whole, site, owner, title = asked
    schema = f"{site}/{FOLDER}/{FOLDER}.schema.json"
    data = export.data(whole.answers, whole.day.isoformat(), site)
    return {
        f"{FOLDER}/{FOLDER}.ics": calendar(whole.answers, f"{owner}: verplichtingen", site),
        f"{FOLDER}/{FOLDER}.json": _json({"$schema": schema, **data}),
        f"{FOLDER}/{FOLDER}.schema.json": _json({"$id": schema, **export.SCHEMA}),
        FEED: atom(whole.answers, title, site, FEED).encode(),
    }


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
