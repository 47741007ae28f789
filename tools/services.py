"""Finds the servers and browsers that the tests run for real, and gets them from Debian where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from glob import glob

PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
PROGRAMS = {  # a name, Debian's package, and what its program is called or where it is
    "nginx": ("nginx-light", "nginx"),
    "caddy": ("caddy", "caddy"),
    "sshd": ("openssh-server", "sshd"),
    "bwrap": ("bubblewrap", "bwrap"),
    "firefox": ("firefox-esr", "firefox-esr"),
    "webkit": ("webkit2gtk-driver", "WebKitWebDriver"),
    "minibrowser": ("webkit2gtk-driver", "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"),
    "xvfb": ("xvfb", "Xvfb"),
}
ALL = "ALL_ENGINES"  # a variable: what is missing is a failure then
BROWSERS = ("firefox", "webkit", "minibrowser", "xvfb")


def find(name: str) -> str | None:
    """Find a program that is installed."""
    program = PROGRAMS[name][1]
    return next(iter(glob(program)), None) if "/" in program else shutil.which(program, path=PLACES)  # noqa: PTH207


def obtain(*names: str) -> str | None:
    """Find programs, or install them without starting any; return where the first is, `None` where that can't be."""
    missing = [PROGRAMS[name][0] for name in names if find(name) is None]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Voor de tests wordt geïnstalleerd: {', '.join(dict.fromkeys(missing))}.", file=sys.stderr)
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # RUNLEVEL: nothing is started
        for words in (("update",), ("install", "-y", "--no-install-recommends", *missing)):
            subprocess.run(
                ["apt-get", *words], env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
            )
    return find(names[0])


def not_run(name: str) -> str:
    """Say which tests could not be run without a program, and how to get it."""
    return f"{name}: NOT run; install it (Debian: apt-get install {PROGRAMS[name][0]}) to run these tests too."
