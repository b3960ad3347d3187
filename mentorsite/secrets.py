"""Profiles → secrets: every string that consent, visibility or departure withholds from one audience.

Told from the profile and the policy alone, as a second opinion on ``publish``. Terms of vocabularies, dates and
small numbers are no secrets: they could be anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from mentorsite.config import Config
from mentorsite.letters import slugify
from mentorsite.model import Mention, Parsed, Profile, Prose, Visibility
from mentorsite.publish import has_left, is_published, withheld_fields

SHORTEST = 6
PIECE = 8
"""Words of a long text that are compared together: a leak of one sentence is a leak."""

_WORD = re.compile(r"\w+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_NO_DIGIT = re.compile(r"[^0-9]")
_NUMBER = re.compile(r"[0-9 ().+xet-]+")
_NO_SECRETS = frozenset({"path", "slug", "consent", "aliases", "custom"})
_BY_CONSENT = ("communities_note", "contact", "photo")
_NAMES = tuple(field.name for field in fields(Profile) if field.name not in _NO_SECRETS)
_SHOWN_BY_CONSENT = {"communities_note": "communities", "contact.email": "email", "contact.phone": "phone",
                     "photo.file": "photo", "photo.alt": "photo", "photo.credit": "photo"}  # fmt: skip


class Secret(NamedTuple):
    """A string that may not be published, as words in small letters.

    ``kind`` is ``email``, ``number`` or ``words``; ``pages`` may show it all the same; ``address`` is where a page of
    the mentor may stand that is made of the same words. Not where the field stands: each edit moves it.
    """

    kind: str
    text: str
    path: str
    field: str
    pages: tuple[str, ...] = ()
    address: str = ""


def mark_of(secret: Secret) -> str:
    """Return what stands for a secret where it must not be read."""
    return blake2b(repr(secret).encode(), digest_size=16).hexdigest()


def words_of(text: str) -> str:
    """Return the words of a text in small letters, one space between any two."""
    return " ".join(_WORD.findall(text))


def texts_in(record: Any) -> Iterator[str]:
    """Yield every text in a record, in lists and records inside it as well."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, Mapping):
        for key, value in record.items():
            yield from (*texts_in(key), *texts_in(value))
    elif isinstance(record, tuple):
        for inner in record:
            yield from texts_in(inner)
    elif is_dataclass(record):
        for field in fields(record):
            yield from texts_in(getattr(record, field.name))


def secrets_of(item: Parsed, config: Config, audience: str, today: date) -> Iterator[Secret]:
    """Yield what of a profile this audience may not see."""
    profile, withheld = item.value, withheld_fields(config, audience)
    if not isinstance(profile, Profile):
        return
    gone = has_left(profile, today)
    nothing = gone or not is_published(profile, config, audience)
    show = profile.consent.show if profile.consent else ()
    page = f"mentors/{profile.slug}.html"
    address = words_of(page) if gone else ""
    for field, value in _leaves(profile, config, audience, nothing, withheld):
        if field == "name" and gone and profile.consent and profile.consent.alumni:
            continue
        consent = _SHOWN_BY_CONSENT.get(field)
        shown = not nothing and field.partition(".")[0] not in withheld and (consent is None or consent in show)
        if shown and consent not in ("email", "phone"):
            continue
        # An address that may be shown stands on the mentor's own page, and in no data.
        pages = (page,) if shown else ()
        for kind, text in _texts(field, value):
            yield Secret(kind, text, item.path, field, pages, address)


def _leaves(
    profile: Profile, config: Config, audience: str, nothing: bool, withheld: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield the texts of fields that may be withheld, with the field's name."""
    for name in _NAMES if nothing or withheld else _BY_CONSENT:
        if nothing or name in withheld or name in _BY_CONSENT:
            value = getattr(profile, name)
            if value:
                yield from _inner(name, value)
    if not profile.custom:
        return
    hidden = {field.name for field in config.fields if not _is_visible(config, field.name, field.visibility, audience)}
    for name, value in profile.custom:
        if nothing or name in hidden:
            yield from _inner(name, value)


def _is_visible(config: Config, name: str, own: Visibility, audience: str) -> bool:
    visibility = config.visibility.get(name, own)
    return visibility is Visibility.PUBLIC or (visibility is Visibility.INTERNAL and audience != "public")


def _inner(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Prose):
        yield name, value.text
    elif isinstance(value, bool | date | Mention) or value is None:
        return
    elif isinstance(value, int):
        yield name, str(value)
    elif hasattr(value, "_fields"):
        for inner in value._fields:
            yield from _inner(f"{name}.{inner}", getattr(value, inner))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _inner(name, inner)


def _texts(field: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the shapes in which a value would stand in a file, if it is long enough to be told from others."""
    lowered = value.lower()
    words = words_of(lowered).split(" ")
    if sum(map(len, words)) < SHORTEST or field.endswith("joined"):
        return
    if "@" in lowered and _EMAIL.fullmatch(lowered):
        yield "email", lowered
        return
    digits = _NO_DIGIT.sub("", value)
    if len(digits) >= SHORTEST and _NUMBER.fullmatch(lowered):
        yield "number", digits
        if len(words) == 1:
            yield "words", words[0]
        return
    for start in range(0, max(1, len(words) - PIECE // 2), PIECE):
        piece = words[start : start + PIECE]
        if sum(map(len, piece)) >= SHORTEST:
            yield "words", " ".join(piece)
    if field == "name" and slugify(value).replace("-", " ") != " ".join(words):
        yield "words", words_of(slugify(value).replace("-", " "))
