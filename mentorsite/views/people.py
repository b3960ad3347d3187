"""Views of mentors: the card that lists show, and all that a profile's page shows.

``Card`` is the same wherever it stands (every list lies one folder deep or at the top), so it is rendered once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from itertools import chain, islice
from operator import or_
from sys import intern
from typing import Any, NamedTuple
from urllib.parse import quote
from zlib import crc32

from mentorsite.assemble import Site
from mentorsite.model import OPEN, STATES, Availability, Departed, Mentor, Term, Vocabulary
from mentorsite.photos import pictures_of
from mentorsite.plan import Plan
from mentorsite.views.chrome import Link, subject_of

TOPICS_ON_CARD = 3
RELATED = 3
CANDIDATES = 60  # per term: more cannot change which three fit best by much, and 10 000 mentors share a term
WEIGHTS = {"specialties": 3, "helps_with": 2, "communities": 1, "roles": 1}


class Card(NamedTuple):
    """A mentor at a glance; ``url`` is relative to the page.

    ``photo`` is how the addresses of the pictures begin, empty where none is shown.
    """

    slug: str
    url: str
    name: str
    initials: str
    tint: int
    photo: str
    title: str
    topics: tuple[str, ...]
    more: int
    stages: str
    languages: str
    availability: Availability


def card_of(mentor: Mentor, site: Site, root: str) -> Card:
    """Return the mentor at a glance."""
    known = _cards(site)
    card = known.get((mentor.slug, root))
    if card is None:
        card = known[mentor.slug, root] = _card(mentor, site, root)
    return card


@lru_cache(maxsize=2)
def _cards(site: Site) -> dict[tuple[str, str], Card]:
    """Return the cards of a site that were made: each stands in some ten lists."""
    return {}


def _card(mentor: Mentor, site: Site, root: str) -> Card:
    topics = [term.label for term in mentor.helps_with] or [term.label for term in mentor.specialties]
    return Card(
        slug=mentor.slug,
        url=f"{root}mentors/{mentor.slug}.html",
        name=mentor.name,
        initials=initials(mentor.name),
        tint=crc32(mentor.slug.encode()) % 5 + 1,
        photo=root + pictures_of(mentor.slug) if mentor.photo else "",
        title=mentor.title or mentor.department,
        topics=tuple(mid_sentence(topic) if place else topic for place, topic in enumerate(topics[:TOPICS_ON_CARD])),
        more=max(0, len(topics) - TOPICS_ON_CARD),
        stages=intern(in_runs(mentor.mentee_stages, site.config.vocabularies["stages"])),
        languages=intern(", ".join(term.label for term in mentor.languages if not _is_own(term, site))),
        availability=mentor.availability,
    )


def cards_of(mentors: Iterable[Mentor], site: Site, root: str) -> tuple[Card, ...]:
    """Return several mentors at a glance, in their order."""
    return tuple(card_of(mentor, site, root) for mentor in mentors)


def initials(name: str) -> str:
    """Return the first letters of the first and last name, as an avatar shows them."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def in_runs(terms: tuple[Term, ...], vocabulary: Vocabulary) -> str:
    """Return terms in the vocabulary's order, neighbors of one parent as a range: ``M1–M4, PGY-1``."""
    order = {name: place for place, name in enumerate(vocabulary.terms)}
    runs: list[list[Term]] = []
    for term in sorted(terms, key=lambda term: order[term.name]):
        last = runs[-1][-1] if runs else None
        if last and order[last.name] + 1 == order[term.name] and last.parent == term.parent and term.parent:
            runs[-1].append(term)
        else:
            runs.append([term])
    shown = [f"{run[0].label}–{run[-1].label}" if len(run) > 2 else ", ".join(t.label for t in run) for run in runs]
    return ", ".join(shown)


def profile_view(mentor: Mentor, site: Site, plan: Plan, root: str) -> dict[str, Any]:
    """Return all that a mentor's page shows beside its furniture."""
    config = site.config
    card = card_of(mentor, site, root)
    first = mentor.first_contact
    return {
        "card": card,
        "name": mentor.name,
        "photo": mentor.photo,
        "credentials": ", ".join(mentor.credentials),
        "pronunciation": mentor.pronunciation,
        "pronouns": mentor.pronouns,
        "role_line": _role_line(mentor),
        "availability": mentor.availability,
        "helps_with": _by_area(mentor.helps_with, config.vocabularies["helps_with"], plan, root),
        "specialties": links_of(mentor.specialties, plan, root),
        "roles": links_of(mentor.roles, plan, root),
        "stages": in_runs(mentor.mentee_stages, config.vocabularies["stages"]),
        "formats": links_of(mentor.formats, plan, root),
        "frequency": mentor.frequency,
        "languages": ", ".join(term.label for term in mentor.languages),
        "campus": links_of((mentor.campus,), plan, root)[0] if mentor.campus else None,
        "communities": links_of(mentor.communities, plan, root),
        "communities_note": mentor.communities_note,
        "approach": mentor.approach,
        "expectations": mentor.expectations,
        "not_for": mentor.not_for,
        "first_contact": first,
        "email": mentor.email,
        "phone": mentor.phone,
        "through_office": f"mailto:{config.contact.email}?subject={subject_of(config)}{quote(mentor.name)}",
        "training": [
            (Link(site.modules[done.module.text].title, root + plan.urls["guide", done.module.text]), done.completed)
            for done in mentor.training
            if done.module.text in site.modules
        ],
        "recognition": sorted(mentor.recognition, key=lambda award: (-award.year, award.title)),
        "links": [(name, f"https://orcid.org/{url}" if name == "orcid" else url) for name, url in mentor.links],
        "custom": [
            (label, links_of(value, plan, root) if isinstance(value, tuple) else value)
            for label, value in mentor.custom
        ],
        "verified": mentor.verified,
        "joined": mentor.joined,
        "crumb": links_of(mentor.specialties[:1], plan, root),
        "instead": links_of(_with_room(mentor, site), plan, root),
        "related": cards_of(related(mentor, site), site, root),
        "stories": [
            Link(g.title, root + plan.urls["guide", g.slug], text=g.summary) for g in site.stories.get(mentor.slug, ())
        ],
        "json_ld": _json_ld(mentor, site),
    }


def departed_view(gone: Departed, site: Site, plan: Plan, root: str) -> dict[str, Any]:
    """Return what the page of a mentor who left shows: no personal data, and where to go instead."""
    near = {m.slug: m for term in gone.specialties for m in site.by_term.get(("specialties", term.slug), ())}
    instead = [m for m in near.values() if m.state == OPEN][:RELATED]
    return {
        "name": gone.name,
        "specialties": links_of(gone.specialties, plan, root),
        "instead": cards_of(instead, site, root),
    }


def links_of(terms: Iterable[Term], plan: Plan, root: str) -> tuple[Link, ...]:
    """Return each term as a link to its browse page."""
    return tuple(
        Link(term.label, root + plan.urls[term.vocabulary, term.slug], text=term.description) for term in terms
    )


def _with_room(mentor: Mentor, site: Site) -> list[Term]:
    """Return the first of the mentor's specialties in which somebody else has room, if there is one."""
    for term in mentor.specialties:
        others = site.by_term.get((term.vocabulary, term.slug), ())[:CANDIDATES]
        if any(other.slug != mentor.slug and other.state == OPEN for other in others):
            return [term]
    return []


def related(mentor: Mentor, site: Site) -> list[Mentor]:
    """Return the mentors who share most with one, those with room first among equals.

    Scores are counted for all at once, in binary: ``digits`` holds the ones, the twos and so on, a bit for each mentor.
    """
    ranked, places = _ranked(site)
    digits = [0] * max(WEIGHTS.values()).bit_length()
    for vocabulary, weight in WEIGHTS.items():
        for term in getattr(mentor, vocabulary):
            who = _candidates(site, vocabulary, term.slug)
            for place in range(weight.bit_length()):
                if weight >> place & 1:
                    _add(digits, place, who)
    sure, equal = 0, reduce(or_, digits, 0)
    if mentor.slug in places:
        equal &= ~(1 << places[mentor.slug])
    for digit in reversed(digits):  # from the highest score on: those who are among the first, and those who may be
        more = sure | equal & digit
        if more.bit_count() > RELATED:
            equal &= digit
        else:
            sure, equal = more, equal & ~digit
    first = sorted(_bits(sure), key=lambda bit: (-sum((digit >> bit & 1) << n for n, digit in enumerate(digits)), bit))
    return [ranked[bit] for bit in chain(first, islice(_bits(equal), RELATED - len(first)))]


def _add(digits: list[int], place: int, who: int) -> None:
    """Add a one at a place to the score of each of them, and carry."""
    while who:
        if place == len(digits):
            digits.append(0)
        digits[place], who = digits[place] ^ who, digits[place] & who
        place += 1


def _bits(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, from the lowest on."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def _role_line(mentor: Mentor) -> str:
    """Return title and department; a department that the title already names is not said twice."""
    named = mentor.department and mentor.department.casefold() in mentor.title.casefold()
    return ", ".join(part for part in (mentor.title, "" if named else mentor.department) if part)


@lru_cache(maxsize=2)
def _ranked(site: Site) -> tuple[list[Mentor], dict[str, int]]:
    """Return who may be related to anybody, those with room first, and the number of each by slug."""
    shared = [mentors[:CANDIDATES] for (vocabulary, _), mentors in site.by_term.items() if vocabulary in WEIGHTS]
    everybody = {mentor.slug: mentor for mentors in shared for mentor in mentors}
    ranked = sorted(everybody.values(), key=lambda mentor: (STATES.index(mentor.state), mentor.slug))
    return ranked, {mentor.slug: place for place, mentor in enumerate(ranked)}


@lru_cache(maxsize=4096)
def _candidates(site: Site, vocabulary: str, slug: str) -> int:
    """Return who shares a term, as bits by their numbers."""
    places = _ranked(site)[1]
    return sum(1 << places[other.slug] for other in site.by_term.get((vocabulary, slug), ())[:CANDIDATES])


def _by_area(
    terms: tuple[Term, ...], vocabulary: Vocabulary, plan: Plan, root: str
) -> list[tuple[str, tuple[Link, ...]]]:
    """Group topics by the area above them, in the vocabulary's order."""
    areas: dict[str, list[Term]] = {}
    for term in terms:
        top = vocabulary.ancestors(term.name)[-1]
        areas.setdefault(vocabulary.terms[top].label, []).append(term)
    return [(label, links_of(listed, plan, root)) for label, listed in areas.items()]


def _is_own(term: Term, site: Site) -> bool:
    """Whether the language is the pages' own, which every mentor is taken to speak."""
    return site.config.language.startswith("en") and term.name == "English"


@lru_cache(maxsize=4096)
def mid_sentence(label: str) -> str:
    """Return a label as it stands after a comma: the capital goes, except in names and abbreviations."""
    word = (label.split() or [label])[0]
    return label if word[1:] != word[1:].lower() or len(word) < 2 else label[0].lower() + label[1:]


def _json_ld(mentor: Mentor, site: Site) -> dict[str, Any]:
    """Return schema.org data on the mentor: nothing that is sensitive, and no address."""
    data = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": mentor.name,
        "honorificSuffix": ", ".join(mentor.credentials),
        "jobTitle": mentor.title,
        "affiliation": {"@type": "Organization", "name": site.config.school} if site.config.school else None,
        "knowsAbout": [term.label for term in (*mentor.specialties, *mentor.helps_with)],
        "knowsLanguage": [term.label for term in mentor.languages],
        "url": f"{site.config.url}/mentors/{mentor.slug}.html" if site.config.url else None,
        "sameAs": [f"https://orcid.org/{url}" if name == "orcid" else url for name, url in mentor.links],
    }
    return {name: value for name, value in data.items() if value}
