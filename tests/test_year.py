"""A year goes by over the sample, and nobody edits a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from conftest import SAMPLE

from mentorsite.assemble import Site, assemble
from mentorsite.build import Program, judged, read_program
from mentorsite.config import Config
from mentorsite.diagnostics import Checked, Severity
from mentorsite.gist import entries_of
from mentorsite.model import ASK, AWAY, CLOSED, FULL, OPEN, UNVERIFIED, Parsed, Profile
from mentorsite.profile import PROFILE
from mentorsite.run import Options
from mentorsite.scalars import Choice, Truth

START = date(2026, 11, 20)
DAYS = [START + timedelta(days=n) for n in range(366)]


@pytest.fixture(scope="module")
def program() -> Program:
    """The sample as it is read on the first day."""
    return read_program(Options(SAMPLE, START)).program


def _joined(config: Config, parsed: Iterable[Parsed], day: date) -> Checked[Site]:
    return assemble(config, entries_of(config, parsed, day), day)


@pytest.fixture(scope="module")
def year(program: Program) -> dict[date, Site]:
    """The site of each week of the year, and of every day on which a date in some file takes effect, and of its eve."""
    assert program.config is not None
    assert program.site is not None
    turning = {change.day for mentor in program.site.mentors for change in mentor.availability.later}
    eves = {day - timedelta(days=1) for day in turning}
    days = sorted({*DAYS[::7], *(day for day in turning | eves if START <= day <= DAYS[-1])})
    return {day: _joined(program.config, program.parsed, day).value for day in days}  # type: ignore[misc]


def _errors(program: Program, day: date) -> set[tuple[str, object]]:
    """Return what a strict build of that day would stop at."""
    assert program.config is not None
    found = _joined(program.config, program.parsed, day).diagnostics
    findings = judged(found, program.config, Options(SAMPLE, day, strict=True))
    return {(f.diagnostic.code, f.diagnostic.span) for f in findings if f.severity is Severity.ERROR}


def test_no_day_breaks_the_build(program: Program, year: dict[date, Site]) -> None:
    """On no day of the year is there an error that the first day did not have, not even under --strict."""
    before = _errors(program, START)
    assert {day: fresh for day in year if (fresh := _errors(program, day) - before)} == {}


def _state(said: Any, day: date, policy: Any) -> str:
    """Work out from what a file says, as docs/profiles.md puts it, what is shown on a day."""
    capacity, away = said.get("capacity"), said.get("away")
    confirmed = max(filter(None, (said.get("last_verified"), said.get("consent", {}).get("date"))))
    age = (day - confirmed).days
    if capacity and capacity["max"] == 0:
        return CLOSED
    if age > policy["verify_within_days"]:
        return UNVERIFIED
    if away and away["from"] <= day < away["until"]:
        return AWAY
    if not capacity:
        return ASK
    current = capacity.get("current", [])
    terms = current if isinstance(current, list) else [{"count": current}]
    if any("until" not in term for term in terms) and age > policy["confirm_capacity_within_days"]:
        return ASK
    taken = sum(term["count"] for term in terms if "until" not in term or day < term["until"])
    return OPEN if taken < capacity["max"] else FULL


def test_every_day_says_what_the_files_say(year: dict[date, Site]) -> None:
    """On each day each mentor's state is what one works out by hand from the dates in the untouched file."""
    policy = yaml.safe_load((SAMPLE / "site.yml").read_text(encoding="utf-8"))["policy"]
    files = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (SAMPLE / "mentors").glob("*.yml")}
    seen = set()
    for day, site in year.items():
        shown = {mentor.slug: mentor.availability.state for mentor in site.mentors}
        assert shown == {slug: _state(files[slug], day, policy) for slug in shown}, day
        seen |= set(shown.items())
    assert len(seen) > len(files) + 20  # more than twenty times a state changed by itself


def test_no_field_is_a_switch() -> None:
    """Nothing that a profile may say turns a mentor on or off: there are numbers, and dates."""
    assert not [field.name for field in PROFILE.fields if isinstance(field.kind, Truth | Choice)]


def test_every_change_was_foretold_on_the_first_day(program: Program, year: dict[date, Site]) -> None:
    """What the first day's pages say of later days is what those days' builds say."""
    assert program.site is not None
    for mentor in program.site.mentors:
        for day, site in year.items():
            now = site.by_slug.get(mentor.slug)
            if now is None:
                continue
            told = [change for change in mentor.availability.later if change.day <= day]
            expected = told[-1].state if told else mentor.availability.state
            assert now.availability.state == expected, (mentor.slug, day)


def test_terms_that_end_free_their_slots(program: Program, year: dict[date, Site]) -> None:
    """Mentors who are full become open on the day their terms end, while their profile is confirmed."""
    assert program.site is not None
    freed = 0
    for mentor in program.site.mentors:
        until = mentor.availability.until
        if mentor.availability.state == FULL and until in year:
            now = year[until].by_slug[mentor.slug].availability
            freed += now.state == OPEN
            assert now.state in (OPEN, AWAY, UNVERIFIED)
    assert freed >= 3


def test_absences_begin_and_end_by_date(program: Program, year: dict[date, Site]) -> None:
    """Whoever is to go away is away from that day to the day of return, and not a day longer."""
    profiles = {item.slug: item.value for item in program.parsed if isinstance(item.value, Profile)}
    seen = 0
    for slug, profile in profiles.items():
        for day, site in year.items():
            mentor = site.by_slug.get(slug)
            if mentor is None or profile.away is None:
                continue
            inside = profile.away.start <= day < profile.away.end
            assert not (mentor.availability.state == AWAY and not inside)
            seen += mentor.availability.state == AWAY
    assert seen >= 3


def test_profiles_that_nobody_confirms_lapse(year: dict[date, Site]) -> None:
    """As months pass without a word, more profiles count as unverified and none comes back by itself."""
    counts = [sum(m.availability.state == UNVERIFIED for m in site.mentors) for site in year.values()]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_whoever_has_left_is_gone_on_that_day(program: Program) -> None:
    """A day in left: takes effect by itself."""
    assert program.config is not None
    item = next(item for item in program.parsed if item.slug == "amara-okafor")
    assert isinstance(item.value, Profile)

    leaving = replace(item, value=replace(item.value, left=date(2027, 1, 1)))
    parsed = [leaving if other is item else other for other in program.parsed]
    for day, here in ((date(2026, 12, 31), True), (date(2027, 1, 1), False)):
        site = _joined(program.config, parsed, day).value
        assert site is not None
        assert ("amara-okafor" in site.by_slug) is here
