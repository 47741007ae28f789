"""What the receiver and the postman work with: the store, the live site, the clock and the site's own address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from contact.form import Terms
from server.pages import Live
from server.store import Store


def clock() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """The one place of everything that both share; `sender` is the mail address of the site."""

    store: Store
    live: Live
    sender: str
    now: Callable[[], datetime] = clock

    @property
    def terms(self) -> Terms:
        """The form's terms as the live site has them."""
        return self.live.pages().terms

    @property
    def domain(self) -> str:
        """What stands behind the @ of Message-IDs."""
        return self.sender.partition("@")[2]
