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
PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True)

Told = Iterator[tuple[str, str, str]]  # what is wrong, how to mend it, and what to look for in the text


def faults(document: Document, html: str) -> Iterator[Fault]:
    """Check the HTML that a text became, before typography touches it."""
    tree = etree.fromstring(f"<body>{html}".encode(), PARSER)
    for check in CHECKS:
        for message, remedy, needle in check(document, tree):
            lines = enumerate(document.body.split("\n"), document.body_line)
            line = next((number for number, text in lines if needle and needle in text), document.body_line)
            yield Fault(document.path, line, message, remedy)


def emptiness(document: Document, tree: etree._Element) -> Told:
    """Refuse a text in which a reader sees nothing."""
    if not (document.draft or WORD.search(_text(tree)) or tree.xpath("//img") or "[[" in document.body):
        yield (
            "In deze tekst staat niets dat een lezer kan zien.",
            "Schrijf de tekst, of maak er een concept van met: Status: concept",
            "",
        )


def losses(document: Document, tree: etree._Element) -> Told:
    """Find every word that was written and can't be seen: in unknown HTML, in braces, in a cell too many."""
    text = _text(tree)
    written = unescape(UNSEEN.sub(lambda match: "\n" * match[0].count("\n"), document.body))
    lost = Counter(WORD.findall(written)) - Counter(WORD.findall(text))
    if lost:
        whole = "".join(WORD.findall(text))
        gone = [word for word in lost if whole.count(word) < written.count(word)]
        if gone:
            shown = ", ".join(gone[:5]) + (" …" if len(gone) > 5 else "")
            yield (
                f"Dit staat in de tekst en niet op de pagina: {shown}.",
                "Kijk of er haken of accolades omheen staan.",
                gone[0],
            )


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
        words = "".join(link.itertext()).strip()
        if link.get("href") == "":
            yield (
                f"De link '{words}' heeft geen adres.",
                "Schrijf het adres tussen de haakjes: [tekst](adres).",
                f"[{words}]",
            )
        elif link.get("href") and not (words or link.xpath("./img[normalize-space(@alt)]")):
            yield (
                "Deze link heeft geen woorden.",
                "Schrijf tussen de haken waar hij heen gaat.",
                f"]({link.get('href')}",
            )


def _text(tree: etree._Element) -> str:
    return "".join(tree.itertext())


CHECKS: tuple[Callable[[Document, etree._Element], Told], ...] = (emptiness, losses, remains, links)
