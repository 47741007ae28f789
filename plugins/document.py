"""A text of the advisor's, checked: the value that every later step trusts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Document:
    """A checked text.

    `path` is relative to the project, with forward slashes; `address` begins with a slash; `values` holds what the
    fields say and `lines` where they stand (from 1), by their keys; `body` is Markdown that begins on line `body_line`.
    """

    path: str
    kind: str
    address: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int

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
        """The moment of publication, in Amsterdam; of an obligation the day of its newest source; pages have none."""
        date: datetime | None = self.values.get("date")
        return date

    def planned(self, now: datetime) -> bool:
        """Tell whether it is to appear after `now`."""
        return self.kind == "article" and not self.draft and self.date is not None and self.date > now

    def live(self, now: datetime) -> bool:
        """Tell whether visitors may see it."""
        return not self.draft and not self.planned(now)
