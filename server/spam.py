"""What makes a request suspect: it is then set apart, and never thrown away."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from threading import Lock

ENOUGH = 3  # points that set a request apart
QUICK = timedelta(seconds=2)  # less than a person needs for the second page
HOUR = timedelta(hours=1)
MANY = 5  # requests an hour from one network
NETWORKS = 5_000  # that are remembered, at most
LINK = re.compile(r"(?i)https?://|www\.|<a\b|\[url")


def suspicion(trapped: str, took: timedelta, earlier: int, words: str) -> str:
    """Say why a request is suspect; empty if it is not.

    `trapped` is what stood in the hidden field, `took` the time since its page was made, `earlier` the number of
    requests from its network in the last hour, `words` what was written.
    """
    told = [*_told(trapped, took, earlier, len(LINK.findall(words)))]
    return ", ".join(words for _, words in told) if sum(points for points, _ in told) >= ENOUGH else ""


def _told(trapped: str, took: timedelta, earlier: int, links: int) -> Iterator[tuple[int, str]]:
    if trapped:
        yield 3, "het verborgen veld is ingevuld"
    if took < QUICK:
        yield 3, "binnen twee seconden verstuurd"
    if earlier >= MANY:
        yield 3, "veel aanvragen in een uur van hetzelfde netwerk"
    if links:
        yield links, f"{links} {'link' if links == 1 else 'links'} in de tekst"


class Rate:
    """Counts requests by network, in memory only: no whole address is kept, and nothing outlives the process."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def earlier(self, address: str, now: datetime) -> int:
        """Return how many requests of this network were kept in the last hour."""
        with self._lock:
            return len(self._recent(_network(address), now))

    def count(self, address: str, now: datetime) -> None:
        """Count a request that was kept."""
        network = _network(address)
        with self._lock:
            self._seen[network] = [*self._recent(network, now)[-MANY:], now.timestamp()]
            self._seen.move_to_end(network)
            if len(self._seen) > NETWORKS:
                self._seen.popitem(last=False)

    def _recent(self, network: str, now: datetime) -> list[float]:
        return [time for time in self._seen.get(network, ()) if now.timestamp() - time < HOUR.total_seconds()]


def _network(address: str) -> str:
    """Cut an address to its network: 24 bits of IPv4, 48 of IPv6."""
    try:
        bits = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return ""
