"""What was read from a row: values by field, and what is wrong with cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mentorsite.edit import Data, Path, as_flow
from mentorsite.yamltree import parse_yaml


class Fault(NamedTuple):
    """What is wrong with, or was guessed from, one cell; no ``column`` where it is about the whole row."""

    row: int
    column: str
    message: str
    help: str = ""


class Answer(NamedTuple):
    """The value of one field, None for an empty cell; ``cell`` is its text where it stands in one cell."""

    value: Data | None
    cell: str = ""


class Answers(NamedTuple):
    """All values of one row."""

    slug: str
    values: Mapping[Path, Answer]
    guesses: tuple[Fault, ...]
    faults: tuple[Fault, ...]
    refused: bool = False
    """Whether consent was asked for and not given."""
    unread: tuple[Fault, ...] = ()
    """Words that are in no list: they are left out of their cell, and the rest of the row is taken."""


def close(changes: dict[Path, Data | None], said: Mapping[str, Any]) -> None:
    """Where every field of a mapping goes, let the mapping itself go."""
    for name, inner in said.items():
        gone = [path for path, value in changes.items() if path[0] == name and len(path) == 2 and value is None]
        others = [path for path in changes if path[0] == name and path not in gone]
        if isinstance(inner, dict) and not others and gone and {path[1] for path in gone} >= set(inner):
            for path in gone:
                del changes[path]
            changes[(name,)] = None


def wrong(kind: Any, value: Data) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a value, as the profile's own table says it."""
    node = parse_yaml("cell", as_flow(value)).value
    if node is None:
        return
    for diagnostic in kind.decode(node).diagnostics:
        if diagnostic.code not in ("field/empty", "field/repeated"):
            message = diagnostic.message.replace("this field takes", "the cell takes")
            yield message, diagnostic.help
