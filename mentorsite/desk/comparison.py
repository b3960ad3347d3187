"""What a change does to the published site and the program, in plain words.

Models are compared, not texts: a file that was only written otherwise says nothing. Both sides are read as of the
same day, so that time alone says nothing either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from mentorsite.assemble import Site
from mentorsite.build import Program
from mentorsite.config import Config
from mentorsite.diagnostics import Span
from mentorsite.letters import fold
from mentorsite.model import OPEN, Guide, Mentor, Profile, Prose, Term
from mentorsite.wording import availability_words, counted, listed

COVERED = ("specialties", "helps_with")
"""The vocabularies whose every value should have an open mentor."""

_UNSPOKEN = frozenset({"slug", "path", "availability", "terms", "aliases", "verified"})
_SAID = {"not_for": "what is not offered", "bio": "biography", "name": "name", "custom": "own fields"}
_UNQUOTED = frozenset({"email", "phone"})
"""What is named and never quoted: the summary of a job is read by more people than a page."""
_LONGEST = 60
"""Characters of a value that is quoted."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!~])")


class Comparison(NamedTuple):
    """Sentences by heading, and the addresses that vanish without a redirect."""

    sections: Mapping[str, tuple[str, ...]]
    vanished: tuple[str, ...]
    advice: str = ""
    """What to do where addresses vanish."""

    @property
    def headline(self) -> str:
        """The change in one line."""
        return " · ".join(self.sections.get("In short", ())) or "Nothing changes on the site."


def compare(old: Program, new: Program) -> Comparison:
    """Compare two states of a program that both have a site."""
    before, after = old.site, new.site
    assert before is not None
    assert after is not None
    came = [mentor for mentor in after.mentors if mentor.slug not in before.by_slug]
    went = [mentor for mentor in before.mentors if mentor.slug not in after.by_slug]
    moved = {alias: mentor for mentor in came for alias in mentor.aliases if alias in before.by_slug}
    added = sorted(_name(mentor) for mentor in came if mentor not in moved.values())
    gone = [mentor for mentor in went if mentor.slug not in moved]
    changed = list(_changed_mentors(old, new))
    lost, regained = _coverage(before, after)
    guides = list(_guides(before, after))
    vanished = _vanished(old, new)
    hints = {url: _hint(url, before, after) for url in vanished}
    sections = {
        "Mentors": (
            *(f"{name} is added." for name in added),
            *(
                f"{before.by_slug[slug].name} moves to {m.slug}; the old address leads there."
                for slug, m in moved.items()
            ),
            *sorted(f"{mentor.name} {_why(mentor, new)}." for mentor in gone),
            *changed,
        ),
        "The program": (*lost, *regained),
        "Guides": tuple(guides),
        "Addresses": tuple(f"{url} disappears; {hint or 'no redirect leads from it'}." for url, hint in hints.items()),
        "Settings": tuple(_settings(before.config, after.config)),
    }
    shorts = [
        f"{counted(len(added), 'mentor')} added" if added else "",
        f"{counted(len(gone), 'mentor')} gone" if gone else "",
        f"{counted(len(changed), 'profile')} changed" if changed else "",
        *(sentence.removesuffix(".") for sentence in lost[:3]),
        *(f"{counted(number, 'guide')} {what}" for what, number in _counts_of(guides).items() if number),
        f"{counted(len(vanished), 'address', 'addresses')} {'disappears' if len(vanished) == 1 else 'disappear'}"
        + (" (add aliases)" if any(hints.values()) else "") if vanished else "",
        "settings changed" if sections["Settings"] else "",
    ]  # fmt: skip
    return Comparison({"In short": tuple(filter(None, shorts)), **sections}, vanished, _advice(hints, bool(added)))


def _advice(hints: Mapping[str, str], came: bool) -> str:
    """Say what to do with addresses that vanish; to give somebody who was forgotten an alias is never advised."""
    lost = [url for url, hint in hints.items() if not hint]
    guides, mentors = (any(url.startswith(folder) for url in lost) for folder in ("guides/", "mentors/"))
    parts = [
        "Write the aliases named above." if any(hints.values()) else "",
        "Where a file was renamed, add its old name to aliases: in it." if guides or (mentors and came) else "",
        "Where a person was forgotten, no alias may keep the name: allow it with --allow-vanished." if mentors
        else "What is meant to go may go with --allow-vanished.",
    ]  # fmt: skip
    return " ".join(["Addresses disappear.", *filter(None, parts)])


def as_text(made: Comparison) -> str:
    """Return the comparison for a terminal; no line begins with what a user wrote: it might command a service."""
    parts = [made.headline]
    for heading, sentences in list(made.sections.items())[1:]:
        if sentences:
            parts.append(f"{heading}\n" + "\n".join(f"  - {sentence}" for sentence in sentences))
    return "\n\n".join(parts) + "\n"


def as_markdown(made: Comparison) -> str:
    """Return the comparison for the summary of a job or a comment, with everything that users wrote escaped."""
    parts = ["## What this change does", _escaped(made.headline)]
    for heading, sentences in list(made.sections.items())[1:]:
        if sentences:
            parts.append(f"### {heading}\n\n" + "\n".join(f"- {_escaped(sentence)}" for sentence in sentences))
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text.replace("&", "&amp;"))


def _name(mentor: Mentor) -> str:
    what = mentor.title or listed([term.label for term in mentor.specialties[:2]])
    return f"{mentor.name} ({what})" if what else mentor.name


def _why(mentor: Mentor, new: Program) -> str:
    """Say why a mentor is not published any more."""
    assert new.site is not None
    if any(gone.slug == mentor.slug for gone in new.site.departed):
        return "has left; the address keeps a page without personal data"
    item = next((item for item in new.parsed if item.slug == mentor.slug and item.kind == "profile"), None)
    if item is None:
        return "is removed"
    if not isinstance(item.value, Profile):
        return "has errors in the file"
    return "is no longer published, as there is no consent to it"


def _changed_mentors(before: Program, after: Program) -> Iterator[str]:
    assert before.site is not None
    assert after.site is not None
    photos = _photos(before), _photos(after)
    for slug, new in sorted(after.site.by_slug.items()):
        old = before.site.by_slug.get(slug)
        if old is None:
            continue
        parts = [*_changed_fields(old, new)]
        if old.photo and new.photo and photos[0].get(old.path) != photos[1].get(new.path):
            parts.append("shows another photo")
        states = [availability_words(mentor.availability) for mentor in (old, new)]
        if states[0] != states[1]:
            parts.append(f"was {states[0]}, is {states[1]}")
        if old.verified != new.verified and new.verified:
            parts.append(f"confirmed on {new.verified}")
        if parts:
            yield f"{new.name}: {'; '.join(parts)}."


def _photos(program: Program) -> dict[str, bytes | None]:
    """Return the digest of each profile's photo."""
    digests = {source.path: source.data for source in program.sources if source.kind == "photo"}
    return {entry.parsed.path: digests.get(entry.photo.text) for entry in program.entries if entry.photo}


def _changed_fields(old: Mentor, new: Mentor) -> Iterator[str]:
    for field in fields(Mentor):
        was, now = _said(getattr(old, field.name)), _said(getattr(new, field.name))
        if field.name in _UNSPOKEN or was == now:
            continue
        label = _SAID.get(field.name, field.name.replace("_", " "))
        if isinstance(was, tuple) and isinstance(now, tuple) and all(isinstance(x, str) for x in was + now):
            more = [f"adds {listed([x for x in now if x not in was])}"] if set(now) - set(was) else []
            less = [f"drops {listed([x for x in was if x not in now])}"] if set(was) - set(now) else []
            yield f"{label} {' and '.join([*more, *less]) or 'in another order'}"
        else:
            yield _change(label, was, now, quoted=field.name not in _UNQUOTED)


def _change(label: str, was: Any, now: Any, *, quoted: bool = True) -> str:
    """Say how one value changes: a text from what to what, anything else by name alone."""
    several = label.endswith("s") and not label.endswith("ss")
    if not (was and now):
        return f"{label} {'are' if several else 'is'} {'added' if now else 'removed'}"
    words = [value.text if isinstance(value, _Words) else value for value in (was, now)]
    if quoted and words[0] != words[1] and all(isinstance(value, str) for value in words):
        old, new = _apart(*words)
        return f'{label} {"change" if several else "changes"} from "{old}" to "{new}"'
    return f"{label} {'change' if several else 'changes'}"


def _apart(old: str, new: str) -> tuple[str, str]:
    """Return two texts short enough to be read in a sentence: of long ones, where they first differ."""
    if max(len(old), len(new)) <= _LONGEST:
        return old, new
    words, others = old.split(" "), new.split(" ")
    same = next(
        (n for n, (a, b) in enumerate(zip(words, others, strict=False)) if a != b), min(len(words), len(others))
    )
    start = max(0, same - 2)
    parts = ("… " * bool(start) + " ".join(text[start:]) for text in (words, others))
    first, second = (part if len(part) <= _LONGEST else part[: _LONGEST - 1].rstrip() + "…" for part in parts)
    return first, second


class _Words(NamedTuple):
    """Converted Markdown: its pieces, by which it is compared, and the text that may be shown."""

    parts: tuple[Any, ...]
    text: str


def _said(value: Any) -> Any:
    """Return what a value says: terms by name, Markdown without its line breaks, nothing of where it was written."""
    if isinstance(value, Term):
        return value.name
    if isinstance(value, Prose):
        parts = tuple(" ".join(part.split()) if isinstance(part, str) else _said(part) for part in value.parts)
        return _Words(parts, " ".join(value.text.split()))
    if isinstance(value, tuple):
        return tuple(_said(item) for item in value if not isinstance(item, Span))
    return value


def _coverage(before: Site, after: Site) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which terms lose their last open mentor, with the reason, and which have one again."""
    lost: dict[tuple[str, ...], list[str]] = defaultdict(list)
    regained: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for vocabulary in COVERED:
        for term in after.config.vocabularies[vocabulary].terms.values():
            old, new = _open(before, term), _open(after, term)
            if old and not new:
                lost[tuple(sorted(_fate(mentor, after) for mentor in old))].append(term.label)
            elif new and not old and before.config.vocabularies[vocabulary].terms.get(term.name):
                regained[tuple(sorted(mentor.name for mentor in new))].append(term.label)
    sentences = (f"{listed(who, 3)}, so no open mentor is left in {listed(what)}." for who, what in lost.items())
    again = (f"{listed(what)} now {'has' if len(what) == 1 else 'have'} an open mentor: {listed(who, 3)}."
             for who, what in regained.items())  # fmt: skip
    return tuple(sentences), tuple(again)


def _open(site: Site, term: Term) -> list[Mentor]:
    return [m for m in site.by_term.get((term.vocabulary, term.slug), ()) if m.availability.state == OPEN]


def _fate(mentor: Mentor, after: Site) -> str:
    now = after.by_slug.get(mentor.slug)
    if now is None:
        return f"{mentor.name} is gone"
    if now.availability.state == OPEN:
        return f"{mentor.name} no longer names it"
    return f"{mentor.name} is {availability_words(now.availability)}"


def _guides(before: Site, after: Site) -> Iterator[str]:
    old, new = ({guide.slug: guide for guide in site.guides} for site in (before, after))
    moved = {alias for guide in new.values() for alias in guide.aliases}
    for slug, guide in new.items():
        if slug not in old:
            yield f'"{guide.title}" is added.'
        elif parts := list(_changed_guide(old[slug], guide)):
            yield f'"{guide.title}": {listed(parts)}.'
    for slug, guide in old.items():
        if slug not in new:
            yield f'"{guide.title}" ' + ("moves; the old address leads on." if slug in moved else "is removed.")


def _counts_of(sentences: Sequence[str]) -> dict[str, int]:
    """Count what ``_guides`` says by what becomes of the guide."""
    added = sum(sentence.endswith('" is added.') for sentence in sentences)
    gone = sum(sentence.endswith('" is removed.') for sentence in sentences)
    return {"added": added, "gone": gone, "changed": len(sentences) - added - gone}


def _changed_guide(old: Guide, new: Guide) -> Iterator[str]:
    for name in ("title", "summary", "readers", "owner", "review_by", "hours", "outcomes", "sources", "visibility"):
        if getattr(old, name) != getattr(new, name):
            yield _change(name.replace("_", " "), getattr(old, name), getattr(new, name))
    if old.section.text != new.section.text:
        yield f"moves to the section {new.section.text}"
    if [topic.text for topic in old.topics] != [topic.text for topic in new.topics]:
        yield "topics change"
    if old.body.text != new.body.text:
        sizes = len(old.body.text.split()), len(new.body.text.split())
        yield f"the text changes ({sizes[0]} to {sizes[1]} words)"


def _vanished(old: Program, new: Program) -> tuple[str, ...]:
    """Return addresses that lead nowhere any more; further pages of a list may come and go."""
    assert old.pages is not None
    assert new.pages is not None
    kept = {page.url for page in new.pages.pages}
    return tuple(sorted(page.url for page in old.pages.pages if page.number == 1 and page.url not in kept))


def _hint(url: str, before: Site, after: Site) -> str:
    """Say how an address can be kept: by an alias, where the same person or guide has another file; else nothing."""
    folder, _, slug = url.removesuffix(".html").partition("/")
    if folder not in ("mentors", "guides"):
        return ""
    old, new = (_titles(site, folder) for site in (before, after))
    path = next(
        (path for other, (name, path) in new.items() if other not in old and name == old.get(slug, ("",))[0]), None
    )
    return f"write aliases: [{slug}] in {path}" if path else ""


def _titles(site: Site, folder: str) -> dict[str, tuple[str, str]]:
    """Return the slug of each mentor or guide with the folded name and the path."""
    if folder == "mentors":
        return {mentor.slug: (fold(mentor.name), mentor.path) for mentor in site.mentors}
    return {guide.slug: (fold(guide.title), guide.path) for guide in site.guides}


def _settings(old: Config, new: Config) -> Iterator[str]:
    for field in fields(Config):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if field.name == "vocabularies":
            for name, vocabulary in now.items():
                terms = set(was[name].terms) if name in was else set()
                more, less = sorted(set(vocabulary.terms) - terms), sorted(terms - set(vocabulary.terms))
                yield from (f"{vocabulary.title} gains {listed(more)}." for _ in more[:1])
                yield from (f"{vocabulary.title} loses {listed(less)}." for _ in less[:1])
        elif _said(was) != _said(now):
            yield _change(field.name.replace("_", " "), was, now) + "."
