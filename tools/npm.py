"""Gets checkers from npm: one pinned version each, checked by its hash, into `var/tools/`."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class WrongHash(Exception):
    """What npm brought is not what was pinned."""


def package(name: str, version: str, sha512: str) -> Path | None:
    """Return the folder of a package, or `None` where npm can't bring it; raises `WrongHash`."""
    folder, npm = ROOT / f"var/tools/{name}-{version}", shutil.which("npm")
    if folder.exists() or not npm:
        return folder if folder.exists() else None
    folder.parent.mkdir(parents=True, exist_ok=True)
    words = [npm, "pack", "--silent", f"{name}@{version}"]
    if subprocess.run(words, cwd=folder.parent, capture_output=True, check=False).returncode:
        return None
    packed = folder.with_name(f"{name}-{version}.tgz")
    if base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode() != sha512:
        raise WrongHash(f"{name} {version} has another hash than the pinned one")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    with tarfile.open(packed) as archive:
        archive.extractall(part)  # noqa: S202 - the hash says what is in it
    (part / "package").rename(folder)
    shutil.rmtree(part)
    packed.unlink()
    return folder
