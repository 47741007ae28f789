"""What a page's templates read, told by the templates themselves: so nobody keeps a list, and none can be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError, meta

from work import Work

BLOCK = re.compile(r"\[\[([\w-]+)\]\]")  # in a text: the template of that name stands there


class Words(NamedTuple):
    """What a template looks up in its context, and the templates that it extends, imports or includes."""

    names: frozenset[str]
    others: frozenset[str]


class Read(NamedTuple):
    """All that the templates of a page look up, and what stands for their sources."""

    names: frozenset[str]
    mark: bytes


class Reads:
    """The words of all templates, by name; raises `TemplateSyntaxError` for one that is wrong."""

    def __init__(self, sources: Mapping[str, str], env: Environment, work: Work) -> None:
        self._sources, self._env = sources, env
        told = work.each(self.words, sources.items(), lambda template: template[1])
        self._words = dict(zip(sources, told, strict=True))
        self.of = lru_cache(maxsize=None)(self._of)

    def words(self, template: tuple[str, str]) -> Words:
        """Find the words of a template, given its name and source."""
        name, source = template
        try:
            tree = self._env.parse(source, name)
            others = [*meta.find_referenced_templates(tree)]
            names = meta.find_undeclared_variables(tree)
        except TemplateSyntaxError as error:
            error.name = name  # some of them don't know
            raise
        if None in others:
            raise TemplateSyntaxError("a template must be named as it is, or nobody knows what it reads", 1, name)
        return Words(frozenset(names), frozenset(filter(None, others)))

    def by(self, template: str, text: str) -> Read:
        """Say what a page reads that shows a text (HTML)."""
        return self.of(template, *sorted({f"blocks/{name}.html" for name in BLOCK.findall(text)}))

    def _of(self, *templates: str) -> Read:
        found: dict[str, Words] = {}
        self._follow(templates, found)
        names = frozenset(name for each in found.values() for name in each.names)
        sources = [(name, self._sources[name]) for name in sorted(found)]
        return Read(names, sha256(repr(sources).encode()).digest())

    def _follow(self, templates: Iterable[str], found: dict[str, Words]) -> None:
        for name in templates:
            if name in self._words and name not in found:
                found[name] = self._words[name]
                self._follow(found[name].others, found)
