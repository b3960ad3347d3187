"""How much Markdown is accepted, counted in characters, lines and marks, so that every machine decides alike.

The converter takes time in proportion to the square of a paragraph that is full of marks. The limits lie some fifty
times above the largest guide of the sample program; whatever passes them converts within a second
(``tests/test_limits.py`` fills each limit with every mark there is).
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LENGTH = 100_000
MAX_LINES = 5000
MAX_PARTS = 1500
MAX_WORK = 20_000_000
MAX_QUOTES = 12
MAX_BRACKETS = 60

_MARKS = re.compile(r"""[*_`\[\]()!<>&\\"'~{}|#:^.=+-]""")
_PART = re.compile(r"\n[ \t]*\n")


class Excess(NamedTuple):
    """What is too much: the line, counted from 0, how many of its characters, and the words for both."""

    line: int
    length: int
    message: str
    help: str


def excess(text: str) -> Excess | None:
    """Return the first limit that the Markdown breaks."""
    return _too_long(text) or _too_deep(text) or _too_dense(text)


def _too_long(text: str) -> Excess | None:
    if len(text) > MAX_LENGTH:
        message = f"the text has {len(text):,} characters; {MAX_LENGTH:,} are allowed"
    elif text.count("\n") > MAX_LINES:
        message = f"the text has {text.count(chr(10)) + 1:,} lines; {MAX_LINES:,} are allowed"
    else:
        return None
    return Excess(0, 1, message, "Split it into several guides.")


def _too_deep(text: str) -> Excess | None:
    for number, line in enumerate(text.split("\n")):
        quotes = len(line) - len(line.lstrip(" >")) - line[: len(line) - len(line.lstrip(" >"))].count(" ")
        brackets = max(line.count("["), line.count("("), line.count("*") // 4, line.count("_") // 4)
        indent = (len(line) - len(line.lstrip())) // 4
        if quotes > MAX_QUOTES or brackets > MAX_BRACKETS or indent > MAX_QUOTES * 2:
            message = "this line nests or repeats its marks more than any reader could follow"
            help_ = f"At most {MAX_QUOTES} nested quotes or lists and {MAX_BRACKETS} brackets in one line are allowed."
            return Excess(number, len(line), message, help_)
    return None


def _too_dense(text: str) -> Excess | None:
    """Count the work: in each part between empty lines, its marks and lines times its length."""
    line, work = 0, 0
    parts = _PART.split(text)
    for part in parts:
        lines = part.count("\n")
        work += (len(_MARKS.findall(part)) + lines) * len(part)
        if work > MAX_WORK:
            message = 'the text holds more marks (such as * [ | ") in one piece than can be converted'
            return Excess(line, 1, message, "Divide long lists and tables by empty lines and headings.")
        line += lines + 2
    if len(parts) > MAX_PARTS:
        message = f"the text has {len(parts):,} paragraphs; {MAX_PARTS:,} are allowed"
        return Excess(0, 1, message, "Split it into several guides.")
    return None
