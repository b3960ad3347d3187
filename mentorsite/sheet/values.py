"""What was read from a row: values by field, and what is wrong with cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mentorsite.diagnostics import RULES, Diagnostic, Severity
from mentorsite.letters import fold
from mentorsite.sheet.damage import made_a_date
from mentorsite.yaml.edit import Data, Path, as_flow
from mentorsite.yaml.tree import parse_yaml

_NOTHING = frozenset({"-", "--", ".", "?", "n/a", "na", "n.a.", "none", "nil", "no", "null", "tbd"})


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
    moment: str = ""
    """When the row was answered, as ``2026-10-03T09:12:00``, as far as it says so."""
    cells: tuple[str, ...] = ()


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
    for diagnostic in _decoded(kind, value):
        # What turns the letters around cannot be seen in a table, so nobody would find it there again.
        if RULES[diagnostic.code].severity is Severity.ERROR or diagnostic.code == "text/direction":
            message = diagnostic.message.replace("this field takes", "the cell takes")
            help_ = diagnostic.help
            if isinstance(value, str) and made_a_date(value):
                help_ = "A spreadsheet takes answers such as 3-4 for dates: look what the form itself says."
            elif isinstance(value, str) and fold(value) in _NOTHING:
                help_ = "If there is none, leave the cell empty."
            yield message, help_


def mended(kind: Any, value: str) -> str:
    """Return an address that lacks its scheme, or an iD in its address, as it is to be; empty for anything else."""
    fixes = [found.fix for found in _decoded(kind, value) if found.fix and found.code in ("field/url", "field/orcid")]
    return fixes[0].text if fixes and fixes[0].safe else ""


def _decoded(kind: Any, value: Data) -> tuple[Diagnostic, ...]:
    node = parse_yaml("cell", as_flow(value)).value
    found: tuple[Diagnostic, ...] = kind.decode(node).diagnostics if node is not None else ()
    return found
