"""Numbers and sorted words as short plain text, which every static host compresses and every browser reads.

The browser's ``codec.js`` reads what this room writes. The alphabet has no character that JSON escapes, none of the
two that begin a letter written otherwise in HTML and in addresses, ``&`` and ``%``, and none of the three that divide:
space between items, ``|`` between parts of an item, ``~`` before a list that says who is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from operator import sub

ALPHABET = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"%&\\|~')
LAST = 58
"""The first 58 characters end a number; the other 30 are leading digits of a longer one."""
_MORE = len(ALPHABET) - LAST


def numbers(values: Iterable[int]) -> str:
    """Write numbers from 0 up, small ones as one character."""
    return "".join(map(_WRITTEN.__getitem__, values))


def _number(value: int) -> str:
    if value < LAST:
        return ALPHABET[value]
    text = ALPHABET[value % LAST]
    rest = value // LAST
    while rest > 0:
        rest -= 1
        text = ALPHABET[LAST + rest % _MORE] + text
        rest //= _MORE
    return text


class _Written(dict[int, str]):
    """Numbers, some ``more`` than are written; small ones are kept."""

    def __init__(self, more: int) -> None:
        super().__init__((value + more, _number(value)) for value in range(_KEPT))
        self.more = more

    def __missing__(self, value: int) -> str:
        return _number(value - self.more)


_KEPT = 4096
_WRITTEN, _STEPS = _Written(0), _Written(1)


class _Read(dict[str, int]):
    """Steps from one id to the next, by the gap as it is written."""

    def __missing__(self, text: str) -> int:
        rest = 0
        for letter in text[:-1]:
            rest = rest * _MORE + ALPHABET.index(letter) - LAST + 1
        return rest * LAST + ALPHABET.index(text[-1]) + 1


_READ = _Read((text, step) for step, text in _STEPS.items())
_LONG = re.compile(f"[{re.escape(ALPHABET[LAST:])}]")
_NUMBER = re.compile(f"{_LONG.pattern}*[{re.escape(ALPHABET[:LAST])}]")


def postings(ids: Sequence[int], count: int) -> str:
    """Write ascending ids below ``count`` as gaps; of a list that holds most of them, those that it lacks."""
    if len(ids) * 2 > count:
        held = set(ids)
        return "~" + _gaps([i for i in range(count) if i not in held])
    return _gaps(ids)


def _gaps(ids: Sequence[int]) -> str:
    return "".join(map(_STEPS.__getitem__, map(sub, ids, chain((-1,), ids))))


def ids_of(text: str, count: int) -> list[int]:
    """Read back what ``postings`` wrote."""
    ids = list(_written_ids(text))
    return sorted(set(range(count)).difference(ids)) if text.startswith("~") else ids


def among(text: str, some: frozenset[int]) -> frozenset[int]:
    """Return which of ``some`` ids stand in what ``postings`` wrote; no list of all is made."""
    found = some.intersection(_written_ids(text))
    return some - found if text.startswith("~") else found


def _written_ids(text: str) -> Iterator[int]:
    gaps = text.removeprefix("~")
    parts: Iterable[str] = _NUMBER.findall(gaps) if _LONG.search(gaps) else gaps
    return islice(accumulate(map(_READ.__getitem__, parts), initial=-1), 1, None)


def front_coded(words: Sequence[str]) -> str:
    """Write sorted words as ``front_items`` does."""
    return " ".join(front_items(words))


def front_items(words: Sequence[str]) -> list[str]:
    """Write sorted words, each as the count of letters that it shares with the one before, and its own rest."""
    before, shared, items = "", 0, []
    for word in words:
        if word[:shared] != before[:shared]:  # else no fewer letters are shared than the word before shared
            shared = 0
        most = min(len(before), len(word), LAST - 1)
        while shared < most and before[shared] == word[shared]:
            shared += 1
        items.append(ALPHABET[shared] + word[shared:])
        before = word
    return items


def front_decoded(text: str) -> list[str]:
    """Read back what ``front_coded`` wrote."""
    before, words = "", []
    for item in text.split(" "):
        before = before[: ALPHABET.find(item[:1])] + item[1:]
        words.append(before)
    return words


def chunks(sizes: Sequence[int], most: int) -> list[int]:
    """Return where each chunk starts when items of these sizes are filled into chunks of about ``most``."""
    starts, filled = [0] if sizes else [], 0
    for place, size in enumerate(sizes):
        if filled and filled + size > most:
            starts.append(place)
            filled = 0
        filled += size
    return starts
