"""``mentorsite check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentorsite.cli import PROBLEMS, Stages, colored, moment, shared, speed

if TYPE_CHECKING:
    from mentorsite.run import Options, Outcome

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "rdjson"]),
    default="text",
    show_default=True,
    help="How findings are shown: to people, to programs, on the lines of a GitHub pull request, or to reviewdog.",
)


@click.command
@format_option
@click.option("--fix", is_flag=True, help="Repair what has one safe repair; the rest of each file stays as it is.")
@click.option("--dry-run", is_flag=True, help="With --fix: show what would change and write nothing.")
@click.option("--notes", is_flag=True, help="Show every note, also those that many files share.")
@speed
@shared
def command(form: str, fix: bool, dry_run: bool, notes: bool, profile: bool, **given: Any) -> None:
    """Check every profile, guide and setting; write nothing, unless --fix is given."""
    from mentorsite import build as building
    from mentorsite.wording import counted

    options, stages = options_of(**given), Stages()
    root = options.root
    if dry_run and not fix:
        raise click.UsageError("--dry-run goes with --fix")
    if fix:
        _fix(options, dry_run)
        if dry_run:
            return
    outcome = building.check(options, stages)
    if profile:
        stages.profile()
    hidden = sum(finding.diagnostic.code == "profile/no-consent" for finding in outcome.findings)
    said = f"All is well: {counted(outcome.mentors, 'mentor')}, {counted(outcome.guides, 'guide')}."
    if hidden:
        said += f" Without consent on record, and so not published: {counted(hidden, 'file')}."
    made = "There are errors: nothing can be published." if outcome.failed else said
    show_outcome(outcome, root, form, made, notes=notes)
    if outcome.failed:
        sys.exit(PROBLEMS)


def options_of(root: Path, day: date | None, strict: bool, jobs: int | None, no_cache: bool) -> Options:
    """Return a run's options from those of the command line."""
    from mentorsite.compute import processors
    from mentorsite.run import Options
    from mentorsite.store import FOLDER

    cache = None if no_cache else root / FOLDER
    return Options(root, moment(day), strict=strict, jobs=jobs or processors(), cache=cache)


def _fix(options: Options, dry_run: bool) -> None:
    from mentorsite.desk.changes import ChangeRefused, as_diff, save
    from mentorsite.desk.repair import repair
    from mentorsite.wording import counted

    changes, count = repair(options)
    if dry_run:
        click.echo(as_diff(changes), nl=False)
        repairs = f"{counted(count, 'repair')} in {counted(len(changes), 'file')}"
        what = repairs if count else "There is nothing that can be repaired safely"
        click.echo(f"{what}; nothing was written.", err=True)
        return
    try:
        save(options.root, changes)
    except ChangeRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    for change in changes:
        click.echo(f"Repaired {options.root / change.path}", err=True)


def show_outcome(outcome: Outcome, root: Path, form: str, made: str, *, notes: bool = False) -> None:
    """Print what a run found. Text goes where messages go; data goes to the standard output and stands alone there."""
    if form == "text":
        if outcome.findings:
            from mentorsite import report

            most = len(outcome.findings) if notes else report.MOST_ALIKE
            click.echo(report.as_brief_text(outcome.findings, root, color=colored(sys.stderr), most=most), err=True)
            click.echo(f"\n{report.summary(outcome.findings)}", err=True)
        click.echo(made, err=outcome.failed)
        return
    from mentorsite import report
    from mentorsite.desk.repair import settled

    findings = settled(outcome.findings, root)
    numbers = {name: getattr(outcome, name) for name in ("mentors", "guides", "pages", "changed", "published")}
    forms: dict[str, Callable[[], Any]] = {
        "json": lambda: report.as_json(findings, root, numbers),
        "rdjson": lambda: report.as_rdjson(findings, root),
        "github": lambda: report.as_annotations(findings, root),
    }
    click.echo(forms[form]())
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(report.as_job_summary(findings, root, made))
    click.echo(made, err=True)
