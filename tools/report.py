"""What is told after a build: what was made, what waits, or everything that is wrong; the one place that words it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from document import Document
from dutch import long_date, moment
from fault import Fault
from obligations.answer import FRESH

LAPSES = 30  # days before the end of security.txt from which on it is told


class Report(NamedTuple):
    """What a build made: counts, seconds, bytes of all files unpacked, the largest page, what waits for somebody."""

    articles: int
    pages: int
    seconds: float
    size: int
    heaviest: str
    weight: int
    waiting: tuple[str, ...] = ()

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
        return "\n".join(["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows] + [*self.waiting])


def weigh(output: Path, sizes: Mapping[str, int], settings: dict[str, Any], seconds: float) -> Report:
    """Count and weigh what was built with these settings; `sizes` are the bytes of all files, by name."""
    waiting: list[Document] = settings["WAITING"]
    pages = [name for name in sizes if name.endswith(".html") and not name.startswith("/.")]
    heaviest = max(pages, key=sizes.__getitem__)
    return Report(
        articles=_articles(settings["DOCUMENTS"].values()) - _articles(waiting),
        pages=len(pages),
        seconds=seconds,
        size=sum(sizes.values()),
        heaviest=heaviest.removesuffix("index.html"),
        weight=len(gzip.compress(Path(f"{output}{heaviest}").read_bytes(), 9)),
        waiting=tuple(_waiting(settings, sorted(waiting, key=lambda text: text.path))),
    )


def _articles(texts: Iterable[Document]) -> int:
    return sum(text.kind == "article" for text in texts)


def _waiting(settings: dict[str, Any], texts: list[Document]) -> Iterator[str]:
    for text in texts:
        state = "Concept" if text.draft or not text.date else f"Gepland voor {moment(text.date)}"
        yield f"{state}: {text.title} ({text.path})"
    for name in settings["UNUSED"]:
        yield f"Niet op de site, want geen tekst toont het: content/{name}"
    expires = settings["PRACTICE"].security_expires
    if (expires - settings["NOW"].date()).days <= LAPSES:
        yield f"security.txt geldt tot en met {long_date(expires)}: verander 'security-geldig-tot' in praktijk.toml."
    if due := settings["OBLIGATIONS"].due:
        names = ", ".join(answer.entry.slug for answer in due)
        yield f"Langer dan {FRESH} dagen niet nagekeken (python3 tasks.py obligations): {names}"


def plain(faults: list[Fault]) -> str:
    """Tell every fault on a line, sorted by file, and then how many there are."""
    return "\n".join([*map(str, faults), "", _count(faults)])


def github(faults: list[Fault]) -> str:
    """Tell every fault as an annotation, as forges show it beside the line (GitHub's workflow commands)."""
    return "\n".join(
        [
            *(
                f"::error file={_place(f.path)},line={f.line or 1}::{_message(f'{f.message} {f.remedy}')}"
                for f in faults
            ),
            f"::notice::{_count(faults)}",
        ]
    )


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _place(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _count(faults: list[Fault]) -> str:
    return f"{len(faults)} {'fout' if len(faults) == 1 else 'fouten'}. Er is niets veranderd."


FORMATS = {"plain": plain, "github": github}
