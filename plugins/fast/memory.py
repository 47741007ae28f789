"""Remembers answers: the same question to the same code gives what it gave before."""

from __future__ import annotations

import copyreg
import marshal
import pickle
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from fast.share import share
from fast.store import MARK, Store, seal
from work import BATCH, Cost, Work

T = TypeVar("T")
R = TypeVar("R")

Sealed = tuple[bytes, bytes]  # an answer, and the bytes of what is fetched apart

HEAVY = 8_000_000  # bytes of fresh answers that wait to be kept
OFTEN = (  # what stands in most answers: to find it by its name takes longer than all else
    ("work", "Bulk"), ("datetime", "datetime"), ("zoneinfo", "ZoneInfo"), ("document", "Document"),
    ("frontmatter.collection", "Looked"), ("frontmatter.body", "Body"), ("checks.looker", "Sound"),
)  # fmt: skip

for number, (module, name) in enumerate(OFTEN, 0xF0):  # numbers that Python leaves to others
    copyreg.add_extension(module, name, number)
copyreg.pickle(ZoneInfo, lambda zone: (ZoneInfo, (zone.key,)))


class Memory(Work):
    """Keeps answers in a file, and has others made by `hands` processes; `code` stands for who makes them."""

    def __init__(self, file: Path, day: int, code: bytes, hands: int) -> None:
        self._file, self._day, self._code, self._hands = file, day, code, hands
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The file, opened when it is needed."""
        if self._store is None:
            self._store = Store(self._file, self._day)
        return self._store

    def batches(
        self,
        what: Callable[[Sequence[T]], Sequence[R]],
        items: Iterable[T],
        key: Callable[[T], object] | None = None,
        size: int = BATCH,
        cost: Cost = Cost.USUAL,
    ) -> Generator[R, None, None]:
        """Return an answer for each item, in order, made before or from now on."""
        wanted = list(items)
        if key is None:
            return share(what, wanted, size, self._hands, cost)
        name = f"{what.__module__}.{what.__qualname__}".encode()
        keys = [self._key(name, key(item)) for item in wanted]
        kept = dict(self.store.get(keys))
        missing = [(item, mark) for item, mark in zip(wanted, keys, strict=True) if mark not in kept]
        made = share(partial(_made, what), missing, size, self._hands, cost)
        return self._answers(what, zip(wanted, keys, strict=True), kept, made)

    def _answers(
        self,
        what: Callable[[Sequence[T]], Sequence[R]],
        wanted: Iterable[tuple[T, bytes]],
        kept: Mapping[bytes, memoryview],
        made: Iterator[Sealed],
    ) -> Generator[R, None, None]:
        weight = 0
        for item, mark in wanted:
            again = partial(_made, what, [(item, mark)])
            fetch = partial(self._fetch, mark, again)
            answer, sound = _answer(kept.get(mark), fetch)
            if not sound:
                sealed, bulk = again()[0] if mark in kept else next(made)
                self.store.put(mark, sealed, bulk)
                answer, _ = _answer(memoryview(sealed)[MARK:], fetch)
                weight += len(sealed) + len(bulk)
            if weight > HEAVY:
                self.store.save()
                weight = 0
            yield answer
        self.store.save()

    def recall(self, keys: Sequence[Any]) -> Iterable[Any]:
        """Return what was kept under these keys by the same code, in no order; nothing for those that were not."""
        marks = [self._key(b"kept", key) for key in keys]
        answers = (_answer(value) for _, value in self.store.get(marks))
        return [answer for answer, sound in answers if sound]

    def keep(self, value: Any, key: Any) -> None:
        """Keep a value that can be pickled, for a next build."""
        mark = self._key(b"kept", key)
        self.store.put(mark, seal(mark, pickle.dumps(value, pickle.HIGHEST_PROTOCOL)))

    def close(self) -> None:
        """Forget what nobody asked for in a long time, and let go of the file."""
        if self._store:
            self._store.save()
            self._store.forget()
            self._store.close()
            self._store = None

    def _fetch(self, mark: bytes, again: Callable[[], Sequence[Sealed]], number: int) -> bytes:
        """Fetch a `Bulk` of an answer; it is made again if it can't be had."""
        if (kept := self.store.bulk(mark)) is None:
            self.store.put(mark, *(made := again()[0]))
            kept = memoryview(made[1])[MARK:]
        found: list[bytes] = marshal.loads(kept)  # noqa: S302 - our own file
        return found[number]

    def _key(self, name: bytes, key: Any) -> bytes:
        return sha256(self._code + marshal.dumps((name, key), 2)).digest()  # version 2 knows no identity


def _made(what: Callable[[Sequence[T]], Sequence[R]], questions: Sequence[tuple[T, bytes]]) -> list[Sealed]:
    """Make answers, as they are kept: each, and apart from it every `Bulk` in it."""
    return [
        _sealed(mark, answer)
        for (_, mark), answer in zip(questions, what([item for item, _ in questions]), strict=True)
    ]


def _sealed(mark: bytes, answer: object) -> Sealed:
    parts: list[pickle.PickleBuffer] = []
    value = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL, buffer_callback=parts.append)
    return seal(mark, value), seal(mark, marshal.dumps([part.raw() for part in parts]))


def _answer(kept: memoryview | None, fetch: Callable[[int], bytes] | None = None) -> tuple[Any, bool]:
    """Read an answer back, and tell whether it could be; what can `fetch` it stands in the place of each `Bulk`."""
    if kept is None:
        return None, False
    try:
        return pickle.loads(kept, buffers=fetch and (partial(fetch, number) for number in count())), True  # noqa: S301 - our own file
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return None, False
