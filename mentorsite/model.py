"""The nouns: frozen records, no input or output, no rules that need another file.

A ``Profile`` or ``Guide`` is what one file says, private fields included. A ``Mentor`` is what of a profile may
be published, and all that pages, index and data ever see. A ``Site`` is the whole program, joined and valid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mentorsite.diagnostics import Diagnostic, Span
from mentorsite.letters import fold, loosened


class Mention(NamedTuple):
    """A use of something that is defined in another file: ``kind`` is a vocabulary's name or ``module``."""

    kind: str
    text: str
    span: Span


class Visibility(Enum):
    """Who may see a field: everyone, the internal site's readers, or the repository's readers alone."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"


class SourceFile(NamedTuple):
    """A file as read: ``path`` is relative to the program's folder, with ``/``; ``kind`` is its parser.

    Of a photo ``data`` is the digest alone, and nothing if the file is too large: photos are read one at a time.
    """

    path: str
    slug: str
    kind: str
    data: bytes


class FileLink(NamedTuple):
    """A link in Markdown to another source file: its path from the program's folder, and a heading's id."""

    path: str
    anchor: str
    span: Span


class Heading(NamedTuple):
    """A heading of a guide."""

    level: int
    anchor: str
    title: str


class MentorQuery(NamedTuple):
    """A live list of mentors inside a guide: every term must hold; ``open`` wants an open slot."""

    terms: tuple[Mention, ...]
    trained_in: Mention | None
    open: bool
    limit: int


class Prose(NamedTuple):
    """Converted Markdown: safe HTML in pieces, a ``MentorQuery`` where a live list stands.

    In the HTML ``href="ref:N"`` is the Nth of ``links``, whose address is decided when pages are planned.
    """

    parts: tuple[str | MentorQuery, ...]
    links: tuple[FileLink, ...] = ()
    headings: tuple[Heading, ...] = ()
    text: str = ""


NO_PROSE = Prose(())


class Term(NamedTuple):
    """One value of a vocabulary: ``name`` is the usual form that people write, ``slug`` its address.

    ``found_by`` are words for search alone, divided by commas; after ``~`` stands what another value means first.
    """

    vocabulary: str
    name: str
    label: str
    slug: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    description: str = ""
    code: str = ""
    found_by: str = ""


class Occupied(NamedTuple):
    """Slots that are taken; ``until`` is the first day on which they are free again, None for no end."""

    slots: int
    until: date | None = None


class Capacity(NamedTuple):
    """``max`` slots (0: opted out), of which ``current`` are taken."""

    max: int
    current: tuple[Occupied, ...] = ()


class Period(NamedTuple):
    """From a day up to, not including, another."""

    start: date
    end: date


class FirstContact(NamedTuple):
    """How a student should write first, and within how many days an answer comes."""

    how: str
    reply_within_days: int | None


class Contact(NamedTuple):
    """Ways to reach the mentor; shown only as consent says."""

    email: str
    phone: str


class Training(NamedTuple):
    """A training module that was completed."""

    module: Mention
    completed: date


class Award(NamedTuple):
    """A recognition."""

    title: str
    year: int


class Consent(NamedTuple):
    """What the mentor agreed to: ``show`` names the sensitive fields that may be shown."""

    date: date
    scope: str
    show: tuple[str, ...]
    alumni: bool


class Photo(NamedTuple):
    """A portrait: where the file lies, what it shows in words, who took it."""

    file: str
    alt: str
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A mentor's file, read and valid by itself."""

    path: str = ""
    slug: str = ""
    name: str
    pronunciation: str
    pronouns: str
    credentials: tuple[str, ...]
    title: str
    department: str
    campus: Mention | None
    specialties: tuple[Mention, ...]
    roles: tuple[Mention, ...]
    helps_with: tuple[Mention, ...]
    not_for: str
    mentee_stages: tuple[Mention, ...]
    formats: tuple[Mention, ...]
    frequency: str
    languages: tuple[Mention, ...]
    capacity: Capacity | None
    away: Period | None
    communities: tuple[Mention, ...]
    communities_note: str
    approach: str
    expectations: str
    first_contact: FirstContact | None
    contact: Contact | None
    bio: Prose | None
    training: tuple[Training, ...]
    recognition: tuple[Award, ...]
    links: tuple[tuple[str, str], ...]
    photo: Photo | None
    consent: Consent | None
    last_verified: date | None
    joined: str
    left: date | None
    aliases: tuple[str, ...]
    custom: tuple[tuple[str, Any], ...] = ()


class Source(NamedTuple):
    """Where a guide's facts come from."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A guide's file, read and valid by itself."""

    path: str = ""
    slug: str = ""
    title: str
    summary: str
    readers: tuple[str, ...]
    section: Mention
    order: int
    topics: tuple[Mention, ...]
    owner: str
    published: date | None
    updated: date | None
    review_by: date | None
    hours: int | None
    outcomes: tuple[str, ...]
    sources: tuple[Source, ...]
    mentors: tuple[Mention, ...]
    consent: Consent | None
    visibility: Visibility
    aliases: tuple[str, ...]
    body: Prose = NO_PROSE


ALONE = frozenset({"approach", "bio", "communities_note", "contact", "expectations", "first_contact", "frequency",
                   "links", "not_for", "pronunciation"})  # fmt: skip
"""Fields of a profile that its mentor's own page shows, and no other page: what they say moves nothing elsewhere."""

SEARCHED = ("approach", "bio", "communities_note", "expectations", "frequency")
"""Those of them whose words search knows."""


class Marks(NamedTuple):
    """Digests of a file's value: of all that it says, of all but ``ALONE``, and of the words of ``SEARCHED``."""

    whole: str
    standing: str
    said: str


Rest = tuple[Set[str], Callable[[], Any]]
"""The fields that a record has, and what gives it as a whole."""


class PutOff:
    """A record that may be made of some of its fields; the others are read once somebody asks for one of them."""

    __slots__: tuple[str, ...] = ()
    rest: Rest | None

    def read(self) -> None:
        """Read what was put off; whoever knows that much of it will be asked for need not wait."""
        if self.rest is None:
            return
        known, give = self.rest
        whole = give()
        for name in self.__slots__:
            if name not in known:
                object.__setattr__(self, name, getattr(whole, name))
        object.__setattr__(self, "rest", None)

    if not TYPE_CHECKING:  # no record has a field that it does not declare

        def __getattr__(self, name: str) -> Any:
            if name == "rest" or name not in self.__slots__:
                raise AttributeError(name)
            self.read()
            return getattr(self, name)


R = TypeVar("R", bound=PutOff)


def put_off(kind: type[R], give: Callable[[], R], known: Mapping[str, Any]) -> R:
    """Return a record of which these fields are known; what all others are, ``give`` will say."""
    record = object.__new__(kind)
    for name, value in known.items():
        object.__setattr__(record, name, value)
    object.__setattr__(record, "rest", (known.keys(), give))
    return record


@dataclass(frozen=True, slots=True)
class Parsed(PutOff):
    """What reading one file gave. ``value`` is None where the file is wrong; its mentions are still checked.

    ``places`` says where each field's value stands, ``capacity.current`` for one inside another. ``marks`` and
    ``words`` are there once the value has been a row: the words of ``SEARCHED``, folded, sorted and each once in its
    field, single letters left out; a space stands between two, ``|`` between fields.
    """

    path: str
    slug: str
    kind: str
    value: Profile | Guide | None
    mentions: tuple[Mention, ...]
    diagnostics: tuple[Diagnostic, ...]
    places: Mapping[str, Span] = field(default_factory=dict)
    marks: Marks | None = None
    words: str = ""
    rest: Rest | None = field(default=None, repr=False, compare=False)

    def place(self, *names: str) -> Span:
        """Return where the first of these fields that is written stands, else the file's first line."""
        return next((self.places[name] for name in names if name in self.places), Span(self.path))


class Vocabulary(NamedTuple):
    """The values that one field may take, in the order of the program's list."""

    name: str
    title: str
    terms: Mapping[str, Term]
    forms: Mapping[str, str]
    """Folded name, label or alias → the term's name."""
    loose: Mapping[str, str] = {}
    """The same forms with one sign for "and" and its like → the term's name, where only one has it."""

    def find(self, text: str) -> Term | None:
        """Return the term that ``text`` names by its usual form, its label or an alias, in any case, & for and."""
        name = text if text in self.terms else self.forms.get(fold(text)) or self.loose.get(loosened(text))
        return self.terms[name] if name is not None else None

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the term and those above it, nearest first."""
        line = [name]
        while (parent := self.terms[line[-1]].parent) is not None:
            line.append(parent)
        return tuple(line)


OPEN, FULL, AWAY, ASK, CLOSED, UNVERIFIED = "open", "full", "away", "ask", "closed", "unverified"
STATES = (OPEN, ASK, AWAY, FULL, UNVERIFIED, CLOSED)
"""What a mentor's availability can be, in the order in which lists show them."""


class Change(NamedTuple):
    """What a mentor's availability will be from a later day on, if nobody edits the profile."""

    day: date
    state: str
    slots: int = 0
    until: date | None = None


class Availability(NamedTuple):
    """Computed from capacity, dates and verification; never written by hand.

    ``slots`` is how many are open now; ``until`` the day of return (away) or of the next free slot (full);
    ``planned`` an absence that has not begun; ``frees`` the days on which slots come free, with how many;
    ``later`` what time alone will change, by which browsers show the visitor's day.
    """

    state: str
    slots: int = 0
    until: date | None = None
    planned: Period | None = None
    frees: tuple[Occupied, ...] = ()
    later: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentor(PutOff):
    """What may be published of a profile; whatever may not is empty here, so that no page can leak it."""

    slug: str
    path: str
    name: str
    pronunciation: str
    pronouns: str
    credentials: tuple[str, ...]
    title: str
    department: str
    campus: Term | None
    specialties: tuple[Term, ...]
    roles: tuple[Term, ...]
    helps_with: tuple[Term, ...]
    not_for: str
    mentee_stages: tuple[Term, ...]
    formats: tuple[Term, ...]
    frequency: str
    languages: tuple[Term, ...]
    communities: tuple[Term, ...]
    communities_note: str
    approach: str
    expectations: str
    first_contact: FirstContact | None
    email: str
    phone: str
    bio: Prose | None
    training: tuple[Training, ...]
    recognition: tuple[Award, ...]
    links: tuple[tuple[str, str], ...]
    photo: Photo | None
    """Without its file, which pages do not name."""
    verified: date | None
    joined: str
    availability: Availability
    state: str
    """That of the availability, by which lists are ordered."""
    aliases: tuple[str, ...]
    custom: tuple[tuple[str, Any], ...]
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Vocabulary name → slugs of the mentor's terms and of all terms above them."""
    rest: Rest | None = field(default=None, repr=False, compare=False)


class Departed(NamedTuple):
    """A mentor who left: the address stays, the person does not. ``name`` is kept only by consent."""

    slug: str
    name: str
    specialties: tuple[Term, ...]
    aliases: tuple[str, ...]
