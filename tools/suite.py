"""Runs the linters and the whole suite, with what they need."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import environment, services
from tools.browser import NoBrowser, obtain

# What tests write they write to memory, where Linux has a folder for that: a disk may be slow to make files just after
# thousands were removed. With them goes what a failed test leaves: to look at that, run it by pytest alone.
MEMORY, ROOM = "/dev/shm", 1_000_000_000  # noqa: S108 - the kernel's own; bytes to be free, of which tests take a fifth
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
    with tempfile.TemporaryDirectory(prefix="", dir=_memory()) as folder:
        environ = {**os.environ, "TMPDIR": folder}
        codes = {" ".join(check): _run(check, root, environ) for check in CHECKS}
    failed = [check for check, code in codes.items() if code]
    print(f"Failed: {', '.join(failed)}" if failed else "All is well.", flush=True)
    return max(codes.values(), key=abs)


def _run(check: list[str], root: Path, environ: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-m", *check], cwd=root, env=environ, check=False).returncode


def _memory() -> str | None:
    """Name the folder whose files are in memory, if there is one in which programs may run, and it has room."""
    if not os.access(MEMORY, os.W_OK):
        return None
    there = os.statvfs(MEMORY)
    return MEMORY if there.f_bavail * there.f_frsize > ROOM and not there.f_flag & os.ST_NOEXEC else None
