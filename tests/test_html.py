"""Every page is HTML as the standard has it: html5lib's strict parser anywhere, the Nu Html Checker where it runs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest

from tools import nu

QUICK = ("-XX:TieredStopAtLevel=1", "-Xss4m")  # Java compiles once, as a short run wants; its frames are larger then


def strict(html: str) -> None:
    html5lib.HTMLParser(strict=True).parse(html)


def test_every_page_passes_the_strict_parser(pages: dict[str, str]) -> None:
    for html in pages.values():
        strict(html)


def test_the_strict_parser_finds_a_fault() -> None:
    with pytest.raises(html5lib.html5parser.ParseError):
        strict("<!doctype html><title>x</title><p><a href=x><div></a>")


def test_the_nu_checker_finds_no_error(
    site: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    command = nu.command()
    if command is None:
        record_property(
            "remark",
            "Nu Html Checker: NOT run, it needs Java, and npm to get it; html5lib's strict parser ran instead.",
        )
        pytest.skip("the Nu Html Checker needs Java, and npm to get it")

    shown = shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns(".receiver"))

    java, *rest = command
    done = subprocess.run(
        [java, *QUICK, *rest, "--errors-only", "--skip-non-html", "--also-check-css", "--also-check-svg", str(shown)],
        capture_output=True,
        text=True,
        check=False,
    )

    record_property("remark", f"Nu Html Checker {nu.VERSION}: ran over every page, style sheet and drawing.")
    assert (done.returncode, done.stderr) == (0, "")
