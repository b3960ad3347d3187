"""The bars of search: what was measured → for each its line, met or the distance.

Figures are medians of rounds by engine and name, as ``run.py`` takes them.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from invented import ROOT, sample_config

from mentorsite.assets import THEME, collect_assets

RECALL = {"typo": 0.98, "two fields": 0.97, "phrase": 0.95, "prefix": 0.99, "lay": 0.95, "bio word": 0.97}
CODE, PART = 20_000, 10_000
"""Bytes: of all code and styles of search that the directory loads, and of each part that is loaded on use."""


class Bar(NamedTuple):
    """One line of the table; ``most`` says whether the bar is the most or the least that is allowed."""

    what: str
    measured: float
    bar: float
    most: bool = True

    def line(self) -> str:
        """Return the row."""
        met = self.measured <= self.bar if self.most else self.measured >= self.bar
        sign = "≤" if self.most else "≥"
        told = "met" if met else f"**not met**, {_short(abs(self.measured - self.bar))} away"
        return f"| {self.what} | {sign} {_short(self.bar)} | {_short(self.measured)} | {told} |"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def bars_of(
    count: int,
    recall: Mapping[str, float],
    figures: Mapping[str, Mapping[str, float]],
    built: Mapping[str, float],
) -> Iterator[Bar]:
    """Yield the bars that hold at this size and whose engines were measured."""
    for kind, bar in RECALL.items():
        if kind in recall:
            yield Bar(f"right in the first ten: {kind}", recall[kind], bar, most=False)
    ours, pagefind, minisearch = (figures.get(name, {}) for name in ("ours", "pagefind", "minisearch"))
    size = "bytes to the first ten, median"
    if ours and pagefind:
        yield Bar("bytes to the first ten, of Pagefind's", ours[size] / pagefind[size], 0.25 if count < 10_000 else 0.5)
    if ours and minisearch:
        yield Bar("ready at 4x slowdown, of MiniSearch's", ours["ready, ms"] / minisearch["ready, ms"], 0.3)
        name = "key to paint, ms p95"
        yield Bar("key to paint, p95, of MiniSearch's", ours[name] / minisearch[name], 0.5)
    if ours:
        yield Bar("script per key at 4x slowdown, p95, ms", ours["script per key, ms p95"], 16)
    if "pagefind" in built:
        yield Bar("index build, of Pagefind's", built["ours"] / built["pagefind"], 0.1)


def code_bars() -> Iterator[Bar]:
    """Yield the weights of the code in brotli bytes: of the directory, and of each part that comes on use.

    Parts share what the directory and its finder are made of; that is weighed with these, and not with each part again.
    """
    assets = collect_assets(THEME, ROOT / "templates", sample_config().colors).value
    assert assets is not None
    page = (THEME / "directory.html").read_text(encoding="utf-8")
    listed = re.search(r"for name in (\[.*?\]) %}", page)
    assert listed, "the directory names its modules"
    directory = {*json.loads(listed[1]), "site"}
    weigh = {Path(name).stem: _brotli(data) for name, data in assets.files.items() if name.endswith(".js")}
    styles = _brotli((THEME / "assets/css/search.css").read_bytes())
    yield Bar("directory: code and styles, brotli bytes", sum(weigh[name] for name in directory) + styles, CODE)
    needs = {name: _imports(assets.files[f"js/{name}.js"].decode()) for name in weigh}
    known = directory
    for start in ("finder", "combobox", "choose-page", "shortlist", "stars", "contact"):
        part = _reached(start, needs) - known
        if start == "finder":
            known = known | part
        yield Bar(f"on use: {start}, brotli bytes", sum(weigh[name] for name in part), PART)


def _imports(script: str) -> set[str]:
    return set(re.findall(r'from ?"\./([\w-]+)\.js"', script))


def _reached(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    found, left = set(), [start]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left.extend(needs[name])
    return found


def _brotli(data: bytes) -> int:
    script = "console.log(require('zlib').brotliCompressSync(require('fs').readFileSync(0)).length)"
    ran = subprocess.run(["node", "-e", script], input=data, capture_output=True, check=True)
    return int(ran.stdout)
