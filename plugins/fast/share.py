"""Work shared among processes that begin as copies of this one, so that nothing but answers travels (Linux)."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 8  # answers that travel together
WORTH_IT = 32  # things below which one process is as fast


def hands() -> int:
    """Count the processes that may work at once: one where a copy of this process could hang."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return len(os.sched_getaffinity(0)) if safe else 1


def share(what: Callable[[T], R], items: Sequence[T], count: int) -> Iterator[R]:
    """Yield `what(item)` for each item, in order, from `count` processes; what one of them can't do is done here."""
    if count < 2 or len(items) < WORTH_IT:
        yield from map(what, items)
        return
    parts = [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
    context = get_context("fork")
    ends, processes = [], []
    for hand in range(count):
        mine, theirs = context.Pipe(duplex=False)
        processes.append(context.Process(target=_work, args=(what, parts[hand::count], theirs), daemon=True))
        processes[-1].start()
        theirs.close()
        ends.append(mine)
    try:
        for number, part in enumerate(parts):
            answers = _answers(ends[number % count])
            yield from map(what, part) if answers is None else answers
    finally:
        for end, process in zip(ends, processes, strict=True):
            end.close()
            process.terminate()  # where nobody waits for the rest
            process.join()


def _work(what: Callable[[T], R], parts: Sequence[Sequence[T]], end: Connection) -> None:
    try:
        for part in parts:
            end.send([what(item) for item in part])
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
