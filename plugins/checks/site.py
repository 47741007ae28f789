"""What can be wrong between pages, and in files that are none: a generator a kind, one table of them all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import tree
from checks.shown import DEVELOPER, Finding, Seen
from practice import Practice

PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
UNSHOWN = "/.receiver/"  # what the receiver fills in by itself, and no visitor is shown


@dataclass(frozen=True)
class Built:
    """The whole site: its folder, what was seen of each page, all its files, and what it is held against."""

    folder: Path
    pages: Mapping[str, Seen]
    files: frozenset[str]
    practice: Practice
    fixed: frozenset[str]  # addresses that must be there, and of which is told elsewhere when they are not

    def leads_somewhere(self, address: str) -> bool:
        """Tell whether an address without a host is a page or a file of the site."""
        return address in self.pages or address in self.files


def files(folder: Path) -> frozenset[str]:
    """Name every file that a visitor may be shown, with a slash before it."""
    below = len(str(folder))
    found = (entry.path[below:].replace(os.sep, "/") for entry in tree.files(str(folder)))
    return frozenset(name for name in found if not name.startswith(UNSHOWN))


def links(site: Built) -> Iterator[Finding]:
    """Follow every link and every anchor within the site."""
    mend = "Verbeter de link of haal hem weg."
    put = "Zet het in content/beelden/, en noem het hier zoals het daar heet: /beelden/kompas.jpg"
    for address, page in site.pages.items():
        for link in page.links:
            written, to, anchor = (link, link, "") if isinstance(link, str) else link
            if not site.leads_somewhere(to) and to not in site.fixed:
                if to.lower().endswith(PICTURES):
                    yield Finding("links", address, f"Het plaatje {written} is er niet.", put, written)
                else:
                    yield Finding("links", address, f"De link {written} leidt nergens heen.", mend, written)
            elif anchor and to in site.pages and anchor not in site.pages[to].ids:
                remedy = "Kijk hoe die plek op de pagina heet, of haal alles vanaf # weg."
                message = f"De plek #{anchor} bestaat niet op {to}."
                yield Finding("links", address, message, remedy, f"#{anchor}")


def names(site: Built) -> Iterator[Finding]:
    """Ask of every page a title and a description that no other page has."""
    for number, word, field, key in ((0, "titel", "Titel", "title"), (1, "beschrijving", "Samenvatting", "summary")):
        first: dict[str, str] = {}
        for address, page in site.pages.items():
            value = page.names[number]
            other = address if page.draft else first.setdefault(value, address)
            if not (value or page.draft):
                yield Finding("names", address, f"Deze pagina heeft geen {word}.", f"Vul '{field}' in.", key=key)
            elif other != address:
                entry = page.kind == "obligation" and key == "summary"
                message = f"De {word} is dezelfde als die van {other}."
                remedy = f"Verander '{'Antwoord' if entry else field}'."
                yield Finding("names", address, message, remedy, key="answer" if entry else key)


def pictures(site: Built) -> Iterator[Finding]:
    """Ask the size of every picture, without which a page jumps when it comes in."""
    for address, page in site.pages.items():
        for picture in page.unsized:
            if picture in site.files:  # what is not there, or elsewhere, is told by others
                message = f"Van het plaatje {picture} weet de site niet hoe groot het is."
                remedy = "Noem het bestand zoals het in content/beelden/ staat: ![Een kompas](/beelden/kompas.jpg)"
                yield Finding("pictures", address, message, remedy, picture)


def data(site: Built) -> Iterator[Finding]:
    """Parse every feed, sitemap and drawing."""
    for name in sorted(site.files):
        if name.endswith((".xml", ".svg")) and not name.startswith("/beelden/"):  # those were checked as they came
            yield from _xml(site, name)


def _xml(site: Built, name: str) -> Iterator[Finding]:
    try:
        root = ElementTree.parse(site.folder / name.lstrip("/")).getroot()  # noqa: S314 - our own file
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        yield Finding("data", name, f"Dit bestand klopt niet: {error}.", DEVELOPER)
        return
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        target = element.get("href") if kind == "link" else element.text if kind == "loc" else ""
        ours = target and target.startswith(site.practice.site)
        if target and ours and not site.leads_somewhere(unquote(urlsplit(target).path)):
            yield Finding("data", name, f"{target} leidt nergens heen.", DEVELOPER)


CHECKS: tuple[Callable[[Built], Iterator[Finding]], ...] = (links, names, pictures, data)
