"""One row of cells → values of fields: by the map, or by headings that are the fields' own names.

Words become terms of the vocabularies: their own forms and aliases surely, near misses as guesses that are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mentorsite.config import Config
from mentorsite.fields import Many
from mentorsite.letters import fold, nearest, surely_nearest
from mentorsite.load import is_slug
from mentorsite.model import Vocabulary
from mentorsite.parse import custom_table
from mentorsite.scalars import Choice, Date, MonthOrDate, Reference, Text
from mentorsite.sheet.cells import as_cell, at, columns, of_cell, split
from mentorsite.sheet.damage import broken, damage, misread, short
from mentorsite.sheet.days import instead, moment, orders_of
from mentorsite.sheet.files import Sheet, SheetRefused
from mentorsite.sheet.mapping import Column, Map
from mentorsite.sheet.values import Answer, Answers, Fault, close, mended, wrong
from mentorsite.wording import listed
from mentorsite.yaml.edit import Data, Path, as_flow

_TICKED = frozenset({"1", "x", "y", "yes", "true", "checked", "ticked", "selected"})
_SHORT_LIST = 12
_UNTICKED = frozenset({"", "0", "n", "no", "false", "unchecked", "not selected"})


class Found(NamedTuple):
    """What reading a row collects: faults of the row, guesses, and words that are left out of their cell."""

    faults: list[Fault]
    guesses: list[Fault]
    unread: list[Fault]


class Reader:
    """Reads rows under one header. ``unknown`` are the columns that nothing reads, ``notes`` is said of the table."""

    def __init__(self, sheet: Sheet, map_: Map | None, config: Config) -> None:
        self.header, self.map, self.config = sheet.header, map_, config
        self.kinds = dict(columns(custom_table(config)))
        self.place = {fold(name): place for place, name in enumerate(self.header)}
        repeated = sorted(name for name in set(self.header) if name and self.header.count(name) > 1)
        self.columns = self._mapped(map_) if map_ else self._own()
        used = {fold(name) for _, column in self.columns for name in column.headings}
        used |= {fold(name) for name in self._consent_headings()}
        used |= {fold(map_.slug)} if map_ and map_.slug else {"slug"}
        if wrong := [name for name in repeated if fold(name) in used]:
            raise SheetRefused(f'the heading "{wrong[0]}" stands twice; rename one of the two columns')
        ignored = {fold(name) for name in (map_.ignore if map_ else ())}
        self.unknown = tuple(name for name in self.header if name and fold(name) not in used | ignored)
        self.notes = tuple(self._look_at_days(sheet))

    @property
    def asks(self) -> bool:
        """Whether the map says where consent is given."""
        return bool(self.map and self.map.consent)

    @property
    def declines(self) -> bool:
        """Whether the map says which answers mean no."""
        return bool(self.map and self.map.consent and self.map.consent.no)

    @property
    def slug_heading(self) -> str:
        """The heading of the column with the file name."""
        return self.map.slug if self.map else "slug"

    @property
    def how_to_name(self) -> str:
        """How a row says which file it means."""
        if self.map is None or self.map.slug:
            return f'write the file name that is meant into the column "{self.slug_heading}"'
        return "add a column with the file name that is meant, and name it in the map (slug:)"

    def heading(self, path: Path) -> str:
        """Return the heading of the column that fills a field."""
        column = next((column for field, column in self.columns if field == path), None)
        told = self.map.consent if self.map else None
        if column is None and path[0] == "consent" and told:
            column = told.show if path[-1] == "show" else None
            return next(iter(column.headings), "") if column else told.date if path[-1] == "date" else told.column
        return next(iter(column.headings), "") if column else ""

    def what_fills(self, field: str, message: str) -> str:
        """Say how the map fills what a field needs and no column gives; empty where that is not the trouble."""
        kind = custom_table(self.config).field(field)
        needed = [inner.name for inner in getattr(kind and kind.kind, "fields", ()) if inner.required]
        given = {path for path, _ in self.columns}
        missing = [name for name in needed if (field, name) not in given and message.endswith(f"has no {name}")]
        return f"Say in the map what fills it, such as {field}.{missing[0]}: {{value: …}}" if missing else ""

    def _own(self) -> list[tuple[Path, Column]]:
        named = {fold(".".join(path)): path for path in self.kinds}
        found = [(named[fold(name)], Column((name,))) for name in self.header if fold(name) in named]
        if not found or "slug" not in self.place:
            hint = "say with --map which columns fill which fields"
            raise SheetRefused(f"the header is none that mentorsite export writes ({_some(self.header)}); {hint}")
        return found

    def _mapped(self, map_: Map) -> list[tuple[Path, Column]]:
        found = [(tuple(name.split(".")), column) for name, column in map_.columns]
        wanted = [heading for _, column in found for heading in column.headings]
        wanted += [map_.slug] if map_.slug else []
        wanted += self._consent_headings()
        missing = []
        for heading in dict.fromkeys(wanted):
            if fold(heading) not in self.place:
                near = nearest(heading, self.header)
                missing.append(f'no column "{heading}"' + (f'; did you mean "{near}"?' if near else ""))
        if missing:
            raise SheetRefused(f"the table has {', and '.join(missing)}; its headings are {_some(self.header)}")
        return found

    def _consent_headings(self) -> list[str]:
        told = self.map.consent if self.map else None
        return [told.column, told.date, *(told.show.headings if told.show else ())] if told else []

    def _look_at_days(self, sheet: Sheet) -> Iterator[str]:
        """Refuse a table whose days the map reads in the wrong order; yield what to say of a column of two orders."""
        if not self.map:
            return
        paths = [path for path, _ in self.columns if isinstance(self.kinds.get(path), Date | MonthOrDate)]
        headings = [self.heading(path) for path in paths] + ([self.map.consent.date] if self.map.consent else [])
        for heading in filter(None, dict.fromkeys(headings)):
            cells = [(number, self._cell(heading, cells)) for number, cells in sheet.rows]
            orders = orders_of([text for _, text in cells], self.map.dates)
            if orders.meant:
                row, text = next((n, t) for n, t in cells if t in orders.otherwise)
                meant = " or ".join(f"dates: {order}" for order in orders.meant)
                raise SheetRefused(
                    f'the map reads dates as {self.map.dates}, and the column "{heading}" writes them otherwise '
                    f'(row {row}: "{text}"); write {meant} in the map'
                )
            if orders.otherwise and orders.either:
                rows = [str(n) for n, t in cells if t in orders.otherwise]
                text = orders.either[0]
                yield (
                    f'of the column "{heading}" row{"s" * (len(rows) > 1)} {listed(rows)} can only be read in another '
                    f"order than {self.map.dates}. Days that both orders read were taken as {self.map.dates}, such as "
                    f'"{text}" for {moment(text, self.map.dates)[:10]}: look whether they are meant so'
                )

    def answers(self, number: int, cells: tuple[str, ...]) -> Answers:
        """Read one row."""
        found = Found([], [], [])
        if len(cells) > len(self.header):
            found.faults.append(
                Fault(number, "", f"the row has {len(cells)} cells under {len(self.header)} headings",
                      "Put text that holds the divider in quotation marks.")
            )  # fmt: skip
        values = {path: self._value(number, path, column, cells, found) for path, column in self.columns}
        slug = self._cell(self.slug_heading, cells).strip()
        if slug and not is_slug(slug):
            found.faults.append(
                Fault(number, self.slug_heading, f'"{slug}" cannot be a file name',
                      "It takes small letters a-z, digits and hyphens.")
            )  # fmt: skip
        refused = self._consent(number, cells, values, found)
        bad = dict(self._broken(number, cells)) if self.map else {}
        faults, guesses, unread = ([one for one in some if one.column not in bad] for some in found)
        return Answers(
            slug, values, tuple(guesses), (*bad.values(), *faults), refused, tuple(unread),
            self._moment(cells), cells,
        )  # fmt: skip

    def _broken(self, number: int, cells: tuple[str, ...]) -> Iterator[tuple[str, Fault]]:
        """Yield the cells of columns that are read in which a spreadsheet failed, each under its heading."""
        headings = [name for _, column in self.columns for name in column.headings] + self._consent_headings()
        for heading in dict.fromkeys(filter(None, [*headings, self.slug_heading])):
            if message := broken(self._cell(heading, cells)):
                yield heading, Fault(number, heading, message, "Write what the person answered, or empty the cell.")

    def _moment(self, cells: tuple[str, ...]) -> str:
        """Return when a form's row was answered, as far as it says so."""
        if self.map is None:
            return ""
        heading = self.map.consent.date if self.map.consent else self.heading(("last_verified",))
        return moment(self._cell(heading, cells), self.map.dates)

    def changes(
        self, number: int, answers: Answers, said: dict[str, Any], *, new: bool
    ) -> tuple[dict[Path, Data | None], list[Fault], list[Fault]]:
        """Return what changes against what a file says, the cells that a spreadsheet damaged, and what is wrong."""
        changes: dict[Path, Data | None] = {}
        damaged: list[Fault] = []
        faults: list[Fault] = []
        agreed = str(at(said, ("consent", "date")) or "")
        if answers.refused and "consent" in said:
            message = f"the answer is no, and the file records consent of {agreed}"
            faults.append(Fault(number, self.map.consent.column if self.map and self.map.consent else "", message,
                                "Ask, then take consent: out of the file, or: mentorsite forget"))  # fmt: skip
        for path, answer in answers.values.items():
            old = at(said, path)
            if answer.value is None and (old is None or self.map is not None):
                continue
            if old is not None and self._same(path, old, answer):
                continue
            if not self.map and old is None and (message := broken(answer.cell)):
                faults.append(Fault(number, self.heading(path), message, "Write the text itself, or empty the cell."))
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
            if path == ("name",) and old is not None and answer.value is not None:
                continue  # an import renames nobody
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
        place = self.place.get(fold(heading)) if heading else None
        return cells[place] if place is not None and place < len(cells) else ""

    def _value(self, number: int, path: Path, column: Column, cells: tuple[str, ...], found: Found) -> Answer:
        kind, vocabulary = self.kinds[path], self._vocabulary(path)
        many = isinstance(kind, Many)
        heading = next(iter(column.headings), "")
        if column.checked or column.value:
            listed = self._ticked(number, column, cells, found) if column.checked else [column.value]
            return Answer((listed if many else listed[0]) if listed else None)
        text = " ".join(filter(None, (self._cell(name, cells).strip() for name in column.columns)))
        text = text if len(column.columns) > 1 or self.map is not None else self._cell(heading, cells)
        told = {fold(answer): list(meant) for answer, meant in column.values}
        try:
            if many and isinstance(kind.item, Reference | Text | Choice):
                known = {*told, *(vocabulary.forms if vocabulary else ())}
                value: Data | None = split(text, column.split, known if fold(text) not in told else ()) or None
                value = [text] if fold(text) in told else value
            else:
                value = of_cell(kind, text)
        except ValueError as error:
            found.faults.append(Fault(number, heading, str(error)))
            return Answer(None, text)
        if self.map is None and vocabulary is not None and value is not None:
            return Answer(self._slips(number, heading, value, vocabulary, found), text)
        if self.map is None or value is None:
            return Answer(value, text)
        if misread(text):
            found.faults.append(
                Fault(number, heading, f'"{short(text)}" was read in a wrong encoding somewhere on its way',
                      "Export the table anew as CSV UTF-8, or correct the cell.")
            )  # fmt: skip
            return Answer(None, text)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = list(dict.fromkeys(meant for item in value for meant in told.get(fold(item), [item]))) or None
        elif isinstance(value, str):
            value = next(iter(told.get(fold(value), [value])), None)
        return Answer(self._understood(number, path, column, value, found) if value is not None else None, text)

    def _ticked(self, number: int, column: Column, cells: tuple[str, ...], found: Found) -> list[str]:
        ticked = []
        for heading, value in column.checked:
            text = fold(self._cell(heading, cells))
            if text in _TICKED or text in (fold(heading), fold(value)):
                ticked.append(value)
            elif text not in _UNTICKED:
                message = f'"{short(self._cell(heading, cells))}" is neither a tick nor none'
                found.unread.append(Fault(number, heading, message, "Write 1 or leave the cell empty."))
        return ticked

    def _understood(self, number: int, path: Path, column: Column, value: Data, found: Found) -> Data | None:
        """Turn an answer into a term, a choice, a day or an address, as far as that is clear."""
        kind, vocabulary = self.kinds[path], self._vocabulary(path)
        item = kind.item if isinstance(kind, Many) else kind
        heading = next(iter(column.headings), "")
        if vocabulary is not None:
            return self._terms(number, path, column, value, vocabulary, found)
        if isinstance(item, Choice):
            return self._choices(number, path, column, value, item, found)
        if isinstance(value, str) and isinstance(kind, Date | MonthOrDate):
            return self._day(number, heading, value, kind, found)
        if path == ("name",):
            return " ".join(str(value).split())
        if isinstance(value, str) and (fixed := mended(item, value)):
            found.guesses.append(Fault(number, heading, f'"{value}" taken for "{fixed}"'))
            return fixed
        return value

    def _vocabulary(self, path: Path) -> Vocabulary | None:
        kind = self.kinds.get(path)
        kind = kind.item if isinstance(kind, Many) else kind
        return self.config.vocabularies.get(kind.kind) if isinstance(kind, Reference) else None

    @staticmethod
    def _slips(number: int, heading: str, value: Data, vocabulary: Vocabulary, found: Found) -> Data:
        """Mend the slips of the keyboard in an edited table, and leave all else as it was written."""
        words = []
        for text in map(str, value if isinstance(value, list) else [value]):
            near = () if vocabulary.find(text) else surely_nearest(text, vocabulary.forms)
            meant = {vocabulary.forms[form] for form in near}
            words.append(meant.pop() if len(meant) == 1 else text)
            if words[-1] != text:
                found.guesses.append(Fault(number, heading, f'"{text}" taken for "{words[-1]}"'))
        return [*words] if isinstance(value, list) else words[0]

    def _terms(
        self, number: int, path: Path, column: Column, value: Data, vocabulary: Vocabulary, found: Found
    ) -> Data | None:
        heading = next(iter(column.headings), "")
        names: dict[str, None] = {}
        for text in map(str, value if isinstance(value, list) else [value]):
            term = vocabulary.find(text)
            if term is None:
                meant = {vocabulary.find(near) for near in surely_nearest(text, vocabulary.forms)}
                term = meant.pop() if len(meant) == 1 else None
                if term is None:
                    message = f'"{short(text)}" is not in the list "{vocabulary.title.lower()}"'
                    near = nearest(text, vocabulary.forms)
                    example = self._example(path, column, text, vocabulary.forms[near] if near else "")
                    help_ = _what_to_do(text, vocabulary, column.split, example)
                    found.unread.append(Fault(number, heading, message, help_))
                    continue
                found.guesses.append(Fault(number, heading, f'"{text}" taken for "{term.name}"'))
            names[term.name] = None
        return list(names) or None if isinstance(value, list) else next(iter(names), None)

    def _example(self, path: Path, column: Column, text: str, term: str) -> str:
        """Return the map's line with what an answer means added to it, as it is to be written; empty without a map."""
        if self.map is None:
            return ""
        told: dict[str, Data] = {"column": next(iter(column.headings), "")}
        if column.split != Column(()).split:
            told["split"] = column.split
        known = {answer: means[0] if len(means) == 1 else list(means) for answer, means in column.values}
        told["values"] = {**known, short(text): term or "…"}
        field = "show" if path[0] == "consent" else ".".join(path)
        return f"{field}: {as_flow(told)}"

    def _choices(self, number: int, path: Path, column: Column, value: Data, kind: Choice, found: Found) -> Data | None:
        heading = next(iter(column.headings), "")
        names = []
        for text in map(str, value if isinstance(value, list) else [value]):
            name = next((option for option in kind.options if fold(option) == fold(text)), None)
            if name is None:
                help_ = f'Say in the map what it stands for: {self._example(path, column, text, "")}; "" is nothing.'
                found.unread.append(Fault(number, heading, f'"{short(text)}" is not {kind.says}', help_))
            else:
                names.append(name)
        return (names or None) if isinstance(value, list) else next(iter(names), None)

    def _day(self, number: int, heading: str, text: str, kind: Date | MonthOrDate, found: Found) -> str | None:
        """Return a date that the form wrote in its own way as ISO."""
        order = self.map.dates if self.map else "Y-M-D"
        if isinstance(kind, MonthOrDate) and re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            return text
        day = moment(text, order)[:10]
        fault = Fault(number, heading, *instead(text, order, month=isinstance(kind, MonthOrDate)))
        if not day and fault not in found.faults:
            found.faults.append(fault)
        return day or None

    def _consent(self, number: int, cells: tuple[str, ...], values: dict[Path, Answer], found: Found) -> bool:
        """Take consent from its column; return whether it was refused."""
        told = self.map.consent if self.map else None
        if told is None:
            return False
        answer = self._cell(told.column, cells).strip()
        if fold(answer) not in {fold(yes) for yes in told.yes}:
            if answer and told.no and fold(answer) not in {fold(no) for no in told.no}:
                message = f'"{short(answer)}" is none of the answers that the map knows'
                hint = "Ask what is meant and correct the cell. An answer that the form itself offers belongs "
                found.faults.append(
                    Fault(number, told.column, message, hint + "under consent: in the map (yes:, no:).")
                )
            return bool(answer)
        written = self._cell(told.date, cells).strip()
        day = self._day(number, told.date, written, Date(), found) if written else None
        values["consent", "date"] = Answer(day)
        if not written:
            found.faults.append(Fault(number, told.date, "there is consent, and no day of it", "Write the day."))
        values["consent", "scope"] = Answer(told.scope)
        if told.show:
            path = ("consent", "show")
            values[path] = self._value(number, path, told.show, cells, found)
        return False


def _what_to_do(text: str, vocabulary: Vocabulary, divider: str, example: str) -> str:
    """Say what a word that is in no list may mean; ``example``: how a map would say it, empty without a map."""
    in_map = f"say in the map what it means: {example}" if example else ""
    if re.search(r"\w *[;,/|\n&]|\band\b", text):
        several = f'If these are several, divide them by "{divider}"'
        several += ", or say in the map what divides them (split:)." if example else "."
        return several + (f" Else correct the cell, or {in_map}" if example else "")
    near = nearest(text, vocabulary.forms)
    short_list = len(vocabulary.terms) <= _SHORT_LIST
    hint = f'Did you mean "{vocabulary.forms[near]}"? ' if near else ""
    hint += f"Allowed: {', '.join(vocabulary.terms)}. " if short_list and not near else ""
    return f"{hint}Correct the cell{', or ' + in_map if example else '.'}"


def _some(header: Iterable[str]) -> str:
    names = tuple(header)
    return ", ".join(f'"{name}"' for name in names[:12]) + (" …" if len(names) > 12 else "")
