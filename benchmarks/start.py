"""Times a second start: `python3 tasks.py --list` against `invoke --list` inside the environment, in turn.

Run it with: .venv/bin/python -m benchmarks.start
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15


def seconds(command: list[str]) -> float:
    """Run a command once and return how long it took."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Print both medians, and what the start through tasks.py adds."""
    outside = [sys._base_executable, "tasks.py", "--list"]  # type: ignore[attr-defined]  # noqa: SLF001 - the bare Python
    inside = [sys.executable, "-m", "invoke", "--list"]
    pairs = [(seconds(outside), seconds(inside)) for _ in range(RUNS)]
    first, second = (median(times) for times in zip(*pairs, strict=True))
    print(f"python3 tasks.py --list {first:.3f} s, invoke --list {second:.3f} s, added {first - second:.3f} s")


if __name__ == "__main__":
    main()
