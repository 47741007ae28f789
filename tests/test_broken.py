"""The folder of broken inputs: each case gives exactly the lines that stand beside it, on a real build.

What is broken is laid over a small site, `tests/small/`, that has what the theme asks for and nothing else.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fault import Faulty
from tests.conftest import ROOT
from tools.build import build

CASES = sorted((ROOT / "tests/broken").iterdir())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without content: what a broken input cannot change is copied once."""
    project = tmp_path_factory.mktemp("broken")
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pelicanconf.py", project)
    return project


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_input_gives_its_message(shared: Path, case: Path) -> None:
    shutil.rmtree(shared / "content", ignore_errors=True)
    shutil.copytree(ROOT / "tests/small", shared / "content")
    shutil.copy2(ROOT / "content/praktijk.toml", shared / "content")
    shutil.copytree(case / "content", shared / "content", dirs_exist_ok=True)

    with pytest.raises(Faulty) as caught:
        build(shared / "output", shared / "pelicanconf.py")

    told = [str(fault) for fault in caught.value.faults]
    assert told == (case / "verwacht.txt").read_text(encoding="utf-8").splitlines()
    assert not (shared / "output").exists()


def test_the_small_site_is_right(shared: Path) -> None:
    shutil.rmtree(shared / "content", ignore_errors=True)
    shutil.copytree(ROOT / "tests/small", shared / "content")
    shutil.copy2(ROOT / "content/praktijk.toml", shared / "content")

    assert build(shared / "small", shared / "pelicanconf.py").articles == 1


def test_there_are_enough_broken_inputs_and_every_message_has_a_remedy() -> None:
    messages = [line for case in CASES for line in (case / "verwacht.txt").read_text(encoding="utf-8").splitlines()]

    assert len(CASES) >= 60
    for message in messages:
        assert message.startswith(("content/", "output/")), message
        assert message.count(". ") + message.count("? ") + message.count(".'. ") >= 1, message
        assert "Traceback" not in message
