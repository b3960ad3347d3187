"""``mentorsite build``."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mentorsite.cli import PROBLEMS, Stages, say_error, shared, speed
from mentorsite.commands.check import format_option, options_of, show_outcome
from mentorsite.run import FOLDERS


@click.command
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where the site goes. [default: _site in the program's folder; _internal for the internal one]",
)
@click.option(
    "--audience",
    type=click.Choice(tuple(FOLDERS)),
    default="public",
    show_default=True,
    help="For whom: everyone, or the program's own people.",
)
@click.option(
    "--untrusted",
    is_flag=True,
    help="For changes from strangers: refuse if templates, site.yml or the workflow differ from --base.",
)
@click.option("--base", metavar="REV", help="The revision in git that is trusted; with --untrusted.")
@format_option
@speed
@shared
def command(
    out: Path | None, audience: str, untrusted: bool, base: str | None, form: str, profile: bool, **given: Any
) -> None:
    """Check everything and build the site.

    While there is any error nothing is published, and the last good site stays as it was.
    """
    from mentorsite.again import build_or_say_again
    from mentorsite.wording import counted
    from mentorsite.write import OutputRefused

    started = time.perf_counter()
    options = options_of(**given)
    if untrusted != (base is not None):
        raise click.UsageError("--untrusted and --base REV belong together")
    if base is not None:
        _refuse_changed_code(options.root, base)
    cache = options.cache and options.cache / audience
    options = replace(options, out=out, audience=audience, untrusted=untrusted, cache=cache)
    root, target = options.root, options.folder
    stages = Stages()
    try:
        outcome = build_or_say_again(options, stages)
    except OutputRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    if profile:
        stages.profile()
    if outcome.failed:
        show_outcome(outcome, root, form, f"Nothing was published; {target} is as it was.")
        sys.exit(PROBLEMS)
    seconds = time.perf_counter() - started
    made = ", ".join(
        (counted(outcome.mentors, "mentor"), counted(outcome.guides, "guide"), counted(outcome.pages, "page"))
    )
    place = click.format_filename(target / "index.html")
    show_outcome(outcome, root, form, f"Built {made} ({outcome.changed} changed) in {seconds:.1f} s: {place}")


def _refuse_changed_code(root: Path, base: str) -> None:
    from mentorsite.trust import UntrustedError, must_equal

    try:
        must_equal(root, base)
    except UntrustedError as refusal:
        say_error(str(refusal))
        sys.exit(PROBLEMS)
