"""What a page's templates read, told by the templates themselves: so nobody keeps a list, and none can be wrong.

A template is parsed once: for its words, and for the byte code that it runs as.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from jinja2 import BaseLoader, ChoiceLoader, Environment, Template, TemplateNotFound, TemplateSyntaxError, meta, nodes

from pages.cells import Cell, cells_of
from pages.layout import Layout, Place, cut, lay_out, mixed, whole_pages
from work import Work

LOOKED_UP = re.compile(r"resolve\('(\w+)'\)")  # all that Jinja's Python asks of the context: a test asks Jinja too
LINES = re.compile("^debug_info = .*", re.MULTILINE)  # which lines of the template these were
FOLDER = "theme/templates/"
KEPT = "dit kan een pagina veranderen, ook voor de volgende: bewaar alleen tekst, tussen {% set x %} en {% endset %}"
NAMING = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)


class Compiled(NamedTuple):
    """What a template looks up in its context, which others it extends, imports or includes, and its byte code.

    `mark` stands for what it does and says.
    """

    names: frozenset[str]
    others: frozenset[str]
    code: bytes
    mark: bytes
    layout: Layout


class Read(NamedTuple):
    """The templates of a page, all that they look up, and what stands for all that they do and say."""

    templates: frozenset[str]
    names: frozenset[str]
    mark: bytes


class Ready(BaseLoader):
    """Loads templates from their byte code; those that it does not know are left to others."""

    def __init__(self, codes: Callable[[], Mapping[str, bytes]]) -> None:
        self._codes = codes

    def load(self, environment: Environment, name: str, known: MutableMapping[str, Any] | None = None) -> Template:
        """Return a template that sees what is `known`; raises `TemplateNotFound`."""
        if name not in (codes := self._codes()):
            raise TemplateNotFound(name)
        code = marshal.loads(codes[name])  # noqa: S302 - made by `Reads`
        return environment.template_class.from_code(environment, code, dict(known or {}))  # asked for on every page


class Reads:
    """All templates, by name, compiled from now on; `loader` loads them.

    With `cut` there is an edge before each cell of a page. Whoever asks first is told by a `TemplateSyntaxError` of one
    that is wrong.
    """

    def __init__(self, sources: Mapping[str, str], env: Environment, work: Work, *, cut: bool) -> None:
        self.env = env
        self._sources, self._work = sources, work
        self._pages = whole_pages(sources) if cut else frozenset[str]()
        self._told = self._ask()
        self.loader = Ready(lambda: {name: each.code for name, each in self.all.items()})

    def _ask(self) -> Iterator[tuple[str, Compiled]]:
        longest = sorted(self._sources.items(), key=lambda template: -len(template[1]))  # shared out fairly
        told = self._work.each(self.compiled, longest, lambda each: (each, each[0] in self._pages))
        return zip((name for name, _ in longest), told, strict=True)

    @cached_property
    def all(self) -> dict[str, Compiled]:
        """All that are known."""
        found = dict(self._told)
        layouts = {name: each.layout for name, each in found.items()}
        for name in sorted(frozenset().union(*(each.imports for each in layouts.values())) & layouts.keys()):
            if layouts[name].holds:
                raise TemplateSyntaxError(KEPT, layouts[name].holds, name)
        if self._pages and mixed(layouts, self._pages):
            self._pages = frozenset()
            found = dict(self._ask())
        return found

    def compiled(self, template: tuple[str, str]) -> Compiled:
        """Compile a template, given its name and source."""
        name, source = template
        try:
            tree = self.env.parse(source, name)
            others = _others(tree, name)
            laid_out = lay_out(tree, self.env, page=name in self._pages)
            python = self.env.compile(cut(tree, name) if name in self._pages else tree, name, raw=True)
        except TemplateSyntaxError as error:
            error.name = name  # some of them don't know
            raise
        mark = sha256(LINES.sub("", python).encode()).digest()
        return Compiled(frozenset(LOOKED_UP.findall(python)), others, _code(python, name), mark, laid_out)

    def only(self, template: str, run: frozenset[Place]) -> Template:
        """Return a template, and those above it, of which these steps are left."""
        names = self._chain(template)
        codes = {name: self._left(name, frozenset(place for place in run if place[0] == name)) for name in names}
        loader = ChoiceLoader([Ready(lambda: codes), *filter(None, [self.env.loader])])
        return self.env.overlay(loader=loader).get_template(template)

    @lru_cache  # noqa: B019 - a process builds a few times at most, and the oldest go
    def _left(self, name: str, run: frozenset[Place]) -> bytes:
        """Compile what is left of a template; Jinja folds constants in the tree, which are the same ever after."""
        tree = cut(self._parsed(name), name, run)
        return _code(self.env.compile(tree, name, raw=True), name)

    @lru_cache  # noqa: B019 - as above
    def _parsed(self, name: str) -> nodes.Template:
        return self.env.parse(self._sources[name], name)

    def load(self, names: Iterable[str]) -> None:
        """Compile templates, where that was not done yet."""
        for name in names:
            self.env.get_template(name)

    @lru_cache  # noqa: B019 - as above
    def by(self, template: str, blocks: tuple[str, ...]) -> Read:
        """Say what a page reads that shows a text with these blocks."""
        found: dict[str, Compiled] = {}
        self._follow((template, *(f"blocks/{name}.html" for name in blocks)), found)
        names = frozenset(name for each in found.values() for name in each.names)
        marks = [(name, each.mark) for name, each in sorted(found.items())]
        return Read(frozenset(found), names, sha256(marshal.dumps(marks, 2)).digest())

    @lru_cache  # noqa: B019 - as above
    def cells(self, template: str, blocks: tuple[str, ...]) -> tuple[Cell, ...]:
        """Tell of which cells such a page is; none where it is not cut."""
        names = self._chain(template) if self.all and template in self._pages else []
        layouts = [(name, self.all[name].layout) for name in names]
        return cells_of(layouts, lambda name: self.by(name, ()).mark, self.by(template, blocks).mark)

    def _chain(self, template: str) -> list[str]:
        """Name a template and those above it; nothing if that does not end with one that is there."""
        names: list[str] = []
        while template in self.all and template not in names:
            names.append(template)
            template = self.all[template].layout.above
        return [] if template else names

    def _follow(self, templates: Iterable[str], found: dict[str, Compiled]) -> None:
        for name in templates:
            if name in self.all and name not in found:
                found[name] = self.all[name]
                self._follow(found[name].others, found)


def _others(tree: nodes.Template, name: str) -> frozenset[str]:
    """Name the templates that one extends, imports or includes; raises `TemplateSyntaxError` where that is not told."""
    others = {*meta.find_referenced_templates(tree)}
    if None in others:
        naming: Iterable[Any] = tree.find_all(NAMING)
        loose = (node.lineno for node in naming if not isinstance(node.template, nodes.Const))
        raise TemplateSyntaxError("schrijf de naam van een andere sjabloon voluit", min(loose), name)
    return frozenset(filter(None, others))


def _code(python: str, name: str) -> bytes:
    return marshal.dumps(compile(python, f"{FOLDER}{name}", "exec"))  # of which errors tell
