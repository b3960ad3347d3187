"""The coordinator's report: figures, text, data and a page of charts."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SAMPLE, TODAY, Write

from mentorsite.build import read_program
from mentorsite.cli import cli
from mentorsite.overview import Overview, as_data, as_page, as_text, overview
from mentorsite.overview.figures import Gap, Load, Open
from mentorsite.run import Options

FILES = {
    "mentors/cleo-marsh.yml": "name: Cleo <Marsh>\nspecialties: [ENT, cardiology]\nhelps_with: [research]\n"
    "mentee_stages: [M1, M3]\ncapacity: {max: 3, current: [{count: 1, until: 2026-12-01}]}\n"
    "consent: {date: 2026-05-01}\nlast_verified: 2026-06-01\n",
    "mentors/dan-wu.yml": "name: Dan Wu\nspecialties: [internal medicine]\nhelps_with: [board exams]\n"
    "capacity: {max: 1, current: [{count: 1, until: 2027-06-01}]}\naway: {from: 2026-12-24, until: 2027-01-06}\n"
    "consent: {date: 2026-09-01}\n",
    "mentors/eva-old.yml": "name: Eva Old\nhelps_with: [residency applications]\nconsent: {date: 2024-09-01}\n",
    "content/start/late.md": "---\ntitle: Late\nsummary: S.\nsection: start\nreview_by: 2026-11-01\n---\nText.\n",
}


@pytest.fixture
def root(write: Write) -> Path:
    """The tiny program with an open, a full and a stale mentor more, and a guide past its review."""
    return write(dict(FILES))


def _made(root: Path) -> Overview:
    return overview(read_program(Options(root, TODAY)).program)


def test_open_slots_count_by_specialty_and_stage(root: Path) -> None:
    """A mentor's open slots count in each specialty and those above it, and in each stage that is accepted."""
    made = _made(root)
    assert made.stages == ("M1", "M2", "M3", "M4")
    assert made.open == (
        Open("Internal medicine", 3, 3, (3, 1, 2, 0)),
        Open("Cardiology", 2, 3, (3, 1, 2, 0)),
        Open("Otolaryngology", 1, 2, (2, 0, 2, 0)),
    )


def test_gaps_say_who_would_cover_them(root: Path) -> None:
    """A topic without an open mentor is listed with those who name it and what keeps them."""
    gaps = _made(root).gaps
    stale = "Eva Old (not shown as open, as the profile was not confirmed in time)"
    assert Gap("Helps with", "Residency applications", (stale,)) in gaps
    assert not [gap for gap in gaps if gap.term == "Research"]


def test_load_and_its_spread(root: Path) -> None:
    """Mentees are counted per mentor, the fullest first, and summed up."""
    made = _made(root)
    assert made.loads[0] == Load("Dan Wu", "dan-wu", 1, 1)
    assert made.spread is not None
    assert made.spread.shares == (("no mentee", 1), ("less than half", 1), ("half or more", 1), ("full", 1))
    assert (made.spread.least, made.spread.middle, made.spread.most) == (0, 1, 1)


def test_what_ran_out_and_what_will(root: Path) -> None:
    """Stale profiles, slots that come free, absences, and guides past review are listed with their days."""
    made = _made(root)
    assert [one.name for one in made.stale] == ["Eva Old"]
    assert [(str(one.day), one.what) for one in made.expiring] == [
        ("2026-12-01", "1 slot comes free"),
        ("2026-12-24", "goes away"),
    ]
    assert [(one.name, one.what) for one in made.guides] == [("Late", "is past its review")]
    assert dict(made.months)["2027-08"] == 1


def test_training_coverage(root: Path) -> None:
    """Each module counts the mentors who completed it; those without any are named."""
    made = _made(root)
    assert [module.trained for module in made.modules] == [1]
    assert made.untrained == ("Ben Osei", "Cleo <Marsh>", "Dan Wu", "Eva Old")


def test_the_text_says_it_all(root: Path) -> None:
    """The terminal gets every section, with no line ending in blanks."""
    text = as_text(_made(root))
    for title in (
        "Open slots",
        "No open mentor for",
        "Mentees per mentor",
        "Stale",
        "In the next 60",
        "Guides",
        "Training",
    ):
        assert f"\n{title}" in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_the_data_is_json(root: Path) -> None:
    """Everything comes as JSON, with days as text."""
    data = json.loads(json.dumps(as_data(_made(root))))
    assert data["today"] == "2026-11-20"
    assert data["states"]["open"] == 3
    assert data["open"][0]["by_stage"] == [3, 1, 2, 0]


class _Reader(HTMLParser):
    """Checks that tags nest, and collects what is linked and what tables there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.tables = self.charts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "rect", "line", "br"):
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        self.tables += tag == "table"
        self.charts += tag == "svg"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("rect", "line")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_holds_all_it_needs(root: Path) -> None:
    """One file, well formed, nothing loaded from elsewhere; each chart has a label and a table; text is escaped."""
    page = as_page(_made(root))
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.links == []
    assert reader.charts == page.count('role="img" aria-label=') == 4
    assert reader.tables >= reader.charts
    assert "Cleo &lt;Marsh&gt;" in page
    assert "<Marsh>" not in page
    assert 'content="noindex"' in page


def _report(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["report", "--root", str(root), "--date", "2026-11-20", *words])


def test_it_is_never_part_of_the_site(root: Path, tmp_path: Path) -> None:
    """The file is written where it is asked for, but not into a published site."""
    out = tmp_path / "report.html"
    assert _report(root, "--format", "html", "--out", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(cli, ["build", "--root", str(root), "--date", "2026-11-20"]).exit_code == 0
    result = _report(root, "--out", str(root / "_site/guides/report.html"))
    assert result.exit_code == 2
    assert "would lie in the published site" in result.stderr


def test_files_with_errors_are_named(write: Write) -> None:
    """What cannot be read is not counted, and that is said; without site.yml there is no report."""
    root = write({"mentors/bad.yml": "name: ["})
    assert "Some files have errors and are not counted: mentors/bad.yml" in _report(root).stderr
    (root / "site.yml").unlink()
    assert "there is no site.yml here" in _report(root).stderr


def test_an_empty_program_has_a_report(root: Path) -> None:
    """With no mentor at all every format still works."""
    for path in (root / "mentors").glob("*.yml"):
        path.unlink()
    made = _made(root)
    assert "0 mentors" in as_text(made)
    assert "No open mentor" in as_page(made)
    assert as_data(made)["spread"] is None


def test_the_sample_has_a_report() -> None:
    """The sample program gives figures of every kind."""
    made = _made(SAMPLE)
    assert made.mentors >= 40
    assert made.gaps
    assert made.stale
    assert as_page(made).count("<svg") == 4
