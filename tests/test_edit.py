"""Edits of YAML text that leave the rest as it is."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import SAMPLE
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.profile import PROFILE
from mentorsite.yaml.edit import EditRefused, edited, read_data

ORDER = [field.name for field in PROFILE.fields]
TEXT = """\
# top
name: A   # n

helps_with:
  # first
  - a   # about a
  - "b"
  - c
  # last
# before roles
roles:
- x
- y
languages: [ English,   'Spanish' ]  # two
capacity:
    max: 3  # three
    current:
      - count: 1
        until: 2027-01-01
      - {count: 2}
contact: {email: a@b.example}
bio: >-
  text

  more

# tail
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("name", "B: the second", "name: A   # n", 'name: "B: the second"   # n'),
        ("helps_with", ["a", "c", "d"], '  - "b"\n  - c\n', "  - c\n  - d\n"),
        ("roles", ["y"], "- x\n- y", "- y"),
        ("roles", None, "roles:\n- x\n- y\n", ""),
        ("roles", ["y", "x"], "roles:\n- x\n- y", "roles: [y, x]"),
        ("languages", ["Spanish"], "[ English,   'Spanish' ]", "[ 'Spanish' ]"),
        ("languages", ["English", "Igbo"], "[ English,   'Spanish' ]", "[ English, Igbo ]"),
        ("capacity.max", "9", "max: 3", "max: 9"),
        (
            "capacity.current",
            "2",
            "current:\n      - count: 1\n        until: 2027-01-01\n      - {count: 2}",
            "current: 2",
        ),
        (
            "capacity.current",
            None,
            "    current:\n      - count: 1\n        until: 2027-01-01\n      - {count: 2}\n",
            "",
        ),
        ("contact.phone", "555-0101", "a@b.example}", "a@b.example, phone: 555-0101}"),
        ("pronouns", "she/her", "name: A   # n\n", "name: A   # n\npronouns: she/her\n"),
        ("bio", "new\n\ntext\n", ">-\n  text\n\n  more", "|\n  new\n\n  text"),
        ("consent.date", "2026-09-01", "more\n", "more\nconsent: {date: 2026-09-01}\n"),
    ],
)
def test_an_edit_is_a_splice(path: str, value: Any, old: str, new: str) -> None:
    """Only the text of the field changes; comments, spacing and quotation marks around it stay."""
    assert old in TEXT
    assert edited(TEXT, {tuple(path.split(".")): value}, ORDER) == TEXT.replace(old, new, 1)


def test_line_ends_and_byte_order_mark_are_kept() -> None:
    """A file from Windows stays a file from Windows."""
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert edited(text, {("title",): "T"}, ORDER) == text.replace("# n\r\n", "# n\r\ntitle: T\r\n")


def test_no_change_is_no_edit() -> None:
    """Setting what is there, and removing what is not, returns the very text."""
    changes = {("name",): "A", ("roles",): ["x", "y"], ("photo", "alt"): None, ("title",): None}
    assert edited(TEXT, changes, ORDER) == TEXT


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "- a\n", "", "# only a comment\n"])
def test_what_cannot_be_read_is_not_edited(text: str) -> None:
    """A file that is broken, empty or no mapping is refused with a reason."""
    with pytest.raises(EditRefused):
        edited(text, {("name",): "A"}, ORDER)


_VALUES = st.recursive(
    st.text(st.characters(exclude_categories=("Cs", "Cn", "Cc")), min_size=1, max_size=30).filter(
        lambda text: text == text.strip() and text != "~"
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, min_size=1, max_size=3),
    max_leaves=6,
)
_SOURCES = [TEXT, *(path.read_text(encoding="utf-8") for path in sorted((SAMPLE / "mentors").glob("*.yml")))]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_SOURCES), st.sampled_from(ORDER[1:]), st.none() | _VALUES)
def test_every_other_line_stays(text: str, name: str, value: Any) -> None:
    """Whatever is set or removed, all other fields say what they said, and their lines are the very same."""
    before = read_data(text)
    after = edited(text, {(name,): value}, ORDER)
    expected = {**before, name: value}
    assert read_data(after) == {field: said for field, said in expected.items() if said is not None}
    blocks = [line for line in text.splitlines() if line.startswith(tuple(f"{field}:" for field in before))]
    kept = [line for line in blocks if not line.startswith(f"{name}:")]
    assert [line for line in after.splitlines() if line in kept] == kept


def test_a_key_that_waits_as_a_comment_is_filled_in() -> None:
    """In a new file the key goes where it stands commented out, so that nobody writes it a second time."""
    text = "name: A\n# What was agreed to.\n# consent:\n# A photo.\n# photo:\ncapacity: {max: 1}\n"
    made = edited(text, {("consent", "date"): "2026-11-22"}, ORDER)
    assert made == text.replace("# consent:", "consent: {date: 2026-11-22}")
    told = "name: A\n# consent: {date: 2020-01-01}\n"
    assert "# consent: {date: 2020-01-01}\n" in edited(told, {("consent", "date"): "2026-11-22"}, ORDER)
