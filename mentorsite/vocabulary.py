"""Vocabularies: the program's lists of values, on their own or upon a packaged one.

One vocabulary drives validation, browse pages and search alike, so that a value can never be valid and yet
unfindable. A program extends ``medicine`` and then adds, changes, renames or removes values.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.fields import Either, Field, Many, Named, Schema, Table, Terms, wrong_kind
from mentorsite.letters import fold, loosened, nearest, slugify
from mentorsite.model import Term, Vocabulary
from mentorsite.scalars import Choice, Text
from mentorsite.yaml.tree import Entries, Node, Scalar, parse_yaml

TITLES = {
    "specialties": "Specialties",
    "helps_with": "Helps with",
    "roles": "Mentor roles",
    "stages": "Mentee stages",
    "formats": "Formats",
    "languages": "Languages",
    "campuses": "Campuses",
    "communities": "Communities",
}
"""The vocabularies that every program has, with the words for each; a program's strings may say otherwise."""

PACKAGED = ("medicine",)


class Change(NamedTuple):
    """What site.yml says of one value; None where it says nothing."""

    label: str | None
    aliases: tuple[str, ...] | None
    parent: str | None
    description: str | None
    code: str | None
    found_by: str | None
    rename: str | None


_CHANGE = Table(
    "a value",
    (
        Field("label", Text(80), "The words that pages show, if not the name itself."),
        Field("aliases", Many(Text(80), most=60), "Other words for it, which people write and type."),
        Field("parent", Text(80), "The broader value that it belongs to."),
        Field("description", Text(300), "One sentence for the browse page."),
        Field("code", Text(20), "Its code in a public list, such as NUCC's."),
        Field("found_by", Text(6000), "Words for search alone, divided by commas; ~ before what others mean first."),
        Field("rename", Text(80), "A new name for it; the old one stays as an alias."),
    ),
    Change,
)
_NOTHING = Change(None, None, None, None, None, None, None)


class _Values:
    """Values of one vocabulary: name → nothing, ``remove``, or what changes; or a plain list of names."""

    says = "a list of names, or names each with its label, aliases, parent or description"
    _named = Named(Either(Choice(("remove",)), _CHANGE))

    def decode(self, node: Node) -> Checked[Any]:
        if isinstance(node, Entries):
            bare = tuple((key, _NOTHING) for key, inner in node.entries if isinstance(inner, Scalar) and inner.empty)
            told = Entries(tuple((k, v) for k, v in node.entries if not (isinstance(v, Scalar) and v.empty)), node.span)
            values, found = self._named.decode(told)
            order = {key.text: place for place, (key, _) in enumerate(node.entries)}
            both = sorted((*bare, *(values or ())), key=lambda pair: order[pair[0].text])
            return Checked(tuple(both) if values is not None else None, found)
        items = getattr(node, "items", None)
        if items is None or not all(isinstance(item, Scalar) for item in items):
            return Checked(None, (wrong_kind("a vocabulary", self, node),))
        return Checked(tuple((item, _NOTHING) for item in items))

    def schema(self, terms: Terms) -> Schema:
        listed = {"type": "array", "items": {"type": "string"}}
        return {"anyOf": [listed, {"type": "object"}]}

    def mentions(self, node: Node) -> Any:
        return iter(())


class _Vocabularies:
    """``extends`` and any number of vocabularies."""

    says = "vocabularies, each a list of values"
    _named = Named(_Values())

    def decode(self, node: Node) -> Checked[Any]:
        if not isinstance(node, Entries):
            return Checked(None, (wrong_kind("vocabularies", self, node),))
        base = next((value for key, value in node.entries if key.text == "extends"), None)
        rest = Entries(tuple((key, value) for key, value in node.entries if key.text != "extends"), node.span)
        values, found = self._named.decode(rest)
        extended, faults = Choice(PACKAGED).decode(base) if base is not None else (None, ())
        whole = values is not None and not faults
        return Checked((values, extended) if whole else None, (*found, *faults))

    def schema(self, terms: Terms) -> Schema:
        properties: Schema = {"extends": {"enum": list(PACKAGED)}}
        properties |= {name: _Values().schema(terms) for name in TITLES}
        return {"type": "object", "properties": properties, "additionalProperties": _Values().schema(terms)}

    def mentions(self, node: Node) -> Any:
        return iter(())


VOCABULARIES = _Vocabularies()


def vocabularies_of(told: Any, custom: Mapping[str, str]) -> Checked[dict[str, Vocabulary]]:
    """Build every vocabulary from what site.yml says; ``custom`` gives the titles of the program's own."""
    changes, extended = told
    base = _packaged(extended) if extended else {}
    found: list[Diagnostic] = []
    named = {key.text: (key, values) for key, values in changes}
    titles = {**TITLES, **custom}
    for name, (key, _) in named.items():
        if name not in titles:
            near = nearest(name, titles)
            help_ = f'Did you mean "{near}"?' if near else f"Declare a field of type terms with vocabulary: {name}."
            found.append(
                Diagnostic("site/unknown-vocabulary", f'no field takes its values from "{name}"', key.span, help_)
            )
    built = {}
    for name, title in titles.items():
        values = base.get(name, ()) + (named[name][1] if name in named else ())
        vocabulary, faults = _build(name, title, values)
        found.extend(faults)
        built[name] = vocabulary
    return Checked(built, tuple(found))


@lru_cache(maxsize=2)
def _packaged(name: str) -> dict[str, tuple[tuple[Scalar, Any], ...]]:
    path = f"vocabularies/{name}.yml"
    text = resources.files("mentorsite").joinpath(path).read_text(encoding="utf-8")
    node = parse_yaml(path, text).value
    values = VOCABULARIES.decode(node).value if node is not None else None
    assert values is not None, f"{path} is part of the package and has a test"
    said = _words(name)
    return {key.text: tuple(_found_by(said, key.text, *each) for each in listed) for key, listed in values[0]}


def _words(name: str) -> dict[str, str]:
    """Return what search finds each packaged value by, under ``vocabulary/value``."""
    text = resources.files("mentorsite").joinpath(f"vocabularies/{name}.words").read_text(encoding="utf-8")
    lines = text.replace("\n  ", " ").split("\n")
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def _found_by(said: Mapping[str, str], vocabulary: str, value: Scalar, change: Any) -> tuple[Scalar, Any]:
    return value, change._replace(found_by=said.get(f"{vocabulary}/{value.text}"))


def _build(name: str, title: str, values: tuple[tuple[Scalar, Any], ...]) -> tuple[Vocabulary, list[Diagnostic]]:
    found: list[Diagnostic] = []
    terms: dict[str, Term] = {}
    places: dict[str, Span] = {}
    for key, change in values:
        text = " ".join(key.text.split())
        if change == "remove":
            if terms.pop(text, None) is None:
                found.append(_no_value(name, text, terms, key))
            terms = {n: t._replace(parent=None) if t.parent == text else t for n, t in terms.items()}
            continue
        old = terms.get(text)
        if change.rename is not None and old is None:
            found.append(_no_value(name, text, terms, key))
            continue
        term = _changed(name, text, old, change)
        if change.rename is not None:
            terms = {
                (term.name if n == text else n): (
                    term if n == text else t._replace(parent=term.name) if t.parent == text else t
                )
                for n, t in terms.items()
            }
        else:
            terms[text] = term
        places[term.name] = key.span
    for text, term in terms.items():
        if term.parent is not None and term.parent not in terms:
            near = nearest(term.parent, terms)
            help_ = f'Did you mean "{near}"?' if near else f'Add "{term.parent}" to {name} as well.'
            message = f'{name} has no value "{term.parent}", the parent of "{text}"'
            found.append(Diagnostic("site/unknown-value", message, places.get(text, Span("site.yml")), help_))
            terms[text] = term._replace(parent=None)
    found.extend(_loops(name, terms, places))
    forms, clashes = _forms(name, terms, places)
    return Vocabulary(name, title, terms, forms, _loose(forms)), found + clashes


def _loose(forms: Mapping[str, str]) -> dict[str, str]:
    made: dict[str, set[str]] = {}
    for form, name in forms.items():
        made.setdefault(loosened(form), set()).add(name)
    return {form: names.pop() for form, names in made.items() if len(names) == 1}


def _changed(vocabulary: str, text: str, old: Term | None, change: Change) -> Term:
    name = change.rename or text
    label = change.label or (old.label if old and not change.rename else name[:1].upper() + name[1:])
    aliases = change.aliases if change.aliases is not None else old.aliases if old else ()
    if change.rename:
        aliases = (*aliases, text)
    return Term(
        vocabulary,
        name,
        label,
        slugify(name) or "value",
        aliases,
        change.parent or (old.parent if old else None),
        change.description or (old.description if old else ""),
        change.code or (old.code if old else ""),
        change.found_by or (old.found_by if old else ""),
    )


def _no_value(name: str, text: str, terms: Mapping[str, Term], key: Scalar) -> Diagnostic:
    near = nearest(text, terms)
    help_ = f'Did you mean "{near}"?' if near else f"The values are {', '.join(list(terms)[:12])} …"
    return Diagnostic("site/unknown-value", f'{name} has no value "{text}" to change', key.span, help_)


def _loops(name: str, terms: dict[str, Term], places: Mapping[str, Span]) -> list[Diagnostic]:
    found = []
    for text in list(terms):
        line = [text]
        while (parent := terms[line[-1]].parent) is not None:
            if parent in line:
                message = f'in {name}, "{text}" is above itself: {" → ".join([*line, parent])}'
                place = places.get(text, Span("site.yml"))
                found.append(Diagnostic("site/parent-loop", message, place, "Take out one of the parents."))
                terms[text] = terms[text]._replace(parent=None)
                break
            line.append(parent)
    return found


def _forms(name: str, terms: Mapping[str, Term], places: Mapping[str, Span]) -> tuple[dict[str, str], list[Diagnostic]]:
    forms: dict[str, str] = {}
    slugs: dict[str, str] = {}
    found = []
    for text, term in terms.items():
        other = slugs.setdefault(term.slug, text)
        if other != text:
            message = f'in {name}, "{text}" and "{other}" would have one address, {term.slug}'
            place = places.get(text, Span("site.yml"))
            found.append(Diagnostic("site/alias-clash", message, place, "Rename one of the two."))
        for form in dict.fromkeys(fold(word) for word in (text, term.label, *term.aliases)):
            holder = forms.setdefault(form, text)
            if holder != text:
                message = f'in {name}, "{form}" stands for both "{holder}" and "{text}"'
                place = places.get(text) or places.get(holder) or Span("site.yml")
                found.append(
                    Diagnostic("site/alias-clash", message, place, "Take it out of the aliases of one of them.")
                )
    return forms, found
