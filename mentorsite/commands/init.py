"""``mentorsite init``."""

from __future__ import annotations

from pathlib import Path

import click

from mentorsite.cli import moment


@click.command
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a new program in FOLDER, with a site.yml, a first mentor and a first guide to change."""
    from mentorsite.starter import StarterRefused, copy_starter

    try:
        made = copy_starter(folder, moment(None))
    except StarterRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Made {len(made)} files in {folder}. Next:")
    click.echo(f"  cd {folder}\n  mentorsite build")
