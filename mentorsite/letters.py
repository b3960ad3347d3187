"""Letters: what counts as the same word, what a word looks like in an address, which word was meant.

Vocabulary look-up, addresses, sorting and the search index all fold through this room, so that a name is
found however it is typed. The browser's ``text.js`` does the same; both run ``tests/fixtures/folding.json``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Letters that Unicode does not decompose, with the spelling that people without that key type.
_SPELLED = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "ħ": "h", "ŋ": "ng", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "‐": "-", "‑": "-", "–": "-",
    }
)  # fmt: skip
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_APOSTROPHES = re.compile(r"['.]")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return ``text`` without case, accents and runs of space: the form in which two spellings are equal."""
    if text.isascii():
        return " ".join(text.lower().split())
    spelled = unicodedata.normalize("NFKC", text).casefold().translate(_SPELLED)
    bare = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bare.translate(_SPELLED))).strip()


@lru_cache(maxsize=16384)
def slugify(text: str) -> str:
    """Return the address form of ``text``: folded letters and digits of any script, joined by hyphens."""
    return _NOT_WORD.sub("-", _APOSTROPHES.sub("", fold(text))).strip("-")


def sort_key(name: str) -> tuple[str, str]:
    """Sort key by the folded text; the text itself breaks ties, so that the order never depends on luck."""
    return fold(name), name


def distance(a: str, b: str, limit: int) -> int:
    """Count the edits between two words, a swap of neighbors as one; ``limit + 1`` stands for more.

    Optimal string alignment (Damerau 1964), cut off once every cell of a row passes the limit.
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        two_up, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, two_up[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(word: str, candidates: Iterable[str], limit: int | None = None) -> str | None:
    """Return the one candidate that ``word`` most likely meant, or None where none is near.

    By default one edit is allowed for every three letters, three at the most; a candidate that begins with
    the word or the other way round ("cardio", "cardiology") is near as well.
    """
    wanted = fold(word)
    allowed = min(3, max(1, len(wanted) // 3)) if limit is None else limit
    best: tuple[int, str] | None = None
    for candidate in candidates:
        folded = fold(candidate)
        edits = distance(wanted, folded, allowed)
        if edits > allowed and len(wanted) >= 4 and (folded.startswith(wanted) or wanted.startswith(folded + " ")):
            edits = allowed
        if edits <= allowed and (best is None or (edits, candidate) < best):
            best = edits, candidate
    return best[1] if best else None
