"""Hands everyone a memory, and Markdown a short way, before anything is done."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pelican.plugins import signals

from dates import AMSTERDAM
from fast.inline import QuietExtension
from fast.memory import Memory
from fast.share import hands

KEPT = "kept.db"  # in the folder var of the project; the server has one for all builds


def remember(pelican: Any) -> None:
    """Put the memory where all find it."""
    settings = pelican.settings
    if settings["FAST"]:
        root = Path(settings["PATH"]).resolve().parent
        file = Path(os.environ.get("SITE_KEPT") or root / "var", KEPT)
        settings["WORK"] = Memory(file, datetime.now(AMSTERDAM).toordinal(), code(root), hands())
        words = settings["MAKING"].markdown
        quick = {**words, "extensions": [*words["extensions"], QuietExtension()]}
        settings["MAKING"] = replace(settings["MAKING"], markdown=quick)


def code(root: Path) -> bytes:
    """Stand for everything that makes answers: our code, Python, and all packages with their versions."""
    found = sha256(repr((sys.version, sys.platform, sorted(_packages()))).encode())
    for path in sorted((*root.glob("*.py"), *(root / "plugins").rglob("*"))):
        if path.suffix in (".py", ".json"):
            found.update(repr((path.relative_to(root).as_posix(), path.read_bytes())).encode())
    return found.digest()


def _packages() -> set[str]:
    folders = (Path(folder) for folder in sys.path if folder.endswith(("site-packages", "dist-packages")))
    return {path.name for folder in folders if folder.is_dir() for path in folder.glob("*.dist-info")}


def register() -> None:
    """Let Pelican call `remember` first."""
    signals.initialized.connect(remember)
