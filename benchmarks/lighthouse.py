"""Asks Lighthouse what it thinks of a page on a phone; it comes from npm, one pinned version, into `var/tools/`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

from tools.browser import obtain

ROOT = Path(__file__).resolve().parent.parent
VERSION = "12.8.2"  # the last that runs on Node.js 18
BEFORE = "2026-11-01"  # nothing that came later is installed
SHA512 = "sha512-+5SKYzVaTFj22MgoYDPNrP9tlD2/Ay7j3SxPSFD9FpPyVxGr4UtOQGKyrdZ7wCmcnBaFk0mCkPfARU3CsE0nvA=="
KINDS = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3


def program() -> Path | None:
    """Find Lighthouse, or get it; `None` where npm can't bring what was pinned."""
    folder, npm = ROOT / f"var/tools/lighthouse-{VERSION}", shutil.which("npm")
    found, lock = folder / "node_modules/lighthouse/cli/index.js", folder / "package-lock.json"
    if not found.is_file() and npm:
        folder.mkdir(parents=True, exist_ok=True)
        words = ["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", f"--before={BEFORE}"]
        subprocess.run([npm, *words, f"lighthouse@{VERSION}"], cwd=folder, capture_output=True, check=False)
    if not found.is_file():
        return None
    brought: dict[str, Any] = json.loads(lock.read_text(encoding="utf-8"))["packages"]["node_modules/lighthouse"]
    return found if brought["integrity"] == SHA512 else None


def scores(lighthouse: Path, address: str, flags: str) -> dict[str, float]:
    """Give what a page gets of 100 in each kind, in the middle of some runs."""
    runs = [_run(lighthouse, address, flags) for _ in range(RUNS)]
    return {kind: median(run["categories"][kind]["score"] * 100 for run in runs) for kind in KINDS}


def _run(lighthouse: Path, address: str, flags: str) -> dict[str, Any]:
    words = ["--output=json", "--quiet", "--no-enable-error-reporting", f"--only-categories={','.join(KINDS)}"]
    done = subprocess.run(
        ["node", str(lighthouse), address, *words, f"--chrome-flags=--headless=new --no-sandbox {flags}"],
        env={**os.environ, "CHROME_PATH": str(obtain())}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"Lighthouse ended with status {done.returncode} on {address}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
