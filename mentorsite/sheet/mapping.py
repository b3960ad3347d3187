"""The map from a form's columns to fields. To know its format, read ``MAP``."""

from __future__ import annotations

from typing import Any, NamedTuple

from mentorsite.config import Config
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.fields import Either, Field, Many, Named, Table, places
from mentorsite.letters import nearest
from mentorsite.load import custom_table
from mentorsite.scalars import Choice, Text
from mentorsite.sheet.cells import columns
from mentorsite.yamltree import decode_utf8, parse_yaml

DATES = ("Y-M-D", "M/D/Y", "D/M/Y")


class Column(NamedTuple):
    """How one field is filled: from ``column``, from the ticked ones of ``checked``, or always with ``value``."""

    column: str
    checked: tuple[tuple[str, str], ...]
    value: str
    split: str
    values: tuple[tuple[str, str], ...]


class ConsentAnswer(NamedTuple):
    """Where consent is given: what means yes and no, the column of the day, and what may be shown as well."""

    column: str
    yes: tuple[str, ...]
    date: str
    scope: str
    show: Column | None
    no: tuple[str, ...] = ()


class Map(NamedTuple):
    """A form's columns by field; ``ignore`` names the columns that are left out on purpose."""

    columns: tuple[tuple[str, Column], ...]
    consent: ConsentAnswer | None
    dates: str
    slug: str
    ignore: tuple[str, ...]


def _column(given: Any) -> Column:
    return given if isinstance(given, Column) else Column(given, (), "", ";", ())


def _pairs(given: Any) -> tuple[tuple[str, str], ...]:
    return tuple((key.text, value) for key, value in given)


_COLUMN = Either(
    Text(300),
    Table(
        "a column",
        (
            Field("column", Text(300), "The column's heading.", empty=""),
            Field("checked", Named(Text(120)), "Headings of tick boxes, each with the value that it stands for.",
                  empty=()),
            Field("value", Text(300), "What every mentor gets.", empty=""),
            Field("split", Text(5), "What divides the items of a list.", empty=";"),
            Field("values", Named(Text(300)), "Answers, each with the value that it stands for.", empty=()),
        ),
        lambda column, checked, value, split, values: Column(column, _pairs(checked), value, split, _pairs(values)),
    ),
)  # fmt: skip

MAP = Table(
    "a map",
    (
        Field("columns", Named(_COLUMN), "Field → the column that fills it.", required=True),
        Field(
            "consent",
            Table(
                "consent",
                (
                    Field("column", Text(300), "The question whether the profile may be published.", required=True),
                    Field("yes", Many(Text(300)), "The answers that mean yes.", required=True),
                    Field("no", Many(Text(300)), "The answers that mean no: such a row is not written.", empty=()),
                    Field("date", Text(300), "The column with the day of the answer.", required=True),
                    Field("scope", Choice(("public", "internal")), "Who may see the profile.", empty="public"),
                    Field("show", _COLUMN, "The column with what may be shown as well."),
                ),
                lambda column, yes, no, date, scope, show: ConsentAnswer(
                    column, yes, date, scope, _column(show) if show else None, tuple(no)
                ),
            ),
            "Where consent is given. Without it no new mentor is published.",
        ),
        Field("dates", Choice(DATES), "How the form writes dates.", empty="Y-M-D"),
        Field("slug", Text(300), "The column with the file name of each mentor, if there is one.", empty=""),
        Field("ignore", Many(Text(300)), "Columns to leave out.", empty=()),
    ),
    lambda columns, consent, dates, slug, ignore: Map(
        tuple((key.text, _column(value)) for key, value in columns), consent, dates, slug, ignore
    ),
)


def read_map(path: str, data: bytes, config: Config) -> Checked[Map]:
    """Read a map; fields that profiles do not have are found here."""
    text, found = decode_utf8(path, data)
    node, faults = parse_yaml(path, text) if text is not None else (None, ())
    found += faults
    if node is None:
        return Checked(None, found)
    made, faults = MAP.decode(node)
    found += faults
    where = places(node)
    known = [".".join(name) for name, _ in columns(custom_table(config)) if name[0] != "consent"]
    named = [name.removeprefix("columns.") for name in where if name.startswith("columns.")]
    unknown = [name for name in named if name not in known]
    for name in unknown:
        near = nearest(name, known)
        hint = f'Did you mean "{near}"?' if near else f"The fields are {', '.join(known)}."
        if name.startswith("consent"):
            hint = "Consent has a place of its own in the map, beside columns:, with the fields column, yes, no, date, "
            hint += "scope and show: consent: {column: …, yes: […], date: …}"
        place = where.get(f"columns.{name}", Span(path))
        found += (Diagnostic("field/unknown", f'profiles have no field "{name}"', place, hint),)
    return Checked(None if unknown else made, found)
