"""The real site in a real browser: who uses a keyboard, a small screen, the dark, or assistive technology."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.axe import passes, violations
from tests.test_site import ADDRESSES

ARTICLE = "/artikelen/zorgvuldigheid-en-neutraliteit/"
PHONE = ViewportSize(width=360, height=640)
ZOOMED = ViewportSize(width=320, height=256)  # 1280 by 1024 at 400 %
DESK = ViewportSize(width=1280, height=800)

# Whether the element that has focus shows it, and whether the point in its middle is really its own.
FOCUS = """() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const box = it.getClientRects()[0];
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const style = getComputedStyle(it);
  return {
    href: it.getAttribute('href') || it.id,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: it === top || it.contains(top),
  };
}"""
AXE: dict[Literal["light", "dark"], dict[str, list[str]]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
STOPS = """() => [...document.querySelectorAll('a[href], button, textarea, input:not([tabindex])')]
  .filter(it => it.type !== 'radio' || it.id.endsWith('-1'))  // a group of radio buttons is one stop
  .map(it => it.getAttribute('href') || it.id)"""
WIDTHS = [320, 360, 768, 1100, 1280]
# How wide a page is in a frame of each width: a frame is a viewport too, and takes a fifth of the time.
FRAMED = """([path, widths]) => new Promise(resolve => {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.style.height = '640px';
  frame.onload = () => {
    resolve(widths.map(width => {
      frame.style.width = `${width}px`;
      return frame.contentDocument.documentElement.scrollWidth;
    }));
    frame.remove();
  };
  frame.src = path;
})"""
SHIFT = """() => new Promise(resolve => {
  let shift = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) shift += entry.value; })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(shift), 300);
})"""


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page in the light and in the dark scheme."""
    context = browser.new_context(color_scheme=request.param, viewport=DESK)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def page(browser: Browser) -> Iterator[Page]:
    """One page for the tests that only look."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_on_any_page(page: Page, address: str, pages: dict[str, str]) -> None:
    found = {}
    for path in pages:
        page.goto(address + path)
        for scheme, options in list(AXE.items())[: 2 if path in ADDRESSES else 1]:  # each kind of page in the dark too
            page.emulate_media(color_scheme=scheme)
            wrong = violations(page, **options)
            found[path, scheme] = [(one["id"], [node["html"] for node in one["nodes"]]) for one in wrong]
    page.emulate_media(color_scheme="light")

    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_axe_would_find_a_fault(themed: Page) -> None:
    themed.set_content("<html><body><img src=''><p style='color:#999;background:#aaa'>grijs</p></body></html>")

    ids = {violation["id"] for violation in violations(themed)}

    assert {"image-alt", "color-contrast", "html-has-lang"} <= ids


def test_text_has_a_contrast_of_seven_to_one(themed: Page, address: str) -> None:
    themed.goto(address)

    rule = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}

    assert violations(themed, **rule) == []
    assert passes(themed, **rule)


def test_nothing_scrolls_sideways(page: Page, address: str, pages: dict[str, str]) -> None:
    page.goto(address + "/robots.txt")  # which has no policy against frames

    wide = {path: page.evaluate(FRAMED, [path, WIDTHS]) for path in pages}

    assert {path: found for path, found in wide.items() if found != WIDTHS} == {}


@pytest.mark.parametrize("viewport", [ZOOMED, DESK], ids=["zoomed", "desk"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_the_keyboard_reaches_every_link_and_focus_is_always_seen(
    page: Page, address: str, path: str, viewport: ViewportSize
) -> None:
    page.set_viewport_size(viewport)
    page.goto(address + path)
    stops = page.evaluate(STOPS)

    reached = []
    for _ in stops:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUS))

    assert [step["href"] for step in reached] == stops
    assert [step for step in reached if not (step["ring"] and step["seen"])] == []


def test_the_skip_link_leads_past_the_header(page: Page, address: str) -> None:
    page.set_viewport_size(DESK)
    page.goto(address + ARTICLE)

    page.get_by_role("link", name="Naar de inhoud").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_an_article_asks_for_little_and_keeps_nothing(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    page.goto(address + ARTICLE, wait_until="networkidle")

    assert len([url for url in asked if "/mark." not in url]) == 4  # page, style, script, font; an icon is extra
    assert all(url.startswith(address) for url in asked)
    assert said == []
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("[...document.fonts].some(face => face.family === 'Brygada' && face.status === 'loaded')")
    context.close()


def test_style_and_script_are_asked_for_at_once_and_nothing_else_before_them(browser: Browser, site: Path) -> None:
    asked, styled, both = list[str](), Event(), list[bool]()

    class Slow(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.endswith(".css"):
                styled.set()
            elif self.path.endswith(".js"):
                both.append(styled.wait(3))  # the script comes only after somebody asked for the style
            super().do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Slow, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context()
        context.new_page().goto(f"http://127.0.0.1:{server.server_port}{ARTICLE}", wait_until="networkidle")
        context.close()
        server.shutdown()

    assert both == [True]
    assert {path.rpartition(".")[2] for path in asked[1:4]} == {"css", "js", "woff2"}


@pytest.mark.parametrize("path", ["/", ARTICLE, "/medewerkers/"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_jumps_while_a_page_loads(browser: Browser, address: str, path: str, viewport: ViewportSize) -> None:
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    page.goto(address + path)

    assert page.evaluate(SHIFT) == 0
    context.close()


def test_print_shows_the_text_and_the_addresses_but_no_navigation(page: Page, address: str) -> None:
    page.goto(address + "/verplichtingen/psa-beleid/")
    page.emulate_media(media="print")

    shown = page.evaluate("[...document.querySelectorAll('nav')].filter(nav => nav.checkVisibility()).length")
    after = page.evaluate("getComputedStyle(document.querySelector('main a[href^=http]'), '::after').content")
    page.emulate_media(media="screen")

    assert shown == 0
    assert re.search(r"https://", after) or "attr" in after


def test_the_page_reads_well_without_its_style(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*.css", lambda route: route.abort())
    page.goto(address + ARTICLE)

    mark = page.locator("svg").first.bounding_box()

    assert page.locator("h1").is_visible()
    assert mark
    assert mark["width"] <= 100
    context.close()
