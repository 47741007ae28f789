"""What is noted of files, and holds for as long as their states do not change: so git knows a file too.

On a disk that can be written to, the moment of the last change (`ctime`) is told by the system and set by nobody.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from work import Work

PARTS = 32  # in which notes are kept, so that one that is new does not ask to write all again

State = tuple[int, int, int, int]  # of a file: its number, bytes, and nanoseconds of its last changes


def state(file: os.stat_result) -> State:
    """Tell the state of a file: who changes it changes that."""
    return file.st_ino, file.st_size, file.st_mtime_ns, file.st_ctime_ns


class Notes(dict[str, Any]):
    """What builds noted of the files of a folder, by name; another folder in its place has none.

    What can only be read may be another disk by now, so of that nothing is noted.
    """

    def __init__(self, work: Work, kind: str, folder: str) -> None:
        super().__init__()
        self._work = work if os.access(folder, os.W_OK) else Work()
        place = os.stat(folder) if self._work is work else None  # noqa: PTH116 - as all else that is done thousands of times
        self._keys = [(kind, place and (place.st_dev, place.st_ino), number) for number in range(PARTS)]
        for part in self._work.recall(self._keys):
            self |= part

    def renew(self, notes: Mapping[str, Any]) -> None:
        """Keep these in their place, for the next build."""
        changed = (name for name in self.keys() | notes.keys() if self.get(name) != notes.get(name))
        parts: dict[int, dict[str, Any]] = {number: {} for number in {*map(_part, changed)}}
        for name, note in notes.items() if parts else ():
            parts.get(_part(name), {})[name] = note
        for number, part in parts.items():
            self._work.keep(part, self._keys[number])


def _part(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogateescape")) % PARTS
