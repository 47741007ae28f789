"""Finds the servers that the tests run for real, and gets them from Debian where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = {"nginx": "nginx-light", "sshd": "openssh-server", "bwrap": "bubblewrap", "caddy": "caddy"}
PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def find(name: str) -> str | None:
    """Find a server that is installed."""
    return shutil.which(name, path=PLACES)


def obtain(name: str) -> str | None:
    """Find a server, or install it without starting it; `None` where neither can be done."""
    if find(name) is None and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"{name} wordt geïnstalleerd, voor de tests.", file=sys.stderr)
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # RUNLEVEL: nothing is started
        for words in (("update",), ("install", "-y", "--no-install-recommends", PACKAGES[name])):
            subprocess.run(
                ["apt-get", *words], env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
            )
    return find(name)


def not_run(name: str) -> str:
    """Say which tests could not be run without a server, and how to get it."""
    return f"{name}: NOT run; install it (Debian: apt-get install {PACKAGES[name]}) to run these tests too."
