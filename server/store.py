"""Keeps requests and the letters about them in SQLite: what is kept here is on the disk before anyone is thanked."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock

from contact.form import SUSPECT_DAYS

SCHEMA = Path(__file__).with_name("store.sql")
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440))  # between a letter's tries
SAME = timedelta(hours=24)  # in which the same answers are the same request
NOTICE, RECEIPT, APART = "notice", "receipt", "apart"  # kinds of letters
TELL = timedelta(hours=24)  # after which what was set apart gets a letter of its own
LATE = timedelta(minutes=10)  # that a letter may wait for the postman
BOTH = (
    "SELECT request.*, letter.id AS letter_id, kind, message_id, tries, due, sent, trouble"
    " FROM letter JOIN request ON request.id = letter.request"
)
BUSY = 5.0  # seconds to wait for another process that writes


class StoreError(Exception):
    """Nothing was kept: the disk is full, or the database can't be reached."""


@dataclass(frozen=True)
class Request:
    """A request as it is kept; `suspect` says why it is set apart, and is empty for most."""

    id: int
    reference: str
    ticket: str
    received: datetime
    answers: Mapping[str, tuple[str, ...]]
    suspect: str


@dataclass(frozen=True)
class Kept:
    """The reference of what was kept, and whether it was not there already."""

    reference: str
    new: bool


@dataclass(frozen=True)
class Letter:
    """A mail that must leave, or has; `due` is nothing once it was sent, or never will be."""

    id: int
    kind: str
    message_id: str
    tries: int
    due: datetime | None
    sent: datetime | None
    trouble: str

    @property
    def failed(self) -> bool:
        """Whether somebody must look: it was refused for good, or every delay was tried."""
        return self.sent is None and (self.due is None or self.tries >= len(DELAYS))


class Store:
    """A database with requests; one for all threads of a process, and other processes may have theirs."""

    def __init__(self, path: Path, busy: float = BUSY) -> None:
        self.path = path
        self._lock, self._busy = Lock(), busy
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)  # SQLite gives what it writes beside it the same
            self._file = _file(path)
            self._connection = sqlite3.connect(path, timeout=busy, isolation_level=None, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            self._migrate()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(str(error)) from error

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for this process's other threads, no longer than for another process."""
        if not self._lock.acquire(timeout=self._busy):
            raise StoreError("de database is bezet")
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error
        finally:
            self._lock.release()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Give a transaction that is whole and on the disk afterwards, or never was."""
        with self._turn():
            if _file(self.path) != self._file:
                raise StoreError("het bestand van de database is weg of verwisseld; start de ontvanger opnieuw")
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._turn():
            return self._connection.execute(sql, values).fetchall()

    def _migrate(self) -> None:
        steps = SCHEMA.read_text(encoding="utf-8").split("\n-- ")
        done = self._connection.execute("PRAGMA user_version").fetchone()[0]
        for number, step in enumerate(steps[done:], done + 1):
            try:
                self._connection.executescript(f"BEGIN IMMEDIATE; -- {step}; PRAGMA user_version = {number}; COMMIT;")
            except sqlite3.Error:
                self._connection.rollback()
                if self._connection.execute("PRAGMA user_version").fetchone()[0] < number:  # nobody else did it
                    raise

    def keep(
        self, ticket: str, answers: Mapping[str, tuple[str, ...]], suspect: str, now: datetime, domain: str
    ) -> Kept:
        """Keep a request and its letters, and return its reference; the same answers are kept once in a day.

        Whoever goes back, or begins anew, and sends the same again has sent one request. Message-IDs get `domain`
        behind their @. Raises `StoreError` when nothing was kept.
        """
        written = json.dumps(answers, ensure_ascii=False, sort_keys=True)
        digest = sha256(written.encode()).hexdigest()
        with self._writing() as connection:
            found = connection.execute(
                "SELECT reference FROM request WHERE digest = ? AND (ticket = ? OR received > ?) ORDER BY id",
                (digest, ticket, _text(now - SAME)),
            ).fetchone()
            if found:
                return Kept(str(found["reference"]), new=False)
            reference = self._unused(connection)
            number = connection.execute(
                "INSERT INTO request (reference, ticket, digest, received, answers, suspect) VALUES (?, ?, ?, ?, ?, ?)",
                (reference, ticket, digest, _text(now), written, suspect),
            ).lastrowid
            for kind, due in ((APART, now + TELL),) if suspect else ((NOTICE, now), (RECEIPT, now)):
                connection.execute(
                    "INSERT INTO letter (request, kind, message_id, due) VALUES (?, ?, ?, ?)",
                    (number, kind, f"<{kind}.{reference}.{secrets.token_hex(8)}@{domain}>", _text(due)),
                )
        return Kept(reference, new=True)

    @staticmethod
    def _unused(connection: sqlite3.Connection) -> str:
        """Make a reference that can be read over the telephone: nine digits, the first no zero."""
        while True:
            reference = str(secrets.randbelow(900_000_000) + 100_000_000)
            if not connection.execute("SELECT 1 FROM request WHERE reference = ?", (reference,)).fetchone():
                return reference

    def find(self, reference: str) -> Request | None:
        """Find a request by its reference."""
        rows = self._rows("SELECT * FROM request WHERE reference = ?", reference)
        return _request(rows[0]) if rows else None

    def requests(self) -> list[Request]:
        """Return every request, the newest first."""
        return [_request(row) for row in self._rows("SELECT * FROM request ORDER BY received DESC, id DESC")]

    def letters(self, request: Request) -> list[Letter]:
        """Return the letters about a request."""
        return [_letter(row) for row in self._rows("SELECT * FROM letter WHERE request = ? ORDER BY id", request.id)]

    def earlier(self, request: Request) -> list[str]:
        """Return the references of what came from the same form before, with other answers."""
        sql = "SELECT reference FROM request WHERE ticket = ? AND id < ? ORDER BY id"
        return [str(row["reference"]) for row in self._rows(sql, request.ticket, request.id)]

    def failed(self) -> list[tuple[Request, Letter]]:
        """Return what somebody must look at: letters that do not get through."""
        return self._both("sent IS NULL AND (due IS NULL OR tries >= ?) ORDER BY letter.id", len(DELAYS))

    def due(self, now: datetime) -> list[tuple[Request, Letter]]:
        """Return the letters to try now, what waits longest first."""
        return self._both("due <= ? ORDER BY due, letter.id LIMIT 100", _text(now))

    def late(self, now: datetime) -> int:
        """Count the letters that nobody tried although they were due a while ago."""
        return len(self._rows("SELECT id FROM letter WHERE due <= ?", _text(now - LATE)))

    def _both(self, which: str, value: object) -> list[tuple[Request, Letter]]:
        """Return letters with their requests; a request that goes meanwhile takes its letters along."""
        rows = self._rows(f"{BOTH} WHERE {which}", value)
        return [(_request(row), _letter(row, "letter_id")) for row in rows]

    def next_due(self) -> datetime | None:
        """Return when the next letter is to be tried."""
        moment = self._rows("SELECT min(due) AS due FROM letter")[0]["due"]
        return datetime.fromisoformat(moment) if moment else None

    def untold(self) -> int:
        """Count what was set apart since the last notice."""
        return int(self._rows("SELECT count(*) AS n FROM request WHERE suspect <> '' AND told = 0")[0]["n"])

    def mark_sent(self, letter: Letter, now: datetime, told: int) -> None:
        """Remember that a letter left, and that it counted the `told` oldest that were set apart."""
        with self._writing() as connection:
            connection.execute("UPDATE letter SET sent = ?, due = NULL WHERE id = ?", (_text(now), letter.id))
            connection.execute(
                "UPDATE request SET told = 1 WHERE id IN"
                " (SELECT id FROM request WHERE suspect <> '' AND told = 0 ORDER BY id LIMIT ?)",
                (told,),
            )

    def mark_failed(self, letter: Letter, now: datetime, trouble: str, *, for_good: bool) -> None:
        """Remember that a letter did not leave, and when to try again: never, when it was refused for good."""
        delay = DELAYS[min(letter.tries, len(DELAYS) - 1)]
        with self._writing() as connection:
            connection.execute(
                "UPDATE letter SET tries = tries + 1, trouble = ?, due = ? WHERE id = ?",
                (trouble, None if for_good else _text(now + delay), letter.id),
            )

    def delete(self, reference: str) -> bool:
        """Delete a request and its letters, from the disk too; tell whether it was there."""
        with self._writing() as connection:
            found = connection.execute("DELETE FROM request WHERE reference = ?", (reference,)).rowcount
        self._wipe()
        return bool(found)

    def forget(self, now: datetime, days: int) -> int:
        """Delete what is older than `days`, or than 30 days if it was set apart and told; return how many."""
        with self._writing() as connection:
            gone = connection.execute(
                "DELETE FROM request WHERE received < ? OR (suspect <> '' AND told AND received < ?)",
                (_text(now - timedelta(days=days)), _text(now - timedelta(days=SUSPECT_DAYS))),
            ).rowcount
        if gone:
            self._wipe()
        return gone

    def _wipe(self) -> None:
        """Empty the write-ahead log, which still holds what was deleted."""
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def probe(self) -> None:
        """Try to write; raises `StoreError` where nothing could be kept."""
        with self._writing() as connection:
            connection.execute("CREATE TABLE probe (x)")
            connection.execute("DROP TABLE probe")

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a file that only its owner can read, while everything goes on."""
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(target)) as copy, closing(sqlite3.connect(self.path, timeout=BUSY)) as source:
            source.backup(copy)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _request(row: sqlite3.Row) -> Request:
    answers = {name: tuple(values) for name, values in json.loads(row["answers"]).items()}
    received = datetime.fromisoformat(row["received"])
    return Request(row["id"], row["reference"], row["ticket"], received, answers, row["suspect"])


def _letter(row: sqlite3.Row, key: str = "id") -> Letter:
    due, sent = (datetime.fromisoformat(row[name]) if row[name] else None for name in ("due", "sent"))
    return Letter(row[key], row["kind"], row["message_id"], row["tries"], due, sent, row["trouble"])


def _file(path: Path) -> tuple[int, int]:
    """Tell which file a path leads to: none is (0, 0)."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_dev, stat.st_ino
