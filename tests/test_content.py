"""The real content: what the texts must be, and what they must never say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

TEXTS = sorted((ROOT / "content").rglob("*.md"))
FORBIDDEN = (
    r"verplicht vanaf (1 januari )?20(24|25|26|27)",  # the claims of law.md section 12
    r"meer dan (tien|10) (werk|mede)",
    r"€\s*\d",  # amounts of fines, and prices that nobody gave
    r"\bsorry\b|\bhelaas\b|\bongeldig\b|verplicht veld",
    r"artikel 1 lid 3",
    r"aantoonbaar gewist|wist (je|uw) geschiedenis",
)


def body(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n\n")[2]


@pytest.mark.parametrize("path", sorted((ROOT / "content/artikelen").glob("*.md")), ids=lambda path: path.stem)
def test_an_article_is_500_to_800_words(path: Path) -> None:
    assert 500 <= len(body(path).split()) <= 800


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_text_says_what_may_not_be_said(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    for claim in FORBIDDEN:
        assert not re.search(claim, text, re.IGNORECASE), claim


@pytest.mark.parametrize("path", sorted((ROOT / "content/verplichtingen").glob("*.md")), ids=lambda path: path.stem)
def test_an_obligation_names_its_sources_and_the_day_of_the_newest(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.search(r"^Gecontroleerd: 20\d\d-\d\d-\d\d$", text, re.MULTILINE)
    assert re.search(r"^Bronnen:\n- .+, https://", text, re.MULTILINE)


@pytest.mark.parametrize(
    "path", [path for path in TEXTS if path.parent.name != "verplichtingen"], ids=lambda path: path.stem
)
def test_a_description_fits_what_search_engines_show(path: Path) -> None:
    summary = re.search(r"^Samenvatting: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert summary
    assert 50 <= len(summary[1]) <= 170
