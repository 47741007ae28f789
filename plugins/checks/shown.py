"""What can be wrong on one page, whatever stands on the others: a generator a kind of finding, and a table of them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple, cast
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree

from checks import strangers
from practice import Practice

REFERENCE = re.compile(r"[{|]\w+[}|]")  # a mark that Pelican makes an address of
LISTED = 80  # bytes more for each thing that a page lists under a heading of its own
PLAIN = re.compile(r"(?:/[a-z0-9-]+)*/")  # an address that is as it is written
WHOLE = re.compile(rf"https?://(?:www\.)?((?:[\w-]+\.)+[a-z]{{2,}})({PLAIN.pattern})")  # the same, with its host
CURLY = re.compile(r"[“”„\s]|%E2%80%9[CD]", re.IGNORECASE)
SCHEMES = ("", "http", "https", "mailto", "tel", "webcal")
WEIGHT = 12_000  # bytes of one page of HTML, as gzip -9 makes them; an article's limit of 8 kB with style is a test's
LOADS = {  # an element, and the attributes by which it asks for something
    "link": ("href",), "script": ("src",), "img": ("src",), "source": ("src",), "iframe": ("src",), "track": ("src",),
    "video": ("src", "poster"), "audio": ("src",), "object": ("data",), "embed": ("src",),
}  # fmt: skip
LEADS = {"a": "href", "link": "href", "img": "src"}  # and those by which it leads somewhere
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LOOKED_AT = ("a", *HEADINGS, *LOADS)
KEPT_LINKS = ("canonical", "alternate")  # a browser follows these only when it is asked to
ELSEWHERE = re.compile(r"(?:^|[\s,(\"'])(?:(?!data:)[a-z][\w+.-]*:|//)", re.IGNORECASE)
# What few attributes hold: a mark that Pelican left, or the address of something to load
SELDOM = re.compile(rb"=(?:\s*[\"']?[{|]|(?<=srcset=)|(?<=style=)|(?<=background=)|(?<=\s=))")
HALF = re.compile(r"\[\[[^\]\n]*\]?\]?|\[?[\w-]+\]\]")

ANCHORS = etree.XPath("//*/@id", smart_strings=False)


class Finding(NamedTuple):
    """Something wrong on a page or in a file; `kind` is the name of its check.

    Where it comes from is the field `key` of the page's text, or the place in a text where `needle` stands.
    """

    kind: str
    address: str
    message: str
    remedy: str
    needle: str = ""
    key: str = ""


class Link(NamedTuple):
    """A link within the site: as it was written, the address without a host that it leads to, and the place there."""

    written: str
    address: str
    anchor: str


class Seen(NamedTuple):
    """What is to be known of a page: what is wrong on it, where it leads, its anchors, and what it calls itself.

    `kind` is that of its text, empty for a page that has none; `names` are title and description; `unsized` are
    pictures without a size. A link that is written as the address it leads to is that, which takes less time to send.
    """

    findings: tuple[Finding, ...]
    links: tuple[Link | str, ...]
    ids: tuple[str, ...]
    names: tuple[str, str]
    kind: str
    draft: bool
    unsized: tuple[str, ...]

    def joined(self, known: dict[Link | str, Link | str]) -> Seen:
        """Return the same, with one object for each link that is known: it takes less room."""
        return self._replace(links=tuple(map(known.setdefault, self.links, self.links)))


@dataclass(frozen=True)
class Page:
    """A page of HTML: address, bytes, tree, what the parser stumbled over, the kind of its text, and whose it is.

    What does not depend on whose it is can be told of a page of nobody's.
    """

    address: str
    data: bytes
    tree: etree._Element
    stumbles: tuple[str, ...]
    kind: str
    practice: Practice | None

    def texts(self, path: str) -> list[str]:
        """Return what an XPath finds, as strings; it asks for nodes."""
        return [str(value) for value in cast(list[object], self.tree.xpath(path))]

    @cached_property
    def elements(self) -> list[tuple[str, etree._Element, str | None]]:
        """The elements that are looked at one by one: name, element, where it leads; what is after </html> too."""
        roots = (self.tree, *self.tree.itersiblings())
        return [
            (tag := str(element.tag), element, element.get(LEADS[tag]) if tag in LEADS else None)
            for root in roots
            for element in root.iter(*LOOKED_AT)
        ]

    @cached_property
    def host(self) -> str:
        """The name of its site, without www."""
        return self.practice.site.partition("://")[2].removeprefix("www.") if self.practice else ""

    def links(self, address: str) -> dict[Link | str, None]:
        """Tell where it leads within the site, each once, as a page with this address."""
        fixed, loose = self.leads
        return fixed | {led(*pair, address): None for pair in loose} if loose else fixed

    @cached_property
    def leads(self) -> tuple[dict[Link | str, None], list[tuple[str, str]]]:
        """Its links within the site that are the same on every page; of the others what is written, and where to."""
        within = [(written, to) for written, to in self.judged if isinstance(to, str)]
        fixed = {led(*pair, "/"): None for pair in within if pair[1].startswith("/")}
        return fixed, [pair for pair in within if not pair[1].startswith("/")]

    @cached_property
    def judged(self) -> list[tuple[str, tuple[str, str, str] | str | None]]:
        """What its links and pictures name, and what is to be said of that."""
        return [(target, judge(target, self.host)) for _, _, target in self.elements if target is not None]

    def has(self, name: str) -> bool:
        """Tell whether an element of this name, of those that are looked at, is on it."""
        return name in [tag for tag, _, _ in self.elements]

    @cached_property
    def seldom(self) -> bool:
        """Whether attributes may hold what few do."""
        return SELDOM.search(self.data.lower()) is not None

    @property
    def unsized(self) -> tuple[str, ...]:
        """Its pictures without a size."""
        return tuple(self.texts("//img[not(@width and @height)]/@src")) if self.has("img") else ()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Its anchors."""
        return tuple(ANCHORS(self.tree))


Told = Iterator[tuple[str, ...]]  # message, remedy, and perhaps needle and key


def links(page: Page) -> Told:
    """Look at every link and every picture, as far as it can be told from this page."""
    yield from (judged for _, judged in page.judged if isinstance(judged, tuple))


@lru_cache(maxsize=10_000)
def led(written: str, target: str, base: str) -> Link | str:
    """Make a link of what is written and of the target within the site, on the page with this address."""
    if PLAIN.fullmatch(target):
        return target if written == target else Link(written, target, "")
    address, anchor = (base, target[1:]) if target[:1] == "#" else urldefrag(urljoin(base, target))
    link = Link(written, unquote(address), unquote(anchor))
    return written if link == (written, written, "") else link


@lru_cache(maxsize=10_000)
def judge(target: str, own: str) -> tuple[str, str, str] | str | None:
    """Tell what is wrong with a link, or where within the site it leads; `None` for one that is right and leads out."""
    if PLAIN.fullmatch(target):
        return target
    if (whole := WHOLE.fullmatch(target)) and whole[1] == own:
        return whole[2]
    if REFERENCE.match(target):
        return None
    mend = "Verbeter de link of haal hem weg."
    try:
        split = urlsplit(target)
    except ValueError:
        return f"{target} is geen adres.", mend, target
    host = (split.hostname or "").removeprefix("www.")
    wrong = None
    if (split.scheme in ("http", "https") and not split.hostname) or split.netloc.endswith(":") or CURLY.search(target):
        wrong = f"{target} is geen adres.", mend, target
    elif target == "#" or (split.scheme == "mailto" and not strangers.MAIL.search(unquote(split.path))):
        wrong = f"De link {target} leidt nergens heen.", mend, target
    elif host in ("localhost", "127.0.0.1") or (host != own and host.endswith(".example")):
        wrong = f"De link {target} werkt alleen bij u.", "Schrijf het adres van de site zelf.", target
    elif split.scheme not in SCHEMES:
        wrong = f"Een link mag niet met {split.scheme}: beginnen.", "Haal hem weg.", f"{split.scheme}:"
    elif host and host == own and split.scheme != "webcal":
        return target[target.index(split.netloc) + len(split.netloc) :] or "/"
    return wrong or (target if not split.scheme and not split.netloc else None)


def references(page: Page) -> Told:
    """Find what Pelican should have made an address of and did not."""
    if page.seldom:
        for target in page.texts("//@href | //@src"):
            if REFERENCE.match(target):
                yield f"De link {target} is niet ingevuld.", "Verbeter de link.", target


def blocks(page: Page) -> Told:
    """Find a `[[name]]` that was not filled, or half of one."""
    main = page.data[max(0, page.data.find(b"<main")) :]
    if b"[" in main or b"]" in main:
        text = " ".join(page.texts("//main//text()"))
        for left in dict.fromkeys(HALF.findall(text)):
            yield (
                f"{left} is niet ingevuld.",
                "Zet het op een eigen regel, met een lege regel erboven en eronder.",
                left,
            )


def headings(page: Page) -> Told:
    """Ask one first heading, and no level that is skipped."""
    levels = [(HEADINGS[tag], heading) for tag, heading, _ in page.elements if tag in HEADINGS]
    count = sum(level == 1 for level, _ in levels)
    if count != 1:
        yield f"Deze pagina heeft {count} hoofdkoppen (h1).", "Zorg dat er één is.", "<h1"
    for (before, _), (level, heading) in pairwise(levels):
        if level > before + 1:
            text = "".join(heading.itertext()).strip()
            remedy = f"Begin hem met {'#' * (before + 1)}."
            yield f"Voor de kop '{text}' is een niveau overgeslagen.", remedy, f"{'#' * level} {text}"


def html(page: Page) -> Told:
    """Tell what the parser stumbled over, and anchors that stand on a page twice."""
    yield from map(_stumble, page.stumbles)
    if len(set(page.ids)) < len(page.ids):
        for name in sorted({name for name in page.ids if page.ids.count(name) > 1}):
            yield f"De plek #{name} staat er twee keer.", "Geef een van de twee een andere naam.", f"#{name}"


def _stumble(stumble: str) -> tuple[str, str, str]:
    """Say in plain words what libxml2 says of a tag that is not closed, or closed once too often."""
    if match := re.search(r"Unexpected end tag : (\w+)", stumble):
        return f"Er staat een </{match[1]}> te veel.", "Haal hem weg.", f"</{match[1]}"
    if match := re.search(r"mismatch: \w+ and (\w+)", stumble):
        return f"<{match[1]}> wordt niet afgesloten.", f"Zet er </{match[1]}> achter.", f"<{match[1]}"
    if "Excessive depth" in stumble:
        return "De HTML zit te diep in elkaar.", "Zet minder codes in elkaar.", "<"
    return "De HTML klopt niet.", "Kijk of elke HTML-code goed wordt afgesloten.", "<"


def pictures(page: Page) -> Told:
    """Ask a description of every picture."""
    if page.has("img"):
        for picture in page.texts("//img[not(normalize-space(@alt))]/@src"):
            yield f"Het plaatje {picture} heeft geen beschrijving.", "Schrijf wat erop te zien is.", "<img"


def privacy(page: Page) -> Told:
    """Let no page ask another host for anything."""
    for target in _asked(page):
        if _elsewhere(target):
            message = f"Deze pagina haalt iets op bij een andere site: {target}."
            yield message, "Zet het bestand in content/beelden/.", target


@lru_cache(maxsize=1000)
def _elsewhere(target: str) -> bool:
    return ELSEWHERE.search(target) is not None


def _asked(page: Page) -> Iterator[str]:
    """Find everything that a browser fetches to show a page."""
    for tag, element, _ in page.elements:
        if tag in LOADS and element.get("rel") not in KEPT_LINKS:
            yield from (element.get(name, "") for name in LOADS[tag])
    if page.seldom:
        yield from page.texts("//@srcset | //@background | //*[contains(@style, 'url(')]/@style")


def outward(page: Page) -> Told:
    """Let no link tell another site where its visitor comes from."""
    for tag, element, target in page.elements:
        away = target if tag == "a" and target and target.startswith("http") and "://" in target else ""
        if away and "noreferrer" not in element.get("rel", ""):
            remedy = 'Schrijf hem als [woorden](adres), of zet er rel="noreferrer" bij.'
            yield f"De link {away} vertelt waar de bezoeker vandaan komt.", remedy, away


def contact(page: Page) -> Told:
    """Let no page name a mail address or telephone number that praktijk.toml does not."""
    practice = page.practice
    if practice is None or practice.guessed & {"email", "telephone", "other_numbers", "other_addresses"}:
        return
    if strangers.quiet((page.data.partition(b"<body")[2] or page.data).decode()):
        return
    mails, numbers = strangers.named(page.texts, practice)
    blocks = page.kind not in ("", "article")
    for mail in mails:
        remedy = f"Verbeter het, {'typ [[e-mail]], ' if blocks else ''}of zet het bij andere-mailadressen."
        yield f"Het mailadres {mail} staat niet in praktijk.toml.", remedy, mail
    for number in numbers:
        remedy = f"Verbeter het, {'typ [[telefoon]], ' if blocks else ''}of zet het bij andere-nummers."
        yield f"Het telefoonnummer {number} staat niet in praktijk.toml.", remedy, number


def data(page: Page) -> Told:
    """Parse the JSON-LD."""
    for element in (element for tag, element, _ in page.elements if tag == "script"):
        try:
            if element.get("type") == "application/ld+json":
                json.loads(element.text or "")
        except ValueError as error:
            yield f"De gegevens voor zoekmachines (JSON-LD) kloppen niet: {error}.", DEVELOPER


def weight(data: bytes) -> Told:
    """Weigh a page; one that lists much may weigh more, and one that is light as it is need not be compressed."""
    if len(data) <= WEIGHT:
        return
    most = WEIGHT + LISTED * data.count(b"<h3 id=")
    if len(data) > most and (weight := len(gzip.compress(data, 9))) > most:
        message = f"Deze pagina is te zwaar: {weight // 1000} kB, en {most // 1000} kB is genoeg."
        yield message, "Maak de tekst korter, of maak er twee van."


DEVELOPER = "Dit ligt niet aan uw tekst: vraag wie de site onderhoudt."

ALONE: tuple[Callable[[Page], Told], ...] = (references, blocks, headings, html, pictures, privacy, outward, data)
CHECKS = (links, *ALONE, contact)
