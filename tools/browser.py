"""Finds a Chromium or Chrome for the tests, and gets one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BUNDLES = ("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium")
PROGRAMS = ("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe")
# In a process of its own: Playwright cannot be started twice in one, and a test may be using it.
ASK = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"


class NoBrowser(Exception):
    """There is no browser; the message says in one Dutch line what to install."""


def find() -> Path | None:
    """Find an installed browser; raises `NoBrowser` where the variable CHROMIUM names one that is not there."""
    named = os.environ.get("CHROMIUM")
    if not named:
        return next((path for path in _candidates() if path.is_file() and not _is_snap(path)), None)
    if not Path(named).is_file():
        raise NoBrowser(f"CHROMIUM wijst naar {named}, maar daar is geen browser. Verbeter of verwijder die variabele.")
    return Path(named)


def obtain() -> Path:
    """Find a browser, or install one and say so in Dutch; raises `NoBrowser` where that does not work either."""
    for install in (_nothing, _from_apt, _from_playwright):
        install()
        browser = find()
        if browser:
            return browser
    raise NoBrowser("Er is geen browser om mee te testen. Installeer Chromium of Google Chrome en probeer het opnieuw.")


def _candidates() -> Iterator[Path]:
    """Name the places where a browser may be, the ones that are quickest to look at first."""
    yield from (Path(found) for found in map(shutil.which, NAMES) if found)
    folders = (Path("/Applications"), Path.home() / "Applications")
    yield from (folder / bundle for folder in folders for bundle in BUNDLES)
    roots = (os.environ.get(name) for name in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"))
    yield from (Path(root) / program for root in roots if root for program in PROGRAMS)
    answer = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=False).stdout.strip()
    if any((folder / "INSTALLATION_COMPLETE").is_file() for folder in Path(answer).parents):
        yield Path(answer)


def _is_snap(path: Path) -> bool:
    """Tell whether a file only starts Ubuntu's snap: that one may be missing, and can't read our temporary folders."""
    with path.open("rb") as file:
        return path.resolve().name == "snap" or b"/snap/bin/" in file.read(4096)


def _nothing() -> None:
    """Leave the computer as it is."""


def _from_apt() -> None:
    if _may_apt():
        print("Er is nog geen browser om mee te testen; Chromium wordt geïnstalleerd.", file=sys.stderr)
        _run("apt-get", "update")
        _run("apt-get", "install", "-y", "chromium")


def _from_playwright() -> None:
    print("De browser van Playwright wordt opgehaald; dat kan een paar minuten duren.", file=sys.stderr)
    if _may_apt():
        _run(sys.executable, "-m", "playwright", "install-deps", "chromium")
    _run(sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")


def _may_apt() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _run(*command: str) -> None:
    """Run a command that may fail, without questions; what it says of its failure is shown."""
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
