"""From a checked text to what is shown of it, on its own: HTML, title and summary. Links wait until all is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from document import Document
from fault import Fault
from frontmatter.collection import File, Looked, checked
from frontmatter.pictures import may_name
from work import Bulk

if TYPE_CHECKING:
    from markdown import Markdown

MARKS = ("{", "|", "beelden/", "[[")  # with one of these begins what Pelican, our pictures and our blocks fill in
OUT = re.compile(r'<a (?=[^>]*\bhref="(?:https?:)?//)(?![^>]*\brel=)', re.IGNORECASE)  # a link to another site


class Body(NamedTuple):
    """What became of a text: its HTML, title, summary, minutes, what is wrong, and which checks may find more.

    `html` is in UTF-8, as that takes half the room; `None` where it can't be made. `marked` tells whether something of
    it waits until all is known: an address, a picture or a block. `sound` is what checks of its page need not look for,
    and `pictured` whether the text may name a picture.
    """

    html: Bulk | None
    marked: bool
    title: str
    summary: str
    minutes: int
    faults: tuple[Fault, ...]
    suspects: tuple[str, ...]
    sound: Any
    pictured: bool


@dataclass(frozen=True)
class Making:
    """The way of a body: Markdown with its settings, then `look` finds faults, then the text is set and timed.

    `sound` tells what its page is checked for, if nothing is wrong with it. `suspect` names the checks that may find
    something, once all texts are known.
    """

    markdown: Mapping[str, Any]
    look: Callable[[Document, str], Iterable[Fault]]
    suspect: Callable[[Document], tuple[str, ...]]
    set_bodies: Callable[[Sequence[str]], list[str]]
    set_text: Callable[[str], str]
    time: Callable[[str], int]
    sound: Callable[[str], Any]

    @cached_property
    def _markdown(self) -> Markdown:
        from markdown import Markdown  # noqa: PLC0415 - most builds make something of one text, or of none

        names = self.markdown["extensions"]
        made = [import_module(name).makeExtension() if isinstance(name, str) else name for name in names]
        return Markdown(**{**self.markdown, "extensions": made})  # else it would look through all that is installed

    def read(self, files: Sequence[File]) -> list[Looked]:
        """Check texts and make their bodies, in one go: what is remembered of a text is asked for once.

        Its mark is enough to ask by: what stands in this object is settings, which are code too.
        """
        looked = list(map(checked, files))
        bodies = self.bodies([each.document for each in looked])
        return [each._replace(made=body) for each, body in zip(looked, bodies, strict=True)]

    def bodies(self, documents: Sequence[Document]) -> list[Body]:
        """Make bodies; each depends on nothing but its document as it was read, and what stands in this object."""
        made = list(map(self._html, documents))
        done = iter(self.set_bodies([html for html, _ in made if html is not None]))
        faults = [
            wrong if html is None else tuple(self.look(document, html))
            for document, (html, wrong) in zip(documents, made, strict=True)
        ]
        return [
            self._body(document, None if html is None else next(done), told)
            for document, (html, _), told in zip(documents, made, faults, strict=True)
        ]

    def _html(self, document: Document) -> tuple[str | None, tuple[Fault, ...]]:
        """Let Markdown make the HTML, or say why it can't."""
        try:
            html = self._markdown.reset().convert(document.body)
        except RecursionError:
            # It stands in the middle of that text still, and `reset` leaves it there.
            self.__dict__.pop("_markdown", None)
            message = "In deze tekst zitten te veel lijsten of citaten in elkaar."
            return None, (Fault(document.path, document.body_line, message, "Maak de lijsten en citaten minder diep."),)
        return OUT.sub('<a rel="noreferrer" ', html), ()

    def _body(self, document: Document, html: str | None, faults: tuple[Fault, ...]) -> Body:
        title, summary = (self.set_text(document.values.get(name, "")) for name in ("title", "summary"))
        data, minutes = (None, 0) if html is None else (Bulk(html.encode()), self.time(html))
        marked = html is not None and any(mark in html for mark in MARKS)
        sound = None if html is None or marked or faults else self.sound(html)
        suspects = self.suspect(document)
        return Body(data, marked, title, summary, minutes, faults, suspects, sound, may_name(document.data))
