"""Signed tickets: each form that is filled in has one, so that sending it twice is one request."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, SignatureExpired, TimestampSigner

LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Ticket:
    """A form: its name, when its first page was made, whether that is too long ago, and the ticket itself."""

    text: str
    name: str
    made: datetime
    expired: bool


class Tickets:
    """Makes tickets and reads them; `now` tells the time."""

    def __init__(self, key: str, now: Callable[[], datetime]) -> None:
        self._now = now
        self._signer = _Signer(key, now)

    def make(self, old: Ticket | None = None) -> str:
        """Make a ticket for a page: a new one, or an old one again; one that is half over gets a new life."""
        if old and not old.expired and self._now() - old.made < LIFE / 2:
            return old.text
        return self._signer.sign(old.name if old else secrets.token_urlsafe(16)).decode()

    def read(self, text: str) -> Ticket | None:
        """Read a ticket; `None` for what is not one of ours."""
        try:
            name, made = self._signer.unsign(text, max_age=int(LIFE.total_seconds()), return_timestamp=True)
        except SignatureExpired as error:
            name = error.payload or b""
            return Ticket(text, name.decode(), error.date_signed or datetime.fromtimestamp(0, UTC), expired=True)
        except (BadData, UnicodeError, OverflowError, ValueError):
            return None
        return Ticket(text, name.decode(), made, expired=False)


class _Signer(TimestampSigner):
    def __init__(self, key: str, now: Callable[[], datetime]) -> None:
        super().__init__(key, salt="aanvraag")
        self._clock = now

    def get_timestamp(self) -> int:
        return int(self._clock().timestamp())
