"""What is edited on a page, told by the tags around it: so it is the same for all pages that have the same tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Edit = tuple[int, int, bytes]  # from where to where other bytes came

CLASS = re.compile(rb'(?<=[\w"]) class="[^"<>&=]*"')
WITH_ATTRIBUTES = re.compile(rb"[^<>]*=[^<>]*")  # tags; words with such a sign pass for some


class Told(NamedTuple):
    """An edit from tag to tag: how many come before it, or with a minus behind it, and the bytes of then and of now."""

    place: int
    old: bytes
    new: bytes

    @property
    def plain(self) -> bool:
        """Tell whether all tags that have attributes are as they were, but for classes."""
        old, new = (WITH_ATTRIBUTES.findall(CLASS.sub(b"", part)) for part in (self.old, self.new))
        return old == new


def replaced(old: bytes, then: tuple[int, ...], new: bytes, now: tuple[int, ...]) -> list[Edit]:
    """Tell which parts of a page are others than they were, by where each begins then and now but for the first."""
    parts = zip(pairwise((0, *then, len(old))), pairwise((0, *now, len(new))), strict=True)
    return [(a, b, new[c:d]) for (a, b), (c, d) in parts if old[a:b] != new[c:d]]


def grown(edits: Iterable[Edit]) -> int:
    """Tell how many bytes longer a page became."""
    return sum(len(words) - (last - first) for first, last, words in edits)


def told(page: bytes, edits: Sequence[Edit], part: tuple[int, int], text: int) -> tuple[Told, ...]:
    """Tell what is edited in a part of a page, before or behind where its text begins; nothing if that can't be told.

    Each is told from where a tag begins to where another one does, on the page that was and on the one that is: what
    varies from page to page stands in a tag or between two, so none of that is cut in two.
    """
    found: list[Told] = []
    done, end = part
    for first, last, words in edits:
        begins = page[first : first + 1] == b"<" == (words or page[last : last + 1])[:1]
        start, stop = first if begins else page.rfind(b"<", done, first), page.find(b"<", last, end)
        if start < done or stop < 0:
            return ()
        tags = page.count(b"<", part[0], start) if last <= text else -1 - page.count(b"<", stop, end)
        found.append(Told(tags, page[start:stop], page[start:first] + words + page[last:stop]))
        done = stop
    return tuple(found)
