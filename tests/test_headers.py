"""The table of headers, held against the published rules of Mozilla's HTTP Observatory, and against itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from headers import policy, table
from practice import FILE
from tests.conftest import ROOT
from tests.test_build import run

TABLE = {header.name: header.value for header in table()}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR = 15_768_000  # seconds


def score(headers: Mapping[str, str]) -> int:
    """Score as the Observatory does (@mdn/mdn-http-observatory 1.4), without cookies, CORS and foreign scripts."""
    said = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    scripts = said.get("script-src", said.get("default-src", "*"))
    strict = said.get("default-src") == "'none'" and not re.search(r"unsafe|\*|https?:|data:", " ".join(said.values()))
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    points = 100
    points += 10 if strict else -25 if not said else -20 if "unsafe" in scripts else 0
    points += 5 if headers.get("Referrer-Policy") in PRIVATE else 0
    points -= 0 if age and int(age[1]) >= HALF_A_YEAR else 20 if age is None else 10
    points -= 0 if headers.get("X-Content-Type-Options") == "nosniff" else 5
    points += 5 if said.get("frame-ancestors") == "'none'" else -20
    points += 10 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0
    return points


def test_the_observatory_would_give_its_best() -> None:
    assert score(TABLE) == 130  # 100 and more is an A+


@pytest.mark.parametrize("name", ["Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options"])
def test_without_one_of_them_it_would_give_less(name: str) -> None:
    assert score({key: value for key, value in TABLE.items() if key != name}) < 130


def test_the_policy_has_no_exception() -> None:
    assert not re.search(r"unsafe|nonce|sha\d|\*|https?:|data:|blob:", policy())
    assert {"default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} <= {
        *policy().split("; ")
    }
    assert "require-trusted-types-for 'script'" in policy()


def test_a_page_and_the_file_for_hosts_say_the_same_as_the_table(site: Path, pages: dict[str, str]) -> None:
    written = (site / "_headers").read_text(encoding="utf-8")

    for header in table():
        assert f"\n  {header.name}: {header.value}\n" in written
    for page in pages.values():
        assert f'http-equiv="Content-Security-Policy" content="{policy(framing=False)}"' in page


def test_a_form_service_is_where_a_form_may_go_and_nothing_else_changes(project: Path) -> None:
    file = project / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(f'{text}\nendpoint = "https://formulier.nl/f/abc"\n', encoding="utf-8")

    assert run(project).returncode == 0
    written = (project / "output/_headers").read_text(encoding="utf-8")

    assert policy("formulier.nl") in written
    assert policy("formulier.nl").replace(" https://formulier.nl", "") == policy()


def test_nothing_that_a_page_could_ask_a_browser_for_is_allowed() -> None:
    features = next(header for header in table() if header.name == "Permissions-Policy").value

    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics"):
        assert f"{feature}=()" in features
    assert not re.search(r"=\((?!\))|=\*", features)


def test_no_template_holds_code_or_style_of_its_own() -> None:
    for path in (ROOT / "theme/templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found = re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?! src=| type=\"application/ld)", text)
        assert found is None, path
