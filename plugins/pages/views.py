"""What templates are given of texts: plain values, in which nothing of Pelican is left, so that a key can hold all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from work import Bulk

BLOCK = re.compile(r"\[\[([\w-]+)\]\]")  # in a text: the template of that name stands there

Tie = tuple[str, str]  # title and address, without a slash before it


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its name, where its page is, how many articles it has, and when the newest came out."""

    name: str
    slug: str
    url: str
    count: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """A page or an article; `path` is that of its file, `notice` why it is not seen yet.

    `html` is with links filled in, in UTF-8, as that takes half the room; `mark` stands for it. `blocks` names those
    that stand in it, and `sound` is what checks of its page need not look for.
    """

    kind: str
    path: str
    url: str
    title: str
    summary: str
    html: Bulk | bytes = field(compare=False)
    mark: bytes
    blocks: tuple[str, ...]
    notice: str
    draft: bool
    modified: datetime | None
    sound: Any = field(compare=False)

    @property
    def content(self) -> str:
        """Its HTML."""
        return bytes(self.html).decode()


@dataclass(frozen=True, slots=True)
class Article(Text):
    """An article, with what its page says beside its text; `minutes` is how long it takes to read."""

    date: datetime
    author: str
    minutes: int
    topics: tuple[Tie, ...]
    older: Tie | None
    newer: Tie | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list: its number (from 1) of `of`, its address and its articles.

    The first may name all topics; `topical` says of others that it does.
    """

    number: int
    of: int
    url: str
    articles: tuple[Article, ...] = ()
    topics: tuple[Topic, ...] = ()
    topical: bool = False
