"""What is pushed: whether it may be built at all, and its files in a folder."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, cast

LARGEST_FILE = 25_000_000  # bytes
LARGEST = 500_000_000  # bytes of all files together
MOST_FILES = 20_000
UNREAD = (b"benchmarks/", b"tests/")  # two thirds of all files, and no build reads one
GITS_OWN = {"", ".", "..", ".git"}  # names that lead out of a folder, or to what git believes
DEEPEST, LONGEST = 50, 200  # folders above a file, and bytes of a name
LINK, SUBMODULE = "120000", "160000"  # git's modes


class Refused(Exception):
    """Why a push is refused, in lines for whoever pushed."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def git(repository: Path, *words: str) -> bytes:
    """Ask git something; raises `Refused` with what it said."""
    done = subprocess.run(["git", *words], cwd=repository, capture_output=True, check=False)
    if done.returncode:
        raise Refused("git kan dit niet lezen:", done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def inspect(repository: Path, commit: str) -> dict[str, str]:
    """Look through the whole tree of a commit; raises `Refused` with everything in it that may not be there.

    Names all files that a build may read, each with what git calls its bytes.
    """
    listing = git(repository, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    entries = [_entry(line) for line in listing.split(b"\0") if line]
    faults = [fault for entry in entries for fault in _faults(*entry[:3])]
    total = sum(size for _, size, _, _ in entries)
    if len(entries) > MOST_FILES:
        faults.append(f"Er zijn {len(entries)} bestanden, en {MOST_FILES} is het meeste. Haal er weg.")
    if total > LARGEST:
        faults.append(f"Alles samen is {_mega(total)}, en {_mega(LARGEST)} is het meeste. Haal bestanden weg.")
    if not any(name.startswith(b"content/") for _, _, name, _ in entries):
        faults.append("Er is geen map content/. Zet haar terug: daar staat alles wat u schreef.")
    if faults:
        raise Refused(*faults)
    return {name.decode(): blob for _, _, name, blob in entries if not name.startswith(UNREAD)}


def _entry(line: bytes) -> tuple[str, int, bytes, str]:
    head, _, name = line.partition(b"\t")
    mode, _, blob, size = head.decode("ascii").split()
    return mode, int(size) if size.isdecimal() else 0, name, blob


def _faults(mode: str, size: int, name: bytes) -> Iterator[str]:
    shown = name.decode("utf-8", "replace")
    if mode == LINK:
        yield f"{shown}: dit is een snelkoppeling (symbolic link). Zet het bestand zelf neer."
    if mode == SUBMODULE:
        yield f"{shown}: dit is een verwijzing naar een ander project (submodule). Haal haar weg."
    if size > LARGEST_FILE:
        yield f"{shown}: dit bestand is {_mega(size)}, en {_mega(LARGEST_FILE)} is het meeste. Maak het kleiner."
    if shown.encode() != name:
        remedy = "Geef het een naam met gewone letters, en commit opnieuw."
        yield f"{shown}: de naam van dit bestand is niet in UTF-8 geschreven. {remedy}"
    if not GITS_OWN.isdisjoint(shown.lower().split("/")):
        yield f"{shown}: zo mag een bestand of map niet heten. Hernoem het."
    if name.count(b"/") > DEEPEST or max(map(len, name.split(b"/"))) > LONGEST:
        yield f"{shown[:100]}…: deze naam is te lang, of er zijn te veel mappen in elkaar. Maak het korter."
    if any(ord(sign) < 32 for sign in shown):
        yield f"{shown!r}: in de naam van dit bestand staat een teken dat niemand ziet. Hernoem het."


def _mega(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"


def extract(repository: Path, blobs: Mapping[str, str], folder: Path) -> None:
    """Let a folder hold these files, which `inspect` told, byte by byte as they were committed, and nothing else.

    Those that are there already stay: ext4 takes milliseconds to make a file where many were removed just now.
    """
    folders = {above.as_posix() for name in blobs for above in PurePosixPath(name).parents}
    if folder.is_symlink():
        raise NotADirectoryError(folder)
    folder.mkdir(exist_ok=True)
    for where, below, files in os.walk(folder, topdown=False, onerror=_raise):
        for path in (Path(where, name) for name in (*files, *below)):
            name, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
            if not (name in folders if stat.S_ISDIR(mode) else name in blobs and stat.S_ISREG(mode)):
                (path.rmdir if stat.S_ISDIR(mode) else path.unlink)()
    with TemporaryFile() as asked:
        asked.write("".join(f"{blob}\n" for blob in blobs.values()).encode("ascii"))
        asked.seek(0)
        words = ["git", "cat-file", "--batch"]
        with subprocess.Popen(words, cwd=repository, stdin=asked, stdout=subprocess.PIPE) as process:
            for name in blobs:
                _put(folder / name, _told(cast(IO[bytes], process.stdout), name))


def _raise(error: OSError) -> None:
    raise error


def _told(git: IO[bytes], name: str) -> bytes:
    """Read what git tells of a file: what it calls it, its kind and its size, and below that its bytes."""
    head = git.readline().split()[2:]
    data = git.read(int(head[0]) + 1) if head else b""
    if not head or len(data) <= int(head[0]):
        raise Refused(f"{name}: dit bestand is op de server beschadigd. Vraag wie de server beheert.")
    return data[:-1]


def _put(path: Path, data: bytes) -> None:
    with suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return
        path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def subject(repository: Path, commit: str) -> str:
    """Return the first line of a commit's message."""
    return git(repository, "log", "-1", "--format=%s", commit).decode("utf-8", "replace").strip()


def holds(repository: Path, commit: str) -> bool:
    """Tell whether a commit is there."""
    words = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(words, cwd=repository, capture_output=True, check=False).returncode == 0


def follows(repository: Path, commit: str, earlier: str) -> bool:
    """Tell whether a commit goes on where an earlier one ended."""
    words = ["git", "merge-base", "--is-ancestor", earlier, commit]
    return subprocess.run(words, cwd=repository, capture_output=True, check=False).returncode == 0
