"""The real site, built by real Pelican: its addresses, its metadata, its feeds, its weight."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from tests.conftest import asset

ARTICLES = (
    ("2025-12-11", "Zorgvuldigheid en neutraliteit"),
    ("2026-01-07", "Waarom een extern vertrouwenspersoon verschil maakt op de werkvloer"),
    ("2026-01-29", "Waarom PSA\u2011beleid en een klachtenregeling onmisbaar zijn"),
)
ADDRESSES = (
    "/",
    "/medewerkers/",
    "/organisaties/",
    "/verplichtingen/",
    "/verplichtingen/vertrouwenspersoon/",
    "/artikelen/",
    "/artikelen/zorgvuldigheid-en-neutraliteit/",
    "/artikelen/waarom-een-extern-vertrouwenspersoon-verschil-maakt-op-de-werkvloer/",
    "/artikelen/waarom-psa-beleid-en-een-klachtenregeling-onmisbaar-zijn/",
    "/onderwerpen/vertrouwenspersoon/",
    "/contact/",
    "/over/",
    "/veilig-lezen/",
    "/privacy/",
    "/toegankelijkheid/",
    "/404.html",
)
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
UNLISTED = {"/404.html", "/contact/storing/"}  # a server shows them in the place of another page


def text_of(html: str) -> str:
    """Everything a visitor can read on a page."""
    return re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL)


def jsonld(html: str) -> list[dict[str, object]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return [thing for document in found for thing in json.loads(document)["@graph"]]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_of_the_plan_is_there(pages: dict[str, str], address: str) -> None:
    assert address in pages


def test_nothing_is_written_that_nobody_needs(site: Path) -> None:
    folders = {path.relative_to(site).parts[0] for path in site.iterdir()}

    assert folders.isdisjoint({"drafts", "author", "category", "tag", "pages", "authors.html", "categories.html"})


def test_the_three_articles_have_their_literal_titles_and_dates(pages: dict[str, str]) -> None:
    things = [thing for address, html in pages.items() if address.startswith("/artikelen/") for thing in jsonld(html)]
    found = {(str(a["datePublished"])[:10], a["headline"]) for a in things if a["@type"] == "Article"}

    assert found == set(ARTICLES)


def test_articles_know_the_one_before_and_the_one_after(pages: dict[str, str]) -> None:
    middle = pages[ADDRESSES[7]]

    assert 'rel="prev" href="/artikelen/zorgvuldigheid-en-neutraliteit/"' in middle
    assert 'rel="next" href="/artikelen/waarom-psa-beleid-en-een-klachtenregeling-onmisbaar-zijn/"' in middle
    assert "minuten lezen" in middle


def test_every_page_has_a_title_and_description_of_its_own(pages: dict[str, str]) -> None:
    titles = [re.findall(r"<title>(.+?)</title>", html) for html in pages.values()]
    descriptions = [re.findall(r'<meta name="description" content="(.+?)">', html) for html in pages.values()]

    for found in (titles, descriptions):
        assert all(len(values) == 1 for values in found)
        assert len({values[0] for values in found}) == len(pages)


def test_every_page_but_those_for_trouble_names_its_canonical_address(pages: dict[str, str]) -> None:
    for address, html in pages.items():
        found = re.findall(r'<link rel="canonical" href="(.*?)">', html)

        assert found == ([] if address in UNLISTED else [f"https://praktijk.example{address}"])


def test_every_page_carries_structured_data_that_parses(pages: dict[str, str]) -> None:
    kinds = {address: {str(thing["@type"]) for thing in jsonld(html)} for address, html in pages.items()}

    assert all(kinds.values())
    assert {"ProfessionalService", "Person"} <= kinds["/"] & kinds["/over/"]
    assert {"Article", "BreadcrumbList"} <= kinds[ADDRESSES[6]]


def test_every_page_tells_open_graph_what_it_is(pages: dict[str, str], site: Path) -> None:
    for html in pages.values():
        names = set(re.findall(r'<meta property="og:(\w+)" content="[^"]+">', html))

        assert {"type", "title", "description", "url", "image", "locale", "site_name"} <= names
    assert asset(site, "mark.png").read_bytes().startswith(b"\x89PNG")


def test_every_page_offers_a_way_out_first(pages: dict[str, str]) -> None:
    for html in pages.values():
        first = re.search(r"<a [^>]*>[^<]*</a>", html[html.index("<body>") :])

        assert first
        assert first[0] == '<a class="exit" href="https://www.knmi.nl/" rel="noreferrer">Verlaat deze site</a>'


def test_the_employees_page_has_no_form(pages: dict[str, str]) -> None:
    assert not re.search(r"<(form|input|textarea)", pages["/medewerkers/"])


def test_the_feed_has_the_full_text_with_absolute_addresses(site: Path) -> None:
    feed = ElementTree.parse(site / "feeds/artikelen.atom.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")

    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    bodies = [entry.findtext(f"{ATOM}content") or "" for entry in entries]
    links = [str(link.get("href")) for link in feed.iter(f"{ATOM}link")]
    assert titles == [title for _, title in reversed(ARTICLES)]
    assert all(len(body.split()) > 400 for body in bodies)
    assert all(link.startswith("https://praktijk.example/") for link in links)
    assert not re.search(r'(href|src)="(?!https?:|mailto:|tel:|#)', "".join(bodies))


def test_the_sitemap_lists_every_page_but_those_for_trouble_with_a_date_from_the_content(
    site: Path, pages: dict[str, str]
) -> None:
    urls = ElementTree.parse(site / "sitemap.xml").getroot()
    found = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in urls}

    assert set(found) == {f"https://praktijk.example{address}" for address in pages if address not in UNLISTED}
    assert all(date and datetime.fromisoformat(date).date() <= datetime.now(UTC).date() for date in found.values())
    assert str(found[f"https://praktijk.example{ADDRESSES[6]}"]).startswith("2025-12-11")


def test_robots_and_security_say_what_their_standards_ask(site: Path) -> None:
    robots = (site / "robots.txt").read_text()
    security = (site / ".well-known/security.txt").read_text()

    assert "Sitemap: https://praktijk.example/sitemap.xml" in robots
    assert re.search(r"^Contact: mailto:\S+$", security, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", security, re.MULTILINE)


def test_nothing_of_pelican_or_the_theme_is_left_unfilled(pages: dict[str, str]) -> None:
    for html in pages.values():
        assert not re.search(r"\{(filename|static|attach)\}|\[\[|\]\]|\{\{|\{%|None|Undefined", text_of(html))


def test_no_page_asks_another_host_for_anything(pages: dict[str, str], site: Path) -> None:
    style = asset(site, "site.css").read_text()

    for html in pages.values():
        loaded = re.findall(
            r'<(?:link rel="(?:stylesheet|preload|icon)"|script|img|iframe)[^>]*(?:href|src)="(.*?)"', html
        )
        assert loaded
        assert all(address.startswith("/theme/") for address in loaded)
    assert not re.search(r"url\((?!brygada-1918\.[0-9a-f]{8}\.woff2\))", style)


def test_an_article_weighs_at_most_8_kb_and_40_with_its_font(site: Path) -> None:
    style = sum(len(gzip.compress(asset(site, name).read_bytes(), 9)) for name in ("site.css", "leave.js"))
    font = asset(site, "brygada-1918.woff2").stat().st_size

    for path in site.glob("artikelen/*/index.html"):
        weight = len(gzip.compress(path.read_bytes(), 9)) + style
        assert weight <= 8_000
        assert weight + font <= 40_000


def test_every_letter_on_the_site_is_in_its_font(pages: dict[str, str], site: Path) -> None:
    letters = set(TTFont(asset(site, "brygada-1918.woff2")).getBestCmap())

    for address, html in pages.items():
        missing = {c for c in text_of(html) if ord(c) not in letters and c not in "\n"}
        assert not missing, address
