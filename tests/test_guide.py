"""The Dutch guide says what the software does."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tools.guide import GUIDE, filled

TEXT = GUIDE.read_text(encoding="utf-8")


def test_the_tables_of_fields_are_those_of_the_software() -> None:
    assert filled(TEXT) == TEXT
    assert filled(TEXT.replace("| `Titel` *", "| `Kop`")) == TEXT


def test_every_block_of_the_theme_is_explained_and_no_other() -> None:
    named = set(re.findall(r"`\[\[([\w-]+)\]\]`", TEXT))

    assert named == {path.stem for path in (ROOT / "theme/templates/blocks").glob("*.html")}


@pytest.mark.parametrize("name", re.findall(r"python3 tasks\.py (\w+)", TEXT))
def test_every_command_of_the_guide_is_there(name: str) -> None:
    assert f"def {name}(" in (ROOT / "tasks.py").read_text(encoding="utf-8")


def test_every_command_is_explained_in_one_line() -> None:
    listing = subprocess.run(
        [sys.executable, "-m", "invoke", "--list"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    defined = re.findall(r"^def (\w+)\(", (ROOT / "tasks.py").read_text(encoding="utf-8"), re.MULTILINE)

    told = [line.split(maxsplit=1) for line in listing.stdout.splitlines()[1:] if line.strip()]
    assert sorted(name for name, _ in told) == sorted(defined)
    assert all(text.endswith((".", '".')) for _, text in told)
