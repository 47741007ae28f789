"""The text of the site set by Dutch rules, for bodies in HTML and for plain titles and summaries.

First our own rules, then typogrify for what it is good at: quotes and ellipses (smartypants), hanging quotes
(initial_quotes) and no last word alone (widont). Every rule works on the flat text, all text between the tags in one
string, so a quote next to <em> sees the letter behind it. No rule changes the length of that string, GONE stands
where a character disappears: so each tag finds its place again by counting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from typogrify import filters

from dutch import MONTHS
from typography.apostrophes import set_apostrophes
from typography.ranges import set_ranges
from typography.tokens import MASK, cut, dress, strip

NBSP = "\u00a0"
GONE = "\ufdd0"  # Unicode keeps these two for use inside a program; no text may hold them
SPACED_DASH = "\ufdd1"
LAST = {ord(GONE): None, ord(SPACED_DASH): f"{NBSP}– "}

# Words and signs that a number, a Roman numeral or a single capital belongs to
COUNTED = (
    *("art.", "artikel", "artikelen", "bijlage", "blz.", "boek", "hoofdstuk", "hoofdstukken", "Kamerstuk"),
    *("Kamerstukken", "leden", "lid", "nr.", "nrs.", "pagina", "pagina’s", "paragraaf", "paragrafen"),
    *("Stb.", "Stcrt.", "Trb.", "§", "§§", "€", "EUR"),
)
LETTERED = ("onder", "onderdeel", "onderdelen", "sub")  # sub e; not u, as in `onder u`
UNITS = ("uur", "euro", "procent", "miljoen", "miljard", "km", "m", "cm", "mm", "m²", "m2", "m³", "kg")
TITLES = ("dhr.", "dr.", "drs.", "ing.", "ir.", "mevr.", "mr.", "mw.", "prof.")
DOMAINS = ("be", "com", "eu", "net", "nl", "org")


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


def _space(before: Iterable[str], after: str) -> str:
    """Match the one space after any of these patterns; it comes first, as spaces before digits are few and found fast."""
    behind = "|".join(rf"(?<=(?<!\w){pattern}\s)" for pattern in before)
    return rf"[ \n](?={after})(?i:{behind})"


# Rules as (what, by what); they never change the length
RULES = (
    (r"---(?<!----)(?!-)", f"--{GONE}"),
    (rf"--(?<=[^\W\d_]--)(?={GONE}?[^\W\d_])", f"{GONE}{SPACED_DASH}"),
    (r"--(?<!---)(?!-)", f"{GONE}–"),
    (rf"(?<!\w)([A-Z](?:(?:&{MASK}*)?[A-Z]){{1,5}})-(?=\w)", "\\1\u2011"),
    (r"''", f'"{GONE}'),
    (r"\. \. \.", f"...{GONE}{GONE}"),
    (_space(map(re.escape, COUNTED), r"\d|[IVXLC]+\b|[A-Z]\b"), NBSP),
    (_space(LETTERED, r"[a-t]\b"), NBSP),
    (_space(map(re.escape, TITLES), r"[^\W\d_]"), NBSP),
    (_space((r"(?<!\d[.,–-])\d\d",), r"\d{3}(?!\w)"), NBSP),
    (rf"[ \n](?<=\d\s)(?=%|(?:{_one_of((*UNITS, *MONTHS))})(?!\w))", NBSP),
)
COMPILED = tuple((re.compile(what), by) for what, by in RULES)

CHANGEABLE = re.compile(rf"[\d\"'.–§€-]|\b(?i:{_one_of((*COUNTED, *LETTERED))})\b")
PROTECTED = re.compile(
    r"(?<![\w.@-])(?:"
    r"(?:https?://|www\.)[^\s\"“”<>]*[^\s\"“”<>.,;:!?'’)\]}…]"
    r"|[\w.+-]++@[\w-]++(?:\.[\w-]++)+"
    rf"|[\w-]++(?:\.[\w-]++)*?\.(?:{_one_of(DOMAINS)})\b(?:/[^\s\"“”<>]*[^\s\"“”<>.,;:!?'’)\]}}…])?"
    r")"
    r"|\[\[[\w-]+\]\]"  # the name of a block
    r"|\\[\\\"'`.-]"  # what smartypants would take for an escape
    r"|(?<=&)\#?\w+;",  # the rest of an entity
    re.IGNORECASE,
)
MASKS = re.compile(MASK + "+")
GEDACHTESTREEPJE = re.compile(r"(?<=\S)([ \n]+)(-{1,3}|–)([ \n]+)(?=\S)")

CURLED = re.compile(r"[\"']|\.\.\.")
BEFORE_OPENING = re.compile(r"[–—/:=](?=[\"']+\w)")
FEED = str.maketrans(
    dict.fromkeys("“‘-", "(") | dict.fromkeys("”’<>&`\\" + MASK + GONE + SPACED_DASH, "x") | {"\u00a0": " "}
)


def typeset_html(html: str) -> str:
    """Set the text of an article's HTML; tags, attributes, code, addresses and entities such as &amp; stay."""
    tokens = cut(html)
    flat = _set("".join(token.flat for token in tokens))
    return dress(_hang(strip(tokens, flat).translate(LAST)), tokens)


def typeset_text(text: str) -> str:
    """Set a title or a summary, in which & and < are characters like any other."""
    return _set(text).translate(LAST)


def _set(source: str) -> str:
    if not CHANGEABLE.search(source):
        return source
    text = set_apostrophes(PROTECTED.sub(lambda match: MASK * len(match[0]), source))
    text = GEDACHTESTREEPJE.sub(_spaced, set_ranges(text, GONE))
    for what, by in COMPILED:
        text = what.sub(by, text)
    return MASKS.sub(lambda match: source[match.start() : match.end()], _curl(text))


def _spaced(match: re.Match[str]) -> str:
    """Bind the dash to the word before it; a single one between two numbers may be a score or a sum, and stays."""
    around = match.string[match.start() - 1] + match.string[match.end()]
    if around.isdecimal() and len(match[2]) == 1:
        return match[0]
    return NBSP + GONE * (len(match[1]) + len(match[2]) - 2) + "–" + match[3]


def _curl(text: str) -> str:
    """Ask smartypants about quotes and ellipses only, in a copy where all that could mislead it is plain."""
    if not CURLED.search(text):
        return text
    answer = str(filters.smartypants(" " + BEFORE_OPENING.sub(" ", text).translate(FEED)))
    told = unescape(answer.replace("&#8230;", f"…{GONE}{GONE}"))[1:]
    return CURLED.sub(lambda match: told[match.start() : match.end()], text)


def _hang(html: str) -> str:
    """Let typogrify, which looks for entities, mark initial quotes and bind last words."""
    html = html.replace("“", "&#8220;").replace("‘", "&#8216;")
    html = str(filters.widont(filters.initial_quotes(html)))
    return html.replace("&#8220;", "“").replace("&#8216;", "‘").replace("&nbsp;", NBSP)
