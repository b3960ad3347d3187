"""A mentor's file."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SAMPLE, codes
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.model import Parsed, Profile, SourceFile, Visibility
from mentorsite.profile import PROFILE, SENSITIVE, parse_profile, profile_table

FULL = (SAMPLE / "mentors/amara-okafor.yml").read_bytes()


def parsed(text: str | bytes) -> Parsed:
    """Read a profile."""
    data = text.encode() if isinstance(text, str) else text
    return parse_profile(SourceFile("mentors/cleo-marsh.yml", "cleo-marsh", "profile", data))


def test_one_line_is_a_profile() -> None:
    """A name alone is valid; nothing else is invented."""
    value = parsed("name: Cleo Marsh").value
    assert isinstance(value, Profile)
    assert (value.name, value.slug, value.consent, value.capacity) == ("Cleo Marsh", "cleo-marsh", None, None)


def test_the_long_profile_of_the_sample_is_valid() -> None:
    """A profile with nearly every field is read without a finding."""
    item = parsed(FULL)
    assert not item.diagnostics
    assert isinstance(item.value, Profile)
    assert {mention.kind for mention in item.mentions} >= {"specialties", "helps_with", "stages", "campuses", "module"}


def test_a_plain_number_of_mentees_is_understood() -> None:
    """``current: 2`` means two mentees without an end."""
    value = parsed("name: A\ncapacity: {max: 3, current: 2}").value
    assert isinstance(value, Profile)
    assert value.capacity is not None
    assert [(tuple(term)) for term in value.capacity.current] == [(2, None)]


def test_zero_mentees_are_none_taken() -> None:
    """``current: 0`` takes no slot."""
    value = parsed("name: A\ncapacity: {max: 3, current: 0}").value
    assert isinstance(value, Profile)
    assert value.capacity is not None
    assert sum(term[0] for term in value.capacity.current) == 0


def test_an_absence_that_ends_before_it_begins_is_found_beside_other_mistakes() -> None:
    """The order of the two days is checked although another field is wrong."""
    found = parsed("nam: A\naway: {from: 2027-03-01, until: 2027-01-10}").diagnostics
    assert "profile/period-order" in codes(found)


def test_a_program_can_add_fields_of_its_own() -> None:
    """Declared fields are read by their type and kept apart."""
    table = profile_table(
        (
            ("pager", "text", "", "Pager", Visibility.PRIVATE),
            ("since", "date", "", "Since", Visibility.PUBLIC),
            ("teams", "terms", "teams", "Teams", Visibility.PUBLIC),
        )
    )
    source = SourceFile("mentors/a.yml", "a", "profile", b"name: A\npager: '12'\nsince: 2020-01-02\nteams: [red]\n")
    item = parse_profile(source, table)
    assert isinstance(item.value, Profile)
    custom = dict(item.value.custom)
    assert (custom["pager"], custom["since"]) == ("12", date(2020, 1, 2))
    assert [mention.text for mention in item.mentions] == ["red"]


def test_every_field_says_what_it_is_for() -> None:
    """The table of fields is the reference: each has a sentence, and consent is never public."""
    assert all(field.doc.endswith(".") for field in PROFILE.fields)
    consent = PROFILE.field("consent")
    assert consent is not None
    assert consent.visibility is Visibility.PRIVATE
    assert set(SENSITIVE) >= {"email", "photo", "communities"}


@given(st.integers(0, len(FULL) - 1), st.binary(max_size=6), st.integers(0, 20))
@settings(deadline=None, max_examples=200)
def test_any_bytes_in_a_profile_are_findings(place: int, data: bytes, cut: int) -> None:
    """A profile that was overwritten or cut anywhere is read or refused, never more."""
    item = parsed(FULL[:place] + data + FULL[place + cut :])
    assert item.value is not None or item.diagnostics


@pytest.mark.parametrize("field", PROFILE.fields, ids=lambda field: field.name)
@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "[[a]]", "{a: {b: c}}", "-1", "'\\u0000'", "|\n  x", "[null, ~]"])
def test_no_shape_breaks_any_field(field: object, text: str) -> None:
    """Every field answers every shape with a value or a finding of its own."""
    name = getattr(field, "name", "")
    item = parsed(f"{'' if name == 'name' else 'name: A'}\n{name}: {text}\n")
    assert item.value is not None or item.diagnostics
