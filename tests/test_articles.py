"""Reading time and neighbours."""

from __future__ import annotations

import pytest

from pages.reading import minutes, neighbours


@pytest.mark.parametrize(("words", "expected"), [(0, 1), (1, 1), (219, 1), (440, 2), (660, 3), (2200, 10)])
def test_reading_time_is_in_whole_minutes_and_at_least_one(words: int, expected: int) -> None:
    html = "<p>" + "<em>woord</em> " * words + "</p>"

    assert minutes(html) == expected


def test_every_article_knows_the_one_before_and_after_it() -> None:
    assert neighbours(["new", "mid", "old"]) == [("new", "mid", None), ("mid", "old", "new"), ("old", None, "mid")]


def test_no_articles_have_no_neighbours() -> None:
    assert neighbours([]) == []
