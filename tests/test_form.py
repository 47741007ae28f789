"""The form: its rules, and that every word of it comes from one place."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.form import Choice, Terms, check, fields

SIZES = (Choice("1-9 medewerkers", "1–9 medewerkers"), Choice("10 of meer medewerkers", "10 of meer medewerkers"))
SERVICES = (Choice("Voorlichting", "Voorlichting"), Choice("Gesprekken", "Gesprekken"))
FORM = fields(SIZES, SERVICES)
GOOD = {
    "organisatie": ["Bakker & Zn"], "naam": ["Ans d’Hondt"], "e-mail": ["ans@bakker.nl"],
    "medewerkers": ["1-9 medewerkers"], "hulp": ["Gesprekken", "Voorlichting"], "bereiken": ["mail"],
}  # fmt: skip
TYPED = st.text(st.characters(codec="utf-8"), max_size=60)


def test_a_form_that_is_filled_in_well_has_no_faults_and_keeps_only_what_was_filled_in() -> None:
    checked = check(FORM, GOOD | {"begin": ["  "], "vreemd": ["x"]})

    assert checked.errors == {}
    assert checked.answers == {name: tuple(values) for name, values in GOOD.items()}


def test_an_empty_form_tells_how_to_mend_every_field_that_is_asked() -> None:
    checked = check(FORM, {})

    assert checked.errors == {field.name: field.missing for field in FORM if not field.optional}
    assert [field.name for field in FORM if field.optional] == ["telefoon", "begin", "bericht"]
    for words in checked.errors.values():
        assert not re.search("(?i)ongeldig|verplicht|sorry|helaas|moet", words)


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("e-mail", "ans", "Kijk het e-mailadres na. Schrijf het zo: naam@voorbeeld.nl"),
        ("e-mail", "ans@bakker", "Kijk het e-mailadres na. Schrijf het zo: naam@voorbeeld.nl"),
        ("e-mail", "ans@bakker.nl, b@c.nl", "Kijk het e-mailadres na. Schrijf het zo: naam@voorbeeld.nl"),
        ("telefoon", "bel maar", "Kijk het telefoonnummer na. Schrijf het zo: 06 12 34 56 78 of +31 6 12 34 56 78"),
        ("telefoon", "12", "Kijk het telefoonnummer na. Schrijf het zo: 06 12 34 56 78 of +31 6 12 34 56 78"),
        ("medewerkers", "een miljoen", "Kies hoeveel mensen er bij u werken"),
        ("hulp", "Iets anders", "Kies waar u hulp bij zoekt"),
        ("naam", "x" * 101, "Maak dit korter: 100 tekens is het meeste, en u hebt er nu 101"),
        ("bericht", "x" * 2001, "Maak dit korter: 2000 tekens is het meeste, en u hebt er nu 2001"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(name: str, typed: str, words: str) -> None:
    checked = check(FORM, GOOD | {name: [typed]})

    assert checked.errors == {name: words}
    assert checked.typed[name] == (typed,)


@pytest.mark.parametrize("number", ["0612345678", "06 12 34 56 78", "+31 (0)6-1234 5678", "020-123 45 67 tst 12"])
def test_telephone_numbers_may_be_written_as_people_do(number: str) -> None:
    assert check(FORM, GOOD | {"telefoon": [number]}).errors == {}


def test_who_wants_to_be_called_leaves_a_number() -> None:
    asked = check(FORM, GOOD | {"bereiken": ["telefoon"]})

    assert asked.errors == {"telefoon": "Vul een telefoonnummer in, of kies hieronder 'Per e-mail'"}
    assert check(FORM, GOOD | {"bereiken": ["telefoon"], "telefoon": ["0612345678"]}).errors == {}


def test_a_message_of_2000_characters_fits_however_a_browser_ends_its_lines() -> None:
    message = "\r\n".join(["regel"] * 333) + "\r\nab"

    checked = check(FORM, GOOD | {"bericht": [message]})

    assert checked.errors == {}
    assert len(checked.answers["bericht"][0]) == 2000


@given(st.dictionaries(st.sampled_from([field.name for field in FORM]), st.lists(TYPED, max_size=3)))
def test_whatever_is_sent_a_line_stays_a_line_and_nothing_unseen_is_kept(given: dict[str, list[str]]) -> None:
    checked = check(FORM, given)

    for field in FORM:
        for answer in checked.typed[field.name]:
            assert answer == answer.strip() != ""
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2060\u202a-\u202e\u2066-\u2069]", answer)
            assert field.name == "bericht" or "\n" not in answer
        assert field.name in checked.errors or bool(checked.answers.get(field.name)) or field.optional


def test_the_terms_survive_the_way_to_the_receiver() -> None:
    terms = Terms("Ans", "a@b.nl", "+31 6", "tel:+316", "https://b.nl", 90, SIZES, SERVICES)

    kept = Terms.of(asdict(terms))

    assert kept == terms
    assert kept.names == tuple(field.name for field in FORM)


def test_what_nobody_can_see_is_no_answer() -> None:
    checked = check(FORM, GOOD | {"organisatie": ["\u200b\u2060"], "naam": ["\u200d \u00ad"]})

    assert checked.errors == {"organisatie": "Vul de naam van uw organisatie in", "naam": "Vul uw naam in"}
    assert check(FORM, GOOD | {"naam": ["👩\u200d💼"]}).answers["naam"] == ("👩\u200d💼",)
