"""Small cells: a community that few published people carry would point at them, so it is counted under its parent.

Every value below the policy's number is treated alike, also one that nobody carries: an empty page must not tell
more than a page that is kept empty.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from mentorsite.config import Config
from mentorsite.model import Mentor, Term, Vocabulary

NAME = "communities"


class RolledUp(NamedTuple):
    """The mentors, and the slugs of the communities that no list, index or data may name."""

    mentors: list[Mentor]
    small: frozenset[str]


def rolled_up(mentors: list[Mentor], config: Config) -> RolledUp:
    """Take the small communities out of what lists and search know; a mentor's own page keeps them."""
    held = Counter(slug for mentor in mentors for slug in mentor.terms.get(NAME, ()))
    terms = config.vocabularies[NAME].terms.values()
    small = frozenset(term.slug for term in terms if held[term.slug] < config.policy.small_cell)
    return RolledUp([without_small(mentor, small) for mentor in mentors], small)


def without_small(mentor: Mentor, small: frozenset[str]) -> Mentor:
    """Return the mentor as lists and search may know it, where these communities are ``small``."""
    slugs = mentor.terms.get(NAME, ())
    if small.isdisjoint(slugs):
        return mentor
    kept = tuple(slug for slug in slugs if slug not in small)
    others = {name: listed for name, listed in mentor.terms.items() if name != NAME}
    return replace(mentor, terms={**others, NAME: kept} if kept else others)


def listed_terms(vocabulary: Vocabulary, small: frozenset[str]) -> Vocabulary:
    """Return the vocabulary as facets, search and data may know it."""
    if vocabulary.name != NAME or not small:
        return vocabulary
    kept = {name: term for name, term in vocabulary.terms.items() if term.slug not in small}

    def above(term: Term) -> str | None:
        return next((name for name in vocabulary.ancestors(term.name)[1:] if name in kept), None)

    terms = {name: term._replace(parent=above(term)) for name, term in kept.items()}
    forms, loose = ({f: n for f, n in all_.items() if n in kept} for all_ in (vocabulary.forms, vocabulary.loose))
    return vocabulary._replace(terms=terms, forms=forms, loose=loose)


def named(mentor: Mentor, vocabulary: Vocabulary) -> list[str]:
    """Return the mentor's communities as data may name them: a small one by what is above it."""
    shown: dict[str, None] = {}
    slugs = mentor.terms.get(NAME, ())
    for term in mentor.communities:
        line = (vocabulary.terms[name] for name in vocabulary.ancestors(term.name))
        shown.update(dict.fromkeys(t.name for t in [next((t for t in line if t.slug in slugs), None)] if t))
    return list(shown)
