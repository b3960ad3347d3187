"""``mentorsite verify``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorsite.cli import Day, day_option, moment, no_settings, root_option
from mentorsite.commands.set import keep

if TYPE_CHECKING:
    from mentorsite.build import Program, Reading
    from mentorsite.desk.verification import Due
    from mentorsite.run import Options


@click.command
@click.argument("slug", required=False)
@click.option("--on", "said", type=Day(), help="Record that the mentor SLUG confirmed the profile on this day.")
@click.option(
    "--write", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write an .eml file for each into DIR.",
    metavar="DIR",
)  # fmt: skip
@click.option(
    "--within", type=click.IntRange(0, 3650), default=0, show_default=True, help="Also who is due in so many days."
)
@root_option
@day_option
def command(
    root: Path, day: date | None, slug: str | None, said: date | None, folder: Path | None, within: int
) -> None:
    """List the mentors who are due to confirm their profile, the longest due first.

    With SLUG: print the e-mail that asks this mentor. Nothing is sent: --write makes drafts that a mail program
    opens, and --on records the answer.
    """
    from mentorsite.build import read_program
    from mentorsite.run import Options

    options = Options(root, moment(day))
    reading = read_program(options)
    program = reading.program
    if program.config is None:
        raise no_settings(root)
    if said is not None:
        _record(reading, options, slug, said)
        return
    from mentorsite.desk.verification import due, letter

    listed = due(program, within)
    if slug is not None:
        listed = (_one(slug, reading),)
    if folder is not None:
        _write(folder, listed, program, root)
    elif slug is not None:
        click.echo(letter(listed[0], program), nl=False)
    else:
        _list(listed, program)


def _list(listed: tuple[Due, ...], program: Program) -> None:
    if not listed:
        click.echo("Nobody is due.")
        return
    width = max(len(one.profile.slug) for one in listed)
    for one in listed:
        confirmed = f"confirmed {one.confirmed}" if one.confirmed else "never confirmed     "
        since = f"due since {one.since}" if one.since and one.since <= program.today else f"due on {one.since}"
        click.echo(f"{one.profile.slug:<{width}}  {confirmed}  {since if one.since else 'due now'}")
    some = listed[0].profile.slug
    click.echo(f"\n{len(listed)} due. The e-mail to one: mentorsite verify {some}", err=True)
    click.echo("Drafts for all: mentorsite verify --write DIR", err=True)
    click.echo(f"When one has answered: mentorsite verify {some} --on {program.today}", err=True)


def _one(slug: str, reading: Reading) -> Due:
    from mentorsite.availability import confirmed_on
    from mentorsite.desk.amend import AmendRefused, source_of
    from mentorsite.desk.verification import Due
    from mentorsite.model import Profile
    from mentorsite.publish import has_left, is_published

    try:
        path = source_of(slug, reading).path
    except AmendRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    profile = next(item.value for item in reading.program.parsed if item.path == path)
    if not isinstance(profile, Profile):
        raise click.UsageError(f"{path} has errors; run mentorsite check")
    assert reading.program.config is not None
    if has_left(profile, reading.program.today):
        raise click.UsageError(f"{profile.slug} left on {profile.left} and has no page, so there is nothing to confirm")
    if not is_published(profile, reading.program.config, "internal"):
        hint = "ask for it, and write its day: consent: {date: 2026-09-01}"
        raise click.UsageError(f"{profile.slug} has no page, because {path} records no consent; {hint}")
    return Due(profile, confirmed_on(profile), None)


def _record(reading: Reading, options: Options, slug: str | None, said: date) -> None:
    from mentorsite.desk.amend import AmendRefused, amend

    if slug is None:
        raise click.UsageError("--on needs the mentor: mentorsite verify given-family --on 2026-09-01")
    if said > reading.program.today:
        raise click.UsageError(f"{said} is still to come; give the day on which the mentor answered")
    try:
        amended = amend(reading, options, slug, {("last_verified",): said.isoformat()})
    except AmendRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    keep(amended, options.root, dry_run=False)


def _write(folder: Path, listed: tuple[Due, ...], program: Program, root: Path) -> None:
    from mentorsite.desk.changes import Change, ChangeRefused, read, save
    from mentorsite.desk.verification import message

    changes = [Change(f"{one.profile.slug}.eml", None, message(one, program)) for one in listed]
    changes = [change for change in changes if read(folder, change.path) != change.after]
    inside = folder.resolve().is_relative_to(root.resolve())
    if inside and read(folder, ".gitignore") is None:
        # Drafts hold private addresses, which must not get into version control by accident.
        changes.append(Change(".gitignore", None, b"*\n"))
    try:
        save(folder, changes)
    except ChangeRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    without = [one.profile.slug for one in listed if not (one.profile.contact and one.profile.contact.email)]
    click.echo(f"{len(listed)} drafts in {folder}. Open one in your mail program, read it, send it.")
    if without:
        click.echo(f"No e-mail address is recorded for {', '.join(without)}: fill it in by hand.", err=True)
