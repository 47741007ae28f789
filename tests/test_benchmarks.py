"""What the benchmarks stand on: articles that are alike everywhere, and a table that says only what was measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import words
from benchmarks.articles import LENGTH, Article, article, articles, count, for_ours
from benchmarks.build import README
from benchmarks.peers import HERE
from benchmarks.process import Taken, take
from benchmarks.table import CLEAN, PLACE, placed, table
from frontmatter.check import check
from frontmatter.fields import ARTICLE
from tests.conftest import ROOT

MANY = list(articles(300))


def told(articles: list[Article], name: str) -> set[object]:
    return {getattr(article, name) for article in articles}


def test_articles_have_one_length_and_nothing_twice() -> None:
    assert {count(article.body) for article in MANY} == {LENGTH}
    assert all(80 <= len(article.summary) <= 160 for article in MANY)
    assert all(len(told(MANY, name)) == len(MANY) for name in ("title", "slug", "summary", "body"))
    assert {topic for article in MANY for topic in article.topics} == {*words.TOPICS}
    assert told(MANY, "category") == {*words.CATEGORIES}


def test_an_article_is_the_same_each_time() -> None:
    assert article(7) == MANY[7]
    assert article(7).slug == "begin-bij-de-klusser-tijdens-de-pauze"


def test_an_article_has_what_a_typographer_works_on() -> None:
    for mark in ('"', "'s Avonds", "zo'n", "art. ", " % ", " – ", "](https://", "**", "\n- ", "\n## "):
        assert all(mark in article.body for article in MANY), mark


def test_an_article_is_right_for_our_site() -> None:
    assert [fault for one in MANY for fault in check(one.slug, for_ours(one).encode(), ARTICLE).faults] == []


def test_a_process_is_timed_with_its_children(tmp_path: Path) -> None:
    waster = "import subprocess, sys, time; held = bytes(range(256)) * 160_000; time.sleep(0.4)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {waster!r}], check=True)"

    taken = take([sys.executable, "-c", parent], tmp_path)

    assert 0.4 < taken.seconds < 20
    assert taken.memory > 40_000_000  # and at least what this process had, of which it began as a copy


def test_the_table_has_a_dash_where_nothing_was_measured() -> None:
    results = {("Hugo", 3): [Taken(0.1, 10**8), Taken(0.3, 10**8), Taken(0.2, 2 * 10**8)], (CLEAN, 3): [Taken(20, 1)]}

    lines = table(results).splitlines()

    assert "| Hugo | 0.20 | 200 |" in lines
    assert f"| {CLEAN} | 20.0 | 0 |" in lines
    assert "| Pelican | – | – |" in lines
    assert f"| {CLEAN} / Hugo | 100.00 |  |" in lines
    assert f"| {CLEAN} / Pelican | – |  |" in lines


def test_the_readme_has_a_place_for_the_table() -> None:
    readme = README.read_text(encoding="utf-8")

    again = placed(readme, "Een regel.", {("Hugo", 3): [Taken(0.1, 10**8)]})

    assert len(PLACE.findall(readme)) == 1
    assert PLACE.sub("", again) == PLACE.sub("", readme)


def test_what_the_peers_need_is_pinned_by_hash_and_names_no_registry() -> None:
    lock = json.loads((HERE / "eleventy/package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]

    assert all("integrity" in package and "resolved" not in package for package in packages)
    assert "--hash=sha256:" in (HERE / "hugo/requirements.txt").read_text()
    assert ROOT in HERE.parents
