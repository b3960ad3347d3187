"""Values written as YAML come back as they were."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.yaml.text import scalar_at, written
from mentorsite.yaml.tree import Entries, Items, Scalar, parse_yaml

_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cn")), min_size=1, max_size=40)


@settings(deadline=None)
@given(_TEXT, st.sampled_from(["", "'x'", '"x"', "x"]))
def test_written_text_is_read_back(text: str, like: str) -> None:
    """Whatever a value holds, it is read as the same text, in a list in brackets too."""
    node = parse_yaml("p", f"key: [{written(text, like)}, other]\n").value
    assert isinstance(node, Entries)
    items = node.entries[0][1]
    assert isinstance(items, Items)
    assert [item.text for item in items.items if isinstance(item, Scalar)] == [text, "other"]


def test_words_that_others_guess_at_are_quoted() -> None:
    """NO, 09:00 and 0123 get quotation marks, unless the field's type is known."""
    assert [written(text) for text in ("NO", "09:00", "0123", "Ann-Marie O'Neil")] == [
        '"NO"',
        '"09:00"',
        '"0123"',
        "Ann-Marie O'Neil",
    ]
    assert written("2026-09-01", plain=True) == "2026-09-01"


def test_scalar_at_refuses_what_goes_over_lines() -> None:
    """A scalar that has no end on its line is not one that can be replaced there."""
    assert scalar_at("a: 'b c'", 4, 5) == "'b c'"
    assert scalar_at("a: 'b", 4, 1) is None
    assert scalar_at("a: bcd", 4, 1) is None
    assert scalar_at("a: |", 4, 1) is None
    assert scalar_at("a: [b]", 5, 1) == "b"
