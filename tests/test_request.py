"""A request in a real browser: from the page to the thanks, with and without JavaScript, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from server.__main__ import assemble
from server.settings import Settings
from server.store import Store
from tests.axe import violations
from tests.running import KEY
from tools.post import listing
from tools.preview import HOST, Live, QuietHandler, Server

PHONE = ViewportSize(width=360, height=640)
AWAY = "https://www.knmi.nl/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the requests and the mail of this file's tests are."""
    return tmp_path_factory.mktemp("requests")


@pytest.fixture(scope="module")
def way(site: Path, folder: Path) -> Iterator[str]:
    """The address of the site with its receiver, as preview serves them."""
    settings = Settings(site, folder / "a.db", 0, KEY, "site@praktijk.nl", None, folder / "post")
    app, postman = assemble(settings)
    postman.start()
    live = Live(site, folder / "post", app)
    with make_server(HOST, 0, live.answer, Server, QuietHandler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()
        thread.join()
    postman.stop()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def fill(page: Page) -> None:
    page.get_by_label("Naam van uw organisatie").fill("Bakker & Zn")
    page.get_by_label("Uw naam").fill("Ans d’Hondt")
    page.get_by_label("E-mailadres").fill("ans@bakker.nl")
    page.get_by_label("10–49 medewerkers").check()
    page.get_by_label("Verdiepende gesprekken").check()
    page.get_by_label("Per e-mail").check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_whole_way(page: Page, way: str, folder: Path) -> None:
    page.goto(f"{way}/contact/")
    press(page, "Controleer uw aanvraag")

    expect(page).to_have_title(re.compile("^Fout: "))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(6)
    summary.get_by_role("link", name="Kies waar u hulp bij zoekt").click()
    expect(page.get_by_label("Extern vertrouwenspersoon voor uw organisatie")).to_be_focused()

    fill(page)
    press(page, "Controleer uw aanvraag")
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw aanvraag")
    page.reload()  # as a telephone does that was put away
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer uw aanvraag")
    press(page, "Wijzig naam")
    expect(page.get_by_label("Uw naam")).to_have_value("Ans d’Hondt")
    page.get_by_label("Uw naam").fill("Bep d’Hondt")
    press(page, "Controleer uw aanvraag")
    expect(page.get_by_role("definition").filter(has_text="Bep")).to_have_text("Bep d’Hondt")
    page.wait_for_timeout(2100)
    press(page, "Verstuur de aanvraag")

    expect(page.get_by_role("heading", level=1)).to_have_text("Uw aanvraag is ontvangen")
    reference = page.locator(".reference").inner_text()
    page.reload()
    assert page.locator(".reference").inner_text() == reference
    page.goto(f"{way}/contact/")  # what was typed is in no cache: who goes back begins anew, and sends the same
    fill(page)
    page.get_by_label("Uw naam").fill("Bep d’Hondt")
    press(page, "Controleer uw aanvraag")
    press(page, "Verstuur de aanvraag")
    assert page.locator(".reference").inner_text() == reference
    store = Store(folder / "a.db")
    found = store.find(reference.replace(" ", ""))
    assert found
    assert found.answers["naam"] == ("Bep d’Hondt",)
    assert not found.suspect
    store.close()


def test_the_mail_that_would_have_left_is_shown(scripted: Page, way: str, folder: Path) -> None:
    scripted.goto(f"{way}/contact/")
    fill(scripted)
    press(scripted, "Controleer uw aanvraag")
    scripted.wait_for_timeout(2100)
    press(scripted, "Verstuur de aanvraag")
    reference = scripted.locator(".reference").inner_text()

    for _ in range(50):
        if listing(folder / "post").count(reference) >= 4:
            break
        scripted.wait_for_timeout(100)
    scripted.goto(f"{way}/_preview/post")

    expect(scripted.locator("h2").filter(has_text=reference)).to_have_count(2)


def test_a_request_by_keyboard_alone(scripted: Page, way: str) -> None:
    key = scripted.keyboard
    scripted.goto(f"{way}/contact/")
    scripted.get_by_label("Naam van uw organisatie").focus()
    for words in ("Bakker & Zn", "Ans", "ans@bakker.nl", "0612345678"):
        key.type(words)
        key.press("Tab")
    key.press("ArrowDown")
    for _ in range(2):
        key.press("Tab")
    key.press("Space")
    for _ in range(4):
        key.press("Tab")
    key.type("na de zomer")
    key.press("Tab")
    key.type("Tot dan")
    key.press("Tab")
    key.press("Space")
    key.press("Tab")
    key.press("Tab")
    assert scripted.evaluate("document.activeElement.textContent") == "Controleer uw aanvraag"
    key.press("Enter")

    expect(scripted.get_by_role("heading", level=1)).to_have_text("Controleer uw aanvraag")
    scripted.wait_for_timeout(2100)
    for _ in range(40):
        key.press("Tab")
        if scripted.evaluate("document.activeElement.textContent") == "Verstuur de aanvraag":
            break
    key.press("Enter")
    expect(scripted.get_by_role("heading", level=1)).to_have_text("Uw aanvraag is ontvangen")


def test_axe_finds_nothing_on_any_step_or_error(scripted: Page, way: str) -> None:
    page, found = scripted, {}

    def look(name: str) -> None:
        page.emulate_media(color_scheme="light")
        found[name] = [one["id"] for one in violations(page)]
        page.emulate_media(color_scheme="dark")
        found[name] += [one["id"] for one in violations(page, runOnly=["cat.color"])]  # all else is as in the light
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(it => it.id)")
        assert len(ids) == len({*ids})

    def send(button: str, name: str) -> None:
        with page.expect_navigation():  # all of the next page is there when it is looked at
            press(page, button)
        look(name)

    page.goto(f"{way}/contact/")
    look("form")
    page.get_by_label("Telefoonnummer").fill("abc")
    page.get_by_label("Wat wilt u er nog bij zeggen?").fill("x" * 2001)
    send("Controleer uw aanvraag", "errors")
    page.get_by_label("Telefoonnummer").fill("")
    page.get_by_label("Wat wilt u er nog bij zeggen?").fill("x" * 2000)
    fill(page)
    send("Controleer uw aanvraag", "check")
    page.evaluate("document.querySelector('[name=ticket]').value = ''")
    send("Verstuur de aanvraag", "renewed")
    page.wait_for_timeout(2100)
    send("Verstuur de aanvraag", "sent")
    page.goto(f"{way}/contact/aanvraag/")
    look("problem")

    assert len(found) == 6
    assert {name: ids for name, ids in found.items() if ids} == {}


def test_who_goes_back_while_the_other_page_is_slow_sees_nothing_when_it_loads_again(scripted: Page, way: str) -> None:
    held: list[Route] = []
    scripted.goto(f"{way}/over/")
    scripted.evaluate("location.hash = 'naar-inhoud'")

    def hold(route: Route) -> None:
        held.append(route)

    scripted.route(f"{AWAY}**", hold)
    browser = scripted.context.new_cdp_session(scripted)  # who waits for nothing
    scripted.evaluate("setTimeout(() => document.querySelector('a.exit').click(), 0)")
    scripted.wait_for_timeout(300)
    history = browser.send("Page.getNavigationHistory")
    before = history["entries"][history["currentIndex"] - 1]["id"]
    browser.send("Page.navigateToHistoryEntry", {"entryId": before})
    scripted.wait_for_timeout(300)
    assert scripted.url == f"{way}/over/"

    browser.send("Page.reload")
    scripted.wait_for_timeout(1000)

    assert len(held) == 2  # it was sent away once more
    for route in held:
        route.abort()
