"""Throws 10,000 odd requests at nginx with the receiver behind it; counts what came back, and what should not have.

Run it with: .venv/bin/python -m benchmarks.attacks
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.attacks import strange, throw
from tests.pushing import published
from tests.serving import get, nginx, wait_for
from tools import services

MANY, SEED, PORT = 10_000, 20261123, 8431


def main() -> None:
    """Publish, serve, throw."""
    name = services.obtain("nginx")
    if name is None:
        sys.exit("nginx is not installed")
    with tempfile.TemporaryDirectory() as folder:
        practice = published(Path(folder))
        practice.push()
        chance = random.Random(SEED)  # noqa: S311 - the same ones each time
        words = [sys.executable, "-m", "server", str(practice.server / "var/instellingen")]
        with (
            nginx(name, practice, Path(folder) / "nginx") as port,
            subprocess.Popen(words, stderr=subprocess.DEVNULL) as receiver,
        ):
            try:
                wait_for(PORT)
                begun = time.perf_counter()
                told = asyncio.run(throw(port, (strange(chance) for _ in range(MANY))))
                passed, page, health = time.perf_counter() - begun, get(port, "/")[0], get(port, "/contact/gezond")[0]
            finally:
                receiver.kill()
    print(f"{MANY} odd requests in {passed:.0f} s: {dict(sorted(told.states.items()))}")
    print(f"{len(told.leaks)} answers held a secret; afterwards a page is {page}, the receiver {health}")


if __name__ == "__main__":
    main()
