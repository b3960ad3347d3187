"""The hooks for pre-commit run commands that exist."""

from __future__ import annotations

import re

from click.testing import CliRunner
from conftest import SAMPLE

from mentorsite.cli import cli


def test_hooks_run_real_commands() -> None:
    """Each entry is a command with options that it takes, and looks at the files that it reads."""
    text = (SAMPLE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"entry: mentorsite (.*)", text)
    assert entries == ["check", "check --fix"]
    for entry in entries:
        assert CliRunner().invoke(cli, [*entry.split(), "--help"]).exit_code == 0
    for pattern in re.findall(r"files: (.*)", text):
        for path in ("mentors/given-family.yml", "mentors/photos/a.jpg", "content/start/a.md", "site.yml"):
            assert re.search(pattern, path)
        assert not re.search(pattern, "docs/a.md")
