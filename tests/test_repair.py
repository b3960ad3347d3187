"""Repairs that are made without asking: only the sure ones, and nothing else in the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import TODAY, Write

from mentorsite.cli import cli
from mentorsite.desk.changes import save
from mentorsite.desk.repair import repair
from mentorsite.run import Options

WHOLE = """\
# hand-written, keep me
name:   Cleo Marsh      # the comment stays
specialtys: [ENT, "Heart", 'internal medicine']
helps_with:
  -  Research   # letter case
  - “board exams”
roles: [near-peer,\tcareer]
links:
  website: cleo.example
  orcid: https://orcid.org/0000-0002-1825-0097
campus: Riverside  \n\
bio: |
  Two blanks end this line:  \n\
  and a\ttab stands here.
consent: {date: 2026-09-01}
"""
REPAIRED = """\
# hand-written, keep me
name:   Cleo Marsh      # the comment stays
specialties: [otolaryngology, "cardiology", 'internal medicine']
helps_with:
  -  research   # letter case
  - "board exams"
roles: [near-peer, career]
links:
  website: https://cleo.example
  orcid: 0000-0002-1825-0097
campus: Riverside
bio: |
  Two blanks end this line:  \n\
  and a\ttab stands here.
consent: {date: 2026-09-01}
"""


def _repair(root: Path) -> int:
    changes, number = repair(Options(root, TODAY))
    save(root, changes)
    return number


def test_everything_sure_is_repaired_and_nothing_else(write: Write) -> None:
    """Each kind of repair is made in place; comments, order, quotation marks and block texts stay."""
    root = write({"mentors/cleo-marsh.yml": WHOLE})
    assert _repair(root) == 9
    assert (root / "mentors/cleo-marsh.yml").read_text(encoding="utf-8") == REPAIRED


def test_repairing_twice_changes_nothing_the_second_time(write: Write) -> None:
    """What was repaired needs no repair."""
    root = write({"mentors/cleo-marsh.yml": WHOLE})
    _repair(root)
    assert repair(Options(root, TODAY)) == ((), 0)


@pytest.mark.parametrize(
    "text",
    [
        "name: “Cleo Marsh”\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\nconsnet: {date: 2026-09-01}\n",
        "name: Cleo\nconsent: {date: “2026-09-01”, scope: Public}\n",
        "name: Cleo\nlast_verfied: 2026-09-01\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\ncontact: {emial: cleo@school.example}\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\nspecialties: [cardiolgy]\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\nspecialties: [cardiology, heart]\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\nspecialties: [ear nose\n    throat]\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\nhelps_with: research, exams\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\ntitle: Chief: of all\nconsent: {date: 2026-09-01}\n",
        "name: Cleo\nroles:\n\t\t- career\n - peer\n",
    ],
)
def test_what_a_person_must_decide_is_left(text: str, write: Write) -> None:
    """Names, consent, dates and addresses, guesses at values, and repairs that bring a new finding are not made."""
    root = write({"mentors/cleo-marsh.yml": text})
    assert _repair(root) == 0
    assert (root / "mentors/cleo-marsh.yml").read_text(encoding="utf-8") == text


def test_tabs_are_repaired_when_the_file_can_be_read_afterwards(write: Write) -> None:
    """All tabs that indent are replaced together, with CRLF line ends and the byte order mark kept."""
    text = "\ufeffname: Cleo\r\nhelps_with:\r\n\t- research\r\n\t- board exams\r\nconsent:\r\n\tdate: 2026-09-01\r\n"
    root = write({"mentors/cleo-marsh.yml": text})
    assert _repair(root) == 1
    assert (root / "mentors/cleo-marsh.yml").read_bytes().decode() == text.replace("\t", "  ")


def test_guides_and_site_yml_are_repaired_too(write: Write) -> None:
    """Front matter and site.yml are files like any other; a guide's text is left alone."""
    root = write(
        {"content/start/more.md": "---\ntitle: More\nsumary: S.\nsection: start\nfor: [Students]\n---\nHi  \n"}
    )
    site = (root / "site.yml").read_text(encoding="utf-8")
    (root / "site.yml").write_text(site.replace("school:", "schol:"), encoding="utf-8")
    assert _repair(root) == 3
    assert (root / "site.yml").read_text(encoding="utf-8") == site
    text = (root / "content/start/more.md").read_text(encoding="utf-8")
    assert text == "---\ntitle: More\nsummary: S.\nsection: start\nfor: [students]\n---\nHi  \n"


def test_one_bad_repair_does_not_keep_the_others_back(write: Write) -> None:
    """A repair that would bring a finding is left out; the rest of the file is repaired."""
    root = write(
        {"mentors/cleo-marsh.yml": "name: Cleo\nspecialties: [heart, cardiology, ENT]\nconsent: {date: 2026-09-01}\n"}
    )
    assert _repair(root) == 1
    assert "[heart, cardiology, otolaryngology]" in (root / "mentors/cleo-marsh.yml").read_text()


def test_dry_run_shows_a_diff_and_writes_nothing(write: Write) -> None:
    """--fix --dry-run prints what would change, and changes nothing."""
    root = write({"mentors/cleo-marsh.yml": WHOLE})
    result = CliRunner().invoke(cli, ["check", "--fix", "--dry-run", "--root", str(root), "--date", "2026-11-20"])
    assert result.exit_code == 0
    assert "+specialties: [otolaryngology, \"cardiology\", 'internal medicine']" in result.stdout
    assert re.search("9 repairs in 1 file", result.stderr)
    assert (root / "mentors/cleo-marsh.yml").read_text(encoding="utf-8") == WHOLE


def test_fix_says_what_it_did_and_checks_again(write: Write) -> None:
    """After the repairs the findings that are left are shown, and the exit code follows them."""
    root = write({"mentors/cleo-marsh.yml": WHOLE})
    result = CliRunner().invoke(cli, ["check", "--fix", "--root", str(root), "--date", "2026-11-20"])
    assert result.exit_code == 0, result.output
    assert "Repaired" in result.stderr
    assert "All is well" in result.stdout
    assert CliRunner().invoke(cli, ["check", "--dry-run", "--root", str(root)]).exit_code == 2
