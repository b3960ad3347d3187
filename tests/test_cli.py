"""The command line, as a user runs it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Write
from jsonschema import Draft7Validator

from mentorsite import __version__

CLEO = "name: Cleo Marsh\ncapacity: {max: 1, current: [{count: 1, until: 2026-11-21}]}\nconsent: {date: 2026-09-01}\n"


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a program's folder."""
    return subprocess.run(
        [sys.executable, "-m", "mentorsite", *arguments],
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795176000", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_clean_build_ends_with_where_it_lies(program: Path) -> None:
    """Exit code 0, one line: what was made, how long it took, and where."""
    done = run(program, "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("Built 2 mentors, 2 guides, ")
    assert "index.html" in done.stdout


def test_problems_in_the_content_are_exit_code_1(write: Write) -> None:
    """Findings go to standard error, nothing to standard output, and the last line says that nothing was published."""
    root = write({"mentors/cleo-marsh.yml": "nam: Cleo\n"})
    for command in ("build", "check"):
        done = run(root, command)
        assert (done.returncode, done.stdout) == (1, "")
        assert 'Did you mean "name"?' in done.stderr
        assert "\x1b" not in done.stderr
    assert not (root / "_site").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("bild",),
        ("build", "--dat", "2026-09-01"),
        ("build", "--date", "1 September"),
        ("build", "--root", "nowhere"),
        ("build", "--out", "mentors"),
        ("build", "--out", "."),
        ("init", "."),
        ("new", "mentor", "李明"),
        ("new", "mentor", "Ada Lindgren"),
        ("new", "guide", "Title", "--section", "../x"),
        ("schema", "mentor"),
        ("serve", "--port", "99999999"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(program: Path, arguments: tuple[str, ...]) -> None:
    """A wrong word, value or folder is said in a line or two, without a traceback."""
    done = run(program, *arguments)
    assert done.returncode == 2
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failing_machine_is_exit_code_3(program: Path) -> None:
    """Where nothing can be written the reason stands in one line."""
    done = run(program, "build", "--out", "/proc/mentorsite/_site")
    assert done.returncode == 3
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_help_and_version_answer(program: Path) -> None:
    """Every command has a sentence, and its help names its options."""
    assert run(program, "--version").stdout == f"mentorsite {__version__}\n"
    whole = run(program, "--help").stdout
    for command in ("build", "check", "serve", "init", "new", "schema"):
        assert f"\n  {command}" in whole
        done = run(program, command, "--help")
        assert done.returncode == 0
        assert "Usage: mentorsite" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "state"),
    [
        (("--date", "2026-11-20"), {}, "full"),
        (("--date", "2026-11-21"), {}, "open"),
        ((), {"SOURCE_DATE_EPOCH": "1795176000"}, "full"),
        ((), {"SOURCE_DATE_EPOCH": "1795262400"}, "open"),
        (("--date", "2026-11-20"), {"SOURCE_DATE_EPOCH": "1795262400"}, "full"),
    ],
)
def test_the_day_comes_from_the_option_then_the_environment(
    write: Write, arguments: tuple[str, ...], environment: dict[str, str], state: str
) -> None:
    """--date wins over SOURCE_DATE_EPOCH; availability follows from the day."""
    root = write({"mentors/cleo-marsh.yml": CLEO})
    assert run(root, "build", *arguments, **environment).returncode == 0
    data = (root / "_site/data/mentors.json").read_text().split("cleo-marsh")[1]
    assert f'"state": "{state}"' in data


def test_a_day_of_nonsense_is_refused(program: Path) -> None:
    """A SOURCE_DATE_EPOCH that is no number is wrong usage."""
    for epoch in ("yesterday", "9" * 40):
        assert run(program, "check", SOURCE_DATE_EPOCH=epoch).returncode == 2


def on_terminal(root: Path, **environment: str) -> str:
    """Run a check whose standard error is a terminal; return what it shows."""
    leader, follower = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    command = [sys.executable, "-m", "mentorsite", "check", "--date", "2026-11-20"]
    environment = {**clean, "TERM": "xterm", **environment}
    subprocess.run(command, cwd=root, env=environment, stderr=follower, stdout=subprocess.DEVNULL, check=False)
    os.close(follower)
    shown = b""
    try:
        while data := os.read(leader, 65536):
            shown += data
    except OSError:
        pass
    os.close(leader)
    return shown.decode()


def test_color_is_for_terminals_that_want_it(write: Write) -> None:
    """A terminal gets color; with NO_COLOR, or when it is dumb, it does not."""
    root = write({"mentors/cleo-marsh.yml": "nam: Cleo\n"})
    assert "\x1b[1;31m" in on_terminal(root)
    assert "\x1b" not in on_terminal(root, NO_COLOR="1")
    assert "\x1b" not in on_terminal(root, TERM="dumb")


def test_no_file_commands_the_terminal(write: Write) -> None:
    """Escape sequences in a file's name or text are shown as their code points."""
    root = write({"mentors/cleo-marsh.yml": 'name: Cleo\n"\\e[31mx": 1\n', "mentors/\x1b[2J.yml": "name: D\n"})
    done = run(root, "check")
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    assert "<U+001B>" in done.stderr


def test_a_reader_who_goes_away_is_no_bug(program: Path) -> None:
    """With standard output closed or its reader gone there is no traceback."""
    for command in ("schema", "check", "build"):
        line = f'"{sys.executable}" -m mentorsite {command} --root "{program}"'
        for end in (">&-", "| head -c 1 >/dev/null"):
            done = subprocess.run(
                ["sh", "-c", f"{line} {end}"], capture_output=True, text=True, timeout=60, check=False
            )
            assert "Traceback" not in done.stderr, (command, end, done.stderr)
            assert "bug" not in done.stderr, (command, end, done.stderr)


def test_new_files_are_valid_at_once(program: Path) -> None:
    """What new mentor and new guide write passes the check as it is; a mentor without consent is a note."""
    assert run(program, "new", "mentor", "Zoë O'Rourke-Lindqvist").returncode == 0
    assert run(program, "new", "guide", "Writing a first e-mail: how to").returncode == 0
    assert (program / "mentors/zoe-orourke-lindqvist.yml").is_file()
    done = run(program, "check")
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr


def test_schemas_are_printed_and_written(program: Path) -> None:
    """Each kind of file has a schema, printed or put where editors look."""
    import json

    for kind in ("profile", "guide", "site"):
        Draft7Validator.check_schema(json.loads(run(program, "schema", kind).stdout))
    assert run(program, "schema", "--write").returncode == 0
    assert sorted(path.name for path in (program / ".schemas").iterdir()) == [
        "guide.schema.json",
        "profile.schema.json",
        "site.schema.json",
    ]
