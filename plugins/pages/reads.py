"""What a page's templates read, told by the templates themselves: so nobody keeps a list, and none can be wrong.

A template is parsed once: for its words, and for the byte code that it runs as.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound, TemplateSyntaxError, meta, nodes

from pages import literals
from pages.literals import Literals, Taken
from work import Work

LOOKED_UP = re.compile(r"resolve\('(\w+)'\)")  # all that Jinja's Python asks of the context: a test asks Jinja too
LINES = re.compile("^debug_info = .*", re.MULTILINE)  # which lines of the template these were
FOLDER = "theme/templates/"
NAMING = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)


class Words(NamedTuple):
    """What a template looks up in its context, which others it extends, imports or includes, and its byte code.

    `logic` stands for what it does, but for its literals.
    """

    names: frozenset[str]
    others: frozenset[str]
    code: bytes
    logic: bytes
    taken: Taken


class Read(NamedTuple):
    """The templates of a page, and all that they look up.

    `logic` stands for what they do, and `wording` for their literals.
    """

    templates: frozenset[str]
    names: frozenset[str]
    logic: bytes
    literals: Literals
    wording: bytes


class Ready(BaseLoader):
    """Loads templates from their byte code; those that it does not know are left to others."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def load(self, environment: Environment, name: str, known: MutableMapping[str, Any] | None = None) -> Template:
        """Return a template that sees what is `known`; raises `TemplateNotFound`."""
        if name not in self._reads.all:
            raise TemplateNotFound(name)
        code = marshal.loads(self._reads.all[name].code)  # noqa: S302 - made by `Reads`
        return environment.template_class.from_code(environment, code, dict(known or {}))  # asked for on every page


class Reads:
    """The words of all templates, by name, which are looked for from now on; `loader` loads them.

    With `cut` their literals are taken out. Whoever asks first is told by a `TemplateSyntaxError` of one that is wrong.
    """

    def __init__(self, sources: Mapping[str, str], env: Environment, work: Work, *, cut: bool) -> None:
        self._env = env
        self._sources, self._work = sources, work
        self._pages = literals.pages(sources) if cut else frozenset[str]()
        self._told = self._ask()
        self.loader = Ready(self)

    def _ask(self) -> Iterator[tuple[str, Words]]:
        longest = sorted(self._sources.items(), key=lambda template: -len(template[1]))  # shared out fairly
        told = self._work.each(self.words, longest, lambda template: (template, template[0] in self._pages))
        return zip((name for name, _ in longest), told, strict=True)

    @cached_property
    def all(self) -> dict[str, Words]:
        """The words of each template."""
        found = dict(self._told)
        taken = {name: words.taken for name, words in found.items()}
        if self._pages and literals.mixed(taken, {name: words.others for name, words in found.items()}, self._pages):
            self._pages = frozenset()
            found = dict(self._ask())
        return found

    def words(self, template: tuple[str, str]) -> Words:
        """Find the words of a template, given its name and source."""
        name, source = template
        try:
            tree = self._env.parse(source, name)
            taken = literals.take_out(tree, name, page=name in self._pages)
            python = self._env.compile(tree, name, raw=True)
        except TemplateSyntaxError as error:
            error.name = name  # some of them don't know
            raise
        others = {*meta.find_referenced_templates(tree)}
        if None in others:
            naming: Iterable[Any] = tree.find_all(NAMING)
            loose = (node.lineno for node in naming if not isinstance(node.template, nodes.Const))
            raise TemplateSyntaxError("schrijf de naam van een andere sjabloon voluit", min(loose), name)
        code = marshal.dumps(compile(python, f"{FOLDER}{name}", "exec"))  # of which errors tell
        logic = sha256(LINES.sub("", python).encode()).digest()
        return Words(frozenset(LOOKED_UP.findall(python)), frozenset(filter(None, others)), code, logic, taken)

    def load(self, names: Iterable[str]) -> None:
        """Compile templates, where that was not done yet."""
        for name in names:
            self._env.get_template(name)

    @lru_cache  # noqa: B019 - a process builds a few times at most, and the oldest go
    def by(self, template: str, blocks: tuple[str, ...]) -> Read:
        """Say what a page reads that shows a text with these blocks."""
        found: dict[str, Words] = {}
        self._follow((template, *(f"blocks/{name}.html" for name in blocks)), found)
        names = frozenset(name for each in found.values() for name in each.names)
        ordered = sorted(found.items())
        logic = sha256(marshal.dumps([(name, each.logic) for name, each in ordered], 2)).digest()
        said = dict(chain.from_iterable(each.taken.literals.items() for _, each in ordered))
        return Read(frozenset(found), names, logic, said, sha256(marshal.dumps([*said.items()], 2)).digest())

    def _follow(self, templates: Iterable[str], found: dict[str, Words]) -> None:
        for name in templates:
            if name in self.all and name not in found:
                found[name] = self.all[name]
                self._follow(found[name].others, found)
