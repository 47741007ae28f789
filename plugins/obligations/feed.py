"""The Atom feed of the answers: an item when one is new, changes its state, or is checked again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from html import escape

from feedgenerator import Atom1Feed, get_tag_uri

from dates import AMSTERDAM
from obligations.answer import Answer


def atom(answers: Iterable[Answer], title: str, site: str, address: str) -> str:
    """Write the feed that stands at `address`; `site` has no slash at the end.

    Every answer has an item, as a new one may rest on an old source. An item's id holds the state and the day, so that
    a reader sees each change as news, and nothing else.
    """
    feed = Atom1Feed(
        title=f"{title}: verplichtingen", link=f"{site}/verplichtingen/", feed_url=f"{site}/{address}",
        feed_guid=f"{site}/{address}", description="", language="nl", author_name=title,
    )  # fmt: skip
    for answer in sorted(answers, key=lambda answer: (answer.moved, answer.entry.slug), reverse=True):
        link = f"{site}/{answer.entry.url}"
        moment = datetime.combine(answer.moved, time(), AMSTERDAM)
        feed.add_item(
            title=answer.entry.question,
            link=link,
            description=escape(f"{answer.state.label}. {answer.text} {answer.told_by}.", quote=False),
            unique_id=get_tag_uri(f"{link}#{answer.state.word}", moment),
            pubdate=moment,
            updateddate=moment,
        )
    written: str = feed.writeString("utf-8")
    return written
