"""Views of guides: their items in lists, and all that a guide's page shows.

Links between source files become links between pages here, because only now is every address known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from mentorsite.assemble import Site
from mentorsite.guide import TRAINING
from mentorsite.model import OPEN, FileLink, Guide, Mentor, MentorQuery, Prose
from mentorsite.plan import Plan
from mentorsite.views.chrome import Link
from mentorsite.views.people import Card, cards_of, links_of

MENTORS_BESIDE_GUIDE = 3

_LINK = re.compile(r'<a href="ref:(\d+)"([^>]*)>(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(r'src="ref:(\d+)"')


class Item(NamedTuple):
    """A guide in a list."""

    label: str
    url: str
    text: str
    readers: tuple[str, ...]
    hours: int | None


class LiveList(NamedTuple):
    """The mentors whom a live list shows today."""

    cards: tuple[Card, ...]


def item_of(guide: Guide, plan: Plan, root: str) -> Item:
    """Return a guide as lists show it."""
    return Item(guide.title, root + plan.urls["guide", guide.slug], guide.summary, guide.readers, guide.hours)


def items_of(guides: Any, plan: Plan, root: str) -> tuple[Item, ...]:
    """Return several guides as lists show them."""
    return tuple(item_of(guide, plan, root) for guide in guides)


def prose_parts(prose: Prose | None, site: Site, plan: Plan, root: str) -> tuple[str | LiveList, ...]:
    """Return converted Markdown with its links resolved and its live lists filled.

    A link to what is not published for this audience leaves its words standing.
    """
    if prose is None:
        return ()

    def address(link: FileLink) -> str | None:
        if link.path in plan.attachments:
            return root + plan.attachments[link.path]
        if link.path not in site.files:
            return None
        return root + plan.urls[site.files[link.path]] + (f"#{link.anchor}" if link.anchor else "")

    def anchor(match: re.Match[str]) -> str:
        url = address(prose.links[int(match[1])])
        return f'<a href="{url}"{match[2]}>{match[3]}</a>' if url else match[3]

    def image(match: re.Match[str]) -> str:
        return f'src="{address(prose.links[int(match[1])]) or ""}"'

    return tuple(
        LiveList(cards_of(selected(part, site), site, root))
        if isinstance(part, MentorQuery)
        else _IMAGE.sub(image, _LINK.sub(anchor, part))
        if prose.links
        else part
        for part in prose.parts
    )


def selected(query: MentorQuery, site: Site) -> list[Mentor]:
    """Return the mentors whom a live list names, in the fair order."""
    found = list(site.mentors)
    if query.trained_in:
        trained = {mentor.slug for mentor in site.trained.get(query.trained_in.text, ())}
        found = [mentor for mentor in found if mentor.slug in trained]
    for mention in query.terms:
        term = site.config.vocabularies[mention.kind].find(mention.text)
        having = {m.slug for m in site.by_term.get((mention.kind, term.slug), ())} if term else set()
        found = [mentor for mentor in found if mentor.slug in having]
    if query.open:
        found = [mentor for mentor in found if mentor.state == OPEN]
    return found[: query.limit]


def guides_on(topics: set[str], site: Site, most: int = 4) -> list[Guide]:
    """Return the guides on any of these topics (slugs of ``helps_with``), those that share most first."""
    shared = {}
    for guide, named in _topics(site):
        if not named.isdisjoint(topics):
            shared[guide.slug] = (-len(named & topics), guide)
    return [guide for _, guide in sorted(shared.values(), key=lambda pair: (pair[0], pair[1].slug))][:most]


@lru_cache(maxsize=2)
def _topics(site: Site) -> tuple[tuple[Guide, frozenset[str]], ...]:
    return tuple((guide, frozenset(term.slug for term in links_topics(guide, site))) for guide in site.guides)


def links_topics(guide: Guide, site: Site) -> list[Any]:
    """Return a guide's topics as terms."""
    vocabulary = site.config.vocabularies["helps_with"]
    return [term for term in (vocabulary.find(mention.text) for mention in guide.topics) if term]


def guide_view(guide: Guide, site: Site, plan: Plan, root: str) -> dict[str, Any]:
    """Return all that a guide's page shows beside its furniture."""
    section = next((s for s in site.config.sections if s.slug == guide.section.text), None)
    beside = [other for other in site.guides if other.section.text == guide.section.text]
    place = beside.index(guide)
    topics = links_topics(guide, site)
    helpers = {
        mentor.slug: mentor
        for term in topics
        for mentor in site.by_term.get(("helps_with", term.slug), ())
        if mentor.state == OPEN
    }
    training = guide.section.text == TRAINING
    trained = site.trained.get(guide.slug, ()) if training else ()
    named = [site.by_slug[mention.text] for mention in guide.mentors if mention.text in site.by_slug]
    return {
        "title": guide.title,
        "summary": guide.summary,
        "readers": [(reader, f"{root}readers/{reader}.html") for reader in guide.readers],
        "section": Link(section.label, f"{root}sections/{section.slug}.html") if section else None,
        "parts": prose_parts(guide.body, site, plan, root),
        "headings": [heading for heading in guide.body.headings if heading.level in (2, 3)],
        "hours": guide.hours,
        "outcomes": guide.outcomes,
        "owner": guide.owner,
        "published": guide.published,
        "updated": guide.updated,
        "review_by": guide.review_by,
        "sources": guide.sources,
        "topics": links_of(topics, plan, root),
        "previous": item_of(beside[place - 1], plan, root) if place else None,
        "next": item_of(beside[place + 1], plan, root) if place + 1 < len(beside) else None,
        "helpers": cards_of(list(helpers.values())[:MENTORS_BESIDE_GUIDE], site, root) if not named else (),
        "trained": [Link(m.name, f"{root}mentors/{m.slug}.html") for m in sorted(trained, key=lambda m: m.slug)],
        "named": cards_of(named, site, root),
    }
