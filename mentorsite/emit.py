"""Site → files: every page is viewed, rendered, looked at and staged; the wide end of the program.

Each file is made alone, in whatever process has time. A page whose view is as it was is linked, not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.assets import THEME, Assets, collect_assets
from mentorsite.bulk import URL as BULK_URL
from mentorsite.bulk import bulk_data
from mentorsite.compute import Progress, compute
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.inspection import Inspection
from mentorsite.leaks import published_texts
from mentorsite.load import bytes_of
from mentorsite.memo import Made, Memo, is_made, key_of_bytes, key_of_view, made_of, open_memo
from mentorsite.model import Mentor, Parsed
from mentorsite.people import card_of
from mentorsite.plan import Page, Plan
from mentorsite.render import Theme, card_html, digest_of, open_theme, render, strings_of, words_in
from mentorsite.rows import from_text, to_text
from mentorsite.search import search_files
from mentorsite.secrets_of import secrets_of
from mentorsite.store import fingerprint
from mentorsite.view import view_of
from mentorsite.write import Output, Staging, link, note, put

Task = Callable[[], Iterable[Checked[Output]]]


class How(NamedTuple):
    """How files are made. Templates lie below ``root``; ``live`` adds the preview's script; ``sandboxed`` is slow."""

    root: Path
    cache: Path | None
    jobs: int
    live: bool
    sandboxed: bool


class Emitted(NamedTuple):
    """What was found while files were made, what was known of the last build, and what each page was made from."""

    found: tuple[Diagnostic, ...]
    memo: Memo
    made: dict[str, Made]


def emit(
    site: Site, pages: Plan, parsed: tuple[Parsed, ...], staging: Staging, how: How, progress: Progress
) -> Emitted:
    """Make every file of the site and stage it; ``parsed`` tells what nobody may see."""
    assets, found = collect_assets(THEME, how.root / "templates", site.config.colors)
    assert assets is not None
    theme, faults = open_theme(how.root, assets=assets.folder, live=how.live, sandboxed=how.sandboxed)
    found += faults
    if theme is None:
        return Emitted(found, open_memo(None, staging.out, b""), {})
    secrets = tuple(secrets_of(parsed, site.config, site.audience, site.today))

    def place_of(path: str, field: str) -> Span:
        span = next(item.place(field, field.partition(".")[0]) for item in parsed if item.path == path)
        return span._replace(length=0)  # a message that shows the text would repeat the secret

    inspection = Inspection(secrets, lambda: published_texts(site, words_in(theme)), place_of)
    same = (digest_of(theme), assets.folder.encode(), repr((how.live, how.sandboxed, secrets)).encode())
    memo = open_memo(how.cache, staging.out, fingerprint(*same))
    faults, made = _make_all(site, pages, assets, theme, staging, inspection, memo, how.jobs, progress)
    return Emitted(found + faults, memo, made)


def _make_all(
    site: Site,
    pages: Plan,
    assets: Assets,
    theme: Theme,
    staging: Staging,
    inspection: Inspection,
    memo: Memo,
    jobs: int,
    progress: Progress,
) -> tuple[tuple[Diagnostic, ...], dict[str, Made]]:
    """Make and stage in parallel: only the files at hand are in memory."""
    tasks: list[Task | Page] = [
        partial(_search, site, pages, theme),
        lambda: [Checked(Output(BULK_URL, bulk_data(site)))],
    ]
    tasks += pages.pages
    tasks += [partial(_copy, f"{assets.folder}/{name}", data) for name, data in assets.files.items()]
    top = theme.folder.parent
    tasks += [partial(_copy, url, path=top / path) for path, url in pages.attachments.items()]

    def make(task: Task | Page) -> list[tuple[str, bool, Made | None, bytes]]:
        key = ""
        if isinstance(task, Page):
            view = view_of(task, site, pages)
            key = key_of_view(task.kind, view) if memo.path else ""
            if is_made(memo, task.url, key) and link(staging, task.url):
                return [(task.url, False, memo.pages[task.url], b"")]
            data, found = render(task, view, theme)
            made: Iterable[Checked[Output]] = [Checked(None if data is None else Output(task.url, data), found)]
        else:
            made = task()
        return [_staged(output, found, key, staging, inspection, memo) for output, found in made]

    def says(task: Task | Page) -> str:
        return f"{task.url} (its template)" if isinstance(task, Page) else ""

    found: list[Diagnostic] = []
    known: dict[str, Made] = {}
    progress("rendering", 0, len(tasks))
    for place, staged in enumerate(compute(make, tasks, jobs=jobs, says=says)):
        progress("rendering", place, len(tasks))
        for url, changed, made, faults in staged:
            if url:
                note(staging, url, changed)
            if made:
                known[url] = made
            found += from_text(faults)
    return tuple({_pattern(fault): fault for fault in reversed(found)}.values()), known


def _staged(
    output: Output | None, found: tuple[Diagnostic, ...], key: str, staging: Staging, inspection: Inspection, memo: Memo
) -> tuple[str, bool, Made | None, bytes]:
    """Stage a file that passes the last look: its address, whether it changed, what is kept of it, what was found.

    A file without a key has its bytes for one: what was looked at by the last build, for the same secrets, is linked.
    """
    if output is None:
        return "", False, None, to_text(found)
    if not key and memo.path:
        key = key_of_bytes(output.data)
        if is_made(memo, output.url, key) and link(staging, output.url):
            return output.url, False, memo.pages[output.url], to_text(found)
    changed = put(staging, output)
    found += tuple(inspection.faults(*output))
    kept = made_of(staging.folder / output.url, key) if key and not found else None
    return output.url, changed, kept, to_text(found)


def _pattern(fault: Diagnostic) -> Diagnostic:
    """Return what one mistake of a template has in common on all pages, so that the first page alone is named."""
    return fault._replace(message=fault.message.partition(" ")[2]) if fault.code == "page/unsafe" else fault


def _copy(url: str, data: bytes = b"", path: Path | None = None) -> Iterable[Checked[Output]]:
    return [Checked(Output(url, bytes_of(path) if path else data))]


def _search(site: Site, pages: Plan, theme: Theme) -> Iterable[Checked[Output]]:
    def url_of(kind: str, slug: str) -> str:
        return pages.urls[(kind, slug)]

    def card(mentor: Mentor) -> str:
        shown = card_of(mentor, site, "../")  # as lists one folder deep show it, so that it is rendered once
        html = card_html(shown, theme).replace(shown.url, shown.url.removeprefix("../"))
        return html.replace(shown.photo, shown.photo.removeprefix("../")) if shown.photo else html

    return [Checked(Output(url, data)) for url, data in search_files(site, url_of, card, strings_of(theme))]
