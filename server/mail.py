"""Sends the letters that wait in the store: through a mail server, or into a folder to try it out."""

from __future__ import annotations

import logging
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from server.letters import News, letter
from server.office import Office
from server.pages import Unbuilt
from server.settings import Settings, Smtp
from server.store import APART, NOTICE, RECEIPT, Letter, Request, StoreError

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

TIMEOUT = 30.0  # seconds for each answer of a mail server
LOOK = 60.0  # seconds after which the postman looks again by himself
DAYS = 90  # that requests are kept while nobody says otherwise
CLEAN = timedelta(hours=1)  # between two times that what is too old is deleted

log = logging.getLogger("aanvragen")


class Undelivered(Exception):
    """A letter did not leave; `for_good` if the mail server never wants it."""

    def __init__(self, words: str, *, for_good: bool = False) -> None:
        super().__init__(words)
        self.for_good = for_good


class Postbox(Protocol):
    """Where letters are brought."""

    def deliver(self, message: EmailMessage) -> None:
        """Bring a letter away; raises `Undelivered` when it certainly, or perhaps, is not there."""

    def forget(self, before: datetime) -> None:
        """Throw away what is older."""


class Folder:
    """A folder that gets each letter as a file; to try things out."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, message: EmailMessage) -> None:
        """Write the letter whole or not at all."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = str(message["Message-ID"]).strip("<>").partition("@")[0]
            part = self.path / f"{name}.part"
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes(policy=SMTP))
            part.replace(self.path / f"{name}.eml")
        except OSError as error:
            raise Undelivered(str(error)) from error

    def forget(self, before: datetime) -> None:
        """Throw away letters that are older."""
        for path in self.path.glob("*.eml"):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


class Server:
    """A mail server; `timeout` is in seconds, for each of its answers."""

    def __init__(self, smtp: Smtp, timeout: float = TIMEOUT) -> None:
        self._smtp = smtp
        self._timeout = timeout

    def deliver(self, message: EmailMessage) -> None:
        """Send the letter; what the server has taken is sent, whatever it says afterwards."""
        try:
            client = self._reached()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise Undelivered(_told(error)) from error
        try:
            self._admitted(client)
            client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            words = f"de mailserver weigert dit adres ({', '.join(map(str, codes))})"
            raise Undelivered(words, for_good=all(code >= 500 for code in codes)) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise Undelivered(_told(error)) from error
        finally:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    def forget(self, before: datetime) -> None:
        """Do nothing: what was sent is not kept here."""

    def _reached(self) -> smtplib.SMTP:
        host, port = self._smtp.host, self._smtp.port
        if self._smtp.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=self._timeout)

    def _admitted(self, client: smtplib.SMTP) -> None:
        if self._smtp.security == "starttls":
            client.starttls(context=ssl.create_default_context())
        if self._smtp.user:
            client.login(self._smtp.user, self._smtp.password)


def _told(error: Exception) -> str:
    """Say what a mail server did, without what it was sent."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}" if code else f"{type(error).__name__}: {_short(error)}"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def postbox(settings: Settings) -> Postbox:
    """Choose where letters go."""
    if settings.smtp:
        return Server(settings.smtp)
    return Folder(settings.outbox or settings.database.parent / "post")


class Postman(Thread):
    """Brings away what is due, deletes what is too old, and waits; a kill at any moment loses nothing."""

    def __init__(self, office: Office, box: Postbox, look: float = LOOK) -> None:
        super().__init__(name="postman", daemon=True)
        self._office, self._box, self._look = office, box, look
        self._cleaned: datetime | None = None
        self._brought: set[str] = set()  # letters that left, of which that could not be remembered yet
        self._called, self._over = Event(), False

    def call(self) -> None:
        """Say that there is something to bring away."""
        self._called.set()

    def stop(self) -> None:
        """Let the letter that is being brought be the last, and wait for it."""
        self._over = True
        self._called.set()
        self.join()

    def run(self) -> None:
        """Go round until the end."""
        while not self._over:
            try:
                self.round()
            except (StoreError, Unbuilt) as error:
                log.error("de post blijft liggen: %s", _short(error))  # noqa: TRY400 - a trace would show answers
            self._called.wait(self._look)
            self._called.clear()

    def round(self) -> None:
        """Try every letter that is due once, and delete what is too old; another postman at work is left alone."""
        store, now = self._office.store, self._office.now()
        with alone(store.path) as first:
            if not first:
                return
            if self._cleaned is None or now - self._cleaned >= CLEAN:
                self._clean(now)
            while (due := store.due(now)) and not self._over:
                for request, waiting in due:
                    if not self._over:
                        self._bring(request, waiting)

    def _clean(self, now: datetime) -> None:
        try:
            days = self._office.terms.days
        except Unbuilt:
            days = DAYS
        if gone := self._office.store.forget(now, days):
            log.info("%d aanvragen verwijderd: ze waren te oud", gone)
        self._box.forget(now - timedelta(days=days))
        self._cleaned = now

    def _bring(self, request: Request, waiting: Letter) -> None:
        office, store = self._office, self._office.store
        tells = waiting.kind in (NOTICE, APART)
        news = News(store.untold(), tuple(store.earlier(request))) if tells else News()
        try:
            if not (waiting.message_id in self._brought or (waiting.kind == APART and not news.suspects)):
                self._box.deliver(letter(waiting, request, office.terms, office.sender, news))
        except Undelivered as error:
            for_good = error.for_good and waiting.kind == RECEIPT  # the advisor's own address is mended, not given up
            store.mark_failed(waiting, office.now(), str(error), for_good=for_good)
            log.warning("%s van %s is niet weg: %s", waiting.kind, request.reference, error)
        except (StoreError, Unbuilt):
            raise
        except Exception as error:  # noqa: BLE001 - one letter that can't be written must not keep the others
            store.mark_failed(waiting, office.now(), f"niet te schrijven: {type(error).__name__}", for_good=False)
            log.error("%s van %s is niet te schrijven: %s", waiting.kind, request.reference, type(error).__name__)  # noqa: TRY400
        else:
            self._brought.add(waiting.message_id)
            store.mark_sent(waiting, office.now(), news.suspects)
            self._brought.discard(waiting.message_id)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Tell whether no other process brings the letters of this database away; while it lasts, none will."""
    if fcntl is None:  # Windows, where only preview runs
        yield True
        return
    with path.with_name(f"{path.name}.post").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
