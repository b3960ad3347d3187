"""Availability, computed and never flipped by hand.

It follows from capacity, dates and verification on a given day. What time alone will change is worked out here as
well, so that the browser's ``availability.js`` looks up the visitor's day and knows no rule.
"""

from __future__ import annotations

from datetime import date, timedelta

from mentorsite.config import Policy
from mentorsite.model import (
    ASK,
    AWAY,
    CLOSED,
    FULL,
    OPEN,
    UNVERIFIED,
    Availability,
    Capacity,
    Change,
    Occupied,
    Profile,
)


def confirmed_on(profile: Profile) -> date | None:
    """Return the last day on which the mentor is known to have stood by the profile."""
    days = [day for day in (profile.last_verified, profile.consent and profile.consent.date) if day]
    return max(days, default=None)


def is_verified(profile: Profile, policy: Policy, today: date) -> bool:
    """Whether the profile was confirmed within the policy's time."""
    confirmed = confirmed_on(profile)
    return confirmed is not None and today <= confirmed + timedelta(days=policy.verify_within_days)


def taken(capacity: Capacity, today: date) -> tuple[Occupied, ...]:
    """Return the slots that are taken today; a term frees its slots on its ``until``."""
    return tuple(term for term in capacity.current if term.until is None or term.until > today)


def availability(profile: Profile, policy: Policy, today: date) -> Availability:
    """Compute the availability of a mentor who has not left, and how it will change by time alone."""
    now = availability_on(profile, policy, today)
    later: list[Change] = []
    before = (now.state, now.slots, now.until)
    for day in _turning_days(profile, policy, today):
        then = availability_on(profile, policy, day)
        if before != (before := (then.state, then.slots, then.until)):
            later.append(Change(day, *before))
    return now._replace(later=tuple(later))


def _turning_days(profile: Profile, policy: Policy, today: date) -> list[date]:
    """List the days to come on which a rule may decide otherwise than on the day before."""
    days = {term.until for term in profile.capacity.current if term.until} if profile.capacity else set()
    if profile.away:
        days |= {profile.away.start, profile.away.end}
    confirmed = confirmed_on(profile)
    if confirmed:
        limits = policy.verify_within_days, policy.confirm_capacity_within_days
        days |= {confirmed + timedelta(days=limit + 1) for limit in limits}
    return sorted(day for day in days if day > today)


def availability_on(profile: Profile, policy: Policy, today: date) -> Availability:
    """Compute the availability on one day.

    Opted out beats unverified, which beats away; then a bare number of mentees that is older than the policy
    allows counts as unknown ("ask"), and only what is left is open or full.
    """
    planned = profile.away if profile.away and profile.away.start > today else None
    capacity = profile.capacity
    if capacity is not None and capacity.max == 0:
        return Availability(CLOSED)
    if not is_verified(profile, policy, today):
        return Availability(UNVERIFIED)
    if profile.away and profile.away.start <= today < profile.away.end:
        return Availability(AWAY, until=profile.away.end)
    if capacity is None:
        return Availability(ASK, planned=planned)
    now = taken(capacity, today)
    confirmed = confirmed_on(profile)
    bare = any(term.until is None for term in capacity.current)
    fresh = confirmed and today <= confirmed + timedelta(days=policy.confirm_capacity_within_days)
    if bare and not fresh:
        return Availability(ASK, planned=planned)
    slots = capacity.max - sum(term.slots for term in now)
    frees = tuple(sorted((term for term in now if term.until), key=lambda term: (term.until, term.slots)))
    if slots > 0:
        return Availability(OPEN, slots, planned=planned, frees=frees)
    return Availability(FULL, 0, _next_free(slots, frees), planned, frees)


def _next_free(slots: int, frees: tuple[Occupied, ...]) -> date | None:
    """Return the day on which the first slot is free, counting from ``slots`` (0 or, over capacity, less)."""
    for term in frees:
        slots += term.slots
        if slots > 0:
            return term.until
    return None
