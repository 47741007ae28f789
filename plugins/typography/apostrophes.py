"""Apostrophes told from single quotes: smartypants, made for English, opens a quote where Dutch drops a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from typography.tokens import EDGE, MASK

CLITICS = ("s", "t", "n", "k", "m", "r", "ns", "ie", "em")  # 's avonds, 't, 'n, heeft 'ie; capitals too
SIBILANTS = ("s", "x", "z", "ce", "ch", "sh", "sj")  # the ends of names that take a bare apostrophe: Hans' jas

MARK = re.compile(
    rf"""(?P<edge>{EDGE})
    |(?P<inner>(?<=\w)'(?=\w))
    |(?P<dropped>(?<!\w)'(?=(?i:{"|".join(CLITICS)})\b|\d\d(?!\d)))
    |(?P<owner>\b[A-Z]\w*(?:{"|".join(SIBILANTS)})'(?=\s\w))
    |(?P<opens>(?<![^\s(\[{{"'“‘/–—-])'(?=["'“(\[.…]*[\w{MASK}]))
    |(?P<closes>(?<=\S)')""",
    re.VERBOSE,
)


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
    marks = list(MARK.finditer(text))
    letters = list(text)
    for mark in _apostrophes(marks):
        letters[mark.end() - 1] = "’"
    return "".join(letters)


def _apostrophes(marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    found, quoted = [], False
    for mark, unopened in zip(marks, _unopened(marks), strict=True):
        dropped = mark.lastgroup == "dropped"
        if mark.lastgroup == "inner" or (dropped and (quoted or not unopened)):
            found.append(mark)
        elif mark.lastgroup != "owner":
            quoted = dropped or mark.lastgroup == "opens"
    return found


def _unopened(marks: Sequence[re.Match[str]]) -> list[int]:
    """Count, for each mark, the closing quotes after it in its paragraph that no quote in between opened."""
    counts, count = [], 0
    for mark in reversed(marks):
        counts.append(count)
        if mark.lastgroup == "edge":
            count = 0
        elif mark.lastgroup == "closes":
            count += 1
        elif mark.lastgroup == "opens":
            count = max(0, count - 1)
    return counts[::-1]
