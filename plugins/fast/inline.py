"""Markdown's inline patterns, passed over by text that holds nothing any of them begins with."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

BEGINS = re.compile(r"[`\\\[!<&*_]|  \n")  # of every pattern that Markdown brings; a test holds it against them
BEFORE_INLINE = 30  # Markdown's own inline patterns have 20


class Quiet(Treeprocessor):
    """Says of plain text that it is done, as Markdown's documentation has it (`AtomicString`)."""

    def run(self, root: Element) -> None:
        """Look at every piece of text of a parsed document."""
        for element in root.iter():
            if element.text and not BEGINS.search(element.text):
                element.text = AtomicString(element.text)
            if element.tail and not BEGINS.search(element.tail):
                element.tail = AtomicString(element.tail)


class QuietExtension(Extension):
    """Adds `Quiet`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Let it run before the inline patterns."""
        md.treeprocessors.register(Quiet(md), "quiet", BEFORE_INLINE)
