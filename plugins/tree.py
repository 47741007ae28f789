"""The files of a folder and of all folders in it; for thousands, so without `pathlib`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress


def others(folder: str) -> dict[str, int]:
    """Tell the bytes of all but pages, by name, with a slash before it and between all parts; pages come and go."""
    found = {}
    for entry in files(folder):
        if not entry.name.endswith(".html"):
            with suppress(FileNotFoundError):
                found[entry.path[len(folder) :].replace(os.sep, "/")] = entry.stat().st_size
    return found


def files(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield each, in no order; links are files too, and a folder that goes meanwhile has none."""
    folders = [folder]
    while folders:
        with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield entry
