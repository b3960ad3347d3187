"""``site.yml``: the program, its pages' furniture, its policy. To know the format, read ``SITE``.

The vocabularies that it holds are built by ``vocabulary``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from mentorsite.diagnostics import RULES, Checked, Diagnostic, Fix, Severity, Span
from mentorsite.fields import Field, Many, Named, Table, wrong_kind
from mentorsite.letters import nearest
from mentorsite.load import SETTINGS
from mentorsite.model import Visibility, Vocabulary
from mentorsite.profile import PROFILE, custom_kinds
from mentorsite.scalars import Choice, Email, Formatted, Integer, Phone, Text, Url
from mentorsite.vocabulary import VOCABULARIES, vocabularies_of
from mentorsite.yaml.tree import Entries, Node, Scalar, decode_utf8, is_broken, read_yaml


class Target(NamedTuple):
    """Where a link in site.yml leads: a web or mail address, a source file, or a page of the site."""

    text: str
    span: Span


class NavLink(NamedTuple):
    """A link with its words."""

    label: str
    to: Target


class Support(NamedTuple):
    """Help that every page names."""

    label: str
    text: str
    phone: str
    to: Target | None


class Office(NamedTuple):
    """The program coordinator, as a role and not as a person."""

    name: str
    email: str
    phone: str
    address: str


class Colors(NamedTuple):
    """The program's colors as ``#rrggbb``; empty for the theme's own."""

    brand: str
    brand_dark: str


class Section(NamedTuple):
    """A section of guides."""

    slug: str
    label: str
    description: str


class CustomField(NamedTuple):
    """A field that the program adds to profiles."""

    name: str
    label: str
    type: str
    vocabulary: str
    visibility: Visibility


class Policy(NamedTuple):
    """What the program demands. Times are in days."""

    consent_required: bool
    verify_within_days: int
    confirm_capacity_within_days: int
    small_cell: int
    severity: Mapping[str, Severity]


class Choosing(NamedTuple):
    """How guided choice weighs: how many mentors, what each vocabulary counts, which roles belong together."""

    size: int
    weights: Mapping[str, int]
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Config:
    """``site.yml``, read and valid by itself."""

    title: str
    tagline: str
    description: str
    school: str
    language: str
    timezone: str
    url: str
    repo: str
    branch: str
    contact: Office
    navigation: tuple[NavLink, ...]
    colors: Colors
    logo: str
    support: tuple[Support, ...]
    become_a_mentor: Target | None
    feedback: Target | None
    policy: Policy
    sections: tuple[Section, ...]
    facets: tuple[str, ...]
    page_size: int
    choose: Choosing
    fields: tuple[CustomField, ...]
    visibility: Mapping[str, Visibility]
    keep: tuple[str, ...]
    vocabularies: Mapping[str, Vocabulary]


def _to_target(text: str, span: Span) -> Checked[Target]:
    kind: Any = Url() if "://" in text else Email() if "@" in text else Text(200)
    value, found = kind.read(text.strip(), span)
    return Checked(Target(value, span) if value else None, found)


def _to_color(text: str, span: Span) -> Checked[str]:
    if re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        return Checked(text.lower())
    help_ = 'Write six hexadecimal digits in quotation marks, such as "#0b5563".'
    return Checked(None, (Diagnostic("field/type", f'"{text[:40]}" is not a color', span, help_),))


def _to_zone(text: str, span: Span) -> Checked[str]:
    if _is_zone(text):
        return Checked(text)
    near = nearest(text, sorted(available_timezones()))
    help_ = f'Did you mean "{near}"?' if near else "Write a name such as America/Chicago or UTC."
    fix = Fix(span, near) if near else None
    return Checked(None, (Diagnostic("site/timezone", f'"{text[:60]}" is not a time zone', span, help_, fix),))


def _is_zone(text: str) -> bool:
    """Whether the IANA database has the name, without listing it: hundreds of files are looked at for that."""
    if sys.platform != "linux":  # where small letters and capitals may open the same file, the list alone tells
        return text in available_timezones()
    if text.partition("/")[0] in ("posix", "right", "posixrules"):  # the same again, counted otherwise
        return False
    try:
        return ZoneInfo(text).key == text
    except (OSError, ValueError, KeyError):
        return False


def _to_language(text: str, span: Span) -> Checked[str]:
    if re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", text):
        return Checked(text)
    message = f'"{text[:40]}" is not a language tag'
    return Checked(None, (Diagnostic("field/type", message, span, "Write a tag such as en-US or es."),))


def _to_kept(text: str, span: Span) -> Checked[str]:
    if re.fullmatch(r"[\w.-]+(/[\w.-]+)*", text) and not {".", ".."} & set(text.split("/")):
        return Checked(text)
    help_ = "Write its path from the top of the site, such as CNAME or .well-known/security.txt."
    return Checked(None, (Diagnostic("field/type", f'"{text[:60]}" is not the path of a file', span, help_),))


_TARGET = Formatted(200, _to_target, "a web or e-mail address, or the path of a guide or page")
_COLOR = Formatted(20, _to_color, 'a color, such as "#0b5563"')
_OFFICE = Table(
    "contact",
    (
        Field("name", Text(120), "The coordinator's office.", required=True),
        Field("email", Email(), "Where its mail goes.", required=True),
        Field("phone", Phone(), "Its telephone number.", empty=""),
        Field("address", Text(300), "Where to find it.", empty=""),
    ),
    Office,
)
_SUPPORT = Table(
    "support",
    (
        Field("label", Text(80), "What kind of help.", required=True),
        Field("text", Text(300), "When and how.", empty=""),
        Field("phone", Phone(), "The number to call.", empty=""),
        Field("to", _TARGET, "The page or address."),
    ),
    Support,
)
_SECTION = Table(
    "a section",
    (
        Field("label", Text(80), "The section's title.", required=True),
        Field("description", Text(300), "One sentence on what is in it.", empty=""),
    ),
    lambda label, description: (label, description),
)
_CUSTOM = Table(
    "a custom field",
    (
        Field("label", Text(80), "The words that pages show.", required=True),
        Field("type", Choice(custom_kinds()), "What a value is.", required=True),
        Field("vocabulary", Text(40), "For term and terms: the vocabulary.", empty=""),
        Field("visibility", Choice(tuple(v.value for v in Visibility)), "Who may see it.", empty="public"),
    ),
    lambda **values: (*list(values.values())[:3], Visibility(values["visibility"])),
)
_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.NOTE}


def _policy(
    consent: str, verify_within_days: int, confirm_capacity_within_days: int, small_cell: int, severity: Any
) -> Policy:
    chosen = {key.text: _SEVERITIES[value] for key, value in severity}
    return Policy(consent == "required", verify_within_days, confirm_capacity_within_days, small_cell, chosen)


def _known_rule(key: Scalar) -> Diagnostic | None:
    if key.text in RULES:
        return None
    near = nearest(key.text, RULES)
    help_ = f'Did you mean "{near}"?' if near else "docs/diagnostics.md lists the codes."
    return Diagnostic("site/unknown-rule", f'there is no finding "{key.text}"', key.span, help_)


_POLICY = Table(
    "policy",
    (
        Field("consent", Choice(("required", "optional")), "Whether a profile without consent stays unpublished.",
              empty="required"),
        Field("verify_within_days", Integer(30, 3650), "Days until a profile counts as unverified.", empty=425),
        Field("confirm_capacity_within_days", Integer(7, 3650),
              "For how many days a bare number of mentees is believed.", empty=180),
        Field("small_cell", Integer(1, 50),
              "A community that fewer published mentors carry is listed under its parent only.", empty=3),
        Field("severity", Named(Choice(tuple(_SEVERITIES)), _known_rule), "Code of a finding → error, warning or note.",
              empty=()),
    ),
    _policy,
)  # fmt: skip

WEIGHTS = {"helps_with": 3, "specialties": 3, "languages": 2, "communities": 2, "formats": 1, "roles": 1}


def _choosing(size: int, weights: Any, together: tuple[str, ...]) -> Choosing:
    return Choosing(size, {**WEIGHTS, **{key.text: weight for key, weight in weights}}, together)


_CHOOSING = Table(
    "choose",
    (
        Field("size", Integer(3, 5), "How many mentors are suggested together.", empty=4),
        Field("weights", Named(Integer(0, 20)), "Vocabulary → how much one need from it counts.", empty=()),
        Field("together", Many(Text(80)), "Roles that the suggested mentors should have between them.",
              empty=("specialty", "near-peer")),
    ),
    _choosing,
)  # fmt: skip

_FACETS = ("specialties", "helps_with", "roles", "stages", "formats", "languages", "campuses", "communities")


_UNREAD = ("file/", "yaml/", "field/", "guide/front-matter", "site/", "template/", "markdown/")
"""Errors with which a file or page has no value: lowered, they would drop a mentor without a word."""

_CHECKED_AGAINST = {"vocabularies", "sections", "fields", "visibility"}


def _site(**values: Any) -> dict[str, Any]:
    return values


SITE = Table(
    "site.yml",
    (
        Field("title", Text(80), "The program's name.", required=True),
        Field("tagline", Text(160), "One line under it.", empty=""),
        Field("description", Text(400), "What the program offers, in a sentence or two.", empty=""),
        Field("school", Text(120), "The school that runs it.", empty=""),
        Field("language", Formatted(20, _to_language, "a language tag, such as en-US"), "The pages' language.",
              empty="en-US"),
        Field("timezone", Formatted(60, _to_zone, "a time zone, such as America/Chicago"), "Where today begins.",
              empty="UTC"),
        Field("url", Url(), "Where the site is published; needed for the sitemap, feed and social cards.", empty=""),
        Field("repo", Url(), 'The repository\'s web address, for "Edit this page".', empty=""),
        Field("branch", Text(80), "The branch that is edited.", empty="main"),
        Field("contact", _OFFICE, "The coordinator's office.", required=True),
        Field(
            "navigation",
            Many(
                Table(
                    "a navigation link",
                    (
                        Field("label", Text(40), "The link's words.", required=True),
                        Field("to", _TARGET, "The page, guide or address.", required=True),
                    ),
                    NavLink,
                ),
                most=8,
            ),
            "The links at the top of every page.",
            empty=(),
        ),
        Field(
            "colors",
            Table(
                "colors",
                (
                    Field("brand", _COLOR, "Links and buttons on light pages.", empty=""),
                    Field("brand_dark", _COLOR, "The same on dark pages.", empty=""),
                ),
                Colors,
            ),
            "The program's colors.",
            empty=Colors("", ""),
        ),
        Field("logo", Text(120), "A picture in templates/assets, shown beside the title.", empty=""),
        Field("support", Many(_SUPPORT, most=6), "Urgent help, counseling, reporting: on every page.", empty=()),
        Field("become_a_mentor", _TARGET, "Where future mentors go."),
        Field("feedback", _TARGET, "Where opinions go."),
        Field("policy", _POLICY, "What the program demands of profiles.",
              empty=_policy("required", 425, 180, 3, ())),
        Field("sections", Named(_SECTION), "The sections of guides, in order.", empty=()),
        Field("facets", Many(Text(40)), "Vocabularies that filter the directory, in order.", empty=_FACETS),
        Field("page_size", Integer(6, 200), "How many mentors a list page holds.", empty=24),
        Field("choose", _CHOOSING, "How guided choice weighs what a student needs.",
              empty=_choosing(4, (), ("specialty", "near-peer"))),
        Field("fields", Named(_CUSTOM), "The program's own fields of profiles.", empty=()),
        Field("visibility", Named(Choice(tuple(v.value for v in Visibility))), "Field → who may see it.", empty=()),
        Field("keep", Many(Formatted(120, _to_kept, "the path of a file on the site"), most=20),
              "Files of others in the output folder that stay there, besides CNAME and .nojekyll.", empty=()),
        Field("vocabularies", VOCABULARIES, "The program's lists of values.", empty=((), None)),
    ),
    _site,
)  # fmt: skip


@lru_cache(maxsize=4)
def parse_config(data: bytes) -> Checked[Config]:
    """Read ``site.yml``; every later stage takes its fields as given.

    The same bytes give the same record, so that what was worked out from it can be used again.
    Where a field is wrong that no profile or guide is checked against, there is a config all the same, with that
    field empty, so that one run finds the mistakes of all files. A site is never made of it: the finding is an error.
    """
    text, found = decode_utf8(SETTINGS, data)
    if text is None:
        return Checked(None, found)
    node, faults = read_yaml(SETTINGS, text)
    found += faults
    if not isinstance(node, Entries):
        if node is not None:
            found += (wrong_kind("site.yml", SITE, node, None, "Begin with a line such as: title: Our mentors"),)
        return Checked(None, found)
    values, wrong, faults = SITE.values_of(node)
    found += faults
    if wrong & _CHECKED_AGAINST or is_broken(found):
        return Checked(None, found + _vocabulary_faults(node))
    custom = tuple(CustomField(key.text, *value) for key, value in values["fields"])
    vocabularies, faults = vocabularies_of(
        values["vocabularies"], {f.vocabulary: f.label for f in custom if f.vocabulary}
    )
    found += faults
    assert vocabularies is not None
    found += tuple(_cross_checks(node, values, custom, vocabularies))
    if any(fault.code in ("site/unknown-vocabulary", "site/unknown-visibility") for fault in found):
        return Checked(None, found)
    made = Config(
        **{
            **values,
            "title": values["title"] or "",
            "contact": values["contact"] or Office("", "", "", ""),
            "url": values["url"].rstrip("/"),
            "repo": values["repo"].rstrip("/"),
            "sections": tuple(Section(key.text, *value) for key, value in values["sections"]),
            "fields": custom,
            "visibility": {key.text: Visibility(value) for key, value in values["visibility"]},
            "vocabularies": vocabularies,
        }
    )
    return Checked(made, found)


def _vocabulary_faults(node: Entries) -> tuple[Diagnostic, ...]:
    """Return what is wrong in the vocabularies where another field is wrong too: all in one run."""
    lists = next((value for key, value in node.entries if key.text == "vocabularies"), None)
    told = VOCABULARIES.decode(lists).value if lists is not None else None
    if told is None:
        return ()
    return vocabularies_of(told, {key.text: "" for key, _ in told[0]}).diagnostics


def _cross_checks(
    node: Entries, values: dict[str, Any], custom: tuple[CustomField, ...], vocabularies: Mapping[str, Vocabulary]
) -> list[Diagnostic]:
    """Check what one field of site.yml says of another."""
    found = []
    names = {key.text: key.span for key, _ in values["fields"]}
    for field in custom:
        if PROFILE.field(field.name):
            message = f'"{field.name}" is a field of every profile already'
            found.append(Diagnostic("site/unknown-visibility", message, names[field.name], "Choose another name."))
        if field.type in ("term", "terms") and field.vocabulary not in vocabularies:
            message = f'{field.name} takes its values from "{field.vocabulary}", which is no vocabulary'
            help_ = f"Add {field.vocabulary or 'its name'} under vocabularies: and its values."
            found.append(Diagnostic("site/unknown-vocabulary", message, names[field.name], help_))
    known = [field.name for field in PROFILE.fields] + [field.name for field in custom]
    for key, _ in values["visibility"]:
        if key.text not in known:
            near = nearest(key.text, known)
            help_ = f'Did you mean "{near}"?' if near else f"The fields are {', '.join(known)}."
            found.append(Diagnostic("site/unknown-visibility", f'profiles have no field "{key.text}"', key.span, help_))
    for name, place in _texts(node, "facets"):
        if name not in vocabularies:
            near = nearest(name, vocabularies)
            help_ = f'Did you mean "{near}"?' if near else f"The vocabularies are {', '.join(vocabularies)}."
            found.append(Diagnostic("site/unknown-vocabulary", f'"{name}" is no vocabulary', place, help_))
    for code, severity in values["policy"].severity.items():
        rule = RULES[code]
        unread = rule.severity is Severity.ERROR and code.startswith(_UNREAD)
        if (rule.locked or unread) and severity < rule.severity:
            place = next((key.span for key in _keys(node, "policy", "severity") if key.text == code), Span(SETTINGS))
            why = "guards privacy, safety or an address" if rule.locked else "leaves nothing that could be published"
            message = f"{code} {why} and stays an error"
            found.append(Diagnostic("site/locked-rule", message, place, "Delete the line."))
    for shade, ground, where in (("brand", "#ffffff", "white"), ("brand_dark", "#14171a", "the dark page")):
        color = getattr(values["colors"], shade)
        if color and contrast(color, ground) < 4.5:
            place = next((key.span for key in _keys(node, "colors") if key.text == shade), Span(SETTINGS))
            better = passing(color, ground)
            message = f"{shade} {color} on {where} has a contrast of {contrast(color, ground):.2f}:1; 4.5:1 is needed"
            found.append(Diagnostic("site/contrast", message, place, f'The nearest color that passes is "{better}".'))
    return found


def _keys(node: Node, *path: str) -> list[Scalar]:
    for name in path:
        inner = [value for key, value in node.entries if key.text == name] if isinstance(node, Entries) else []
        if not inner:
            return []
        node = inner[0]
    return [key for key, _ in node.entries] if isinstance(node, Entries) else []


def _texts(node: Entries, name: str) -> list[tuple[str, Span]]:
    inner = next((value for key, value in node.entries if key.text == name), None)
    items = getattr(inner, "items", ())
    return [(item.text, item.span) for item in items if isinstance(item, Scalar)]


def contrast(color: str, ground: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colors, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(color), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def passing(color: str, ground: str, wanted: float = 4.5) -> str:
    """Return the color nearest to ``color``, toward black or white, whose contrast with ``ground`` is enough."""
    toward = 0 if _luminance(ground) > 0.18 else 255
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(101):
        mixed = "#" + "".join(f"{round(c + (toward - c) * step / 100):02x}" for c in channels)
        if contrast(mixed, ground) >= wanted:
            return mixed
    return "#000000" if toward == 0 else "#ffffff"
