"""Other questions: ``python -m bench.other check|version|broken --work FOLDER``.

``check`` sets `mentorsite check` against `check-jsonschema` with our own schema (``pip install check-jsonschema``),
``version`` the start of the program against importing its command-line library, ``broken`` a check of a program whose
every tenth profile is broken against a check of the whole one; before that, each broken profile must be reported at
one place, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Figure, Run, in_turn, measure, versus
from bench.speed import DAY, once, program

WAYS = (
    (r"\Z", "bogus: 1\n"),
    (r"(?m)^joined: .*$", "joined: 2026-13"),
    (r"(?m)^campus: .*$", "campus: Rivrside"),
    (r"\Z", "aliases: [\n"),
    (r'email: "[^"]*"', "email: nobody"),
)
"""How profiles are broken, in turn: what is replaced, and by what."""


def take(question: str, mentors: int, *, work: Path, peer: str = "", rounds: int = 5) -> dict[str, Figure]:
    """Answer one question: ``wall`` and ``cpu``."""
    work.mkdir(parents=True, exist_ok=True)
    ours = [sys.executable, "-m", "mentorsite"]
    if question == "version":
        return _pair([*ours, "--version"], [sys.executable, "-c", "import click"], "import click", work, rounds)
    source = program(work, mentors)
    check = [*ours, "check", "--no-cache", "--date", DAY, "--root"]
    if question == "check":
        return _pair([*check, str(source)], _peer(peer, source), "check-jsonschema", work, rounds)
    broken = once(work / f"broken-{mentors}", lambda folder: _break(source, folder))
    print(f"{located(broken)} located errors")
    return _pair([*check, str(broken)], [*check, str(source)], "a clean check", work, rounds, (0, 1))


def _pair(
    first: list[str], second: list[str], name: str, work: Path, rounds: int, allowed: Sequence[int] = (0,)
) -> dict[str, Figure]:
    turns = {
        "ours": lambda _: measure(first, work, allowed=allowed),
        name: lambda _: measure(second, work),
    }
    runs: dict[str, list[Run]] = in_turn(turns, rounds)
    return {field: versus(runs, field) for field in ("wall", "cpu")}


def _peer(command: str, source: Path) -> list[str]:
    subprocess.run([sys.executable, "-m", "mentorsite", "schema", "--write", "--root", str(source)], check=True)
    schema = source / ".schemas" / "profile.schema.json"
    files = sorted(map(str, (source / "mentors").glob("*.yml")))
    return [*shlex.split(command), "--schemafile", str(schema), *files]


def _break(source: Path, folder: Path) -> None:
    """Copy a program and break every tenth profile in one of five ways."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".mentorsite-cache", "_site"))
    for number, path in enumerate(_tenth(folder)):
        text = path.read_text("utf-8")
        mended = re.sub(*WAYS[number % len(WAYS)], text, count=1)
        assert mended != text
        path.write_text(mended, "utf-8")


def _tenth(folder: Path) -> list[Path]:
    return sorted((folder / "mentors").glob("*.yml"))[::10]


def located(folder: Path) -> int:
    """Return how many errors a check finds; ``SystemExit`` unless it is one in each broken profile, with its line."""
    command = [sys.executable, "-m", "mentorsite", "check", "--no-cache", "--date", DAY, "--format", "json", "--root"]
    said = subprocess.run([*command, str(folder)], capture_output=True, check=False)
    errors = [finding for finding in json.loads(said.stdout)["findings"] if finding["severity"] == "error"]
    places = sorted(Path(error["path"]).name for error in errors if error["line"] and error["column"])
    wanted = [path.name for path in _tenth(folder)]
    if said.returncode != 1 or places != wanted or len(errors) != len(wanted):
        missed, more = sorted(set(wanted) - set(places)), sorted(set(places) - set(wanted))
        raise SystemExit(
            f"{len(errors)} errors, {len(places)} of them located, for {len(wanted)} broken profiles; exit "
            f"{said.returncode}; not reported {missed[:5]}, reported though whole {more[:5]}"
        )
    return len(errors)


def main() -> None:
    """Answer one question and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=["check", "version", "broken"])
    parser.add_argument("--mentors", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", default="check-jsonschema", help="the peer's command")
    parser.add_argument("--work", type=Path, required=True)
    given = parser.parse_args()
    figures = take(given.question, given.mentors, work=given.work, peer=given.peer, rounds=given.rounds)
    for field, figure in figures.items():
        print(f"{field}: ratio {figure.ratio:.3f}, {figure.detail}")


if __name__ == "__main__":
    main()
