"""Gets the Nu Html Checker from npm where there is Java to run it: one pinned version, checked by its hash."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = "26.9.27"
SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
MEMBER = "package/build/dist/vnu.jar"


class WrongHash(Exception):
    """What npm brought is not what was pinned."""


def command() -> list[str] | None:
    """Return the command that runs the checker, or `None` where Java or the jar can't be had; raises `WrongHash`."""
    java, npm = shutil.which("java"), shutil.which("npm")
    jar = ROOT / "var/tools" / f"vnu-{VERSION}.jar"
    if not java or subprocess.run([java, "-version"], capture_output=True, check=False).returncode:
        return None
    if not jar.exists() and not (npm and _fetch(npm, jar)):
        return None
    return [java, "-jar", str(jar)]


def _fetch(npm: str, jar: Path) -> bool:
    """Let npm bring the package, and take the jar out; tell whether that worked."""
    jar.parent.mkdir(parents=True, exist_ok=True)
    got = subprocess.run(
        [npm, "pack", "--silent", f"vnu-jar@{VERSION}"], cwd=jar.parent, capture_output=True, check=False
    )
    if got.returncode:
        return False
    package = jar.parent / f"vnu-jar-{VERSION}.tgz"
    if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != SHA512:
        raise WrongHash(f"vnu-jar {VERSION} has another hash than the pinned one")
    part = jar.with_suffix(".part")
    with tarfile.open(package) as archive, part.open("wb") as target:
        content = archive.extractfile(MEMBER)
        shutil.copyfileobj(content, target)  # type: ignore[arg-type]  # the hash says that it is there
    part.rename(jar)
    package.unlink()
    return True
