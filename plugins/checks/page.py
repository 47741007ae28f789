"""Runs every check while Pelican builds, and stops the build once, with everything that is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pelican.plugins import signals

import practice
import tree
from checks import looker, shown, site, source
from document import Document
from fault import Fault, Faulty

CONTENT = "content/"
PICTURES = "beelden"
MANY = 3  # pages with the same finding, before they are counted instead of named


def begin(pelican: Any) -> None:
    """Check the texts, and say how every page is to be looked over when it is made."""
    pelican.settings["LOOK"] = looker.Looker(pelican.settings["PRACTICE"])
    pelican.settings["FAULTS"] += source.faults(_setting(pelican.settings))


def end(pelican: Any) -> None:
    """Check the site; raises `Faulty` with everything that is wrong in the texts and on the site."""
    settings = pelican.settings
    folder, root = Path(settings["OUTPUT_PATH"]), Path(settings["PATH"]).parent
    written = sorted(settings["WRITTEN"].items())
    pages = {address: seen for address, (_, seen) in written if seen and _shown(address)}
    sources = {address: asked.text.path for address, (asked, _) in written if asked.text}
    copied = tree.sizes(f"{folder}/{PICTURES}")  # by Pelican, at the very last
    settings["SIZES"] |= {f"/{PICTURES}/{name}": size for name, size in copied.items()}
    files = frozenset(filter(_shown, settings["SIZES"]))
    whole = site.Built(folder, pages, files, settings["PRACTICE"], frozenset(settings["FIXED_PAGES"]))
    made = {path: body for path, body in settings["BODIES"].items() if body.html is not None}
    texts = [text for text in settings["DOCUMENTS"].values() if text.path in made]
    faults = _with(set(settings["FAULTS"]), [fault for body in settings["BODIES"].values() for fault in body.faults])
    findings = [finding for page in pages.values() for finding in page.findings]
    (between,) = settings["WORK"].each(site.between, [whole], lambda whole: (settings["LOOKS"], *site.key(whole)))
    findings += between
    found = [_fault(finding, sources.get(finding.address, ""), texts, root) for finding in findings]
    if faults := _with(faults, _once(found)):
        raise Faulty(faults)


def _with(faults: set[Fault], found: Iterable[Fault]) -> set[Fault]:
    """Add what was found, but for what has the same cause as a fault that is there."""
    told = {(fault.kind, fault.path, line) for fault in faults for line in (0, fault.line)}
    return faults | {fault for fault in found if (fault.kind, fault.path, fault.line) not in told}


def _once(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Tell what is wrong on page after page, as with a link in the menu, only once."""
    apart = set(faults)
    pages = Counter((fault.message, fault.remedy, fault.kind) for fault in apart if not fault.line)
    for fault in apart:
        if fault.line or pages[fault.message, fault.remedy, fault.kind] <= MANY:
            yield fault
    for (message, remedy, kind), count in pages.items():
        if count > MANY:
            yield Fault("output/", 0, f"Op {count} pagina's: {message}", remedy, kind)


def _setting(settings: dict[str, Any]) -> source.Setting:
    content = Path(settings["PATH"])
    documents = {text.path.removeprefix(CONTENT): text for text in settings["DOCUMENTS"].values()}
    pictures = frozenset(path.relative_to(content).as_posix() for path in content.glob("beelden/**/*"))
    return source.Setting(
        documents=documents,
        pictures=pictures,
        names=(*documents, *sorted(pictures)),
        blocks=frozenset(path.stem for path in Path(settings["THEME"]).glob("templates/blocks/*.html")),
        now=settings["NOW"],
        latest=settings["LATEST"],
        everything=settings["EVERYTHING"],
        suspects=settings["SUSPECTS"],
    )


def _shown(address: str) -> bool:
    return not address.startswith(site.UNSHOWN)


def _fault(finding: shown.Finding, source: str, texts: list[Document], root: Path) -> Fault:
    """Say where a finding comes from: the line of the text where that is known, else the page that was built."""
    kind, own = finding.kind, next((text for text in texts if text.path == source), None)
    if own and not finding.needle:
        return Fault(own.path, own.lines.get(finding.key, 0), finding.message, finding.remedy, kind)
    if kind == "contact" and (line := practice.line_of(root, finding.needle)):
        return Fault(practice.FILE, line, finding.message, "Verbeter het daar.", kind)
    for text in (own,) if own else texts:  # a list of articles shows what stands in their front matter
        if line := text.line_of(finding.needle) if own else text.field_of(finding.needle):
            return Fault(text.path, line, finding.message, finding.remedy, kind)
    return Fault(own.path if own else f"output{finding.address}", 0, finding.message, finding.remedy, kind)


def register() -> None:
    """Let Pelican call the gate at the begin and at the end."""
    signals.initialized.connect(begin)
    signals.finalized.connect(end)
