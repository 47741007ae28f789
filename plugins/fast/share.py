"""Work shared among processes that begin as copies of this one, so that nothing but answers travels (Linux)."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from functools import cache, partial
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

from work import Cost, one_by_one

if sys.platform == "linux":
    from fcntl import F_SETPIPE_SZ, fcntl

CONTEXT: Any = get_context("fork" if sys.platform == "linux" else None)
T = TypeVar("T")
R = TypeVar("R")

ROOM = 1_000_000  # bytes of answers that a process may be ahead of who waits for them
MOST = 8  # processes
WORTH_IT = 32  # things below which one process is as fast
TERM = 2000  # things, more or less, after which other processes come: each holds a copy of whatever it touched


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
    if hands() < 2:
        return cache(partial(what, item))
    end, process = _hire(one_by_one(what), [[item]], [])

    @cache
    def answer() -> R:
        answers = _answers(end)
        end.close()
        process.join()
        return what(item) if answers is None else cast(R, answers[0])

    return answer


def _told(
    what: Callable[[Sequence[T]], Sequence[R]], parts: Sequence[Sequence[T]], hands: int, terms: int
) -> Generator[Any, None, None]:
    hired: dict[int, tuple[Connection, BaseProcess]] = {}
    done: list[BaseProcess] = []
    term = ceil(len(parts) / max(1, hands * terms))  # parts, for each of them

    def hire(first: int) -> None:
        theirs = parts[first : first + term * hands : hands]
        with suppress(OSError):  # there may be no room for one more
            hired[first % hands] = _hire(what, theirs, [end for end, _ in hired.values()])

    try:
        for first in range(min(hands, len(parts))):
            hire(first)
        yield
        for number, part in enumerate(parts):
            hand = number % max(1, hands)
            answers = _answers(hired[hand][0]) if hand in hired else None
            if hand in hired and (number // hands + 1) % term == 0 and number + hands < len(parts):
                end, process = hired.pop(hand)
                end.close()
                done.append(process)
                hire(number + hands)
            yield from what(part) if answers is None else answers
    finally:
        for end, process in hired.values():
            end.close()
            process.kill()  # where nobody waits for the rest
        for process in (*done, *(process for _, process in hired.values())):
            process.join()


def _hire(
    what: Callable[[Sequence[T]], Sequence[R]], parts: Sequence[Sequence[T]], others: list[Connection]
) -> tuple[Connection, Any]:
    mine, theirs = CONTEXT.Pipe(duplex=False)
    _widen(mine)
    process = CONTEXT.Process(target=_work, args=(what, parts, theirs, [*others, mine]), daemon=True)
    process.start()
    theirs.close()
    return mine, process


def _widen(end: Connection) -> None:
    """Let more wait in a pipe than the 64 kB of Linux, if the system allows it."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl(end.fileno(), F_SETPIPE_SZ, ROOM)


def _work(
    what: Callable[[Sequence[T]], Sequence[R]],
    parts: Sequence[Sequence[T]],
    end: Connection,
    inherited: Sequence[Connection],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits ends it
    for other in inherited:  # as long as one of these is open, nobody hears that the one who waits is gone
        other.close()
    with suppress(OSError):
        try:
            for part in parts:
                end.send(what(part))
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
