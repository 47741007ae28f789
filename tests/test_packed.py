"""What travels packed is, unpacked, the very file; who can't unpack gets it as it is; what holds a secret never is."""

from __future__ import annotations

import gzip
import http.client
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest

from headers import PACKED, table
from server import releases
from tests.pushing import Practice
from tests.running import FORM, GOOD
from tests.serving import wait_for
from tests.test_build import content_of
from tests.test_served import behind, serve
from tests.test_served import port as own_port
from tools.packing import TEXTS, WORTH, pack
from work import Work

__all__ = ["behind", "own_port"]  # fixtures
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@dataclass(frozen=True)
class Answer:
    """A status, the bytes as they came, and headers in small letters."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def coding(self) -> str:
        return self.headers.get("content-encoding", "")

    @property
    def plain(self) -> bytes:
        return bytes(UNPACK[self.coding](self.body)) if self.body else b""


def ask(port: int, path: str, method: str = "GET", *body: bytes, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders(*body)
    answer = connection.getresponse()
    data, found = answer.read(), answer.getheaders()
    connection.close()
    assert len(dict(found)) == len({name for name, _ in found}) == len(found), found  # each once
    return Answer(answer.status, data, {name.lower(): value for name, value in found})


Remark = Callable[[str, object], None]


@pytest.fixture(scope="module")
def served(first: Practice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Remark], int]]:
    """Serve a site to which nobody pushes: each server is started once, when a test first asks for its port."""
    ports = dict[str, int]()
    with ExitStack() as running:

        def at(kind: str, remark: Remark) -> int:
            if kind not in ports:
                ports[kind] = running.enter_context(serve(kind, first, tmp_path_factory.mktemp("served"), remark))
            return ports[kind]

        yield at


@pytest.fixture(params=["nginx", "caddy"])
def port(served: Callable[[str, Remark], int], request: pytest.FixtureRequest, record_property: Remark) -> int:
    """The port of one of these servers."""
    return served(request.param, record_property)


@pytest.fixture(scope="module")
def files(first: Practice) -> dict[str, bytes]:
    """Every file that visitors may see: address to bytes."""
    shown = content_of(first.server / "current/site").items()
    return {f"/{name.removesuffix('index.html')}": data for name, data in shown if not _hidden(name)}


def _hidden(name: str) -> bool:
    return name.startswith((".receiver", ".due", "_headers")) or name.endswith(tuple(PACKED))


def test_every_file_comes_as_it_is_whatever_a_browser_can_unpack(port: int, files: dict[str, bytes]) -> None:
    packed: dict[str, list[str]] = {coding: [] for coding in ("br", "gzip")}

    for path, data in files.items():
        answers = {coding: ask(port, path, Accept_Encoding=coding or "identity") for coding in UNPACK}
        assert {answer.status for answer in answers.values()} == {200}
        assert {answer.plain for answer in answers.values()} == {data}, path
        assert {answer.headers["vary"] for answer in answers.values()} == {"Accept-Encoding"}
        assert len({answer.headers["content-type"] for answer in answers.values()}) == 1, path
        assert len({answer.headers["etag"] for answer in answers.values()}) == len({*_codings(answers)}), path
        for header in table():
            assert len({answer.headers.get(header.name.lower()) for answer in answers.values()}) == 1
        for coding in (coding for coding in packed if answers[coding].coding == coding):
            packed[coding].append(path)

    pages = [path for path in files if path.endswith(("/", ".html"))]
    assert packed["br"] == packed["gzip"]
    assert {*pages} < {*packed["br"]}
    assert {Path(path).suffix for path in packed["br"] if path not in pages} == {*TEXTS} - {".html"}


def _codings(answers: dict[str, Answer]) -> Iterator[str]:
    return (answer.coding for answer in answers.values())


@pytest.mark.parametrize(
    ("takes", "coding"),
    [
        (None, ""), ("", ""), ("br", "br"), ("BR", "br"), ("gzip, deflate, br, zstd", "br"), ("gzip,deflate,br", "br"),
        ("gzip, deflate", "gzip"), ("br;q=0", ""), ("br;q=0.000, gzip", "gzip"), ("br; q=0 , gzip ;q=0.001", "gzip"),
        ("br;q=1.000", "br"), ("identity", ""), ("identity;q=0, br;q=0.5", "br"), ("gzip;q=0, br;q=0", ""),
        ("*;q=0", ""), ("xbr, brx, x-gzip, gzipped", ""), ("br q=1", ""), ("br;q=nan", ""),
        (",,br,,", "br"), ("deflate\t,\tbr", "br"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("port", ["nginx"], indirect=True)
def test_what_a_browser_says_that_it_takes_is_heeded(
    port: int, files: dict[str, bytes], takes: str | None, coding: str
) -> None:
    answer = ask(port, "/over/", **({} if takes is None else {"Accept_Encoding": takes}))

    assert (answer.status, answer.coding, answer.plain) == (200, coding, files["/over/"])


@pytest.mark.parametrize("takes", ["br;q=0", "br;q=0.000, gzip;q=0", "identity", "*;q=0", "xbr", ""])
def test_what_a_browser_does_not_take_it_never_gets(port: int, files: dict[str, bytes], takes: str) -> None:
    answer = ask(port, "/over/", Accept_Encoding=takes)

    assert (answer.coding, answer.body) == ("", files["/over/"])


@pytest.mark.parametrize("coding", [*UNPACK])
def test_asking_whether_it_changed_for_a_part_or_for_nothing_but_headers(
    port: int, files: dict[str, bytes], coding: str
) -> None:
    path, takes = "/feeds/artikelen.atom.xml", {"Accept_Encoding": coding or "identity"}
    whole = ask(port, path, **takes)
    other = ask(port, path, Accept_Encoding="gzip" if coding != "gzip" else "br")

    head = ask(port, path, "HEAD", **takes)
    same = ask(port, path, If_None_Match=whole.headers["etag"], **takes)
    fresh = ask(port, path, If_None_Match=other.headers["etag"], **takes)
    parts = [ask(port, path, Range=f"bytes={part}", **takes) for part in ("2-5", "-3", "9999999-", "x")]

    assert (head.status, head.body, head.coding) == (200, b"", coding)
    assert head.headers.get("content-length") in (None, str(len(whole.body)))  # Caddy doesn't say
    assert (same.status, same.body) == (304, b"")
    assert same.coding in ("", coding)
    assert (fresh.status, fresh.plain) == (200, files[path])
    assert {(part.status, part.coding, part.body) for part in parts} == {(200, coding, whole.body)}


def test_what_lies_packed_beside_a_file_has_no_address(port: int, first: Practice, files: dict[str, bytes]) -> None:
    site, home = first.server / "current/site", files["/404.html"]
    beside = [f"/{path.relative_to(site).as_posix()}" for end in PACKED for path in site.rglob(f"*{end}")]

    answers = {path: ask(port, path, Accept_Encoding="br") for path in [*beside, "/weg/index.html.br", "/x.gz/"]}

    assert len(beside) > 80
    assert {(answer.status, answer.coding, answer.plain) for answer in answers.values()} == {(404, "br", home)}


def test_words_on_trouble_are_what_they_say_they_are(port: int, files: dict[str, bytes]) -> None:
    takes = {"Accept_Encoding": "br, gzip"}
    missing = [
        ask(port, path, **takes) for path in ("/weg/", "/weg", "/theme/site.00000000.css", "/theme/", "/_headers")
    ]
    down = ask(port, "/contact/aanvraag/", **takes)
    others = [
        ask(port, "/over/", "POST", b"", Content_Length="0", **takes),
        ask(port, "/over/", "POST", Content_Length="9" * 9, **takes),
        ask(port, "/feeds/artikelen.atom.xml", If_Match='"x"', **takes),
        ask(port, "/medewerkers", **takes),
    ]

    assert {(answer.status, answer.coding) for answer in missing} <= {(404, "br"), (403, "br")}
    assert {answer.plain for answer in missing} == {files["/404.html"]}
    assert (down.status, down.plain) == (502, files["/contact/storing/"])
    assert {answer.plain[:1] for answer in others} <= {b"<", b""}


def test_what_the_receiver_answers_is_never_packed(behind: int, own_port: int, practice: Practice) -> None:
    words = [sys.executable, "-m", "server", str(practice.server / "var/instellingen")]
    body = "&".join(f"{name}=x" for name in GOOD).encode()
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as receiver:
        try:
            wait_for(behind)
            length = {"Content_Type": FORM, "Content_Length": str(len(body))}
            answer = ask(own_port, "/contact/aanvraag/", "POST", body, Accept_Encoding="gzip, br", **length)
        finally:
            receiver.kill()

    assert answer.status == 422
    assert b'name="ticket"' in answer.body
    assert answer.coding == ""


def test_packing_gives_the_same_bytes_and_only_where_it_saves_enough(tmp_path: Path) -> None:
    texts = {
        "een/index.html": b"<p>Dit is een regel.</p>" * 100,
        "klein.txt": b"kort en goed\n" * 8,
        "robots.txt": bytes(range(256)),
        "foto.png": bytes(1000),
        ".receiver/shell.html": b"<p>Dit is een regel.</p>" * 100,
    }
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        for name, data in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        pack(folder, Work())
        made.append(content_of(folder))

    assert made[0] == made[1]
    assert {*made[0]} - {*texts} == {"een/index.html.br", "een/index.html.gz"}
    assert made[0]["een/index.html.gz"][4:8] == bytes(4)  # no time, and no name (RFC 1952)
    assert made[0]["een/index.html.gz"][3] == 0
    assert len(made[0]["een/index.html.gz"]) < len(texts["een/index.html"]) - WORTH


def test_only_what_is_published_is_packed_and_what_is_kept_for_old_pages_is_too(practice: Practice, site: Path) -> None:
    practice.commit()
    practice.push("site", "main:proef")
    release = releases.live(practice.server)
    assert release

    proof = [path.name for path in (practice.server / "proof").rglob("*") if path.suffix in PACKED]
    lent = {path.name for path in (practice.server / "assets/theme").iterdir()}

    assert proof == [path.name for path in site.rglob("*") if path.suffix in PACKED] == []
    assert not [name for name in release.manifest.files if name.startswith(".receiver") and name.endswith(".br")]
    assert (
        {name for name in lent if name.endswith(".css.br")}
        == {f"{name}.br" for name in lent if name.endswith(".css")}
        != set()
    )
