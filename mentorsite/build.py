"""Read first: the whole program, in order.

    mentors/*.yml content/**/*.md  →  load → parse → assemble → plan → view → render → write  →  _site/

Every stage takes values and returns values with what it found. While any finding is an error, nothing is
published and the last good site stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from mentorsite.assemble import Site, assemble
from mentorsite.assets import Assets, collect_assets
from mentorsite.bulk import URL as BULK_URL
from mentorsite.bulk import bulk_data
from mentorsite.compute import Kept, compute, recall
from mentorsite.config import PATH, Config, parse_config, zone
from mentorsite.diagnostics import Checked, Diagnostic, Severity, by_place, severity_of
from mentorsite.hints import hints_of
from mentorsite.inspection import Inspection
from mentorsite.leaks import published_texts
from mentorsite.load import find_sources, new_profiles, parse, read_settings
from mentorsite.memo import (
    Made,
    Memo,
    digest_of_files,
    is_made,
    key_of_view,
    made_of,
    open_memo,
    open_past,
    save_memo,
    save_past,
    say_again,
)
from mentorsite.model import Mentor, Parsed, SourceFile
from mentorsite.people import card_of
from mentorsite.photos import develop_photos, photos_in
from mentorsite.plan import Page, Plan, plan
from mentorsite.render import THEME, Theme, card_html, digest_of, open_theme, render, strings_of, words_in
from mentorsite.rows import from_row, from_text, to_row, to_text
from mentorsite.search import search_files
from mentorsite.secrets_of import secrets_of
from mentorsite.store import fingerprint, key_of, open_store
from mentorsite.view import view_of
from mentorsite.write import Output, Staging, discard, is_tidy, link, note, publish, put, stage

FOLDERS = {"public": "_site", "internal": "_internal"}
"""Where a site goes for its audience: what is internal never takes the place of what is published."""

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how far it is and how far it goes; 0 is not known, as when it must wait."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a build depends on besides the sources. The clock comes in here and nowhere else.

    ``today`` is a day, or a moment, whose day in the program's time zone counts.
    """

    root: Path
    today: date | datetime
    out: Path | None = None
    audience: str = "public"
    strict: bool = False
    live: bool = False
    untrusted: bool = False
    jobs: int = 1
    cache: Path | None = None
    """The folder in which rows of earlier builds are kept; None for no cache."""


class Finding(NamedTuple):
    """A diagnostic with the severity that the program's policy gives it."""

    diagnostic: Diagnostic
    severity: Severity


class Outcome(NamedTuple):
    """What a run found and made; ``published`` is False while any finding is an error."""

    findings: tuple[Finding, ...]
    mentors: int = 0
    guides: int = 0
    pages: int = 0
    changed: int = 0
    published: bool = False

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def build(options: Options, progress: Progress = lambda *_: None) -> Outcome:
    """Build the site into ``options.out``. Raises ``OutputRefused`` for a folder that is not ours."""
    out = options.out or options.root / FOLDERS[options.audience]
    sources = find_sources(options.root)
    past = open_past(options.cache, out, fingerprint(), _state(options, sources))
    said = say_again(past) if options.cache and is_tidy(out) else None
    if said is not None:
        return _from_row(said)
    program, found = read_program(options, progress, found_sources=sources)
    config, site, pages = program.config, program.site, program.pages
    outcome = Outcome(judged(found, config, options))
    if site is None or pages is None or outcome.failed:
        return outcome
    staging = stage(
        out, options.root, site.config.keep, lambda: progress("waiting for another build of this folder", 0, 0)
    )
    try:
        assets, faults = collect_assets(THEME, options.root / "templates", site.config.colors)
        assert assets is not None
        theme, more = open_theme(options.root, assets=assets.folder, live=options.live, sandboxed=options.untrusted)
        found += faults + more
        emitted = Emitted((), {})
        memo = open_memo(None, out, b"")
        if theme:
            secrets = tuple(secrets_of(program.parsed, site.config, site.audience, site.today))
            inspection = Inspection(secrets, lambda: published_texts(site, words_in(theme)))
            seen = fingerprint(
                digest_of(theme), assets.folder.encode(), repr((options.live, options.untrusted, secrets)).encode()
            )
            memo = open_memo(options.cache, out, seen)
            found += _photos(program, options, progress, staging)
            emitted = _emit(site, pages, assets, theme, staging, inspection, memo, options.jobs, progress)
            found += emitted.found
        outcome = Outcome(
            judged(found, config, options),
            len(site.mentors),
            len(site.guides),
            len(pages.pages),
            len(staging.changed),
        )
        if outcome.failed:
            return outcome
        publish(staging)
        save_memo(memo, emitted.made)
        if options.cache:
            save_past(past, _to_row(outcome))
        return outcome._replace(published=True)
    finally:
        discard(staging)


def _state(options: Options, sources: Checked[tuple[SourceFile, ...]]) -> bytes:
    """Return a digest of all that a build depends on besides this program itself."""
    config = read_config(options.root).value
    settings = read_settings(options.root)[0] or b""
    fixed = (options.audience, options.strict, options.live, options.untrusted, _day(options, config))
    digest = blake2b(repr(fixed).encode(), digest_size=32)
    digest.update(digest_of_files(THEME, options.root / "templates"))
    files = (part for source in sources.value or () for part in (source.path.encode(), source.data))
    for part in (settings, to_text(sources.diagnostics), *files):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.digest()


def _day(options: Options, config: Config | None) -> date:
    if not isinstance(options.today, datetime):
        return options.today
    return (options.today.astimezone(zone(config)) if config else options.today).date()


def _to_row(outcome: Outcome) -> bytes:
    numbers = [outcome.mentors, outcome.guides, outcome.pages, *(int(f.severity) for f in outcome.findings)]
    return " ".join(map(str, numbers)).encode() + b"\n" + to_text(tuple(f.diagnostic for f in outcome.findings))


def _from_row(row: bytes) -> Outcome:
    head, _, text = row.partition(b"\n")
    mentors, guides, pages, *severities = map(int, head.split())
    findings = tuple(map(Finding, from_text(text), map(Severity, severities)))
    return Outcome(findings, mentors, guides, pages, published=True)


def check(options: Options, progress: Progress = lambda *_: None) -> Outcome:
    """Validate every source and address, with hints on profiles; render and write nothing."""
    program, found = read_program(options, progress)
    found += _photos(program, options, progress)
    if program.config is not None:
        found += hints_of(program.config, program.parsed, program.today)
    outcome = Outcome(judged(found, program.config, options))
    if program.site is None or program.pages is None:
        return outcome
    made = program.site, program.pages
    return outcome._replace(mentors=len(made[0].mentors), guides=len(made[0].guides), pages=len(made[1].pages))


class Program(NamedTuple):
    """All that was read, private fields included; ``site`` and ``pages`` exist where ``site.yml`` can be read."""

    config: Config | None
    today: date
    sources: tuple[SourceFile, ...]
    parsed: tuple[Parsed, ...]
    site: Site | None = None
    pages: Plan | None = None


class Reading(NamedTuple):
    """A program with what was found in it; unlike a ``Checked``, there always is a program."""

    program: Program
    diagnostics: tuple[Diagnostic, ...]


def read_program(
    options: Options,
    progress: Progress = lambda *_: None,
    instead: Mapping[str, bytes] | None = None,
    earlier: Program | None = None,
    found_sources: Checked[tuple[SourceFile, ...]] | None = None,
) -> Reading:
    """Go from the sources to the plan: the waist.

    ``instead`` holds drafts that are read in the place of files; what ``earlier`` read from the same bytes is not
    read again.
    """
    drafts = instead or {}
    config, found = parse_config(drafts[PATH]) if PATH in drafts else read_config(options.root)
    sources, faults = found_sources or find_sources(options.root)
    found += faults
    sources = tuple(source._replace(data=drafts.get(source.path, source.data)) for source in sources or ())
    sources += new_profiles(drafts, sources)
    known = dict(zip(earlier.sources, earlier.parsed, strict=True)) if earlier and PATH not in drafts else {}
    missing = tuple(source for source in sources if source not in known)
    for place, (source, item) in enumerate(zip(missing, _parsed(missing, config, options), strict=True)):
        progress("reading", place, len(missing))
        known[source] = item
    parsed = tuple(known[source] for source in sources)
    found += tuple(fault for item in parsed for fault in item.diagnostics)
    today = _day(options, config)
    if config is None:
        return Reading(Program(None, today, sources, tuple(parsed)), found)
    site, faults = assemble(config, parsed, today, options.audience)
    assert site is not None
    pages, more = plan(site)
    return Reading(Program(config, today, sources, parsed, site, pages), found + faults + more)


def read_config(root: Path) -> Checked[Config]:
    """Read the program's ``site.yml``."""
    data, found = read_settings(root)
    return Checked(None, found) if data is None else parse_config(data)


def _parsed(sources: tuple[SourceFile, ...], config: Config | None, options: Options) -> Iterator[Parsed]:
    """Read each file alone, in parallel; what an earlier build read from the same bytes is not read again."""
    fields = repr(config.fields if config else ()).encode()
    store = open_store(options.cache and options.cache / "parsed", fingerprint(fields))
    kept = Kept(
        store,
        lambda source: key_of(store, source.path.encode(), source.data),
        to_row,
        lambda source, row: from_row(source.path, row),
    )
    return recall(partial(parse, config=config), sources, kept, jobs=options.jobs, says=lambda source: source.path)


def _photos(
    program: Program, options: Options, progress: Progress, staging: Staging | None = None
) -> tuple[Diagnostic, ...]:
    """Look at every photo, and stage the pictures of those that are shown."""
    photos = photos_in(program.site, program.parsed, program.sources) if program.site else ()
    store = open_store(options.cache and options.cache / "photos", fingerprint())
    found: tuple[Diagnostic, ...] = ()
    made = develop_photos(photos, lambda path: (options.root / path).read_bytes(), store, options.jobs)
    for place, photo in enumerate(made):
        progress("photos", place, len(photos))
        found += photo.found
        if staging is not None:
            for url, data in photo.pictures:
                put(staging, Output(url, data))
    return found


Task = Callable[[], Iterable[Checked[Output]]]


class Emitted(NamedTuple):
    """What was found while files were made, and what each page was made from."""

    found: tuple[Diagnostic, ...]
    made: dict[str, Made]


def _emit(
    site: Site,
    pages: Plan,
    assets: Assets,
    theme: Theme,
    staging: Staging,
    inspection: Inspection,
    memo: Memo,
    jobs: int,
    progress: Progress,
) -> Emitted:
    """Make every file of the site and stage it, in parallel: only those at hand are in memory."""
    tasks: list[Task | Page] = [
        partial(_search, site, pages, theme),
        lambda: [Checked(Output(BULK_URL, bulk_data(site)))],
    ]
    tasks += pages.pages
    tasks += [partial(_copy, f"{assets.folder}/{name}", data) for name, data in assets.files.items()]
    top = theme.folder.parent
    tasks += [partial(_copy, url, path=top / path) for path, url in pages.attachments.items()]

    def make(task: Task | Page) -> tuple[list[tuple[str, bool]], bytes, Made | None]:
        key = ""
        if isinstance(task, Page):
            view = view_of(task, site, pages)
            key = key_of_view(task.kind, view) if memo.path else ""
            if is_made(memo, task.url, key) and link(staging, task.url):
                return [(task.url, False)], b"", memo.pages[task.url]
            data, found = render(task, view, theme)
            made = [Checked(None if data is None else Output(task.url, data), found)]
        else:
            made = list(task())
        staged = [(output.url, put(staging, output)) for output, _ in made if output is not None]
        seen = [fault for output, _ in made if output for fault in inspection.faults(*output)]
        faults = (*(fault for _, found in made for fault in found), *seen)
        return staged, to_text(faults), made_of(staging.folder / staged[0][0], key) if key and not faults else None

    found: list[Diagnostic] = []
    known: dict[str, Made] = {}

    def says(task: Task | Page) -> str:
        return f"{task.url} (its template)" if isinstance(task, Page) else ""

    for place, (staged, faults, made) in enumerate(compute(make, tasks, jobs=jobs, says=says)):
        progress("rendering", place, len(tasks))
        for url, changed in staged:
            note(staging, url, changed)
        if made:
            known[staged[0][0]] = made
        found += from_text(faults)
    return Emitted(tuple({_pattern(fault): fault for fault in reversed(found)}.values()), known)


def _pattern(fault: Diagnostic) -> Diagnostic:
    """Return what one mistake of a template has in common on all pages, so that the first page alone is named."""
    return fault._replace(message=fault.message.partition(" ")[2]) if fault.code == "page/unsafe" else fault


def _copy(url: str, data: bytes = b"", path: Path | None = None) -> Iterable[Checked[Output]]:
    return [Checked(Output(url, path.read_bytes() if path else data))]


def _search(site: Site, pages: Plan, theme: Theme) -> Iterable[Checked[Output]]:
    def url_of(kind: str, slug: str) -> str:
        return pages.urls[(kind, slug)]

    def card(mentor: Mentor) -> str:
        shown = card_of(mentor, site, "../")  # as lists one folder deep show it, so that it is rendered once
        html = card_html(shown, theme).replace(shown.url, shown.url.removeprefix("../"))
        return html.replace(shown.photo, shown.photo.removeprefix("../")) if shown.photo else html

    return [Checked(Output(url, data)) for url, data in search_files(site, url_of, card, strings_of(theme))]


def judged(found: tuple[Diagnostic, ...], config: Config | None, options: Options) -> tuple[Finding, ...]:
    """Return what was found in the order of its place, each with the severity that the program gives it."""
    policy = dict(config.policy.severity) if config else {}
    return tuple(
        Finding(diagnostic, severity_of(diagnostic, policy, strict=options.strict))
        for diagnostic in sorted(set(found), key=by_place)
    )
