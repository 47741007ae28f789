"""Pelican's writer, for feeds that work anywhere: absolute addresses, while pages link to each other without a host."""

from __future__ import annotations

import re
from html import escape
from io import TextIOWrapper
from typing import Any, TextIO

from pelican.plugins import signals
from pelican.writers import Writer

SOURCE = re.compile(r'<source (?:[^>"]|"[^"]*")*>')


class SiteWriter(Writer):  # type: ignore[misc]  # Pelican carries no types
    """Pelican's writer, with feeds that are read outside the site, and the same bytes on every system."""

    def write_feed(self, elements: list[Any], context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Write the feed with absolute links; shapes and errors are those of Pelican."""
        absolute = {**context, "SITEURL": context["PRACTICE"].site + context["SITEURL"]}
        return super().write_feed(elements, absolute, *args, **options)

    def _add_item_to_the_feed(self, feed: Any, item: Any) -> None:
        """Add an item; its summary is plain text, and Atom is told that it is HTML.

        A picture has one address: Pelican makes none of `srcset` absolute.
        """
        super()._add_item_to_the_feed(feed, item)
        feed.items[-1]["description"] = escape(item.summary, quote=False)
        feed.items[-1]["content"] = SOURCE.sub("", feed.items[-1]["content"])

    def _open_w(self, *args: Any, **options: Any) -> TextIO:
        """Open a file for writing, with the line ends of the site on Windows too."""
        file: TextIOWrapper = super()._open_w(*args, **options)
        file.reconfigure(newline="\n")
        return file


def use_writer(_pelican: Any) -> type[Writer]:
    """Tell Pelican which writer to use."""
    return SiteWriter


def register() -> None:
    """Let Pelican ask for the writer."""
    signals.get_writer.connect(use_writer)
