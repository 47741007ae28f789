"""What Markdown made of a text, held against what was written: nothing lost on the way, nothing left as code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from itertools import pairwise

from lxml import etree

from document import Document
from fault import Fault

WORD = re.compile(r"[^\W_]+")
SIGNS = b" \t\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"  # of ASCII: all but letters and digits
VALUE = r"""=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'>}]+)"""
UNSEEN = re.compile(
    rf"""
    !\[[^\]]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?               # a picture
    | \]\([^)\n]*\) | \]\[[^\]\n]*\]                       # where a link goes
    | ^[ ]{{0,3}}\[[^\]\n]+\]:[ ]*\S*[/.\#:{{].*$          # the same, at the foot of a text
    | \{{:?[ ]*(?:(?:[.\#][\w-]+|[\w-]+{VALUE})[ ]*)+\}}   # attributes: {{ .class #name key=value }}
    | </?[a-z][\w-]*(?:\s+(?:[\w:-]+{VALUE}|open))*\s*/?>  # HTML
    | ^[ \t>]*\d+[.)][ ]                                   # the number of an item
    | \[\[[^\]\n]*\]\] | \[TOC\]                           # a block, and the table of contents
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
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
SUSPECT = re.compile(r"[\[\]|*~`#<•·▪◦‣]|-->|^[-+–o\d ]", re.MULTILINE)  # what any of these begins with
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
REFUSED = re.compile(
    "applet|audio|base|button|canvas|embed|form|frame|head|iframe|input|link|math|meta|object|picture|portal|script"
    "|select|source|style|svg|template|textarea|title|track|video"
)
LAYOUT = re.compile("article|center|dialog|fieldset|font|footer|header|hgroup|label|main|menu|nav|noscript|search|slot")
STYLED = " style srcset background ping formaction hidden "
ATTRIBUTES = f"//@*[starts-with(name(), 'on') or contains({STYLED!r}, concat(' ', name(), ' '))]"
DRAWN = ("alt", "class", "height", "id", "src", "title", "width")  # what a picture may have
PIXELS = re.compile(r"[1-9]\d{0,3}")
PROMISE = "Haal het weg: de site houdt zich aan wat hij op /privacy/ belooft."
PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True)

Told = Iterator[tuple[str, str, str]]  # what is wrong, how to mend it, and what to look for in the text


def faults(document: Document, html: str) -> Iterator[Fault]:
    """Check the HTML that a text became, before typography touches it; a line is told once, by the first check."""
    tree = etree.fromstring(f"<body>{html}".encode(), PARSER)
    told: set[int] = set()
    for check in CHECKS:
        found = [
            Fault(document.path, document.line_of(needle) or document.body_line, message, remedy, check.__name__)
            for message, remedy, needle in check(document, tree)
        ]
        yield from (fault for fault in found if fault.line not in told)
        told |= {fault.line for fault in found}


def privacy(document: Document, tree: etree._Element) -> Told:
    """Keep out what runs, what asks for input, and what dresses itself; what no browser knows would vanish."""
    for element in tree.iter():
        if element.tag in ELEMENTS:
            continue
        name = element.tag if isinstance(element.tag, str) else {"_Comment": "!--"}.get(type(element).__name__, "?")
        if name in ("!--", "?") or REFUSED.fullmatch(name):
            needle = "<?" if name == "!--" and "<?" in document.body else f"<{name}"
            yield f"<{name} mag niet in een tekst staan.", PROMISE, needle
        elif LAYOUT.fullmatch(name) or (":" in name and not "".join(element.itertext()).strip()):
            yield f"<{name}> hoort niet in een tekst.", "Haal de code weg, en laat de woorden staan.", f"<{name}"
        else:
            remedy = f"Schrijf het zonder < en >: ({name})."
            yield f"<{name}> is geen HTML, en een browser laat het weg.", remedy, f"<{name}"
    found = tree.xpath(ATTRIBUTES)
    for name in dict.fromkeys(str(value.attrname) for value in found if isinstance(found, list)):
        yield f"{name} mag niet in een tekst staan.", PROMISE, f"{name}="


def pictures(_document: Document, tree: etree._Element) -> Told:
    """Know every word between { } behind a picture: what a browser does not heed would be lost without a word."""
    for picture in tree.iter("img"):
        for name, value in picture.attrib.items():
            if str(name) not in DRAWN:
                remedy = "Haal het weg. Hoe breed een plaatje is, schrijft u zo: { width=200 }"
                yield f"'{name}' kent de site niet bij een plaatje.", remedy, f"{name}="
            elif name in ("width", "height") and not PIXELS.fullmatch(str(value)):
                yield f"{name} moet een getal zijn, zoals 200, en niet '{value}'.", "Verander het.", f"{name}="


def remains(document: Document, tree: etree._Element) -> Told:
    """Find Markdown that was meant to become something else."""
    for note in FOOTNOTE.findall(_without_code(document.body)) if "[^" in document.body else ():
        yield "De site kent geen voetnoten.", "Zet wat erin staat in de tekst zelf.", note
    for code in tree.iter("pre"):
        words = "".join(code.itertext()).strip()
        yield "Deze regels beginnen met vier spaties of een tab, en zijn code geworden.", "Haal die weg.", words[:20]
    if not SUSPECT.search(_text(tree)):
        return
    for element in tree.iter("p", "li", "dd", "td", "th", "h2", "h3", "h4", "h5", "h6"):
        text = "".join(element.xpath(".//text()[not(ancestor::code or ancestor::pre)]"))
        for pattern, message, remedy in REMAINS:
            for match in pattern.finditer(text):
                yield message, remedy, match[0].strip()


def _bare(reference: str) -> str:
    return re.sub(r"[\[\]:#]", " ", reference)


def _without_code(body: str) -> str:
    return re.sub(r"`[^`\n]*`", "", body)


def headings(document: Document, tree: etree._Element) -> Told:
    """Ask words of every heading, and a wide berth of every line that would make one of the line above."""
    for heading in tree.iter("h2", "h3", "h4", "h5", "h6"):
        if not "".join(heading.itertext()).strip():
            yield "Deze kop heeft geen woorden.", "Schrijf er woorden achter, of haal hem weg.", "#"
    for above, line in pairwise(document.body.split("\n")):
        if line.startswith("--") and UNDERLINE.fullmatch(line) and TEXT.match(above):
            yield "Door de streepjes eronder wordt dit een kop.", "Zet een lege regel boven de streepjes.", above


def links(_document: Document, tree: etree._Element) -> Told:
    """Ask of every link that it leads somewhere, and that it has words."""
    for link in tree.iter("a"):
        words, to = "".join(link.itertext()).strip(), link.get("href")
        if to == "":
            remedy = "Schrijf het adres tussen de haakjes: [tekst](adres)."
            yield f"De link '{words}' heeft geen adres.", remedy, f"[{words}]"
        elif to and not (words or link.xpath("./img[normalize-space(@alt)]")):
            yield "Deze link heeft geen woorden.", "Schrijf tussen de haken waar hij heen gaat.", f"]({to}"


def losses(document: Document, tree: etree._Element) -> Told:
    """Find every word that was written and can't be seen: in unknown HTML, in braces, in a cell too many."""
    seen = _text(tree)
    plain = REFERENCE.sub(
        lambda match: match[0] if document.body.count(f"[{match[1]}]") > 1 else _bare(match[0]), document.body
    )
    written = unescape(UNSEEN.sub(lambda match: "\n" * match[0].count("\n"), plain))
    if written.encode().translate(None, SIGNS) == seen.encode().translate(None, SIGNS):
        return
    whole = "".join(WORD.findall(seen))
    lost = Counter(WORD.findall(written)) - Counter(WORD.findall(seen))
    gone = [word for word in lost if whole.count(word) < written.count(word)]
    if gone:
        shown = ", ".join(gone[:5]) + (" …" if len(gone) > 5 else "")
        message = f"Dit staat in de tekst en niet op de pagina: {shown}."
        yield message, "Kijk of er haken of accolades omheen staan.", gone[0]


def emptiness(document: Document, tree: etree._Element) -> Told:
    """Refuse a text in which a reader sees nothing."""
    seen = WORD.search(_text(tree)) or tree.xpath("//img") or "[[" in document.body
    if document.body.strip() and not (document.draft or seen):
        remedy = "Schrijf de tekst, of maak er een concept van met: Status: concept"
        yield "In deze tekst staat niets dat een lezer kan zien.", remedy, ""


def _text(tree: etree._Element) -> str:
    return etree.tostring(tree, method="text", encoding="unicode")


CHECKS: tuple[Callable[[Document, etree._Element], Told], ...] = (
    privacy, pictures, remains, headings, links, losses, emptiness,
)  # fmt: skip
