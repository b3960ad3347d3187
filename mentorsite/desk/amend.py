"""A mentor's file with some values changed, read again and checked before anybody saves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from mentorsite.build import Reading, judged, read_program
from mentorsite.config import Config
from mentorsite.desk.changes import Change
from mentorsite.fields import Either, Many, Table
from mentorsite.letters import nearest
from mentorsite.model import SourceFile
from mentorsite.parse import custom_table
from mentorsite.run import Finding, Options
from mentorsite.yaml.edit import Data, EditRefused, Path, data_of, edited
from mentorsite.yaml.tree import decode_utf8, parse_yaml


class AmendRefused(Exception):  # noqa: N818 - it is a refusal
    """The change cannot be made; the message says why and what to type instead."""


class Amended(NamedTuple):
    """The file as it would be, and what the change brought with it that was not found before."""

    change: Change
    fresh: tuple[Finding, ...]


def source_of(slug: str, reading: Reading) -> SourceFile:
    """Return the file of the mentor with this slug, which may be given as a path as well."""
    slug = slug.removeprefix("mentors/").removesuffix(".yml").removesuffix(".yaml")
    sources = {source.slug: source for source in reading.program.sources if source.kind == "profile"}
    if slug in sources:
        return sources[slug]
    near = nearest(slug, sorted(sources))
    hint = f'did you mean "{near}"?' if near else "the slug is the file's name without .yml"
    raise AmendRefused(f'there is no mentor "{slug}"; {hint}')


def amend(reading: Reading, options: Options, slug: str, changes: Mapping[Path, Data | None]) -> Amended:
    """Change values of one mentor's file and check the whole program as it would be."""
    source = source_of(slug, reading)
    config = reading.program.config
    text = decode_utf8(source.path, source.data).value
    if text is None:
        raise AmendRefused(f"{source.path} is not UTF-8 text; run mentorsite check")
    mark = "\ufeff" if source.data.startswith(b"\xef\xbb\xbf") else ""
    order = [field.name for field in custom_table(config).fields]
    try:
        data = edited(mark + text, changes, order).encode()
    except EditRefused as refusal:
        raise AmendRefused(f"{source.path}: {refusal}") from None
    after = read_program(options, instead={source.path: data}, earlier=reading.program)
    before = Counter((d.code, d.span.path, d.message) for d in reading.diagnostics)
    fresh = tuple(d for d in after.diagnostics if (d.code, d.span.path, d.message) not in before)
    return Amended(Change(source.path, source.data, data), judged(fresh, config, options))


def assignment(text: str, config: Config | None) -> tuple[Path, Data | None]:
    """Read ``field=value``, such as ``capacity.current=3``, as the profile's table understands it.

    No value removes the field; a list may stand with or without its brackets.
    """
    name, sign, value = text.partition("=")
    path = tuple(part.strip() for part in name.split("."))
    if not sign or not all(path):
        raise AmendRefused(f'"{text}" is no assignment; write it as field=value, such as capacity.current=3')
    kind: Any = custom_table(config)
    for part in path:
        table = kind if isinstance(kind, Table) else None
        field = table.field(part) if table else None
        if table is None or field is None:
            names = [f.name for f in table.fields] if table else []
            near = nearest(part, names)
            listed = f"its fields are {', '.join(names)}" if names else "it takes one value"
            hint = f'did you mean "{near}"?' if near else listed
            raise AmendRefused(f'{table.name if table else path[0]} has no field "{part}"; {hint}')
        kind = field.kind
    return path, data_as(kind, value.strip()) if value.strip() else None


def data_as(kind: Any, text: str) -> Data:
    """Read text as data of one kind: a list or mapping where the kind is one, else the text as it is."""
    if isinstance(kind, Either):
        return data_as(kind.other if text.startswith(("[", "{")) else kind.scalar, text)
    if isinstance(kind, Many):
        listed = _yaml(text if text.startswith("[") else f"[{text}]")
        return listed if isinstance(listed, list) else [listed]
    if isinstance(kind, Table):
        return _yaml(text if text.startswith("{") else f"{{{text}}}")
    return text


def _yaml(text: str) -> Data:
    node, found = parse_yaml("value", text)
    if node is None:
        raise AmendRefused(f'"{text}" cannot be read: {found[0].message}')
    return data_of(node)
