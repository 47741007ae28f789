"""Writes what a server needs: a repository to push to, settings, systemd units, and lines for nginx and Caddy."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template

from server import proof, releases, webserver
from server.settings import SETTINGS

TEMPLATES = Path(__file__).with_name("etc")
CODE = Path(__file__).resolve().parent.parent
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
PORT = next(one.default for one in SETTINGS if one.name == "POORT")
USER = "praktijk"
STEPS = """\
Klaar in {folder}. Wat nu nog moet, als root:
  apt install bubblewrap                                                 (houdt wat gepusht wordt in zijn eigen map)
  useradd --system --create-home --shell /usr/bin/git-shell {user}; chown -R {user} {folder}
  zet de openbare ssh-sleutel van wie mag publiceren in ~{user}/.ssh/authorized_keys
  cp {folder}/etc/*.service {folder}/etc/*.timer /etc/systemd/system/
  cp {folder}/etc/nginx.conf /etc/nginx/sites-enabled/{domain}.conf      (of: {folder}/etc/Caddyfile)
  vul in waarmee de site mailt: {folder}/var/instellingen
  systemctl enable --now aanvragen publiceren.timer && systemctl reload nginx
  curl http://127.0.0.1:{port}/contact/gezond                            (hoort te zeggen: gezond)
Zo publiceert u, op uw eigen computer, in de map van de site:
  git remote add site {user}@{domain}:{folder}/site.git
  git push site main
Om te bekijken, zonder dat iemand het ziet: git push site main:proef. Dat komt op https://{domain}/{proof}/"""


CONFIG = {
    "receive.advertisePushOptions": "true",
    "receive.fsckObjects": "true",
    "receive.maxInputSize": "300000000",
}


OWN = "instellingen"
WEBSERVERS = {"Caddyfile": webserver.caddy, "nginx.conf": webserver.nginx}
PLACES = {OWN: ("var", 0o600), "pre-receive": ("site.git/hooks", 0o755)}
FOLDERS = {"var": 0o700} | dict.fromkeys(("", "etc", "releases", "assets", "environments", "kept", "proof"), 0o755)


class NotInstalled(Exception):
    """Why nothing was written."""


def install(folder: Path, domain: str, form_host: str = "") -> str:
    """Write everything below `folder`, and say what is left to do; settings that are there stay as they are.

    `form_host` is that of the form service, if the site uses one: browsers are told that a form may go there.

    Raises `NotInstalled` for a domain that is none, and `OSError` where nothing can be written.
    """
    if not DOMAIN.fullmatch(domain):
        raise NotInstalled(f"'{domain}' is geen domein. Schrijf het zo: praktijk.nl")
    folder = folder.resolve()
    if re.search(r"[^\w./-]", f"{folder}{CODE}{sys.executable}"):
        raise NotInstalled(f"Kies een map zonder spaties of vreemde tekens, en zet daar ook de code: niet {folder}")
    words = {
        "folder": folder, "domain": domain, "port": PORT, "user": USER, "code": CODE, "python": sys.executable,
        "key": secrets.token_hex(32), "proof": proof.secret(folder),
    }  # fmt: skip
    _repository(folder)
    for name, mode in FOLDERS.items():
        (folder / name).mkdir(exist_ok=True, parents=True)
        (folder / name).chmod(mode)
    for template, target, mode in _targets(folder):
        if template.name == OWN and target.exists():
            continue
        write = WEBSERVERS.get(template.name)
        own = write(domain, form_host) if write else {}
        text = Template(template.read_text(encoding="utf-8")).substitute(words, **own)
        with os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode), "wb") as file:
            file.write(text.encode())
        target.chmod(mode)
    if live := releases.live(folder):
        releases.lend(folder, live)  # it may be older than the folder that this goes to
    _keep_owner(folder)
    return STEPS.format(**words)


def _repository(folder: Path) -> None:
    """Make the repository that is pushed to, or set it right: it checks what it gets, and takes push options."""
    repository = folder / "site.git"
    safe = ["-c", f"safe.directory={repository}"]
    words = [[*safe, "init", "-q", "--bare", "-b", "main", str(repository)]]
    words += [["config", "--file", str(repository / "config"), name, value] for name, value in CONFIG.items()]
    for word in words:
        done = subprocess.run(["git", *word], capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode:
            raise NotInstalled(f"git kan {repository} niet maken: {done.stderr.strip()}")


def _keep_owner(folder: Path) -> None:
    """Give what root just wrote to whoever the folder is of, as it was set up for that user before."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid:
        ours = (folder / "site.git", *(folder / "site.git").rglob("*"), *(folder / "var").glob("*"))
        for path in (*ours, *(folder / name for name in FOLDERS), *(folder / releases.ASSETS).rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _targets(folder: Path) -> Iterator[tuple[Path, Path, int]]:
    """Name each template, where it goes, and who may do what with it there."""
    for path in sorted(TEMPLATES.iterdir()):
        place, mode = PLACES.get(path.name, ("etc", 0o644))
        yield path, folder / place / path.name, mode
