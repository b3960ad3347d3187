"""Findings → text for a terminal or a log: the place, the line as it stands, a caret, and what to type instead.

Whatever a user wrote is shown without its control characters, so that no file can color or command a terminal.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mentorsite.diagnostics import RULES, Severity, Span
from mentorsite.report.lines import lines_below
from mentorsite.run import Finding

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_WIDTH = 120
MOST_ALIKE = 5
"""Notes of one code that are shown each by itself."""


def as_text(findings: Sequence[Finding], root: Path, *, color: bool) -> str:
    """Return all findings in full, an empty line between any two."""
    lines = lines_below(root)
    return "\n\n".join(_one(finding, lines(finding.diagnostic.span.path), color) for finding in findings)


def as_brief_text(findings: Sequence[Finding], root: Path, *, color: bool, most: int = MOST_ALIKE) -> str:
    """Return what matters first: errors, warnings, then notes; more than ``most`` of one code in one line."""
    ordered = sorted(findings, key=lambda finding: -finding.severity)
    notes = Counter(finding.diagnostic.code for finding in findings if finding.severity is Severity.NOTE)
    many = {code: count for code, count in notes.items() if count > most}
    shown = [f for f in ordered if f.severity is not Severity.NOTE or f.diagnostic.code not in many]
    sums = [f"{_head(Severity.NOTE, code, color)}: {n} times, {RULES[code].summary}" for code, n in many.items()]
    if sums:
        sums.append("  To see each: mentorsite check --notes")
    return "\n\n".join(filter(None, (as_text(shown, root, color=color), "\n".join(sums))))


def summary(findings: Sequence[Finding]) -> str:
    """Return how many findings of each severity there are, in words."""
    counts = [(sum(f.severity is severity for f in findings), severity) for severity in sorted(Severity, reverse=True)]
    parts = [f"{count} {severity.name.lower()}{'s' if count > 1 else ''}" for count, severity in counts if count]
    return ", ".join(parts) or "no findings"


def clean(text: str) -> str:
    """Return text without control and formatting characters; each shows as its code point."""
    return "".join(
        c
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else " "
        if c == "\t"
        else f"<U+{ord(c):04X}>"
        for c in text
    )


def _one(finding: Finding, lines: Sequence[str], color: bool) -> str:
    diagnostic, severity = finding
    span = diagnostic.span
    head = _head(severity, diagnostic.code, color)
    shown = [f"{head}: {clean(diagnostic.message)}", f"  {clean(span.path)}:{span.line}:{span.column}"]
    if span.length and len(lines) >= span.line:
        shown += _excerpt(lines[span.line - 1], span, color)
    if diagnostic.help:
        shown.append(f"  {clean(diagnostic.help)}")
    return "\n".join(shown)


def _head(severity: Severity, code: str, color: bool) -> str:
    head = f"{severity.name.lower()}[{code}]"
    return f"\x1b[1;{_COLORS[severity]}m{head}\x1b[0m" if color else head


def _excerpt(line: str, span: Span, color: bool) -> list[str]:
    start = max(0, span.column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    before = clean(line[start : span.column - 1])
    marked = clean(line[span.column - 1 : span.column - 1 + span.length])
    after = clean(line[span.column - 1 + span.length : start + _WIDTH])
    if start:
        before = "…" + before
    caret = "^" * max(1, min(_columns(marked), _WIDTH))
    if color:
        caret = f"\x1b[1m{caret}\x1b[0m"
    gutter = f"  {span.line} | "
    bare = " " * (len(gutter) - 2) + "| "
    return [f"{gutter}{(before + marked + after)[: _WIDTH * 2]}", f"{bare}{' ' * _columns(before)}{caret}"]


def _columns(text: str) -> int:
    """Return how many terminal columns a text takes: wide letters two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
