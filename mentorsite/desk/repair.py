"""Fixes → repaired files. A repair is made only if it is known to be the right one and harms nothing.

It edits the text at the finding's place and leaves the rest of the file, comments and quotation marks included,
as it is. It is kept only if the file can be read afterwards, nothing but the field in question reads otherwise
than before, and no new finding appears. Names, consent, dates and addresses are never touched: a person decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from mentorsite.build import Reading, read_program
from mentorsite.config import Config, parse_config
from mentorsite.desk.changes import Change, read
from mentorsite.diagnostics import RULES, Diagnostic, Fix, Severity
from mentorsite.guide import front_matter_end
from mentorsite.load import SETTINGS
from mentorsite.model import SourceFile
from mentorsite.parse import parse
from mentorsite.run import Finding, Options
from mentorsite.yaml.text import scalar_at, written
from mentorsite.yaml.tree import Entries, Items, Node, Scalar, decode_utf8, parse_yaml

PROTECTED = frozenset(
    {"name", "consent", "contact", "email", "date", "from", "until", "completed", "last_verified", "joined", "left"}
    | {"published", "updated", "review_by", "year", "phone", "slug", "aliases"}
)
"""Fields that only a person may change, wherever they stand in a path."""

_ROUNDS = 20


class Repairs(NamedTuple):
    """The files as they would be, and how many repairs are in them."""

    changes: tuple[Change, ...]
    number: int


def settled(findings: Sequence[Finding], root: Path) -> tuple[Finding, ...]:
    """Return the findings with each fix as the very text to put in its place; without those that cannot be put.

    Nothing under ``consent`` keeps its fix: what somebody agreed to is never accepted with one click.
    """
    lines = lru_cache(maxsize=16)(lambda path: _lines(read(root, path) or b""))
    agreed = lru_cache(maxsize=16)(lambda path: _agreed(path, read(root, path) or b""))

    def settle(finding: Finding) -> Finding:
        diagnostic = finding.diagnostic
        if diagnostic.fix is None:
            return finding
        span = diagnostic.fix.span
        fix = None if span[1:3] in agreed(span.path) else _literal(diagnostic.fix, lines(span.path))
        return finding._replace(diagnostic=diagnostic._replace(fix=fix))

    return tuple(settle(finding) for finding in findings)


def repair(options: Options) -> Repairs:
    """Work out all safe repairs of the program, round after round, as one repair may bring the next to light."""
    drafts: dict[str, bytes] = {}
    given_up: set[str] = set()
    counts: Counter[str] = Counter()
    now = read_program(options)
    originals = {source.path: source.data for source in now.program.sources}
    settings = read(options.root, SETTINGS)
    for _ in range(_ROUNDS):
        made = _round(now, given_up, drafts.get(SETTINGS) or settings)
        if not made:
            break
        trial = {**drafts, **{path: data for path, (data, _) in made.items()}}
        after = read_program(options, instead=trial, earlier=now.program)
        bad = _made_worse(now, after, set(made))
        if bad:
            given_up |= bad
            continue
        drafts = trial
        counts.update({path: count for path, (_, count) in made.items()})
        now = after
    if settings is not None:
        originals[SETTINGS] = settings
    changes = tuple(Change(path, originals[path], data) for path, data in sorted(drafts.items()))
    return Repairs(changes, counts.total())


def _round(now: Reading, given_up: set[str], site: bytes | None) -> dict[str, tuple[bytes, int]]:
    """Repair each file by itself; return those that changed, with the number of repairs."""
    sources = {source.path: source for source in now.program.sources if source.kind in ("profile", "guide")}
    if site is not None:
        sources[SETTINGS] = SourceFile(SETTINGS, "site", "site", site)
    fixes = defaultdict(list)
    for diagnostic in now.diagnostics:
        path = diagnostic.span.path
        if diagnostic.fix and diagnostic.fix.safe and path in sources and path not in given_up:
            fixes[path].append(diagnostic)
    made = {}
    for path, diagnostics in fixes.items():
        data, count = _repair_file(sources[path], diagnostics, now.program.config)
        if count:
            made[path] = data, count
    return made


def _repair_file(source: SourceFile, found: list[Diagnostic], config: Config | None) -> tuple[bytes, int]:
    """Make one repair after another, from the end of the file, and keep those that hold."""
    count = 0
    tabs = [diagnostic for diagnostic in found if diagnostic.code == "yaml/tab"]
    if tabs:
        data = _without_tabs(source, config)
        return (data, 1) if data is not None else (source.data, 0)
    for diagnostic in sorted(found, key=lambda d: d.span, reverse=True):
        assert diagnostic.fix is not None
        draft = _applied(source, diagnostic.fix)
        if draft is not None and _holds(source, draft, diagnostic, config):
            source = draft
            count += 1
    return source.data, count


def _without_tabs(source: SourceFile, config: Config | None) -> bytes | None:
    """Replace one indenting tab after another until the file can be read; None if that leads to no good file."""
    for _ in range(1000):
        faults = _file_findings(source, config)
        tab = next((fault for fault in faults if fault.code == "yaml/tab"), None)
        if tab is None:
            readable = _tree(source) is not None
            return source.data if readable and not _errors(faults) else None
        draft = _applied(source, tab.fix) if tab.fix else None
        if draft is None or draft == source:
            return None
        source = draft
    return None


def _applied(source: SourceFile, fix: Fix) -> SourceFile | None:
    text = source.data.decode("utf-8", "replace")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix("\ufeff").split("\n")
    literal = _literal(fix, lines)
    if literal is None or fix.span.line > len(lines):
        return None
    line = lines[fix.span.line - 1]
    start = fix.span.column - 1
    lines[fix.span.line - 1] = line[:start] + literal.text + line[start + fix.span.length :]
    return source._replace(data=(mark + "\n".join(lines)).encode())


def _literal(fix: Fix, lines: Sequence[str]) -> Fix | None:
    """Return the fix with its text quoted as the place demands; None where its place goes over several lines."""
    span = fix.span
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    old = line[span.column - 1 : span.column - 1 + span.length]
    if fix.raw and (not old.strip() or span.column - 1 + span.length >= len(line.rstrip())):
        return fix
    raw = scalar_at(line, span.column, span.length)
    if raw is None:
        return None
    return fix if fix.raw else fix._replace(text=written(fix.text, raw, plain=True), raw=True)


def _agreed(path: str, data: bytes) -> frozenset[tuple[int, int]]:
    """Return the places, by line and column, of all that stands under ``consent`` in a file."""
    tree = _tree(SourceFile(path, "guide" if path.endswith(".md") else "profile", "", data))
    return frozenset(span for place, span in _places(tree) if place[:1] == ("consent",)) if tree else frozenset()


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8-sig", "replace").split("\n")


def _holds(before: SourceFile, after: SourceFile, diagnostic: Diagnostic, config: Config | None) -> bool:
    """Whether the repair changed its own field at most, no protected one, and brought no finding with it."""
    old, new = _tree(before), _tree(after)
    if old is None or new is None:
        return False
    place = next((path for path, span in _places(old) if span == diagnostic.span[1:3]), None)
    silent = diagnostic.code in ("yaml/blanks", "yaml/smart-quotes")
    if place is None and diagnostic.code != "yaml/blanks":
        return False  # inside the text of a guide, say
    after_place = next((path for path, span in _places(new) if span == diagnostic.span[1:3]), place)
    if diagnostic.code != "yaml/blanks" and PROTECTED & {*map(str, place or ()), *map(str, after_place or ())}:
        return False
    if _differences(_plain(old), _plain(new)) > (0 if silent else 1):
        return False
    fresh = _told(_file_findings(after, config)) - _told(_file_findings(before, config))
    return not fresh


def _tree(source: SourceFile) -> Node | None:
    """Return the fields of a file as a tree: the whole of a profile, the front matter of a guide."""
    text = decode_utf8(source.path, source.data).value
    if text is None:
        return None
    if source.kind == "guide":
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        end = front_matter_end(lines)
        return parse_yaml(source.path, "\n".join(lines[1:end]), first_line=2).value if end else None
    return parse_yaml(source.path, text).value


def _places(node: Node, above: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], tuple[int, int]]]:
    """Yield the path of each key and text with its line and column; a key bears its own path."""
    if isinstance(node, Scalar):
        yield above, (node.span.line, node.span.column)
    elif isinstance(node, Items):
        for number, item in enumerate(node.items):
            yield from _places(item, (*above, number))
    else:
        for key, inner in node.entries:
            yield (*above, key.text), (key.span.line, key.span.column)
            yield from _places(inner, (*above, key.text))


def _plain(node: Node) -> Any:
    """Return a tree without its places, blanks between words evened out, as readers of one-line texts see them."""
    if isinstance(node, Scalar):
        return node.text if node.style in ("|", ">") else " ".join(node.text.split())
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    assert isinstance(node, Entries)
    return [(key.text, _plain(inner)) for key, inner in node.entries]


def _differences(old: Any, new: Any) -> int:
    """Count the texts and keys in which two trees differ; a different shape is too many."""
    if type(old) is not type(new):
        return 99
    if isinstance(old, (list, tuple)):
        return sum(map(_differences, old, new)) if len(old) == len(new) else 99
    return int(old != new)


def _told(found: Iterable[Diagnostic]) -> Counter[tuple[str, str, str]]:
    return Counter((diagnostic.code, diagnostic.span.path, diagnostic.message) for diagnostic in found)


def _errors(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [diagnostic for diagnostic in found if RULES[diagnostic.code].severity is Severity.ERROR]


def _file_findings(source: SourceFile, config: Config | None) -> tuple[Diagnostic, ...]:
    return parse_config(source.data).diagnostics if source.path == SETTINGS else parse(source, config).diagnostics


def _made_worse(before: Reading, after: Reading, changed: set[str]) -> set[str]:
    """Return the files whose repair brought a finding with it.

    Of a file that could not be read whole before, findings come to light that were there all the time: they do not
    count unless they are errors.
    """
    fresh = _told(after.diagnostics) - _told(before.diagnostics)
    broken = {item.path for item in before.program.parsed if item.value is None}
    worse = {
        path
        for code, path, _ in fresh
        if path in changed and (path not in broken or RULES[code].severity is Severity.ERROR)
    }
    elsewhere = any(path not in changed and RULES[code].severity is Severity.ERROR for code, path, _ in fresh)
    return changed if elsewhere and not worse else worse
