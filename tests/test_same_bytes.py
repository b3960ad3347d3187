"""Equal sources and an equal day give equal bytes; more of this in ``test_build.py`` and ``test_compute.py``."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import SAMPLE, TODAY, sample_copy, tree

from mentorsite.build import build
from mentorsite.run import Options


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample program."""
    return sample_copy(tmp_path / "program")


def _times(root: Path, patch: pytest.MonkeyPatch) -> None:
    for number, path in enumerate(sorted(root.rglob("*"))):
        os.utime(path, (number * 86_400, number * 86_400))


def _order(root: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the system list every folder in another order than before."""
    draw, listdir, scandir = random.Random(5), os.listdir, os.scandir

    def shuffled(*args: object) -> list[str]:
        return draw.sample(found := listdir(*args), len(found))  # type: ignore[call-overload]

    class Shuffled:
        def __init__(self, *args: object) -> None:
            with scandir(*args) as entries:  # type: ignore[call-overload]
                found = list(entries)
            self.entries = iter(draw.sample(found, len(found)))

        def __enter__(self) -> Shuffled:
            return self

        def __exit__(self, *_: object) -> None: ...

        def __iter__(self) -> Shuffled:
            return self

        def __next__(self) -> os.DirEntry[str]:
            return next(self.entries)

        def close(self) -> None: ...

    patch.setattr(os, "listdir", shuffled)
    patch.setattr(os, "scandir", Shuffled)


def _place(root: Path, patch: pytest.MonkeyPatch) -> None:
    patch.chdir("/")
    patch.setenv("HOME", "/nonexistent")
    patch.setenv("USER", "somebody")


@pytest.mark.parametrize("change", [_times, _order, _place], ids=lambda change: change.__name__)
def test_what_is_no_source_changes_no_byte(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    """Files' times, the order in which folders list them, who builds and where: the site is the same."""
    assert build(Options(sample, TODAY, tmp_path / "a" / "site")).published
    change(sample, monkeypatch)
    assert build(Options(sample, TODAY, tmp_path / "b" / "site", jobs=2)).published
    monkeypatch.undo()
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_every_python_makes_the_same_bytes(tmp_path: Path) -> None:
    """Each Python that .ci/run finds beside its own, with equal versions of what is needed, builds the same site."""
    pythons = [sys.executable, *filter(None, os.environ.get("OTHER_PYTHONS", "").split(":"))]
    if len(pythons) == 1:
        pytest.skip("no other Python is at hand: OTHER_PYTHONS names them")
    for number, python in enumerate(pythons):
        command: list[str | Path] = [
            python,
            "-m",
            "mentorsite",
            "build",
            "--root",
            SAMPLE,
            "--out",
            tmp_path / str(number) / "site",
        ]
        environment = {**os.environ, "PYTHONPATH": str(SAMPLE)}
        subprocess.run(
            [*command, "--date", "2026-11-20", "--no-cache"], check=True, env=environment, capture_output=True
        )
        assert tree(tmp_path / str(number)) == tree(tmp_path / "0"), python


def test_supported_pythons_are_those_that_are_tried() -> None:
    """What the package says that it runs on is what the tests' workflow runs; the site's workflows use one of these."""
    project = tomllib.loads((SAMPLE / "pyproject.toml").read_text())["project"]
    named = [c.rpartition(" ")[2] for c in project["classifiers"] if re.search(r":: 3\.\d+$", c)]
    tests = yaml.safe_load((SAMPLE / ".github/workflows/tests.yml").read_text())
    assert tests["jobs"]["test"]["strategy"]["matrix"]["python-version"] == named
    assert project["requires-python"] == f">={named[0]}"
    for path in (".github/workflows/site.yml", "mentorsite/starter/_dot_github/workflows/site.yml"):
        used = re.findall(r'python-version: "([\d.]+)"', (SAMPLE / path).read_text())
        assert used
        assert set(used) <= set(named)
