"""New files."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import TODAY, tree

from mentorsite.build import build, check
from mentorsite.diagnostics import Severity
from mentorsite.run import Options
from mentorsite.starter import StarterRefused, copy_starter, new_guide_file, new_mentor_file


def test_the_starter_builds_without_a_finding(tmp_path: Path) -> None:
    """What init copies is a sound program, dot files included, and its site is published."""
    made = copy_starter(tmp_path / "new", TODAY)
    assert {path.relative_to(tmp_path / "new").as_posix() for path in made} == set(tree(tmp_path / "new"))
    assert (tmp_path / "new/.gitignore").is_file()
    assert (tmp_path / "new/.schemas/profile.schema.json").is_file()
    outcome = build(Options(tmp_path / "new", TODAY))
    assert outcome.published
    assert not outcome.findings


def test_the_day_is_that_of_the_program(tmp_path: Path) -> None:
    """At two in the morning in London it is still the day before where the program is."""
    copy_starter(tmp_path / "new", datetime(2026, 11, 23, 2, tzinfo=UTC))
    outcome = check(Options(tmp_path / "new", date(2026, 11, 22)))
    assert not outcome.findings
    assert "last_verified: 2026-11-22" in (tmp_path / "new/mentors/given-family.yml").read_text("utf-8")


def test_the_sample_mentor_can_be_deleted(tmp_path: Path) -> None:
    """Once real mentors are there, no guide of the starter misses the sample."""
    copy_starter(tmp_path / "new", TODAY)
    new_mentor_file(tmp_path / "new", "Ada Lindgren", TODAY)
    (tmp_path / "new/mentors/given-family.yml").unlink()
    outcome = check(Options(tmp_path / "new", TODAY))
    assert not [finding for finding in outcome.findings if finding.severity > Severity.NOTE and "content/" in
                finding.diagnostic.span.path]  # fmt: skip


def test_nothing_that_exists_is_overwritten(program: Path) -> None:
    """A folder with files, a mentor's file and a guide's file are refused and stay as they were."""
    new_guide_file(program, "First month", "start", TODAY)
    before = tree(program)
    for make in (
        lambda: copy_starter(program, TODAY),
        lambda: new_mentor_file(program, "Ada LINDGREN", TODAY),
        lambda: new_guide_file(program, "First  month!", "start", TODAY),
    ):
        with pytest.raises(StarterRefused):
            make()
    assert tree(program) == before


@pytest.mark.parametrize(
    "name",
    [
        "Zoë O'Rourke",
        "No",
        "12",
        'Ann "Annie" Lee',
        "A: B",
        "- dash",
        "# hash",
        "Mei-Ling Zhou, MD",
        "null",
        "back\\slash",
    ],
)
def test_any_name_becomes_a_valid_file(program: Path, name: str) -> None:
    """Whatever a name looks like to YAML, the new file says exactly that name."""
    path = new_mentor_file(program, name, TODAY)
    path.write_text(path.read_text(encoding="utf-8") + "consent: {date: 2026-09-01}\n", encoding="utf-8")
    outcome = check(Options(program, TODAY))
    assert not [finding for finding in outcome.findings if finding.severity > Severity.NOTE]
    build(Options(program, TODAY))
    shown = (program / "_site/data/mentors.json").read_text(encoding="utf-8")
    assert f'"name": "{name.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"' in shown


def test_a_new_guide_is_valid_on_any_day(program: Path) -> None:
    """A guide made on a leap day has a review date that exists."""
    path = new_guide_file(program, "Leap: a day", "start", date(2028, 2, 29))
    assert re.search(r"^review_by: 2029-02-01$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert not check(Options(program, date(2028, 2, 29))).failed
