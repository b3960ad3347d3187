"""Profile → Mentor: what of a mentor may be published, for one audience. Private values end here.

Nothing past this room ever holds a value that consent or visibility withholds, so no page, index or feed can
show one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from mentorsite.availability import availability
from mentorsite.config import Config
from mentorsite.model import Contact, Departed, Mention, Mentor, Profile, Term, Visibility
from mentorsite.profile import PROFILE

_PLAIN = tuple(sorted({field.name for field in fields(Mentor)} & {field.name for field in fields(Profile)}))
_plain = attrgetter(*_PLAIN)
"""What is said in a profile as it is shown of a mentor, if it is; most of it, so that it is fetched at once."""


@lru_cache(maxsize=4)
def withheld_fields(config: Config, audience: str) -> Mapping[str, Any]:
    """Return the fields that the audience may not see, each with the empty value that takes its place."""
    allowed = {Visibility.PUBLIC} if audience == "public" else {Visibility.PUBLIC, Visibility.INTERNAL}
    return {
        field.name: field.empty
        for field in PROFILE.fields
        if config.visibility.get(field.name, field.visibility) not in allowed and field.name not in ("name", "consent")
    }


def is_published(profile: Profile, config: Config, audience: str) -> bool:
    """Whether the mentor has a page at all for this audience."""
    if profile.consent is None:
        return not config.policy.consent_required
    return profile.consent.scope == "public" or audience == "internal"


def has_left(profile: Profile, today: date) -> bool:
    """Whether the mentor's last day has come."""
    return profile.left is not None and profile.left <= today


def departed(profile: Profile, config: Config, withheld: Mapping[str, Any]) -> Departed:
    """Return what remains of a mentor who left; the name only by consent."""
    seen = replace(profile, **withheld)
    name = profile.name if profile.consent and profile.consent.alumni else ""
    return Departed(profile.slug, name, _terms(seen.specialties, config), seen.aliases)


def mentor_of(profile: Profile, config: Config, audience: str, today: date, withheld: Mapping[str, Any]) -> Mentor:
    """Return what of a published profile this audience may see."""
    state = availability(profile, config.policy, today)
    seen = replace(profile, **withheld) if withheld else profile
    show = profile.consent.show if profile.consent else ()
    contact = seen.contact or Contact("", "")
    communities = seen.communities if "communities" in show else ()
    custom = _custom(seen, config, audience) if config.fields else ()
    mentions = {
        "specialties": seen.specialties,
        "helps_with": seen.helps_with,
        "roles": seen.roles,
        "stages": seen.mentee_stages,
        "formats": seen.formats,
        "languages": seen.languages,
        "communities": communities,
        "campuses": (seen.campus,) if seen.campus else (),
    }
    terms = {name: _terms(listed, config) if listed else () for name, listed in mentions.items()}
    terms |= {value[0].vocabulary: value for _, value in custom if value and isinstance(value, tuple)}
    return Mentor(
        **{
            **dict(zip(_PLAIN, _plain(seen), strict=True)),
            **{
                name: terms[name]
                for name in ("specialties", "helps_with", "roles", "formats", "languages", "communities")
            },
            "mentee_stages": terms["stages"],
            "campus": next(iter(terms["campuses"]), None),
            "communities_note": seen.communities_note if communities else "",
            "email": contact.email if "email" in show else "",
            "phone": contact.phone if "phone" in show else "",
            "photo": seen.photo._replace(file="") if seen.photo and "photo" in show else None,
            "verified": seen.last_verified,
            "availability": state,
            "state": state.state,
            "custom": custom,
            "terms": {name: _with_ancestors(listed, config) for name, listed in terms.items() if listed},
        }
    )


def _terms(mentions: tuple[Mention, ...], config: Config) -> tuple[Term, ...]:
    find = _finder(config)
    found = [find(mention.kind, mention.text) for mention in mentions]
    return tuple({term.name: term for term in found if term}.values())


@lru_cache(maxsize=2)
def _finder(config: Config) -> Callable[[str, str], Term | None]:
    """Return the look-up of a vocabulary's value, which remembers: 10 000 mentors mention some hundred values."""
    return lru_cache(maxsize=4096)(lambda kind, text: config.vocabularies[kind].find(text))


def _with_ancestors(terms: tuple[Term, ...], config: Config) -> tuple[str, ...]:
    above = _ancestors(config)
    return tuple(dict.fromkeys(slug for term in terms for slug in above(term.vocabulary, term.name)))


@lru_cache(maxsize=2)
def _ancestors(config: Config) -> Callable[[str, str], tuple[str, ...]]:
    """Return the look-up of a value's line, the slugs of it and of those above it, which remembers."""

    def line(vocabulary: str, name: str) -> tuple[str, ...]:
        known = config.vocabularies[vocabulary]
        return tuple(known.terms[above].slug for above in known.ancestors(name))

    return lru_cache(maxsize=4096)(line)


def _custom(profile: Profile, config: Config, audience: str) -> tuple[tuple[str, Any], ...]:
    """Return the program's own fields as (label, text or terms)."""
    shown = []
    values = dict(profile.custom)
    for field in config.fields:
        visibility = config.visibility.get(field.name, field.visibility)
        if field.name not in values or (visibility is not Visibility.PUBLIC and audience == "public"):
            continue
        if visibility is Visibility.PRIVATE:
            continue
        value = values[field.name]
        if field.vocabulary:
            value = _terms(value if type(value) is tuple else (value,), config)
        elif isinstance(value, bool):
            value = "yes" if value else "no"
        else:
            value = str(value)
        shown.append((field.label, value))
    return tuple(shown)
