"""The receiver's pages: what the site's build left for them, filled in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import escape

from contact.form import Terms

FOLDER = ".receiver"


class Unbuilt(Exception):
    """The built site has no pages for the receiver."""


class Pages:
    """The built site's empty page, the templates that go in it, and the form's terms, as they were built together."""

    def __init__(self, folder: Path) -> None:
        try:
            self.terms = Terms.of(json.loads((folder / "terms.json").read_text(encoding="utf-8")))
            self._shell = (folder / "shell.html").read_text(encoding="utf-8")
            texts = {
                path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
                for path in folder.glob("*/*.html")
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unbuilt(f"{folder} is geen gebouwde site met een formulier: {error}") from error
        self._jinja = Environment(
            loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    def render(self, name: str, title: str, **values: object) -> str:
        """Fill in a page of the theme's folder `receiver/`, and put it in the site's look."""
        main = self._jinja.get_template(f"receiver/{name}.html").render(terms=self.terms, title=title, **values)
        return self._shell.replace("<!--title-->", str(escape(title)), 1).replace("<!--main-->", main, 1)


class Live:
    """The pages of the site that `site` points to, read again whenever that is another release."""

    def __init__(self, site: Callable[[], Path]) -> None:
        self._site = site
        self._lock = Lock()
        self._seen: object = None
        self._pages: Pages | None = None

    def pages(self) -> Pages:
        """Return the pages as they are now; the last good ones while a release can't be read."""
        folder = self._site() / FOLDER
        with self._lock:
            try:
                stat = (folder / "terms.json").stat()
                mark = (stat.st_dev, stat.st_ino, stat.st_mtime_ns)
                if mark != self._seen:
                    self._pages, self._seen = Pages(folder.resolve()), mark
            except (OSError, Unbuilt) as error:
                if self._pages is None:
                    raise Unbuilt(str(error)) from error
            if self._pages is None:
                raise Unbuilt(f"{folder} is er niet")
            return self._pages
