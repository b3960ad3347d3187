"""Read first: the whole program, in order.

    mentors/*.yml content/**/*.md  →  load → parse → assemble → plan → view → render → write  →  _site/

Every stage takes values and returns values with what it found. While any finding is an error, nothing is
published and the last good site stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from mentorsite.assemble import Site, assemble
from mentorsite.assets import Assets, collect_assets
from mentorsite.bulk import URL as BULK_URL
from mentorsite.bulk import bulk_data
from mentorsite.config import PATH, Config, parse_config, zone
from mentorsite.diagnostics import Checked, Diagnostic, Severity, Span, by_place, severity_of
from mentorsite.load import find_sources, parse
from mentorsite.plan import Plan, plan
from mentorsite.render import THEME, Theme, open_theme, render
from mentorsite.view import view_of
from mentorsite.write import Output, discard, publish, put, stage

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
    staging = stage(out, options.root)
    try:
        (site, pages, config), found = _read(options, progress)
        outcome = Outcome(_findings(found, config, options))
        if site is None or pages is None or outcome.failed:
            return outcome
        assets, faults = collect_assets(THEME, options.root / "templates", site.config.colors)
        assert assets is not None
        theme, more = open_theme(options.root, assets=assets.folder, live=options.live)
        found += faults + more
        for made in _emit(site, pages, assets, theme, progress) if theme else ():
            found += made.diagnostics
            if made.value is not None:
                put(staging, made.value)
        outcome = Outcome(
            _findings(found, config, options),
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
    (site, pages, config), found = _read(options, progress)
    outcome = Outcome(_findings(found, config, options))
    if site is None or pages is None:
        return outcome
    return outcome._replace(mentors=len(site.mentors), guides=len(site.guides), pages=len(pages.pages))


class _Read(NamedTuple):
    site: Site | None
    pages: Plan | None
    config: Config | None


def _read(options: Options, progress: Progress) -> tuple[_Read, tuple[Diagnostic, ...]]:
    """Go from the sources to the plan: the waist."""
    config, found = read_config(options.root)
    sources, faults = find_sources(options.root)
    found += faults
    parsed = []
    for place, source in enumerate(sources or ()):
        progress("reading", place, len(sources or ()))
        item = parse(source, config)
        found += item.diagnostics
        parsed.append(item)
    if config is None:
        return _Read(None, None, None), found
    today = options.today.astimezone(zone(config)).date() if isinstance(options.today, datetime) else options.today
    site, faults = assemble(config, parsed, today, options.audience)
    assert site is not None
    pages, more = plan(site)
    return _Read(site, pages, config), found + faults + more


def read_config(root: Path) -> Checked[Config]:
    """Read the program's ``site.yml``."""
    try:
        data = (root / PATH).read_bytes()
    except OSError:
        help_ = "Run this in the program's folder, or make a new program: mentorsite init my-program"
        return Checked(None, (Diagnostic("file/missing", f"there is no {PATH} here", Span(PATH), help_),))
    return parse_config(data)


def _emit(site: Site, pages: Plan, assets: Assets, theme: Theme, progress: Progress) -> Iterator[Checked[Output]]:
    """Make every file of the site, one after another: only the one at hand is in memory."""
    for place, page in enumerate(pages.pages):
        progress("rendering", place, len(pages.pages))
        data, found = render(page, view_of(page, site, pages), theme)
        yield Checked(None if data is None else Output(page.url, data), found)
    for name, data in assets.files.items():
        yield Checked(Output(f"{assets.folder}/{name}", data))
    for path, url in pages.attachments.items():
        yield Checked(Output(url, (theme.folder.parent / path).read_bytes()))
    yield Checked(Output(BULK_URL, bulk_data(site)))


def _findings(found: tuple[Diagnostic, ...], config: Config | None, options: Options) -> tuple[Finding, ...]:
    policy = dict(config.policy.severity) if config else {}
    return tuple(
        Finding(diagnostic, severity_of(diagnostic, policy, strict=options.strict))
        for diagnostic in sorted(set(found), key=by_place)
    )
