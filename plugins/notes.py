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
        self._place = kind, place and (place.st_dev, place.st_ino)
        for number in range(PARTS):
            self |= self._work.recall("notes", *self._place, number) or {}

    def renew(self, notes: Mapping[str, Any]) -> None:
        """Keep these in their place, for the next build."""
        for number, (old, new) in enumerate(zip(_parts(self), _parts(notes), strict=True)):
            if new != old:
                self._work.keep(new, "notes", *self._place, number)


def _parts(notes: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{} for _ in range(PARTS)]
    for name, note in notes.items():
        parts[crc32(name.encode("utf-8", "surrogateescape")) % PARTS][name] = note
    return parts
