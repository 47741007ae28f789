"""What a page's templates read, told by the templates themselves: so nobody keeps a list, and none can be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from work import Work

BLOCK = re.compile(r"\[\[([\w-]+)\]\]")  # in a text: the template of that name stands there
NAMING = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)


class Words(NamedTuple):
    """What a template looks up in its context, and the templates that it extends, imports or includes."""

    names: frozenset[str]
    others: frozenset[str]


class Read(NamedTuple):
    """The templates of a page, all that they look up, and what stands for their sources."""

    templates: frozenset[str]
    names: frozenset[str]
    mark: bytes


class Reads:
    """The words of all templates, by name; raises `TemplateSyntaxError` for one that is wrong."""

    def __init__(self, sources: Mapping[str, str], env: Environment, work: Work) -> None:
        self._sources, self._env = sources, env
        told = work.each(self.words, sources.items(), lambda template: template[1])
        self._words = dict(zip(sources, told, strict=True))
        self._known: dict[tuple[str, ...], Read] = {}

    def words(self, template: tuple[str, str]) -> Words:
        """Find the words of a template, given its name and source."""
        name, source = template
        try:
            tree = self._env.parse(source, name)
            names = meta.find_undeclared_variables(tree)
        except TemplateSyntaxError as error:
            error.name = name  # some of them don't know
            raise
        others = {*meta.find_referenced_templates(tree)}
        if None in others:
            naming: Iterable[Any] = tree.find_all(NAMING)
            loose = (node.lineno for node in naming if not isinstance(node.template, nodes.Const))
            raise TemplateSyntaxError("schrijf de naam van een andere sjabloon voluit", min(loose), name)
        return Words(frozenset(names), frozenset(filter(None, others)))

    def load(self, names: Iterable[str]) -> None:
        """Compile templates, where that was not done yet."""
        for name in names:
            self._env.get_template(name)

    def by(self, template: str, text: str) -> Read:
        """Say what a page reads that shows a text (HTML)."""
        templates = template, *sorted({f"blocks/{name}.html" for name in BLOCK.findall(text)})
        if templates not in self._known:
            self._known[templates] = self._read(templates)
        return self._known[templates]

    def _read(self, templates: tuple[str, ...]) -> Read:
        found: dict[str, Words] = {}
        self._follow(templates, found)
        names = frozenset(name for each in found.values() for name in each.names)
        sources = [(name, self._sources[name]) for name in sorted(found)]
        return Read(frozenset(found), names, sha256(repr(sources).encode()).digest())

    def _follow(self, templates: Iterable[str], found: dict[str, Words]) -> None:
        for name in templates:
            if name in self._words and name not in found:
                found[name] = self._words[name]
                self._follow(found[name].others, found)
