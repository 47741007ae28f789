"""The files of a folder and of all folders in it; for thousands, so without `pathlib`."""

from __future__ import annotations

import os
from collections.abc import Iterator


def sizes(folder: str) -> dict[str, int]:
    """Name every file, with a slash before it and between all parts, and tell its bytes."""
    return {entry.path[len(folder) :].replace(os.sep, "/"): entry.stat().st_size for entry in files(folder)}


def files(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield each, in no order; links are files too."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield entry
