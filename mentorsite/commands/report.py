"""``mentorsite report``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mentorsite.cli import day_option, moment, no_settings, root_option


@click.command
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True,
    help="For the terminal, for programs, or a page of charts that holds all it needs.",
)  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file.")
@root_option
@day_option
def command(root: Path, day: date | None, form: str, out: Path | None) -> None:
    """Show how the program stands: open slots, gaps, load, stale profiles, guides to review, training.

    It is for the program office and never becomes part of the public site.
    """
    import json

    from mentorsite.build import read_program
    from mentorsite.desk.changes import Change, read, save
    from mentorsite.overview import as_data, as_page, as_text, overview
    from mentorsite.run import Options
    from mentorsite.write import MARKER

    target = out.resolve() if out else None
    if target and any((folder / MARKER).exists() for folder in target.parents):
        raise click.UsageError(f"{out} would lie in the published site; choose another place")
    program, _ = read_program(Options(root, moment(day)))
    if program.site is None or program.config is None:
        raise no_settings(root)
    made = overview(program)
    text = {
        "text": lambda: as_text(made),
        "json": lambda: json.dumps(as_data(made), indent=2, ensure_ascii=True) + "\n",
        "html": lambda: as_page(made, program.config.language if program.config else "en"),
    }[form]()
    if target is None:
        click.echo(text, nl=False)
    else:
        save(target.parent, [Change(target.name, read(target.parent, target.name), text.encode())])
        click.echo(f"Wrote {out}", err=True)
    broken = sorted(item.path for item in program.parsed if not item.value and item.kind in ("profile", "guide"))
    if broken:
        click.echo(f"Some files have errors and are not counted: {', '.join(broken[:5])}", err=True)
