"""What templates are given of texts: plain values, in which nothing of Pelican is left, so that a key can hold all."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

from work import Bulk

BLOCK = re.compile(r"\[\[([\w-]+)\]\]")  # in a text: the template of that name stands there

Tie = tuple[str, str]  # title and address, without a slash before it


class Topic(NamedTuple):
    """A topic: its name, where its page is, how many articles it has, and when the newest came out."""

    name: str
    slug: str
    url: str
    articles: int
    newest: datetime


class Text(NamedTuple):
    """A page or an article; `path` is that of its file, `notice` why it is not seen yet.

    `blocks` names those that stand in it. Only an article has an author and what follows that; `minutes` is how long it
    takes to read. `html` is with links filled in, in UTF-8, as that takes half the room; `mark` stands for it. `sound`
    is what checks of its page need not look for.
    """

    kind: str
    path: str
    url: str
    title: str
    summary: str
    mark: bytes
    blocks: tuple[str, ...]
    notice: str
    draft: bool
    author: str
    minutes: int
    topics: tuple[Tie, ...]
    older: Tie | None
    newer: Tie | None
    date: datetime | None
    modified: datetime | None
    html: Bulk | bytes
    sound: Any

    @property
    def content(self) -> str:
        """Its HTML."""
        return bytes(self.html).decode()

    @property
    def known(self) -> tuple[Any, ...]:
        """All that it is, in plain values; `mark` stands for its HTML, and for how sound that is."""
        return (*self[:-4], str(self.date), str(self.modified))


class Sheet(NamedTuple):
    """One page of a list: its number (from 1) of `of`, its address and its articles.

    The first may name all topics; `topical` says of others that it does.
    """

    number: int
    of: int
    url: str
    articles: tuple[Text, ...] = ()
    topics: tuple[Topic, ...] = ()
    topical: bool = False
