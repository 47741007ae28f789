"""Loads Pelican without what it brings and this site never uses: a fifth of the time that a small build takes.

That is docutils, as nothing here is reStructuredText, and what serves, watches files or tells versions.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType

UNREAD = {  # what Pelican asks for when it is loaded, and which names of that
    "docutils": (),
    "docutils.core": (),
    "docutils.io": (),
    "docutils.parsers.rst.languages": ("get_language",),
    "docutils.writers.html4css1": ("HTMLTranslator", "Writer"),
    "pelican.rstdirectives": (),
    "pelican.server": ("ComplexHTTPRequestHandler", "RootedHTTPServer"),
    "importlib.metadata": ("version", "PackageNotFoundError"),
    "urllib.request": (),
    "watchfiles": ("Change", "DefaultFilter"),
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


def _stand_in(name: str, words: tuple[str, ...]) -> ModuleType:
    module = ModuleType(name, "Stands in for what is never used.")
    for word in words:  # a version is a word
        module.__dict__[word] = type(word, (Exception if word.endswith("Error") else str,), {})
    return module


load()
