"""What templates say themselves: with other words in them, a page need not be made from all that it shows again.

Each literal that goes to the page as it stands is taken out of its template, and a mark is made in its place. A page
is then cut at the marks: between them stand values, which stay what they are as long as nothing else changes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jinja2 import nodes

EDGE = b"\0"  # of a mark; no text may hold it
MARK = re.compile(b"\0([^\0]*)\0")
PLAIN = re.compile(r"\{#.*?#\}|\{\{ super\(\) \}\}", re.DOTALL)  # where no word is held back
EXTENDS = re.compile(r"\{%-?\s*extends\s+[\"']([^\"']+)")
ELSEWHERE = re.compile(r"\{%-?\s*(?:include|import|from)\s+[\"']([^\"']+)")
NAMED = re.compile(r"\bself\.(\w+)")
HIDDEN = re.compile(r"\bself\b(?!\.\w)|\bsuper\(")  # may be any block
ODD = re.compile(r"\{%[-+]?\s*raw\b|\{[{%][^{}%]*[\"'][^\"'\n]*(?:\{#|#\})")  # in which the other patterns go astray
TAG = re.compile(r"\{%[-+]?\s*(end)?(set|filter|call|macro|block)\b([^%=]*)(=?)")
HOLD = (nodes.Template, nodes.Block, nodes.If, nodes.For)  # what these hold goes where they go

Literals = dict[bytes, bytes]  # by their marks, without edges
Swaps = list[tuple[int, bytes]]


class Cuts(NamedTuple):
    """Where a page was cut: its marks in order, and how many bytes each value between them has."""

    marks: bytes
    sizes: bytes


def whole(sources: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Name the templates that make whole pages, and the blocks of which words may go elsewhere than to a page.

    Where one of these templates may be a part of something else, there are none.
    """
    plain = {name: PLAIN.sub("", source) for name, source in sources.items()}
    above = {name: EXTENDS.findall(source) for name, source in plain.items()}
    pages = {name for name in above if above[name]}.union(*above.values())
    parts = {name for name in plain if name.startswith("blocks/")}.union(*map(ELSEWHERE.findall, plain.values()))
    if pages & parts or any(map(HIDDEN.search, plain.values())) or any(map(ODD.search, sources.values())):
        return frozenset(), frozenset()
    return frozenset(pages), frozenset(name for source in plain.values() for name in _held(source))


def _held(source: str) -> Iterator[str]:
    """Find the blocks of which something is asked, or that stand in a block or in what is kept for later."""
    yield from NAMED.findall(source)
    depth = 0
    for end, tag, name, sets in TAG.findall(source):
        if tag == "block" and depth and not end:
            yield name.split()[0]
        if not (tag == "set" and sets):
            depth += -1 if end else 1


def take_out(node: nodes.Node, name: str, held: frozenset[str], found: Literals) -> Literals:
    """Put marks in a template, and tell what they stand for."""
    if isinstance(node, nodes.Output):
        for literal in node.nodes:
            if isinstance(literal, nodes.TemplateData):
                mark = f"{name} {len(found)}".encode()
                found[mark] = literal.data.encode()
                literal.data = (EDGE + mark + EDGE).decode()
    elif isinstance(node, HOLD) and getattr(node, "name", "") not in held and not getattr(node, "recursive", False):
        for child in node.iter_child_nodes():
            take_out(child, name, held, found)
    return found


def filled(text: str, literals: Mapping[bytes, bytes]) -> tuple[bytes, Cuts | None]:
    """Fill in a page, and tell where it was cut, if that is known."""
    pieces = text.encode().split(EDGE)
    values, marks = pieces[::2], pieces[1::2]
    try:
        pieces[1::2] = [literals[mark] for mark in marks]
    except KeyError:  # an edge stands in a text, of which another tells
        found = MARK.sub(lambda mark: literals.get(mark[1], mark[0]), text.encode())
        return found, None
    return b"".join(pieces), Cuts(EDGE.join(marks), array("I", map(len, values)).tobytes())


def swaps(marks: bytes, old: Mapping[bytes, int], literals: Mapping[bytes, bytes]) -> Swaps:
    """Tell, for each mark of a page, how many bytes the literal had that stands there, and which one comes."""
    return [(old[mark], literals[mark]) for mark in marks.split(EDGE)]


def refilled(cuts: Cuts, swaps: Swaps, page: bytes) -> bytes:
    """Put other literals in a page."""
    pieces: list[bytes] = []
    at = 0
    for size, (old, literal) in zip(array("I", cuts.sizes), swaps, strict=False):  # what is behind the last is a value
        pieces += page[at : at + size], literal
        at += size + old
    return b"".join((*pieces, page[at:]))
