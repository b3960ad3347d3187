"""A mentor's file: the table of its fields, and the rules that need no other file.

To know the format, read ``PROFILE``.
"""

from __future__ import annotations

from typing import Any

from mentorsite.diagnostics import Diagnostic, Span
from mentorsite.fields import Either, Field, Many, Table, places, wrong_kind
from mentorsite.markup.prose import to_prose
from mentorsite.model import (
    Award,
    Capacity,
    Consent,
    Contact,
    FirstContact,
    Occupied,
    Parsed,
    Period,
    Photo,
    Profile,
    SourceFile,
    Training,
    Visibility,
)
from mentorsite.scalars import (
    Choice,
    Date,
    Email,
    Formatted,
    Integer,
    MonthOrDate,
    Orcid,
    Phone,
    PhotoPath,
    Reference,
    Text,
    Truth,
    Url,
)
from mentorsite.yaml.tree import Entries, Node, Scalar, decode_utf8, is_broken, read_yaml

SENSITIVE = ("email", "phone", "photo", "communities")
"""What is published only where ``consent.show`` names it."""


def _terms(vocabulary: str, noun: str) -> Many:
    return Many(Reference(vocabulary, noun))


def _occupied(current: Any) -> tuple[Occupied, ...]:
    return (Occupied(current),) if isinstance(current, int) else current


_CAPACITY = Table(
    "capacity",
    (
        Field("max", Integer(0, 99), "How many mentees at most; 0 means none at present.", required=True),
        Field(
            "current",
            Either(
                Integer(0, 99),
                Many(
                    Table(
                        "current",
                        (
                            Field("count", Integer(1, 99), "How many mentees.", required=True),
                            Field("until", Date(), "The first day on which their slots are free again."),
                        ),
                        lambda count, until: Occupied(count, until),
                    )
                ),
            ),
            "How many mentees now: a number, or a list of {count, until}.",
            empty=(),
        ),
    ),
    lambda **values: Capacity(values["max"], _occupied(values["current"])),
)
_PERIOD = Table(
    "away",
    (
        Field("from", Date(), "The first day away.", required=True),
        Field("until", Date(), "The day of return.", required=True),
    ),
    lambda **days: Period(days["from"], days["until"]),
)
_LINKS = {
    "website": Url(),
    "lab": Url(),
    "publications": Url(),
    "orcid": Orcid(),
    "linkedin": Url(),
    "github": Url(),
    "video": Url(),
}

CONSENT = Table(
    "consent",
    (
        Field("date", Date(), "The day on which the mentor agreed.", required=True),
        Field("scope", Choice(("public", "internal")), "Who may see the profile.", empty="public"),
        Field("show", Many(Choice(SENSITIVE)), "Sensitive fields that may be shown as well.", empty=()),
        Field("alumni", Truth(), "Whether the name may stay after the mentor left.", empty=False),
    ),
    Consent,
)

_FIRST_CONTACT = Table(
    "first_contact",
    (
        Field("how", Text(160, example="email"), "How to write first.", required=True),
        Field("reply_within_days", Integer(1, 60), "Days within which an answer comes."),
    ),
    FirstContact,
)
_CONTACT = Table(
    "contact",
    (
        Field("email", Email(), "Shown only if consent.show names email.", empty=""),
        Field("phone", Phone(), "Shown only if consent.show names phone.", empty=""),
    ),
    Contact,
)
_MODULE = Reference("module", "the file name of a training guide")
_TRAINING = Table(
    "training",
    (
        Field("module", _MODULE, "Which module.", required=True),
        Field("completed", Date(), "When it was completed.", required=True),
    ),
    Training,
)
_AWARD = Table(
    "recognition",
    (
        Field("title", Text(120), "Name of the award.", required=True),
        Field("year", Integer(1900, 2200), "Year of the award.", required=True),
    ),
    Award,
)
_LINK_TABLE = Table(
    "links",
    tuple(Field(name, kind, f"The mentor's {name} page.", empty="") for name, kind in _LINKS.items()),
    lambda **links: tuple((name, url) for name, url in links.items() if url),
)
_PHOTO = Table(
    "photo",
    (
        Field("file", PhotoPath("mentors"), "Path of the picture, from the mentors folder.", required=True),
        Field("alt", Text(200), "What it shows, for those who cannot see it.", required=True),
        Field("credit", Text(120), "Who took it.", empty=""),
    ),
    Photo,
)

PROFILE = Table(
    "a profile",
    (
        Field("name", Text(120, example="Given Family"), "The name as it should be shown.", required=True),
        Field("pronunciation", Text(120, example="GIV-en FAM-i-ly"), "How the name is said.", empty=""),
        Field("pronouns", Text(40, example="she/her"), "The mentor's pronouns.", empty=""),
        Field("credentials", Many(Text(20, example="MD"), most=8), "Degrees after the name.", empty=()),
        Field("title", Text(160, example="Associate Professor of Cardiology"), "Position.", empty=""),
        Field("department", Text(120, example="Medicine"), "Department or office.", empty=""),
        Field("campus", Reference("campuses", "a campus of the program"), "Where to meet the mentor."),
        Field("specialties", _terms("specialties", "a specialty"), "Specialties and subspecialties.", empty=()),
        Field("roles", _terms("roles", "a mentor role"), "Which kinds of mentor this person is.", empty=()),
        Field("helps_with", _terms("helps_with", "a topic"), "What students may come with.", empty=()),
        Field("not_for", Text(400), "What this mentor cannot help with.", empty=""),
        Field("mentee_stages", _terms("stages", "a mentee stage"), "Whom the mentor accepts.", empty=()),
        Field("formats", _terms("formats", "a format"), "How mentoring happens.", empty=()),
        Field("frequency", Text(120, example="about once a month"), "How often you meet.", empty=""),
        Field("languages", _terms("languages", "a language"), "Languages spoken.", empty=()),
        Field("capacity", _CAPACITY, "How many mentees; open slots are computed from it."),
        Field("away", _PERIOD, "A leave or sabbatical, with dates."),
        Field(
            "communities", _terms("communities", "a community"), "Opt-in; shown if consent.show names them.", empty=()
        ),
        Field("communities_note", Text(400), "In the mentor's own words; shown with communities.", empty=""),
        Field("approach", Text(800), "How I mentor.", empty=""),
        Field("expectations", Text(800), "What I expect of a mentee.", empty=""),
        Field("first_contact", _FIRST_CONTACT, "How to write to me and how soon I answer."),
        Field("contact", _CONTACT, "Ways to reach the mentor; the coordinator sees them in any case."),
        Field("bio", Formatted(6000, to_prose), "The mentor's own text, in Markdown."),
        Field("training", Many(_TRAINING), "Training modules completed.", empty=()),
        Field("recognition", Many(_AWARD), "Awards for mentoring.", empty=()),
        Field("links", _LINK_TABLE, "Pages about the mentor elsewhere.", empty=()),
        Field("photo", _PHOTO, "A portrait; shown if consent.show names photo, else initials are."),
        Field("consent", CONSENT, "What the mentor agreed to, and when.", visibility=Visibility.PRIVATE),
        Field("last_verified", Date(), "When the mentor last said that all this is true."),
        Field("joined", MonthOrDate(), "When the mentor joined the program.", empty=""),
        Field("left", Date(), "When the mentor left; the profile is then taken down."),
        Field("aliases", Many(Text(80), most=20), "Former file names, which lead here.", empty=()),
    ),
    Profile,
)

_CUSTOM_KINDS = {
    "text": Text(400),
    "number": Integer(0, 1_000_000),
    "date": Date(),
    "url": Url(),
    "truth": Truth(),
}


def custom_kinds() -> tuple[str, ...]:
    """Return the types that a field declared in site.yml may have; ``terms`` and ``term`` name a vocabulary."""
    return (*_CUSTOM_KINDS, "term", "terms")


def profile_table(custom: tuple[tuple[str, str, str, str, Visibility], ...]) -> Table:
    """Return ``PROFILE`` with the program's own fields: (name, type, vocabulary, label, visibility) each."""
    if not custom:
        return PROFILE
    more = []
    for name, type_, vocabulary, label, visibility in custom:
        reference = Reference(vocabulary, f"a value of {vocabulary}")
        kind: Any = {"term": reference, "terms": Many(reference)}.get(type_) or _CUSTOM_KINDS[type_]
        more.append(Field(name, kind, label, visibility=visibility))
    own = tuple(field.name for field in more)

    def make(**values: Any) -> Profile:
        known = {name: value for name, value in values.items() if name not in own}
        return Profile(**known, custom=tuple((name, values[name]) for name in own if values[name] is not None))

    return Table(PROFILE.name, (*PROFILE.fields, *more), make)


def parse_profile(source: SourceFile, table: Table = PROFILE) -> Parsed:
    """Read a mentor's file by itself; whether what it mentions exists is decided when all files are joined."""
    text, found = decode_utf8(source.path, source.data)
    node, faults = read_yaml(source.path, text) if text is not None else (None, ())
    found += faults
    if node is None:
        return Parsed(source.path, source.slug, source.kind, None, (), found)
    if not isinstance(node, Entries):
        fault = wrong_kind("a profile", table, node, None, "Begin with a line such as: name: Given Family")
        return Parsed(source.path, source.slug, source.kind, None, (), (*found, fault))
    broken = is_broken(found)
    values, wrong, faults = table.values_of(node)
    # A line that cannot be read may have been the missing field.
    found += tuple(fault for fault in faults if not broken or fault.code != "field/missing") + tuple(_orders(node))
    mentions = tuple(table.mentions(node))
    value = None if wrong or broken else table.make(**values, path=source.path, slug=source.slug)
    return Parsed(source.path, source.slug, source.kind, value, mentions, found, places(node))


def _orders(node: Entries) -> list[Diagnostic]:
    """Check that the absence ends after it begins, whatever else is wrong in the file."""
    for key, inner in node.entries:
        if key.text == "away" and isinstance(inner, Entries):
            period = _PERIOD.decode(inner).value
            if period is not None and period.end <= period.start:
                until = _value_span(inner, "until")
                message = f"away ends on {period.end} but begins on {period.start}"
                help_ = "until is the day of return and comes after from; swap the two if they are mixed up."
                return [Diagnostic("profile/period-order", message, until, help_)]
    return []


def _value_span(node: Entries, name: str) -> Span:
    inner: Node = next(inner for key, inner in node.entries if key.text == name)
    return inner.span if isinstance(inner, Scalar) else node.span
