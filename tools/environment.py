"""Makes the project's own .venv on a computer with only git and Python, and hands each command over to invoke in it.

Python 3.6 must be able to read this file and to refuse in plain words: no newer syntax, newer calls only after that.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

RUN = "requirements.txt"
DEV = "requirements-dev.txt"  # holds all that RUN pins
NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / ".venv.lock"  # outside .venv, which is removed while the lock is held
VENV = ROOT / ".venv"  # keeps a copy of each file that is installed; without RUN's an install was cut off
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PIP = ["-m", "pip", "--no-input", "--disable-pip-version-check", "install", "--require-hashes", "--no-deps"]
STEPS = ("Collecting ", "Processing ", "Requirement already satisfied", "Ignoring ")  # pip says one of each package

AGAIN = "Het installeren is niet gelukt. Kijk of er internet is en probeer het opnieuw."
MEND = "De omgeving is niet gemaakt. Los op wat hierboven staat en probeer het opnieuw."
BLOCKED = "Sluit andere vensters waarin de site draait, kijk of er ruimte op de schijf is, en probeer het opnieuw."


def enter(arguments: "list[str]") -> int:
    """Run a command of tasks.py in .venv, in place of this process or (Windows) as its child; gives the exit code."""
    if sys.version_info < NEEDED:
        version = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Dit is Python {version}; nodig is Python 3.11 of nieuwer. Haal die op python.org.")
    ensure(RUN)
    command = [
        str(PYTHON),
        "-P",
        str(ROOT / "tools/commands.py"),
        "--search-root",
        str(ROOT),
        *(arguments or ["--list"]),
    ]
    return _wait_for(command) if os.name == "nt" else os.execv(command[0], command)  # noqa: S606 - no shell: meant


def ensure(*names: str) -> None:
    """See to it that .venv holds what these files pin; tells in Dutch what it does, and exits (1, 130) if it can't."""
    try:
        if _stale(names):
            _renew(names)
    except KeyboardInterrupt:
        print("\nAfgebroken. De volgende start maakt de omgeving af.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        sys.exit(f"De omgeving is niet te maken ({error}). {BLOCKED}")


def _how(package: str) -> str:
    """Say how this computer gets the part of Python that it lacks."""
    if shutil.which("apt-get"):
        return f"Installeer dat met: sudo apt-get install {package}"
    return "Installeer Python vanaf python.org en probeer het opnieuw."


def _wait_for(command: "list[str]") -> int:
    """Run a command; at Ctrl-C, which it gets too, it is the command that decides when to end."""
    import subprocess  # noqa: PLC0415 - not needed by most starts

    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def _stale(names: "tuple[str, ...]") -> "list[str]":
    """Name the files that are not installed as they are now."""
    whole = _whole()
    return [name for name in names if not whole or _read(VENV / name) != (ROOT / name).read_bytes()]


def _whole() -> bool:
    """Tell whether the last install was finished, and .venv's Python is there and of this minor version."""
    lines = _read(VENV / "pyvenv.cfg").decode("utf-8", "replace").splitlines()
    config = {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)}
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}."
    there = PYTHON.exists() and Path(config.get("home", "?")).exists()  # Windows: the first outlives the second
    return there and config.get("version", "").startswith(minor) and (VENV / RUN).exists()


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _renew(names: "tuple[str, ...]") -> None:
    """Install what is stale, one process at a time; RUN comes after DEV, so that its pins always count."""
    begun = time.monotonic()
    with LOCK.open("a") as file:
        lock = file.fileno()
        _wait_for_turn(lock)
        stale = _stale(names)
        if not stale:
            return
        contents = {name: (ROOT / name).read_bytes() for name in (DEV, RUN) if name == RUN or name in stale}
        _prepare(lock)
        for name in contents:
            _install(name, lock)
        for name, content in contents.items():
            (VENV / name).write_bytes(content)
    print(f"De omgeving is klaar, in {time.monotonic() - begun:.0f} s.", file=sys.stderr)


def _wait_for_turn(lock: int) -> None:
    """Wait until no other process works on .venv; however that one ends, the system then frees the lock."""
    if _taken(lock):
        return
    print("Een andere opdracht werkt al aan de omgeving; even wachten.", file=sys.stderr)
    while not _taken(lock):
        time.sleep(0.1)


def _taken(lock: int) -> bool:
    """Take the lock, unless another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _prepare(lock: int) -> None:
    """Mark .venv as unfinished, and make it anew where it is not whole."""
    whole = _whole()
    if not whole:
        _check_venv()
    work = "bijgewerkt" if whole else "één keer gemaakt"
    print(f"De omgeving van de site wordt {work}; dat duurt even.", file=sys.stderr)
    for name in (RUN, DEV):
        (VENV / name).unlink(missing_ok=True)
    if not whole:
        if VENV.exists():
            shutil.rmtree(VENV)
        base = getattr(sys, "_base_executable", sys.executable)  # started inside .venv, our own was just removed
        list(_output([base, "-I", "-m", "venv", str(VENV)], lock, MEND))


def _check_venv() -> None:
    """Refuse a Python that can't make a .venv: Debian's python3 leaves these two to another package."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - only to see whether it is there
        import venv  # noqa: F401, PLC0415
    except ImportError:
        sys.exit(f"In deze Python ontbreekt venv. {_how('python3-venv')}")


def _install(name: str, lock: int) -> None:
    """Let pip install one file, and count the packages on the screen."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    total = sum(line[:1] not in ("", " ", "#", "-") for line in lines)
    output = _output([str(PYTHON), "-I", *PIP, "-r", str(ROOT / name)], lock, AGAIN)
    for done, _ in enumerate((line for line in output if line.startswith(STEPS)), 1):
        _show(done, total)


def _show(done: int, total: int) -> None:
    """Count on one line of a terminal; elsewhere with a line for every tenth package and for the last."""
    text = f"  {done} van {total} pakketten"
    if sys.stderr.isatty():
        print(f"\r{text}", end="\n" if done == total else "", file=sys.stderr, flush=True)
    elif done % 10 == 0 or done == total:
        print(text, file=sys.stderr)


def _output(command: "list[str]", lock: int, advice: str) -> "Iterator[str]":
    """Yield what a command writes; where it fails, exit with the end of that and with advice.

    The command inherits the lock (not on Windows): if we are killed, nobody else touches .venv before it has ended.
    """
    from subprocess import PIPE, STDOUT, Popen  # noqa: PLC0415 - not needed by most starts

    written, kept = [], () if os.name == "nt" else (lock,)
    with Popen(command, cwd=ROOT, stdout=PIPE, stderr=STDOUT, text=True, errors="replace", pass_fds=kept) as process:
        for line in process.stdout or ():
            written.append(line)
            yield line
    if process.returncode:
        sys.exit("".join([*written[-15:], advice]))
