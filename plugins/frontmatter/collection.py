"""All texts of the project: read, checked one by one, and checked against each other."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from fnmatch import translate
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote
from zlib import crc32

from dates import AMSTERDAM
from document import Document
from fault import Fault, Faulty
from frontmatter import pictures
from frontmatter.check import Text, check
from frontmatter.fields import ARTICLE, OBLIGATION, PAGE, Field
from notes import Notes, State, state
from work import Bulk, Work, one_by_one

CONTENT = "content"
PICTURES = "beelden"
NOISE = (".*", "*~", "Thumbs.db", "desktop.ini", "lost+found", "__pycache__")  # what systems and editors leave behind
UNHEARD = re.compile("|".join(map(translate, NOISE)))
PLAIN = Work()
PATIENCE = 3_000_000_000  # nanoseconds after a change in which a file may change again, and show nothing of that
DATED = re.compile(r"(?:\d{4}-\d{2}-\d{2}-)?(.+)")


class Section(NamedTuple):
    """A folder of texts: its fields, and where its texts appear on the site."""

    kind: str
    folder: str
    fields: tuple[Field, ...]
    address: str


SECTIONS = (
    Section("article", "artikelen", ARTICLE, "/artikelen/{}/"),
    Section("page", "paginas", PAGE, "/{}/"),
    Section("obligation", "verplichtingen", OBLIGATION, "/verplichtingen/{}/"),
)
IN_FOLDER = {section.folder: section for section in SECTIONS}
# Addresses that the site itself needs
TAKEN = re.compile(r"/(?:artikelen|feeds|onderwerpen|theme|beelden)/|/verplichtingen/\d.*-medewerkers/")
LONG_AGO = datetime(2000, 1, 1, tzinfo=AMSTERDAM)
PAGED = re.compile(r"/artikelen/pagina-\d+/")


class Collection(NamedTuple):
    """Every text, and everything that is wrong.

    A text with faults is here too, with a stand-in for what is wrong or missing: the build fails, and meanwhile all
    that is wrong below its front matter is found, and what links to it still leads somewhere.
    """

    documents: tuple[Document, ...]
    faults: tuple[Fault, ...]
    pictures: tuple[str, ...]  # paths within content/
    strays: tuple[Fault, ...]  # links to elsewhere: Pelican would follow them, so nothing is built
    made: Mapping[str, Any]  # of each text, by its path, if anything was made of it


@lru_cache(maxsize=10_000)
def slug(name: str) -> str:
    """Make the part of an address that a title or a file's name stands for; empty if there is no letter or digit."""
    plain = normalize("NFKD", re.sub(r"[\u2010-\u2015]", "-", name)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[\s_-]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip("-")


class File(NamedTuple):
    """A text as it lies on the disk: bytes, or why they can't be read; `mark` stands for all of this."""

    name: str
    section: Section
    source: Bulk
    closed: str
    mark: bytes


class Looked(NamedTuple):
    """A text as it was checked: what is known of it, everything that is wrong in it, and what was made of it."""

    document: Document
    faults: tuple[Fault, ...]
    made: Any = None


def read(
    root: Path,
    work: Work = PLAIN,
    look: Callable[[Sequence[File]], Sequence[Looked]] | None = None,
    notes: Work = PLAIN,
) -> Collection:
    """Read all of `content/`; every file there becomes a document, a picture, or a fault.

    `look` checks texts, and may make something of them. With `notes` a text that has not changed is not read again.
    """
    noted, settled = Notes(notes, "texts", str(root / CONTENT)), time.time_ns() - PATIENCE
    texts: list[File] = []
    marks: dict[str, tuple[State, bytes]] = {}
    faults: list[Fault] = []
    drawn: list[str] = []
    strays: list[Fault] = []
    for within, info in _entries(root / CONTENT):
        name = f"{CONTENT}/{within}".rstrip("/")
        if isinstance(info, str):
            faults.append(Fault(name, 0, f"Deze map is niet te openen ({info}).", "Kijk of u haar mag lezen."))
            continue
        section = _section(within) if stat.S_ISREG(info.st_mode) else "Dit is geen gewoon bestand."
        if stat.S_ISLNK(info.st_mode):
            strays.append(_stray(name))
        elif isinstance(section, Section):
            now = state(info)
            before, mark = noted.get(name, (now, b""))
            texts.append(file := _file(section, name, root, mark if before == now else b""))
            if max(info.st_mtime_ns, info.st_ctime_ns) < settled and not file.closed:
                marks[name] = now, file.mark
        elif section:
            faults.append(Fault(name, 0, section, "Zet het op zijn plaats, of haal het weg."))
        elif within.lower().endswith(pictures.KINDS):
            faults += pictures.faults(name, root / name)
            drawn.append(within)
    noted.renew(marks)
    found = list(work.batches(look or one_by_one(checked), texts, lambda file: file.mark))
    for file in texts:
        file.source.let_go()  # whoever can make answers again holds each file for that
    documents = [looked.document for looked in found]
    wrong = (fault for looked in found for fault in looked.faults)
    apart, same = _apart(documents)
    made = {looked.document.path: looked.made for looked in found}
    return Collection(apart, (*faults, *wrong, *same, *_topics(documents)), tuple(drawn), tuple(strays), made)


def _file(section: Section, name: str, root: Path, mark: bytes = b"") -> File:
    """Read a text, or leave that until it is needed where its `mark` is known."""
    if mark:
        return File(name, section, Bulk(partial(_again, section, name, root, mark)), "", mark)
    data, closed = b"", ""
    try:
        with open(f"{root}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 - twice as fast, for 10,000 files
            data = file.read()
    except OSError as error:
        closed = str(error.strerror)
    mark = sha256(repr((section.kind, name, closed)).encode("utf-8", "surrogateescape") + data).digest()
    return File(name, section, Bulk(data, partial(_again, section, name, root, mark)), closed, mark)


def _again(section: Section, name: str, root: Path, mark: bytes) -> bytes:
    file = _file(section, name, root)
    if file.mark != mark:
        raise Faulty([Fault(name, 0, "Dit bestand is net veranderd.", "Bouw opnieuw.")])
    return bytes(file.source)


def fixed(shown: Iterable[Document], addresses: Iterable[str]) -> Iterator[Fault]:
    """Ask for the pages that the theme leads to, wherever one is."""
    there = {text.address for text in shown}
    for address in addresses:
        if address not in there:
            remedy = "Zet haar terug in content/paginas/, en niet als concept: de site kan niet zonder."
            yield Fault(f"{CONTENT}/paginas/", 0, f"De pagina {address} ontbreekt.", remedy)


def used(shown: Iterable[Document], names: Sequence[str]) -> list[str]:
    """Choose the pictures that a visitor may see: those of a draft, and those of nobody, stay here."""
    words = "\n".join(unquote(text.body) for text in shown) if names else ""
    return [name for name in names if name in words or name.removeprefix(f"{PICTURES}/") in words]


def _apart(documents: list[Document]) -> tuple[tuple[Document, ...], list[Fault]]:
    """Give each text an address of its own; a second text with the same one is a fault."""
    first: dict[str, Document] = {}
    faults = []
    for document in documents:
        if document.address in first:
            message = f"Dit krijgt hetzelfde adres als {first[document.address].path}: {document.address}."
            line = document.lines.get("address", 0)
            remedy = "Verander het Adres." if line else "Geef een van de twee bestanden een andere naam."
            faults.append(Fault(document.path, line, message, remedy))
        free = document.address if document.address not in first else _stand_in(document.path)
        first[free] = document if free == document.address else document._replace(address=free)
    return tuple(first.values()), faults


def _stand_in(name: str) -> str:
    """Make an address that no other text has."""
    return f"/fout-{crc32(name.encode(errors='replace'))}/"


def _stray(name: str) -> Fault:
    return Fault(name, 0, "Dit is een verwijzing naar iets anders.", "Zet het bestand zelf op deze plaats.")


def _entries(folder: Path) -> Iterator[tuple[str, os.stat_result | str]]:
    """Find everything but plain folders and what systems leave behind: its path within the folder, and its state.

    A folder that is named as a text is told too, and one that can't be read, with the reason instead of a state; a link
    is never followed, and told wherever it lies.
    """
    found: list[tuple[tuple[str, ...], os.stat_result]] = []
    folders: list[tuple[str, tuple[str, ...]]] = [(str(folder), ())]
    while folders:
        where, below = folders.pop()
        quiet = any(map(UNHEARD.match, below))
        try:
            for name, path, info in _within(where):
                if is_folder := stat.S_ISDIR(info.st_mode):
                    folders.append((path, (*below, name)))
                noise = quiet or UNHEARD.match(name)
                if stat.S_ISLNK(info.st_mode) or not (noise or (is_folder and not name.endswith(".md"))):
                    found.append(((*below, name), info))
        except OSError as error:
            if not quiet:
                yield "/".join(below), str(error.strerror)
    yield from (("/".join(parts), info) for parts, info in sorted(found))


def _within(folder: str) -> Iterator[tuple[str, str, os.stat_result]]:
    """Name what lies in a folder, with its path and state; what goes just now is passed over."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                yield entry.name, entry.path, entry.stat(follow_symlinks=False)


def _section(within: str) -> Section | str:
    """Tell what a file is: of a section, right as it is (an empty string), or in Dutch why it can't be here."""
    folder, _, rest = within.partition("/")
    if not within.isprintable():
        return "De naam van dit bestand heeft een teken dat niet te lezen is."
    if within == "praktijk.toml" or (folder == PICTURES and within.lower().endswith(pictures.KINDS)):
        return ""
    section = IN_FOLDER.get(folder) if rest else None
    if section and within.endswith(".md"):
        return section
    if section:
        return "Een tekst moet op .md eindigen."
    if folder == PICTURES:
        more = " Bewaar een foto van een iPhone (HEIC) als JPG." if within.lower().endswith(pictures.APPLE) else ""
        return f"In {PICTURES}/ horen alleen plaatjes: {', '.join(pictures.KINDS)}.{more}"
    return (
        f"Hier leest de site niets. Teksten horen in {', '.join(s.folder for s in SECTIONS)}; plaatjes in {PICTURES}."
    )


def checked(file: File) -> Looked:
    """Check one text."""
    name, section = file.name, file.section
    if file.closed:
        closed = Fault(name, 0, f"Dit bestand is niet te openen ({file.closed}).", "Kijk of u het mag lezen.")
        text = Text({}, {}, "", 1, (closed,))
    else:
        text = check(name, bytes(file.source), section.fields)
    stem = name.rpartition("/")[2].removesuffix(".md")
    dated = DATED.fullmatch(stem)
    address = text.values.get("address", section.address.format(slug(dated[1] if dated else stem)))
    faults = list(text.faults)
    line = text.lines.get("address", 0)
    if "//" in address:
        message = "De naam van dit bestand heeft geen letters of cijfers."
        faults.append(Fault(name, 0, message, "Geef het een andere naam."))
        address = _stand_in(name)
    elif TAKEN.match(address) and not (section.kind == "article" and not PAGED.fullmatch(address)):
        remedy = "Verander het Adres." if line else "Geef het bestand een andere naam."
        faults.append(Fault(name, line, f"Het adres {address} is van de site zelf.", remedy))
        address = _stand_in(name)
    values = _whole(name, text) if faults else text.values
    body = Bulk(text.body.encode())
    document = Document(name, section.kind, address, values, text.lines, body, text.body_line, file.mark)
    return Looked(document, tuple(faults))


def _whole(name: str, text: Text) -> dict[str, Any]:
    """Let something stand in for what is wrong or missing; the text is built with it, and never published."""
    return {"title": name, "summary": f"Fouten in {name}.", "date": LONG_AGO, **text.values}


def _topics(documents: list[Document]) -> Iterator[Fault]:
    """Ask that a topic is written in one way everywhere, as each has one page of its own."""
    first: dict[str, tuple[str, str]] = {}
    for document in documents:
        for topic in document.values.get("tags", ()):
            other, path = first.setdefault(slug(topic), (topic, document.path))
            if not slug(topic):
                message = f"Het onderwerp '{topic}' heeft geen letters of cijfers."
                yield Fault(document.path, document.lines["tags"], message, "Noem het anders.")
            elif other != topic:
                message = f"Het onderwerp '{topic}' heet '{other}' in {path}."
                yield Fault(document.path, document.lines["tags"], message, "Schrijf het overal hetzelfde.")
