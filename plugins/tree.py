"""The files of a folder and of all folders in it; for thousands, so without `pathlib`."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress


def sizes(folder: str, passed: Container[str] = (), apart: Iterable[str] = ()) -> dict[str, int]:
    """Tell the bytes of all files of a folder by their names, but for some files, and those in the folders `apart`."""
    named = ((entry.path[len(folder) + 1 :].replace(os.sep, "/"), entry) for entry in files(folder, apart))
    return {name: entry.stat().st_size for name, entry in named if name not in passed}


def files(folder: str, apart: Iterable[str] = ()) -> Iterator[os.DirEntry[str]]:
    """Yield each, in no order, but for the folders `apart`; links are files too, and what goes meanwhile has none."""
    folders = [folder]
    unread = {os.path.join(folder, name) for name in apart}  # noqa: PTH118
    while folders:
        with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders += [entry.path] if entry.path not in unread else []
                else:
                    yield entry


def mode() -> int:
    """Tell which permissions a new file has."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
