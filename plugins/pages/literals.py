"""What templates say themselves: with other words in them, a page need not be made from all that it shows again.

Each literal that goes to the page as it stands is taken out of its template, and a mark is made in its place. A page
is then cut at the marks: between them stand values, which stay what they are as long as nothing else changes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from typing import NamedTuple

from jinja2 import meta, nodes

EDGE = b"\0"  # of a mark; no text may hold it
MAIN = "main"  # the block that is most of a page; what others say may be asked for by name
EXTENDS = re.compile(r"\{%-?\s*extends\s+[\"']([^\"']+)")
PARTS = (nodes.FromImport, nodes.Import, nodes.Include)
HOLD = (nodes.Template, nodes.Block, nodes.If, nodes.For)  # what these hold goes where they go

Literals = dict[bytes, bytes]  # by their marks, without edges
Swaps = list[tuple[int, bytes]]


class Cuts(NamedTuple):
    """Where a page was cut: its marks in order, and how many bytes each literal has, and each value between them."""

    marks: bytes
    literals: bytes
    values: bytes


class Taken(NamedTuple):
    """The literals of a template, the templates that it makes a part of something, and whether it is `odd`.

    That is a template which may do anything with what a block says.
    """

    literals: Literals
    parts: frozenset[str]
    odd: bool


def pages(sources: Mapping[str, str]) -> frozenset[str]:
    """Name the templates that make whole pages, as far as that is told at a glance."""
    above = {name: EXTENDS.findall(source) for name, source in sources.items()}
    return frozenset(name for name in above if above[name]).union(*above.values())


def mixed(taken: Mapping[str, Taken], others: Mapping[str, frozenset[str]], pages: frozenset[str]) -> bool:
    """Tell whether what a page says may go elsewhere than to that page."""
    parts = {name for name in others if name.startswith("blocks/")}.union(*(each.parts for each in taken.values()))
    while more := frozenset().union(*(others.get(name, frozenset()) for name in parts)) - parts:
        parts |= more
    return not pages.isdisjoint(parts) or any(each.odd for each in taken.values())


def take_out(tree: nodes.Template, name: str, *, page: bool) -> Taken:
    """Find what goes from a template to the page as it stands; where that is a `page`, put marks in its place."""
    literals: Literals = {}
    plain: set[int] = set()  # what does no harm

    def visit(node: nodes.Node, block: str) -> None:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                if isinstance(part, nodes.TemplateData) and page and block in ("", MAIN):
                    mark = f"{name} {len(literals)}".encode()
                    literals[mark] = part.data.encode()
                    part.data = (EDGE + mark + EDGE).decode()
                elif isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name):
                    plain.add(id(part.node))  # super() as it stands
        elif isinstance(node, HOLD) and not getattr(node, "recursive", False):
            if isinstance(node, nodes.Block):
                plain.add(id(node) if not block else 0)
                block = f"{block}/{node.name}".strip("/")
            for child in node.iter_child_nodes():
                visit(child, block)

    visit(tree, "")
    plain |= {id(each.node) for each in tree.find_all(nodes.Getattr) if each.attr not in (MAIN, "super")}
    odd: list[nodes.Node] = [each for each in tree.find_all(nodes.Block) if each.name == MAIN]
    odd += [each for each in tree.find_all(nodes.Name) if each.name in ("self", "super")]
    named = frozenset(meta.find_referenced_templates(nodes.Template([*tree.find_all(PARTS)])))
    return Taken(literals, frozenset(filter(None, named)), any(id(each) not in plain for each in odd))


def filled(text: str, literals: Mapping[bytes, bytes]) -> tuple[bytes, Cuts | None]:
    """Fill in a page, and tell where it was cut, if that is known."""
    pieces = text.encode().split(EDGE)
    values, marks = pieces[::2], pieces[1::2]
    try:
        pieces[1::2] = [literals[mark] for mark in marks]
    except KeyError:  # an edge stands in a value
        known = re.compile(b"\0(" + b"|".join(map(re.escape, literals)) + b")\0")
        return known.sub(lambda mark: literals[mark[1]], text.encode()), None
    cuts = Cuts(EDGE.join(marks), sizes(pieces[1::2]), sizes(values)) if marks else None
    return b"".join(pieces), cuts


def swaps(cuts: Cuts, literals: Mapping[bytes, bytes]) -> Swaps:
    """Tell, for each mark of a page, how many bytes the literal has that stands there, and which one comes."""
    return list(zip(array("I", cuts.literals), map(literals.__getitem__, cuts.marks.split(EDGE)), strict=True))


def refilled(cuts: Cuts, swaps: Swaps, page: bytes) -> bytes:
    """Put other literals in a page."""
    pieces: list[bytes] = []
    at = 0
    for size, (old, literal) in zip(array("I", cuts.values), swaps, strict=False):  # what is behind the last is a value
        pieces += page[at : at + size], literal
        at += size + old
    return b"".join((*pieces, page[at:]))


def sizes(pieces: list[bytes]) -> bytes:
    """Tell how many bytes each piece has."""
    return array("I", map(len, pieces)).tobytes()
