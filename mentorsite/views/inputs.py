"""What the view of each page is made of, as a key that costs no view: equal keys, equal views.

A view is dear and its key is a digest of marks that were taken when the files were read. A key may name more than its
view reads, which costs a view that changes nothing; it never names less. What a mentor's own page alone shows
(``model.ALONE``) is in no other page's key, so an edit of a biography is one page's affair. A kind of page that has
no line of its own here reads, for all that this room knows, whatever any page but a mentor's own may read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from copy import copy
from hashlib import blake2b

from mentorsite.assemble import Site
from mentorsite.gist import Entry
from mentorsite.model import Mentor
from mentorsite.plan import Page, Plan, page_count
from mentorsite.views.chrome import furniture
from mentorsite.views.people import CANDIDATES, WEIGHTS


class Inputs:
    """The keys of one site's pages, search and data; empty where files were not read by way of their rows."""

    def __init__(self, site: Site, plan: Plan, entries: Iterable[Entry]) -> None:
        self._site = site
        here = [(entry.parsed, entry.gist) for entry in entries if entry.mentor and entry.gist]
        self._gists = {item.slug: gist for item, gist in here}
        self._marks = {item.slug: item.marks for item, _ in here if item.marks}
        self._standing = {slug: f"{slug} {marks.standing}" for slug, marks in self._marks.items()}
        self._told = len(self._marks) == len(here)
        """Whether every mentor's marks are known."""
        self._search = ""
        if not self._told:
            return
        # Guides are few: an edit of one is everybody's affair.
        same = (
            site.config,
            site.today,
            site.audience,
            sorted(site.small),
            site.guides,
            site.departed,
            plan.attachments,
        )
        self._shared = _digest([repr(same), repr(furniture("", site, plan))])
        self._everybody = _digest([self._shared, *self._standings(site.mentors)])
        self._search = self._search_key()
        self._addresses = _digest(sorted(site.files))
        used: dict[str, list[str]] = {}
        for vocabulary, slug in sorted(site.by_term):
            used.setdefault(vocabulary, []).append(slug)
        self._used = {vocabulary: _digest(slugs) for vocabulary, slugs in used.items()}
        self._fronts: dict[tuple[str, tuple[str, ...]], str] = {}
        """By vocabulary and slugs, of one term or of all that a mentor has: many have the same."""

    def again(self, site: Site, entries: Iterable[Entry], edited: Set[str]) -> Inputs | None:
        """Return the keys where the site has others for the ``edited`` mentors, and else is the same.

        Only those of the search data and of their own pages are others then; None where lists might be as well.
        """
        items = [entry.parsed for entry in entries if entry.mentor and entry.parsed.slug in edited]
        marks = {item.slug: item.marks for item in items if item.marks}
        if not (self._told and marks.keys() == edited):
            return None
        if any(mark.standing != self._marks[slug].standing for slug, mark in marks.items()):
            return None
        made = copy(self)
        made._site = site
        made._marks = {**self._marks, **marks}
        made._search = made._search_key()
        return made

    def of(self, page: Page, near: str = "") -> str:
        """Return the key of what a page's view reads; empty where that is not known.

        ``near`` are the slugs of the mentors whom the page shows as related. A page that was made with others of the
        same key would show the same: who is related is told by all the rest.
        """
        if not self._told:
            return ""
        standing = self._standing
        related = [standing[slug] for slug in near.split() if slug in standing]
        reads = _READS.get(page.kind, Inputs._of_any)(self, page)
        return _digest([page.kind, page.url, page.slug, page.source, *related, *reads])

    def of_search(self) -> str:
        """Return the key of the search data: of all but texts, and of the words in those."""
        return self._search

    def of_people(self) -> str:
        """Return the key of what the search data holds besides the words of texts."""
        return _digest(["people", self._everybody]) if self._told else ""

    def of_bulk(self) -> str:
        """Return the key of the public data, which holds nothing that a mentor's own page alone shows."""
        return _digest(["bulk", self._everybody]) if self._told else ""

    def _search_key(self) -> str:
        return _digest(["search", self._everybody, *(mark.said for mark in self._marks.values())])

    def _of_any(self, page: Page) -> Iterable[str]:
        return (self._everybody,)

    def _of_mentor(self, page: Page) -> Iterable[str]:
        """Guides, whatever the mentor says, and how the first of those who share a term stand, for who is related."""
        terms, fronts = self._site.by_slug[page.slug].terms, self._fronts
        reads = [self._shared, self._marks[page.slug].whole]
        for vocabulary in WEIGHTS:
            slugs = terms.get(vocabulary, ())
            reads.append(fronts.get((vocabulary, slugs)) or self._front(vocabulary, slugs))
        if self._gists[page.slug].refers:
            reads += [self._addresses, self._everybody]
        return reads

    def _of_list(self, page: Page) -> Iterable[str]:
        """The mentors shown, how many pages there are, and which terms below have mentors."""
        size = self._site.config.page_size
        mentors = self._site.mentors
        if page.kind == "term":
            mentors = self._site.by_term.get((page.vocabulary, page.slug), ())
            yield self._used.get(page.vocabulary, "")
        yield self._shared
        yield str(page_count(len(mentors), size))
        yield from self._standings(mentors[(page.number - 1) * size : page.number * size])

    def _of_redirect(self, page: Page) -> Iterable[str]:
        return (self._shared,)

    def _front(self, vocabulary: str, slugs: tuple[str, ...]) -> str:
        if len(slugs) == 1:
            first = self._site.by_term.get((vocabulary, slugs[0]), ())[:CANDIDATES]
            front = _digest([f"{mentor.slug} {mentor.state}" for mentor in first])
        else:
            each = [(slug,) for slug in slugs]
            front = _digest([self._fronts.get((vocabulary, one)) or self._front(vocabulary, one) for one in each])
        self._fronts[vocabulary, slugs] = front
        return front

    def _standings(self, mentors: Iterable[Mentor]) -> list[str]:
        standing = self._standing
        return [standing[mentor.slug] for mentor in mentors]


_READS: dict[str, Callable[[Inputs, Page], Iterable[str]]] = {
    "mentor": Inputs._of_mentor,
    "directory": Inputs._of_list,
    "term": Inputs._of_list,
    "redirect": Inputs._of_redirect,
}


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
