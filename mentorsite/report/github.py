"""Findings → GitHub: annotations on the lines of a pull request, and a summary of the job in Markdown.

Annotations are workflow commands, one line each; whatever a user wrote is escaped, so that no profile can give
the runner a command. GitHub shows ten annotations of a kind for each step: the summary holds them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from mentorsite.diagnostics import Severity
from mentorsite.report.lines import shown_path
from mentorsite.report.text import as_text, clean, summary
from mentorsite.run import Finding

MOST_BYTES = 900_000
"""GitHub drops a summary of more than a mebibyte whole; other steps need room as well."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_HEADINGS = {
    Severity.ERROR: "must be mended before the site can be published",
    Severity.WARNING: "worth a look; they do not stop the site",
    Severity.NOTE: "for your information",
}


def as_annotations(findings: Sequence[Finding], root: Path) -> str:
    """Return one workflow command a line, errors first."""
    ordered = sorted(findings, key=lambda finding: -finding.severity)
    return "\n".join(_annotation(finding, root) for finding in ordered)


def _annotation(finding: Finding, root: Path) -> str:
    diagnostic = finding.diagnostic
    span = diagnostic.span
    place = {"file": shown_path(root, span.path), "line": str(span.line)}
    if span.length:
        place |= {"endLine": str(span.line), "col": str(span.column), "endColumn": str(span.column + span.length)}
    place["title"] = diagnostic.code
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    message = "\n".join(part for part in (clean(diagnostic.message), clean(diagnostic.help)) if part)
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return clean(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_job_summary(findings: Sequence[Finding], root: Path, made: str) -> str:
    """Return the summary of the job in Markdown; ``made`` is a sentence on what the run made."""
    parts = [f"## mentorsite: {summary(findings)}", "", made, ""]
    size = 0
    for part in _sections(findings, root):
        size += len(part.encode())
        if size > MOST_BYTES:
            parts += ["", "There is more than fits here. `mentorsite check` shows all of it.", ""]
            break
        parts.append(part)
    return "\n".join(parts) + "\n"


def _sections(findings: Sequence[Finding], root: Path) -> Iterator[str]:
    for severity in sorted(Severity, reverse=True):
        same = [finding for finding in findings if finding.severity is severity]
        if not same:
            continue
        count = f"{len(same)} {severity.name.lower()}{'s' if len(same) > 1 else ''}"
        yield f"### {count}: {_HEADINGS[severity]}\n"
        folded = severity is not Severity.ERROR
        for path, group in groupby(same, key=lambda finding: finding.diagnostic.span.path):
            text = as_text(list(group), root, color=False)
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            name = clean(path).replace("`", "'")
            block = f"{fence}text\n{text}\n{fence}"
            # A title inside <summary> is HTML, where a file's name must not become a tag.
            title = name.replace("&", "&amp;").replace("<", "&lt;")
            head = f"<details><summary>{title}</summary>\n" if folded else f"**`{name}`**\n"
            yield f"{head}\n{block}\n" + ("\n</details>\n" if folded else "")
