"""What Markdown made of a text, held against what was written: nothing lost on the way, nothing left as code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from document import Document
from fault import Fault

WORD = re.compile(r"[^\W_]+")
SIGNS = b" \t\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"  # of ASCII: all but letters and digits
VALUE = r"""=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'>}]+)"""
UNSEEN = {  # what nobody sees, by how it begins: a sign in it, which takes no time to look for, and more
    ("!", r"!\["): r"!\[[^\]]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?",  # a picture
    ("]", r"\][(\[]"): r"\](?:\([^)\n]*\)|\[[^\]\n]*\])",  # where a link goes
    ("]", r"\]:"): r"^[ ]{0,3}\[[^\]\n]+\]:[ ]*\S*[/.\#:{].*$",  # the same, at the foot of a text
    ("{", r"\{"): rf"\{{:?[ ]*(?:(?:[.\#][\w-]+|[\w-]+{VALUE})[ ]*)+\}}",  # attributes: { .class #name key=value }
    ("<", "<"): rf"</?[a-z][\w-]*(?:\s+(?:[\w:-]+{VALUE}|open))*\s*/?>",  # HTML
    ("\n", r"\n[ \t>]*\d+[.)][ ]"): r"^[ \t>]*\d+[.)][ ]",  # the number of an item
    ("[", r"\[[\[Tt]"): r"\[(?:\[[^\]\n]*\]\]|TOC\])",  # a block, and the table of contents
}
OPENINGS = tuple((sign, re.compile(opening), unseen) for (sign, opening), unseen in UNSEEN.items())
NO_LINK = "Deze link is niet herkend.", "Schrijf hem zo: [tekst](adres)."
NO_LIST = "Deze lijst is niet herkend.", "Zet een lege regel boven de lijst."
BULLET = "Begin elk punt met een streepje en een spatie, met een lege regel boven het eerste."
REMAINS = tuple(
    (re.compile(pattern, re.MULTILINE), *told)
    for pattern, told in {
        r"\[[^\]\n]+\] ?\([^)\s]*[/.#][^)\s]*\)": NO_LINK,
        r"\[[^\]\n]+\]\[[^\]\n]*\]|\]\(|\)\[http|\[[^\]\n]*\(http": NO_LINK,
        r"\|\s*:?[-—–]{2,}|^\|.+\|\s*$": (
            "Deze tabel is niet herkend.",
            "Zet er een lege regel boven, en onder de kop |---|.",
        ),
        r"(?:(?<=:\n)|(?<=\n)(?=(?:[-*+]|\d{1,2}\.) .*\n(?:[-*+]|\d{1,2}\.) ))(?:[-*+]|\d{1,2}\.) +\S+": NO_LIST,
        r"^\d{1,2}\) +\S+": ("Deze lijst is niet herkend.", "Schrijf 1. in plaats van 1), met een lege regel erboven."),
        r"^(?:[•·▪◦‣]\s*|[–o][ \t]+)\S+|^[-*+](?=[A-Za-z])\S+|^[-*+]\u00a0": ("Dit is geen lijst geworden.", BULLET),
        r"\*\*": ("Dit is niet vet geworden.", "Zet ** direct voor en direct achter de woorden, of haal ze weg."),
        r"~~\S+": ("Doorhalen kent de site niet.", "Haal de woorden weg, of de slangetjes."),
        r"^`{3}.*|^~{3}.*": ("Deze regel wordt geen code.", "Haal de regel weg."),
        r"^ ?#{1,6} \S+": (
            "Dit is geen kop geworden.",
            "Zet # aan het begin van de regel, met een lege regel erboven.",
        ),
        r"<!--.*|-->": ("Een opmerking hoort niet in een tekst.", "Haal hem weg: bezoekers zien hem."),
    }.items()
)
REFERENCE = re.compile(r"^[ ]{0,3}\[([^\]\n]+)\]:.*$", re.MULTILINE)
SUSPECT = "[]|*~`#<•·▪◦‣"  # the signs that any of these begins with
SUSPECT_LINE = re.compile(r"\n[-+–o\d ]")  # and how a line begins that is one
UNDERLINE = re.compile(r"-{2,}\s*")
TEXT = re.compile(r"\s*[^-*+>#|\s]")
FOOTNOTE = re.compile(r"\[\^[\w-]+\]")
ELEMENTS = {
    "a", "abbr", "address", "aside", "b", "bdi", "bdo", "blockquote", "body", "br", "caption", "cite", "code",
    "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "html", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q",
    "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
REFUSED = re.compile(
    "applet|audio|base|button|canvas|embed|form|frame|head|iframe|input|link|math|meta|object|picture|portal|script"
    "|select|source|style|svg|template|textarea|title|track|video"
)
LAYOUT = re.compile("article|center|dialog|fieldset|font|footer|header|hgroup|label|main|menu|nav|noscript|search|slot")
STYLED = " style srcset background ping formaction hidden "
DRAWN = ("alt", "class", "height", "id", "src", "title", "width")  # what a picture may have
PIXELS = re.compile(r"[1-9]\d{0,3}")
PROMISE = "Haal het weg: de site houdt zich aan wat hij op /privacy/ belooft."
PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True)
ATTRIBUTES = etree.XPath(f"//@*[starts-with(name(), 'on') or contains({STYLED!r}, concat(' ', name(), ' '))]")
PROSE = etree.XPath(".//text()[not(ancestor::code or ancestor::pre)]", smart_strings=False)

Told = Iterator[tuple[str, str, str]]  # what is wrong, how to mend it, and what to look for in the text


class Made(NamedTuple):
    """A text, and what Markdown made of it: a tree, the names in it, and the words that one sees."""

    document: Document
    body: str
    tree: etree._Element
    tags: frozenset[object]
    seen: str


def faults(document: Document, html: str) -> Iterator[Fault]:
    """Check the HTML that a text became, before typography touches it; a line is told once, by the first check."""
    tree = etree.fromstring(f"<body>{html}".encode(), PARSER)
    tags = frozenset(element.tag for element in tree.iter())
    made = Made(document, document.body, tree, tags, etree.tostring(tree, method="text", encoding="unicode"))
    told: set[int] = set()
    for check in CHECKS:
        found = [
            Fault(document.path, document.line_of(needle) or document.body_line, message, remedy, check.__name__)
            for message, remedy, needle in check(made)
        ]
        yield from (fault for fault in found if fault.line not in told)
        told |= {fault.line for fault in found}


def privacy(made: Made) -> Told:
    """Keep out what runs, what asks for input, and what dresses itself; what no browser knows would vanish."""
    for element in () if made.tags <= ELEMENTS else made.tree.iter():
        if element.tag in ELEMENTS:
            continue
        name = element.tag if isinstance(element.tag, str) else {"_Comment": "!--"}.get(type(element).__name__, "?")
        if name in ("!--", "?") or REFUSED.fullmatch(name):
            needle = "<?" if name == "!--" and "<?" in made.body else f"<{name}"
            yield f"<{name} mag niet in een tekst staan.", PROMISE, needle
        elif LAYOUT.fullmatch(name) or (":" in name and not "".join(element.itertext()).strip()):
            yield f"<{name}> hoort niet in een tekst.", "Haal de code weg, en laat de woorden staan.", f"<{name}"
        else:
            remedy = f"Schrijf het zonder < en >: ({name})."
            yield f"<{name}> is geen HTML, en een browser laat het weg.", remedy, f"<{name}"
    found = ATTRIBUTES(made.tree)
    for name in dict.fromkeys(str(value.attrname) for value in found if isinstance(found, list)):
        yield f"{name} mag niet in een tekst staan.", PROMISE, f"{name}="


def pictures(made: Made) -> Told:
    """Know every word between { } behind a picture: what a browser does not heed would be lost without a word."""
    for picture in _each(made, "img"):
        for name, value in picture.attrib.items():
            if str(name) not in DRAWN:
                remedy = "Haal het weg. Hoe breed een plaatje is, schrijft u zo: { width=200 }"
                yield f"'{name}' kent de site niet bij een plaatje.", remedy, f"{name}="
            elif name in ("width", "height") and not PIXELS.fullmatch(str(value)):
                yield f"{name} moet een getal zijn, zoals 200, en niet '{value}'.", "Verander het.", f"{name}="


def remains(made: Made) -> Told:
    """Find Markdown that was meant to become something else."""
    for note in FOOTNOTE.findall(_without_code(made.body)) if "^" in made.body else ():
        yield "De site kent geen voetnoten.", "Zet wat erin staat in de tekst zelf.", note
    for code in _each(made, "pre"):
        words = "".join(code.itertext()).strip()
        yield "Deze regels beginnen met vier spaties of een tab, en zijn code geworden.", "Haal die weg.", words[:20]
    if not _suspect(made.seen):
        return
    for element in made.tree.iter("p", "li", "dd", "td", "th", *HEADINGS):
        text = "".join(PROSE(element))
        for pattern, message, remedy in REMAINS if _suspect(text) else ():
            for match in pattern.finditer(text):
                yield message, remedy, match[0].strip()


def _suspect(text: str) -> bool:
    """Tell whether any of what remains may begin here; most texts have none of these signs."""
    return (
        any(sign in text for sign in SUSPECT)
        or (">" in text and "-->" in text)
        or SUSPECT_LINE.search(f"\n{text}") is not None
    )


def _each(made: Made, *tags: str) -> Iterable[etree._Element]:
    """Find the elements with one of these names; most are in no text, and then the tree is not asked."""
    return () if made.tags.isdisjoint(tags) else made.tree.iter(*tags)


def _bare(reference: re.Match[str], body: str) -> str:
    """Show the words of a reference that nothing refers to."""
    used = body.count(f"[{reference[1]}]") > 1
    return reference[0] if used else re.sub(r"[\[\]:#]", " ", reference[0])


def _without_code(body: str) -> str:
    return re.sub(r"`[^`\n]*`", "", body)


def headings(made: Made) -> Told:
    """Ask words of every heading, and a wide berth of every line that would make one of the line above."""
    for heading in _each(made, *HEADINGS):
        if not _words(heading):
            yield "Deze kop heeft geen woorden.", "Schrijf er woorden achter, of haal hem weg.", "#"
    for above, line in pairwise(made.body.split("\n")) if "\n--" in made.body else ():
        if line.startswith("--") and UNDERLINE.fullmatch(line) and TEXT.match(above):
            yield "Door de streepjes eronder wordt dit een kop.", "Zet een lege regel boven de streepjes.", above


def links(made: Made) -> Told:
    """Ask of every link that it leads somewhere, and that it has words."""
    for link in _each(made, "a"):
        words, to = _words(link), link.get("href")
        if to == "":
            remedy = "Schrijf het adres tussen de haakjes: [tekst](adres)."
            yield f"De link '{words}' heeft geen adres.", remedy, f"[{words}]"
        elif to and not (words or link.xpath("./img[normalize-space(@alt)]")):
            yield "Deze link heeft geen woorden.", "Schrijf tussen de haken waar hij heen gaat.", f"]({to}"


def _words(element: etree._Element) -> str:
    """Return what one reads in an element; most have nothing in them but text."""
    return "".join(element.itertext() if len(element) else (element.text or "")).strip()


def losses(made: Made) -> Told:
    """Find every word that was written and can't be seen: in unknown HTML, in braces, in a cell too many."""
    seen, written = made.seen, unescape(_written(made.body))
    if written.encode().translate(None, SIGNS) == seen.encode().translate(None, SIGNS):
        return
    whole = "".join(WORD.findall(seen))
    lost = Counter(WORD.findall(written)) - Counter(WORD.findall(seen))
    gone = [word for word in lost if whole.count(word) < written.count(word)]
    if gone:
        shown = ", ".join(gone[:5]) + (" …" if len(gone) > 5 else "")
        message = f"Dit staat in de tekst en niet op de pagina: {shown}."
        yield message, "Kijk of er haken of accolades omheen staan.", gone[0]


def _written(body: str) -> str:
    """Return what was written to be seen; of all else its lines are kept."""
    plain = REFERENCE.sub(lambda match: _bare(match, body), body) if "]:" in body else body
    begun = f"\n{plain}"
    found = tuple(unseen for sign, opening, unseen in OPENINGS if sign in begun and opening.search(begun))
    return _unseen(found).sub(lambda match: "\n" * match[0].count("\n"), plain) if found else plain


@lru_cache(maxsize=1 << len(UNSEEN))
def _unseen(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Join what may be in a text: the fewer, the faster."""
    return re.compile("|".join(patterns), re.MULTILINE | re.IGNORECASE)


def emptiness(made: Made) -> Told:
    """Refuse a text in which a reader sees nothing."""
    seen = WORD.search(made.seen) or made.tree.xpath("//img") or "[[" in made.body
    if not (seen or made.document.draft) and made.body.strip():
        remedy = "Schrijf de tekst, of maak er een concept van met: Status: concept"
        yield "In deze tekst staat niets dat een lezer kan zien.", remedy, ""


CHECKS: tuple[Callable[[Made], Told], ...] = (
    privacy, pictures, remains, headings, links, losses, emptiness,
)  # fmt: skip
