"""Shapes: lists, mappings, tables of fields."""

from __future__ import annotations

from conftest import codes

from mentorsite.diagnostics import Checked, Fix
from mentorsite.fields import Either, Field, Many, Named, Table, places
from mentorsite.scalars import Integer, Reference, Text
from mentorsite.yaml.tree import Node, parse_yaml

SHELF = Table(
    "a shelf",
    (
        Field("name", Text(20), "Its name.", required=True),
        Field("books", Many(Text(20), most=3), "What stands on it.", empty=()),
        Field("size", Table("size", (Field("width", Integer(1, 9), "In feet."),), dict), "How large."),
        Field("topic", Reference("topics", "a topic"), "What it is about."),
    ),
    dict,
)


def node(text: str) -> Node:
    """Return YAML as a tree."""
    value = parse_yaml("a.yml", text).value
    assert value is not None
    return value


def decode(text: str) -> Checked[dict[str, object]]:
    """Read a shelf."""
    return SHELF.decode(node(text))


def test_a_table_reads_a_record_with_its_defaults() -> None:
    """Fields that are not written have the value that the table says."""
    value, found = decode("name: top\nbooks: [a, b]")
    assert not found
    assert value == {"name": "top", "books": ("a", "b"), "size": None, "topic": None}


def test_all_mistakes_of_a_record_are_found_at_once() -> None:
    """One wrong field never hides another."""
    value, found = decode("nam: top\nbooks: a\nsize: {width: 10}\ncolor: red")
    assert value is None
    assert sorted(codes(found)) == ["field/integer", "field/missing", "field/type", "field/unknown", "field/unknown"]


def test_a_key_whose_indent_was_lost_is_recognized() -> None:
    """A field of the table above says so, instead of being unknown."""
    _, found = decode("name: top\nsize:\nwidth: 3")
    assert any("belongs to size above" in fault.help for fault in found)


def test_suggestions_mend_the_file() -> None:
    """A fix, put in the place of its span, makes the record valid."""
    text = "name: top\nboks: a, b"
    for _ in range(2):
        fixes = [fault.fix for fault in decode(text)[1] if isinstance(fault.fix, Fix)]
        for fix in fixes:
            lines = text.split("\n")
            line = lines[fix.span.line - 1]
            at = fix.span.column - 1
            lines[fix.span.line - 1] = line[:at] + fix.text + line[at + fix.span.length :]
            text = "\n".join(lines)
    assert decode(text) == ({"name": "top", "books": ("a", "b"), "size": None, "topic": None}, ())


def test_lists_are_bounded_and_say_what_stands_twice() -> None:
    """Too many items refuse the list; a repeated or empty one is left out with a warning."""
    assert codes(decode("name: a\nbooks: [a, b, c, d]").diagnostics) == ["field/too-many"]
    value, found = decode("name: a\nbooks:\n  - a\n  - A\n  -\n")
    assert codes(found) == ["field/repeated", "field/empty"]
    assert value is not None
    assert value["books"] == ("a",)


def test_either_decides_by_shape() -> None:
    """A text is read by the one kind, a list by the other."""
    kind = Either(Integer(0, 9), Many(Integer(0, 9)))
    assert kind.decode(node("[3]")).value == (3,)
    assert kind.decode(node("3")).value == 3


def test_named_keeps_the_users_keys_in_order() -> None:
    """A mapping with keys of the user's own keeps them, with their places."""
    value = Named(Integer(0, 9)).decode(node("b: 1\na: 2")).value
    assert [(key.text, number) for key, number in value] == [("b", 1), ("a", 2)]


def test_mentions_survive_mistakes_elsewhere() -> None:
    """What a wrong record refers to is still known, so that references are checked in the same run."""
    assert [mention.text for mention in SHELF.mentions(node("nam: x\ntopic: birds"))] == ["birds"]


def test_places_name_inner_fields() -> None:
    """Every value's place is known by its field's name."""
    found = places(node("name: a\nsize: {width: 3}"))
    assert {name: (span.line, span.column) for name, span in found.items()} == {
        "name": (1, 7),
        "size": (2, 7),
        "size.width": (2, 15),
    }


def test_several_values_in_one_text_have_one_repair() -> None:
    """Values divided by semicolons become a list; the text is not looked up as one value as well."""
    text = "name: top\nbooks: a; b"
    (fault,) = decode(text)[1]
    assert fault.fix is not None
    assert fault.fix.text == "[a, b]"
    kind = Many(Reference("topics", "a topic"))
    assert [mention.text for mention in kind.mentions(node("research; board exams"))] == []
    assert [mention.text for mention in kind.mentions(node("research"))] == ["research"]
