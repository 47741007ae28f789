"""A page of which some cells are made again, as its templates changed, is what Jinja makes of it anew, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jinja2 import (
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)

from pages.cells import Cuts, change, edits, filled, joined, made_once
from pages.layout import whole_pages
from pages.reads import Reads
from work import Work

T = TypeVar("T")
Sources = dict[str, str]
Given = dict[str, Any]
SOURCES = {
    "base.html": (
        "{% import 'frame.html' as frame %}{% macro bold(y) %}<b>{{ y }}</b>{% endmacro %}"
        "{% set here = self.address() %}<title>{% block title %}{% endblock %}</title>"
        "{% set kept|trim %} {% block style %} {% endblock %} {% endset %}{{ self.title()|upper }}-{{ kept }}-"
        "<b>{{ x }}</b> é\n{{ frame.top(here) }}{{ frame.bottom }}"
        "{% block main %}<i>{% block part %}in{% endblock %}</i>{{ x }}{% endblock %}!{% block address %}{% endblock %}"
    ),
    "page.html": (
        "{% extends 'base.html' %}{% from 'list.html' import listed %}{% set own = x ~ '!' %}"
        "{% block title %}a {{ x }} b{% endblock %}{% block style %} <s> {% endblock %}"
        "{% block part %}eigen{% endblock %}{% block address %}p/{% endblock %}"
        "{% block main %}\n<p>{% if x %}ja {{ x }}{% else %}nee{% endif %}"
        "{% for y in z %}, {{ y }}{% else %}geen{% endfor %}{{ own }}{{ listed(z) }}"
        "{% for y in n recursive %}<{{ y[0] }}{{ loop(y[1])|upper }}>{% endfor %}"
        "{% filter upper %}groot {{ x }}{% endfilter %}{% set w %} wit {% endset %}[{{ w|trim }}]{{ bold('vet') }}"
        "{{ super() }}</p>{% endblock %}"
    ),
    "part.html": "deel {{ x }}",
    "frame.html": "{% macro top(here) %}<nav>{{ here }}</nav>{% endmacro %}{% set bottom %}onder{% endset %}",
    "list.html": "{% macro listed(z) %}{% for y in z %}<li>{{ y }}{% endfor %}{% endmacro %}",
}
GIVEN: Given = {"x": "<x>", "z": ("1", "2"), "n": (("m", (("n", ()),)),)}
OTHER: Given = GIVEN | {"x": "ander"}


@pass_context
def seen(context: Any, name: str) -> str:
    return str(context.get(name, "niets"))


@pass_context
def known(context: Any, name: str) -> bool:
    return bool(context.get(name) == "A")


def reads(sources: Sources, *, cut: bool = True) -> Reads:
    env = Environment(autoescape=True, undefined=StrictUndefined)
    env.globals.update(GIVEN)
    env.filters["seen"] = env.globals["looks"] = seen
    env.tests["known"] = known
    found = Reads(sources, env, Work(), cut=cut)
    env.loader = found.loader
    return found


def tried(make: Callable[[], T]) -> T | type[Exception]:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - whatever Jinja raises
        return type(error)


def rendered(found: Reads, given: Given = GIVEN) -> tuple[bytes, Cuts | None]:
    return filled(found.env.get_template("page.html").render(given), found.cells("page.html", ()))


def whole(sources: Sources, given: Given = GIVEN) -> bytes:
    """Make a page as Jinja does, with no edge in it."""
    return rendered(reads(sources, cut=False), given)[0]


def changed(page: bytes, cuts: Cuts, new: Reads, given: Given = GIVEN, own: str = "") -> tuple[bytes, Cuts]:
    """Make the new page of one that was cut so; with `own` names cells that use none of these are made of another."""
    cells = new.cells("page.html", ())
    if own:
        run = change(cuts.marks, cells).run
        cells = made_once(cells, run, frozenset(own), {}, lambda run: new.only("page.html", run).render(GIVEN))
    what = change(cuts.marks, cells)
    text = new.only("page.html", what.run).render(given) if what.run else ""
    cuts, pieces = what.applied(cuts, text)
    return page if pieces is None else joined(pieces, page), cuts


def test_what_changes_on_a_page_is_told_from_where_to_where() -> None:
    assert edits([slice(0, 2), b"x", slice(2, 4)], b"abcd") == [(2, 2, b"x")]
    assert edits([b"x", slice(2, 3)], b"abcd") == [(0, 2, b"x"), (3, 4, b"")]
    assert edits([slice(0, 1), b"b", b"x", slice(2, 3), b"d"], b"abcd") == [(1, 2, b"bx")]
    assert edits([slice(2, 4), slice(0, 2)], b"abcd") is None


def test_of_cells_that_are_alike_the_next_is_taken() -> None:
    old = reads({"page.html": "{% extends 'base.html' %}", "base.html": "<p>{{ x }}<b>{{ x }}</b>{{ x }}"})
    new = reads({"page.html": "{% extends 'base.html' %}", "base.html": "<i>{{ x }}<b>{{ x }}</b>{{ x }}"})
    _, cuts = rendered(old)

    assert cuts
    assert change(cuts.marks, new.cells("page.html", ())).pieces == (b"<i>", (1, 6))


def test_a_page_that_shows_nothing_any_more_is_empty() -> None:
    old = {"page.html": "{% extends 'base.html' %}", "base.html": "<p>{{ x }}"}
    new = {**old, "base.html": "{# niets #}"}
    page, cuts = rendered(reads(old))

    assert cuts
    assert changed(page, cuts, reads(new))[0] == b""


def other_changed(old: Reads, new: Reads) -> bytes | type[Exception]:
    """Make another new page, of which what does not show `x` is made once for all."""
    page, cuts = rendered(old, OTHER)
    if not cuts or not new.cells("page.html", ()):
        return tried(lambda: rendered(new, OTHER)[0])
    return tried(lambda: changed(page, cuts, new, OTHER, "x")[0])


def made_again(old: Sources, new: Sources) -> list[str]:
    """Tell what is made again of a page when its templates change; all must be as if it were made anew."""
    before, after = reads(old), reads(new)
    page, cuts = rendered(before)
    assert page == whole(old)
    assert cuts
    assert changed(page, cuts, after) == (whole(new), rendered(after)[1])
    assert other_changed(before, after) == tried(lambda: whole(new, OTHER))
    what = change(cuts.marks, after.cells("page.html", ()))
    if not what.run:
        return []
    return after.only("page.html", what.run).render(GIVEN).split("\0")[1:]


def put(old: str, new: str, sources: Sources = SOURCES) -> Sources:
    assert any(old in source for source in sources.values())
    return {name: source.replace(old, new) for name, source in sources.items()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<title>", "<title class='é'>"),
        ("</b> é\n", ""),
        ("\n<p>", "<p>lang</p>\n<p>"),
        ("!{%", "?{%"),
        ("</p>{% endblock", "{% endblock"),
    ],
)
def test_for_other_words_nothing_is_made_again(old: str, new: str) -> None:
    assert made_again(SOURCES, put(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("ja ", "jawel ", ["jawel &lt;x&gt;"]),
        ("{% for y in z %}, ", "{% for y in z %}; ", ["; 1; 2"]),
        ("<b>{{ x }}", "<b>{{ x }}{{ x|upper }}", ["&lt;X&gt;"]),
        ("a {{ x }} b", "c", ["c", "C"]),  # where the title stands, and where it is asked for
        ("}eigen{", "}ander{", ["ander"]),
        (" <s> ", " <u> ", ["<u>"]),
        ("}p/{", "}q/{", ["<nav>q/</nav>", "q/"]),
        ("x ~ '!'", "x ~ '?'", ["&lt;x&gt;?"]),
        ("<b>{{ y }}</b>", "<i>{{ y }}</i>", ["<i>vet</i>"]),
        ("<li>", "<li class=a>", ["<li class=a>1<li class=a>2"]),
        ("onder", "beneden", ["<nav>p/</nav>", "beneden"]),
        ("{{ own }}", "", []),
        ("{{ own }}", "{{ x }}", []),
        ("{{ x }}{% endblock %}!", "{{ x }}{{ z[0] }}{% endblock %}!", ["1"]),
        ("{{ x }}{% endblock %}!", "{{ x }}{{ here }}{% endblock %}!", ["p/"]),  # who used it can't have changed it
        ("{{ super() }}", "", []),
        ("{{ super() }}", "{{ super() }}{{ super() }}", []),
    ],
)
def test_only_what_may_be_another_is_made_again(old: str, new: str, again: list[str]) -> None:
    assert made_again(SOURCES, put(old, new)) == again


def test_what_may_reach_for_anything_is_made_again_whatever_changes() -> None:
    free = put("</p>{% endblock", "{% include 'part.html' %}{{ 'own'|seen }}</p>{% endblock")
    again = made_again(free, put("deel", "stuk", free))

    assert again[-2:] == ["stuk &lt;x&gt;", "&lt;x&gt;!"]
    assert made_again(free, put("ja ", "jawel ", free))[-2:] == ["deel &lt;x&gt;", "&lt;x&gt;!"]
    assert made_again(free, free) == []


BARE = {
    "base.html": "<p>{% block title %}{% endblock %}{% block main %}{% endblock %}",
    "page.html": "{% extends 'base.html' %}SETS{% block title %}TITLE{% endblock %}{% block main %}MAIN{% endblock %}",
    "part.html": "{{ d.update(k=[2, x]) }}",
    "list.html": "{% macro m() %}b{% endmacro %}",
}


@pytest.mark.parametrize(
    ("sets", "uses", "reads"),
    [
        ("{% set d = {'k': 1} %}", "{{ d.update(k=2) }}", "{{ d.k }}"),
        ("{% set d = {'k': 1} %}", "{% set e = d %}{{ e.update(k=2) }}", "{{ d.k }}"),
        ("{% set d = {'k': 1} %}", "{{ self.title() }}", "{{ d.k }}"),
        ("{% set d = {'k': 1} %}{% macro m() %}{{ d.update(k=2) }}{% endmacro %}", "{{ m() }}", "{{ d.k }}"),
        (
            "{% set d = {'k': 1} %}{% macro m() %}{{ d.update(k=2) }}{% endmacro %}{% set o = m %}",
            "{{ o() }}",
            "{{ d.k }}",
        ),
        ("{% set d = namespace(k=1) %}{% macro m() %}{{ d }}{% set d.k = 2 %}{% endmacro %}", "{{ m() }}", "{{ d.k }}"),
        ("{% set d = namespace(k=1) %}", "{% set d.k = 2 %}", "{{ d.k }}"),
        ("{% set d = namespace(k=1) %}", "{% block more %}{{ d }}{% set d.k = 2 %}{% endblock %}", "{{ d.k }}"),
        ("{% set d = namespace(k=1) %}", "{% block more %}{% set d.k = 2 %}{% endblock %}", "{{ d.k }}"),
        ("{% set d = namespace(k=1) %}{% macro m() %}{% set d.k = 2 %}{% endmacro %}", "{{ m() }}", "{{ d.k }}"),
        ("{% set i = z|map('upper') %}", "{{ i|list }}", "{{ i|list }}"),
        ("{% set d = {'k': 1} %}", "{% include 'part.html' %}", "{{ d.k }}"),
        ("{% set d = 1 %}", "{% set d = 2 %}", "{{ d }}"),
        ("", "{% macro m() %}a{% endmacro %}", "{{ m() if m is defined }}"),
        ("{% macro m() %}a{% endmacro %}", "{% from 'list.html' import m %}", "{{ m() }}"),
    ],
)
def test_what_was_done_before_is_not_forgotten(sets: str, uses: str, reads: str) -> None:
    title = "{{ d.update(k=2) if d is defined }}" if "self" in uses else ""
    both, one = (put("MAIN", main, put("TITLE", title, put("SETS", sets, BARE))) for main in (uses + reads, reads))

    assert whole(both) != whole(one)
    made_again(both, one)
    made_again(one, both)
    made_again(both, put("2", "3", both))


def test_what_a_block_sets_that_stands_in_another_template_is_not_forgotten() -> None:
    sources = put("SETS", "{% set d = namespace(k=1) %}", put("MAIN", "{{ d.k }}", BARE))
    both, one = (put("TITLE", title, sources) for title in ("{% set d.k = 2 %}", ""))

    assert whole(both) != whole(one)
    made_again(both, one)
    made_again(one, both)
    made_again(both, put("2", "3", both))


@pytest.mark.parametrize("wrong", ["{% set other = niets ~ 'y' %}", "{% from 'gone.html' import other %}"])
@pytest.mark.parametrize("before", ["{% set here", "{% set own", "\n<p>{% if"])
def test_what_is_only_set_and_goes_wrong_is_told_too(wrong: str, before: str) -> None:
    old, new = reads(SOURCES), reads(put(before, wrong + before))
    page, cuts = rendered(old)
    assert cuts

    for own in ("", "x"):  # with nothing that is made once for all pages, and with all that shows no `x`
        with pytest.raises((UndefinedError, TemplateNotFound), match=r"niets|gone"):
            changed(page, cuts, new, GIVEN, own)


@pytest.mark.parametrize(
    "main",
    [
        "{% filter upper %}{{ super() }}{% endfilter %}",
        "{% set k|trim %}{{ super() }}{% endset %}{{ k }}{{ k|length }}",
        "{% call m() %}{{ super() }}{% endcall %}",
        "{{ super()|upper }}{{ super ()|upper }}",
        "{% set s = super %}{{ s()|upper }}",
        "{{ super.super()|upper if false else super.name }}",
        "{% for i in [[[]]] recursive %}{{ super() }}{% if i %}{{ loop(i)|upper }}{% endif %}{% endfor %}",
        "{% with %}{{ super() }}{% endwith %}",
        "{{ '{% endfilter %}' }}{% filter upper %}{{ super() }}{% endfilter %}",
        "{% set z %}{% include('other.html') %}{% endset %}{{ z|upper }}",
        "{% set z %}{% include ['other.html'] %}{% endset %}{{ z|upper }}",
        "{% set z %}{%+ include 'block.html' %}{% endset %}{{ z|upper }}",
        "a{% endblock %}{% block other %}{{ self.main()|upper }}",
        "a{% endblock %}{% block other %}{{ self['main']()|upper }}",
        "a{% endblock %}{% block other %}{% set all = self %}{{ all.main()|upper }}",
        "a{% endblock %}{% include 'said.html' %}{% block other %}",
        "a{% endblock %}{% filter upper %}b{% endfilter %}{% block other %}",
        "a{% endblock %}{% call m() %}b{% endcall %}{% block other %}",
    ],
)
def test_no_page_is_cut_where_what_is_cut_might_go_elsewhere(main: str) -> None:
    sources = {
        "base.html": "<p>{{ x }}{% block main %}<b>binnen{% endblock %}{% block other %}{% endblock %}</p>",
        "page.html": f"{{% extends 'base.html' %}}{{% macro m() %}}{{{{ caller()|upper }}}}{{% endmacro %}}"
        f"{{% block main %}}{main}{{% endblock %}}",
        "other.html": "{% extends 'base.html' %}",
        "said.html": "zeg",
    }
    assert rendered(reads(put(main, "gewoon", sources)))[1]
    if "block.html" in main:
        sources["block.html"] = "{% include 'other.html' %}"

    assert whole_pages(sources) == {"base.html", "page.html", "other.html"}
    assert rendered(reads(sources)) == (whole(sources), None)


@pytest.mark.parametrize(
    "base",
    [
        "{% set k|indent(width=4) %}{% block main %}a{% endblock %}{% endset %}{{ k|upper }}",
        "{% for i in [[]] recursive %}{% block main %}a{% endblock %}{{ loop(i)|upper if i }}{% endfor %}",
        "{% block all %}{% block main %}a{% endblock %}{% endblock %}{{ self.all()|upper }}",
        "{% filter upper %}{% block main %}a{% endblock %}{% endfilter %}",
    ],
)
def test_no_page_is_cut_whose_main_block_stands_in_something_else(base: str) -> None:
    sources = {"base.html": base, "page.html": "{% extends 'base.html' %}{% block main %}eigen {{ x }}{% endblock %}"}

    assert rendered(reads(sources)) == (whole(sources), None)


@pytest.mark.parametrize(
    "page", ["{{ x }}{% extends 'base.html' %}", "{% block main %}a{% endblock %}{% extends 'base.html' %}"]
)
def test_what_stands_before_extends_is_shown_first(page: str) -> None:
    sources = {"base.html": "<p>{% block main %}b{% endblock %}{{ x }}", "page.html": page}

    assert rendered(reads(sources))[0] == whole(sources)


@pytest.mark.parametrize(
    "extends", ["{%+ extends 'base.html' %}", "{% extends ('base.html') %}", "{%-extends'base.html'%}"]
)
def test_a_page_that_extends_another_in_whatever_way_is_what_jinja_makes(extends: str) -> None:
    sources = put("{% extends 'base.html' %}", extends) | {"other.html": "{% extends 'base.html' %}"}

    assert rendered(reads(sources))[0] == whole(SOURCES)


@pytest.mark.parametrize("above", ["gone.html", "page.html"])
def test_a_page_whose_template_extends_nothing_sound_has_no_cells(above: str) -> None:
    assert reads(put("extends 'base.html'", f"extends '{above}'")).cells("page.html", ()) == ()


@pytest.mark.parametrize("cut", [True, False])
def test_a_value_with_the_edge_of_a_cell_is_refused(cut: bool) -> None:
    edged = put("{{ own }}", "{{ own }}{{ '\\x00' }}")
    page, cuts = rendered(reads(SOURCES))

    with pytest.raises(TemplateRuntimeError, match=r"U\+0000"):
        rendered(reads(edged, cut=cut))
    with pytest.raises(TemplateRuntimeError, match=r"U\+0000"):
        changed(page, cast(Cuts, cuts), reads(edged))


PIECES = (
    "a", "<p>", "{{ x }}", "{{ a }}", "{{ b }}", "{{ a is defined }}", "{% set a = x %}", "{% set a = 'q' %}",
    "{% set x = 'y' %}", "{% set b = a %}", "{% set b %}{{ a }}!{% endset %}", "{% if x %}{% set a = 0 %}{% endif %}",
    "{% for a in z %}{{ a }}{% endfor %}", "{% with a = 1 %}{{ a }}{{ x }}{% endwith %}",
    "{% set ns = namespace(n=0) %}", "{% set ns.n = ns.n + 1 %}", "{% set ns.n = 7 %}", "{{ ns.n }}",
    "{% set it = z|map('upper') %}",
    "{% for i in it %}{{ i }}{% endfor %}", "{{ it|list }}", "{% set d = {'k': 1} %}",
    "{{ d.update(k=x) or '' }}", "{{ d.k }}",
    "{% set e = d %}{{ e.k }}",
    "{% set j = joiner() %}", "{{ j() }}", "{% macro m() %}[{{ a }}]{% endmacro %}", "{{ m() }}", "{% set b = m %}",
    "{% macro m() %}({{ d.update(k=2) }}){% endmacro %}", "{% macro m() %}{% set ns.n = 5 %}{% endmacro %}",
    "{% call c() %}c{{ a }}{% endcall %}",
    "{% include 'part.html' %}", "{{ 'a'|seen }}", "{{ ('a', 'd')|map('seen')|list }}", "{{ self.title() }}",
    "{% import 'parts.html' as p %}", "{{ p.n() }}", "{{ p.v }}", "{% from 'parts.html' import n as m with context %}",
    "{% from 'parts.html' import n, v as b %}", "{{ n() }}", "{% filter upper %}{{ x }}{% endfilter %}",
    "{% autoescape false %}{{ x }}{% endautoescape %}", "{{ cycler('o', 'e').next() }}",
)  # fmt: skip
FIRST = (  # so that most pages can be made
    "{% set a = 'A' %}", "{% set b = 'B' %}", "{% set ns = namespace(n=0) %}", "{% set it = z|map('upper') %}",
    "{% set d = {'k': 1} %}", "{% set j = joiner() %}", "{% macro m() %}[{{ a }}]{% endmacro %}",
    "{% macro c() %}{{ caller() }}{% endmacro %}", "{% import 'parts.html' as p %}", "{% from 'parts.html' import n %}",
)  # fmt: skip
AROUND = re.compile(r"{% include.*?%}|{% (from|import) '.*?%}|{{ (p|self)\.\w.*?}}|{{ n\(\) }}")
NAMING = re.compile(r"{% (?:set|macro|from|import) |[^{]")  # what may stand beside `extends`
PLACES = ("top", "inner", "bottom", "above", "main", "below", "title", "more", "part", "macro", "value")
IN_MAIN = (*PIECES, "{% block more %}{{ a is defined }}{% endblock %}")


@st.composite
def layouts(draw: st.DrawFn) -> tuple[Sources, Sources]:
    """Draw the templates of a page, and the same with something else, or in another place, here and there."""
    few = st.lists(st.sampled_from(PIECES), max_size=6)
    many = st.lists(st.sampled_from(IN_MAIN), max_size=10, unique=True)
    places = {name: draw(many if name in {"inner", "main"} else few) for name in PLACES}
    for name in ("below", "macro", "value"):
        places[name][:0] = FIRST
    later = {name: [*pieces] for name, pieces in places.items()}
    for _ in range(draw(st.integers(1, 3))):
        pieces, others = (later[draw(st.sampled_from(PLACES))] for _ in range(2))
        at = draw(st.integers(0, len(pieces)))
        taken = [pieces.pop(at) for _ in range(draw(st.integers(0, min(2, len(pieces) - at))))]
        to = draw(st.integers(0, len(others)))
        others[to:to] = draw(st.one_of(st.just(taken), st.lists(st.sampled_from(PIECES), max_size=2)))
    return sources(places), sources(later)


def sources(places: dict[str, list[str]]) -> Sources:
    found = {name: "".join(pieces) for name, pieces in places.items()}
    found |= {name: "".join(filter(NAMING.match, places[name])) for name in ("above", "below")}
    for name in ("title", "part", "macro", "value"):
        found[name] = AROUND.sub("x", found[name])
    made = {
        "base.html": "{top}<t>{{% block title %}}t{{% endblock %}}{{% block main %}}{inner}{{% endblock %}}{bottom}",
        "middle.html": "{{% extends 'base.html' %}}{above}{{% block main %}}{main}{{{{ super() }}}}{{% endblock %}}",
        "page.html": "{{% extends 'middle.html' %}}{below}{{% block title %}}{title}{{% endblock %}}"
        "{{% block more %}}{more}{{% endblock %}}",
        "part.html": "{part}",
        "parts.html": "{{% macro n() %}}{macro}{{% endmacro %}}{{% set v %}}{value}{{% endset %}}",
    }
    return {name: source.format(**found) for name, source in made.items()}


def hold(old: Sources, new: Sources) -> None:
    """See to it that a page which is changed is what it is when it is made anew; so is what goes wrong."""
    first, after, plain = reads(old), reads(new), reads(new, cut=False)
    page, cuts = rendered(first)
    assert page == whole(old)
    expected = tried(lambda: rendered(plain)[0])
    if expected is TemplateSyntaxError:  # they can't even be read
        return
    anew = tried(lambda: rendered(after))
    assert (anew[0] if isinstance(anew, tuple) else anew) == expected
    if cuts and after.cells("page.html", ()):
        assert tried(lambda: changed(page, cuts, after)) == anew
    made, expected = other_changed(first, after), tried(lambda: rendered(plain, OTHER)[0])
    assert made == expected or {type(made), type(expected)} == {type}  # of two faults another one may be met first


BASE, PAGE = "<p>{% block title %}t{% endblock %}{% block main %}{% endblock %}", "{% extends 'base.html' %}"
MIDDLE = "{% extends 'middle.html' %}"
PARTS = {
    "middle.html": PAGE + "{% block title %}M1{% endblock %}",
    "p.html": "{% macro v() %}P1{% endmacro %}",
    "q.html": "{% from 'p.html' import v %}{% macro u() %}{{ v() }}{% endmacro %}",
    "r.html": "{% set v %}{{ own }}{% endset %}",
}


@pytest.mark.parametrize(
    ("base", "page", "old", "new"),
    [
        (BASE.replace("}t{", "}{% if x %}{% block part %}MID{% endblock %}{% endif %}{"),
         PAGE + "{% block main %}{{ self.part() }}{% endblock %}", "self.part()", "self.part()|lower"),
        ("{% set s %}{% block style %}z{% endblock %}{% endset %}" + BASE + "!", PAGE, "!", "{{ self.style() }}"),
        (BASE + "{% for y in z %}{% block part %}P{% endblock %}{% endfor %}",
         PAGE + "{% block part %}[{{ super() }}]{% endblock %}{% block main %}{{ self.part() }}{% endblock %}",
         "self.part()", "self.part()|lower"),
        (BASE, PAGE + "{% set d = namespace(k=1) %}{% block title %}{% set d.k = 2 %}{% endblock %}"
         "{% block main %}{{ d.k }}{% endblock %}", "{{ d.k }}", "{{ d.k ~ '!' }}"),
        (BASE.replace("}t{", "}OLD{") + "{{ self.title.super() }}", PAGE + "{% block title %}x{% endblock %}",
         "OLD", "NEW"),
        (BASE + "{{ self.__getitem__('title')() }}", PAGE + "{% block title %}x{% endblock %}", "}x{", "}y{"),
        ("{% with %}{{ extra() if extra is defined }}{% endwith %}" + BASE + "!",
         PAGE + "{% macro extra() %}e{% endmacro %}", "!", "{% macro extra() %}f{% endmacro %}{{ extra() }}"),
        ("{% macro a() %}{{ b() }}{% endmacro %}" + BASE + "!",
         PAGE + "{% macro b() %}page{% endmacro %}{% block main %}{{ a() }}{% endblock %}", "!",
         "{% macro b() %}base{% endmacro %}"),
        ("{% for i in z %}{{ x is defined }}{% endfor %}{% set x = 1 %}" + BASE, PAGE, "{% set x = 1 %}", ""),
        (BASE, PAGE + "{% block main %}{{ m() }}{% for i in z %}{{ m() }}{% endfor %}{% macro m() %}a{% endmacro %}"
         "{% endblock %}{% macro m() %}b{% endmacro %}", "{% block main %}{{ m() }}", "{% block main %}"),
        (BASE + "!", PAGE + "{% block main %}hallo{% endblock %}", "!", "{{ super() }}"),
        (BASE.replace("main %}{", "main %}!{"), PAGE, "!", "{{ super() }}"),
        (BASE, "!" + PAGE, "!", "{{ super() }}"),
        (BASE.replace("main %}{", "main %}b{"),
         PAGE + "{% block main %}{% macro super() %}m{% endmacro %}{{ super() }}!{% endblock %}", "!", "?"),
        (BASE, PAGE + "{% block main %}a{% endblock %}", "{% block main %}a", "{% block mian %}a"),
        (BASE.replace("main %}", "main required %}"), PAGE + "{% block main %}a{% endblock %}", "main %}a", "mian %}a"),
        (BASE, PAGE, "block main %}", "block main required %}"),
        (BASE + "{{ self.title() }}", PAGE + "{% block title %}{{ self.more() }}{% endblock %}"
         "{% block more %}OLD{% endblock %}", "OLD", "NEW"),
        (BASE, PAGE + "{% block title %}{% from 'p.html' import v %}{{ v() }}{% endblock %}", "P1", "P2"),
        (BASE, PAGE + "{% from 'p.html' import v as w %}{% block main %}{{ w() }}{% endblock %}", "P1", "P2"),
        (BASE, PAGE + "{% from 'q.html' import u %}{% block main %}{{ u() }}{% endblock %}", "P1", "P2"),
        (BASE, PAGE + "{% import 'p.html' as p %}{% block main %}{{ p.v() }}{% endblock %}", "P1", "P2"),
        ("{% set own = 'A' %}" + BASE, PAGE + "{% block title %}{{ 'own'|seen }}{% endblock %}", "'A'", "'B'"),
        ("{% macro m() %}{{ 'own'|seen }}{% endmacro %}{% macro own() %}{% endmacro %}" + BASE + "{{ m() }}!", PAGE,
         "!", "{{ x }}"),
        (BASE, MIDDLE + "{% block title %}[{{ super() }}]{% endblock %}", "M1", "M2"),
        ("{% set own = 'A' %}{% import 'r.html' as r with context %}" + BASE + "{{ r.v }}", PAGE, "'A'", "'B'"),
        ("{% set own = 'A' %}" + BASE + "{{ looks('own') }}", PAGE, "'A'", "'B'"),
        ("{% set own = 'A' %}" + BASE + "{{ 'own' is known }}", PAGE, "'A'", "'B'"),
        # What is set in a block is known there only
        ("{% set x = 1 %}" + BASE + "{{ x }}", PAGE, "{% set x = 1 %}" + BASE,
         BASE.replace("main %}", "main %}{% set x = 1 %}")),
        (BASE.replace("main %}", "main %}{{ x }}"), PAGE + "{% block main %}{% set x = 1 %}{{ super() }}{% endblock %}",
         "{% set x = 1 %}{{ super() }}", "{{ super() }}{% set x = 1 %}"),
        ("{% import 'p.html' as p %}" + BASE + "{{ p.v() }}", PAGE, "{% import 'p.html' as p %}" + BASE,
         BASE.replace("main %}", "main %}{% import 'p.html' as p %}")),
        (BASE + "{{ m() }}", PAGE + "{% macro m() %}M{% endmacro %}{% block main %}a{% endblock %}",
         "{% macro m() %}M{% endmacro %}{% block main %}", "{% block main %}{% macro m() %}M{% endmacro %}"),
        # To Jinja a name has no value behind a statement that looks it up, and what is set further in gives it none
        *(
            (f"{first}{{% for i in z %}}{{{{ x is defined }}}}{{% endfor %}}{{% set x = 1 %}}{BASE}", PAGE,
             "{% set x = 1 %}", "")
            for first in (
                "{% for x in z %}{% endfor %}", "{% with %}{% set x = 3 %}{% endwith %}",
                "{% macro m() %}{% set x = 3 %}{% endmacro %}", "{% block t %}{% set x = 3 %}{% endblock %}",
                "{% set k %}{% set x = 3 %}{% endset %}",
            )
        ),
        # What a template that extends another does beside its blocks
        ("{% set x = 'y' %}" + BASE + "{{ m() }}", PAGE + "{{ x }}{% macro m() %}{{ x }}{% endmacro %}",
         "{{ x }}{% macro", "{% macro"),
        ("{% macro x() %}{% endmacro %}" + BASE + "{{ m() }}",
         PAGE + "{% set q = x is string %}{% macro m() %}{{ x is string }}{% endmacro %}",
         "{% set q = x is string %}", ""),
        ("{% block foo %}F{% endblock %}" + BASE + "{{ t }}", PAGE + "{% set t = self.foo() %}",
         PAGE + "{% set t = self.foo() %}", "{% set t = self.foo() %}" + PAGE),
        ("{% block foo %}F{% endblock %}" + BASE + "{{ self.foo()|lower }}", PAGE, PAGE,
         "{{ self.foo()|lower }}" + PAGE),
    ],
)  # fmt: skip
def test_what_jinja_does_in_its_own_way_leaves_no_page_stale(base: str, page: str, old: str, new: str) -> None:
    sources = {"base.html": base, "page.html": page, **PARTS}

    hold(sources, put(old, new, sources))


@given(layouts())
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much])
def test_whatever_changes_in_templates_a_page_is_as_if_it_were_made_anew(both: tuple[Sources, Sources]) -> None:
    old, new = both
    assume(isinstance(tried(lambda: whole(old)), bytes))
    hold(old, new)
