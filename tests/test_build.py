"""The whole program, in order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import TODAY, Write, codes, tree

from mentorsite.build import build, check, make
from mentorsite.diagnostics import Severity
from mentorsite.run import Options

CONSENT = "consent: {date: 2026-09-01}\n"


def test_a_good_program_is_published(program: Path) -> None:
    """The tiny program becomes a site without a finding."""
    outcome = build(Options(program, TODAY))
    assert (outcome.findings, outcome.published, outcome.mentors, outcome.guides) == ((), True, 2, 2)
    assert outcome.changed == len(tree(program / "_site")) - 1  # the marker


def test_checking_writes_nothing(program: Path) -> None:
    """A check finds what a build finds, and leaves no file."""
    before = tree(program)
    assert check(Options(program, TODAY)).mentors == 2
    assert tree(program) == before


def test_a_build_lets_go_of_what_no_page_needs(program: Path) -> None:
    """Of a profile whose mentor has a page, a build keeps the mentor; a preview may need it, and keeps both."""
    for live in (False, True):
        made = make(Options(program, TODAY, live=live))[1]
        held = [bool(entry.parsed.value or entry.parsed.mentions) for entry in made.entries if entry.mentor]
        assert held == [live] * 2


@pytest.mark.parametrize(
    "files",
    [
        {"mentors/cleo-marsh.yml": "nam: Cleo\n"},
        {"templates/about.html": "{{ oops }}"},
        {"templates/about.html": "{% if"},
        {"site.yml+": "colour: red\n"},
        {"templates/strings.yml": "nobody: x\n"},
    ],
    ids=["profile", "template", "syntax", "site.yml", "strings"],
)
def test_while_there_is_an_error_the_last_good_site_stays(write: Write, files: dict[str, str | bytes]) -> None:
    """Whatever is wrong, the published folder stays byte for byte, and nothing lies beside it."""
    root = write({})
    build(Options(root, TODAY))
    before = tree(root / "_site")
    write({"mentors/dan-ortiz.yml": f"name: Dan\n{CONSENT}", **files})
    beside = {path.name for path in root.iterdir()}
    outcome = build(Options(root, TODAY))
    assert outcome.failed
    assert not outcome.published
    assert tree(root / "_site") == before
    assert {path.name for path in root.iterdir()} == beside


def test_building_again_changes_nothing(program: Path) -> None:
    """A second build on the same day changes no file."""
    build(Options(program, TODAY))
    before = (program / "_site").stat().st_ino
    outcome = build(Options(program, TODAY))
    assert (outcome.published, outcome.changed) == (True, 0)
    assert (program / "_site").stat().st_ino == before


def test_one_edit_changes_only_pages_that_show_the_mentor(program: Path, write: Write) -> None:
    """A change in one biography rewrites that mentor's page and the search data, not the others."""
    build(Options(program, TODAY))
    before = tree(program / "_site")
    write({"mentors/ada-lindgren.yml+": "bio: Something new.\n"})
    build(Options(program, TODAY))
    after = tree(program / "_site")
    changed = {name for name in after if before.get(name) != after[name]}
    assert "mentors/ada-lindgren.html" in changed
    assert not {name for name in changed if name.endswith(".html")} - {"mentors/ada-lindgren.html"}


def test_warnings_become_errors_when_that_is_asked_for(write: Write) -> None:
    """Under strict a warning stops the build, but never one that time alone brought."""
    root = write({"mentors/old.yml": "name: Old\nconsent: {date: 2020-01-01}\n"})
    assert build(Options(root, TODAY, strict=True)).published
    write({"mentors/cleo-marsh.yml": f"name: Cleo\ntitle:\n{CONSENT}"})
    assert build(Options(root, TODAY)).published
    assert build(Options(root, TODAY, strict=True)).failed


def test_the_policy_decides_how_much_a_finding_matters(write: Write) -> None:
    """site.yml can raise a note to an error and lower an error that guards nobody."""
    root = write(
        {
            "mentors/cleo-marsh.yml": "name: Cleo\nhelps_with: [juggling]\n",
            "site.yml+": "policy: {severity: {profile/no-consent: error, profile/unknown-term: note}}\n",
        }
    )
    severities = {finding.diagnostic.code: finding.severity for finding in check(Options(root, TODAY)).findings}
    assert severities["profile/no-consent"] is Severity.ERROR
    assert severities["profile/unknown-term"] is Severity.NOTE


@pytest.mark.parametrize(("zone", "shown"), [("America/Chicago", "full"), ("Asia/Tokyo", "open")])
def test_today_begins_where_the_program_is(write: Write, zone: str, shown: str) -> None:
    """At one moment it is already tomorrow in Tokyo, and a slot is free there."""
    root = write(
        {
            "site.yml+": f"timezone: {zone}\n",
            "mentors/cleo-marsh.yml": "name: Cleo\ncapacity: {max: 1, current: [{count: 1, until: 2026-11-21}]}\n"
            + CONSENT,
        }
    )
    build(Options(root, datetime(2026, 11, 20, 18, tzinfo=UTC)))
    assert f'"state": "{shown}"'.encode() in (root / "_site/data/mentors.json").read_bytes().split(b"cleo-marsh")[1]


def test_findings_are_sorted_and_said_once(write: Write) -> None:
    """Findings come by file, line and column, whatever found them."""
    root = write(
        {
            "mentors/cleo-marsh.yml": "helps_with: [x1, x2]\nnam: C\n",
            "mentors/abe.yml": "name: [\n",
            "content/start/z.md": "no front matter\n",
        }
    )
    found = [finding.diagnostic for finding in check(Options(root, TODAY)).findings]
    assert [fault.span for fault in found] == sorted(fault.span for fault in found)
    assert len(set(found)) == len(found)
    assert codes(found)[0] == "guide/front-matter"


ENVIRONMENTS = {
    "plain": {},
    "turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
    "c": {"LC_ALL": "C", "PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "PYTHONUTF8": "0"},
}


def test_one_input_and_date_give_one_tree_of_bytes(program: Path, write: Write, tmp_path: Path) -> None:
    """Locale, time zone, hash seed, working directory and the order in which files were made change no byte."""
    write(
        {
            "site.yml+": "url: https://mentors.aldervalley.example\n",
            "mentors/élodie.yml": "",
            **{
                f"mentors/m{n}.yml": f"name: Élodie M{n}\nhelps_with: [research]\njoined: 2026-10-05\n{CONSENT}"
                for n in range(9)
            },
        }
    )
    (program / "mentors/élodie.yml").unlink()
    copy = tmp_path / "elsewhere" / "copy"
    for path in sorted(program.rglob("*"), reverse=True):
        if path.is_file():
            target = copy / path.relative_to(program)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    made = []
    for number, (more, root) in enumerate(zip(ENVIRONMENTS.values(), (program, copy, program), strict=True)):
        out = tmp_path / f"out{number}"
        run = subprocess.run(
            [sys.executable, "-m", "mentorsite", "build", "--root", root, "--out", out, "--date", "2026-11-20"],
            env={**os.environ, **more},
            cwd=(tmp_path, root, "/")[number],
            capture_output=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        made.append(tree(out))
    assert made[0] == made[1] == made[2]


def test_any_day_can_be_built(program: Path) -> None:
    """A leap day, the first day and one far away are days like others."""
    for day in (date(2028, 2, 29), date(1999, 12, 31), date(2199, 1, 1)):
        assert build(Options(program, day)).published
