"""The built site, read once: every page parsed, every address known."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from document import Document
from practice import Practice

UNSHOWN = "/.receiver/"  # what the receiver fills in by itself, and no visitor is shown
NOISE = ("Tag ", "ID ")  # it calls the elements of HTML 5 invalid, which they are not; anchors are told elsewhere


@dataclass(frozen=True)
class Page:
    """A page of HTML: address, bytes, tree, what the parser stumbled over, and the text that it came from."""

    address: str
    data: bytes
    tree: etree._Element
    stumbles: tuple[str, ...]
    document: Document | None

    def texts(self, path: str) -> list[str]:
        """Return what an XPath finds, as strings."""
        found = self.tree.xpath(path)
        return [str(value) for value in found] if isinstance(found, list) else [str(found)]

    @cached_property
    def ids(self) -> list[str]:
        """Every anchor on the page, in order."""
        return self.texts("//@id")


@dataclass(frozen=True)
class Built:
    """The whole site in a folder, and what it is held against."""

    folder: Path
    pages: Mapping[str, Page]
    files: frozenset[str]
    practice: Practice
    fixed: frozenset[str]  # addresses that must be there, and of which is told elsewhere when they are not

    @property
    def host(self) -> str:
        """The site's own name, without www."""
        return self.practice.site.partition("://")[2].removeprefix("www.")

    def leads_somewhere(self, address: str) -> bool:
        """Tell whether an address without a host is a page or a file of the site."""
        return address in self.pages or address in self.files


def read(folder: Path, sources: Mapping[str, Document], practice: Practice, fixed: frozenset[str]) -> Built:
    """Read everything in the folder; `sources` names the text behind an output file."""
    files = [Path(where, name).as_posix() for where, _, names in os.walk(folder) for name in names]
    names = sorted(name for file in files if not (name := file.removeprefix(folder.as_posix())).startswith(UNSHOWN))
    pages = {page.address: page for page in _pages(folder, names, sources)}
    return Built(folder, pages, frozenset(names), practice, fixed)


def _pages(folder: Path, names: Iterable[str], sources: Mapping[str, Document]) -> Iterator[Page]:
    for name in names:
        if name.endswith(".html"):
            data = (folder / name.lstrip("/")).read_bytes()
            parser = etree.HTMLParser(encoding="utf-8")
            tree = etree.fromstring(data, parser)
            stumbles = tuple(e.message for e in parser.error_log if not e.message.startswith(NOISE))
            yield Page(name.removesuffix("index.html"), data, tree, stumbles, sources.get(name))
