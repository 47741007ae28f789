"""What a build left in its folder: pages that are there already need be neither fetched nor written again."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from notes import Notes, State, state
from work import Work

TICK = 0.01  # seconds, in which the clock of most disks has moved on


class Line(NamedTuple):
    """A page as it was written: what stands for all that it was made from, its file's state, and what was seen."""

    mark: bytes
    state: State
    seen: Any


class Ledger:
    """The pages of one folder, by name."""

    def __init__(self, work: Work, folder: str) -> None:
        self._folder, self._lines = folder, Notes(work, "pages", folder)

    def find(self, name: str, mark: bytes) -> Line | None:
        """Return the line of a page that is there, made from the same."""
        line: Line | None = self._lines.get(name)
        with suppress(OSError):
            return line if line and line.mark == mark and line.state == self._state(name) else None
        return None

    def line(self, name: str, mark: bytes, seen: Any) -> Line:
        """Return the line of a page that was written just now."""
        return Line(mark, self._state(name), seen)

    def close(self, lines: Mapping[str, Line]) -> None:
        """Keep the lines for the next build: those that are older than this moment, as disks tell it.

        Where that is a whole second, a file may change within it, and show nothing of that.
        """
        newest = max((max(line.state[-2:]) for line in lines.values()), default=0)
        if newest >= (now := self._now()):
            time.sleep(TICK)
            now = self._now()
        self._lines.renew({name: line for name, line in lines.items() if max(line.state[-2:]) < now})

    def _now(self) -> int:
        """Ask the disk for the time."""
        os.utime(self._folder)
        return os.stat(self._folder).st_mtime_ns  # noqa: PTH116 - as below

    def _state(self, name: str) -> State:
        return state(os.stat(f"{self._folder}/{name}", follow_symlinks=False))  # noqa: PTH116 - thousands
