"""The tables of the Dutch guide that are made from data, so that words and software can't part."""

from __future__ import annotations

import re
from pathlib import Path

from frontmatter.fields import ARTICLE, OBLIGATION, PAGE, Field

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs/handleiding.md"
TABLES = {"artikel": ARTICLE, "pagina": PAGE, "verplichting": OBLIGATION}
PLACE = re.compile(r"(<!-- gegevens van een (\w+) -->\n).*?(<!-- einde -->)", re.DOTALL)


def table(fields: tuple[Field, ...]) -> str:
    """Write the fields as a Markdown table: name, example, meaning; a star marks what must be there."""
    rows = [
        f"| `{field.name}`{' *' if field.required else ''} | `{field.example}` | {field.meaning} |" for field in fields
    ]
    return "\n".join(["| gegeven | bijvoorbeeld | wat het is |", "|---|---|---|", *rows]) + "\n"


def filled(text: str) -> str:
    """Return the guide with its tables as the data has them now."""
    return PLACE.sub(lambda match: match[1] + table(TABLES[match[2]]) + match[3], text)


def write() -> None:
    """Write the tables into the guide."""
    GUIDE.write_text(filled(GUIDE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
