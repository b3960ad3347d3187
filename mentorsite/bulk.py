"""Site → the public data as JSON: what anyone may reuse without scraping pages.

Never an e-mail address or a telephone number, whatever the consent for the page says.
"""

from __future__ import annotations

import json

from mentorsite.assemble import Site
from mentorsite.cells import NAME as COMMUNITIES
from mentorsite.cells import named
from mentorsite.model import Mentor, Vocabulary

URL = "data/mentors.json"

_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def bulk_data(site: Site) -> bytes:
    """Return all published mentors, by slug, as UTF-8 JSON: a line for each, so that versions can be compared."""
    communities = site.config.vocabularies[COMMUNITIES]
    head = _JSON.encode({"program": site.config.title, "date": site.today.isoformat()})
    mentors = sorted(site.mentors, key=lambda mentor: mentor.slug)
    rows = ",\n".join([_JSON.encode(_row(mentor, communities)) for mentor in mentors])
    text = f'{head.removesuffix("}")}, "mentors": [\n{rows}\n]}}\n'
    # Whoever puts the data into a page of their own must not get a tag or an end of line out of a name.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()


def _row(mentor: Mentor, communities: Vocabulary) -> dict[str, object]:
    state = mentor.availability
    row = {
        "slug": mentor.slug,
        "name": mentor.name,
        "pronouns": mentor.pronouns,
        "credentials": list(mentor.credentials),
        "title": mentor.title,
        "department": mentor.department,
        "campus": mentor.campus.name if mentor.campus else None,
        "specialties": [term.name for term in mentor.specialties],
        "roles": [term.name for term in mentor.roles],
        "helps_with": [term.name for term in mentor.helps_with],
        "mentee_stages": [term.name for term in mentor.mentee_stages],
        "formats": [term.name for term in mentor.formats],
        "languages": [term.name for term in mentor.languages],
        "communities": named(mentor, communities),
        "availability": {
            "state": state.state,
            "open_slots": state.slots,
            "until": state.until.isoformat() if state.until else None,
        },
        "last_verified": mentor.verified.isoformat() if mentor.verified else None,
        "joined": mentor.joined or None,
    }
    return {name: value for name, value in row.items() if value not in ("", None, [])}
