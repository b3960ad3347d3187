"""The command line: the group of verbs, the exit codes, the options that verbs share.

Only click is imported at the top, and a verb's file (``commands``) only when it is asked for, so that
``--version`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from mentorsite import __version__

CLEAN, PROBLEMS, USAGE, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130

VERBS = (
    "build",
    "check",
    "serve",
    "init",
    "new",
    "set",
    "verify",
    "diff",
    "report",
    "import",
    "export",
    "forget",
    "schema",
)
"""Every verb, in the order in which the help lists them; each is ``command`` of its file in ``commands``."""


def main() -> None:
    """Run the command line; whatever is neither content nor usage ends with exit code 3 and one line."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us; what it would have read is lost, no more
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open until the end
    try:
        try:
            sys.exit(cli.main(prog_name="mentorsite", standalone_mode=False))
        finally:
            gc.freeze()  # Python would look at every object once more before it ends: as long as reading 100 profiles
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort as abort:
        # By itself click ends with 1 after Ctrl-C, which would say that the content has problems.
        click.echo("Aborted!", err=True)
        sys.exit(INTERRUPTED if isinstance(abort.__cause__ or abort.__context__, KeyboardInterrupt) else PROBLEMS)
    except BrokenPipeError:
        # The reader of our output went away; closing quietly is what it expects.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN)
    except OSError as error:
        say_error(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        sys.exit(BROKEN)
    except Exception as error:  # the last door: a bug is ours to explain, never a traceback for a coordinator
        if os.environ.get("MENTORSITE_DEBUG"):
            raise
        say_error(f"this is a bug in mentorsite ({type(error).__name__}: {error})")
        click.echo("Run it again with MENTORSITE_DEBUG=1 and send what it prints to the maintainers.", err=True)
        sys.exit(BROKEN)


class _Verbs(click.Group):
    """The group whose verbs are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"mentorsite.commands.{_file_of(cmd_name)}").command
        return command


def _file_of(verb: str) -> str:
    """Return the name of a verb's file: Python's own words, such as import, get an underscore."""
    return f"{verb}_" if iskeyword(verb) else verb


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Turn mentor profiles (YAML) and program guides (Markdown) into a searchable directory site.

    Exit codes: 0 clean, 1 problems in the content, 2 wrong usage, 3 a bug or a failing machine, 130 stopped by Ctrl-C.
    """


class Day(click.ParamType[Any]):
    """A day as ``2026-09-01``."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            from mentorsite.scalars import date_help

            help_ = date_help(str(value), "Write it as 2026-09-01.")
            self.fail(f"{value!r} is not a date. {help_}", param, ctx)


root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The program's folder. [default: this folder]",
)
day_option = click.option(
    "--date", "day", type=Day(), help="Work as of this day. [default: SOURCE_DATE_EPOCH, else today]"
)
strict_option = click.option(
    "--strict", is_flag=True, help="Treat warnings as errors, except those that only the date causes."
)


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every command on a program takes."""
    return root_option(day_option(strict_option(command)))


def speed(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options on how the work is done, which never change what is made."""
    jobs = click.option(
        "--jobs", type=click.IntRange(1, 64), help="How many processes work. [default: one a processor]"
    )
    cache = click.option("--no-cache", is_flag=True, help="Read and make everything anew; keep nothing.")
    profile = click.option("--profile", is_flag=True, help="Print how long each stage took.")
    return jobs(cache(profile(command)))


def moment(day: date | None) -> date | datetime:
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


def no_settings(root: Path) -> click.UsageError:
    """Return what to say where the program's settings are not there, or cannot be read."""
    if (root / "site.yml").exists():
        return click.UsageError("site.yml cannot be read; run mentorsite check")
    hint = "run this in the program's folder, or make a new program: mentorsite init my-program"
    return click.UsageError(f"there is no site.yml here; {hint}")


def say_error(text: str) -> None:
    """Print one line that begins with "error:"."""
    click.echo(f"{click.style('error', fg='red', bold=True) if colored(sys.stderr) else 'error'}: {text}", err=True)


def colored(stream: Any) -> bool:
    """Whether color may be sent to this stream."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


class Stages:
    """Shows on a terminal how far the work is, once it takes longer than a second, and times every stage."""

    def __init__(self) -> None:
        self.started = self.shown = time.perf_counter()
        self.line = sys.stderr.isatty()
        self.name = "starting"
        self.since = self.started
        self.times: dict[str, float] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        if stage != self.name:
            self.times[self.name] = self.times.get(self.name, 0) + now - self.since
            self.name, self.since = stage, now
            if total == 0:
                click.echo(f"{stage} …", err=True)
        if self.line and now - self.started > 1 and now - self.shown > 0.1:
            self.shown = now
            width = 24 * done // max(total, 1)
            click.echo(f"\r{stage:<12} [{'#' * width:<24}] {done:,}/{total:,} ", nl=False, err=True)
        if self.line and done + 1 >= total and self.shown != self.started:
            self.shown = self.started
            click.echo("\r" + " " * 64 + "\r", nl=False, err=True)

    def profile(self) -> None:
        """Print the time of each stage."""
        self("ending", 0, 1)
        for stage, seconds in self.times.items():
            click.echo(f"{seconds:9.3f} s  {stage}", err=True)
