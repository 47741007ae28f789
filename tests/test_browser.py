"""Finding and getting a browser: real files and scripts on a PATH of the test, and one real Chromium that starts."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tools.browser import ASK, NoBrowser, find, obtain

SNAP = '#!/bin/sh\nexec /snap/bin/chromium "$@"\n'
APT = "Er is nog geen browser om mee te testen; Chromium wordt geïnstalleerd.\n"
DOWNLOAD = "De browser van Playwright wordt opgehaald; dat kan een paar minuten duren.\n"
as_root = pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root may install packages")


@dataclass(frozen=True)
class Computer:
    """What a computer without a browser has: the folder of its PATH, its home, and where Playwright keeps browsers."""

    programs: Path
    home: Path
    playwright: Path

    def add(self, name: str, text: str = "#!/bin/sh\n") -> Path:
        """Put a program on the PATH."""
        return _program(self.programs / name, text)

    def add_apt(self, chromium: str) -> None:
        """Put an apt-get on the PATH that notes what it is asked, and whose `install` brings this chromium."""
        later = self.add("later", chromium)
        bring = f"[ $1 = install ] && /bin/mv '{later}' '{self.programs / 'chromium'}'"
        self.add("apt-get", f'#!/bin/sh\necho "$@" >> "{self.programs / "asked"}"\n{bring}\n')


def _program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def _ask_playwright() -> Path:
    """Where Playwright would keep its browser; it tells that, whether it is there or not."""
    return Path(subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout.strip())


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A computer without a browser, where a download finds nobody who answers."""
    if any(Path("/Applications").glob("*Chrom*.app")):
        pytest.skip("the browser in /Applications can't be put out of sight")
    computer = Computer(tmp_path / "bin", tmp_path / "home", tmp_path / "playwright")
    computer.programs.mkdir()
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(computer.programs))
    monkeypatch.setenv("HOME", str(computer.home))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(computer.playwright))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    return computer


@pytest.fixture
def mirror(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A web server that has Playwright's browser, as small as can be."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in (Path(*_ask_playwright().relative_to(computer.playwright).parts[1:]), "ffmpeg-linux", "ffmpeg-mac"):
            file.writestr(str(name), "#!/bin/sh\n")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(archive.getvalue())))
            self.end_headers()
            self.wfile.write(archive.getvalue())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()
        thread.join()


def test_the_browser_that_is_found_really_starts() -> None:
    browser = obtain()

    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--dump-dom", "data:text/html,<p>goed</p>"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )

    assert done.returncode == 0
    assert "<p>goed</p>" in done.stdout


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"])
def test_a_browser_on_the_path_is_found(computer: Computer, name: str) -> None:
    program = computer.add(name)

    assert find() == program


def test_where_there_is_a_browser_nothing_is_installed(computer: Computer, capfd: pytest.CaptureFixture[str]) -> None:
    computer.add_apt("#!/bin/sh\n")
    program = computer.add("google-chrome")

    browser = obtain()

    assert browser == program
    assert not (computer.programs / "asked").exists()
    assert capfd.readouterr() == ("", "")


def test_a_browser_among_the_applications_of_macos_is_found(computer: Computer) -> None:
    program = _program(computer.home / "Applications/Chromium.app/Contents/MacOS/Chromium")

    assert find() == program


@pytest.mark.parametrize("root", ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"])
def test_a_browser_among_the_programs_of_windows_is_found(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, root: str
) -> None:
    monkeypatch.setenv(root, str(computer.home / "programs"))
    program = _program(computer.home / "programs/Google/Chrome/Application/chrome.exe")

    assert find() == program


def test_the_browser_of_playwright_is_found_once_its_download_is_complete(computer: Computer) -> None:
    program = _program(_ask_playwright())
    half = find()
    (computer.playwright / program.relative_to(computer.playwright).parts[0] / "INSTALLATION_COMPLETE").touch()

    assert half is None
    assert find() == program


def test_a_program_that_only_starts_a_snap_is_no_browser(computer: Computer) -> None:
    computer.add("chromium-browser", SNAP)
    (computer.programs / "chromium").symlink_to(computer.add("snap"))

    assert find() is None


def test_the_browser_that_the_environment_names_comes_first(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.add("chromium")
    other = computer.add("other")
    monkeypatch.setenv("CHROMIUM", str(other))

    assert find() == other


def test_a_browser_that_is_named_but_not_there_is_a_clear_fault(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.add("chromium")
    monkeypatch.setenv("CHROMIUM", "/not/there")

    with pytest.raises(NoBrowser, match="CHROMIUM wijst naar /not/there, maar daar is geen browser"):
        obtain()


@as_root
def test_on_debian_chromium_is_installed(computer: Computer, capfd: pytest.CaptureFixture[str]) -> None:
    computer.add_apt("#!/bin/sh\n")

    browser = obtain()

    assert browser == computer.programs / "chromium"
    assert (computer.programs / "asked").read_text(encoding="utf-8") == "update\ninstall -y chromium\n"
    assert capfd.readouterr() == ("", APT)


@as_root
@pytest.mark.usefixtures("mirror")
def test_where_debian_has_only_a_snap_playwright_brings_its_own(
    computer: Computer, capfd: pytest.CaptureFixture[str]
) -> None:
    computer.add_apt(SNAP)

    browser = obtain()

    assert browser.is_relative_to(computer.playwright)
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(APT + DOWNLOAD)


@pytest.mark.usefixtures("mirror")
def test_without_apt_playwright_brings_its_own(computer: Computer, capfd: pytest.CaptureFixture[str]) -> None:
    browser = obtain()

    assert browser.is_relative_to(computer.playwright)
    assert capfd.readouterr() == ("", DOWNLOAD)


@pytest.mark.usefixtures("computer")
def test_where_nothing_helps_the_answer_is_what_to_install() -> None:
    with pytest.raises(NoBrowser, match=r"^Er is geen browser .*\. Installeer Chromium of Google Chrome en .*\.$"):
        obtain()
