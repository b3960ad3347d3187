"""Parsed files → Site: the waist. All joins and every rule that needs more than one file are here.

Each rule is one function from parsed files to diagnostics. A file that is wrong by itself is left out of the
site, but what it would have defined still exists, so that one mistake is never reported twice.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

from mentorsite.availability import confirmed_on, is_verified, taken
from mentorsite.cells import rolled_up
from mentorsite.config import Config
from mentorsite.diagnostics import Checked, Diagnostic, Fix, Span
from mentorsite.guide import STORIES, TRAINING
from mentorsite.letters import fold, nearest, slugify, sort_key, surely_nearest
from mentorsite.lookalikes import skeleton
from mentorsite.model import (
    STATES,
    Departed,
    FileLink,
    Guide,
    Mention,
    Mentor,
    Parsed,
    Profile,
    Prose,
    Term,
    Visibility,
    Vocabulary,
)
from mentorsite.publish import departed, has_left, is_published, mentor_of, withheld_fields

_ALL_NAMED = 60  # longer lists are named by their top values alone

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """The whole program for one audience on one day; immutable and valid.

    ``mentors`` are in the fair order in which lists show them. ``by_term`` maps (vocabulary, slug) to the mentors
    who carry the term or one below it, in the same order.
    """

    config: Config
    today: date
    audience: str
    mentors: tuple[Mentor, ...]
    small: frozenset[str]
    """Slugs of the communities that too few people carry to be listed."""
    departed: tuple[Departed, ...]
    guides: tuple[Guide, ...]
    attachments: tuple[str, ...]
    by_slug: Mapping[str, Mentor]
    by_term: Mapping[tuple[str, str], tuple[Mentor, ...]]
    modules: Mapping[str, Guide]
    trained: Mapping[str, tuple[Mentor, ...]]
    stories: Mapping[str, tuple[Guide, ...]]
    files: Mapping[str, tuple[str, str]]
    """Path of a source file → (kind, slug), for links between files; published ones only."""


def assemble(
    config: Config,
    parsed: Iterable[Parsed],
    today: date,
    audience: str = "public",
    before: tuple[Site, Set[str]] | None = None,
) -> Checked[Site]:
    """Join all files. There always is a site; it is fit to be published only if nothing found is an error.

    ``before`` is an earlier site, with the paths of the files that are as they were: most mentors are the same.
    """
    parsed = tuple(parsed)
    profiles = [item.value for item in parsed if isinstance(item.value, Profile)]
    guides = [item.value for item in parsed if isinstance(item.value, Guide)]
    found = [fault for rule in _RULES for fault in rule(config, parsed, today)]

    withheld = withheld_fields(config, audience)
    staying = [p for p in profiles if not has_left(p, today) and is_published(p, config, audience)]
    left = [p for p in profiles if has_left(p, today) and is_published(p, config, audience)]
    known = _known_mentors(*before, config, today, audience) if before else {}
    rolled = rolled_up([known.get(p.path) or mentor_of(p, config, audience, today, withheld) for p in staying], config)
    mentors = _fair_order(rolled.mentors, today)
    visible = {Visibility.PUBLIC} if audience == "public" else {Visibility.PUBLIC, Visibility.INTERNAL}
    order = {section.slug: place for place, section in enumerate(config.sections)}
    published = sorted(
        (guide for guide in guides if guide.visibility in visible),
        key=lambda g: (order.get(g.section.text, len(order)), g.order, sort_key(g.title), g.slug),
    )
    by_slug = {mentor.slug: mentor for mentor in mentors}
    files = {mentor.path: ("mentor", mentor.slug) for mentor in mentors}
    files |= {guide.path: ("guide", guide.slug) for guide in published}
    attachments = tuple(item.path for item in parsed if item.kind == "attachment")
    files |= {path: ("attachment", path) for path in attachments}
    return Checked(
        Site(
            config=config,
            today=today,
            audience=audience,
            mentors=mentors,
            small=rolled.small,
            departed=tuple(departed(p, config, withheld) for p in left),
            guides=tuple(published),
            attachments=attachments,
            by_slug=by_slug,
            by_term=_by_term(mentors),
            modules={guide.slug: guide for guide in published if guide.section.text == TRAINING},
            trained=_group((training.module.text, mentor) for mentor in mentors for training in mentor.training),
            stories=_group(
                (mention.text, guide)
                for guide in published
                if guide.section.text == STORIES
                for mention in guide.mentors
            ),
            files=files,
        ),
        tuple(found),
    )


def _known_mentors(before: Site, same: Set[str], config: Config, today: date, audience: str) -> dict[str, Mentor]:
    """Return by path the mentors of an earlier site that would be made again, but those of whom lists name less."""
    if before.config is not config or (before.today, before.audience) != (today, audience):
        return {}
    return {m.path: m for m in before.mentors if m.path in same and not m.communities}


def _fair_order(mentors: list[Mentor], today: date) -> tuple[Mentor, ...]:
    """Open mentors first, then an order that the date draws: the same for everyone, each day another one first.

    A digest per mentor, not a shuffle of the list, so that one mentor's arrival moves nobody else.
    """

    def draw(mentor: Mentor) -> tuple[int, bytes]:
        lot = blake2b(f"{today.isoformat()}/{mentor.slug}".encode(), digest_size=8).digest()
        return STATES.index(mentor.availability.state), lot

    return tuple(sorted(mentors, key=draw))


def _by_term(mentors: tuple[Mentor, ...]) -> dict[tuple[str, str], tuple[Mentor, ...]]:
    return _group(
        ((vocabulary, slug), mentor)
        for mentor in mentors
        for vocabulary, slugs in mentor.terms.items()
        for slug in slugs
    )


def _group(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    grouped: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return {key: tuple(values) for key, values in grouped.items()}


# The rules. Each takes (config, parsed, today) and yields what it finds.


def _one_slug_each(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    for kind, code, noun in (
        ("profile", "profile/duplicate-slug", "mentor"),
        ("guide", "guide/duplicate-slug", "guide"),
    ):
        first: dict[str, str] = {}
        for item in parsed:
            if item.kind == kind:
                other = first.setdefault(fold(item.slug), item.path)
                if other != item.path:
                    message = f"this {noun} would have the same address as {other}"
                    yield Diagnostic(
                        code,
                        message,
                        Span(item.path),
                        f"Delete one of the two files, or rename it if it is another {noun}.",
                    )


def _known_terms(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    for item in parsed:
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


def _known_files(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    """Check training modules, mentors named by guides, and sections."""
    modules = {
        item.slug
        for item in parsed
        if item.kind == "guide"
        and (item.value is None or (isinstance(item.value, Guide) and item.value.section.text == TRAINING))
    }
    mentors = {item.slug for item in parsed if item.kind == "profile"}
    sections = {section.slug for section in config.sections}
    kinds: dict[str, tuple[set[str], str, str]] = {
        "module": (modules, "profile/unknown-module", "a training guide (the file name without .md)"),
        "mentor": (mentors, "guide/unknown-mentor", "a mentor's file (its name without .yml)"),
        "sections": (sections, "guide/unknown-section", "a section of site.yml"),
    }
    for item in parsed:
        for mention in item.mentions:
            if mention.kind in kinds and mention.text not in kinds[mention.kind][0]:
                known, code, noun = kinds[mention.kind]
                near = nearest(mention.text, sorted(known))
                help_ = (
                    f'Did you mean "{near}"?' if near else f"Allowed: {', '.join(sorted(known)[:15]) or 'none yet'}."
                )
                fix = Fix(mention.span, near) if near else None
                yield Diagnostic(code, f'"{mention.text}" is not {noun}', mention.span, help_, fix)


def _known_photos(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    """Check that the photos that profiles name exist, one for each mentor, and that there are no others."""
    photos = {item.path for item in parsed if item.kind == "photo"}
    names = {posixpath.relpath(path, "mentors"): path for path in photos}
    first: dict[str, str] = {}
    meant: set[str | None] = set()
    for item in parsed:
        mention = photo_named(item)
        if mention is None:
            continue
        other = first.setdefault(mention.text, item.path)
        if mention.text not in photos:
            near = nearest(posixpath.relpath(mention.text, "mentors"), sorted(names))
            meant.add(names.get(near or ""))
            help_ = f'Did you mean "{near}"?' if near else "The path begins below mentors/, as in photos/name.jpg."
            fix = Fix(mention.span, near) if near else None
            yield Diagnostic("photo/missing", f"there is no file {mention.text}", mention.span, help_, fix)
        elif other != item.path:
            message = f"{mention.text} is also the photo in {other}"
            yield Diagnostic("photo/shared", message, mention.span, "Give each mentor a photo of their own.")
    if all(item.value for item in parsed if item.kind == "profile"):  # else one of those may name it
        for path in sorted(photos - first.keys() - meant):
            help_ = "Name it in its mentor's profile, or delete it: the repository keeps and shows it."
            yield Diagnostic("photo/unused", "no profile names this photo", Span(path), help_)


def photo_named(item: Parsed) -> Mention | None:
    """Return the photo that a profile names, also one that is wrong in another place."""
    if isinstance(item.value, Profile) and item.value.photo is None:
        return None
    return next((mention for mention in item.mentions if mention.kind == "photo"), None)


def _within_capacity(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    for item, profile in _profiles(parsed):
        if profile.capacity is None or has_left(profile, today):
            continue
        count = sum(term.slots for term in taken(profile.capacity, today))
        if count > profile.capacity.max:
            message = f"{profile.name} has {count} mentees, but capacity.max is {profile.capacity.max}"
            dated = any(term.until for term in profile.capacity.current)
            help_ = f"Raise max to {count}, or " + ("correct the terms." if dated else "correct current.")
            place = item.place("capacity.current", "capacity")
            yield Diagnostic("profile/over-capacity", message, place, help_)


def _dates_and_consent(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    for item, profile in _profiles(parsed):
        if has_left(profile, today):
            continue
        if profile.consent is None and config.policy.consent_required:
            help_ = f"Ask {profile.name}, then add: consent: {{date: {today.isoformat()}, scope: public}}"
            yield Diagnostic("profile/no-consent", "no consent is recorded, so there is no page", item.place(), help_)
            continue
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
    for item in parsed:
        guide = item.value
        if isinstance(guide, Guide) and guide.review_by and guide.review_by + timedelta(days=1) <= today:
            message = f"the guide was to be reviewed by {guide.review_by}"
            help_ = f"{guide.owner or 'Its owner'} reads it again and writes a new review_by."
            yield Diagnostic("guide/overdue-review", message, item.place("review_by"), help_)


def _one_name_each(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for item, profile in _profiles(parsed):
        other = first.setdefault(fold(profile.name), profile.path)
        if other.rpartition(".")[0] != profile.path.rpartition(".")[0]:
            help_ = "If they are two people, all is well; otherwise delete one file."
            message = f"{profile.name} also stands in {other}"
            yield Diagnostic("profile/duplicate-name", message, item.place("name"), help_)


def _one_contact_each(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    """Find two profiles of one person. Neither message nor excerpt repeats the address: public logs may show them."""
    first: dict[tuple[str, str], str] = {}
    for item, profile in _profiles(parsed):
        email, orcid = profile.contact.email if profile.contact else "", dict(profile.links).get("orcid", "")
        for noun, field, value in (("e-mail address", "contact.email", email), ("ORCID iD", "links.orcid", orcid)):
            other = first.setdefault((field, fold(value)), profile.path) if value else profile.path
            if other != profile.path:
                help_ = "If they are one person, keep one file; otherwise correct it in one of them."
                message = f"the same {noun} also stands in {other}"
                place = item.place(field)._replace(length=0)
                yield Diagnostic("profile/duplicate-contact", message, place, help_)


def _no_forged_names(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    """Name each of two names that look alike: which is the forged one, no letter tells, nor which file is older."""
    for same in _group((skeleton(profile.name), (item, profile)) for item, profile in _profiles(parsed)).values():
        for item, profile in same:
            other = next((other for _, other in same if fold(other.name) != fold(profile.name)), None)
            if other is None:
                continue
            odd = (c for c in dict.fromkeys(profile.name + other.name) if not (c in profile.name and c in other.name))
            codes = ", ".join(f"{c} (U+{ord(c):04X})" for c in odd if not c.isascii())
            message = f"{profile.name} looks like the name in {other.path}, but one of them is written with {codes}"
            help_ = "Make sure that they are two people, and type the name again."
            yield Diagnostic("profile/look-alike", message, item.place("name"), help_)


def _links_lead_somewhere(config: Config, parsed: tuple[Parsed, ...], today: date) -> Iterator[Diagnostic]:
    by_path = {item.path: item for item in parsed}
    photos = {item.path for item in parsed if item.kind == "photo"}
    by_name = {posixpath.basename(path): path for path in by_path}
    for item in parsed:
        for link in _links(item):
            target = by_path.get(link.path)
            if link.path in photos:
                message, help_ = "photos stand on their mentors' own pages alone", "Link to the mentor's file instead."
                yield Diagnostic("link/broken", message, link.span, help_)
                continue
            if target is None and _misnamed(link.path, by_path):
                continue  # the file's own name is the mistake, and is reported
            if target is None:
                near = nearest(link.path.rpartition("/")[2], by_name)
                right = posixpath.relpath(by_name[near], posixpath.dirname(item.path)) if near else ""
                help_ = f'Did you mean "{right}"?' if right else "Links are relative to the file in which they stand."
                yield Diagnostic("link/broken", f"there is no file {link.path}", link.span, help_)
            elif link.anchor and isinstance(target.value, Guide):
                anchors = [heading.anchor for heading in target.value.body.headings]
                if link.anchor not in anchors:
                    near = nearest(link.anchor, anchors)
                    help_ = (
                        f'Did you mean "#{near}"?'
                        if near
                        else f"Its headings are {', '.join('#' + a for a in anchors[:8])}."
                    )
                    yield Diagnostic("link/anchor", f'{link.path} has no heading "#{link.anchor}"', link.span, help_)
            elif isinstance(target.value, Profile) and not is_published(target.value, config, "internal"):
                message = f"{link.path} is not published, so the words stand without a link"
                yield Diagnostic(
                    "link/unpublished", message, link.span, "Record the mentor's consent, or take out the link."
                )


def _misnamed(wanted: str, paths: Iterable[str]) -> bool:
    """Whether a file stands there whose name only has to be made an address, such as ``Meeting Agendas.md``."""
    folder, stem = posixpath.split(wanted)
    return any(
        posixpath.dirname(path) == folder and path != wanted and slugify(posixpath.basename(path)) == slugify(stem)
        for path in paths
    )


def _links(item: Parsed) -> tuple[FileLink, ...]:
    prose: Prose | None = None
    if isinstance(item.value, Guide):
        prose = item.value.body
    elif isinstance(item.value, Profile):
        prose = item.value.bio
    return prose.links if prose else ()


def _profiles(parsed: tuple[Parsed, ...]) -> Iterator[tuple[Parsed, Profile]]:
    return ((item, item.value) for item in parsed if isinstance(item.value, Profile))


_RULES: tuple[Callable[[Config, tuple[Parsed, ...], date], Iterator[Diagnostic]], ...] = (
    _one_slug_each,
    _known_terms,
    _known_files,
    _known_photos,
    _within_capacity,
    _dates_and_consent,
    _one_name_each,
    _one_contact_each,
    _no_forged_names,
    _links_lead_somewhere,
)
