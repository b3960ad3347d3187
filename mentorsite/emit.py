"""Site → files: the wide end of the program. What is due is made, what reads the same as before is linked.

``making`` makes a file; here it is told which, and what the next build may know of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.assets import THEME, Assets, collect_assets
from mentorsite.bulk import URL as BULK_URL
from mentorsite.bulk import bulk_data
from mentorsite.compute import Progress
from mentorsite.config import Colors
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.gist import Entry
from mentorsite.inspection.files import Inspection
from mentorsite.inspection.leaks import PlaceOf, published_texts
from mentorsite.load import bytes_of
from mentorsite.making import FEW, FilesTask, Means, PageTask, Task, make_all
from mentorsite.memo import Made, Memo, digest_of_files, forgotten, open_memo, read_for, reads_same
from mentorsite.model import Mentor
from mentorsite.plan import Page, Plan
from mentorsite.render import Theme, card_html, compile_all, open_theme, strings_of, words_in
from mentorsite.run import Options
from mentorsite.search.files import Before, Known, search_files
from mentorsite.search.words import Told, said_by, told_in
from mentorsite.store import fingerprint
from mentorsite.views.inputs import Inputs
from mentorsite.views.people import card_of
from mentorsite.write import Output, Staging, Unchanged, link_all, note


class Emitted(NamedTuple):
    """What was found while files were made, what was known of the last build, and what is of this one.

    ``inputs`` are the keys of its pages, where any are known.
    """

    found: tuple[Diagnostic, ...]
    before: Memo
    memo: Memo
    inputs: Inputs | None = None


class Shown(NamedTuple):
    """What the last build of this process published, and from what; a preview has it."""

    site: Site
    entries: tuple[Entry, ...]
    memo: Memo
    inputs: Inputs | None


class _Linked(NamedTuple):
    """Files that need not be made, as the next build will know them, and the tasks that are left."""

    pages: dict[str, Made]
    several: dict[str, tuple[str, ...]]
    left: list[Task]


def emit(
    site: Site,
    pages: Plan,
    entries: tuple[Entry, ...],
    staging: Staging,
    options: Options,
    progress: Progress,
    before: Shown | None = None,
    edited: Set[str] | None = None,
) -> Emitted:
    """Make every file of the site and stage it; ``entries`` tell what nobody may see.

    ``edited`` are the mentors in whom alone the site is another than the one ``before``.
    """
    state = digest_of_files(THEME, options.root / "templates")
    (assets, found), (theme, faults) = _look(options.root, site.config.colors, options.live, options.untrusted, state)
    assert assets is not None
    found += faults
    if theme is None:
        nothing = open_memo(None, staging.out, b"")
        return Emitted(found, nothing, nothing)
    secrets = tuple(secret for entry in entries if entry.gist for secret in entry.gist.secrets)
    inspection = Inspection(secrets, lambda: published_texts(site, words_in(theme)), _place_in(entries))
    same = (state, assets.folder.encode(), repr((options.live, options.untrusted, list(map(tuple, secrets)))).encode())
    mark = fingerprint(*same) if options.cache else b""
    memo = open_memo(options.cache, staging.out, mark, before.memo if before else None)
    if not inspection.pardons(memo.pardoned):
        memo = forgotten(memo)
    mended = before.inputs.again(site, entries, edited) if before and before.inputs and edited is not None else None
    inputs = mended or (Inputs(site, pages, entries) if memo.path else None)

    shown = [PageTask(page, _key(page, inputs, memo, edited if mended else None)) for page in pages.pages]
    stand = _linked(shown, staging, memo)
    known = _known(told_in(entry.parsed for entry in entries), inputs, stand.left, staging, memo, before)
    others = _others(site, pages, assets, theme, inputs, known)
    made, several, first = _linked(others, staging, memo)
    made, left = stand.pages | made, [*first, *stand.left]
    if options.live or len(left) > FEW:
        compile_all(theme, options.jobs)
    if left and known.before is None:  # the data will ask for all of everybody
        for mentor in site.mentors:
            mentor.read()

    faults, pardoned = (), set(memo.pardoned)
    total = len(shown) + len(others)
    progress("rendering", total - len(left), total)
    means = Means(site, pages, theme, staging, inspection, memo, inputs)
    for place, (task, files) in enumerate(make_all(left, means, options.jobs), total - len(left)):
        progress("rendering", place, total)
        for file in files:
            pardoned.update(file.pardoned)
            faults += file.found
            if file.url:
                note(staging, file.url, file.changed)
            if file.made:
                made[file.url] = file.made
        if isinstance(task, FilesTask) and task.inputs and all(file.made for file in files):
            several[task.inputs] = several[task.partly or task.inputs] = tuple(file.url for file in files)
    after = memo._replace(pages=made, several=several, pardoned=frozenset(pardoned))
    return Emitted(found + _patterns(faults), memo, after, inputs)


def _key(page: Page, inputs: Inputs | None, memo: Memo, edited: Set[str] | None) -> str:
    """Return the key of what a page reads; where it may be no other than it was, it is not worked out again."""
    made = memo.pages.get(page.url)
    if made and edited is not None and not (page.kind == "mentor" and page.slug in edited):
        return made.inputs
    return inputs.of(page, made.near if made else "") if inputs else ""


@lru_cache(maxsize=1)
def _look(
    root: Path, colors: Colors, live: bool, sandboxed: bool, state: bytes
) -> tuple[Checked[Assets], Checked[Theme]]:
    """Open the assets and the theme, whose files have the digest ``state``; a preview opens them once."""
    assets, found = collect_assets(THEME, root / "templates", colors)
    assert assets is not None
    theme, faults = open_theme(root, assets=assets.folder, live=live, sandboxed=sandboxed)
    return Checked(assets, found), Checked(theme, faults)


def _place_in(entries: Sequence[Entry]) -> PlaceOf:
    """Return what tells where a field stands in a file of these."""

    def place_of(path: str, field: str) -> Span:
        item = next(entry.parsed for entry in entries if entry.parsed.path == path)
        span = item.place(field, field.partition(".")[0])
        return span._replace(length=0)  # a message that shows the text would repeat the secret

    return place_of


def _known(
    told: Told, inputs: Inputs | None, left: Sequence[Task], staging: Staging, memo: Memo, before: Shown | None
) -> Known:
    """Return what of the search data need not be made.

    Of the same people it is their words alone, and of those whose pages read something else.
    """
    if inputs is None or not read_for(memo, inputs.of_people()):
        return Known(told)
    changed = [task.page.slug for task in left if isinstance(task, PageTask) and task.page.kind == "mentor"]
    said: dict[str, Set[str] | None] = dict.fromkeys(changed)
    if before:
        earlier = told_in(entry.parsed for entry in before.entries if entry.parsed.slug in said)
        said = {slug: said_by(before.site.by_slug[slug], before.site, earlier) for slug in changed}
    return Known(told, Before(lambda url: bytes_of(staging.out / url), lambda url: memo.pages[url].size, said))


def _others(
    site: Site, pages: Plan, assets: Assets, theme: Theme, inputs: Inputs | None, known: Known
) -> list[FilesTask]:
    """List all that is no page, what takes longest first."""
    search, people = (inputs.of_search(), inputs.of_people()) if inputs else ("", "")
    tasks = [
        FilesTask(partial(_search, site, pages, theme, known), search, people),
        FilesTask(lambda _: [Checked(Output(BULK_URL, bulk_data(site)))], inputs.of_bulk() if inputs else ""),
        FilesTask(partial(_assets, assets), assets.folder if inputs else ""),
    ]
    top = theme.folder.parent
    return tasks + [FilesTask(partial(_copy, url, top / path)) for path, url in pages.attachments.items()]


def _linked(tasks: Sequence[Task], staging: Staging, memo: Memo) -> _Linked:
    """Link the files whose makers would read what they read before."""
    linked = _Linked({}, {}, [])
    for task in tasks:
        if isinstance(task, PageTask):
            url = task.page.url
            urls: tuple[str, ...] = (url,) if reads_same(memo, url, task.inputs) else ()
        else:
            urls = read_for(memo, task.inputs)
        if not (urls and link_all(staging, urls)):
            linked.left.append(task)
            continue
        linked.pages.update((url, memo.pages[url]) for url in urls)
        if isinstance(task, FilesTask):
            linked.several[task.inputs] = linked.several[task.partly or task.inputs] = urls
    return linked


def _patterns(faults: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Return each mistake once: one of a template that stands on all pages is named for the first."""
    return tuple({_pattern(fault): fault for fault in reversed(faults)}.values())


def _pattern(fault: Diagnostic) -> Diagnostic:
    return fault._replace(message=fault.message.partition(" ")[2]) if fault.code == "page/unsafe" else fault


def _assets(assets: Assets, jobs: int) -> Iterable[Checked[Output | Unchanged]]:
    return [Checked(Output(f"{assets.folder}/{name}", data)) for name, data in assets.files.items()]


def _copy(url: str, path: Path, jobs: int) -> Iterable[Checked[Output | Unchanged]]:
    return [Checked(Output(url, bytes_of(path)))]


def _search(site: Site, pages: Plan, theme: Theme, known: Known, jobs: int) -> Iterable[Checked[Output | Unchanged]]:
    def url_of(kind: str, slug: str) -> str:
        return pages.urls[(kind, slug)]

    def card(mentor: Mentor) -> str:
        shown = card_of(mentor, site, "../")  # as lists one folder deep show it, so that it is rendered once
        html = card_html(shown, theme).replace(shown.url, shown.url.removeprefix("../"))
        return html.replace(shown.photo, shown.photo.removeprefix("../")) if shown.photo else html

    return map(Checked, search_files(site, url_of, card, strings_of(theme), known, jobs))
