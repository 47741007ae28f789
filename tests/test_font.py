"""The font: made from its source by steps that can be repeated, within its budget."""

from __future__ import annotations

from tools.font import SOURCE, TARGET, cut


def test_the_font_of_the_theme_is_what_its_source_gives() -> None:
    assert cut(SOURCE.read_bytes()) == TARGET.read_bytes()


def test_the_font_weighs_less_than_30_kb() -> None:
    assert TARGET.stat().st_size < 30_000
