"""The command `requests`: what organisations asked, from the database of this computer."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from server import desk
from server.store import Store, StoreError

DATABASE = "var/aanvragen.db"
VERBS = ("show", "export", "delete", "backup", "health")


def database(root: Path) -> Path:
    """Find the database: the one that the environment names, or that of preview."""
    return Path(os.environ.get("AANVRAGEN_DATABASE") or root / DATABASE)


def run(root: Path, verb: str, rest: str) -> tuple[str, int]:
    """Do what is asked; returns what to say and the exit code."""
    path = database(root)
    if not path.is_file():
        return f"Er zijn nog geen aanvragen: {path} is er niet.", 1 if verb == "health" else 0
    try:
        store = Store(path)
        try:
            return _done(store, verb, rest)
        finally:
            store.close()
    except StoreError as error:
        return f"De aanvragen zijn niet te lezen of te schrijven: {error}.", 1
    except FileExistsError as error:
        return f"{error.filename} is er al. Kies een andere naam.", 1
    except OSError as error:
        return f"{error.filename} is niet te schrijven: {error.strerror}.", 1


def _done(store: Store, verb: str, rest: str) -> tuple[str, int]:
    today = date.today().isoformat()  # noqa: DTZ011 - the day on the reader's own calendar
    if verb == "show":
        text = desk.shown(store, rest)
        return text or f"Er is geen aanvraag {rest}.", 0 if text else 1
    if verb == "delete":
        there = desk.delete(store, rest)
        return (f"Aanvraag {rest} is verwijderd.", 0) if there else (f"Er is geen aanvraag {rest}.", 1)
    if verb == "export":
        path = Path(rest or f"aanvragen-{today}.csv")
        desk.write(path, desk.exported(store))
        return f"Geschreven: {path}. Verwijder het weer als u het niet meer nodig hebt.", 0
    if verb == "backup":
        path = Path(rest or f"aanvragen-{today}.db")
        store.backup(path)
        return f"Geschreven: {path}. Bewaar het waar niemand anders bij kan.", 0
    if verb == "health":
        wrong = desk.health(store)
        return (f"LET OP: mails komen niet aan.\n{wrong}", 1) if wrong else ("Alles is goed.", 0)
    return desk.listing(store), 0
