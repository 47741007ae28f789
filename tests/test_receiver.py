"""The receiver as it runs: a process of its own, real HTTP, a real SMTP server, real kills."""

from __future__ import annotations

import http.client
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.store import Store
from tests.conftest import ROOT
from tests.running import FORM, GOOD, Running, aged, free_port


@pytest.fixture
def receiver(site: Path, tmp_path: Path) -> Iterator[Running]:
    """A receiver that is not yet started."""
    running = Running(site, tmp_path, free_port())
    yield running
    if running.process and running.process.poll() is None:
        running.kill()


@pytest.fixture(scope="module")
def shared(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A receiver that runs for all tests that leave it as it was."""
    running = Running(site, tmp_path_factory.mktemp("receiver"), free_port())
    running.start()
    yield running
    running.kill()


def until(true: Callable[[], bool]) -> None:
    """Wait until something holds, for ten seconds at most."""
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it never came to hold")


# The way of a request


def test_a_request_goes_its_whole_way_and_both_letters_leave(receiver: Running) -> None:
    receiver.start()

    looked = receiver.look_over()
    time.sleep(2)
    sent = receiver.send(looked.ticket)
    thanks = receiver.ask("GET", sent.headers["Location"])

    reference = thanks.reference
    assert (looked.status, looked.title) == (200, "Controleer uw aanvraag")
    assert (sent.status, thanks.status, thanks.title) == (303, 200, "Uw aanvraag is ontvangen")
    assert "bakker" not in thanks.text.lower()
    until(lambda: len(receiver.letters) == 2)
    notice, receipt = receiver.letters
    assert notice["Reply-To"] == "Ans d’Hondt <ans@bakker.nl>"
    assert notice["Subject"] == f"Aanvraag {reference}: Bakker & Zn"
    assert "  Regel een\r\n  Regel twee\r\n" in notice.get_content()
    assert (receipt["To"], receipt["Reply-To"]) == ("ans@bakker.nl", "dijan@praktijk.example")
    assert reference in receipt.get_content()
    for words in ("Bakker", "Hondt", "ans@", "Regel", "10", "gesprekken"):
        assert words not in receipt.get_content().replace(reference, "")


def test_sending_again_gives_the_same_reference_and_no_second_letter(receiver: Running) -> None:
    receiver.start()
    ticket = aged()

    threads = [Thread(target=receiver.send, args=(ticket,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = {receiver.send(ticket).headers["Location"] for _ in range(2)}

    until(lambda: len(receiver.letters) == 2)
    store = Store(receiver.database)
    assert {f"/contact/aanvraag/{request.reference}/" for request in store.requests()} == again
    store.close()
    time.sleep(0.2)
    assert len(receiver.letters) == 2


def test_going_back_to_change_something_keeps_what_was_typed_and_both_versions(receiver: Running) -> None:
    receiver.start()
    ticket = aged()

    form = receiver.post("/contact/aanvraag/", GOOD | {"ticket": ticket, "wijzig": "ja"})
    first = receiver.send(ticket)
    second = receiver.send(ticket, naam="Bep")

    assert (form.status, form.title) == (200, "Een offerte aanvragen")
    assert 'value="Bakker &amp; Zn"' in form.text
    assert form.ticket.partition(".")[0] == ticket.partition(".")[0]

    assert first.headers["Location"] != second.headers["Location"]
    until(lambda: len(receiver.letters) == 4)
    assert sum("van hetzelfde formulier" in letter.get_content() for letter in receiver.letters) == 1


def test_an_error_is_told_on_top_at_the_field_and_in_the_title_and_all_stays_typed(shared: Running) -> None:
    answer = shared.look_over(**{"e-mail": "ans bij bakker", "bericht": "<script>alert(1)</script>", "telefoon": "abc"})

    assert (answer.status, answer.title) == (422, "Fout: Een offerte aanvragen")
    assert answer.text.count("Kijk het e-mailadres na. Schrijf het zo: naam@voorbeeld.nl") == 2
    assert 'href="#e-mail"' in answer.text
    assert 'aria-describedby="e-mail-hint e-mail-fout" aria-invalid="true"' in answer.text
    assert 'value="ans bij bakker"' in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert re.search('value="10-49 medewerkers" checked', answer.text)


def test_a_page_that_stood_open_for_long_is_looked_over_again(shared: Running) -> None:
    ticket = shared.look_over().ticket
    name, stamp, mark = ticket.split(".")

    for odd in ("", "vreemd", f"{name}.{stamp}.{mark[:-2]}xx", "é" * 30, "a" * 2000):
        answer = shared.send(odd)
        assert (answer.status, answer.title) == (422, "Controleer uw aanvraag")
        assert "Kijk nog eens of alles klopt" in answer.text
        assert "Bakker &amp; Zn" in answer.text


# What is suspect


def test_what_a_robot_sends_is_thanked_for_set_apart_and_counted_in_the_next_notice(receiver: Running) -> None:
    receiver.start()
    quick = receiver.look_over().ticket

    assert receiver.send(quick).status == 303
    assert receiver.send(aged(), website="https://koop.nl", naam="Robot").status == 303
    assert receiver.send(aged(), bericht="http://a.nl http://b.nl http://c.nl").status == 303
    assert receiver.letters == []
    assert receiver.send(aged(), naam="Mens").status == 303

    until(lambda: len(receiver.letters) == 2)
    assert "Apart gezet als verdacht sinds de vorige mail: 3." in receiver.letters[0].get_content()
    store = Store(receiver.database)
    told = {request.suspect for request in store.requests()}
    assert told == {"", "het verborgen veld is ingevuld", "3 links in de tekst", "binnen twee seconden verstuurd"}
    assert store.untold() == 0
    store.close()


def test_many_from_one_network_are_set_apart_and_others_are_not(receiver: Running) -> None:
    receiver.start()

    for number in range(7):
        receiver.send(aged(), address=f"192.0.2.{number}", naam=f"Ans {number}")
    receiver.send(aged(), address="198.51.100.1")

    store = Store(receiver.database)
    assert [bool(request.suspect) for request in reversed(store.requests())] == [False] * 5 + [True] * 2 + [False]
    store.close()


def test_no_address_no_browser_and_no_words_are_kept_or_logged(receiver: Running) -> None:
    receiver.start()
    body = urlencode(GOOD | {"ticket": aged()}).encode()
    heads = {"Content_Type": FORM, "X_Forwarded_For": "203.0.113.77", "User_Agent": "Bijz"}

    receiver.ask("POST", "/contact/aanvraag/versturen/", body, **heads)
    receiver.ask("POST", "/contact/aanvraag/", b"naam=%00Bakker", Content_Type=FORM)
    until(lambda: len(receiver.letters) == 2)
    logged = receiver.kill()

    assert not re.search("203.0.113|Bijz|Bakker|ans@|Regel", logged)
    kept = b"".join(path.read_bytes() for path in receiver.folder.glob("aanvragen.db*"))
    assert b"203.0.113" not in kept
    assert b"Bijz" not in kept


# Bad input


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (("POST", "/contact/aanvraag/", b"naam=" + b"x" * 70_000, FORM), 413),
        (("POST", "/contact/aanvraag/versturen/", b"naam=" + b"x" * 900_000, FORM), 413),
        (("GET", "/contact/aanvraag/", None, ""), 405),
        (("PUT", "/contact/aanvraag/", b"x", FORM), 405),
        (("DELETE", "/contact/aanvraag/versturen/", None, ""), 405),
        (("POST", "/contact/aanvraag/", b"{}", "application/json"), 415),
        (("POST", "/contact/aanvraag/", b"--x--", "multipart/form-data; boundary=x"), 415),
        (("POST", "/contact/aanvraag/", b"naam=Ans", ""), 415),
        (("POST", "/contact/aanvraag/", b"naam=\xff\xfe", FORM), 400),
        (("POST", "/contact/aanvraag/", b"naam=%ff%fe", FORM), 400),
        (("POST", "/contact/aanvraag/", b"naam=%00", FORM), 400),
        (("POST", "/contact/aanvraag/", b"&".join(b"a%d=1" % n for n in range(5000)), FORM), 400),
        (("GET", "/contact/aanvraag/123/", None, ""), 404),
        (("GET", "/contact/aanvraag/versturen/", None, ""), 405),
        (("GET", "/contact/aanvraag/%2e%2e%2f%00/", None, ""), 404),
        (("GET", "/", None, ""), 404),
    ],
)
def test_what_no_form_sends_gets_a_clear_page_and_the_right_status(
    shared: Running, asked: tuple[str, str, bytes | None, str], status: int
) -> None:
    method, path, body, kind = asked

    answer = shared.ask(method, path, body, **({"Content_Type": kind} if kind else {}))

    assert answer.status == status
    assert '<html lang="nl">' in answer.text
    assert "+31 00 000 00 00" in answer.text
    assert ("Uw aanvraag is NIET verstuurd." in answer.text) == (status not in (404, 405))
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Allow" in answer.headers) == (status == 405)


def test_a_slow_sender_keeps_nobody_waiting(shared: Running) -> None:
    slow = [socket.create_connection(("127.0.0.1", shared.port)) for _ in range(30)]
    for one in slow:
        one.sendall(b"POST /contact/aanvraag/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nnaam=")

    begun = time.monotonic()
    answer = shared.look_over()
    took = time.monotonic() - begun
    for one in slow:
        one.close()

    assert answer.status == 200
    assert took < 5


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "telefoon", "begin", "website", "ticket", "wijzig", "x"]), st.binary(max_size=40)
    ),
    st.sampled_from(["/contact/aanvraag/", "/contact/aanvraag/versturen/"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_bytes_in_any_field_get_an_answer(shared: Running, form: dict[str, bytes], path: str) -> None:
    answer = shared.ask("POST", path, urlencode(form).encode(), Content_Type=FORM)

    assert answer.status in (200, 400, 422)
    assert '<html lang="nl">' in answer.text


@given(st.binary(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_bytes_as_a_body_get_an_answer(shared: Running, body: bytes) -> None:
    assert shared.ask("POST", "/contact/aanvraag/", body, Content_Type=FORM).status in (400, 422)


# When it can't be kept


def test_while_the_database_is_locked_nobody_is_thanked_and_all_stays_typed(receiver: Running) -> None:
    receiver.start()
    ticket = aged()
    other = sqlite3.connect(receiver.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    answer = receiver.send(ticket)
    other.execute("ROLLBACK")
    other.close()

    assert (answer.status, answer.title) == (503, "Fout: Een offerte aanvragen")
    assert "Uw aanvraag is NIET verstuurd." in answer.text
    assert "tel:+31000000000" in answer.text
    assert 'value="Bakker &amp; Zn"' in answer.text
    assert "Regel een\nRegel twee" in answer.text
    assert receiver.send(answer.ticket).status == 303
    store = Store(receiver.database)
    assert [request.suspect for request in store.requests()] == [""]
    store.close()


def test_a_stop_lets_the_letter_that_is_being_brought_be_the_last(receiver: Running) -> None:
    receiver.start()
    for number in range(4):
        receiver.send(aged(), address=f"10.{number}.0.1", naam=f"Ans {number}")
    assert receiver.process
    receiver.process.send_signal(signal.SIGTERM)
    said = receiver.process.communicate(timeout=20)[1]
    code = receiver.process.returncode
    receiver.start()

    assert code == 0
    assert "Traceback" not in said
    until(lambda: len(receiver.letters) == 8)


def test_a_port_that_is_taken_is_told_in_a_line(receiver: Running, tmp_path: Path) -> None:
    receiver.start()
    other = Running(receiver.site, tmp_path / "other", receiver.port)
    other.start()
    assert other.process
    said = other.process.communicate(timeout=20)[1]

    assert other.process.returncode == 2
    assert said.startswith(f"De ontvanger kan niet luisteren op 127.0.0.1:{receiver.port}")
    assert "Traceback" not in said


def test_the_last_good_pages_answer_while_the_release_is_away(receiver: Running, tmp_path: Path) -> None:
    shutil.copytree(receiver.site / ".receiver", tmp_path / "site/.receiver")
    receiver.site = tmp_path / "site"
    receiver.start()
    before = receiver.look_over().status
    shutil.rmtree(tmp_path / "site")

    assert before == 200
    assert (receiver.look_over().status, receiver.look_over(naam="").status) == (200, 422)


def test_on_a_full_disk_nobody_is_thanked_and_the_monitor_is_told(receiver: Running) -> None:
    receiver.start()
    receiver.kill()
    receiver.start(limit=140_000)

    answers = [receiver.send(aged(), bericht="x" * 2000, naam=f"Ans {number}") for number in range(60)]
    health = receiver.ask("GET", "/contact/gezond")
    receiver.kill()

    thanked = {answer.headers["Location"] for answer in answers if answer.status == 303}
    assert {answer.status for answer in answers} == {303, 503}
    assert (health.status, health.text) == (503, "aanvragen kunnen NIET worden bewaard\n")
    receiver.start()
    assert {receiver.ask("GET", address).status for address in thanked} == {200}
    store = Store(receiver.database)
    assert {f"/contact/aanvraag/{request.reference}/" for request in store.requests()} == thanked
    store.close()


def test_a_kill_at_any_moment_loses_nothing_that_was_thanked_for(receiver: Running) -> None:
    thanked: set[str] = set()
    chance = random.Random(4)  # noqa: S311 - moments, not secrets

    for round_ in range(6):
        receiver.start()
        threads = [
            Thread(target=_send_and_note, args=(receiver, aged(), thanked, f"{round_}.{number}"), daemon=True)
            for number in range(4)
        ]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0, 0.03))
        receiver.kill()
        for thread in threads:
            thread.join()
    receiver.start()

    store = Store(receiver.database)
    kept = [f"/contact/aanvraag/{request.reference}/" for request in store.requests()]
    assert thanked <= {*kept}
    assert len(kept) == len({*kept})
    until(lambda: store.next_due() is None)
    wanted = sorted(letter.message_id for request in store.requests() for letter in store.letters(request))
    store.close()
    assert sorted(str(letter["Message-ID"]) for letter in receiver.letters) == wanted


def _send_and_note(receiver: Running, ticket: str, thanked: set[str], network: str) -> None:
    try:
        answer = receiver.send(ticket, address=f"10.{network}.1", naam=f"Ans {network}")
    except (OSError, http.client.HTTPException):
        return
    if answer.status == 303:
        thanked.add(answer.headers["Location"])


def test_a_backup_that_is_put_back_answers_as_before(receiver: Running) -> None:
    receiver.start()
    sent = receiver.send(aged())
    until(lambda: len(receiver.letters) == 2)
    store = Store(receiver.database)
    store.backup(receiver.folder / "kopie.db")
    store.close()
    receiver.kill()
    for path in receiver.folder.glob("aanvragen.db*"):
        path.unlink()

    (receiver.folder / "kopie.db").rename(receiver.database)
    receiver.start()

    assert receiver.ask("GET", sent.headers["Location"]).status == 200
    assert receiver.send(aged()).headers["Location"] == sent.headers["Location"]
    time.sleep(0.3)
    assert len(receiver.letters) == 2


# Settings


def test_all_faults_in_the_settings_are_told_at_once_and_no_secret_is() -> None:
    wrong = {
        "AANVRAGEN_SITE": "hier", "AANVRAGEN_SLEUTEL": "kortgeheim", "AANVRAGEN_POORT": "veel",
        "AANVRAGEN_SMTP_SERVER": "mail.praktijk.nl", "AANVRAGEN_SMTP_VEILIG": "none",
        "AANVRAGEN_SMTP_WACHTWOORD": "geheim123", "AANVRAGEN_SMPT": "x",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "server"], cwd=ROOT, env={**os.environ, **wrong}, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip

    assert done.returncode == 2
    told = {line.partition(" ")[0].partition("=")[0] for line in done.stderr.splitlines()}
    assert told >= {
        "AANVRAGEN_SITE", "AANVRAGEN_DATABASE", "AANVRAGEN_SLEUTEL", "AANVRAGEN_POORT", "AANVRAGEN_AFZENDER",
        "AANVRAGEN_SMPT", "AANVRAGEN_SMTP_VEILIG",
    }  # fmt: skip
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_another_release_is_answered_in_its_own_words_without_a_restart(receiver: Running, tmp_path: Path) -> None:
    live = tmp_path / "current"
    for name in ("een", "twee"):
        shutil.copytree(receiver.site / ".receiver", tmp_path / name / ".receiver")
    terms = tmp_path / "twee/.receiver/terms.json"
    terms.write_text(terms.read_text(encoding="utf-8").replace("Verdiepende gesprekken", "Nieuw"), encoding="utf-8")
    live.symlink_to(tmp_path / "een")
    receiver.site = live
    receiver.start()
    before = receiver.look_over()

    (tmp_path / "anders").symlink_to(tmp_path / "twee")
    (tmp_path / "anders").replace(live)

    assert before.status == 200
    assert receiver.look_over().status == 422
    assert receiver.look_over(hulp="Nieuw").status == 200
