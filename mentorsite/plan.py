"""Site → Plan: every address is decided and every collision found before a byte is written.

Addresses are flat: ``mentors/given-family.html``, never a folder for each page, so that pages open from disk.
A dot never occurs in a slug, so ``cardiology.2.html`` (the second list page) can collide with nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.config import Target
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.guide import READERS
from mentorsite.letters import nearest, slugify
from mentorsite.load import SETTINGS


class Page(NamedTuple):
    """A page to be made: cheap, without its view. ``number`` counts the pages of one list from 1."""

    url: str
    kind: str
    slug: str = ""
    vocabulary: str = ""
    number: int = 1
    source: str = SETTINGS


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All pages, and the addresses by (kind, slug) and by the source file that links name."""

    pages: tuple[Page, ...]
    urls: Mapping[tuple[str, str], str]
    attachments: Mapping[str, str]
    """Path of an attachment → its address."""


def plan(site: Site) -> Checked[Plan]:
    """Decide every address; two pages that want one address are an error at both of their sources."""
    pages: dict[str, Page] = {}
    found: list[Diagnostic] = []
    for page in _pages(site):
        first = pages.setdefault(page.url.casefold(), page)
        if first is not page and not _is_one_slug(first, page):
            message = f"{page.url} is also the address of a page from {first.source}"
            help_ = "Rename one of the two, or take the name out of aliases."
            found.append(Diagnostic("page/collision", message, Span(page.source), help_))
    listed = tuple(pages.values())
    urls = {(page.vocabulary or page.kind, page.slug): page.url for page in listed if page.number == 1}
    attachments = {path: "guides/files/" + path.partition("/")[2] for path in site.attachments}
    made = Plan(listed, urls, attachments)
    found.extend(_targets_exist(site, made))
    return Checked(made, tuple(found))


def _is_one_slug(first: Page, second: Page) -> bool:
    """Whether the join has said already that two files claim one slug."""
    people = ("mentor", "departed")
    return (first.kind in people and second.kind in people) or first.kind == second.kind == "guide"


def vocabulary_url(name: str) -> str:
    """Return the folder of a vocabulary's browse pages."""
    return slugify(name)


def list_url(url: str, number: int) -> str:
    """Return the address of page ``number`` of the list whose first page is ``url``."""
    return url if number == 1 else f"{url.removesuffix('.html')}.{number}.html"


def page_count(length: int, size: int) -> int:
    """Return how many pages a list of that length takes; an empty list takes one."""
    return max(1, -(-length // size))


def _pages(site: Site) -> Iterator[Page]:
    size = site.config.page_size
    yield Page("index.html", "home")
    yield Page("about.html", "about")
    yield Page("choose.html", "choose")
    yield Page("shortlist.html", "shortlist")
    yield Page("404.html", "not-found")
    yield Page("recognition/index.html", "recognition")
    yield from _list("mentors/index.html", "directory", len(site.mentors), size)
    for mentor in site.mentors:
        yield Page(f"mentors/{mentor.slug}.html", "mentor", mentor.slug, source=mentor.path)
    for gone in site.departed:
        yield Page(f"mentors/{gone.slug}.html", "departed", gone.slug, source=f"mentors/{gone.slug}.yml")
    for name, vocabulary in site.config.vocabularies.items():
        if not vocabulary.terms:
            continue
        folder = vocabulary_url(name)
        yield Page(f"{folder}/index.html", "vocabulary", name)
        for term in vocabulary.terms.values():
            length = len(site.by_term.get((name, term.slug), ()))
            yield from _list(f"{folder}/{term.slug}.html", "term", length, size, term.slug, name)
    yield Page("guides/index.html", "guides")
    for guide in site.guides:
        yield Page(f"guides/{guide.slug}.html", "guide", guide.slug, source=guide.path)
    for section in site.config.sections:
        yield Page(f"sections/{section.slug}.html", "section", section.slug)
    for reader in READERS:
        yield Page(f"readers/{reader}.html", "reader", reader)
    yield from _redirects(site)
    yield Page("robots.txt", "robots")
    if site.config.url:
        yield Page("sitemap.xml", "sitemap")
        yield Page("feed.xml", "feed")


def _redirects(site: Site) -> Iterator[Page]:
    renamed = [("mentors", mentor.slug, mentor.path, mentor.aliases) for mentor in site.mentors]
    renamed += [("mentors", gone.slug, f"mentors/{gone.slug}.yml", gone.aliases) for gone in site.departed]
    renamed += [("guides", guide.slug, guide.path, guide.aliases) for guide in site.guides]
    for folder, slug, source, aliases in renamed:
        for alias in aliases:
            yield Page(f"{folder}/{slugify(alias)}.html", "redirect", f"{folder}/{slug}.html", source=source)


def _list(url: str, kind: str, length: int, size: int, slug: str = "", vocabulary: str = "") -> Iterator[Page]:
    for number in range(1, page_count(length, size) + 1):
        yield Page(list_url(url, number), kind, slug, vocabulary, number)


def resolve(target: Target, site: Site, made: Plan) -> str | None:
    """Return where a link of site.yml leads: an absolute address, or one from the site's top; None if nowhere."""
    text = target.text
    if "://" in text or text.startswith("tel:"):
        return text
    if "@" in text:
        return f"mailto:{text}"
    path, _, anchor = text.partition("#")
    if path in site.files:
        kind, slug = site.files[path]
        url = made.attachments.get(path) or made.urls.get((kind, slug))
    else:
        wanted = posixpath.normpath(path)
        url = next((page.url for page in made.pages if page.url == wanted), None)
    return url and (f"{url}#{anchor}" if anchor else url)


def _targets_exist(site: Site, made: Plan) -> Iterator[Diagnostic]:
    config = site.config
    targets = [link.to for link in config.navigation] + [help_.to for help_ in config.support if help_.to]
    targets += [target for target in (config.become_a_mentor, config.feedback) if target]
    for target in targets:
        if resolve(target, site, made) is None:
            near = nearest(target.text, [*site.files, *(page.url for page in made.pages)])
            help_ = f'Did you mean "{near}"?' if near else "Write the path of a guide, such as content/start/how.md"
            message = f'"{target.text}" is neither a page nor a source file of this site'
            yield Diagnostic("link/broken", message, target.span, help_)
