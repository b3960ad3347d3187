"""Markdown with markup → safe HTML: the only room that knows Python-Markdown and the sanitizer.

Raw HTML is off, links are limited to the schemes below, links to other source files are collected for the join,
and everything passes the sanitizer before it leaves. Nothing here knows which pages exist.
"""

from __future__ import annotations

import html
import posixpath
import re
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import markdown
import nh3
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from mentorsite.diagnostics import Checked, Diagnostic, Span, span_at
from mentorsite.letters import slugify
from mentorsite.markup.plaintext import words_in
from mentorsite.model import FileLink, Heading, Prose

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
THEME_IDS = frozenset({"main", "q", "search", "results", "filters", "navigation"})
"""Ids that the theme's pages use themselves, which a heading must not take."""

_TAGS = {
    *("a", "abbr", "b", "code", "del", "em", "i", "img", "input", "kbd", "s", "span", "strong", "sub", "sup"),
    *("blockquote", "br", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "section", "ul"),
    *("h2", "h3", "h4", "h5", "h6", "table", "tbody", "td", "th", "thead", "tr"),
}
_ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "disabled", "checked"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ALIGNED = re.compile(r'style="text-align: (left|center|right);"')
# How Python-Markdown keeps a character that a backslash escaped, until it writes the page.
_ESCAPED = re.compile("\x02(\\d+)\x03")
# A web address names its host; a mail address brings a subject or text along, and no other header of the mail.
_PLAIN_TARGET = re.compile(
    r"https?://[^/].*|tel:[+0-9().-]+|mailto:[^?\s%]+(\?(subject|body)=(?!.*%0[ad])[^&\s]*(&(subject|body)=[^&\s]*)?)?",
    re.IGNORECASE | re.DOTALL,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def convert(text: str, start: Span, guide: bool) -> Checked[Prose]:
    """Convert text within the counted limits; where the library fails all the same, that is what was found."""
    converter, tree = _converter(guide)
    tree.start = start
    tree.source = text
    try:
        raw = converter.reset().convert(text)
    except Exception as error:  # the library fails in ways of its own on text that nobody would write
        # It keeps where it was in the broken text, which would spoil every text after it.
        _converter.cache_clear()
        deep = isinstance(error, RecursionError)
        message = "the Markdown is nested too deeply" if deep else "the Markdown cannot be converted"
        help_ = "Take out some of the nested lists, quotes, brackets or attribute lists."
        return Checked(None, (Diagnostic("markdown/too-complex", message, start, help_),))
    found = list(tree.found)
    clean = nh3.clean(
        _ALIGNED.sub(r'class="\1"', raw),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={*SCHEMES, "ref"},
        link_rel=None,
    )
    found.extend(_raw_html(clean, text, start))
    return Checked(Prose((clean,), tuple(tree.links), tuple(tree.headings), words_in(clean)), tuple(found))


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "id" and value in THEME_IDS:
        return None
    if tag == "input" and name == "type" and value != "checkbox":
        return None
    return value


def _raw_html(clean: str, text: str, start: Span) -> list[Diagnostic]:
    if "&lt;" not in clean:
        return []
    shown = re.sub(r"<(pre|code)\b.*?</\1>", "", clean, flags=re.DOTALL)
    found = []
    for tag in dict.fromkeys(re.findall(r"&lt;/?([a-zA-Z][\w-]*)(?=[\s/&])[^&]{0,200}&gt;", shown)):
        place = re.search(rf"</?{tag}\b", text)
        span = span_at(text, place.start() if place else 0, len(tag) + 1, start)
        help_ = f"Use Markdown's own marks, or write `<{tag}>` in backticks to show it."
        found.append(Diagnostic("markdown/raw-html", f"<{tag}> is shown as text: HTML is off", span, help_))
    return found


@lru_cache(maxsize=2)
def _converter(guide: bool) -> tuple[markdown.Markdown, _Tree]:
    """Build one converter for each of the two dialects; building costs 5 ms, a reset nothing."""
    extensions: list[Any] = ["tables", "sane_lists", "smarty", "attr_list", "def_list", "fenced_code",
                             "admonition", "footnotes", "pymdownx.tasklist"]  # fmt: skip
    if guide:
        extensions.append(TocExtension(slugify=_anchor, permalink="#", permalink_class="anchor",
                                       permalink_title="Link to this section"))  # fmt: skip
    made = markdown.Markdown(extensions=extensions, output_format="html")
    made.preprocessors.deregister("html_block")
    made.inlinePatterns.deregister("html")
    made.inlinePatterns.deregister("automail")
    tree = _Tree(made, guide)
    # After inline patterns (20) and before toc (5), which gives headings their ids.
    made.treeprocessors.register(tree, "mentorsite", 6)
    if guide:
        made.treeprocessors.register(_Headings(made, tree), "mentorsite-headings", 4)
    return made, tree


def _anchor(title: str, separator: str) -> str:
    made = slugify(title) or "section"
    return f"{made}-section" if made in THEME_IDS else made


class _Tree(Treeprocessor):
    """Levels the headings, checks every link and collects those that lead to other source files."""

    def __init__(self, md: markdown.Markdown, guide: bool) -> None:
        super().__init__(md)
        self.guide = guide
        self.start = Span("")
        self.source = ""
        self.cursor = 0
        self.found: list[Diagnostic] = []
        self.links: list[FileLink] = []
        self.headings: list[Heading] = []

    def run(self, root: ElementTree.Element) -> None:
        self.cursor = 0
        self.found, self.links, self.headings = [], [], []
        level = 1 if self.guide else 2
        for element in root.iter():
            if element.tag in _HEADINGS:
                level = self._level(element, level)
            elif element.tag == "a" and element.get("href") is not None:
                self._link(element, "href")
            elif element.tag == "img":
                self._link(element, "src")

    def _level(self, element: ElementTree.Element, above: int) -> int:
        wanted = int(element.tag[1]) if self.guide else int(element.tag[1]) + 2
        first = 2 if self.guide else 3
        level = max(first, min(wanted, above + 1, 6))
        if self.guide and level != wanted:
            title = "".join(element.itertext())
            place = re.search(rf"^#{{1,6}}\s*{re.escape(title)}", self.source, re.MULTILINE)
            span = span_at(self.source, place.start() if place else 0, wanted, self.start)
            message = f'the heading "{title}" is of level {wanted}; here level {level} is due'
            self.found.append(Diagnostic("markdown/heading-level", message, span, f"Begin it with {'#' * level}."))
        element.tag = f"h{level}"
        return level

    def _link(self, element: ElementTree.Element, attribute: str) -> None:
        target = _ESCAPED.sub(lambda match: chr(int(match[1])), html.unescape(element.get(attribute, "")))
        at = self.source.find(target, self.cursor)
        if at < 0:
            at = max(self.source.find(target), 0)
        else:
            self.cursor = at + len(target)
        span = span_at(self.source, at, len(target), self.start)
        # Browsers drop control characters and blanks before they look for the scheme.
        bare = re.sub(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028\u2029]", "", unquote(target))
        scheme = re.match(r"([^/?#]*?):", bare)
        if target.startswith("#") and attribute == "href":
            return
        if scheme or bare.startswith(("//", "\\")):
            allowed = SCHEMES if attribute == "href" else frozenset()
            # The scheme must be readable as it stands: an encoded or spaced one is somebody's trick.
            if scheme and scheme[1].lower() in allowed and _PLAIN_TARGET.fullmatch(target):
                return
            del element.attrib[attribute]
            what = (
                f'"{target[:60]}" is loaded from elsewhere'
                if attribute == "src"
                else f'"{target[:60]}" is no link that is allowed'
            )
            help_ = (
                "Save the picture under content/ and give its path."
                if attribute == "src"
                else f"Links may begin with {', '.join(sorted(SCHEMES))}, or name a file of this program."
            )
            self.found.append(Diagnostic("link/scheme", what, span, help_))
            return
        path, _, anchor = target.partition("#")
        folder = posixpath.dirname(self.start.path)
        resolved = posixpath.normpath(posixpath.join(folder, unquote(path)))
        self.links.append(FileLink(resolved, unquote(anchor), span))
        element.set(attribute, f"ref:{len(self.links) - 1}")


class _Headings(Treeprocessor):
    """Reads the ids that the table of contents gave."""

    def __init__(self, md: markdown.Markdown, tree: _Tree) -> None:
        super().__init__(md)
        self.tree = tree

    def run(self, root: ElementTree.Element) -> None:
        def collect(tokens: list[dict[str, Any]]) -> None:
            for token in tokens:
                title = html.unescape(re.sub(r"<[^>]+>", "", token["html"]))
                self.tree.headings.append(Heading(token["level"], token["id"], title))
                collect(token["children"])

        collect(getattr(self.md, "toc_tokens", []))
