"""What is not public does not come out, whatever is asked, and whoever asks properly is still answered."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.attacks import SECRETS, strange, throw
from tests.pushing import Practice
from tests.serving import get, post, wait_for
from tests.test_served import behind, serve

__all__ = ["behind"]  # a fixture
MANY = 1_500  # benchmarks/attacks.py throws more


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_nothing_but_what_is_public_comes_out_and_the_site_stays_up(
    practice: Practice, behind: int, tmp_path: Path, kind: str, record_property: Callable[[str, object], None]
) -> None:
    words = [sys.executable, "-m", "server", str(practice.server / "var/instellingen")]
    chance = random.Random(20261123)  # noqa: S311 - the same ones each time
    with (
        serve(kind, practice, tmp_path, record_property) as port,
        subprocess.Popen(words, stderr=subprocess.DEVNULL) as receiver,
    ):
        try:
            wait_for(behind)
            with ThreadPoolExecutor(1) as pool:  # a browser of another test may have a loop of its own in this thread
                told = pool.submit(asyncio.run, throw(port, (strange(chance) for _ in range(MANY)))).result()
            page, form = get(port, "/"), post(port, "/contact/aanvraag/")
        finally:
            receiver.kill()

    assert told.leaks == []
    assert [
        words for words in told.broken if kind == "nginx" or not re.search(rb"%00|a{999}", words)
    ] == []  # Caddy's own
    assert "hang" not in told.states
    assert told.states["404"] > MANY / 20
    assert (page[0], form[0]) == (200, 422), told.states


def test_each_secret_would_be_known_if_it_came_out(practice: Practice) -> None:
    found = set()
    for path in practice.server.rglob("*"):
        if path.is_file() and not path.is_symlink() and "environments" not in path.parts:
            data = path.read_bytes()
            found |= {secret for secret in SECRETS if secret in data}

    assert {b"AANVRAGEN_SLEUTEL", b'"commit":', b"<!--main-->", b"ref: refs/", b"server.hook", b"[receive]"} <= found
