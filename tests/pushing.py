"""A practice with a server to push to: for the tests of publishing, and of what is served."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from server import releases
from server.install import install

ROOT = Path(__file__).resolve().parent.parent
REAL = (ROOT / "content/praktijk.toml").read_text(encoding="utf-8")
COMPLETE = (
    REAL.replace("https://praktijk.example", "https://www.vertrouwen.nl")
    .replace("dijan@praktijk.example", "dijan@vertrouwen.nl")
    .replace("+31 00 000 00 00", "+31 6 87 65 43 21")
)


NAMES = ("content", "plugins", "server", "theme", "tools", "pelicanconf.py", "publishconf.py", "requirements.txt")
UNCHANGED = "De site is NIET gewijzigd."
ARTICLE = """Titel: Een heel nieuw stuk
Datum: 2026-01-05
Samenvatting: Dit is een stuk dat er nog niet was, en deze samenvatting is lang genoeg.

Dit is de tekst van een heel nieuw stuk.
"""


def git(folder: Path, *words: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    author = {
        f"GIT_{who}_{what}": f"{what}@praktijk.nl" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *words], cwd=folder, capture_output=True, encoding="utf-8",
        errors="replace", env={**os.environ, **author, **environment}, check=check,
    )  # fmt: skip


@dataclass(frozen=True)
class Practice:
    """The advisor's own folder, and the server that is pushed to."""

    desk: Path
    server: Path

    def commit(self, subject: str = "Werk") -> str:
        git(self.desk, "add", "-A")
        git(self.desk, "commit", "-q", "--allow-empty", "-m", subject)
        return git(self.desk, "rev-parse", "HEAD").stdout.strip()

    def push(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return git(self.desk, "push", *(words or ("site", "main")), check=False, **environment)

    def write(self, name: str, text: str) -> None:
        path = self.desk / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @property
    def live(self) -> str:
        """The commit that visitors see; a checksum of each of its files is right."""
        release = releases.live(self.server)
        if not release:
            return ""
        assert releases.hashes(release.folder / releases.SITE) == release.manifest.files
        return release.manifest.commit

    @property
    def head(self) -> str:
        return git(self.server / "site.git", "rev-parse", "-q", "--verify", "main", check=False).stdout.strip()


def environment(server: Path) -> None:
    """Let the server find what builds the site where these tests have it already."""
    mark = sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()[:16]
    folder = server / "environments" / mark
    folder.mkdir(parents=True)
    venv = Path(os.environ.get("VIRTUAL_ENV") or ROOT / ".venv")
    for name in ("bin", "lib"):
        (folder / name).symlink_to(venv / name)
    shutil.copy2(venv / "pyvenv.cfg", folder)
    (folder / "done").touch()


def published(folder: Path) -> Practice:
    """A practice with a server on which its first version is live."""
    desk, server = folder / "desk", folder / "server"
    desk.mkdir()
    for name in NAMES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, desk / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, desk)
    (desk / "content/praktijk.toml").write_text(COMPLETE, encoding="utf-8")
    install(server, "vertrouwen.nl")
    environment(server)
    git(desk, "init", "-q")
    git(desk, "remote", "add", "site", str(server / "site.git"))
    practice = Practice(desk, server)
    practice.commit("De eerste versie")
    return practice


def packed(practice: Practice) -> Practice:
    """Let git lay its objects in one file, as it does by itself one day: so there is a third less to copy."""
    git(practice.desk, "repack", "-adq")
    return practice


def copied(first: Practice, folder: Path) -> Practice:
    """A copy of a practice, of which the server stands where its hook says."""
    for name in ("desk", "server"):
        shutil.copytree(first.desk.parent / name, folder / name, symlinks=True)
    copy = Practice(folder / "desk", folder / "server")
    install(copy.server, "vertrouwen.nl")
    git(copy.desk, "remote", "set-url", "site", str(copy.server / "site.git"))
    return copy


def cut_off(practice: Practice, step: int, who: str = "hook") -> list[str]:
    """Push while the hook, or git (`caller`), is killed at a step (0 for none); give the steps that were taken."""
    hook, kept = practice.server / "site.git/hooks/pre-receive", practice.server / "var/steps"
    text = hook.read_text(encoding="utf-8")
    hook.write_text(text.replace("-m server.hook", f"-m tests.dying {step} {who} {kept}"), encoding="utf-8")
    try:
        practice.push()
    finally:
        hook.write_text(text, encoding="utf-8")
    with (practice.server / "var/publish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # what outlives git is waited for
    return kept.read_text(encoding="utf-8").splitlines()


def whole(practice: Practice) -> list[str]:
    """Name everything that the live pages ask for and that is not there."""
    site = practice.server / "current/site"
    named = {
        name
        for page in site.rglob("*.html")
        for name in re.findall(r'[" ]/((?:theme|beelden)/[^" ]+)(?=[" ])', page.read_text(encoding="utf-8"))
    }
    missing = [name for name in sorted(named) if not (site / name).is_file()]
    return missing + [name for name in sorted(named) if not (practice.server / "assets" / name).is_file()]
