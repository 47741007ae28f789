"""Runs a whole process and tells what it took: seconds by the clock, and the most memory that it held."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PAUSE = 0.05  # seconds between two looks at its memory
SHARE = 20  # a look may take one part in so many of the time
PROC = Path("/proc")


class Failed(Exception):
    """A process ended badly; carries the end of what it said."""


def put_aside(place: Path, *folders: Path) -> None:
    """Move folders to a place where nobody reads them, to be removed when all is over.

    Where thousands of files were just removed, ext4 takes ten times as long to make new ones, whoever makes them.
    """
    for folder in folders:
        if folder.exists():
            folder.rename(tempfile.mkdtemp(prefix="aside.", dir=place))


@dataclass(frozen=True)
class Taken:
    """What a process took: seconds, the most bytes that it and its children held at once, and seconds of processors."""

    seconds: float
    memory: int
    busy: float = 0


def take(words: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None) -> Taken:
    """Run a command in a folder, with these variables on top of ours; raises `Failed`."""
    os.sync()  # what was written before is not for this one to wait for
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            words, cwd=folder, env=os.environ | (environ or {}), stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        with Watch(process.pid) as watch:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise Failed(f"{words[0]} in {folder.name}: {process.returncode}\n{said.read()[-2000:]}")
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)  # of one process, to the byte
    return Taken(seconds, max(largest, watch.most), usage.ru_utime + usage.ru_stime)


class Watch:
    """Adds up the memory of a process and its children every so often, where Linux tells it."""

    def __init__(self, root: int) -> None:
        self.root, self.most = root, 0
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        """Look until it is over, and never take much of the time of what is watched."""
        pause = PAUSE
        while PROC.is_dir() and not self._over.wait(pause):
            begun = time.perf_counter()
            self.most = max(self.most, held(self.root))
            pause = max(PAUSE, SHARE * (time.perf_counter() - begun))


def held(root: int) -> int:
    """Add up the bytes that a process and its children hold now; what they share counts once."""
    while True:
        family = _family(root)
        held = {pid: _own(pid) for pid in family} if len(family) > 1 else {root: _resident(root)}
        if all(_resident(pid) for pid in family if held[pid]):
            return sum(held.values())
        # one ended meanwhile: what it shared would count once for it, and once more for those that were asked later


def _family(root: int) -> list[int]:
    """List a process and its children, and theirs."""
    family = [root]
    parents = {pid: _parent(pid) for name in os.listdir(PROC) if name.isdigit() and (pid := int(name)) > root}  # noqa: PTH208 - quicker
    for pid in sorted(parents):  # a child has a higher number
        if parents[pid] in family:
            family.append(pid)
    return family


def _parent(pid: int) -> int:
    with suppress(OSError):  # it may be gone
        return int((PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _resident(pid: int) -> int:
    """Give all that one process holds: quick to ask."""
    with suppress(OSError):
        return int((PROC / f"{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _own(pid: int) -> int:
    """Give a process's part of what it holds, in which it has half of what two hold (PSS)."""
    with suppress(OSError):
        lines = (PROC / f"{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
    return 0
