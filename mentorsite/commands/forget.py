"""``mentorsite forget``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorsite.cli import PROBLEMS, day_option, moment, root_option

if TYPE_CHECKING:
    from mentorsite.desk.forgetting import Forgetting, Trace
    from mentorsite.run import Options


_MOST = 8
"""How many places of one text are named."""


@click.command
@click.argument("slug")
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@root_option
@day_option
def command(root: Path, day: date | None, slug: str, dry_run: bool, yes: bool) -> None:
    """Take the mentor SLUG out: file, photo, references, redirects, and what earlier builds kept.

    Then it builds the site into a temporary folder, looks for what was the person's own, and says where git still
    holds it.
    """
    from mentorsite.build import read_program
    from mentorsite.desk.amend import AmendRefused, source_of
    from mentorsite.desk.changes import ChangeRefused, as_diff, save
    from mentorsite.desk.forgetting import work_out
    from mentorsite.run import Options
    from mentorsite.sheet.memory import Memory

    options = Options(root, moment(day))
    reading = read_program(options)
    try:
        source = source_of(slug, reading)
    except AmendRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    made = work_out(root, reading.program, source)
    if dry_run:
        click.echo(as_diff(made.changes), nl=False)
        click.echo("Nothing was written.", err=True)
        return
    for change in made.changes:
        click.echo(f"{'removes' if change.after is None else 'edits'} {root / change.path}")
    if made.kept_photo:
        photo, users = made.kept_photo
        click.echo(f"keeps {root / photo}, which {' and '.join(users)} shows as well")
    if not yes:
        click.confirm("Go on?", abort=True)
    try:
        memory = Memory(root)
        memory.forget(source.slug, made.email)
        save(root, [*made.changes, memory.change()])
    except ChangeRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    _clear(root)
    left = _look(options, made)
    built = _built(root, source.slug)
    if built:
        click.echo(f"The last build still holds the page, and so does your server: {', '.join(map(str, built))}")
    click.echo("Delete the row in the form's answers and in every exported table as well; an import leaves it out.")
    _tell_history(root, [change.path for change in made.changes if change.after is None])
    if left:
        sys.exit(PROBLEMS)
    again = "mentorsite build" + (" (and with --audience internal, if you publish that)" if len(built) > 1 else "")
    click.echo(f"{source.slug} is forgotten in the sources. Build and publish now, which takes the page away: {again}")


def _built(root: Path, slug: str) -> list[Path]:
    pages = [root / folder / "mentors" / f"{slug}.html" for folder in ("_site", "_internal")]
    return [page for page in pages if page.exists()]


def _clear(root: Path) -> None:
    """Delete what earlier builds kept for themselves; the published site is replaced by the next build."""
    from mentorsite.run import FOLDERS
    from mentorsite.store import FOLDER

    kept = [root / FOLDER, *sorted(path for name in FOLDERS.values() for path in root.glob(f".{name}.*"))]
    for path in kept:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
            click.echo(f"removes {path}")
        elif path.exists():
            path.unlink()
            click.echo(f"removes {path}")


def _look(options: Options, made: Forgetting) -> bool:
    """Look for traces in the sources and in a build; return whether any is the person's own."""
    from dataclasses import replace

    from mentorsite.build import build
    from mentorsite.desk.forgetting import traces

    names = ["site.yml"]
    for folder in ("mentors", "content", "templates"):
        names += sorted(path.relative_to(options.root).as_posix() for path in (options.root / folder).rglob("*"))
    found = list(traces(options.root, made, names))
    with tempfile.TemporaryDirectory(prefix="mentorsite-") as scratch:
        outcome = build(replace(options, out=Path(scratch) / "site"))
        if outcome.published:
            pages = traces(Path(scratch) / "site", made)
            found += [trace._replace(place=f"the page {trace.place}") for trace in pages]
    if not outcome.published:
        click.echo("The site has errors now, so its pages could not be looked through: mentorsite check", err=True)
    _list("Still there; edit by hand", [trace for trace in found if not trace.shared])
    _list("Namesakes, or words that another mentor's file has too", [trace for trace in found if trace.shared])
    return not outcome.published or any(not trace.shared for trace in found)


def _list(title: str, found: list[Trace]) -> None:
    """List each text with the places where it stands: of many, which is how a form's set answer looks, the first."""
    if found:
        click.echo(f"{title}:", err=True)
    places: dict[str, list[str]] = {}
    for trace in found:
        places.setdefault(trace.what, []).append(trace.place)
    for text, where in places.items():
        what = text if len(text) <= 60 else text[:59] + "…"
        more = f" and {len(where) - _MOST} more places" if len(where) > _MOST + 1 else ""
        shown = where[:_MOST] if more else where
        click.echo(f'  "{what}": {", ".join(shown)}{more}', err=True)


def _tell_history(root: Path, paths: list[str]) -> None:
    from mentorsite.desk.history import versions_in_history
    from mentorsite.wording import counted

    held = {path: count for path in paths if (count := versions_in_history(root, path))}
    if not held:
        return
    listed = " ".join(f"--path {path}" for path in held)
    versions = counted(sum(held.values()), "version")
    click.echo(f"\ngit history still holds {versions} of {', '.join(held)}.")
    click.echo("To purge it, once the removal is committed and everyone has pushed, in a fresh clone:")
    click.echo(f"  git filter-repo --invert-paths {listed}")
    click.echo("then push with force, delete old branches and build artifacts, and have all clones made anew.\n")
