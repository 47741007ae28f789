"""Axe in a page, of which only what it finds wrong travels: the whole answer takes longer than finding it."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT: str = Axe().axe_script
RUN = """async ([options, kind]) => {
  const found = await axe.run({resultTypes: [kind], ...options});
  return found[kind];
}"""


def violations(page: Page, **options: Any) -> list[dict[str, Any]]:
    """Return what is wrong on a page as it is now, under options of axe, which is brought to each page once."""
    return _run(page, "violations", options)


def passes(page: Page, **options: Any) -> list[dict[str, Any]]:
    """Return what was looked at and is right."""
    return _run(page, "passes", options)


def _run(page: Page, kind: str, options: dict[str, Any]) -> list[dict[str, Any]]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN, [options, kind])
    return found
