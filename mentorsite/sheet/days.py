"""Days and moments as forms and spreadsheets write them → ISO. What could be two days is the map's to say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

ORDERS = ("Y-M-D", "M/D/Y", "D/M/Y")
_DAY = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})(?:[T ,]\s*(.*))?", re.DOTALL)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]+)?\s*([AaPp]\.?[Mm])?")
_SERIAL = re.compile(r"([3-6][0-9]{4})(?:\.[0-9]+)?")
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


def instead(text: str, order: str) -> tuple[str, str]:
    """Say what is wrong with a text that is no day, and what to do."""
    if (serial := _SERIAL.fullmatch(text.strip())) is not None:
        day = _EPOCH + timedelta(days=int(serial[1]))
        message = f'"{text}" is the number by which a spreadsheet keeps {day.isoformat()}'
        return message, "Give the column the format of a date and save the table again, or write the day."
    others = [other for other in ORDERS[1:] if other != order and moment(text, other)]
    help_ = "Correct the cell, or say in the map how the form writes dates (dates:)."
    if others:
        help_ = f"It is one as {others[0]}: correct the cell, or write dates: {others[0]} in the map."
    return f'"{text}" is no day written as {order}', help_


def misjudged(texts: Sequence[str], order: str) -> tuple[str, ...]:
    """Return the orders in which a column writes its days, where that cannot be the one that was said.

    So it is when days are written that only another order reads, and none that only this one does.
    """
    days = [text for text in texts if (found := _DAY.fullmatch(text.strip())) and len(found[1]) < 4]
    read = {one: {text for text in days if moment(text, one)} for one in ORDERS}
    others = [one for one in ORDERS[1:] if one != order and read[one] - read[order] and not read[order] - read[one]]
    most = max((len(read[one]) for one in others), default=0)
    return tuple(one for one in others if len(read[one]) == most)
