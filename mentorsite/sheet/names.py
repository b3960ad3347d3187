"""Whether two spellings are one person's name. What is not surely the same name is another one."""

from __future__ import annotations

import re

from mentorsite.letters import fold, spellings, words

_TITLES = frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "md", "do", "phd", "mph", "mba", "msc", "facp", "facs", "rn"}
    | {"jd", "edd", "dnp", "pharmd", "mbbs", "frcp", ""}
)
_DEGREE = re.compile(r"(?:[A-Z][a-z]{0,4}\.?){2,8}")  # MD, PhD, M.P.H., FACP, PharmD


def name_parts(name: str) -> set[str]:
    """Return the words by which a name is known again: neither titles nor, where there is more, initials."""
    parts = set(spellings(name)) - _TITLES
    return {part for part in parts if len(part) > 1} or parts


def untitled(name: str) -> str:
    """Return a name without the titles before it and the degrees behind it."""
    kept = spread = name.replace(",", " ").split()
    while len(kept) > 1 and _bare(kept[0]) in _TITLES:
        kept = kept[1:]
    while len(kept) > 1 and _bare(kept[-1]) in _TITLES:
        kept = kept[:-1]
    return " ".join(kept) if len(kept) < len(spread) else name


def turned(name: str) -> str:
    """Return ``Selma SLADE`` for ``SLADE, Selma``; empty for a name that does not look like family name, given name."""
    family, _, given = (part.strip() for part in name.partition(","))
    degrees = [_bare(word) in _TITLES or word.isupper() or _DEGREE.fullmatch(word) for word in given.split()]
    return f"{given} {family}" if family and given and "," not in given and not any(degrees) else ""


def is_same_name(one: str, other: str) -> bool:
    """Whether two names differ in no more than letters' case and accents, order, middle names, titles and degrees."""
    return any(_is_one(a, b) for a in _readings(one) for b in _readings(other))


def _readings(name: str) -> list[list[str]]:
    """Return the words of a name in the orders in which it can be meant: a comma divides family name or degrees."""
    head, comma, tail = name.partition(",")
    if comma and len(head.split()) > 1 and all(_DEGREE.fullmatch(word) for word in tail.replace(",", " ").split()):
        return [_words(head)]
    return [_words(f"{tail} {head}") if comma else _words(name)]


def _words(name: str) -> list[str]:
    kept = name.replace(",", " ").split()
    while len(kept) > 2 and _bare(kept[0]) in _TITLES:
        kept = kept[1:]
    while len(kept) > 2 and _bare(kept[-1]) in _TITLES:
        kept = kept[:-1]
    return words(" ".join(kept).replace(".", " "))


def _is_one(one: list[str], other: list[str]) -> bool:
    ends = [(names[0], names[-1]) for names in (one, other) if names]
    if len(ends) < 2 or (ends[0][0] != ends[1][0] and ends[0][1] != ends[1][1]):
        return one == other or (1 in (len(one), len(other)) and "".join(one) == "".join(other))
    if "".join(one) == "".join(other):
        return True
    if min(len(one), len(other)) < 2 or ends[0] != ends[1]:
        return False
    fewer, more = sorted((one[1:-1], other[1:-1]), key=len)
    rest = iter(more)
    return all(any(_agree(name, wanted) for name in rest) for wanted in fewer)


def _agree(name: str, other: str) -> bool:
    """Whether two middle names are equal, or one is the initial of the other."""
    return name == other or (1 in (len(name), len(other)) and name[0] == other[0])


def _bare(word: str) -> str:
    return fold(word).replace(".", "")
