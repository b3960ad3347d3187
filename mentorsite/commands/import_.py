"""``mentorsite import``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorsite.cli import PROBLEMS, colored, day_option, moment, no_settings, root_option

if TYPE_CHECKING:
    from mentorsite.build import Reading
    from mentorsite.run import Options
    from mentorsite.sheet.files import Sheet
    from mentorsite.sheet.importing import Import
    from mentorsite.sheet.mapping import Map
    from mentorsite.sheet.values import Fault

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command
@click.argument("table", type=_FILE)
@click.option("--map", "map_file", type=_FILE, help="Which columns of a form's export fill which fields.")
@click.option("--sheet", help="XLSX: the sheet to read. [default: the first]")
@click.option(
    "--overwrite", is_flag=True, help="Take answers also where the file was edited by hand or confirmed since."
)
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@root_option
@day_option
def command(
    root: Path, day: date | None, table: Path, map_file: Path | None, sheet: str | None, overwrite: bool, dry_run: bool
) -> None:
    """Make or update mentors' files from TABLE: CSV, XLSX or JSON.

    A file that mentorsite export wrote needs no map. Of a mentor who exists only the fields that say something new
    are touched. Rows that are wrong are reported by row and column and left out; the others are kept.
    """
    from mentorsite.build import read_program
    from mentorsite.desk.changes import ChangeRefused, as_diff, save
    from mentorsite.run import Options
    from mentorsite.sheet.files import SheetRefused
    from mentorsite.sheet.importing import work_out

    options = Options(root, moment(day))
    reading = read_program(options)
    if reading.program.config is None:
        raise no_settings(root)
    map_ = _read_map(map_file, reading, options) if map_file else None
    try:
        read = _read(table, sheet, reading)
        made = work_out(read, map_, reading, options, overwrite=overwrite)
    except (SheetRefused, ChangeRefused) as refusal:
        raise click.UsageError(str(refusal)) from None
    for note in (*read.notes, *made.notes):
        click.echo(f"{table.name}: {note}", err=True)
    if dry_run:
        click.echo(as_diff(made.changes), nl=False)
    else:
        try:
            save(root, [*made.changes, made.memory])
        except ChangeRefused as refusal:
            raise click.UsageError(str(refusal)) from None
    _tell(made, dry_run)
    if any(row.faults or row.damaged or row.unread for row in made.rows):
        sys.exit(PROBLEMS)


def _read(table: Path, sheet: str | None, reading: Reading) -> Sheet:
    from mentorsite.parse import custom_table
    from mentorsite.sheet.cells import as_cell, at, columns
    from mentorsite.sheet.files import Sheet, read_records, read_table

    data = table.read_bytes()
    if table.suffix.lower() != ".json":
        return read_table(table.name, data, sheet)
    paths = [path for path, _ in columns(custom_table(reading.program.config))]
    records = [_texts(record) for record in read_records(table.name, data)]
    named = [path for path in paths if any(path[0] in record for record in records)]
    rows = tuple(
        (n, (str(record.get("slug", "")), *(as_cell(at(record, path)) for path in named)))
        for n, record in enumerate(records, 1)
    )
    return Sheet(("slug", *(".".join(path) for path in named)), rows)


def _texts(value: object) -> dict[str, object]:
    """Return a record with its numbers, truths and dates as text, which is what a profile holds."""

    def plain(inner: object) -> object:
        if isinstance(inner, dict):
            return {str(name): plain(item) for name, item in inner.items() if item is not None}
        if isinstance(inner, list):
            return [plain(item) for item in inner if item is not None]
        return str(inner).lower() if isinstance(inner, bool) else str(inner)

    made = plain(value)
    assert isinstance(made, dict)
    return made


def _read_map(path: Path, reading: Reading, options: Options) -> Map:
    from mentorsite.build import judged
    from mentorsite.report import as_text
    from mentorsite.sheet.mapping import read_map

    assert reading.program.config is not None
    map_, found = read_map(path.name, path.read_bytes(), reading.program.config)
    if map_ is None:
        click.echo(as_text(judged(found, None, options), path.parent, color=colored(sys.stderr)), err=True)
        sys.exit(PROBLEMS)
    return map_


def _tell(made: Import, dry_run: bool) -> None:
    """Say what became of the rows: what is new and changed, what was guessed, what was left out and why."""
    good = [row for row in made.rows if not row.faults]
    for row in good:
        if row.again:
            click.echo(f"row {row.number}: {row.who} {row.again}")
        elif row.declined:
            click.echo(f"row {row.number}: {row.who} declined; nothing was written, and there is nothing to ask")
        elif row.new:
            unseen = "" if "consent.date" in row.fields else " (no consent, so no page)"
            click.echo(f"row {row.number}: new {row.path}{unseen}")
        elif row.fields:
            click.echo(f"row {row.number}: {row.path}: {', '.join(row.fields)}")
        if row.unanswered:
            stays = f"the consent of {row.unanswered} in {row.path} stays; ask if that is meant"
            click.echo(f"row {row.number}: {row.who} gave no answer about consent: {stays}")
    _list("Guessed; look at each", [fault for row in good for fault in row.guesses])
    _list("Not understood, and not written", [fault for row in good for fault in row.unread])
    for row in good:
        if row.stale:
            differs = f"{row.path} was edited or confirmed since; kept: {', '.join(row.stale)}"
            click.echo(f"row {row.number}: {differs} (--overwrite takes the answer)")
    _list("Damaged by a spreadsheet; not written", [fault for row in good for fault in row.damaged])
    _list("Rows left out", [fault for row in made.rows for fault in row.faults])
    if made.unknown:
        click.echo(f"\nColumns that nothing reads: {', '.join(made.unknown)}", err=True)
    new = sum(row.new for row in good)
    changed = sum(bool(row.fields) and not row.new for row in good)
    left_out = len(made.rows) - len(good)
    declined = sum(row.declined for row in good)
    again = sum(bool(row.again) for row in good)
    same = len(good) - new - changed - declined - again
    counts = f"{new} new, {changed} changed, {same} as they were, {left_out} left out"
    counts += f", {declined} declined" if declined else ""
    counts += f", {again} answered again" if again else ""
    click.echo(f"{'Nothing was written: it would be ' if dry_run else ''}{counts}.")


def _list(title: str, faults: list[Fault]) -> None:
    if not faults:
        return
    click.echo(f"\n{title}:", err=True)
    alike: dict[tuple[str, str, str], list[int]] = {}
    for row, column, message, help_ in faults:
        alike.setdefault((column, message, help_), []).append(row)
    for (column, message, help_), rows in alike.items():
        place = _rows(rows) + (f', column "{column}"' if column else "")
        end = "" if message.endswith((".", "?", "!")) else "."
        line = " ".join(f"{place}: {message}{end if help_ else ''} {help_}".split())  # a cell may hold several
        click.echo(f"  {line}", err=True)
    click.echo("", err=True)


def _rows(rows: list[int]) -> str:
    """Return ``row 2``, ``rows 2 and 5`` or, of more than six, the first five and how many more."""
    shown = [str(row) for row in rows] if len(rows) < 7 else [*map(str, rows[:5]), f"{len(rows) - 5} more"]
    return f"row {shown[0]}" if len(shown) == 1 else f"rows {', '.join(shown[:-1])} and {shown[-1]}"
