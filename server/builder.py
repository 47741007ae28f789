"""Builds what was pushed, with the pushed code in an environment of its own, within limits of time, memory and disk."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO

from server.pushed import Refused

INSTALL = 600.0  # seconds for what a new environment needs
UNUSED = 90 * 86_400.0  # seconds after which an environment goes that nothing was built with
LOOK = 0.5  # seconds between two looks at how much was written
DONE = "done"  # a file in an environment that is whole
PARENT_DIED = 1  # PR_SET_PDEATHSIG of prctl(2)
TOLD = 20_000  # characters of what a build said that are passed on
PIN = re.compile(r"\w[\w.-]*==[\w.!+]+(?: ; [\w\s.'\"=<>!()]*)?|--hash=sha256:[0-9a-f]{64}|", re.ASCII)
PIP = (
    "-m", "pip", "--no-input", "--disable-pip-version-check", "-q", "install", "--require-hashes", "--no-deps",
    "--only-binary", ":all:",
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How far a build may go."""

    seconds: float = 120
    memory: int = 2_000_000_000  # bytes of addresses a process
    file: int = 200_000_000  # bytes of one file
    disk: int = 1_000_000_000  # bytes of all that it writes
    free: int = 200_000_000  # bytes that must stay free on the disk


def environment(root: Path, requirements: Path, limits: Limits, say: Callable[[str], None]) -> Path:
    """Return the Python of the environment for these requirements, made within limits when there is none yet.

    Only wheels of a registry are installed, by their hash, so that nothing of what is pushed runs here. Raises
    `Refused` when it can't be made; nothing that was there is changed.
    """
    if not requirements.is_file():
        raise Refused("Er is geen requirements.txt. Zet hem terug: daarin staat wat de site nodig heeft.")
    pins = _pins(requirements)
    folder = root / "environments" / sha256(requirements.read_bytes()).hexdigest()[:16]
    python = folder / "bin/python"
    if (folder / DONE).exists() and python.exists():
        (folder / DONE).touch()
        _forget(folder.parent)
        return python
    say("Er is iets nieuws nodig om te bouwen; dat wordt opgehaald. Dat duurt een paar minuten.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        _install([sys.executable, "-m", "venv", str(folder)], folder, limits, say)
        (folder / "pins").write_text(pins, encoding="ascii")
        _install([str(python), *PIP, "-r", str(folder / "pins")], folder, limits, say)
        (folder / DONE).touch()
    finally:
        if not (folder / DONE).exists():
            shutil.rmtree(folder, ignore_errors=True)
    return python


def _pins(requirements: Path) -> str:
    """Take the pins out of a file, and refuse whatever else pip might heed."""
    lines = requirements.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.startswith("#") and not PIN.fullmatch(line.strip().removesuffix("\\").strip()):
            raise Refused(f"requirements.txt:{number}: hier mag alleen een pakket staan, met versie (==) en hash.")
    return "".join(f"{line}\n" for line in lines if not line.startswith("#"))


def _install(command: list[str], folder: Path, limits: Limits, say: Callable[[str], None]) -> None:
    told = folder / "told"
    with told.open("w+b") as file:
        with _running(command, folder, dict(os.environ), limits, file) as process:
            broken = _watch(process, folder, replace(limits, seconds=INSTALL), "Ophalen wat nodig is", say)
        said = _lines(file)
    if broken:
        raise Refused(broken)
    if process.returncode:
        raise Refused("Wat in requirements.txt staat, is niet op te halen:", *said[-5:])
    told.unlink()


def _forget(environments: Path) -> None:
    """Remove what was not used for a season."""
    for done in environments.glob(f"*/{DONE}"):
        if time.time() - done.stat().st_mtime > UNUSED:
            shutil.rmtree(done.parent, ignore_errors=True)


@dataclass(frozen=True)
class Job:
    """A tree to build, with which Python and which words, into a folder whose parent holds all that it writes.

    What lies in `secrets` is not for what is built; what a build keeps for the next lies in `kept`.
    """

    secrets: Path
    kept: Path
    tree: Path
    python: Path
    words: tuple[str, ...]
    output: Path


def build(job: Job, limits: Limits, say: Callable[[str], None]) -> None:
    """Build; raises `Refused` with what the gate said, or with the limit that was met."""
    work = job.output.parent
    scratch, told = work / "tmp", work / "told"
    scratch.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "SITE_NOW") if name in os.environ}
    environ = {**kept, "HOME": str(scratch), "TMPDIR": str(scratch), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    job.kept.mkdir(exist_ok=True, parents=True)
    environ["SITE_KEPT"] = str(job.kept)
    command = [*_walls(job), str(job.python), "-X", "utf8", "-m", "tools.build", *job.words, str(job.output)]
    with told.open("w+b") as file:
        with _running(command, job.tree, environ, limits, file) as process:
            broken = _watch(process, work, limits, "Het bouwen", say)
        said = _lines(file)
    if _size(job.kept) > limits.disk:
        shutil.rmtree(job.kept)
    if broken:
        raise Refused(broken)
    if process.returncode:
        raise Refused(*(said or [f"Het bouwen stopte zonder iets te zeggen (code {process.returncode})."]))
    odd = (path for path in job.output.rglob("*") if path.is_symlink() or not (path.is_dir() or path.is_file()))
    if job.output.is_symlink() or any(odd):
        raise Refused(
            "In wat er gebouwd is, staat een snelkoppeling (symbolic link) of iets anders dat geen bestand is."
        )
    if not (job.output / "index.html").is_file():
        raise Refused("Er is niets gebouwd.", *said)


def _lines(told: IO[bytes]) -> list[str]:
    """Read the end of what was said, from the file as it was opened: by now another may have its name."""
    data = os.pread(told.fileno(), TOLD, max(0, os.fstat(told.fileno()).st_size - TOLD))
    return data.decode("utf-8", "replace").strip().splitlines()


@contextmanager
def _running(
    command: list[str], folder: Path, environ: dict[str, str], limits: Limits, told: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a session of its own, of which nothing is left afterwards, nor when this process is killed."""
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT,
        start_new_session=True, preexec_fn=lambda: _confine(limits),  # noqa: PLW1509 - there is one thread
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _walls(job: Job) -> list[str]:
    """Name what keeps the pushed code in, which is nothing where there is no bubblewrap.

    It can write beside its tree and in what is kept only, sees no secrets and no network, and nothing of it lives on.
    """
    program = shutil.which("bwrap")
    work, python = str(job.output.parent), str(job.python.parents[1])
    if (
        not program
        or subprocess.run([program, "--ro-bind", "/", "/", "true"], capture_output=True, check=False).returncode
    ):
        return []
    return [
        program, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
        "--ro-bind", python, python,  # which lies in /dev/shm where tests do
        "--tmpfs", str(job.secrets), "--bind", work, work, "--ro-bind", str(job.tree), str(job.tree),
        "--bind", str(job.kept), str(job.kept),
        "--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent", "--chdir", str(job.tree),
    ]  # fmt: skip


def _confine(limits: Limits) -> None:
    """Set the limits of a process that is about to build; it ends when whoever waits for it does (Linux)."""
    os.umask(0o022)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file, limits.file))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGKILL)


def _watch(process: subprocess.Popen[bytes], work: Path, limits: Limits, what: str, say: Callable[[str], None]) -> str:
    """Wait for the end, saying now and then that it goes on; return the limit that it met, if it met one."""
    begun, spoken, looked = time.monotonic(), 0.0, 0.0
    while process.poll() is None:
        time.sleep(0.05)
        passed = time.monotonic() - begun
        if passed > limits.seconds:
            return f"{what} duurde langer dan {limits.seconds:.0f} seconden en is gestopt."
        if passed - spoken >= 2:
            spoken = passed
            say(f"{what} duurt tot nu toe {passed:.0f} s")
        if passed - looked >= LOOK:
            looked = passed
            if broken := _full(work, limits, what):
                return broken
    return _full(work, limits, what)


def _full(work: Path, limits: Limits, what: str) -> str:
    if _size(work) > limits.disk:
        return f"{what} schreef meer dan {limits.disk // 1_000_000} MB en is gestopt."
    if shutil.disk_usage(work).free < limits.free:
        return "De schijf van de server is bijna vol, en het werk is gestopt. Vraag wie de server beheert."
    return ""


def _size(folder: Path) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(where) / name).lstat().st_size
    return total
