"""Work shared among processes that begin as copies of this one, so that nothing but answers travels (Linux)."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from functools import cache
from io import FileIO
from itertools import islice
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pickle import dumps
from typing import Any, TypeVar, cast

from work import Cost, one_by_one

if sys.platform == "linux":
    from fcntl import F_SETPIPE_SZ, LOCK_EX, LOCK_UN, fcntl, lockf

CONTEXT: Any = get_context("fork" if sys.platform == "linux" else None)
T = TypeVar("T")
R = TypeVar("R")

ROOM = 1_000_000  # bytes of answers of a process that may wait until somebody asks for any
MOST = 8  # processes
WORTH_IT = 32  # things below which one process is as fast
TERM = 2000  # things, more or less, after which other processes come: each holds a copy of whatever it touched
DIGITS = 4  # bytes of the number of a part


def hands() -> int:
    """Count the processes that may work at once: one where a copy of this process could hang."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return min(MOST, len(os.sched_getaffinity(0))) if safe else 1


def share(
    what: Callable[[Sequence[T]], Sequence[R]], items: Sequence[T], size: int, count: int, cost: Cost = Cost.USUAL
) -> Generator[R, None, None]:
    """Yield the answers to all items, in order, from `count` processes; what one of them can't do is done here.

    `what` gives the answers to `size` items at once. The processes begin now, not when the first answer is asked for;
    for a few items there are none, unless one is slow.
    """
    hands = count if count > 1 and len(items) >= (1 if cost is Cost.SLOW else WORTH_IT) else 0
    terms = 1 if cost is Cost.LIGHT else max(1, round(len(items) / TERM))
    told = _told(what, [items[start : start + size] for start in range(0, len(items), size)], hands, terms)
    next(told)  # to where it has hired: from there on it lets go of whom it hired, also if nobody asks
    return told


def later(what: Callable[[T], R], item: T) -> Callable[[], R]:
    """Have a copy of this process answer while this one goes on; what is returned waits for it, once."""
    told = share(one_by_one(what), [item], 1, hands(), Cost.SLOW)

    @cache
    def answer() -> R:
        answers = [*told]  # none, if it was asked before and went wrong
        return answers[0] if answers else what(item)

    return answer


def _told(
    what: Callable[[Sequence[T]], Sequence[R]], parts: Sequence[Sequence[T]], hands: int, terms: int
) -> Generator[Any, None, None]:
    found: dict[int, Any] = {}
    with closing(Crew(what, parts, hands, terms)) as crew:
        yield
        for number, part in enumerate(parts, 1):
            while number not in found and crew.hired:
                found |= crew.answers()
            answers = found.pop(number, None)
            yield from what(part) if answers is None else answers


class Crew:
    """Processes that take one part after the other, so that who is quicker does more; each stays for a term."""

    def __init__(
        self, what: Callable[[Sequence[T]], Sequence[R]], parts: Sequence[Sequence[T]], hands: int, terms: int
    ) -> None:
        self.hired: dict[Connection, Any] = {}  # by the ends where their answers come
        self._what, self._parts, self._term = what, parts, ceil(len(parts) / max(1, hands * terms))
        self._vacant, self._numbers = 0, cast(FileIO, None)
        if hands:
            with suppress(OSError):  # there may be no room for one more
                self._numbers = FileIO(os.memfd_create("parts"), "w+")  # in which all copies stand at the same place
                self._numbers.write(b"".join(number.to_bytes(DIGITS, "big") for number in range(1, len(parts) + 1)))
                self._numbers.seek(0)
                self._vacant = min(hands * terms, len(parts))
        for _ in range(min(hands, self._vacant)):
            self._hire()

    def _hire(self) -> None:
        self._vacant -= 1
        with suppress(OSError):  # as above
            mine, theirs = CONTEXT.Pipe(duplex=False)
            with suppress(OSError):  # the system may not allow more than its 64 kB
                fcntl(mine.fileno(), F_SETPIPE_SZ, ROOM)
            process = CONTEXT.Process(target=self._work, args=(theirs, [*self.hired, mine]), daemon=True)
            process.start()
            theirs.close()
            self.hired[mine] = process

    def _work(self, end: Connection, inherited: Sequence[Connection]) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits ends it
        for other in inherited:  # as long as one of these is open, nobody hears that the one who waits is gone
            other.close()
        with suppress(OSError):  # nobody waits any more
            for number in islice(iter(self._next, 0), self._term):
                try:
                    answers = dumps((number, self._what(self._parts[number - 1])))
                except Exception:  # noqa: BLE001 - whoever waits does it again, and meets the same
                    answers = dumps((number, None))
                end.send_bytes(answers)

    def _next(self) -> int:
        """Take the number of the next part, 0 after the last; who does that at the same moment would get the same."""
        lockf(self._numbers, LOCK_EX)
        digits = self._numbers.read(DIGITS)
        lockf(self._numbers, LOCK_UN)
        return int.from_bytes(digits, "big")

    def answers(self) -> dict[int, Any]:
        """Wait for answers to some parts, by their numbers; `None` stands for those that could not be had."""
        found: dict[int, Any] = {}
        for end in cast(list[Connection], wait([*self.hired])):
            try:
                found |= [end.recv()]
            except (EOFError, OSError):
                end.close()
                self.hired.pop(end).join()
                if self._vacant:
                    self._hire()
        return found

    def close(self) -> None:
        """Let go of all, and wait until they have gone."""
        for end, process in self.hired.items():
            end.close()
            process.kill()  # where nobody waits for the rest
            process.join()
        if self._numbers:
            self._numbers.close()
