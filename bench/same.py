"""Whether two built sites are alike: the same pages, the same words, about the same bytes. Else no ratio is printed."""

from __future__ import annotations

import html
import random
import re
from collections import Counter
from pathlib import Path

NOT_THEIRS = {"choose.html", "shortlist.html"}
"""Pages on which other tools have no say: they are nothing but scripts of ours."""
MAIN = re.compile(r'(?s)<main id="main".*</main>|<article class="md-content__inner.*</article>')
"""The main part of a page of ours, and of a page of Material for MkDocs or Zensical."""


def pages(folder: Path) -> dict[str, Path]:
    """Return the HTML pages by an address that both tools share."""
    found = {}
    for path in folder.rglob("*.html"):
        name = path.relative_to(folder).as_posix().replace("_", "-")
        name = re.sub(r"(?:/index)?/page/(\d+)(?:/index)?\.html$", r".\1.html", name)
        name = re.sub(r"/index\.(\d+)\.html$", r".\1.html", name)
        found[re.sub(r"/(?:index|all)\.html$", ".html", name)] = path
    return found


def words(path: Path, main: bool = False) -> Counter[str]:
    """Return the words that a page shows, counted; ``main`` leaves out what is around a page's main part."""
    text = path.read_text("utf-8")
    if main and (found := MAIN.search(text)):
        text = found[0]
    text = re.sub(r"(?s)<head>.*?</head>|<script.*?</script>|<[^>]+>", " ", text)
    plain = html.unescape(text)
    return Counter(re.findall(r"\w+", plain))


def compare(ours: Path, theirs: Path, sample: int = 200, main: bool = False) -> list[str]:
    """Say how alike two sites are; raise ``SystemExit`` where they are not.

    ``main`` is for tools that bring furniture of their own: only words of main parts are compared, and no bytes.
    """
    a, b = pages(ours), pages(theirs)
    for name in NOT_THEIRS:
        a.pop(name, None)
        b.pop(name, None)
    first = {name for name in set(a) | set(b) if name.endswith(".1.html")}  # aliases of first pages
    only_a, only_b = sorted(set(a) - set(b) - first), sorted(set(b) - set(a) - first)
    if len(only_a) + len(only_b) > len(a) // 200:
        raise SystemExit(
            f"other pages: ours alone {only_a[:8]} ({len(only_a)}), theirs alone {only_b[:8]} ({len(only_b)})"
        )
    both = sorted(set(a) & set(b))
    random.Random(1).shuffle(both)
    shared = total = ours_bytes = their_bytes = 0
    for name in both[:sample]:
        x, y = words(a[name], main), words(b[name], main)
        shared += 2 * (x & y).total()
        total += x.total() + y.total()
        ours_bytes += a[name].stat().st_size
        their_bytes += b[name].stat().st_size
    alike, weight = shared / total, their_bytes / ours_bytes
    if alike < 0.97 or not (main or 0.85 <= weight <= 1.15):
        raise SystemExit(f"not alike: {alike:.3f} of the words, {weight:.2f} of the bytes")
    looked = f"in {min(sample, len(both))} pages"
    return [
        f"{len(both)} pages on both sides, {len(only_a)} ours alone, {len(only_b)} theirs alone",
        f"{alike:.1%} of the words{' of main parts' if main else ''} alike and {weight:.2f} of our bytes, {looked}",
    ]
