"""Every kind of finding that a text alone can't cause, on a real build with a theme that is wrong."""

# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checks.edits import Told, told
from checks.looker import Looker, Sound, sound
from fault import Faulty
from pages.cells import edits, joined
from pelicanconf import PRACTICE
from tests.conftest import ROOT, spoil
from tests.test_build import SUMMARY, run
from tools.build import build

TEMPLATES = "theme/templates"
SITE = PRACTICE.site
DEVELOPER = "Dit ligt niet aan uw tekst: vraag wie de site onderhoudt."


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("page.html", "<h1>{{ page.title }}</h1>", "<h2>{{ page.title }}</h2>", "Deze pagina heeft 0 hoofdkoppen (h1)."),
        ("page.html", "<h1>{{ page.title }}</h1>", "<h1>{{ page.title }}</h1><h1>Nog een</h1>", "Deze pagina heeft 2 hoofdkoppen (h1)."),
        ("parts/footer.html", "<address>", '<a href="{filename}weg.md">Weg</a><address>', "De link {filename}weg.md is niet ingevuld."),
        ("parts/footer.html", "<address>", "<p><img src='/over/'></p><address>", "Het plaatje /over/ heeft geen beschrijving."),
        ("parts/footer.html", "<address>", "<html><address>", "De HTML klopt niet."),
        ("about.html", '{% extends "page.html" %}', '{% extends "page.html" %}{% block title %}{% endblock %}', "Deze pagina heeft geen titel."),
        ("about.html", '{% extends "page.html" %}', '{% extends "page.html" %}{% block description %}{% endblock %}', "Deze pagina heeft geen beschrijving."),
        ("about.html", "{{ jsonld.graph(", "{ {{ jsonld.graph(", "De gegevens voor zoekmachines (JSON-LD) kloppen niet:"),
        ("sitemap.xml", "</urlset>", "", "output/sitemap.xml: Dit bestand klopt niet:"),
        ("sitemap.xml", "{{ entries([(ARTICLES_URL,", '{{ entries([("weg/",', "output/sitemap.xml: https://praktijk.example/weg/ leidt nergens heen."),
        ("parts/footer.html", "</address>", "</b></address>", "Er staat een </b> te veel."),
        ("parts/frame.html", '<link rel="icon" href="/', '<link rel="icon" href="https://elders.nl/', "haalt iets op bij een andere site: https://elders.nl/theme/mark."),
        ("parts/frame.html", '"medewerkers/"', '"medewerker/"', "output/: Op 18 pagina's: De link /medewerker/ leidt nergens heen."),
        ("../static/mark.svg", "</svg>", "", ".svg: Dit bestand klopt niet:"),
    ],
)  # fmt: skip
def test_a_wrong_theme_is_found_and_refused(small: Path, file: str, old: str, new: str, told: str) -> None:
    spoil(small / TEMPLATES / file, old, new)

    done = run(small)

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (small / "output").exists()


def test_a_feed_entry_that_leads_nowhere_is_found(project: Path) -> None:
    writer = project / "plugins/pages/writer.py"
    text = writer.read_text(encoding="utf-8")
    writer.write_text(text.replace('feed.items[-1]["description"]', 'feed.items[-1]["link"] += "weg/"\n        feed.items[-1]["description"]'), encoding="utf-8")  # fmt: skip

    done = run(project)

    assert done.returncode == 1
    assert f"output/feeds/artikelen.atom.xml: https://praktijk.example/artikelen/zorgvuldigheid-en-neutraliteit/weg/ leidt nergens heen. {DEVELOPER}" in done.stderr  # fmt: skip


def page(inside: str, around: str = "") -> bytes:
    head = "<title> Een\n titel </title><meta name='description' content='Een  zin.'>"
    html = f"<!doctype html><html><head>{head}</head><body>{around}<main><h1>Kop</h1>{inside}</main></body></html>"
    return html.encode()


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<p>Bel +31 6 12345678.", "contact"),
        ("<p>Bel 06 12345678.", "contact"),
        ("<p>Bel (020) 123 45 67.", "contact"),
        ("<p>Bel 06\u00a0123\u00a045\u00a0678.", "contact"),
        ("<p>Bel 06\u201212345678.", "contact"),
        ("<p>Bel 06&#8209;12345678.", "contact"),
        ("<p>Bel 06-<b>12345678</b>.", "contact"),
        ("<p>Bel 06&nbsp;12345678.", "contact"),
        ("<p>Bel 06&ndash;12345678.", "contact"),
        ("<p>Bel (020) 1&nbsp;23 45 67.", "contact"),
        ("<p>Mail a&#64;elders.nl.", "contact"),
        ("<p>Mail a@elders.nl.", "contact"),
        ("<a href='tel:114'>Bel</a>", "contact"),
        ("<a href='mailto:a&#64;elders.nl'>Mail</a>", "contact"),
        ("<p STYLE='content: url(https://elders.nl/x)'>", "privacy"),
        ("<p style ='content: url(https://elders.nl/x)'>", "privacy"),
        ("<table BACKGROUND=//elders.nl/x></table>", "privacy"),
        ("<b srcset='https://elders.nl/x 2x'></b>", "privacy"),
        ("<iframe src=https://elders.nl/x></iframe>", "privacy"),
        ("<p>[[telefoon", "blocks"),
        ("<p>telefoon]]", "blocks"),
        ("<IMG SRC=/x.png>", "pictures"),
        ("<a href='|filename|x.md'>x</a>", "references"),
        ("<use href={static}x.svg></use>", "references"),
        ("<a href='https://elders.nl/'>x</a>", "outward"),
        ("<a href='#'>x</a>", "links"),
        ("<h3>Kop</h3>", "headings"),
        ("<b id=x></b><i id=x></i>", "html"),
        ("<div>", "html"),
        ("<script type='application/ld+json'>{</script>", "data"),
        (" ".join(str(number**3) for number in range(7000, 11000)), "weight"),
    ],
)
def test_each_thing_that_is_wrong_on_a_page_is_seen(inside: str, kind: str) -> None:
    seen = Looker(PRACTICE).see("/x/", page(inside), "article", draft=False)[0]

    assert [finding.kind for finding in seen.findings] == [kind]


@pytest.mark.parametrize("body", ["", "<BODY>", "<body>", "<body class=a>"])
def test_a_stranger_is_seen_however_a_page_begins(body: str) -> None:
    html = f"<title>T</title><meta name=description content=B>{body}<p>06&nbsp;12345678<main><h1>K</h1></main>"

    seen = Looker(PRACTICE).see("/x/", html.encode(), "article", draft=False)[0]

    assert [finding.kind for finding in seen.findings] == ["contact"]


PIECES = st.lists(
    st.sampled_from((
        "<h1>a</h1>", "<h2>b</h2>", "<h4>c</h4>", "<b id=a>", "</b>", "<i id=b></i>", "<div>", "</div>", "<p>", "</p>", "<ul><li>", "</ul>",
        "<!--", "-->", "<script>", "</script>", "<title>", "</title>", "<a href=/x/>", "<a href='#y'>", "</a>", "<img src=/x.png>", "<a href='mailto:a@elders.nl'>",
        "<main>", "</main>", "<main", "</body>", "<body>", "</html>", "<br>", '"', "'", "<", ">", "<x y='", "06 12345678", "[[telefoon]]", "woorden", "<textarea>", "<table>",
    )),
    max_size=4,
).map("".join)  # fmt: skip


@given(*[PIECES] * 4)
@example("", "<h1>a</h1><!--", "<i id=b></i>", "")
@example("", "<h1>x</h1><!--", "<i id=b></i>", "")
@example("", "<h1><x y='<iframe>", "'-->", "<b id=a></svg>")
@example("", "<div>" * 200, "<b>" * 60 + "</b>" * 60, "</div>" * 200)
@example("", "06&nbsp;12345678", "", "06<b> 12345679</b>")
def test_the_parts_of_a_page_tell_what_the_whole_tells(head: str, top: str, text: str, bottom: str) -> None:
    html = f"<!doctype html><html><head><title>T</title>{head}</head><body>{top}<main><h1>K</h1>{text}</main>{bottom}</body></html>"
    whole = html.replace("<body>", "<body >")  # which nobody cuts

    parts, known = (Looker(PRACTICE).see("/x/", data.encode(), "article", draft=False)[0] for data in (html, whole))

    assert parts.findings == known.findings
    assert set(parts.links) == set(known.links)
    assert sorted(parts.ids) == sorted(known.ids)
    assert sorted(parts.unsized) == sorted(known.unsized)
    assert parts.names == known.names


AROUND = st.tuples(*[st.one_of(st.just(""), PIECES)] * 2)


def edited(before: list[str], now: list[str]) -> tuple[bytes, bytes, list[tuple[int, int, bytes]]]:
    """Tell what a page was of these parts, what it is of others, and from where to where which bytes came."""
    pieces: list[slice | bytes] = []
    done = 0
    for old, new in zip((part.encode() for part in before), (part.encode() for part in now), strict=True):
        stays = slice(done, done := done + len(old))
        if old and new.endswith(old):
            pieces += [new.removesuffix(old), stays]
        else:
            pieces += [stays, new.removeprefix(old)] if new.startswith(old) else [new]
    page = "".join(before).encode()
    return page, joined(pieces, page), edits(pieces, page) or []


@given(PIECES, PIECES, AROUND, AROUND)
@example("<h2>a</h2>", "", ("", ""), ("<i>b</i>", ""))
@example("<p>a</p>", "", ("<p>b</p>", ""), ("<p>c</p>", "<p>d</p>"))
@example("", "", ("", ""), ("", "<a href=/y/>b</a>"))
@example("<p id=a>a</p>", "", ("", ""), ("", "<p id=a>b</p>"))
@example("<div>", "", ("", ""), ("</div>", ""))
@example("<p>[[telefoon]]", "", ("", ""), ("", "<p>c"))
@example("<!--", "", ("", "--><a href=/y/>b</a>"), ("", "<a href=/y/>b</a>-->"))
def test_what_was_seen_of_a_page_is_the_same_only_where_that_is_what_is_seen_now(
    text: str, other: str, around: tuple[str, str], new: tuple[str, str]
) -> None:
    head, title = "<!doctype html><html><head><title>T</title></head><body>", "<main><h1>K</h1>"
    looker, before = Looker(PRACTICE), [head, around[0], title, text, "</main>", around[1], "</body></html>"]
    seen, how = looker.see("/x/", "".join(before).encode(), "article")

    for main in (text, other):
        first, page, changes = edited(before, [head, new[0], title, main, "</main>", new[1], "</body></html>"])
        for known in (changes, None):
            if now := looker.same(how, first, page, known):
                assert Looker(PRACTICE).see("/x/", page, "article") == (seen, now)


def test_a_page_is_seen_once_where_only_the_words_around_its_text_change() -> None:
    looker, whole = Looker(PRACTICE), page("<p>a</p>").decode().replace("<main", "<p>Menu</p><main")
    parts = list(whole.partition("Menu"))
    seen, how = looker.see("/x/", whole.encode(), "article")
    assert not seen.findings

    before, now, changes = edited(parts, [parts[0], "Inhoud", parts[2]])
    assert looker.same(how, before, now, changes) == looker.same(how, before, now, None) == how
    heavy = " ".join(str(number**3) for number in range(7000, 11000))
    for other in ('<a href="/y/">Inhoud</a>', "<b id=y>Inhoud</b>", "Bel 06 12345678", heavy):
        before, now, changes = edited(parts, [parts[0], other, parts[2]])
        assert not looker.same(how, before, now, changes)
        assert not looker.same(how, before, now, None)
    parts = list(whole.partition("<p>a"))
    assert not looker.same(how, *edited(parts, [parts[0], "<p>b", parts[2]]))
    assert looker.see("/x/", whole.replace("Menu", heavy).encode(), "article")[1] == b""


RIGHT = ("Titel", "Samenvatting", f"{PRACTICE.site}/z/", '{"a": ["b"]}', "Kop", "2026-01-02", "En", "/x/")
VALUE = st.sampled_from((
    "woorden", "", " ", "a &amp; b", "&lt;", "&#39;", "&ouml", "é\u00a0x", " a\n b ", "06 12345678", "06-", "12345678", "+", "a@elders.nl",
    "[[telefoon", "{x}", "/x/?a=1&amp;b=2", "#r&amp;d", "/qaq/", '"/zaz/"', "/x/", "/x/#y", "#y", "#", "x/", "//elders.nl/", "/\\elders.nl/", "https://elders.nl/", "mailto:a@elders.nl", "tel:114",
    f"{PRACTICE.site}/x/", "|filename|x.md", "<b id=a>", "</h1>", "<!--", '"', "'", "'>", '"x"', "{", "[1]", "\x85", "\0", "\1", "<hr>", "2026-01-02",
))  # fmt: skip
TEXT = st.lists(
    st.sampled_from((
        "<p>woorden</p>", "<h2 id=b>b</h2>", "<h3>c</h3>", "<b id=a>d</b>", "<a href='/x/'>e</a>", "<a href='#y'>f</a>", "<hr>", "<p>06-</p>", "<p>",
        "<a rel=noreferrer href='https://elders.nl'>g</a>", "<p>0</p>", "12345678", "<ul><li>h</ul>", "<b>", "</p>", "<li>i", "<table><tr><td>j</table>",
    )),
    min_size=1, max_size=3,
).map("".join)  # fmt: skip


def article(text: str, bottom: str, *values: str) -> str:
    title, summary, target, data, heading, day, more, link = values
    return (
        f'<!doctype html><html><head><title>{title}</title><meta name="description" content="{summary}">'
        f'<link rel="canonical" href="{target}"><script type="application/ld+json">{data}</script></head><body>'
        f'<nav><a href="/">Begin</a></nav><main id="m"><article><h1>{heading}</h1><p>Op <time datetime="{day}">{day}</time>'
        f'</p>\n{text}\n<p>{more} <a href="{link}">{heading}</a></p></article>{bottom}</main></body></html>'
    )


@given(TEXT, st.one_of(st.just(""), PIECES), st.dictionaries(st.sampled_from(range(len(RIGHT))), VALUE, max_size=3))
@example("<p>06-</p>", "", {6: "12345678"})
@example("<b id=m>d</b>", "", {})
def test_a_page_that_shows_a_sound_text_tells_what_the_whole_tells(
    text: str, bottom: str, other: dict[int, str]
) -> None:
    values = [other.get(number, right) for number, right in enumerate(RIGHT)]
    html, looker = article(text, bottom, *values), Looker(PRACTICE)

    parts = looker.see("/z/", html.encode(), "article", sound=sound(text))[0]
    known = looker.see("/z/", html.replace("<body>", "<body >").encode(), "article")[0]

    assert {*parts.findings} == {*known.findings}
    assert {*parts.links} == {*known.links}
    assert sorted(parts.ids) == sorted(known.ids)
    assert (parts.names, sorted(parts.unsized)) == (known.names, sorted(known.unsized))


CELLS = (  # what varies from page to page stands in braces
    "<!doctype html><html><head>", "<title>{0}</title>", '<meta name="description" content="S">', "</head><body>", "<nav><p>Menu</p></nav>",
    '<main id="m">', "\n", '<article class="a"><h1>', "{0}", "</h1>", "<p>Gelezen in ", "{1}", "</p>\n", '<p><a href="/weg/">Weg</a></p>', TEXT_HERE := "<hr>",
    '\n<p class="b">Op ', '<time datetime="{3}">{3}</time>', "</p>", "<p>Zie ook ", "<a href='/een/'>een</a>", ' en <a href="{2}">{1}</a>', "</p></article>", "\n", "</main>", "<footer>Voet</footer></body></html>",
)  # fmt: skip
OWN = ("Titel", "een minuut", "/x/", "2026-01-02")
CHANGE = st.sampled_from((
    "", "\n", "<p>Proef 1.</p>", "\n<p>Proef 2.</p>\n", "Proef", "<b>vet</b>", "</p><p>", '<p class="c">x</p>', '<a href="/x/">x</a>', '<a href="/een/">een</a>',
    "<p>06-</p>", "12345678", "<div>", "</div>", "<h2>Kop</h2>", "<!--", "-->", "<script>", "</script>", "<main>", "</main>", "<hr>", "<title>T</title>",
))  # fmt: skip


def changed(cells: Sequence[str], changes: Mapping[int, tuple[int, str]]) -> list[str]:
    """Put something in the place of parts of a page, before them or behind them."""
    told = dict(enumerate(cells))
    for number, (how, other) in changes.items():
        told[number] = (other, other + told[number], told[number] + other)[how]
    return list(told.values())


SITES = st.lists(
    st.tuples(TEXT, st.dictionaries(st.sampled_from(range(len(OWN))), VALUE, max_size=1)), min_size=1, max_size=2
)
CHANGES = st.dictionaries(
    st.sampled_from(range(len(CELLS))), st.tuples(st.sampled_from(range(3)), CHANGE), min_size=1, max_size=2
)


@given(SITES, st.lists(CHANGES, min_size=1, max_size=4), st.booleans())
@example([("<p>a</p>", {})], [{21: (1, "</p><p>")}, {17: (2, "</p><p>")}], True)
@example([("<p>a</p>", {}), ("<p>a</p><p>b</p><p>c<br></p>", {})], [{21: (1, "</p><p>")}, {18: (1, "</p><p>")}], True)
@example([("<p>a</p>", {2: "/weg/"}), ("<p>a</p>", {})], [{13: (0, ""), 20: (2, '<a href="/weg/">een</a>')}], True)
@example([("<p>a</p>", {})], [{23: (1, "</main>")}], True)
@example([("<p>Foto's.</p>", {}), ("<p>b</p><h2 id=c>d</h2>", {})], [{14: (1, "<p>Foto's.</p>")}], True)
@example(
    [("<p>Foto's.</p>", {}), ("<p>b</p><h2 id=c>d</h2>", {})], [{13: (2, "<p>Foto's.</p>"), 15: (1, "</a>")}], True
)
@example([("<p>a</p>", {})], [{17: (1, "<p>Proef 1.</p>")}, {17: (0, "<p>Proef 1.</p>")}], True)
@example([("<p>a</p>", {2: "/een/"}), ("<p>a</p>", {})], [{19: (0, "<b href='/een/'>een</b>")}], True)
@example([("<p>a</p>", {})], [{1: (0, "<title>Ander</title>"), 12: (2, "<p>Proef 1.</p>")}], True)
@example([("<p>a</p>", {})], [{13: (1, "<p>Proef 1.</p>")}, {13: (0, "<p>Proef 1.</p>")}], True)
@example([("<p>a</p>", {})], [{4: (2, "<main>"), 12: (2, "<p>Proef 1.</p>")}], True)
def test_what_is_edited_on_pages_of_one_shape_is_seen_on_one_and_holds_for_all(
    own: list[tuple[str, dict[int, str]]], changes: list[dict[int, tuple[int, str]]], shown: bool
) -> None:
    looker = Looker(PRACTICE)
    for (text, other), change in product(own, changes):
        values = [other.get(number, right) for number, right in enumerate(OWN)]
        cells = [cell.format(*values) for cell in CELLS]
        cells[CELLS.index(TEXT_HERE)] = text if shown else ""
        given = ("article", False, sound(text)) if shown else ()
        seen, how = looker.see("/z/", "".join(cells).encode(), *given)

        before, page, edits = edited(cells, changed(cells, change))

        if edits and (now := looker.same(how, before, page, edits, given[-1] if given else None)):
            assert Looker(PRACTICE).see("/z/", page, *given) == (seen, now)


def test_no_other_part_of_a_page_is_taken_for_its_text() -> None:
    looker, own = Looker(PRACTICE), "<p>Foto's.</p>"
    for text in (own, '<h2 id="hier">Hier</h2><p>b</p>', '<p><a href="/weg/">Weg</a></p>'):
        cells = [cell.format(*OWN) for cell in CELLS]
        cells[CELLS.index(TEXT_HERE)] = text
        how = looker.see("/z/", "".join(cells).encode(), "article", sound=sound(text))[1]
        before, page, changes = edited(cells, changed(cells, {13: (2, f"{own}<script>"), 15: (1, "</script>")}))
        now = looker.same(how, before, page, changes, sound(text))
        assert now in (b"", Looker(PRACTICE).see("/z/", page, "article", sound=sound(text))[1])


def test_edits_between_the_same_two_tags_are_not_told_apart() -> None:
    page = b"<main><p>een</p></main>"

    assert told(page, [(9, 9, b"a")], (0, len(page)), 0) == (Told(-3, b"<p>een", b"<p>aeen"),)
    assert told(page, [(9, 9, b"a"), (10, 11, b"x")], (0, len(page)), 0) == ()
    assert told(page, [(9, 9, b"a"), (16, 16, b"<hr>")], (0, len(page)), 30) == (
        Told(1, b"<p>een", b"<p>aeen"), Told(3, b"", b"<hr>")
    )  # fmt: skip
    assert told(page, [(20, 23, b"")], (0, len(page)), 0) == ()


@pytest.mark.parametrize("texts", [("<p>a</p>", "<h2>b</h2><p>c</p>"), ("", "")])
@pytest.mark.parametrize(("place", "more"), [(9, "<p>Nog iets.</p>"), (17, "<p>Nog iets.</p>"), (15, "Nog iets.")])
def test_pages_of_one_shape_become_others_of_one_shape(texts: tuple[str, str], place: int, more: str) -> None:
    looker, shapes = Looker(PRACTICE), set()
    for number, text in enumerate(texts):
        cells = [cell.format(f"Titel {number}", *OWN[1:]) for cell in CELLS]
        cells[CELLS.index(TEXT_HERE)] = text
        told = sound(text) if text else None
        how = looker.see("/z/", "".join(cells).encode(), "article" if text else "", sound=told)[1]
        shapes.add((how, looker.same(how, *edited(cells, changed(cells, {place: (2, more)})), told)))

    assert len(shapes) == 1
    assert all(len(shape) == sha256().digest_size for shape in shapes.pop())


def test_a_page_that_was_too_heavy_is_seen_again() -> None:
    words = " ".join(str(number**3) for number in range(7000, 11000))
    cells = [cell.format(*OWN) for cell in CELLS if cell != TEXT_HERE]
    light, heavy = [*cells], [*cells]
    heavy[6] = f"<p>{words}</p>"
    seen, how = Looker(PRACTICE).see("/z/", "".join(heavy).encode())

    assert [finding.kind for finding in seen.findings] == ["weight"]
    assert not Looker(PRACTICE).same(how, *edited(heavy, light))


def listing(bottom: str, *values: str) -> str:
    title, summary, target, data, heading, day, more, link = values
    entries = "".join(
        f'<li><h2><a href="{to}">{heading}</a></h2><p><time datetime="{day}">{day}</time> {more}</p><p>{summary}</p></li>'
        for to in ("/artikelen/een/", link)
    )
    return (
        f'<!doctype html><html><head><title>{title}</title><meta name="description" content="{summary}">'
        f'<link rel="canonical" href="{target}"><script type="application/ld+json">{data}</script></head><body>'
        f'<nav><a href="/">Begin</a></nav><main id="m"><h1>K</h1><ol>{entries}</ol>{bottom}</main></body></html>'
    )


@given(st.one_of(st.just(""), PIECES), st.dictionaries(st.sampled_from(range(len(RIGHT))), VALUE, max_size=3))
@example("<hr>", {})
@example("<h3>a</h3><h5>b</h5>", {})
def test_a_page_that_shows_no_text_tells_what_the_whole_tells(bottom: str, other: dict[int, str]) -> None:
    values = [other.get(number, right) for number, right in enumerate(RIGHT)]
    html, looker = listing(bottom, *values), Looker(PRACTICE)

    parts = looker.see("/z/", html.encode())[0]
    known = looker.see("/z/", html.replace("<body>", "<body >").encode())[0]

    assert {*parts.findings} == {*known.findings}
    assert {*parts.links} == {*known.links}
    assert sorted(parts.ids) == sorted(known.ids)
    assert (parts.names, sorted(parts.unsized)) == (known.names, sorted(known.unsized))


def test_a_text_that_is_sound_is_not_looked_over_again() -> None:
    text = "<p>woorden</p><iframe src=https://elders.nl></iframe>"
    told = cast(Sound, sound("<p>woorden</p>"))._replace(size=len(text), digest=sha256(text.encode()).digest())
    told = told._replace(begin=text.encode())
    page = article(text, "", *RIGHT).encode()

    assert sound(text) is None
    assert [finding.kind for finding in Looker(PRACTICE).see("/z/", page)[0].findings] == ["privacy"]
    assert Looker(PRACTICE).see("/z/", page, sound=told)[0].findings == ()


@pytest.mark.parametrize("depth", range(240, 250))
def test_a_text_that_is_sound_is_not_too_deep_on_any_page(depth: int) -> None:
    text = f"{'<em>' * depth}diep{'</em>' * depth}"
    around = f"{'<section>' * 7}<p>{text}</p>{'</section>' * 7}"
    kinds = [finding.kind for finding in Looker(PRACTICE).see("/z/", article(around, "", *RIGHT).encode())[0].findings]

    assert (sound(f"<p>{text}</p>") is None) == (kinds == ["html"])


@pytest.mark.parametrize("number", range(len(RIGHT)))
def test_what_is_around_a_sound_text_is_looked_over(number: int) -> None:
    values = [*RIGHT]
    values[number] += '"></title></script></h1></time></p></a><iframe src=https://elders.nl></iframe>'
    page = article("<p>a</p>", "", *values).encode()

    kinds = [finding.kind for finding in Looker(PRACTICE).see("/z/", page, sound=sound("<p>a</p>"))[0].findings]

    assert "privacy" in kinds


@pytest.mark.parametrize(
    ("bottom", "kinds"),
    [
        ('<script type="application/ld+json">{"telephone": "06 11223344"}</script>', ["contact"]),
        ('<p class="ld+json">[[telefoon]]</p>', ["blocks"]),
        ('<p><img src="/qaq/" alt="a" width="1" height="1"> <a href="/y/">b</a></p>', []),
    ],
)
def test_what_stands_behind_a_sound_text_is_looked_over(bottom: str, kinds: list[str]) -> None:
    html, looker = article("<p>a</p>", bottom, *RIGHT), Looker(PRACTICE)

    parts = looker.see("/z/", html.encode(), sound=sound("<p>a</p>"))[0]

    assert [finding.kind for finding in parts.findings] == kinds
    assert {*parts.links} == {*looker.see("/z/", html.replace("<body>", "<body >").encode())[0].links}


@pytest.mark.parametrize("data", [b"", b"  \n", b"<!-- niets -->"])
def test_a_page_with_nothing_on_it_is_told(data: bytes) -> None:
    seen = Looker(PRACTICE).see("/x/", data, "article")[0]

    assert "headings" in [finding.kind for finding in seen.findings]


def test_a_level_that_is_skipped_is_seen_with_its_words() -> None:
    seen = Looker(PRACTICE).see("/x/", page("<h2>Een</h2><h4><b>Twee</b> drie</h4>"), "article", draft=False)[0]

    assert [finding.message for finding in seen.findings] == ["Voor de kop 'Twee drie' is een niveau overgeslagen."]


def test_what_pelican_left_is_seen_and_leads_nowhere() -> None:
    seen = Looker(PRACTICE).see("/x/", page("<a href='|filename|x.md'>x</a>"), "article", draft=False)[0]

    assert [finding.message for finding in seen.findings] == ["De link |filename|x.md is niet ingevuld."]
    assert seen.links == ()


def test_of_a_page_is_known_what_it_is_called_and_where_it_leads() -> None:
    links = "".join(
        f"<a rel=noreferrer href='{to}'>x</a>"
        for to in ("/over/", "y/", "/a/../b%20c/", "/over/#wie", "#z", f"{SITE}/a/")
    )
    pictures = "<b id=z></b><img src='/x.png' alt='x'><img src='/y.png' alt='y' width=1 height=1>"

    seen = Looker(PRACTICE).see("/x/", page(pictures, links), "article", draft=False)[0]

    assert not seen.findings
    assert seen.names == ("Een titel", "Een zin.")
    assert seen.unsized == ("/x.png",)
    assert seen.ids == ("z",)
    assert set(seen.links) == {
        "/over/", ("y/", "/x/y/", ""), ("/a/../b%20c/", "/b c/", ""), ("/over/#wie", "/over/", "wie"), ("#z", "/x/", "z"),
        (f"{SITE}/a/", "/a/", ""), "/x.png", "/y.png",
    }  # fmt: skip


def test_a_page_that_is_gone_is_told_once(project: Path) -> None:
    (project / "content/paginas/toegankelijkheid.md").unlink()

    done = run(project)

    assert done.stderr.splitlines()[0] == (
        "content/paginas/: De pagina /toegankelijkheid/ ontbreekt. "
        "Zet haar terug in content/paginas/, en niet als concept: de site kan niet zonder."
    )
    assert done.stderr.splitlines()[-1] == "1 fout. Er is niets veranderd."


BUILT = {
    "artikelen/2026-01-01-alles.md": "artikelen/alles/index.html",
    "paginas/over.md": "over/index.html",
    "praktijk.toml": "index.html",
    "beelden/net.svg": "beelden/net.*.svg",
    "beelden/net.png": "beelden/net-*.webp",
}
HEAD = {
    ".md": f"Titel: Van alles\nDatum: 2026-01-01\nSamenvatting: {SUMMARY.format('alles')}\n\n".encode(),
    ".svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    ".png": b"\x89PNG\r\n\x1a\n",
    ".toml": b"# ",
}


def faults_of(project: Path) -> list[str]:
    try:
        build(project / "output", project / "pelicanconf.py")
    except Faulty as error:
        return [fault.path for fault in error.faults]
    return []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(BUILT)),
    body=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)),
    above=st.booleans(),
)
def test_any_bytes_give_a_page_or_a_fault_on_a_real_build(project: Path, name: str, body: bytes, above: bool) -> None:
    path = project / "content" / name
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((b"" if above else HEAD.get(path.suffix, b"")) + body)

    shown = project / "content/paginas/contact.md"
    if name.startswith("beelden/") and name not in shown.read_text(encoding="utf-8"):
        shown.write_text(f"{shown.read_text(encoding='utf-8')}\n![Een net](/{name})\n", encoding="utf-8")

    told = faults_of(project)

    assert told or any((project / "output").glob(BUILT[name]))
    assert set(told) <= {f"content/{name}"}
    shutil.copy2(ROOT / "content/paginas/contact.md", shown)
    path.unlink()
    if before:
        path.write_bytes(before)
