"""``mentorsite check``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorsite.cli import PROBLEMS, colored, moment, progress_line, shared

if TYPE_CHECKING:
    from mentorsite.build import Outcome


@click.command
@shared
def command(root: Path, day: date | None, strict: bool) -> None:
    """Check every profile, guide and setting; write nothing."""
    from mentorsite import build as building

    outcome = building.check(building.Options(root, moment(day), strict=strict), progress_line())
    show_findings(outcome, root)
    if outcome.failed:
        sys.exit(PROBLEMS)
    click.echo(f"All is well: {outcome.mentors} mentors, {outcome.guides} guides.")


def show_findings(outcome: Outcome, root: Path) -> None:
    """Print what a run found, in full, and how many there are of each severity."""
    from mentorsite.report import as_text, summary

    if outcome.findings:
        click.echo(as_text(outcome.findings, root, color=colored(sys.stderr)), err=True)
        click.echo(f"\n{summary(outcome.findings)}", err=True)
