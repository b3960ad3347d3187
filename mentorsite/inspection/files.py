"""The last look at every file before it is published: nothing in it runs that should not, nothing private stands in it.

Most of a page stands on other pages too: the furniture on all, a card in every list that shows it. A line is looked at
twice, and if it can be judged by itself and nothing was found, no more. Every other line is looked at on every page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from mentorsite.diagnostics import Diagnostic, Span
from mentorsite.inspection.gate import Gate, fragments, has_open_tag, style_faults
from mentorsite.inspection.leaks import PlaceOf, Published, Scan, Scanned, holds_part, is_coded, top_of
from mentorsite.secrets import Secret, words_of

UNSAFE_HELP = "Look into the templates that make this page, and into the style sheets; nothing else can do this."
_SILENT = (".css", ".js", ".mjs", ".svg", ".webp", ".jpg", ".png")
"""Files that hold no word of any profile; their names are read all the same."""
_MOST_HARMLESS, _MOST_MET = 1_000_000, 40_000
"""Marks of lines: a card comes again in any list, other lines on pages near each other. A mark is Python's own hash of
a text: 64 bits, under a key that each run draws anew unless the environment fixes it, so nobody writes a line to have
another's."""


class Inspection:
    """What one process has seen of a site. ``published`` and ``place_of`` are asked only once something was found."""

    def __init__(self, secrets: Iterable[Secret], published: Published, place_of: PlaceOf = top_of) -> None:
        self._gate = Gate()
        self._scan = Scan(secrets, published, place_of)
        self._harmless: set[int] = set()
        self._met: set[int] = set()

    def faults(self, url: str, data: bytes) -> Iterator[Diagnostic]:
        """Yield what is wrong with a file of the site, whose address is ``url`` from the top."""
        text = data.decode("utf-8", "ignore")
        lines = self._fresh(text) if url.endswith(".html") else None
        fresh = text if lines is None else "\n".join(lines)
        unsafe = list(self._unsafe(url, fresh))
        for fault in unsafe:
            yield Diagnostic("page/unsafe", f"{url} {fault}", Span("templates"), UNSAFE_HELP)
        if url.endswith(_SILENT):
            text = fresh = ""
        scanned = self._scan.read(f"{url}\n{fresh}")
        if lines and not unsafe:
            self._harmless.update(hash(line) for line in self._likely(lines) if self._is_harmless(line, scanned))
        yield from self._scan.faults(url, text, scanned)

    def newly_pardoned(self) -> tuple[str, ...]:
        """Return marks of what was found since the last call and is no secret."""
        return self._scan.newly_pardoned()

    def pardons(self, marks: frozenset[str]) -> bool:
        """Whether all that bore these marks is still no secret."""
        return self._scan.pardons(marks)

    def _unsafe(self, url: str, text: str) -> Iterator[str]:
        if url.endswith(".html"):
            yield from self._gate.faults(text)
        elif url.endswith(".css"):
            yield from style_faults(text)
        elif url.startswith("search/") and url.endswith(".json"):
            for fragment in fragments(json.loads(text)):
                yield from self._gate.faults(fragment)

    def _fresh(self, text: str) -> list[str] | None:
        """Return the lines that must be looked at; None where a line cannot be judged by itself."""
        if len(self._harmless) > _MOST_HARMLESS:
            self._harmless.clear()
        harmless = self._harmless
        lines = [line for line in text.split("\n") if hash(line) not in harmless]
        return None if any(map(has_open_tag, lines)) else lines

    def _likely(self, lines: list[str]) -> list[str]:
        """Return the lines that are likely to come again: those that did, and items, which stand in other lists."""
        marks = dict(zip(map(hash, lines), lines, strict=True))
        again = [marks[mark] for mark in marks.keys() & self._met]
        self._met.update(marks)
        if len(self._met) > _MOST_MET:
            self._met.clear()
        return again + [line for line in lines if "<li" in line]

    def _is_harmless(self, line: str, scanned: Scanned) -> bool:
        """Whether nothing is found in a line of what was read, and its words can be read without decoding it again."""
        if not is_coded(line) and not scanned.hidden:
            return not holds_part(line, scanned.suspects)
        scanned = self._scan.read(line)
        if scanned.suspects:
            return False
        lowered = line.lower()
        return all(word in lowered for word in words_of(scanned.decoded.lower()).split(" "))
