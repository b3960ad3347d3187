"""Program → Overview: every figure of the coordinator's report, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.availability import taken
from mentorsite.build import Program
from mentorsite.desk.verification import due
from mentorsite.letters import sort_key
from mentorsite.model import ASK, OPEN, STATES, Mentor, Profile, Term
from mentorsite.wording import availability_words

AHEAD = 60
"""For how many days ahead things that run out are listed."""


class Open(NamedTuple):
    """Open slots in one specialty: in all, and of mentors who accept each stage (in the order of ``stages``)."""

    specialty: str
    mentors: int
    slots: int
    by_stage: tuple[int, ...]


class Gap(NamedTuple):
    """A value that no open mentor covers; ``mentors`` are those who name it, with what keeps them."""

    vocabulary: str
    term: str
    mentors: tuple[str, ...]


class Load(NamedTuple):
    """How many mentees a mentor has, of how many at most."""

    name: str
    slug: str
    mentees: int
    most: int


class Spread(NamedTuple):
    """Loads in short; ``shares`` counts mentors by the share of their places that is taken."""

    least: int
    middle: float
    most: int
    shares: tuple[tuple[str, int], ...]


class Dated(NamedTuple):
    """Something with a day on which it ran out or will."""

    name: str
    path: str
    day: date | None
    what: str


class Module(NamedTuple):
    """A training module and how many mentors completed it."""

    title: str
    trained: int


class Overview(NamedTuple):
    """All figures for one day."""

    program: str
    today: date
    mentors: int
    states: tuple[tuple[str, int], ...]
    stages: tuple[str, ...]
    open: tuple[Open, ...]
    gaps: tuple[Gap, ...]
    loads: tuple[Load, ...]
    spread: Spread | None
    stale: tuple[Dated, ...]
    expiring: tuple[Dated, ...]
    months: tuple[tuple[str, int], ...]
    guides: tuple[Dated, ...]
    modules: tuple[Module, ...]
    untrained: tuple[str, ...]


def overview(program: Program) -> Overview:
    """Count everything; the program has a site."""
    site, today = program.site, program.today
    assert site is not None
    by_name = sorted(site.mentors, key=lambda mentor: sort_key(mentor.name))
    profiles = {item.slug: item.value for item in program.parsed if isinstance(item.value, Profile)}
    stages = _leaves(site, "stages")
    loads = tuple(sorted(_loads(by_name, profiles, today), key=lambda load: (-load.mentees / load.most, load.name)))
    return Overview(
        program=site.config.title,
        today=today,
        mentors=len(site.mentors),
        states=tuple((state, sum(m.availability.state == state for m in site.mentors)) for state in STATES),
        stages=tuple(term.name for term in stages),
        open=tuple(_open(site, stages)),
        gaps=tuple(_gaps(site)),
        loads=loads,
        spread=_spread(loads),
        stale=tuple(_stale(program, by_name)),
        expiring=tuple(sorted(_expiring(program, by_name, profiles), key=lambda one: (one.day or today, one.name))),
        months=tuple(_months(program)),
        guides=tuple(_guides(site)),
        modules=tuple(Module(g.title, len(site.trained.get(g.slug, ()))) for g in site.modules.values()),
        untrained=tuple(mentor.name for mentor in by_name if not mentor.training),
    )


def _leaves(site: Site, vocabulary: str) -> tuple[Term, ...]:
    terms = site.config.vocabularies[vocabulary].terms.values()
    parents = {term.parent for term in terms}
    return tuple(term for term in terms if term.name not in parents)


def _open(site: Site, stages: tuple[Term, ...]) -> Iterator[Open]:
    for term in site.config.vocabularies["specialties"].terms.values():
        mentors = site.by_term.get(("specialties", term.slug), ())
        if mentors:
            free = [mentor for mentor in mentors if mentor.availability.state == OPEN]
            by_stage = (
                sum(m.availability.slots for m in free if stage.slug in m.terms.get("stages", ())) for stage in stages
            )
            yield Open(term.label, len(mentors), sum(m.availability.slots for m in free), tuple(by_stage))


def _gaps(site: Site) -> Iterator[Gap]:
    """Topics that nobody open covers; of specialties only those that somebody names, as nobody has them all."""
    for name in ("helps_with", "specialties"):
        vocabulary = site.config.vocabularies[name]
        for term in vocabulary.terms.values():
            mentors = site.by_term.get((name, term.slug), ())
            if any(mentor.availability.state == OPEN for mentor in mentors) or (name == "specialties" and not mentors):
                continue
            kept = (f"{mentor.name} ({availability_words(mentor.availability)})" for mentor in mentors)
            yield Gap(vocabulary.title, term.label, tuple(sorted(kept)))


def _loads(mentors: list[Mentor], profiles: dict[str, Profile], today: date) -> Iterator[Load]:
    for mentor in mentors:
        capacity = profiles[mentor.slug].capacity
        if capacity and capacity.max:
            yield Load(mentor.name, mentor.slug, sum(term.slots for term in taken(capacity, today)), capacity.max)


def _spread(loads: tuple[Load, ...]) -> Spread | None:
    if not loads:
        return None
    counts = [load.mentees for load in loads]
    shares = [load.mentees / load.most for load in loads]
    classes = (
        ("no mentee", sum(share == 0 for share in shares)),
        ("less than half", sum(0 < share < 0.5 for share in shares)),
        ("half or more", sum(0.5 <= share < 1 for share in shares)),
        ("full", sum(share >= 1 for share in shares)),
    )
    return Spread(min(counts), median(counts), max(counts), classes)


def _stale(program: Program, mentors: list[Mentor]) -> Iterator[Dated]:
    for one in due(program):
        what = f"last confirmed {one.confirmed}" if one.confirmed else "never confirmed"
        yield Dated(one.profile.name, one.profile.path, one.since, what)
    for mentor in mentors:
        if mentor.availability.state == ASK:
            yield Dated(mentor.name, mentor.path, None, "no recent number of mentees; students are told to ask")


def _expiring(program: Program, mentors: list[Mentor], profiles: dict[str, Profile]) -> Iterator[Dated]:
    today, limit = program.today, program.today + timedelta(days=AHEAD)
    overdue = {one.profile.path for one in due(program)}
    for one in due(program, within=AHEAD):
        if one.profile.path not in overdue:
            yield Dated(one.profile.name, one.profile.path, one.since, "is due to confirm the profile")
    for mentor in mentors:
        profile = profiles[mentor.slug]
        for term in profile.capacity.current if profile.capacity else ():
            if term.until and today < term.until <= limit:
                what = "1 slot comes free" if term.slots == 1 else f"{term.slots} slots come free"
                yield Dated(mentor.name, mentor.path, term.until, what)
        if profile.away and today < profile.away.start <= limit:
            yield Dated(mentor.name, mentor.path, profile.away.start, "goes away")
        if profile.away and profile.away.start <= today < profile.away.end <= limit:
            yield Dated(mentor.name, mentor.path, profile.away.end, "is back")
        if profile.left and today < profile.left <= limit:
            yield Dated(mentor.name, mentor.path, profile.left, "leaves")


def _months(program: Program) -> Iterator[tuple[str, int]]:
    """Yield each of the coming twelve months with how many profiles fall due in it."""
    year, month = program.today.year, program.today.month
    days = [one.since for one in due(program, within=400) if one.since and one.since > program.today]
    for _ in range(12):
        yield f"{year}-{month:02}", sum((day.year, day.month) == (year, month) for day in days)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _guides(site: Site) -> Iterator[Dated]:
    limit = site.today + timedelta(days=AHEAD)
    dated = [guide for guide in site.guides if guide.review_by and guide.review_by <= limit]
    for guide in sorted(dated, key=lambda guide: (guide.review_by or site.today, guide.title)):
        late = guide.review_by is not None and guide.review_by < site.today
        yield Dated(guide.title, guide.path, guide.review_by, "is past its review" if late else "is to be reviewed")
