"""Pelican's settings: mentors are articles, vocabularies' values are tags, lists hold 48."""

import json
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = json.loads((HERE / "program.json").read_text("utf-8"))
TERMS = json.loads((HERE / "terms.json").read_text("utf-8"))
DIRECTORY = json.loads((HERE / "directory.json").read_text("utf-8"))

SITENAME = PROGRAM["title"]
SITEURL = ""
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
THEME = str(HERE / "theme")
THEME_STATIC_DIR = "theme"
PLUGINS = []
ARTICLE_PATHS = ["mentors"]
PAGE_PATHS = ["pages", "guides"]
STATIC_PATHS = ["extra"]
ARTICLE_ORDER_BY = "weight"
ARTICLE_URL = ARTICLE_SAVE_AS = "mentors/{slug}.html"
TAG_URL = TAG_SAVE_AS = "{slug}.html"
TAG_REGEX_SUBSTITUTIONS = [(r"[^\w\s/-]", "")]
DIRECT_TEMPLATES = ["mentors", "sitemap", "index_json"]
MENTORS_SAVE_AS = "mentors/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
INDEX_JSON_SAVE_AS = "index.json"
DEFAULT_PAGINATION = 48
PAGINATED_TEMPLATES = {"mentors": 48, "tag": 48}
PAGINATION_PATTERNS = [(1, "{url}", "{save_as}"), (2, "{name}.{number}{extension}", "{name}.{number}{extension}")]
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ARCHIVES_SAVE_AS = TAGS_SAVE_AS = ""
CATEGORIES_SAVE_AS = AUTHORS_SAVE_AS = DRAFT_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TYPOGRIFY = False
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True, "extensions": [], "autoescape": True}
EXTRA_PATH_METADATA = {"extra/robots.txt": {"path": "robots.txt"}}
EXTRA_PATH_METADATA |= {
    path.relative_to(HERE / "content").as_posix(): {"path": path.relative_to(HERE / "content" / "extra").as_posix()}
    for path in (HERE / "content" / "extra").rglob("*")
    if path.is_file()
}


@cache
def parsed(text):
    """Read a metadata line that holds JSON, once."""
    return json.loads(text)


JINJA_FILTERS = {
    "parsed": parsed,
    "cards": lambda articles: [parsed(article.data)["card"] for article in articles],
    "stem": lambda name: name.rpartition("/")[2],
}
