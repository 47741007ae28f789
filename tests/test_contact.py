"""Where the form on the contact page leads: to the practice's own receiver, to a form service, or to a mail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from contact.form import Terms
from practice import FILE
from server.install import NotInstalled, install
from server.pages import FOLDER, Pages
from server.settings import read
from tests.conftest import ROOT
from tests.test_build import run


def endpoint(project: Path, *lines: str) -> tuple[etree._Element, str]:
    """Build with these lines in praktijk.toml; the contact page, and the words of the page on privacy."""
    file = project / FILE
    file.write_text(file.read_text(encoding="utf-8") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    done = run(project)
    assert done.returncode == 0, done.stderr
    parser = etree.HTMLParser(encoding="utf-8")
    contact = etree.fromstring((project / "output/contact/index.html").read_bytes(), parser)
    return contact, (project / "output/privacy/index.html").read_text(encoding="utf-8")


def test_by_itself_the_form_goes_to_the_practice_and_the_receiver_gets_what_it_needs(project: Path) -> None:
    contact, privacy = endpoint(project)

    form = contact.find(".//form")
    assert form is not None
    assert (form.get("action"), form.get("method")) == ("/contact/aanvraag/", "post")
    assert "Na 90 dagen verwijdert de server uw aanvraag vanzelf" in privacy
    pages = Pages(project / "output" / FOLDER)
    assert isinstance(pages.terms, Terms)
    assert 'class="reference">123' in pages.render("sent", "Ontvangen", reference="123", answered="morgen")


def test_the_days_of_the_practice_stand_at_the_button_and_on_the_page_on_privacy(project: Path) -> None:
    file = project / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("aanvragen-bewaren = 90", "aanvragen-bewaren = 21"), encoding="utf-8")

    contact, privacy = endpoint(project)

    assert "Het wordt na 21 dagen verwijderd" in "".join(contact.itertext())
    assert "Na 21 dagen verwijdert de server" in privacy
    assert "dan gebeurt dat al na 21 dagen" in privacy
    assert Pages(project / "output" / FOLDER).terms.days == 21


def test_a_form_service_gets_the_form_with_its_own_fields_and_visitors_are_told(project: Path) -> None:
    contact, privacy = endpoint(
        project, 'endpoint = "https://formulier.nl/f/abc"', 'endpoint-velden = ["_subject=Aanvraag", "key=a=b"]'
    )

    form = contact.find(".//form")
    assert form is not None
    hidden = {field.get("name"): field.get("value") for field in form.iterfind(".//input[@type='hidden']")}
    assert form.get("action") == "https://formulier.nl/f/abc"
    assert hidden == {"_subject": "Aanvraag", "key": "a=b"}
    assert "gaat via formulier.nl naar Dijan Bruins" in "".join(contact.itertext())
    assert "gaat via formulier.nl, een ander bedrijf" in privacy
    assert "verwijdert de server" not in privacy
    assert not (project / "output" / FOLDER).exists()


def test_without_a_server_there_is_a_mail_that_is_ready_and_no_form(project: Path) -> None:
    contact, privacy = endpoint(project, 'endpoint = "mail"')

    assert contact.find(".//form") is None
    ready = [link for link in contact.xpath("//a/@href") if "?subject=" in link]
    assert re.fullmatch(
        r"mailto:dijan@praktijk\.example\?subject=Aanvraag%20offerte&body=Organisatie%3A%0D%0A.*", ready[0]
    )
    assert "Deze site heeft geen formulier" in privacy
    assert not (project / "output" / FOLDER).exists()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('endpoint = "http://formulier.nl/"', "'endpoint' kan niet"),
        ('endpoint = "fax"', "'endpoint' kan niet"),
        ('endpoint-velden = "x"', "'endpoint-velden' kan niet"),
    ],
)
def test_an_endpoint_that_is_none_is_told(project: Path, line: str, told: str) -> None:
    file = project / FILE
    file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")

    done = run(project)

    assert done.returncode == 1
    assert told in done.stderr


def test_the_server_gets_settings_that_the_receiver_takes_and_keeps_them_when_set_up_again(tmp_path: Path) -> None:
    said = install(tmp_path / "srv", "praktijk.nl")
    settings = tmp_path / "srv/var/instellingen"
    first = settings.read_text(encoding="utf-8")

    install(tmp_path / "srv", "praktijk.nl")

    assert settings.read_text(encoding="utf-8") == first
    assert settings.stat().st_mode & 0o777 == 0o600
    assert read({}, settings).database == tmp_path / "srv/var/aanvragen.db"
    assert read({}, settings).key not in said
    assert "systemctl enable --now aanvragen" in said
    for name in ("aanvragen.service", "nginx.conf", "Caddyfile"):
        text = (tmp_path / "srv/etc" / name).read_text(encoding="utf-8")
        assert "praktijk.nl" in text
        assert not re.search(
            r"\$(?!host|remote_addr|uri|status|site_praktijk_nl_|sent_http_|http_accept_encoding)[a-z]", text
        )


@pytest.mark.parametrize("domain", ["", "praktijk", "praktijk.nl; rm -rf /", "PRAKTIJK.NL", "-x.nl", "a b.nl"])
def test_a_domain_that_is_none_writes_nothing(tmp_path: Path, domain: str) -> None:
    with pytest.raises(NotInstalled, match="geen domein"):
        install(tmp_path / "srv", domain)

    assert not (tmp_path / "srv").exists()


def test_the_receiver_runs_where_there_is_no_pelican(tmp_path: Path) -> None:
    (tmp_path / "pelican.py").write_text("raise RuntimeError('the receiver asks for Pelican')")
    code = "import sys; sys.path.insert(0, sys.argv[1]); import server.__main__, server.desk, server.install"

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
