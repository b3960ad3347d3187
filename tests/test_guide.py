"""A guide's file."""

from __future__ import annotations

import pytest
from conftest import SAMPLE, codes
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.guide import GUIDE, parse_guide
from mentorsite.model import Guide, MentorQuery, Parsed, SourceFile

HEAD = "---\ntitle: First month\nsummary: Four weeks.\nsection: start\n---\n"
FULL = (SAMPLE / "content/training/aligning-expectations.md").read_bytes()


def parsed(text: str | bytes) -> Parsed:
    """Read a guide."""
    data = text.encode() if isinstance(text, str) else text
    return parse_guide(SourceFile("content/start/first-month.md", "first-month", "guide", data))


def test_a_guide_is_front_matter_and_markdown() -> None:
    """Fields, body and headings are read; line ends make no difference."""
    value = parsed(HEAD.replace("\n", "\r\n") + "Text.\r\n\r\n## Week one\r\n").value
    assert isinstance(value, Guide)
    assert (value.title, value.readers, value.order) == ("First month", ("everyone",), 500)
    assert [(heading.level, heading.anchor) for heading in value.body.headings] == [(2, "week-one")]


def test_a_live_list_is_data_and_not_code() -> None:
    """A mentors block becomes a query between two pieces of HTML; its terms are mentions with their lines."""
    item = parsed(HEAD + "Before.\n\n```mentors\nhelps_with: research\nopen: true\nlimit: 3\n```\n\nAfter.\n")
    assert isinstance(item.value, Guide)
    before, query, after = item.value.body.parts
    assert "Before" in str(before)
    assert "After" in str(after)
    assert isinstance(query, MentorQuery)
    assert (query.open, query.limit, [mention.text for mention in query.terms]) == (True, 3, ["research"])
    assert [(m.text, m.span.line) for m in item.mentions if m.kind == "helps_with"] == [("research", 9)]


@pytest.mark.parametrize(
    ("block", "code", "line"),
    [("limit: many", "field/integer", 8), ("shuffle: true", "field/unknown", 8), ("open: [", "yaml/syntax", 8)],
)
def test_mistakes_in_a_live_list_are_found_at_their_line(block: str, code: str, line: int) -> None:
    """The block's own lines are counted from the top of the file."""
    found = parsed(HEAD + f"Text.\n```mentors\n{block}\n```\n").diagnostics
    assert [(fault.code, fault.span.line) for fault in found] == [(code, line)]


def test_two_mistakes_in_body_and_front_matter_are_both_found() -> None:
    """Neither half of the file hides the other."""
    found = parsed(HEAD.replace("summary", "sumary") + "[x](javascript:y)\n").diagnostics
    assert {"field/unknown", "field/missing", "link/scheme"} <= set(codes(found))


def test_every_field_says_what_it_is_for() -> None:
    """The table of the front matter is the reference: each field has a sentence."""
    assert all(field.doc.endswith(".") for field in GUIDE.fields)


@given(st.integers(0, len(FULL) - 1), st.binary(max_size=6), st.integers(0, 20))
@settings(deadline=None, max_examples=100)
def test_any_bytes_in_a_guide_are_findings(place: int, data: bytes, cut: int) -> None:
    """A guide that was overwritten or cut anywhere is read or refused, never more."""
    item = parsed(FULL[:place] + data + FULL[place + cut :])
    assert item.value is not None or item.diagnostics


@given(st.text("#*_[]()!`~>-+=|:{}<>\\\n \t\"'&1aé^$", max_size=200))
@settings(deadline=None, max_examples=150)
def test_any_markdown_is_a_guide_or_a_finding(body: str) -> None:
    """No heap of Markdown's marks raises."""
    item = parsed(HEAD + body)
    assert item.value is not None or item.diagnostics
