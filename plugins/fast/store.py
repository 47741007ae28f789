"""Answers kept in SQLite, each with a mark of its bytes: what can't be trusted is as if it had never been kept."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

MARK = 4  # bytes
AT_ONCE = 500  # keys a question
LARGEST = 1_500_000_000  # bytes of the file
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
WRONG = (sqlite3.Error, UnicodeDecodeError)  # the second where what SQLite says of a file holds bytes of it
TABLE = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, day INTEGER, value BLOB, bulk BLOB)"


class Store:
    """Bytes by key. Whatever is wrong with the file costs what was in it, and nothing else.

    `day` is a number that grows by one a day; what was not asked for in `DAYS` days is forgotten.
    """

    DAYS = 30
    PATIENCE = 2.0  # seconds that one build waits for another

    def __init__(self, file: Path, day: int) -> None:
        self.day = day
        self._file = file
        self._fresh: dict[bytes, tuple[bytes, bytes | None]] = {}
        self._full = False  # whether something could not be written
        self._base: sqlite3.Connection | None = None
        self._theirs: list[sqlite3.Connection | None] = []  # held, as who forgets one closes it
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists() and file.stat().st_size > _largest():
                file.unlink()
        self._open(file)

    def _open(self, file: Path) -> None:
        self._process = os.getpid()
        for _ in range(2):
            try:
                self._base = sqlite3.connect(file, timeout=self.PATIENCE, isolation_level=None)
                self._base.execute("PRAGMA page_size = 32768")  # in which most answers have room
                self._base.execute("PRAGMA synchronous = OFF")
                with suppress(sqlite3.OperationalError):  # it may be read-only
                    self._base.execute(TABLE)
                self._base.execute("SELECT bulk FROM kept LIMIT 1")
            except WRONG as error:
                self.close()
                if getattr(error, "sqlite_errorcode", 0) in BUSY:  # another build writes: this one does without
                    break
                self._remove()
            else:
                break

    def _remove(self) -> None:
        for broken in (self._file, self._file.with_name(f"{self._file.name}-journal")):
            with suppress(OSError):
                broken.unlink()

    def get(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, memoryview]]:
        """Yield key and value of what is kept and sound, in no order."""
        stale = []
        for key, day, value in self._rows(keys):
            if isinstance(key, bytes) and (kept := _opened(key, value)) is not None:
                if day != self.day:
                    stale.append((self.day, key))
                yield key, kept
        if stale:
            self._write("UPDATE kept SET day = ? WHERE key = ?", stale)

    def bulk(self, key: bytes) -> memoryview | None:
        """Return what was put or is kept beside a value, if it is sound."""
        if key in self._fresh:
            return _opened(key, self._fresh[key][1])
        if self._process != os.getpid():  # a copy of a process must not use what that has open, nor close it
            self._theirs.append(self._base)
            self._open(self._file)
        return next((_opened(key, bulk) for (bulk,) in self._ask("SELECT bulk FROM kept WHERE key = ?", (key,))), None)

    def put(self, key: bytes, sealed: bytes, bulk: bytes | None = None) -> None:
        """Keep a value with its mark, and what is fetched apart, from the next `save` on."""
        self._fresh[key] = sealed, bulk

    def save(self) -> None:
        """Write all that was put; if that fails it is held for this build, and nothing is written any more."""
        rows = [(key, self.day, *fresh) for key, fresh in self._fresh.items()]
        if rows and self._write("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows):
            self._fresh.clear()

    def forget(self) -> None:
        """Remove what nobody asked for in a long time, once a day."""
        known, last = self._ask("PRAGMA user_version"), [(self.day - self.DAYS,)]
        if known != [(self.day,)] and self._write("DELETE FROM kept WHERE day < ?", last):
            self._ask(f"PRAGMA user_version = {self.day:d}")

    def close(self) -> None:
        """Let go of the file."""
        if self._base:
            with suppress(*WRONG):
                self._base.close()
        self._base = None

    def _rows(self, keys: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
        wanted = list(keys)
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            yield from self._ask(f"SELECT key, day, value FROM kept WHERE key IN ({marks})", part)  # noqa: S608 - our own

    def _write(self, sentence: str, rows: Sequence[tuple[object, ...]]) -> bool:
        """Write all of this, and tell whether that was done; what can be read stays there where it was not."""
        if self._base and not self._full:
            try:
                self._base.execute("BEGIN IMMEDIATE")
                self._base.executemany(sentence, rows)
                self._base.execute("COMMIT")
            except WRONG as error:
                self._full = True
                self._ask("ROLLBACK")
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
                    self._remove()  # for the next build; this one reads on what it can
        return self._base is not None and not self._full

    def _ask(self, sentence: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows; none where something is wrong. Where another build writes for long, this does without."""
        try:
            return self._base.execute(sentence, values).fetchall() if self._base else []
        except WRONG as error:
            if getattr(error, "sqlite_errorcode", 0) in BUSY:
                self.close()
            return []


def _largest() -> int:
    """Tell how large the file may grow: on the server a build may write less, and what is full learns nothing new."""
    if sys.platform == "win32":
        return LARGEST
    import resource  # noqa: PLC0415 - Windows has none

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    return LARGEST if limit == resource.RLIM_INFINITY else min(LARGEST, limit * 3 // 4)


def seal(key: bytes, value: bytes) -> bytes:
    """Put its mark before a value."""
    return _mark(key, value) + value


def _opened(key: bytes, sealed: object) -> memoryview | None:
    """Take the mark from a value; `None` where it is not the right one."""
    if isinstance(sealed, bytes) and sealed[:MARK] == _mark(key, value := memoryview(sealed)[MARK:]):
        return value
    return None


def _mark(key: bytes, value: bytes | memoryview) -> bytes:
    """Make the mark of a value under a key: against what a disk does, so a checksum is enough."""
    return crc32(value, crc32(key)).to_bytes(MARK, "big")
