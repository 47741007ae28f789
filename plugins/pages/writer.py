"""Pelican's writer: pages wait until all are asked for, and are then made together; feeds work anywhere."""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from hashlib import sha256
from html import escape
from io import TextIOWrapper
from itertools import compress
from pathlib import Path
from typing import Any, TextIO

from pelican.paginator import Paginator
from pelican.writers import Writer

import tree
from pages.asked import Asked, Job, Press
from pages.ledger import NOWHERE, SAME, Ledger, Line
from pages.views import Sheet
from work import Cost, Work

SOURCE = re.compile(r'<source (?:[^>"]|"[^"]*")*>')
UNSHOWN = ".receiver/"  # what no visitor is shown
GIVEN = ("article", "page", "tag", "band")  # what Pelican and our generators hand to one page


class SiteWriter(Writer):  # type: ignore[misc]  # Pelican carries no types
    """Pelican's writer, for pages that are made together, and feeds that are read outside the site."""

    def __init__(self, output_path: str, settings: Any = None) -> None:
        super().__init__(output_path, settings=settings)
        self.asked: dict[str, Asked] = {}

    def write_file(
        self, name: str, template: Any, context: Any, *_: Any, template_name: str = "", url: str = "", **given: Any
    ) -> None:
        """Remember what is asked for; of what is given, pages see the views. A list is cut in pages."""
        if not name:
            return
        seen = {key: getattr(given[key], "view", given[key]) for key in GIVEN if key in given}
        sheets: list[tuple[str, dict[str, Any]]] = [(name, {})]
        if template_name in self.settings["PAGINATED_TEMPLATES"]:
            topics = () if "tag" in given else context["topics"]
            sheets = list(self._sheets(name, url, [article.view for article in given["articles"]], topics))
        for save_as, sheet in sheets:
            if save_as in self.asked:
                raise RuntimeError(f"{save_as} is asked for twice")
            self.asked[save_as] = Asked(save_as, template, seen | sheet)

    def _sheets(self, name: str, url: str, articles: list[Any], topics: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        paginator = Paginator(name, url, articles, self.settings, self.settings["DEFAULT_PAGINATION"])
        of = paginator.num_pages
        pages = [paginator.page(number) for number in range(1, of + 1)]
        ties = [None, *(Sheet(page.number, of, page.url) for page in pages), None]
        for page in pages:
            named = (topics, False) if page.number == 1 else ((), bool(topics))
            sheet = Sheet(page.number, of, page.url, tuple(page.object_list), *named)
            yield page.save_as, {"sheet": sheet, "previous": ties[page.number - 1], "next": ties[page.number + 1]}

    def finish(self, press: Press) -> dict[str, tuple[Asked, Any]]:
        """Make and write every page; tell of each, by its address, what was asked and what was seen.

        Leaves the sizes of all files, which lie there by now, but for pictures that Pelican copies as they are.
        """
        work: Work = self.settings["WORK"]
        there: frozenset[str] = self.settings["THERE"]()
        ledger = Ledger(work if self.settings["AGAIN"] else Work(), self.output_path, there)
        made = self.settings["SEEN"] = self._pages(press, ledger)
        looked = {name: each for name, each in made.items() if each[1] and not name.startswith(UNSHOWN)}
        ledger.close(looked)
        looks = [(name, line.look) for name, (line, _) in looked.items()]
        self.settings["LOOKS"] = sha256(marshal.dumps(looks, 2)).digest()
        for name in there - self.asked.keys():
            _remove(Path(self.output_path), name)
        alone = {self.settings[name].partition("/")[0] for name in ("ARTICLE_SAVE_AS", "TAG_SAVE_AS")}
        sizes = tree.sizes(self.output_path, self.asked, alone)  # nothing else comes in these
        sizes |= {name: line.state[1] for name, (line, _) in made.items()}  # none yet of what was only looked over
        self.settings["SIZES"] = {f"/{name}": size for name, size in sizes.items()}
        return {asked.address: (asked, made[name][1]) for name, asked in self.asked.items()}

    def _pages(self, press: Press, ledger: Ledger) -> dict[str, tuple[Line, Any]]:
        """Tell the line of every page, and what was seen of it; have those made that are not there as they should be.

        Those that are new without doubt are made while the others are looked for.
        """
        jobs = [press.job(asked, ledger.before(name)) for name, asked in self.asked.items()]
        new = [job.restyled and not self.settings["LOOKED"] for job in jobs]
        rest = [job for job, sure in zip(jobs, new, strict=True) if not sure]
        with ExitStack() as hired:  # who still writes when something goes wrong is let go
            begun = self._made(press, ledger, compress(jobs, new), hired)
            known = {job.asked.name: found for job in rest if (found := self._known(job, press, ledger))}
            others = self._made(press, ledger, (job for job in rest if job.asked.name not in known), hired)
            return known | dict(begun) | dict(others)

    def _made(
        self, press: Press, ledger: Ledger, wanted: Iterable[Job], hired: ExitStack
    ) -> Iterator[tuple[str, tuple[Line, Any]]]:
        """Have pages made, from now on; tell of each its name, its line, and what was seen."""
        jobs = list(wanted)
        make = partial(press.make, ledger, self.settings["DRY"])
        cost = Cost.LIGHT if press.prepare(jobs) else Cost.USUAL
        made = self.settings["WORK"].batches(make, jobs, cost=cost)
        hired.enter_context(closing(made))
        known: dict[Any, Any] = {}  # most links stand on every page
        return (
            (name, (line.joined(known), ledger.seen(name) if seen == SAME else seen and seen.joined(known)))
            for name, (line, seen) in zip((job.asked.name for job in jobs), made, strict=True)
        )

    def _known(self, job: Job, press: Press, ledger: Ledger) -> tuple[Line, Any] | None:
        """Return the line of a page that is there, or was looked over before, and what was seen."""
        asked, read, line = job
        if looked := self.settings["LOOKED"]:
            before, seen = looked.get(asked.name, (None, None))
            same = before and seen and (before.key, before.templates) == (press.key(job), read.mark)
            return (before._replace(state=NOWHERE), seen) if same else None
        if line and not job.restyled and line.key == press.key(job) and ledger.lies(asked.name, line):
            return line, ledger.seen(asked.name)
        return None

    def write_feed(self, elements: list[Any], context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """Write the feed with absolute links; shapes and errors are those of Pelican."""
        absolute = {**context, "SITEURL": context["PRACTICE"].site + context["SITEURL"]}
        return super().write_feed(elements, absolute, *args, **options)

    def _add_item_to_the_feed(self, feed: Any, item: Any) -> None:
        """Add an item; its summary is plain text, and Atom is told that it is HTML.

        A picture has one address: Pelican makes none of `srcset` absolute.
        """
        super()._add_item_to_the_feed(feed, item)
        feed.items[-1]["description"] = escape(item.summary, quote=False)
        feed.items[-1]["content"] = SOURCE.sub("", feed.items[-1]["content"])

    def _open_w(self, *args: Any, **options: Any) -> TextIO:
        """Open a file for writing, with the line ends of the site on Windows too."""
        file: TextIOWrapper = super()._open_w(*args, **options)
        file.reconfigure(newline="\n")
        return file


def _remove(folder: Path, name: str) -> None:
    """Remove a file, and the folders that are empty then."""
    (folder / name).unlink()
    for parent in (folder / name).relative_to(folder).parents:
        try:
            (folder / parent).rmdir()
        except OSError:
            return
