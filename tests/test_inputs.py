"""What a view reads, told without it: wherever the keys of two programs agree, so do the views."""

from __future__ import annotations

import random
from collections.abc import Callable, Set
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from conftest import SAMPLE, TODAY

from mentorsite.assemble import Site, assemble
from mentorsite.build import read_config
from mentorsite.bulk import bulk_data
from mentorsite.gist import entries_of
from mentorsite.load import find_sources
from mentorsite.memo import key_of_view
from mentorsite.model import ALONE, SEARCHED, Parsed, Profile, SourceFile
from mentorsite.parse import parse
from mentorsite.plan import Plan, plan
from mentorsite.rows import from_row, to_row
from mentorsite.search.files import NOTHING, Before, Known, search_files
from mentorsite.search.words import Told, said_by, texts_of, told_in, words_of
from mentorsite.views.inputs import Inputs
from mentorsite.views.view import view_of
from mentorsite.write import Output

DAY = TODAY
CONFIG = read_config(SAMPLE).value
SOURCES = find_sources(SAMPLE).value or ()


def parsed(sources: tuple[SourceFile, ...]) -> list[Parsed]:
    """Read sources as a build does."""
    return [from_row(source.path, to_row(parse(source, CONFIG))) for source in sources]


def joined(sources: tuple[SourceFile, ...]) -> tuple[Site, Plan, Inputs]:
    """Read and join sources as a build does."""
    assert CONFIG is not None
    entries = entries_of(CONFIG, parsed(sources), DAY)
    site = assemble(CONFIG, entries, DAY).value
    assert site is not None
    pages = plan(site).value
    assert pages is not None
    return site, pages, Inputs(site, pages, entries)


NEAR: dict[str, str] = {}
"""Whom each page related, as the first build found: what the next one knows before it views a page."""


def told(site: Site, pages: Plan, inputs: Inputs) -> dict[str, tuple[str, str]]:
    """Return for each page, and for data and search, the key of what it reads and that of what it shows."""
    keys = {}
    for page in pages.pages:
        view = view_of(page, site, pages)
        near = NEAR.setdefault(page.url, " ".join(card.slug for card in view.get("related", ())))
        keys[page.url] = inputs.of(page, near), key_of_view(page.kind, view)
    keys["data"] = inputs.of_bulk(), str(bulk_data(site))
    files = search_files(site, lambda kind, slug: f"{kind}/{slug}", lambda mentor: repr(mentor.availability))
    keys["search"] = inputs.of_search(), str(files)
    return keys


BEFORE = told(*joined(SOURCES))


def edited(path: str, change: Callable[[dict[str, object]], object]) -> tuple[SourceFile, ...]:
    """Return the sources with one profile changed."""

    def after(source: SourceFile) -> SourceFile:
        if source.path != path:
            return source
        data = yaml.safe_load(source.data)
        change(data)
        return source._replace(data=yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode())

    return tuple(map(after, SOURCES))


PROFILES = [source.path for source in SOURCES if source.kind == "profile"]
EDITS: dict[str, object] = {
    "name": "Zed Somebody",
    "pronunciation": "ZED",
    "pronouns": "ze/zir",
    "credentials": ["PhD"],
    "title": "Dean of Cardiology",
    "department": "Neurology",
    "campus": "Riverside",
    "specialties": ["cardiology", "neurology"],
    "roles": ["career"],
    "helps_with": ["leadership", "research"],
    "not_for": "letters",
    "mentee_stages": ["UME"],
    "formats": ["one-off"],
    "frequency": "Never before said",
    "languages": ["Mandarin"],
    "capacity": {"max": 1, "current": 1},
    "away": {"from": "2026-11-01", "until": "2027-01-01"},
    "communities": [],
    "communities_note": "A note",
    "approach": "Altogether otherwise",
    "expectations": "Nothing",
    "first_contact": {"how": "by pigeon"},
    "contact": {"email": "zed@aldervalley.example"},
    "bio": "Read about [research](../content/start/how-the-program-works.md).",
    "training": [],
    "recognition": [{"title": "Zeal", "year": 2025}],
    "links": {"website": "https://zed.example"},
    "photo": None,
    "consent": {"date": "2026-11-01", "scope": "internal"},
    "last_verified": "2026-11-02",
    "joined": "2026-11-03",
    "left": "2026-11-04",
    "aliases": ["zed-old"],
}


def test_every_field_is_edited() -> None:
    """The edits of this file leave out no field, so that a new one is thought of."""
    assert EDITS.keys() == {field.name for field in fields(Profile)} - {"path", "slug", "custom"}


@pytest.mark.parametrize("name", EDITS)
def test_equal_keys_are_equal_views(name: str) -> None:
    """Whatever one profile says in one field, each page whose key is as before shows what it showed before."""
    for path in random.Random(name).sample(PROFILES, 1):
        after = told(*joined(edited(path, lambda data: data.update({name: EDITS[name]}))))
        for url in after.keys() & BEFORE.keys():
            if after[url][0] == BEFORE[url][0]:
                assert after[url][1] == BEFORE[url][1], (path, url)


@pytest.mark.parametrize("name", sorted(ALONE))
def test_what_stands_alone_is_one_pages_affair(name: str) -> None:
    """A field that its mentor's page alone shows changes no other page's key, nor the data's."""
    for path in PROFILES[:1]:
        after = told(*joined(edited(path, lambda data: data.update({name: EDITS[name]}))))
        own = f"mentors/{path.removeprefix('mentors/').removesuffix('.yml')}.html"
        moved = {url for url in BEFORE if after[url][0] != BEFORE[url][0]}
        assert own in moved
        assert moved <= {own, "search"}
        assert ("search" in moved) == (name in SEARCHED)


def test_a_title_is_the_affair_of_those_who_show_it() -> None:
    """Of the mentors' pages, only one's own and those that relate one read the title, however many share a term."""
    path = "mentors/amara-okafor.yml"
    program = joined(edited(path, lambda data: data.update({"title": "Dean of Nothing"})))
    after, own = told(*program), {page.url for page in program[1].pages if page.kind == "mentor"}
    shown = {url for url, near in NEAR.items() if "amara-okafor" in near.split()}
    assert {url for url in own if after[url][0] != BEFORE[url][0]} == {"mentors/amara-okafor.html", *shown}
    assert 0 < len(shown) < len(own) / 2


def test_a_guide_and_a_mentor_more_or_less_are_seen() -> None:
    """Where a guide changes its title, or a mentor comes or goes, equal keys are equal views as well."""
    guide = next(source for source in SOURCES if source.kind == "guide")
    other = guide._replace(data=guide.data.replace(b"title: ", b"title: Another ", 1))
    profiles = [source for source in SOURCES if source.kind == "profile"]
    twin = profiles[4]._replace(path="mentors/aa-twin.yml", slug="aa-twin")
    for sources in (
        tuple(other if source is guide else source for source in SOURCES),
        tuple(source for source in SOURCES if source is not profiles[3]),
        (twin, *SOURCES),
    ):
        after = told(*joined(sources))
        same = {url for url in after.keys() & BEFORE.keys() if after[url][0] == BEFORE[url][0]}
        assert {url for url in same if after[url][1] != BEFORE[url][1]} == set()


def test_without_rows_nothing_is_told() -> None:
    """Files that were read otherwise have no marks, and then no page has a key."""
    site, pages, _ = joined(SOURCES)
    assert CONFIG is not None
    untold = Inputs(site, pages, entries_of(CONFIG, [parse(source, CONFIG) for source in SOURCES], DAY))
    assert {untold.of(page) for page in pages.pages} | {untold.of_search(), untold.of_bulk()} == {""}


def test_marks_are_of_the_value() -> None:
    """A remark or an empty line above changes no mark but that of the whole."""
    source = next(source for source in SOURCES if source.kind == "profile")

    def marks(data: bytes) -> Parsed:
        return from_row(source.path, to_row(parse(source._replace(data=data), CONFIG)))

    a, b = marks(source.data), marks(b"# A remark\n\n" + source.data)
    assert a.marks is not None
    assert b.marks is not None
    assert a.marks[1:] == b.marks[1:]


def made(site: Site, known: Known = NOTHING, jobs: int = 1) -> dict[str, bytes]:
    """Return the search data by their addresses, in their order."""
    files = search_files(site, lambda kind, slug: f"{kind}/{slug}", lambda mentor: mentor.name, known=known, jobs=jobs)
    read = known.before.read if known.before else None
    return {file.url: file.data if isinstance(file, Output) else read(file.url) for file in files}  # type: ignore[misc]


def before(files: dict[str, bytes], said: dict[str, Set[str] | None]) -> Before:
    """Return these files as those of an earlier site."""
    return Before(files.__getitem__, lambda url: len(files[url]), said)


def test_search_takes_over_what_words_leave_as_it_was() -> None:
    """Search data made from an earlier site's, where people are the same, equals what is made from nothing."""
    site, _, inputs = joined(SOURCES)
    other, _, again = joined(edited(PROFILES[0], lambda data: data.update({"bio": "Zygote, yellow, and the rest."})))
    assert inputs.of_people() == again.of_people()
    earlier, after = made(site), made(other)
    changed = {site.mentors[0].slug, Path(PROFILES[0]).stem}
    for said in (dict.fromkeys(changed), {slug: said_by(site.by_slug[slug], site, {}) for slug in changed}):
        assert list(made(other, Known({}, before(earlier, said))).items()) == list(after.items())
    assert earlier != after


def test_search_is_the_same_for_any_number_of_processes() -> None:
    """What is divided among processes is put together in one order."""
    site, _, _ = joined(SOURCES)
    assert list(made(site, jobs=3).items()) == list(made(site).items())


def test_words_are_told_as_they_are_read() -> None:
    """The words that rows tell are those that search would find in the texts."""
    site, _, _ = joined(SOURCES)
    told = told_in(parsed(SOURCES))
    assert words_of(texts_of(site, told)) == words_of(texts_of(site, {}))
    assert {mentor.slug for mentor in site.mentors} <= told.keys()


@pytest.mark.parametrize("name", SEARCHED)
def test_words_after_an_edit_are_those_of_the_site(name: str) -> None:
    """Words collected from an earlier site's, and whatever was edited since, are those collected from nothing."""

    def read(sources: tuple[SourceFile, ...]) -> tuple[Site, Told]:
        return joined(sources)[0], told_in(parsed(sources))

    slug, earlier = Path(PROFILES[0]).stem, {}
    said: Set[str] | None = None
    for text in ("Zygote, yellow; a b c", "yellow mentors", None, "Zygote"):
        site, told = read(edited(PROFILES[0], lambda data, text=text: data.update({name: text})))
        known = Known(told, before(earlier, {slug: said}) if earlier else None)
        after = made(site, known)
        assert list(after.items()) == list(made(site).items())
        earlier, said = after, None if said else said_by(site.by_slug[slug], site, told)
