"""Facts about articles, as functions from values to values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

WORDS_A_MINUTE = 220  # a little under the 238 that Brysbaert (2019) found for silent reading of English non-fiction

T = TypeVar("T")


def minutes(html: str) -> int:
    """Tell in how many whole minutes the text can be read, at least one."""
    words = len(re.sub(r"<[^>]*>", " ", html).split())
    return max(1, round(words / WORDS_A_MINUTE))


def newest_first(article: Any) -> tuple[float, str]:
    """Return what articles are ordered by: those of one moment by their addresses."""
    return -article.date.timestamp(), article.slug


def neighbours(newest_first: Sequence[T]) -> list[tuple[T, T | None, T | None]]:
    """Pair every item with the one before and the one after it in time."""
    if not newest_first:
        return []
    older = dict(enumerate(newest_first[1:]))
    return [(item, older.get(n), newest_first[n - 1] if n else None) for n, item in enumerate(newest_first)]
