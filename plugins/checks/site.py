"""What can be wrong between pages, and in files that are none: a generator a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from checks.shown import DEVELOPER, Finding, Link, Seen
from practice import Practice

PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
UNSHOWN = "/.receiver/"  # what the receiver fills in by itself, and no visitor is shown


class Built(NamedTuple):
    """The whole site: its folder, what was seen of each page, all its files, and what it is held against."""

    folder: Path
    pages: Mapping[str, Seen]
    files: frozenset[str]
    practice: Practice
    fixed: frozenset[str]  # addresses that must be there, and of which is told elsewhere when they are not

    def leads_somewhere(self, address: str) -> bool:
        """Tell whether an address without a host is a page or a file of the site."""
        return address in self.pages or address in self.files


def links(site: Built) -> Iterator[Finding]:
    """Follow every link and every anchor within the site; most stand on every page, and are followed once."""
    led = set[Link | str]().union(*(page.links for page in site.pages.values())) - site.pages.keys()
    wrong = {link: told for link in led if (told := _follow(site, link))}
    for address, page in site.pages.items() if wrong else ():
        for told in filter(None, map(wrong.get, page.links)):
            yield Finding("links", address, *told)


def _follow(site: Built, link: Link | str) -> tuple[str, str, str] | None:
    """Say what is wrong with a link: message, remedy, and what to look for in the text."""
    written, to, anchor = (link, link, "") if isinstance(link, str) else link
    if not site.leads_somewhere(to) and to not in site.fixed:
        if to.lower().endswith(PICTURES):
            put = "Zet het in content/beelden/, en noem het hier zoals het daar heet: /beelden/kompas.jpg"
            return f"Het plaatje {written} is er niet.", put, written
        return f"De link {written} leidt nergens heen.", "Verbeter de link of haal hem weg.", written
    if anchor and to in site.pages and anchor not in site.pages[to].ids:
        remedy = "Kijk hoe die plek op de pagina heet, of haal alles vanaf # weg."
        return f"De plek #{anchor} bestaat niet op {to}.", remedy, f"#{anchor}"
    return None


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
    for name in _parsed(site):
        yield from _xml(site, name)


def _parsed(site: Built) -> list[str]:
    named = (name for name in site.files if name.endswith((".xml", ".svg")))
    return sorted(name for name in named if not name.startswith("/beelden/"))  # those were checked as they came


def _xml(site: Built, name: str) -> Iterator[Finding]:
    try:
        root = ElementTree.parse(site.folder / name.lstrip("/")).getroot()  # noqa: S314 - our own file
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        yield Finding("data", name, f"Dit bestand klopt niet: {error}.", DEVELOPER)
        return
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        target = element.get("href") if kind == "link" else element.text if kind == "loc" else ""
        if not (target and target.startswith(site.practice.site)):
            continue
        plain = target.removeprefix(site.practice.site)  # as most are
        if not site.leads_somewhere(plain) and not site.leads_somewhere(unquote(urlsplit(target).path)):
            yield Finding("data", name, f"{target} leidt nergens heen.", DEVELOPER)


def between(site: Built) -> tuple[Finding, ...]:
    """Tell all that is wrong."""
    return (*links(site), *names(site), *pictures(site), *data(site))


def key(site: Built) -> tuple[Any, ...]:
    """Stand for all that `between` looks at, but for what was seen of the pages."""
    parsed = [sha256((site.folder / name[1:]).read_bytes()).digest() for name in _parsed(site)]
    return sorted(site.files), parsed, site.practice.site, sorted(site.fixed)
