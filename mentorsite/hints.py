"""Hints on a profile's quality, for ``check``: notes on what students miss when they choose, never more than notes.

Students judge by the text: what a mentor helps with, how, and how soon an answer comes. Only profiles from which a
student may choose today are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from mentorsite.availability import availability_on
from mentorsite.config import Config
from mentorsite.diagnostics import Diagnostic
from mentorsite.model import CLOSED, UNVERIFIED, Parsed, Profile
from mentorsite.publish import has_left, is_published

FEW_WORDS = 25


def hints_of(config: Config, parsed: Iterable[Parsed], today: date) -> tuple[Diagnostic, ...]:
    """Return a note for everything that a profile leaves open."""
    return tuple(
        hint
        for item in parsed
        if isinstance(item.value, Profile) and _is_chosen_from(item.value, config, today)
        for hint in _hints(item, item.value)
    )


def _is_chosen_from(profile: Profile, config: Config, today: date) -> bool:
    if has_left(profile, today) or not is_published(profile, config, "internal"):
        return False
    return availability_on(profile, config.policy, today).state not in (CLOSED, UNVERIFIED)


def _hints(item: Parsed, profile: Profile) -> Iterator[Diagnostic]:
    if not profile.specialties and not profile.campus:
        help_ = "Write specialties: […] or campus: …; the lists of specialties and campuses lead students to a mentor."
        yield Diagnostic("profile/no-place", "neither a specialty nor a campus is named", item.place(), help_)
    if not profile.helps_with:
        help_ = f"Ask {profile.name} for two or three topics, and write helps_with: […]"
        yield Diagnostic("profile/no-help", "nothing says what students may come with", item.place(), help_)
    texts = (profile.approach, profile.expectations, profile.bio.text if profile.bio else "")
    words = sum(len(text.split()) for text in texts)
    if words < FEW_WORDS:
        message = f"the profile has {words} words of its own, which is little to choose by"
        help_ = f"Three or four sentences in bio: are enough ({FEW_WORDS} words)."
        yield Diagnostic("profile/too-short", message, item.place("bio", "approach", "expectations"), help_)
    elif not profile.approach and not profile.expectations:
        help_ = "A sentence or two under approach: or expectations: helps more than a long biography."
        yield Diagnostic("profile/no-approach", "nothing says how the mentor works or what is expected",
                         item.place(), help_)  # fmt: skip
    if profile.photo and "photo" not in (profile.consent.show if profile.consent else ()):
        help_ = f"Ask {profile.name}, and add photo to show: in consent. Until then it need not be in the repository."
        message = "the photo is not shown: consent does not name it"
        yield Diagnostic("photo/not-shown", message, item.place("photo.file", "photo"), help_)
    if profile.first_contact is None or profile.first_contact.reply_within_days is None:
        help_ = "Write first_contact: {how: email, reply_within_days: 5}"
        yield Diagnostic("profile/no-reply-time", "nothing says within how many days an answer comes",
                         item.place("first_contact"), help_)  # fmt: skip
