"""What a profile says ↔ cells of text, by the profile's own table of fields.

A field with fields of its own takes a column for each (``capacity.max``); a list of texts stands in one cell,
divided by semicolons; a list of records stands there as YAML.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any

from mentorsite.fields import Either, Many, Table
from mentorsite.letters import fold
from mentorsite.yaml.edit import Data, Path, as_flow, data_of
from mentorsite.yaml.text import quoted
from mentorsite.yaml.tree import parse_yaml

_ITEM = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^;]*?)\s*(;|$)')


def columns(table: Table, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the path and the kind of each column that a table of fields takes."""
    for field in table.fields:
        path = (*above, field.name)
        if isinstance(field.kind, Table):
            yield from columns(field.kind, path)
        else:
            yield path, field.kind


def at(data: Any, path: Path) -> Data | None:
    """Return what stands at a path, None for nothing."""
    found: Data | None = data
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def as_cell(value: Data | None) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.rstrip("\n")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(_item(str(item)) for item in value)
    return as_flow(value)


def _item(text: str) -> str:
    plain = text and text == text.strip() and not re.search(r'[;"\n]', text)
    return text if plain else quoted(text)


def of_cell(kind: Any, text: str) -> Data | None:
    """Read a cell as data of one kind; None for an empty one. Raises ``ValueError`` with what is wrong."""
    if not text.strip():
        return None
    if isinstance(kind, Either):
        return of_cell(kind.other if text.lstrip().startswith("[") else kind.scalar, text)
    if isinstance(kind, Many) and isinstance(kind.item, Table):
        return _records(text)
    if isinstance(kind, Many):
        return split(text)
    return text


def split(text: str, divider: str = ";", known: Container[str] = ()) -> list[Any]:
    """Divide a cell into its items; quotation marks keep an item whole, and so does being ``known`` (folded)."""
    if divider != ";":
        return list(_divided(text.split(divider), divider, known))
    items = []
    place = 0
    while place < len(text):
        match = _ITEM.match(text, place)
        assert match is not None
        if match[1]:
            items.append(_unquoted(match[1]))
        place = max(match.end(), place + 1)
    return items


def _divided(parts: list[str], divider: str, known: Container[str]) -> Iterator[str]:
    """Yield the items; an answer that itself holds the divider ("ear, nose and throat") is put together again."""
    while parts:
        ends = range(len(parts), 1, -1)
        end = next((n for n in ends if fold(divider.join(parts[:n])) in known), 1)
        if item := divider.join(parts[:end]).strip():
            yield item
        parts = parts[end:]


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    node = parse_yaml("cell", text).value
    data = data_of(node) if node is not None else text
    return data if isinstance(data, str) else text


def _records(text: str) -> Data:
    node, found = parse_yaml("cell", text)
    if node is None:
        raise ValueError(f"{found[0].message}; the cell takes a list such as [{{module: …, completed: 2026-09-01}}]")
    return data_of(node)
