"""The server as visitors and pushers meet it: real nginx and Caddy with the generated configuration, and real ssh."""

from __future__ import annotations

import getpass
import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from headers import ASKED, KEPT, PAGE, table
from server.install import install
from tests import serving
from tests.conftest import spoil
from tests.pushing import ARTICLE, Practice, git
from tests.running import free_port
from tests.serving import Visitor, get, post, wait_for
from tools import services

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>{0}</title><circle r="{0}"/></svg>'


@contextmanager
def serve(kind: str, practice: Practice, folder: Path, remark: Callable[[str, object], None]) -> Iterator[int]:
    """Serve the practice with nginx or Caddy as the generated configuration says; give the port."""
    name = services.obtain(kind)
    if name is None:
        remark("remark", services.not_run(kind))
        pytest.skip(f"there is no {kind}")
    with getattr(serving, kind)(name, practice, folder / kind) as number:
        yield number


@pytest.fixture(params=["nginx", "caddy"])
def port(
    practice: Practice,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> Iterator[int]:
    """The port at which the practice is served."""
    with serve(request.param, practice, tmp_path, record_property) as number:
        yield number


@pytest.mark.parametrize("port", ["nginx"], indirect=True)
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
        "/.receiver/terms.json", "/.receiver/shell.html", "/.due", "/_headers", "/manifest.json", "/../manifest.json",
        "/var/instellingen",
        "/%2e%2e/manifest.json", "/site.git/config", "/theme/../../manifest.json", "/proef/", "/artikelen/x/",
    ):  # fmt: skip
        status, body, _ = get(port, path)
        assert status in (400, 404), path
        assert "sha256" not in body
    status, body, headers = get(port, f"/{address}/artikelen/x/")
    assert (status, headers["x-robots-tag"]) == (200, "noindex, nofollow")
    assert "Een heel nieuw stuk" in body
    style = re.search(r'href="(/[^"]+/theme/site[^"]+)"', body)
    assert style
    assert get(port, style[1])[0] == 200


@pytest.fixture
def behind(practice: Practice) -> int:
    """The port of the receiver, where nginx and the settings both say that it is."""
    number = free_port()
    for name in ("etc/nginx.conf", "etc/Caddyfile", "var/instellingen"):
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
    assert large[0] in (413, 502)  # Caddy closes the line to the receiver
    assert "niet verstuurd" in large[1]
    assert health[:2] == (200, "gezond\n")
    for _, _, headers in (away, wrong, large):
        assert sorted(pair for pair in headers if pair[0] in EXPECTED) == sorted(
            {**EXPECTED, "Cache-Control": PAGE}.items()
        )


EXPECTED = {header.name: header.value for header in table()} | {"Cache-Control": ""}


def test_every_answer_has_the_headers_once_and_is_kept_as_long_as_it_may(practice: Practice, port: int) -> None:
    practice.push("site", "main:proef")
    proof = next((practice.server / "proof").iterdir()).name
    style = re.findall(r'href="(/theme/[^"]+)"', get(port, "/")[1])[0]
    kept = {
        **dict.fromkeys(("/", "/artikelen/", f"/{proof}/", "/404.html", "/contact/storing/", "/weg", "/weg/"), PAGE),
        style: KEPT,
        f"/{proof}{style}": KEPT,
        "/feeds/artikelen.atom.xml": ASKED,
        "/.well-known/security.txt": ASKED,
        "/medewerkers": PAGE,
    }

    for path, caching in kept.items():
        found = raw(port, path)
        only = {header.name: header.value for header in table() if caching == PAGE or not header.pages_only}
        assert sorted(pair for pair in found if pair[0] in EXPECTED) == sorted(
            {**only, "Cache-Control": caching}.items()
        ), path
    calendar = dict(raw(port, "/verplichtingen/verplichtingen.ics"))
    assert calendar["Content-Type"].lower() == "text/calendar; charset=utf-8"
    assert dict(raw(port, "/.well-known/security.txt"))["Content-Type"].lower() == "text/plain; charset=utf-8"
    missing = dict(raw(port, "/theme/site.00000000.css"))
    assert missing["Cache-Control"] != KEPT


def test_a_photo_is_served_as_what_it_is_and_kept_on_the_proof_too(practice: Practice, port: int) -> None:
    picture = practice.desk / "content/beelden/ruit.png"
    picture.parent.mkdir(exist_ok=True)
    Image.new("RGB", (900, 600), "red").save(picture)
    over = practice.desk / "content/paginas/over.md"
    over.write_text(f"{over.read_text(encoding='utf-8')}\n![Een ruit](/beelden/ruit.png)\n", encoding="utf-8")
    practice.commit("Ruit")
    assert practice.push().returncode == practice.push("site", "main:proef").returncode == 0
    proof = next((practice.server / "proof").iterdir()).name

    for page in ("/over/", f"/{proof}/over/"):
        shown = re.search(r"<picture>.*?</picture>", get(port, page)[1])
        assert shown
        addresses = re.findall(r'[" ](/[^" ]+)(?=[" ])', shown[0])
        assert len(addresses) == 7
        for address in addresses:
            kind = address.rpartition(".")[2]
            status, _, headers = get(port, address)
            assert (status, headers["content-type"], headers["cache-control"]) == (200, f"image/{kind}", KEPT), address
            assert headers["x-content-type-options"] == "nosniff"
            assert address.startswith(page.removesuffix("over/"))


def raw(port: int, path: str) -> list[tuple[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    found = connection.getresponse().getheaders()
    connection.close()
    return found


def test_who_asked_is_written_down_nowhere(port: int, tmp_path: Path) -> None:
    for path in ("/", "/weg/", "/%2e%2e/", "/contact/gezond"):
        get(port, path, X_Forwarded_For="198.51.100.7")
    post(port, "/contact/aanvraag/")
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET / HTTP/9.9\r\n\r\n")
        line.recv(1000)

    told = {path: path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.suffix in ("", ".log")
            and path.is_file() and path.parent.name in ("nginx", "caddy")}  # fmt: skip
    assert told
    assert [path for path, words in told.items() if re.search(r"198\.51|remote_ip|client: |GET /", words)] == []


def test_any_domain_gives_a_configuration_that_nginx_takes(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    one, other = Practice(tmp_path, tmp_path / "one"), Practice(tmp_path, tmp_path / "other")
    for practice, domain in ((one, "1op1.nl"), (other, "a-b.nl")):
        install(practice.server, domain)
    with serve("nginx", one, tmp_path, record_property) as port:
        headers = get(port, "/")[2]

    assert headers["cache-control"] == PAGE
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_a_page_of_two_releases_ago_still_finds_what_it_needs(practice: Practice, port: int) -> None:
    before = get(port, "/")[1]
    names = re.findall(r'(?:href|src)="(/theme/[^"]+)"', before)
    css = practice.desk / "theme/static/site.css"
    for number in range(2):
        css.write_text(f"{css.read_text(encoding='utf-8')}\n/* {number} */\n", encoding="utf-8")
        practice.commit(f"Stijl {number}")
        assert practice.push().returncode == 0

    now = get(port, "/")[1]

    assert set(re.findall(r'(?:href|src)="(/theme/[^"]+)"', now)) != set(names)
    assert [get(port, name)[0] for name in names] == [200] * len(names)


def test_a_push_over_ssh_is_told_in_the_same_words(
    practice: Practice, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    sshd = services.obtain("sshd")
    if sshd is None:
        record_property("remark", services.not_run("sshd"))
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
