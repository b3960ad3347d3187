"""``mentorsite new mentor`` and ``mentorsite new guide``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from mentorsite.cli import day_option, moment, root_option


@click.group
def command() -> None:
    """Write a new mentor's or guide's file to fill in."""


@command.command("mentor")
@click.argument("name")
@root_option
@day_option
def mentor(root: Path, day: date | None, name: str) -> None:
    """Write mentors/given-family.yml for the mentor NAME, with comments on each field."""
    from mentorsite.starter import StarterRefused, new_mentor_file

    try:
        path = new_mentor_file(root, name, _today(day))
    except StarterRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Wrote {path}. Fill it in, then run: mentorsite check")


@command.command("guide")
@click.argument("title")
@click.option("--section", default="start", show_default=True, help="The section of site.yml that it goes to.")
@root_option
@day_option
def guide(root: Path, day: date | None, title: str, section: str) -> None:
    """Write content/SECTION/title.md for a guide called TITLE."""
    from mentorsite.starter import StarterRefused, new_guide_file

    try:
        path = new_guide_file(root, title, section, _today(day))
    except StarterRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Wrote {path}. Fill it in, then run: mentorsite check")


def _today(day: date | None) -> date:
    now = moment(day)
    return now.date() if isinstance(now, datetime) else now
