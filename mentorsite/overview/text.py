"""Overview → text for a terminal, and data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import Any

from mentorsite.overview.figures import AHEAD, Dated, Overview
from mentorsite.wording import counted, listed

_BAR = 24


def as_data(made: Overview) -> Any:
    """Return the figures as values that JSON knows: names to values, days as text."""
    return _plain(made)


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, tuple) and value and all(type(item) is tuple for item in value):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def as_text(made: Overview) -> str:
    """Return the figures for a terminal."""
    states = listed([f"{count} {state}" for state, count in made.states if count])
    parts = [f"{made.program}, {made.today}: {counted(made.mentors, 'mentor')} ({states})"]
    parts += [_section(title, lines) for title, lines in _sections(made) if lines]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: list[str]) -> str:
    return f"{title}\n" + "\n".join(f"  {line}".rstrip() for line in lines)


def _sections(made: Overview) -> Iterator[tuple[str, list[str]]]:
    yield "Open slots by specialty and stage", _matrix(made)
    gaps = [f"{gap.term}: {listed(gap.mentors, 4)}" for gap in made.gaps if gap.mentors]
    nobody = [gap.term for gap in made.gaps if not gap.mentors]
    yield "No open mentor for", gaps
    yield "No mentor at all for", wrap(listed(nobody), 90) if nobody else []
    yield "Mentees per mentor", _loads(made)
    yield "Stale", _dated(made.stale)
    yield f"In the next {AHEAD} days", _dated(made.expiring)
    yield "Guides to review", _dated(made.guides)
    total = max(made.mentors, 1)
    training = [f"{_bar(m.trained, total)} {m.trained:>3} of {made.mentors}  {m.title}" for m in made.modules]
    if made.untrained:
        training.append(f"No module yet: {listed(made.untrained, 8)}")
    yield "Training", training


def _matrix(made: Overview) -> list[str]:
    """Return the table of open slots without the specialties that have none: those are named below it."""
    shown = [row for row in made.open if row.slots]
    if not shown:
        return []
    width = max(len(row.specialty) for row in shown)
    columns = [max(len(stage), 3) for stage in made.stages]
    head = " " * width + "  all  " + "  ".join(s.rjust(w) for s, w in zip(made.stages, columns, strict=True))
    rows = (
        f"{row.specialty:<{width}} {row.slots:>4}  "
        + "  ".join(f"{count or '-':>{w}}" for count, w in zip(row.by_stage, columns, strict=True))
        for row in shown
    )
    return [head, *rows]


def _loads(made: Overview) -> list[str]:
    if made.spread is None:
        return []
    spread = made.spread
    lines = [f"least {spread.least}, middle {spread.middle:g}, most {spread.most}"]
    lines += [f"{_bar(count, len(made.loads))} {count:>3}  {label}" for label, count in spread.shares]
    full = [load for load in made.loads if load.mentees >= load.most]
    if full:
        lines.append("Full: " + listed([f"{load.name} ({load.mentees} of {load.most})" for load in full], 12))
    return lines


def _dated(items: tuple[Dated, ...]) -> list[str]:
    return [f"{one.day or 'now'!s:<10}  {one.name}: {one.what} ({one.path})" for one in items]


def _bar(count: int, total: int) -> str:
    return "#" * round(_BAR * count / max(total, 1)) + "." * (_BAR - round(_BAR * count / max(total, 1)))
