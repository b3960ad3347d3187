"""Where nothing has changed since the last build, say again what it said, and make nothing.

It is told by the stamps of all that a build depends on, or else by their bytes, and by sizes and times of what it left.
This room is the way in to ``build`` for whoever keeps a cache; it imports no stage before one is needed, for that is
most of what it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path

from mentorsite.assets import THEME
from mentorsite.compute import Progress, uncollected
from mentorsite.diagnostics import Checked, Severity
from mentorsite.load import bytes_of, find_sources, read_settings
from mentorsite.memo import digest_of_files, name_of
from mentorsite.model import SourceFile
from mentorsite.rows import from_text, to_text
from mentorsite.run import Finding, Options, Outcome, day_of
from mentorsite.stamps import counts, digest_of_stamps, stamps_of
from mentorsite.store import Store, close_store, find, fingerprint, keep, key_of, open_store
from mentorsite.write import files_in, is_tidy


def build_or_say_again(options: Options, progress: Progress = lambda *_: None) -> Outcome:
    """Build the site as ``build`` does, unless a cache is kept and the folder holds what would be made."""
    if options.cache is None:
        from mentorsite.build import build

        return build(options, progress)
    with uncollected():
        path = options.cache / f"built-{name_of(options.folder)}"
        store = open_store(path, fingerprint())
        stamps = stamps_of(options.root)
        stamped = key_of(store, b"stamps", _given(options), digest_of_files(THEME), digest_of_stamps(stamps))
        said = _said(options, find(store, stamped))
        if said:
            return said
        sources = [find_sources(options.root)]
        attached = [source for source in sources[0].value or () if source.kind == "attachment"]
        around = _around(options, attached)
        key = key_of(store, around, *_parts(sources[0]))
        keys = [key, stamped] if all(counts(stamp, stamps.moment) for stamp in stamps.of.values()) else [key]
        row = find(store, key)
        said = _said(options, row)
        if row and said:
            if len(keys) > 1:  # a fresh copy of the same files, or they were new when they were built
                _keep(path, store.fingerprint, keys, row)
            return said
        from mentorsite.build import make

        left: list[str] = []

        def clear(work: Callable[[], None]) -> None:  # before another build of this folder may begin
            left.append(_digest_of_tree(options.folder))
            work()

        # Whoever parses takes the sources, so that nobody here holds on to their bytes.
        outcome, program = make(options, progress, sources.pop, later=clear)
        if outcome.published and program.config and _around(options, attached) == around:
            row = _to_row(outcome, left[0], program.today, program.config.timezone)
            _keep(path, store.fingerprint, keys, row)
        return outcome


def _keep(path: Path, mark: bytes, keys: Sequence[bytes], row: bytes) -> None:
    """Keep what was said under each of these keys, and nothing else."""
    new = Store(path, mark)
    for key in keys:
        keep(new, key, row)
    close_store(new)


def _given(options: Options) -> bytes:
    return repr((options.audience, options.strict, options.live, options.untrusted)).encode()


def _around(options: Options, attached: Sequence[SourceFile]) -> bytes:
    """Return a digest of the options and of all files that are read once more while the site is made."""
    digest = blake2b(_given(options), digest_size=32)
    digest.update(digest_of_files(THEME, options.root / "templates"))
    digest.update(read_settings(options.root).value or b"")
    for source in attached:
        with suppress(OSError):
            digest.update(blake2b(bytes_of(options.root / source.path)).digest())
    return digest.digest()


def _parts(sources: Checked[tuple[SourceFile, ...]]) -> tuple[bytes, ...]:
    """Return all that was read as a few pieces, which are digested sooner than many."""
    files = sources.value or ()
    listed = "\n".join([f"{len(source.data)} {source.path}" for source in files])
    return to_text(sources.diagnostics), listed.encode(), b"".join([source.data for source in files])


def _to_row(outcome: Outcome, tree: str, day: date, timezone: str) -> bytes:
    """Write what a build said, beside what it left, the day that it was made for, and where that day is told."""
    numbers = [outcome.mentors, outcome.guides, outcome.pages, *(int(f.severity) for f in outcome.findings)]
    head = " ".join((tree, day.isoformat(), timezone, *map(str, numbers)))
    return head.encode() + b"\n" + to_text(tuple(finding.diagnostic for finding in outcome.findings))


def _said(options: Options, row: bytes | None) -> Outcome | None:
    """Return what the last build said, if it was of the same day and its files are as it left them."""
    if row is None or not is_tidy(options.folder):
        return None
    head, _, text = row.partition(b"\n")
    tree, day, timezone, *numbers = head.decode().split(" ")
    if day_of(options.today, timezone).isoformat() != day or _digest_of_tree(options.folder) != tree:
        return None
    mentors, guides, pages, *severities = map(int, numbers)
    findings = tuple(map(Finding, from_text(text), map(Severity, severities)))
    return Outcome(findings, mentors, guides, pages, published=True)


def _digest_of_tree(out: Path) -> str:
    """Return the digest of all files' names, sizes and times, in the order of the folder, which nobody has changed."""
    found = ((name, entry.stat(follow_symlinks=False)) for name, entry in files_in(out))
    lines = [f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in found]
    return blake2b("\n".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
