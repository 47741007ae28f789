"""Apostrophes told from single quotes: smartypants, made for English, opens a quote where Dutch drops a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from typography.tokens import EDGE, MASK

CLITICS = ("s", "t", "n", "k", "m", "r", "ns", "ie", "em")  # 's avonds, 't, 'n, heeft 'ie; capitals too
SIBILANTS = ("s", "x", "z", "ce", "ch", "sh", "sj")  # the ends of names that take a bare apostrophe: Hans' jas

MARK = re.compile(
    rf"""(?P<inner>(?<=\w)'(?=\w))
    |(?P<dropped>(?<!\w)'(?=(?i:{"|".join(CLITICS)})\b|\d\d(?!\d)))
    |(?P<opens>(?<![^\s(\[{{"'“‘/–—-])'(?=["'“(\[.…]*[\w{MASK}]))
    |(?P<closes>(?<=\S)')""",
    re.VERBOSE,
)
OWNER = re.compile(rf"[A-Z]\w*(?:{'|'.join(SIBILANTS)})'(?=\s\w)")
WORD_BEFORE = re.compile(r"\w*+\Z")
LONGEST = 60  # letters of a name


class Mark(NamedTuple):
    """A `'` at a place in the text, by what it seems to be; or the edge of a paragraph."""

    kind: str | None
    at: int


def set_apostrophes(text: str) -> str:
    """Turn every `'` that is surely an apostrophe into ’ and leave the quotes.

    A mark inside a word is an apostrophe. One before a clitic or two digits is an apostrophe too, unless no single
    quote is open there and a later mark in the same paragraph closes one that nothing else opened: then it is the
    opening quote of '90 procent' or 's'. A mark after a name in a sibilant, with a word behind it, closes nothing.

    Not to be decided, and set as apostrophes: a quotation that begins with a clitic and ends in such a name, with a
    word behind it ('t Huis van Hans' is oud). Set as quotes: a clitic at the begin and such a name at the end of a
    sentence ('t Is Hans'.), and English 'n' with two marks (rock 'n' roll).
    """
    if "'" not in text:
        return text
    parts, start = [], 0
    for mark in _apostrophes(list(_marks(text))):
        parts += [text[start : mark.at], "’"]
        start = mark.at + 1
    return "".join((*parts, text[start:]))


def _marks(text: str) -> Iterator[Mark]:
    at, edge = text.find("'"), text.find(EDGE)
    while at >= 0:
        if 0 <= edge < at:
            yield Mark("edge", edge)
            edge = text.find(EDGE, at)
        if kind := _kind(text, at):
            yield Mark(kind, at)
        at = text.find("'", at + 1)


def _kind(text: str, at: int) -> str | None:
    found = MARK.match(text, at)
    kind = found and found.lastgroup
    if kind == "closes" and (word := WORD_BEFORE.search(text, max(0, at - LONGEST), at)):
        return "owner" if OWNER.match(text, word.start()) else kind
    return kind


def _apostrophes(marks: Sequence[Mark]) -> list[Mark]:
    found, quoted = [], False
    for mark, unopened in zip(marks, _unopened(marks), strict=True):
        dropped = mark.kind == "dropped"
        if mark.kind == "inner" or (dropped and (quoted or not unopened)):
            found.append(mark)
        elif mark.kind != "owner":
            quoted = dropped or mark.kind == "opens"
    return found


def _unopened(marks: Sequence[Mark]) -> list[int]:
    """Count, for each mark, the closing quotes after it in its paragraph that no quote in between opened."""
    counts, count = [], 0
    for mark in reversed(marks):
        counts.append(count)
        if mark.kind == "edge":
            count = 0
        elif mark.kind == "closes":
            count += 1
        elif mark.kind == "opens":
            count = max(0, count - 1)
    return counts[::-1]
