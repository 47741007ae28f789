"""Weighs the first load of every article: requests in a real Chromium but for its icon, bytes as gzip -9 makes them.

Run it with: .venv/bin/python -m benchmarks.first_load
"""

from __future__ import annotations

import gzip
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tools.browser import obtain
from tools.build import build


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def load(page: Page, address: str) -> list[str]:
    """Load a page; return the paths that it asks for."""
    paths: list[str] = []
    page.on("request", lambda request: paths.append(urlsplit(request.url).path))
    page.goto(address, wait_until="networkidle")
    return paths


def requests(site: Path, articles: list[str]) -> dict[str, list[str]]:
    """Load each article in a fresh browser profile; return the paths that it asks for."""
    asked: dict[str, list[str]] = {}
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server,
        sync_playwright() as playwright,
    ):
        Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=obtain(), args=["--no-sandbox"])
        for article in articles:
            asked[article] = load(browser.new_context().new_page(), f"http://127.0.0.1:{server.server_port}{article}")
        browser.close()
        server.shutdown()
    return asked


def weigh(site: Path, path: str) -> int:
    """Return the bytes that travel for one path: text as gzip -9, a font as it is."""
    file = site / path.lstrip("/")
    file = file / "index.html" if file.is_dir() else file
    return file.stat().st_size if file.suffix == ".woff2" else len(gzip.compress(file.read_bytes(), 9, mtime=0))


def main() -> None:
    """Build the site, weigh every article, print a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "output"
        build(site)
        articles = [
            f"/{path.parent.relative_to(site).as_posix()}/" for path in sorted(site.glob("artikelen/*/index.html"))
        ]
        print("| article | requests | HTML + CSS + JS, kB | with the font, kB |\n|---|---|---|---|")
        for article, paths in requests(site, articles).items():
            weights = {path: weigh(site, path) for path in paths if "/mark." not in path}
            text = sum(weight for path, weight in weights.items() if not path.endswith(".woff2"))
            print(f"| {article} | {len(weights)} | {text / 1000:.1f} | {sum(weights.values()) / 1000:.1f} |")


if __name__ == "__main__":
    main()
