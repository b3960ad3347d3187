"""What one value may be."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from conftest import codes
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite import unseen
from mentorsite.diagnostics import Span
from mentorsite.fields import Kind
from mentorsite.scalars import Choice, Date, Email, Integer, MonthOrDate, Orcid, Phone, Text, Truth, Url
from mentorsite.yaml.tree import Scalar

HERE = Span("a.yml", 1, 1, 1)


def read(kind: Kind, text: str) -> object:
    """Return the value, or the code of the first finding."""
    value, found = kind.decode(Scalar(text, '"', HERE))
    return value if value is not None else found[0].code


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Text(20), "  two   words ", "two words"),
        (Text(5), "too long", "field/too-long"),
        (Text(20), "\u200b\u200d", "field/type"),
        (Text(20), "a\x07b", "field/control-character"),
        (Text(20), "NO", "NO"),
        (Integer(0, 9), "7", 7),
        (Integer(0, 9), "10", "field/integer"),
        (Integer(0, 9), "9" * 5000, "field/integer"),
        (Integer(0, 9), "٣", "field/integer"),
        (Truth(), "true", True),
        (Truth(), "yes", "field/choice"),
        (Date(), "2028-02-29", date(2028, 2, 29)),
        (Date(), "2026-02-29", "field/date"),
        (Date(), "0000-01-01", "field/date"),
        (Date(), "2026-09-01T00:00:00+99:99", "field/date"),
        (MonthOrDate(), "2026-09", "2026-09"),
        (MonthOrDate(), "2026-13", "field/date"),
        (Choice(("one", "two")), "One", "field/choice"),
        (Url(), "https://family.example/a?b=c#d", "https://family.example/a?b=c#d"),
        (Url(), "family.example", "field/url"),
        (Url(), "//family.example", "field/url"),
        (Url(), "javascript:alert(1)", "field/url"),
        (Url(), "java\tscript:alert(1)", "field/url"),
        (Url(), "https://a@family.example", "field/url"),
        (Url(), "https://family.example:99999", "field/url"),
        (Url(), "https://[::1", "field/url"),
        (Url(), 'https://family.example/"onclick=', "field/url"),
        (Email(), "given.family@school.example", "given.family@school.example"),
        (Email(), "a@b", "field/email"),
        (Email(), "a@school.example?bcc=b@school.example", "field/email"),
        (Email(), "a@school.example\nBcc: b", "field/email"),
        (Phone(), "(555) 0123 ext. 7", "(555) 0123 ext. 7"),
        (Phone(), "call me", "field/phone"),
        (Orcid(), "0000-0002-1825-0097", "0000-0002-1825-0097"),
        (Orcid(), "0000-0002-1825-0098", "field/orcid"),
    ],
)
def test_values_are_read_or_refused(kind: Kind, text: str, value: object) -> None:
    """Each kind takes what it says and refuses the rest under one code."""
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("9/15/2026", "2026-09-15"), ("15.9.2026", "2026-09-15"), ("2026/9/1", "2026-09-01"), ("5/5/2026", "2026-05-05")],
)
def test_dates_in_other_orders_are_spelled_out(text: str, wanted: str) -> None:
    """A date that can mean one day only is suggested as that day."""
    assert wanted in Date().decode(Scalar(text, "", HERE)).diagnostics[0].help


@given(st.dates())
@settings(deadline=None, max_examples=50)
def test_every_day_reads_as_itself(day: date) -> None:
    """All days from year 1 to 9999 can be written."""
    assert read(Date(), day.isoformat()) == day


@given(st.integers(0, 10**15 - 1), st.integers(0, 15), st.integers(1, 9))
@settings(deadline=None, max_examples=50)
def test_one_wrong_digit_is_always_seen(number: int, place: int, shift: int) -> None:
    """Of the eleven possible last digits exactly one is right, and a change of any digit is refused."""
    digits = f"{number:015}"
    right = [
        last for last in "0123456789X" if isinstance(_orcid(digits + last), str) and "/" not in _orcid(digits + last)
    ]
    assert len(right) == 1
    whole = digits + right[0]
    if whole[place] != "X":
        other = str((int(whole[place]) + shift) % 10)
        assert _orcid(whole[:place] + other + whole[place + 1 :]) == "field/orcid"


def _orcid(digits: str) -> str:
    return str(read(Orcid(), "-".join(digits[i : i + 4] for i in range(0, 16, 4))))


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_no_text_breaks_any_kind(text: str) -> None:
    """Every kind answers any text with a value or a finding."""
    for kind in (
        Text(20),
        Integer(0, 9),
        Truth(),
        Date(),
        MonthOrDate(),
        Choice(("a",)),
        Url(),
        Email(),
        Phone(),
        Orcid(),
    ):
        value, found = kind.decode(Scalar(text, '"', HERE))
        assert (value is None) == bool(codes(found))


@pytest.mark.parametrize(
    ("kind", "text", "help_"),
    [
        (Integer(0, 99), "100", "The least is 0, the most 99."),
        (Integer(0, 99), "-1", "The least is 0, the most 99."),
        (Integer(0, 99), "2.0", "Write 2."),
        (Integer(0, 99), "2.5", "Write the number in digits, without a fraction."),
        (
            Date(),
            "46300",
            "It is the number by which a spreadsheet keeps 2026-10-05; write the day, if it is the right one.",
        ),
        (Date(), "11/21/2026", "Write 2026-11-21."),
    ],
)
def test_what_to_write_instead_is_said(kind: Integer | Date, text: str, help_: str) -> None:
    """A refused number or day is told its range, or how what was meant is written; a day is never mended unasked."""
    (fault,) = kind.read(text, Span("a.yml")).diagnostics
    assert fault.help == help_
    assert fault.fix is None


def test_the_short_ways_of_looking_for_unseen_characters_miss_none() -> None:
    """No character that is refused or named counts as printable, and one plain letter is enough to be seen."""
    every = [chr(number) for number in range(sys.maxunicode + 1)]
    assert not [c for c in every if c.isprintable() and unseen._EITHER.search(c)]
    slowly = [c for c in every if not (c.isprintable() and not c.isspace() and c not in unseen.BLANK)]
    assert [c for c in every if unseen.is_blank(c)] == slowly
