"""Findings → JSON for programs: stable names, places in characters, a fix where one is known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mentorsite.diagnostics import RULES, Severity, Span
from mentorsite.report.lines import shown_path
from mentorsite.run import Finding

VERSION = 1
"""Raised when a name changes its meaning or goes; new names may come at any time."""


def as_json(findings: Sequence[Finding], root: Path, made: Mapping[str, Any]) -> str:
    """Return one JSON object; ``made`` is what the run made, such as the number of mentors."""
    data = {
        "version": VERSION,
        "failed": any(finding.severity is Severity.ERROR for finding in findings),
        "counts": {
            severity.name.lower(): sum(finding.severity is severity for finding in findings)
            for severity in sorted(Severity, reverse=True)
        },
        **made,
        "findings": [_row(finding, root) for finding in findings],
    }
    # Printed where other encodings than UTF-8 may be set, and read by programs: plain ASCII says the same everywhere.
    return json.dumps(data, indent=2, ensure_ascii=True)


def _row(finding: Finding, root: Path) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    row = {
        "code": diagnostic.code,
        "severity": finding.severity.name.lower(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "about": RULES[diagnostic.code].summary,
        **_place(diagnostic.span, root),
    }
    if diagnostic.fix:
        row["fix"] = {**_place(diagnostic.fix.span, root), "text": diagnostic.fix.text}
    return row


def _place(span: Span, root: Path) -> dict[str, Any]:
    return {"path": shown_path(root, span.path), "line": span.line, "column": span.column, "length": span.length}
