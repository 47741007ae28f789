"""Shows the site on this computer: serves it on loopback, rebuilds at every change, and reloads the browser."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from mimetypes import add_type, guess_type
from pathlib import Path
from secrets import token_hex
from socketserver import ThreadingMixIn
from threading import Condition, Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from watchfiles import watch

from dates import AMSTERDAM
from server.__main__ import assemble
from server.receiver import ADDRESS, HEALTH
from server.settings import Settings
from tools.due import DUE
from tools.post import listing
from tools.requests import DATABASE
from tools.stay import Builder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
WATCHED = ("content", "theme", "plugins", "server", "tools")
SETTINGS = "pelicanconf.py"  # editors put a new file in its place, and who watches a file then watches the old one
STEP = 10  # milliseconds without a change, after which what was changed is whole
ROUND = 500  # milliseconds after which the settings are looked at again
PATIENCE = 20.0  # seconds that a page waits for news before it asks again
MISSING, SWAP = "404 Not Found", 0.02  # and seconds in which a folder takes another's place

RELOAD = """\
const here = document.currentScript.dataset.build;
const wait = () => fetch(`/_preview/news?${here}`)
  .then(answer => answer.status === 200 ? location.reload() : wait(), () => setTimeout(wait, 1000));
wait();
"""
ALERT = """\
pre[role=alert] {
  position: fixed; z-index: 9; inset: 0 0 auto; max-height: 60vh; overflow: auto; margin: 0; padding: 1rem;
  white-space: pre-wrap; background: #fff; color: #a00;
}
"""

add_type("image/webp", ".webp")  # Python knows AVIF since 3.11, and this since 3.13


@dataclass(frozen=True)
class Reply:
    """What goes back to the browser."""

    status: str
    body: bytes = b""
    kind: str = "text/plain"
    location: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """Name the headers (RFC 9110); nothing of a preview is kept by the browser."""
        charset = "; charset=utf-8" if self.kind.startswith("text/") else ""
        headers = [("Content-Type", self.kind + charset), ("Cache-Control", "no-store")]
        return headers + ([("Location", self.location)] if self.location else [])


@dataclass
class Live:
    """The newest good build, its number, and what is wrong since then."""

    folder: Path
    post: Path
    receive: WSGIApplication | None = None
    number: int = field(default_factory=time.time_ns)  # so that pages of an earlier preview see that this is another
    faults: str = ""
    changed: Condition = field(default_factory=Condition)

    def rebuild(self, builder: Builder) -> None:
        """Build; a failing build keeps the last good one."""
        code, said = builder.build("--everything", str(self.folder))
        print(said, flush=True)
        with self.changed:
            self.number += 1
            self.faults = said if code else ""
            self.changed.notify_all()

    def news(self, seen: str) -> bool:
        """Wait until there is a build that the page has not seen; tell whether one came in time."""
        with self.changed:
            return self.changed.wait_for(lambda: str(self.number) != seen, PATIENCE)

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if path == "/_preview/news":
            reply = Reply("200 OK" if self.news(environ["QUERY_STRING"]) else "204 No Content")
        elif path == "/_preview/reload.js":
            reply = Reply("200 OK", RELOAD.encode(), "text/javascript")
        elif path == "/_preview/alert.css":
            reply = Reply("200 OK", ALERT.encode(), "text/css")
        elif self.receive and path.startswith((ADDRESS, HEALTH)):
            return self.receive(environ, start_response)
        elif path == "/_preview/post":
            reply = Reply("200 OK", listing(self.post).encode(), "text/html")
        elif environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            reply = Reply("405 Method Not Allowed")
        else:
            reply = self.file(path)
            if reply.status == MISSING:  # a build that is done puts its folder in the place of the old one, just now
                time.sleep(SWAP)
                reply = self.file(path)
        start_response(reply.status, reply.headers())
        return [reply.body]

    def file(self, path: str) -> Reply:
        """Find what an address stands for; a folder is asked for with a slash at the end."""
        folder = self.folder.resolve()
        try:
            found = (folder / path.lstrip("/")).resolve(strict=True)
        except (OSError, ValueError):
            found = folder.parent
        if not found.is_relative_to(folder) or not found.exists():
            return self.page(MISSING, folder / "404.html")
        if found.is_dir() and not path.endswith("/"):
            return Reply("302 Found", location=f"{path}/")
        return self.page("200 OK", found / "index.html" if found.is_dir() else found)

    def page(self, status: str, path: Path) -> Reply:
        """Read a file; a page of HTML gets what preview adds, also while there is nothing to show yet."""
        kind = guess_type(path.name)[0] or "application/octet-stream"
        additions = self.additions()  # of this build or the one before: then the browser asks again
        body = path.read_bytes() if path.is_file() else b"<!doctype html><title>Nog niets te zien</title>"
        return Reply(status, body + additions if kind == "text/html" else body, kind)

    def additions(self) -> bytes:
        """Make what is added to the end of every page: the faults, and the script that waits for news."""
        style = '<link rel="stylesheet" href="/_preview/alert.css">'
        alert = f'{style}<pre role="alert">{escape(self.faults)}</pre>' if self.faults else ""
        return f'{alert}<script async src="/_preview/reload.js" data-build="{self.number}"></script>'.encode()


class Server(ThreadingMixIn, WSGIServer):
    """A thread a request: a page that waits for news keeps nobody else waiting."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers share a port


class QuietHandler(WSGIRequestHandler):
    """The advisor wants to see what is wrong, not who asked for what."""

    wbufsize = -1  # an answer goes in one piece: small ones wait for each other

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(root: Path, given: str) -> int:
    """Build, serve and keep rebuilding until Ctrl-C; returns the exit code."""
    if not (given.isdecimal() and int(given) < 65536):
        print(f"Een poort is een getal onder 65536, niet '{given}'. Probeer: --port 8001", file=sys.stderr)
        return 1
    root, port = root.resolve(), int(given)
    work, post = root / "var" / f"preview-{port}", root / "var" / "post"
    live = Live(work / "site", post)
    try:
        server = make_server(HOST, port, live.answer, Server, QuietHandler)
    except OSError as error:
        free = port + 1 if 1024 < port < 65535 else 8001
        why = "is van het systeem zelf" if isinstance(error, PermissionError) else "is al in gebruik"
        print(f"Poort {port} {why}. Kies een andere: python3 tasks.py preview --port {free}", file=sys.stderr)
        return 1
    shutil.rmtree(work, ignore_errors=True)
    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # what it says at Ctrl-C is no fault
    builder = Builder(root)
    before = _state(root)
    live.rebuild(builder)
    live.receive = _receiver(root, live)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"De site staat op http://{HOST}:{server.server_port}/ (stoppen: Ctrl-C)", flush=True)
    print(f"Wat het formulier verstuurt, staat op http://{HOST}:{server.server_port}/_preview/post", flush=True)
    for changed in _changes(root, before, live.folder / DUE):
        if not all(path.startswith((f"{root / 'content'}", f"{root / 'theme'}")) for path in changed):
            builder.renew()
        live.rebuild(builder)
    builder.renew()
    return 0


def _changes(root: Path, before: Mapping[str, int], due: Path) -> Iterator[set[str]]:
    """Yield what was changed since `before`, each time that something was or that a page is `due`, until Ctrl-C."""
    state, told = before, ""  # the moment for which all was built again
    while True:
        places = _places(root)
        folders: tuple[str, ...] = WATCHED
        paths = [root / name for name, place in places.items() if place]
        with suppress(FileNotFoundError):  # a folder went just now: see what lies there then
            for changes in watch(*paths, step=STEP, rust_timeout=ROUND, yield_on_timeout=True, raise_interrupt=False):
                now, there, moment = _state(root, folders), _places(root), _read(due)
                late = {path for path in now.keys() | state.keys() if now.get(path) != state.get(path)}
                other = {str(root / name) for name in WATCHED if there[name] != places[name]}
                # All else is watched; but who watches a folder watches the old one when another takes its place
                state, folders = {path: now[path] for path in now if path == str(root / SETTINGS)}, ()
                if other:
                    state = _state(root)
                if changed := {path for _, path in changes} | late | other:
                    yield changed
                elif moment != told and moment and datetime.fromisoformat(moment) <= datetime.now(AMSTERDAM):
                    told = moment
                    yield {str(root / "content")}
                if other:
                    break
            else:
                return


def _read(file: Path) -> str:
    with suppress(OSError):
        return file.read_text(encoding="utf-8")
    return ""


def _places(root: Path) -> dict[str, tuple[int, int] | None]:
    """Tell of each folder that is watched which one it is."""
    found: dict[str, tuple[int, int] | None] = dict.fromkeys(WATCHED)
    for name in WATCHED:
        with suppress(OSError):
            found[name] = (root / name).stat().st_dev, (root / name).stat().st_ino
    return found


def _state(root: Path, folders: Iterable[str] = WATCHED) -> dict[str, int]:
    """Tell of the settings, and of all files in these folders, when they were changed."""
    places = (place for name in folders for place in os.walk(root / name))  # what can't be read is passed over
    files = (Path(where, name) for where, below, names in places for name in (*below, *names))
    found = {}
    for path in (root / SETTINGS, *(path for path in files if "__pycache__" not in path.parts)):
        with suppress(OSError):  # it may have gone just now
            found[str(path)] = path.lstat().st_ctime_ns if not path.is_dir() else 0
    return found


def _receiver(root: Path, live: Live) -> WSGIApplication:
    """Let the receiver itself answer the form, with a database and a folder for its mail under `var/`."""
    settings = Settings(
        live.folder, root / DATABASE, 0, token_hex(32), "site@praktijk.example", smtp=None, outbox=live.post
    )
    app, postman = assemble(settings, lambda: live.folder)
    postman.start()
    return app
