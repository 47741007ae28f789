"""A text of the advisor's, checked: the value that every later step trusts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from work import Bulk

TYPED = str.maketrans("’‘“”–\u2011\u00a0", "''\"\"-- ")  # what typography makes of what was typed, and back


class Item(NamedTuple):
    """A line of a list above a text: the line of the file that it begins on (from 1), and its words."""

    line: int
    text: str


class Document(NamedTuple):
    """A checked text.

    `path` is relative to the project, with forward slashes; `address` begins with a slash; `values` holds what the
    fields say and `lines` where they stand (from 1), by their keys; `source` is the body, in UTF-8 as that takes half
    the room of a string with curly quotes, and begins on line `body_line`; `mark` stands for the bytes of the file, its
    path and its kind.
    """

    path: str
    kind: str
    address: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    source: Bulk | bytes
    body_line: int
    mark: bytes = b""

    @property
    def data(self) -> bytes:
        """What stands below the fields."""
        return bytes(self.source)

    @property
    def body(self) -> str:
        """What stands below the fields, in Markdown."""
        return self.data.decode()

    @property
    def title(self) -> str:
        """The title as it was typed."""
        return str(self.values["title"])

    @property
    def draft(self) -> bool:
        """Whether the advisor still works on it."""
        return bool(self.values.get("status", False))

    @property
    def date(self) -> datetime | None:
        """The moment of publication, in Amsterdam; only articles have one."""
        date: datetime | None = self.values.get("date")
        return date

    def line_of(self, needle: str) -> int:
        """Find the line of the body, or else of a field, on which something stands; 0 for nowhere."""
        edge = r"(?![\w-])" if needle[-1:].isalnum() else ""
        whole = re.compile(re.escape(needle.translate(TYPED)) + edge)
        lines = enumerate(self.body.translate(TYPED).split("\n"), self.body_line)
        return next((number for number, line in lines if needle and whole.search(line)), 0) or self.field_of(needle)

    def field_of(self, needle: str) -> int:
        """Find the line of the field in whose words something stands; 0 for none."""
        words = ((self.lines.get(key, 0), value) for key, value in self.values.items() if isinstance(value, str))
        plain = needle.translate(TYPED)
        return next((line for line, value in words if needle and plain in value.translate(TYPED)), 0)

    def planned(self, now: datetime) -> bool:
        """Tell whether it is to appear after `now`."""
        date: datetime | None = self.values.get("date") if self.kind == "article" else None
        return date is not None and date > now and not self.draft

    def live(self, now: datetime) -> bool:
        """Tell whether visitors may see it."""
        return not (self.values.get("status") or self.planned(now))
