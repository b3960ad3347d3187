"""The tables of fields → ``docs/reference.md``: ``python -m mentorsite.reference > docs/reference.md``.

A test fails while the page in ``docs/`` says otherwise than the tables. Nothing is described here: what a field
is for stands in its table, and what it is worth to a coordinator in the pages around the reference.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from mentorsite.config import SITE
from mentorsite.fields import Either, Field, Kind, Many, Named, Table
from mentorsite.guide import GUIDE, QUERY
from mentorsite.profile import PROFILE

_HEAD = """# Field reference

Every field of every file, as the program reads it: `python -m mentorsite.reference > docs/reference.md` writes this
page from the tables in the code, so edit the tables and not the page. What the fields are for, with examples:
[profiles](profiles.md), [guides](guides.md), [site.yml](site-yml.md).

A field in **bold** is required; of a field inside another field, wherever the outer one is written.
"""

_FILES = (
    ("Profiles", "`mentors/<slug>.yml`", "", PROFILE),
    ("Guides", "The front matter of `content/**/<slug>.md`", "", GUIDE),
    ("Live lists", "A fenced block of the kind `mentors` in a guide", "mentors.", QUERY),
    ("The program", "`site.yml`", "", SITE),
)


def reference() -> str:
    """Return the page: one section a file format, one table a mapping."""
    parts = [_HEAD]
    for title, what, prefix, table in _FILES:
        parts.append(f"## {title}\n\n{what}.\n\n{_rows(table, PROFILE is table)}")
        parts += [f"### `{prefix}{path}`\n\n{_rows(inner, False)}" for path, inner in _inner(table)]
    return "\n".join(parts)


def _inner(table: Table, above: str = "") -> Iterator[tuple[str, Table]]:
    for field in table.fields:
        for inner in _tables(field.kind):
            yield above + field.name, inner
            yield from _inner(inner, f"{above}{field.name}.")


def _tables(kind: Kind) -> Iterator[Table]:
    if isinstance(kind, Table):
        yield kind
    for part in _parts(kind):
        yield from _tables(part)


def _parts(kind: Kind) -> tuple[Kind, ...]:
    if isinstance(kind, Many):
        return (kind.item,)
    if isinstance(kind, Named):
        return (kind.value,)
    return (kind.scalar, kind.other) if isinstance(kind, Either) else ()


def _rows(table: Table, seen: bool) -> str:
    head = "| field | takes | what it says |" + (" seen by |" if seen else "")
    lines = [head, "| --- " * (4 if seen else 3) + "|"]
    lines += [_row(field) + (f" {field.visibility.value} |" if seen else "") for field in table.fields]
    return "\n".join(lines) + "\n"


def _row(field: Field) -> str:
    name = f"**`{field.name}`**" if field.required else f"`{field.name}`"
    cells = (name, _takes(field.kind), field.doc)
    return "".join(f"| {cell.replace('|', chr(92) + '|')} " for cell in cells) + "|"


def _takes(kind: Kind) -> str:
    """Say what a kind takes; a table's fields have a table of their own in the page."""
    if isinstance(kind, Table):
        return "fields of its own"
    if isinstance(kind, Many):
        return f"a list, each item {_takes(kind.item)}"
    if isinstance(kind, Named):
        return f"names, each with {_takes(kind.value)}"
    return f"{_takes(kind.scalar)}, or {_takes(kind.other)}" if isinstance(kind, Either) else kind.says


if __name__ == "__main__":
    sys.stdout.write(reference())
