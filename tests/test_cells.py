"""Small communities are counted under their parent, and named nowhere but on the mentor's own page."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import TODAY, Write

from mentorsite.build import build
from mentorsite.run import Options

_VOCABULARY = "communities: [first-generation, rural background]"
_ROLLED = (
    "communities:\n    shared background:\n    first-generation: {parent: shared background}\n"
    "    veteran: {parent: shared background}\n    rural background: {parent: shared background}\n"
)
_KEPT = ("first-generation", "First-generation")


def _program(write: Write, more: str = "") -> Path:
    root = write({"site.yml+": more})
    settings = (root / "site.yml").read_text()
    (root / "site.yml").write_text(settings.replace(_VOCABULARY, _ROLLED))
    for number in range(5):
        shown = "first-generation" if number < 3 else "veteran"
        consent = "consent: {date: 2026-09-01, show: [communities]}"
        (root / f"mentors/m-{number}.yml").write_text(f"name: Mentor {number}\ncommunities: [{shown}]\n{consent}\n")
    hidden = "name: Mentor Hidden\ncommunities: [veteran]\nconsent: {date: 2026-09-01}\n"
    (root / "mentors/m-hidden.yml").write_text(hidden)
    assert build(Options(root, TODAY)).published
    return root / "_site"


def test_a_small_community_is_named_on_own_pages_alone(write: Write) -> None:
    """Two veterans are no list: no facet, index, data or list page names them; the parent counts and finds them."""
    site = _program(write)
    data = json.loads((site / "data/mentors.json").read_bytes())
    carried = {row["slug"]: row["communities"] for row in data["mentors"] if "communities" in row}
    assert carried["m-0"] == ["first-generation"]
    assert carried["m-3"] == carried["m-4"] == ["shared background"]
    assert "m-hidden" not in carried
    naming = [p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file() and b"eteran" in p.read_bytes()]
    browse = {"communities/index.html", "communities/veteran.html", "mentors/m-3.html", "mentors/m-4.html"}
    assert set(naming) <= browse | {".mentorsite", "sitemap.xml", "communities/shared-background.html"}
    assert "Mentor 3" in (site / "communities/shared-background.html").read_text()
    assert "veteran" not in (site / "communities/shared-background.html").read_text().lower()


def test_the_address_of_a_small_community_stays(write: Write) -> None:
    """Its page is neutral: it names the coordinator and nobody else, and does not say whether anybody carries it."""
    site = _program(write)
    few, none = ((site / f"communities/{name}.html").read_text() for name in ("veteran", "rural-background"))
    for page in (few, none):
        assert "Mentor 3" not in page
        assert "Ask the Program office" in page
        assert "Nobody here carries this" not in page
    assert few.replace("eteran", "").count("\n") == none.replace("ural background", "").count("\n")


def test_the_policy_sets_the_number(write: Write) -> None:
    """With small_cell 2, two carriers are listed; with 1, everyone is."""
    site = _program(write, "policy: {small_cell: 2}\n")
    assert "Mentor 3" in (site / "communities/veteran.html").read_text()
