"""Site → the search data: what the browser needs to find mentors and guides, in pieces that it fetches by need.

``search/manifest.json`` alone has a stable address; it names the lexicon, which names everything else by content.
Mentors are numbered in the site's fair order, so that the order in which lists show them costs nothing.
``docs/search.md`` describes the format; the browser's ``index.js`` reads it.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from mentorsite.assemble import Site
from mentorsite.cells import listed_terms
from mentorsite.compute import compute
from mentorsite.config import Config
from mentorsite.letters import numbered, sort_key, spellings, words
from mentorsite.model import STATES, Availability, Mentor, Vocabulary
from mentorsite.packing import among, chunks, front_coded, front_decoded, front_items, ids_of, numbers, postings
from mentorsite.search.everyday import everyday_words
from mentorsite.search.words import (
    FILLERS,
    STOP_WORDS,
    Section,
    Texts,
    Told,
    said_by,
    texts_of,
    words_of,
    words_of_guides,
)
from mentorsite.write import Output, Unchanged

MANIFEST = "search/manifest.json"
FORMAT = 2
CARDS = 5
"""Mentors in a block of cards: few blocks for a page of the list, little waste for a mentor found alone."""

SMALL, BUNDLE = 2_000_000, 200_000
"""Up to how many bytes all pieces of a site may take to be fetched ahead, and about how many come at once."""

LISTS, WORDS = 1000, 3000
"""About how many characters of lists, or of words with their places, one file holds. Lists are looked up by the one and
pack badly, so that what stands beside is waste; words are looked up by their beginnings, and pack well together."""


Urls = Callable[[str, str], str]
"""Kind of page (``mentor`` or ``guide``) and slug → the page's path from the site's root."""

Cards = Callable[[Mentor], str]
"""Mentor → the card's HTML, its links relative to the site's root."""

_NAME = 10
"""Letters of a file's name."""

_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))

_AVAILABILITY = re.compile("months|date|mentors|guides|(slots|full|away|state)_.*")

Put = Callable[[Any], str]
"""Data → the name of the file that holds it."""


class Before(NamedTuple):
    """The search data of a site that differs in the words of texts alone.

    ``read`` gives the bytes of a file by its address, ``size`` how many they are. ``said`` names all of whom it may say
    something else, each with the words that it has of them, or None where those are not known.
    """

    read: Callable[[str], bytes]
    size: Callable[[str], int]
    said: Mapping[str, Set[str] | None]


class Known(NamedTuple):
    """What need not be made again: words that were ``told``, and what an earlier site has."""

    told: Told
    before: Before | None = None


NOTHING = Known({})

_Entries = dict[str, str]
"""A word → where it stands, as a file of words has it: titles, texts, sections of guides, and terms that it means."""

_Files = dict[str, bytes]
_Part = tuple[dict[str, Any], _Files, _Entries]
"""A part of the lexicon, the files that it names, and words."""


def search_files(
    site: Site,
    urls: Urls,
    cards: Cards,
    strings: Mapping[str, str] | None = None,
    known: Known = NOTHING,
    jobs: int = 1,
) -> tuple[Output | Unchanged, ...]:
    """Return every file of the search data, the manifest last; equal sites give equal bytes, with any number of jobs.

    ``strings`` are the words of the interface that scripts show.
    """
    standing: tuple[str, ...] = ()
    if known.before:
        (lexicon, files, entries), standing = _taken_over(site, known.told, known.before)
    else:
        lexicon, files, entries = _from_nothing(site, urls, cards, known.told, jobs)
    put = _put_in(files)
    all_words = sorted(entries)
    coded = front_items(all_words)
    lexicon |= {"words": _word_files(all_words, coded, entries, put), "dictionary": put(" ".join(coded))}
    bundles = list(_bundles(files, standing, known.before))
    manifest = {
        "format": FORMAT,
        "date": site.today.isoformat(),
        "lexicon": put(dict(sorted(lexicon.items()))),
        "ahead": [_put(files, bundle) for bundle in bundles],
        "strings": put({name: text for name, text in (strings or {}).items() if _is_shown(name)}),
    }
    files[MANIFEST] = json.dumps(manifest, separators=(",", ":")).encode()
    unchanged = (Unchanged(url) for url in standing if url not in files)  # pieces that read the same are one file
    return (*unchanged, *(Output(url, data) for url, data in files.items()))


def _from_nothing(site: Site, urls: Urls, cards: Cards, told: Told, jobs: int) -> _Part:
    """Make the four parts side by side, the longest first, and join what they say of each word."""
    said = texts_of(site, told)  # here, for nobody to copy what all records stand on by reading these few fields
    makers: list[Callable[[], Any]] = [
        lambda: _of_mentors(said),
        lambda: _of_people(site, cards),
        lambda: _meant(site.config, site.small),
        lambda: _of_guides(site, urls),
    ]
    mentors, people, meant, guides = compute(lambda make: make(), makers, jobs=jobs, chunk=1)
    lexicon, files, written = guides
    entries = {word: f"|||{terms}" for word, terms in meant.items()}
    for word in mentors.keys() | written.keys():
        entries[word] = _entry(mentors.get(word, "|"), written.get(word, ""), meant.get(word, ""))
    return people[0] | lexicon, people[1] | files, entries


def _put_in(files: _Files) -> Put:
    return lambda data: _put(files, _JSON.encode(data).encode())


def _put(files: _Files, encoded: bytes) -> str:
    name = blake2b(encoded, digest_size=_NAME // 2).hexdigest()
    files[f"search/{name}.json"] = encoded
    return name


def _bundles(files: _Files, standing: Sequence[str], before: Before | None) -> Iterator[bytes]:
    """Join the pieces of a small site: objects that hold each piece by its name."""
    others = [url for url in standing if url not in files]
    size = sum(map(len, files.values())) + (sum(map(before.size, others)) if before else 0)
    if size <= SMALL:
        files = ({url: before.read(url) for url in standing} if before else {}) | files  # in the order of a cold build
        pieces = [b'"%s":%s' % (url[len("search/") : -len(".json")].encode(), data) for url, data in files.items()]
        starts = chunks([len(piece) for piece in pieces], BUNDLE)
        for a, b in zip(starts, [*starts[1:], len(pieces)], strict=True):
            yield b"{%s}" % b",".join(pieces[a:b])


def _is_shown(name: str) -> bool:
    """Whether scripts show the words: those of search itself, and of availability."""
    return name.startswith(("find_", "crisis_")) or _AVAILABILITY.fullmatch(name) is not None


def _taken_over(site: Site, told: Told, before: Before) -> tuple[_Part, tuple[str, ...]]:
    """Take over from other search data all that words of mentors do not change, and move those words.

    The addresses of what is taken over are returned as well; it is read where it is to be bundled.
    """

    def data(name: str) -> Any:
        return json.loads(before.read(f"search/{name}.json"))

    lexicon: dict[str, Any] = data(json.loads(before.read(MANIFEST))["lexicon"])
    people = (lexicon["lists"]["files"], lexicon["cards"]["files"], lexicon["availability"])
    orders = (lexicon["orders"]["name"], lexicon["orders"]["newest"])
    guides = (data(lexicon["pairs"])["files"], lexicon["pairs"], lexicon["guides"])
    standing = tuple(dict.fromkeys(_addresses("".join((*people, *orders, *guides)))))
    entries = _moved(site, told, before.said, map(before.read, _addresses(lexicon["words"]["files"])))
    return (lexicon, {}, entries), standing


def _addresses(joined: str) -> list[str]:
    return [f"search/{joined[start : start + _NAME]}.json" for start in range(0, len(joined), _NAME)]


def _of_people(site: Site, cards: Cards) -> tuple[dict[str, Any], _Files]:
    """Return what every search begins with, but the words: names, vocabularies, and the names of other files."""
    files: _Files = {}
    put = _put_in(files)
    count = len(site.mentors)
    names = sorted(numbered(map(_called, site.mentors)).items())
    changes = [_changes(mentor.availability, site.today) for mentor in site.mentors]
    states = Counter(mentor.state for mentor in site.mentors)
    vocabularies = _facets_first(site.config, site.small)
    lists = [postings(ids, count) for _, ids in names]
    lists += [postings(ids, count) for ids in _holders(site.mentors, vocabularies)]
    lexicon = {
        "states": [states[state] for state in STATES],
        "facets": list(site.config.facets),
        "vocabularies": [_vocabulary(vocabulary) for vocabulary in vocabularies],
        "names": front_coded([name for name, _ in names]),
        "lists": _list_files(lists, put),
        "cards": {"size": CARDS, "files": "".join(_card_files(site.mentors, cards, changes, put))},
        "availability": put(" ".join(changes)),
        "orders": {"name": put(_by_name(site.mentors)), "newest": put(_by_joined(site.mentors))},
        "stop": " ".join(STOP_WORDS),
        "fillers": " ".join(FILLERS),
        "choose": _choosing(site),
        "moved": {alias: mentor.slug for mentor in site.mentors for alias in mentor.aliases},
    }
    return lexicon, files


def _of_mentors(said: Texts) -> dict[str, str]:
    """Return for each word of mentors' texts in whose title it stands, and in whose other texts."""
    count = len(said.titles)
    found = words_of(said)
    return {word: f"{postings(titles, count)}|{postings(texts, count)}" for word, (titles, texts) in found.items()}


def _of_guides(site: Site, urls: Urls) -> _Part:
    """Return how guides are found by headings, by pairs of words, and by words."""
    files: _Files = {}
    put = _put_in(files)
    found, pairs, sections = words_of_guides(site.guides)
    entries = {pair: _entry("|", _of_sections(where)) for pair, where in sorted(pairs.items())}
    paired = _word_files(list(entries), front_items(list(entries)), entries, put)
    lexicon = {"pairs": put(paired), "guides": put(_guides(sections, urls))}
    return lexicon, files, {word: _of_sections(where) for word, where in found.items()}


def _of_sections(where: Sequence[int]) -> str:
    return postings(where, 1 << 30)


def _entry(said: str, *more: str) -> str:
    return "|".join((said, *more)).rstrip("|")


def _moved(site: Site, told: Told, said: Mapping[str, Set[str] | None], before: Iterable[bytes]) -> _Entries:
    """Return the words of other files, moved to where those who ``said`` something else say them now."""
    entries: _Entries = {}
    for coded, listed in map(json.loads, before):
        entries.update(zip(front_decoded(coded), listed.split(" "), strict=True))
    count = len(site.mentors)
    changed = {number: mentor for number, mentor in enumerate(site.mentors) if mentor.slug in said}
    say = {number: said_by(mentor, site, told) for number, mentor in changed.items()}
    who = frozenset(say)
    earlier = [said[mentor.slug] for mentor in changed.values()]
    for word in set().union(*say.values(), *(entries if found is None else found for found in earlier)):
        titles, texts, *more = (entries.get(word, "") + "|||").split("|")[:4]
        now = frozenset(number for number, found in say.items() if word in found)
        if among(texts, who) != now:
            rest = set(ids_of(texts, count)) - who
            entries[word] = _entry(titles, postings(sorted(rest | now), count), *more)
    return {word: entry for word, entry in entries.items() if entry}


def _choosing(site: Site) -> dict[str, Any]:
    rules, roles = site.config.choose, site.config.vocabularies["roles"]
    together = [term.slug for term in map(roles.find, rules.together) if term]
    return {"size": rules.size, "weights": dict(rules.weights), "together": together}


def _called(mentor: Mentor) -> set[str]:
    """Return the words by which a mentor is called.

    The words of the address count too: by them a shortlist's link finds its mentors.
    """
    return {*spellings(mentor.name), *mentor.slug.split("-")}


@lru_cache(maxsize=2)
def _meant(config: Config, small: frozenset[str]) -> dict[str, str]:
    return everyday_words(_facets_first(config, small))


def _facets_first(config: Config, small: frozenset[str]) -> list[Vocabulary]:
    all_ = {name: listed_terms(vocabulary, small) for name, vocabulary in config.vocabularies.items()}
    return [all_[name] for name in dict.fromkeys((*config.facets, *all_)) if all_[name].terms]


def _vocabulary(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the vocabulary in columns; a parent is its place plus one, 0 for none; a label may give its slug."""
    terms = list(vocabulary.terms.values())
    places = {term.name: place for place, term in enumerate(terms, 1)}
    return {
        "name": vocabulary.name,
        "title": vocabulary.title,
        "labels": [term.label for term in terms],
        "slugs": " ".join("" if term.slug == "-".join(words(term.label)) else term.slug for term in terms),
        "parents": numbers(places[term.parent] if term.parent else 0 for term in terms),
        "aliases": ["|".join(_aliases(term.name, term.label, term.aliases)) for term in terms],
    }


def _aliases(name: str, label: str, aliases: Iterable[str]) -> list[str]:
    """Return the forms under which a term is found besides its label, folded, each once."""
    forms = dict.fromkeys(" ".join(words(form)) for form in (name, *aliases))
    return [form for form in forms if form and form != " ".join(words(label))]


def _holders(mentors: Sequence[Mentor], vocabularies: Sequence[Vocabulary]) -> Iterator[Sequence[int]]:
    """Yield for each term of all vocabularies the mentors who carry it and no term below it.

    The browser adds those to its parents.
    """
    all_held: dict[str, dict[str, list[int]]] = {vocabulary.name: defaultdict(list) for vocabulary in vocabularies}
    for number, mentor in enumerate(mentors):
        for name, slugs in mentor.terms.items():
            for slug in slugs:
                all_held[name][slug].append(number)
    for vocabulary in vocabularies:
        held = all_held[vocabulary.name]
        below: dict[str, set[int]] = defaultdict(set)
        for term in vocabulary.terms.values():
            if term.parent:
                below[vocabulary.terms[term.parent].slug].update(held[term.slug])
        for term in vocabulary.terms.values():
            under = below[term.slug]
            yield [number for number in held[term.slug] if number not in under] if under else held[term.slug]


def _list_files(lists: Sequence[str], put: Put) -> dict[str, str]:
    starts = chunks([len(text) + 1 for text in lists], LISTS)
    files = "".join(put(" ".join(lists[a:b])) for a, b in zip(starts, [*starts[1:], len(lists)], strict=True))
    return {"starts": numbers(starts), "files": files}


def _word_files(all_words: Sequence[str], coded: Sequence[str], entries: _Entries, put: Put) -> dict[str, str]:
    """Write sorted words, which are front ``coded`` already, with their entries; files are named beside their first."""
    listed = [entries[word] for word in all_words]
    starts = chunks([len(word) + len(entry) for word, entry in zip(all_words, listed, strict=True)], WORDS)
    files = "".join(
        put([" ".join((*front_items(all_words[a : a + 1]), *coded[a + 1 : b])), " ".join(listed[a:b])])
        for a, b in zip(starts, [*starts[1:], len(listed)], strict=False)  # none without guides
    )
    return {"first": " ".join(all_words[start] for start in starts), "files": files}


def _card_files(mentors: Sequence[Mentor], cards: Cards, changes: Sequence[str], put: Put) -> Iterator[str]:
    for start in range(0, len(mentors), CARDS):
        block = mentors[start : start + CARDS]
        yield put(
            {
                "slugs": " ".join([mentor.slug for mentor in block]),
                "cards": list(map(cards, block)),
                "changes": " ".join(changes[start : start + CARDS]),
            }
        )


@lru_cache(maxsize=1 << 12)
def _changes(now: Availability, today: date) -> str:
    """Write a mentor's availability from the build's day on: day, state, slots and end, again and again.

    Days count from the build's; an end is one more, and 0 where there is none.
    """
    written = ""
    steps = [(today, now.state, now.slots, now.until), *now.later]
    for day, state, slots, until in steps:
        end = max(0, (until - today).days) + 1 if until else 0
        written += numbers(((day - today).days, STATES.index(state), slots, end))
    return written


def _guides(sections: Sequence[Section], urls: Urls) -> dict[str, Any]:
    guides = list({section.guide.slug: section.guide for section in sections}.values())
    places = {guide.slug: place for place, guide in enumerate(guides)}
    return {
        "titles": [guide.title for guide in guides],
        "summaries": [guide.summary for guide in guides],
        "urls": [urls("guide", guide.slug) for guide in guides],
        "of": numbers(places[section.guide.slug] for section in sections),
        "headings": [section.title for section in sections],
        "anchors": [section.anchor for section in sections],
    }


def _by_name(mentors: Sequence[Mentor]) -> str:
    keys = [(sort_key(mentor.name), mentor.slug) for mentor in mentors]
    return numbers(sorted(range(len(mentors)), key=keys.__getitem__))


def _by_joined(mentors: Sequence[Mentor]) -> str:
    """Write all mentors, the newest first, in the fair order where two joined at one time."""
    return numbers(sorted(range(len(mentors)), key=lambda number: _negated(mentors[number].joined)))


@lru_cache(maxsize=1 << 12)
def _negated(joined: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in joined.split("-")) if joined else (0,)
