"""A writer whose feeds carry absolute addresses, while the pages link to each other without a host."""

from __future__ import annotations

from typing import Any

from pelican.plugins import signals
from pelican.writers import Writer


class FeedWriter(Writer):  # type: ignore[misc]  # Pelican carries no types
    """Pelican's writer; a feed is read outside the site, so its links start with the site's address."""

    def write_feed(self, elements: list[Any], context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Write the feed with absolute links; shapes and errors are those of Pelican."""
        absolute = {**context, "SITEURL": context["PRACTICE"].site + context["SITEURL"]}
        return super().write_feed(elements, absolute, *args, **options)


def use_writer(_pelican: Any) -> type[Writer]:
    """Tell Pelican which writer to use."""
    return FeedWriter


def register() -> None:
    """Let Pelican ask for the writer."""
    signals.get_writer.connect(use_writer)
