"""The query classes, each with what is right for it; drawn by seed, from the program or from lists of their own.

A query is (class, text, right): ids of mentors, or titles of guides. ``one`` classes want one right item among the
first ten; ``share`` classes want the first ten, or as many as are right, to be right.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.letters import spellings, words
from mentorsite.model import Mentor
from mentorsite.search.words import STOP_WORDS, words_of_guides

ONE = ("typo", "two fields", "phrase")
SHARE = ("prefix", "lay", "bio word")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
LISTS = {
    1: (41, "lay.tsv"),
    2: (97, "lay-2.tsv"),
    3: (163, "lay-3.tsv"),
    4: (211, "lay-4.tsv"),
    5: (307, "lay-5.tsv"),
    6: (401, "lay-6.tsv"),
    7: (503, "lay-7.tsv"),
}
"""Which draw → its seed, and its hand-drawn list. A later one is drawn when an earlier one's misses have been seen."""


class Query(NamedTuple):
    """What is typed, and the slugs or titles of which it is true."""

    kind: str
    text: str
    right: tuple[str, ...]


def queries(site: Site, draw: int = max(LISTS), count: int = 220) -> list[Query]:
    """Return every class of a draw, the same for the same site."""
    seed, lay = LISTS[draw]
    rng = random.Random(seed)
    return [
        *_typos(site, count, rng),
        *_two_fields(site, count, rng),
        *_phrases(site, count, rng),
        *_prefixes(site, count, rng),
        *_lay(site, lay),
        *_bio_words(site, count, rng),
    ]


def _typos(site: Site, count: int, rng: random.Random) -> list[Query]:
    found: list[Query] = []
    while len(found) < count:
        mentor = rng.choice(site.mentors)
        parts = mentor.name.split()
        long = [place for place, part in enumerate(parts) if len(part) >= 4]
        if not long:
            continue
        place = rng.choice(long)
        parts[place] = _one_edit(parts[place].lower(), rng)
        found.append(Query("typo", " ".join(parts), (mentor.slug,)))
    return found


def _one_edit(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + rng.choice(_LETTERS.replace(word[at], "")) + word[at + 1 :]
    if kind == 1:
        return word[:at] + rng.choice(_LETTERS) + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _two_fields(site: Site, count: int, rng: random.Random) -> list[Query]:
    named = _held((mentor, words(mentor.name)) for mentor in site.mentors)
    found = []
    for mentor in rng.sample(site.mentors, count):
        name = mentor.name.split()[-1]
        other = rng.choice([*mentor.specialties, *mentor.helps_with]).label
        called = [named[word] for word in words(name)]
        right = [one for one in called[0] if all(one in others for others in called) and _carries(one, other)]
        found.append(Query("two fields", f"{name} {other}", tuple(one.slug for one in right)))
    return found


def _held(said: Iterable[tuple[Mentor, Iterable[str]]]) -> dict[str, list[Mentor]]:
    """Return the mentors of each word, in their order."""
    held: dict[str, list[Mentor]] = {}
    for mentor, own in said:
        for word in set(own):
            held.setdefault(word, []).append(mentor)
    return held


def _carries(mentor: Mentor, label: str) -> bool:
    return any(term.label == label for term in (*mentor.specialties, *mentor.helps_with))


def _phrases(site: Site, count: int, rng: random.Random) -> list[Query]:
    sections = [section for section in words_of_guides(site.guides).sections if len(section.text.split()) > 30]
    found = []
    for _ in range(count):
        section = rng.choice(sections)
        parts = section.text.split()
        start = rng.randrange(len(parts) - 6)
        found.append(Query("phrase", " ".join(parts[start : start + 5]), (section.guide.title,)))
    return found


def _prefixes(site: Site, count: int, rng: random.Random) -> list[Query]:
    """Draw beginnings of names; whoever has a word that begins so is right, be it in text or in a form of a term."""
    names = sorted({word for mentor in site.mentors for word in words(mentor.name) if len(word) >= 5})
    held = _held((mentor, _said(mentor)) for mentor in site.mentors)
    said = sorted(held)
    found = []
    for word in rng.choices(names, k=count):
        prefix = word[: rng.randint(3, len(word) - 1)]
        begun = takewhile(lambda one: one.startswith(prefix), said[bisect_left(said, prefix) :])  # noqa: B023
        right = dict.fromkeys(mentor.slug for one in begun for mentor in held[one])
        found.append(Query("prefix", prefix, tuple(right)))
    return found


def _said(mentor: Mentor) -> set[str]:
    terms = (*mentor.specialties, *mentor.helps_with, *mentor.roles, *mentor.languages, *mentor.formats)
    terms += (*mentor.mentee_stages, *mentor.communities, *((mentor.campus,) if mentor.campus else ()))
    bio = mentor.bio.text if mentor.bio else ""
    forms = (form for term in terms for form in (term.label, *term.aliases))
    said = " ".join((mentor.name, mentor.title, mentor.department, bio, *forms))
    return {*words(said), *spellings(mentor.name)} - set(STOP_WORDS)


def _lay(site: Site, file: str) -> list[Query]:
    """Read lines of what is typed, a tab, and the terms meant; whoever carries one of them, or one below, is right."""
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line.startswith("#"):
            continue
        text, _, names = line.partition("\t")
        right = [mentor.slug for name in names.split("; ") for mentor in _carrying(site, name)]
        if right:
            found.append(Query("lay", text, tuple(dict.fromkeys(right))))
    return found


def _carrying(site: Site, name: str) -> tuple[Mentor, ...]:
    for vocabulary in ("specialties", "helps_with"):
        term = site.config.vocabularies[vocabulary].terms.get(name)
        if term is not None:
            return tuple(site.by_term.get((vocabulary, term.slug), ()))
    raise ValueError(f"no term is called {name!r}")


def _bio_words(site: Site, count: int, rng: random.Random) -> list[Query]:
    """Draw words that running text alone has: of a word that a vocabulary has too, the term is the better meaning."""
    named = {word for mentor in site.mentors for word in words(mentor.name)}
    for vocabulary in site.config.vocabularies.values():
        for term in vocabulary.terms.values():
            named |= set(words(" ".join((term.name, term.label, *term.aliases))))
    held = _held((mentor, words(mentor.bio.text if mentor.bio else "")) for mentor in site.mentors)
    limit = len(site.mentors) * 0.2
    usable = sorted(word for word, mentors in held.items() if len(word) > 3 and len(mentors) < limit)
    usable = [word for word in usable if word not in STOP_WORDS and word not in named]
    return [Query("bio word", word, tuple(mentor.slug for mentor in held[word])) for word in rng.sample(usable, count)]
