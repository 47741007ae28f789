"""The files of a folder and of all folders in it; for thousands, so without `pathlib`."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from contextlib import suppress


def sizes(asked: tuple[str, Container[str]]) -> dict[str, int]:
    """Tell the bytes of all files of a folder but some, which may come and go meanwhile, by their names."""
    folder, passed = asked
    named = ((entry.path[len(folder) + 1 :].replace(os.sep, "/"), entry) for entry in files(folder))
    return {name: entry.stat().st_size for name, entry in named if name not in passed}


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


def mode() -> int:
    """Tell which permissions a new file has."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
