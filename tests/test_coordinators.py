"""docs/coordinators.md shows what the commands print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import SAMPLE

from mentorsite.cli import cli

PAGE = SAMPLE / "docs" / "coordinators.md"
_BLOCK = re.compile(r"```(console|\w+ (\S+))\n(.*?)```", re.DOTALL)


def _git(*words: str) -> None:
    who = ("-c", "user.name=Office", "-c", "user.email=office@aldervalley.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


def test_every_output_is_true(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's files and commands, in their order, print what the page says. UPDATE=1 writes it anew."""
    monkeypatch.chdir(program)
    _git("init", "-q", "-b", "main")
    _git("add", "-A")
    _git("commit", "-q", "-m", "first")
    text = PAGE.read_text(encoding="utf-8")

    def run(match: re.Match[str]) -> str:
        if match[1] != "console":
            if match[2]:
                Path(match[2]).write_text(match[3], encoding="utf-8")
            return match[0]
        line = match[3].split("\n")[0]
        result = CliRunner().invoke(cli, shlex.split(line.removeprefix("$ mentorsite ")))
        return f"```console\n{line}\n{result.output.rstrip()}\n```"

    true = _BLOCK.sub(run, text)
    if os.environ.get("UPDATE"):
        PAGE.write_text(true, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == true
