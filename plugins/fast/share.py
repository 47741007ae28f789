"""Work shared among processes that begin as copies of this one, so that nothing but answers travels (Linux)."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

CONTEXT: Any = get_context("fork" if sys.platform == "linux" else None)
T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 8  # answers that travel together
MOST = 8  # processes
WORTH_IT = 32  # things below which one process is as fast
TERM = 1500  # things, after which new processes come: each holds a copy of whatever it touched


def hands() -> int:
    """Count the processes that may work at once: one where a copy of this process could hang."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return min(MOST, len(os.sched_getaffinity(0))) if safe else 1


def share(what: Callable[[T], R], items: Sequence[T], count: int) -> Iterator[R]:
    """Yield `what(item)` for each item, in order, from `count` processes; what one of them can't do is done here."""
    for start in range(0, len(items), TERM):
        yield from _shared(what, items[start : start + TERM], count)


def _shared(what: Callable[[T], R], items: Sequence[T], count: int) -> Iterator[R]:
    if count < 2 or len(items) < WORTH_IT:
        yield from map(what, items)
        return
    parts = [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
    hired: list[tuple[Connection, BaseProcess]] = []
    try:
        for hand in range(count):
            hired.append(_hire(what, parts[hand::count], [end for end, _ in hired]))
        for number, part in enumerate(parts):
            answers = _answers(hired[number % count][0])
            yield from map(what, part) if answers is None else answers
    finally:
        for end, process in hired:
            end.close()
            process.kill()  # where nobody waits for the rest
            process.join()


def _hire(what: Callable[[T], R], parts: Sequence[Sequence[T]], others: list[Connection]) -> tuple[Connection, Any]:
    mine, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_work, args=(what, parts, theirs, [*others, mine]), daemon=True)
    process.start()
    theirs.close()
    return mine, process


def _work(
    what: Callable[[T], R], parts: Sequence[Sequence[T]], end: Connection, inherited: Sequence[Connection]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits ends it
    for other in inherited:  # as long as one of these is open, nobody hears that the one who waits is gone
        other.close()
    with suppress(OSError):
        try:
            for part in parts:
                end.send([what(item) for item in part])
        except OSError:
            raise
        except Exception:  # noqa: BLE001 - whoever waits does it again, and meets the same
            end.send(None)


def _answers(end: Connection) -> list[Any] | None:
    try:
        found: list[Any] | None = end.recv()
    except (EOFError, OSError):
        return None
    if found is None:
        end.close()
    return found
