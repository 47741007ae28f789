"""Who leaves has left: in three real engines, served by real nginx, what Back shows, what is told, what is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Playwright

from server.install import install
from tests import serving
from tests.conftest import spoil
from tests.engines import ENGINES, NEEDS, Engine, Firefox, WebKit
from tests.pushing import Practice
from tests.running import free_port
from tools import services

AWAY = "https://www.knmi.nl/"
TYPED = "Ans van der Berg"
SHOWN = """location.hostname === '127.0.0.1' && document.body
  && getComputedStyle(document.documentElement).visibility === 'visible' && document.body.innerText.trim() || ''"""
KEPT = "localStorage.length + sessionStorage.length"


@dataclass
class Place:
    """Where the site is, and the page that one leaves for; what that was told, and what a browser reported."""

    site: str
    away: str
    referers: list[str | None] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def place(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The real site behind real nginx with the generated configuration, its receiver, and somewhere else to go."""
    nginx = services.obtain("nginx")
    if nginx is None:
        pytest.skip("there is no nginx")
    folder = tmp_path_factory.mktemp("place")
    told = Place("", "")

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.referers.append(self.headers["Referer"])
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Weer</title><link rel=icon href=data:,><p>Het weer")

        def do_POST(self) -> None:
            told.reports.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    practice, port = Practice(folder, folder / "server"), free_port()
    install(practice.server, "vertrouwen.nl")
    for name in ("etc/nginx.conf", "var/instellingen"):
        file = practice.server / name
        file.write_text(file.read_text(encoding="utf-8").replace("8431", str(port)), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        Thread(target=elsewhere.serve_forever, daemon=True).start()
        told.away = f"http://localhost:{elsewhere.server_port}/"
        report = f"location = /melding {{ proxy_pass {told.away}; }}"
        spoil(practice.server / "etc/nginx.conf", "trusted-types 'none'", "trusted-types 'none'; report-uri /melding")
        spoil(practice.server / "etc/nginx.conf", "location ^~ /.due", f"{report}\n  location ^~ /.due")
        shutil.copytree(site, practice.server / "current/site")
        for page in (practice.server / "current/site").rglob("*.html"):
            page.write_text(page.read_text(encoding="utf-8").replace(AWAY, told.away), encoding="utf-8")
        words = [sys.executable, "-m", "server", str(practice.server / "var/instellingen")]
        with (
            subprocess.Popen(words, stderr=subprocess.DEVNULL) as receiver,
            serving.nginx(nginx, practice, folder / "nginx") as number,
        ):
            try:
                serving.wait_for(port)
                told.site = f"http://127.0.0.1:{number}"
                yield told
            finally:
                receiver.kill()
                elsewhere.shutdown()


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, playwright: Playwright
) -> Iterator[Engine]:
    """A browser."""
    if not all(map(services.find, NEEDS[request.param])):
        (pytest.fail if os.environ.get(services.ALL) else pytest.skip)(f"there is no {request.param}")
    with ENGINES[request.param](tmp_path_factory.mktemp("engine") / request.param, playwright) as found:
        yield found


@pytest.fixture
def tab(engine: Engine, place: Place) -> Engine:
    """A tab whose history begins elsewhere."""
    engine.fresh()
    engine.open(f"{place.away}begin")
    place.referers.clear()
    return engine


def at(tab: Engine, address: str) -> Callable[[], bool]:
    return lambda: tab.address == address


def follow(tab: Engine, place: Place, *paths: str) -> None:
    for path in paths:
        tab.click(f'a[href="{path}"]')
        tab.settled(at(tab, place.site + path))
        tab.settled(lambda: tab.run("document.readyState") == "complete")


def go_back(tab: Engine, place: Place, times: int = 5) -> list[str]:
    """Press Back a number of times; give everything of ours that could be seen meanwhile."""
    seen = []
    for _ in range(times):
        tab.back()
        for _ in range(20):
            if not tab.address.startswith(place.site):
                break
            if words := shown(tab):
                seen.append(words)
        tab.settled(lambda: not tab.address.startswith(place.site))
    return seen


def shown(tab: Engine) -> str:
    return str(tab.run(SHOWN) or "")  # Firefox says nothing at all (None) of a page that goes away meanwhile


def test_back_shows_nothing_of_the_site_after_leaving_from_three_pages_deep(tab: Engine, place: Place) -> None:
    tab.open(f"{place.site}/")
    follow(tab, place, "/medewerkers/", "/over/", "/contact/")
    tab.type("#naam", TYPED)

    tab.click("a.exit")
    tab.settled(at(tab, place.away))
    seen = go_back(tab, place, 10)

    assert seen == []
    assert set(place.referers) == {None}


def test_what_was_typed_is_gone_and_the_site_works_as_usual_when_its_address_is_typed_again(
    tab: Engine, place: Place
) -> None:
    tab.open(f"{place.site}/contact/")
    tab.type("#naam", TYPED)
    follow(tab, place, "/over/", "/contact/")
    tab.type("#naam", TYPED)
    tab.click("a.exit")
    tab.settled(at(tab, place.away))

    tab.open(f"{place.site}/contact/")
    typed = tab.run("document.querySelector('#naam').value")
    follow(tab, place, "/over/")
    tab.back()
    tab.settled(at(tab, f"{place.site}/contact/"))
    tab.settled(lambda: "offerte" in shown(tab))
    tab.back()
    tab.settled(at(tab, place.away))
    seen = go_back(tab, place)

    assert typed == ""
    assert seen == []


def test_a_page_that_came_back_by_itself_can_be_left_as_well(tab: Engine, place: Place) -> None:
    tab.open(f"{place.site}/")
    tab.run("window.kept = 1")
    follow(tab, place, "/over/")
    tab.back()
    tab.settled(at(tab, f"{place.site}/"))
    tab.settled(lambda: shown(tab))
    kept = tab.run("window.kept")

    tab.click("a.exit")
    tab.settled(at(tab, place.away))
    seen = go_back(tab, place)

    assert seen == []
    assert kept == (None if isinstance(tab, Firefox) else 1)  # Firefox keeps no page that may not be stored


def test_shift_three_times_leaves_and_says_so_and_typing_capitals_does_not(tab: Engine, place: Place) -> None:
    tab.open(f"{place.site}/contact/")
    tab.type("#naam", "ABC")
    quiet = tab.run("document.querySelector('.told').textContent")
    said = []
    for _ in range(2):
        tab.shift()
        said.append(tab.run("document.querySelector('.told').textContent"))
    tab.type("#naam", "d")
    said.append(tab.run("document.querySelector('.told').textContent"))
    for _ in range(3):
        tab.shift()
    tab.settled(at(tab, place.away))

    assert quiet == ""
    assert said == [*(f"Nog {left} keer Shift: dan verlaat je deze site." for left in (2, 1)), ""]
    assert go_back(tab, place) == []


KINDS = (
    "/", "/medewerkers/", "/organisaties/", "/verplichtingen/", "/verplichtingen/rie/", "/artikelen/",
    "/verplichtingen/10-49-medewerkers/", "/artikelen/zorgvuldigheid-en-neutraliteit/", "/onderwerpen/beleid/",
    "/contact/", "/over/", "/veilig-lezen/", "/privacy/", "/toegankelijkheid/", "/contact/storing/", "/404.html",
)  # fmt: skip
ASKED = "performance.getEntriesByType('resource').map(one => one.name)"


def test_no_page_says_anything_keeps_anything_or_asks_anyone_else(tab: Engine, place: Place) -> None:
    tab.complaints()
    found = {}

    for path in (*KINDS, "/contact/"):
        tab.open(place.site + path)
        found[path] = look(tab, place)
    tab.click("form.request button")
    tab.settled(lambda: "Dit moet nog anders" in shown(tab))
    found["errors"] = look(tab, place)

    assert {path: what for path, what in found.items() if what != ([], [], 0, [])} == {}
    assert place.reports == []


def look(tab: Engine, place: Place) -> tuple[object, ...]:
    strangers = [name for name in tab.run(ASKED) if not name.startswith(place.site)]
    said = [line for line in tab.complaints() if "a status of 422" not in line]  # which is what the answer has
    return said, tab.cookies, tab.run(KEPT), strangers


@pytest.mark.parametrize("name", ENGINES)
def test_without_script_the_way_out_is_a_link_that_tells_nobody(
    name: str, place: Place, tmp_path: Path, playwright: Playwright, record_property: Callable[[str, object], None]
) -> None:
    if missing := [need for need in NEEDS[name] if not services.find(need)]:
        record_property("remark", services.not_run(missing[0]))
        pytest.skip(f"there is no {name}")
    with ENGINES[name](tmp_path / name, playwright, script=False) as tab:
        tab.fresh()
        place.referers.clear()
        tab.open(f"{place.site}/medewerkers/")
        tab.click("a.exit")
        tab.settled(lambda: place.referers)

    assert place.referers == [None]


STRANGE = "document.body.insertAdjacentElement('beforeend', document.createElement('img'))"


def test_what_a_browser_complains_of_and_reports_is_heard(tab: Engine, place: Place) -> None:
    tab.open(f"{place.site}/over/")
    tab.complaints()

    tab.run(f"({STRANGE}).src = 'https://elders.nl/'")
    tab.settled(lambda: place.reports)

    assert "elders.nl" in place.reports.pop()
    if not isinstance(tab, WebKit):  # its driver hears no console
        tab.settled(lambda: "elders.nl" in str(tab.complaints()))
