"""Hands everyone a memory, and Markdown a short way, before anything is done."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pelican.plugins import signals

import tree
from dates import AMSTERDAM
from fast.began import BEGAN
from fast.memory import Memory
from fast.share import hands

KEPT = "kept.db"  # in the folder var of the project; the server has one for all builds


def remember(pelican: Any) -> None:
    """Put the memory where all find it."""
    settings = pelican.settings
    root = Path(settings["PATH"]).resolve().parent
    if settings["FAST"] and not changed(files := _files(root)):
        file = Path(os.environ.get("SITE_KEPT") or root / "var", KEPT)
        settings["WORK"] = Memory(file, datetime.now(AMSTERDAM).toordinal(), code(root, files), hands())
        words = settings["MAKING"].markdown
        quick = {**words, "extensions": [*words["extensions"], "fast.prose"]}
        settings["MAKING"] = replace(settings["MAKING"], markdown=quick)


def _files(root: Path) -> list[Path]:
    """Find all that makes answers; not what an editor lays beside it."""
    below = (Path(entry.path) for entry in tree.files(f"{root}/plugins") if entry.name.endswith((".py", ".json")))
    found = (*root.glob("*.py"), *(root / "tools").glob("*.py"), *below)
    return sorted(path for path in found if path.name[0] != "." and path.is_file())


def changed(files: Iterable[Path]) -> bool:
    """Tell whether code was changed after this process began to load it: what runs is then not what lies there."""
    return any(path.stat().st_mtime > BEGAN for path in files)


def code(root: Path, files: Iterable[Path]) -> bytes:
    """Stand for everything that makes answers: our code, Python, and all packages with their versions."""
    versions = sys.version, sys.platform, zlib.ZLIB_RUNTIME_VERSION, sorted(_packages())
    found = sha256(repr(versions).encode())
    for path in files:
        found.update(repr((path.relative_to(root).as_posix(), sha256(path.read_bytes()).digest())).encode())
    return found.digest()


def _packages() -> set[str]:
    folders = (Path(folder) for folder in sys.path if folder.endswith(("site-packages", "dist-packages")))
    return {path.name for folder in folders if folder.is_dir() for path in folder.glob("*.dist-info")}


def register() -> None:
    """Let Pelican call `remember` first."""
    signals.initialized.connect(remember)
