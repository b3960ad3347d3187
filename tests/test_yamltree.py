"""Bytes → located tree."""

from __future__ import annotations

import pytest
import yaml
from conftest import codes
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.yaml.tree import Entries, Items, Node, decode_utf8, parse_yaml


def plain(node: Node | None) -> object:
    """Return a tree without its places."""
    if isinstance(node, Entries):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.text if node is not None else None


@pytest.mark.parametrize("text", ["NO", "on", "09:00", "1e3", "0123", "2026-02-30", "~x", "1_000", "0x1F", ".inf"])
def test_yaml_guesses_no_types(text: str) -> None:
    """What YAML would turn into numbers, truths or times stays the text that was written."""
    node = parse_yaml("a.yml", f"name: {text}").value
    assert plain(node) == {"name": text}


def test_every_value_knows_its_place() -> None:
    """Line, column and length of a value are those of the source file, front matter's offset included."""
    node = parse_yaml("a.yml", "a:\n  - one\n  - 'zwei'\n", first_line=10).value
    assert isinstance(node, Entries)
    items = node.entries[0][1]
    assert isinstance(items, Items)
    assert [(item.span.line, item.span.column, item.span.length) for item in items.items] == [(11, 5, 3), (12, 5, 6)]


def test_line_ends_and_byte_order_mark_change_nothing() -> None:
    """A file with a BOM and CRLF reads like one without."""
    text = decode_utf8("a.yml", "\ufeffname: Zoë\r\nroles:\r\n  - career\r\n".encode()).value
    assert text is not None
    assert plain(parse_yaml("a.yml", text).value) == {"name": "Zoë", "roles": ["career"]}


def test_all_duplicate_keys_are_found_and_the_first_stays() -> None:
    """A key that stands twice is a finding each time, and what stood first is kept."""
    node, found = parse_yaml("a.yml", "a: 1\nb: 2\na: 3\nb: 4\n")
    assert codes(found) == ["yaml/duplicate-key"] * 2
    assert plain(node) == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "{a: " * 20_000, "- " * 20_000, "a: &a [*a]", "? [", "%YAML 9.9\n---\na", 'x: "\\ud800"']
)
def test_hostile_shapes_are_findings(text: str) -> None:
    """Twenty thousand levels, aliases to oneself and broken directives end in one diagnostic each."""
    node, found = parse_yaml("a.yml", text)
    assert node is None
    assert len(found) == 1


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=150)
def test_any_bytes_are_a_tree_or_a_finding(data: bytes) -> None:
    """No bytes raise: there is a tree, or a diagnostic that says why not and lies in the file."""
    text, found = decode_utf8("a.yml", data)
    if text is not None:
        node, found = parse_yaml("a.yml", text)
        lines = text.split("\n")
        assert (node is None) <= bool(found)
        assert all(1 <= fault.span.line <= len(lines) + 1 and fault.span.column >= 1 for fault in found)


SCALARS = st.text("abz :#-'\"[]{},&*!|>%@`\\?0\n", max_size=12)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3), max_leaves=8
)


@given(st.dictionaries(SCALARS, TREES, min_size=1, max_size=3))
@settings(deadline=None, max_examples=100)
def test_what_pyyaml_writes_is_read_back(value: dict[str, object]) -> None:
    """A tree written by PyYAML comes back as it was, whatever its texts look like."""
    text = yaml.dump(value, default_style='"', allow_unicode=True)
    assert plain(parse_yaml("a.yml", text).value) == value
