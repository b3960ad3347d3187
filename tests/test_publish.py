"""What of a mentor may be published. Canaries stand in every field; where they may not be seen they never are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import TODAY, Join, Write, codes, photo, tree

from mentorsite.build import build
from mentorsite.model import Departed, Mentor, Visibility
from mentorsite.profile import PROFILE
from mentorsite.run import Options

CANARIES = {
    "name": "Canaria Namely",
    "pronunciation": "kanari-said",
    "pronouns": "kanari/kanaris",
    "credentials": "KanariMD",
    "title": "Kanari professor",
    "department": "Kanari department",
    "not_for": "Kanari never",
    "frequency": "Kanari weekly",
    "communities_note": "Kanari community note",
    "approach": "Kanari approach",
    "expectations": "Kanari expectation",
    "first_contact": "Kanari first contact",
    "email": "kanari@aldervalley.example",
    "phone": "555-0199",
    "bio": "Kanari biography",
    "recognition": "Kanari award",
    "links": "https://kanari.example/website",
    "photo": "Kanari picture",
    "pager": "Kanari pager",
    "aliases": "kanari-formerly",
}
PROFILE_TEXT = """
name: {name}
pronunciation: {pronunciation}
pronouns: {pronouns}
credentials: [{credentials}]
title: {title}
department: {department}
not_for: {not_for}
frequency: {frequency}
communities: [first-generation]
communities_note: {communities_note}
approach: {approach}
expectations: {expectations}
first_contact: {{how: {first_contact}}}
contact: {{email: {email}, phone: {phone}}}
bio: |
  {bio}
recognition: [{{title: {recognition}, year: 2025}}]
links: {{website: "{links}"}}
photo: {{file: a.jpg, alt: {photo}, credit: {photo}}}
pager: {pager}
aliases: [{aliases}]
helps_with: [research]
specialties: [cardiology]
joined: 2024-03-05
""".format(**CANARIES)
SITE = """
url: https://mentors.aldervalley.example
repo: https://git.aldervalley.example/mentors
fields: {pager: {label: Pager, type: text, visibility: private}}
policy: {small_cell: 1}
"""
# What nobody sees without consent to show it, or at all.
ALWAYS_HIDDEN = {"email", "phone", "communities_note", "photo", "pager"}


def published(write: Write, profile: str, site: str = SITE, audience: str = "public") -> dict[str, bytes]:
    """Build the tiny program with one more mentor and return every file of the site."""
    root = write({"mentors/mx-c.yml": profile, "mentors/a.jpg": photo(), "site.yml+": site})
    outcome = build(Options(root, TODAY, root / "out", audience))
    assert outcome.published, outcome.findings
    return tree(root / "out")


def seen(files: dict[str, bytes]) -> set[str]:
    """Return the fields whose canary is in any file or file name."""
    whole = b"\n".join([*(name.encode() for name in files), *files.values()]).decode("utf-8", "replace")
    return {name for name, text in CANARIES.items() if text.casefold() in whole.casefold()}


@pytest.mark.parametrize(
    "more",
    ["", "consent: {date: 2026-09-01, scope: internal, show: [email, phone, photo, communities]}"],
    ids=["none", "internal"],
)
def test_without_public_consent_nothing_is_published(write: Write, more: str) -> None:
    """No consent, or consent for the internal site alone, leaves no trace on the public one."""
    files = published(write, PROFILE_TEXT + more)
    assert not seen(files)
    assert not any(b"mx-c" in data for data in files.values())


SHOWN = {"email": {"email"}, "phone": {"phone"}, "communities": {"communities_note"}, "photo": {"photo"}}


@pytest.mark.parametrize("show", [(), ("email",), ("phone",), ("communities",), ("photo",), tuple(SHOWN)], ids=str)
def test_sensitive_fields_need_to_be_named(write: Write, show: tuple[str, ...]) -> None:
    """Of e-mail, telephone, photo and communities the public site shows those alone that consent names."""
    files = published(write, PROFILE_TEXT + f"consent: {{date: 2026-09-01, show: [{', '.join(show)}]}}")
    allowed = set().union(*(SHOWN[name] for name in show))
    assert seen(files) == set(CANARIES) - ALWAYS_HIDDEN | allowed
    listed = b"mx-c" in files["communities/first-generation.html"]
    assert listed is ("communities" in show)


def test_bulk_data_never_holds_ways_of_contact(write: Write) -> None:
    """E-mail and telephone stand on the mentor's page by consent, and nowhere else."""
    files = published(write, PROFILE_TEXT + "consent: {date: 2026-09-01, show: [email, phone]}")
    holders = {name for name, data in files.items() if re.search(rb"kanari(@|%40)|555-0199", data)}
    assert holders == {"mentors/mx-c.html"}
    scripts = re.findall(rb'<script type="application/ld\+json">(.*?)</script>', files["mentors/mx-c.html"], re.DOTALL)
    assert scripts
    assert not any(b"@aldervalley" in script or b"555-0199" in script for script in scripts)


VISIBLE = [field.name for field in PROFILE.fields if field.name in CANARIES and field.name != "name"] + ["contact"]


@pytest.mark.parametrize("field", VISIBLE)
def test_a_private_field_reaches_no_file(write: Write, field: str) -> None:
    """A field that site.yml makes private is in no file of the public site, whatever consent says."""
    consent = "consent: {date: 2026-09-01, show: [email, phone, communities]}"
    files = published(write, PROFILE_TEXT + consent, f"{SITE}visibility: {{{field}: private}}\n")
    hidden = {"email", "phone"} if field == "contact" else {field}
    assert not seen(files) & hidden - ({"aliases"} if field == "aliases" else set())


def test_internal_fields_are_for_the_internal_site(write: Write, tmp_path: Path) -> None:
    """An internal field is hidden on the public site and shown on the internal one; a private one on neither."""
    text = PROFILE_TEXT + "consent: {date: 2026-09-01}"
    site = SITE + "visibility: {approach: internal, expectations: private}\n"
    assert not seen(published(write, text, site)) & {"approach", "expectations", "pager"}
    root = tmp_path / "program"
    assert build(Options(root, TODAY, root / "inner", "internal")).published
    inner = seen(tree(root / "inner"))
    assert "approach" in inner
    assert not inner & {"expectations", "pager"}


@pytest.mark.parametrize(("alumni", "kept"), [("false", set()), ("true", {"name"})])
def test_who_left_leaves_an_address_without_a_person(write: Write, alumni: str, kept: set[str]) -> None:
    """After the last day the page names the specialty; the name stays by consent only, and no list has it."""
    text = PROFILE_TEXT + f"left: 2026-11-20\nconsent: {{date: 2026-09-01, show: [email], alumni: {alumni}}}"
    files = published(write, text)
    assert seen(files) - {"aliases"} == kept
    assert b"Cardiology" in files["mentors/mx-c.html"]
    named = {name for name, data in files.items() if b"mx-c" in data}
    assert named <= {"mentors/mx-c.html", "mentors/kanari-formerly.html", ".mentorsite"}


def test_what_may_not_be_published_ends_at_the_model(join: Join) -> None:
    """The record that pages are made of has no value that consent or visibility withholds."""
    text = PROFILE_TEXT + "consent: {date: 2026-09-01}"
    joined = join(
        {
            "mentors/mx-c.yml": text,
            "mentors/a.jpg": photo(),
            "site.yml+": SITE + "visibility: {specialties: private, bio: private}\n",
        }
    )
    assert set(codes(joined.found)) <= {"profile/usual-form"}
    mentor = joined.site.by_slug["mx-c"]
    assert isinstance(mentor, Mentor)
    assert (mentor.email, mentor.phone, mentor.communities, mentor.specialties, mentor.bio) == ("", "", (), (), None)
    assert mentor.photo is None
    assert not mentor.custom
    assert "specialties" not in mentor.terms


def test_a_private_specialty_stays_private_after_leaving(join: Join) -> None:
    """A field's visibility holds for those who left as well."""
    text = "name: A\nspecialties: [cardiology]\nleft: 2026-01-01\nconsent: {date: 2025-09-01}\n"
    gone = join({"mentors/mx-c.yml": text, "site.yml+": "visibility: {specialties: private}\n"}).site.departed
    assert gone == (Departed("mx-c", "", (), ()),)


def test_guides_have_a_visibility_too(write: Write) -> None:
    """An internal guide is not on the public site."""
    guide = "---\ntitle: Kanari guide\nsummary: B\nsection: start\nvisibility: internal\n---\nText.\n"
    write({"content/start/inner.md": guide})
    files = published(write, PROFILE_TEXT)
    assert not any(b"Kanari guide" in data for data in files.values())
    assert Visibility.INTERNAL.value == "internal"
