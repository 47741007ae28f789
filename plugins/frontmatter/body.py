"""From a checked text to what is shown of it, on its own: HTML, title and summary. Links wait until all is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markdown import Markdown

from document import Document
from fault import Fault
from frontmatter.collection import File, Looked, checked

OUT = re.compile(r'<a (?=[^>]*\bhref="(?:https?:)?//)(?![^>]*\brel=)', re.IGNORECASE)  # a link to another site


@dataclass(frozen=True)
class Body:
    """What became of a text: its HTML, title, summary, minutes, and what is wrong.

    `data` is the HTML in UTF-8, as that takes half the room; `None` where it can't be made.
    """

    data: bytes | None
    title: str
    summary: str
    minutes: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Making:
    """The way of a body: Markdown with its settings, then `look` finds faults, then the text is set and timed."""

    markdown: Mapping[str, Any]
    look: Callable[[Document, str], Iterable[Fault]]
    set_html: Callable[[str], str]
    set_text: Callable[[str], str]
    time: Callable[[str], int]

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown(**self.markdown)

    def read(self, file: File) -> Looked:
        """Check a text and make its body, in one go: what is remembered of a text is asked for once."""
        looked = checked(file)
        return looked._replace(made=self.body(looked.document))

    def body(self, document: Document) -> Body:
        """Make one; it depends on nothing but the document as it was read, and what stands in this object."""
        title, summary = (self.set_text(document.values.get(name, "")) for name in ("title", "summary"))
        try:
            html = self._markdown.reset().convert(document.body)
        except RecursionError:
            message = "In deze tekst zitten te veel lijsten of citaten in elkaar."
            fault = Fault(document.path, document.body_line, message, "Maak de lijsten en citaten minder diep.")
            self.__dict__.pop(
                "_markdown", None
            )  # it still stands in the middle of that text, and `reset` leaves it there
            return Body(None, title, summary, 0, (fault,))
        html = OUT.sub('<a rel="noreferrer" ', html)
        done = self.set_html(html)
        return Body(done.encode(), title, summary, self.time(done), tuple(self.look(document, html)))
