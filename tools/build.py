"""Builds the site into a fresh folder, and lets it replace the old one only when nothing is wrong."""

from __future__ import annotations

import gzip
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.log import LimitFilter, console
from pelican.plugins import signals
from pelican.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
PREVIEW = ROOT / "pelicanconf.py"
PUBLICATION = ROOT / "publishconf.py"

sys.path.insert(0, str(ROOT / "plugins"))
from fault import Fault, Faulty  # noqa: E402


@dataclass(frozen=True)
class Report:
    """What a build made: counts, seconds, bytes of all files, and the page that weighs most."""

    articles: int
    pages: int
    seconds: float
    size: int
    heaviest: str
    weight: int

    def table(self) -> str:
        """Show the report as one small table in Dutch; the heaviest page is weighed compressed (gzip -9)."""
        values = {
            "artikelen": str(self.articles),
            "pagina's": str(self.pages),
            "seconden": f"{self.seconds:.2f}".replace(".", ","),
            "bytes": f"{self.size:,}".replace(",", "."),
            "zwaarste pagina": f"{self.heaviest} ({self.weight / 1000:.1f} kB)".replace(".", ","),
        }
        widths = [max(len(name), len(value)) for name, value in values.items()]
        rows = (values.keys(), values.values())
        return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def build(output: Path, settings_file: Path = PREVIEW) -> Report:
    """Build the site into `output`; raises `Faulty` with all that is wrong, and then leaves `output` as it was."""
    begun = time.perf_counter()
    output.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{output.name}.", dir=output.parent))
    try:
        articles = _run(settings_file, fresh)
        report = _weigh(fresh, articles, time.perf_counter() - begun)
        _replace(output, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return report


def _run(settings_file: Path, output: Path) -> int:
    with _listening() as records:
        settings = read_settings(str(settings_file), override={"OUTPUT_PATH": str(output)})
        counted: list[int] = []
        receiver = _counter(counted)
        with signals.article_generator_finalized.connected_to(receiver):
            Pelican(settings).run()
    if records:
        raise Faulty(Fault("Pelican", 0, record.getMessage(), "Herstel dit en bouw opnieuw.") for record in records)
    return sum(counted)


def _counter(counted: list[int]) -> Any:
    def count(generator: Any) -> None:
        counted.append(len(generator.articles))

    return count


class Listener(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)


@contextmanager
def _listening() -> Iterator[list[logging.LogRecord]]:
    """Collect every warning and error that Pelican logs; by itself it drops repeats and goes on."""
    handler = Listener(logging.WARNING)
    LimitFilter.LOGS_DEDUP_MIN_LEVEL, console.quiet = logging.NOTSET, True
    logging.getLogger().addHandler(handler)
    try:
        yield handler.records
    finally:
        logging.getLogger().removeHandler(handler)


def _weigh(output: Path, articles: int, seconds: float) -> Report:
    weights = {path: len(gzip.compress(path.read_bytes(), 9)) for path in output.rglob("*.html")}
    heaviest = max(weights, key=lambda path: (weights[path], str(path)))
    return Report(
        articles=articles,
        pages=len(weights),
        seconds=seconds,
        size=sum(path.stat().st_size for path in output.rglob("*") if path.is_file()),
        heaviest="/" + heaviest.relative_to(output).as_posix().removesuffix("index.html"),
        weight=weights[heaviest],
    )


def _replace(output: Path, fresh: Path) -> None:
    """Put the fresh folder in the place of the old one, with two renames."""
    fresh.chmod(0o755)
    old = fresh.with_name(f"{fresh.name}.old")
    if output.exists():
        output.rename(old)
    fresh.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def main(output: Path, settings_file: Path = PREVIEW) -> int:
    """Build, and say in Dutch what was made or what is wrong; returns the exit code."""
    try:
        print(build(output, settings_file).table())
    except Faulty as error:
        count = len(error.faults)
        print(
            *error.faults,
            "",
            f"{count} {'fout' if count == 1 else 'fouten'}. Er is niets veranderd.",
            sep="\n",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
