"""Loads Pelican without docutils, which takes a sixth of a small build to load: nothing here is reStructuredText."""

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
}


def load() -> None:
    """Import Pelican, and let empty modules stand in for these meanwhile; whoever else asks for one gets the real."""
    if "pelican" in sys.modules or "docutils" in sys.modules or os.environ.get("SITE_FAST") == "no":
        return
    sys.modules.update({name: _stand_in(name, words) for name, words in UNREAD.items()})
    try:
        importlib.import_module("pelican")
    finally:
        for name in UNREAD:
            del sys.modules[name]


def _stand_in(name: str, words: tuple[str, ...]) -> ModuleType:
    module = ModuleType(name, "Stands in for what is never used.")
    module.__dict__.update({word: type(word, (), {}) for word in words})
    return module


load()
