"""Site → the search data: what the browser needs to find mentors and guides, in pieces that it fetches by need.

``search/manifest.json`` alone has a stable address; it names the lexicon, which names everything else by content.
Mentors are numbered in the site's fair order, so that the order in which lists show them costs nothing.
``docs/search.md`` describes the format; the browser's ``index.js`` reads it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from mentorsite.assemble import Site
from mentorsite.cells import listed_terms
from mentorsite.config import Config
from mentorsite.letters import sort_key, spellings, words
from mentorsite.model import STATES, Mentor, Vocabulary
from mentorsite.packing import chunks, front_coded, numbers, postings
from mentorsite.search.everyday import everyday_words
from mentorsite.search.words import FILLERS, NOWHERE, STOP_WORDS, Places, Texts, Told, texts_of
from mentorsite.write import Output

MANIFEST = "search/manifest.json"
FORMAT = 1
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

_AVAILABILITY = re.compile("months|date|mentors|guides|(slots|full|away|state)_.*")

Put = Callable[[Any], str]
"""Data → the name of the file that holds it."""


class Known(NamedTuple):
    """What need not be made again: words that were ``told``, and the files of a site that differs in such words alone.

    ``before`` gives such a file's bytes by its address.
    """

    told: Told
    before: Callable[[str], bytes] | None
    texts: Texts | None = None
    """The words, if they were collected already."""


NOTHING = Known({}, None)


def search_files(
    site: Site, urls: Urls, cards: Cards, strings: Mapping[str, str] | None = None, known: Known = NOTHING
) -> tuple[Output, ...]:
    """Return every file of the search data, the manifest last; equal sites give equal bytes.

    ``strings`` are the words of the interface that scripts show.
    """
    files: dict[str, bytes] = {}

    def put(data: Any) -> str:
        return put_bytes(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())

    def put_bytes(encoded: bytes) -> str:
        name = blake2b(encoded, digest_size=_NAME // 2).hexdigest()
        files[f"search/{name}.json"] = encoded
        return name

    texts = known.texts or texts_of(site, known.told)
    same = _same(known.before, files) if known.before else _of_people(site, urls, cards, texts, put)
    lexicon = {**same, **_of_words(site, texts, put)}
    bundles = list(_bundles(files))
    manifest = {
        "format": FORMAT,
        "date": site.today.isoformat(),
        "lexicon": put(lexicon),
        "ahead": [put_bytes(bundle) for bundle in bundles],
        "strings": put({name: text for name, text in (strings or {}).items() if _is_shown(name)}),
    }
    files[MANIFEST] = json.dumps(manifest, separators=(",", ":")).encode()
    return tuple(Output(url, data) for url, data in files.items())


def _bundles(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Join the pieces of a small site: objects that hold each piece by its name."""
    pieces = [b'"%s":%s' % (url[len("search/") : -len(".json")].encode(), data) for url, data in files.items()]
    if sum(map(len, pieces)) <= SMALL:
        starts = chunks([len(piece) for piece in pieces], BUNDLE)
        for a, b in zip(starts, [*starts[1:], len(pieces)], strict=True):
            yield b"{%s}" % b",".join(pieces[a:b])


def _is_shown(name: str) -> bool:
    """Whether scripts show the words: those of search itself, and of availability."""
    return name.startswith(("find_", "crisis_")) or _AVAILABILITY.fullmatch(name) is not None


def _same(before: Callable[[str], bytes], files: dict[str, bytes]) -> dict[str, Any]:
    """Take over from other search data all that words of mentors do not change, with the files that it names."""
    lexicon: dict[str, Any] = json.loads(before(f"search/{json.loads(before(MANIFEST))['lexicon']}.json"))
    pairs = json.loads(before(f"search/{lexicon['pairs']}.json"))["files"]
    named = (lexicon["lists"]["files"], pairs, lexicon["pairs"], lexicon["cards"]["files"], lexicon["guides"])
    joined = "".join((*named, lexicon["availability"], *lexicon["orders"].values()))
    for start in range(0, len(joined), _NAME):
        url = f"search/{joined[start : start + _NAME]}.json"
        files[url] = before(url)
    return lexicon


def _of_people(site: Site, urls: Urls, cards: Cards, texts: Texts, put: Put) -> dict[str, Any]:
    """Return what every search begins with, but the words: names, vocabularies, and the names of other files."""
    count = len(site.mentors)
    names = _names(site.mentors)
    vocabularies = _facets_first(site.config, site.small)
    lists = [postings(ids, count) for _, ids in names]
    for vocabulary in vocabularies:
        lists.extend(postings(ids, count) for ids in _holders(site.mentors, vocabulary))
    return {
        "states": [sum(mentor.availability.state == state for mentor in site.mentors) for state in STATES],
        "facets": list(site.config.facets),
        "vocabularies": [_vocabulary(vocabulary) for vocabulary in vocabularies],
        "names": front_coded([name for name, _ in names]),
        "lists": _list_files(lists, put),
        "pairs": put(_word_files(texts.pairs, {}, count, put)),
        "cards": {"size": CARDS, "files": "".join(_card_files(site.mentors, cards, site, put))},
        "guides": put(_guides(texts, urls)),
        "availability": put(" ".join(_changes(mentor, site) for mentor in site.mentors)),
        "orders": {"name": put(_by_name(site.mentors)), "newest": put(_by_joined(site.mentors))},
        "stop": " ".join(STOP_WORDS),
        "fillers": " ".join(FILLERS),
        "choose": _choosing(site),
        "moved": {alias: mentor.slug for mentor in site.mentors for alias in mentor.aliases},
    }


def _of_words(site: Site, texts: Texts, put: Put) -> dict[str, Any]:
    """Return the names of the files in which words are looked up."""
    meant = _meant(site.config, site.small)
    return {
        "words": _word_files(texts.places, meant, len(site.mentors), put),
        "dictionary": put(front_coded(sorted({*texts.places, *meant}))),
    }


def _choosing(site: Site) -> dict[str, Any]:
    rules, roles = site.config.choose, site.config.vocabularies["roles"]
    together = [term.slug for term in map(roles.find, rules.together) if term]
    return {"size": rules.size, "weights": dict(rules.weights), "together": together}


def _names(mentors: Sequence[Mentor]) -> list[tuple[str, list[int]]]:
    """Return the words by which mentors are called, sorted, each with the mentors.

    The words of the address count too: by them a shortlist's link finds its mentors.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for number, mentor in enumerate(mentors):
        for word in dict.fromkeys((*spellings(mentor.name), *words(mentor.slug))):
            found[word].append(number)
    return sorted(found.items())


@lru_cache(maxsize=2)
def _meant(config: Config, small: frozenset[str]) -> Mapping[str, str]:
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


def _holders(mentors: Sequence[Mentor], vocabulary: Vocabulary) -> Iterator[list[int]]:
    """Yield for each term the mentors who carry it and no term below it; the browser adds those to its parents."""
    parents = {term.slug: vocabulary.terms[term.parent].slug for term in vocabulary.terms.values() if term.parent}
    held: dict[str, list[int]] = defaultdict(list)
    for number, mentor in enumerate(mentors):
        slugs = mentor.terms.get(vocabulary.name, ())
        above = {parents[slug] for slug in slugs if slug in parents}
        for slug in slugs:
            if slug not in above:
                held[slug].append(number)
    return (held[term.slug] for term in vocabulary.terms.values())


def _list_files(lists: Sequence[str], put: Put) -> dict[str, str]:
    starts = chunks([len(text) + 1 for text in lists], LISTS)
    files = "".join(put(" ".join(lists[a:b])) for a, b in zip(starts, [*starts[1:], len(lists)], strict=True))
    return {"starts": numbers(starts), "files": files}


_postings = lru_cache(maxsize=1 << 16)(postings)
_front_coded = lru_cache(maxsize=1 << 12)(front_coded)
"""A preview writes the same words again and again; where one word more is said, few of them stand elsewhere."""


def _word_files(places: Mapping[str, Places], meant: Mapping[str, str], count: int, put: Put) -> dict[str, str]:
    """Write the sorted words with their places and the terms meant; each file is named beside its first word."""
    all_words = sorted({*places, *meant})
    entries = [_entry(places.get(word, NOWHERE), meant.get(word, ""), count) for word in all_words]
    starts = chunks([len(word) + len(entry) for word, entry in zip(all_words, entries, strict=True)], WORDS)
    files = "".join(
        put([_front_coded(tuple(all_words[a:b])), " ".join(entries[a:b])])
        for a, b in zip(starts, [*starts[1:], len(entries)], strict=False)  # none without guides
    )
    return {"first": " ".join(all_words[start] for start in starts), "files": files}


def _entry(places: Places, meant: str, count: int) -> str:
    lists = _postings(places.titles, count), _postings(places.bios, count), _postings(places.sections, 1 << 30), meant
    return "|".join(lists).rstrip("|")


def _card_files(mentors: Sequence[Mentor], cards: Cards, site: Site, put: Put) -> Iterator[str]:
    for start in range(0, len(mentors), CARDS):
        block = mentors[start : start + CARDS]
        yield put(
            {
                "slugs": " ".join(mentor.slug for mentor in block),
                "cards": [cards(mentor) for mentor in block],
                "changes": " ".join(_changes(mentor, site) for mentor in block),
            }
        )


def _changes(mentor: Mentor, site: Site) -> str:
    """Write the mentor's availability from the build's day on: day, state, slots and end, again and again.

    Days count from the build's; an end is one more, and 0 where there is none.
    """
    now = mentor.availability
    steps = [(0, now.state, now.slots, now.until)]
    steps += [((then.day - site.today).days, then.state, then.slots, then.until) for then in now.later]
    return numbers(
        value
        for day, state, slots, until in steps
        for value in (day, STATES.index(state), slots, max(0, (until - site.today).days) + 1 if until else 0)
    )


def _guides(texts: Texts, urls: Urls) -> dict[str, Any]:
    guides = list({section.guide.slug: section.guide for section in texts.sections}.values())
    places = {guide.slug: place for place, guide in enumerate(guides)}
    return {
        "titles": [guide.title for guide in guides],
        "summaries": [guide.summary for guide in guides],
        "urls": [urls("guide", guide.slug) for guide in guides],
        "of": numbers(places[section.guide.slug] for section in texts.sections),
        "headings": [section.title for section in texts.sections],
        "anchors": [section.anchor for section in texts.sections],
    }


def _by_name(mentors: Sequence[Mentor]) -> str:
    keys = [(sort_key(mentor.name), mentor.slug) for mentor in mentors]
    return numbers(sorted(range(len(mentors)), key=keys.__getitem__))


def _by_joined(mentors: Sequence[Mentor]) -> str:
    """Write all mentors, the newest first, in the fair order where two joined at one time."""
    return numbers(sorted(range(len(mentors)), key=lambda number: _negated(mentors[number].joined)))


def _negated(joined: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in joined.split("-")) if joined else (0,)
