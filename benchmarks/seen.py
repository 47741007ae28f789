"""Measures when the text of an article is seen, from cold, on a slow phone with a slow line; and what Lighthouse says.

The phone is four times as slow as this computer. The line is WebPageTest's "3G Slow": 400 kbit/s, a round trip of
400 ms. Chromium's own throttling makes each request one round trip late. Over a line as it really is (`line.py`) the
handshakes of TCP and TLS take three round trips before the first byte of a page is there.

Run it with: .venv/bin/python -m benchmarks.seen
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import trustme
from playwright.sync_api import Browser, sync_playwright

from benchmarks import lighthouse
from benchmarks.line import slow
from tests.pushing import Practice, published
from tests.running import free_port
from tests.serving import nginx
from tools import services
from tools.browser import obtain

HOST = "www.vertrouwen.nl"  # as `published` has it
ARTICLE = "/artikelen/zorgvuldigheid-en-neutraliteit/"
PAGES = ("/", ARTICLE, "/verplichtingen/", "/contact/")
RATE, ROUND_TRIP = 400_000 / 8, 0.4  # bytes a second, seconds
SLOWER = 4  # times
RUNS = 5
PHONE: dict[str, Any] = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True}
MARK = """new MutationObserver((_, observer) => {
  const found = document.querySelector("article > p");
  if (found) { found.setAttribute("elementtiming", "text"); observer.disconnect(); }
}).observe(document, {childList: true, subtree: true});"""
ASK = """async () => {
  const all = type => new Promise(done => {
    new PerformanceObserver(list => done(list.getEntries())).observe({type, buffered: true});
    setTimeout(() => done([]), 500);
  });
  return {
    first: performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000,
    largest: (await all("largest-contentful-paint")).at(-1).startTime / 1000,
    text: (await all("element"))[0].renderTime / 1000,
    shift: (await all("layout-shift")).reduce((sum, entry) => sum + entry.value, 0),
    size: performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0) / 1000,
  };
}"""


@dataclass(frozen=True)
class Seen:
    """Seconds to the first paint, the largest, and that of the first paragraph; layout shift; kB on the line."""

    first: float
    largest: float
    text: float
    shift: float
    size: float


def look(browser: Browser, address: str, *, throttled: bool) -> Seen:
    """Open an address with nothing in the cache."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.add_init_script(MARK)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if throttled:
        line = {"latency": ROUND_TRIP * 1000, "downloadThroughput": RATE, "uploadThroughput": RATE}
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    page.goto(address, wait_until="networkidle")
    found = page.evaluate(ASK)
    context.close()
    return Seen(**found)


def row(browser: Browser, name: str, address: str, *, throttled: bool = False) -> None:
    """Look some times; print the middle of each measure."""
    looks = [asdict(look(browser, address + ARTICLE, throttled=throttled)) for _ in range(RUNS)]
    middle = Seen(**{key: median(one[key] for one in looks) for key in looks[0]})
    times = f"{middle.first:.2f} s | {middle.largest:.2f} s | {middle.text:.2f} s"
    print(f"| {name} | {times} | {middle.shift:.3f} | {middle.size:.1f} kB |", flush=True)


def encrypted(practice: Practice, folder: Path) -> tuple[int, int]:
    """Let nginx answer with TLS too, as certbot sets it up; give the ports for HTTP/1.1 and for HTTP/2."""
    issued, ports = trustme.CA().issue_cert(HOST, "127.0.0.1"), (free_port(), free_port())
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    lines = [f"listen 127.0.0.1:{port} ssl{words};" for port, words in zip(ports, ("", " http2"), strict=True)]
    lines += [f"ssl_certificate {folder}/cert.pem;", f"ssl_certificate_key {folder}/key.pem;", "listen 80;"]
    file = practice.server / "etc/nginx.conf"
    file.write_text(file.read_text(encoding="utf-8").replace("listen 80;", "\n".join(lines)), encoding="utf-8")
    return ports


def paint(port: int, one: int, two: int) -> None:
    """Print when the text is seen, over each line."""
    print("| line | first paint | largest | text | shift | bytes |\n|---|---|---|---|---|---|")
    with (
        sync_playwright() as playwright,
        slow(port, RATE, ROUND_TRIP) as slow_plain,
        slow(one, RATE, ROUND_TRIP) as slow_one,
        slow(two, RATE, ROUND_TRIP) as slow_two,
    ):
        flags = ["--no-sandbox", "--ignore-certificate-errors"]
        browser = playwright.chromium.launch(executable_path=obtain(), args=flags)
        row(browser, "Chromium's throttling", f"http://127.0.0.1:{port}", throttled=True)
        row(browser, "TCP", f"http://127.0.0.1:{slow_plain}")
        row(browser, "TCP, TLS, HTTP/1.1", f"https://127.0.0.1:{slow_one}")
        row(browser, "TCP, TLS, HTTP/2", f"https://127.0.0.1:{slow_two}")
        browser.close()


def judge(port: int) -> None:
    """Print what Lighthouse gives each page, at the site's own address."""
    program = lighthouse.program()
    if program is None:
        print("Lighthouse: NOT run, it needs Node.js and npm to get it.")
        return
    flags = f"--ignore-certificate-errors --host-resolver-rules='MAP {HOST}:443 127.0.0.1:{port}'"
    print("\n| | " + " | ".join(lighthouse.KINDS) + " |\n|---|---|---|---|---|")
    for page in PAGES:
        found = lighthouse.scores(program, f"https://{HOST}{page}", flags)
        print(f"| {page} | " + " | ".join(f"{score:.0f}" for score in found.values()) + " |", flush=True)


def main() -> None:
    """Publish, serve, look."""
    program = services.obtain("nginx")
    if program is None:
        sys.exit("nginx is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        practice = published(folder)
        practice.push()
        one, two = encrypted(practice, folder)
        with nginx(program, practice, folder / "nginx") as port:
            paint(port, one, two)
            judge(two)


if __name__ == "__main__":
    main()
