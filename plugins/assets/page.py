"""Hands Pelican the theme's files and the pictures under names that change with what is in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pelican.contents import Static
from pelican.generators import Generator
from pelican.plugins import signals

from stamp import stamp

PLAIN = (".pdf",)  # what people keep the address of
PICTURE = re.compile(r'(?<==")/(beelden/[^"#?]+)')


def name(content: Any) -> None:
    """Give a picture its stamped name; let Pelican find it, in a text that names it by its address."""
    if not isinstance(content, Static):
        content._content = PICTURE.sub(lambda match: _found(content, match), content._content)  # noqa: SLF001 - no setter
    elif not content.source_path.lower().endswith(PLAIN):
        stamped = stamp(content.relative_source_path, Path(content.source_path).read_bytes())
        content.override_url = content.override_save_as = stamped


def _found(content: Any, match: re.Match[str]) -> str:
    there = (Path(content.settings["PATH"]) / unquote(match[1])).is_file()
    return f"{{static}}{match[0]}" if there else match[0]


class ThemeGenerator(Generator):  # type: ignore[misc]  # Pelican carries no types
    """Writes the theme's files."""

    def generate_output(self, _writer: Any) -> None:
        """Write everything; Pelican calls this after the texts are read."""
        folder = Path(self.output_path) / self.settings["THEME_STATIC_DIR"]
        folder.mkdir(parents=True, exist_ok=True)
        for stamped, data in self.settings["ASSETS"].values():
            (folder / stamped).write_bytes(data)


def generator(_pelican: Any) -> type[Generator]:
    """Tell Pelican of the generator."""
    return ThemeGenerator


def register() -> None:
    """Let Pelican call both."""
    signals.content_object_init.connect(name)
    signals.get_generators.connect(generator)
