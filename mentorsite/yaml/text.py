"""How a value is written as YAML: quoted when it must be, in the manner of what stood there before.

This room works on text alone; ``tree`` reads.
"""

from __future__ import annotations

import re
from unicodedata import category

# What every YAML reader takes for text, in a list in brackets as well: no sign that means something to YAML at its
# beginning, no ": ", no " #", nothing that closes or divides a list, and no blank at either end.
_PLAIN = re.compile(r"(?![-?:,\[\]{}#&*!|>'\"%@`\s])(?!.*(?:: |:$| #|\s$|[,\[\]{}])).+")
# What other readers guess to be a number, a date, a truth or nothing.
_GUESSED = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null|none|~|[-+.]?[0-9][-+0-9.,:e_xob]*|\.(nan|inf))")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(text: str, like: str = "", *, plain: bool = False) -> str:
    """Return ``text`` as a scalar on one line, in quotation marks if ``like``, which it replaces, has them.

    ``plain`` leaves numbers and dates bare: where the schema decides the type, they need no quotation marks.
    """
    shown = not any(_unseen(c) for c in text)
    if like.startswith("'") and shown:
        return "'" + text.replace("'", "''") + "'"
    bare = shown and _PLAIN.fullmatch(text) and (plain or not _GUESSED.fullmatch(text))
    return text if bare and not like.startswith('"') else quoted(text)


def quoted(text: str) -> str:
    """Return ``text`` in double quotation marks, with escapes for what cannot be seen."""
    return '"' + "".join(_ESCAPES.get(c) or (_escape(c) if _unseen(c) else c) for c in text) + '"'


def _unseen(c: str) -> bool:
    return category(c) in ("Cc", "Cn", "Co", "Cs", "Zl", "Zp") or c == "\ufeff"


def _escape(c: str) -> str:
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def scalar_at(line: str, column: int, length: int) -> str | None:
    """Return the scalar as it is written at a place, or None where it goes on over the next line."""
    start, end = column - 1, column - 1 + length
    raw, after = line[start:end], line[end : end + 1]
    if raw[:1] in ("'", '"'):
        return raw if len(raw) > 1 and raw[-1] == raw[0] else None
    if raw[:1] in ("|", ">"):
        return None
    return raw if not after or after in " \t\r,]}:" else None
