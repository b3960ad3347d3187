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
from pathlib import Path
from typing import NamedTuple

from mentorsite.assemble import Site, assemble
from mentorsite.assets import Assets, collect_assets
from mentorsite.bulk import URL as BULK_URL
from mentorsite.bulk import bulk_data
from mentorsite.compute import Kept, compute, recall
from mentorsite.config import PATH, Config, parse_config, zone
from mentorsite.diagnostics import Checked, Diagnostic, Severity, Span, by_place, severity_of
from mentorsite.load import find_sources, parse
from mentorsite.model import Mentor, Parsed, SourceFile
from mentorsite.people import card_of
from mentorsite.plan import Page, Plan, plan
from mentorsite.render import THEME, Theme, card_html, open_theme, render, strings_of
from mentorsite.rows import from_row, from_text, to_row, to_text
from mentorsite.search import search_files
from mentorsite.store import fingerprint, key_of, open_store
from mentorsite.view import view_of
from mentorsite.write import Output, Staging, discard, note, publish, put, stage

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how far it is and how far it goes."""


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
    out = options.out or options.root / "_site"
    program, found = read_program(options, progress)
    config, site, pages = program.config, program.site, program.pages
    outcome = Outcome(judged(found, config, options))
    if site is None or pages is None or outcome.failed:
        return outcome
    staging = stage(out, options.root, site.config.keep, lambda: progress("waiting for another build", 0, 2))
    try:
        assets, faults = collect_assets(THEME, options.root / "templates", site.config.colors)
        assert assets is not None
        theme, more = open_theme(options.root, assets=assets.folder, live=options.live)
        found += faults + more
        if theme:
            found += _emit(site, pages, assets, theme, staging, options, progress)
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
        return outcome._replace(published=True)
    finally:
        discard(staging)


def check(options: Options, progress: Progress = lambda *_: None) -> Outcome:
    """Validate every source and address; render and write nothing."""
    program, found = read_program(options, progress)
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
    options: Options, progress: Progress = lambda *_: None, instead: Mapping[str, bytes] | None = None
) -> Reading:
    """Go from the sources to the plan: the waist. ``instead`` holds drafts that are read in the place of files."""
    drafts = instead or {}
    config, found = parse_config(drafts[PATH]) if PATH in drafts else read_config(options.root)
    sources, faults = find_sources(options.root)
    found += faults
    sources = tuple(source._replace(data=drafts.get(source.path, source.data)) for source in sources or ())
    parsed = []
    for place, item in enumerate(_parsed(sources, config, options)):
        progress("reading", place, len(sources))
        parsed.append(item)
    found += tuple(fault for item in parsed for fault in item.diagnostics)
    today = options.today if not isinstance(options.today, datetime) else options.today.date()
    if config is None:
        return Reading(Program(None, today, sources, tuple(parsed)), found)
    if isinstance(options.today, datetime):
        today = options.today.astimezone(zone(config)).date()
    site, faults = assemble(config, parsed, today, options.audience)
    assert site is not None
    pages, more = plan(site)
    return Reading(Program(config, today, sources, tuple(parsed), site, pages), found + faults + more)


def read_config(root: Path) -> Checked[Config]:
    """Read the program's ``site.yml``."""
    try:
        data = (root / PATH).read_bytes()
    except OSError:
        help_ = "Run this in the program's folder, or make a new program: mentorsite init my-program"
        return Checked(None, (Diagnostic("file/missing", f"there is no {PATH} here", Span(PATH), help_),))
    return parse_config(data)


def _parsed(sources: tuple[SourceFile, ...], config: Config | None, options: Options) -> Iterator[Parsed]:
    """Read each file alone, in parallel; what an earlier build read from the same bytes is not read again."""
    if options.jobs == 1 and options.cache is None:
        return compute(partial(parse, config=config), sources)
    fields = repr(config.fields if config else ()).encode()
    store = open_store(options.cache and options.cache / "parsed", fingerprint(fields))
    kept = Kept(
        store,
        lambda source: key_of(store, source.path.encode(), source.data),
        to_row,
        lambda source, row: from_row(source.path, row),
    )
    return recall(partial(parse, config=config), sources, kept, jobs=options.jobs)


Task = Callable[[], Iterable[Checked[Output]]]


def _emit(
    site: Site, pages: Plan, assets: Assets, theme: Theme, staging: Staging, options: Options, progress: Progress
) -> tuple[Diagnostic, ...]:
    """Make every file of the site and stage it, in parallel: only those at hand are in memory."""
    tasks: list[Task] = [partial(_search, site, pages, theme), lambda: [Checked(Output(BULK_URL, bulk_data(site)))]]
    tasks += [partial(_page, page, site, pages, theme) for page in pages.pages]
    tasks += [partial(_copy, f"{assets.folder}/{name}", data) for name, data in assets.files.items()]
    top = theme.folder.parent
    tasks += [partial(_copy, url, path=top / path) for path, url in pages.attachments.items()]

    def make(task: Task) -> tuple[list[tuple[str, bool]], bytes]:
        made = list(task())
        staged = [(output.url, put(staging, output)) for output, _ in made if output is not None]
        return staged, to_text(tuple(fault for _, found in made for fault in found))

    found: list[Diagnostic] = []
    for place, (staged, faults) in enumerate(compute(make, tasks, jobs=options.jobs)):
        progress("rendering", place, len(tasks))
        for url, changed in staged:
            note(staging, url, changed)
        found += from_text(faults)
    return tuple(found)


def _page(page: Page, site: Site, pages: Plan, theme: Theme) -> Iterable[Checked[Output]]:
    data, found = render(page, view_of(page, site, pages), theme)
    return [Checked(None if data is None else Output(page.url, data), found)]


def _copy(url: str, data: bytes = b"", path: Path | None = None) -> Iterable[Checked[Output]]:
    return [Checked(Output(url, path.read_bytes() if path else data))]


def _search(site: Site, pages: Plan, theme: Theme) -> Iterable[Checked[Output]]:
    def url_of(kind: str, slug: str) -> str:
        return pages.urls[(kind, slug)]

    def card(mentor: Mentor) -> str:
        return card_html(card_of(mentor, site, ""), theme)

    return [Checked(Output(url, data)) for url, data in search_files(site, url_of, card, strings_of(theme))]


def judged(found: tuple[Diagnostic, ...], config: Config | None, options: Options) -> tuple[Finding, ...]:
    """Return what was found in the order of its place, each with the severity that the program gives it."""
    policy = dict(config.policy.severity) if config else {}
    return tuple(
        Finding(diagnostic, severity_of(diagnostic, policy, strict=options.strict))
        for diagnostic in sorted(set(found), key=by_place)
    )
