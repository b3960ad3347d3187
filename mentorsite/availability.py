"""Availability, computed and never flipped by hand.

It follows from capacity, dates and verification on a given day. The browser's ``availability.js`` brings it up to
the visitor's day from the same dates.
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
    """Compute the availability of a mentor who has not left.

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
    slots = capacity.max - sum(term.count for term in now)
    frees = tuple(sorted((term for term in now if term.until), key=lambda term: (term.until, term.count)))
    if slots > 0:
        return Availability(OPEN, slots, planned=planned, frees=frees)
    return Availability(FULL, 0, _next_free(slots, frees), planned, frees)


def _next_free(slots: int, frees: tuple[Occupied, ...]) -> date | None:
    """Return the day on which the first slot is free, counting from ``slots`` (0 or, over capacity, less)."""
    for term in frees:
        slots += term.count
        if slots > 0:
            return term.until
    return None
