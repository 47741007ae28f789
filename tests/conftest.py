"""What the tests share: one real build of the real content, one web server, one browser."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from compileall import compile_dir, compile_file
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.pushing import Practice, copied, packed, published
from tools.browser import obtain
from tools.build import build
from tools.stay import load

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ("content", "plugins", "server", "theme", "tools", "pelicanconf.py", "publishconf.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines which checkers ran, and which could not: what a test records as a remark."""
    reports = (report for reports in terminalreporter.stats.values() for report in reports)
    pairs = (pair for report in reports for pair in getattr(report, "user_properties", ()))
    for remark in dict.fromkeys(str(value) for name, value in pairs if name == "remark"):
        terminalreporter.write_line(remark)


def spoil(path: Path, old: str, new: str) -> None:
    """Change a file of a project that a test may break; what is to be changed must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugins from here, before a test builds a copy that is removed; compile our code once, for all copies.

    A copy keeps the times of files, so what is compiled holds there.
    """
    load()
    if not hasattr(config, "workerinput"):  # of the processes that share the tests, only the first
        for name in ("plugins", "server", "tools"):
            compile_dir(ROOT / name, quiet=1)
        for path in ROOT.glob("*.py"):
            compile_file(path, quiet=1)


def asset(site: Path, name: str) -> Path:
    """The theme's file of this name on a built site, where its name holds a mark of its bytes."""
    stem, _, kind = name.rpartition(".")
    (found,) = site.glob(f"theme/{stem}.*.{kind}")
    return found


@pytest.fixture(scope="session", autouse=True)
def _remembered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the builds of this run share what they remember, as those of one project do; a test with "" has its own."""
    folder = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("SITE_KEPT", str((folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "kept"))
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the real site, built once, from nothing."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("SITE_KEPT", str(folder / "kept"))  # nothing that another test has left
        build(folder / "output")
    return folder / "output"


def copied_project(folder: Path) -> Path:
    """Copy the project into a folder."""
    for name in PROJECT:
        source, target = ROOT / name, folder / "site" / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    return folder / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    return copied_project(tmp_path)


@pytest.fixture
def small(project: Path) -> Path:
    """A project with the smallest content that the theme can show."""
    shutil.rmtree(project / "content")
    shutil.copytree(ROOT / "tests/small", project / "content")
    shutil.copy2(ROOT / "content/praktijk.toml", project / "content")
    return project


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, str]:
    """Every page that a visitor is shown: address to HTML."""
    return {
        "/" + path.relative_to(site).as_posix().removesuffix("index.html"): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("*.html"))
        if ".receiver" not in path.parts
    }


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address on loopback where the real site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, of which a process can have one."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A real Chromium; on Linux without its sandbox, which a container's root can't have."""
    arguments = ["--no-sandbox"] if sys.platform == "linux" else []
    chromium = playwright.chromium.launch(executable_path=obtain(), args=arguments)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """A practice of which the first version is live; it is only looked at."""
    practice = published(tmp_path_factory.mktemp("first"))
    done = practice.push()
    assert done.returncode == 0, done.stderr
    return packed(practice)


@pytest.fixture
def practice(first: Practice, tmp_path: Path) -> Practice:
    """A practice of which the first version is live, for a test to push to."""
    return copied(first, tmp_path)
