"""The values of fields: each kind of field reads its own, and says what it must be when it is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

import dates
import when
from document import Item
from frontmatter.fields import ANSWER_WORDS, STATUSES, SUMMARY_LENGTH, TEMPLATES, UNKNOWN, Kind
from frontmatter.raw import ITEM, Line
from states import WORDS, State
from when import When

QUOTES = "\"'“”‘’„‚«»"
LONGEST_TITLE = 120  # characters; search engines show some 60
COUNT = re.compile(r"[1-9]\d{0,4}", re.ASCII)
DOSSIER = re.compile(r"(\d\d)[ .]?(\d{3})", re.ASCII)
WEB = re.compile(r"https://[^\s\"<>/]+\.[^\s\"<>/]+(?:/[^\s\"<>]*)?")
CODE = re.compile(r"\*\*|\]\(|\[\[|</?\w+[^<>]*>")  # Markdown, blocks and HTML, which only a body knows
WRAPPED = re.compile(rf"[{QUOTES}](.*)[{QUOTES}]", re.DOTALL)
SLUG = re.compile(r"/|(?=.{1,100}\Z)(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+/|/404\.html")


class Wrong(NamedTuple):
    """What a value must be, when it is not."""

    must: str


def _text(value: str) -> str | Wrong | None:
    text = " ".join(value.split())
    return Wrong("uit gewone woorden bestaan, zonder ** of [[ ]] of < >") if CODE.search(text) else text or None


def _title(value: str) -> str | Wrong | None:
    text = _text(value)
    if isinstance(text, Wrong):
        return text
    if text and len(text) > LONGEST_TITLE:
        return Wrong(f"hoogstens {LONGEST_TITLE} tekens lang zijn, en is er nu {len(text)}")
    return text


def _summary(value: str) -> str | Wrong | None:
    text = _text(value)
    if isinstance(text, Wrong):
        return text
    if text and len(text) not in SUMMARY_LENGTH:
        return Wrong(f"{SUMMARY_LENGTH[0]} tot en met {SUMMARY_LENGTH[-1]} tekens lang zijn, en is er nu {len(text)}")
    return text


def _moment(value: str) -> datetime | Wrong | None:
    plain = _bare(value)
    if not plain or (found := dates.parse(plain)):
        return found if plain else None
    if dates.parse(plain.partition(" ")[2]):
        return Wrong("een dag zijn met de goede dag van de week erbij, of zonder")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
        return Wrong(f"een dag zijn die bestaat, vanaf {dates.FIRST_YEAR}")
    return Wrong("een datum zijn zoals 2026-02-03")


def _topics(value: str) -> tuple[str, ...] | Wrong | None:
    bare = (_bare(ITEM.sub("", topic)) for topic in re.split(r"[,;\n]", value.strip("[] ")))
    topics = tuple(dict.fromkeys(topic for topic in bare if topic))
    if not all(re.search(r"\w", topic) and len(topic) <= 60 for topic in topics):
        return Wrong("uit onderwerpen van 1 tot en met 60 letters bestaan")
    return topics or None


def _status(value: str) -> bool | Wrong | None:
    word = _bare(value).casefold()
    return STATUSES.get(word, Wrong("'concept' of 'gepubliceerd' zijn")) if word else None


def _address(value: str) -> str | Wrong | None:
    address = _bare(value)
    if address and not SLUG.fullmatch(address):
        return Wrong("met een / beginnen en eindigen, met alleen kleine letters, cijfers en streepjes")
    return address or None


def _template(value: str) -> str | Wrong | None:
    name = _bare(value)
    return (name if name in TEMPLATES else Wrong(f"een van deze zijn: {', '.join(TEMPLATES)}")) if name else None


def _answer(value: str) -> str | Wrong | None:
    text = _text(value)
    if isinstance(text, Wrong):
        return text
    if text and (count := len(text.split())) > ANSWER_WORDS:
        return Wrong(f"hoogstens {ANSWER_WORDS} woorden hebben, en heeft er nu {count}")
    return text


def _state(value: str) -> State | Wrong | None:
    word = _bare(value).casefold()
    return WORDS.get(word, Wrong(f"een van deze zijn: {', '.join(WORDS)}")) if word else None


def _day(value: str) -> date | Wrong | None:
    moment = _moment(value)
    return moment.date() if isinstance(moment, datetime) else moment


def _time(value: str) -> When | str | Wrong | None:
    plain = _bare(value)
    if not plain or plain.casefold() == UNKNOWN:
        return plain.casefold() or None
    return when.parse(plain) or Wrong(f"een dag, een maand, een kwartaal, een jaar of '{UNKNOWN}' zijn")


def _count(value: str) -> int | Wrong | None:
    plain = _bare(value)
    return (int(plain) if COUNT.fullmatch(plain) else Wrong("een getal van 1 tot en met 99999 zijn")) if plain else None


def _dossier(value: str) -> str | Wrong | None:
    found = DOSSIER.fullmatch(_bare(value))
    return f"{found[1]} {found[2]}" if found else Wrong("een nummer van vijf cijfers zijn") if value.strip() else None


def _web(value: str) -> str | Wrong | None:
    plain = _bare(value)
    return (plain if WEB.fullmatch(plain) else Wrong("een adres zijn dat met https:// begint")) if plain else None


def items(line: Line) -> tuple[Item, ...] | None:
    """Read a list: an item begins with a dash, and goes on until the next dash."""
    items: list[Item] = []
    for number, text in enumerate(line.value.split("\n"), line.number):
        if items and not ITEM.match(text):
            last = items.pop()
            items.append(Item(last.line, f"{last.text} {text}".strip()))
        elif text.strip():
            items.append(Item(number, ITEM.sub("", text, count=1).strip()))
    return tuple(item for item in items if item.text) or None


READ: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: _text,
    Kind.TITLE: _title,
    Kind.SUMMARY: _summary,
    Kind.MOMENT: _moment,
    Kind.TOPICS: _topics,
    Kind.STATUS: _status,
    Kind.ADDRESS: _address,
    Kind.TEMPLATE: _template,
    Kind.ANSWER: _answer,
    Kind.STATE: _state,
    Kind.DAY: _day,
    Kind.TIME: _time,
    Kind.COUNT: _count,
    Kind.DOSSIER: _dossier,
    Kind.WEB: _web,
}


NEVER_EMPTY = (Kind.STATUS, Kind.TIME, Kind.DAY, Kind.COUNT, Kind.DOSSIER)  # each says something by standing there
NO_WORDS = (  # kinds that no sentence looks like
    Kind.MOMENT, Kind.ADDRESS, Kind.TEMPLATE, Kind.STATE, Kind.DAY, Kind.WEB,
)  # fmt: skip


def _bare(value: str) -> str:
    """Take the quotes off that a word processor or another system puts around a value."""
    plain = " ".join(value.split())
    wrapped = WRAPPED.fullmatch(plain)
    return wrapped[1].strip() if wrapped else plain
