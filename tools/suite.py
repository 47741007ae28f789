"""Runs the linters and the whole suite, with what they need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools import environment, services
from tools.browser import NoBrowser, obtain

# Three processes for two cores, as much is waiting (250 s instead of 290); each takes over what others have left.
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["pytest", "-n", "3", "--dist", "worksteal"])


def run(root: Path, *, engines: bool = False) -> int:
    """Run every check, also after one that fails; say last which failed; return 0 only when none did.

    With `engines` the browsers are installed that else are run only where they are.
    """
    environment.ensure(environment.RUN, environment.DEV)
    try:
        obtain()
        if engines:
            os.environ[services.ALL] = "yes"
            services.obtain(*services.BROWSERS)
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    codes = {
        " ".join(check): subprocess.run([sys.executable, "-m", *check], cwd=root, check=False).returncode
        for check in CHECKS
    }
    failed = [check for check, code in codes.items() if code]
    print(f"Failed: {', '.join(failed)}" if failed else "All is well.", flush=True)
    return max(codes.values(), key=abs)
