"""The last look at every page before it is published: nothing in it may run, or be loaded from elsewhere.

Templates escape, and the sanitizer cleans; this room trusts neither. It cuts a page into tags in one linear scan. A
tag that was found harmless once is never looked at again, so pages cost little more than the scan. It is stricter
than browsers: whatever could be read in two ways is refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_REFUSED = frozenset(
    {"applet", "animate", "animatemotion", "animatetransform", "base", "embed", "fencedframe", "foreignobject", "frame",
     "frameset", "handler", "iframe", "listener", "math", "object", "param", "plaintext", "portal", "set",
     "style", "xmp"}
)  # fmt: skip
_LOADING = frozenset(
    {"src", "srcset", "imagesrcset", "poster", "data", "background", "action", "formaction", "manifest", "archive",
     "classid", "codebase", "longdesc", "lowsrc", "dynsrc", "icon", "profile", "usemap"}
)  # fmt: skip
_LINKING = frozenset({"href", "xlink:href", "cite", "itemtype", "itemid", "about", "resource"})
_LOADING_LINKS = frozenset({"use", "image", "feimage", "script", "link"})
_PLAIN_LINKS = frozenset({"canonical", "alternate", "author", "license", "me", "next", "prev", "help"})

_TAG = re.compile(r"<[^>]*>?")
_WHOLE = re.compile(
    r"""<([a-zA-Z][a-zA-Z0-9:-]*)((?:\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)*+)\s*+/?>"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
# The shape of nearly all tags: no attribute that acts or loads, no value that hides anything.
_VALUE = r'(?:[^"<>&:\\\x00-\x1f\x7f-\xa0]|&(?:amp|\#39|\#34);)*+"'
_HARMLESS = re.compile(
    r"<(?:a|article|aside|bdi|button|dd|details|div|dl|dt|em|h[1-6]|label|li|main|nav|ol|p|section|span|strong|summary"
    r"|table|td|th|time|tr|ul)"
    rf'(?: (?:(?:class|datetime|for|id|lang|rel|title|type|aria-[a-z]+|data-[a-z]+)="{_VALUE}'
    rf'|href="(?:https?://|mailto:|tel:)?{_VALUE}|hidden(?=[ >])))*+>'
    rf'|<meta (?:name|property)="(?:og:)?{_VALUE} content="[^"<>]*+">'
    rf'|<link rel="canonical" href="https?://{_VALUE}>'
)
_TWICE = re.compile(r' ([a-z-]+)="[^"]*+"(?=.* \1=)')
_END = re.compile(r"</[a-zA-Z][a-zA-Z0-9:-]*\s*>")
_SEEN_BY_NOBODY = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u2000-\u200f\u2028\u2029\ufeff]")
_STYLE = re.compile(r"@import|expression\s*\(|url\(\s*['\"]?\s*(?:[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
_MOST_KNOWN = 20_000


class Gate:
    """Remembers the tags that were found harmless; one for each process is enough."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def faults(self, text: str) -> Iterator[str]:
        """Yield what is wrong with HTML, in words that read after "the page"; no tag of it may begin or end outside."""
        new = set(_TAG.findall(text)) - self._known
        comment = False
        for tag in sorted(new):
            fault = None if _HARMLESS.fullmatch(tag) and not _TWICE.search(tag) else _fault(tag)
            if fault:
                yield fault
            else:
                self._known.add(tag)
            comment = comment or tag.startswith("<!--")
        if comment and re.search(r"<!--(?:>|->)|--!>", text):
            yield "has a comment that browsers end elsewhere than it seems"
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()  # a dozen tags of each page are its own; what stands on all is soon known again


def style_faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a style sheet, in words that read after "the page"."""
    loaded = _STYLE.search(text)
    if loaded:
        yield f'has a style sheet that loads from elsewhere: "{loaded[0]}"'


def has_open_tag(line: str) -> bool:
    """Whether a line ends within a tag, or holds a comment: only with its neighbors can it be judged."""
    return line.rfind("<") > line.rfind(">") or "<!--" in line


def fragments(data: object) -> Iterator[str]:
    """Yield the cards in search data: HTML that scripts put into pages."""
    if isinstance(data, dict):
        yield from (card for card in data.get("cards", ()) if isinstance(card, str))


def _fault(tag: str) -> str | None:
    if _END.fullmatch(tag) or tag.lower() == "<!doctype html>" or tag.startswith(("<?xml ", "<!--")):
        return None
    whole = _WHOLE.fullmatch(tag)
    if whole is None:
        return None if not re.match(r"<[a-zA-Z/!?]", tag) else f"has a tag that can be read in two ways: {_short(tag)}"
    name = whole[1].lower()
    if name in _REFUSED:
        return f"has an element that pages must not have: {_short(tag)}"
    values: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(whole[2]):
        attribute = match[1].lower()
        if attribute in values:
            return f"has an attribute twice: {_short(tag)}"
        values[attribute] = html.unescape(match[2] or match[3] or match[4] or "")
    return _script(name, values, tag) or _attributes(name, values, tag)


def _script(name: str, values: dict[str, str], tag: str) -> str | None:
    if name != "script":
        return None
    kind = values.get("type", "")
    if "src" in values:
        return None if kind in ("", "module", "text/javascript") else f"has a script of an odd type: {_short(tag)}"
    return None if kind == "application/ld+json" else f"has an inline script: {_short(tag)}"


def _attributes(name: str, values: dict[str, str], tag: str) -> str | None:
    for attribute, value in values.items():
        bare = _SEEN_BY_NOBODY.sub("", value)
        if attribute.startswith("on"):
            return f"has an event handler, {attribute}: {_short(tag)}"
        if attribute in ("style", "srcdoc", "ping"):
            return f"has the attribute {attribute}: {_short(tag)}"
        loads = attribute in _LOADING or (attribute in _LINKING and _loads(name, values))
        if loads and _is_elsewhere(bare):
            return f"loads from elsewhere: {_short(tag)}"
        if attribute in _LINKING and not loads and _scheme(bare) not in {"", *SCHEMES}:
            return f"has a link of a scheme that is not allowed: {_short(tag)}"
        if name == "meta" and attribute == "http-equiv" and bare.lower() == "refresh":
            target = _SEEN_BY_NOBODY.sub("", values.get("content", "")).partition("=")[2].strip("'\"")
            if _is_elsewhere(target):
                return f"leads elsewhere by itself: {_short(tag)}"
    return None


def _loads(name: str, values: dict[str, str]) -> bool:
    """Whether the element's link is fetched with the page."""
    if name == "link":
        return not set(values.get("rel", "").lower().split()) <= _PLAIN_LINKS
    return name in _LOADING_LINKS


def _is_elsewhere(address: str) -> bool:
    return _scheme(address) != "" or address.replace("\\", "/").startswith("//") or "//" in address.split("?")[0]


def _scheme(address: str) -> str:
    match = re.match(r"([^/?#]*?):", address)
    return match[1].lower() if match else ""


def _short(tag: str) -> str:
    return tag if len(tag) <= 100 else tag[:99] + "…"
