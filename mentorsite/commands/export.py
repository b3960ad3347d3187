"""``mentorsite export``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from mentorsite.cli import day_option, moment, no_settings, root_option


@click.command
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "json"]), default="csv", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file.")
@click.option("--all", "all_", is_flag=True, help="Every mentor and field, private ones included.")
@root_option
@day_option
def command(root: Path, day: date | None, form: str, out: Path | None, all_: bool) -> None:
    """Write the mentors as a table, to be edited in a spreadsheet and brought back with mentorsite import.

    Only published mentors and public fields, unless --all is given.
    """
    from mentorsite.build import read_program
    from mentorsite.desk.changes import Change, read, save
    from mentorsite.run import Options
    from mentorsite.sheet.exporting import export
    from mentorsite.sheet.files import SheetRefused, write_csv, write_xlsx

    if form == "xlsx" and out is None:
        raise click.UsageError("XLSX needs a file: --out mentors.xlsx")
    program = read_program(Options(root, moment(day))).program
    if program.config is None:
        raise no_settings(root)
    made = export(program, all_=all_)
    try:
        if form == "json":
            data = (json.dumps(made.records, indent=2, ensure_ascii=False) + "\n").encode()
        elif form == "csv":
            data = write_csv(made.header, made.rows)
        else:
            data = write_xlsx(made.header, made.rows)
    except SheetRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    if out is None:
        click.echo(data, nl=False)
    else:
        target = out.resolve()
        save(target.parent, [Change(target.name, read(target.parent, target.name), data)])
        click.echo(f"Wrote {len(made.rows)} mentors into {out}", err=True)
    if all_:
        click.echo("It holds private data: e-mail addresses, consent, profiles that are not published.", err=True)
        click.echo("Keep it out of version control and of mail, and delete it when you are done.", err=True)
    if made.left_out:
        listed = ", ".join(made.left_out)
        click.echo(f"Left out, as they have errors: {listed}. Run mentorsite check", err=True)
