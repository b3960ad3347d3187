"""One file as one audience may see it on one day: all that can be told of it without looking at another.

A ``Gist`` is what of a valid profile is asked again and again where all files are joined, searched and looked at. It
is small and kept in a row of its own, so that whoever has it reads the profile only when somebody asks for the rest.
Rules that need no other file are here; those that do are in ``assemble``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

from mentorsite.availability import confirmed_on, is_verified, taken
from mentorsite.config import Config
from mentorsite.diagnostics import Diagnostic, Fix
from mentorsite.letters import fold, nearest, surely_nearest
from mentorsite.lookalikes import skeleton
from mentorsite.model import (
    FileLink,
    Guide,
    Marks,
    Mention,
    Mentor,
    Parsed,
    Profile,
    Term,
    Vocabulary,
    put_off,
)
from mentorsite.publish import has_left, is_published, mentor_of, withheld_fields
from mentorsite.rows import pack, unpack
from mentorsite.secrets import Secret, secrets_of
from mentorsite.store import fingerprint

HERE, LEFT, NOWHERE = "here", "left", ""
"""How a mentor stands: with a page; with what remains of one; with none for this audience."""

FILES = frozenset({"module", "mentor", "sections", "photo"})
"""Kinds of mentions whose files are known once all are joined."""

_ALL_NAMED = 60  # longer lists are named by their top values alone


class Gist(NamedTuple):
    """A valid profile in short. What only one person has is folded: ``name``, how that ``looks``, and ``contacts``.

    All from ``aliases`` on is told of whoever has a page, and of what of the profile may be shown: ``terms`` as the
    mentor's, ``modules`` those that were completed, and ``refers`` whether its texts link to pages or list mentors.
    """

    stands: str
    name: str
    looks: str
    contacts: tuple[tuple[str, str], ...]
    secrets: tuple[Secret, ...]
    aliases: tuple[str, ...] = ()
    state: str = ""
    terms: Mapping[str, tuple[str, ...]] = {}
    modules: tuple[str, ...] = ()
    pictured: bool = False
    refers: bool = False


class Entry(NamedTuple):
    """A file with what is ``found`` in it by rules, the ``files`` it mentions and the ``links`` of its texts.

    Of a valid profile there is a gist; of one that has a page, the mentor, and in brief no value of the file's.
    """

    parsed: Parsed
    found: tuple[Diagnostic, ...] = ()
    files: tuple[Mention, ...] = ()
    links: tuple[FileLink, ...] = ()
    gist: Gist | None = None
    mentor: Mentor | None = None

    @property
    def photo(self) -> Mention | None:
        """The photo that a profile names, also one that is wrong in another place."""
        return next((mention for mention in self.files if mention.kind == "photo"), None)


class _Row(NamedTuple):
    """What is kept of an entry."""

    diagnostics: tuple[Diagnostic, ...]
    marks: Marks
    found: tuple[Diagnostic, ...]
    files: tuple[Mention, ...]
    links: tuple[FileLink, ...]
    gist: Gist


class Reader:
    """Parsed files → entries, for one program, audience and day."""

    def __init__(self, config: Config, today: date, audience: str = "public") -> None:
        self.config = config
        self._today = today
        self._audience = audience

    def is_for(self, config: Config, today: date, audience: str) -> bool:
        """Whether whoever reads for these would tell the same."""
        return (self.config, self._today, self._audience) == (config, today, audience)

    def fingerprint(self) -> bytes:
        """Return the digest of all that is told besides what a file says."""
        return fingerprint(repr((self.config, self._today, self._audience)).encode())

    def entry(self, item: Parsed) -> Entry:
        """Tell of a file all that can be told."""
        found = tuple(fault for rule in _RULES for fault in rule(self.config, item, self._today))
        files = tuple(mention for mention in item.mentions if mention.kind in FILES)
        if isinstance(item.value, Guide):
            return Entry(item, found, files, item.value.body.links)
        if not isinstance(item.value, Profile):
            return Entry(item, found, files)
        profile = item.value
        if profile.photo is None:
            files = tuple(mention for mention in files if mention.kind != "photo")
        links = profile.bio.links if profile.bio else ()
        secrets = tuple(secrets_of(item, self.config, self._audience, self._today))
        short = Gist(NOWHERE, fold(profile.name), skeleton(profile.name), tuple(_contacts(profile)), secrets)
        if not is_published(profile, self.config, self._audience):
            return Entry(item, found, files, links, short)
        if has_left(profile, self._today):
            return Entry(item, found, files, links, short._replace(stands=LEFT))
        mentor = self._mentor(item)
        gist = short._replace(
            stands=HERE,
            aliases=mentor.aliases,
            state=mentor.availability.state,
            terms=mentor.terms,
            modules=tuple(training.module.text for training in mentor.training),
            pictured=mentor.photo is not None,
            refers=mentor.bio is not None and bool(mentor.bio.links or len(mentor.bio.parts) > 1),
        )
        return Entry(item, found, files, links, gist, mentor)

    def again(self, path: str, slug: str, row: bytes, read: Callable[[], Parsed]) -> Entry:
        """Read an entry back; ``read`` gives the file as it was parsed, should anybody ask for the rest of it.

        Raise ``ValueError`` for anything that ``row_of`` did not write.
        """
        kept: _Row = unpack(_Row, path, row)
        gist = kept.gist
        same = {"path": path, "slug": slug}
        known = {"kind": "profile", "diagnostics": kept.diagnostics, "marks": kept.marks}
        item = put_off(Parsed, read, {**same, **known})
        mentor = None
        if gist.stands == HERE:
            shown = {"aliases": gist.aliases, "state": gist.state, "terms": gist.terms}
            mentor = put_off(Mentor, partial(self._mentor, item), {**same, **shown})
        return Entry(item, kept.found, kept.files, kept.links, gist, mentor)

    def _mentor(self, item: Parsed) -> Mentor:
        assert isinstance(item.value, Profile)
        withheld = withheld_fields(self.config, self._audience)
        return mentor_of(item.value, self.config, self._audience, self._today, withheld)


def entries_of(config: Config, parsed: Iterable[Parsed], today: date, audience: str = "public") -> tuple[Entry, ...]:
    """Tell of each file all that can be told."""
    return tuple(map(Reader(config, today, audience).entry, parsed))


def in_brief(entry: Entry) -> Entry:
    """Return the entry without what was read of a file whose mentor has a page: of 200 000, pages need 1 GB less."""
    if entry.mentor is None:
        return entry
    return entry._replace(parsed=replace(entry.parsed, value=None, mentions=()))


def row_of(entry: Entry) -> bytes:
    """Write the entry of a valid profile that was a row itself, without what ``read`` gives."""
    item = entry.parsed
    assert entry.gist
    assert item.marks
    row = _Row(item.diagnostics, item.marks, entry.found, entry.files, entry.links, entry.gist)
    return pack(_Row, item.path, row)


def _contacts(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield what two people cannot share, by the field in which it stands."""
    email, orcid = profile.contact.email if profile.contact else "", dict(profile.links).get("orcid", "")
    for field, value in (("contact.email", email), ("links.orcid", orcid)):
        if value:
            yield field, fold(value)


# The rules. Each takes (config, a parsed file, today) and yields what it finds.


def _known_terms(config: Config, item: Parsed, today: date) -> Iterator[Diagnostic]:
    for mention in item.mentions:
        vocabulary = config.vocabularies.get(mention.kind)
        if vocabulary is None:
            continue
        term = vocabulary.find(mention.text)
        if term is None:
            yield _unknown_term(mention, vocabulary, config)
        elif term.name != mention.text:
            message = f'"{mention.text}" is understood; the usual form is "{term.name}"'
            fix = Fix(mention.span, term.name, safe=True)
            yield Diagnostic("profile/usual-form", message, mention.span, f'Write "{term.name}".', fix)


def _unknown_term(mention: Mention, vocabulary: Vocabulary, config: Config) -> Diagnostic:
    title = vocabulary.title.lower()
    message = f'"{mention.text}" is not in the list "{title}"'
    several = _several(mention.text, vocabulary)
    if several:
        help_ = f"These are {len(several)} values; write each as an item of its own: {', '.join(several)}."
        return Diagnostic("profile/unknown-term", message, mention.span, help_)
    meant = _meant(mention.text, vocabulary)
    if meant:
        help_ = f'Did you mean "{meant.name}"?'
        return Diagnostic("profile/unknown-term", message, mention.span, help_, Fix(mention.span, meant.name))
    elsewhere = next((other for other in config.vocabularies.values() if other.find(mention.text)), None)
    if elsewhere:
        return Diagnostic("profile/unknown-term", message, mention.span, f'It belongs to "{elsewhere.title.lower()}".')
    names = list(vocabulary.terms)
    if len(names) > _ALL_NAMED:
        names = [*(term.name for term in vocabulary.terms.values() if term.parent is None), "and what belongs to these"]
    help_ = f"Allowed: {', '.join(names)}." if names else "The list is empty: add its values to site.yml."
    return Diagnostic("profile/unknown-term", message, mention.span, help_)


def _meant(text: str, vocabulary: Vocabulary) -> Term | None:
    """Return the term that a text most likely means: by words that search knows, a slip of the keyboard, one half."""
    told = {term.name for term in vocabulary.terms.values() if fold(text) in _searched(term)}
    if len(told) == 1:
        return vocabulary.terms[told.pop()]
    halves = {half: name for name in vocabulary.terms if " or " in name for half in name.split(" or ")}
    aliases = {alias: name for name, term in vocabulary.terms.items() for alias in term.aliases}
    forms = {**halves, **aliases, **{name: name for name in vocabulary.terms}}
    near = nearest(text, (form for form in forms if _digits(form) == _digits(text)))  # PGY 6 is not PGY 1
    return vocabulary.terms[forms[near]] if near else None


def _digits(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit()]


@lru_cache(maxsize=4096)
def _searched(term: Term) -> frozenset[str]:
    """Return the words by which search finds a term, without those that mean another one first."""
    return frozenset(fold(word) for word in term.found_by.split(",") if not word.strip().startswith("~"))


def _several(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the values that one text names together, as ``English and Irish`` or ``M1-M4`` do; else nothing."""
    words = re.split(r"\s*(?:,|;|/|&|\+|\band\b)\s*", text)
    parts = [vocabulary.find(part) or _slip(part, vocabulary) for part in words]
    names = [term.name for term in parts if term]
    if len(parts) > 1 and len(set(names)) == len(parts):
        return names
    ends = [vocabulary.find(part) for part in re.split(r"\s*(?:–|—|-|\bto\b)\s*", text)]
    names = list(vocabulary.terms)
    if len(ends) == 2 and ends[0] and ends[1] and names.index(ends[0].name) < names.index(ends[1].name):
        return names[names.index(ends[0].name) : names.index(ends[1].name) + 1]
    return []


def _slip(text: str, vocabulary: Vocabulary) -> Term | None:
    meant = {vocabulary.forms[form] for form in surely_nearest(text, vocabulary.forms)}
    return vocabulary.terms[meant.pop()] if len(meant) == 1 else None


def _within_capacity(config: Config, item: Parsed, today: date) -> Iterator[Diagnostic]:
    profile = item.value
    if not isinstance(profile, Profile) or profile.capacity is None or has_left(profile, today):
        return
    count = sum(term.slots for term in taken(profile.capacity, today))
    if count > profile.capacity.max:
        message = f"{profile.name} has {count} mentees, but capacity.max is {profile.capacity.max}"
        dated = any(term.until for term in profile.capacity.current)
        help_ = f"Raise max to {count}, or " + ("correct the terms." if dated else "correct current.")
        place = item.place("capacity.current", "capacity")
        yield Diagnostic("profile/over-capacity", message, place, help_)


def _dates_and_consent(config: Config, item: Parsed, today: date) -> Iterator[Diagnostic]:
    profile = item.value
    if not isinstance(profile, Profile) or has_left(profile, today):
        return
    if profile.consent is None and config.policy.consent_required:
        help_ = f"Ask {profile.name}, then add: consent: {{date: {today.isoformat()}, scope: public}}"
        yield Diagnostic("profile/no-consent", "no consent is recorded, so there is no page", item.place(), help_)
        return
    for name, day in (
        ("last_verified", profile.last_verified),
        ("consent.date", profile.consent and profile.consent.date),
    ):
        if day and day > today:
            message = f"{name} is {day}, which is after the build's date {today}"
            yield Diagnostic("profile/future-date", message, item.place(name), "Check the year.")
    if not is_verified(profile, config.policy, today):
        since = confirmed_on(profile)
        message = f"last verified {since}" if since else "never verified"
        help_ = f"Ask {profile.name} whether all is still true, then write last_verified: {today.isoformat()}"
        limit = f"more than {config.policy.verify_within_days} days ago" if since else "no date is recorded"
        place = item.place("last_verified", "consent.date")
        yield Diagnostic("profile/unverified", f"{message}, {limit}", place, help_)


def _reviewed(config: Config, item: Parsed, today: date) -> Iterator[Diagnostic]:
    guide = item.value
    if isinstance(guide, Guide) and guide.review_by and guide.review_by + timedelta(days=1) <= today:
        message = f"the guide was to be reviewed by {guide.review_by}"
        help_ = f"{guide.owner or 'Its owner'} reads it again and writes a new review_by."
        yield Diagnostic("guide/overdue-review", message, item.place("review_by"), help_)


_RULES: tuple[Callable[[Config, Parsed, date], Iterator[Diagnostic]], ...] = (
    _known_terms,
    _within_capacity,
    _dates_and_consent,
    _reviewed,
)
