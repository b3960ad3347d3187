"""Entries → Site: the waist. All joins and every rule that needs more than one file are here.

Each rule is one function from entries to diagnostics. A file that is wrong by itself is left out of the
site, but what it would have defined still exists, so that one mistake is never reported twice.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TypeVar

from mentorsite.cells import rolled_up
from mentorsite.config import Config
from mentorsite.diagnostics import Checked, Diagnostic, Fix, Span
from mentorsite.gist import LEFT, NOWHERE, Entry, Gist
from mentorsite.guide import STORIES, TRAINING
from mentorsite.letters import fold, nearest, slugify, sort_key
from mentorsite.model import STATES, Departed, Guide, Mentor, Profile, Visibility
from mentorsite.publish import departed, is_published, withheld_fields

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


def assemble(config: Config, entries: Iterable[Entry], today: date, audience: str = "public") -> Checked[Site]:
    """Join all files. There always is a site; it is fit to be published only if nothing found is an error."""
    entries = tuple(entries)
    found = [fault for entry in entries for fault in entry.found]
    found += [fault for rule in _RULES for fault in rule(config, entries)]

    gists = {entry.parsed.path: entry.gist for entry in entries if entry.gist}
    withheld = withheld_fields(config, audience)
    left = [entry.parsed.value for entry in entries if entry.gist and entry.gist.stands == LEFT]
    guides = [entry.parsed.value for entry in entries if entry.parsed.kind == "guide"]
    rolled = rolled_up([entry.mentor for entry in entries if entry.mentor], config)
    mentors = _fair_order(rolled.mentors, today)
    visible = {Visibility.PUBLIC} if audience == "public" else {Visibility.PUBLIC, Visibility.INTERNAL}
    order = {section.slug: place for place, section in enumerate(config.sections)}
    published = sorted(
        (guide for guide in guides if isinstance(guide, Guide) and guide.visibility in visible),
        key=lambda g: (order.get(g.section.text, len(order)), g.order, sort_key(g.title), g.slug),
    )
    by_slug = {mentor.slug: mentor for mentor in mentors}
    files = {mentor.path: ("mentor", mentor.slug) for mentor in mentors}
    files |= {guide.path: ("guide", guide.slug) for guide in published}
    attachments = tuple(entry.parsed.path for entry in entries if entry.parsed.kind == "attachment")
    files |= {path: ("attachment", path) for path in attachments}
    return Checked(
        Site(
            config=config,
            today=today,
            audience=audience,
            mentors=mentors,
            small=rolled.small,
            departed=tuple(departed(profile, config, withheld) for profile in left if isinstance(profile, Profile)),
            guides=tuple(published),
            attachments=attachments,
            by_slug=by_slug,
            by_term=_by_term(mentors),
            modules={guide.slug: guide for guide in published if guide.section.text == TRAINING},
            trained=_group((module, mentor) for mentor in mentors for module in gists[mentor.path].modules),
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


def _fair_order(mentors: list[Mentor], today: date) -> tuple[Mentor, ...]:
    """Open mentors first, then an order that the date draws: the same for everyone, each day another one first.

    A digest per mentor, not a shuffle of the list, so that one mentor's arrival moves nobody else.
    """

    day = today.isoformat()

    def draw(mentor: Mentor) -> tuple[int, bytes]:
        lot = blake2b(f"{day}/{mentor.slug}".encode(), digest_size=8).digest()
        return STATES.index(mentor.state), lot

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


# The rules. Each takes (config, entries) and yields what it finds.


def _one_slug_each(config: Config, entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    nouns = {"profile": "mentor", "guide": "guide"}
    first: dict[tuple[str, str], str] = {}
    for item in (entry.parsed for entry in entries if entry.parsed.kind in nouns):
        other = first.setdefault((item.kind, fold(item.slug)), item.path)
        if other != item.path:
            noun = nouns[item.kind]
            message = f"this {noun} would have the same address as {other}"
            help_ = f"Delete one of the two files, or rename it if it is another {noun}."
            yield Diagnostic(f"{item.kind}/duplicate-slug", message, Span(item.path), help_)


def _known_files(config: Config, entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    """Check training modules, mentors named by guides, and sections."""
    modules = {
        item.slug
        for item in (entry.parsed for entry in entries)
        if item.kind == "guide"
        and (item.value is None or (isinstance(item.value, Guide) and item.value.section.text == TRAINING))
    }
    mentors = {entry.parsed.slug for entry in entries if entry.parsed.kind == "profile"}
    sections = {section.slug for section in config.sections}
    kinds: dict[str, tuple[set[str], str, str]] = {
        "module": (modules, "profile/unknown-module", "a training guide (the file name without .md)"),
        "mentor": (mentors, "guide/unknown-mentor", "a mentor's file (its name without .yml)"),
        "sections": (sections, "guide/unknown-section", "a section of site.yml"),
    }
    for entry in entries:
        for mention in entry.files:
            if mention.kind in kinds and mention.text not in kinds[mention.kind][0]:
                known, code, noun = kinds[mention.kind]
                near = nearest(mention.text, sorted(known))
                help_ = (
                    f'Did you mean "{near}"?' if near else f"Allowed: {', '.join(sorted(known)[:15]) or 'none yet'}."
                )
                fix = Fix(mention.span, near) if near else None
                yield Diagnostic(code, f'"{mention.text}" is not {noun}', mention.span, help_, fix)


def _known_photos(config: Config, entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    """Check that the photos that profiles name exist, one for each mentor, and that there are no others."""
    photos = {entry.parsed.path for entry in entries if entry.parsed.kind == "photo"}
    names = {posixpath.relpath(path, "mentors"): path for path in photos}
    first: dict[str, str] = {}
    meant: set[str | None] = set()
    for entry in entries:
        mention, path = entry.photo, entry.parsed.path
        if mention is None:
            continue
        other = first.setdefault(mention.text, path)
        if mention.text not in photos:
            near = nearest(posixpath.relpath(mention.text, "mentors"), sorted(names))
            meant.add(names.get(near or ""))
            help_ = f'Did you mean "{near}"?' if near else "The path begins below mentors/, as in photos/name.jpg."
            fix = Fix(mention.span, near) if near else None
            yield Diagnostic("photo/missing", f"there is no file {mention.text}", mention.span, help_, fix)
        elif other != path:
            message = f"{mention.text} is also the photo in {other}"
            yield Diagnostic("photo/shared", message, mention.span, "Give each mentor a photo of their own.")
    if all(entry.gist for entry in entries if entry.parsed.kind == "profile"):  # else one of those may name it
        for path in sorted(photos - first.keys() - meant):
            help_ = "Name it in its mentor's profile, or delete it: the repository keeps and shows it."
            yield Diagnostic("photo/unused", "no profile names this photo", Span(path), help_)


def _one_name_each(config: Config, entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for entry, gist in _profiles(entries):
        item = entry.parsed
        other = first.setdefault(gist.name, item.path)
        if other.rpartition(".")[0] != item.path.rpartition(".")[0]:
            help_ = "If they are two people, all is well; otherwise delete one file."
            message = f"{_name_in(entry)} also stands in {other}"
            yield Diagnostic("profile/duplicate-name", message, item.place("name"), help_)


def _one_contact_each(config: Config, entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    """Find two profiles of one person. Neither message nor excerpt repeats the address: public logs may show them."""
    nouns = {"contact.email": "e-mail address", "links.orcid": "ORCID iD"}
    first: dict[tuple[str, str], str] = {}
    for entry, gist in _profiles(entries):
        item = entry.parsed
        for contact in gist.contacts:
            other = first.setdefault(contact, item.path)
            if other != item.path:
                help_ = "If they are one person, keep one file; otherwise correct it in one of them."
                message = f"the same {nouns[contact[0]]} also stands in {other}"
                place = item.place(contact[0])._replace(length=0)
                yield Diagnostic("profile/duplicate-contact", message, place, help_)


def _no_forged_names(config: Config, entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    """Name each of two names that look alike: which is the forged one, no letter tells, nor which file is older."""
    alike = _group((gist.looks, (entry, gist)) for entry, gist in _profiles(entries))
    for same in (same for same in alike.values() if len(same) > 1):
        for entry, gist in same:
            other = next((other for other, of_other in same if of_other.name != gist.name), None)
            if other is None:
                continue
            name, theirs = _name_in(entry), _name_in(other)
            odd = (c for c in dict.fromkeys(name + theirs) if not (c in name and c in theirs))
            codes = ", ".join(f"{c} (U+{ord(c):04X})" for c in odd if not c.isascii())
            message = f"{name} looks like the name in {other.parsed.path}, but one of them is written with {codes}"
            help_ = "Make sure that they are two people, and type the name again."
            yield Diagnostic("profile/look-alike", message, entry.parsed.place("name"), help_)


def _name_in(entry: Entry) -> str:
    person = entry.mentor or entry.parsed.value
    assert isinstance(person, Mentor | Profile)
    return person.name


def _links_lead_somewhere(config: Config, entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    by_path = {entry.parsed.path: entry for entry in entries}
    for entry in entries:
        for link in entry.links:
            target = by_path.get(link.path)
            if target and target.parsed.kind == "photo":
                message, help_ = "photos stand on their mentors' own pages alone", "Link to the mentor's file instead."
                yield Diagnostic("link/broken", message, link.span, help_)
                continue
            if target is None and _misnamed(link.path, by_path):
                continue  # the file's own name is the mistake, and is reported
            if target is None:
                by_name = {posixpath.basename(path): path for path in by_path}
                near = nearest(link.path.rpartition("/")[2], by_name)
                right = posixpath.relpath(by_name[near], posixpath.dirname(entry.parsed.path)) if near else ""
                help_ = f'Did you mean "{right}"?' if right else "Links are relative to the file in which they stand."
                yield Diagnostic("link/broken", f"there is no file {link.path}", link.span, help_)
            elif target.gist and target.gist.stands != NOWHERE:
                continue
            elif link.anchor and isinstance(target.parsed.value, Guide):
                anchors = [heading.anchor for heading in target.parsed.value.body.headings]
                if link.anchor not in anchors:
                    near = nearest(link.anchor, anchors)
                    help_ = (
                        f'Did you mean "#{near}"?'
                        if near
                        else f"Its headings are {', '.join('#' + a for a in anchors[:8])}."
                    )
                    yield Diagnostic("link/anchor", f'{link.path} has no heading "#{link.anchor}"', link.span, help_)
            elif isinstance(target.parsed.value, Profile) and not is_published(target.parsed.value, config, "internal"):
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


def _profiles(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, Gist]]:
    return ((entry, entry.gist) for entry in entries if entry.gist)


_RULES: tuple[Callable[[Config, tuple[Entry, ...]], Iterator[Diagnostic]], ...] = (
    _one_slug_each,
    _known_files,
    _known_photos,
    _one_name_each,
    _one_contact_each,
    _no_forged_names,
    _links_lead_somewhere,
)
