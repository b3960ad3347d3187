"""Rows in which one person answered twice: the last answer counts, a no as much as a yes."""

from __future__ import annotations

from collections.abc import Iterable

from mentorsite.letters import fold
from mentorsite.sheet.names import name_parts
from mentorsite.sheet.values import Answer, Answers
from mentorsite.yaml.edit import Data


def later_answers(rows: Iterable[tuple[int, Answers]]) -> dict[int, int]:
    """Return, for each row that its person answered again, the row of the last answer.

    One person are rows of one e-mail address where one name holds the other, or of one name where no two addresses
    differ: relatives, and people of one office, may share an address.
    Of equal rows the first counts. Rows that differ and do not say which is the later are both left: they are reported.
    """
    last: list[tuple[int, Answers]] = []
    places: dict[tuple[str, str], int] = {}
    newer: dict[int, int] = {}
    for number, answers in rows:
        keys = _keys(answers)
        place = next((places[key] for key in keys if key in places and _is_one(last[places[key]][1], answers)), None)
        if place is None:
            place = len(last)
            last.append((number, answers))
        else:
            other, earlier = last[place]
            if answers.cells == earlier.cells or "" < answers.moment < earlier.moment:
                newer[number] = other
            elif "" < earlier.moment < answers.moment:
                newer[other] = number
                last[place] = number, answers
        places |= dict.fromkeys(keys, place)
    return {number: _end(number, newer) for number in newer}


def _keys(answers: Answers) -> list[tuple[str, str]]:
    told = {"file": answers.slug, "mail": _mail(answers), "name": _name(answers)}
    return [(kind, text) for kind, text in told.items() if text]


def _is_one(one: Answers, other: Answers) -> bool:
    if one.slug or other.slug:
        return one.slug == other.slug
    mails = {_mail(one), _mail(other)} - {""}
    names = name_parts(_name(one)), name_parts(_name(other))
    return len(mails) < 2 and all(names) and (names[0] <= names[1] or names[1] <= names[0])


def _end(number: int, newer: dict[int, int]) -> int:
    while number in newer:
        number = newer[number]
    return number


def _mail(answers: Answers) -> str:
    return text_of(answers.values.get(("contact", "email"), Answer(None)).value)


def _name(answers: Answers) -> str:
    return text_of(answers.values.get(("name",), Answer(None)).value)


def text_of(value: Data | None) -> str:
    """Return a text in the form in which two spellings of it are equal; empty for what is no text."""
    return fold(value) if isinstance(value, str) else ""
