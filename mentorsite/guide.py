"""A guide's file: front matter between two ``---`` lines, then Markdown; and the rules that need no other file.

To know the front matter, read ``GUIDE``. A live list of mentors is a fenced block of YAML, see ``QUERY``.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.fields import Either, Field, Many, Table, places, wrong_kind
from mentorsite.markup.prose import to_prose
from mentorsite.model import Guide, Mention, MentorQuery, Parsed, Prose, Source, SourceFile, Visibility
from mentorsite.profile import CONSENT
from mentorsite.scalars import Choice, Date, Integer, Reference, Text, Truth, Url
from mentorsite.yaml.tree import Entries, conflict_in, decode_utf8, is_broken, parse_yaml, read_yaml

READERS = ("students", "mentors", "coordinators", "everyone")
TRAINING, STORIES = "training", "stories"
"""The sections with a meaning of their own: modules that profiles name, and stories that name mentors."""

_TOPIC_KINDS = {
    "specialties": "specialties",
    "helps_with": "helps_with",
    "roles": "roles",
    "mentee_stages": "stages",
    "formats": "formats",
    "languages": "languages",
    "campus": "campuses",
}


def _one_or_many(kind: Any) -> Either:
    return Either(kind, Many(kind))


def _listed(value: Any) -> tuple[Any, ...]:
    return value if type(value) is tuple else (value,)


def _query(trained_in: Mention | None, open: bool, limit: int, **terms: Any) -> MentorQuery:  # noqa: A002
    wanted = tuple(mention for value in terms.values() for mention in _listed(value))
    return MentorQuery(wanted, trained_in, open, limit)


QUERY = Table(
    "a mentors block",
    (
        *(
            Field(name, _one_or_many(Reference(kind, f"a value of {name}")), f"Mentors with this in {name}.", empty=())
            for name, kind in _TOPIC_KINDS.items()
        ),
        Field("trained_in", Reference("module", "the file name of a training guide"), "Mentors who completed it."),
        Field("open", Truth(), "Whether only mentors with open slots are listed.", empty=False),
        Field("limit", Integer(1, 24), "How many are listed at most.", empty=6),
    ),
    _query,
)

_SOURCE = Table(
    "a source",
    (
        Field("title", Text(300), "Author, title, year.", required=True),
        Field("url", Url(), "Where to read it.", empty=""),
    ),
    Source,
)


def _guide(**values: Any) -> Guide:
    values["readers"] = values.pop("for")
    values["visibility"] = Visibility(values["visibility"])
    return Guide(**values)


GUIDE = Table(
    "a guide",
    (
        Field("title", Text(120), "The page's title.", required=True),
        Field("summary", Text(240), "One sentence for lists and search.", required=True),
        Field("for", Many(Choice(READERS)), "Who should read it.", empty=("everyone",)),
        Field("section", Reference("sections", "a section of site.yml"), "Where it is listed.", required=True),
        Field("order", Integer(0, 999), "Place in its section.", empty=500),
        Field(
            "topics", Many(Reference("helps_with", "a topic")), "Topics whose mentors are shown beside it.", empty=()
        ),
        Field("owner", Text(120), "Who keeps it true.", empty=""),
        Field("published", Date(), "When it first appeared."),
        Field("updated", Date(), "When it last changed."),
        Field("review_by", Date(), "When it must be read again."),
        Field("hours", Integer(1, 100), "Training modules: how long it takes."),
        Field("outcomes", Many(Text(300)), "Training modules: what one can do afterwards.", empty=()),
        Field("sources", Many(_SOURCE), "Where its facts come from.", empty=()),
        Field("mentors", Many(Reference("mentor", "the file name of a mentor")), "Stories: who is told of.", empty=()),
        Field("consent", CONSENT, "Stories: consent of all who are named.", visibility=Visibility.PRIVATE),
        Field("visibility", Choice(tuple(v.value for v in Visibility)), "Who may read it.", empty="public"),
        Field("aliases", Many(Text(80), most=20), "Former file names, which lead here.", empty=()),
    ),
    _guide,
)

_FENCE = re.compile(r'<pre><code class="language-mentors">(.*?)</code></pre>', re.DOTALL)


def front_matter_end(lines: list[str]) -> int | None:
    """Return the place in ``lines`` of the --- line that ends the front matter, which begins with the first line."""
    if lines[0].rstrip() != "---":
        return None
    return next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)


def parse_guide(source: SourceFile) -> Parsed:
    """Read a guide by itself; whether what it mentions exists is decided when all files are joined."""
    text, found = decode_utf8(source.path, source.data)
    if text is None:
        return Parsed(source.path, source.slug, source.kind, None, (), found)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    end = front_matter_end(lines)
    if end is None:
        message = "the guide does not begin with front matter between two --- lines"
        help_ = "Begin the file with ---, title: …, summary: …, section: …, and --- on lines of their own."
        if lines[0].rstrip() == "---":
            message = "the front matter has no closing --- line"
            help_ = "Write --- on a line of its own after the last field."
        fault = Diagnostic("guide/front-matter", message, Span(source.path), help_)
        return Parsed(source.path, source.slug, source.kind, None, (), (*found, fault))
    conflict = conflict_in(source.path, "\n".join(lines[end:]), first_line=end + 1)
    node, faults = read_yaml(source.path, "\n".join(lines[1:end]), first_line=2)
    found += (*faults, conflict) if conflict else faults
    broken = is_broken(found)
    start = Span(source.path, end + 2)
    (prose, faults), queried = _body("\n".join(lines[end + 1 :]), start)
    found += faults
    if not isinstance(node, Entries):
        if node is not None:
            found += (wrong_kind("a guide", GUIDE, node, None, "Write fields, such as title: …"),)
        return Parsed(source.path, source.slug, source.kind, None, queried, found)
    guide, faults = GUIDE.decode(node)
    found += tuple(fault for fault in faults if not broken or fault.code != "field/missing")
    mentions = (*GUIDE.mentions(node), *queried)
    whole = guide is not None and prose is not None and not broken
    if not whole or guide is None or prose is None:
        return Parsed(source.path, source.slug, source.kind, None, mentions, found)
    value = replace(guide, path=source.path, slug=source.slug, body=prose)
    return Parsed(
        source.path, source.slug, source.kind, value, mentions, found + tuple(_rules(value, node)), places(node)
    )


def _body(text: str, start: Span) -> tuple[Checked[Prose], tuple[Mention, ...]]:
    """Convert the Markdown and read the live lists in it; also return what those mention."""
    prose, found = to_prose(text, start, guide=True)
    if prose is None:
        return Checked(None, found), ()
    fences = [number for number, line in enumerate(text.split("\n")) if re.match(r" *(`{3,}|~{3,}) *mentors\s*$", line)]
    parts: list[str | MentorQuery] = []
    mentions: list[Mention] = []
    whole = True
    for index, piece in enumerate(_FENCE.split(str(prose.parts[0]))):
        if index % 2 == 0:
            parts.append(piece)
            continue
        line = start.line + (fences[index // 2] if index // 2 < len(fences) else 0)
        node, faults = parse_yaml(start.path, html.unescape(piece), first_line=line + 1)
        found += faults
        value, faults = QUERY.decode(node) if node is not None else (None, ())
        found += faults
        if value is None or node is None:
            whole = False
            continue
        mentions.extend(QUERY.mentions(node))
        parts.append(value)
    return Checked(prose._replace(parts=tuple(parts)) if whole else None, found), tuple(mentions)


def _rules(guide: Guide, node: Entries) -> list[Diagnostic]:
    found = []
    if guide.section.text == STORIES and guide.mentors and guide.consent is None:
        message = "the story names mentors, but no consent is recorded"
        help_ = "Ask everyone who is named, then add: consent: {date: …}"
        found.append(Diagnostic("guide/story-consent", message, guide.mentors[0].span, help_))
    if guide.section.text != TRAINING and (guide.hours or guide.outcomes):
        key = next(key for key, _ in node.entries if key.text in ("hours", "outcomes"))
        message = f"{key.text} is shown in the {TRAINING} section only"
        help_ = f"Delete it, or write section: {TRAINING}."
        found.append(Diagnostic("guide/training-only", message, key.span, help_))
    return found
