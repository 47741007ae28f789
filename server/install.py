"""Writes what a server needs to run the receiver: its settings, a systemd unit, and lines for nginx and Caddy."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template

from server.settings import SETTINGS

TEMPLATES = Path(__file__).with_name("etc")
CODE = Path(__file__).resolve().parent.parent
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
PORT = next(one.default for one in SETTINGS if one.name == "POORT")
USER = "praktijk"
STEPS = """\
Klaar in {folder}. Wat nu nog moet, als root:
  useradd --system --home-dir {folder} {user}; chown -R {user} {folder}
  cp {folder}/etc/aanvragen.service /etc/systemd/system/
  cp {folder}/etc/nginx.conf /etc/nginx/sites-enabled/{domain}.conf      (of: {folder}/etc/Caddyfile)
  vul in waarmee de site mailt: {folder}/var/instellingen
  systemctl enable --now aanvragen && systemctl reload nginx
  curl http://127.0.0.1:{port}/contact/gezond                            (hoort te zeggen: gezond)"""


class NotInstalled(Exception):
    """Why nothing was written."""


def install(folder: Path, domain: str) -> str:
    """Write everything below `folder`, and say what is left to do; settings that are there stay as they are.

    Raises `NotInstalled` for a domain that is none, and `OSError` where nothing can be written.
    """
    if not DOMAIN.fullmatch(domain):
        raise NotInstalled(f"'{domain}' is geen domein. Schrijf het zo: praktijk.nl")
    folder = folder.resolve()
    words = {
        "folder": folder, "domain": domain, "port": PORT, "user": USER, "code": CODE, "python": sys.executable,
        "key": secrets.token_hex(32),
    }  # fmt: skip
    for name, target in _targets(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        secret = target.parent.name == "var"
        if secret and target.exists():
            continue
        text = Template((TEMPLATES / name).read_text(encoding="utf-8")).substitute(words)
        with os.fdopen(
            os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600 if secret else 0o644), "wb"
        ) as file:
            file.write(text.encode())
    (folder / "var").chmod(0o700)
    return STEPS.format(**words)


def _targets(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(TEMPLATES.iterdir()):
        yield path.name, folder / ("var" if path.name == "instellingen" else "etc") / path.name
