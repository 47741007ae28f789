"""What a page's templates read, told by the templates themselves: so nobody keeps a list, and none can be wrong.

A template is parsed once: for its words, and for the byte code that it runs as.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, meta, nodes
from jinja2.bccache import Bucket, BytecodeCache

from work import Work

LOOKED_UP = re.compile(r"resolve\('(\w+)'\)")  # what Jinja's Python asks of the context: a test asks Jinja too
NAMING = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)


class Words(NamedTuple):
    """What a template looks up in its context, which others it extends, imports or includes, and its byte code."""

    names: frozenset[str]
    others: frozenset[str]
    code: bytes


class Read(NamedTuple):
    """The templates of a page, all that they look up, and what stands for their sources."""

    templates: frozenset[str]
    names: frozenset[str]
    mark: bytes


class Compiled(BytecodeCache):
    """Templates as Python's byte code, by name, so that Jinja need not read them again."""

    def __init__(self, codes: Mapping[str, bytes]) -> None:
        self._codes = codes

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name: nothing else is kept here."""
        del filename
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the byte code of a template of ours."""
        if code := self._codes.get(bucket.key):
            bucket.code = marshal.loads(code)  # noqa: S302 - made by `Reads`

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep nothing: what is not ours is not read on every build."""


class Reads:
    """The words of all templates, by name; raises `TemplateSyntaxError` for one that is wrong.

    The environment then has their byte code.
    """

    def __init__(self, sources: Mapping[str, str], env: Environment, work: Work) -> None:
        self._sources, self._env = sources, env
        longest = sorted(sources.items(), key=lambda template: -len(template[1]))  # shared out fairly
        told = work.each(self.words, longest, lambda template: template)
        self._words = {name: words for (name, _), words in zip(longest, told, strict=True)}
        env.bytecode_cache = Compiled({name: words.code for name, words in self._words.items()})
        self._known: dict[tuple[str, ...], Read] = {}

    def words(self, template: tuple[str, str]) -> Words:
        """Find the words of a template, given its name and source."""
        name, source = template
        try:
            tree = self._env.parse(source, name)
            source = self._env.compile(tree, name, raw=True)
        except TemplateSyntaxError as error:
            error.name = name  # some of them don't know
            raise
        others = {*meta.find_referenced_templates(tree)}
        if None in others:
            naming: Iterable[Any] = tree.find_all(NAMING)
            loose = (node.lineno for node in naming if not isinstance(node.template, nodes.Const))
            raise TemplateSyntaxError("schrijf de naam van een andere sjabloon voluit", min(loose), name)
        code = marshal.dumps(compile(source, "<template>", "exec"))
        return Words(frozenset(LOOKED_UP.findall(source)), frozenset(filter(None, others)), code)

    def load(self, names: Iterable[str]) -> None:
        """Compile templates, where that was not done yet."""
        for name in names:
            self._env.get_template(name)

    def by(self, template: str, blocks: Iterable[str]) -> Read:
        """Say what a page reads that shows a text with these blocks."""
        templates = template, *(f"blocks/{name}.html" for name in blocks)
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
