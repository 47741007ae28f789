"""What Markdown made of a text, held against what was written: nothing lost on the way, nothing left as code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape

from lxml import etree

from document import Document
from fault import Fault

WORD = re.compile(r"[^\W_]+")
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
REMAINS = tuple(
    (re.compile(pattern, re.MULTILINE), *told)
    for pattern, told in {
        r"\[\^[\w-]+\]": ("De site kent geen voetnoten.", "Zet wat erin staat in de tekst zelf."),
        r"\[[^\]\n]+\] ?\([^)\s]*[/.#][^)\s]*\)": NO_LINK,
        r"\[[^\]\n]+\]\[[^\]\n]*\]": NO_LINK,
        r"\|\s*:?-{2,}": ("Deze tabel is niet herkend.", "Zet een lege regel boven de tabel."),
        r"(?<=\n)(?:[-*+]|\d+[.)]) +\S+": NO_LIST,
        r"^• *\S+": ("Voorleessoftware ziet dit niet als lijst.", "Begin elk punt met een streepje en een spatie."),
        r"\*\*": ("Dit is niet vet geworden.", "Zet ** direct voor en direct achter de woorden, of haal ze weg."),
    }.items()
)
ELEMENT = re.compile(
    "a|abbr|address|aside|b|bdi|bdo|blockquote|body|br|caption|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em"
    "|figcaption|figure|h[1-6]|hr|html|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|section|small|span|strong|sub|summary"
    "|sup|table|tbody|td|tfoot|th|thead|time|tr|u|ul|var|wbr"
)
REFUSED = re.compile(
    "applet|audio|base|button|canvas|embed|form|frame|head|iframe|input|link|math|meta|object|picture|portal|script"
    "|select|source|style|svg|template|textarea|title|track|video"
)
STYLED = " style srcset background ping formaction "
ATTRIBUTES = f"//@*[starts-with(name(), 'on') or contains({STYLED!r}, concat(' ', name(), ' '))]"
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


def privacy(_document: Document, tree: etree._Element) -> Told:
    """Keep out what runs, what asks for input, and what dresses itself; what no browser knows would vanish."""
    for element in tree.iter():
        name = str(element.tag) if isinstance(element.tag, str) else "!--"
        if name == "!--" or REFUSED.fullmatch(name):
            yield f"<{name} mag niet in een tekst staan.", PROMISE, f"<{name}"
        elif not ELEMENT.fullmatch(name):
            remedy = f"Schrijf het zonder < en >: ({name})."
            yield f"<{name}> is geen HTML, en een browser laat het weg.", remedy, f"<{name}"
    found = tree.xpath(ATTRIBUTES)
    for name in dict.fromkeys(str(value.attrname) for value in found if isinstance(found, list)):
        yield f"{name} mag niet in een tekst staan.", PROMISE, f"{name}="


def remains(_document: Document, tree: etree._Element) -> Told:
    """Find Markdown that was meant to become something else."""
    for element in tree.iter("p", "li", "dd", "td", "th", "h2", "h3", "h4", "h5", "h6"):
        text = "".join(element.xpath(".//text()[not(ancestor::code or ancestor::pre)]"))
        for pattern, message, remedy in REMAINS:
            for match in pattern.finditer(text):
                yield message, remedy, match[0].strip()


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
    seen = "".join(tree.itertext())
    written = unescape(UNSEEN.sub(lambda match: "\n" * match[0].count("\n"), document.body))
    lost = Counter(WORD.findall(written)) - Counter(WORD.findall(seen))
    whole = "".join(WORD.findall(seen)) if lost else ""
    gone = [word for word in lost if whole.count(word) < written.count(word)]
    if gone:
        shown = ", ".join(gone[:5]) + (" …" if len(gone) > 5 else "")
        message = f"Dit staat in de tekst en niet op de pagina: {shown}."
        yield message, "Kijk of er haken of accolades omheen staan.", gone[0]


def emptiness(document: Document, tree: etree._Element) -> Told:
    """Refuse a text in which a reader sees nothing."""
    seen = WORD.search("".join(tree.itertext())) or tree.xpath("//img") or "[[" in document.body
    if document.body.strip() and not (document.draft or seen):
        remedy = "Schrijf de tekst, of maak er een concept van met: Status: concept"
        yield "In deze tekst staat niets dat een lezer kan zien.", remedy, ""


CHECKS: tuple[Callable[[Document, etree._Element], Told], ...] = (privacy, remains, links, losses, emptiness)
