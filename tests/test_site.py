"""The sample program's site as a whole, without a browser."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

import pytest


class Reader(HTMLParser):
    """Collects what tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags[tag] += 1
        self.attributes.append((tag, known))
        if known.get("id"):
            self.ids[str(known["id"])] += 1
        for name in ("href", "src", "action"):
            if name in known and known.get("rel") != "canonical":
                self.links.append(known[name] or "")


@pytest.fixture(scope="module")
def pages(sample_site: Path) -> dict[str, Reader]:
    """Every HTML page of the sample site."""
    return {
        path.relative_to(sample_site).as_posix(): Reader(path.read_text(encoding="utf-8"))
        for path in sorted(sample_site.rglob("*.html"))
    }


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(sample_site: Path, pages: dict[str, Reader]) -> None:
    """No internal link, picture, script or form of any page leads nowhere."""
    dead = []
    for name, page in pages.items():
        top = "https://site.invalid/"
        for link in page.links:
            url, fragment = urldefrag(urljoin(top + name, link))
            if not url.startswith(top):
                assert re.match(r"(https?://|mailto:|tel:)", url), (name, link)
                continue
            path = unquote(url.removeprefix(top).partition("?")[0]) or "index.html"
            if name == "404.html":
                path = path or "index.html"
            if not (sample_site / path).is_file() or (
                fragment and path in pages and not pages[path].ids[unquote(fragment)]
            ):
                dead.append(f"{name}: {link}")
    assert not dead


def test_links_are_relative_but_on_the_404_page(pages: dict[str, Reader]) -> None:
    """No page but 404.html starts a link at the host's top, so the site runs under any path and from disk."""
    for name, page in pages.items():
        rooted = [link for link in page.links if link.startswith("/")]
        assert bool(rooted) is (name == "404.html"), (name, rooted[:3])


def test_every_page_is_well_formed(pages: dict[str, Reader]) -> None:
    """One h1, one main, one title, a language, and no id twice."""
    for name, page in pages.items():
        if any(tag == "meta" and known.get("http-equiv") == "refresh" for tag, known in page.attributes):
            continue
        assert (page.tags["h1"], page.tags["main"], page.tags["title"]) == (1, 1, 1), name
        assert not [key for key, count in page.ids.items() if count > 1], name
        assert dict(page.attributes)["html"].get("lang"), name


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Reader]) -> None:
    """Scripts, styles, pictures and forms stay on the site; nothing is inline but JSON-LD."""
    for name, page in pages.items():
        for tag, known in page.attributes:
            if tag in ("script", "img", "source", "iframe", "form", "link") and known.get("rel") != "canonical":
                target = known.get("src") or known.get("href") or known.get("action") or ""
                assert not re.match(r"(?:\w+:)?//", target), (name, target)
            assert "style" not in known, (name, tag)
            assert not [key for key in known if key.startswith("on")], (name, tag)
            assert tag not in ("style", "base", "iframe", "object", "embed"), name
            if tag == "script" and "src" not in known:
                assert known.get("type") == "application/ld+json", name


def test_feed_sitemap_and_data_can_be_read(sample_site: Path, pages: dict[str, Reader]) -> None:
    """Atom and sitemap are XML whose addresses are pages; the public data is JSON without ways of contact."""
    sitemap = ElementTree.parse(sample_site / "sitemap.xml").getroot()
    urls = [found.text or "" for found in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    host = "https://mentors.aldervalley.example/"
    assert urls
    assert all(re.sub(r"(^|/)$", r"\1index.html", url.removeprefix(host)) in pages for url in urls)
    feed = ElementTree.parse(sample_site / "feed.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert entries
    for entry in entries:
        assert all(entry.find(f"{atom}{name}") is not None for name in ("id", "title", "updated", "link"))
    data = (sample_site / "data/mentors.json").read_text(encoding="utf-8")
    assert len(json.loads(data)["mentors"]) >= 45
    assert "@" not in data


def test_the_sample_is_real_content(sample_site: Path, pages: dict[str, Reader]) -> None:
    """Forty-eight mentors or more and fourteen guides of five hundred words or more."""
    assert len([name for name in pages if re.fullmatch(r"mentors/[a-z-]+\.html", name) and "index" not in name]) >= 48
    long = [
        path
        for path in (sample_site / "guides").glob("*.html")
        if len(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8").partition("<main")[2]).split()) >= 500
    ]
    assert len(long) >= 14
