"""The mail: a real SMTP server that is well, away, full of refusals, silent, or gone half way."""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contact.form import check
from server.letters import News, letter
from server.mail import Folder, Postman, Server, Undelivered, alone
from server.office import Office
from server.pages import Live
from server.settings import Smtp
from server.store import Letter, Request, Store
from tests.running import free_port

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANSWERS = {
    "organisatie": ("Bakker",), "naam": ("Ans",), "e-mail": ("ans@bakker.nl",), "medewerkers": ("1-9 medewerkers",),
    "hulp": ("Verdiepende gesprekken",), "bereiken": ("mail",),
}  # fmt: skip


class Behaviour:
    """What the SMTP server does: takes mail, or does what `mode` says."""

    def __init__(self) -> None:
        self.mode = "well"
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name and words
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        assert session
        assert isinstance(options, list)
        if self.mode == "closes" and server.transport:
            server.transport.close()
        if self.mode == "unknown" and address == "ans@bakker.nl":
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        assert session
        assert isinstance(envelope.content, bytes)
        if self.mode == "later":
            return "451 try again later"
        if self.mode == "silent":
            await asyncio.sleep(1)
        self.taken.append(BytesParser(policy=default).parsebytes(envelope.content))
        if self.mode == "takes and goes" and server.transport:
            server.transport.close()
        return "250 OK"

    @property
    def names(self) -> list[str]:
        return sorted(str(message["Message-ID"]) for message in self.taken)


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def server(behaviour: Behaviour) -> Iterator[Smtp]:
    """A mail server on this computer."""
    controller = Controller(behaviour, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield Smtp("127.0.0.1", controller.port, "none")
    controller.stop()


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def office(tmp_path: Path, site: Path) -> Iterator[Office]:
    store = Store(tmp_path / "aanvragen.db")
    yield Office(store, Live(lambda: site), "site@praktijk.nl", Clock())
    store.close()


def keep(office: Office, number: int = 0) -> None:
    office.store.keep(f"kaart {number}", ANSWERS | {"naam": (f"Ans {number}",)}, "", office.now(), office.domain)


def wait(office: Office, time: timedelta) -> None:
    assert isinstance(office.now, Clock)
    office.now.time += time


def every(office: Office) -> list[Letter]:
    return [letter for request in office.store.requests() for letter in office.store.letters(request)]


def test_both_letters_leave_once(office: Office, server: Smtp, behaviour: Behaviour) -> None:
    keep(office)
    postman = Postman(office, Server(server))

    postman.round()
    postman.round()

    assert behaviour.names == sorted(letter.message_id for letter in every(office))
    assert [letter.sent for letter in every(office)] == [NOW, NOW]


@pytest.mark.parametrize("mode", ["later", "closes", "silent", "takes and goes"])
def test_what_did_not_certainly_arrive_is_sent_again_under_the_same_name(
    office: Office, server: Smtp, behaviour: Behaviour, mode: str
) -> None:
    keep(office)
    postman = Postman(office, Server(server, timeout=0.3))
    behaviour.mode = mode

    postman.round()
    waiting = every(office)
    behaviour.mode = "well"
    wait(office, timedelta(minutes=1))
    postman.round()

    assert [(letter.sent, letter.tries) for letter in waiting] == [(None, 1), (None, 1)]
    assert {*behaviour.names} == {letter.message_id for letter in waiting}
    assert all(letter.sent for letter in every(office))
    assert mode != "takes and goes" or len(behaviour.taken) == 4


def test_a_mail_server_that_is_away_for_a_day_loses_nothing(office: Office, server: Smtp, behaviour: Behaviour) -> None:
    away = Postman(office, Server(Smtp("127.0.0.1", 1, "none"), timeout=0.3))
    tries = 0
    for hour in range(24):
        keep(office, hour)
        for _ in range(4):
            away.round()
            wait(office, timedelta(minutes=15))
    tries = sum(letter.tries for letter in every(office))

    wait(office, timedelta(days=1))
    Postman(office, Server(server)).round()

    assert tries >= 24 * 2
    assert behaviour.names == sorted(letter.message_id for letter in every(office))
    assert len(behaviour.names) == 48
    assert office.store.failed() == []


def test_an_address_that_does_not_exist_is_not_tried_again_and_shouted_about(
    office: Office, server: Smtp, behaviour: Behaviour
) -> None:
    keep(office)
    behaviour.mode = "unknown"
    postman = Postman(office, Server(server))

    postman.round()
    wait(office, timedelta(days=2))
    postman.round()

    assert [message["To"] for message in behaviour.taken] == ["dijan@praktijk.example"]
    failed = [(letter.kind, letter.trouble) for _, letter in office.store.failed()]
    assert failed == [("receipt", "de mailserver weigert dit adres (550)")]


def test_a_kill_between_sending_and_remembering_sends_the_same_letter_again(
    office: Office, server: Smtp, behaviour: Behaviour
) -> None:
    keep(office)
    request, notice = office.store.due(office.now())[0]
    Server(server).deliver(letter(notice, request, office.terms, office.sender, News()))

    Postman(office, Server(server)).round()

    assert behaviour.names.count(notice.message_id) == 2
    assert len({*behaviour.names}) == 2


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # aiosmtpd does not know what it wraps
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_encrypted_with_a_name_and_a_password_to_a_server_that_is_trusted(
    office: Office, behaviour: Behaviour, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    given: list[LoginPassword] = []

    def authenticate(*words: object) -> AuthResult:
        assert isinstance(words[-1], LoginPassword)
        given.append(words[-1])
        return AuthResult(success=words[-1].password == b"goed")

    tls = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    controller = Controller(
        behaviour, hostname="127.0.0.1", port=free_port(), authenticator=authenticate, auth_required=True,
        auth_require_tls=security == "starttls", server_hostname="127.0.0.1", **tls,
    )  # fmt: skip
    keep(office)
    waiting = office.store.due(NOW)
    text = letter(waiting[0][1], waiting[0][0], office.terms, office.sender, News())
    controller.start()
    port = controller.port
    try:
        with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED"):
            Server(Smtp("127.0.0.1", port, security, "site", "goed"), 1).deliver(text)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with pytest.raises(Undelivered) as refused:
            Server(Smtp("127.0.0.1", port, security, "site", "fout"), 1).deliver(text)
        Server(Smtp("127.0.0.1", port, security, "site", "goed"), 1).deliver(text)
    finally:
        controller.stop()

    assert "fout" not in str(refused.value).replace("fouten", "")
    assert given[-1].password == b"goed"
    assert len(behaviour.taken) == 1


@given(st.fixed_dictionaries({name: st.text(max_size=120) for name in ("organisatie", "naam", "bericht", "begin")}))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_typed_a_letter_has_our_headers_and_no_other(office: Office, typed: dict[str, str]) -> None:
    form = office.terms.fields
    typed["naam"] += "\r\nBcc: x@y.nl\r\n\r\nHallo =?utf-8?q?a=0D=0ABcc:_x=40y.nl=0D=0A=0D=0Avals?="
    typed["organisatie"] += "=?utf-8?q?a=0D=0ABcc:_x=40y.nl=0D=0A=0D=0Avals?= =?utf-8?q?=C5?=é =?utf-8?b?gA==?="
    checked = check(form, {name: [value] for name, value in typed.items()})
    answers = {**ANSWERS, **checked.answers}
    request = Request(1, "123456789", "kaart", NOW, answers, "")

    for kind in ("notice", "receipt"):
        waiting = Letter(1, kind, f"<{kind}.x@praktijk.nl>", 0, NOW, None, "")
        written = letter(waiting, request, office.terms, office.sender, News(2, ("987654321",)))
        read = BytesParser(policy=default).parsebytes(written.as_bytes())

        assert [name for name in read if name not in HEADERS] == []
        assert len(read.keys()) == len({*read.keys()})
        assert not [value for value in read.values() if re.search("[\r\n]", str(value))]
        assert str(read["Reply-To"].addresses[0].addr_spec) in ("ans@bakker.nl", "dijan@praktijk.example")
        assert len(read["To"].addresses) == 1
        assert not read.is_multipart()


HEADERS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
}  # fmt: skip


def test_a_folder_takes_letters_that_only_its_owner_can_read(office: Office, tmp_path: Path) -> None:
    keep(office)

    Postman(office, Folder(tmp_path / "post")).round()

    assert {path.suffix for path in (tmp_path / "post").iterdir()} == {".eml"}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "post").iterdir()} == {0o600}


def test_a_letter_that_cannot_be_written_is_shouted_about_and_keeps_no_other(
    office: Office, server: Smtp, behaviour: Behaviour
) -> None:
    office.store.keep("kaart 0", {**ANSWERS, "e-mail": ("dit is geen adres",)}, "", office.now(), office.domain)
    keep(office, 1)
    postman = Postman(office, Server(server))

    for _ in range(7):
        postman.round()
        wait(office, timedelta(days=1))

    assert len(behaviour.taken) == 2
    assert {letter.trouble for _, letter in office.store.failed()} == {"niet te schrijven: EmailSyntaxError"}


def test_what_is_set_apart_is_told_by_itself_within_a_day_and_once(
    office: Office, server: Smtp, behaviour: Behaviour
) -> None:
    for number in range(3):
        answers = ANSWERS | {"naam": (f"Robot {number}",)}
        office.store.keep(f"kaart {number}", answers, "3 links in de tekst", office.now(), office.domain)
    postman = Postman(office, Server(server))

    postman.round()
    before = len(behaviour.taken)
    wait(office, timedelta(hours=25))
    postman.round()
    wait(office, timedelta(hours=25))
    postman.round()

    assert before == 0
    assert [message["Subject"] for message in behaviour.taken] == ["Aanvragen die verdacht zijn: 3"]
    assert "Robot" not in behaviour.taken[0].get_content()
    assert office.store.failed() == []


def test_two_who_bring_the_same_letters_away_bring_each_once(
    office: Office, server: Smtp, behaviour: Behaviour
) -> None:
    keep(office)
    with alone(office.store.path) as first:
        Postman(office, Server(server)).round()
        while_busy = len(behaviour.taken)

    Postman(office, Server(server)).round()

    assert (first, while_busy, len(behaviour.taken)) == (True, 0, 2)


def test_letters_in_a_folder_are_forgotten_like_requests(office: Office, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "post")
    keep(office)
    Postman(office, folder).round()
    for path in (tmp_path / "post").iterdir():
        os.utime(path, (0, (NOW - timedelta(days=91)).timestamp()))

    Postman(office, folder).round()

    assert list((tmp_path / "post").iterdir()) == []
