"""Who is due to confirm their profile, and the e-mail that asks them: their own profile, as it is published.

Nothing is sent from here: the office sends from its own mail program.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple

from mentorsite.availability import confirmed_on
from mentorsite.build import Program
from mentorsite.letters import sort_key
from mentorsite.model import Mentor, Profile
from mentorsite.publish import has_left, is_published, mentor_of, withheld_fields
from mentorsite.wording import availability_words, day_words

_WHY = "Students choose by it, so please read it once more. It takes two minutes."
_WHAT_TO_DO = """\
WHAT TO DO
- If everything is right, answer "All is right". We note the day.
- If something is wrong or missing, answer with what it should say.
- If you need a break, answer with its first day and the day of your return; the page shows the dates, and you are \
back by yourself.
- If you no longer wish to be listed, or wish less to be shown, say so; you need not say why."""


class Due(NamedTuple):
    """A mentor with the day of the last confirmation, and the day from which the profile counts as unverified."""

    profile: Profile
    confirmed: date | None
    since: date | None


def due(program: Program, within: int = 0) -> tuple[Due, ...]:
    """Return the mentors who are due, or will be in so many days; those never asked first, then the longest due."""
    assert program.config is not None
    limit = timedelta(days=program.config.policy.verify_within_days + 1)
    found = []
    for item in program.parsed:
        profile = item.value
        if not isinstance(profile, Profile) or has_left(profile, program.today):
            continue
        if not is_published(profile, program.config, "internal"):
            continue
        confirmed = confirmed_on(profile)
        since = confirmed + limit if confirmed else None
        if since is None or since <= program.today + timedelta(days=within):
            found.append(Due(profile, confirmed, since))
    return tuple(sorted(found, key=lambda one: (one.since or date.min, sort_key(one.profile.name))))


def letter(one: Due, program: Program) -> str:
    """Return the text of the e-mail to a mentor."""
    config, profile = program.config, one.profile
    assert config is not None
    mentor = mentor_of(profile, config, "public", program.today, withheld_fields(config, "public"))
    when = f"was last confirmed on {day_words(one.confirmed)}" if one.confirmed else "has never been confirmed"
    shown = is_published(profile, config, "public")
    page = f"{config.url}/mentors/{profile.slug}.html" if config.url and shown else ""
    kept = tuple(_kept(profile, mentor))
    office = [config.contact.name, config.title, config.contact.email, config.contact.phone]
    parts = [
        f"Dear {profile.name},",
        f'You are a mentor in the program "{config.title}", and your profile {when}. {_WHY}',
        f"YOUR PROFILE, AS {'PUBLISHED' if shown else 'SHOWN INSIDE THE SCHOOL'}" + (f"\n{page}" if page else ""),
        "\n".join(_shown(mentor)),
        "\n".join(("KEPT BY THE OFFICE, NOT PUBLISHED", *kept)) if kept else "",
        _WHAT_TO_DO,
        "Thank you for what you do for our students.",
        "\n".join(line for line in office if line),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def message(one: Due, program: Program) -> bytes:
    """Return the e-mail as an .eml file, which mail programs open as a draft."""
    config, profile = program.config, one.profile
    assert config is not None
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(config.contact.name, config.contact.email)
    if profile.contact and profile.contact.email:
        mail["To"] = _address(profile.name, profile.contact.email)
    mail["Subject"] = f"Is your mentor profile still right? ({config.title})"
    mail["X-Unsent"] = "1"  # Outlook then opens it as a draft
    mail.set_content(letter(one, program), charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def _address(name: str, email: str) -> str:
    plain = "".join(c for c in name if c.isprintable() and c not in '"\\')
    return f'"{plain}" <{email}>'


def _shown(mentor: Mentor) -> Iterator[str]:
    first, planned = mentor.first_contact, mentor.availability.planned
    soon = f", answer within {first.reply_within_days} days" if first and first.reply_within_days else ""
    listed = (
        ("Name", ", ".join((mentor.name, *mentor.credentials))),
        ("Said as", mentor.pronunciation),
        ("Pronouns", mentor.pronouns),
        ("Position", ", ".join(part for part in (mentor.title, mentor.department) if part)),
        ("Campus", mentor.campus.label if mentor.campus else ""),
        *((label, ", ".join(term.label for term in terms)) for label, terms in (
            ("Specialties", mentor.specialties),
            ("Mentor roles", mentor.roles),
            ("Helps with", mentor.helps_with),
            ("Accepts", mentor.mentee_stages),
            ("Formats", mentor.formats),
            ("Languages", mentor.languages),
            ("Communities", mentor.communities),
        )),
        ("In my words", mentor.communities_note),
        ("How often", mentor.frequency),
        ("Cannot help with", mentor.not_for),
        ("Room", availability_words(mentor.availability)),
        ("Away", f"from {day_words(planned.start)}, back on {day_words(planned.end)}" if planned else ""),
        ("How I mentor", mentor.approach),
        ("What I expect", mentor.expectations),
        ("First contact", f"{first.how}{soon}" if first else ""),
        ("E-mail", mentor.email),
        ("Telephone", mentor.phone),
        ("Training", ", ".join(f"{done.module.text} ({done.completed})" for done in mentor.training)),
        ("Recognition", ", ".join(f"{award.title} {award.year}" for award in mentor.recognition)),
        ("Links", ", ".join(url for _, url in mentor.links)),
        *((label, _plain(value)) for label, value in mentor.custom),
        ("Mentor since", mentor.joined),
        ("Photo", f'shown, and described as "{mentor.photo.alt}"' if mentor.photo else ""),
        ("About me", mentor.bio.text if mentor.bio else ""),
    )  # fmt: skip
    return (f"{label}: {' '.join(text.split())}" for label, text in listed if text)


def _plain(value: Any) -> str:
    """Return the value of a program's own field in words."""
    if isinstance(value, tuple):
        return ", ".join(term.label for term in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _kept(profile: Profile, mentor: Mentor) -> Iterator[str]:
    contact, consent = profile.contact, profile.consent
    if contact and contact.email and not mentor.email:
        yield f"E-mail: {contact.email}"
    if contact and contact.phone and not mentor.phone:
        yield f"Telephone: {contact.phone}"
    if profile.photo and not mentor.photo:
        yield "A photo"
    if profile.capacity:
        yield f"Mentees at most: {profile.capacity.max}"
    if consent:
        shown = f", and to show {', '.join(consent.show)}" if consent.show else ""
        yield f"You agreed on {day_words(consent.date)} to a {consent.scope} profile{shown}."
