"""The folders of a build: the one it writes into, the one it replaces, and one that is kept so that less is written."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import tree
from fast.share import later

OLD = 3600  # seconds after which a folder is of a build that was killed
PRIVATE = 0o700


def fresh(output: Path, *, spare: bool = True) -> tuple[Path, Callable[[], frozenset[str]]]:
    """Make a folder to build into, beside the one that it will replace; and what names the pages in it when asked.

    It is empty, or the spare one, in which nothing is left but pages: a build sees for each whether it is the same.
    Until the names are known nothing may be written there. Asking raises `OSError` where something can't be taken away.
    """
    folder = Path(tempfile.mkdtemp(prefix=_new(output), dir=output.parent))
    if not spare or _spare(output).is_symlink() or not _spare(output).is_dir():
        return folder, frozenset
    with suppress(OSError):  # another build took it, it is of someone else, or it lies on another disk
        folder.rmdir()
        _spare(output).rename(folder)
        os.utime(folder)
        if _ours(folder / "index.html"):
            return folder, later(_pages, str(folder))
    shutil.rmtree(folder, ignore_errors=True)  # another: that one may not be empty
    return Path(tempfile.mkdtemp(prefix=_new(output), dir=output.parent)), frozenset


def _ours(front: Path) -> bool:
    """Tell whether a page is as this process would make it."""
    return front.exists() and (front.stat().st_mode & 0o777, front.stat().st_uid) == (tree.mode(), _user())


def _pages(folder: str) -> frozenset[str]:
    """Take away all that is no page; name what is left, with forward slashes."""
    shutil.rmtree(f"{folder}/.receiver", ignore_errors=True)
    return frozenset(_left(folder, ""))


def _left(folder: str, below: str) -> list[str]:
    """Take away all that is no page, and the folders that are empty then; name what is left, with `below` before it."""
    left: list[str] = []
    with os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False) and entry.name.endswith(".html"):
                shutil.rmtree(entry.path)  # no build makes one, and a page may belong there
            elif entry.is_dir(follow_symlinks=False):
                inside = _left(entry.path, f"{below}{entry.name}/")
                if not inside:
                    os.rmdir(entry.path)  # noqa: PTH106 - thousands, as below
                left += inside
            elif entry.is_file(follow_symlinks=False) and entry.name.endswith(".html"):
                left.append(below + entry.name)
            else:
                os.unlink(entry.path)  # noqa: PTH108
    return left


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def replace(output: Path, folder: Path) -> None:
    """Put a folder in the place of the old one, with two renames; the old one is kept for the next build."""
    folder.chmod(0o755)
    old = folder.with_name(f"{folder.name}.old")
    if output.exists():
        output.rename(old)
    try:
        folder.rename(output)
    except OSError:
        if old.exists():
            old.rename(output)
        raise
    put_away(output, old)


def put_away(output: Path, folder: Path, *, spare: bool = True) -> None:
    """Keep a folder that is not needed for the next build, for nobody else to read, or remove it."""
    if spare and folder.is_dir() and not _spare(output).exists():
        with suppress(OSError):
            folder.chmod(PRIVATE)
            folder.rename(_spare(output))
    if folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)


def sweep(output: Path) -> None:
    """Remove what a build left that was killed, if it is older than an hour; what it had set aside comes back."""
    for folder in output.parent.glob(f"{_new(output)}*"):
        if folder.name.endswith(".old") and not output.exists():
            folder.rename(output)
        elif folder.is_dir() and time.time() - folder.stat().st_mtime > OLD:
            shutil.rmtree(folder, ignore_errors=True)


def _new(output: Path) -> str:
    return f".{output.name}.new."


def _spare(output: Path) -> Path:
    return output.with_name(f".{output.name}.spare")
