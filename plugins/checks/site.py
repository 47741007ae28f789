"""What can be wrong on the built site: one generator a kind of finding, one table of them all."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from checks.built import Built, Page

REFERENCE = re.compile(r"[{|]\w+[}|]")  # a mark that Pelican makes an address of
LISTED = 80  # bytes more for each thing that a page lists under a heading of its own
CURLY = re.compile(r"[“”„\s]|%E2%80%9[CD]", re.IGNORECASE)
SCHEMES = ("", "http", "https", "mailto", "tel", "webcal")
WEIGHT = 12_000  # bytes of one page of HTML, as gzip -9 makes them; an article's limit of 8 kB with style is a test's
LOADS = {  # an element, and the attributes by which it asks for something
    "link": ("href",), "script": ("src",), "img": ("src",), "source": ("src",), "iframe": ("src",), "track": ("src",),
    "video": ("src", "poster"), "audio": ("src",), "object": ("data",), "embed": ("src",),
}  # fmt: skip
KEPT_LINKS = ("canonical", "alternate")  # a browser follows these only when it is asked to
ELSEWHERE = re.compile(r"(?:^|[\s,(\"'])(?:(?!data:)[a-z][\w+.-]*:|//)", re.IGNORECASE)
DRESSED = (b"srcset", b"style=", b"style =", b"background")
GAP = r"[ \u00a0.()\u2010-\u2013/-]{0,3}"
NUMBER = re.compile(rf"(?<![\w.,/@:+-])(?:\+\d\d|00\d\d|\(?0\d)(?:{GAP}\d){{6,10}}(?![\w/-])")
WHOLE = re.compile(r"0[89]00\d{4}(?:\d{3})?|0\d{9}|(?:\+|00)31(?:0?\d{9}|[89]00\d{4,7})|(?:\+|00)(?!31)\d{9,12}")
LIKE_A_NUMBER = re.compile(r"[+(0](?<![\d-].)[\d(][\d .()/–\u2010\u2011-]{5}")
HALF = re.compile(r"\[\[[^\]\n]*\]?\]?|\[?[\w-]+\]\]")
NUMBERS_OF_OTHERS = re.compile(
    r"\b[A-Z]{2}\d\d[ \u00a0]?[A-Z]{4}(?:[ \u00a0]?\d){10}\b"  # IBAN
    r"|\bISBN[: \u00a0]*[\d-]+|\b\d{4}[-–]\d{4}[ \u00a0]uur"
    r"|\b\d{1,2}[-./]\d{1,2}[-./]\d{4}(?:,?[ \u00a0](?:om )?\d{1,2}[.:]\d\d)?"  # a day, with or without a time
)
OUTWARD = "//a[starts-with(@href, 'http') and contains(@href, '://')][not(contains(@rel, 'noreferrer'))]/@href"
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Finding:
    """Something wrong on a page or in a file.

    Where it comes from is the field `key` of the page's text, or the place in a text where `needle` stands.
    """

    address: str
    message: str
    remedy: str
    needle: str = ""
    key: str = ""


def links(site: Built) -> Iterator[Finding]:
    """Follow every link and every anchor within the site, and look at every picture."""
    sound: set[str] = set()  # the same on every page, and followed once: the menu, other sites
    for page in site.pages.values():
        for element in page.tree.iter("a", "img", "link"):
            target = element.get("href" if element.tag != "img" else "src")
            if target is not None and target not in sound:
                found = list(_link(site, page, target))
                yield from found
                if not found and (target.startswith("/") or ":" in target):
                    sound.add(target)


def _link(site: Built, page: Page, target: str) -> Iterator[Finding]:
    if REFERENCE.match(target):
        return
    try:
        split = urlsplit(target)
    except ValueError:
        yield Finding(page.address, f"{target} is geen adres.", "Verbeter de link of haal hem weg.", target)
        return
    host = (split.hostname or "").removeprefix("www.")
    if (split.scheme in ("http", "https") and not split.hostname) or split.netloc.endswith(":") or CURLY.search(target):
        yield Finding(page.address, f"{target} is geen adres.", "Verbeter de link of haal hem weg.", target)
    elif target == "#" or (split.scheme == "mailto" and not MAIL.search(unquote(split.path))):
        yield Finding(
            page.address, f"De link {target} leidt nergens heen.", "Verbeter de link of haal hem weg.", target
        )
    elif host in ("localhost", "127.0.0.1") or (host != site.host and host.endswith(".example")):
        yield Finding(
            page.address, f"De link {target} werkt alleen bij u.", "Schrijf het adres van de site zelf.", target
        )
    elif split.scheme not in SCHEMES:
        yield Finding(
            page.address, f"Een link mag niet met {split.scheme}: beginnen.", "Haal hem weg.", f"{split.scheme}:"
        )
    elif host and host == site.host and split.scheme != "webcal":
        yield from _inside(site, page, target[target.index(split.netloc) + len(split.netloc) :] or "/", target)
    elif not split.scheme and not split.netloc:
        yield from _inside(site, page, target, target)


def _inside(site: Built, page: Page, target: str, written: str) -> Iterator[Finding]:
    address, anchor = urldefrag(urljoin(page.address, target))
    address = unquote(address)
    if not site.leads_somewhere(address) and address not in site.fixed:
        yield Finding(
            page.address, f"De link {written} leidt nergens heen.", "Verbeter de link of haal hem weg.", written
        )
    elif anchor and address in site.pages and unquote(anchor) not in site.pages[address].ids:
        remedy = "Kijk hoe die plek op de pagina heet, of haal alles vanaf # weg."
        yield Finding(page.address, f"De plek #{anchor} bestaat niet op {address}.", remedy, f"#{anchor}")


def references(site: Built) -> Iterator[Finding]:
    """Find what Pelican should have made an address of and did not."""
    for page in (page for page in site.pages.values() if re.search(rb"=[\"']?[{|]", page.data)):
        for target in page.texts("//@href | //@src"):
            if REFERENCE.match(target):
                yield Finding(page.address, f"De link {target} is niet ingevuld.", "Verbeter de link.", target)


def blocks(site: Built) -> Iterator[Finding]:
    """Find a `[[name]]` that was not filled, or half of one."""
    for page in (page for page in site.pages.values() if b"[[" in page.data or b"]]" in page.data):
        text = " ".join(page.texts("//main//text()"))
        for left in dict.fromkeys(HALF.findall(text)):
            remedy = "Zet het op een eigen regel, met een lege regel erboven en eronder."
            yield Finding(page.address, f"{left} is niet ingevuld.", remedy, left)


def names(site: Built) -> Iterator[Finding]:
    """Ask of every page a title and a description that no other page has."""
    for tag, word, field, key in (
        ("title", "titel", "Titel", "title"),
        ("meta[@name='description']", "beschrijving", "Samenvatting", "summary"),
    ):
        first: dict[str, str] = {}
        for page in (page for page in site.pages.values() if not (page.document and page.document.draft)):
            element = page.tree.find(f"head/{tag}")
            value = "" if element is None else (element.get("content") or element.text or "").strip()
            other = first.setdefault(value, page.address)
            if not value:
                yield Finding(page.address, f"Deze pagina heeft geen {word}.", f"Vul '{field}' in.", key=key)
            elif other != page.address:
                entry = bool(page.document and page.document.kind == "obligation" and key == "summary")
                message = f"De {word} is dezelfde als die van {other}."
                remedy = f"Verander '{'Antwoord' if entry else field}'."
                yield Finding(page.address, message, remedy, key="answer" if entry else key)


def headings(site: Built) -> Iterator[Finding]:
    """Ask one first heading, and no level that is skipped."""
    for page in site.pages.values():
        found = page.tree.iter("h1", "h2", "h3", "h4", "h5", "h6")
        levels = [(int(str(heading.tag)[1]), "".join(heading.itertext()).strip()) for heading in found]
        count = sum(level == 1 for level, _ in levels)
        if count != 1:
            yield Finding(page.address, f"Deze pagina heeft {count} hoofdkoppen (h1).", "Zorg dat er één is.", "<h1")
        for (before, _), (level, text) in pairwise(levels):
            if level > before + 1:
                remedy = f"Begin hem met {'#' * (before + 1)}."
                message = f"Voor de kop '{text}' is een niveau overgeslagen."
                yield Finding(page.address, message, remedy, f"{'#' * level} {text}")


def html(site: Built) -> Iterator[Finding]:
    """Tell what the parser stumbled over, and anchors that stand on a page twice."""
    for page in site.pages.values():
        for stumble in page.stumbles:
            yield _stumble(page, stumble)
        if len(set(page.ids)) < len(page.ids):
            for name in sorted({name for name in page.ids if page.ids.count(name) > 1}):
                message = f"De plek #{name} staat er twee keer."
                yield Finding(page.address, message, "Geef een van de twee een andere naam.", f"#{name}")


def pictures(site: Built) -> Iterator[Finding]:
    """Ask a description of every picture, and its size, without which a page jumps when it comes in."""
    for page in (page for page in site.pages.values() if b"<img" in page.data.lower()):
        for picture in page.texts("//img[not(normalize-space(@alt))]/@src"):
            message = f"Het plaatje {picture} heeft geen beschrijving."
            yield Finding(page.address, message, "Schrijf wat erop te zien is.", "<img")
        for picture in page.texts("//img[not(@width and @height)]/@src"):
            if picture in site.files:  # what is not there, or elsewhere, is told by others
                message = f"Van het plaatje {picture} weet de site niet hoe groot het is."
                remedy = "Noem het bestand zoals het in content/beelden/ staat: ![Een kompas](/beelden/kompas.jpg)"
                yield Finding(page.address, message, remedy, picture)


def _stumble(page: Page, stumble: str) -> Finding:
    """Say in plain words what libxml2 says of a tag that is not closed, or closed once too often."""
    if match := re.search(r"Unexpected end tag : (\w+)", stumble):
        return Finding(page.address, f"Er staat een </{match[1]}> te veel.", "Haal hem weg.", f"</{match[1]}")
    if match := re.search(r"mismatch: \w+ and (\w+)", stumble):
        message, remedy = f"<{match[1]}> wordt niet afgesloten.", f"Zet er </{match[1]}> achter."
        return Finding(page.address, message, remedy, f"<{match[1]}")
    if "Excessive depth" in stumble:
        return Finding(page.address, "De HTML zit te diep in elkaar.", "Zet minder codes in elkaar.", "<")
    return Finding(page.address, "De HTML klopt niet.", "Kijk of elke HTML-code goed wordt afgesloten.", "<")


def privacy(site: Built) -> Iterator[Finding]:
    """Let no page ask another host for anything."""
    for page in site.pages.values():
        for target in _asked(page):
            if ELSEWHERE.search(target):
                message = f"Deze pagina haalt iets op bij een andere site: {target}."
                yield Finding(page.address, message, "Zet het bestand in content/beelden/.", target)


def outward(site: Built) -> Iterator[Finding]:
    """Let no link tell another site where its visitor comes from."""
    for page in (page for page in site.pages.values() if b'href="http' in page.data):
        for target in page.texts(OUTWARD):
            remedy = 'Schrijf hem als [woorden](adres), of zet er rel="noreferrer" bij.'
            yield Finding(page.address, f"De link {target} vertelt waar de bezoeker vandaan komt.", remedy, target)


def _asked(page: Page) -> Iterator[str]:
    """Find everything that a browser fetches to show a page."""
    for element in page.tree.iter(*LOADS):
        if element.get("rel") not in KEPT_LINKS:
            yield from (element.get(name, "") for name in LOADS[str(element.tag)])
    lower = page.data.lower()
    if any(word in lower for word in DRESSED):
        yield from page.texts("//@srcset | //@background | //*[contains(@style, 'url(')]/@style")


def contact(site: Built) -> Iterator[Finding]:
    """Let no page name a mail address or telephone number that praktijk.toml does not."""
    practice = site.practice
    if practice.guessed & {"email", "telephone", "other_numbers", "other_addresses"}:
        return
    mails = {address.casefold() for address in (practice.email, *practice.other_addresses)}
    numbers = {_digits(number) for number in (practice.telephone, *practice.other_numbers)}
    seen: set[str] = set()
    for page in site.pages.values():
        if _quiet(page, seen):
            continue
        called = page.texts("//a/@href[starts-with(., 'tel:') or starts-with(., 'mailto:')]")
        named = page.texts("//body//@title | //body//@aria-label")
        text = " ".join((*page.texts("//body//text()"), *named, *map(unquote, called)))
        text = text.replace("\u00a0", " ").replace(practice.telephone, " ").replace(practice.email, " ")
        blocks = bool(page.document and page.document.kind != "article")
        for mail in dict.fromkeys(MAIL.findall(text) if "@" in text else ()):
            if mail.casefold() not in mails:
                message = f"Het mailadres {mail} staat niet in praktijk.toml."
                remedy = f"Verbeter het, {'typ [[e-mail]], ' if blocks else ''}of zet het bij andere-mailadressen."
                yield Finding(page.address, message, remedy, mail)
        numbers_called = (link.removeprefix("tel:") for link in called if link.startswith("tel:"))
        plain = NUMBERS_OF_OTHERS.sub(" ", text) if LIKE_A_NUMBER.search(text) else ""
        written = (number for number in NUMBER.findall(plain) if WHOLE.fullmatch(re.sub(r"[^\d+]", "", number)))
        for number in dict.fromkeys([*written, *numbers_called]):
            if _digits(number) not in numbers:
                message = f"Het telefoonnummer {number} staat niet in praktijk.toml."
                remedy = f"Verbeter het, {'typ [[telefoon]], ' if blocks else ''}of zet het bij andere-nummers."
                yield Finding(page.address, message, remedy, number)


def _quiet(page: Page, seen: set[str]) -> bool:
    """Tell cheaply that a page has no number and no address of its own; what is around it is read once."""
    before, _, rest = page.data.decode().partition("<main")
    main, _, after = rest.partition("</main>")
    around = before.partition("<body")[2] + after
    fresh = around not in seen
    seen.add(around)
    return not (fresh or "@" in main or "mailto:" in main or "tel:" in main or LIKE_A_NUMBER.search(main))


def _digits(number: str) -> str:
    """Write a number in one way: digits only, with the country's code before it, which is 31 where none is written."""
    digits = re.sub(r"\D", "", number)
    international = digits[2:] if digits.startswith("00") else f"31{digits[1:]}" if digits.startswith("0") else digits
    return re.sub(r"^310", "31", international)


def data(site: Built) -> Iterator[Finding]:
    """Parse the JSON-LD of every page, and every feed, sitemap and drawing."""
    for page in site.pages.values():
        for script in page.texts("//script[@type='application/ld+json']/text()"):
            try:
                json.loads(script)
            except ValueError as error:
                yield Finding(
                    page.address, f"De gegevens voor zoekmachines (JSON-LD) kloppen niet: {error}.", DEVELOPER
                )
    for name in site.files:
        if name.endswith((".xml", ".svg")) and not name.startswith("/beelden/"):  # those were checked as they came
            yield from _xml(site, name)


DEVELOPER = "Dit ligt niet aan uw tekst: vraag wie de site onderhoudt."


def _xml(site: Built, name: str) -> Iterator[Finding]:
    try:
        root = ElementTree.parse(site.folder / name.lstrip("/")).getroot()  # noqa: S314 - our own file
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        yield Finding(name, f"Dit bestand klopt niet: {error}.", DEVELOPER)
        return
    for element in root.iter():
        target = (
            element.get("href")
            if element.tag.endswith("}link")
            else element.text
            if element.tag.endswith("}loc")
            else ""
        )
        if (
            target
            and target.startswith(site.practice.site)
            and not site.leads_somewhere(unquote(urlsplit(target).path))
        ):
            yield Finding(name, f"{target} leidt nergens heen.", DEVELOPER)


def weight(site: Built) -> Iterator[Finding]:
    """Weigh every page; one that lists much may weigh more."""
    for page in site.pages.values():
        most = WEIGHT + LISTED * page.data.count(b"<h3 id=")
        if len(page.data) > most and (weighs := len(gzip.compress(page.data, 9))) > most:
            message = f"Deze pagina is te zwaar: {weighs // 1000} kB, en {most // 1000} kB is genoeg."
            yield Finding(page.address, message, "Maak de tekst korter, of maak er twee van.")


CHECKS: tuple[Callable[[Built], Iterator[Finding]], ...] = (
    links, references, blocks, names, headings, html, pictures, privacy, outward, contact, data, weight,
)  # fmt: skip
