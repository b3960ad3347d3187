"""Running text → words and where they stand: titles and bios of mentors, sections of guides.

Knows what of a mentor or guide is searched as text, and nothing of files. Whatever is named by a vocabulary is
not here: it is found through its term.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.letters import distinct_words, numbered_words, words, words_of_text
from mentorsite.model import SEARCHED, Guide, Mentor, Parsed, Prose

_STOP = """a about after all also am an and any are as at be because been but by can could did do does for from get had
has have he her his how i if in into is it its just like me more my no not of on one or our out she should so some than
that the their them then there these they this those to up us was we were what when where which who why will with would
you your doctor doctors physician physicians specialist specialists"""
STOP_WORDS = tuple(_STOP.split())
"""Words that say nothing by themselves: left out of queries that hold other words, and indexed only where they stand in
guides, with their neighbors."""

_STOPPED = frozenset(STOP_WORDS)

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


class Guided(NamedTuple):
    """What is found in guides: words and pairs, each with the sections where it stands, and the sections themselves.

    A section is twice its number, and one more where the word stands in the text and not in a title. A pair
    (``do_not``) is two words side by side, one of which at least is not indexed by itself.
    """

    words: Mapping[str, Sequence[int]]
    pairs: Mapping[str, Sequence[int]]
    sections: tuple[Section, ...]


Told = Mapping[str, Parsed]
"""Slug of a mentor → the file, which has the words of ``model.SEARCHED`` ready."""


def told_in(parsed: Iterable[Parsed]) -> Told:
    """Return the files of profiles that were rows; a guide may bear a mentor's name."""
    return {item.slug: item for item in parsed if item.marks and item.kind == "profile"}


class Texts(NamedTuple):
    """What each mentor says, in their order: titles, and all else."""

    titles: list[str]
    others: list[str]


def texts_of(site: Site, told: Told) -> Texts:
    """Return what is searched of all mentors; what is ``told`` is not read again."""
    titles = [_title_of(mentor) for mentor in site.mentors]
    return Texts(titles, [_text_of(mentor, site, told) for mentor in site.mentors])


def words_of(said: Texts) -> dict[str, tuple[Sequence[int], Sequence[int]]]:
    """Return each word with the mentors in whose title it stands, and those in whose other texts alone."""
    titles, texts = map(numbered_words, said)
    for word in titles.keys() & texts.keys():
        titled = set(titles[word])
        texts[word] = [number for number in texts[word] if number not in titled]
    found = titles.keys() | texts.keys()
    return {word: (titles.get(word, ()), texts.get(word, ())) for word in _telling(found)}


def said_by(mentor: Mentor, site: Site, told: Told) -> Set[str]:
    """Return the words of a mentor's texts, but those of the title."""
    return _telling(distinct_words(_text_of(mentor, site, told)) - distinct_words(_title_of(mentor)))


def _telling(found: Set[str]) -> Set[str]:
    return {word for word in found - _STOPPED if not _is_letter(word)}


def _title_of(mentor: Mentor) -> str:
    return " ".join((mentor.title, mentor.department, *mentor.credentials))


def words_of_guides(guides: Sequence[Guide]) -> Guided:
    """Divide guides into sections, and collect the words of those, and their pairs."""
    sections = tuple(section for guide in guides for section in _sections(guide))
    places: dict[str, list[int]] = defaultdict(list)
    pairs: dict[str, list[int]] = defaultdict(list)
    for number, section in enumerate(sections):
        titles, text = [words(section.guide.title), words(section.title)], words_of_text(section.text)
        titled = set().union(*titles)
        paired = {pair for title in titles for pair in _pairs(title)}
        for found, own in ((places, titled), (pairs, paired)):
            for word in own:
                found[word].append(2 * number)
        for found, own in ((places, set(text) - titled), (pairs, _pairs(text) - paired)):
            for word in own:
                found[word].append(2 * number + 1)
    return Guided({word: places[word] for word in _telling(places.keys())}, pairs, sections)


def _pairs(text: Sequence[str]) -> set[str]:
    """Join what stands side by side where one of the two is not indexed by itself."""
    silent = {word for word in set(text) if word in _STOPPED or _is_letter(word)}
    return {f"{one}_{other}" for one, other in pairwise(text) if one in silent or other in silent}


def _is_letter(word: str) -> bool:
    """Whether the word is one letter or digit of ours: such stand everywhere; one of Chinese may be a name."""
    return len(word) == 1 and word.isascii()


_said = attrgetter(*SEARCHED)


def _text_of(mentor: Mentor, site: Site, told: Told) -> str:
    """Return what a mentor says, or its words. ``not_for`` is left out: it would find whom it turns away."""
    said = _said(mentor)
    if mentor.slug in told:
        texts = [words for text, words in zip(said, told[mentor.slug].words.split("|"), strict=True) if text]
    else:
        texts = [text.text if isinstance(text, Prose) else text for text in said if text]
    texts += [award.title for award in mentor.recognition]
    modules = [site.modules.get(training.module.text) for training in mentor.training]
    texts += [module.title for module in modules if module]
    texts += [value for _, value in mentor.custom if isinstance(value, str)]
    return "\n".join(texts)


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
