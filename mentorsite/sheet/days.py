"""Days and moments as forms and spreadsheets write them → ISO. What could be two days is the map's to say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

ORDERS = ("Y-M-D", "M/D/Y", "D/M/Y")
_DAY = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})(?:[T ,]\s*(.*))?", re.DOTALL)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]+)?\s*([AaPp]\.?[Mm])?")
_SERIAL = re.compile(r"([3-6][0-9]{4})(?:\.[0-9]+)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH = date(1899, 12, 30)  # of the numbers by which spreadsheets keep days


def moment(text: str, order: str) -> str:
    """Return ``2026-10-03T09:12:00``, without the time where none is written; empty for what is no day.

    A year that stands first says itself what the rest is, whatever ``order`` says.
    """
    found = _DAY.fullmatch(text.strip())
    if not found:
        return ""
    order = "Y-M-D" if len(found[1]) == 4 else order
    numbers = dict(zip(order[::2], map(int, found.groups()[:3]), strict=True))
    try:
        day = date(numbers["Y"], numbers["M"], numbers["D"]).isoformat() if numbers["Y"] > 999 else ""
    except ValueError:
        return ""
    time = _TIME.match(found[4] or "")
    if not day or not time:
        return day
    hour = int(time[1]) % 12 + 12 * (time[4][0] in "Pp") if time[4] else int(time[1])
    return f"{day}T{hour:02}:{time[2]}:{time[3] or '00'}"


def instead(text: str, order: str, *, month: bool = False) -> tuple[str, str]:
    """Say what is wrong with a text that is no day, and what to do; ``month``: where a month alone is enough."""
    if (serial := _SERIAL.fullmatch(text.strip())) is not None:
        day = _EPOCH + timedelta(days=int(serial[1]))
        message = f'"{text}" is the number by which a spreadsheet keeps {day.isoformat()}'
        return message, "Give the column the format of a date and save the table again, or write the day."
    if longer := _with_century(text.strip(), order):
        return f'"{text}" has a year of two digits', f"Write the year with four digits: {longer}."
    message = f'"{text}" is no {"month such as 2023-09, and no " if month else ""}day written as {order}'
    if month:
        meant = _month(text)
        return message, f"If that is {meant}, write {meant}." if meant else "Write the month as 2023-09, or the day."
    days = dict.fromkeys(filter(None, (moment(text, other)[:10] for other in ORDERS[1:] if other != order)))
    help_ = " ".join(f"If {day} is meant, write {_as(day, order)}." for day in days) or "Write the day that is meant."
    return message, f"Correct this cell. {help_}"


def _with_century(text: str, order: str) -> str:
    """Return a day with all digits of its year; empty where the year has them, or where it is no day even so."""
    parts = re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})([-/.])([0-9]{1,2})(.*)", text, re.DOTALL)
    if parts is None:
        return ""
    year = 1 if order[0] == "Y" else 5
    two = parts[year]
    written = [*parts.groups()]
    written[year - 1] = f"{'20' if int(two) < 70 else '19'}{two}"
    longer = "".join(written)
    return longer if len(two) == 2 and moment(longer, order) else ""


def _month(text: str) -> str:
    """Return the month that words such as Sep-23, September 2023 or 9/2023 seem to mean, as ``2023-09``."""
    found = re.fullmatch(r"([A-Za-z]{3,9}|[0-9]{1,2})\.?[-/., ]+([0-9]{4}|[0-9]{2})", text.strip())
    if not found:
        return ""
    name = found[1][:3].capitalize()
    month = _MONTHS.index(name) + 1 if name in _MONTHS else int(found[1]) if found[1].isdigit() else 0
    year = found[2] if len(found[2]) == 4 else f"{'20' if int(found[2]) < 70 else '19'}{found[2]}"
    return f"{year}-{month:02}" if 0 < month < 13 else ""


def _as(day: str, order: str) -> str:
    """Return an ISO day in the order in which a form writes it."""
    year, month, number = day.split("-")
    written = {"Y": year, "M": str(int(month)), "D": str(int(number))}
    return day if order == "Y-M-D" else "/".join(written[letter] for letter in order[::2])


class Orders(NamedTuple):
    """What the days of a column tell of their order; each text once for every row in which it stands."""

    otherwise: tuple[str, ...]
    """Days that only another order than the map's reads."""
    either: tuple[str, ...]
    """Days that the map's order reads, and another one as another day."""
    meant: tuple[str, ...]
    """The orders to say in the map instead; none where the map's order may be right."""


def orders_of(texts: Sequence[str], order: str) -> Orders:
    """Look in which order a column writes its days.

    The map is wrong where at least half of the days can only be read otherwise and none only as it says: most of
    the days that tell would pass as other days. A few such days are slips, or a column of two orders, which no
    other map would read either.
    """
    days = [text for text in texts if (found := _DAY.fullmatch(text.strip())) and len(found[1]) < 4]
    read = {one: [moment(text, one)[:10] for text in days] for one in ORDERS}
    others = [one for one in ORDERS[1:] if one != order]
    of_others = [{read[one][place] for one in others} - {""} for place in range(len(days))]
    of_map = read[order]
    otherwise = tuple(text for text, said, meant in zip(days, of_map, of_others, strict=True) if meant and not said)
    either = tuple(text for text, said, meant in zip(days, of_map, of_others, strict=True) if said and meant - {said})
    only = any(said and not meant for said, meant in zip(of_map, of_others, strict=True))
    whole = [one for one in others if all(moment(text, one) for text in otherwise)]
    wrong = bool(otherwise) and not only and 2 * len(otherwise) >= len(days)
    return Orders(otherwise, either, tuple(whole) if wrong else ())
