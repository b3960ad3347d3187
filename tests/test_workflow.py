"""The ready-made workflows: what they promise, line by line, and their commands run for once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import SAMPLE, TODAY

from mentorsite import __version__
from mentorsite.starter import copy_starter
from mentorsite.store import FOLDER

WORKFLOW = SAMPLE / "mentorsite/starter/_dot_github/workflows/site.yml"
OWN = SAMPLE / ".github/workflows/site.yml"


def _gitlab() -> str:
    text = (SAMPLE / "docs/publishing.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(image: .*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def said() -> Any:
    """What the workflow says; YAML of its kind takes the key ``on`` for a truth."""
    made = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return {("on" if name is True else name): value for name, value in made.items()}


def test_workflows_are_what_their_hosts_take(tmp_path: Path) -> None:
    """GitHub's and GitLab's own schemas accept the workflow of init, that of this repository, and the page's."""
    (tmp_path / "gitlab.yml").write_text(_gitlab())
    for schema, paths in {"github-workflows": (WORKFLOW, OWN), "gitlab-ci": (tmp_path / "gitlab.yml",)}.items():
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_pull_requests_get_no_rights_and_no_secrets(said: Any) -> None:
    """The event is pull_request, the token may read, only the job that publishes may write, and only on main."""
    text = WORKFLOW.read_text(encoding="utf-8")
    assert "pull_request_target" not in text
    assert "secrets" not in text
    assert said["permissions"] == {"contents": "read"}
    rights = {name: job.get("permissions") for name, job in said["jobs"].items()}
    assert rights == {"build": None, "publish": {"pages": "write", "id-token": "write"}}
    assert said["jobs"]["publish"]["if"] == "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"
    assert said["jobs"]["publish"]["needs"] == "build"


def test_it_runs_when_it_should(said: Any) -> None:
    """On pull requests, and when their labels change; on main; once a day."""
    assert set(said["on"]["pull_request"]["types"]) >= {"opened", "synchronize", "reopened", "labeled"}
    assert said["on"]["push"] == {"branches": ["main"]}
    minute, hour, *rest = said["on"]["schedule"][0]["cron"].split()
    assert minute.isdigit()
    assert hour.isdigit()
    assert rest == ["*", "*", "*"]


def test_actions_are_pinned_to_release_tags(said: Any) -> None:
    """Each action is named with its whole version; none with a branch or a hash that nobody looked up."""
    used = [step["uses"] for job in said["jobs"].values() for step in job["steps"] if "uses" in step]
    assert len(used) == 6
    assert all(re.fullmatch(r"actions/[a-z-]+@v[0-9]+\.[0-9]+\.[0-9]+", name) for name in used)


def test_the_cache_is_that_of_the_tool(said: Any) -> None:
    """The folder that is kept between runs is the one in which mentorsite keeps what it read."""
    cache = next(step["with"] for step in said["jobs"]["build"]["steps"] if "cache@" in step.get("uses", ""))
    assert cache["path"] == FOLDER
    assert cache["key"].startswith(cache["restore-keys"])
    assert "run_id" in cache["key"]
    assert f"paths: [{FOLDER}/]" in _gitlab()


def test_user_text_reaches_no_command(said: Any) -> None:
    """What an event says, such as a branch's name, is given as a variable and never written into a command."""
    runs = [step["run"] for job in said["jobs"].values() for step in job["steps"] if "run" in step]
    assert not [run for run in runs if "${{" in run]


def test_our_own_workflow_is_the_same_but_for_what_it_installs() -> None:
    """This repository builds its sample with the workflow that init writes."""
    ours, theirs = (path.read_text(encoding="utf-8").splitlines() for path in (OWN, WORKFLOW))
    assert [line for line in ours if line not in theirs] == [
        "          cache-dependency-path: pyproject.toml",
        "      - run: pip install -e .",
        "      - run: mentorsite build",
    ]


def _git(root: Path, *words: str) -> None:
    person = ["-c", "user.name=Ada Lindgren", "-c", "user.email=ada@school.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *person, *words], check=True, capture_output=True)


def _propose(root: Path, file: str, text: str) -> None:
    """Make what a host checks out for a pull request: main merged with a branch that changes a file."""
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "Start")
    _git(root, "checkout", "-qb", "change")
    (root / file).write_text(text, encoding="utf-8")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "A change")
    _git(root, "checkout", "-q", "main")
    _git(root, "merge", "-q", "--no-ff", "-m", "Merge", "change")


def _steps(said: Any, root: Path, scratch: Path, **variables: str) -> dict[str, int]:
    """Run the commands of the build job as the runner does, but for pip; return their exit codes by name."""
    codes = {}
    scripts = Path(sys.executable).parent
    base = {"PATH": f"{scripts}:{os.environ['PATH']}", "HOME": str(scratch), "RUNNER_TEMP": str(scratch)}
    base |= {"GITHUB_STEP_SUMMARY": str(scratch / "summary.md"), "SOURCE_DATE_EPOCH": "1795176000", **variables}
    for step in said["jobs"]["build"]["steps"]:
        if "run" in step:
            run = "\n".join(line for line in step["run"].splitlines() if not line.startswith("pip "))
            done = subprocess.run(["bash", "-e", "-c", run], cwd=root, env=base, capture_output=True, check=False)
            codes[step.get("name", step["run"])] = done.returncode
    return codes


CHECK, DIFF, BUILD = "mentorsite check --format github", "Say what the change does to the site", "Build"
NEW = "name: Cleo Marsh\nspecialties: [cardiology]\nconsent: {date: 2026-09-01}\ncapacity: {max: 1}\n"


def test_the_commands_of_a_pull_request_run(said: Any, tmp_path: Path) -> None:
    """On a merge with a new mentor, check and build pass, and the summary says what the change does."""
    root = tmp_path / "program"
    copy_starter(root, TODAY)
    _propose(root, "mentors/cleo-marsh.yml", NEW)
    codes = _steps(said, root, tmp_path, FROM="HEAD", ALLOW="", TRUST="")
    assert set(codes.values()) == {0}, codes
    assert "Cleo Marsh" in (tmp_path / "summary.md").read_text()
    assert (root / "_site/mentors/cleo-marsh.html").exists()
    assert (tmp_path / "requirements.txt").read_text() == (root / "requirements.txt").read_text()


def test_a_fork_brings_profiles_and_no_code(said: Any, tmp_path: Path) -> None:
    """From a fork a profile is built; a change of what is installed is neither installed nor built."""
    for name, file, text, code in (
        ("one", "mentors/cleo-marsh.yml", NEW, 0),
        ("two", "requirements.txt", "something-else\n", 1),
    ):
        root = tmp_path / name / "program"
        copy_starter(root, TODAY)
        _propose(root, file, text)
        codes = _steps(said, root, tmp_path / name, FROM="HEAD^1", ALLOW="", TRUST="--untrusted --base HEAD^1")
        assert codes[BUILD] == code
        assert "mentorsite==" in (tmp_path / name / "requirements.txt").read_text()


def test_an_address_that_vanishes_needs_the_label(said: Any, tmp_path: Path) -> None:
    """A mentor's file under another name, without an alias, makes the check red unless the label is there."""
    root = tmp_path / "program"
    copy_starter(root, TODAY)
    (root / "mentors/cleo-marsh.yml").write_text(NEW)
    _propose(root, "mentors/cleo-marsh-lund.yml", NEW.replace("Marsh", "Marsh Lund"))
    (root / "mentors/cleo-marsh.yml").unlink()
    assert _steps(said, root, tmp_path, FROM="HEAD", ALLOW="", TRUST="")[DIFF] == 1
    assert _steps(said, root, tmp_path, FROM="HEAD", ALLOW="--allow-vanished", TRUST="")[DIFF] == 0


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (None, f"mentorsite=={__version__}"),
        ('{"url": "file:///home/x/mentorsite", "dir_info": {"editable": true}}', f"mentorsite=={__version__}"),
        (
            '{"url": "https://git.school.example/mentorsite.git", "vcs_info": {"vcs": "git", "commit_id": "1a2b"}}',
            "mentorsite @ git+https://git.school.example/mentorsite.git@1a2b",
        ),
        (
            '{"url": "https://files.school.example/mentorsite-0.1-py3-none-any.whl", "archive_info": {}}',
            "mentorsite @ https://files.school.example/mentorsite-0.1-py3-none-any.whl",
        ),
    ],
)
def test_a_new_program_asks_for_the_mentorsite_that_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str | None, wanted: str
) -> None:
    """requirements.txt names the address that the running program was installed from, else its version."""

    class Installed:
        """A distribution that says where it came from."""

        def read_text(self, name: str) -> str | None:
            return told if name == "direct_url.json" else None

    monkeypatch.setattr(metadata, "distribution", lambda name: Installed())
    copy_starter(tmp_path / "new", TODAY)
    lines = (tmp_path / "new/requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [wanted]
