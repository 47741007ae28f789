"""Times preview: from saving an article to the browser showing it; and its memory over 500 rebuilds.

Run it with: .venv/bin/python -m benchmarks.preview
With `100` or `1000` behind it, only for so many articles; with `memory`, only the memory.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import ConsoleMessage, sync_playwright

from benchmarks.articles import articles
from benchmarks.ours import Ours
from tools.browser import obtain

SIZES, RUNS, REBUILDS, EVERY = (100, 1000), 15, 500, 50
TELL = """
addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => requestAnimationFrame(() =>
  console.log("seen", Date.now(), /zin(\\d+)/.exec(document.body.innerText)?.[1]))));
"""  # after the first frame that shows it
SERVE = "import sys; from pathlib import Path; from tools.preview import serve; sys.exit(serve(Path(), sys.argv[1]))"


@contextmanager
def preview(ours: Ours) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run preview; give its process and its address."""
    words = [sys.executable, "-X", "utf8", "-u", "-c", SERVE, "0"]
    environ = {**os.environ, "PYTHONPATH": str(ours.project)}
    process = subprocess.Popen(words, cwd=ours.project, env=environ, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout  # noqa: S101 - it was asked for
    try:
        yield process, next(found[0] for line in process.stdout if (found := re.search(r"http://\S+(?=/)", line)))
    finally:
        process.terminate()
        process.communicate()


def save(ours: Ours, word: str) -> None:
    """Write a sentence at the end of the article that is changed."""
    text = ours.article.read_text(encoding="utf-8").partition("\n\nProef ")[0]
    ours.article.write_text(f"{text}\n\nProef {word}.\n", encoding="utf-8")


def seen(ours: Ours, address: str) -> list[float]:
    """Save and wait until a real Chromium shows it; return how long it took each time, in seconds."""
    taken = []
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if sys.platform == "linux" else []
        browser = playwright.chromium.launch(executable_path=obtain(), args=arguments)
        page = browser.new_page()
        page.add_init_script(TELL)  # whoever asks from outside asks four times a second
        page.goto(f"{address}/artikelen/{ours.article.stem[11:]}/")
        for number in range(RUNS):
            time.sleep(0.5)
            with page.expect_console_message(partial(_tells, number)) as told:
                begun = time.time()
                save(ours, f"zin{number}")
            taken.append(float(told.value.text.split()[1]) / 1000 - begun)
        browser.close()
    return taken


def _tells(number: int, message: ConsoleMessage) -> bool:
    return message.text.startswith("seen") and message.text.endswith(f" {number}")


def resident(process: subprocess.Popen[str]) -> int:
    """Add up the memory of preview and of what it started, in bytes."""
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, encoding="ascii", check=False)
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (process.pid, *found.stdout.split())]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


def memory(folder: Path) -> None:
    """Rebuild again and again; print what is resident on the way."""
    ours = filled(folder, SIZES[0])
    with preview(ours) as (process, _):
        assert process.stdout  # noqa: S101 - it was asked for
        for number in range(REBUILDS + 1):
            if number % EVERY == 0:
                print(f"after {number} rebuilds: {resident(process) / 1e6:.0f} MB", flush=True)
            save(ours, f"keer{number}")
            next(line for line in process.stdout if line.startswith("artikelen"))


def filled(folder: Path, many: int) -> Ours:
    """Copy the site with so many articles."""
    ours = Ours(folder / str(many), many)
    for article in articles(many):
        ours.add(article)
    return ours


def main() -> None:
    """Measure what is asked for."""
    asked = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for many in SIZES:
            if not asked or str(many) in asked:
                ours = filled(Path(folder), many)
                with preview(ours) as (_, address):
                    taken = seen(ours, address)
                low, high = min(taken), max(taken)
                print(f"{many} articles: saved to seen {median(taken):.2f} s ({low:.2f} to {high:.2f})", flush=True)
        if not asked or "memory" in asked:
            memory(Path(folder) / "memory")


if __name__ == "__main__":
    main()
