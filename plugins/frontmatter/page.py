"""Hands Pelican the checked texts; one that is wrong, or may not be seen yet, is passed over."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from pelican.plugins import signals
from pelican.readers import BaseReader, Readers

from document import Document
from dutch import moment
from fault import Faulty
from frontmatter.body import Body
from frontmatter.collection import fixed, read, used
from work import Work

SKIP = {"status": "skip"}  # Pelican's word for a file that is passed over without a message
COPIED = ("date", "modified", "template")


class DocumentReader(BaseReader):  # type: ignore[misc]  # Pelican carries no types
    """Reads a text that was checked when the build began."""

    enabled = True
    file_extensions = ("md",)

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self._words: dict[tuple[str, str], Any] = {}

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the text's HTML and its metadata, as Pelican asks."""
        document, body = self.find(source_path)
        if not (document and body and body.html):
            return "", SKIP
        return bytes(body.html).decode(), self.metadata(document, body)

    def find(self, source_path: str) -> tuple[Document | None, Body | None]:
        """Return a text, and its body if it may be seen and could be made."""
        document: Document | None = self.settings["DOCUMENTS"].get(source_path)
        body: Body | None = self.settings["BODIES"].get(document.path) if document else None
        return document, body if body and body.html is not None else None

    def metadata(self, document: Document, body: Body) -> dict[str, Any]:
        """Say in Pelican's words what is known of a text."""
        url = document.address.lstrip("/")
        found = {**self._usual(document.kind, document.values.get("author", self.settings["AUTHOR"]))}
        if tags := [tag for word in document.values.get("tags", ()) for tag in self._word("tags", word)]:
            found["tags"] = tags
        found |= {name: document.values[name] for name in COPIED if name in document.values}
        own = {
            "title": body.title,
            "summary": body.summary,
            "minutes": body.minutes,
            "status": "published",
            "slug": url.strip("/") or "voorpagina",
            "url": url,
            "notice": self.notice(document),
        }
        return {**found, **own, "save_as": url if url.endswith(".html") else f"{url}index.html", "document": document}

    @lru_cache(maxsize=100)  # noqa: B019 - there are a few readers at most
    def _usual(self, kind: str, author: str) -> dict[str, Any]:
        """Say what Pelican is told of all texts of a kind by the same author."""
        words = {"category": "Artikelen", "author": author, "template": "article" if kind == "article" else "page"}
        return {name: self._word(name, word) for name, word in words.items()}

    def _word(self, name: str, word: str) -> Any:
        """Make what Pelican makes of a word, once: the same topics stand above many articles."""
        if (name, word) not in self._words:
            self._words[name, word] = self.process_metadata(name, word)
        return self._words[name, word]

    def notice(self, document: Document) -> str:
        """Say why visitors do not see this text yet; empty if they do."""
        if document.draft:
            return "Concept"
        planned = document.date is not None and document.planned(self.settings["NOW"])
        return f"Gepland voor {moment(document.date)}" if planned and document.date else ""


def collect(pelican: Any) -> None:
    """Read and check every text before Pelican begins; what is wrong waits in the settings until all is known.

    Raises `Faulty` at once where a link leads out of the texts, as Pelican would follow it.
    """
    settings = pelican.settings
    root = Path(settings["PATH"]).resolve().parent
    work: Work = settings["WORK"]
    dated = settings["AGAIN"] and sys.platform != "win32"  # which has no moment of the last change
    collection = read(root, work, settings["MAKING"].read, work if dated else Work())
    faults = [*settings["ASKED_FAULTS"], *settings["PRACTICE_FAULTS"], *collection.faults]
    if collection.strays:
        raise Faulty([*faults, *collection.strays])
    # By the path that Pelican asks for
    settings["DOCUMENTS"] = {f"{root}/{text.path}".replace("/", os.sep): text for text in collection.documents}
    waiting = settings["WAITING"] = [text for text in collection.documents if not text.live(settings["NOW"])]
    unseen = set() if settings["EVERYTHING"] else {text.path for text in waiting}
    shown = [text for text in collection.documents if text.path not in unseen]
    settings["BODIES"] = {text.path: collection.made[text.path] for text in shown}
    settings["SUSPECTS"] = {path: body.suspects for path, body in collection.made.items()}
    settings["FAULTS"] = [*faults, *fixed(shown, settings["FIXED_PAGES"])]
    pictured = [text for text in shown if collection.made[text.path].pictured]
    settings["STATIC_PATHS"] = used(pictured, collection.pictures)
    settings["UNUSED"] = sorted({*collection.pictures} - {*settings["STATIC_PATHS"]})


def use_reader(readers: Readers) -> None:
    """Let our reader have every Markdown file, and no other reader anything but pictures."""
    readers.reader_classes = {"static": BaseReader, "md": DocumentReader}


def register() -> None:
    """Let Pelican call both."""
    signals.initialized.connect(collect)
    signals.readers_init.connect(use_reader)
