"""Running text → words and where they stand: titles and bios of mentors, sections of guides.

Knows what of a mentor or guide is searched as text, and nothing of files. Whatever is named by a vocabulary is
not here: it is found through its term.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.letters import distinct_words, words, words_of_text
from mentorsite.model import SEARCHED, Guide, Mentor, Parsed, Prose

_STOP = """a about after all also am an and any are as at be because been but by can could did do does for from get had
has have he her his how i if in into is it its just like me more my no not of on one or our out she should so some than
that the their them then there these they this those to up us was we were what when where which who why will with would
you your doctor doctors physician physicians specialist specialists"""
STOP_WORDS = tuple(_STOP.split())
"""Words that say nothing by themselves: left out of queries that hold other words, and indexed only where they stand in
guides, with their neighbors."""

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

    titles: tuple[int, ...]
    bios: tuple[int, ...]
    sections: tuple[int, ...]


NOWHERE = Places((), (), ())


class Texts(NamedTuple):
    """All words of the site, sorted, with their places; pairs of guides likewise; and the sections that numbers mean.

    A pair (``do_not``) is two words side by side, one of which at least is not indexed by itself.
    """

    places: Mapping[str, Places]
    pairs: Mapping[str, Places]
    sections: tuple[Section, ...]


Told = Mapping[str, str]
"""Slug of a mentor → the words of ``model.SEARCHED``, as ``Marks`` has them."""


def told_in(parsed: Iterable[Parsed]) -> Told:
    """Return what the marks of the profiles tell; a guide may bear a mentor's name."""
    return {item.slug: item.marks.words for item in parsed if item.marks and item.kind == "profile"}


def texts_of(site: Site, told: Told = MappingProxyType({})) -> Texts:
    """Collect the words of all mentors and guides, and the pairs of guides; what is ``told`` is not read again."""
    titles: dict[str, list[int]] = defaultdict(list)
    bios: dict[str, list[int]] = defaultdict(list)
    stop = frozenset(STOP_WORDS)
    for number, mentor in enumerate(site.mentors):
        titled = _titled(mentor)
        for word in titled - stop:
            titles[word].append(number)
        for word in _words_of(mentor, site, told) - titled - stop:
            bios[word].append(number)
    sections, pairs, parts = _of_guides(site.guides)
    found = sorted(word for word in {*titles, *bios, *sections} if not _is_letter(word))
    places = {word: Places(*(tuple(where.get(word, ())) for where in (titles, bios, sections))) for word in found}
    return Texts(places, pairs, parts)


class Said(NamedTuple):
    """The words of a site as they were collected once; ``people`` is the key of all that is no text of a mentor."""

    people: str
    site: Site
    told: Told
    texts: Texts


def texts_after(before: Said, site: Site, told: Told) -> Texts:
    """Return the words of a site of the same people, some of whom say something else than ``before``."""
    places = dict(before.texts.places)
    for number, mentor in enumerate(site.mentors):
        if told[mentor.slug] == before.told[mentor.slug]:
            continue
        new = _in_text(mentor, site, told)
        old = _in_text(before.site.by_slug[mentor.slug], before.site, before.told)
        for word in new ^ old:
            was = places.get(word, NOWHERE)
            bios = sorted({*was.bios, number}) if word in new else [other for other in was.bios if other != number]
            places[word] = was._replace(bios=tuple(bios))
            if places[word] == NOWHERE or _is_letter(word):
                del places[word]
    return before.texts._replace(places={word: places[word] for word in sorted(places)})


def _in_text(mentor: Mentor, site: Site, told: Told) -> set[str]:
    return _words_of(mentor, site, told) - _titled(mentor) - frozenset(STOP_WORDS)


def _titled(mentor: Mentor) -> set[str]:
    return distinct_words(" ".join((mentor.title, mentor.department, *mentor.credentials)))


@lru_cache(maxsize=2)
def _of_guides(
    guides: tuple[Guide, ...],
) -> tuple[Mapping[str, list[int]], Mapping[str, Places], tuple[Section, ...]]:
    """Return the words of guides and their pairs, each with the numbers of the sections, and the sections."""
    stop = frozenset(STOP_WORDS)
    sections = tuple(section for guide in guides for section in _sections(guide))
    places: dict[str, list[int]] = defaultdict(list)
    pairs: dict[str, list[int]] = defaultdict(list)
    for number, section in enumerate(sections):
        titles, text = [words(section.guide.title), words(section.title)], words_of_text(section.text)
        titled = set().union(*titles)
        paired = {pair for title in titles for pair in _pairs(title, stop)}
        for found, own in ((places, titled - stop), (pairs, paired)):
            for word in own:
                found[word].append(2 * number)
        for found, own in ((places, set(text) - titled - stop), (pairs, _pairs(text, stop) - paired)):
            for word in own:
                found[word].append(2 * number + 1)
    return places, {pair: Places((), (), tuple(where)) for pair, where in pairs.items()}, sections


def _pairs(text: Sequence[str], stop: Set[str]) -> set[str]:
    """Join what stands side by side where one of the two is not indexed by itself."""
    silent = {word for word in set(text) if word in stop or _is_letter(word)}
    return {f"{one}_{other}" for one, other in pairwise(text) if one in silent or other in silent}


def _is_letter(word: str) -> bool:
    """Whether the word is one letter or digit of ours: such stand everywhere; one of Chinese may be a name."""
    return len(word) == 1 and word.isascii()


def _words_of(mentor: Mentor, site: Site, told: Told) -> set[str]:
    """Return the words of what a mentor says. ``not_for`` is left out: it would find whom it turns away."""
    said = [getattr(mentor, name) for name in SEARCHED]
    rest = _rest_of(mentor, site)
    if mentor.slug in told:
        listed = told[mentor.slug].split("|")
        found = set(" ".join([words for text, words in zip(said, listed, strict=True) if text]).split())
        return found | distinct_words(rest) if rest else found
    return distinct_words("\n".join([rest, *(text.text if isinstance(text, Prose) else text or "" for text in said)]))


def _rest_of(mentor: Mentor, site: Site) -> str:
    parts = [award.title for award in mentor.recognition]
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
