"""The text of the site set by Dutch rules: bodies in HTML, and plain titles and summaries.

First our own rules, then typogrify for what it is good at: quotes and ellipses (smartypants), hanging quotes
(initial_quotes) and no lonely last word (widont). Every rule works on the flat text, all text between the tags as one
string, so that a quote beside <em> sees the letter behind the tag. No rule changes the length of that string, GONE
stands where a character disappears: every tag finds its place again by counting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from typogrify import filters

from dutch import MONTHS
from typography.apostrophes import set_apostrophes
from typography.ranges import set_ranges
from typography.tokens import EDGE, MASK, cut, dress, strip

NBSP = "\u00a0"
GONE = "\ufdd0"  # Unicode keeps these two for use inside a program: no text holds them
SPACED_DASH = "\ufdd1"
LAST = {ord(GONE): None, ord(SPACED_DASH): f"{NBSP}– "}

# Words and signs that belong to the number, the Roman numeral or the single capital after them
COUNTED = (
    *("art.", "artikel", "artikelen", "bijlage", "blz.", "boek", "hoofdstuk", "hoofdstukken", "Kamerstuk"),
    *("Kamerstukken", "leden", "lid", "nr.", "nrs.", "pagina", "pagina’s", "paragraaf", "paragrafen"),
    *("Stb.", "Stcrt.", "Trb.", "§", "§§", "€", "EUR"),
)
LETTERED = ("onder", "onderdeel", "onderdelen", "sub")  # sub e; letters up to t, for in `onder u` the u is a person
TITLES = ("dhr.", "dr.", "drs.", "ing.", "ir.", "mevr.", "mr.", "mw.", "prof.")
UNITS = ("uur", "euro", "procent", "miljoen", "miljard", "km", "m", "cm", "mm", "m²", "m2", "m³", "kg")
DOMAINS = ("be", "com", "eu", "net", "nl", "org")

Rules = tuple[tuple[re.Pattern[str], str], ...]  # what is replaced, in turn, by what


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


def _after(before: Iterable[str]) -> str:
    """Match behind a space that comes after one of these."""
    behind = (rf"(?<=(?<!\w){pattern}\s)" for pattern in before)
    return f"(?i:{'|'.join(behind)})"


# What a pattern begins with is what the engine scans for, so it is one sign, and what stands before it is looked at
# from there: ten times as fast as a pattern that begins with a look behind.
DASHES: Rules = (
    (re.compile(r"---(?<!----)(?!-)"), f"--{GONE}"),
    (re.compile(rf"--(?<=[^\W\d_]--)(?={GONE}?[^\W\d_])"), f"{GONE}{SPACED_DASH}"),
    (re.compile(r"--(?<!---)(?!-)"), f"{GONE}–"),
    (re.compile(rf"([A-Z](?<!\w[A-Z])(?:(?:&{MASK}*)?[A-Z]){{1,5}})-(?=\w)"), "\\1\u2011"),
)
BOUND = (  # what stands around a space; mostly the begin of a word, which no more than a number before it may bind
    r"(?![a-z]{2}(?<!\d\s..))(?:"
    rf"(?=\d|[IVXLC]+\b|[A-Z]\b){_after(map(re.escape, COUNTED))}"
    rf"|(?=[a-t]\b){_after(LETTERED)}"
    r"|(?=\d{3}(?!\w))(?<=(?<!\w)(?<!\d[.,–-])\d\d\s)"
    rf"|(?<=\d\s)(?=%|(?:{_one_of((*UNITS, *MONTHS))})(?!\w)))"
)
TITLED = rf"\.(?<=(?i:[{''.join(sorted({title[-2] for title in TITLES}))}])\.)[ \n](?=[^\W\d_])"
SPACES: Rules = (
    (re.compile(TITLED + _after(map(re.escape, TITLES))), f".{NBSP}"),
    (re.compile(" " + BOUND), NBSP),
    (re.compile("\n" + BOUND), NBSP),
)
BETWEEN_SPACES = re.compile(r"([ \n](?=[ \n–-])(?<=\S\s)[ \n]*)(-{1,3}|–)([ \n]+)(?=\S)")

ADDRESS = r"[^\s\"“”<>\\]*[^\s\"“”<>\\.,;:!?'’)\]}…]"
PROTECTED = re.compile(
    rf"(?<![\w.@-])(?:(?:https?://|www\.){ADDRESS}"
    r"|[\w.+-]++@[\w-]++(?:\.[\w-]++)+"
    rf"|[\w-]++(?:\.[\w-]++)*?\.(?:{_one_of(DOMAINS)})\b(?:/{ADDRESS})?)"
    r"|\[\[[\w-]+\]\]"  # the name of a block
    r"|\\[\\\"'`.-]"  # what smartypants would take for an escape
    r"|(?<=&)#?\w+;",  # the rest of an entity
    re.IGNORECASE,
)
MARKED = ("//", "@", "[[", "\\", "&")  # one of these is in all that is protected, or else:
NAMED = re.compile(rf"\.(?=\S)(?:(?<=[Ww]{{3}}\.)|(?i:{_one_of(DOMAINS)})\b)")
MASKS = re.compile(MASK + "+")

BLOCKS = "p|h[1-6]|li|dt|dd"  # what widont knows
CLOSES = re.compile(rf"(</(?:{BLOCKS})>)")
END = re.compile(rf".*?</(?:{BLOCKS})>|.*\Z", re.DOTALL)
REACH = 40  # characters in which two words mostly fit
INITIAL = re.compile(r">\s*[“‘]")

CURLS = {f"&#{ord(sign)};": sign for sign in "‘’“”"} | {"&#8230;": f"…{GONE}{GONE}"}
CURLABLE = tuple(map(re.compile, ('"', "'", r"\.\.\.")))
CURLED = re.compile(r"[\"'.](?:(?<!\.)|\.\.)")
BEFORE_OPENING = re.compile(r"[–—/:=](?=[\"']+\w)")
SEAM = "\n"  # white space over which smartypants makes no ellipsis: what it tells must be as long as what it is asked
SPACES_TOO, OPENING, HIDDEN = (NBSP, EDGE), "“‘-", "”’<>&`\\" + MASK + GONE + SPACED_DASH
PLAIN = dict.fromkeys(SPACES_TOO, SEAM) | dict.fromkeys(OPENING, "(") | dict.fromkeys(HIDDEN, "x")
FED = re.compile(f"[{re.escape(''.join(PLAIN))}]")
NEAR = 5  # signs beside a quote that smartypants looks at, and some more


def typeset_bodies(bodies: Sequence[str]) -> list[str]:
    """Set the text of articles' HTML; tags, attributes, code, addresses and entities such as &amp; stay."""
    tokens = list(map(cut, bodies))
    flats = _set(["".join(each.flat) for each in tokens])
    return [dress(_hang(_last(strip(each, flat))), each) for each, flat in zip(tokens, flats, strict=True)]


@lru_cache(maxsize=10_000, typed=True)  # the same question stands on many pages
def typeset_text(text: str) -> str:
    """Set a plain title or summary, in which & and < are characters like any other; no HTML comes out."""
    return _last(*_set([text]))


def _last(text: str) -> str:
    """Write what stood for something else until the end."""
    return text.replace(GONE, "").replace(SPACED_DASH, f"{NBSP}– ")


def _set(sources: Sequence[str]) -> list[str]:
    curled = _curl(list(map(_prepared, sources)))
    return [_shown(text, source) if MASK in text else text for text, source in zip(curled, sources, strict=True)]


def _prepared(text: str) -> str:
    """Mask what must stay, and do all that smartypants can't."""
    if any(sign[0] in text and sign in text for sign in MARKED) or NAMED.search(text):
        text = PROTECTED.sub(lambda match: MASK * len(match[0]), text)
    text = _set_dashes(set_apostrophes(text))
    return _ruled(SPACES, text.replace("''", f'"{GONE}').replace(". . .", f"...{GONE}{GONE}"))


def _shown(text: str, source: str) -> str:
    return MASKS.sub(lambda match: source[match.start() : match.end()], text)


def _ruled(rules: Rules, text: str) -> str:
    for what, by in rules:
        text = what.sub(by, text)
    return text


def _set_dashes(text: str) -> str:
    """Set hyphens and dashes in the few paragraphs that have one: no rule looks for one beyond an edge."""
    if "-" not in text and "–" not in text:
        return text
    paragraphs, start = text.split(EDGE), 0
    for at, paragraph in enumerate(paragraphs):
        end = start + len(paragraph)
        if "-" in paragraph or "–" in paragraph:
            dashed = BETWEEN_SPACES.sub(_dash, set_ranges(text, GONE, start, end))
            paragraphs[at] = _ruled(DASHES, dashed) if "-" in dashed else dashed
        start = end + 1
    return EDGE.join(paragraphs)


def _dash(match: re.Match[str]) -> str:
    """Bind a dash to the word before it; a single hyphen between numbers may be a score or a sum, and stays."""
    around = match.string[match.start() - 1] + match.string[match.end()]
    if around.isdecimal() and len(match[2]) == 1:
        return match[0]
    return NBSP + GONE * (len(match[1]) + len(match[2]) - 2) + "–" + match[3]


def _curl(texts: list[str]) -> list[str]:
    """Ask smartypants about quotes and ellipses only, in a copy where all that could mislead it is plain.

    It looks no further than a few signs beside a quote, so it gets to see no more; and of many texts at once, as each
    question takes it a while.
    """
    spans = list(map(_spans, texts))
    pieces = [text[start:end] for text, places in zip(texts, spans, strict=True) for start, end in places]
    if not pieces:
        return texts
    near = f" {SEAM.join(pieces)} "
    feed = FED.sub(lambda match: PLAIN[match[0]], BEFORE_OPENING.sub(" ", near))
    told = str(filters.smartypants(feed))
    for entity, sign in CURLS.items():
        told = told.replace(entity, sign)
    curled = CURLED.sub(lambda match: told[match.start() : match.end()], near)
    found, at = [], 1
    for text, places in zip(texts, spans, strict=True):
        parts, before = [], 0
        for start, end in places:
            parts += [text[before:start], curled[at : at + end - start]]
            at, before = at + end - start + 1, end
        found.append("".join((*parts, text[before:])))
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """Find all that is near a quote or an ellipsis."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted(match.span() for sign in CURLABLE for match in sign.finditer(text)):
        start, end = max(0, first - NEAR), min(len(text), last + NEAR)
        spans.append((spans.pop()[0] if spans and start <= spans[-1][1] else start, end))
    return spans


def _hang(html: str) -> str:
    """Let typogrify, which looks for entities, mark initial quotes and bind last words.

    For the last it sees no more than the end of each block: it looks no further, and takes its time.
    """
    if INITIAL.search(f">{html}"):
        html = html.replace("“", "&#8220;").replace("‘", "&#8216;")
        html = str(filters.initial_quotes(html)).replace("&#8220;", "“").replace("&#8216;", "‘")
    *pieces, rest = CLOSES.split(html)
    between, ends = [], []
    for block, close in zip(pieces[::2], pieces[1::2], strict=True):
        near = _near_last(block)
        between.append(block[:near])
        ends.append(block[near:] + close)
    bound = str(filters.widont("".join((*ends, rest)))).replace("&nbsp;", NBSP)
    return "".join(map(str.__add__, (*between, ""), END.findall(bound)))


def _near_last(block: str) -> int:
    """Find from where widont must see a block: from the letter before its last word, unless a tag may stand there."""
    words = block.rsplit(None, 1)
    last = words[0][-1] + words[1] if len(words) == 2 else "<"
    if "<" not in last and ">" not in last:
        return len(words[0]) - 1
    near = block[-REACH:]
    if "<" in near or len(near.split()) < 3:  # the first of them may be half a word
        return 0
    return max(0, len(block) - REACH)
