"""Bad sites and what is said of each: every folder ``cases/<code>/<name>`` is laid over ``base`` and built.

``expected.txt`` is the exact text that a coordinator reads. ``UPDATE=1 pytest tests/test_cases.py`` writes it anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, TODAY, Write

from mentorsite.build import build, check
from mentorsite.diagnostics import RULES
from mentorsite.report import as_text
from mentorsite.run import Options

CASES = sorted(path.relative_to(HERE / "cases").as_posix() for path in (HERE / "cases").glob("*/*"))
HINTS = (
    "profile-too-short",
    "profile-no-approach",
    "profile-no-place",
    "profile-no-help",
    "profile-no-reply-time",
    "photo-not-shown",
)
"""Cases of what only ``check`` says."""

TEN_MISTAKES = (
    "yaml-tab/tab-indent",
    "yaml-indent/lost-indent",
    "field-choice/capital-letter",
    "field-unknown/misspelled-key",
    "profile-unknown-term/misspelled-topic",
    "field-type/string-for-a-list",
    "yaml-duplicate-key/duplicate-key",
    "field-date/wrong-date",
    "field-url/no-scheme",
    "yaml-colon/unquoted-colon",
)


# What no version control can hold is made here.


def _unreadable(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if str(path).endswith("cleo-marsh.yml"):
            raise PermissionError(13, "Permission denied")
        return open_(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)


_CLEO = "mentors/cleo-marsh.yml"
_PREPARE: dict[str, Callable[[Path, pytest.MonkeyPatch], object]] = {
    "file-unreadable/no-permission": _unreadable,
    "file-too-large/a-million-and-one": lambda root, _: (root / _CLEO).write_bytes(b"#" * 1_000_001),
    "yaml-too-many/a-pasted-table": lambda root, _: (root / _CLEO).write_text(f"name: [{'a, ' * 50_001}]\n"),
    "file-symlink/out-of-the-folder": lambda root, _: (root / _CLEO).symlink_to(HERE / "conftest.py"),
    "file-missing/no-site-yml": lambda root, _: (root / "site.yml").unlink(),
    "file-missing/no-mentors": lambda root, _: shutil.rmtree(root / "mentors"),
    "file-missing/empty-mentors": lambda root, _: [path.unlink() for path in (root / "mentors").iterdir()],
}


@pytest.mark.parametrize("case", CASES)
def test_case_is_reported_word_for_word(case: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad site is reported in exactly the words of its expected.txt."""
    folder = HERE / "cases" / case
    files = [path for path in folder.rglob("*") if path.is_file() and path != folder / "expected.txt"]
    root = write({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})
    if case in _PREPARE:
        _PREPARE[case](root, monkeypatch)
    outcome = (check if case.startswith(HINTS) else build)(Options(root, TODAY))
    text = as_text(outcome.findings, root, color=False) + "\n"
    if os.environ.get("UPDATE"):
        (folder / "expected.txt").write_text(text, encoding="utf-8")
    assert text == (folder / "expected.txt").read_text(encoding="utf-8")
    assert f"[{case.partition('/')[0].replace('-', '/', 1)}]" in text
    assert outcome.published is not outcome.failed or case.startswith(HINTS)


@pytest.mark.parametrize("code", RULES)
def test_every_code_has_a_case(code: str) -> None:
    """No diagnostic exists without a bad site that shows it."""
    assert (HERE / "cases" / code.replace("/", "-")).is_dir()


def test_the_ten_typical_mistakes_are_cases() -> None:
    """The mistakes that coordinators make most are among the bad sites."""
    assert set(TEN_MISTAKES) <= set(CASES)
