"""Preview: the real command's own server, watched by a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tools.preview import Live

SERVE = """\
import mimetypes, sys
from pathlib import Path
mimetypes.knownfiles.clear()  # as on a computer that has no list of its own
from tools.preview import serve
sys.exit(serve(Path(), sys.argv[1]))
"""


@pytest.fixture
def preview(project: Path) -> Iterator[str]:
    """The address of a running preview of a project that a test may change."""
    command = [sys.executable, "-c", SERVE, "0"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://\S+(?=/)", line)))
        process.terminate()


def test_a_change_shows_in_the_browser_and_a_fault_on_top_of_the_last_good_page(
    preview: str, project: Path, browser: Browser
) -> None:
    page = browser.new_page()
    file = project / "content/paginas/over.md"
    text = file.read_text(encoding="utf-8")
    page.goto(f"{preview}/over/")

    file.write_text(text.replace("Titel: Over Dijan Bruins", "Titel: Een andere kop"), encoding="utf-8")
    expect(page.locator("h1")).to_have_text("Een andere kop")

    file.write_text(text + "\n[[contakt]]\n", encoding="utf-8")
    expect(page.get_by_role("alert")).to_contain_text("Bedoelt u [[contact]]?")
    expect(page.locator("h1")).to_have_text("Een andere kop")

    file.write_text(text, encoding="utf-8")
    expect(page.locator("h1")).to_have_text("Over Dijan Bruins")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.close()


def test_settings_that_are_replaced_are_seen_each_time(preview: str, project: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{preview}/over/")
    settings, words = project / "pelicanconf.py", "SITENAME = PRACTICE.title"
    text = settings.read_text(encoding="utf-8")
    assert words in text

    for name in ("Een", "Twee"):
        (project / "nieuw").write_text(text.replace(words, f"SITENAME = '{name}'"), encoding="utf-8")
        (project / "nieuw").replace(settings)

        expect(page).to_have_title(re.compile(f"{name}$"))
    page.close()


def test_what_no_folder_that_is_watched_tells_is_seen_too(preview: str, project: Path, browser: Browser) -> None:
    page, content, script = browser.new_page(), project / "content", "script[data-build]"
    page.goto(f"{preview}/over/")
    number = page.locator(script).get_attribute("data-build")
    assert number

    (project / "var/preview-0/site/.due").write_text("2026-01-01T00:00:00+01:00", encoding="utf-8")
    expect(page.locator(script)).not_to_have_attribute("data-build", number)

    shutil.copytree(content, project / "nieuw")
    content.rename(project / "oud")
    (project / "nieuw").rename(content)
    file = content / "paginas/over.md"
    text = file.read_text(encoding="utf-8")
    for name in ("Een", "Twee"):
        file.write_text(text.replace("Titel: Over Dijan Bruins", f"Titel: {name}"), encoding="utf-8")
        expect(page.locator("h1")).to_have_text(name)
    page.close()


def test_a_page_sees_that_the_preview_was_begun_again(project: Path) -> None:
    numbers = {Live(project, project).number for _ in range(2)}

    assert len(numbers) == 2


def test_a_save_during_the_first_build_is_seen(project: Path, browser: Browser) -> None:
    page, file = browser.new_page(), project / "content/paginas/over.md"
    text = file.read_text(encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", SERVE, "0"], cwd=project, stdout=subprocess.PIPE) as process:
        try:
            while not [*(project / "var").glob("preview-*/.site.new.*")] and process.poll() is None:
                time.sleep(0.01)
            time.sleep(0.08)  # the texts are read by now, and nothing is watched yet
            file.write_text(text.replace("Titel: Over Dijan Bruins", "Titel: Een andere kop"), encoding="utf-8")
            assert process.stdout
            told = (re.search(r"http://\S+(?=/)", line.decode()) for line in process.stdout)

            page.goto(f"{next(filter(None, told))[0]}/over/")

            expect(page.locator("h1")).to_have_text("Een andere kop")
        finally:
            process.terminate()
            page.close()


def test_preview_serves_what_is_there_and_nothing_beside_it(preview: str, browser: Browser) -> None:
    page = browser.new_page()
    get = page.request.get

    style = re.search(r'/theme/site[^"]+', get(f"{preview}/").text())
    assert style
    assert get(preview + style[0]).headers["content-type"].startswith("text/css")
    assert get(f"{preview}/bestaat-niet/").status == 404
    assert "Deze pagina is er niet" in get(f"{preview}/bestaat-niet/").text()
    assert get(f"{preview}/%2e%2e/%2e%2e/%2e%2e/pelicanconf.py").status == 404
    assert get(f"{preview}//etc/passwd").status == 404
    assert get(f"{preview}/over").url == f"{preview}/over/"
    page.close()


def test_preview_shows_a_photo_as_what_it_is(preview: str, project: Path, browser: Browser) -> None:
    pictures = project / "content/beelden"
    pictures.mkdir(exist_ok=True)
    Image.new("RGB", (900, 600), "red").save(pictures / "ruit.png")
    file = project / "content/paginas/over.md"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n![Een ruit](/beelden/ruit.png)\n", encoding="utf-8")
    page = browser.new_page()
    page.goto(f"{preview}/over/")
    expect(page.locator("main img")).to_have_count(1)

    addresses = re.findall(r'[" ](/beelden/[^" ]+)(?=[" ])', page.content())
    found = {page.request.get(preview + address).headers["content-type"] for address in addresses}

    assert len(addresses) == 7
    assert found == {"image/avif", "image/webp", "image/jpeg"}
    page.close()


def test_a_port_that_is_taken_gets_a_clear_answer(preview: str, project: Path) -> None:
    port = preview.rpartition(":")[2]

    done = subprocess.run(
        [sys.executable, "-c", SERVE, port],
        cwd=project,
        env=os.environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )

    assert done.returncode == 1
    assert done.stderr == (
        f"Poort {port} is al in gebruik. Kies een andere: python3 tasks.py preview --port {int(port) + 1}\n"
    )
