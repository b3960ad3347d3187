"""docs/coordinators.md and docs/commands.md show what the commands print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import SAMPLE
from test_docs import commands, section

from mentorsite import serve
from mentorsite.cli import cli

DOCS = SAMPLE / "docs"
_BLOCK = re.compile(r"```(console|\w+ (\S+))\n(.*?)```", re.DOTALL)


def _git(*words: str) -> None:
    who = ("-c", "user.name=Office", "-c", "user.email=office@aldervalley.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


class _Loop:
    """The preview's loop on a day on which somebody presses Ctrl-C at once."""

    @staticmethod
    def current() -> type[_Loop]:
        return _Loop

    @staticmethod
    def start() -> None:
        raise KeyboardInterrupt


class _Server:
    """A server that binds no port."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def add_sockets(self, _: object) -> None: ...


@pytest.fixture
def office(program: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny program in a repository, as the folder in which commands run; its preview ends at once."""
    monkeypatch.chdir(program)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795176000")
    monkeypatch.setattr(serve, "IOLoop", _Loop)
    monkeypatch.setattr(serve, "HTTPServer", _Server)
    monkeypatch.setattr(serve, "_bind", lambda port: ([], port))
    monkeypatch.setattr(serve.LiveReloadHandler, "start_tasks", lambda: None)
    monkeypatch.setattr(serve.signal, "signal", lambda *_: None)
    _git("init", "-q", "-b", "main")
    _git("add", "-A")
    _git("commit", "-q", "-m", "first")
    return program


@pytest.mark.parametrize("page", ["coordinators.md", "commands.md"])
def test_every_output_is_true(office: Path, page: str) -> None:
    """The page's files and commands, in their order, print what the page says. UPDATE=1 writes it anew."""
    text = (DOCS / page).read_text(encoding="utf-8")

    def run(match: re.Match[str]) -> str:
        if match[1] != "console":
            if match[2]:
                Path(match[2]).write_text(match[3], encoding="utf-8")
            return match[0]
        line = match[3].split("\n")[0]
        result = CliRunner().invoke(cli, shlex.split(line.removeprefix("$ mentorsite ")))
        # How long it took is never the same, and how many files the theme has is no business of the page's.
        output = re.sub(r"in [0-9.]+ s:", "in 0.3 s:", result.output.rstrip())
        output = re.sub(r"(pages,? \(?)[0-9]+ changed", r"\g<1>93 changed", output)
        return f"```console\n{line}\n{output}\n```"

    true = _BLOCK.sub(run, text)
    if os.environ.get("UPDATE"):
        (DOCS / page).write_text(true, encoding="utf-8")
    assert (DOCS / page).read_text(encoding="utf-8") == true


@pytest.mark.parametrize("path", [path for path, _ in commands()])
def test_each_command_is_shown_with_its_output(path: str) -> None:
    """In the section of each command stands what it prints."""
    said = section((DOCS / "commands.md").read_text(encoding="utf-8"), f"## {path}")
    assert f"```console\n$ {path}" in said


def test_pictures_are_small_used_and_said_in_words() -> None:
    """Each picture of the docs stands on some page, with words for who cannot see it, and is quick to load."""
    pages = [*DOCS.glob("*.md"), SAMPLE / "README.md", SAMPLE / "CONTRIBUTING.md"]
    shown = re.findall(r"!\[([^\]]*)\]\((?:docs/)?images/([^)]+)\)", "".join(page.read_text("utf-8") for page in pages))
    assert {name for _, name in shown} == {path.name for path in (DOCS / "images").iterdir()}
    assert all(len(words) > 30 for words, _ in shown)
    assert all(path.stat().st_size < 150_000 for path in (DOCS / "images").iterdir())
