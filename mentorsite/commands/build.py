"""``mentorsite build``."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import click

from mentorsite.cli import PROBLEMS, moment, progress_line, shared
from mentorsite.commands.check import format_option, show_outcome


@click.command
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where the site goes. [default: _site in the program's folder]"
)
@format_option
@shared
def command(root: Path, day: date | None, strict: bool, out: Path | None, form: str) -> None:
    """Check everything and build the site.

    While there is any error nothing is published, and the last good site stays as it was.
    """
    from mentorsite import build as building
    from mentorsite.write import OutputRefused

    started = time.perf_counter()
    target = out or root / "_site"
    options = building.Options(root, moment(day), target, strict=strict)
    try:
        outcome = building.build(options, progress_line())
    except OutputRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    if outcome.failed:
        show_outcome(outcome, root, form, f"Nothing was published; {target} is as it was.")
        sys.exit(PROBLEMS)
    seconds = time.perf_counter() - started
    made = f"{outcome.mentors} mentors, {outcome.guides} guides, {outcome.pages} pages"
    place = click.format_filename(target / "index.html")
    show_outcome(outcome, root, form, f"Built {made} ({outcome.changed} changed) in {seconds:.1f} s: {place}")
