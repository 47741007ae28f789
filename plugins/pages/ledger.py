"""What a build left in its folder: pages that are there already need be neither fetched nor written again."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any, NamedTuple

from work import Work

State = tuple[int, int, int, int]  # of a file: its number, bytes, and nanoseconds of its last changes


class Line(NamedTuple):
    """A page as it was written: what stood for all that it was made from, its file's state, and what was seen."""

    mark: bytes
    state: State
    seen: Any


class Ledger:
    """The pages of one folder, by name. A file is known by its state, as git knows one: who changes it changes that."""

    def __init__(self, work: Work, folder: str) -> None:
        self._work, self._folder = work, folder
        self._lines: dict[str, Line] = work.recall("pages", self._place()) or {}
        self._now: dict[str, Line] = {}

    def seen(self, name: str, mark: bytes) -> Any:
        """Tell what was seen of a page that is there, made from the same; `None` if it is not."""
        line = self._lines.get(name)
        if line is None or line.mark != mark or line.state != self._state(name):
            return None
        self._now[name] = line
        return line.seen

    def enter(self, name: str, mark: bytes, seen: Any) -> None:
        """Take down a page that was written just now."""
        if state := self._state(name):
            self._now[name] = Line(mark, state, seen)

    def close(self) -> None:
        """Keep what is there now for the next build."""
        if self._now != self._lines:
            self._work.keep(self._now, "pages", self._place())

    def _place(self) -> tuple[int, int]:
        place = os.stat(self._folder)  # noqa: PTH116 - as below
        return place.st_dev, place.st_ino

    def _state(self, name: str) -> State | None:
        with suppress(OSError):
            file = os.stat(f"{self._folder}/{name}", follow_symlinks=False)  # noqa: PTH116 - thousands
            return file.st_ino, file.st_size, file.st_mtime_ns, file.st_ctime_ns
        return None
