"""``mentorsite diff``."""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

import click

from mentorsite.cli import PROBLEMS, day_option, moment, root_option


@click.command
@click.argument("base")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True,
    help="For a terminal, or for the summary of a job.",
)  # fmt: skip
@click.option("--allow-vanished", is_flag=True, help="Let addresses disappear without a redirect.")
@root_option
@day_option
def command(root: Path, day: date | None, base: str, form: str, allow_vanished: bool) -> None:
    """Say what the changes since BASE, a git revision or a folder, do to the published site.

    Ends with exit code 1 if an address disappears without a redirect, unless that is allowed.
    """
    from mentorsite.build import read_program
    from mentorsite.desk.comparison import as_markdown, as_text, compare
    from mentorsite.desk.history import HistoryRefused, lay_out
    from mentorsite.report import clean
    from mentorsite.run import Options

    now = moment(day)
    with tempfile.TemporaryDirectory(prefix="mentorsite-") as scratch:
        folder = Path(base)
        if not folder.exists() and base.startswith((".", "/")):
            raise click.UsageError(f"there is no folder {base}; give a program's folder, or a git revision")
        if folder.is_dir() and base.startswith((".", "/")) and not (folder / "site.yml").is_file():
            raise click.UsageError(f"the folder {base} has no site.yml, so there is nothing to compare with")
        if not (folder / "site.yml").is_file():
            folder = Path(scratch)
            try:
                lay_out(root, base, folder)
            except HistoryRefused as refusal:
                raise click.UsageError(str(refusal)) from None
        before, _ = read_program(Options(folder, now))
        after, _ = read_program(Options(root, now))
    if before.site is None or after.site is None:
        which = "here" if after.site is None else f"at {base}"
        raise click.UsageError(f"site.yml cannot be read {which}; run mentorsite check there")
    made = compare(before, after._replace(today=before.today))
    click.echo((as_markdown if form == "markdown" else as_text)(made), nl=False)
    for program, where in ((before, f"At {base}"), (after, "Here")):
        broken = sorted(item.path for item in program.parsed if not item.value and item.kind in ("profile", "guide"))
        if broken:
            click.echo(f"{where} some files have errors and are left out: {clean(', '.join(broken[:5]))}", err=True)
    if made.vanished and not allow_vanished:
        click.echo(made.advice, err=True)
        sys.exit(PROBLEMS)
