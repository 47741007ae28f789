"""Begins an article: a file named by date and slug, with its front matter filled in, as a draft."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

FOLDER = "content/artikelen"

FORM = """Title: {title}
Date: {day}
Tags:
Summary:
Status: draft

"""


class NotNew(Exception):
    """The article can't be begun; the message says why and what to do, in Dutch."""


def begin(root: Path, title: str, day: date) -> Path:
    """Write the file and return its path; raises `NotNew` for a title without letters, or an article that exists."""
    title = " ".join(title.split())
    slug = slugify(title, regex_subs=[(r"[\u2010-\u2015]", "-"), *DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]])
    if not slug:
        raise NotNew(
            f"De titel '{title}' heeft geen letters of cijfers. Geef een titel, bijvoorbeeld: new \"Goed luisteren\""
        )
    if taken := next((root / FOLDER).glob(f"*-{slug}.md"), None):
        raise NotNew(
            f"{taken.relative_to(root).as_posix()} bestaat al. Kies een andere titel, of schrijf verder in dat bestand."
        )
    path = root / FOLDER / f"{day.isoformat()}-{slug}.md"
    path.write_text(FORM.format(title=title, day=day.isoformat()), encoding="utf-8", newline="\n")
    return path
