"""Begins an article: a file named by date and slug, with its front matter filled in, as a draft."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from frontmatter.collection import read, slug
from frontmatter.fields import ARTICLE, AUTHOR, DATE, MODIFIED, STATUS, TITLE, Field

FOLDER = "content/artikelen"
LATER = (MODIFIED, AUTHOR)  # fields that a new article does without


class NotNew(Exception):
    """The article can't be begun; the message says why and what to do, in Dutch."""


def begin(root: Path, title: str, day: date) -> Path:
    """Write the file and return its path; raises `NotNew` for a title without letters, or an article that exists."""
    title = " ".join(title.split())
    name = slug(title)[:80].strip("-")
    if not name or title.startswith("-"):
        raise NotNew(f"De titel '{title}' is geen titel: begin met een letter of cijfer, zoals: new \"Goed luisteren\"")
    if taken := next((root / FOLDER).glob(f"????-??-??-{name}.md"), None):
        there = taken.relative_to(root).as_posix()
        raise NotNew(f"{there} bestaat al. Kies een andere titel, of schrijf verder in dat bestand.")
    path = root / FOLDER / f"{day.isoformat()}-{name}.md"
    path.write_text(
        _front_matter({TITLE: title, DATE: day.isoformat(), STATUS: "concept"}), encoding="utf-8", newline="\n"
    )
    if wrong := next((fault for fault in read(root).faults if fault.path == path.relative_to(root).as_posix()), None):
        path.unlink()
        raise NotNew(f"Met deze titel gaat het mis: {wrong.message} Kies een andere titel.")
    return path


def _front_matter(values: dict[Field, str]) -> str:
    lines = [f"{field.name}: {values.get(field, '')}".rstrip() for field in ARTICLE if field not in LATER]
    return "\n".join(lines) + "\n\n"
