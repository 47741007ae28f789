"""The Jinja filter `blocks`: a `[[name]]` in a page's text becomes the template `blocks/name.html`."""

from __future__ import annotations

import re

from jinja2.exceptions import TemplateNotFound, TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

MARK = re.compile(r"<p>\[\[([\w-]+)\]\]</p>|\[\[([\w-]+)\]\]")
PARAGRAPHS = re.compile(r"<(?:p|[uod]l|div|section|nav|h\d)\b")  # what can't stand in a sentence


@pass_context
def fill(context: Context, html: str) -> Markup:
    """Return the HTML with every block in its place; a name that no block has stays, and was told before.

    Raises `TemplateRuntimeError` for a block of which nobody knew that this page reads it: the page would go stale.
    """
    return Markup(MARK.sub(lambda match: _block(context, match), html))  # noqa: S704 - Pelican's own HTML


def _block(context: Context, match: re.Match[str]) -> str:
    try:
        template = context.environment.get_template(f"blocks/{match[1] or match[2]}.html")
    except TemplateNotFound:
        return match[0]
    if template.name not in context["READ"]:
        raise TemplateRuntimeError(f"{match[0]} kan alleen in de tekst van de pagina zelf staan")
    html = template.render(context.get_all()).strip()
    return match[0] if match[2] and PARAGRAPHS.match(html) else html
