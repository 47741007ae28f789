"""A command that is mistyped gets a Dutch answer that says what can be typed instead."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["bouw"], "'bouw' is geen opdracht. Kies uit: build, check, "),
        (
            ["new"],
            "'new' klopt niet. Achter new kunt u dit opgeven:\n  --title      de titel, tussen aanhalingstekens\n",
        ),
        (["check", "--formaat", "x"], "'check --formaat x' klopt niet. Achter check kunt u dit opgeven:\n  --format "),
        (["preview", "--port"], "'preview --port' klopt niet. "),
        (["font", "--snel"], "'font --snel' klopt niet. Achter font hoort niets meer.\n"),
    ],
)
def test_a_mistyped_command_is_answered_in_dutch(typed: list[str], answer: str) -> None:
    program = [sys.executable, "-P", str(ROOT / "tools/commands.py"), "--search-root", str(ROOT)]

    done = subprocess.run([*program, *typed], capture_output=True, encoding="utf-8", check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(answer)
