"""Makes articles to measure with: Dutch to look at, all of one length, and the same ones on every machine."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

from benchmarks import words

SEED = 20261123
LENGTH = 574  # words in a body
SHORTEST, LONGEST = 5, 20  # words in a last sentence and in any other
STEP = 7919  # prime: numbers in a row get titles that are far apart
PLACE = re.compile(r"\{(\w+)\}")
CHOICES: dict[str, Sequence[object]] = {  # for each place in a pattern
    "person": words.PERSONS, "thing": words.THINGS, "kind": words.KINDS, "does": words.DOES, "moment": words.MOMENTS,
    "low": range(2, 10), "high": range(20, 250), "number": range(2, 30), "share": range(2, 98),
}  # fmt: skip
NEWEST, DAYS = date(2025, 1, 1), 6000  # days over which the articles are spread


@dataclass(frozen=True)
class Article:
    """What every generator is told, each in its own words."""

    title: str
    date: date
    summary: str
    topics: tuple[str, ...]
    category: str
    slug: str
    body: str


def articles(many: int) -> Iterator[Article]:
    """Make the first so many articles; the same number always gives the same article."""
    return map(article, range(many))


def article(number: int) -> Article:
    """Make one article; no other has its title or its slug, up to 21,000 of them."""
    chance = random.Random(f"{SEED} {number}")  # noqa: S311 - the same ones each time
    title = _title(number)
    return Article(
        title=title,
        date=NEWEST - timedelta(days=chance.randrange(DAYS)),
        summary=f"{title}. {chance.choice(words.ENDINGS)}",
        topics=tuple(chance.sample(words.TOPICS, chance.randint(1, 3))),
        category=chance.choice(words.CATEGORIES),
        slug=_slug(title),
        body=_body(chance),
    )


def count(text: str) -> int:
    """Count the words: whatever stands between spaces and has a letter or digit."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _title(number: int) -> str:
    """Give the title that a number stands for, of all that can be made."""
    every = len(words.OPENINGS) * len(words.PERSONS) * len(words.MOMENTS)
    rest, opening = divmod(number * STEP % every, len(words.OPENINGS))
    moment, person = divmod(rest, len(words.PERSONS))
    return f"{words.OPENINGS[opening]} {words.PERSONS[person]} {words.MOMENTS[moment]}"


def _slug(text: str) -> str:
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"\w+", plain.replace("'", "")))


def _body(chance: random.Random) -> str:
    """Write paragraphs, a heading above every third and one list, until exactly LENGTH words are there."""
    marked = chance.sample(words.MARKED, len(words.MARKED))
    headings = iter(chance.sample(words.HEADINGS, len(words.HEADINGS)))
    blocks: list[str] = []
    left, number = LENGTH, 0
    while left >= SHORTEST + LONGEST:
        if number and number % 3 == 0 and left >= SHORTEST + 2 * LONGEST:
            blocks.append(f"## {_filled(chance, next(headings))}")
        if number == 4:
            blocks.append("\n".join(f"- {_filled(chance, point)}" for point in words.POINTS))
        blocks.append(_paragraph(chance, marked, LENGTH - sum(map(count, blocks))))
        left, number = LENGTH - sum(map(count, blocks)), number + 1
    blocks.append(_closing(chance, left))
    return "\n\n".join(blocks) + "\n"


def _paragraph(chance: random.Random, marked: list[str], left: int) -> str:
    """Write up to four sentences, a marked one among them while there are, and leave room for a last one."""
    sentences: list[str] = []
    while len(sentences) < 4 and left >= SHORTEST + LONGEST:
        take = marked and len(sentences) == 1
        sentences.append(_filled(chance, marked.pop() if take else chance.choice(words.PLAIN)))
        left -= count(sentences[-1])
    return " ".join(sentences)


def _closing(chance: random.Random, many: int) -> str:
    """Write a sentence of exactly so many words, from five to twenty-four."""
    things = chance.sample(words.THINGS, many - 4)
    return f"Denk aan {', '.join(things)} en {chance.choice(words.PERSONS)}."


def _filled(chance: random.Random, pattern: str) -> str:
    """Put a word or a number in every place of a pattern."""
    return PLACE.sub(lambda place: str(chance.choice(CHOICES[place[1]])), pattern)


def for_ours(article: Article) -> str:
    """Write an article as our site has it; it knows no categories."""
    head = f"Titel: {article.title}\nDatum: {article.date}\nSamenvatting: {article.summary}\n"
    return f"{head}Onderwerpen: {', '.join(article.topics)}\n\n{article.body}"


def for_pelican(article: Article) -> str:
    """Write an article as Pelican's own documentation does."""
    head = f"Title: {article.title}\nDate: {article.date}\nSummary: {article.summary}\nSlug: {article.slug}\n"
    return f"{head}Category: {article.category}\nTags: {', '.join(article.topics)}\n\n{article.body}"


def for_hugo(article: Article) -> str:
    """Write an article with the front matter in YAML that Hugo and Eleventy share, under Hugo's names."""
    return _yaml(article, {"categories": [article.category], "summary": article.summary})


def for_eleventy(article: Article) -> str:
    """Write an article with the front matter in YAML that Hugo and Eleventy share, under Eleventy's names."""
    return _yaml(article, {"category": article.category, "summary": article.summary})


def _yaml(article: Article, more: dict[str, object]) -> str:
    values = {"title": article.title, "tags": article.topics, **more}  # JSON is YAML too
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    return f"---\n{lines}date: {article.date}\n---\n\n{article.body}"
