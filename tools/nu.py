"""Finds what runs the Nu Html Checker: Java, and the checker itself from npm."""

from __future__ import annotations

import shutil
import subprocess

from tools import npm

VERSION = "26.9.27"
SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="


def command() -> list[str] | None:
    """Return the command that runs the checker, or `None` where Java or the jar can't be had."""
    java = shutil.which("java")
    if not java or subprocess.run([java, "-version"], capture_output=True, check=False).returncode:
        return None
    folder = npm.package("vnu-jar", VERSION, SHA512)
    return [java, "-jar", str(folder / "build/dist/vnu.jar")] if folder else None
