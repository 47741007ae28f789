"""The proof: drafts and planned texts, in a folder of its own, behind an address that only its makers know."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path

from server.webserver import UNSEEN

FOLDER = "proof"
LEADS = re.compile(rb"""(?P<name>\b(?:href|src|srcset|action|formaction|data)=["']|\d[wx], )/(?!/)""")


def secret(root: Path) -> str:
    """Return the part of the address that nobody can guess, made when there is none yet."""
    file = root / "var/proof"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(0o600)
        file.write_text(f"proef-{secrets.token_urlsafe(12)}", encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def show(root: Path, built: Path, site: str) -> str:
    """Put a built site behind the secret address, and say where."""
    name = secret(root)
    for path in built.rglob("*.html"):
        path.write_bytes(LEADS.sub(rb"\g<name>/" + name.encode() + b"/", path.read_bytes()))
    folder, old = root / FOLDER / name, root / FOLDER / f"{name}.old"
    folder.parent.mkdir(exist_ok=True, mode=0o755)
    (built / "robots.txt").write_text("User-agent: *\nDisallow: /\n", encoding="ascii")
    for path in (built, *built.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(old, ignore_errors=True)  # of a push that was killed
    for hidden in UNSEEN:
        path = built / hidden
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    if folder.exists():
        folder.rename(old)
    built.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return f"Proef: {site}/{name}/ (de site zelf is niet veranderd)"


def remove(root: Path) -> str:
    """Take the proof away."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    return "De proef is weg. De site zelf is niet veranderd."
