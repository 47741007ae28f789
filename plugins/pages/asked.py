"""A page that is asked for, and all that it may be made from: what a template can't read can't make a page stale."""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from jinja2 import Template

from notes import State
from pages.cells import Change, Cuts, Edit, Pieces, change, edits, filled, joined, made_once
from pages.layout import Place
from pages.ledger import NOWHERE, SAME, Ledger, Line
from pages.reads import Read, Reads
from pages.views import Text
from work import plain

FIXED = ("SITENAME", "PRACTICE", "TERMS", "ARTICLES_URL", "FEED_ALL_ATOM")  # what all may read, imported ones only this
KNOWN = ("newest", "dated", "pages", "topics", "OBLIGATIONS")  # what it is given of all texts, if it reads that

ENOUGH = 50  # pages for which it is worth it to compile what changes apart


class Look(Protocol):
    """Looks pages over, as `checks/looker.py` does."""

    def see(
        self, address: str, data: bytes, kind: str = "", draft: bool = False, sound: Any = None
    ) -> tuple[Any, bytes]:
        """Tell what is to be known of a page, and how it was seen."""

    def same(self, how: bytes, before: bytes, data: bytes, edits: Sequence[Edit] | None, sound: Any = None) -> bytes:
        """Tell how a page is seen now, if that is all that was seen `before` some edits; nothing if it may not be."""


class Asked(NamedTuple):
    """A page to be: the name of its file, its template, and what is given to that alone."""

    name: str
    template: Template
    given: dict[str, Any]

    @property
    def address(self) -> str:
        """Where a visitor finds it."""
        return "/" + self.name.removesuffix("index.html")

    @property
    def text(self) -> Text | None:
        """The text that it shows; `None` for a list."""
        found: Text | None = self.given.get("article") or self.given.get("page")
        return found

    @property
    def templates(self) -> tuple[str, tuple[str, ...]]:
        """Its template, and the blocks in its text."""
        text = self.text
        return self.template.name or "", text.blocks if text else ()


class Job(NamedTuple):
    """A page that may have to be made: what is asked for, its templates, and its line as it was made last."""

    asked: Asked
    read: Read
    line: Line | None

    @property
    def restyled(self) -> bool:
        """Whether it has other templates now, or is new."""
        return self.line is None or self.line.templates != self.read.mark


class Made(NamedTuple):
    """A page as it was made: what its line tells, and its bytes; `None` where these are what they were.

    If only its templates are others, `before` is what it held with the old ones. If it was not made anew, `pieces` tell
    what of that it is made of.
    """

    key: bytes
    state: State
    cuts: Cuts | None
    data: bytes | None
    before: bytes = b""
    pieces: Pieces | None = None


class Press:
    """Makes pages: `context` holds the values of `KNOWN`, `look` looks each page over.

    `reads` knows the templates, and `common` is what they see without being given it.
    """

    def __init__(self, context: Mapping[str, Any], look: Look | None, reads: Reads, common: Any) -> None:
        self.context, self.look, self.reads, self.common = context, look, reads, common
        self._texts: dict[int, bytes] = {}
        self._commons: dict[frozenset[str], bytes] = {}
        self._changes: dict[tuple[bytes, bytes], tuple[Change, Template | None]] = {}
        self._once: dict[bytes, bytes] = {}

    def job(self, asked: Asked, line: Line | None) -> Job:
        """Say what may have to be done for a page."""
        self._given(asked.text)  # lists show it too, and copies of this process would each read it for themselves
        return Job(asked, self.reads.by(*asked.templates), line)

    def make(self, ledger: Ledger, dry: bool, jobs: Sequence[Job]) -> list[tuple[Line, Any]]:
        """Make pages: first all, then all are looked over.

        Tells the line of each, and what was seen of it. A `dry` one is not written.
        """
        made = [self._changed(job, ledger) or self._new(job, ledger, dry=dry) for job in jobs]
        return [self._looked(job, page, ledger) for job, page in zip(jobs, made, strict=True)]

    def _changed(self, job: Job, ledger: Ledger) -> Made | None:
        """Change some cells of a page that lies there, if nothing changes but its templates."""
        asked, read, line = job
        if not line or not line.cuts or line.key != self.key(job):
            return None
        if not (known := self._changes.get((line.cuts.marks, read.mark))):
            return None
        change, template = known
        cuts, pieces = change.applied(line.cuts, self._text(job, template) if template else "")
        if pieces is None:  # what changed stands on other pages
            return Made(line.key, line.state, cuts, None) if ledger.lies(asked.name, line) else None
        changed = ledger.change(asked.name, line, partial(joined, pieces))
        return changed and Made(line.key, changed[0], cuts, *changed[1:], pieces)

    def _new(self, job: Job, ledger: Ledger, *, dry: bool) -> Made:
        asked, _, line = job
        data, cuts = filled(self._text(job, asked.template), self.reads.cells(*asked.templates))
        key = self.key(job)
        before = ledger.read(asked.name, line) if line and line.how and line.key == key else b""
        state = NOWHERE if dry and self._shown(asked) else ledger.write(asked.name, data)
        return Made(key, state, cuts, data, before)

    def _text(self, job: Job, template: Template) -> str:
        asked, read, _ = job
        given = {name: self.context[name] for name in KNOWN if name in read.names}
        return template.render(given | {"READ": read.templates} | asked.given)

    def _looked(self, job: Job, page: Made, ledger: Ledger) -> tuple[Line, Any]:
        """Look a page over, and take down what was made."""
        asked, read, line = job
        seen, how = self._seen(job, page)
        known = line if line and (seen == SAME or seen == ledger.seen(asked.name)) else None
        look = known.look if known else _mark((page.key, read.mark))
        return Line(page.key, read.mark, page.state, look, how, page.cuts), SAME if known else seen

    def _shown(self, asked: Asked) -> bool:
        return self.look is not None and asked.name.endswith(".html")

    def _seen(self, job: Job, page: Made) -> tuple[Any, bytes]:
        asked, _, line = job
        if line and page.data is None:
            return SAME, line.how
        if not self.look or not self._shown(asked) or page.data is None:
            return None, b""
        text, changed = asked.text, None if page.pieces is None else edits(page.pieces, page.before)
        kind, draft, sound = (text.kind, text.draft, text.sound) if text else ("", False, None)
        if line and page.before and (how := self.look.same(line.how, page.before, page.data, changed, sound)):
            return SAME, how
        return self.look.see(asked.address, page.data, kind, draft, sound)

    def prepare(self, jobs: Sequence[Job]) -> bool:
        """Load the templates of these pages, and find out what changes: copies of this process then have it.

        Tells whether most pages are changed, and few made anew.
        """
        self.reads.load(frozenset().union(*{job.read.templates for job in jobs}))
        alike: dict[tuple[bytes, bytes], list[Job]] = defaultdict(list)
        for job in jobs:
            if job.line and job.line.cuts and job.restyled:
                alike[job.line.cuts.marks, job.read.mark].append(job)
        changed = 0
        for (marks, mark), those in alike.items():
            lasting = any(job.line and job.line.key == self.key(job) for job in those)
            if lasting and (known := self._change(marks, those)):
                self._changes[marks, mark] = known
                changed += len(those)
        return changed > len(jobs) / 2

    def _change(self, marks: bytes, jobs: Sequence[Job]) -> tuple[Change, Template | None] | None:
        """Find out what changes on pages that were cut alike, and what makes it; `None` if they are to be made anew."""
        asked, cells = jobs[0].asked, self.reads.cells(*jobs[0].asked.templates)
        what = change(marks, cells)
        if not cells or (what.run and len(jobs) < ENOUGH):
            return None

        def only(run: frozenset[Place]) -> Template:
            return self.reads.only(asked.templates[0], run)

        given = frozenset().union(*(job.asked.given for job in jobs))
        cells = made_once(cells, what.run, given, self._once, lambda run: self._text(jobs[0], only(run)))
        what = change(marks, cells)
        return what, only(what.run) if what.run else None

    def key(self, job: Job) -> bytes:
        """Stand for everything that the page is made from, but for its templates."""
        asked, read, _ = job
        given = [(word, self._given(value)) for word, value in sorted(asked.given.items())]
        return _mark((asked.name, asked.template.name, self._common(read.names), given))

    def _common(self, names: frozenset[str]) -> bytes:
        """Stand for what all pages are made from whose templates look up these names."""
        if names not in self._commons:
            known = [(name, self._marks[name]) for name in KNOWN if name in names]
            self._commons[names] = _mark((self._fixed, known))
        return self._commons[names]

    @cached_property
    def _fixed(self) -> bytes:
        return _mark((plain(self.common), self.look is None))

    @cached_property
    def _marks(self) -> dict[str, bytes]:
        return {name: _mark(self._given(self.context[name])) for name in KNOWN}

    def _given(self, value: Any) -> Any:
        """Write what is given to a page in plain values; an article stands on many pages, and is read once."""
        if isinstance(value, Text):
            if id(value) not in self._texts:  # `id` is safe: what is asked for holds it
                self._texts[id(value)] = _mark(value.known)
            return self._texts[id(value)]
        if isinstance(value, tuple) and not (value and type(value[0]) is tuple):  # in rows is no article
            return tuple(map(self._given, value))
        return plain(value)


def _mark(value: Any) -> bytes:
    return sha256(marshal.dumps(value, 2)).digest()
