"""The furniture of every page: what surrounds its content and is the same for all.

``Links`` turns addresses from the site's top into links from one page. Nothing here depends on any mentor.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from mentorsite.assemble import Site
from mentorsite.config import Config, Office, Target
from mentorsite.plan import Page, Plan, resolve, vocabulary_url


class Link(NamedTuple):
    """A link with its words; ``current`` marks the page, or the part of the site, that one is on."""

    label: str
    url: str
    current: str = ""
    text: str = ""


class Help(NamedTuple):
    """One kind of help, with the ways to it."""

    label: str
    text: str
    phone: str
    url: str


class Chrome(NamedTuple):
    """What every page shows or names around its content; links are relative to the page."""

    title: str
    tagline: str
    description: str
    school: str
    language: str
    audience: str
    mark: str
    logo: str
    root: str
    feed: str
    search: bool
    navigation: tuple[Link, ...]
    browse: tuple[Link, ...]
    support: tuple[Help, ...]
    contact: Office
    become: str
    feedback: str
    canonical: str
    wrong: str
    edit: str


OWN = ("canonical", "wrong", "edit")
"""The last fields of ``Chrome``: what each page has of its own. Pages may share what shows none of them."""


def root_of(page: Page, site: Site) -> str:
    """Return the way from a page to the site's top. 404.html is served at any depth, so its way is absolute."""
    if page.kind == "not-found":
        return urlsplit(site.config.url).path.rstrip("/") + "/"
    return "../" * page.url.count("/")


def chrome_of(page: Page, site: Site, plan: Plan) -> Chrome:
    """Return the furniture of one page."""
    config = site.config
    root = root_of(page, site)
    same = furniture(root, site, plan)
    folder, slash, _ = page.url.partition("/")
    in_navigation = page.url in _addresses(root, site, plan)
    editable = bool(config.repo) and page.kind in ("mentor", "guide")
    return same._replace(
        canonical=f"{config.url}/{page.url.removesuffix('index.html')}" if config.url else "",
        navigation=_navigation(page.url if in_navigation else folder + slash, root, site, plan),
        wrong=f"mailto:{config.contact.email}?subject={subject_of(config)}{quote(page.url)}",
        edit=f"{config.repo}/edit/{quote(config.branch)}/{quote(page.source)}" if editable else "",
    )


@lru_cache(maxsize=8)
def subject_of(config: Config) -> str:
    """Return how the subject of a mail to the office begins, as a link has it."""
    return quote(f"{config.title}: ")


@lru_cache(maxsize=8)
def _addresses(root: str, site: Site, plan: Plan) -> frozenset[str]:
    return frozenset(link.url.removeprefix(root) for link in furniture(root, site, plan).navigation)


@lru_cache(maxsize=64)
def _navigation(url: str, root: str, site: Site, plan: Plan) -> tuple[Link, ...]:
    """Return the navigation as a page shows it that is in it itself, or as all others of a folder do."""
    folder, slash, _ = url.partition("/")

    def current(to: str) -> str:
        if to == root + url:
            return "page"
        part = to.removeprefix(root).partition("/")[0]
        return "true" if part == folder and slash and to.endswith("/index.html") else ""

    return tuple(link._replace(current=current(link.url)) for link in furniture(root, site, plan).navigation)


@lru_cache(maxsize=8)
def furniture(root: str, site: Site, plan: Plan) -> Chrome:
    """Return what the furniture of all pages of one depth has in common."""
    config = site.config

    def relative(url: str | None) -> str:
        if not url:
            return ""
        return url if urlsplit(url).scheme else root + url

    def target(to: Target | None) -> str:
        return relative(resolve(to, site, plan)) if to else ""

    return Chrome(
        title=config.title,
        tagline=config.tagline,
        description=config.description,
        school=config.school,
        language=config.language,
        audience=site.audience,
        mark="".join(word[0] for word in (config.school or config.title).split() if word[0].isupper())[:2],
        logo=config.logo,
        root=root,
        canonical="",
        feed=f"{root}feed.xml" if config.url else "",
        search=True,
        navigation=tuple(Link(link.label, target(link.to)) for link in config.navigation),
        browse=tuple(
            Link(vocabulary.title, f"{root}{vocabulary_url(name)}/index.html")
            for name, vocabulary in config.vocabularies.items()
            if vocabulary.terms
        ),
        support=tuple(Help(h.label, h.text, h.phone, target(h.to)) for h in config.support),
        contact=config.contact,
        become=target(config.become_a_mentor),
        feedback=target(config.feedback),
        wrong="",
        edit="",
    )
