"""Edits are saved all or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mentorsite.desk.changes import Change, ChangeRefused, as_diff, save


def test_changes_are_saved(tmp_path: Path) -> None:
    """Files are made, replaced with their permissions kept, and removed; no draft stays behind."""
    (tmp_path / "a.yml").write_text("a\n")
    (tmp_path / "a.yml").chmod(0o640)
    (tmp_path / "b.yml").write_text("b\n")
    save(tmp_path, [Change("a.yml", b"a\n", b"A\n"), Change("b.yml", b"b\n", None), Change("new/c.yml", None, b"c")])
    assert (tmp_path / "a.yml").read_text() == "A\n"
    assert (tmp_path / "a.yml").stat().st_mode & 0o777 == 0o640
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "a.yml",
        "new",
        "new/c.yml",
    ]


def test_a_file_that_changed_meanwhile_stops_everything(tmp_path: Path) -> None:
    """Nothing is saved when one of the files is not what the edit was worked out from."""
    (tmp_path / "a.yml").write_text("a\n")
    (tmp_path / "b.yml").write_text("somebody's\n")
    with pytest.raises(ChangeRefused, match=r"b\.yml was changed meanwhile; nothing was saved"):
        save(tmp_path, [Change("a.yml", b"a\n", b"A\n"), Change("b.yml", b"b\n", b"B\n")])
    with pytest.raises(ChangeRefused, match=r"a\.yml exists already"):
        save(tmp_path, [Change("a.yml", None, b"A\n")])
    assert (tmp_path / "a.yml").read_text() == "a\n"


def test_a_failure_leaves_every_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails while drafts are written, all files are as they were."""
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("old\n")
    calls = []

    def fail(number: int) -> None:
        calls.append(number)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        save(tmp_path, [Change("a.yml", b"old\n", b"new\n"), Change("b.yml", b"old\n", b"new\n")])
    assert [path.read_text() for path in sorted(tmp_path.iterdir())] == ["old\n", "old\n"]


def test_the_diff_is_what_version_control_shows() -> None:
    """New, removed, binary and unended files are shown as version control shows them."""
    diff = as_diff(
        [
            Change("a.yml", b"x\ny", b"x\nz\n"),
            Change("b.yml", None, b"new\n"),
            Change("c.png", b"\x89", None),
            Change("d.yml", b"same", b"same"),
        ]
    )
    assert diff == (
        "--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+z\n"
        "--- /dev/null\n+++ b/b.yml\n@@ -0,0 +1 @@\n+new\n"
        "Binary files a/c.png and /dev/null differ\n"
    )
