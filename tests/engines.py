"""Three real engines behind one small face: Chromium, Firefox and WebKit, which may connect on loopback only."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Playwright

from tests.running import free_port
from tools import services
from tools.browser import obtain

NOWHERE = "127.0.0.1:9"  # the proxy for whatever is not on loopback
HERE = "127.0.0.1,localhost"
QUIET = {
    "app.normandy.enabled": False, "app.update.disabledForTesting": True, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False, "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "network.proxy.type": 1, "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": HERE, "services.settings.server": "http://127.0.0.1:9/v1",
    "toolkit.telemetry.server": "", "browser.startup.page": 0, "browser.sessionhistory.max_total_viewers": 8,
}  # fmt: skip


class Engine(ABC):
    """A tab of a browser."""

    @abstractmethod
    def fresh(self) -> None:
        """Begin a tab without a history."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Type an address."""

    @abstractmethod
    def back(self) -> None:
        """Press Back once; it may lead nowhere."""

    trouble: type[Exception]  # what it raises of a page that goes away while it is asked something

    def run(self, code: str) -> Any:
        """Give the value of an expression in the page, or in the one that comes after it."""
        for _ in range(100):
            try:
                return self.ask(code)
            except self.trouble:
                time.sleep(0.02)
        return self.ask(code)

    @abstractmethod
    def ask(self, code: str) -> Any:
        """Give the value of an expression in the page."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Click what is found first."""

    @abstractmethod
    def type(self, selector: str, text: str) -> None:
        """Type into a field."""

    @abstractmethod
    def shift(self) -> None:
        """Press Shift and let it go."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where the tab is."""

    @property
    @abstractmethod
    def cookies(self) -> list[object]:
        """What the browser would send along."""

    @abstractmethod
    def complaints(self) -> list[str]:
        """Give what was said on the console since the last time, policy reports among it."""

    def settled(self, done: Callable[[], object], seconds: float = 8) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"still at {self.address}")
            time.sleep(0.02)


class Chromium(Engine):
    """Through Playwright, with the cache for Back and Forward that it leaves out otherwise."""

    def __init__(self, context: Any) -> None:
        self.context, self.page = context, context.new_page()
        self.said: list[str] = []

    def fresh(self) -> None:
        self.page.close()
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def open(self, address: str) -> None:
        self.page.goto(address)

    def back(self) -> None:
        session = self.context.new_cdp_session(self.page)
        found = session.send("Page.getNavigationHistory")
        if found["currentIndex"] > 0:
            entry = found["entries"][found["currentIndex"] - 1]["id"]
            session.send("Page.navigateToHistoryEntry", {"entryId": entry})
        session.detach()

    trouble = PlaywrightError

    def ask(self, code: str) -> Any:
        return self.page.evaluate(code)

    def click(self, selector: str) -> None:
        self.page.click(selector)

    def type(self, selector: str, text: str) -> None:
        self.page.type(selector, text)

    def shift(self) -> None:
        self.page.keyboard.press("Shift")

    @property
    def address(self) -> str:
        self.page.wait_for_timeout(20)  # Playwright hears of a navigation only while it is asked something
        return str(self.page.url)

    @property
    def cookies(self) -> list[object]:
        return list(self.context.cookies())

    def complaints(self) -> list[str]:
        self.page.wait_for_timeout(50)
        said, self.said[:] = [*self.said], []
        return said


CONSOLE = """const said = Services.console.getMessageArray().map(String);
Services.console.reset();
return said.filter(words => words.includes('{file: "http://127.0.0.1:'));"""
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver's name for a reference to an element
COMMANDS = {  # WebDriver's commands, over HTTP
    "NewSession": "POST /session", "DeleteSession": "DELETE /session/{session}", "Back": "POST /session/{session}/back",
    "Navigate": "POST /session/{session}/url", "GetCurrentURL": "GET /session/{session}/url",
    "ExecuteScript": "POST /session/{session}/execute/sync", "FindElement": "POST /session/{session}/element",
    "ElementClick": "POST /session/{session}/element/{id}/click",
    "ElementSendKeys": "POST /session/{session}/element/{id}/value",
    "PerformActions": "POST /session/{session}/actions", "GetCookies": "GET /session/{session}/cookie",
}  # fmt: skip


class Refusal(Exception):
    """What a driver says instead of an answer."""


class Driven(Engine):
    """Through WebDriver (W3C)."""

    trouble = Refusal

    @abstractmethod
    def send(self, command: str, **parameters: object) -> Any:
        """Give what a command answers; raises `Refusal`."""

    def open(self, address: str) -> None:
        self.send("Navigate", url=address)
        self.settled(lambda: self.run("`${location.href} ${document.readyState}`") == f"{address} complete")

    def ask(self, code: str) -> Any:
        return self.send("ExecuteScript", script=f"return ({code})", args=[], **self.sandbox)

    sandbox: Mapping[str, object] = {}

    def _find(self, selector: str) -> str:
        return str(self.send("FindElement", using="css selector", value=selector)[ELEMENT])

    def click(self, selector: str) -> None:
        self.send("ElementClick", id=self._find(selector))

    def type(self, selector: str, text: str) -> None:
        self.send("ElementSendKeys", id=self._find(selector), text=text)

    def shift(self) -> None:
        keys = [{"type": kind, "value": "\ue008"} for kind in ("keyDown", "keyUp")]
        self.send("PerformActions", actions=[{"type": "key", "id": "board", "actions": keys}])

    @property
    def address(self) -> str:
        return str(self.send("GetCurrentURL"))

    @property
    def cookies(self) -> list[object]:
        return list(self.send("GetCookies"))


class Firefox(Driven):
    """Through Marionette, in which Firefox takes WebDriver's commands by itself: JSON after its length.

    PyPI's client of it needs a module that Python 3.13 has no more.
    """

    sandbox: Mapping[str, object] = {"sandbox": None}

    def __init__(self, line: socket.socket) -> None:
        self.line, self.file, self.number = line, line.makefile("rb"), 0
        self._read()
        self.send("NewSession", capabilities={})
        self.send("SetTimeouts", pageLoad=10_000, script=5_000)

    def send(self, command: str, **parameters: object) -> Any:
        self.number += 1
        name = command if ":" in command else f"WebDriver:{command}"
        words = json.dumps([0, self.number, name, parameters]).encode()
        self.line.sendall(f"{len(words)}:".encode() + words)
        _, _, error, result = self._read()
        if error:
            raise Refusal(error["message"])
        return result.get("value", result) if isinstance(result, dict) else result

    def _read(self) -> Any:
        digits = b""
        while not digits.endswith(b":"):
            digits += self.file.read(1)
        return json.loads(self.file.read(int(digits[:-1])))

    def fresh(self) -> None:
        old = self.send("GetWindowHandle")
        tab = self.send("NewWindow", type="tab", focus=True)["handle"]
        self.send("SwitchToWindow", handle=old)
        self.send("CloseWindow")
        self.send("SwitchToWindow", handle=tab)

    def back(self) -> None:
        self._chrome("gBrowser.selectedBrowser.goBack()")
        time.sleep(0.15)

    def complaints(self) -> list[str]:
        return list(self._chrome(CONSOLE))

    def _chrome(self, script: str) -> Any:
        self.send("Marionette:SetContext", value="chrome")
        try:
            return self.send("ExecuteScript", script=script, args=[])
        finally:
            self.send("Marionette:SetContext", value="content")


class WebKit(Driven):
    """Through WebKitGTK's driver and MiniBrowser."""

    def __init__(self, port: int, arguments: Iterable[str]) -> None:
        self.port, self.session = port, ""
        options = {"binary": services.find("minibrowser"), "args": [*arguments]}
        self.wanted = {"webkitgtk:browserOptions": options, "pageLoadStrategy": "none"}

    def send(self, command: str, **parameters: object) -> Any:
        method, _, path = COMMANDS[command].partition(" ")
        path = path.format(session=self.session, id=parameters.pop("id", ""))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10 if command == "NewSession" else 2)
        try:
            connection.request(method, path, json.dumps(parameters) if method == "POST" else None)
            value = json.loads(connection.getresponse().read())["value"]
        except TimeoutError as error:  # the driver forgets what it was asked when the page goes away meanwhile
            raise Refusal(command) from error
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise Refusal(value["message"])
        return value

    def fresh(self) -> None:
        self.close()
        try:
            session = self._begin()
        except Refusal:  # one browser in some hundreds goes down as it begins, of which its driver says nothing
            session = self._begin()
        self.session = session["sessionId"]

    def _begin(self) -> Any:
        return self.send("NewSession", capabilities={"alwaysMatch": self.wanted})

    def close(self) -> None:
        """End the browser."""
        if self.session:
            self.send("DeleteSession")
            self.session = ""

    @property
    def address(self) -> str:
        return str(self.run("location.href"))  # the driver's own is ahead of what is shown

    def back(self) -> None:
        with suppress(Refusal):  # it is done, but not always told
            self.send("Back")
        time.sleep(0.15)

    def complaints(self) -> list[str]:
        return []  # its driver hears no console


@contextmanager
def chromium(_folder: Path, playwright: Playwright, *, script: bool = True) -> Iterator[Engine]:
    """Run Chromium."""
    arguments = ["--no-sandbox", f"--proxy-server={NOWHERE}", "--proxy-bypass-list=127.0.0.1;localhost"]
    browser = playwright.chromium.launch(
        executable_path=obtain(), args=arguments, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield Chromium(browser.new_context(java_script_enabled=script))
    browser.close()


@contextmanager
def firefox(folder: Path, _: Playwright, *, script: bool = True) -> Iterator[Engine]:
    """Run Firefox in a profile of its own."""
    port = free_port()
    folder.mkdir()
    preferences = QUIET | {"marionette.port": port, "javascript.enabled": script}
    lines = [f'user_pref("{name}", {json.dumps(value)});\n' for name, value in preferences.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    words = [
        str(services.find("firefox")),
        "--headless",
        "--marionette",
        "--remote-allow-system-access",
        "--no-remote",
        "--profile",
        str(folder),
    ]
    environ = {**os.environ, "HOME": str(folder)}
    with subprocess.Popen(words, env=environ, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            with _line(port) as line:
                firefox = Firefox(line)
                yield firefox
                firefox.file.close()
        finally:
            process.terminate()


def _line(port: int) -> socket.socket:
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), 20)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")


@contextmanager
def webkit(folder: Path, _: Playwright, *, script: bool = True) -> Iterator[Engine]:
    """Run WebKit on a screen that nobody sees."""
    folder.mkdir()
    port = free_port()
    reads, writes = os.pipe()
    words = [str(services.find("xvfb")), "-displayfd", str(writes), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(words, pass_fds=[writes], stderr=subprocess.DEVNULL) as screen:
        os.close(writes)
        display = os.read(reads, 16).decode().strip()
        environ = {**os.environ, "HOME": str(folder), "DISPLAY": f":{display}"}
        driver = [str(services.find("webkit")), f"--port={port}", "--host=127.0.0.1"]
        with subprocess.Popen(driver, env=environ, stderr=subprocess.DEVNULL) as process:
            try:
                _line(port).close()
                proxy = (f"--proxy=http://{NOWHERE}", "--ignore-host=127.0.0.1", "--ignore-host=localhost")
                engine = WebKit(port, ["--automation", *proxy, f"--enable-javascript={str(script).lower()}"])
                try:
                    yield engine
                finally:
                    with suppress(Refusal, OSError):
                        engine.close()
            finally:
                process.terminate()
                screen.terminate()
                os.close(reads)


ENGINES = {"chromium": chromium, "firefox": firefox, "webkit": webkit}
NEEDS = {"chromium": (), "firefox": ("firefox",), "webkit": ("webkit", "minibrowser", "xvfb")}
