"""Measures publishing: from push to live with 100 articles, and what visitors miss during 100 pushes, half refused.

Run it with: .venv/bin/python -m benchmarks.publish
With `kills` behind it: a push for every step that it takes, cut off at that step, its hook killed or its line closed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.gate import seconds
from tests.conftest import ROOT
from tests.pushing import ARTICLE, Practice, cut_off, published, whole
from tests.serving import Visitor, nginx
from tests.test_served import PICTURE
from tools import services

LEFT = ("benchmarks", "docs", "tests")  # what tests need not push, and the advisor does
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


def kills(practice: Practice) -> None:
    """Cut pushes off at every step until the link is swapped, and every tenth after that; count sites that broke."""
    practice.commit("Heel")
    taken = cut_off(practice, 0)
    swap = next(number for number, step in enumerate(taken, 1) if "current.new" in step and "rename" in step)
    steps = [*range(1, swap + 20), *range(swap + 20, len(taken), 10)]
    for who in ("hook", "caller"):
        broken, refused = 0, 0
        for step in steps:
            before, commit = practice.live, practice.commit(f"{who} {step}")
            cut_off(practice, step, who)
            broken += practice.live not in (before, commit) or bool(whole(practice))
            if step % 25 == 0:
                commit = practice.commit(f"Na {step}")
                refused += bool(practice.push().returncode) or practice.live != commit or practice.head != commit
        print(f"{who} killed at each of {len(steps)} steps: {broken} broken sites, {refused} later pushes refused")


def main() -> None:
    """Run what is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        practice = published(Path(folder))
        for name in LEFT:
            shutil.copytree(ROOT / name, practice.desk / name, ignore=shutil.ignore_patterns("__pycache__"))
        practice.commit("Alles")
        practice.push()
        if sys.argv[1:] == ["kills"]:
            kills(practice)
        else:
            visit(practice, Path(folder) / "nginx")
            speed(practice)


if __name__ == "__main__":
    main()
