"""What a template may see."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from conftest import SAMPLE, TODAY, Join

from mentorsite.assemble import Site, assemble
from mentorsite.build import read_config
from mentorsite.gist import entries_of
from mentorsite.load import find_sources
from mentorsite.model import STATES
from mentorsite.parse import parse
from mentorsite.plan import Plan, plan
from mentorsite.views.people import CANDIDATES, RELATED, WEIGHTS, in_runs, initials, related
from mentorsite.views.view import KINDS, view_of

CONSENT = "consent: {date: 2026-09-01}\n"


@pytest.fixture(scope="module")
def sample() -> tuple[Site, Plan]:
    """The sample program, joined and planned."""
    config, _ = read_config(SAMPLE)
    sources, _ = find_sources(SAMPLE)
    assert config is not None
    parsed = [parse(source, config) for source in sources or ()]
    site, _ = assemble(config, entries_of(config, parsed, TODAY), TODAY)
    assert site is not None
    made, _ = plan(site)
    assert made is not None
    return site, made


def view(join: Join, kind: str, files: dict[str, str | bytes] | None = None, slug: str = "") -> dict[str, Any]:
    """Return the view of the first page of a kind."""
    joined = join(files)
    page = next(page for page in joined.plan.pages if page.kind == kind and slug in ("", page.slug))
    return view_of(page, joined.site, joined.plan)


def test_the_sample_has_every_kind_of_page(sample: tuple[Site, Plan]) -> None:
    """No kind of page is left out of the sample program, so that every template is looked at."""
    site, made = sample
    assert {page.kind for page in made.pages} == set(KINDS)
    assert all("program" in view_of(page, site, made) for page in made.pages)


def test_no_view_holds_the_site(sample: tuple[Site, Plan]) -> None:
    """Views are plain values: no template can reach what its page does not show."""
    site, made = sample

    def look(value: Any) -> None:
        assert not isinstance(value, (Site, Plan))
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            for inner in value:
                look(inner)

    for page in made.pages[:200]:
        look(view_of(page, site, made))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lindgren", "AL"),
        ("Wulandari", "W"),
        ("Mei-Ling Zhou", "MZ"),
        ("Noor ul-Ain", "NA"),
        ("123", "?"),
        ("Élodie", "É"),
    ],
)
def test_initials_stand_for_a_name(name: str, letters: str) -> None:
    """First and last name give a letter each; one name gives one."""
    assert initials(name) == letters


def test_stages_are_shown_in_runs(sample: tuple[Site, Plan]) -> None:
    """Three or more neighbors are a range, two are not."""
    stages = sample[0].config.vocabularies["stages"]
    assert (
        in_runs(tuple(stages.terms[name] for name in ("M3", "M1", "M2", "PGY-1", "PGY-2")), stages)
        == "M1–M3, PGY-1, PGY-2"
    )


def test_related_mentors_share_most(join: Join) -> None:
    """Who shares specialty and topic comes before who shares a topic; oneself never comes."""
    files: dict[str, str | bytes] = {
        "mentors/cleo-marsh.yml": f"name: Cleo\nspecialties: [cardiology]\nhelps_with: [research]\n{CONSENT}",
        "mentors/dan-ortiz.yml": f"name: Dan\nhelps_with: [research]\n{CONSENT}",
    }
    site = join(files).site
    assert [mentor.slug for mentor in related(site.by_slug["ada-lindgren"], site)] == ["cleo-marsh", "dan-ortiz"]


def test_related_mentors_are_those_with_the_highest_scores(sample: tuple[Site, Plan]) -> None:
    """Counting in binary finds the three that counting one by one does, for every mentor of the sample."""
    site, _ = sample
    for mentor in site.mentors:
        score: Counter[str] = Counter()
        for vocabulary, weight in WEIGHTS.items():
            for term in getattr(mentor, vocabulary):
                for other in site.by_term.get((vocabulary, term.slug), ())[:CANDIDATES]:
                    score[other.slug] += weight
        del score[mentor.slug]
        place = {slug: (STATES.index(site.by_slug[slug].availability.state), slug) for slug in score}
        best = sorted(score, key=lambda slug: (-score[slug], place[slug]))[:RELATED]
        assert [other.slug for other in related(mentor, site)] == best


def test_long_lists_say_where_one_is(join: Join) -> None:
    """The second page of three knows its neighbors, and shows the mentors that are due."""
    files: dict[str, str | bytes] = {f"mentors/m{n}.yml": f"name: M{n}\n{CONSENT}" for n in range(11)}
    joined = join({**files, "site.yml+": "page_size: 6\n"})
    pages = [page for page in joined.plan.pages if page.kind == "directory"]
    views = [view_of(page, joined.site, joined.plan) for page in pages]
    assert (views[1]["pager"].previous, views[1]["pager"].next) == ("../mentors/index.html", "../mentors/index.3.html")
    assert [card.slug for shown in views for card in shown["cards"]] == [mentor.slug for mentor in joined.site.mentors]


def test_the_feed_has_what_is_dated_and_past(join: Join) -> None:
    """Mentors with a full date and guides that are published come newest first; a month or a day to come does not."""
    guide = "---\ntitle: G\nsummary: B\nsection: start\npublished: {}\n---\nT.\n"
    files: dict[str, str | bytes] = {
        "site.yml+": "url: https://mentors.aldervalley.example\n",
        "content/start/past.md": guide.format("2026-11-01"),
        "content/start/later.md": guide.format("2026-12-01"),
        "mentors/cleo-marsh.yml": f"name: Cleo\njoined: 2026-10-05\n{CONSENT}",
        "mentors/dan-ortiz.yml": f"name: Dan\njoined: 2026-10\n{CONSENT}",
    }
    feed = view(join, "feed", files)
    assert [entry.url for entry in feed["entries"]] == ["guides/past.html", "mentors/cleo-marsh.html"]
    assert feed["updated"] == date(2026, 11, 1)


def test_the_sitemap_names_only_what_should_be_found(join: Join) -> None:
    """Redirects, the pages of those who left and the 404 page are not for search engines."""
    files: dict[str, str | bytes] = {
        "site.yml+": "url: https://mentors.aldervalley.example/\n",
        "mentors/cleo-marsh.yml": f"name: Cleo\nleft: 2026-01-01\naliases: [c]\n{CONSENT}",
    }
    urls = [url for url, _ in view(join, "sitemap", files)["entries"]]
    assert "https://mentors.aldervalley.example/" in urls
    assert not [url for url in urls if "cleo" in url or "404" in url or url.endswith("/c.html")]


def test_a_live_list_shows_whom_it_asks_for(join: Join) -> None:
    """Open mentors trained in a module, no more than the limit, in the fair order."""
    body = "```mentors\ntrained_in: listening\nopen: true\nlimit: 1\n```\n"
    guide = f"---\ntitle: G\nsummary: B\nsection: start\n---\n{body}"
    parts = view(join, "guide", {"content/start/g.md": guide}, "g")["parts"]
    lists = [part for part in parts if not isinstance(part, str)]
    assert [[card.slug for card in part.cards] for part in lists] == [["ada-lindgren"]]


def test_only_404_starts_from_the_top(join: Join) -> None:
    """404.html, served at any depth, uses the path of url:; every other page's links are relative."""
    joined = join({"site.yml+": "url: https://school.example/mentors\n"})
    for page in joined.plan.pages:
        root = view_of(page, joined.site, joined.plan)["program"].root
        assert root == ("/mentors/" if page.kind == "not-found" else "../" * page.url.count("/"))
