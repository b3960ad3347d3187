"""Overview → one HTML file that holds all it needs: charts as SVG, and beside each the table of its figures.

A chart never says anything by color alone: every bar bears its figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from mentorsite.overview.figures import AHEAD, Dated, Overview
from mentorsite.wording import counted, day_words

_LABEL, _BARS, _ROW = 260, 340, 26
_SHOWN = 15
"""How many bars a chart shows at most; the table beside it holds all."""

_STYLE = """
:root{color-scheme:light dark;--bar:#0b5563;--ground:#fff;--ink:#1a1f23;--soft:#5a646b;--line:#d5dadd;--tint:11,85,99}
@media (prefers-color-scheme:dark){:root{--bar:#7cc4d1;--ground:#14171a;--ink:#e8ecee;--soft:#a7b0b6;--line:#3a4248;\
--tint:124,196,209}}
body{font:1rem/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1.5rem;background:var(--ground);\
color:var(--ink)}
h1{line-height:1.2}section{margin-block:2.5rem}.pair{display:flex;flex-wrap:wrap;gap:2rem;align-items:start}
.pair>*{flex:1 1 24rem;min-width:0}figure{margin:0}figcaption,caption{font-weight:600;text-align:start;\
padding-block:.25rem}
svg{max-width:min(100%,44rem);height:auto}svg text{font:13px system-ui,sans-serif;fill:var(--ink)}
svg rect{fill:var(--bar)}
svg line{stroke:var(--line)}.scroll{overflow-x:auto}.scroll:focus-visible{outline:3px solid var(--bar)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:start;vertical-align:top}
td.number,th.number{text-align:end;font-variant-numeric:tabular-nums}
.day{white-space:nowrap}.note{color:var(--soft)}@media print{section{break-inside:avoid}}
"""


def as_page(made: Overview, language: str = "en") -> str:
    """Return the page."""
    states = ", ".join(f"{count} {escape(state)}" for state, count in made.states if count)
    body = "\n".join(part for part in _parts(made) if part)
    return f"""<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>Report of {made.today}: {escape(made.program)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(made.program)}: how the program stands</h1>
<p>{day_words(made.today)}. {counted(made.mentors, "mentor")}: {states or "none"}. For the program office; not for the \
public site.</p>
{body}
</main>
</body>
</html>
"""


def _parts(made: Overview) -> list[str]:
    matrix = [(row.specialty, row.slots, *row.by_stage) for row in made.open]
    slots = sorted(((row.specialty, row.slots) for row in made.open), key=lambda pair: (-pair[1], pair[0]))
    loads = [(load.name, load.mentees, load.most) for load in made.loads]
    trained = [(module.title, module.trained) for module in made.modules]
    spread = made.spread
    middle = f"Least {spread.least}, middle {spread.middle:g}, most {spread.most}." if spread else ""
    gaps = [(gap.term, gap.vocabulary, "; ".join(gap.mentors) or "no mentor at all") for gap in made.gaps]
    return [
        _section(
            "Open slots by specialty and stage",
            "A mentor of two specialties counts in both; a mentor who names no stage counts under “all” only.",
            _bars("Open slots by specialty", slots),
            _table("Open slots of mentors who accept each stage", ("Specialty", "All", *made.stages), matrix, 2, True),
            wide=True,
        ),
        _section(
            "Topics that no open mentor covers",
            "Full, away, unconfirmed or nobody at all: what to recruit for.",
            "",
            _table("No open mentor", ("Topic", "List", "Who names it"), gaps),
        ),
        _section(
            "Mentees per mentor",
            middle,
            _bars("Mentors by the share of their places that is taken", spread.shares) if spread else "",
            _table("Mentees of each mentor, the fullest first", ("Mentor", "Mentees", "At most"), loads, 2),
        ),
        _section(
            "Stale and expiring profiles",
            "A profile that was not confirmed in time is not shown as open.",
            _bars("Profiles that fall due, by month", made.months),
            _table("Stale now", ("Day", "Mentor", "What", "File"), _dated(made.stale))
            + _table(f"In the next {AHEAD} days", ("Day", "Mentor", "What", "File"), _dated(made.expiring)),
        ),
        _section("Guides to review", "", "", _table("Guides", ("Day", "Guide", "What", "File"), _dated(made.guides))),
        _section(
            "Training",
            f"No module yet: {', '.join(made.untrained)}." if made.untrained else "",
            _bars("Mentors who completed each module", trained),
            _table("Mentors who completed each module", ("Module", "Mentors"), trained, 2),
        ),
    ]


def _dated(items: tuple[Dated, ...]) -> list[tuple[str, ...]]:
    return [(str(one.day or "now"), one.name, one.what, one.path) for one in items]


def _section(title: str, note: str, chart: str, table: str, *, wide: bool = False) -> str:
    inner = f'<div class="pair">{chart}<div>{table}</div></div>' if chart and not wide else chart + table
    return (
        f"<section>\n<h2>{escape(title)}</h2>\n"
        + (f'<p class="note">{escape(note)}</p>\n' if note else "")
        + f"{inner}\n</section>"
    )


def _bars(title: str, items: Sequence[tuple[str, int]]) -> str:
    """Return a chart of horizontal bars. Readers of the screen get its title; the figures stand in the table."""
    shown = items[:_SHOWN]
    if not shown:
        return ""
    most = max(max(value for _, value in shown), 1)
    height = _ROW * len(shown) + 8
    parts = []
    for place, (label, value) in enumerate(shown):
        y = 4 + place * _ROW
        width = round(_BARS * value / most)
        short = label if len(label) <= 36 else label[:35] + "…"
        parts.append(f'<text x="{_LABEL - 8}" y="{y + 15}" text-anchor="end">{escape(short)}</text>')
        parts.append(f'<rect x="{_LABEL}" y="{y + 3}" width="{width}" height="{_ROW - 10}"/>')
        parts.append(f'<text x="{_LABEL + width + 6}" y="{y + 15}">{value}</text>')
    rest = f" (the first {_SHOWN} of {len(items)})" if len(items) > _SHOWN else ""
    axis = f'<line x1="{_LABEL}" y1="0" x2="{_LABEL}" y2="{height}"/>'
    label = escape(f"{title}{rest}. The same figures stand in the table.")
    box = f"0 0 {_LABEL + _BARS + 60} {height}"
    return (
        f"<figure><figcaption>{escape(title)}{rest}</figcaption>"
        f'<svg viewBox="{box}" role="img" aria-label="{label}">{axis}{"".join(parts)}</svg>'
        "</figure>"
    )


def _day_class(value: object) -> str:
    return ' class="day"' if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)) else ""


def _table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[object]], numbers_from: int = 0, shaded: bool = False
) -> str:
    """Return a table whose first column heads its rows; columns from ``numbers_from`` hold figures."""
    if not rows:
        return f'<p class="note">{escape(caption)}: none.</p>'
    most = max((cell for row in rows for cell in row if isinstance(cell, int)), default=1) or 1

    def kind(place: int) -> str:
        return ' class="number"' if numbers_from and place >= numbers_from - 1 else ""

    def cell(place: int, value: object) -> str:
        depth = 0.35 * value / most if shaded and isinstance(value, int) else 0
        tint = f' style="background:rgba(var(--tint),{depth:.2f})"' if depth else ""
        return f"<td{kind(place)}{tint}>{escape(str(value))}</td>"

    tops = "".join(f'<th scope="col"{kind(place)}>{escape(name)}</th>' for place, name in enumerate(head))
    lines = "".join(
        f'<tr><th scope="row"{_day_class(row[0])}>{escape(str(row[0]))}</th>'
        + "".join(cell(place, value) for place, value in enumerate(row[1:], 1))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{tops}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
