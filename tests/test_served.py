"""The server as visitors and pushers meet it: real nginx with the generated configuration, and real ssh."""

from __future__ import annotations

import getpass
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.conftest import spoil
from tests.pushing import ARTICLE, Practice, git
from tests.running import FORM, free_port
from tools import services

MAIN = """daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{ include /etc/nginx/mime.types; {temporary} include {folder}/site.conf; }}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>{0}</title><circle r="{0}"/></svg>'


@pytest.fixture
def port(practice: Practice, tmp_path: Path, record_property: object) -> Iterator[int]:
    """The port of an nginx that serves the practice as the generated configuration says."""
    name = services.obtain("nginx")
    if name is None:
        assert callable(record_property)
        record_property("remark", services.NOT_RUN.format(name="nginx", package="nginx-light"))
        pytest.skip("there is no nginx")
    with nginx(name, practice, tmp_path / "nginx") as number:
        yield number


@contextmanager
def nginx(name: str, practice: Practice, folder: Path) -> Iterator[int]:
    """Run nginx with the configuration that the server was given, on a port of its own."""
    number = free_port()
    folder.mkdir()
    text = (practice.server / "etc/nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{number};").replace("listen [::]:80;", "")
    (folder / "site.conf").write_text(text, encoding="utf-8")
    temporary = " ".join(f"{part}_temp_path {folder}/{part};" for part in TEMPORARY)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, temporary=temporary), encoding="utf-8")
    words = [name, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")]
    with subprocess.Popen(words) as process:
        try:
            wait_for(number)
            yield number
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    pytest.fail(f"nothing listens on {port}")


def get(port: int, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


class Visitor(Thread):
    """Asks for pages, and all that they name, as fast as it can."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port, self.over = port, Event()
        self.asked, self.faults = 0, list[str]()

    def run(self) -> None:
        while not self.over.is_set():
            for page in ("/", "/over/", "/artikelen/"):
                body = self.ask(page)
                if not body.rstrip().endswith("</html>"):
                    self.faults.append(f"{page} is half")
                for name in re.findall(r'(?:href|src)="(/(?:theme|beelden)/[^"]+)"', body):
                    self.ask(name)

    def ask(self, path: str) -> str:
        self.asked += 1
        try:
            status, body, _ = get(self.port, path)
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(f"{path}: {error!r}")
            return ""
        if status != 200:
            self.faults.append(f"{path}: {status}")
        return body


def test_visitors_never_miss_anything_while_good_and_bad_pushes_come_in(practice: Practice, port: int) -> None:
    over = practice.desk / "content/paginas/over.md"
    text = over.read_text(encoding="utf-8")
    visitor = Visitor(port)
    visitor.start()

    codes = []
    for number in range(1, 4):
        for old in (practice.desk / "content/beelden").glob("foto-*.svg"):
            old.unlink()
        practice.write(f"content/beelden/foto-{number}.svg", PICTURE.format(number))
        over.write_text(f"{text}\n\n![Een foto]({{static}}/beelden/foto-{number}.svg)\n", encoding="utf-8")
        practice.commit(f"Foto {number}")
        good = practice.push()
        assert "Live: " in good.stderr, good.stderr
        codes.append(good.returncode)
        spoil(over, "Titel:", "Titl:")
        practice.commit("Fout")
        codes.append(practice.push().returncode)
        git(practice.desk, "reset", "-q", "--hard", "HEAD~1")
    visitor.over.set()
    visitor.join()

    assert codes == [0, 1] * 3
    assert visitor.faults == []
    assert visitor.asked > 200


def test_what_is_not_for_visitors_is_not_served(practice: Practice, port: int) -> None:
    practice.write("content/artikelen/2026-01-05-x.md", ARTICLE.replace("\n\n", "\nStatus: concept\n\n", 1))
    practice.commit()
    address = practice.push("site", "main:proef").stderr.partition("vertrouwen.nl/")[2].partition("/ ")[0]

    assert get(port, "/")[0] == 200
    for path in (
        "/.receiver/terms.json", "/.receiver/shell.html", "/.due", "/manifest.json", "/../manifest.json",
        "/var/instellingen",
        "/%2e%2e/manifest.json", "/site.git/config", "/theme/../../manifest.json", "/proef/", "/artikelen/x/",
    ):  # fmt: skip
        status, body, _ = get(port, path)
        assert status in (400, 404), path
        assert "sha256" not in body
    status, body, headers = get(port, f"/{address}/artikelen/x/")
    assert (status, headers["x-robots-tag"]) == (200, "noindex, nofollow")
    assert "Een heel nieuw stuk" in body
    assert get(port, f"/{address}/theme/site.css")[0] == 200


@pytest.fixture
def behind(practice: Practice) -> int:
    """The port of the receiver, where nginx and the settings both say that it is."""
    number = free_port()
    for name in ("etc/nginx.conf", "var/instellingen"):
        file = practice.server / name
        file.write_text(file.read_text(encoding="utf-8").replace("8431", str(number)), encoding="utf-8")
    return number


def test_the_receiver_answers_behind_nginx_and_its_absence_is_told_in_dutch(
    practice: Practice, behind: int, port: int
) -> None:
    settings = practice.server / "var/instellingen"
    away = post(port, "/contact/aanvraag/")

    with subprocess.Popen([sys.executable, "-m", "server", str(settings)], stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(behind)
            wrong = post(port, "/contact/aanvraag/")
            large = post(port, "/contact/aanvraag/", b"naam=" + b"x" * 2_000_000)
            health = get(port, "/contact/gezond")
        finally:
            process.kill()

    assert away[0] == 502
    assert "Het formulier is er even niet" in away[1]
    assert wrong[0] == 422
    assert "Vul de naam van uw organisatie in" in wrong[1]
    assert large[0] == 413
    assert "niet verstuurd" in large[1]
    assert health[:2] == (200, "gezond\n")


def post(port: int, path: str, body: bytes = b"naam=Ans") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(BrokenPipeError, ConnectionResetError):  # what is too large is refused before it was sent
        connection.request("POST", path, body, {"Content-Type": FORM})
    answer = connection.getresponse()
    words = answer.read().decode()
    connection.close()
    return answer.status, words


def test_a_push_over_ssh_is_told_in_the_same_words(practice: Practice, tmp_path: Path, record_property: object) -> None:
    sshd = services.obtain("sshd")
    if sshd is None:
        assert callable(record_property)
        record_property("remark", services.NOT_RUN.format(name="sshd", package="openssh-server"))
        pytest.skip("there is no sshd")
    folder, number = tmp_path / "ssh", free_port()
    folder.mkdir(mode=0o700)
    for name in ("host", "mine"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    (folder / "keys").write_text((folder / "mine.pub").read_text(encoding="utf-8"), encoding="utf-8")
    config = {
        "Port": number, "ListenAddress": "127.0.0.1", "HostKey": folder / "host", "AuthorizedKeysFile": folder / "keys",
        "PidFile": folder / "pid", "StrictModes": "no", "UsePAM": "no", "PermitRootLogin": "yes",
        "PasswordAuthentication": "no",
    }  # fmt: skip
    (folder / "config").write_text("".join(f"{name} {value}\n" for name, value in config.items()), encoding="utf-8")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes")
    command = f"ssh -F none -i {folder}/mine -p {number} {' '.join(f'-o {option}' for option in options)}"
    git(practice.desk, "remote", "set-url", "site", f"{getpass.getuser()}@127.0.0.1:{practice.server}/site.git")

    with subprocess.Popen([sshd, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL) as process:
        wait_for(number)
        practice.write("content/artikelen/2026-01-05-x.md", ARTICLE)
        commit = practice.commit()
        good = practice.push(GIT_SSH_COMMAND=command)
        spoil(practice.desk / "content/artikelen/2026-01-05-x.md", "Titel:", "Titl:")
        practice.commit()
        bad = practice.push(GIT_SSH_COMMAND=command)
        process.terminate()

    assert good.returncode == 0, good.stderr
    assert "remote: Live: https://www.vertrouwen.nl/artikelen/x/ (1 nieuw artikel, " in good.stderr
    assert bad.returncode == 1
    assert (
        "remote: content/artikelen/2026-01-05-x.md:1: 'Titl' is geen bekend gegeven. Bedoelt u 'Titel'?" in bad.stderr
    )
    assert "remote: De site is NIET gewijzigd." in bad.stderr
    assert practice.live == commit
