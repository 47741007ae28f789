"""Measures publishing: from push to live with 100 articles, and what visitors miss during 100 pushes, half refused.

Run it with: .venv/bin/python -m benchmarks.publish
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.gate import seconds
from tests.pushing import ARTICLE, Practice, published
from tests.test_served import PICTURE, Visitor, nginx
from tools import services

ARTICLES, RUNS, PUSHES = 100, 7, 50


def speed(practice: Practice) -> None:
    """Time pushes that change one article, and plain builds of the same texts, in turn."""
    for number in range(ARTICLES):
        text = ARTICLE.replace("Een heel nieuw stuk", f"Stuk nummer {number}").replace("dit is", f"Nummer {number} is")
        summary = f"Dit is de samenvatting van stuk nummer {number}, en die is lang genoeg."
        text = text.replace("Dit is een stuk dat er nog niet was, en deze samenvatting is lang genoeg.", summary)
        practice.write(f"content/artikelen/2026-01-05-stuk-{number}.md", text)
    practice.commit("Honderd artikelen")
    practice.push()
    pairs = []
    for run in range(RUNS):
        article = practice.desk / "content/artikelen/2026-01-05-stuk-7.md"
        article.write_text(article.read_text(encoding="utf-8") + f"\nNog een zin, nummer {run}.\n", encoding="utf-8")
        practice.commit(f"Zin {run}")
        begun = time.perf_counter()
        done = practice.push()
        pushed = time.perf_counter() - begun
        if done.returncode:
            sys.exit(done.stderr)
        pairs.append((pushed, seconds(practice.desk, "publishconf.py")))
    push, plain = (median(times) for times in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    print(f"from push to live with {ARTICLES} articles: {push:.2f} s, a plain build {plain:.2f} s, ratio {ratio:.2f}")


def visit(practice: Practice, folder: Path) -> None:
    """Push good and bad in turn while a visitor asks for everything; count what was missed."""
    name = services.obtain("nginx")
    if name is None:
        sys.exit("nginx is not installed")
    over = practice.desk / "content/paginas/over.md"
    text, codes = over.read_text(encoding="utf-8"), []
    with nginx(name, practice, folder) as port:
        visitor = Visitor(port)
        visitor.start()
        for number in range(PUSHES):
            for old in (practice.desk / "content/beelden").glob("foto-*.svg"):
                old.unlink()
            practice.write(f"content/beelden/foto-{number}.svg", PICTURE.format(number + 1))
            picture = f"![Een foto]({{static}}/beelden/foto-{number}.svg)"
            over.write_text(f"{text}\n\n{picture}\n", encoding="utf-8")
            practice.commit(f"Foto {number}")
            codes.append(practice.push().returncode)
            over.write_text(over.read_text(encoding="utf-8").replace("Titel:", "Titl:"), encoding="utf-8")
            practice.commit("Fout")
            codes.append(practice.push().returncode)
            subprocess.run(["git", "reset", "-q", "--hard", "HEAD~1"], cwd=practice.desk, check=True)
        visitor.over.set()
        visitor.join()
    print(f"{codes.count(0)} good and {codes.count(1)} refused pushes: {visitor.asked} requests", end=", ")
    print(f"{len(visitor.faults)} that failed, were half, or named what was not there", *visitor.faults[:5], sep="\n")


def main() -> None:
    """Run both."""
    with tempfile.TemporaryDirectory() as folder:
        practice = published(Path(folder))
        practice.push()
        visit(practice, Path(folder) / "nginx")
        speed(practice)


if __name__ == "__main__":
    main()
