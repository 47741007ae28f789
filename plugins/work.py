"""How work is asked for that gives the same answer for the same question, and so may be kept or shared."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache, wraps
from operator import attrgetter
from pickle import PickleBuffer
from typing import Any, TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")

BATCH = 32  # things that take each step together: a processor is a quarter faster at what it did just now
PLAIN = frozenset((str, bytes, int, float, bool, type(None)))  # most values are one of these, and known at once


class Cost(Enum):
    """What one question costs: a `SLOW` one is worth a process, a `LIGHT` one takes hardly any memory in it."""

    USUAL = "usual"
    SLOW = "slow"
    LIGHT = "light"


class Work:
    """Does everything anew, one thing after the other; `fast/` has one that remembers and shares."""

    def each(
        self, what: Callable[[T], R], items: Iterable[T], key: Callable[[T], object], cost: Cost = Cost.USUAL
    ) -> Iterator[R]:
        """Yield `what(item)` for each item, in order; all else is as in `batches`."""
        return self.batches(one_by_one(what), items, key, 1, cost)

    def batches(
        self,
        what: Callable[[Sequence[T]], Sequence[R]],
        items: Iterable[T],
        key: Callable[[T], object] | None = None,
        size: int = BATCH,
        cost: Cost = Cost.USUAL,
    ) -> Generator[R, None, None]:
        """Yield an answer for each item, in order; `what` gives those of `size` items at once.

        Work may begin before the first is asked for. Without a key no answer is kept, and `what` may leave something
        behind, if it does no harm to do that once more.

        `what` is a function or a method. An answer can be pickled, and depends on nothing but the code of the site and
        what `key(item)` holds, which is plain as `plain` makes it. What `what` raises comes out here.
        """
        del key, cost  # only who remembers and shares needs them
        wanted = list(items)
        for start in range(0, len(wanted), size):
            yield from what(wanted[start : start + size])

    def recall(self, keys: Sequence[Any]) -> Iterable[Any]:
        """Return what was kept under these keys by the same code, in no order; nothing for those that were not."""
        del keys  # as nothing is
        return ()

    def keep(self, value: Any, key: Any) -> None:
        """Keep a value that can be pickled, for a next build."""

    def close(self) -> None:
        """Let go of whatever it holds; it may be asked again afterwards."""


class Bulk:
    """Bytes that mostly nobody asks for: what fetches them may stand in their place, or beside them."""

    __slots__ = ("_again", "_data")

    def __init__(self, data: bytes | Callable[[], bytes], again: Callable[[], bytes] | None = None) -> None:
        self._data, self._again = data, again or (data if callable(data) else None)

    def __bytes__(self) -> bytes:
        """Return the bytes, fetched once."""
        if not isinstance(self._data, bytes):
            self._data = bytes(self._data() if callable(self._data) else self._data)
        return self._data

    def let_go(self) -> None:
        """Hold no bytes that can be fetched again."""
        self._data = self._again or self._data

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        """Be pickled so that the bytes can be kept apart."""
        data = bytes(self)
        return Bulk, (PickleBuffer(bytearray(data)) if protocol >= 5 else data,)  # a bytearray comes back as it went


def one_by_one(what: Callable[[T], R]) -> Callable[[Sequence[T]], list[R]]:
    """Make of what answers one question what answers many, under the same name."""

    @wraps(what)
    def many(items: Sequence[T]) -> list[R]:
        return list(map(what, items))

    return many


def plain(value: Any) -> Any:
    """Write a value in strings, bytes, numbers, `None` and tuples of these; raises `TypeError` for what can't be."""
    kind = type(value)
    known = kind in PLAIN or (kind is tuple and PLAIN.issuperset(map(type, value)))
    if known or isinstance(value, (str, bytes, int, float)):
        return value
    if isinstance(value, (date, Enum)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return tuple(map(plain, value))
    if isinstance(value, Mapping):
        return tuple((name, plain(value[name])) for name in sorted(value))
    if isinstance(value, set | frozenset):
        return tuple(sorted(map(plain, value)))
    if is_dataclass(value):  # for a field that does not compare another one stands
        values = _fields(cast(Hashable, type(value)))(value)
        return (type(value).__name__, *[each if type(each) in PLAIN else plain(each) for each in values])
    raise TypeError(f"a {type(value).__name__} is not plain")


@lru_cache
def _fields(kind: Hashable) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of all fields of a dataclass."""
    names = [field.name for field in fields(cast(Any, kind)) if field.compare]
    return attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)
