"""The Jinja filter `blocks`: a `[[name]]` in a page's text becomes the template `blocks/name.html`."""

from __future__ import annotations

import re
from difflib import get_close_matches

from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from fault import Fault, Faulty

MARK = re.compile(r"<p>\[\[([\w-]+)\]\]</p>|\[\[([\w-]+)\]\]")
FOLDER = "blocks/"


@pass_context
def fill(context: Context, html: str) -> Markup:
    """Return the HTML with every block in its place; raises `Faulty` with all names that no block has."""
    names = {match[1] or match[2] for match in MARK.finditer(html)}
    known = [name[len(FOLDER) : -5] for name in context.environment.list_templates() if name.startswith(FOLDER)]
    if unknown := sorted(names - set(known)):
        raise Faulty(_unknown(context, name, known) for name in unknown)
    filled = {name: _render(context, name) for name in names}
    return Markup(MARK.sub(lambda match: filled[match[1] or match[2]], html))  # noqa: S704 - Pelican's own HTML


def _render(context: Context, name: str) -> str:
    return context.environment.get_template(f"{FOLDER}{name}.html").render(context.get_all()).strip()


def _unknown(context: Context, name: str, known: list[str]) -> Fault:
    near = get_close_matches(name, known, n=1) or sorted(known)
    page = context.get("page") or context.get("article")
    return Fault(f"content/{page.relative_source_path}", 0, f"[[{name}]] bestaat niet.", f"Bedoelt u [[{near[0]}]]?")
