"""(page, site) → View: all that a template may see, as plain values.

Templates never see the site, so a page can hold nothing that its view does not hold. One function per kind of
page; ``people`` and ``reading`` hold those of mentors and guides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from mentorsite.assemble import Site
from mentorsite.cells import NAME as COMMUNITIES
from mentorsite.guide import READERS, TRAINING
from mentorsite.letters import sort_key
from mentorsite.model import OPEN, Guide, Mentor, Term, Vocabulary
from mentorsite.plan import Page, Plan, list_url, page_count, vocabulary_url
from mentorsite.views.chrome import Link, chrome_of, root_of
from mentorsite.views.guides import guide_view, guides_on, items_of, prose_parts
from mentorsite.views.people import cards_of, departed_view, links_of, profile_view

View = dict[str, Any]

OPEN_ON_HOME = 6
FEED_LENGTH = 30


class Pager(NamedTuple):
    """Where one is in a list of several pages; ``pages`` are links, the current one marked."""

    number: int
    total: int
    previous: str
    next: str
    pages: tuple[Link, ...]


class Entry(NamedTuple):
    """Something new, for the feed."""

    kind: str
    title: str
    url: str
    day: date
    text: str


def view_of(page: Page, site: Site, plan: Plan) -> View:
    """Return the view of a page; ``program`` is its furniture, the rest is its own."""
    return {"program": chrome_of(page, site, plan), **_VIEWS[page.kind](page, site, plan, root_of(page, site))}


def _home(page: Page, site: Site, plan: Plan, root: str) -> View:
    vocabularies = site.config.vocabularies
    areas = [
        (links_of((term,), plan, root)[0], [t.label for t in _children(term, vocabularies["helps_with"])][:4])
        for term in _tops(vocabularies["helps_with"])
    ]
    fields = [t for t in _tops(vocabularies["specialties"]) if ("specialties", t.slug) in site.by_term]
    stages = [t for t in vocabularies["stages"].terms.values() if not _children(t, vocabularies["stages"])]
    start = site.config.sections[0].slug if site.config.sections else ""
    return {
        "areas": areas,
        "stages": links_of(stages, plan, root),
        "specialties": links_of(sorted(fields, key=lambda t: sort_key(t.label)), plan, root),
        "open_now": cards_of([m for m in site.mentors if m.state == OPEN][:OPEN_ON_HOME], site, root),
        "start": items_of([g for g in site.guides if g.section.text == start], plan, root),
        "guides": items_of(_first_of_each_section(site), plan, root),
    }


def _about(page: Page, site: Site, plan: Plan, root: str) -> View:
    return {"sections": _sections(site, root)}


def _choose(page: Page, site: Site, plan: Plan, root: str) -> View:
    """Questions from the vocabularies: what nobody in the program carries is not offered."""

    def used(name: str) -> list[Term]:
        terms = site.config.vocabularies[name].terms.values() if name in site.config.vocabularies else ()
        return [term for term in terms if (name, term.slug) in site.by_term]

    return {
        "stages": _leaves(used("stages")),
        "specialties": sorted(used("specialties"), key=lambda term: sort_key(term.label)),
        "needs": [(area, _below(area, used("helps_with"))) for area in used("helps_with") if not area.parent],
        "formats": used("formats"),
        "languages": sorted(used("languages"), key=lambda term: sort_key(term.label)),
        "communities": _leaves(used("communities")),
    }


def _leaves(terms: list[Term]) -> list[Term]:
    above = {term.parent for term in terms}
    return [term for term in terms if term.name not in above]


def _below(area: Term, terms: list[Term]) -> list[Term]:
    return [term for term in terms if term.parent == area.name] or [area]


def _shortlist(page: Page, site: Site, plan: Plan, root: str) -> View:
    return {}


def _not_found(page: Page, site: Site, plan: Plan, root: str) -> View:
    return {}


def _directory(page: Page, site: Site, plan: Plan, root: str) -> View:
    shown, pager = _paged(site.mentors, page, site, root)
    return {"cards": cards_of(shown, site, root), "pager": pager}


def _mentor(page: Page, site: Site, plan: Plan, root: str) -> View:
    mentor = site.by_slug[page.slug]
    topics = set(mentor.terms.get("helps_with", ()))
    return {
        **profile_view(mentor, site, plan, root),
        "parts": prose_parts(mentor.bio, site, plan, root),
        "guides": items_of(guides_on(topics, site), plan, root),
        "stories": items_of(site.stories.get(mentor.slug, ()), plan, root),
    }


def _departed(page: Page, site: Site, plan: Plan, root: str) -> View:
    gone = next(gone for gone in site.departed if gone.slug == page.slug)
    return departed_view(gone, site, plan, root)


def _redirect(page: Page, site: Site, plan: Plan, root: str) -> View:
    return {"target": root + page.slug}


def _vocabulary(page: Page, site: Site, plan: Plan, root: str) -> View:
    vocabulary = site.config.vocabularies[page.slug]
    used = {name for (kind, name) in site.by_term if kind == page.slug}

    def branch(term: Term) -> tuple[Link, tuple[Link, ...]]:
        children = [t for t in _children(term, vocabulary) if t.slug in used]
        return links_of((term,), plan, root)[0], links_of(children, plan, root)

    tops = _tops(vocabulary)
    return {
        "vocabulary": vocabulary.name,
        "title": vocabulary.title,
        "few": vocabulary.name == COMMUNITIES,
        "branches": [branch(term) for term in tops if term.slug in used],
        "unused": links_of([term for term in vocabulary.terms.values() if term.slug not in used], plan, root),
    }


def _term(page: Page, site: Site, plan: Plan, root: str) -> View:
    vocabulary = site.config.vocabularies[page.vocabulary]
    term = next(term for term in vocabulary.terms.values() if term.slug == page.slug)
    mentors = site.by_term.get((page.vocabulary, page.slug), ())
    shown, pager = _paged(mentors, page, site, root)
    above = [vocabulary.terms[name] for name in reversed(vocabulary.ancestors(term.name)[1:])]
    below = [t for t in _children(term, vocabulary) if (page.vocabulary, t.slug) in site.by_term]
    on_topic = guides_on({term.slug}, site) if page.vocabulary == "helps_with" else []
    return {
        "vocabulary": vocabulary.name,
        "list": Link(vocabulary.title, f"{root}{vocabulary_url(vocabulary.name)}/index.html"),
        "title": term.label,
        "slug": term.slug,
        "description": term.description,
        "aliases": term.aliases,
        "above": links_of(above, plan, root),
        "below": links_of(below, plan, root),
        "few": page.vocabulary == COMMUNITIES and page.slug in site.small,
        "cards": cards_of(shown, site, root),
        "pager": pager,
        "guides": items_of(on_topic, plan, root),
    }


def _guides(page: Page, site: Site, plan: Plan, root: str) -> View:
    return {
        "sections": _grouped(site, plan, root),
        "readers": [Link(reader, f"{root}readers/{reader}.html") for reader in _readers(site)],
    }


def _guide(page: Page, site: Site, plan: Plan, root: str) -> View:
    guide = next(guide for guide in site.guides if guide.slug == page.slug)
    return guide_view(guide, site, plan, root)


def _section(page: Page, site: Site, plan: Plan, root: str) -> View:
    section = next(section for section in site.config.sections if section.slug == page.slug)
    guides = [guide for guide in site.guides if guide.section.text == section.slug]
    training = section.slug == TRAINING
    return {
        "title": section.label,
        "description": section.description,
        "items": items_of(guides, plan, root),
        "hours": sum(guide.hours or 0 for guide in guides) if training else 0,
        "outcomes": {g.title: g.outcomes for g in guides} if training else {},
        "training": training,
    }


def _reader(page: Page, site: Site, plan: Plan, root: str) -> View:
    mine = [guide for guide in site.guides if page.slug in guide.readers]
    general = [guide for guide in site.guides if "everyone" in guide.readers and guide not in mine]
    return {
        "reader": page.slug,
        "items": items_of(mine, plan, root),
        "general": items_of(general, plan, root),
        "readers": [Link(reader, f"{root}readers/{reader}.html", "page" if reader == page.slug else "")
                    for reader in _readers(site)],
    }  # fmt: skip


def _recognition(page: Page, site: Site, plan: Plan, root: str) -> View:
    years: dict[int, dict[str, list[Link]]] = {}
    for mentor in sorted(site.mentors, key=lambda m: sort_key(m.name)):
        for award in mentor.recognition:
            by_award = years.setdefault(award.year, {})
            by_award.setdefault(award.title, []).append(
                Link(mentor.name, f"{root}mentors/{mentor.slug}.html", text=mentor.title)
            )
    return {
        "years": [(year, sorted(awards.items())) for year, awards in sorted(years.items(), reverse=True)],
        "stories": items_of([g for g in site.guides if g.section.text == "stories"], plan, root),
        "guides": items_of([g for g in site.guides if g.section.text == "recognition"], plan, root),
    }


def _robots(page: Page, site: Site, plan: Plan, root: str) -> View:
    return {"open": site.audience == "public", "url": site.config.url}


def _sitemap(page: Page, site: Site, plan: Plan, root: str) -> View:
    hidden = ("redirect", "departed", "not-found", "shortlist")
    listed = sorted(p.url for p in plan.pages if p.url.endswith(".html") and p.kind not in hidden)
    updated = {f"guides/{guide.slug}.html": guide.updated or guide.published for guide in site.guides}
    updated |= {f"mentors/{mentor.slug}.html": mentor.verified for mentor in site.mentors}
    return {"entries": [(f"{site.config.url}/{url.removesuffix('index.html')}", updated.get(url)) for url in listed]}


def _feed(page: Page, site: Site, plan: Plan, root: str) -> View:
    entries = [
        Entry("guide", guide.title, f"guides/{guide.slug}.html", guide.published, guide.summary)
        for guide in site.guides
        if guide.published
    ]
    entries += [
        Entry("mentor", mentor.name, f"mentors/{mentor.slug}.html", date.fromisoformat(mentor.joined), mentor.title)
        for mentor in site.mentors
        if len(mentor.joined) == 10
    ]
    past = [entry for entry in entries if entry.day <= site.today]
    past.sort(key=lambda entry: (entry.day, entry.url), reverse=True)
    return {"entries": past[:FEED_LENGTH], "url": site.config.url, "updated": past[0].day if past else site.today}


_VIEWS: dict[str, Callable[[Page, Site, Plan, str], View]] = {
    "home": _home,
    "about": _about,
    "choose": _choose,
    "shortlist": _shortlist,
    "not-found": _not_found,
    "directory": _directory,
    "mentor": _mentor,
    "departed": _departed,
    "redirect": _redirect,
    "vocabulary": _vocabulary,
    "term": _term,
    "guides": _guides,
    "guide": _guide,
    "section": _section,
    "reader": _reader,
    "recognition": _recognition,
    "robots": _robots,
    "sitemap": _sitemap,
    "feed": _feed,
}
KINDS = tuple(_VIEWS)


def _paged(mentors: tuple[Mentor, ...], page: Page, site: Site, root: str) -> tuple[tuple[Mentor, ...], Pager | None]:
    size = site.config.page_size
    count = page_count(len(mentors), size)
    shown = mentors[(page.number - 1) * size : page.number * size]
    if count == 1:
        return shown, None
    first = page.url if page.number == 1 else page.url.removesuffix(f".{page.number}.html") + ".html"

    def url(number: int) -> str:
        return root + list_url(first, number) if 1 <= number <= count else ""

    near = {1, count, *range(page.number - 2, page.number + 3)}
    pages = tuple(Link(str(n), url(n), "page" if n == page.number else "") for n in sorted(near) if 1 <= n <= count)
    return shown, Pager(page.number, count, url(page.number - 1), url(page.number + 1), pages)


def _tops(vocabulary: Vocabulary) -> list[Term]:
    return [term for term in vocabulary.terms.values() if term.parent is None]


def _children(term: Term, vocabulary: Vocabulary) -> list[Term]:
    return [other for other in vocabulary.terms.values() if other.parent == term.name]


def _sections(site: Site, root: str) -> list[Link]:
    return [Link(s.label, f"{root}sections/{s.slug}.html", text=s.description) for s in site.config.sections]


def _grouped(site: Site, plan: Plan, root: str) -> list[tuple[Link, Any]]:
    by_section: dict[str, list[Guide]] = {}
    for guide in site.guides:
        by_section.setdefault(guide.section.text, []).append(guide)
    return [
        (link, items_of(by_section[section.slug], plan, root))
        for section, link in zip(site.config.sections, _sections(site, root), strict=True)
        if section.slug in by_section
    ]


def _readers(site: Site) -> list[str]:
    used = {reader for guide in site.guides for reader in guide.readers}
    return [reader for reader in READERS if reader in used]


def _first_of_each_section(site: Site) -> list[Guide]:
    first: dict[str, Guide] = {}
    for guide in site.guides:
        first.setdefault(guide.section.text, guide)
    return list(first.values())[:6]
