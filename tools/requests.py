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
    if verb in ("show", "delete"):
        return _one(store, verb, rest)
    if verb in ("export", "backup"):
        return _copy(store, verb, rest), 0
    if verb == "health":
        wrong = desk.health(store)
        return (f"LET OP: mails komen niet aan.\n{wrong}", 1) if wrong else ("Alles is goed.", 0)
    return desk.listing(store), 0


def _one(store: Store, verb: str, rest: str) -> tuple[str, int]:
    if not rest:
        return f"Zeg welke aanvraag: requests {verb} NUMMER. De nummers ziet u met: requests", 1
    text = desk.shown(store, rest)
    if text is None:
        return f"Er is geen aanvraag {rest}. De nummers ziet u met: requests", 1
    if verb == "delete":
        desk.delete(store, rest)
        text = f"Aanvraag {rest} is verwijderd."
    return text, 0


def _copy(store: Store, verb: str, rest: str) -> str:
    today = date.today().isoformat()  # noqa: DTZ011 - the day on the reader's own calendar
    path = Path(rest or f"aanvragen-{today}.{'csv' if verb == 'export' else 'db'}")
    if verb == "backup":
        store.backup(path)
    else:
        desk.write(path, desk.exported(store))
    return (
        f"Geschreven: {path}. Bewaar het waar niemand anders bij kan, en verwijder het als u het niet meer nodig hebt."
    )
