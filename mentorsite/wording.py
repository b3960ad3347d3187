"""Days, numbers and availability in plain words, for letters, comparisons and reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorsite.model import ASK, AWAY, CLOSED, FULL, OPEN, Availability

# Not strftime, which speaks the language of the computer.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_words(day: date | None) -> str:
    """Return a day as ``1 September 2026``, the way pages do."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 mentor``, ``2 mentors``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Sequence[str], most: int = 6) -> str:
    """Return words as a sentence lists them; of many, the first and how many more."""
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def availability_words(state: Availability) -> str:
    """Return a mentor's availability in words that stand after "is" or a colon."""
    back = f" until {day_words(state.until)}" if state.until else ""
    words = {
        OPEN: f"open ({counted(state.slots, 'slot')})",
        FULL: f"full{back}",
        AWAY: f"away{back}",
        ASK: "to be asked, as no recent number of mentees is known",
        CLOSED: "taking no mentees at present",
    }
    return words.get(state.state, "not shown as open, as the profile was not confirmed in time")
