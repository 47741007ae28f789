"""Hands Pelican the theme's files and the pictures under names that change with what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.contents import Static
from pelican.generators import Generator
from pelican.plugins import signals

from stamp import stamp

PLAIN = (".pdf",)  # what people keep the address of


def name(content: Any) -> None:
    """Give a picture its stamped name."""
    if isinstance(content, Static) and not content.source_path.lower().endswith(PLAIN):
        stamped = stamp(content.relative_source_path, Path(content.source_path).read_bytes())
        content.override_url = content.override_save_as = stamped


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
