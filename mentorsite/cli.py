"""Options → call → print → exit code. What a command does is elsewhere; what it says is here.

Only click is imported at the top, so that ``--version`` and ``--help`` answer at once.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentorsite import __version__

if TYPE_CHECKING:
    from mentorsite.build import Outcome

CLEAN, PROBLEMS, USAGE, BROKEN = 0, 1, 2, 3


def main() -> None:
    """Run the command line; whatever is neither content nor usage ends with exit code 3 and one line."""
    try:
        cli(prog_name="mentorsite")
    except BrokenPipeError:
        # The reader of our output went away; closing quietly is what it expects.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN)
    except OSError as error:
        _say_error(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        sys.exit(BROKEN)
    except Exception as error:  # the last door: a bug is ours to explain, never a traceback for a coordinator
        if os.environ.get("MENTORSITE_DEBUG"):
            raise
        _say_error(f"this is a bug in mentorsite ({type(error).__name__}: {error})")
        click.echo("Run it again with MENTORSITE_DEBUG=1 and send what it prints to the maintainers.", err=True)
        sys.exit(BROKEN)


def _say_error(text: str) -> None:
    click.echo(f"{click.style('error', fg='red', bold=True) if _color(sys.stderr) else 'error'}: {text}", err=True)


class _Day(click.ParamType[Any]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-09-01", param, ctx)


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every command on a program takes."""
    for option in (
        click.option(
            "--strict", is_flag=True, help="Treat warnings as errors, except those that only the date causes."
        ),
        click.option(
            "--date", "day", type=_Day(), help="Build as of this day. [default: SOURCE_DATE_EPOCH, else today]"
        ),
        click.option(
            "--root",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            default=Path(),
            help="The program's folder. [default: this folder]",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Turn mentor profiles (YAML) and program guides (Markdown) into a searchable directory site.

    Exit codes: 0 clean, 1 problems in the content, 2 wrong usage, 3 a bug or a failing machine.
    """


@cli.command()
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where the site goes. [default: _site in the program's folder]"
)
@_shared
def build(root: Path, day: date | None, strict: bool, out: Path | None) -> None:
    """Check everything and build the site.

    While there is any error nothing is published, and the last good site stays as it was.
    """
    from mentorsite import build as building
    from mentorsite.write import OutputRefused

    started = time.perf_counter()
    target = out or root / "_site"
    options = building.Options(root, _moment(day), target, strict=strict)
    try:
        outcome = building.build(options, _progress())
    except OutputRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    _show(outcome, root)
    if outcome.failed:
        click.echo(f"Nothing was published; {target} is as it was.", err=True)
        sys.exit(PROBLEMS)
    seconds = time.perf_counter() - started
    made = f"{outcome.mentors} mentors, {outcome.guides} guides, {outcome.pages} pages"
    click.echo(
        f"Built {made} ({outcome.changed} changed) in {seconds:.1f} s: {click.format_filename(target / 'index.html')}"
    )


@cli.command()
@_shared
def check(root: Path, day: date | None, strict: bool) -> None:
    """Check every profile, guide and setting; write nothing."""
    from mentorsite import build as building

    outcome = building.check(building.Options(root, _moment(day), strict=strict), _progress())
    _show(outcome, root)
    if outcome.failed:
        sys.exit(PROBLEMS)
    click.echo(f"All is well: {outcome.mentors} mentors, {outcome.guides} guides.")


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Where the browser looks.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the browser.")
@_shared
def serve(root: Path, day: date | None, strict: bool, port: int, open_browser: bool) -> None:
    """Preview the site on this computer; it is rebuilt and reloaded whenever a file is saved.

    The preview lives in a folder of its own and never touches _site. Errors are shown in the browser, and the
    last good pages stay.
    """
    from mentorsite.serve import Preview, serve_forever

    preview = Preview(root, day, strict)
    serve_forever(preview, port, open_browser, _echo)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a new program in FOLDER, with a site.yml, a first mentor and a first guide to change."""
    from mentorsite.starter import StarterRefused, copy_starter

    try:
        made = copy_starter(folder)
    except StarterRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Made {len(made)} files in {folder}. Next:")
    click.echo(f"  cd {folder}\n  mentorsite build")


@cli.group()
def new() -> None:
    """Write a new mentor's or guide's file to fill in."""


@new.command("mentor")
@click.argument("name")
@_shared
def new_mentor(root: Path, day: date | None, strict: bool, name: str) -> None:
    """Write mentors/given-family.yml for the mentor NAME, with comments on each field."""
    _new(root, "mentor", name, day)


@new.command("guide")
@click.argument("title")
@click.option("--section", default="start", show_default=True, help="The section of site.yml that it goes to.")
@_shared
def new_guide(root: Path, day: date | None, strict: bool, title: str, section: str) -> None:
    """Write content/SECTION/title.md for a guide called TITLE."""
    _new(root, "guide", title, day, section)


def _new(root: Path, kind: str, title: str, day: date | None, section: str = "") -> None:
    from mentorsite.starter import StarterRefused, new_guide_file, new_mentor_file

    moment = _moment(day)
    today = moment.date() if isinstance(moment, datetime) else moment
    try:
        path = new_mentor_file(root, title, today) if kind == "mentor" else new_guide_file(root, title, section, today)
    except StarterRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Wrote {path}. Fill it in, then run: mentorsite check")


@cli.command()
@click.option("--write", is_flag=True, help="Write all three into .schemas/, where editors look for them.")
@click.argument("kind", type=click.Choice(["profile", "guide", "site"]), default="profile")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The program's folder. [default: this folder]",
)
def schema(root: Path, kind: str, write: bool) -> None:
    """Print the JSON Schema of a mentor's file, a guide's front matter or site.yml, with the program's own values."""
    from mentorsite.schema import FOLDER, schema_text, write_schemas

    if write:
        for path in write_schemas(root):
            click.echo(f"Wrote {path}")
        click.echo(f"Editors that know YAML now complete the fields; the files name {FOLDER}/ themselves.")
        return
    click.echo(schema_text(root, kind), nl=False)


def _moment(day: date | None) -> date | datetime:
    """Return the build's day: --date, else SOURCE_DATE_EPOCH (reproducible-builds.org), else now."""
    if day is not None:
        return day
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds") from None


def _color(stream: Any) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _echo(text: str) -> None:
    click.echo(text)


def _show(outcome: Outcome, root: Path) -> None:
    from mentorsite.report import as_text, summary

    if outcome.findings:
        click.echo(as_text(outcome.findings, root, color=_color(sys.stderr)), err=True)
        click.echo(f"\n{summary(outcome.findings)}", err=True)


def _progress() -> Callable[[str, int, int], None]:
    """Return a progress line for a terminal, shown once the work takes longer than a second."""
    if not sys.stderr.isatty():
        return lambda *_: None
    started = time.perf_counter()
    last = [started]

    def show(stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - started > 1 and now - last[0] > 0.1:
            last[0] = now
            width = 24 * done // max(total, 1)
            click.echo(f"\r{stage:<10} [{'#' * width:<24}] {done:,}/{total:,} ", nl=False, err=True)
        if done + 1 >= total and last[0] != started:
            last[0] = started
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)

    return show
