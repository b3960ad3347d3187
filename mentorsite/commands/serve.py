"""``mentorsite serve``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mentorsite.cli import shared


@click.command
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Where the browser looks.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the browser.")
@shared
def command(root: Path, day: date | None, strict: bool, port: int, open_browser: bool) -> None:
    """Preview the site on this computer; it is rebuilt and reloaded whenever a file is saved.

    The preview lives in a folder of its own and never touches _site. Errors are shown in the browser, and the
    last good pages stay.
    """
    from mentorsite.serve import Preview, serve_forever

    serve_forever(Preview(root, day, strict), port, open_browser, click.echo)
