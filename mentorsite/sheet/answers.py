"""One row of cells → values of fields: by the map, or by headings that are the fields' own names.

Words become terms of the vocabularies: their own forms and aliases surely, near misses as guesses that are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from mentorsite.config import Config
from mentorsite.edit import Data, Path
from mentorsite.fields import Many
from mentorsite.letters import fold, nearest, surely_nearest
from mentorsite.load import custom_table
from mentorsite.model import Vocabulary
from mentorsite.scalars import Date, MonthOrDate, Reference, Text
from mentorsite.sheet.cells import as_cell, at, columns, of_cell, split
from mentorsite.sheet.damage import damage
from mentorsite.sheet.files import SheetRefused
from mentorsite.sheet.mapping import Column, Map
from mentorsite.sheet.values import Answer, Answers, Fault, close, wrong


class Reader:
    """Reads rows under one header. ``unknown`` are the columns that nothing reads."""

    def __init__(self, header: tuple[str, ...], map_: Map | None, config: Config) -> None:
        self.header, self.map, self.config = header, map_, config
        self.kinds = dict(columns(custom_table(config)))
        self.place = {_key(name): place for place, name in enumerate(header)}
        repeated = sorted(name for name in set(header) if name and header.count(name) > 1)
        self.columns = self._mapped(map_) if map_ else self._own()
        used = {heading for _, column in self.columns for heading in _headings(column)} | set(self._consent_headings())
        used |= {_key(map_.slug)} if map_ and map_.slug else {"slug"}
        if wrong := [name for name in repeated if _key(name) in used]:
            raise SheetRefused(f'the heading "{wrong[0]}" stands twice; rename one of the two columns')
        ignored = {_key(name) for name in (map_.ignore if map_ else ())}
        self.unknown = tuple(name for name in header if name and _key(name) not in used | ignored)

    @property
    def declines(self) -> bool:
        """Whether the map says which answers mean no."""
        return bool(self.map and self.map.consent and self.map.consent.no)

    @property
    def slug_heading(self) -> str:
        """The heading of the column with the file name."""
        return self.map.slug if self.map else "slug"

    def heading(self, path: Path) -> str:
        """Return the heading of the column that fills a field."""
        column = next((column for field, column in self.columns if field == path), None)
        told = self.map.consent if self.map else None
        if column is None and path[0] == "consent" and told:
            column = told.show if path[-1] == "show" else None
            return self._one_heading(column) or (told.date if path[-1] == "date" else told.column)
        return self._one_heading(column)

    @staticmethod
    def _one_heading(column: Column | None) -> str:
        return next(iter(_headings(column, raw=True)), "") if column else ""

    def _own(self) -> list[tuple[Path, Column]]:
        named = {_key(".".join(path)): path for path in self.kinds}
        found = [(named[_key(name)], Column(name, (), "", ";", ())) for name in self.header if _key(name) in named]
        if not found or "slug" not in self.place:
            hint = "say with --map which columns fill which fields"
            raise SheetRefused(f"the header is none that mentorsite export writes ({_some(self.header)}); {hint}")
        return found

    def _mapped(self, map_: Map) -> list[tuple[Path, Column]]:
        found = [(tuple(name.split(".")), column) for name, column in map_.columns]
        wanted = [heading for _, column in found for heading in _headings(column, raw=True)]
        wanted += [map_.slug] if map_.slug else []
        wanted += self._consent_headings(raw=True)
        missing = []
        for heading in dict.fromkeys(wanted):
            if _key(heading) not in self.place:
                near = nearest(heading, self.header)
                missing.append(f'no column "{heading}"' + (f'; did you mean "{near}"?' if near else ""))
        if missing:
            raise SheetRefused(f"the table has {', and '.join(missing)}; its headings are {_some(self.header)}")
        return found

    def _consent_headings(self, *, raw: bool = False) -> list[str]:
        told = self.map.consent if self.map else None
        if not told:
            return []
        show = list(_headings(told.show, raw=True)) if told.show else []
        return [name if raw else _key(name) for name in (told.column, told.date, *show)]

    def answers(self, number: int, cells: tuple[str, ...]) -> Answers:
        """Read one row."""
        faults: list[Fault] = []
        guesses: list[Fault] = []
        unread: list[Fault] = []
        if len(cells) > len(self.header):
            faults.append(Fault(number, "", f"the row has {len(cells)} cells under {len(self.header)} headings",
                                "Put text that holds the divider in quotation marks."))  # fmt: skip
        values = {}
        for path, column in self.columns:
            texts = self._texts(column, cells)
            values[path] = self._value(number, path, column, texts, guesses, unread, faults)
        slug = self._cell(self.slug_heading, cells).strip()
        if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            faults.append(Fault(number, self.slug_heading, f'"{slug}" cannot be a file name',
                                "It takes small letters a-z, digits and hyphens."))  # fmt: skip
        refused = self._consent(number, cells, values, guesses, unread, faults)
        return Answers(slug, values, tuple(guesses), tuple(faults), refused, tuple(unread))

    def changes(
        self, number: int, answers: Answers, said: dict[str, Any], *, new: bool
    ) -> tuple[dict[Path, Data | None], list[Fault], list[Fault]]:
        """Return what changes against what a file says, the cells that a spreadsheet damaged, and what is wrong."""
        changes: dict[Path, Data | None] = {}
        damaged: list[Fault] = []
        faults: list[Fault] = []
        if answers.refused and at(said, ("consent",)) is not None:
            message = f"the answer is no, and the file records consent of {at(said, ('consent', 'date'))}"
            faults.append(Fault(number, self.map.consent.column if self.map and self.map.consent else "", message,
                                "Ask, then take consent: out of the file, or: mentorsite forget"))  # fmt: skip
        for path, answer in answers.values.items():
            old = at(said, path)
            if answer.value is None and (old is None or self.map is not None):
                continue
            if old is not None and self._same(path, old, answer):
                continue
            if not new and path == ("consent", "scope") and old is None and answer.value == "public":
                continue  # what a file without scope: says already
            fault = (
                damage(as_cell(old), as_cell(answer.value) if self.map else answer.cell)
                if old is not None and answer.value is not None
                else ""
            )
            if fault:
                damaged.append(Fault(number, self.heading(path), fault, "The file keeps what it says."))
                continue
            if answer.value is not None:
                found = wrong(self._kind(path), answer.value)
                faults += [Fault(number, self.heading(path), *one) for one in found]
            changes[path] = answer.value
        close(changes, said)
        if not new and changes.get(("name",), "") is None:
            faults.append(Fault(number, self.heading(("name",)), "the name is missing", "Write it."))
        return changes, damaged, faults

    def _kind(self, path: Path) -> Any:
        kind: Any = custom_table(self.config)
        for name in path:
            field = kind.field(name)
            assert field is not None
            kind = field.kind
        return kind

    def _same(self, path: Path, old: Data, answer: Answer) -> bool:
        if answer.cell == as_cell(old) or answer.value == old:
            return True
        if isinstance(old, str) and isinstance(answer.value, str):
            return old.split() == answer.value.split() and "\n" not in old.strip()
        vocabulary = self._vocabulary(path)
        if self.map is None or vocabulary is None or not isinstance(old, list) or not isinstance(answer.value, list):
            return False
        terms = [{getattr(vocabulary.find(str(item)), "name", item) for item in items} for items in (old, answer.value)]
        return terms[0] == terms[1]

    def _cell(self, heading: str, cells: tuple[str, ...]) -> str:
        place = self.place.get(_key(heading))
        return cells[place] if place is not None and place < len(cells) else ""

    def _texts(self, column: Column, cells: tuple[str, ...]) -> tuple[str, list[str]]:
        """Return the text of a column's cell, and the values of its ticked boxes or the fixed one."""
        if column.checked:
            ticked = [value for heading, value in column.checked if _is_ticked(self._cell(heading, cells), heading)]
            return "", ticked
        return ("", [column.value]) if column.value else (self._cell(column.column, cells), [])

    def _value(
        self, number: int, path: Path, column: Column, texts: tuple[str, list[str]], guesses: list[Fault],
        unread: list[Fault], faults: list[Fault],
    ) -> Answer:  # fmt: skip
        text, listed = texts
        kind, vocabulary = self.kinds[path], self._vocabulary(path)
        many = isinstance(kind, Many)
        heading = next(iter(_headings(column, raw=True)), "")
        try:
            if listed:
                value: Data | None = listed if many else listed[0]
            elif many and not isinstance(kind.item, Reference | Text):
                value = of_cell(kind, text)
            elif many:
                value = split(text, column.split) or None
            else:
                value = of_cell(kind, text)
        except ValueError as error:
            faults.append(Fault(number, heading, str(error)))
            return Answer(None, text)
        if self.map is not None and isinstance(value, str):
            value = value.strip()
        told = {fold(answer): meant for answer, meant in column.values}
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = list(dict.fromkeys(told.get(fold(str(item)), item) for item in value))
        elif isinstance(value, str):
            value = told.get(fold(value), value)
        if self.map is not None and vocabulary is not None and value is not None:
            value = self._terms(number, heading, value, vocabulary, guesses, unread)
        if self.map is not None and isinstance(value, str) and isinstance(kind, Date | MonthOrDate):
            value = self._date(number, heading, value, faults)
        return Answer(value, text)

    def _vocabulary(self, path: Path) -> Vocabulary | None:
        kind = self.kinds.get(path)
        kind = kind.item if isinstance(kind, Many) else kind
        return self.config.vocabularies.get(kind.kind) if isinstance(kind, Reference) else None

    def _terms(
        self, number: int, heading: str, value: Data, vocabulary: Vocabulary, guesses: list[Fault], unread: list[Fault]
    ) -> Data | None:
        names: dict[str, None] = {}
        for text in map(str, value if isinstance(value, list) else [value]):
            term = vocabulary.find(text)
            if term is None:
                meant = {vocabulary.find(near) for near in surely_nearest(text, vocabulary.forms)}
                term = meant.pop() if len(meant) == 1 else None
                if term is None:
                    message = f'"{text}" is not in the list "{vocabulary.title.lower()}"'
                    unread.append(Fault(number, heading, message, _what_to_do(text, vocabulary)))
                    continue
                guesses.append(Fault(number, heading, f'"{text}" taken for "{term.name}"'))
            names[term.name] = None
        return list(names) or None if isinstance(value, list) else next(iter(names), None)

    def _date(self, number: int, heading: str, text: str, faults: list[Fault]) -> str | None:
        """Return a date that the form wrote in its own way as ISO."""
        order = self.map.dates if self.map else "Y-M-D"
        found = re.match(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})(?:[T ].*)?$", text)
        numbers = dict(zip(order[::2], map(int, found.groups()), strict=True)) if found else {}
        try:
            if numbers.get("Y", 0) > 999:
                return date(numbers["Y"], numbers["M"], numbers["D"]).isoformat()
        except ValueError:
            pass
        hint = "Correct the cell, or say in the map how the form writes dates (dates:)."
        fault = Fault(number, heading, f'"{text}" is no day written as {order}', hint)
        if fault not in faults:
            faults.append(fault)
        return None

    def _consent(
        self,
        number: int,
        cells: tuple[str, ...],
        values: dict[Path, Answer],
        guesses: list[Fault],
        unread: list[Fault],
        faults: list[Fault],
    ) -> bool:
        """Take consent from its column; return whether it was refused."""
        told = self.map.consent if self.map else None
        if told is None:
            return False
        answer = self._cell(told.column, cells).strip()
        if fold(answer) not in {fold(yes) for yes in told.yes}:
            if answer and told.no and fold(answer) not in {fold(no) for no in told.no}:
                message = f'"{answer}" is none of the answers that the map knows'
                faults.append(Fault(number, told.column, message, "Add it to yes: or no: under consent: in the map."))
            return bool(answer)
        written = self._cell(told.date, cells).strip()
        values["consent", "date"] = Answer(self._date(number, told.date, written, faults) if written else None)
        if not written:
            faults.append(Fault(number, told.date, "there is consent, and no day of it", "Write the day."))
        values["consent", "scope"] = Answer(told.scope)
        if told.show:
            path = ("consent", "show")
            values[path] = self._value(number, path, told.show, self._texts(told.show, cells), guesses, unread, faults)
        return False


def _what_to_do(text: str, vocabulary: Vocabulary) -> str:
    if re.search(r"\w *[;,/|\n]", text):
        return "If these are several, say in the map what divides them (split:)."
    near = nearest(text, vocabulary.forms)
    term = vocabulary.find(near) if near else None
    hint = f'Did you mean "{term.name}"? ' if term else ""
    return f"{hint}Correct the cell, or say in the map what it means (values:)."


def _key(heading: str) -> str:
    return fold(heading)


def _headings(column: Column, *, raw: bool = False) -> Iterator[str]:
    for name in (*(heading for heading, _ in column.checked), *([column.column] if column.column else [])):
        yield name if raw else _key(name)


def _some(header: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in header[:12]) + (" …" if len(header) > 12 else "")


def _is_ticked(text: str, heading: str) -> bool:
    return fold(text) in ("1", "x", "yes", "true", "checked", "ticked") or (bool(text) and fold(text) == fold(heading))
