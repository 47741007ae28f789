"""Looks pages over: what many have in common only once, and as a whole where anything is odd."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from html import unescape
from typing import Any, NamedTuple

from lxml import etree

from checks import strangers
from checks.edits import Edit, Told, grown, replaced, told
from checks.shown import ALONE, CHECKS, HEADINGS, KEPT_LINKS, LEADS, Finding, Link, Page, Seen, judge, led, weight
from practice import Practice

PARSER = etree.HTMLParser(encoding="utf-8", collect_ids=False)
SAID = etree.XPath(
    "concat(normalize-space(head/title), '\n', normalize-space(head/meta[@name='description']/@content))",
    smart_strings=False,
)
NOISE = ("Tag ", "ID ")  # libxml2 calls the elements of HTML 5 invalid, which they are not; anchors are told elsewhere
STAND_IN = b"<hr>"  # for a text
APART = b"apart"  # how a page was seen whose text is right with anything around it that leads as far, with its anchors
DEEP = 8  # elements that may be around a text, of the 256 that libxml2 knows in each other
LAST = etree.XPath(f"name(body/main/{'section[1]/' * DEEP}*[last()])", smart_strings=False)  # of what is in all of them
BELOW = b"</section>" * DEEP + b"</main><br>"
BODY, ENDS, HEADED = b"<body>", b"</main>", b"<main><h1>x</h1></main>"
MANY = 100  # edits of which it is found out what they change; more are others on every page
SURE = 64  # bytes by which a text is looked for
AROUND_IT = {"main", "article", "section", "div"}  # what a text may stand in
PART = r"""[^<>"'&\[\]\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]"""
SAFE = rf"(?:{PART}+(?:&(?:amp|quot|nbsp|#3[49]);{PART}*)*)"  # can't end, or become anything else, within itself
JSON = r"""(?<=<script type="application/ld\+json">)[^<>]*(?=<)"""
WORDS = re.compile(rf""">(?!\n)({SAFE}(?=<)|{JSON})""")
VALUES = re.compile(rf"""="((?<=href="){PART}+|(?<=content="){SAFE}|(?<=datetime="){SAFE})(?=")""")
WORD, VALUE = "\0", "\1"  # where something varies
SPACES = re.compile("[ \n]+")
WITHIN = re.compile(r"[/#](?![/\\])")
RAW = {"script", "style", "textarea", "noscript", "iframe", "template"}
LETTERS = str.maketrans("0123456789", "abcdefghij")  # numbers look like somebody's


class Sound(NamedTuple):
    """A text with which nothing is wrong, wherever it stands: how its HTML is known, what links name, and anchors."""

    begin: bytes
    size: int
    digest: bytes
    targets: tuple[str, ...]
    ids: tuple[str, ...]


Known = tuple[tuple[Link | str, ...], tuple[str, ...], tuple[str, str]]  # links, anchors, and title with description


class Shape(NamedTuple):
    """A page without its text, and without what varies; of that are kept the numbers.

    `mark` stands for it. `fixed` and `loose` are links that do not vary; `leads` vary, those in `inner` must stay
    within the site, `data` is JSON, and `names` are title and description, where these vary.
    """

    mark: bytes
    fixed: dict[Link | str, None]
    loose: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]
    leads: tuple[int, ...]
    inner: tuple[int, ...]
    data: tuple[int, ...]
    names: tuple[int | str, ...]


class Looker:
    """Looks pages over, for a practice."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self._known: dict[tuple[bytes, tuple[Told, ...]], bytes] = {}  # shapes, by that before and what was edited

    def see(
        self, address: str, data: bytes, kind: str = "", draft: bool = False, sound: Sound | None = None
    ) -> tuple[Seen, bytes]:
        """Tell what is to be known of a page: of its parts apart, where that is the same as of the whole.

        `kind` is that of its text, which may be a `draft`, and its HTML `sound`; a page may have none. Tells also how
        it was seen: by what stands for its shape, only `APART`, or as a whole, which is empty.
        """
        main, rest = _cut(data)
        around = self._around(rest)
        heavy = tuple(Finding("weight", address, *told) for told in weight(data))
        if around and (sound or not kind) and (known := self._alike(address, main, sound, around)):
            return Seen(heavy, *known[1], kind, draft, ()), b"" if heavy else known[0].mark
        page = self._page(address, main, kind)
        found, ids, links = self._findings(page), page.ids, page.links(address)
        apart = around and not found and _complete(page.tree) and {*ids}.isdisjoint(around.ids)
        if around and apart:
            ids, links = around.ids + ids, links | around.links(address)
        else:
            page = self._page(address, data, kind)
            found, ids, links = self._findings(page), page.ids, page.links(address)
        seen = Seen((*found, *heavy), tuple(links), ids, _names(page), kind, draft, page.unsized)
        return seen, APART if apart and not seen.findings else b""

    def same(
        self, how: bytes, before: bytes, data: bytes, edits: Sequence[Edit] | None, sound: Sound | None = None
    ) -> bytes:
        """Tell how a page is seen now, where that is all that was seen `before` some `edits`; nothing if it may not be.

        So it is where what is around its text leads where it led, and a text that is `sound` and its head are what they
        were. What is edited between them gives the same on all pages of the same shape, as long as it ends at tags.
        """
        if not how or any(weight(data)):
            return b""
        head, start, end = then = _bounds(before)
        if edits is None:  # nobody knows
            edits = replaced(before, then, data, _bounds(data))
        above = [edit for edit in edits if edit[1] <= start]
        below = [edit for edit in edits if end <= edit[0]]
        within = edits[len(above) : len(edits) - len(below)]
        now = head, start + grown(above), end + grown([*above, *within])
        inside = all(start <= first and last <= end for first, last, _ in within)
        if _bounds(data) != now or not inside or any(first < head for first, *_ in above):
            return b""  # it is in the head, or over a border
        if (above or below) and self._leads(_around(before, then)) != self._leads(_around(data, now)):
            return b""
        if not within:
            return how
        text, shown = (before.find(sound.begin, start), data.find(sound.begin, now[1])) if sound else (end, now[2])
        moved = grown(edit for edit in (*above, *within) if edit[1] <= text)
        if how == APART or text < 0 or shown != text + moved:
            return b""  # what begins as the text does may be taken for it
        edited = told(before, within, (start, end), text)
        if (how, edited) not in self._known and len(self._known) < MANY:
            self._known[how, edited] = self._shape_after(edited, before, data, sound)
        return self._known.get((how, edited), b"")

    def _leads(self, rest: bytes) -> Any:
        """Tell where a page leads from around its text, and the anchors there; `None` where the whole must be seen."""
        around = self._around(rest)
        return around and (around.ids, *map(list, around.leads))

    def _shape_after(self, edited: tuple[Told, ...], before: bytes, data: bytes, sound: Sound | None) -> bytes:
        """Tell the shape that a page has now, if it leads where it led, with its anchors; else nothing."""
        if not edited or not all(edit.plain for edit in edited):
            return b""
        seen, mark = [], b""
        for page in (before, data):
            parted = self._parted(_cut(page)[0], sound)
            if not parted:
                return b""
            shape, values = parted
            numbers, mark = (shape.leads, shape.inner, shape.data), shape.mark
            seen.append((list(shape.fixed), shape.loose, shape.ids, [[values[n] for n in some] for some in numbers]))
        return mark if seen[0] == seen[1] else b""

    def _page(self, address: str, data: bytes, kind: str = "") -> Page:
        return _page(data, address, kind, self.practice)

    def _findings(self, page: Page) -> list[Finding]:
        return [Finding(check.__name__, page.address, *told) for check in CHECKS for told in check(page)]

    @lru_cache(maxsize=100)  # noqa: B019 - a process builds a few times at most, and the oldest go
    def _around(self, rest: bytes) -> Page | None:
        """Look over what stands around a text; `None` where the whole must be seen.

        So it is where more than what stands in for the text has a heading, or the text would not stand where it should.
        """
        page = self._page("/", rest or b"<br>")
        headings = [heading for tag, heading, _ in page.elements if tag in HEADINGS]
        places = [[heading.text, *(above.tag for above in heading.iterancestors())] for heading in headings]
        right = places == [["x", "main", "body", "html"]] and not (page.unsized or self._findings(page))
        return page if right else None

    def _alike(self, address: str, main: bytes, sound: Sound | None, around: Page) -> tuple[Shape, Known] | None:
        """Look over a page by what differs from others of its shape; `None` where the rest must be seen too."""
        parted = self._parted(main, sound)
        if not parted:
            return None
        shape, values = parted
        varied = [(values[number], judge(values[number], around.host)) for number in shape.leads]
        own = [(target, judge(target, around.host)) for target in (sound.targets if sound else ())]
        wrong = any(not isinstance(to, str) for _, to in varied) or any(isinstance(to, tuple) for _, to in own)
        ids = around.ids + shape.ids + (sound.ids if sound else ())
        if wrong or len({*ids}) < len(ids):
            return None
        leads = (
            led(target, to, "/" if to[:1] == "/" else address)
            for target, to in (*shape.loose, *varied, *own)
            if isinstance(to, str)
        )
        title, description = (name if isinstance(name, str) else _said(values[name]) for name in shape.names)
        links = {**around.links(address), **shape.fixed, **dict.fromkeys(leads)}
        return shape, (tuple(links), ids, (title, description))

    def _parted(self, main: bytes, sound: Sound | None) -> tuple[Shape, list[str]] | None:
        """Tell the shape of a page, and what varies on it; `None` where anything may be wrong."""
        apart = _apart(main, sound)
        shape = apart and self._shape(apart[0], texts=1 if sound else 0)
        return (shape, apart[1]) if apart and shape and _harmless(shape, apart[1]) else None

    @lru_cache(maxsize=100)  # noqa: B019 - as above
    def _shape(self, fixed: str, texts: int) -> Shape | None:
        """Look over a page with something else in the place of all that varies, and find out where that is.

        It shows so many texts: one or none. `None` where anything is odd.
        """
        values = [f"/q{str(number).translate(LETTERS)}q/" for number in range(fixed.count(VALUE))]
        words = [f'"/z{str(number).translate(LETTERS)}z/"' for number in range(fixed.count(WORD))]  # is JSON too
        html = _filled(_filled(fixed, VALUE, [f'="{value}' for value in values]), WORD, [f">{word}" for word in words])
        page = self._page("/", html.encode())
        places = [[above.tag for above in element.iterancestors()] for element in page.tree.iter("hr")]
        right = all(place[0] in AROUND_IT and len(place) < DEEP for place in places) and _complete(page.tree)
        headings = [tag for tag, _, _ in page.elements if tag in HEADINGS] if texts else ["h1"]  # a text may have more
        odd = _doubtful(html.partition("<body>")[2]) or any(word in fixed for word in values + words)
        if odd or not right or len(places) != texts or headings != ["h1"] or page.unsized or self._findings(page):
            return None
        found = _places(page.tree)
        kinds = [_kind(*found.get(word, (None, ""))) for word in values + words]
        if "" in kinds:
            return None
        links = {link: None for link in page.leads[0] if link not in values}
        inner, loose, data = (tuple(n for n, kind in enumerate(kinds) if kind == one) for one in ("a", "link", "data"))
        number = {word: n for n, word in enumerate(values + words)}
        names = tuple(number.get(name, name) for name in _names(page))
        mark = sha256(fixed.encode()).digest()
        return Shape(mark, links, tuple(page.leads[1]), page.ids, inner + loose, inner, data, names)


def _apart(main: bytes, sound: Sound | None) -> tuple[str, list[str]] | None:
    """Cut a page in what is fixed and what varies, values first, then words; `None` if it can't be."""
    if sound:
        start = main.find(sound.begin)
        end = start + sound.size
        if sha256(main[start:end]).digest() != sound.digest:
            return None
        main = main[:start] + STAND_IN + main[end:]  # its text is between tags, so nothing is cut in two
    html = main.decode()
    if WORD in html or VALUE in html:
        return None
    pieces = WORDS.split(html)
    fixed = VALUES.split(WORD.join(pieces[::2]))
    return VALUE.join(fixed[::2]), fixed[1::2] + pieces[1::2]


def _harmless(shape: Shape, values: list[str]) -> bool:
    """Tell whether nothing can be wrong with what varies, but for where it leads."""
    read = [*values, ""]
    try:
        for number in shape.data:
            json.loads(values[number])
            read[number] = ""  # no reader sees it
    except ValueError:
        return False
    return all(WITHIN.match(values[number]) for number in shape.inner) and strangers.quiet("<".join(read))


def _filled(form: str, mark: str, words: list[str]) -> str:
    first, *rest = form.split(mark)
    return first + "".join(f"{word}{piece}" for word, piece in zip(words, rest, strict=True))


def sound(html: str) -> Sound | None:
    """Look a text over by itself; `None` where something may be wrong on a page that shows it."""
    if _doubtful(html) or not (html[:1] == "<" and html[-1:] == ">"):
        return None
    around = "<section>" * DEEP
    page = _page(f"<head></head><body><main><h1>x</h1>{around}{html}<br>".encode() + BELOW, "/", "", None)
    whole = _complete(page.tree) and LAST(page.tree) == "br"  # and not in what the text left open
    if page.has("img") or not whole or any(next(check(page), None) for check in ALONE):
        return None
    data = html.encode()
    return Sound(
        data[:SURE],
        len(data),
        sha256(data).digest(),
        tuple(dict.fromkeys(to for _, _, to in page.elements if to is not None)),
        page.ids,
    )


def _doubtful(html: str) -> bool:
    """Tell whether it has a sign of what must be seen together with what is around it."""
    return "[" in html or "]" in html or not strangers.quiet(html)


def _page(data: bytes, address: str, kind: str, practice: Practice | None) -> Page:
    tree = etree.fromstring(data, PARSER)
    tree = etree.fromstring(b"<br>", PARSER) if tree is None else tree  # of nothing at all
    stumbles = tuple(error.message for error in PARSER.error_log if not error.message.startswith(NOISE))
    return Page(address, data, tree, stumbles, kind, practice)


def _names(page: Page) -> tuple[str, str]:
    title, description = str(SAID(page.tree)).split("\n")
    return title, description


def _said(words: str) -> str:
    """Write words as `SAID` tells them."""
    return SPACES.sub(" ", unescape(words)).strip(" ")


def _places(tree: etree._Element) -> dict[str | None, tuple[etree._Element, str]]:
    """Say of each text and value in a tree where it stands: the element, and text, tail or the attribute's name."""
    found: dict[str | None, tuple[etree._Element, str]] = {}
    for element in tree.iter():
        found |= {element.text: (element, "text"), element.tail: (element, "tail")}
        found |= {str(value): (element, str(name)) for name, value in element.attrib.items()}
    return found


def _kind(element: etree._Element | None, place: str) -> str:
    """Tell what a text or value is: a link's target by its element, data, or words; empty for anything else."""
    tag = "" if element is None else element.tag
    if element is None or not isinstance(tag, str):
        return ""
    if place == "href":
        return "link" if tag == "link" and element.get("rel") in KEPT_LINKS else "a" if tag in LEADS else ""
    if place == "text" and tag == "script":
        return "data" if next(element.iterancestors("head"), None) is not None else ""  # else it is read as words
    words = place in ("tail", "datetime") or (place == "text" and tag not in RAW)
    return "words" if words or (place == "content" and element.get("http-equiv") is None) else ""


def _bounds(data: bytes) -> tuple[int, int, int]:
    """Tell where the head of a page ends, and where its text begins and ends; 0 is where it has none."""
    body = data.find(BODY)
    main = data.find(b"<main", body) if body >= 0 else -1
    end = data.find(ENDS, main) + len(ENDS) if main >= 0 else 0
    return (body + len(BODY), main, end) if end >= len(ENDS) else (0, 0, 0)


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """Cut a page in its head and text, with a break behind it, and all around that, with a heading in its place."""
    head, main, end = bounds = _bounds(data)
    return (data[:head] + data[main:end] + b"<br>", _around(data, bounds)) if end else (data, b"")


def _around(data: bytes, bounds: tuple[int, int, int]) -> bytes:
    head, main, end = bounds
    return data[head - len(BODY) : main] + HEADED + data[end:]


def _complete(tree: etree._Element) -> bool:
    """Tell whether a text ended where it should: the break is behind it, and nothing is left open."""
    return [part.tag for part in tree] == ["head", "body"] and [part.tag for part in tree[1]] == ["main", "br"]
