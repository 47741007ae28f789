"""Sets the text of everything that Pelican reads: body, title and summary, and so the feeds too."""

from __future__ import annotations

from typing import Any

from pelican.contents import Static
from pelican.plugins import signals

from typography.setting import typeset_html, typeset_text


def typeset(content: Any) -> None:
    """Typeset one article or page; pictures and other files are left alone."""
    if isinstance(content, Static):
        return
    content._content = typeset_html(content._content)  # noqa: SLF001 - where Pelican keeps the body; it has no setter
    content.title = content.metadata["title"] = typeset_text(content.title)
    if "summary" in content.metadata:
        content.summary = content.metadata["summary"] = typeset_text(content.metadata["summary"])


def register() -> None:
    """Let Pelican call `typeset` for everything it has read."""
    signals.content_object_init.connect(typeset)
