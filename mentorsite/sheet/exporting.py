"""Program → table: what each mentor's file says, in cells that a spreadsheet leaves alone.

Without ``all_`` only what anyone may see: published mentors, public fields, and no field that consent opens for
some mentors and not for others. A withheld value must not look like an empty one, or the way back would delete it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mentorsite.build import Program
from mentorsite.model import Profile
from mentorsite.parse import custom_table
from mentorsite.publish import has_left, is_published, withheld_fields
from mentorsite.sheet.cells import as_cell, at, columns
from mentorsite.yaml.edit import Path, read_data
from mentorsite.yaml.tree import decode_utf8

SLUG = "slug"
_GUARDED = frozenset({"contact", "communities", "communities_note", "photo", "consent"})


class Export(NamedTuple):
    """The header and the rows as cells, the same as records, and the files that could not be read."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    records: tuple[dict[str, Any], ...]
    left_out: tuple[str, ...]


def export(program: Program, *, all_: bool) -> Export:
    """Return every mentor's row, by slug; columns that nobody fills stay, so that they can be filled."""
    config = program.config
    assert config is not None
    hidden = frozenset() if all_ else _GUARDED | set(withheld_fields(config, "public"))
    paths = [path for path, _ in columns(custom_table(config)) if path[0] not in hidden]
    rows, records, left_out = [], [], []
    sources = {source.path: source for source in program.sources}
    for item in sorted(program.parsed, key=lambda item: item.slug):
        if item.kind != "profile":
            continue
        if not isinstance(item.value, Profile):
            left_out.append(item.path)
            continue
        shown = is_published(item.value, config, "public") and not has_left(item.value, program.today)
        if not shown and not all_:
            continue
        text = decode_utf8(item.path, sources[item.path].data).value
        said = read_data(text or "")
        rows.append((item.slug, *(as_cell(at(said, path)) for path in paths)))
        records.append({SLUG: item.slug, **{name: value for name, value in said.items() if name not in hidden}})
    return Export((SLUG, *map(_dotted, paths)), tuple(rows), tuple(records), tuple(left_out))


def _dotted(path: Path) -> str:
    return ".".join(path)
