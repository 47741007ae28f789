"""`new`: a fresh article that nobody sees yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tools.new import FOLDER, NotNew, begin

DAY = date(2026, 2, 3)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Goed luisteren", "2026-02-03-goed-luisteren.md"),
        ("  Zo'n  één-op-één gesprek? ", "2026-02-03-zon-een-op-een-gesprek.md"),
        ("Waarom PSA\u2011beleid", "2026-02-03-waarom-psa-beleid.md"),
        ("Café: 't kan", "2026-02-03-cafe-t-kan.md"),
    ],
)
def test_a_new_article_is_named_by_date_and_title(project: Path, title: str, name: str) -> None:
    path = begin(project, title, DAY)

    assert path == project / FOLDER / name
    assert path.read_text(encoding="utf-8").startswith(f"Titel: {' '.join(title.split())}\nDatum: 2026-02-03\n")
    assert "Status: concept\n" in path.read_text(encoding="utf-8")


def test_an_article_is_never_overwritten_also_not_on_another_day(project: Path) -> None:
    path = begin(project, "Goed luisteren", DAY)
    path.write_text("geschreven werk", encoding="utf-8")

    with pytest.raises(NotNew, match=r"2026-02-03-goed-luisteren\.md bestaat al"):
        begin(project, "Goed luisteren!", date(2026, 2, 4))

    assert path.read_text(encoding="utf-8") == "geschreven werk"


@pytest.mark.parametrize("title", ["", "  ", "?!", "../", "--help"])
def test_a_title_without_letters_gets_a_clear_answer(project: Path, title: str) -> None:
    with pytest.raises(NotNew, match="is geen titel"):
        begin(project, title, DAY)

    assert not list((project / FOLDER).iterdir())
