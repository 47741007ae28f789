"""Starts the receiver: `python -m server [SETTINGS FILE]`."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from waitress.server import create_server

from server import settings
from server.mail import Postman, postbox
from server.office import Office
from server.pages import Live
from server.receiver import Receiver, application
from server.settings import Settings, Unsettled
from server.store import Store, StoreError
from server.tickets import Tickets

if TYPE_CHECKING:
    from flask import Flask

HOST = "127.0.0.1"  # only a web server on this computer may ask
PATIENCE = 30  # seconds that a sender may be silent
MOST = 2 * 1024 * 1024  # bytes that are read of one request; what is larger than a form is answered in plain words
THREADS = 8
CONNECTIONS = 500


def assemble(chosen: Settings, site: Callable[[], Path] | None = None) -> tuple[Flask, Postman]:
    """Put the receiver together; `site` tells which folder is live, if that is not always the one of the settings.

    Raises `StoreError` where nothing can be kept.
    """
    office = Office(Store(chosen.database), Live(site or (lambda: chosen.site)), chosen.sender)
    postman = Postman(office, postbox(chosen))
    return application(Receiver(office, Tickets(chosen.key, office.now), postman.call)), postman


def main(arguments: list[str]) -> int:
    """Serve until the end; returns the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        chosen = settings.read(os.environ, Path(arguments[0]) if arguments else None)
        app, postman = assemble(chosen)
        server = create_server(
            app, host=HOST, port=chosen.port, threads=THREADS, connection_limit=CONNECTIONS, channel_timeout=PATIENCE,
            max_request_body_size=MOST, ident=None, url_scheme="https", trusted_proxy=HOST,
            trusted_proxy_headers={"x-forwarded-for"}, clear_untrusted_proxy_headers=True,
        )  # fmt: skip
    except (Unsettled, StoreError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - it speaks to who starts it
        return 2
    except OSError as error:
        print(f"De ontvanger kan niet luisteren op {HOST}:{chosen.port}: {error.strerror}.", file=sys.stderr)  # noqa: T201
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the server then ends as at Ctrl-C
    postman.start()
    try:
        server.run()
    finally:
        postman.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
