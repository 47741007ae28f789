"""Times the gate: reading 1,000 articles with every check, and building them with and without the checks, in turn.

Run it with: .venv/bin/python -m benchmarks.gate
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import tools  # noqa: F401 - makes the plugins findable
from frontmatter.collection import read

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 1000
RUNS = 5
WITHOUT = "from pelicanconf import *\nPLUGINS = [name for name in PLUGINS if name != 'checks.page']\n"


def fill(project: Path) -> None:
    """Copy the site and add articles of the length of a real one, each with a text of its own."""
    for name in ("content", "plugins", "theme", "tools"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pelicanconf.py", project)
    (project / "withoutconf.py").write_text(WITHOUT)
    body = next((ROOT / "content/artikelen").glob("2025-12-11-*.md")).read_text(encoding="utf-8").partition("\n\n")[2]
    for number in range(ARTICLES):
        summary = f"Een samenvatting van artikel nummer {number}, lang genoeg voor een zoekmachine."
        head = f"Titel: Artikel {number}\nDatum: 2025-01-01\nSamenvatting: {summary}\n"
        (project / f"content/artikelen/2025-01-01-artikel-{number}.md").write_text(
            f"{head}Onderwerpen: onderwerp {number % 40}\n\n{body}", encoding="utf-8"
        )


def reading(project: Path) -> float:
    """Read and check every text, as each build does before Pelican begins; return how long it took."""
    begun = time.perf_counter()
    read(project)
    return time.perf_counter() - begun


def seconds(project: Path, settings: str, *, remembered: bool = False) -> float:
    """Build once in a process of its own, by what is remembered or from nothing; return how long it took."""
    if not remembered:
        (project / "var/kept.db").unlink(missing_ok=True)
    code = (
        "import sys; from pathlib import Path; from tools.build import main; sys.exit(main(*map(Path, sys.argv[1:])))"
    )
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, "output", settings], cwd=project, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Print both medians, their difference and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "site"
        project.mkdir()
        fill(project)
        texts = median(reading(project) for _ in range(RUNS))
        pairs = [(seconds(project, "pelicanconf.py"), seconds(project, "withoutconf.py")) for _ in range(RUNS)]
    print(f"front matter of {ARTICLES} articles: {texts:.2f} s")
    gated, plain = (median(times) for times in zip(*pairs, strict=True))
    print(f"{ARTICLES} articles: {gated:.2f} s with the gate, {plain:.2f} s without,", end=" ")
    print(f"{gated - plain:.2f} s on top, ratio {median(a / b for a, b in pairs):.2f}")


if __name__ == "__main__":
    main()
