"""Every address, decided before a byte is written."""

from __future__ import annotations

import pytest
from conftest import Join, codes

from mentorsite.config import Target
from mentorsite.diagnostics import Span
from mentorsite.plan import list_url, page_count, resolve

CONSENT = "consent: {date: 2026-09-01}\n"


def test_every_page_has_an_address_of_its_own(join: Join) -> None:
    """No two pages share an address, not even where letter case does not count."""
    urls = [page.url for page in join().plan.pages]
    assert len({url.casefold() for url in urls}) == len(urls)
    assert {"index.html", "404.html", "mentors/ada-lindgren.html", "guides/welcome.html"} <= set(urls)


def test_long_lists_have_several_pages(join: Join) -> None:
    """Thirteen mentors at six a page make three pages, of which the first bears the list's own address."""
    files: dict[str, str | bytes] = {f"mentors/m{n}.yml": f"name: M{n}\n{CONSENT}" for n in range(11)}
    urls = [page.url for page in join({**files, "site.yml+": "page_size: 6\n"}).plan.pages if page.kind == "directory"]
    assert urls == ["mentors/index.html", "mentors/index.2.html", "mentors/index.3.html"]


@pytest.mark.parametrize(("length", "count"), [(0, 1), (1, 1), (24, 1), (25, 2), (48, 2), (49, 3)])
def test_an_empty_list_is_a_page(length: int, count: int) -> None:
    """The number of pages is rounded up and never 0."""
    assert page_count(length, 24) == count
    assert list_url("a/b.html", 1) == "a/b.html"


def test_a_former_name_leads_on(join: Join) -> None:
    """An alias becomes a redirect to the present address, wherever a name is not taken."""
    joined = join({"mentors/cleo-marsh.yml": f"name: Cleo\naliases: [Cleo Old]\n{CONSENT}"})
    page = next(page for page in joined.plan.pages if page.kind == "redirect")
    assert (page.url, page.slug) == ("mentors/cleo-old.html", "mentors/cleo-marsh.html")


@pytest.mark.parametrize("alias", ["index", "ben-osei", "INDEX", "ben osei"])
def test_an_alias_cannot_take_a_page(join: Join, alias: str) -> None:
    """A former name that is another page's present one is a collision."""
    joined = join({"mentors/cleo-marsh.yml": f"name: Cleo\naliases: [{alias}]\n{CONSENT}"})
    assert codes(joined.found) == ["page/collision"]


@pytest.mark.parametrize("alias", ["../../etc/passwd", "a/b", "..", "%2e%2e", "\\\\server"])
def test_no_alias_leaves_its_folder(join: Join, alias: str) -> None:
    """Whatever an alias looks like, its page lies in the folder of its kind."""
    joined = join({"mentors/cleo-marsh.yml": f"name: Cleo\naliases: ['{alias}']\n{CONSENT}"})
    urls = [page.url for page in joined.plan.pages if page.kind == "redirect"]
    assert all(url.startswith("mentors/") and ".." not in url and url.count("/") == 1 for url in urls)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("tel:988", "tel:988"),
        ("office@aldervalley.example", "mailto:office@aldervalley.example"),
        ("content/start/welcome.md#find-a-mentor", "guides/welcome.html#find-a-mentor"),
        ("mentors/ada-lindgren.yml", "mentors/ada-lindgren.html"),
        ("sections/start.html", "sections/start.html"),
        ("nowhere.html", None),
    ],
)
def test_links_of_site_yml_lead_somewhere(join: Join, text: str, wanted: str | None) -> None:
    """A target is an address, a source file or a page; anything else is nothing."""
    joined = join()
    assert resolve(Target(text, Span("site.yml")), joined.site, joined.plan) == wanted


def test_sitemap_and_feed_need_an_address(join: Join) -> None:
    """Without url: there is neither sitemap nor feed; with it there are both."""
    assert not {page.kind for page in join().plan.pages} & {"sitemap", "feed"}
    more = join({"site.yml+": "url: https://mentors.aldervalley.example\n"})
    assert {page.kind for page in more.plan.pages} >= {"sitemap", "feed"}
