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
    """Return the command that runs the checker, or `None` where Java or npm is missing; raises `WrongHash`."""
    java, npm = shutil.which("java"), shutil.which("npm")
    if not (java and npm):
        return None
    jar = ROOT / "var/tools" / f"vnu-{VERSION}.jar"
    if not jar.exists():
        _fetch(npm, jar)
    return [java, "-jar", str(jar)]


def _fetch(npm: str, jar: Path) -> None:
    jar.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [npm, "pack", "--silent", f"vnu-jar@{VERSION}"], cwd=jar.parent, check=True, stdout=subprocess.DEVNULL
    )
    package = jar.parent / f"vnu-jar-{VERSION}.tgz"
    if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != SHA512:
        raise WrongHash(f"vnu-jar {VERSION} has another hash than the pinned one")
    part = jar.with_suffix(".part")
    with tarfile.open(package) as archive, part.open("wb") as target:
        content = archive.extractfile(MEMBER)
        shutil.copyfileobj(content, target)  # type: ignore[arg-type]  # the hash says that it is there
    part.rename(jar)
    package.unlink()
