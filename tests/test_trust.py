"""A change from a stranger: what is code must be the trusted revision's, and runs in a sandbox."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SAMPLE, TODAY, Write

from bench.kill import digest
from mentorsite.build import build
from mentorsite.commands.build import command
from mentorsite.run import Options
from mentorsite.trust import UntrustedError, must_equal


def git(root: Path, *args: str) -> None:
    """Run git in the program, as somebody."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@aldervalley.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *who, *args], check=True, capture_output=True)


@pytest.fixture
def kept(write: Write) -> Path:
    """The tiny program in a repository, with a template and a workflow."""
    root = write({"templates/partials/colophon.html": "<p>Ours</p>\n", ".github/workflows/site.yml": "on: push\n"})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    return root


def run(root: Path, *args: str) -> Result:
    """Run the command as a workflow would."""
    return CliRunner().invoke(command, ["--root", str(root), "--date", TODAY.isoformat(), *args])


def test_a_new_profile_from_a_stranger_is_built(kept: Path) -> None:
    """Profiles and guides are data: anybody may propose them."""
    (kept / "mentors/cleo-marsh.yml").write_text("name: Cleo Marsh\nconsent: {date: 2026-09-01}\n")
    done = run(kept, "--untrusted", "--base", "HEAD")
    assert done.exit_code == 0, done.output
    assert (kept / "_site/mentors/cleo-marsh.html").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "site.yml",
        "templates/partials/colophon.html",
        "templates/new.html",
        ".github/workflows/site.yml",
        "templates/assets/x.js",
    ],
)
@pytest.mark.parametrize("commit", [False, True])
def test_changed_code_is_refused_by_name(kept: Path, name: str, commit: bool) -> None:
    """A file that decides what runs is named, whether it is changed, new, or committed already."""
    (kept / name).parent.mkdir(parents=True, exist_ok=True)
    with (kept / name).open("a") as file:
        file.write("# changed\n")
    if commit:
        git(kept, "add", ".")
        git(kept, "commit", "-qm", "second")
    done = run(kept, "--untrusted", "--base", "HEAD~1" if commit else "HEAD")
    assert done.exit_code == 1
    assert name in done.output
    assert not (kept / "_site").exists()


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "-x", "HEAD:site.yml", ""])
def test_a_revision_that_is_none_is_refused(kept: Path, revision: str) -> None:
    """What git does not know as a commit is no base; a revision cannot be an option of git."""
    with pytest.raises(UntrustedError):
        must_equal(kept, revision)
    assert not (kept / "x").exists()


def test_outside_a_repository_nothing_is_trusted(program: Path) -> None:
    """Without git there is nothing to compare with."""
    with pytest.raises(UntrustedError):
        must_equal(program, "HEAD")


def test_base_and_untrusted_belong_together(kept: Path) -> None:
    """One without the other is wrong usage."""
    assert run(kept, "--untrusted").exit_code == 2
    assert run(kept, "--base", "HEAD").exit_code == 2


def test_the_sandbox_makes_the_same_pages(tmp_path: Path) -> None:
    """The sample program is the same, byte for byte, in the sandbox."""
    for name, untrusted in (("open", False), ("boxed", True)):
        assert build(Options(SAMPLE, TODAY, tmp_path / name, untrusted=untrusted)).published
    assert digest(tmp_path / "open") == digest(tmp_path / "boxed")


@pytest.mark.parametrize(
    "code",
    [
        "''.__class__.__mro__",
        "9**9**9",
        "'x' * 10**9",
        "[1] * 9999999",
        "cycler.__init__.__globals__",
        "range.__self__",
    ],
)
def test_the_sandbox_lets_nothing_out(write: Write, code: str) -> None:
    """A template that reaches for Python's insides, or for all memory, is a finding."""
    root = write({"templates/partials/colophon.html": "{{ " + code + " }}"})
    outcome = build(Options(root, TODAY, untrusted=True))
    assert {finding.diagnostic.code for finding in outcome.findings} & {"template/failed", "template/undefined"}
