"""How Pelican builds the site; `publishconf.py` adds what publishing asks."""

# ruff: noqa: E402 - plugins/ must be found before it is imported from

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import StrictUndefined

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "plugins"))  # Pelican finds plugins by PLUGIN_PATHS, this file finds them here

import dates
import headers
import practice
import stamp
import work
from blocks.fill import fill
from checks import looker, rendered, source
from dutch import long_date
from fault import Fault
from frontmatter.body import Making
from frontmatter.collection import NOISE
from obligations.jsonld import faq
from pages.reading import minutes, newest_first
from structured_data import jsonld
from typography.setting import typeset_bodies, typeset_text

# The practice
PRACTICE, PRACTICE_FAULTS = practice.read(ROOT)
SITENAME = PRACTICE.title
AUTHOR = PRACTICE.name
SITEURL = ""  # pages link to each other from the root, without a host; absolute addresses start with PRACTICE.site
TIMEZONE = "Europe/Amsterdam"
DEFAULT_LANG = "nl"

# What is read
PATH = str(ROOT / "content")
ARTICLE_PATHS = ["artikelen"]
PAGE_PATHS = ["paginas", "verplichtingen"]
IGNORE_FILES = list(NOISE)
ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None  # there is one language
ARTICLE_ORDER_BY, PAGE_ORDER_BY = newest_first, "source_path"
FILENAME_METADATA = ""  # a date stands in the text
USE_FOLDER_AS_CATEGORY = False
FORMATTED_FIELDS: list[str] = []  # a summary is plain text: the description for search engines
WITH_FUTURE_DATES = True  # which texts may be seen is decided before Pelican reads them
EVERYTHING = False  # True shows drafts and planned texts too
ASKED = {name: os.environ.get(name, "") for name in ("SITE_NOW", "SITE_FAST")}
NOW = dates.parse(ASKED["SITE_NOW"]) or datetime.now(dates.AMSTERDAM)
LATEST = max(NOW, datetime.now(dates.AMSTERDAM)).date()  # the day after which nothing can have been read or changed
MARKDOWN = {  # and what follows Markdown, on a text's way to a page
    "extensions": [f"markdown.extensions.{name}" for name in ("attr_list", "def_list", "sane_lists", "tables", "toc")],
    "output_format": "html5",
}
MAKING = Making(MARKDOWN, rendered.faults, source.suspects, typeset_bodies, typeset_text, minutes, looker.sound)
FAST = ASKED["SITE_FAST"] != "no"  # what was made before is remembered, and work is shared; the same bytes without
ASKED_FAULTS = [  # what is asked for, and can't be understood
    Fault(name, 0, f"'{ASKED[name]}' {message}", remedy)
    for name, right, message, remedy in (
        ("SITE_NOW", dates.parse, "is geen dag of moment.", "Schrijf bijvoorbeeld 2027-03-01, of laat het weg."),
        ("SITE_FAST", "no".__eq__, "zegt niets.", "Schrijf no om zonder geheugen te bouwen, of laat het weg."),
    )
    if ASKED[name] and not right(ASKED[name])
]
DRY = False  # True writes no pages: they are only looked over
LOOKED: dict[str, Any] = {}  # and the lines of those that were, with what was seen, by their names
SEEN: dict[str, Any] = {}  # the same of this build, once they are made
LOOKS = b""  # stands for what was seen of all pages, once they are made
AGAIN = False  # True in a folder that later builds come back to: what lies there is taken down for them
THERE: Callable[[], frozenset[str]] = frozenset  # names the pages that lie there: ask before anything is written
WAITING: list[Any] = []  # drafts and planned texts, once all are read
SIZES: dict[str, int] = {}  # of all files, by name, once they are written
LOOK = None  # what looks each page over, once the checks are there
WORK = work.Work()  # who does it without
PACKED = False  # True writes what travels beside each text: .br and .gz

FIXED_PAGES = (  # where the theme leads to, on every page
    "/", "/404.html", "/medewerkers/", "/organisaties/", "/verplichtingen/",
    "/over/", "/contact/", "/veilig-lezen/", "/privacy/", "/toegankelijkheid/",
)  # fmt: skip

# What happens on the way
PLUGIN_PATHS = [str(ROOT / "plugins")]
PLUGINS = [
    "fast.page", "frontmatter.page", "obligations.page", "contact.page", "assets.page", "pictures.page",
    "checks.page", "pages.page",
]  # fmt: skip

# What it looks like
THEME = str(ROOT / "theme")
THEME_STATIC_DIR = "theme"
THEME_STATIC_PATHS: list[str] = []  # they are written by assets.page, under other names
ASSETS = stamp.theme(Path(THEME) / "static")
TEMPLATE_EXTENSIONS = [".html", ".xml", ".txt"]
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}
JINJA_FILTERS = {"blocks": fill, "long_date": long_date, "typeset": typeset_text}
SEEN_BY_TEMPLATES = {  # of what they see without being given it, all but our code
    "hosted_by": PRACTICE.hosted or os.environ.get("SITE_HOSTED_BY", ""),  # a forge's workflow says so itself
    "asset": MappingProxyType({name: f"{THEME_STATIC_DIR}/{stamped}" for name, (stamped, _) in ASSETS.items()}),
}
JINJA_GLOBALS = {
    "jsonld": jsonld,
    "faq": faq,
    "headers": headers,
    **SEEN_BY_TEMPLATES,
}

# Where it is written: one folder an address, nothing that nobody needs
ARTICLE_URL, ARTICLE_SAVE_AS = "artikelen/{slug}/", "artikelen/{slug}/index.html"
PAGE_URL, PAGE_SAVE_AS = "{slug}/", "{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "onderwerpen/{slug}/", "onderwerpen/{slug}/index.html"
DRAFT_SAVE_AS = DRAFT_PAGE_SAVE_AS = ARTICLE_LANG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
TAGS_SAVE_AS = CATEGORIES_SAVE_AS = AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = ""

DIRECT_TEMPLATES = ["articles", "sitemap", "robots", "security", "headers"]
ARTICLES_URL, ARTICLES_SAVE_AS = "artikelen/", "artikelen/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
ROBOTS_SAVE_AS = "robots.txt"
SECURITY_SAVE_AS = ".well-known/security.txt"
HEADERS_SAVE_AS = "_headers"  # for hosts that read it; the practice's own server has them from server/etc/

DEFAULT_PAGINATION = 10
PAGINATED_TEMPLATES = {"articles": None, "tag": None}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{url}pagina-{number}/", "{base_name}/pagina-{number}/index.html"),
)

FEED_ALL_ATOM = "feeds/artikelen.atom.xml"
FEED_DOMAIN = PRACTICE.site
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

CACHE_CONTENT = LOAD_CONTENT_CACHE = False
