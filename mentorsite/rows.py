"""Parsed files ↔ rows of plain JSON values: what crosses from a worker to its parent, and what the cache keeps.

The records' own annotations say how they are read and written, so a new field of a record needs nothing here. A
row is read by types, never executed; whatever does not fit raises ``ValueError``, and the file is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from hashlib import blake2b
from sys import intern
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from mentorsite.diagnostics import Diagnostic, Span
from mentorsite.letters import distinct_words
from mentorsite.model import ALONE, SEARCHED, Guide, Marks, Mention, MentorQuery, Parsed, Profile, Prose

# Records hold no circles, so none is looked for.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_KINDS: dict[str, Any] = {"profile": Profile, "guide": Guide}
_COLUMNS = tuple(field.name for field in fields(Profile))


class _Row(NamedTuple):
    """What a row's parts refer to: its file, and the mentions that fields share with the list of all."""

    path: str
    mentions: list[Mention]


Coder = Callable[[Any, _Row], Any]


class Places(Mapping[str, Span]):
    """Where each field's value stands; a place becomes a ``Span`` when somebody asks, which is rare."""

    __slots__ = ("data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data

    def _rows(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = json.loads(self.data)
        return rows

    def __getitem__(self, name: str) -> Span:
        return Span(self.path, *self._rows()[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())


def to_row(parsed: Parsed, *, marked: bool = True) -> bytes:
    """Write a parsed file: a line for each mark, one for its words, then, as JSON, all but the places, and those.

    The lines of marks are left empty unless it is ``marked``: they tell builds apart, and where nothing is kept nobody
    asks.
    """
    row = _Row(parsed.path, list(parsed.mentions))
    value = None if parsed.value is None else _writer(_KINDS[parsed.kind])(parsed.value, row)
    mentions = [[mention.kind, mention.text, *mention.span[1:]] for mention in parsed.mentions]
    found = _writer(tuple[Diagnostic, ...])(parsed.diagnostics, row)
    places = {name: span[1:] for name, span in parsed.places.items()}
    whole = _json([parsed.slug, parsed.kind, mentions, value, found])
    words = _words_in(parsed.value) if marked and isinstance(parsed.value, Profile) else b""
    marks = _marks(parsed, value, whole, words) if marked else Marks("", "", "")
    return b"\n".join(("\n".join(marks).encode(), words, whole, _json(places)))


def _marks(parsed: Parsed, value: list[Any] | None, whole: bytes, words: bytes) -> Marks:
    """Return the digests by which it is told what an edit can change; where a mention stands changes nothing."""
    if not isinstance(parsed.value, Profile) or value is None:
        return Marks(_digest(whole), _digest(whole), "")
    seen = [part for name, part in zip(_COLUMNS, value, strict=True) if name not in ALONE]
    mentions = [(mention.kind, mention.text) for mention in parsed.mentions]
    return Marks(_digest(whole), _digest(_json([seen, mentions])), _digest(words))


def _words_in(profile: Profile) -> bytes:
    texts = (getattr(profile, name) for name in SEARCHED)
    words = (distinct_words(text.text if isinstance(text, Prose) else text or "") for text in texts)
    # Single letters of ours stand everywhere, and search leaves them out.
    told = (" ".join(sorted(word for word in found if len(word) > 1 or not word.isascii())) for found in words)
    return "|".join(told).encode()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


def from_row(path: str, data: bytes) -> Parsed:
    """Read a row back; raise ``ValueError`` for anything that ``to_row`` did not write."""
    try:
        whole, standing, said, words, head, places = data.split(b"\n")
        slug, kind, rows, value, found = json.loads(head)
        mentions = [_mention(path, *row) for row in rows]
        row = _Row(path, mentions)
        profile = None if value is None else _reader(_KINDS[kind])(value, row)
        diagnostics = _reader(tuple[Diagnostic, ...])(found, row) if found else ()
        marks = Marks(whole.decode(), standing.decode(), said.decode()) if whole else None
        spans = Places(path, places)
        return Parsed(path, slug, kind, profile, tuple(mentions), diagnostics, spans, marks, words.decode())
    except (ArithmeticError, AttributeError, LookupError, TypeError, RecursionError) as error:
        raise ValueError("not a row") from error


def pack(kind: Any, path: str, value: Any) -> bytes:
    """Write a record of a file in one line of JSON."""
    return _json(_writer(kind)(value, _Row(path, [])))


def unpack(kind: Any, path: str, data: bytes) -> Any:
    """Read a record back; raise ``ValueError`` for anything that ``pack`` did not write."""
    try:
        return _reader(kind)(json.loads(data), _Row(path, []))
    except (ArithmeticError, AttributeError, LookupError, TypeError, RecursionError) as error:
        raise ValueError("not a row") from error


def to_text(found: tuple[Diagnostic, ...]) -> bytes:
    """Write diagnostics as JSON."""
    return _json(_writer(tuple[Diagnostic, ...])(found, _Row("", []))) if found else b""


def from_text(data: bytes) -> tuple[Diagnostic, ...]:
    """Read diagnostics back."""
    found: tuple[Diagnostic, ...] = _reader(tuple[Diagnostic, ...])(json.loads(data), _Row("", [])) if data else ()
    return found


def _json(value: Any) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


def _mention(path: str, kind: str, text: str, line: int, column: int, length: int) -> Mention:
    """Many thousand mentions are of a few hundred words, so each word is kept once."""
    return Mention(intern(kind), intern(text), Span(path, line, column, length))


def _same(value: Any, row: _Row) -> Any:
    return value


def _hints(kind: Any) -> list[tuple[str, Any]]:
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else kind._fields
    hints = get_type_hints(kind)
    return [(name, hints[name]) for name in names]


@cache
def _writer(kind: Any) -> Coder:
    """Return the function that writes values of a type; a value of any type is written with its name."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in (str, int, bool, NoneType):
        return _same
    if kind is date:
        return lambda value, row: value.isoformat()
    if kind is Span:
        return lambda value, row: value[1:] if value.path == row.path else value
    if kind is Mention:
        return _write_mention
    if origin is tuple and inner[-1] is Ellipsis:
        each = _writer(inner[0])
        return lambda value, row: [each(item, row) for item in value]
    if origin is tuple:
        parts = [_writer(part) for part in inner]
        return lambda value, row: [part(item, row) for part, item in zip(parts, value, strict=True)]
    if origin is Mapping:
        of_each = _writer(inner[1])
        return lambda value, row: {key: of_each(item, row) for key, item in value.items()}
    if origin in (Union, UnionType) and len(inner) == 2 and NoneType in inner:
        some = _writer(next(part for part in inner if part is not NoneType))
        return lambda value, row: None if value is None else some(value, row)
    if origin in (Union, UnionType) or kind is Any:
        return lambda value, row: [type(value).__name__, _writer(_named(type(value)))(value, row)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value, row: value.value
    columns = [(name, _writer(hint)) for name, hint in _hints(kind)]
    return lambda value, row: [write(getattr(value, name), row) for name, write in columns]


@cache
def _reader(kind: Any) -> Coder:
    """Return the function that reads what ``_writer`` of the same type wrote."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in (str, int, bool, NoneType):
        return _same
    if kind is date:
        return lambda value, row: date.fromisoformat(value)
    if kind is Span:
        return lambda value, row: Span(row.path, *value) if len(value) == 3 else Span(*value)
    if kind is Mention:
        return _read_mention
    if origin is tuple and inner[-1] is Ellipsis:
        if inner[0] is str:
            return lambda value, row: tuple(value)
        each = _reader(inner[0])
        return lambda value, row: tuple([each(item, row) for item in value]) if value else ()
    if origin is tuple:
        parts = [_reader(part) for part in inner]
        return lambda value, row: tuple([part(item, row) for part, item in zip(parts, value, strict=True)])
    if origin is Mapping:
        of_each = _reader(inner[1])
        return lambda value, row: {key: of_each(item, row) for key, item in value.items()}
    if origin in (Union, UnionType) and len(inner) == 2 and NoneType in inner:
        some = _reader(next(part for part in inner if part is not NoneType))
        return lambda value, row: None if value is None else some(value, row)
    if origin in (Union, UnionType) or kind is Any:
        return lambda value, row: _reader(_TYPES[value[0]])(value[1], row)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value, row: kind(value)
    return _record_reader(kind)


def _record_reader(kind: Any) -> Coder:
    names, readers = zip(*((name, _reader(hint)) for name, hint in _hints(kind)), strict=True)
    changed = [(place, read) for place, read in enumerate(readers) if read is not _same]

    def record(value: Any, row: _Row) -> Any:
        values = [*value]
        for place, read in changed:
            values[place] = read(values[place], row)
        return make(values)

    def named(values: list[Any]) -> Any:
        return kind(**dict(zip(names, values, strict=True)))

    make = named if is_dataclass(kind) else kind._make
    return record


def _write_mention(value: Mention, row: _Row) -> Any:
    try:
        return row.mentions.index(value)
    except ValueError:
        return [value.kind, value.text, value.span]


def _read_mention(value: Any, row: _Row) -> Mention:
    return row.mentions[value] if type(value) is int else Mention(value[0], value[1], Span(*value[2]))


def _named(kind: type) -> Any:
    return tuple[Any, ...] if kind is tuple else kind


_TYPES: dict[str, Any] = {kind.__name__: kind for kind in (str, int, bool, date, Mention, MentorQuery)}
_TYPES["tuple"] = tuple[Any, ...]
