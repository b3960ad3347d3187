"""``diff BASE``: a program as it was at a git revision."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import BASE

from mentorsite.cli import cli


def _git(folder: Path, *words: str) -> None:
    who = (
        "-c",
        "user.name=Program office",
        "-c",
        "user.email=mentors@aldervalley.example",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def _diff(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["diff", "--root", str(root), "--date", "2026-11-20", *words])


@pytest.fixture
def repository(program: Path) -> Path:
    """The tiny program in a folder of a git repository, with one commit."""
    _git(program.parent, "init", "-q", "-b", "main")
    (program / "mentors/.gitattributes").write_text("ben-osei.yml export-ignore\n")
    _git(program.parent, "add", "-A")
    _git(program.parent, "commit", "-q", "-m", "first")
    return program


def test_a_revision_is_compared(repository: Path) -> None:
    """Uncommitted changes are compared with a branch, also where the program is a folder of the repository."""
    assert _diff(repository, "main").stdout == "Nothing changes on the site.\n"
    (repository / "mentors/ben-osei.yml").unlink()
    result = _diff(repository, "main", "--format", "markdown")
    assert result.exit_code == 1
    assert "## What this change does\n\n1 mentor gone" in result.stdout
    assert "--allow-vanished" in result.stderr
    assert _diff(repository, "HEAD", "--allow-vanished").exit_code == 0


def test_a_folder_is_compared(program: Path) -> None:
    """BASE may be a folder with a program in it; git plays no part then."""
    assert _diff(program, str(BASE)).stdout == "Nothing changes on the site.\n"


def test_files_with_errors_are_named(repository: Path) -> None:
    """A file that cannot be read is left out of the comparison, and that is said."""
    (repository / "mentors/ben-osei.yml").write_text("name: [")
    result = _diff(repository, "HEAD")
    assert "Ben Osei has errors in the file." in result.stdout
    assert "Here some files have errors and are left out: mentors/ben-osei.yml" in result.stderr


@pytest.mark.parametrize("revision", ["no-such-branch", "--upload-pack=x", "HEAD~9"])
def test_an_unknown_revision_is_refused(repository: Path, revision: str) -> None:
    """What git does not know is said with what to do; an option is never passed on to git."""
    result = _diff(repository, "--", revision)
    assert result.exit_code == 2
    assert f'there is no folder or revision "{revision}" here' in " ".join(result.stderr.split())


def test_outside_a_repository_a_folder_is_asked_for(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a repository, or without git, the way out is named."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(program.parent))
    assert "this folder is in no git repository; compare with a folder instead" in _diff(program, "main").stderr
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in _diff(program, "main").stderr


def test_a_revision_before_the_program_is_refused(program: Path) -> None:
    """A commit in which there was no site.yml is nothing to compare with."""
    _git(program, "init", "-q", "-b", "main")
    _git(program, "commit", "-q", "--allow-empty", "-m", "empty")
    assert "at main there was no site.yml here" in _diff(program, "main").stderr


def test_a_broken_site_yml_is_named(program: Path) -> None:
    """Which side cannot be read is said."""
    (program / "site.yml").write_text("title: [")
    assert "site.yml cannot be read here" in _diff(program, str(BASE)).stderr


def test_a_path_that_is_no_program_is_told_as_a_folder(repository: Path, tmp_path: Path) -> None:
    """What can only be a folder is not looked up as a revision."""
    assert "there is no folder /nonexistent" in " ".join(_diff(repository, "/nonexistent").stderr.split())
    (tmp_path / "empty").mkdir()
    assert "has no site.yml" in " ".join(_diff(repository, str(tmp_path / "empty")).stderr.split())
