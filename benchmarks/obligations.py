"""Times 500 entries: building the site with them and without, in turn.

Run it with: .venv/bin/python -m benchmarks.obligations
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.gate import ROOT, RUNS, seconds

ENTRIES = 500
STANDS = (
    "Stand: geldt\nIngangsdatum: {year}-03-01\nDoen:\n- Luister.\n- Schrijf het op.\n",
    "Stand: wetsvoorstel\nVerwacht: {later}\n",
    "Stand: aangekondigd\nVerwacht: onbekend\n",
    "Stand: aangenomen\nIngangsdatum: {later}-03-01\nAntwoord daarna: Ja, regel {number} geldt nu.\n",
)
TEXT = """Titel: Moet ik regel nummer {number} volgen?
Antwoord: Regel nummer {number} vraagt dat u luistert, opschrijft wat u hoort en daarna iets doet.
{stand}Vanaf: {threshold}
Voor wie: Werkgevers met {threshold} of meer werknemers.
Nakijken: https://wetten.overheid.nl/
Gecontroleerd: 2026-01-01
Mijlpalen:
- {year}-01-{day:02}: stap een van regel {number}
- {year}-02-{day:02}: stap twee van regel {number}
Bronnen:
- Bron {number}, 1 januari 2026, https://wetten.overheid.nl/

Het hele antwoord op vraag {number}. Het legt uit wat de regel vraagt en waarom.

## Wat het betekent

Wie luistert, hoort meer.
"""


def fill(project: Path) -> None:
    """Copy the site, and write beside it as many entries as are timed."""
    for name in ("content", "plugins", "theme", "tools"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pelicanconf.py", project)
    (project / "more").mkdir()
    for number in range(ENTRIES):
        year = 2015 + number % 11
        stand = STANDS[number % 4].format(year=year, later=2028 + number % 3, number=number)
        text = TEXT.format(
            number=number, stand=stand, year=year, day=1 + number % 28, threshold=(1, 10, 50, 250)[number // 4 % 4]
        )
        (project / f"more/regel-{number}.md").write_text(text, encoding="utf-8")


def with_entries(project: Path, *, remembered: bool = False) -> float:
    """Build with the entries; return how long it took."""
    folder = project / "content/verplichtingen"
    for path in (project / "more").iterdir():
        shutil.copy2(path, folder)
    try:
        return seconds(project, "pelicanconf.py", remembered=remembered)
    finally:
        for path in (project / "more").iterdir():
            (folder / path.name).unlink()


def main() -> None:
    """Print both medians, their difference and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "site"
        project.mkdir()
        fill(project)
        seconds(project, "pelicanconf.py")
        pairs = [(with_entries(project), seconds(project, "pelicanconf.py")) for _ in range(RUNS)]
        with_entries(project)
        warm = median(with_entries(project, remembered=True) for _ in range(RUNS))
    more, fewer = (median(times) for times in zip(*pairs, strict=True))
    gap, ratio = more - fewer, more / fewer
    print(f"{ENTRIES} entries: {more:.2f} s with, {fewer:.2f} s without, {gap:.2f} s more, ratio {ratio:.2f}")
    print(f"with them, when nothing has changed: {warm:.2f} s")


if __name__ == "__main__":
    main()
