"""Hands Pelican the answers: checks every entry, and writes the pages and files that are made of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.generators import Generator
from pelican.plugins import signals

from document import Document
from fault import Fault
from obligations.entry import REQUIRED, entry, faults
from obligations.files import files
from obligations.overview import overview
from practice import Practice
from work import Cost, plain

FOLDER = "verplichtingen"


def collect(pelican: Any) -> None:
    """Make the entries; what contradicts itself waits among the faults, and has no part in the pages of all."""
    settings = pelican.settings
    texts: list[Document] = [text for text in settings["DOCUMENTS"].values() if text.kind == "obligation"]
    told: list[Fault] = [fault for text in texts if not text.draft for fault in faults(text, settings["LATEST"])]
    settings["FAULTS"] += told
    wrong = {fault.path for fault in settings["FAULTS"]}
    shown = [text for text in texts if not text.draft or (settings["EVERYTHING"] and text.values.keys() >= REQUIRED)]
    marked = {path for path, body in settings["BODIES"].items() if body.marked}  # of those that are shown
    articles = [text for text in settings["DOCUMENTS"].values() if text.kind == "article" and text.path in marked]
    entries = [entry(text) for text in shown if text.path not in wrong]
    settings["OBLIGATIONS"] = overview(entries, articles, settings["NOW"].date())
    practice: Practice = settings["PRACTICE"]
    asked = [(settings["OBLIGATIONS"], practice.site, practice.name, practice.title)]
    settings["EXPORTS"] = settings["WORK"].each(files, asked, plain, Cost.SLOW)


def use_template(content: Any) -> None:
    """Let the page of an entry show it; one with faults is built as a plain page, so that links to it lead there."""
    document = content.metadata.get("document")
    if document and document.kind == "obligation":
        answer = content.settings["OBLIGATIONS"].of(document.path)
        content.template = "obligation" if answer else "page"
        summary = content.settings["JINJA_FILTERS"]["typeset"](answer.description if answer else document.path)
        content.summary = content.metadata["summary"] = summary


class ObligationsGenerator(Generator):  # type: ignore[misc]  # Pelican carries no types
    """Writes a page for each size of organisation, the calendar, the feed and the data."""

    def generate_output(self, writer: Any) -> None:
        """Write everything; Pelican calls this after the texts are read."""
        practice: Practice = self.settings["PRACTICE"]
        for band in practice.bands:
            name = f"{FOLDER}/{band.slug}/index.html"
            writer.write_file(name, self.get_template("band"), self.context, band=band)
        (made,) = self.settings["EXPORTS"]
        for name, content in made.items():
            path = Path(self.output_path) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def generator(_pelican: Any) -> type[Generator]:
    """Tell Pelican of the generator."""
    return ObligationsGenerator


def register() -> None:
    """Let Pelican call all three."""
    signals.initialized.connect(collect)
    signals.content_object_init.connect(use_template)
    signals.get_generators.connect(generator)
