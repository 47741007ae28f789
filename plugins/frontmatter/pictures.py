"""What can be wrong with a file in `content/beelden/`: it is not what its name says, it runs something, it is heavy.

Whether what is made of pixels can be shown is looked at when copies are made of it, in `pictures/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from lxml import etree

from fault import Fault

HEAVIEST = 12_000_000  # bytes; a photo as a telephone makes it
SHOWN = {".gif": 300_000, ".pdf": 3_000_000, ".svg": 300_000}  # bytes of what visitors get as it is
SIGNATURES = {
    ".avif": re.compile(rb".{4}ftypavi[fs]", re.DOTALL),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".pdf": re.compile(rb"%PDF-"),
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
KINDS = (*SIGNATURES, ".svg")
NAME = re.compile("|".join(map(re.escape, KINDS)).encode())
APPLE = (".heic", ".heif")  # no browser but Safari shows these
SPELLING = re.compile(r"[\w.-]+", re.ASCII)
RUNS = (
    "//*[contains(' script foreignObject set animate animateMotion animateTransform handler ',"
    " concat(' ', local-name(), ' ')) or @*[starts-with(local-name(), 'on')]]"
)
ELSEWHERE = re.compile(rb"url\(\s*[\"']?(?!#|data:)|image-set\(|@import|<\?xml-stylesheet|\\")
FETCHES = "//@*[local-name()='href' or local-name()='src'][not(starts-with(., '#')) and not(starts-with(., 'data:'))]"


def may_name(data: bytes) -> bool:
    """Tell whether a text may name a picture: most need not be looked through for each of them."""
    return NAME.search(unquote_to_bytes(data).lower()) is not None


def faults(name: str, path: Path) -> Iterator[Fault]:
    """Check one picture; `name` is its path within the project."""
    return (Fault(name, 0, message, remedy) for message, remedy in _wrong(path))


def _wrong(path: Path) -> Iterator[tuple[str, str]]:
    kind = path.suffix.lower()
    if not SPELLING.fullmatch(path.name):
        better = re.sub(r"[^a-z0-9.]+", "-", path.name.lower())
        yield "De naam van een plaatje mag geen spaties of vreemde tekens hebben.", f"Noem het bijvoorbeeld {better}."
    data = path.read_bytes()
    most = SHOWN.get(kind, HEAVIEST)
    if len(data) > most:
        yield f"Dit bestand is te zwaar: {_weight(len(data))}.", f"Verklein het: {_weight(most)} is genoeg."
    if kind == ".svg":
        yield from _drawing(data)
    elif kind in SIGNATURES and not SIGNATURES[kind].match(data):
        yield f"De naam eindigt op {kind}, maar dit bestand is iets anders.", "Bewaar het plaatje opnieuw."


def _weight(size: int) -> str:
    return f"{size // 1000} kB" if size < 1_000_000 else f"{size / 1_000_000:.3g} MB".replace(".", ",")


def _drawing(data: bytes) -> Iterator[tuple[str, str]]:
    """Parse a drawing, and let it run nothing and fetch nothing."""
    again = "Bewaar hem opnieuw, als gewone SVG."
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield f"Deze tekening is geen goede SVG: zie regel {error.lineno}.", again
        return
    if root.xpath(RUNS):
        yield "In deze tekening zit een script.", again
    if root.xpath(FETCHES) or ELSEWHERE.search(data):
        yield "Deze tekening haalt iets op bij een ander bestand of een andere site.", again
