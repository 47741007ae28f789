"""Advice on plain language (B1) that never stops a build: long sentences, passives, hard words, empty link texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from document import Document
from fault import Fault

LONGEST = 20  # words in a sentence
WORD = re.compile(r"[\w’'‑-]+")
SENTENCE = re.compile(r"[^.!?:;]+[.!?:;]*")
ADDRESS = re.compile(r"\]\([^()\n]*\)|\]\[[^\[\]\n]*\]|\{[^{}\n]*\}|<[^<>\n]*>|https?://\S+")
MARKUP = re.compile(r"[*_`#>\[\]!]")
ITEM = re.compile(r"(?m)^[ \t]*(?:[-+*]|\d+\.)[ \t]")
PASSIVE = re.compile(
    r"\b(?:wordt|worden|werd|werden)\b[^.!?;]{0,60}?\b(?!\w*(?:beid|heid|leid|bied|band)\b)(?:ge|be|ver|ont|her)\w+(?:d|t|en)\b",
    re.IGNORECASE,
)
EMPTY_LINKS = re.compile(r"\[(?:klik )?(?:hier|deze link|link|lees meer|meer|verder)\]\(", re.IGNORECASE)
HARD_WORDS = {
    "middels": "met", "teneinde": "om", "omtrent": "over", "betreffende": "over", "inzake": "over", "reeds": "al",
    "derhalve": "dus", "dientengevolge": "daardoor", "echter": "maar", "indien": "als", "alvorens": "voordat",
    "tevens": "ook", "eveneens": "ook", "dienen": "moeten", "dient": "moet", "geschieden": "gebeuren",
    "zorgdragen": "zorgen", "faciliteren": "helpen", "implementeren": "invoeren", "evalueren": "terugkijken",
    "initiëren": "beginnen", "conform": "volgens", "ten behoeve van": "voor", "met betrekking tot": "over",
    "in het kader van": "voor", "ten aanzien van": "over", "op basis van": "door", "te allen tijde": "altijd",
    "verstrekken": "geven", "aanvangen": "beginnen", "beëindigen": "stoppen", "participeren": "meedoen",
    "communiceren": "vertellen", "adequaat": "goed", "relevant": "belangrijk", "optimaal": "zo goed mogelijk",
}  # fmt: skip
HARD = re.compile(rf"\b({'|'.join(map(re.escape, HARD_WORDS))})\b", re.IGNORECASE)

Told = Iterator[tuple[int, str, str]]


def advice(document: Document) -> Iterator[Fault]:
    """Read a text as a reader who is in a hurry; every hint names its line."""
    body = ADDRESS.sub(_blank, document.body)
    for check in CHECKS:
        for offset, message, remedy in check(body):
            line = document.body.count("\n", 0, offset) + document.body_line
            yield Fault(document.path, line, message, remedy)


def _blank(match: re.Match[str]) -> str:
    """Leave out an address, and let everything behind it keep its place."""
    begin = "](" if match[0].startswith("](") else "  "
    return begin + " " * (len(match[0]) - 2)


def long_sentences(body: str) -> Told:
    """Name every sentence of more words than a reader can hold."""
    for paragraph in re.finditer(r"(?:[^\n]+\n?)+", body):
        items = ITEM.sub(lambda match: "." + " " * (len(match[0]) - 1), paragraph[0])
        for sentence in SENTENCE.finditer(MARKUP.sub(" ", items)):
            count = len(WORD.findall(sentence[0]))
            if count > LONGEST:
                start = " ".join(sentence[0].split()[:6])
                before = len(sentence[0]) - len(sentence[0].lstrip())
                yield (
                    paragraph.start() + sentence.start() + before,
                    f"Deze zin heeft {count} woorden: '{start} …'.",
                    "Maak er twee van.",
                )


def passives(body: str) -> Told:
    """Name sentences in which nobody does anything."""
    for match in PASSIVE.finditer(body):
        yield match.start(), f"Deze zin zegt niet wie het doet: '{' '.join(match[0].split())}'.", "Zeg wie het doet."


def hard_words(body: str) -> Told:
    """Name words that have a plain one beside them."""
    for match in HARD.finditer(body):
        yield match.start(), f"'{match[0]}' is een moeilijk woord.", f"Schrijf liever '{HARD_WORDS[match[0].lower()]}'."


def empty_links(body: str) -> Told:
    """Name links whose text does not say where they lead."""
    for match in EMPTY_LINKS.finditer(body):
        yield (
            match.start(),
            f"De linktekst '{match[0][1:-2]}' zegt niet waar hij heen gaat.",
            "Noem wat men daar vindt.",
        )


CHECKS: tuple[Callable[[str], Told], ...] = (long_sentences, passives, hard_words, empty_links)
