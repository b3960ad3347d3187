"""Availability on the days around each date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.availability import availability, availability_on
from mentorsite.config import Policy
from mentorsite.model import Profile, SourceFile
from mentorsite.profile import parse_profile

POLICY = Policy(
    consent_required=True, verify_within_days=400, confirm_capacity_within_days=180, small_cell=3, severity={}
)
DAY = timedelta(days=1)


def mentor(text: str) -> Profile:
    """Read a profile."""
    item = parse_profile(SourceFile("mentors/a.yml", "a", "profile", f"name: A\n{text}".encode()))
    assert isinstance(item.value, Profile), item.diagnostics
    return item.value


CONSENT = "consent: {date: 2026-09-01}\n"
LEAVE = CONSENT + "away: {from: 2027-01-10, until: 2027-03-01}\ncapacity: {max: 1}"
TERM = CONSENT + "capacity: {max: 2, current: [{count: 2, until: 2027-06-30}]}"


@pytest.mark.parametrize(
    ("text", "today", "state", "slots", "until"),
    [
        (TERM, "2027-06-29", "full", 0, "2027-06-30"),
        (TERM, "2027-06-30", "open", 2, None),
        (CONSENT + "capacity: {max: 2, current: 1}", "2027-02-28", "open", 1, None),
        (CONSENT + "capacity: {max: 2, current: 1}", "2027-03-01", "ask", 0, None),
        (CONSENT + "capacity: {max: 2}", "2027-03-01", "open", 2, None),
        (CONSENT + "capacity: {max: 0}", "2026-10-01", "closed", 0, None),
        (CONSENT + "capacity: {max: 0}", "2029-10-01", "closed", 0, None),
        (CONSENT, "2026-10-01", "ask", 0, None),
        (CONSENT + "capacity: {max: 1}", "2027-10-06", "open", 1, None),
        (CONSENT + "capacity: {max: 1}", "2027-10-07", "unverified", 0, None),
        (CONSENT + "last_verified: 2026-10-01\ncapacity: {max: 1}", "2027-10-07", "open", 1, None),
        (LEAVE, "2027-01-09", "open", 1, None),
        (LEAVE, "2027-01-10", "away", 0, "2027-03-01"),
        (LEAVE, "2027-02-28", "away", 0, "2027-03-01"),
        (LEAVE, "2027-03-01", "open", 1, None),
        ("capacity: {max: 1}", "2026-10-01", "unverified", 0, None),
    ],
)  # fmt: skip
def test_each_date_turns_on_its_day(text: str, today: str, state: str, slots: int, until: str | None) -> None:
    """The day before and the day itself differ as the docs say."""
    found = availability_on(mentor(text), POLICY, date.fromisoformat(today))
    assert (found.state, found.slots, found.until and found.until.isoformat()) == (state, slots, until)


def test_a_planned_absence_is_announced() -> None:
    """Before it begins, an absence is part of the availability, so that pages can name its dates."""
    found = availability_on(mentor(CONSENT + "away: {from: 2027-01-10, until: 2027-03-01}"), POLICY, date(2026, 10, 1))
    assert found.planned is not None
    assert found.planned.end == date(2027, 3, 1)


def test_slots_of_several_terms_come_free_one_after_another() -> None:
    """Of three who are over capacity the first to leave frees nothing, the second a slot."""
    text = CONSENT + "capacity: {max: 1, current: [{count: 1, until: 2027-01-01}, {count: 1, until: 2027-02-01}]}"
    found = availability_on(mentor(text), POLICY, date(2026, 10, 1))
    assert (found.state, found.until) == ("full", date(2027, 2, 1))


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(DAYS, DAYS, DAYS, DAYS, DAYS, st.integers(0, 3), st.integers(0, 3), st.booleans())
@settings(deadline=None, max_examples=60)
def test_later_changes_are_those_that_come(
    today: date, consent: date, until: date, leave: date, back: date, most: int, count: int, bare: bool
) -> None:
    """What the page says of days to come equals what a build on each of these days says."""
    current = f"{count}" if bare or not count else f"[{{count: {count}, until: {until}}}]"
    away = f"away: {{from: {leave}, until: {back}}}\n" if leave < back else ""
    profile = mentor(f"{away}consent: {{date: {consent}}}\ncapacity: {{max: {most}, current: {current}}}")
    found = availability(profile, POLICY, today)
    for shift in range(0, 900, 1):
        day = today + shift * DAY
        passed = [change for change in found.later if change.day <= day]
        now = availability_on(profile, POLICY, day)
        said = (
            (passed[-1].state, passed[-1].slots, passed[-1].until)
            if passed
            else (found.state, found.slots, found.until)
        )
        assert said == (now.state, now.slots, now.until), day
