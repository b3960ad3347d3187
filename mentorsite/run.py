"""A run of the program: what it is asked for, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from mentorsite.diagnostics import Diagnostic, Severity

FOLDERS = {"public": "_site", "internal": "_internal"}
"""Where a site goes for its audience: what is internal never takes the place of what is published."""


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

    @property
    def folder(self) -> Path:
        """Where the site goes."""
        return self.out or self.root / FOLDERS[self.audience]


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


def day_of(today: date | datetime, timezone: str | None) -> date:
    """Return the day; that of a moment is the day of the program's time zone, if one is known."""
    if not isinstance(today, datetime):
        return today
    if not timezone:
        return today.date()
    from zoneinfo import ZoneInfo  # not due where the day is given

    return today.astimezone(ZoneInfo(timezone)).date()
