"""``mentorsite build``."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mentorsite.cli import PROBLEMS, Stages, shared, speed
from mentorsite.commands.check import format_option, options_of, show_outcome


@click.command
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where the site goes. [default: _site in the program's folder]"
)
@format_option
@speed
@shared
def command(out: Path | None, form: str, profile: bool, **given: Any) -> None:
    """Check everything and build the site.

    While there is any error nothing is published, and the last good site stays as it was.
    """
    from mentorsite import build as building
    from mentorsite.write import OutputRefused

    started = time.perf_counter()
    options = options_of(**given)
    root, target = options.root, out or options.root / "_site"
    stages = Stages()
    try:
        outcome = building.build(replace(options, out=target), stages)
    except OutputRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    if profile:
        stages.profile()
    if outcome.failed:
        show_outcome(outcome, root, form, f"Nothing was published; {target} is as it was.")
        sys.exit(PROBLEMS)
    seconds = time.perf_counter() - started
    made = f"{outcome.mentors} mentors, {outcome.guides} guides, {outcome.pages} pages"
    place = click.format_filename(target / "index.html")
    show_outcome(outcome, root, form, f"Built {made} ({outcome.changed} changed) in {seconds:.1f} s: {place}")
