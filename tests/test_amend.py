"""Values of a mentor's file, changed in place and checked first."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Write

from mentorsite.cli import cli
from mentorsite.desk.amend import AmendRefused, assignment

ADA = "mentors/ada-lindgren.yml"


def _set(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["set", *words, "--root", str(root), "--date", "2026-11-20"])


def test_one_value_is_set_in_place(program: Path) -> None:
    """The value changes, the rest of the file does not, and the diff is shown."""
    before = (program / ADA).read_text()
    result = _set(program, "ada-lindgren", "capacity.max=4", "pronouns=she/her")
    assert result.exit_code == 0, result.output
    after = before.replace("max: 2", "max: 4").replace("Lindgren\n", "Lindgren\npronouns: she/her\n")
    assert (program / ADA).read_text() == after
    assert "+capacity: {max: 4" in result.stdout


def test_lists_need_no_brackets_and_no_value_removes(program: Path) -> None:
    """A list can be typed with commas alone; a field without a value goes."""
    assert _set(program, "ada-lindgren", "specialties=cardiology, ENT", "title=").exit_code == 0
    text = (program / ADA).read_text()
    assert "specialties: [cardiology, ENT]" in text
    assert "title:" not in text


def test_an_error_is_never_written(program: Path) -> None:
    """A value that would be an error is shown with its help, and the file stays."""
    before = (program / ADA).read_text()
    result = _set(program, "ada-lindgren", "capacity.max=0")
    assert result.exit_code == 1
    assert "has 1 mentees, but capacity.max is 0" in result.stderr
    assert _set(program, "ada-lindgren", "last_verified=2026-02-30").exit_code == 1
    assert (program / ADA).read_text() == before


def test_dry_run_writes_nothing(program: Path) -> None:
    """With --dry-run the diff is all that happens."""
    before = (program / ADA).read_text()
    assert "+title: Dean" in _set(program, "ada-lindgren", "title=Dean", "--dry-run").stdout
    assert (program / ADA).read_text() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ada-lindgrn", "title=x"), 'did you mean "ada-lindgren"?'),
        (("nobody-at-all", "title=x"), "the slug is the file's name"),
        (("ada-lindgren", "titel=x"), 'did you mean "title"?'),
        (("ada-lindgren", "title.x=y"), "it takes one value"),
        (("ada-lindgren", "capacity.maxx=1"), 'did you mean "max"?'),
        (("ada-lindgren", "title"), "write it as field=value"),
        (("ada-lindgren", "capacity=[1"), "cannot be read"),
        (("ada-lindgren",), "Missing argument"),
    ],
)
def test_wrong_usage_says_what_to_type(program: Path, words: tuple[str, ...], message: str) -> None:
    """A wrong slug, field or form is answered with the right one."""
    result = _set(program, *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_what_is_set_already_is_left(program: Path) -> None:
    """Setting the same value again writes nothing."""
    stamp = (program / ADA).stat().st_mtime_ns
    assert "says so already" in _set(program, "ada-lindgren", "capacity.max=2").stdout
    assert (program / ADA).stat().st_mtime_ns == stamp


def test_a_broken_file_is_not_edited(write: Write) -> None:
    """A file that cannot be read is for a person to mend first."""
    root = write({"mentors/cleo-marsh.yml": "name: Cleo\n\ttitle: x\n"})
    result = _set(root, "cleo-marsh", "title=y")
    assert result.exit_code == 2
    assert "indented with a tab" in result.stderr


def test_assignment_keeps_text_as_it_is() -> None:
    """Text needs no quotation marks, whatever it holds."""
    assert assignment("title=Chief: of [all]", None) == (("title",), "Chief: of [all]")
    with pytest.raises(AmendRefused):
        assignment("=x", None)


def test_a_bare_number_does_not_replace_dated_terms(program: Path) -> None:
    """Where terms have an end, a number alone is refused with what to type; both suggestions are taken."""
    before = (program / ADA).read_text()
    result = _set(program, "ada-lindgren", "capacity.max=4", "capacity.current=3")
    assert result.exit_code == 2
    said = " ".join(result.stderr.replace("│", "").split())
    assert "[{count: 1, until: 2027-06-30}]), and 3 alone would lose that" in said
    assert '"capacity.current=[{count: 1, until: 2027-06-30}, {count: 2}]"' in said
    assert (program / ADA).read_text() == before
    for terms in ("[{count: 1, until: 2027-06-30}, {count: 2}]", "[{count: 3}]"):
        assert _set(program, "ada-lindgren", "capacity.max=4", f"capacity.current={terms}").exit_code == 0
    assert "until" not in (program / ADA).read_text()
