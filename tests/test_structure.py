"""The rooms of the house: who may know whom, and how large anything may grow."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SHARED = {
    "fault", "practice", "document", "textfile", "dutch", "dates", "when", "states", "stamp", "headers", "work", "tree",
    "notes",
}  # fmt: skip
PLUGINS = {path.name for path in (ROOT / "plugins").iterdir() if (path / "__init__.py").exists()}
SPEAKS_PELICAN = {"page.py", "writer.py", "quick.py"}
PYTHON = ("plugins", "server", "tools")
OURS = sorted([*(path for name in PYTHON for path in (ROOT / name).rglob("*.py")), *ROOT.glob("*.py")])
ONLY = {"sqlite3": {"server/store.py", "plugins/fast/store.py"}, "smtplib": {"server/mail.py"}}  # and who may know it
SERVER_MAY_KNOW = {"contact", "dutch", "headers"}  # of the plugins
SILENT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip
FOLDERS = ("content", "theme", "plugins", "server", "tools", "tests", "benchmarks", "docs")
OURS_TOO = [*ROOT.glob("*"), *(path for name in FOLDERS for path in (ROOT / name).rglob("*"))]


def imported(path: Path) -> set[str]:
    """The first names of all modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(*paths: Path) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def code(path: Path) -> int:
    """Count the lines that say something to Python: no empty ones, no comments, no docstrings."""
    text = path.read_text(encoding="utf-8")
    said = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in SILENT
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            said -= {*range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)}
    return len(said)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    assert lines(path) <= 400
    assert [node.name for node in functions(path) if (node.end_lineno or 0) - node.lineno >= 50] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "plugins").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_plugin_knows_itself_and_what_is_shared(path: Path) -> None:
    own = path.relative_to(ROOT / "plugins").parts[0]
    names = imported(path)

    assert names & (PLUGINS - {own}) == set()
    assert not names & {"tools", "tests"}
    assert "pelican" not in names or path.name in SPEAKS_PELICAN
    if own.removesuffix(".py") in SHARED:
        assert names & PLUGINS == set()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "server").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_the_server_knows_the_form_and_nothing_else_of_the_site(path: Path) -> None:
    names = imported(path)

    assert names & (PLUGINS | SHARED) <= SERVER_MAY_KNOW
    assert not names & {"tools", "tests", "pelican"}
    assert not re.search(r"from contact(?!\.form import)", path.read_text(encoding="utf-8"))


def test_what_one_file_knows_no_other_does() -> None:
    for module, owners in ONLY.items():
        knows = {path.relative_to(ROOT).as_posix() for path in OURS if module in imported(path)}
        assert knows == owners


def test_no_group_of_a_pattern_is_possessive_as_that_goes_wrong_before_python_3_11_5() -> None:
    group = re.compile(r"(?<!\()\)[*+?]\+")

    assert [path.name for path in OURS if group.search(path.read_text(encoding="utf-8"))] == []


def test_three_plugins_listen_to_what_pelican_says_of_a_text() -> None:
    listens = re.compile(r"content_object_init\.connect")  # that two pass articles over, plugins/fast/quick.py knows
    found = {path.parent.name for path in (ROOT / "plugins").rglob("*.py") if listens.search(path.read_text("utf-8"))}

    assert found == {"assets", "obligations", "pictures"}


def test_the_whole_fits_in_an_afternoon() -> None:
    assert sum(map(code, [*(ROOT / "plugins").rglob("*.py"), ROOT / "tasks.py"])) <= 5765  # of which speed takes 1,800
    assert sum(map(code, (ROOT / "server").rglob("*.py"))) <= 1925
    assert lines(*(path for path in (ROOT / "theme/templates").rglob("*") if path.is_file())) <= 900
    assert lines(*(ROOT / "theme/static").glob("*.css")) <= 600


def test_the_locks_pin_everything_by_hash_and_name_no_address() -> None:
    for lock in (ROOT / "requirements.txt", ROOT / "requirements-dev.txt"):
        text = lock.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9._-]+==\S+.*$", text, re.MULTILINE)

        assert pins
        assert all(pin.endswith("\\") for pin in pins)
        assert not re.search(r"https?:|--index|--extra|--find-links|file:", text)


def test_what_the_site_needs_is_pinned_alike_for_the_tests() -> None:
    run = set(re.findall(r"^\S+==\S+", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))
    dev = set(re.findall(r"^\S+==\S+", (ROOT / "requirements-dev.txt").read_text(encoding="utf-8"), re.MULTILINE))

    assert run <= dev


def test_the_map_in_the_readme_names_what_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.search(r"```\n(content/.*?)```", readme, re.DOTALL)

    there = {name for path in OURS_TOO for name in (path.name, path.relative_to(ROOT).as_posix())}
    assert named
    for path in re.findall(r"^ {0,2}([\w./*-]+)", named[1], re.MULTILINE):
        assert path.rstrip("/") in there, path
