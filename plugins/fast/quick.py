"""Pelican's articles, made straight from what was checked: the same, without being read and looked at once more."""

from __future__ import annotations

import os
from typing import Any, cast

from pelican import Pelican
from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.plugins import signals

from dates import AMSTERDAM
from work import Bulk

CONTENT = "content/"


class QuickPelican(Pelican):  # type: ignore[misc]  # Pelican carries no types
    """Pelican with `QuickArticles`."""

    def _get_generator_classes(self) -> list[type]:
        return [QuickArticles if kind is ArticlesGenerator else kind for kind in super()._get_generator_classes()]


class QuickArticle(Article):  # type: ignore[misc]
    """An article of which everything is known: what Pelican works out for each is the same for all of ours.

    Its addresses are attributes in the place of Pelican's properties, which make them from settings.
    `html` is fetched when it is needed; Pelican's own remembers every text that it was ever asked for.
    """

    url = save_as = ""

    def __init__(self, body: Any, metadata: dict[str, Any], settings: Any, file: str, context: Any) -> None:
        self.__dict__ |= metadata  # what is a property of the class stays one
        self.__dict__ |= {
            "override_save_as": metadata["save_as"],
            "override_url": metadata["url"],
            "settings": settings,
            "metadata": metadata,
            "translations": [],
            "authors": [metadata["author"]],
            "in_default_lang": True,
            "lang": settings["DEFAULT_LANG"],
            "source_path": file,
            "relative_source_path": metadata["document"].path.removeprefix(CONTENT),
            "timezone": AMSTERDAM,
            "_html": body.html,
            "sound": body.sound,
            "_marked": body.marked,
            "_context": context,
            "_status": metadata["status"],
            "_summary": metadata["summary"],
        }
        if body.marked:  # of who listens, only pictures/page.py looks for articles: a test counts them
            signals.content_object_init.send(self)

    def get_relative_source_path(self, source_path: str | None = None) -> str | None:
        """Return the path within the content, which is known for its own."""
        found: str | None = super().get_relative_source_path(source_path) if source_path else self.relative_source_path
        return found

    @property
    def html(self) -> Bulk | None:
        """Its HTML, where nothing is filled in."""
        return None if self._marked else cast(Bulk, self._html)

    @property
    def _content(self) -> str:
        """The HTML, where Pelican and our pictures look for it."""
        return bytes(self._html).decode()

    @_content.setter
    def _content(self, html: str) -> None:
        self._html = html.encode()

    def get_content(self, siteurl: str) -> str:
        """Return the HTML with its links filled in."""
        return str(self._update_content(self._content, siteurl) if self._marked else self._content)

    def get_static_links(self) -> set[str]:
        """Find the pictures that it links to."""
        return super().get_static_links() if self._marked else set()


class QuickArticles(ArticlesGenerator):  # type: ignore[misc]
    """Pelican's generator of articles, that takes them as they were checked."""

    def get_files(self, *_: Any, **__: Any) -> list[str]:
        """Name the articles, which were found before."""
        documents = self.settings["DOCUMENTS"].values()
        return [text.path.removeprefix(CONTENT).replace("/", os.sep) for text in documents if text.kind == "article"]

    def get_cached_data(self, path: str, default: Any = None) -> Any:
        """Make an article; what is passed over is left to Pelican."""
        file = os.path.join(self.path, path)  # noqa: PTH118 - in half the time
        reader = self.readers.readers["md"]
        document, body = reader.find(file)
        if not body:
            return default
        return QuickArticle(body, reader.metadata(document, body), self.settings, file, self.context)

    def generate_context(self) -> None:
        """Read everything; of a list of articles by date, which Pelican goes through for every topic, we show none."""
        super().generate_context()
        self.dates: list[Any] = []

    def check_disabled_readers(self) -> None:
        """Look for no texts of other kinds: whatever lies in content/ was told before."""

    def _none(self, _write: Any) -> None:
        """Write none: Pelican would compile the templates of its own theme for pages that have no address here."""

    generate_period_archives = generate_categories = generate_authors = _none
