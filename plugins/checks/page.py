"""Runs every check while Pelican builds, and stops the build once, with everything that is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican.plugins import signals

from checks import built, rendered, site, source
from document import Document
from fault import Fault, Faulty

CONTENT = "content/"
MANY = 3  # pages with the same finding, before they are counted instead of named
UNPLACED = 1  # the line of a finding about a text as a whole


def begin(pelican: Any) -> None:
    """Check the texts, and make room to remember which page comes from which."""
    pelican.settings["SOURCES"] = {}
    pelican.settings["FAULTS"] += source.faults(_setting(pelican.settings))


def note(path: str, context: dict[str, Any]) -> None:
    """Remember the text that a page was made from."""
    document = getattr(context.get("article") or context.get("page"), "document", None)
    if document:
        context["SOURCES"][Path(path)] = document


def end(pelican: Any) -> None:
    """Check the site; raises `Faulty` with everything that is wrong in the texts and on the site."""
    settings = pelican.settings
    folder = Path(settings["OUTPUT_PATH"])
    sources = {f"/{path.relative_to(folder).as_posix()}": document for path, document in settings["SOURCES"].items()}
    excused = frozenset(document.address for document in settings["BROKEN"])
    whole = built.read(folder, sources, settings["PRACTICE"], excused)
    faults = _with(set(settings["FAULTS"]), _rendered(settings))
    faults = _with(faults, _once({_fault(finding, whole) for check in site.CHECKS for finding in check(whole)}))
    if faults:
        raise Faulty(faults)


def _with(faults: set[Fault], found: Iterable[Fault]) -> set[Fault]:
    """Add what was found, but for what comes of a fault on the same line, or can't be placed in a text with faults."""
    told = {(fault.path, fault.line) for fault in faults}
    told |= {(path, UNPLACED) for path, _ in told}
    return faults | {fault for fault in found if (fault.path, fault.line) not in told}


def _rendered(settings: dict[str, Any]) -> Iterator[Fault]:
    for document in settings["DOCUMENTS"].values():
        if html := settings["RENDERED"].get(document.path):
            yield from rendered.faults(document, html)


def _once(faults: set[Fault]) -> Iterator[Fault]:
    """Tell what is wrong on page after page, as with a link in the menu, only once."""
    same = Counter((fault.message, fault.remedy) for fault in faults if fault.line <= UNPLACED)
    for fault in faults:
        if fault.line > UNPLACED or same[fault.message, fault.remedy] <= MANY:
            yield fault
    for (message, remedy), count in same.items():
        if count > MANY:
            yield Fault("output/", 0, f"Op {count} pagina's: {message}", remedy)


def _setting(settings: dict[str, Any]) -> source.Setting:
    content = Path(settings["PATH"])
    theme = Path(settings["THEME"])
    return source.Setting(
        documents=_by_path(settings["DOCUMENTS"].values()),
        broken=_by_path(settings["BROKEN"]),
        pictures=frozenset(path.relative_to(content).as_posix() for path in content.glob("beelden/**/*")),
        blocks=frozenset(path.stem for path in theme.glob("templates/blocks/*.html")),
        now=settings["NOW"],
        latest=max(settings["NOW"], datetime.now(UTC)).date(),
        everything=settings["EVERYTHING"],
    )


def _by_path(documents: Iterable[Document]) -> dict[str, Document]:
    return {document.path.removeprefix(CONTENT): document for document in documents}


def _fault(finding: site.Finding, whole: built.Built) -> Fault:
    """Say where a finding comes from: the text and its line where they are known, else the page."""
    page = whole.pages.get(finding.address)
    if not page or not page.document:
        return Fault(f"output{finding.address}", 0, finding.message, finding.remedy)
    lines = enumerate(page.document.body.split("\n"), page.document.body_line)
    needle = finding.needle.replace("\u00a0", " ")  # typography's, not the advisor's
    line = next((number for number, text in lines if needle and needle in text.replace("\u00a0", " ")), UNPLACED)
    return Fault(page.document.path, line, finding.message, finding.remedy)


def register() -> None:
    """Let Pelican call the gate at the begin, at every page, and at the end."""
    signals.initialized.connect(begin)
    signals.content_written.connect(note)
    signals.finalized.connect(end)
