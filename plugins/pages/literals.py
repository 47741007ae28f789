"""What templates say themselves: with other words in them, a page need not be made from all that it shows again.

Each literal that goes to the page as it stands is taken out of its template, and a mark is made in its place. A page
is then cut at the marks: between them stand values, which stay what they are as long as nothing else changes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping
from itertools import accumulate, count
from typing import NamedTuple

from jinja2 import meta, nodes

EDGE = b"\0"  # of a mark; no text may hold it
MAIN = "main"  # the block that is most of a page; what others say may be asked for by name
EXTENDS = re.compile(r"\{%-?\s*extends\s+[\"']([^\"']+)")
PARTS = (nodes.FromImport, nodes.Import, nodes.Include)
HOLD = (nodes.Template, nodes.Block, nodes.If, nodes.For)  # what these hold goes where they go

Literals = dict[bytes, bytes]  # by their marks, without edges


class Cuts(NamedTuple):
    """Where a page was cut: its marks in order, what stood there, and how many bytes each value between them has."""

    marks: bytes
    literals: bytes
    values: bytes

    def filled(self, literals: bytes) -> Cuts:
        """Return the same, with other literals."""
        return Cuts(self.marks, literals, self.values)


class Swap(NamedTuple):
    """A literal that changes: the number of its mark, the bytes of all literals before it and its own, the new one."""

    number: int
    before: int
    old: int
    new: bytes


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
    sizes = array("I", map(len, values)).tobytes()
    return b"".join(pieces), Cuts(EDGE.join(marks), EDGE.join(pieces[1::2]), sizes) if marks else None


def swaps(cuts: Cuts, literals: Mapping[bytes, bytes]) -> tuple[list[Swap], bytes] | None:
    """Tell which literals of a page change, and all that it has then; `None` if an edge stands in one of the old."""
    old, new = cuts.literals.split(EDGE), [literals[mark] for mark in cuts.marks.split(EDGE)]
    if len(old) != len(new):
        return None
    changing = zip(count(), accumulate(map(len, old), initial=0), old, new, strict=False)
    return [Swap(n, before, len(was), now) for n, before, was, now in changing if was != now], EDGE.join(new)


def refilled(cuts: Cuts, swaps: Iterable[Swap], page: bytes) -> bytes:
    """Put other literals in a page."""
    pieces: list[bytes] = []
    values, at = array("I", cuts.values), 0
    for number, before, old, new in swaps:
        begin = sum(values[: number + 1]) + before
        pieces += page[at:begin], new
        at = begin + old
    return b"".join((*pieces, page[at:]))
