"""What a page is cut in: where its templates change, only those of its cells are made again that may be others then.

What a cell becomes depends on what its step in a template says, on the blocks, macros and imports that this uses, on
what came before it with a hand on the same variables, and on where these are known: its mark stands for all of that.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from jinja2 import TemplateRuntimeError

from pages.layout import EDGE, MAIN, SIZE, Layout, Place, Step, mark_of

Chain = Sequence[tuple[str, Layout]]  # a template and those above it, by their names
Pieces = list[slice | bytes]  # parts of a page that was, and what is new
Edit = tuple[int, int, bytes]  # from where to where other bytes came


class Cell(NamedTuple):
    """A step of a page: what stands for all that it depends on, its words, its place, and those of what it needs.

    It may look up all these `names`. If it is not `shown`, it only sets or defines something; what is `free` may depend
    on anything.
    """

    mark: bytes
    words: bytes | None
    place: Place
    needs: frozenset[Place]
    names: frozenset[str]
    shown: bool
    free: bool


class Cuts(NamedTuple):
    """Where a page was cut: the marks of its cells, those that are shown first, and how many bytes these have."""

    marks: bytes
    sizes: bytes


class Change(NamedTuple):
    """What the cells of a page are to be: some of those that it had (from, to), words, or `None` for one that is made.

    The steps in `run` make these; `marks` are those of all.
    """

    pieces: tuple[tuple[int, int] | bytes | None, ...]
    run: frozenset[Place]
    marks: bytes

    def applied(self, cuts: Cuts, text: str) -> tuple[Cuts, Pieces | None]:
        """Tell where a page is cut then, and of which pieces it is of the page that was cut so, if it is another.

        What was made anew is in `text`; raises `TemplateRuntimeError` as `filled` does.
        """
        old, new = array("I", cuts.sizes), array("I")
        ends, fresh = (0, *accumulate(old)), iter(_cells(text, self.pieces.count(None))[1:])
        pieces: Pieces = []
        for piece in self.pieces:
            if isinstance(piece, tuple):
                new += old[slice(*piece)]
                pieces.append(slice(ends[piece[0]], ends[piece[1]]))
            else:
                words = next(fresh) if piece is None else piece
                new.append(len(words))
                pieces.append(words)
        same = self.pieces == ((0, len(old)),)
        return Cuts(self.marks, new.tobytes()), None if same else pieces


def joined(pieces: Pieces, page: bytes) -> bytes:
    """Make a page of these pieces."""
    return b"".join([piece if isinstance(piece, bytes) else page[piece] for piece in pieces])


def edits(pieces: Pieces, page: bytes) -> list[Edit] | None:
    """Tell from where to where, and by which bytes, pieces replace a page; `None` if they move parts of it."""
    found: list[Edit] = []
    done, words = 0, b""
    for piece in [*pieces, slice(len(page), None)]:
        if isinstance(piece, bytes):
            words += piece
        elif piece.start < done:
            return None
        else:
            if words != page[done : piece.start]:
                found.append((done, piece.start, words))
            done, words = piece.stop, b""
    return found


def _cells(text: str, count: int) -> list[bytes]:
    """Cut what Jinja made at its edges, of which there are so many; what stands before the first belongs to no cell."""
    cells = text.encode().split(EDGE)
    if len(cells) != count + 1:
        raise TemplateRuntimeError("op een pagina komt een teken dat niemand ziet (U+0000)")
    return cells


def cells_of(chain: Chain, imported: Callable[[str], bytes], everything: bytes) -> tuple[Cell, ...]:
    """Tell of which cells a page is, by its template and those above it, in this order.

    `imported` says what stands for a template that another one imports; `everything` stands for all templates.
    """
    blocks = {name: step for _, layout in reversed(chain) for name, step in layout.blocks}
    steps = [(place, _whole(step, blocks, imported)) for place, step in _in_order(chain)]
    known = frozenset().union(*(step.sets | step.defines for _, step in steps))
    changing = _shadowed(steps).union(*(step.sets for _, step in steps))
    done: list[Cell] = []
    reaching: list[tuple[int, frozenset[str]]] = []  # which of them others need, and by which names
    for place, step in steps:
        names, needed = {*step.names, *step.sets, *step.defines, *(known if step.free else ())}, set[int]()
        while more := [n for n, reach in reaching if n not in needed and not names.isdisjoint(reach)]:
            needed.update(more)
            names.update(*(done[n].names for n in more))
        before = [done[n] for n in sorted(needed)]
        scope = () if names.isdisjoint(known) else place[:2]  # what is set in a block is known there only
        mark = mark_of((step.mark, scope, [cell.mark for cell in before], everything if step.free else b""))
        needs, free = frozenset((place, *(cell.place for cell in before))), any(cell.free for cell in before)
        if reach := step.defines | (names & changing):
            reaching.append((len(done), reach))
        done.append(Cell(mark, step.words, place, needs, frozenset(names), step.shown, step.free or free))
    return tuple(sorted(done, key=lambda cell: not cell.shown))


def _shadowed(steps: Iterable[tuple[Place, Step]]) -> frozenset[str]:
    """Name what one template looks up beside its blocks and another one defines there: its macros have the former."""
    beside = [(place[0], step) for place, step in steps if not place[1]]
    owners: dict[str, set[str]] = defaultdict(set)
    for template, step in beside:
        for name in step.defines:
            owners[name].add(template)
    return frozenset(
        name for template, step in beside for name in owners.keys() & step.names if owners[name] - {template}
    )


def _in_order(chain: Chain) -> Iterator[tuple[Place, Step]]:
    """Tell the steps of a page in the order in which they run: those of the topmost template come last."""
    for name, layout in chain:
        for number, step in enumerate(layout.steps):
            if step:
                yield (name, "", number), step
            elif not layout.above:
                yield from _of_main([(name, layout.main) for name, layout in chain if layout.main is not None])


def _of_main(mains: Sequence[tuple[str, Sequence[Step | None]]]) -> Iterator[tuple[Place, Step]]:
    for number, step in enumerate(mains[0][1] if mains else ()):
        if step:
            yield (mains[0][0], MAIN, number), step
        else:
            yield from _of_main(mains[1:])


def _whole(step: Step, blocks: Mapping[str, Step], imported: Callable[[str], bytes]) -> Step:
    """Return a step together with the blocks that it shows, and the templates that it imports."""
    shown: dict[str, Step] = {}
    wanted = [*step.blocks]
    while wanted:
        if (name := wanted.pop()) in blocks and name not in shown:
            shown[name] = blocks[name]
            wanted += blocks[name].blocks
    if not shown and not step.imports:
        return step
    parts = [step, *(shown[name] for name in sorted(shown))]
    marks = [imported(name) for name in sorted(frozenset().union(*(part.imports for part in parts)))]
    return step._replace(
        mark=mark_of(([part.mark for part in parts], marks)),
        names=frozenset().union(*(part.names for part in parts)),
        free=any(part.free for part in parts),
    )


def filled(text: str, cells: Sequence[Cell]) -> tuple[bytes, Cuts | None]:
    """Take the edges out of a page, and tell where they were; raises `TemplateRuntimeError` where a value has one."""
    pieces = _cells(text, sum(cell.shown for cell in cells))
    sizes = array("I", map(len, pieces[1:]))
    return b"".join(pieces), Cuts(_marks(cells), sizes.tobytes()) if cells else None


def change(old: bytes, cells: Sequence[Cell]) -> Change:
    """Tell what the cells of a page are to be, by the marks of those that it had."""
    was = [old[start : start + SIZE] for start in range(0, len(old), SIZE)]
    known: dict[bytes, list[int]] = defaultdict(list)
    for number, mark in enumerate(was):
        known[mark].append(number)
    run = _needs(cell for cell in cells if cell.words is None and cell.mark not in known)
    pieces: list[tuple[int, int] | bytes | None] = []
    taken = 0  # of the old ones, which mostly stay in their order
    for cell in filter(attrgetter("shown"), cells):
        if cell.place in run:
            pieces.append(None)
        elif cell.mark not in known:
            pieces.append(cell.words)
        else:
            number = next((number for number in known[cell.mark] if number >= taken), known[cell.mark][0])
            taken = number + 1
            if pieces and isinstance(last := pieces[-1], tuple) and last[1] == number:
                pieces[-1] = last[0], taken
            else:
                pieces.append((number, taken))
    return Change(tuple(pieces), run, _marks(cells))


def _needs(cells: Iterable[Cell]) -> frozenset[Place]:
    return frozenset().union(*(cell.needs for cell in cells))


def _marks(cells: Iterable[Cell]) -> bytes:
    return b"".join([cell.mark for cell in cells])


def made_once(
    cells: Sequence[Cell],
    run: frozenset[Place],
    given: frozenset[str],
    known: dict[bytes, bytes],
    make: Callable[[frozenset[Place]], str],
) -> tuple[Cell, ...]:
    """Return the cells of many pages, with words where these are the same on all, as nothing `given` to one is used.

    That is done for those in `run`; `make` makes what some steps show, if it is not `known` yet by the marks of cells.
    """
    same = [cell for cell in cells if cell.place in run and not cell.free and cell.names.isdisjoint(given)]
    if any(cell.mark not in known for cell in same):
        needed = _needs(same)
        shown = [cell.mark for cell in cells if cell.shown and cell.place in needed]
        known.update((cell.mark, b"") for cell in same)  # what is only set runs too: it may go wrong
        known.update(zip(shown, _cells(make(needed), len(shown))[1:], strict=True))
    words = {cell.place: known[cell.mark] for cell in same}
    return tuple(cell._replace(words=words.get(cell.place, cell.words)) for cell in cells)
