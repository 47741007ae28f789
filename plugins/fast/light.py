"""Loads Pelican without what it brings and this site never uses: a quarter of the time that a small build takes.

That is docutils, as nothing here is reStructuredText; what serves, watches files or tells versions; what colours
messages, which `tools/report.py` does not; what guesses at dates, which are moments before Pelican sees them. Markdown
is loaded by who makes something of a text.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType
from typing import Any


class Nobody:
    """Stands in for what is never used, and for a console that says nothing."""

    quiet = True

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def print(self, *_: Any, **__: Any) -> None:
        """Say nothing."""


UNREAD: dict[str, dict[str, type]] = {  # what Pelican asks for when it is loaded, and which names of that
    "docutils": {},
    "docutils.core": {},
    "docutils.io": {},
    "docutils.parsers.rst.languages": {"get_language": Nobody},
    "docutils.writers.html4css1": {"HTMLTranslator": Nobody, "Writer": Nobody},
    "pelican.rstdirectives": {},
    "pelican.server": {"ComplexHTTPRequestHandler": Nobody, "RootedHTTPServer": Nobody},
    "importlib.metadata": {"version": str, "PackageNotFoundError": Exception},
    "urllib.request": {},
    "watchfiles": {"Change": Nobody, "DefaultFilter": Nobody},
    "rich.console": {"Console": Nobody},
    "rich.logging": {"RichHandler": Nobody},
    "markdown": {"Markdown": Nobody},
    "dateutil": {},
    "dateutil.parser": {},
}


def load() -> None:
    """Import Pelican, and let empty modules stand in for these meanwhile; whoever else asks for one gets the real."""
    if "pelican" in sys.modules or "docutils" in sys.modules or os.environ.get("SITE_FAST") == "no":
        return
    empty = {name: _stand_in(name, words) for name, words in UNREAD.items() if name not in sys.modules}
    sys.modules.update(empty)
    importlib.__dict__.setdefault("metadata", sys.modules["importlib.metadata"])  # as import does
    try:
        importlib.import_module("pelican")
    finally:
        for name in empty:
            del sys.modules[name]
        if importlib.__dict__["metadata"] in empty.values():
            del importlib.__dict__["metadata"]


def _stand_in(name: str, words: dict[str, type]) -> ModuleType:
    module = ModuleType(name, "Stands in for what is never used.")
    module.__dict__.update(words)
    return module


load()
