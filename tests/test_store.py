"""The store: on the disk before it returns, once for each form, and really gone when it is deleted."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from server.store import TELL, Store, StoreError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANSWERS = {"organisatie": ("Bakker & Zn",), "naam": ("Ans",), "e-mail": ("ans@bakker.nl",)}
DOMAIN = "praktijk.nl"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in a file of its own."""
    store = Store(tmp_path / "var/aanvragen.db")
    yield store
    store.close()


def test_one_form_is_one_request_however_often_it_is_sent(store: Store) -> None:
    references = {store.keep("kaart", ANSWERS, "", NOW, DOMAIN).reference for _ in range(3)}

    assert len(references) == len(store.requests()) == 1
    assert [letter.kind for letter in store.letters(store.requests()[0])] == ["notice", "receipt"]


def test_the_same_answers_on_a_new_form_are_the_same_request_for_a_day(store: Store) -> None:
    def keep(ticket: str, later: timedelta) -> str:
        return store.keep(ticket, ANSWERS, "", NOW + later, DOMAIN).reference

    first = keep("kaart", timedelta())

    assert keep("kaart 2", timedelta(hours=23)) == first
    assert keep("kaart 3", timedelta(hours=25)) != first
    assert keep("kaart", timedelta(days=9)) == first


def test_one_form_sent_by_many_at_once_is_one_request(store: Store) -> None:
    threads = [Thread(target=store.keep, args=("kaart", ANSWERS, "", NOW, DOMAIN)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(store.requests()) == 1


def test_other_answers_on_the_same_form_are_kept_too_and_know_of_each_other(store: Store) -> None:
    first = store.keep("kaart", ANSWERS, "", NOW, DOMAIN).reference
    second = store.keep("kaart", ANSWERS | {"naam": ("Bep",)}, "", NOW, DOMAIN).reference

    request = store.find(second)
    assert request
    assert first != second
    assert store.earlier(request) == [first]


def test_a_request_is_there_for_another_process_as_soon_as_it_was_kept(store: Store) -> None:
    reference = store.keep("kaart", ANSWERS, "", NOW, DOMAIN).reference

    other = sqlite3.connect(store.path)

    assert other.execute("SELECT reference FROM request").fetchall() == [(reference,)]
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


def test_nobody_else_may_read_what_is_kept(store: Store) -> None:
    store.keep("kaart", ANSWERS, "", NOW, DOMAIN)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()}

    assert modes.keys() >= {"aanvragen.db", "aanvragen.db-wal"}
    assert {*modes.values()} == {0o600}


def test_what_is_suspect_is_kept_and_told_within_a_day(store: Store) -> None:
    store.keep("kaart", ANSWERS, "het verborgen veld is ingevuld", NOW, DOMAIN)

    assert [(letter.kind, letter.due) for letter in store.letters(store.requests()[0])] == [("apart", NOW + TELL)]
    assert store.untold() == 1


def test_a_letter_that_fails_waits_from_a_minute_to_a_day_and_is_then_shouted_about(store: Store) -> None:
    store.keep("kaart", ANSWERS, "", NOW, DOMAIN)
    now = NOW
    waits: list[float] = []
    shouted: list[bool] = []

    for _ in range(8):
        notice = store.letters(store.requests()[0])[0]
        store.mark_failed(notice, now, "stuk", for_good=False)
        again = store.letters(store.requests()[0])[0].due
        assert again
        waits.append((again - now) / timedelta(minutes=1))
        shouted.append(bool(store.failed()))
        now = again

    assert waits == [1, 5, 15, 60, 240, 1440, 1440, 1440]
    assert shouted == [False] * 5 + [True] * 3


def test_a_letter_that_is_refused_for_good_is_shouted_about_at_once(store: Store) -> None:
    store.keep("kaart", ANSWERS, "", NOW, DOMAIN)
    receipt = store.letters(store.requests()[0])[1]

    store.mark_failed(receipt, NOW, "geweigerd", for_good=True)

    assert [(letter.kind, letter.due, letter.trouble) for _, letter in store.failed()] == [
        ("receipt", None, "geweigerd")
    ]


def test_what_is_too_old_goes_and_what_was_set_apart_sooner_once_it_is_told(store: Store) -> None:
    for ticket, suspect, age in (("a", "", 91), ("b", "", 89), ("c", "verdacht", 31), ("d", "verdacht", 29)):
        store.keep(ticket, ANSWERS | {"naam": (ticket,)}, suspect, NOW - timedelta(days=age), DOMAIN)

    untold = store.forget(NOW, 90)
    letter = next(letter for request in store.requests() for letter in store.letters(request) if letter.kind == "apart")
    store.mark_sent(letter, NOW, 2)

    assert untold == 1
    assert store.forget(NOW, 90) == 1
    assert {request.ticket for request in store.requests()} == {"b", "d"}
    assert store.forget(NOW, 90) == 0


def test_what_was_deleted_is_not_left_in_any_file(store: Store) -> None:
    words = "Zeerbijzonderewoorden"
    reference = store.keep("kaart", ANSWERS | {"bericht": (words * 50,)}, "", NOW, DOMAIN).reference
    assert any(words.encode() in path.read_bytes() for path in store.path.parent.iterdir())

    assert store.delete(reference)

    assert not any(words.encode() in path.read_bytes() for path in store.path.parent.iterdir())
    assert not store.delete(reference)


def test_a_locked_database_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db", busy=0.1)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="locked"):
        store.keep("kaart", ANSWERS, "", NOW, DOMAIN)
    other.execute("ROLLBACK")
    other.close()

    assert store.requests() == []
    assert store.keep("kaart", ANSWERS, "", NOW, DOMAIN)
    store.close()


def test_a_file_that_is_no_database_is_told_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "aanvragen.db"
    path.write_bytes(b"dit is geen database" * 100)

    with pytest.raises(StoreError, match="not a database"):
        Store(path)

    assert path.read_bytes() == b"dit is geen database" * 100


def test_a_backup_is_whole_and_opens_while_the_store_goes_on(store: Store, tmp_path: Path) -> None:
    first = store.keep("kaart", ANSWERS, "", NOW, DOMAIN).reference

    store.backup(tmp_path / "kopie.db")
    store.keep("kaart 2", ANSWERS | {"naam": ("Bep",)}, "", NOW, DOMAIN)

    copy = Store(tmp_path / "kopie.db")
    assert [request.reference for request in copy.requests()] == [first]
    assert stat.S_IMODE(os.stat(tmp_path / "kopie.db").st_mode) == 0o600  # noqa: PTH116
    copy.close()


def test_two_processes_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    stores: list[Store] = []
    threads = [Thread(target=lambda: stores.append(Store(tmp_path / "a.db"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(stores) == 4
    for store in stores:
        store.close()


def test_a_database_that_was_taken_away_takes_nothing_more(store: Store) -> None:
    store.keep("kaart", ANSWERS, "", NOW, DOMAIN)
    store.path.unlink()

    with pytest.raises(StoreError, match="is weg of verwisseld"):
        store.keep("kaart 2", ANSWERS | {"naam": ("Bep",)}, "", NOW, DOMAIN)
    with pytest.raises(StoreError, match="is weg of verwisseld"):
        store.probe()


def test_many_who_wait_for_a_locked_database_do_not_wait_for_each_other(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db", busy=0.3)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    told: list[str] = []

    def keep(number: int) -> None:
        try:
            store.keep(f"kaart {number}", ANSWERS, "", NOW, DOMAIN)
        except StoreError as error:
            told.append(str(error))

    threads = [Thread(target=keep, args=(number,)) for number in range(8)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    other.execute("ROLLBACK")
    other.close()
    store.close()

    assert len(told) == 8
    assert took < 1.5
