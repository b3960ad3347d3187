"""``mentorsite set``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorsite.cli import PROBLEMS, day_option, moment, no_settings, root_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mentorsite.desk.amend import Amended
    from mentorsite.model import SourceFile
    from mentorsite.yaml.edit import Data
    from mentorsite.yaml.edit import Path as Path_


@click.command
@click.argument("slug")
@click.argument("assignments", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@root_option
@day_option
def command(root: Path, day: date | None, slug: str, assignments: tuple[str, ...], dry_run: bool) -> None:
    """Change values in the file of the mentor SLUG, such as: mentorsite set given-family capacity.current=3

    FIELD= without a value removes the field. The rest of the file stays as it is, and nothing is written that
    would be an error.
    """
    from mentorsite.build import read_program
    from mentorsite.desk.amend import AmendRefused, amend, assignment, source_of
    from mentorsite.run import Options

    options = Options(root, moment(day))
    reading = read_program(options)
    if reading.program.config is None:
        raise no_settings(root)
    try:
        changes = dict(assignment(text, reading.program.config) for text in assignments)
        _keep_ends(source_of(slug, reading), changes)
        amended = amend(reading, options, slug, changes)
    except AmendRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    keep(amended, root, dry_run)


def _keep_ends(source: SourceFile, changes: Mapping[Path_, Data | None]) -> None:
    """Refuse a bare number of mentees where the file knows when terms end: the dates would be lost."""
    from mentorsite.sheet.cells import at
    from mentorsite.yaml.edit import EditRefused, as_flow, read_data
    from mentorsite.yaml.tree import decode_utf8

    field = ("capacity", "current")
    new = changes.get(field)
    try:
        old = at(read_data(decode_utf8(source.path, source.data).value or ""), field)
    except EditRefused:
        return
    dated = [term for term in old if isinstance(term, dict) and "until" in term] if isinstance(old, list) else []
    if not dated or not isinstance(new, str) or not new.isdecimal():
        return
    counts = [str(term.get("count", "1")) for term in dated]
    more = int(new) - sum(int(count) for count in counts if count.isdecimal())
    kept = as_flow([*dated, {"count": str(more)}] if more > 0 else dated)
    said = f"{source.path} says when terms end ({as_flow(dated)}), and {new} alone would lose that"
    raise click.UsageError(
        f'{said}. To keep it: "capacity.current={kept}". To replace it: "capacity.current=[{{count: {new}}}]"'
    )


def keep(amended: Amended, root: Path, dry_run: bool) -> None:
    """Say what a change brings with it; save it unless that is an error, or nothing is to be written."""
    from mentorsite.desk.changes import ChangeRefused, as_diff, save
    from mentorsite.diagnostics import Severity
    from mentorsite.report import clean

    for diagnostic, severity in amended.fresh:
        place = f"{diagnostic.span.path}:{diagnostic.span.line}"
        words = f"{severity.name.lower()}[{diagnostic.code}]: {diagnostic.message} ({place}) {diagnostic.help}"
        click.echo(clean(words.rstrip()), err=True)
    if any(severity is Severity.ERROR for _, severity in amended.fresh):
        click.echo("Nothing was written.", err=True)
        sys.exit(PROBLEMS)
    change = amended.change
    if change.before == change.after:
        click.echo(f"{root / change.path} says so already.")
        return
    click.echo(as_diff([change]), nl=False)
    if dry_run:
        click.echo("Nothing was written.", err=True)
        return
    try:
        save(root, [change])
    except ChangeRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Wrote {root / change.path}", err=True)
