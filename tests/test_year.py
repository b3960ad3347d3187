"""A year goes by over the sample, and nobody edits a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from conftest import SAMPLE

from mentorsite.assemble import Site, assemble
from mentorsite.build import Options, Program, judged, read_program
from mentorsite.diagnostics import Severity
from mentorsite.model import AWAY, FULL, OPEN, UNVERIFIED, Profile

START = date(2026, 11, 20)
DAYS = [START + timedelta(days=n) for n in range(366)]


@pytest.fixture(scope="module")
def program() -> Program:
    """The sample as it is read on the first day."""
    return read_program(Options(SAMPLE, START)).program


@pytest.fixture(scope="module")
def year(program: Program) -> dict[date, Site]:
    """The site of each week of the year, and of every day on which a date in some file takes effect."""
    assert program.config is not None
    assert program.site is not None
    turning = {change.day for mentor in program.site.mentors for change in mentor.availability.later}
    days = sorted({*DAYS[::7], *(day for day in turning if day <= DAYS[-1])})
    return {day: assemble(program.config, program.parsed, day).value for day in days}  # type: ignore[misc]


def test_no_day_breaks_the_build(program: Program, year: dict[date, Site]) -> None:
    """On no day of the year does time alone make an error, not even under --strict."""
    assert program.config is not None
    for day in year:
        found = assemble(program.config, program.parsed, day).diagnostics
        dated = {d.code for d in found} - {d.code for d in assemble(program.config, program.parsed, START).diagnostics}
        findings = judged(found, program.config, Options(SAMPLE, day, strict=True))
        fresh = [f.diagnostic for f in findings if f.severity is Severity.ERROR and f.diagnostic.code in dated]
        assert fresh == [], day


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

    leaving = item._replace(value=replace(item.value, left=date(2027, 1, 1)))
    parsed = [leaving if other is item else other for other in program.parsed]
    for day, here in ((date(2026, 12, 31), True), (date(2027, 1, 1), False)):
        site = assemble(program.config, parsed, day).value
        assert site is not None
        assert ("amara-okafor" in site.by_slug) is here
