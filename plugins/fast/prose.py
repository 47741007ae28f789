"""Markdown's short way for prose: blocks without a mark are set aside, and of the rest is asked what it may hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension, TocTreeprocessor, render_inner_html, strip_tags, unique
from markdown.inlinepatterns import LinkInlineProcessor
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX

ASIDE = re.compile(STX + HTML_PLACEHOLDER_RE.pattern)  # where a run of blocks was; blocks of HTML have one STX
RUN = re.compile(f"<p>{ASIDE.pattern}</p>")
FIRST = r"(?:[^\W\d_]|[\"'“‘„(…€§])"
PROSE = re.compile(rf"{ASIDE.pattern}|{FIRST}.*(?:\n{FIRST}.*)*")  # no block that Markdown knows has a line like these
LINE = rf"{FIRST}[^`\\\[<>&*_#\n{STX}]*+"  # which HTML shows as it is
PARAGRAPH = rf"{LINE}(?:(?<!  )\n{LINE})*(?=\n\n)"
HEADING = rf"#{{1,6}} {LINE}(?=\n\n)"
LIST = rf"- {LINE}(?:\n- {LINE})*(?=\n\n(?:#|{FIRST}))"  # before anything else it might grow
SETTLED = re.compile(rf"\n\n((?:{PARAGRAPH}|{HEADING})(?:\n\n(?:{PARAGRAPH}|{HEADING}|{LIST}))*)")
DEFINES = re.compile(r"\n {0,3}:")  # the paragraph before it, which must be there then
ODD = ("\t", "\r", STX, ETX, "\n ", "<", "&#")  # all that Markdown changes before it looks for blocks
MARKS = {  # without which a pattern finds nothing, in the order in which Markdown tries them
    "backtick": "`", "escape": "\\", "reference": "[", "link": "[", "image_link": "![", "image_reference": "![",
    "short_reference": "[", "short_image_ref": "![", "autolink": "<", "automail": "<", "linebreak": "  \n",
    "html": "<", "entity": "&", "em_strong": "",
}  # fmt: skip
UNREFERRED = [name for name in MARKS if "ref" not in name]  # which find something even where nothing is referred to
BEFORE_BLOCKS = 110  # Markdown's first has 100
BEFORE_INLINE = 30  # Markdown's own inline patterns have 20


class Aside(HtmlBlockPreprocessor):
    """Sets settled blocks aside, a run at a time, where Markdown puts blocks of HTML."""

    def run(self, lines: list[str]) -> list[str]:
        """Look at a whole text; where headings have attributes or are listed, all must be there."""
        text = "\n".join([*lines, "", ""])
        if any(odd in text for odd in ODD):
            text = "\n".join(super().run(NormalizeWhitespace(self.md).run(lines)))
        if "{" not in text and "[TOC]" not in text and not DEFINES.search(text):
            text = SETTLED.sub(lambda run: f"\n\n{STX}{self.md.htmlStash.store(run[1])}", f"\n\n{text}")[2:]
        return text.split("\n")


class Prose(ParagraphProcessor):
    """A paragraph, known by how its lines begin."""

    def test(self, _parent: Element, block: str) -> bool:
        """Tell whether no other block can begin in it."""
        return PROSE.fullmatch(block) is not None


class Quiet(Treeprocessor):
    """Leaves only the inline patterns that may find something."""

    def run(self, root: Element) -> None:
        """Look at all text of a parsed document."""
        text, names = "".join(root.itertext()), MARKS if self.md.references else UNREFERRED
        found = [self.md.inlinePatterns[name] for name in names if MARKS[name] in text]
        self.md.treeprocessors["inline"].inlinePatterns = found  # type: ignore[attr-defined]  # it is an InlineProcessor


def html(block: str, name: Callable[[str], str]) -> str:
    """Make the HTML of a settled block; `name` makes a heading's id of its words."""
    if block[0] == "#":
        marks, _, text = block.rstrip().partition(" ")
        return f'<h{len(marks)} id="{name(" ".join(text.split()))}">{text}</h{len(marks)}>'
    if block[0] == "-":
        items = block[2:].replace("\n- ", "</li>\n<li>")
        return f"<ul>\n<li>{items}</li>\n</ul>"
    return f"<p>{block}</p>"


class Ids(TocTreeprocessor):
    """Gives headings their ids, and makes no table of contents where something was set aside: nobody asks for it."""

    def run(self, doc: Element) -> None:
        """Go through a document in its order, and through what was set aside of it."""
        if not any(map(ASIDE.match, doc.itertext())):
            super().run(doc)
            return
        raw, taken, counts = self.md.htmlStash.rawHtmlBlocks, set[str](), dict[str, int]()

        def name(text: str) -> str:
            return unique(self.slugify(text, self.sep), taken, counts)  # type: ignore[call-arg]

        for element in doc.iter():
            if run := ASIDE.fullmatch(element.text or ""):
                raw[int(run[1])] = "\n".join(html(block, name) for block in str(raw[int(run[1])]).split("\n\n"))
            elif self.header_rgx.match(element.tag):
                element.set("id", name(unescape(strip_tags(render_inner_html(element, self.md)))))


class Back(RawHtmlPostprocessor):
    """Puts back what was set aside, and then blocks of HTML if there are any."""

    def run(self, text: str) -> str:
        """Look at a whole page."""
        text = RUN.sub(lambda run: str(self.md.htmlStash.rawHtmlBlocks[int(run[1])]), text)
        return super().run(text) if STX in text else text


class ProseExtension(Extension):
    """Adds all."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Put each in the place of what it saves, or before it."""
        md.preprocessors.deregister("normalize_whitespace")
        md.preprocessors.register(Aside(md), "html_block", 20)
        md.parser.blockprocessors.register(Prose(md.parser), "prose", BEFORE_BLOCKS)
        md.inlinePatterns.register(LinkInlineProcessor(r"\[(?<!!\[)", md), "link", 160)  # as it was, but found sooner
        md.treeprocessors.register(Quiet(md), "quiet", BEFORE_INLINE)
        md.treeprocessors.register(Ids(md, TocExtension().getConfigs()), "toc", 5)
        md.postprocessors.register(Back(md), "raw_html", 30)


def makeExtension(**_: object) -> ProseExtension:  # noqa: N802 - as above
    """Make it, as Markdown asks a module that was named to it."""
    return ProseExtension()
