"""The site as visitors get it: real nginx or Caddy with the configuration that a server was given."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from tests.pushing import Practice
from tests.running import FORM, free_port

MAIN = """daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  include {folder}/mime.types; {temporary}
  gzip on; gzip_proxied any;
  access_log {folder}/access.log;
  include {folder}/site.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def nginx(name: str, practice: Practice, folder: Path) -> Iterator[int]:
    """Run nginx with the configuration that the server was given, on a port of its own; give that."""
    number = free_port()
    folder.mkdir()
    text = (practice.server / "etc/nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{number};").replace("listen [::]:80;", "")
    (folder / "site.conf").write_text(text, encoding="utf-8")
    types = Path("/etc/nginx/mime.types").read_text(encoding="utf-8")
    old = re.sub(r"^.*\bavif;\n", "", types, flags=re.MULTILINE)  # as nginx had them until 2021
    (folder / "mime.types").write_text(old, encoding="utf-8")
    temporary = " ".join(f"{part}_temp_path {folder}/{part};" for part in TEMPORARY)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, temporary=temporary), encoding="utf-8")
    words = [name, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")]
    with _running(words, number, folder, {}):
        yield number


@contextmanager
def caddy(name: str, practice: Practice, folder: Path) -> Iterator[int]:
    """Run Caddy with the configuration that the server was given, on a port of its own, without TLS; give that."""
    number = free_port()
    folder.mkdir()
    text = (practice.server / "etc/Caddyfile").read_text(encoding="utf-8")
    text = text.replace("\n{\n", "\n{\n  admin off\n  auto_https off\n  default_bind 127.0.0.1\n", 1)
    text = re.sub(r"^[\w.-]+\.nl \{$", f"http://127.0.0.1:{number} {{", text, flags=re.MULTILINE)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    words = [name, "run", "--config", str(folder / "Caddyfile")]
    with _running(words, number, folder, {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}):
        yield number


@contextmanager
def _running(words: list[str], port: int, folder: Path, environ: Mapping[str, str]) -> Iterator[None]:
    with (
        (folder / "told").open("wb") as told,
        subprocess.Popen(words, env={**os.environ, **environ}, stderr=told, stdout=told) as process,
    ):
        try:
            wait_for(port)
            yield
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"nothing listens on {port}")


def get(port: int, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


def post(port: int, path: str, body: bytes = b"naam=Ans") -> tuple[int, str, list[tuple[str, str]]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(BrokenPipeError, ConnectionResetError):  # what is too large is refused before it was sent
        connection.request("POST", path, body, {"Content-Type": FORM})
    answer = connection.getresponse()
    words = answer.read().decode()
    connection.close()
    return answer.status, words, answer.getheaders()


class Visitor(Thread):
    """Asks for pages, and all that they name, as fast as it can."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port, self.over = port, Event()
        self.asked, self.faults = 0, list[str]()

    def run(self) -> None:
        while not self.over.is_set():
            for page in ("/", "/over/", "/artikelen/"):
                body = self.ask(page)
                if not body.rstrip().endswith("</html>"):
                    self.faults.append(f"{page} is half")
                for name in re.findall(r'[" ](/(?:theme|beelden)/[^" ]+)(?=[" ])', body):
                    self.ask(name)

    def ask(self, path: str) -> str:
        self.asked += 1
        try:
            status, body, _ = get(self.port, path)
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(f"{path}: {error!r}")
            return ""
        if status != 200:
            self.faults.append(f"{path}: {status}")
        return body
