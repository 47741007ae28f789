"""Publishing by push: what is pushed is built and checked, and then goes live or is refused; nothing changes before."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from server import proof, releases
from server.builder import Job, Limits, build, environment
from server.pushed import Refused, extract, follows, holds, inspect, subject
from server.releases import Manifest, Release

MAIN, PROOF = "refs/heads/main", "refs/heads/proef"
NOBODY = "0" * 40  # git's name for no commit
FORCE = "overschrijven"  # the push option with which a forced push is meant
TREE = "tree"  # the files of a commit, that the next one finds there
KEPT = "kept"  # what one build leaves for the next; whoever may push may write there, as they may write the site
GIT = "var/git"  # the process that asked for the live release
DUE = ".due"  # what a build leaves: the moment at which it must be done again
PATIENCE = 10.0  # seconds that a push waits for git to put away the one before
SETTLE = 120.0  # seconds that git may take to put away what just went live
WAIT = 300.0  # seconds to wait for another push
MEANT = f"Wilt u dit echt? Typ dan: git push --force -o {FORCE} site main"


@dataclass(frozen=True)
class Push:
    """A branch that someone wants to move, from one commit to another."""

    old: str
    new: str
    branch: str

    @property
    def deletes(self) -> bool:
        """Whether the branch is to go."""
        return self.new == NOBODY


@dataclass(frozen=True)
class Publisher:
    """The server's folder, how far a build there may go, and the process that asked for it."""

    root: Path
    limits: Limits = field(default_factory=Limits)
    caller: int = field(default_factory=os.getppid)

    @property
    def repository(self) -> Path:
        """Where is pushed to."""
        return self.root / "site.git"

    def receive(self, lines: Iterable[str], environ: Mapping[str, str]) -> str:
        """Take a push, as git tells its pre-receive hook of it; return what to say. Raises `Refused`."""
        pushes = [Push(*line.split()) for line in lines if line.strip()]
        for push in pushes:
            self._allow(push)
        if len(pushes) > 1:
            raise Refused("U stuurt meer takken tegelijk. Stuur er een: git push site main")
        with self._alone() as work:
            return self._take(pushes[0], work, environ) if pushes else ""

    @staticmethod
    def _allow(push: Push) -> None:
        if push.branch not in (MAIN, PROOF):
            what = push.branch.removeprefix("refs/heads/").removeprefix("refs/tags/")
            raise Refused(
                f"'{what}' wordt hier niet bewaard. Alleen 'main' (de site) en 'proef' (om te bekijken).",
                "Typ bijvoorbeeld: git push site main",
            )
        if push.deletes and push.branch == MAIN:
            raise Refused("De tak 'main' is de site zelf en kan niet worden verwijderd.")

    def _take(self, push: Push, work: Path, environ: Mapping[str, str]) -> str:
        if push.deletes:
            return proof.remove(self.root)
        if push.branch == PROOF:
            tree, python = self._prepared(push.new, work)
            build(self._job(tree, python, "--everything", work), self.limits, say)
            return proof.show(self.root, work / "output", self._site(work / "output"))
        self._follow(push, environ)
        if (self.repository / f"{push.branch}.lock").exists():
            raise Refused("De tak is op slot door een push die is afgebroken. Vraag wie de server beheert.")
        return self._publish(push.new, work)

    def _follow(self, push: Push, environ: Mapping[str, str]) -> None:
        """Ask that a push goes on where the live site ended, unless a forced push was meant."""
        last = releases.live(self.root)
        while last and last.manifest.commit != self._head() and _age(last) < PATIENCE and self._busy():
            time.sleep(0.1)  # git is still putting away what another push just brought
        if self._head() != push.old.replace(NOBODY, ""):
            raise Refused("Terwijl u pushte, is er iets anders gepubliceerd. Push het nog eens.")
        asked = {environ.get(f"GIT_PUSH_OPTION_{n}") for n in range(int(environ.get("GIT_PUSH_OPTION_COUNT") or 0))}
        ends = [end for end in (push.old, last.manifest.commit if last else NOBODY) if holds(self.repository, end)]
        if FORCE not in asked and not all(follows(self.repository, push.new, end) for end in ends):
            raise Refused(
                "Wat u stuurt, gaat niet verder waar de site nu is: er is intussen iets anders gepubliceerd,",
                "of er is iets uit de geschiedenis gehaald. Haal eerst op wat er is: git pull --no-rebase site main",
                MEANT,
            )

    def _prepared(self, commit: str, work: Path) -> tuple[Path, Path]:
        """Look a commit through, write its files, and find the Python that can build it."""
        blobs, tree = inspect(self.repository, commit), work / TREE
        try:
            extract(self.repository, blobs, tree)
        except (OSError, RecursionError):  # what another build left there may be in the way
            with suppress(OSError):
                tree.rename(work / "left")
            extract(self.repository, blobs, tree)
        return tree, environment(self.root, tree / "requirements.txt", self.limits, say)

    def _job(self, tree: Path, python: Path, word: str, work: Path) -> Job:
        return Job(self.root / "var", self.root / KEPT / word.strip("-"), tree, python, (word,), work / "output")

    def _publish(self, commit: str, work: Path) -> str:
        begun = time.monotonic()
        say("De site wordt gebouwd en nagekeken …")
        tree, python = self._prepared(commit, work)
        output = work / "output"
        build(self._job(tree, python, "--publish", work), self.limits, say)
        due = output / DUE
        manifest = Manifest(
            commit=commit,
            subject=subject(self.repository, commit),
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=time.monotonic() - begun,
            due=due.read_text(encoding="utf-8", errors="replace").strip()[:40] if due.is_file() else "",
            files=releases.hashes(output),
        )
        before = releases.live(self.root)
        release = releases.add(self.root, output, manifest)
        if os.getppid() != self.caller:
            raise Refused("De verbinding is verbroken.")
        (self.root / GIT).write_text(str(self.caller), encoding="ascii")
        releases.go_live(self.root, release)
        (self.root / "var/pinned").unlink(missing_ok=True)
        releases.prune(self.root)
        site = self._site(release.folder / releases.SITE)
        return f"Live: {releases.changes(before.manifest if before else None, manifest, site)}"

    @staticmethod
    def _site(folder: Path) -> str:
        """Find the address of the site in what was built."""
        text = (folder / "robots.txt").read_text(encoding="utf-8") if (folder / "robots.txt").is_file() else ""
        found = [line.partition(": ")[2] for line in text.splitlines() if line.lower().startswith("sitemap:")]
        return found[0].removesuffix("/sitemap.xml") if found else ""

    def again(self, now: datetime) -> str:
        """Build the live commit once more if its day has come, or main if a push was cut off; say what was done.

        Raises `Refused` when that does not succeed; the live site is then as it was.
        """
        with self._alone() as work:
            if (self.root / "var/pinned").exists():
                return "Er is teruggezet: er wordt niets gebouwd tot de volgende push."
            last, head = releases.live(self.root), self._head()
            if not head or (last and last.manifest.commit != head and _age(last) < SETTLE):
                return ""
            if last and last.manifest.commit == head and not _passed(last.manifest, now):
                return ""
            return self._publish(head, work)

    def _busy(self) -> bool:
        """Tell whether the git that brought the live release is still there."""
        try:
            os.kill(int((self.root / GIT).read_text(encoding="ascii")), 0)
        except (OSError, ValueError) as error:
            return isinstance(error, PermissionError)
        return True

    def _head(self) -> str:
        path = self.repository / MAIN
        if path.is_file():
            return path.read_text(encoding="ascii").strip()
        packed = self.repository / "packed-refs"
        lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
        return next((line.split()[0] for line in lines if line.endswith(f" {MAIN}")), "")

    def roll_back(self, name: str = "") -> str:
        """Show visitors an earlier release: the one before the live one, or the named one. Raises `Refused`."""
        if os.geteuid() != self.root.stat().st_uid:
            raise Refused(f"Geef deze opdracht als de gebruiker van {self.root}: sudo -u praktijk python3 tasks.py …")
        with self._alone():
            found = {release.name: release for release in releases.every(self.root)}
            now = releases.live(self.root)
            other = [one for one in found.values() if now and one.manifest.commit != now.manifest.commit]
            wanted = (
                found.get(name) if name else next((one for one in other if one.name < now.name), None) if now else None
            )
            if not wanted:
                told = f"Er is geen versie '{name}'." if name else "Er is geen eerdere versie."
                raise Refused(told, f"Kies uit: {', '.join(found)}" if found else "Er is nog niets gepubliceerd.")
            if now and now.folder == wanted.folder:
                raise Refused(f"{wanted.name} is al live.")
            (self.root / "var/pinned").touch()
            releases.go_live(self.root, wanted)
        return (
            f"Live: {wanted.name} ({wanted.manifest.subject})\n"
            "De geschiedenis in git is niet veranderd. Herstel de fout, en push daarna weer."
        )

    @contextmanager
    def _alone(self) -> Iterator[Path]:
        """Wait until nobody else publishes; give a folder to work in, of which nothing but the files is left."""
        (self.root / "var").mkdir(exist_ok=True, parents=True)
        with (self.root / "var/publish.lock").open("w") as lock:
            _wait_for(lock.fileno())
            shutil.rmtree(self.root / "work", ignore_errors=True)  # of a push that was killed
            _sweep(self.repository / "objects")
            work = self.root / "work" / str(os.getpid())
            work.mkdir(parents=True)
            with suppress(OSError):  # there is none
                (self.root / TREE).rename(work / TREE)
            try:
                yield work
            finally:
                with suppress(OSError):  # as above
                    (work / TREE).rename(self.root / TREE)
                shutil.rmtree(work, ignore_errors=True)


def _wait_for(lock: int) -> None:
    for second in range(int(WAIT)):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if second % 5 == 0:
                say("Even wachten: er wordt al gepubliceerd.")
            time.sleep(1)
        else:
            return
    raise Refused("Er wordt al te lang iets anders gepubliceerd. Probeer het over een paar minuten nog eens.")


def _sweep(objects: Path) -> None:
    """Remove what git keeps of pushes that were killed, once nobody can be at it any more."""
    for path in objects.glob("tmp_objdir-*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > 3600:
                shutil.rmtree(path)


def _age(release: Release) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(release.manifest.built)).total_seconds()


def _passed(manifest: Manifest, now: datetime) -> bool:
    """Tell whether the moment has come that lay ahead when it was built."""
    try:
        due, built = (datetime.fromisoformat(words) for words in (manifest.due, manifest.built))
        passed = built < due <= now
    except (TypeError, ValueError):
        return False
    return passed


def say(words: str) -> None:
    """Tell whoever pushes, at once."""
    with suppress(BrokenPipeError):
        print(words, file=sys.stderr, flush=True)  # noqa: T201 - git passes it on


def _plain(words: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in words)


def listing(root: Path) -> str:
    """List the releases, the newest first: name, commit, size, and which is live."""
    now = releases.live(root)
    folder = now.folder if now else None
    lines = [
        f"{'*' if one.folder == folder else ' '} {one.name}  {one.size / 1000:8.0f} kB  {_plain(one.manifest.subject)}"
        for one in releases.every(root)
    ]
    return "\n".join(lines) or "Er is nog niets gepubliceerd."
