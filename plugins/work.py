"""How work is asked for that gives the same answer for the same question, and so may be kept or shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Work:
    """Does everything anew, one thing after the other; `fast/` has one that remembers and shares."""

    def each(self, what: Callable[[T], R], items: Iterable[T], key: Callable[[T], object]) -> Iterator[R]:
        """Yield `what(item)` for each item, in order.

        `what` is a function of a module. Its answer can be pickled, and depends on nothing but the code of the site and
        what `key(item)` holds: a value of plain strings, bytes, numbers, dates, tuples and `None`. What it raises comes
        out here.
        """
        del key  # only who remembers needs it
        return map(what, items)
