"""The site that stock Pelican builds in the benchmarks: its own reader and nothing else, but typogrify on."""

SITENAME = AUTHOR = "Voorbeeld"
SITEURL = "https://voorbeeld.example"
TIMEZONE = "Europe/Amsterdam"
DEFAULT_LANG = "nl"
DEFAULT_DATE_FORMAT = "%d-%m-%Y"
TYPOGRIFY = True

PATH = "content"
ARTICLE_PATHS = ["artikelen"]
THEME = "theme"
DIRECT_TEMPLATES = ["index", "sitemap"]
TEMPLATE_EXTENSIONS = [".html", ".xml"]
INDEX_URL, INDEX_SAVE_AS = "", "index.html"
SITEMAP_SAVE_AS = "sitemap.xml"

ARTICLE_URL, ARTICLE_SAVE_AS = "artikelen/{slug}/", "artikelen/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "onderwerpen/{slug}/", "onderwerpen/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "rubrieken/{slug}/", "rubrieken/{slug}/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = TAGS_SAVE_AS = CATEGORIES_SAVE_AS = ARCHIVES_SAVE_AS = ""
DEFAULT_PAGINATION = 10
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{url}pagina-{number}/", "{base_name}/pagina-{number}/index.html"),
)

FEED_ALL_ATOM = "feeds/artikelen.atom.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
