"""A receiver as it runs: a process of its own, with real HTTP; for the tests, and for what is measured."""

from __future__ import annotations

import http.client
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from urllib.parse import urlencode

from server.tickets import Tickets
from tests.conftest import ROOT

FORM = "application/x-www-form-urlencoded"
GOOD = {
    "organisatie": "Bakker & Zn", "naam": "Ans d’Hondt", "e-mail": "ans@bakker.nl", "medewerkers": "10-49 medewerkers",
    "hulp": "Verdiepende gesprekken", "bereiken": "mail", "bericht": "Regel een\r\nRegel twee",
}  # fmt: skip
KEY = "een sleutel van meer dan tweeendertig tekens"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def title(self) -> str:
        return self._found("<title>(.*?) [|]")

    @property
    def ticket(self) -> str:
        return self._found('name="ticket" value="([^"]+)"')

    @property
    def reference(self) -> str:
        return self._found('<b class="reference">([0-9 ]+)</b>')

    def _found(self, pattern: str) -> str:
        return str(re.findall(pattern, self.text)[0])


@dataclass
class Running:
    """A receiver that runs, and where it keeps things."""

    site: Path
    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "aanvragen.db"

    @property
    def letters(self) -> list[EmailMessage]:
        parse = BytesParser(policy=default).parsebytes
        return [parse(path.read_bytes()) for path in sorted((self.folder / "post").glob("*.eml"))]

    def start(self, limit: int = 0, **more: str) -> None:
        """Start it, and wait until it answers; it may write files of at most `limit` bytes."""
        names = {
            "SITE": str(self.site), "DATABASE": str(self.database), "SLEUTEL": KEY, "POORT": str(self.port),
            "AFZENDER": "site@praktijk.nl", **({} if "SMTP_SERVER" in more else {"POSTMAP": str(self.folder / "post")}),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server"],
            cwd=ROOT,
            env={**os.environ, **{f"AANVRAGEN_{name}": value for name, value in {**names, **more}.items()}},
            stderr=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None,  # noqa: PLW1509
        )
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the receiver did not start")

    def kill(self) -> str:
        """Kill it as a power cut would; give what it logged."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        return self.process.communicate()[1]

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        finally:
            connection.close()

    def post(self, path: str, form: dict[str, str], address: str = "192.0.2.1") -> Answer:
        return self.ask("POST", path, urlencode(form).encode(), Content_Type=FORM, X_Forwarded_For=address)

    def look_over(self, **changes: str) -> Answer:
        return self.post("/contact/aanvraag/", GOOD | changes)

    def send(self, ticket: str, address: str = "192.0.2.1", **changes: str) -> Answer:
        return self.post("/contact/aanvraag/versturen/", GOOD | {"ticket": ticket} | changes, address)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def aged() -> str:
    """A ticket of a page that stood open for a minute."""
    return Tickets(KEY, lambda: datetime.now(UTC) - timedelta(minutes=1)).make()
