"""What a build left in its folder: pages that are there already need be neither fetched nor written again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import tree
from notes import Notes, State, state
from pages.cells import Cuts
from work import Work

NOWHERE: State = (0, 0, 0, 0)  # of what was only looked over
NOTHING = (b"", b"", NOWHERE, b"", b"")  # of a page that nothing is noted of
SAME = "same"  # instead of what was seen, where that is as it was before
TICK = 0.01  # seconds, in which the clock of most disks has moved on


class Line(NamedTuple):
    """A page as it was written: what stands for all but its templates, and for these, and the state of its file.

    `look` stands for what is seen of it: for key and templates, of which that is a function, when it was first seen so.
    `how` it was seen then who looks pages over can tell, and `cuts` where its cells are.
    """

    key: bytes
    templates: bytes
    state: State
    look: bytes
    how: bytes
    cuts: Cuts | None

    def joined(self, known: dict[Any, Any]) -> Line:
        """Return the same, with one object for all that is known: it takes less room."""
        one = known.setdefault
        key, templates, state, look, how, cuts = self
        shared = cuts and Cuts(one(cuts.marks, cuts.marks), cuts.sizes)
        return Line(key, one(templates, templates), state, look, one(how, how), shared)


class Ledger:
    """The pages of one folder, by name; `there` tells which files lie in it."""

    def __init__(self, work: Work, folder: str, there: frozenset[str]) -> None:
        self._work, self._folder, self._there, self._mode = work, folder, there, tree.mode()
        self._lines, self._looks = Notes(work, "pages", folder), Notes(work, "looks", folder)

    def before(self, name: str) -> Line | None:
        """Return the line of a page as it was made last, from whatever that was, if it is known what was seen then."""
        key, templates, state, look, how, *cuts = self._lines.get(name, NOTHING)
        known = look and look == self._looks.get(name, ("",))[0]
        return Line(key, templates, state, look, how, Cuts(*cuts) if cuts else None) if known else None

    def seen(self, name: str) -> Any:
        """Return what was seen of a page that has a line."""
        return self._looks[name][1]

    def lies(self, name: str, line: Line) -> bool:
        """Tell whether a page is still what this line tells of."""
        with suppress(OSError):
            return line.state == self._state(name)
        return False

    def read(self, name: str, line: Line) -> bytes:
        """Return what a page holds, if it is still what this line tells of; else nothing."""
        with suppress(OSError), open(f"{self._folder}/{name}", "rb") as file:  # noqa: PTH123
            return file.read() if state(os.fstat(file.fileno())) == line.state else b""
        return b""

    def change(self, name: str, line: Line, new: Callable[[bytes], bytes]) -> tuple[State, bytes | None, bytes] | None:
        """Make of a page another one, if it is still what this line tells of, and may be written over.

        Tells its state then, what it holds (`None` for what it held), and what it held.
        """
        with suppress(OSError):
            file = os.open(f"{self._folder}/{name}", os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                known = os.fstat(file)
                if state(known) != line.state or not self._may(known):
                    return None
                old = os.read(file, known.st_size)
                if (data := new(old)) == old:
                    return line.state, None, old
                os.lseek(file, 0, os.SEEK_SET)
                if os.write(file, data) == len(data):
                    if len(data) < known.st_size:  # to say so takes longer than all else here
                        os.ftruncate(file, len(data))
                    return state(os.fstat(file)), data, old
            finally:
                os.close(file)
        return None

    def write(self, name: str, data: bytes) -> State:
        """Write a page, unless it is there and holds just that."""
        file = f"{self._folder}/{name}"  # strings, for paths take as long as the disk does
        if name not in self._there:
            _make(os.path.dirname(file))  # noqa: PTH120
            _new(file, data)
        elif not self._over(file, data):
            os.unlink(file)  # noqa: PTH108 - a copy of an earlier site may share it, or it is for others to read
            _new(file, data)
        return self._state(name)

    def _over(self, file: str, data: bytes) -> bool:
        """Let a file hold this, in a third of the time that a new one takes, if it may be written over.

        Who has been reading a page since two builds ago may see it change.
        """
        with suppress(PermissionError), open(file, "r+b") as old:  # noqa: PTH123
            known = os.fstat(old.fileno())
            if not self._may(known):
                return False
            if known.st_size == len(data) and old.read() == data:
                return True
            old.seek(0)
            old.write(data)
            if len(data) < known.st_size:
                old.truncate()
            return True
        return False

    def _may(self, known: os.stat_result) -> bool:
        """Tell whether a file may be written over: nothing else shares it, and a new one would be like it."""
        return known.st_nlink == 1 and known.st_mode & 0o777 == self._mode

    def close(self, pages: Mapping[str, tuple[Line, Any]]) -> None:
        """Keep for the next build what was seen, and the lines that are older than this moment, as disks tell it.

        Where that is a whole second, a file may change within it, and show nothing of that.
        """
        lines = {name: line for name, (line, _) in pages.items()}
        newest, begun = max((max(line.state[-2:]) for line in lines.values()), default=0), time.monotonic()
        while newest >= (now := self._now()) and time.monotonic() - begun < TICK:
            time.sleep(TICK / 10)
        if newest >= now:
            lines = {name: line for name, line in lines.items() if max(line.state[-2:]) < now}
        plain = {name: (*line[:5], *(line.cuts or ())) for name, line in lines.items()}  # kept in half the time
        self._lines.renew(plain)
        self._looks.renew({name: (line.look, seen) for name, (line, seen) in pages.items()})  # mostly what they were

    def _now(self) -> int:
        """Ask the disk for the time."""
        os.utime(self._folder)
        return os.stat(self._folder).st_mtime_ns  # noqa: PTH116 - as below

    def _state(self, name: str) -> State:
        return state(os.stat(f"{self._folder}/{name}", follow_symlinks=False))  # noqa: PTH116 - thousands


def _new(file: str, data: bytes) -> None:
    with open(file, "wb") as new:  # noqa: PTH123
        new.write(data)


def _make(folder: str) -> None:
    """Make a folder, and those above it; mostly only that one is not there."""
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
