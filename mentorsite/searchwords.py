"""Running text → words and where they stand: titles and bios of mentors, sections of guides.

Knows what of a mentor or guide is searched as text, and nothing of files. Whatever is named by a vocabulary is
not here: it is found through its term.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.letters import distinct_words, words
from mentorsite.model import Guide, Mentor

_STOP = """a about after all also am an and any are as at be because been but by can could did do does for from get had
has have he her his how i if in into is it its just like me more my no not of on one or our out she so some than that
the their them then there they this to up us was we what when which who will with would you your doctor doctors
physician physicians specialist specialists"""
STOP_WORDS = tuple(_STOP.split())
"""Words that say nothing by themselves: not indexed as text, and left out of queries that hold other words."""

_FILLERS = """find help helping helps looking mentor mentors need needs please seeking somebody someone speak speaking
speaks want wants"""
FILLERS = tuple(_FILLERS.split())
"""Words of a request and not of what is wanted: found by themselves, and left out of queries that hold other words,
unless a term is called so ("research mentor")."""

_HEADING = re.compile(r'<h[23] id="([^"]*)"[^>]*>.*?</h[23]>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


class Section(NamedTuple):
    """A guide's part under one heading; the first has none."""

    guide: Guide
    title: str
    anchor: str
    text: str


class Places(NamedTuple):
    """Where a word stands: mentors by number, in their title or in other text; sections of guides.

    A section is twice its number, and one more where the word stands in the text and not in a title.
    """

    titles: list[int]
    bios: list[int]
    sections: list[int]


NOWHERE = Places([], [], [])


class Texts(NamedTuple):
    """All words of the site, sorted, with their places; and the sections that the numbers mean."""

    places: Mapping[str, Places]
    sections: tuple[Section, ...]


def texts_of(site: Site) -> Texts:
    """Collect the words of all mentors and guides."""
    places: dict[str, Places] = defaultdict(lambda: Places([], [], []))
    stop = frozenset(STOP_WORDS)
    for number, mentor in enumerate(site.mentors):
        titled = set(words(" ".join((mentor.title, mentor.department, *mentor.credentials))))
        for word in titled - stop:
            places[word].titles.append(number)
        for word in distinct_words(_text_of(mentor, site)) - titled - stop:
            places[word].bios.append(number)
    sections = tuple(section for guide in site.guides for section in _sections(guide))
    for number, section in enumerate(sections):
        titled = set(words(f"{section.guide.title} {section.title}"))
        for word in titled - stop:
            places[word].sections.append(2 * number)
        for word in distinct_words(section.text) - titled - stop:
            places[word].sections.append(2 * number + 1)
    return Texts({word: places[word] for word in sorted(places) if len(word) > 1 or not word.isascii()}, sections)


def _text_of(mentor: Mentor, site: Site) -> str:
    """Return what a mentor says in running text. ``not_for`` is left out: it would find whom it turns away."""
    parts = [mentor.approach, mentor.expectations, mentor.frequency, mentor.communities_note]
    parts += [mentor.bio.text] if mentor.bio else []
    parts += [award.title for award in mentor.recognition]
    modules = (site.modules.get(training.module.text) for training in mentor.training)
    parts += [module.title for module in modules if module]
    parts += [value for _, value in mentor.custom if isinstance(value, str)]
    return " \n".join(parts)


def _sections(guide: Guide) -> Iterator[Section]:
    """Divide a guide at its headings of the first two levels."""
    body = "".join(part for part in guide.body.parts if isinstance(part, str))
    titles = {heading.anchor: heading.title for heading in guide.body.headings}
    start, title, anchor = 0, "", ""
    for found in _HEADING.finditer(body):
        yield Section(guide, title, anchor, _first(guide, anchor) + _plain(body[start : found.start()]))
        start, anchor = found.end(), html.unescape(found[1])
        title = titles.get(anchor, "")
    yield Section(guide, title, anchor, _first(guide, anchor) + _plain(body[start:]))


def _first(guide: Guide, anchor: str) -> str:
    return "" if anchor else " ".join((guide.summary, *guide.outcomes, ""))


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub(" ", markup))
