"""Measures the receiver: requests a second with full durability, kills at random moments, ten thousand bad requests.

Run it with: .venv/bin/python -m benchmarks.receiver [load|kills|odd], all three without a word.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import quantiles
from threading import Thread
from urllib.parse import urlencode

from server.store import Store
from tests.running import FORM, GOOD, Running, aged, free_port
from tools.build import build

RATE, SECONDS = 200, 20  # requests a second, and for how long
KILLS, SENDERS = 200, 8
ODD = 10_000
SEED = 20261123


def disk(folder: Path, seconds: float, pause: float = 0) -> tuple[float, float]:
    """Write pages for good; give how many the disk takes a second, and how long the longest took."""
    with (folder / "fsync").open("wb", buffering=0) as file:
        begun, count, longest = time.perf_counter(), 0, 0.0
        while time.perf_counter() - begun < seconds:
            at = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            longest, count = max(longest, time.perf_counter() - at), count + 1
            time.sleep(pause)
    return count / seconds, longest


def message(number: int, port: int) -> bytes:
    """Write a request as a browser sends it, from a network of its own."""
    form = GOOD | {"naam": f"Ans {number}", "ticket": aged()}
    body = urlencode(form).encode()
    return (
        f"POST /contact/aanvraag/versturen/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {FORM}\r\n"
        f"X-Forwarded-For: 10.{number >> 8 & 255}.{number & 255}.1\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


async def one(port: int, at: float, words: bytes) -> tuple[float, bytes]:
    """Send at a moment; give how long the answer took from that moment on, and its first line and place."""
    await asyncio.sleep(at - time.perf_counter())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(words)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return time.perf_counter() - at, head


async def flood(port: int) -> list[tuple[float, bytes]]:
    """Send at an even pace, whether earlier ones were answered or not."""
    words = [message(number, port) for number in range(RATE * SECONDS)]
    begun = time.perf_counter() + 0.5
    return await asyncio.gather(*(one(port, begun + n / RATE, text) for n, text in enumerate(words)))


def memory(running: Running) -> int:
    """Tell how many kB of memory the receiver has."""
    status = Path(f"/proc/{running.process.pid}/status").read_text() if running.process else ""
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) if found else 0


def load(running: Running) -> None:
    """Measure requests a second, and beside them the disk that they share."""
    rate, _ = disk(running.folder, 2)
    running.start()
    asyncio.run(flood_small(running.port))
    before = memory(running)
    with ThreadPoolExecutor() as pool:
        beside = pool.submit(disk, running.folder, SECONDS, pause=0.005)
        answers = asyncio.run(flood(running.port))
        _, longest = beside.result()
    took = sorted(seconds for seconds, _ in answers)
    states = Counter(head.split(b" ", 2)[1].decode() for _, head in answers)
    after = memory(running)
    requests, _ = at_rest(running)
    cut = quantiles(took, n=100)
    print(f"{RATE} requests a second for {SECONDS} s: {dict(states)}, {requests} kept, {len(running.letters)} letters")
    print(f"p50 {cut[49] * 1000:.0f} ms, p99 {cut[98] * 1000:.0f} ms, longest {took[-1] * 1000:.0f} ms")
    print(f"the disk: {rate:.0f} fsyncs a second alone; the longest one beside the requests {longest * 1000:.0f} ms")
    print(
        f"memory: {before / 1000:.0f} MB before, {after / 1000:.0f} MB after, {memory(running) / 1000:.0f} MB at rest"
    )
    running.kill()


def at_rest(running: Running) -> tuple[int, list[str]]:
    """Wait until no letter is due; give how many requests there are, and the names that their letters have."""
    store = Store(running.database)
    while store.next_due():
        time.sleep(0.5)
    requests = store.requests()
    names = [letter.message_id for request in requests for letter in store.letters(request)]
    store.close()
    return len(requests), names


async def flood_small(port: int) -> None:
    """Warm it up."""
    await asyncio.gather(*(one(port, time.perf_counter(), message(100_000 + n, port)) for n in range(50)))


def kills(running: Running) -> None:
    """Kill it at random moments under load; count what was thanked for, kept and mailed."""
    chance, thanked, count = random.Random(SEED), set[str](), 0  # noqa: S311 - moments, not secrets
    begun = time.perf_counter()
    for _ in range(KILLS):
        running.start()
        stop = time.perf_counter() + chance.uniform(0, 0.25)
        senders = []
        for _ in range(SENDERS):
            senders.append(Thread(target=keep_sending, args=(running, count, stop, thanked), daemon=True))
            count += 1000
            senders[-1].start()
        time.sleep(max(0, stop - time.perf_counter()))
        running.kill()
        for sender in senders:
            sender.join()
    running.start()
    _, names = at_rest(running)
    store = Store(running.database)
    kept = [f"/contact/aanvraag/{request.reference}/" for request in store.requests()]
    store.close()
    wanted, mailed = Counter(names), Counter(str(letter["Message-ID"]) for letter in running.letters)
    print(
        f"{KILLS} kills in {time.perf_counter() - begun:.0f} s: {len(thanked)} thanked for, {len(kept)} kept", end=", "
    )
    print(f"{len(thanked - {*kept})} lost, {len(kept) - len({*kept})} twice", end=", ")
    print(f"{len(wanted - mailed)} letters missing, {len(mailed - wanted)} letters too many")
    running.kill()


def keep_sending(running: Running, first: int, stop: float, thanked: set[str]) -> None:
    """Send until the end, or until nobody answers."""
    number = first
    with suppress(OSError, Exception):
        while time.perf_counter() < stop + 1:
            number += 1
            address = f"10.{number >> 8 & 255}.{number & 255}.1"
            answer = running.send(aged(), address=address, naam=f"Ans {number}")
            if answer.status == 303:
                thanked.add(answer.headers["Location"])


def odd(running: Running) -> None:
    """Send bad requests of many kinds over bare sockets; count the answers."""
    running.start()
    before = memory(running)
    chance = random.Random(SEED)  # noqa: S311 - the same ones each time
    begun = time.perf_counter()
    states = asyncio.run(throw(running.port, chance))
    print(f"{ODD} odd requests in {time.perf_counter() - begun:.0f} s: {dict(sorted(states.items()))}", end=", ")
    print(f"memory {before / 1000:.0f} MB before, {memory(running) / 1000:.0f} MB after")
    well = running.look_over()
    store = Store(running.database)
    broken = [one for one in store.requests() if set(one.answers) - {*GOOD, "telefoon", "begin"}]
    print(f"afterwards it answers {well.status}; {len(store.requests())} kept, {len(broken)} of them break a rule")
    store.close()
    running.kill()


async def throw(port: int, chance: random.Random) -> Counter[str]:
    """Throw everything, twenty at a time; a silence of ten seconds counts as a hang."""
    gate, states = asyncio.Semaphore(20), Counter[str]()

    async def single(words: bytes) -> None:
        async with gate:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(words)
                writer.write_eof()
                line = await asyncio.wait_for(reader.readline(), 10)
                states[line.split(b" ")[1].decode() if b" " in line else "closed"] += 1
                writer.close()
            except TimeoutError:
                states["hang"] += 1
            except (OSError, IndexError):
                states["closed"] += 1

    await asyncio.gather(*(single(spoilt(chance)) for _ in range(ODD)))
    return states


def spoilt(chance: random.Random) -> bytes:
    """Make a request that no browser of ours would send."""
    form = dict(GOOD) | {"ticket": aged()}
    for _ in range(chance.randrange(3)):
        words = "".join(map(chr, chance.choices(range(0xD800), k=chance.randrange(80))))
        form[chance.choice([*form, "website", "x"])] = words
    body = urlencode(form).encode()
    for spoil in chance.sample(SPOILS, k=chance.randrange(4)):
        body = spoil(chance, body)
    size = len(body)
    parts = {
        "method": chance.choice(["POST"] * 8 + ["GET", "PUT", "HEAD", "OPTIONS", "XYZZY", "post"]),
        "path": chance.choice([SEND, LOOK] * 4 + ["/contact/gezond", "/%00", "//", "/../x", "*"]),
        "version": chance.choice(["HTTP/1.1"] * 8 + ["HTTP/1.0", "HTTP/9.9", "HTTP"]),
        "kind": chance.choice(
            [FORM] * 8 + ["text/plain", "multipart/form-data; boundary=x", "application/json", "\xff"]
        ),
        "length": chance.choice([size] * 12 + ["-1", "1e3", size // 2, size + 10, "99999999999", ""]),
        "more": chance.choice(
            ["", "X-Forwarded-For: \x00\r\n", "Transfer-Encoding: chunked\r\n", f"A: {'b' * 9000}\r\n"]
        ),
    }
    return HEAD.format(**parts).encode("latin-1") + body


SEND, LOOK = "/contact/aanvraag/versturen/", "/contact/aanvraag/"
HEAD = (
    "{method} {path} {version}\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    "Content-Length: {length}\r\n{more}\r\n"
)
SPOILS: list[Callable[[random.Random, bytes], bytes]] = [
    lambda chance, body: body + chance.randbytes(50),
    lambda chance, body: body[: chance.randrange(len(body) + 1)],
    lambda _, body: body + b"&naam=%00%ff%fe",
    lambda _, body: b"&".join(b"a%d=1" % number for number in range(3000)) + body,
    lambda _, body: body + b"&bericht=" + b"x" * 70_000,
    lambda _, body: body.replace(b"=", b"\r\n"),
    lambda chance, body: bytes(chance.choices(body or b"x", k=len(body))),
    lambda _, body: body + b"&e-mail=a%40b.nl%0d%0aBcc%3a+x%40y.nl",
]
PARTS = {"load": load, "kills": kills, "odd": odd}


def main(names: list[str]) -> None:
    """Run the parts, each with a receiver of its own."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "site")
        for name in names or PARTS:
            (Path(folder) / name).mkdir()
            PARTS[name](Running(Path(folder) / "site", Path(folder) / name, free_port()))


if __name__ == "__main__":
    main(sys.argv[1:])
