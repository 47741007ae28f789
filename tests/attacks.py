"""Requests that no browser sends, thrown over bare sockets at what serves the site, and what comes back."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.running import FORM, GOOD

SECRETS = (  # of a file that no visitor may see: settings, database, manifest, templates, repository, system
    b"AANVRAGEN_SLEUTEL", b"SQLite format 3", b'"sha256"', b'"commit":', b"<!--main-->", b"trim_blocks", b"[receive]",
    b"ref: refs/", b"root:x:", b"server.hook", b"Traceback",
)  # fmt: skip
HIDDEN = (
    "var/instellingen", "var/aanvragen.db", "site.git/HEAD", "site.git/config", "current/manifest.json",
    "manifest.json", "etc/passwd", ".receiver/shell.html", ".receiver/terms.json", ".due", "_headers",
    "site.git/hooks/pre-receive", ".git/config", "releases/", "var/proof",
)  # fmt: skip
CLIMBS = (
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "..;/", "....//", "./", "%00/",
    "%c0%ae%c0%ae/", "theme/../", "beelden..%2f", "theme%2f..%2f..%2f", "contact/aanvraag/../../", "//", "\x01",
)  # fmt: skip
METHODS = ("GET",) * 8 + ("HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "CONNECT", "get", "G\x00T")
ODD_HEADERS = (
    "Range: bytes=0-,0-,0-,0-,0-", "Range: bytes=-99999999999", "Range: bytes=5-1", f"Range: bytes={'0-1,' * 200}2-3",
    "Host: elders.nl", "Host: ", "Host: a\tb", "X-Original-URL: /.receiver/shell.html", "X-Rewrite-URL: /.due",
    "X-Forwarded-Host: elders.nl", "X-Accel-Redirect: /var/instellingen", "X-Sendfile: /etc/passwd", "Upgrade: h2c",
    "Transfer-Encoding: chunked", "Transfer-Encoding: identity, chunked", "Content-Length: -5", "Content-Length: 99999",
    "Expect: 100-continue", "If-Modified-Since: gisteren", f"Cookie: {'a' * 7000}", f"X: {'b' * 40_000}",
    "Accept-Encoding: br;q=nan", "Connection: keep-alive, X-Forwarded-For", "X-Forwarded-For: 127.0.0.1", "Naam\x00: x",
)  # fmt: skip


def strange(chance: random.Random) -> bytes:
    """Make a request for what is not public, or one that is not as it should be, or both."""
    climb = "".join(chance.choices(CLIMBS, k=chance.randrange(7)))
    path = chance.choice(
        [f"/{climb}{chance.choice(HIDDEN)}"] * 6
        + ["/", "/contact/", "/theme/", "/artikelen/", "/contact/aanvraag/", "/contact/aanvraag/versturen/", "*"]
        + [
            f"http://elders.nl/{climb}",
            "/" + "a" * 9000,
            f"/contact/aanvraag/{chance.randrange(10**9)}",
        ]
        + ["/" + "".join(map(chr, chance.choices(range(1, 255), k=12)))]
    )
    body = urlencode(GOOD | {"naam": "x" * chance.choice([1, 100, 70_000])}).encode() if chance.random() < 0.3 else b""
    lines = [
        f"{chance.choice(METHODS)} {path} {chance.choice(['HTTP/1.1'] * 8 + ['HTTP/1.0', 'HTTP/3.7', ''])}",
        "Host: 127.0.0.1",
        "Connection: close",
        *([f"Content-Type: {FORM}", f"Content-Length: {len(body)}"] if body else []),
        *chance.sample(ODD_HEADERS, k=chance.randrange(3)),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@dataclass
class Told:
    """What came back: how often each status, what got no answer or a 500, and each secret with its request."""

    states: Counter[str] = field(default_factory=Counter)
    broken: list[bytes] = field(default_factory=list)
    leaks: list[tuple[bytes, bytes]] = field(default_factory=list)


async def throw(port: int, requests: Iterable[bytes], at_once: int = 20) -> Told:
    """Throw everything, some at a time; a silence of ten seconds counts as a hang."""
    gate, told = asyncio.Semaphore(at_once), Told()

    async def single(words: bytes) -> None:
        async with gate:
            state, answer = await _answer(port, words)
            told.states[state] += 1
            told.broken.extend([words[:1200]] * (state in ("500", "hang")))
            told.leaks.extend((words[:200], secret) for secret in SECRETS if secret in answer)

    await asyncio.gather(*map(single, requests))
    return told


async def _answer(port: int, words: bytes) -> tuple[str, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(words)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 10)
    except TimeoutError:
        return "hang", b""
    except OSError:
        return "closed", b""
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    first = answer.partition(b"\r\n")[0].split(b" ")
    return first[1].decode("latin-1") if len(first) > 1 and first[0].startswith(b"HTTP/") else "closed", answer
