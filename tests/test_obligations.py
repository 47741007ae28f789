"""The obligations: what an entry says on a day, alike on every page, in the calendar, the feed and the data."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

import when
from document import Document, Item
from frontmatter.collection import read as read_texts
from obligations import export
from obligations.answer import Answer
from obligations.entry import Entry, Milestone, Source, entry, faults
from obligations.feed import atom
from obligations.ical import calendar
from obligations.overview import Overview, overview
from obligations.timeline import timeline
from practice import read
from states import State
from tests.conftest import ROOT
from tests.test_build import run
from tools.obligations import listing

SITE = "https://praktijk.example"
TEXTS = [text for text in read_texts(ROOT).documents if text.kind == "obligation"]
BANDS = read(ROOT)[0].bands
ATOM = "{http://www.w3.org/2005/Atom}"
TODAY = date(2026, 11, 23)
AWKWARD = "Jansen, Pietersen; ’s-Hertogenbosch: één coördinator 👩‍💼, “ja” \\ nee " * 3
ADOPTED = """Titel: Moet ik een luisteraar aanwijzen?
Antwoord: Dat is aangenomen, voor werkgevers met twintig of meer werknemers.
Antwoord daarna: Ja, werkgevers met twintig of meer werknemers moeten dat.
Stand: aangenomen
Ingangsdatum: 2027-03-01
Vanaf: 20
Voor wie: Werkgevers met twintig of meer werknemers.
Nakijken: https://wetten.overheid.nl/
Volgorde: 1
Gecontroleerd: 2026-11-01
Bronnen:
- Staatsblad, 1 november 2026, https://zoek.officielebekendmakingen.nl/

Het hele antwoord.
"""


def made(**values: object) -> Entry:
    """An entry with what a test says of it, and plain values for the rest."""
    plain: dict[str, object] = {
        "path": "content/verplichtingen/x.md", "slug": "x", "question": "Moet ik luisteren?",
        "answer": "Ja, dat moet u.",
        "state": State.IN_FORCE, "audience": "Elke werkgever.", "check_at": "https://wetten.overheid.nl/",
        "sources": (Source("Rijksoverheid", when.day(date(2026, 1, 1)), "https://www.rijksoverheid.nl/"),),
        "reviewed": date(2026, 1, 1),
    }  # fmt: skip
    return Entry(**(plain | values))  # type: ignore[arg-type]  # a test gives what a field takes


def show(*entries: Entry, day: date = TODAY) -> Overview:
    return overview(entries, [], day)


def page(project: Path, folder: str, address: str) -> str:
    """The words of a page, with plain spaces."""
    tree = etree.fromstring(
        (project / folder / address / "index.html").read_bytes(), etree.HTMLParser(encoding="utf-8")
    )
    return " ".join(" ".join(str(word) for word in tree.xpath("//main//text()")).split())


def questions_of(html: str) -> list[str]:
    """The questions that a page shows: linked headings, and its own heading where it is one question's page."""
    tree = etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8"))
    linked = tree.xpath("//main//h3[a]/a | //main//h2[@id='meer']/following-sibling::ul[1]//a")
    own = [] if linked else tree.xpath("//main//h1")
    return [" ".join("".join(element.itertext()).split()) for element in (*linked, *own)]


def faq_of(html: str) -> list[str]:
    """The questions in the structured data of a page."""
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    pages = [thing for thing in data["@graph"] if thing["@type"] == "FAQPage"]
    return [question["name"] for thing in pages for question in thing["mainEntity"]]


def plain(text: str) -> str:
    return text.translate(str.maketrans("’‘“”–\u2011\u00a0", "''\"\"-- "))


# The real content


def test_there_are_entries_for_what_employers_ask() -> None:
    slugs = {entry(text).slug for text in TEXTS}

    assert len(TEXTS) >= 14
    assert slugs >= {
        "vertrouwenspersoon", "psa-beleid", "rie", "gedragscode", "klachtenregeling", "klokkenluiders",
        "ondernemingsraad",
        "ilo-190", "loontransparantie", "scholen", "gelijke-kansen", "arbeidsinspectie", "vertrouwelijkheid",
        "uitzendkrachten-en-inhuur",
    }  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: Path(text.path).stem)
def test_an_entry_of_the_real_content_is_whole(text: Document) -> None:
    found = entry(text)

    assert list(faults(text, datetime.now(UTC).date())) == []
    assert len(found.answer.split()) <= 50
    assert found.reviewed == max(source.when.first for source in found.sources if source.when)
    assert all(source.address.startswith("https://") for source in found.sources)
    assert found.state is not State.REJECTED or not found.duties
    assert not found.state.coming or not found.duties  # what is no law obliges to nothing
    assert found.question.endswith("?")


def test_articles_and_entries_link_to_each_other() -> None:
    articles = [text for text in read_texts(ROOT).documents if text.kind == "article"]

    related = overview(map(entry, TEXTS), articles, TODAY).related

    assert related["content/verplichtingen/vertrouwenspersoon.md"]
    assert related["content/verplichtingen/psa-beleid.md"]


# Time works by itself


BEFORE = ("Wat er aankomt", "Aangenomen, geldt nog niet · gaat in op 1 maart 2027", "aangenomen")
AFTER = ("Wat nu geldt", "Geldt nu · sinds 1 maart 2027", "geldt")


@pytest.mark.parametrize(("day", "said"), [("2027-02-28", BEFORE), ("2027-03-01", AFTER), ("2027-03-02", AFTER)])
def test_what_was_adopted_comes_into_force_on_its_day_on_every_page(
    project: Path, day: str, said: tuple[str, str, str]
) -> None:
    group, words, word = said
    (project / "content/verplichtingen/luisteraar.md").write_text(ADOPTED, encoding="utf-8")

    done = run(project, SITE_NOW=day)

    assert done.returncode == 0, done.stderr
    whole = page(project, "output", "verplichtingen").rpartition("Tijdlijn")[0]
    question = "Moet ik een luisteraar aanwijzen?"
    below = whole[whole.rindex(group, 0, whole.rindex(question)) : whole.rindex(question)]
    assert "Wat er misschien aankomt" not in below.removeprefix(group)
    assert f"{words} · gecontroleerd met bronnen tot en met 1 november 2026" in whole
    own = page(project, "output", "verplichtingen/luisteraar")
    assert words in own
    assert ("Ja, werkgevers met twintig of meer" in own) == (word == "geldt")
    assert ("Dat is aangenomen, voor werkgevers" in own) == (word == "aangenomen")
    assert words in page(project, "output", "verplichtingen/10-49-medewerkers")
    assert words not in page(project, "output", "verplichtingen/1-9-medewerkers")
    assert ("Moet ik een luisteraar aanwijzen?" in page(project, "output", "")) == (word == "aangenomen")
    folder = project / "output/verplichtingen"
    assert (folder / "verplichtingen.ics").read_bytes().count(b"BEGIN:VALARM") == (word == "aangenomen")
    data = json.loads((folder / "verplichtingen.json").read_text(encoding="utf-8"))
    assert {one["vraag"]: one["stand"] for one in data["antwoorden"]}[question] == word
    feed = (project / "output/feeds/verplichtingen.atom.xml").read_text(encoding="utf-8")
    assert re.search(rf"<id>[^<]*/luisteraar/[^<]*{word}</id>", feed)


@pytest.mark.parametrize(("days", "named", "said"), [(89, False, False), (91, True, False), (181, True, True)])
def test_an_answer_that_grows_old_is_named_and_then_says_so(project: Path, days: int, named: bool, said: bool) -> None:
    (project / "content/verplichtingen/luisteraar.md").write_text(ADOPTED, encoding="utf-8")
    day = date(2026, 11, 1) + timedelta(days=days)

    done = run(project, SITE_NOW=day.isoformat())

    assert done.returncode == 0, done.stderr
    assert ("luisteraar" in done.stdout) == named
    text = page(project, "output", "verplichtingen/luisteraar")
    assert ("Dit antwoord wordt opnieuw gecontroleerd." in text) == said
    html = (project / "output/verplichtingen/luisteraar/index.html").read_text(encoding="utf-8")
    assert ('<a href="https://wetten.overheid.nl/" rel="noreferrer">officiële bron</a>' in html) == said


def test_the_command_lists_the_longest_unchecked_first_with_where_to_check() -> None:
    lines = listing(ROOT, TODAY).splitlines()

    ages = [int(line.split()[0]) for line in lines if " dagen " in line]
    assert ages == sorted(ages, reverse=True)
    assert len(ages) == len(TEXTS)
    assert sum("Nakijken: https://" in line for line in lines) == len(TEXTS)


# What machines read


def test_the_calendar_is_read_alike_by_two_libraries_and_folds_its_lines() -> None:
    steps = (Milestone(when.day(date(2025, 3, 1)), AWKWARD, expected=False),)
    entries = [
        made(question=f"Mag {AWKWARD}?", answer=AWKWARD, milestones=steps),
        made(slug="y", answer=AWKWARD, state=State.ADOPTED, since=date(2027, 3, 1)),
    ]

    written = calendar(show(*entries).answers, "Dijan; de praktijk, en zo", SITE)

    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    ours = icalendar.Calendar.from_ical(written)
    theirs = vobject.readOne(written.decode())
    step = next(str(event["uid"]) for event in ours.walk("VEVENT") if str(event["uid"]).startswith("x-2025-03-01-"))
    events = {str(event["uid"]): event for event in ours.walk("VEVENT")}
    others = {event.uid.value: event for event in theirs.vevent_list}
    assert events.keys() == others.keys() == {step, "y-ingang@praktijk.example"}
    for uid, event in events.items():
        assert str(event["summary"]) == others[uid].summary.value
        assert event.decoded("dtstart") == others[uid].dtstart.value
    assert str(events[step]["summary"]) == f"{AWKWARD} (Mag {AWKWARD}?)"
    assert [len(event.walk("VALARM")) for event in events.values()] == [0, 1]
    ahead = "y-ingang@praktijk.example"
    assert str(events[ahead]["description"]) == others[ahead].description.value
    assert AWKWARD in str(events[ahead]["description"])
    assert events["y-ingang@praktijk.example"].walk("VALARM")[0].decoded("trigger") == timedelta(days=-30)


def test_a_date_that_nobody_knows_is_no_event() -> None:
    steps = (
        Milestone(when.parse("maart 2024") or when.day(TODAY), "een maand", expected=False),
        Milestone(when.day(date(2027, 1, 1)), "een streefdatum", expected=True),
    )
    unsure = made(state=State.BILL, expected=when.parse("2027"), milestones=steps)

    written = calendar(show(unsure, made(slug="y", state=State.ANNOUNCED)).answers, "Praktijk", SITE)

    assert b"BEGIN:VEVENT" not in written


def test_every_question_on_a_page_is_in_its_structured_data_and_no_other(pages: dict[str, str]) -> None:
    for address, html in pages.items():
        if address.startswith("/verplichtingen/"):
            assert [plain(question) for question in questions_of(html)] == faq_of(html), address
        else:
            assert faq_of(html) == [], address


def test_the_data_is_what_its_schema_says(site: Path) -> None:
    folder = site / "verplichtingen"
    schema = json.loads((folder / "verplichtingen.schema.json").read_text(encoding="utf-8"))
    data = json.loads((folder / "verplichtingen.json").read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)

    assert len(data["antwoorden"]) == len(TEXTS)
    assert schema["$id"] == data["$schema"]
    described = schema["properties"]["antwoorden"]["items"]["properties"]
    assert {name for one in data["antwoorden"] for name in one} >= described.keys() - {"verwacht"}
    assert described["stand"]["enum"] == [state.word for state in State]


def test_an_item_of_the_feed_is_new_when_its_entry_is_new_changes_or_is_checked_again() -> None:
    adopted = made(state=State.ADOPTED, since=date(2027, 3, 1))

    def ids(*entries: Entry, day: date = TODAY) -> list[str | None]:
        feed = ElementTree.fromstring(atom(show(*entries, day=day).answers, "Praktijk", SITE, "feeds/x.xml"))
        return [item.findtext(f"{ATOM}id") for item in feed.iter(f"{ATOM}entry")]

    before = ids(adopted)
    assert ids(adopted, day=date(2027, 2, 28)) == before
    assert ids(adopted, day=date(2027, 3, 1)) != before
    assert ids(made(state=State.ADOPTED, since=date(2027, 3, 1), reviewed=date(2026, 6, 1))) != before
    assert len(ids(adopted, made(slug="nieuw"))) == 2


def test_the_front_page_and_the_page_for_organisations_show_what_comes_next(pages: dict[str, str]) -> None:
    for address in ("/", "/organisaties/"):
        assert 'href="/verplichtingen/vertrouwenspersoon/"' in pages[address]


def test_the_timeline_says_in_words_what_is_not_certain(project: Path) -> None:
    run(project, SITE_NOW="2026-11-23")

    html = unescape((project / "output/verplichtingen/index.html").read_text(encoding="utf-8"))

    assert re.search(r'<li class="lapsed">\n<b><time datetime="2026-07-01">[^<]+</time> \(werd verwacht\)</b>', html)
    assert re.search(r'<li class="expected">\n<b><time datetime="2027-01-01">[^<]+</time> \(verwacht\)</b>', html)
    assert html.count('<li class="today">') == 1


# Whatever is written, the pages agree


TIMES = st.sampled_from(
    [None, *map(when.parse, ("2020", "mei 2026", "eerste kwartaal van 2027", "1 januari 2027", "2040"))]
)
DAYS = st.none() | st.dates(date(2019, 1, 1), date(2032, 1, 1))
STEP = st.tuples(
    st.sampled_from(["", "verwacht "]), st.sampled_from(["2019", "mei 2021", "3 mei 2023", "2026", "3 mei 2028"])
)


@st.composite
def written(draw: st.DrawFn) -> Document:
    """An entry of any state, mostly with the dates that belong to it, sometimes with any."""
    reviewed = draw(st.dates(date(2019, 1, 1), date(2026, 11, 23)))
    state = draw(st.sampled_from(State))
    dated: dict[str, object] = {"since": draw(DAYS), "expected": draw(st.just("onbekend") | TIMES)}
    if draw(st.integers(0, 4)):
        fitting = {State.IN_FORCE: ("since",), State.ADOPTED: draw(st.sampled_from([("since",), ("expected",)]))}
        keep = fitting.get(state, ("expected",) if state.coming else ())
        dated = {key: value or "onbekend" for key, value in dated.items() if key in keep}
        dated = {key: value for key, value in dated.items() if (key, value) != ("since", "onbekend")}
    steps = [f"{kind}{at}: stap {n}" for n, (kind, at) in enumerate(draw(st.lists(STEP, max_size=2)))]
    since = dated.get("since")
    if isinstance(since, date) and draw(st.booleans()):
        steps = [f"{draw(st.sampled_from(['', 'verwacht ']))}{since.isoformat()}: het gaat in"]
    values = {
        "title": "Moet ik luisteren?", "answer": "Ja.", "state": state, "reviewed": reviewed,
        "audience": "Elke werkgever.", "check_at": "https://bron.nl/", "threshold": draw(st.integers(1, 400)),
        "sources": (Item(8, f"Bron, {reviewed.isoformat()}, https://bron.nl/"),),
        "milestones": tuple(Item(9 + n, step) for n, step in enumerate(steps)),
    } | {key: value for key, value in dated.items() if value}  # fmt: skip
    if (state is State.ADOPTED and "since" in values) or not draw(st.integers(0, 9)):
        values["answer_after"] = "Ja, nu wel."
    return Document("x.md", "obligation", "/verplichtingen/x/", values, dict.fromkeys(values, 1), b"Tekst.", 12)


@given(text=written(), day=st.dates(date(2019, 1, 1), date(2035, 1, 1)))
def test_any_state_and_dates_give_a_fault_or_pages_that_agree(text: Document, day: date) -> None:
    if list(faults(text, max(day, TODAY))):
        return

    whole = show(entry(text), day=day)
    answer = whole.answers[0]
    since = answer.entry.since
    moments = [moment for _, of_year in timeline([answer], day).years for moment in of_year]

    assert [group.anchor for group in whole.groups] == [
        "nu" if answer.state is State.IN_FORCE
        else "straks" if answer.state is State.ADOPTED and since
        else "misschien" if answer.state.coming
        else "vervallen"
    ]  # fmt: skip
    assert (answer.state is State.IN_FORCE) == (since <= day if since else answer.entry.state is State.IN_FORCE)
    assert (whole.next is answer) == answer.state.coming
    assert answer.state.coming or "verwacht" not in answer.time
    assert answer.state is State.ADOPTED or "gaat in op" not in answer.time
    assert answer.state is State.IN_FORCE or "sinds" not in answer.time
    for moment in moments:
        assert {
            "past": moment.when.first <= day, "ahead": moment.when.first > day, "today": moment.when.first == day,
            "lapsed": moment.when.last < day, "expected": moment.when.last >= day,
        }[moment.kind]  # fmt: skip
        assert moment.kind not in ("expected", "lapsed") or moment.when != (since and when.day(since))
    for band in BANDS:
        groups, larger = whole.band(band)
        assert [one for group in groups for one in group.answers] == [answer] * band.meets(answer.entry.threshold)
        assert larger in ((), (answer,))
    events = icalendar.Calendar.from_ical(calendar(whole.answers, "Praktijk", SITE)).walk("VEVENT")
    days = {event.decoded("dtstart"): len(event.walk("VALARM")) for event in events}
    certain = {step.when.first for step in answer.entry.milestones if step.when.certain and not step.expected}
    assert days.keys() == certain | ({since} if since else set())
    assert all(alarms == (at > day) for at, alarms in days.items())
    data = export.data(whole.answers, day.isoformat(), SITE)["antwoorden"][0]
    assert data["stand"] == answer.state.word
    doubted = {moment.when.first for moment in moments if moment.kind in ("expected", "lapsed")}
    told = {date.fromisoformat(step["wanneer"]["eerste"]) for step in data.get("mijlpalen", ()) if step["verwacht"]}
    assert told <= doubted
    placed = any(moment.kind in ("ahead", "expected") for moment in moments)
    assert (answer in timeline([answer], day).undated) == (answer.state.coming and not placed)


def test_most_of_what_is_tried_is_no_fault() -> None:
    sound = []

    @settings(max_examples=200, database=None)
    @given(written())
    def count(text: Document) -> None:
        sound.append(not list(faults(text, TODAY)))

    count()

    assert sum(sound) > len(sound) / 4


def test_an_event_keeps_its_name_when_others_come_or_its_day_moves() -> None:
    def names(*steps: str, since: date) -> set[str]:
        parts = tuple(Milestone(when.day(date(2025, 3, 1)), step, expected=False) for step in steps)
        events = calendar(show(made(state=State.ADOPTED, since=since, milestones=parts)).answers, "Praktijk", SITE)
        return {str(event["uid"]) for event in icalendar.Calendar.from_ical(events).walk("VEVENT")}

    before = names("een stap", since=date(2027, 3, 1))

    assert names("advies", "een stap", since=date(2028, 1, 1)) > before


def test_an_answer_knows_how_old_it_is() -> None:
    ages = [Answer(made(), date(2026, 1, 1) + timedelta(days=days)) for days in (0, 90, 91, 180, 181)]

    assert [answer.due for answer in ages] == [False, False, True, True, True]
    assert [answer.stale for answer in ages] == [False, False, False, False, True]


def test_no_two_events_have_one_name() -> None:
    since = date(2027, 3, 1)
    steps = tuple(Milestone(when.day(since), words, expected=False) for words in ("de wet gaat in", "het fonds begint"))

    events = calendar(show(made(state=State.ADOPTED, since=since, milestones=steps)).answers, "Praktijk", SITE)

    names = [str(event["uid"]) for event in icalendar.Calendar.from_ical(events).walk("VEVENT")]
    assert len(names) == 2 == len({*names})


def test_what_is_expected_first_stands_first_and_what_nobody_knows_last() -> None:
    soon = made(slug="soon", state=State.BILL, expected=when.parse("1 december 2026"), order=9)
    late = made(slug="late", state=State.BILL, expected=when.parse("2028"), order=2)
    unknown = made(slug="unknown", state=State.BILL, order=1)

    assert [answer.entry.slug for answer in show(unknown, late, soon).answers] == ["soon", "late", "unknown"]


def test_a_page_that_came_into_force_by_itself_says_that_its_text_is_older(project: Path) -> None:
    (project / "content/verplichtingen/luisteraar.md").write_text(ADOPTED, encoding="utf-8")

    assert run(project, SITE_NOW="2027-03-01").returncode == 0

    text = page(project, "output", "verplichtingen/luisteraar")
    assert "Deze regel is ingegaan. De uitleg hieronder is geschreven voordat dat zo was" in text
    assert "Aantal werknemers Vanaf 20 werknemers" in text
    assert "(vanaf 20 werknemers)" in page(project, "output", "verplichtingen/10-49-medewerkers")


def test_an_answer_for_afterwards_is_only_for_what_was_adopted_with_a_day() -> None:
    values = {"state": State.BILL, "expected": "onbekend", "answer_after": "Ja.", "sources": ()}
    text = Document("x.md", "obligation", "/verplichtingen/x/", values, dict.fromkeys(values, 7), b"Tekst.", 12)

    told = [(fault.line, fault.message) for fault in faults(text, TODAY)]

    assert told == [(7, "Antwoord daarna hoort alleen bij de stand 'aangenomen' met een Ingangsdatum.")]
