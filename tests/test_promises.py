"""The pages on security and privacy promise only what a test shows."""

from __future__ import annotations

import re

import pytest
from conftest import HERE

TOP = HERE.parent


@pytest.mark.parametrize("name", ["security.md", "privacy.md"])
def test_every_promise_names_a_test_that_exists(name: str) -> None:
    """Each test that the page names is there."""
    text = (TOP / "docs" / name).read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?", text)
    assert len(named) > 8
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (TOP / path).is_file() or f"def {test}" not in (TOP / path).read_text("utf-8")
    ]
    assert not missing


NO_PROMISES = {"The boundary", "Not promised"}


@pytest.mark.parametrize("name", ["security.md", "privacy.md"])
def test_every_promise_names_a_test(name: str) -> None:
    """Each point of a list, and each section that has none, names the test that shows it."""
    _, *sections = re.split(r"^## ", (TOP / "docs" / name).read_text("utf-8"), flags=re.MULTILINE)
    bare = []
    for section in sections:
        title, _, text = section.partition("\n")
        points = re.findall(r"^- .*(?:\n  .*)*", text, re.MULTILINE) or [text]
        bare += [point for point in points if title not in NO_PROMISES and "`tests/" not in point]
    assert len(sections) > 5
    assert not bare


def test_scripts_set_no_cookie_and_call_nobody() -> None:
    """No script of ours sets a cookie, sends a beacon, or names another host."""
    for path in (TOP / "mentorsite/theme/assets/js").rglob("*.js"):
        text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"document\.cookie|sendBeacon|XMLHttpRequest|EventSource|RTCPeer", text), path.name
        assert not re.search(r"(fetch|import)\(\s*[\"'`](https?:)?//", text), path.name
