"""Findings → reviewdog's rdjson, whose suggestions a reviewer accepts with one click.

The format counts columns in bytes of UTF-8 from 1 and ends a range before its last column.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mentorsite.diagnostics import Severity, Span
from mentorsite.report.lines import Lines, lines_below, shown_path
from mentorsite.run import Finding

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def as_rdjson(findings: Sequence[Finding], root: Path) -> str:
    """Return one DiagnosticResult."""
    lines = lines_below(root, mark=True)
    data = {
        "source": {"name": "mentorsite"},
        "severity": _SEVERITIES[max((finding.severity for finding in findings), default=Severity.NOTE)],
        "diagnostics": [_one(finding, root, lines) for finding in findings],
    }
    return json.dumps(data, indent=2, ensure_ascii=True)


def _one(finding: Finding, root: Path, lines: Lines) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    span = diagnostic.span
    location: dict[str, Any] = {"path": shown_path(root, span.path)}
    if span.length:
        location["range"] = _range(span, lines)
    made: dict[str, Any] = {
        "message": "\n".join(part for part in (diagnostic.message, diagnostic.help) if part),
        "location": location,
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": diagnostic.code},
    }
    if diagnostic.fix:
        made["suggestions"] = [{"range": _range(diagnostic.fix.span, lines), "text": diagnostic.fix.text}]
    return made


def _range(span: Span, lines: Lines) -> dict[str, Any]:
    listed = lines(span.path)
    line = listed[span.line - 1] if span.line <= len(listed) else ""
    start = span.column - 1 + line.startswith("\ufeff")  # which no column counts, and every byte does
    end = start + span.length
    return {
        "start": {"line": span.line, "column": _bytes(line[:start]) + 1},
        "end": {"line": span.line, "column": _bytes(line[:end]) + 1},
    }


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
