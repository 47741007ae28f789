"""Hands each article its reading time and its neighbours."""

from __future__ import annotations

from typing import Any

from pelican.generators import ArticlesGenerator
from pelican.plugins import signals

from articles.reading import minutes, neighbours


def add_facts(generators: list[Any]) -> None:
    """Set `minutes`, `older` and `newer` on every published article, once links between all pages are known."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            for article, older, newer in neighbours(generator.articles):
                article.minutes, article.older, article.newer = minutes(article.content), older, newer


def register() -> None:
    """Let Pelican call `add_facts` once everything is read."""
    signals.all_generators_finalized.connect(add_facts)
