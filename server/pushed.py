"""What is pushed: whether it may be built at all, and its files in a fresh folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

LARGEST_FILE = 25_000_000  # bytes
LARGEST = 500_000_000  # bytes of all files together
MOST_FILES = 20_000
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


def inspect(repository: Path, commit: str) -> None:
    """Look through the whole tree of a commit; raises `Refused` with everything in it that may not be there."""
    listing = git(repository, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    entries = [_entry(line) for line in listing.split(b"\0") if line]
    faults = [fault for entry in entries for fault in _faults(*entry)]
    total = sum(size for _, size, _ in entries)
    if len(entries) > MOST_FILES:
        faults.append(f"Er zijn {len(entries)} bestanden, en {MOST_FILES} is het meeste. Haal er weg.")
    if total > LARGEST:
        faults.append(f"Alles samen is {_mega(total)}, en {_mega(LARGEST)} is het meeste. Haal bestanden weg.")
    if not any(name.startswith(b"content/") for _, _, name in entries):
        faults.append("Er is geen map content/. Zet haar terug: daar staat alles wat u schreef.")
    if faults:
        raise Refused(*faults)


def _entry(line: bytes) -> tuple[str, int, bytes]:
    head, _, name = line.partition(b"\t")
    mode, _, _, size = head.decode("ascii").split()
    return mode, int(size) if size.isdecimal() else 0, name


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
    if any(ord(sign) < 32 for sign in shown):
        yield f"{shown!r}: in de naam van dit bestand staat een teken dat niemand ziet. Hernoem het."


def _mega(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"


def extract(repository: Path, commit: str, folder: Path) -> None:
    """Write the files of a commit into an empty folder; `inspect` has made sure that none leads out of it.

    An index of its own is used, as `git archive` would leave out or change what the pushed .gitattributes names.
    """
    index = {"GIT_INDEX_FILE": str(folder.with_name("index")), "GIT_WORK_TREE": str(folder)}
    environ = {**os.environ, **index}
    for words in (["read-tree", commit], ["-c", "core.autocrlf=false", "checkout-index", "-a", "-f"]):
        done = subprocess.run(
            ["git", "--git-dir", ".", *words], cwd=repository, capture_output=True, check=False, env=environ
        )
        if done.returncode:
            raise Refused(
                "De bestanden zijn niet uit te pakken:", done.stderr.decode("utf-8", "replace").strip()[-500:]
            )


def subject(repository: Path, commit: str) -> str:
    """Return the first line of a commit's message."""
    return git(repository, "log", "-1", "--format=%s", commit).decode("utf-8", "replace").strip()


def holds(repository: Path, commit: str) -> bool:
    """Tell whether a commit is there."""
    done = subprocess.run(
        ["git", "cat-file", "-e", f"{commit}^{{commit}}"], cwd=repository, capture_output=True, check=False
    )
    return done.returncode == 0


def follows(repository: Path, commit: str, earlier: str) -> bool:
    """Tell whether a commit goes on where an earlier one ended."""
    words = ["git", "merge-base", "--is-ancestor", earlier, commit]
    return subprocess.run(words, cwd=repository, capture_output=True, check=False).returncode == 0
