"""What can be wrong in a text below its front matter, told with its line; functions from documents to faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NamedTuple

from document import Document
from fault import Fault

LINK = re.compile(r"[{|](?P<what>filename|static|attach)[|}](?P<to>[^\s)\"'>#?]*)")
PICTURE = re.compile(r"!\[(?P<text>[^\]\n]*)\](?:\((?P<to>[^)\s]*)|(?=\[))|<img\b(?P<tag>[^<>]*)>")
DESCRIBED = re.compile(r"""\balt\s*=\s*(?:"[^"]*\S[^"]*"|'[^']*\S[^']*')""")
KNOWN = ("]({filename}", "]({static}", "]({attach}")
CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?!\S)")
HASHTAG = re.compile(r"#\w")
WAITING = re.compile(r"[\W_]*status[\W_]*:[\W_]*(?:concept|draft)[\W_]*", re.IGNORECASE)
NESTED = re.compile(r" {1,3}(?:[-*+]|\d+\.)\s+\S")
UNKNOWN = re.compile(r"\]\(\{\s*(\w+)\s*\}")
FIRST_HEADING = re.compile(r"#(?!#)\s*\S|<h1\b|={2,}\s*$", re.IGNORECASE)
SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
IN_A_SENTENCE = ("e-mail", "telefoon", "verlaat-naar")  # blocks that are a word; all others are paragraphs
BLOCK = re.compile(r"\[\[([^\]\n]*)\]\]")


class Setting(NamedTuple):
    """What texts are held against: each other, the pictures, the blocks of the theme, and the moment."""

    documents: Mapping[str, Document]  # by path within content/
    pictures: frozenset[str]  # paths within content/
    blocks: frozenset[str]
    now: datetime
    latest: date  # the day after which nothing can have been changed
    names: tuple[str, ...]  # of all texts and pictures
    everything: bool  # whether drafts and planned texts are shown, as in preview
    suspects: Mapping[str, Sequence[str]]  # by the path of a text: the names of the checks that may find something


Told = Iterator[tuple[str, str]]
Check = Callable[[Document, str, Setting], Told]


def suspects(document: Document) -> tuple[str, ...]:
    """Name the checks that may find something in a text: most texts hold nothing that any looks for."""
    body = b"\n" + document.data.lower()
    return tuple(check.__name__ for check in CHECKS if BEGINS[check](body))


def faults(setting: Setting) -> Iterator[Fault]:
    """Check every line of every text."""
    for document in setting.documents.values():
        if not setting.suspects[document.path] and "modified" not in document.values:
            continue  # as of most texts
        if setting.everything or document.live(setting.now):
            yield from _dates(document, setting.latest)
            yield from _lines(document, setting, CHECKS)
        elif document.planned(setting.now) and document.date:  # what it links to must be there on its own day
            yield from _lines(document, setting._replace(now=document.date), (references,))


def _lines(document: Document, setting: Setting, checks: tuple[Check, ...]) -> Iterator[Fault]:
    checks = tuple(check for check in checks if check.__name__ in setting.suspects[document.path])
    for number, line in enumerate(document.body.split("\n"), document.body_line) if checks else ():
        plain = SPAN.sub(lambda span: " " * len(span[0]), line)  # what stands in backticks is only shown
        for check in checks:
            for message, remedy in check(document, plain, setting):
                yield Fault(document.path, number, message, remedy, check.__name__)


def _dates(document: Document, latest: date) -> Iterator[Fault]:
    """Hold the day of a change against the day of publication and against today."""
    modified, published = document.values.get("modified"), document.date
    remedy = "Verbeter de dag, of haal de regel weg."
    if modified and published and modified.date() < published.date():
        yield Fault(document.path, document.lines["modified"], "Gewijzigd ligt voor Datum.", remedy)
    elif modified and modified.date() > latest:
        yield Fault(document.path, document.lines["modified"], "Gewijzigd ligt in de toekomst.", remedy)


def references(document: Document, line: str, setting: Setting) -> Told:
    """Follow every link to another text or a picture."""
    for match in UNKNOWN.finditer(line):
        if match[0] not in KNOWN:
            yield (
                f"{{{match[1]}}} kent de site niet.",
                "Schrijf {filename} voor een tekst, of {static} voor een plaatje.",
            )
    for match in LINK.finditer(line):
        path = _within(document, match["to"])
        target = setting.documents.get(path)
        if target and not setting.everything and not target.live(setting.now):
            state = "een concept" if target.draft else "nog niet gepubliceerd"
            yield f"Deze link gaat naar {target.path}, en dat is {state}.", "Haal de link weg, of publiceer die tekst."
        elif path in setting.pictures and match["what"] == "filename":
            yield f"{path} is een plaatje, en geen tekst.", f"Schrijf {{static}}/{path}."
        elif not target and path not in setting.pictures:
            near = _near(path, setting.names)
            near = "" if document.path.endswith(near) else near
            remedy = f"Bedoelt u {{{match['what']}}}/{near}?" if near else "Verbeter de link of haal hem weg."
            yield f"Deze link gaat naar {path}, en dat bestand is er niet.", remedy


def pictures(_document: Document, line: str, _setting: Setting) -> Told:
    """Ask a description of every picture: who can't see it must be told what is on it."""
    for match in PICTURE.finditer(line):
        if not (match["text"] or "").strip() and not DESCRIBED.search(match["tag"] or ""):
            yield (
                "Dit plaatje heeft geen beschrijving.",
                "Schrijf tussen de haken wat erop te zien is: ![Een kompas](…)",
            )
        if (match["to"] or "").lower().endswith(".pdf"):
            yield "Een PDF is geen plaatje.", "Maak er een link van: haal het uitroepteken weg."


def headings(_document: Document, line: str, _setting: Setting) -> Told:
    """Leave the first heading to the title."""
    if CONFLICT.match(line):
        yield (
            "Hier staat een conflict van git.",
            "Kies een van de twee teksten, en haal de regels met <<<, === en >>> weg.",
        )
    elif HASHTAG.match(line):
        yield (
            f"'{line.split(maxsplit=1)[0]}' wordt zo een hoofdkop.",
            f"Schrijf \\{line.split(maxsplit=1)[0]}, met een schuine streep ervoor.",
        )
    elif FIRST_HEADING.match(line):
        yield "Een tekst heeft al een hoofdkop: de titel.", "Begin een tussenkop met twee hekjes: ## Tussenkop"


def status(_document: Document, line: str, _setting: Setting) -> Told:
    """Notice a draft's mark below the front matter, where it would be published as a sentence."""
    if WAITING.fullmatch(line):
        yield "Deze regel staat in de tekst, en maakt er geen concept van.", "Zet hem bovenaan, bij Titel en Datum."


def lists(_document: Document, line: str, _setting: Setting) -> Told:
    """Ask four spaces before a point under a point: with fewer it would stand beside it."""
    if NESTED.match(line):
        yield (
            "Dit punt staat te weinig naar rechts om onder een ander punt te vallen.",
            "Zet er vier spaties voor, of geen.",
        )


def blocks(document: Document, line: str, setting: Setting) -> Told:
    """Know every `[[name]]`."""
    for match in BLOCK.finditer(line):
        if document.kind == "article":
            yield (
                f"{match[0]} kan niet in een artikel: wie het artikel elders leest, ziet het niet.",
                "Schrijf het uit.",
            )
        elif match[1] in setting.blocks and match[1] not in IN_A_SENTENCE and line.strip() != match[0]:
            yield (
                f"{match[0]} kan niet in een zin staan.",
                "Zet het op een eigen regel, met een lege regel erboven en eronder.",
            )
        elif match[1] not in setting.blocks:
            near = _near(match[1], tuple(sorted(setting.blocks))) or min(setting.blocks, default="")
            yield f"[[{match[1]}]] bestaat niet.", f"Bedoelt u [[{near}]]?"


HEADINGS = re.compile(rb"\n(?:#(?!#)|<h1|==|<{7}|>{7})")
NESTS = re.compile(rb"\n {1,3}[-*+\d]")
# Whether a check may find something in a text of small letters; one byte is found ten times as fast as two
BEGINS: dict[Check, Callable[[bytes], object]] = {
    references: lambda body: b"{" in body or b"|" in body,
    pictures: lambda body: (b"!" in body and b"![" in body) or (b"<" in body and b"<img" in body),
    headings: HEADINGS.search,
    status: lambda body: b"status" in body,
    lists: NESTS.search,
    blocks: lambda body: b"[" in body and b"[[" in body,
}
CHECKS: tuple[Check, ...] = tuple(BEGINS)


def _within(document: Document, to: str) -> str:
    """Resolve a link as Pelican does: from content/ with a slash before it, else from the text's own folder."""
    folder = dirname(document.path).removeprefix("content").lstrip("/")
    return to.lstrip("/") if to.startswith("/") else normpath(join(folder, to))


@lru_cache
def _near(word: str, words: tuple[str, ...]) -> str:
    return "".join(get_close_matches(word, words, n=1, cutoff=0.5))
