"""A task → its files, in whatever process has time: viewed, rendered, looked at and staged.

What shows the same as before is linked, not rendered again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from mentorsite.assemble import Site
from mentorsite.compute import compute
from mentorsite.diagnostics import Checked, Diagnostic
from mentorsite.inspection.files import Inspection
from mentorsite.load import bytes_of
from mentorsite.memo import Made, Memo, is_made, key_of_bytes, key_of_view, made_of
from mentorsite.plan import Page, Plan
from mentorsite.render import Theme, render
from mentorsite.rows import from_text, to_text
from mentorsite.views.inputs import Inputs
from mentorsite.views.view import view_of
from mentorsite.write import Output, Staging, Unchanged, link, put

FEW = 32
"""Up to how many things to make are divided: what no template can delay is made here, where its means are kept."""


class PageTask(NamedTuple):
    """A page to be made; ``inputs`` is the key of what its view reads, empty where that is not known."""

    page: Page
    inputs: str = ""


class FilesTask(NamedTuple):
    """Files to be made at once that are no pages: ``make`` is called with how many processes it may use.

    ``inputs`` is the key of what they read, ``partly`` that of most of it: what has this one need not be made anew as a
    whole. Both are empty where they are not known.
    """

    make: Callable[[int], Iterable[Checked[Output | Unchanged]]]
    inputs: str = ""
    partly: str = ""


Task = PageTask | FilesTask


class Means(NamedTuple):
    """What files are made with, in every process."""

    site: Site
    pages: Plan
    theme: Theme
    staging: Staging
    inspection: Inspection
    memo: Memo
    inputs: Inputs | None


class Staged(NamedTuple):
    """A file that was made: none where its template failed. ``made`` is what is kept of it, once nothing was found.

    ``pardoned`` marks what stood in it and is no secret.
    """

    url: str
    changed: bool
    made: Made | None
    found: tuple[Diagnostic, ...]
    pardoned: tuple[str, ...]


_Row = tuple[str, bool, tuple[Any, ...] | None, bytes, tuple[str, ...]]
"""What a worker sends of a ``Staged``: plain data."""


def make_all(tasks: Sequence[Task], means: Means, jobs: int) -> Iterator[tuple[Task, list[Staged]]]:
    """Make and stage the files of each task. Of few tasks those that are no pages come first."""
    here = [task for task in tasks if isinstance(task, FilesTask)] if len(tasks) <= FEW else []
    there = [task for task in tasks if isinstance(task, PageTask)] if here else tasks
    made = compute(lambda task: _files_of(task, means), there, jobs=jobs, says=_says)
    rows = chain((_files_of(task, means, jobs) for task in here), made)
    for task, files in zip([*here, *there], rows, strict=True):
        yield task, list(map(_read_back, files))


def _read_back(row: _Row) -> Staged:
    url, changed, made, found, pardoned = row
    return Staged(url, changed, Made(*made) if made else None, from_text(found), pardoned)


def _says(task: Task) -> str:
    return f"{task.page.url} (its template)" if isinstance(task, PageTask) else ""


def _files_of(task: Task, means: Means, jobs: int = 1) -> list[_Row]:
    if isinstance(task, FilesTask):
        return [_staged(output, found, means) for output, found in task.make(jobs)]
    page, memo = task.page, means.memo
    view = view_of(page, means.site, means.pages)
    key = key_of_view(page.kind, view) if memo.path else ""
    near = " ".join(card.slug for card in view.get("related", ()))
    read = means.inputs.of(page, near) if means.inputs else ""
    if is_made(memo, page.url, key) and link(means.staging, page.url):
        return [(page.url, False, (*memo.pages[page.url][:3], read, near), b"", ())]
    data, found = render(page, view, means.theme)
    return [_staged(None if data is None else Output(page.url, data), found, means, key, read, near)]


def _staged(
    output: Output | Unchanged | None,
    found: tuple[Diagnostic, ...],
    means: Means,
    key: str = "",
    read: str = "",
    near: str = "",
) -> _Row:
    """Stage a file that passes the last look.

    A file without a key has its bytes for one: what was looked at by the last build, for the same secrets, is linked.
    """
    staging, memo = means.staging, means.memo
    if output is None:
        return "", False, None, to_text(found), ()
    if isinstance(output, Unchanged):
        if link(staging, output.url):
            return output.url, False, tuple(memo.pages[output.url]), to_text(found), ()
        output = Output(output.url, bytes_of(staging.out / output.url))
    if not key and memo.path:
        key = key_of_bytes(output.data)
        if is_made(memo, output.url, key) and link(staging, output.url):
            return output.url, False, tuple(memo.pages[output.url]), to_text(found), ()
    changed = put(staging, output)
    found += tuple(means.inspection.faults(*output))
    kept = made_of(staging.folder / output.url, key, read, near) if key and not found else None
    return output.url, changed, kept and tuple(kept), to_text(found), means.inspection.newly_pardoned()
