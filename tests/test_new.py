"""``new mentor`` asks on a terminal and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import TODAY

from mentorsite.build import check
from mentorsite.cli import cli
from mentorsite.run import Options


def _new(root: Path, *words: str, answers: str = "") -> str:
    command = ["new", "mentor", *words, "--root", str(root), "--date", TODAY.isoformat()]
    result = CliRunner().invoke(cli, command, input=answers)
    return f"{result.exit_code} {result.output}"


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are answered as if at a terminal."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)


def test_with_a_name_nothing_is_asked(program: Path) -> None:
    """The file is written at once, and is a good profile as it stands."""
    assert _new(program, "Cleo O'Marsh").startswith("0 Wrote")
    assert not check(Options(program, TODAY)).failed
    assert "name: Cleo O'Marsh" in (program / "mentors/cleo-omarsh.yml").read_text(encoding="utf-8")


def test_the_day_is_that_of_the_program(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written at two in the morning in London bears the day that it is where the program is."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795399200")
    settings = program / "site.yml"
    kept = [line for line in settings.read_text("utf-8").split("\n") if not line.startswith("timezone:")]
    settings.write_text("\n".join([*kept, "timezone: America/New_York"]), "utf-8")
    for command in (["mentor", "Cleo O'Marsh"], ["guide", "A new guide"]):
        assert not CliRunner().invoke(cli, ["new", *command, "--root", str(program)]).exit_code
    assert "last_verified: 2026-11-22" in (program / "mentors/cleo-omarsh.yml").read_text("utf-8")
    (guide,) = program.glob("content/*/a-new-guide.md")
    assert "published: 2026-11-22" in guide.read_text("utf-8")


def test_without_a_terminal_the_name_is_needed(program: Path) -> None:
    """In a script the command never waits for an answer."""
    assert "questions need a terminal" in _new(program)


@pytest.mark.usefixtures("_terminal")
def test_answers_are_checked_and_written(program: Path) -> None:
    """A wrong answer is explained and asked again; aliases become the usual form; the profile is published."""
    answers = (
        "\nCleo Marsh\nHead: of Heart\ncardiolgy\nheart, ENT\nresearch\n\nmany\n3\ncleo@\n\n2026-13-01\n2026-11-01\n"
    )
    output = _new(program, answers=answers)
    assert output.startswith("0 "), output
    assert 'Did you mean "cardiology"?' in output
    assert '"many" is not a whole number' in output
    text = (program / "mentors/cleo-marsh.yml").read_text(encoding="utf-8")
    for line in (
        'title: "Head: of Heart"',
        "specialties: [cardiology, otolaryngology]",
        "capacity: {max: 3, current: 0}",
        "consent: {date: 2026-11-01, scope: public}",
        "# contact:",
    ):
        assert f"\n{line}" in text
    outcome = check(Options(program, TODAY))
    assert not outcome.failed
    assert outcome.mentors == 3


def test_an_existing_mentor_is_never_overwritten(program: Path) -> None:
    """A second file of one name is refused."""
    assert "exists already" in _new(program, "Ada Lindgren")
