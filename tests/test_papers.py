"""What the site promises of itself on its papers is what the software does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Browser

from contact.form import SUSPECT_DAYS
from dutch import long_date
from practice import FILE, read
from server.install import install
from tests.conftest import ROOT, spoil
from tests.test_build import run

SCRIPT = (ROOT / "theme/static/leave.js").read_text(encoding="utf-8")


def words(pages: dict[str, str], address: str) -> str:
    main = etree.fromstring(pages[address], etree.HTMLParser()).find(".//main")
    assert main is not None
    return " ".join("".join(main.itertext()).split())


def test_the_page_on_accessibility_names_the_checker_that_runs_and_the_day_of_the_practice(
    pages: dict[str, str], browser: Browser
) -> None:
    page = browser.new_page()
    version = Axe().run(page).response["testEngine"]["version"]
    page.close()
    practice, _ = read(ROOT)

    assert practice.accessibility_test
    assert practice.accessibility_test <= date.today()  # noqa: DTZ011
    said = words(pages, "/toegankelijkheid/")
    assert f"axe-core {version.rpartition('.')[0]}. " in said
    assert f"op {long_date(practice.accessibility_test)}, ".replace("\xa0", " ") in said.replace("\xa0", " ")


def test_the_page_on_privacy_says_that_nobody_is_noted_as_long_as_the_server_notes_nobody(
    pages: dict[str, str], tmp_path: Path
) -> None:
    install(tmp_path / "server", "praktijk.nl")
    nginx = (tmp_path / "server/etc/nginx.conf").read_text(encoding="utf-8")
    caddy = (tmp_path / "server/etc/Caddyfile").read_text(encoding="utf-8")

    assert "Hij schrijft niet op wie welke pagina vroeg" in words(pages, "/privacy/")
    assert "access_log off;" in nginx
    assert "error_log stderr emerg;" in nginx
    assert re.search(r"exclude http\.log\.error", caddy)
    assert not re.search(r"^\s*log\s+\{?\s*(?:output|format)", caddy, re.MULTILINE)


def test_who_has_the_pages_sent_by_others_says_so(project: Path) -> None:
    file = project / FILE
    file.write_text(f'{file.read_text(encoding="utf-8")}\nverzonden-door = "GitHub"\n', encoding="utf-8")

    assert run(project).returncode == 0
    privacy = (project / "output/privacy/index.html").read_text(encoding="utf-8")

    assert "verstuurd door GitHub, een ander bedrijf" in privacy
    assert "schrijft niet op wie" not in privacy


def test_the_days_on_the_page_on_privacy_are_those_of_the_store(pages: dict[str, str]) -> None:
    practice, _ = read(ROOT)

    assert f"Na {practice.request_days} dagen verwijdert de server uw aanvraag" in words(pages, "/privacy/")
    assert f"dan gebeurt dat al na {SUSPECT_DAYS} dagen" in words(pages, "/privacy/")


def test_reading_safely_says_of_the_way_out_what_its_script_does(pages: dict[str, str]) -> None:
    said = words(pages, "/veilig-lezen/")

    assert "TIMES = 3," in SCRIPT
    assert "drie keer op Shift" in said
    assert set(re.findall(r"\w+Storage", SCRIPT)) == {"sessionStorage"}
    assert "onthoudt het tabblad dat je dat deed" in said
    assert not re.search(r"localStorage|cookie|indexedDB|fetch\(|sendBeacon", SCRIPT)
    assert "Hij haalt niets uit je geschiedenis" in said
    assert read(ROOT)[0].exit_address.removeprefix("https://").strip("/") in said


@pytest.mark.parametrize("address", ["/medewerkers/", "/veilig-lezen/"])
def test_where_employees_read_there_is_no_form(pages: dict[str, str], address: str) -> None:
    assert not re.search(r"<(form|input|textarea|button)\b", pages[address])


def test_security_txt_is_as_its_standard_asks_and_its_end_is_told_a_month_ahead(project: Path) -> None:
    soon = date.today() + timedelta(days=20)  # noqa: DTZ011
    spoil(project / FILE, "security-geldig-tot = 2027-11-01", f"security-geldig-tot = {soon}")

    done = run(project)
    lines = (project / "output/.well-known/security.txt").read_text(encoding="utf-8").splitlines()

    assert f"security.txt geldt tot en met {long_date(soon)}" in done.stdout
    fields = [line.partition(": ")[0] for line in lines if line]
    assert fields.count("Expires") == fields.count("Preferred-Languages") == fields.count("Canonical") == 1
    assert fields[0] == "Contact"
    assert f"Expires: {soon}T23:59:59Z" in lines


@pytest.mark.parametrize(
    ("line", "told"),
    [("toegankelijk-getest = 2999-01-01", "'toegankelijk-getest' is nog niet geweest: 2999-01-01.")],
)
def test_a_day_that_has_not_been_is_refused_for_publication(project: Path, line: str, told: str) -> None:
    spoil(project / FILE, "toegankelijk-getest = 2026-11-23", line)

    assert told in [fault.message for fault in read(project, for_publication=True)[1]]
