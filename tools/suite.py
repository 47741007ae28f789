"""Runs the linters and the whole suite, with what they need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools import environment
from tools.browser import NoBrowser, obtain

CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["pytest", "-n", "2", "--dist", "loadfile"])


def run(root: Path) -> int:
    """Run every check, also after one that fails; return the first exit code that is not 0."""
    environment.ensure(environment.RUN, environment.DEV)
    try:
        obtain()
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    codes = [subprocess.run([sys.executable, "-m", *check], cwd=root, check=False).returncode for check in CHECKS]
    return next((code for code in codes if code), 0)
