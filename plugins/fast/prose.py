"""Markdown's short way for prose: lines that can only be a paragraph, and text that holds no mark of anything else."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

FIRST = r"(?:[^\W\d_]|[\"'“‘„(…€§])"
PROSE = re.compile(rf"{FIRST}.*(?:\n{FIRST}.*)*")  # no block that Markdown knows has a line that begins so
BEGINS = re.compile(r"[`\\\[!<&*_]|  \n")  # of every inline pattern that Markdown brings; a test holds it against them
BEFORE_BLOCKS = 110  # Markdown's first has 100
BEFORE_INLINE = 30  # Markdown's own inline patterns have 20


class Prose(ParagraphProcessor):
    """A paragraph, known by how its lines begin."""

    def test(self, _parent: Element, block: str) -> bool:
        """Tell whether no other block can begin in it."""
        return PROSE.fullmatch(block) is not None


class Quiet(Treeprocessor):
    """Says of plain text that it is done, as Markdown's documentation has it (`AtomicString`)."""

    def run(self, root: Element) -> None:
        """Look at every piece of text of a parsed document."""
        for element in root.iter():
            if element.text and not BEGINS.search(element.text):
                element.text = AtomicString(element.text)
            if element.tail and not BEGINS.search(element.tail):
                element.tail = AtomicString(element.tail)


class ProseExtension(Extension):
    """Adds both."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Let each run before what it saves."""
        md.parser.blockprocessors.register(Prose(md.parser), "prose", BEFORE_BLOCKS)
        md.treeprocessors.register(Quiet(md), "quiet", BEFORE_INLINE)
