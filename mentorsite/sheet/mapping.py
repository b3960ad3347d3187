"""The map from a form's columns to fields. To know its format, read ``MAP``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mentorsite.config import Config
from mentorsite.diagnostics import Checked, Diagnostic
from mentorsite.fields import Either, Field, Many, Named, Schema, Table, Terms
from mentorsite.letters import nearest
from mentorsite.model import Mention
from mentorsite.parse import custom_table
from mentorsite.scalars import Choice, Reference, Text
from mentorsite.sheet.cells import columns
from mentorsite.sheet.days import ORDERS
from mentorsite.yaml.tree import Entries, Items, Node, Scalar, decode_utf8, parse_yaml


class Column(NamedTuple):
    """How one field is filled: from ``columns``, joined by blanks, from the ticked of ``checked``, or with ``value``.

    ``values`` are answers, each with the values that it stands for; none for an answer that stands for nothing.
    """

    columns: tuple[str, ...]
    checked: tuple[tuple[str, str], ...] = ()
    value: str = ""
    split: str = ";"
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading from which the field is read."""
        return (*(heading for heading, _ in self.checked), *self.columns)


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


class _Meant:
    """What an answer stands for: one value, a list of them, or nothing (`""`)."""

    says = "a value, a list of values, or nothing"
    _some = Either(Text(300), Many(Text(300)))

    def decode(self, node: Node) -> Checked[Any]:
        if isinstance(node, Scalar) and not node.text.strip():
            return Checked(())
        value, found = self._some.decode(node)
        return Checked((value,) if isinstance(value, str) else value, found)

    def schema(self, terms: Terms) -> Schema:
        return self._some.schema(terms)

    def mentions(self, node: Node) -> Iterator[Mention]:
        return iter(())


def _column(given: Any) -> Column:
    return given if isinstance(given, Column) else Column((given,))


def _pairs(given: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((key.text, value) for key, value in given)


_COLUMN = Either(
    Text(300),
    Table(
        "a column",
        (
            Field("column", Either(Text(300), Many(Text(300))),
                  "The column's heading; several, such as those of first and last name, make one value.", empty=()),
            Field("checked", Named(Text(120)), "Headings of tick boxes, each with the value that it stands for.",
                  empty=()),
            Field("value", Text(300), "What every mentor gets.", empty=""),
            Field("split", Text(5), "What divides the items of a list.", empty=";"),
            Field("values", Named(_Meant()), "Answers, each with the value or values that it stands for.", empty=()),
        ),
        lambda column, checked, value, split, values: Column(
            (column,) if isinstance(column, str) else column, _pairs(checked), value, split, _pairs(values)
        ),
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
        Field("dates", Choice(ORDERS), "How the form writes dates.", empty="Y-M-D"),
        Field("slug", Text(300), "The column with the file name of each mentor, if there is one.", empty=""),
        Field("ignore", Many(Text(300)), "Columns to leave out.", empty=()),
    ),
    lambda columns, consent, dates, slug, ignore: Map(
        tuple((key.text, _column(value)) for key, value in columns), consent, dates, slug, ignore
    ),
)


def read_map(path: str, data: bytes, config: Config) -> Checked[Map]:
    """Read a map; fields that profiles do not have, and values that no list has, are found here."""
    text, found = decode_utf8(path, data)
    node, faults = parse_yaml(path, text) if text is not None else (None, ())
    found += faults
    if node is None:
        return Checked(None, found)
    made, faults = MAP.decode(node)
    faults = tuple(_helped(fault) for fault in faults)
    kinds = {".".join(name): kind for name, kind in columns(custom_table(config))}
    wrong = (*_unknown(node, kinds), *_impossible(node, kinds, config))
    return Checked(None if wrong else made, (*found, *faults, *wrong))


def _helped(found: Diagnostic) -> Diagnostic:
    """Say where a setting of one column belongs, and which order was meant, where the table of the map cannot."""
    said = found.message.split('"')[1:2]
    if found.code == "field/unknown" and said in (["values"], ["split"], ["checked"]) and "of a map" in found.message:
        hint = "It belongs into the braces of its column, such as "
        return found._replace(help=hint + "campus: {column: Campus, values: {Downtown: Riverside}}")
    if found.code == "field/choice" and said and (order := _order(said[0])):
        return found._replace(help=f'Did you mean "{order}"?')
    return found._replace(help=found.help.replace(", in small letters", "")) if said else found


def _order(text: str) -> str:
    """Return the order of dates that letters such as DD.MM.YYYY or mm/dd/yy stand for; empty for none."""
    letters = "".join(dict.fromkeys(letter for letter in text.upper() if letter in "YMD"))
    return next((order for order in ORDERS if order[::2] == letters), "")


def _unknown(node: Node, kinds: Mapping[str, Any]) -> Iterator[Diagnostic]:
    known = [name for name in kinds if not name.startswith("consent.")]
    for key, _ in _inner(node, "columns"):
        name = key.text
        if name in known:
            continue
        near = next((one for one in known if one.rpartition(".")[2] == name), None) or nearest(name, known)
        hint = f'Did you mean "{near}"?' if near else f"The fields are {', '.join(known)}."
        if name.startswith("consent"):
            hint = "Consent has a place of its own in the map, beside columns:, with the fields column, yes, no, date, "
            hint += "scope and show: consent: {column: …, yes: […], date: …}"
        yield Diagnostic("field/unknown", f'profiles have no field "{name}"', key.span, hint)


def _impossible(node: Node, kinds: Mapping[str, Any], config: Config) -> Iterator[Diagnostic]:
    """Find the values that a column would give and its field does not take."""
    told = [(key.text, inner) for key, inner in _inner(node, "columns")]
    told += [("consent.show", inner) for key, inner in _inner(node, "consent") if key.text == "show"]
    for name, column in told:
        if isinstance(column, Entries) and not {key.text for key, _ in column.entries} & {"column", "checked", "value"}:
            hint = "Name its column:, its tick boxes under checked:, or the value: that everybody gets."
            yield Diagnostic("field/missing", f"nothing says what fills {name}", column.span, hint)
        kind = kinds.get(name)
        kind = kind.item if isinstance(kind, Many) else kind.scalar if isinstance(kind, Either) else kind
        given = [inner for key, inner in _entries(column) if key.text == "value"]
        given += [inner for key, _ in _entries(column) for _, inner in _inner(column, key.text)]
        for target in [item for one in given for item in (one.items if isinstance(one, Items) else (one,))]:
            if not isinstance(target, Scalar) or not target.text.strip() or kind is None:
                continue
            if not isinstance(kind, Reference):
                yield from kind.decode(target).diagnostics
            elif (vocabulary := config.vocabularies.get(kind.kind)) and not vocabulary.find(target.text):
                near = nearest(target.text, vocabulary.terms)
                hint = f'Did you mean "{near}"?' if near else "Write a value of the list, or add it in site.yml."
                message = f'"{target.text}" is not in the list "{vocabulary.title.lower()}"'
                yield Diagnostic("profile/unknown-term", message, target.span, hint)


def _inner(node: Node, name: str) -> tuple[tuple[Scalar, Node], ...]:
    """Return the entries of a mapping within a mapping."""
    return next((_entries(inner) for key, inner in _entries(node) if key.text == name), ())


def _entries(node: Node) -> tuple[tuple[Scalar, Node], ...]:
    return node.entries if isinstance(node, Entries) else ()
