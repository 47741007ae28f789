"""What a build left in its folder: pages that are there already need be neither fetched nor written again."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from zlib import crc32

from work import Work

TICK = 0.01  # seconds, in which the clock of most disks has moved on

PARTS = 32  # in which lines are kept, so that a page that is new does not ask to write all again

State = tuple[int, int, int, int]  # of a file: its number, bytes, and nanoseconds of its last changes


class Line(NamedTuple):
    """A page as it was written: what stands for all that it was made from, its file's state, and what was seen."""

    mark: bytes
    state: State
    seen: Any


class Ledger:
    """The pages of one folder, by name. A file is known by its state, as git knows one: who changes it changes that."""

    def __init__(self, work: Work, folder: str) -> None:
        self._work, self._folder = work, folder
        self._lines: dict[str, Line] = {}
        for number in range(PARTS):
            self._lines |= work.recall("pages", self._place(), number) or {}

    def find(self, name: str, mark: bytes) -> Line | None:
        """Return the line of a page that is there, made from the same."""
        line = self._lines.get(name)
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
        newest = max((line.state[-1] for line in lines.values()), default=0)
        if newest >= (now := self._now()):
            time.sleep(TICK)
            now = self._now()
        settled = {name: line for name, line in lines.items() if line.state[-1] < now}
        for number, (old, new) in enumerate(zip(_parts(self._lines), _parts(settled), strict=True)):
            if new != old:
                self._work.keep(new, "pages", self._place(), number)

    def _now(self) -> int:
        """Ask the disk for the time."""
        os.utime(self._folder)
        return os.stat(self._folder).st_mtime_ns  # noqa: PTH116 - as below

    def _place(self) -> tuple[int, int]:
        place = os.stat(self._folder)  # noqa: PTH116
        return place.st_dev, place.st_ino

    def _state(self, name: str) -> State:
        file = os.stat(f"{self._folder}/{name}", follow_symlinks=False)  # noqa: PTH116 - thousands
        return file.st_ino, file.st_size, file.st_mtime_ns, file.st_ctime_ns


def _parts(lines: Mapping[str, Line]) -> list[dict[str, Line]]:
    parts: list[dict[str, Line]] = [{} for _ in range(PARTS)]
    for name, line in lines.items():
        parts[crc32(name.encode()) % PARTS][name] = line
    return parts
