"""Table + map → changes of mentors' files, and what a person must look at: guesses, and rows that were left out.

A row is taken whole or not at all. It updates the mentor whom it means (by slug, else by e-mail, else by name) and
touches only the fields that say something new; it never removes a mentor. What a spreadsheet damaged (a rewritten
date, a lost zero) is reported and never written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mentorsite.build import Reading, read_program
from mentorsite.desk.changes import Change
from mentorsite.diagnostics import RULES, Diagnostic, Severity
from mentorsite.letters import slugify
from mentorsite.load import PROFILE_FOLDER, is_slug
from mentorsite.parse import custom_table
from mentorsite.run import Options
from mentorsite.sheet.answers import Reader
from mentorsite.sheet.cells import at
from mentorsite.sheet.damage import broken
from mentorsite.sheet.files import Sheet
from mentorsite.sheet.mapping import Map
from mentorsite.sheet.memory import Memory
from mentorsite.sheet.names import is_same_name, turned, untitled
from mentorsite.sheet.twice import later_answers, text_of
from mentorsite.sheet.values import Answer, Answers, Fault
from mentorsite.yaml.edit import Data, EditRefused, Path, edited, read_data
from mentorsite.yaml.tree import decode_utf8

_HEAD = "# yaml-language-server: $schema=../.schemas/profile.schema.json\n"


class Row(NamedTuple):
    """What became of one row: ``fields`` are those that change; ``faults`` say why it was left out, if it was.

    ``stale`` are fields in which a row differs and the file's own words are kept: they were edited by hand, or
    confirmed since.
    """

    number: int
    who: str
    path: str
    new: bool
    fields: tuple[str, ...]
    guesses: tuple[Fault, ...]
    damaged: tuple[Fault, ...]
    faults: tuple[Fault, ...]
    stale: tuple[str, ...] = ()
    unread: tuple[Fault, ...] = ()
    declined: bool = False
    """Whether the answer is one that the map reads as no, and nobody has a file that this would change."""
    again: str = ""
    """Why this row is passed over: the same person answered in another row, which counts."""
    unanswered: str = ""
    """The day of a consent that stays, because the row, which is newer, answers nothing to that question."""


class Import(NamedTuple):
    """All rows with the changes of files that they come to."""

    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    unknown: tuple[str, ...]
    """Columns that nothing reads."""
    memory: Change
    notes: tuple[str, ...] = ()
    """What is to be known of the whole table."""


class OnFile(NamedTuple):
    """A mentor's file that exists."""

    slug: str
    path: str
    text: str
    said: dict[str, Any]
    moved: bool = False
    """Whether its e-mail address is one that the form gave, and gives another now: then that cell was corrected."""


def work_out(sheet: Sheet, map_: Map | None, reading: Reading, options: Options, *, overwrite: bool = False) -> Import:
    """Work out what every row changes; nothing is written. Raises ``SheetRefused`` for a header that does not fit.

    ``overwrite`` takes answers that are no newer than what the file confirms.
    """
    assert reading.program.config is not None
    reader = Reader(sheet, map_, reading.program.config)
    order = [field.name for field in custom_table(reading.program.config).fields]
    known = tuple(_known(reading))
    taken = {one.slug for one in known} | {source.slug for source in reading.program.sources}
    memory = Memory(options.root)
    drafts: dict[str, str] = {}
    noted: dict[str, dict[Path, Data | None]] = {}
    today = reading.program.today.isoformat()
    rows = []
    seen: dict[str, int] = {}
    mails: dict[str, int] = {}
    read = [(number, reader.answers(number, cells)) for number, cells in sheet.rows]
    known = tuple(_moved(known, read, memory))
    newer, by_row = later_answers(read) if map_ else {}, dict(read)
    for number, answers in read:
        if number in newer:
            who = str(answers.values.get(("name",), Answer(None)).value)
            last = newer[number]
            same = answers.cells == by_row[last].cells
            why = f"is the same as row {last}" if same else f"answered again in row {last}, which counts"
            rows.append(Row(number, who, "", False, (), (), (), (), again=why))
            continue
        row, text = _row(
            number, answers, reader, known, taken - {_slug_of(path) for path in seen}, order, overwrite, memory
        )
        if row.declined:
            rows.append(row)
            continue
        if "consent.date" in row.fields:
            row = row._replace(faults=(*row.faults, *_to_come(number, answers, reader, today)))
        if not row.faults and (first := seen.setdefault(row.path, number)) != number:
            hint = f"Delete one of the two rows. If they are two people, {reader.how_to_name}."
            row = row._replace(faults=(Fault(number, "", f"row {first} makes {row.path} as well", hint),))
        email = text_of(answers.values.get(("contact", "email"), Answer(None)).value)
        if not row.faults and email and (first := mails.setdefault(email, number)) != number and _is_new(row):
            column = reader.heading(("contact", "email"))
            hint = "Each mentor needs an address of their own: correct one of the two."
            row = row._replace(faults=(Fault(number, column, f"row {first} has this address as well", hint),))
        if not row.faults and text is not None:
            drafts[row.path] = text
            noted[row.path] = _seen(answers, row, text)
            taken.add(_slug_of(row.path))
        rows.append(row)
    rows, drafts = _checked(rows, drafts, reading, options, reader)
    before = {source.path: source.data for source in reading.program.sources}
    changes = tuple(Change(path, before.get(path), text.encode()) for path, text in sorted(drafts.items()))
    if map_:
        for path in drafts:
            memory.note(_slug_of(path), noted[path])
    return Import(
        tuple(rows), tuple(c for c in changes if c.before != c.after), reader.unknown, memory.change(), reader.notes
    )


def _to_come(number: int, answers: Answers, reader: Reader, today: str) -> Iterator[Fault]:
    day = answers.values.get(("consent", "date"), Answer(None)).value
    if isinstance(day, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) and day > today:
        message = f"the consent is of {day}, which is still to come"
        hint = "Correct the day"
        hint += ", or say in the map how the form writes dates (dates:)." if reader.map else "."
        yield Fault(number, reader.heading(("consent", "date")), message, hint)


def _is_new(row: Row) -> bool:
    return row.new or "contact.email" in row.fields


def _moved(known: tuple[OnFile, ...], rows: list[tuple[int, Answers]], memory: Memory) -> Iterator[OnFile]:
    path = ("contact", "email")
    given: dict[str, set[str]] = {}
    for _, answers in rows:
        name, address = (text_of(answers.values.get(one, Answer(None)).value) for one in (("name",), path))
        given.setdefault(name, set()).add(address)
    for one in known:
        now = given.get(text_of(one.said.get("name")), set()) - {""}
        old = at(one.said, path)
        yield one._replace(moved=bool(old and now and text_of(old) not in now and memory.was(one.slug, path, old)))


def _known(reading: Reading) -> Iterator[OnFile]:
    for source in reading.program.sources:
        if source.kind == "profile":
            text = decode_utf8(source.path, source.data).value
            mark = "\ufeff" if source.data.startswith(b"\xef\xbb\xbf") else ""
            try:
                yield OnFile(source.slug, source.path, mark + (text or ""), read_data(text or ""))
            except EditRefused:
                yield OnFile(source.slug, source.path, "", {})


def _row(
    number: int,
    answers: Answers,
    reader: Reader,
    known: tuple[OnFile, ...],
    taken: set[str],
    order: list[str],
    overwrite: bool,
    memory: Memory,
) -> tuple[Row, str | None]:
    faults = list(answers.faults)
    name = answers.values.get(("name",), Answer(None)).value
    who = str(name or answers.slug or "no name")
    meant, fault = _meant(number, answers, known, reader)
    if fault:
        faults.append(fault)
    if meant and (fault := _other_name(number, meant, answers, reader)):
        faults.append(fault)
    faults += _of_another(number, meant, answers, known, reader)
    if answers.refused and reader.declines and not faults and (not meant or "consent" not in meant.said):
        return Row(number, who, meant.path if meant else "", False, (), (), (), (), declined=True), None
    if answers.refused and meant and not faults and _is_older(answers, meant):
        return Row(number, who, meant.path, False, (), (), (), ()), None
    slug = meant.slug if meant else answers.slug or slugify(untitled(who) if reader.map else who)
    path = meant.path if meant else f"{PROFILE_FOLDER}/{slug}.yml"
    if meant is None:
        faults += _not_new(number, answers, slug, reader, memory)
        if slug in taken and not faults:
            faults.append(Fault(number, "", f"{path} belongs to somebody else", f"{_sentence(reader.how_to_name)}."))
    elif not meant.said:
        faults.append(Fault(number, "", f"{path} has errors", "Mend it first: mentorsite check"))
    guesses = answers.guesses
    if not meant and reader.map and untitled(who) != who and not faults:
        message = f'"{who}" holds more than a name; the file is called {slug}'
        guesses += (Fault(number, reader.heading(("name",)), message, "Degrees go into credentials:."),)
    row = Row(number, who, path, meant is None, (), guesses, (), tuple(faults), unread=answers.unread)
    if faults:
        return row, None
    said = meant.said if meant else {}
    changes, damaged, faults = reader.changes(number, answers, said, new=meant is None)
    text = meant.text if meant else _HEAD + "name: x\n"
    stale: tuple[str, ...] = ()
    if meant and changes and not overwrite and not faults and reader.map:
        kept = _kept(meant, changes, answers, memory)
        stale = tuple(".".join(path) for path in kept)
        changes = {path: value for path, value in changes.items() if path not in kept}
    try:
        after = edited(text, changes, order) if changes else text
    except EditRefused as refusal:
        return row._replace(faults=(Fault(number, "", str(refusal), "Change it by hand."),)), None
    fields = tuple(dict.fromkeys(".".join(path) for path in changes))
    unanswered = _unanswered(answers, said) if reader.asks else ""
    row = row._replace(fields=fields, damaged=tuple(damaged), faults=tuple(faults), stale=stale, unanswered=unanswered)
    return row, after


def _meant(
    number: int, answers: Answers, known: tuple[OnFile, ...], reader: Reader
) -> tuple[OnFile | None, Fault | None]:
    """Return the mentor whom a row means; a name alone is not enough where the e-mail addresses differ."""
    slug, values = answers.slug, answers.values
    if slug:
        return next((one for one in known if one.slug == slug), None), None
    email = text_of(values.get(("contact", "email"), Answer(None)).value)
    if email:
        same = [one for one in known if text_of(at(one.said, ("contact", "email"))) == email and not one.moved]
        if len(same) == 1:
            return same[0], None
    name = text_of(values.get(("name",), Answer(None)).value)
    same = [one for one in known if name and text_of(one.said.get("name")) == name]
    if len(same) > 1:
        files = " and ".join(one.path for one in same)
        return None, Fault(number, "", f"{files} bear this name", f"{_sentence(reader.how_to_name)}.")
    theirs = text_of(at(same[0].said, ("contact", "email"))) if same else ""
    if same and email and theirs and theirs != email and not same[0].moved:
        message = f"{same[0].path} bears this name with another e-mail address"
        hint = f"If the address has changed: mentorsite set {same[0].slug} contact.email=… "
        return None, Fault(number, "", message, f"{hint}If this is a namesake, {reader.how_to_name}.")
    return (same[0] if same else None), None


def _is_older(answers: Answers, meant: OnFile) -> bool:
    """Whether a no was given on a day before the consent that the file records."""
    return "" < answers.moment[:10] < str(at(meant.said, ("consent", "date")) or "")


def _unanswered(answers: Answers, said: dict[str, Any]) -> str:
    """Return the day of the consent in a file where a newer row leaves that question empty: no answer is no no."""
    agreed = str(at(said, ("consent", "date")) or "")
    is_blank = not answers.refused and ("consent", "date") not in answers.values
    return agreed if is_blank and not "" < answers.moment[:10] <= agreed else ""


def _other_name(number: int, meant: OnFile, answers: Answers, reader: Reader) -> Fault | None:
    """Say so where a row means a mentor by file name or e-mail, and bears another name: no import renames anybody.

    A form is taken to mean the same person where no more differs than ``is_same_name`` allows.
    """
    old, new = str(meant.said.get("name") or ""), str(answers.values.get(("name",), Answer(None)).value or "")
    alike = old.split() == new.split() or (reader.map is not None and is_same_name(old, new))
    if not old or not new or alike or broken(new):
        return None
    path = ("slug",) if answers.slug else ("contact", "email")
    column = reader.slug_heading if answers.slug else reader.heading(path)
    what = "file name" if answers.slug else "e-mail address"
    message = f'the {what} is that of {old} ({meant.path}), and the name is "{new}"'
    hint = (
        f'If that is one person, change the name first, then import again: mentorsite set {meant.slug} name="{new}". '
    )
    hint += f"If {new} is somebody else, give the row {'a file name' if answers.slug else 'an address'} of their own."
    return Fault(number, column, message, hint)


def _not_new(number: int, answers: Answers, slug: str, reader: Reader, memory: Memory) -> Iterator[Fault]:
    """Say why nobody new comes of a row: they were forgotten, have no name, or one that is none."""
    heading = reader.heading(("name",))
    who = str(answers.values.get(("name",), Answer(None)).value or "")
    if memory.is_forgotten(slug, text_of(answers.values.get(("contact", "email"), Answer(None)).value)):
        message = f"{who} was forgotten here (mentorsite forget)"
        hint = f'Delete the row. If this is somebody else, or they have come back: mentorsite new mentor "{who}"'
        yield Fault(number, "", message, hint)
    if any(fault.column == heading for fault in answers.faults):
        return
    if not who:
        yield Fault(number, heading, "the name is missing", "Write it, or delete the row.")
    elif who[:1] in ("=", "+", "-", "@"):
        yield Fault(number, heading, f'"{who}" is no name: spreadsheets would run it', "Write the name.")
    elif other := turned(who):
        yield Fault(
            number, heading, f'"{who}" looks like "Family, Given"', f"Write the name as pages show it: {other}."
        )
    elif who and not is_slug(slug):
        hint = f"Write the name in letters a-z, or {reader.how_to_name}."
        yield Fault(number, heading, f'no file name can be made of "{who}"', hint)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _of_another(
    number: int, meant: OnFile | None, answers: Answers, known: tuple[OnFile, ...], reader: Reader
) -> Iterator[Fault]:
    """Say so where a row would give a mentor the e-mail address of another one."""
    path = ("contact", "email")
    email = text_of(answers.values.get(path, Answer(None)).value)
    if not email or (meant and text_of(at(meant.said, path)) == email):
        return
    others = [one for one in known if one != meant and text_of(at(one.said, path)) == email and not one.moved]
    if others:
        message = f"{' and '.join(one.path for one in others)} {'have' if len(others) > 1 else 'has'} this address"
        yield Fault(number, reader.heading(path), message, "Each mentor needs an address of their own: correct it.")


def _kept(meant: OnFile, changes: Mapping[Path, Data | None], answers: Answers, memory: Memory) -> tuple[Path, ...]:
    """Return the fields in which the file's own words stay.

    A newer answer wins. Else a cell that was corrected since the last import wins where the file still says what
    that import gave, and what was edited by hand stays.
    """
    paths: tuple[Path, ...] = (("last_verified",), ("consent", "date"))
    told = _last((answers.moment[:10], *(answers.values[path].value for path in paths if path in answers.values)))
    known = _last(at(meant.said, path) for path in paths)
    is_newer, is_older = told > known, bool(told) and told < known
    kept = []
    for path, value in changes.items():
        old = at(meant.said, path)
        if path[0] == "consent" and "consent" not in meant.said:
            taken = is_newer and told > memory.consent(meant.slug)  # else somebody took it out
        elif path in paths:
            taken = not is_older
        elif is_newer or memory.was(meant.slug, path, old):
            taken = True
        elif memory.was(meant.slug, path, value) is None:
            taken = not told or (old is None and memory.knows(meant.slug))
        else:
            taken = not told and not memory.was(meant.slug, path, value)
        kept += [] if taken else [path]
    return tuple(kept)


def _last(days: Iterable[Data | None]) -> str:
    return max((day for day in days if isinstance(day, str)), default="")


def _seen(answers: Answers, row: Row, text: str) -> dict[Path, Data | None]:
    """Return what a row gave, in the file's own words where the file says it.

    A cell that is blank, or that nobody understood, gave nothing in the place of what the file says.
    """
    said = read_data(text)
    values = {path: answer.value for path, answer in answers.values.items() if ".".join(path) not in row.stale}
    found = {path: at(said, path) for path in values}
    return {
        path: value if found[path] is None else found[path]
        for path, value in values.items()
        if value is not None or found[path] is None
    }


def _slug_of(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yml")


def _checked(
    rows: list[Row], drafts: dict[str, str], reading: Reading, options: Options, reader: Reader
) -> tuple[list[Row], dict[str, str]]:
    """Read the program as it would be, and leave out rows that bring an error with them."""
    before = Counter((d.code, d.span.path, d.message) for d in reading.diagnostics)
    while drafts:
        after = read_program(
            options, instead={path: text.encode() for path, text in drafts.items()}, earlier=reading.program
        )
        bad = {
            d.span.path: d
            for d in after.diagnostics
            if d.span.path in drafts
            and RULES[d.code].severity is Severity.ERROR
            and (d.code, d.span.path, d.message) not in before
        }
        if not bad:
            break
        rows = [
            row._replace(faults=(_located(row.number, bad[row.path], after, reader),))
            if row.path in bad and not row.faults
            else row
            for row in rows
        ]
        drafts = {path: text for path, text in drafts.items() if path not in bad}
    return rows, drafts


def _located(number: int, found: Diagnostic, after: Reading, reader: Reader) -> Fault:
    """Return a finding in a draft as a fault of the cell that the field came from."""
    places = next(item.places for item in after.program.parsed if item.path == found.span.path)
    field = next((name for name, span in places.items() if span[:3] == found.span[:3]), "")
    if not field and found.code == "profile/unknown-term":  # an item of a list: the field is the last that begins above
        above = [(span[1:3], name) for name, span in places.items() if span[1:3] <= found.span[1:3]]
        field = max(above, default=((0, 0), ""))[1]
    if found.help.startswith("These are "):
        return Fault(
            number, reader.heading(tuple(field.split("."))), found.message, 'If these are several, divide them by ";".'
        )
    help_ = (reader.what_fills(field, found.message) if reader.map else "") or found.help
    return Fault(number, reader.heading(tuple(field.split("."))), found.message, help_)
