"""Names that hold a mark of the bytes: another name for other bytes, and every address on the site follows."""

from __future__ import annotations

import re
from pathlib import Path

from stamp import STAMPED, stamp, theme
from tests.conftest import spoil
from tools.build import build

NET = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="9"><title>Net</title></svg>'


def test_a_name_changes_with_the_bytes_and_only_with_them() -> None:
    assert stamp("beelden/net.svg", b"a") == stamp("beelden/net.svg", b"a") == "beelden/net.ca978112.svg"
    assert stamp("beelden/net.svg", b"b") != stamp("beelden/net.svg", b"a")
    assert re.search(STAMPED, "beelden/net.ca978112.svg")
    assert not re.search(STAMPED, "beelden/net.svg")


def test_a_style_sheet_names_its_font_as_stamped_and_is_renamed_when_that_changes(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_bytes(b"@font-face { src: url(letter.woff2) }")
    names = set()
    for font in (b"one", b"two"):
        (tmp_path / "letter.woff2").write_bytes(font)
        found = theme(tmp_path)
        assert f"url({found['letter.woff2'][0]})".encode() in found["site.css"][1]
        names.add(found["site.css"][0])

    assert len(names) == 2


def test_every_file_of_theme_and_pictures_is_stamped_but_for_what_people_keep_the_address_of(project: Path) -> None:
    pictures = project / "content/beelden"
    pictures.mkdir(exist_ok=True)
    (pictures / "net.svg").write_text(NET.format(9), encoding="utf-8")
    (pictures / "folder.pdf").write_bytes(b"%PDF-1.4 folder")
    text = "\n\n![Een net](/beelden/net.svg) ![Nog een]({static}/beelden/net.svg) [Folder](/beelden/folder.pdf)\n"
    spoil(project / "content/paginas/over.md", "\n## Contact", f"{text}\n## Contact")

    site = project / "output"
    build(site, project / "pelicanconf.py")
    names = {path.name for folder in ("theme", "beelden") for path in (site / folder).iterdir()}
    page = (site / "over/index.html").read_text(encoding="utf-8")
    (pictures / "net.svg").write_text(NET.format(8), encoding="utf-8")
    build(site, project / "pelicanconf.py")
    later = (site / "over/index.html").read_text(encoding="utf-8")

    assert [name for name in names if not re.search(STAMPED, name)] == ["folder.pdf"]
    shown = re.findall(r"/beelden/net\.[0-9a-f]{8}\.svg", page)
    assert len(shown) == 2
    assert 'href="/beelden/folder.pdf"' in page
    assert shown[0] not in later
