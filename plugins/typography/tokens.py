"""HTML cut into tags and text, and put together again, so that no rule of typography ever meets a tag."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

MASK = "\ufffc"  # in the flat text: a character that rules must leave alone
EDGE = "\u2029"  # in the flat text: the begin or end of a paragraph, a heading, a cell

OPAQUE = ("code", "kbd", "math", "pre", "samp", "script", "style", "textarea")
HANGING = ("a", "b", "dd", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "p", "span", "strong")
INLINE = (
    *("a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small"),
    *("span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
)

ATTRIBUTES = r"""(?:"[^"]*"|'[^']*'|[^'">])*+"""
MARKUP = re.compile(
    rf"""<(?P<opaque>{"|".join(OPAQUE)})(?=[\s/>]){ATTRIBUTES}>.*?(?:</(?P=opaque)\s*>|\Z)"""
    r"""|<span\ class="d?quo">(?P<hung>[“‘])</span>"""
    r"""|<!--.*?(?:-->|\Z)"""
    rf"""|<(?P<close>/?)(?P<name>[a-z][\w:-]*){ATTRIBUTES}>"""
    r"""|<[!?][^>]*>"""
    r"""|<""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
BARE = re.compile(r'(?P<hung><span class="d?quo">[^<]*</span>)|<[^>]*>')
ENTITY = re.compile(r"&\#?\w+;")


class Token(NamedTuple):
    """A tag or a run of text: as it was, as the flat text shows it, and the bare tag that typogrify gets to see."""

    raw: str
    flat: str
    bare: str = ""


def cut(html: str) -> list[Token]:
    """Cut HTML into tokens; hanging quotes of an earlier run become text again, so that they never nest."""
    tokens, end = [], 0
    for match in MARKUP.finditer(html):
        if text := html[end : match.start()]:
            tokens.append(_text(text))
        tokens.append(_text(match["hung"]) if match["hung"] else _tag(match))
        end = match.end()
    return [*tokens, _text(html[end:])]


def strip(tokens: Iterable[Token], flat: str) -> str:
    """Return the flat text with bare tags at their places: no attribute, no code, nothing that a filter could hurt."""
    parts, start = [], 0
    for token in tokens:
        end = start + len(token.flat)
        parts.append(token.bare or flat[start:end])
        start = end
    return "".join(parts)


def dress(html: str, tokens: Iterable[Token]) -> str:
    """Give every bare tag its own text back; the spans that typogrify added stay."""
    raw = (token.raw for token in tokens if token.bare)
    return BARE.sub(lambda match: match["hung"] or next(raw), html)


def _text(raw: str) -> Token:
    text = ENTITY.sub(_character, raw) if "&" in raw else raw
    return Token(text, text)


def _character(entity: re.Match[str]) -> str:
    """Write a quote, or a character beyond ASCII, as itself; all else, so &amp; and &lt; too, stays as it is."""
    text = unescape(entity[0])
    return text if text in ('"', "'") or not text.isascii() else entity[0]


def _tag(match: re.Match[str]) -> Token:
    name = (match["name"] or "").lower()
    bare = f"<{match['close']}{name}>" if name in HANGING else "<x>"
    return Token(match[0], _flat(match, name), bare)


def _flat(match: re.Match[str], name: str) -> str:
    if not name:
        return "" if match[0].startswith(("<!", "<?")) else MASK
    if name == "br":
        return "\n"
    return "" if name in INLINE else EDGE
