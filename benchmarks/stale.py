"""Changes a site at random, a thousand times, and holds each build from memory against a clean one, byte by byte.

Run it with: .venv/bin/python -m benchmarks.stale
With a number behind it, so many steps; with a second, another seed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.changing import Changing

STEPS, HANDS = 1000, 2


def walk(seed: int, steps: int) -> tuple[int, Counter[str], list[str]]:
    """Take the steps; return how many builds were refused, what was changed how often, and what differed."""
    done: Counter[str] = Counter()
    differed, refused = [], 0
    with tempfile.TemporaryDirectory() as folder:
        site = Changing(Path(folder), seed)
        for number in range(steps):
            step = site.step()
            done.update(step.split(", "))
            if found := site.differs():
                differed.append(f"seed {seed}, step {number} ({step}): {found[0][:300]} and {len(found) - 1} more")
            refused += site.refused
        site.builder.renew()
    return refused, done, differed


def main() -> None:
    """Take all steps, in two processes, and print what came of it."""
    steps, seed = (*map(int, sys.argv[1:]), *(STEPS, 1)[len(sys.argv) - 1 :])
    begun = time.perf_counter()
    with ProcessPoolExecutor(HANDS) as pool:
        walks = list(pool.map(walk, range(seed, seed + HANDS), [steps // HANDS] * HANDS))
    refused = sum(refused for refused, _, _ in walks)
    done = sum((changes for _, changes, _ in walks), Counter[str]())
    differed = [line for _, _, lines in walks for line in lines]
    print(f"{steps} steps in {time.perf_counter() - begun:.0f} s, {refused} of them refused: {len(differed)} differed")
    print(", ".join(f"{name} {count}" for name, count in sorted(done.items())), *differed, sep="\n")


if __name__ == "__main__":
    main()
