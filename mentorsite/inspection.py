"""The last look at every file before it is published: nothing in it runs that should not, nothing private stands in it.

Most of a page stands on other pages too: the furniture on all, a card in every list that shows it. A line is looked at
twice, and if it can be judged by itself and nothing was found, no more. Every other line is looked at on every page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from mentorsite.diagnostics import Diagnostic, Span
from mentorsite.gate import Gate, fragments, has_open_tag, style_faults
from mentorsite.leaks import Published, Scan
from mentorsite.secrets_of import Secret

UNSAFE_HELP = "Look into the templates that make this page, and into the style sheets; nothing else can do this."
_SILENT = (".css", ".js", ".mjs", ".svg", ".webp", ".jpg", ".png")
"""Files that hold no word of any profile; their names are read all the same."""
_MOST_LINES = 100_000


class Inspection:
    """What one process has seen of a site. ``published`` is asked only once something was found."""

    def __init__(self, secrets: Iterable[Secret], published: Published) -> None:
        self._gate = Gate()
        self._scan = Scan(secrets, published)
        self._harmless: set[str] = set()
        self._met: set[int] = set()

    def faults(self, url: str, data: bytes) -> Iterator[Diagnostic]:
        """Yield what is wrong with a file of the site, whose address is ``url`` from the top."""
        text = data.decode("utf-8", "ignore")
        fresh = self._fresh(text) if url.endswith(".html") else text
        for fault in self._unsafe(url, fresh):
            yield Diagnostic("page/unsafe", f"{url} {fault}", Span("templates"), UNSAFE_HELP)
        if url.endswith(_SILENT):
            text = fresh = ""
        reading = self._scan.read(f"{url}\n{fresh}")
        yield from self._scan.faults(url, text, reading)

    def _unsafe(self, url: str, text: str) -> Iterator[str]:
        if url.endswith(".html"):
            yield from self._gate.faults(text)
        elif url.endswith(".css"):
            yield from style_faults(text)
        elif url.startswith("search/") and url.endswith(".json"):
            for fragment in fragments(json.loads(text)):
                yield from self._gate.faults(fragment)

    def _fresh(self, text: str) -> str:
        """Return the lines that must be looked at; the whole text where a line cannot be judged by itself."""
        harmless, met = self._harmless, self._met
        lines = [line for line in text.split("\n") if line not in harmless]
        if any(map(has_open_tag, lines)):
            return text
        again = [line for line in lines if hash(line) in met]
        met.update(map(hash, lines))
        harmless.update(line for line in again if self._is_harmless(line))
        if len(met) + len(harmless) > _MOST_LINES:
            met.clear()
            harmless.clear()
        return "\n".join(lines)

    def _is_harmless(self, line: str) -> bool:
        """Whether nothing is found in a line, and nothing in it is coded: then it reads the same on every page."""
        reading = self._scan.read(line)
        return not reading.suspects and reading.decoded in ("", line.lower()) and not any(self._gate.faults(line))
