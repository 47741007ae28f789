"""Hands Pelican the writer, and the pages what they may know of all texts."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, TemplateSyntaxError
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.plugins import signals
from pelican.writers import Writer

from pages.asked import FIXED, KNOWN, Press
from pages.reading import neighbours
from pages.reads import Reads
from pages.views import BLOCK, Text, Topic
from pages.writer import SiteWriter

OF_NO_ARTICLE = ("", 0, (), None, None, None)  # from `author` to `date`
NEWEST = 3  # articles, that a page may name wherever it is


def load(pelican: Any) -> None:
    """Read the templates once, so that what is shown is what was marked."""
    folder = Path(pelican.settings["THEME"], "templates")
    kinds = (*pelican.settings["TEMPLATE_EXTENSIONS"], ".svg")  # drawings stand in pages too
    files = sorted(path for path in folder.rglob("*") if path.suffix in kinds and path.is_file())
    names = (path.relative_to(folder).as_posix() for path in files)
    pelican.settings["TEMPLATES"] = {name: _source(folder, name) for name in names}


def _source(folder: Path, name: str) -> str:
    try:
        source = (folder / name).read_text(encoding="utf-8-sig")  # some editors put a sign before it that nobody sees
    except UnicodeDecodeError as error:
        raise TemplateSyntaxError("zij is niet in UTF-8 bewaard", 0, name) from error
    if "\0" in source:
        line = source[: source.index("\0")].count("\n") + 1
        raise TemplateSyntaxError("er staat een teken in dat niemand ziet (U+0000)", line, name)
    if not source.strip():
        raise TemplateSyntaxError("zij is leeg", 0, name)
    return source


def use_templates(generator: Generator) -> None:
    """Let all generators have these templates, loaded once; Pelican asks for some that write nothing, and brings them.

    What it would read from the theme past these is left out.
    """
    settings = generator.settings
    if "READS" not in settings:
        env = settings["ENV"] = generator.env
        env.globals.update({name: settings[name] for name in FIXED})  # so that what is imported is made once
        settings["READS"] = Reads(settings["TEMPLATES"], env, settings["WORK"], cut=settings["FAST"])
        env.loader = ChoiceLoader([settings["READS"].loader, env.loader.loaders[1]])
    generator.env = settings["ENV"]


def see(generators: list[Any]) -> None:
    """Make the views of everything that was read, once links between all texts are known.

    From here on files are written, so what lies there must be known.
    """
    generators[0].settings["THERE"]()
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            ties = {tag: (tag.name, tag.url) for tag in generator.tags}
            named = [(article.title, article.url) for article in generator.articles]
            for article, (_, *between) in zip(generator.articles, neighbours(named), strict=True):
                topics = tuple(ties[tag] for tag in getattr(article, "tags", ()))
                article.view = _text(article, (str(article.author), article.minutes, topics, *between, article.date))
            views = [article.view for article in generator.articles]
            generator.context["newest"] = tuple(views[:NEWEST])
            generator.context["dated"] = tuple((view.url, (view.modified or view.date).isoformat()) for view in views)
            for tag, articles in generator.tags.items():
                tag.view = Topic(tag.name, tag.slug, tag.url, len(articles), articles[0].date)
            generator.context["topics"] = tuple(tag.view for tag in generator.tags)
        elif isinstance(generator, PagesGenerator):
            for page in generator.pages:
                page.view = _text(page)
            named_only = (page.view._replace(html=b"", mark=b"") for page in generator.pages)
            generator.context["pages"] = tuple(named_only)


def _text(text: Any, own: tuple[Any, ...] = OF_NO_ARTICLE) -> Text:
    """Make the view of a text; `own` is what only an article has."""
    document, html = text.document, getattr(text, "html", None)
    content = "" if html else text.content
    author, minutes, topics, older, newer, date = own
    mark = document.mark if html else sha256(content.encode()).digest()
    blocks = tuple(sorted({*BLOCK.findall(content)}))
    return Text(
        document.kind, document.path, text.url, text.title, text.metadata["summary"], mark, blocks, text.notice,
        document.draft, author, minutes, topics, older, newer, date, getattr(text, "modified", None),
        html or content.encode(), getattr(text, "sound", None),
    )  # fmt: skip


class PagesLast(Generator):  # type: ignore[misc]  # Pelican carries no types
    """Lets the writer make all pages, when every other generator has asked for its own."""

    def generate_output(self, writer: SiteWriter) -> None:
        """Write everything, and leave for the checks what was seen."""
        fixed, known = ({name: self.context[name] for name in names} for names in (FIXED, KNOWN))
        common = fixed | self.settings["SEEN_BY_TEMPLATES"]
        press = Press(known, self.settings["LOOK"], self.settings["READS"], common)
        self.settings["WRITTEN"] = writer.finish(press)


def writer(_pelican: Any) -> type[Writer]:
    """Tell Pelican which writer to use."""
    return SiteWriter


def generator(_pelican: Any) -> type[Generator]:
    """Tell Pelican of the generator."""
    return PagesLast


def register() -> None:
    """Let Pelican call all five."""
    signals.initialized.connect(load)
    signals.generator_init.connect(use_templates)
    signals.all_generators_finalized.connect(see)
    signals.get_writer.connect(writer)
    signals.get_generators.connect(generator)
