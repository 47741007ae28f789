"""The environment: real projects in temporary folders, a real .venv, and a real pip that installs wheels made here."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TASKS = "import sys; from tools import environment; sys.exit(environment.enter(sys.argv[1:]))"
COMMANDS = "import sys, invoke; print(sys.argv[1:])"
ENSURE_BOTH = "from tools import environment; environment.ensure(environment.RUN, environment.DEV)"
MANY = 1500  # modules in a wheel: enough to see pip at work on it

MAKES = "De omgeving van de site wordt één keer gemaakt; dat duurt even."
RENEWS = "De omgeving van de site wordt bijgewerkt; dat duurt even."
WAITS = "Een andere opdracht werkt al aan de omgeving; even wachten."
STOPS = "Afgebroken. De volgende start maakt de omgeving af."
AGAIN = "Het installeren is niet gelukt. Kijk of er internet is en probeer het opnieuw."


@dataclass(frozen=True)
class End:
    """How a command ended."""

    code: int
    out: str
    err: list[str]


@dataclass(frozen=True)
class Project:
    """A small site: its command prints what it was given."""

    folder: Path

    @property
    def packages(self) -> Path:
        return next((self.folder / ".venv/lib").glob("python*/site-packages"))

    @property
    def success(self) -> str:
        return f"{['--search-root', str(self.folder), 'build', '--publish']}\n"

    def pin(self, requirements: str, name: str, version: str, files: dict[str, str]) -> None:
        """Write a wheel, and add it to a requirements file."""
        wheel = self.folder / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        about = {
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": "",
        }
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in (files | about).items():
                archive.writestr(path, text)
        self.add(requirements, f"./{wheel.name} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}")

    def add(self, requirements: str, line: str) -> None:
        with (self.folder / requirements).open("a", encoding="utf-8") as file:
            print(line, file=file)

    def start(self, **environ: str) -> subprocess.Popen[str]:
        """Begin a command, from another folder; it leads a process group of its own, like in a terminal."""
        return subprocess.Popen(
            [sys.executable, self.folder / "tasks.py", "build", "--publish"],
            cwd=self.folder.parent,
            env=os.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, **environ: str) -> End:
        return _end(self.start(**environ))

    def ensure_both(self) -> End:
        """Do what the command `test` does, with the Python of .venv."""
        command = [str(self.folder / ".venv/bin/python"), "-c", ENSURE_BOTH]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, encoding="utf-8", check=False)
        return End(done.returncode, done.stdout, done.stderr.splitlines())


@dataclass(frozen=True)
class Made:
    """A project, and how its first two commands ended, which were started at the same time."""

    project: Project
    ends: tuple[End, End]


@pytest.fixture(autouse=True)
def _can_be_interrupted() -> Iterator[None]:
    """Let commands hear an interrupt, also where the suite runs in the background of a shell, which turns it off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _end(process: subprocess.Popen[str]) -> End:
    out, err = process.communicate(timeout=60)
    return End(process.returncode, out, err.splitlines())


def _signal(process: subprocess.Popen[str], number: signal.Signals) -> End:
    """Send a signal to a command and to all that it started."""
    os.killpg(process.pid, number)
    return _end(process)


def _next_words(process: subprocess.Popen[str]) -> str:
    """Wait for what a command says next."""
    assert process.stderr
    return os.read(process.stderr.fileno(), 1000).decode().rstrip("\n")


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _new(folder: Path) -> Project:
    (folder / "tools").mkdir(parents=True)
    for name in ("__init__.py", "environment.py"):
        shutil.copy(ROOT / "tools" / name, folder / "tools")
    (folder / "tools/commands.py").write_text(COMMANDS, encoding="utf-8")
    (folder / "tasks.py").write_text(TASKS, encoding="utf-8")
    project = Project(folder)
    for requirements in ("requirements.txt", "requirements-dev.txt"):
        project.add(requirements, "# What is pinned.")
        project.pin(requirements, "invoke", "1.0", {"invoke/__init__.py": ""})
    return project


@pytest.fixture
def bare(tmp_path: Path) -> Project:
    """A project that was never started."""
    return _new(tmp_path / "site")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    project = _new(tmp_path_factory.mktemp("made") / "site")
    first, second = project.start(), project.start()
    return Made(project, (_end(first), _end(second)))


@pytest.fixture
def project(made: Made, tmp_path: Path) -> Project:
    """A project that was started before, and moved to another folder since."""
    return Project(shutil.copytree(made.project.folder, tmp_path / "site", symlinks=True))


def test_two_first_starts_at_once_make_one_environment_and_both_run(made: Made) -> None:
    waiter, maker = sorted(made.ends, key=lambda end: len(end.err))

    assert [end.code for end in made.ends] == [0, 0]
    assert [end.out for end in made.ends] == [made.project.success] * 2
    assert waiter.err == [WAITS]
    assert maker.err[:2] == [MAKES, "  1 van 1 pakketten"]
    assert maker.err[2].startswith("De omgeving is klaar, in ")
    assert len(maker.err) == 3


def test_a_second_start_says_nothing_and_needs_no_pip_and_no_lock(project: Project) -> None:
    shutil.rmtree(project.packages / "pip")
    (project.folder / ".venv.lock").unlink()

    end = project.run()

    assert end == End(0, project.success, [])
    assert not (project.folder / ".venv.lock").exists()


def test_changed_requirements_are_installed_and_counted_on_one_line_of_a_terminal(project: Project) -> None:
    project.pin("requirements.txt", "extra", "2.0", {"extra.py": ""})
    screen, terminal = os.openpty()

    code = subprocess.run([sys.executable, project.folder / "tasks.py"], stderr=terminal, check=False).returncode

    shown = os.read(screen, 1000).decode()
    os.close(screen)
    os.close(terminal)
    assert code == 0
    assert shown.startswith(f"{RENEWS}\r\n\r  1 van 2 pakketten\r  2 van 2 pakketten\r\nDe omgeving is klaar, in ")
    assert (project.packages / "extra-2.0.dist-info").exists()
    assert project.run() == End(0, project.success, [])


def test_what_the_tests_need_is_installed_from_inside_and_what_the_site_pins_stays(project: Project) -> None:
    project.pin("requirements.txt", "extra", "2.0", {"extra.py": ""})
    project.run()
    project.pin("requirements-dev.txt", "extra", "1.0", {"extra.py": ""})

    first, second, site = project.ensure_both(), project.ensure_both(), project.run()

    assert (first.code, first.err[0]) == (0, RENEWS)
    assert (project.packages / "extra-2.0.dist-info").exists()
    assert second == End(0, "", [])
    assert site == End(0, project.success, [])


def test_changed_requirements_of_the_tests_do_not_hold_up_the_site(project: Project) -> None:
    project.add("requirements-dev.txt", "./not-there.whl --hash=sha256:" + 64 * "0")

    end = project.run()

    assert end == End(0, project.success, [])


def test_a_failing_pip_shows_its_end_and_what_to_do_and_is_not_trusted_afterwards(project: Project) -> None:
    good = (project.folder / "requirements.txt").read_text(encoding="utf-8")
    project.pin("requirements.txt", "extra", "2.0", {"extra.py": ""})
    project.pin("requirements.txt", "extra", "2.0", {"extra.py": "changed"})

    end = project.run()
    (project.folder / "requirements.txt").write_text(good, encoding="utf-8")
    again = project.start()

    assert (end.code, end.out, end.err[0], end.err[-1]) == (1, "", RENEWS, AGAIN)
    assert "DO NOT MATCH THE HASHES" in "\n".join(end.err[1:-1])
    assert len(end.err) < 20
    assert _next_words(again) == MAKES
    _signal(again, signal.SIGKILL)


def test_what_is_pinned_without_a_hash_is_refused(project: Project) -> None:
    (project.folder / "requirements.txt").write_text("./invoke-1.0-py3-none-any.whl\n", encoding="utf-8")

    end = project.run()

    assert (end.code, end.out, end.err[-1]) == (1, "", AGAIN)
    assert "Hashes are required" in "\n".join(end.err)


def _lose_python(venv: Path) -> None:
    (venv / "bin/python").unlink()


def _lose_base(venv: Path) -> None:
    text = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
    (venv / "pyvenv.cfg").write_text(text.replace("home = ", "home = /gone"), encoding="utf-8")


def _age(venv: Path) -> None:
    text = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
    (venv / "pyvenv.cfg").write_text(text.replace("version = 3.", "version = 2."), encoding="utf-8")


@pytest.mark.parametrize("spoil", [_lose_python, _lose_base, _age])
def test_an_environment_without_its_python_or_of_another_one_is_made_again(
    project: Project, spoil: Callable[[Path], None]
) -> None:
    spoil(project.folder / ".venv")

    process = project.start()

    assert _next_words(process) == MAKES
    _signal(process, signal.SIGKILL)


def test_an_install_that_was_cut_off_is_repaired_also_when_its_repair_is_cut_off(project: Project) -> None:
    project.pin("requirements.txt", "many", "1.0", {f"many/m{number}.py": "" for number in range(MANY)})
    many = project.packages / "many"

    process = project.start()
    _until(many.exists)
    cut_off = _signal(process, signal.SIGKILL)
    half = len(list(many.glob("*.py")))
    process = project.start()
    words = _next_words(process)
    interrupted = _signal(process, signal.SIGINT)
    repaired = project.run()

    assert cut_off.code == -signal.SIGKILL
    assert half < MANY
    assert words == MAKES
    assert (interrupted.code, interrupted.out, interrupted.err) == (130, "", ["", STOPS])
    assert (repaired.code, repaired.out, repaired.err[0]) == (0, project.success, MAKES)
    assert len(list(many.glob("*.py"))) == MANY


def test_a_start_waits_for_the_pip_of_a_start_that_was_killed(project: Project) -> None:
    project.pin("requirements.txt", "many", "1.0", {f"many/m{number}.py": "" for number in range(MANY)})
    killed = project.start()
    _until((project.packages / "many").exists)
    killed.kill()

    process = project.start()

    assert _next_words(process) == WAITS
    _signal(killed, signal.SIGKILL)
    _signal(process, signal.SIGKILL)


def test_a_python_that_is_too_old_says_so(bare: Project, tmp_path: Path) -> None:
    _folder_with(tmp_path / "old", "sitecustomize.py", text="import sys; sys.version_info = (3, 6, 15)")

    end = bare.run(PYTHONPATH=str(tmp_path / "old"))

    assert end == End(1, "", ["Dit is Python 3.6.15; nodig is Python 3.11 of nieuwer. Haal die op python.org."])
    assert not (bare.folder / ".venv").exists()


def _folder_with(folder: Path, *names: str, text: str = "") -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize("name", ["tasks.py", "tools/__init__.py", "tools/environment.py"])
def test_an_old_python_can_read_what_refuses_it(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    tree = ast.parse(text, feature_version=(3, 6))

    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]


def test_a_folder_that_cannot_hold_an_environment_gets_a_clear_answer(bare: Project) -> None:
    (bare.folder / ".venv").write_text("not a folder", encoding="utf-8")

    end = bare.run()

    assert (end.code, end.out) == (1, "")
    assert "Traceback" not in "\n".join(end.err)
    assert end.err[-1].startswith("De omgeving is niet te maken (")
