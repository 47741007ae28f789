"""How a template is laid out: side by side stand words, expressions, whole conditions and loops, and what they use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from hashlib import blake2b
from marshal import dumps
from typing import Any, NamedTuple, TypeGuard

from jinja2 import Environment, meta, nodes, pass_context
from jinja2.idtracking import symbols_for_node

EDGE = b"\0"  # stands before each part that comes on the page; nothing that it shows may hold it
MAIN = "main"  # the block that is most of a page, and laid out too
SIZE = 16  # bytes of a mark
EXTENDS = re.compile(r"\{%-?\s*extends\s+[\"']([^\"']+)")
SILENT = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport, nodes.Extends)
REACHING = {"super", "READ"}  # names by which a template reaches for others
BEFORE = (*SILENT, nodes.TemplateData)  # what may stand beside blocks in a template that extends another
BEHIND = (*BEFORE, nodes.Block)
WORDS = (nodes.Const, nodes.Concat)  # values that nothing can change
SUPER = nodes.Call(nodes.Name("super", "load"), [], [], None, None)
OF_CONTEXT = getattr(pass_context(lambda _: None), MARKED := "jinja_pass_arg")  # on all that may look up anything

Within = Mapping[type[nodes.Node], Sequence[Any]]  # all that stands in something, by its kind
Numbered = tuple[int, nodes.Node, bool]  # what stands in a body: its number, itself, and whether it comes on the page
Place = tuple[str, str, int]  # of a step: its template, the block that is cut or nothing, and its number there


class Step(NamedTuple):
    """A part of a template: `mark` stands for what it says, and `words` are that, if it says no more.

    It looks up `names`, gives those in `sets` a value that may be changed, and those in `defines` one that may not.
    It shows `blocks`, and imports the templates in `imports`. Either it is `shown` where it stands, or it only sets or
    defines something. What is `free` may depend on anything.
    """

    mark: bytes
    words: bytes | None
    names: frozenset[str]
    sets: frozenset[str]
    defines: frozenset[str]
    blocks: frozenset[str]
    imports: frozenset[str]
    shown: bool
    free: bool


class Layout(NamedTuple):
    """How a template is laid out, which may extend one `above` it: in `steps`, and those of its main block.

    There is no step where the main block stands, or the one above it, or what is not shown there. The template makes
    `parts` a part of something, and imports those in `imports`. In the line `holds` it keeps what can be changed; 0 if
    it keeps nothing of the kind. If it is `odd`, what is cut may go elsewhere than to the page.
    """

    above: str
    parts: frozenset[str]
    imports: frozenset[str]
    holds: int
    odd: bool
    steps: tuple[Step | None, ...] = ()
    main: tuple[Step | None, ...] | None = None
    blocks: tuple[tuple[str, Step], ...] = ()


def whole_pages(sources: Mapping[str, str]) -> frozenset[str]:
    """Name the templates that make whole pages, as far as that is told at a glance."""
    above = {name: EXTENDS.findall(source) for name, source in sources.items()}
    return frozenset(name for name in above if above[name]).union(*above.values())


def mixed(layouts: Mapping[str, Layout], whole: frozenset[str]) -> bool:
    """Tell whether what a page says may go elsewhere than to that page, or some of the whole ones were missed."""
    parts = {name for name in layouts if name.startswith("blocks/")}.union(*(each.parts for each in layouts.values()))
    unseen = {name for one, each in layouts.items() if each.above for name in (one, each.above)} - whole
    return bool(unseen) or not whole.isdisjoint(parts) or any(each.odd for each in layouts.values())


def lay_out(tree: nodes.Template, env: Environment, *, page: bool) -> Layout:
    """Find out how a template is laid out; of one that makes no `page` no steps are told."""
    body, every = list(_numbered(tree.body)), _every(tree)
    main: Any = next((part for _, part, _ in body if _is_main(part)), None)
    within = list(_numbered(main.body if main else ()))
    above = "".join(_named(every[nodes.Extends]))
    odd, holds = _odd(every, body, main, within), next(_held(tree), None)
    imported = [*every[nodes.FromImport], *every[nodes.Import]]
    parts, imports = _named([*imported, *every[nodes.Include]]), _named(imported)
    found = Layout(above, parts, imports, holds.lineno if holds else 0, odd)
    if not page:
        return found
    return found._replace(
        odd=odd or _late(body) or _late(within),
        steps=_steps(body, env),
        main=_steps(within, env) if main else None,
        blocks=tuple((block.name, _step(block, env, shown=False)) for block in every[nodes.Block] if block is not main),
    )


def _every(*parts: nodes.Node) -> Within:
    """Find all that stands in these, in one go: to look for each kind apart takes as long as to compile them."""
    found: dict[type[nodes.Node], list[Any]] = defaultdict(list)
    for part in nodes.Template([*parts]).find_all(nodes.Node):
        found[type(part)].append(part)
    return found


def _odd(every: Within, body: Sequence[Numbered], main: Any, within: Sequence[Numbered]) -> bool:
    """Tell whether a template does what is not told by its steps, one after the other."""
    extends = [number for number, part, _ in body if isinstance(part, nodes.Extends)]
    calls = [call.node for call in every[nodes.Call]]
    asked = [call for call in calls if isinstance(call, nodes.Getattr) and call.attr not in (MAIN, "super")]
    plain = {id(call.node) for call in asked if not call.attr.startswith("_")}
    plain |= {id(part.node) for _, part, _ in within if _is_super(part) and extends}
    inner = (name for block in every[nodes.Block] if block is not main for name in block.find_all(nodes.Name))
    plain |= {id(name) for name in inner if name.name == "super"}
    beside = _every(*(part for _, part, _ in body if extends and not isinstance(part, nodes.Block)))
    plain -= {id(name) for name in beside[nodes.Name]}
    reaching = [name for name in every[nodes.Name] if name.name in ("self", "super")]
    return (
        len(every[nodes.Extends]) > len(extends[:1])
        or any(not isinstance(part, BEHIND if number > extends[0] else BEFORE) for number, part, _ in body if extends)
        or any(block.required or (block.name == MAIN and block is not main) for block in every[nodes.Block])
        or any(id(name) not in plain for name in reaching)
        or not {"self", "super"}.isdisjoint(_defined(every))
    )


def _late(parts: Iterable[Numbered]) -> bool:
    """Tell whether a name gets its first value behind a statement that looks it up: to Jinja it has none there then."""
    used, known = set[str](), set[str]()
    for _, part, _ in parts:
        new = symbols_for_node(nodes.Template([part])).stores  # what is set further in is known there only
        if not used.isdisjoint(new - known):
            return True
        known |= new
        if not isinstance(part, (nodes.Expr, nodes.Block)):
            every = _every(part)
            used |= {name.name for name in (*every[nodes.Name], *every[nodes.NSRef])}
    return False


def _held(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Find where a template keeps what may not be words; what is set further in is gone at the end of that."""
    for part in tree.iter_child_nodes():
        if isinstance(part, nodes.Assign) and not isinstance(part.node, WORDS):
            yield part
        elif isinstance(part, nodes.If):
            yield from _held(part)


def cut(tree: nodes.Template, name: str, run: Iterable[Place] | None = None) -> nodes.Template:
    """Put an edge before all that a template shows; with `run` only what is named there stays in it."""

    def edged(owner: Any, block: str) -> Any:
        stay = None if run is None else {place[2] for place in run if place[:2] == (name, block)}
        found = copy(owner)
        found.body = list(_edged(found.body, stay))
        return found

    whole: nodes.Template = edged(tree, "")
    whole.body = [edged(part, MAIN) if _is_main(part) else part for part in whole.body]
    return whole


def _edged(body: Iterable[nodes.Node], stay: Container[int] | None) -> Iterator[nodes.Node]:
    said: list[nodes.Expr] = []
    for number, part, shown in _numbered(body):
        stays = stay is None or number in stay
        if shown and stays:
            said.append(nodes.TemplateData(EDGE.decode(), lineno=part.lineno))
        if isinstance(part, nodes.Expr):
            said += [part] if stays or _is_super(part) else []
            continue
        yield from _output(said)
        said = []
        if stays or isinstance(part, nodes.Extends) or (isinstance(part, nodes.Block) and not shown):
            yield part
        elif any(nodes.Template([part]).find_all(nodes.Block)):  # others may ask for what it says
            yield nodes.If(nodes.Const(False), [part], [], [], lineno=part.lineno)
    yield from _output(said)


def _output(said: list[nodes.Expr]) -> list[nodes.Output]:
    return [nodes.Output(said, lineno=said[0].lineno)] if said else []


def _numbered(body: Iterable[nodes.Node]) -> Iterator[Numbered]:
    """Tell what stands in a template or block side by side: its number, itself, and whether it comes on the page."""
    shown = True  # up to where the template extends another
    parts = (part for node in body for part in (node.nodes if isinstance(node, nodes.Output) else [node]))
    for number, part in enumerate(parts):
        shown = shown and not isinstance(part, nodes.Extends)
        yield number, part, shown and not isinstance(part, SILENT) and not _is_main(part) and not _is_super(part)


def _is_main(part: nodes.Node) -> bool:
    return isinstance(part, nodes.Block) and part.name == MAIN


def _is_super(part: nodes.Node) -> TypeGuard[nodes.Call]:
    """Tell whether it is what the same block says in the template above."""
    return part == SUPER


def _steps(parts: Iterable[Numbered], env: Environment) -> tuple[Step | None, ...]:
    return tuple(
        None if isinstance(part, (nodes.Block, nodes.Expr)) and not shown else _step(part, env, shown=shown)
        for _, part, shown in parts
    )


def _step(part: nodes.Node, env: Environment, *, shown: bool) -> Step:
    every = _every(part)
    imports = [*every[nodes.FromImport], *every[nodes.Import]]
    looked_up = {each.name for each in every[nodes.NSRef]} | {
        each.name for each in every[nodes.Name] if each.ctx == "load"
    }
    asked = {each.attr for each in every[nodes.Getattr] if each.node == nodes.Name("self", "load")}
    given = [env.globals.get(name) for name in looked_up]
    given += [env.filters.get(each.name) for each in every[nodes.Filter]]
    given += [env.tests.get(each.name) for each in every[nodes.Test]]
    sets, words = _variables(every)
    return Step(
        mark=mark_of(repr(part)),
        words=part.data.encode() if isinstance(part, nodes.TemplateData) else None,
        names=frozenset(looked_up),
        sets=sets,
        defines=_defined(every) | words,
        blocks=frozenset(asked | {block.name for block in every[nodes.Block]}),
        imports=_named(imports),
        shown=shown,
        free=bool(every[nodes.Include])
        or any(each.with_context for each in imports)
        or not looked_up.isdisjoint(REACHING)
        or any(getattr(each, MARKED, None) is OF_CONTEXT for each in given),
    )


def _variables(every: Within) -> tuple[frozenset[str], frozenset[str]]:
    """Name the variables that are set: those whose values may be changed, and those that are words without doubt."""
    assigned = (*every[nodes.Assign], *every[nodes.AssignBlock])
    words = _stored(_every(*(each.target for each in assigned if _is_words(each))))
    loops = _stored(_every(*(loop.target for loop in every[nodes.For])))
    others = (name for place, name in _stored(every).items() if place not in loops and place not in words)
    return frozenset(others), frozenset(words.values())


def _stored(every: Within) -> dict[int, str]:
    """Name the variables that something is put in, each by the place where that stands."""
    return {id(name): name.name for name in every[nodes.Name] if name.ctx == "store"}


def _is_words(part: nodes.Assign | nodes.AssignBlock) -> bool:
    """Tell whether a variable is set to words, which nothing can change: what a block says, or stands between tags."""
    if isinstance(part, nodes.AssignBlock) or isinstance(part.node, WORDS):
        return True
    said = part.node.node if isinstance(part.node, nodes.Call) else None
    return isinstance(said, nodes.Getattr) and said.node == nodes.Name("self", "load")


def _defined(every: Within) -> frozenset[str]:
    """Name what macros and imports define."""
    names = {each.name for each in every[nodes.Macro]} | {each.target for each in every[nodes.Import]}
    listed = [name for each in every[nodes.FromImport] for name in each.names]
    return frozenset(names | {name if isinstance(name, str) else name[1] for name in listed})


def _named(parts: Iterable[nodes.Node]) -> frozenset[str]:
    return frozenset(filter(None, meta.find_referenced_templates(nodes.Template([*parts]))))


def mark_of(value: Any) -> bytes:
    """Make a mark: it stands for a value of plain parts."""
    return blake2b(dumps(value, 2), digest_size=SIZE).digest()
