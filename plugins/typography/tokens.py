"""HTML cut into tags and text, and put together again, so that no rule of typography ever meets a tag."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from itertools import accumulate
from typing import NamedTuple

MASK = "\ufffc"  # in the flat text: a character that rules must leave alone
EDGE = "\u2029"  # in the flat text: the begin or end of a paragraph, a heading, a cell

OPAQUE = ("code", "kbd", "math", "pre", "samp", "script", "style", "textarea")
HANGING = ("a", "b", "dd", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "p", "span", "strong")
INLINE = (
    *("a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small"),
    *("span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
)

ATTRIBUTES = r"""(?:"[^"]*+"|'[^']*+'|[^'">])*"""
# The groups are the columns of `cut`: a tag, the quote that hangs in it, its name when nothing in it is hidden.
MARKUP = re.compile(
    rf"""(<(?:
    span\ class="d?quo">([“‘])</span>
    |((?!(?:{"|".join(OPAQUE)})[\s/>])/?[a-z][\w:-]*+){ATTRIBUTES}>
    |(?P<opaque>{"|".join(OPAQUE)})(?=[\s/>]){ATTRIBUTES}>.*?(?:</(?P=opaque)\s*>|\Z)
    |!--.*?(?:-->|\Z)
    |[!?][^>]*>
    |))""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
BARE = re.compile(r'<(?:(span class="d?quo">[^<]*</span>)|[^>]*>)')
ENTITY = re.compile(r"&\#?\w+;")
SIGNS = frozenset("<>&")  # of which HTML is made: a browser takes &lté; for <é;


class Cut(NamedTuple):
    """HTML in turns text and tag, as the flat text shows them; its tags, bare for typogrify and as they were."""

    flat: list[str]
    bare: list[str]
    raw: list[str]


def cut(html: str) -> Cut:
    """Cut HTML at its tags; hanging quotes of an earlier run become text again, so that they never nest."""
    pieces = MARKUP.split(html)
    texts, raws, quotes, names = (pieces[column::5] for column in range(4))
    if "&" in html:
        texts = [ENTITY.sub(_character, text) for text in texts]
    columns = zip(raws, quotes, names, strict=True)
    seen = [_named(name) if name else _nameless(raw, quote) for raw, quote, name in columns]
    flat = [""] * (len(texts) + len(raws))
    flat[::2], flat[1::2] = texts, [shown for shown, _ in seen]
    tags = [raw for raw, quote in zip(raws, quotes, strict=True) if not quote]
    return Cut(flat, [bare for _, bare in seen], tags)


def strip(tokens: Cut, flat: str) -> str:
    """Return the flat text with bare tags at their places: no attribute, no code, nothing that a filter could hurt."""
    places = [0, *accumulate(map(len, tokens.flat))]
    parts = [""] * len(tokens.flat)
    parts[::2] = [flat[start:end] for start, end in zip(places[::2], places[1::2], strict=True)]
    parts[1::2] = tokens.bare
    return "".join(parts)


def dress(html: str, tokens: Cut) -> str:
    """Give every bare tag its own text back; the spans that typogrify added stay."""
    parts, raw = BARE.split(html), iter(tokens.raw)
    parts[1::2] = [f"<{hung}" if hung else next(raw) for hung in parts[1::2]]
    return "".join(parts)


def _character(entity: re.Match[str]) -> str:
    """Write a quote, or a character beyond ASCII, as itself; all else, so &amp; and &lt; too, stays as it is."""
    text = unescape(entity[0])
    return text if text in ('"', "'") or not (text.isascii() or SIGNS.intersection(text)) else entity[0]


@lru_cache(maxsize=1_000)  # the same few tags stand in every text
def _named(name: str) -> tuple[str, str]:
    """Tell what the flat text shows of a tag with this name, such as p or /p, and what typogrify sees of it."""
    opened = name.lower().lstrip("/")
    bare = f"<{name.lower()}>" if opened in HANGING else "<x>"
    if opened == "br":
        return "\n", bare
    return "" if opened in INLINE else EDGE, bare


def _nameless(raw: str, quote: str | None) -> tuple[str, str]:
    """Tell the same of a hanging quote, which is text, and of what no reader or no rule may see."""
    if quote:
        return quote, quote
    return "" if raw.startswith(("<!", "<?")) else MASK, "<x>"
