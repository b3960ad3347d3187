"""Letters: what counts as the same word, what a word looks like in an address, which word was meant.

Vocabulary look-up, addresses, sorting and the search index all fold through this room, so that a name is
found however it is typed. The browser's ``text.js`` does the same; both run ``tests/fixtures/folding.json``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import chain, repeat

# Letters that Unicode does not decompose, with the spelling that people without that key type.
_SPELLED = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "ħ": "h", "ŋ": "ng", "ς": "σ", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʾ": "'", "‐": "-", "‑": "-", "–": "-",
    }
)  # fmt: skip
# The other spelling of some letters: Mueller for Müller, Soerensen for Sørensen, Haakon for Håkon.
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ð": "th", "đ": "dj"})
# Marks that people leave out: accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic. The signs
# of Indic and Southeast Asian scripts are letters to their readers and stay. Listed, because the browser knows
# no combining classes and both must fold alike.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
                    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0"
                    "\ufe20-\ufe2f]+")  # fmt: skip
_SPACES = re.compile(r"[\s\x1c-\x1f\x85\ufeff]+")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_WORD = re.compile(
    r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u0f18-\u0fbc\u1000-\u1049\u1050-\u109f\u1780-\u17d3])+"
)
_JOINT = re.compile(r"(?<=\w)(?:\s*[&+/]\s*| (?:and|or) )(?=\w)")
_POINTS = re.compile(r"\b(\w)\.(?=\w\b|\W|$)")
_APOSTROPHES = re.compile(r"['.]")


_MOST_KEPT = 100
"""Characters: names and words come again and again, longer texts do not."""


def fold(text: str) -> str:
    """Return ``text`` without case, accents and runs of space: the form in which two spellings are equal."""
    return _kept_fold(text) if len(text) <= _MOST_KEPT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return _SPACES.sub(" ", text.lower()).strip(" ")
    spelled = unicodedata.normalize("NFKC", text).lower().translate(_SPELLED)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", spelled))
    # Compatibility forms may hide capitals and ligatures from the first pass.
    bare = unicodedata.normalize("NFC", bare).lower().translate(_SPELLED)
    return _SPACES.sub(" ", bare).strip(" ")


_kept_fold = lru_cache(maxsize=1 << 16)(_fold)


def loosened(text: str) -> str:
    """Return the folded text with one sign for and, &, +, / and or between words, and E.R. without its points."""
    return _JOINT.sub(" and ", _POINTS.sub(r"\1", fold(text)))


def words(text: str) -> list[str]:
    """Return the folded words of ``text``; an apostrophe joins (O'Rourke → orourke), all else divides."""
    return _WORD.findall(fold(text).replace("'", ""))


def words_of_text(text: str) -> list[str]:
    """Return the folded words of a long text, as ``words`` does: each piece between blanks is folded once for all."""
    return list(chain.from_iterable(map(_words_of_piece, text.split())))


_LOOSE = str.maketrans(
    {chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128) if chr(code) != "'"}
)
"""What divides words of plain letters, as a blank: fewer pieces are left that are one word."""
_LISTED = {**_LOOSE, ord(","): ","}


def distinct_words(text: str) -> set[str]:
    """Return the words of a long text, each once."""
    return set().union(*map(_words_of_piece, set(text.translate(_LOOSE).split())))


def words_of_items(text: str) -> list[list[str]]:
    """Return the folded words of each item of a text that commas divide."""
    items = text.translate(_LISTED).split(",")
    return [item.replace("'", "").split() if item.isascii() else words(item) for item in items]


def numbered(items: Iterable[Collection[str]]) -> dict[str, list[int]]:
    """Return each of these words with the numbers of the items that hold it, ascending.

    No word is handled by a line of Python: 10 000 biographies have a million.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        deque(map(list.append, map(found.__getitem__, item), repeat(number)), maxlen=0)
    return dict(found)


def numbered_words(texts: Iterable[str]) -> dict[str, list[int]]:
    """Return each word of these texts with their numbers; each piece between blanks is folded once for all."""
    pieces = numbered(set(text.translate(_LOOSE).split()) for text in texts)
    lists: dict[str, list[list[int]]] = defaultdict(list)
    for piece in list(pieces):
        where = pieces.pop(piece)
        for word in _words_in(piece):
            lists[word].append(where)
    return {word: several[0] if len(several) == 1 else sorted(set().union(*several)) for word, several in lists.items()}


def _words_in(piece: str) -> tuple[str, ...]:
    return (piece.lower(),) if piece.isascii() and piece.isalnum() else tuple(words(piece))


_words_of_piece = lru_cache(maxsize=16384)(_words_in)


def spellings(text: str) -> tuple[str, ...]:
    """Return the words under which a name is found: its parts, its parts joined, and its two-letter forms.

    ``Mei-Ling O'Rourke-Müller`` is found as mei, ling, meiling, orourke, o, rourke, muller, mueller and so on.
    """
    return tuple(dict.fromkeys(chain.from_iterable(map(_spellings_of_piece, text.split()))))


@lru_cache(maxsize=16384)
def _spellings_of_piece(piece: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    lowered = unicodedata.normalize("NFC", piece).lower()
    for spelled in dict.fromkeys((lowered, lowered.translate(_TWO_LETTERS))):
        for chunk in fold(spelled).split(" "):
            found.update(dict.fromkeys(_WORD.findall(chunk.replace("'", ""))))
            parts = _WORD.findall(chunk)
            found.update(dict.fromkeys(parts))
            found["".join(parts)] = None
    found.pop("", None)
    return tuple(found)


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
    return min(row[-1], limit + 1)


def nearest(word: str, candidates: Iterable[str], limit: int | None = None) -> str | None:
    """Return the one candidate that ``word`` most likely meant, or None where none is near.

    By default one edit is allowed for every four letters, three at the most; with more than one edit the first
    letter must be right: psychology is no slip for pathology, nor mentor for comentor. A candidate that begins with
    the word or the other way round ("cardio", "cardiology") is near as well, but a bare word is not completed by
    others: "mentoring" says nothing of "mentoring across difference".
    """
    wanted = fold(word)
    allowed = min(3, max(1, len(wanted) // 4)) if limit is None else limit
    best: tuple[int, str] | None = None
    for candidate in candidates:
        folded = fold(candidate)
        edits = distance(wanted, folded, allowed)
        if 1 < edits <= allowed and wanted[:1] != folded[:1]:
            continue
        completed = folded.startswith(wanted) and (" " in wanted or " " not in folded)
        if edits > allowed and len(wanted) >= 4 and (completed or wanted.startswith(folded + " ")):
            edits = allowed
        if edits <= allowed and (best is None or (edits, candidate) < best):
            best = edits, candidate
    return best[1] if best else None


def _slips(a: str, b: str) -> int:
    """Return how many slips of the keyboard may lie between two words, by the length of the shorter."""
    least = min(len(a), len(b))
    return 2 if least > 8 else 1 if least > 2 else 0


def surely_nearest(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the candidates that ``word`` is clearly a slip of the keyboard for: all that are equally near.

    One edit, two where both words have more than eight letters, and none where there are digits: M3 is not D3, and
    neurology is no astrology. Each word of several is judged by itself: West Campus is not East Campus, nor B A.
    """
    wanted = fold(word)
    if any(letter.isdigit() for letter in wanted):
        return ()
    found: dict[str, int] = {}
    for candidate in candidates:
        folded = fold(candidate)
        edits = distance(wanted, folded, _slips(wanted, folded))
        pairs = list(zip(wanted.split(), folded.split(), strict=False))
        if len(pairs) == wanted.count(" ") + 1 == folded.count(" ") + 1:
            near = all(distance(a, b, _slips(a, b)) <= _slips(a, b) for a, b in pairs)
        else:
            near = edits == 1  # two words written as one
        near = near and edits <= _slips(wanted, folded)
        if near and len(folded) > 3 and not any(letter.isdigit() for letter in folded):
            found[candidate] = edits
    least = min(found.values(), default=0)
    return tuple(candidate for candidate, edits in found.items() if edits == least)
