"""``mentorsite schema``."""

from __future__ import annotations

from pathlib import Path

import click

from mentorsite.cli import no_settings, root_option


@click.command
@click.option("--write", is_flag=True, help="Write all three into .schemas/, where editors look for them.")
@click.argument("kind", type=click.Choice(["profile", "guide", "site"]), default="profile")
@root_option
def command(root: Path, kind: str, write: bool) -> None:
    """Print the JSON Schema of a mentor's file, a guide's front matter or site.yml, with the program's own values."""
    from mentorsite.build import read_config
    from mentorsite.schema import FOLDER, schema_text, write_schemas

    if read_config(root).value is None:
        raise no_settings(root)
    if write:
        for path in write_schemas(root):
            click.echo(f"Wrote {path}")
        click.echo(f"Editors that know YAML now complete the fields; the files name {FOLDER}/ themselves.")
        return
    click.echo(schema_text(root, kind), nl=False)
