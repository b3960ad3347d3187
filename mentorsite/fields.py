"""Combinators that read located nodes as records: lists, mappings, tables of fields.

A file format is a ``Table``, and the table is all there is: it decodes and checks, it becomes the JSON Schema
for editors, and it is the reference in the docs. This room knows shapes; what one value may be is ``scalars``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from mentorsite.diagnostics import Checked, Diagnostic, Fix, Span
from mentorsite.letters import fold, nearest
from mentorsite.model import Mention, Visibility
from mentorsite.yaml.tree import Entries, Items, Node, Scalar

Schema = dict[str, Any]
Terms = Mapping[str, tuple[str, ...]]
"""Vocabulary name → every form in which a value of it may be written, the usual forms first."""


class Kind(Protocol):
    """What a value may be. Immutable; ``says`` reads after "takes" and "is no"."""

    @property
    def says(self) -> str:
        """The kind in words, such as ``a date, such as 2026-09-01``."""

    def decode(self, node: Node) -> Checked[Any]:
        """Read the node; a value of ``None`` comes with at least one diagnostic."""

    def schema(self, terms: Terms) -> Schema:
        """Return the JSON Schema (draft 7) of the kind."""

    def mentions(self, node: Node) -> Iterator[Mention]:
        """Yield what the node refers to, also where the node is wrong otherwise."""


class Field(NamedTuple):
    """One line of a table. ``doc`` is what a coordinator needs to know of it."""

    name: str
    kind: Kind
    doc: str
    required: bool = False
    visibility: Visibility = Visibility.PUBLIC
    empty: Any = None


def wrong_kind(name: str, kind: Kind, node: Node, fix: Fix | None = None, help_: str = "") -> Diagnostic:
    """Say that a list, text or mapping stands where another shape is wanted."""
    found = {Scalar: "a text", Items: "a list", Entries: "a mapping with fields of its own"}[type(node)]
    if isinstance(node, Scalar):
        found = f'the text "{node.text}"' if len(node.text) < 60 else "a long text"
    return Diagnostic("field/type", f"{name} takes {kind.says}; here is {found}", node.span, help_, fix)


_SEVERAL = re.compile(r" and | & |/")


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one kind, such as ``[cardiology, pediatrics]``; ``most`` bounds its length."""

    item: Kind
    most: int = 50

    @property
    def says(self) -> str:
        return f"a list, each item {self.item.says}"

    def decode(self, node: Node) -> Checked[Any]:
        if not isinstance(node, Items):
            return Checked(None, (self._not_a_list(node),))
        found: list[Diagnostic] = []
        if len(node.items) > self.most:
            message = f"the list has {len(node.items)} items; {self.most} are allowed"
            return Checked(None, (Diagnostic("field/too-many", message, node.span, "Keep the most important ones."),))
        values: list[Any] = []
        seen: set[str] = set()
        whole = True
        decode = self.item.decode
        for item in node.items:
            if type(item) is Scalar:
                if item.empty:
                    help_ = "Delete the dash or comma."
                    found.append(Diagnostic("field/empty", "this list item is empty", item.span, help_))
                    continue
                same = _folded(item.text)
                if same in seen:
                    message = f'"{item.text}" stands twice in this list'
                    found.append(Diagnostic("field/repeated", message, item.span, "Delete one of the two."))
                    continue
                seen.add(same)
            value, diagnostics = decode(item)
            if diagnostics:
                found.extend(diagnostics)
            if value is None:
                whole = False
            else:
                values.append(value)
        return Checked(tuple(values) if whole else None, tuple(found))

    def _not_a_list(self, node: Node) -> Diagnostic:
        if not isinstance(node, Scalar):
            return wrong_kind("this field", self, node, None, "Begin each item with a dash: - item")
        listed = f"[{', '.join(part.strip() for part in re.split('[,;]', node.text))}]"
        fix = Fix(node.span, listed, raw=True) if not node.style else None
        parts = _SEVERAL.split(listed[1:-1])
        if len(parts) > 1:
            several = f"[{', '.join(part.strip() for part in parts)}]"
            return wrong_kind("this field", self, node, None, f"Write {several}, or {listed} if it is one value.")
        return wrong_kind("this field", self, node, fix, f"Put square brackets around it: {listed}")

    def schema(self, terms: Terms) -> Schema:
        return {"type": "array", "maxItems": self.most, "items": self.item.schema(terms)}

    def mentions(self, node: Node) -> Iterator[Mention]:
        # A single text where a list is due may be a wrong value as well; several are told how to become a list.
        alone = isinstance(node, Scalar) and not re.search("[,;]", node.text) and not _SEVERAL.search(node.text)
        for item in node.items if isinstance(node, Items) else (node,) if alone else ():
            yield from self.item.mentions(item)


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping whose keys are the user's own names, all values of one kind: a tuple of (name, value)."""

    value: Kind
    key: Callable[[Scalar], Diagnostic | None] = lambda key: None

    @property
    def says(self) -> str:
        return f"names, each with {self.value.says}"

    def decode(self, node: Node) -> Checked[Any]:
        if not isinstance(node, Entries):
            return Checked(None, (wrong_kind("this field", self, node),))
        found: list[Diagnostic] = []
        values = []
        for key, inner in node.entries:
            fault = self.key(key)
            value, diagnostics = self.value.decode(inner)
            found.extend((fault, *diagnostics) if fault else diagnostics)
            if value is not None and fault is None:
                values.append((key, value))
        return Checked(tuple(values) if len(values) == len(node.entries) else None, tuple(found))

    def schema(self, terms: Terms) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema(terms)}

    def mentions(self, node: Node) -> Iterator[Mention]:
        if isinstance(node, Entries):
            for _, inner in node.entries:
                yield from self.value.mentions(inner)


@dataclass(frozen=True, slots=True)
class Either:
    """One kind where a single text stands and another where a list or mapping does."""

    scalar: Kind
    other: Kind

    @property
    def says(self) -> str:
        return f"{self.scalar.says}, or {self.other.says}"

    def decode(self, node: Node) -> Checked[Any]:
        return (self.scalar if isinstance(node, Scalar) else self.other).decode(node)

    def schema(self, terms: Terms) -> Schema:
        return {"anyOf": [self.scalar.schema(terms), self.other.schema(terms)]}

    def mentions(self, node: Node) -> Iterator[Mention]:
        yield from (self.scalar if isinstance(node, Scalar) else self.other).mentions(node)


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with known fields, read into the record that ``make`` builds from them by name.

    Every wrong field is reported, not the first alone; the record exists only when none is wrong.
    """

    name: str
    fields: tuple[Field, ...]
    make: Callable[..., Any]
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)
    empty: dict[str, Any] = field(init=False, repr=False, compare=False)
    required: tuple[Field, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.fields})
        object.__setattr__(self, "empty", {each.name: each.empty for each in self.fields})
        object.__setattr__(self, "required", tuple(each for each in self.fields if each.required))

    @property
    def says(self) -> str:
        names = [field.name for field in self.fields]
        return "fields: " + ", ".join(names if len(names) < 10 else (*names[:5], "…"))

    def field(self, name: str) -> Field | None:
        """Return the field of that name."""
        return self.by_name.get(name)

    def decode(self, node: Node) -> Checked[Any]:
        if not isinstance(node, Entries):
            return Checked(None, (self._not_a_mapping(node),))
        values, wrong, found = self.values_of(node)
        return Checked(None if wrong else self.make(**values), found)

    def values_of(self, node: Entries) -> tuple[dict[str, Any], set[str], tuple[Diagnostic, ...]]:
        """Return the values by field, the names that are wrong (their values are empty), and what was found."""
        found: list[Diagnostic] = []
        values = dict(self.empty)
        by_name = self.by_name
        written: dict[str, Span] = {}
        wrong: set[str] = set()
        open_table: Field | None = None
        for key, inner in node.entries:
            field = by_name.get(key.text)
            if field is None:
                found.append(self._unknown(key, open_table, values.keys() - written.keys()))
                wrong.add(key.text)
                continue
            written[field.name] = key.span
            empty = type(inner) is Scalar and inner.empty
            open_table = field if empty else None
            if empty and not field.required:
                help_ = "Write its value, or delete the line."
                found.append(Diagnostic("field/empty", f"{field.name} has no value", key.span, help_))
            if empty:
                continue
            value, diagnostics = field.kind.decode(inner)
            if diagnostics:
                found.extend(_named(diagnostic, field.name) for diagnostic in diagnostics)
            if value is None:
                wrong.add(field.name)
            else:
                values[field.name] = value
        for field in self.required:
            if values[field.name] is field.empty and field.name not in wrong:
                found.append(self._missing(field, written.get(field.name), node))
                wrong.add(field.name)
        return values, wrong, tuple(found)

    def _missing(self, field: Field, key: Span | None, node: Entries) -> Diagnostic:
        if key:
            help_ = f"{field.name} takes {field.kind.says}."
            return Diagnostic("field/missing", f"{field.name} has no value", key, help_)
        help_ = f"Add {field.name}: … ({field.kind.says})"
        return Diagnostic("field/missing", f"{self.name} has no {field.name}", node.span, help_)

    def _unknown(self, key: Scalar, open_table: Field | None, free: set[str]) -> Diagnostic:
        message = f'"{key.text}" is not a field of {self.name}'
        if open_table and isinstance(open_table.kind, Table) and open_table.kind.field(key.text):
            help_ = f"It belongs to {open_table.name} above: indent this line by two spaces."
            return Diagnostic("field/unknown", message, key.span, help_)
        near = nearest(key.text, sorted(free)) or nearest(key.text, [field.name for field in self.fields])
        if near and near not in free:
            return Diagnostic("field/unknown", message, key.span, f'Did you mean "{near}"? It is already there above.')
        if near:
            others = [field.name for field in self.fields if field.name != near]
            clear = nearest(key.text, others) is None
            fix = Fix(key.span, near, safe=clear)
            return Diagnostic("field/unknown", message, key.span, f'Did you mean "{near}"?', fix)
        help_ = f"The fields are {', '.join(field.name for field in self.fields)}."
        return Diagnostic("field/unknown", message, key.span, help_)

    def _not_a_mapping(self, node: Node) -> Diagnostic:
        names = [field.name for field in self.fields if field.required] or [field.name for field in self.fields[:2]]
        shown = ", ".join(f"{name}: …" for name in names)
        return wrong_kind(self.name, self, node, None, f"Write fields, such as {{{shown}}}")

    def schema(self, terms: Terms) -> Schema:
        made: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {field.name: {"description": field.doc, **field.kind.schema(terms)} for field in self.fields},
        }
        required = [field.name for field in self.fields if field.required]
        return {**made, "required": required} if required else made

    def mentions(self, node: Node) -> Iterator[Mention]:
        if isinstance(node, Entries):
            for key, inner in node.entries:
                if key.text in self.by_name:
                    yield from self.by_name[key.text].kind.mentions(inner)


def places(node: Node, above: str = "") -> dict[str, Span]:
    """Return where the value of each field stands; an inner field as ``outer.inner``."""
    found: dict[str, Span] = {}
    for key, inner in node.entries if isinstance(node, Entries) else ():
        found[above + key.text] = inner.span
        if not above:
            found |= places(inner, f"{key.text}.")
    return found


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """Fold a list's item; most lists draw on a few hundred terms."""
    return fold(text)


def _named(diagnostic: Diagnostic, name: str) -> Diagnostic:
    """Put the field's name where a combinator, which does not know it, wrote "this field"."""
    if not diagnostic.message.startswith("this field"):
        return diagnostic
    return diagnostic._replace(message=name + diagnostic.message[len("this field") :])
