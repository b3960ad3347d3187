"""Site → files: every page is viewed, rendered, looked at and staged; the wide end of the program.

Each file is made alone, in whatever process has time. What reads the same as before is linked and not even viewed; a
page whose view is as it was is linked, not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from mentorsite.assemble import Site
from mentorsite.assets import THEME, Assets, collect_assets
from mentorsite.bulk import URL as BULK_URL
from mentorsite.bulk import bulk_data
from mentorsite.compute import Progress, compute
from mentorsite.config import Colors
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.gist import Entry
from mentorsite.inspection.files import Inspection
from mentorsite.inspection.leaks import published_texts
from mentorsite.load import bytes_of
from mentorsite.memo import (
    Made,
    Memo,
    digest_of_files,
    forgotten,
    is_made,
    key_of_bytes,
    key_of_view,
    made_of,
    near_of,
    open_memo,
    read_for,
    reads_same,
)
from mentorsite.model import Mentor
from mentorsite.plan import Page, Plan
from mentorsite.render import Theme, card_html, compile_all, open_theme, render, strings_of, words_in
from mentorsite.rows import from_text, to_text
from mentorsite.run import Options
from mentorsite.search.files import Before, Known, search_files
from mentorsite.search.words import Told, said_by, told_in
from mentorsite.store import fingerprint
from mentorsite.views.inputs import Inputs
from mentorsite.views.people import card_of
from mentorsite.views.view import view_of
from mentorsite.write import Again, Output, Staging, link, link_all, note, put

FEW = 32
"""Up to how many things to make are divided: what no template can delay is made here, where its means are kept."""


class Emitted(NamedTuple):
    """What was found while files were made, what was known of the last build, and what is of this one."""

    found: tuple[Diagnostic, ...]
    before: Memo
    memo: Memo


class Shown(NamedTuple):
    """What the last build of this process published, and from what; a preview has it."""

    site: Site
    entries: tuple[Entry, ...]
    memo: Memo


class _Task(NamedTuple):
    """What is to be made: a page, or the files of ``make``; ``inputs`` is the key of what they read, if it is known."""

    page: Page | None
    make: Callable[[int], Iterable[Checked[Output | Again]]]
    """Called with the number of processes that it may use."""
    inputs: str = ""
    partly: str = ""
    """The key of most of what they read: what has this one need not be made anew as a whole."""


class _Means(NamedTuple):
    """What a file is made with, in whatever process it is made."""

    site: Site
    pages: Plan
    theme: Theme
    staging: Staging
    inspection: Inspection
    memo: Memo
    inputs: Inputs | None


_Row = tuple[str, bool, tuple[Any, ...] | None, bytes, tuple[str, ...]]
"""What a worker says of a file: its address, whether it changed, what is kept of it, what was found, and pardoned."""


def emit(
    site: Site,
    pages: Plan,
    entries: tuple[Entry, ...],
    staging: Staging,
    options: Options,
    progress: Progress,
    before: Shown | None = None,
) -> Emitted:
    """Make every file of the site and stage it; ``entries`` tell what nobody may see."""
    state = digest_of_files(THEME, options.root / "templates")
    (assets, found), (theme, faults) = _look(options.root, site.config.colors, options.live, options.untrusted, state)
    assert assets is not None
    found += faults
    if theme is None:
        nothing = open_memo(None, staging.out, b"")
        return Emitted(found, nothing, nothing)
    secrets = tuple(secret for entry in entries if entry.gist for secret in entry.gist.secrets)

    def place_of(path: str, field: str) -> Span:
        item = next(entry.parsed for entry in entries if entry.parsed.path == path)
        span = item.place(field, field.partition(".")[0])
        return span._replace(length=0)  # a message that shows the text would repeat the secret

    inspection = Inspection(secrets, lambda: published_texts(site, words_in(theme)), place_of)
    same = (state, assets.folder.encode(), repr((options.live, options.untrusted, secrets)).encode())
    mark = fingerprint(*same) if options.cache else b""
    memo = open_memo(options.cache, staging.out, mark, before.memo if before else None)
    if not inspection.pardons(memo.pardoned):
        memo = forgotten(memo)
    inputs = Inputs(site, pages, entries) if memo.path else None
    shown = [_Task(page, _nothing, inputs.of(page, near_of(memo, page.url)) if inputs else "") for page in pages.pages]
    made, _, left = _linked(shown, staging, memo)
    known = _known(told_in(entry.parsed for entry in entries), inputs, left, staging, memo, before)
    others = _others(site, pages, assets, theme, inputs, known)
    again, several, first = _linked(others, staging, memo)
    made, left, count = made | again, first + left, len(shown) + len(others)
    if options.live or len(left) > FEW:
        compile_all(theme, options.jobs)
    if left and known.before is None:  # the data will ask for all of everybody
        for mentor in site.mentors:
            mentor.read()
    faults, pardoned = (), set(memo.pardoned)
    progress("rendering", count - len(left), count)
    rest = _made(left, _Means(site, pages, theme, staging, inspection, memo, inputs), options.jobs)
    for place, (task, rows) in enumerate(rest, count - len(left)):
        progress("rendering", place, count)
        for url, changed, row, more, let in rows:
            pardoned.update(let)
            if url:
                note(staging, url, changed)
            if row:
                made[url] = Made(*row)
            faults += from_text(more)
        if not task.page and task.inputs and all(row for _, _, row, _, _ in rows):
            several[task.inputs] = several[task.partly or task.inputs] = tuple(url for url, *_ in rows)
    after = memo._replace(pages=made, several=several, pardoned=frozenset(pardoned))
    return Emitted(found + _patterns(faults), memo, after)


@lru_cache(maxsize=1)
def _look(
    root: Path, colors: Colors, live: bool, sandboxed: bool, state: bytes
) -> tuple[Checked[Assets], Checked[Theme]]:
    """Open the assets and the theme, whose files have the digest ``state``; a preview opens them once."""
    assets, found = collect_assets(THEME, root / "templates", colors)
    assert assets is not None
    theme, faults = open_theme(root, assets=assets.folder, live=live, sandboxed=sandboxed)
    return Checked(assets, found), Checked(theme, faults)


def _known(
    told: Told, inputs: Inputs | None, left: list[_Task], staging: Staging, memo: Memo, before: Shown | None
) -> Known:
    """Return what of the search data need not be made.

    Of the same people it is their words alone, and of those whose pages read something else.
    """
    if inputs is None or not read_for(memo, inputs.of_people()):
        return Known(told)
    changed = [task.page.slug for task in left if task.page and task.page.kind == "mentor"]
    said: dict[str, Set[str] | None] = dict.fromkeys(changed)
    if before:
        earlier = told_in(entry.parsed for entry in before.entries if entry.parsed.slug in said)
        said = {slug: said_by(before.site.by_slug[slug], before.site, earlier) for slug in changed}
    return Known(told, Before(lambda url: bytes_of(staging.out / url), lambda url: memo.pages[url].size, said))


def _others(site: Site, pages: Plan, assets: Assets, theme: Theme, inputs: Inputs | None, known: Known) -> list[_Task]:
    """List all that is no page, what takes longest first."""
    search, people = (inputs.of_search(), inputs.of_people()) if inputs else ("", "")
    tasks = [
        _Task(None, partial(_search, site, pages, theme, known), search, people),
        _Task(None, lambda _: [Checked(Output(BULK_URL, bulk_data(site)))], inputs.of_bulk() if inputs else ""),
        _Task(None, partial(_assets, assets), assets.folder if inputs else ""),
    ]
    top = theme.folder.parent
    return tasks + [_Task(None, partial(_copy, url, top / path)) for path, url in pages.attachments.items()]


def _linked(
    tasks: list[_Task], staging: Staging, memo: Memo
) -> tuple[dict[str, Made], dict[str, tuple[str, ...]], list[_Task]]:
    """Link the files whose makers would read what they read before: these, those made at once, and who is left."""
    made: dict[str, Made] = {}
    several: dict[str, tuple[str, ...]] = {}
    left: list[_Task] = []
    for task in tasks:
        if task.page:
            urls: tuple[str, ...] = (task.page.url,) if reads_same(memo, task.page.url, task.inputs) else ()
        else:
            urls = read_for(memo, task.inputs)
            if urls:
                several[task.inputs] = several[task.partly or task.inputs] = urls
        if urls and link_all(staging, urls):
            made.update((url, memo.pages[url]) for url in urls)
        else:
            left.append(task)
    return made, several, left


def _made(tasks: list[_Task], means: _Means, jobs: int) -> Iterator[tuple[_Task, list[_Row]]]:
    """Make and stage what is left, each task with its files."""
    here = [task for task in tasks if not task.page] if len(tasks) <= FEW else []
    there = [task for task in tasks if task.page] if here else tasks
    made = compute(lambda task: _files_of(task, means), there, jobs=jobs, says=_says)
    yield from zip(here + there, chain((_files_of(task, means, jobs) for task in here), made), strict=True)


def _says(task: _Task) -> str:
    return f"{task.page.url} (its template)" if task.page else ""


def _files_of(task: _Task, means: _Means, jobs: int = 1) -> list[_Row]:
    if task.page is None:
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
    output: Output | Again | None,
    found: tuple[Diagnostic, ...],
    means: _Means,
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
    if isinstance(output, Again):
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


def _patterns(faults: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Return each mistake once: one of a template that stands on all pages is named for the first."""
    return tuple({_pattern(fault): fault for fault in reversed(faults)}.values())


def _pattern(fault: Diagnostic) -> Diagnostic:
    return fault._replace(message=fault.message.partition(" ")[2]) if fault.code == "page/unsafe" else fault


def _nothing(jobs: int) -> Iterable[Checked[Output | Again]]:
    return ()


def _assets(assets: Assets, jobs: int) -> Iterable[Checked[Output | Again]]:
    return [Checked(Output(f"{assets.folder}/{name}", data)) for name, data in assets.files.items()]


def _copy(url: str, path: Path, jobs: int) -> Iterable[Checked[Output | Again]]:
    return [Checked(Output(url, bytes_of(path)))]


def _search(site: Site, pages: Plan, theme: Theme, known: Known, jobs: int) -> Iterable[Checked[Output | Again]]:
    def url_of(kind: str, slug: str) -> str:
        return pages.urls[(kind, slug)]

    def card(mentor: Mentor) -> str:
        shown = card_of(mentor, site, "../")  # as lists one folder deep show it, so that it is rendered once
        html = card_html(shown, theme).replace(shown.url, shown.url.removeprefix("../"))
        return html.replace(shown.photo, shown.photo.removeprefix("../")) if shown.photo else html

    return map(Checked, search_files(site, url_of, card, strings_of(theme), known, jobs))
