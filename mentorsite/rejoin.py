"""A site that was joined before, with other mentors in it: most edits change nothing of what the join reads.

What that is of each file is its gist, what it mentions and where it links to. Whether it is the same is told file by
file here; how files are joined, and what is wrong in them together, is ``assemble``'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from mentorsite.assemble import Site
from mentorsite.cells import without_small
from mentorsite.diagnostics import Diagnostic
from mentorsite.gist import HERE, Entry
from mentorsite.model import Mentor


class Rejoined(NamedTuple):
    """The site, and the slugs of the mentors who are others in it."""

    site: Site
    edited: frozenset[str]


def rejoin(
    site: Site, before: Sequence[Entry], entries: Sequence[Entry], found: Iterable[Diagnostic]
) -> Rejoined | None:
    """Return what ``assemble`` would; None where that must be asked.

    ``site`` was joined of the entries ``before`` for the same settings, audience and day, and ``found`` in them; an
    entry that is the same object is of the same file.
    """
    if len(before) != len(entries):
        return None
    pairs = [(old, new) for old, new in zip(before, entries, strict=True) if old is not new]
    paths = {old.parsed.path for old, _ in pairs}
    if not all(_reads_same(old, new) for old, new in pairs) or any(fault.span.path in paths for fault in found):
        return None
    mentors = [without_small(new.mentor, site.small) for _, new in pairs if new.mentor]
    others = {mentor.slug: mentor for mentor in mentors}
    terms = {(name, slug) for mentor in mentors for name, slugs in mentor.terms.items() for slug in slugs}
    modules = {training.module.text for mentor in mentors for training in mentor.training}

    def swapped(group: Sequence[Mentor]) -> tuple[Mentor, ...]:
        return tuple([others.get(mentor.slug, mentor) for mentor in group])

    made = replace(
        site,
        mentors=swapped(site.mentors),
        by_slug={**site.by_slug, **others},
        by_term={**site.by_term, **{key: swapped(site.by_term[key]) for key in terms}},
        trained={**site.trained, **{key: swapped(site.trained[key]) for key in modules}},
    )
    return Rejoined(made, frozenset(others))


def _reads_same(old: Entry, new: Entry) -> bool:
    """Whether both are one mentor's, with a page, and the join reads the same of them; a finding tells where it is."""
    return (
        old.parsed.path == new.parsed.path
        and old.gist is not None
        and old.gist.stands == HERE
        and old.gist == new.gist
        and not new.found
        and [(mention.kind, mention.text) for mention in old.files] == [(m.kind, m.text) for m in new.files]
        and [(link.path, link.anchor) for link in old.links] == [(link.path, link.anchor) for link in new.links]
    )
