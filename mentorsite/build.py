"""Read first: the whole program, in order.

    mentors/*.yml content/**/*.md  →  load → parse → assemble → plan → view → render → write  →  _site/

Every stage takes values and returns values with what it found. While any finding is an error, nothing is
published and the last good site stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorsite.assemble import Site, assemble
from mentorsite.compute import Kept, Progress, recall, uncollected
from mentorsite.config import Config, parse_config
from mentorsite.diagnostics import Checked, Diagnostic, by_place, severity_of
from mentorsite.gist import Entry, Reader, in_brief, row_of
from mentorsite.hints import hints_of
from mentorsite.load import SETTINGS, find_sources, new_profiles, read_settings
from mentorsite.memo import save_memo
from mentorsite.model import Parsed, SourceFile
from mentorsite.parse import parse
from mentorsite.photos import develop_photos, photos_in
from mentorsite.plan import Plan, plan
from mentorsite.rejoin import rejoin
from mentorsite.rows import from_row, to_row
from mentorsite.run import Finding, Options, Outcome, day_of
from mentorsite.store import Store, close_store, find, fingerprint, holds, keep, key_of, open_store, use
from mentorsite.write import Output, Staging, discard, publish, put, stage

if TYPE_CHECKING:  # templates and what they need are dear, and of no use to a check
    from mentorsite.emit import Shown

Later = Callable[[Callable[[], None]], None]
"""Takes the clearing away, and does it; until then no other build of the folder begins."""


def _at_once(work: Callable[[], None]) -> None:
    work()


def build(options: Options, progress: Progress = lambda *_: None) -> Outcome:
    """Build the site into its folder. Raises ``OutputRefused`` for a folder that is not ours."""
    return make(options, progress)[0]


@uncollected()
def make(
    options: Options,
    progress: Progress = lambda *_: None,
    sources: Callable[[], Checked[tuple[SourceFile, ...]]] | None = None,
    earlier: Program | None = None,
    later: Later = _at_once,
) -> tuple[Outcome, Program]:
    """Build, and return what was read as well.

    ``sources`` gives what was read before, ``earlier`` was read and built by this process; ``later`` is called at the
    end, while the folder is still this build's own.
    """
    take = sources or partial(find_sources, options.root)
    program, found = read_program(options, progress, earlier=earlier, found_sources=take(), brief=not options.live)
    config, site, pages = program.config, program.site, program.pages
    outcome = Outcome(judged(found, config, options))
    if site is None or pages is None or outcome.failed:
        return outcome, program
    from mentorsite.emit import Shown, emit

    waiting = partial(progress, "waiting for another build of this folder", 0, 0)
    staging = stage(options.folder, options.root, site.config.keep, waiting)
    try:
        found += _photos(program, options, progress, staging)
        if not options.live:
            program = program._replace(sources=())  # pages need none of their bytes
        emitted = emit(site, pages, program.entries, staging, options, progress, program.shown, program.edited)
        found += emitted.found
        outcome = Outcome(
            judged(found, config, options),
            len(site.mentors),
            len(site.guides),
            len(pages.pages),
            len(staging.changed),
        )
        if outcome.failed:
            return outcome, program
        publish(staging, durable=not options.live)
        if options.live:
            program = program._replace(shown=Shown(site, program.entries, emitted.memo, emitted.inputs))
        else:
            save_memo(emitted.memo, emitted.before)
        return outcome._replace(published=True), program
    finally:
        later(partial(discard, staging, spare=options.live))


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
    """All that was read, private fields included; ``site`` and ``pages`` exist where ``site.yml`` can be read.

    Of a site that was made there are no ``sources``, but for a preview, which compares with them.
    """

    config: Config | None
    today: date
    sources: tuple[SourceFile, ...]
    parsed: tuple[Parsed, ...]
    entries: tuple[Entry, ...] = ()
    """The same files, as the audience may see them."""
    site: Site | None = None
    pages: Plan | None = None
    joined: tuple[Diagnostic, ...] = ()
    """What was found in all files together, and in their addresses."""
    shown: Shown | None = None
    """What a preview shows: not this program, while that is wrong."""
    edited: frozenset[str] | None = None
    """The slugs of the mentors in whom alone the site is another than the one that is shown; None if in more."""


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
    brief: bool = False,
) -> Reading:
    """Go from the sources to the plan: the waist.

    ``instead`` holds drafts that are read in the place of files; what ``earlier`` read from the same bytes is not
    read again. ``brief`` keeps of files what pages need.
    """
    drafts = instead or {}
    config, found = parse_config(drafts[SETTINGS]) if SETTINGS in drafts else read_config(options.root)
    listed, faults = found_sources or find_sources(options.root)
    found += faults
    sources = _with_drafts(listed or (), drafts)
    today = day_of(options.today, config.timezone if config else None)
    shown = earlier.shown if earlier else None
    known = _read_before(earlier, config) if earlier else {}
    # Guides take longest, and what converts them is dear to import: they come first, in few workers.
    missing = tuple(sorted((source for source in sources if source not in known), key=lambda new: new.kind != "guide"))
    if config is None:
        rows = _store_of_rows(config, options, keeps=not known)
        known.update(zip(missing, _parsed(missing, config, options, rows), strict=True))
        parsed = tuple(known[source] for source in sources)
        found += tuple(fault for item in parsed for fault in item.diagnostics)
        return Reading(Program(None, today, sources, parsed, shown=shown), found)
    reader = Reader(config, today, options.audience)
    before = earlier if earlier and _reads_alike(earlier, reader) else None
    told = {id(entry.parsed): entry for entry in before.entries} if before else {}
    entered = {source: told.get(id(item)) or reader.entry(item) for source, item in known.items()}
    read = _entries(missing, config, options, reader, keeps=not known, brief=brief)
    for place, (source, entry) in enumerate(zip(missing, read, strict=True)):
        progress("reading", place, len(missing))
        entered[source] = entry
    entries = tuple(entered[source] for source in sources)
    parsed = tuple(entry.parsed for entry in entries)
    found += tuple(fault for item in parsed for fault in item.diagnostics)
    progress("joining", 0, len(parsed) or 1)
    program = Program(config, today, sources, parsed, entries, shown=shown)
    program = (before and _joined_again(program, before)) or _joined(program, options.audience)
    return Reading(program, found + program.joined)


def _with_drafts(sources: tuple[SourceFile, ...], drafts: Mapping[str, bytes]) -> tuple[SourceFile, ...]:
    there = tuple(source._replace(data=drafts.get(source.path, source.data)) for source in sources)
    return there + new_profiles(drafts, there)


def _read_before(earlier: Program, config: Config | None) -> dict[SourceFile, Parsed]:
    """Return what was read of which bytes, if files would be read alike now."""
    alike = _fields_of(earlier.config) == _fields_of(config)
    return dict(zip(earlier.sources, earlier.parsed, strict=True)) if alike else {}


def _joined(program: Program, audience: str) -> Program:
    assert program.config is not None
    site, found = assemble(program.config, program.entries, program.today, audience)
    assert site is not None
    pages, more = plan(site)
    return program._replace(site=site, pages=pages, joined=found + more)


def _joined_again(program: Program, earlier: Program) -> Program | None:
    """Join from a program that was read alike; None where the join must read more than was edited."""
    assert earlier.site is not None
    made = rejoin(earlier.site, earlier.entries, program.entries, earlier.joined)
    if made is None:
        return None
    is_shown = earlier.shown is not None and earlier.shown.site is earlier.site
    edited = made.edited if is_shown else None
    return program._replace(site=made.site, pages=earlier.pages, joined=earlier.joined, edited=edited)


def read_config(root: Path) -> Checked[Config]:
    """Read the program's ``site.yml``."""
    data, found = read_settings(root)
    return Checked(None, found) if data is None else parse_config(data)


def _fields_of(config: Config | None) -> str:
    return repr(config.fields if config else ())


def _reads_alike(earlier: Program, reader: Reader) -> bool:
    """Whether a program was joined of what the reader would tell of the same files."""
    site = earlier.site
    return site is not None and reader.is_for(site.config, site.today, site.audience)


def _entries(
    sources: tuple[SourceFile, ...], config: Config, options: Options, reader: Reader, keeps: bool, brief: bool
) -> Iterator[Entry]:
    """Tell of each file what can be told; where an earlier build has told it, the file itself is not read."""
    rows = _store_of_rows(config, options, keeps)
    gists = _store_of(options, "gists", reader.fingerprint, keeps)
    keys = [_key_of(rows, source) for source in sources]
    short = [key_of(gists, key) for key in keys]
    known = [use(rows, key) and holds(gists, other) for key, other in zip(keys, short, strict=True)]
    missing = tuple(source for source, there in zip(sources, known, strict=True) if not there)
    read = _parsed(missing, config, options, rows)  # while gists are read here

    def whole(source: SourceFile, key: bytes) -> Parsed:
        with suppress(ValueError):
            return from_row(source.path, find(rows, key) or b"")
        return from_row(source.path, to_row(parse(source, config)))

    def entered(source: SourceFile, key: bytes, other: bytes, there: bool) -> Entry:
        again = partial(whole, source, key)
        row = find(gists, other) if there else None
        with suppress(ValueError):
            if row is not None:
                return reader.again(source.path, source.slug, row, again)
        entry = reader.entry(again() if there else next(read))
        if gists.path and entry.gist:
            keep(gists, other, row_of(entry))
        return in_brief(entry) if brief else entry

    yield from map(entered, sources, keys, short, known)
    close_store(gists)


def _parsed(sources: tuple[SourceFile, ...], config: Config | None, options: Options, store: Store) -> Iterator[Parsed]:
    """Read each file alone, in parallel; what an earlier build read from the same bytes is not read again."""
    write = partial(to_row, marked=options.cache is not None)
    kept = Kept(store, partial(_key_of, store), write, lambda source, row: from_row(source.path, row))
    return recall(partial(parse, config=config), sources, kept, jobs=options.jobs, says=lambda source: source.path)


def _store_of_rows(config: Config | None, options: Options, keeps: bool) -> Store:
    return _store_of(options, "parsed", lambda: fingerprint(_fields_of(config).encode()), keeps)


def _store_of(options: Options, name: str, depends: Callable[[], bytes] = fingerprint, keeps: bool = True) -> Store:
    """Open what is kept under a name; where nothing is, nobody need know on what it ``depends``."""
    path = options.cache / name if options.cache and keeps else None
    return open_store(path, depends() if path else b"")


def _key_of(store: Store, source: SourceFile) -> bytes:
    return key_of(store, source.path.encode(), source.data)


def _photos(
    program: Program, options: Options, progress: Progress, staging: Staging | None = None
) -> tuple[Diagnostic, ...]:
    """Look at every photo, and stage the pictures of those that are shown."""
    photos = photos_in(program.entries, program.sources)
    store = _store_of(options, "photos")
    found: tuple[Diagnostic, ...] = ()
    made = develop_photos(photos, lambda path: (options.root / path).read_bytes(), store, options.jobs)
    for place, photo in enumerate(made):
        progress("photos", place, len(photos))
        found += photo.found
        if staging is not None:
            for url, data in photo.pictures:
                put(staging, Output(url, data))
    return found


def judged(found: tuple[Diagnostic, ...], config: Config | None, options: Options) -> tuple[Finding, ...]:
    """Return what was found in the order of its place, each with the severity that the program gives it."""
    policy = dict(config.policy.severity) if config else {}
    return tuple(
        Finding(diagnostic, severity_of(diagnostic, policy, strict=options.strict))
        for diagnostic in sorted(set(found), key=by_place)
    )
