"""Other questions: ``python -m bench.other check|version|broken --work FOLDER``.

``check`` sets `mentorsite check` against `check-jsonschema` with our own schema (``pip install check-jsonschema``),
``version`` the start of the program against importing its command-line library, ``broken`` a check of a program whose
every tenth profile is broken against a check of the whole one.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from bench import ours
from bench.measure import Run, in_turn, measure, median, ratio

DAY = "2026-11-22"


def main() -> None:
    """Answer one question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=["check", "version", "broken"])
    parser.add_argument("--mentors", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", default="check-jsonschema", help="the peer's command")
    parser.add_argument("--work", type=Path, required=True)
    given = parser.parse_args()
    program = given.work / f"ours-{given.mentors}"
    if given.question != "version" and not program.exists():
        ours.write(program, given.mentors)
    check = [sys.executable, "-m", "mentorsite", "check", "--no-cache", "--date", DAY, "--root"]
    pairs = {
        "version": ([sys.executable, "-m", "mentorsite", "--version"], [sys.executable, "-c", "import click"]),
        "check": ([*check, str(program)], _peer(given.peer, program) if given.question == "check" else []),
        "broken": ([*check, str(_broken(program))] if given.question == "broken" else [], [*check, str(program)]),
    }
    first, second = pairs[given.question]

    def once(command: list[str]) -> Run:
        return measure(command, given.work, allowed=(0, 1))

    runs = in_turn({"first": lambda _: once(first), "second": lambda _: once(second)}, given.rounds)
    for field in ("wall", "cpu"):
        a, b = runs["first"], runs["second"]
        print(f"{field}: {median(a, field):.2f} against {median(b, field):.2f}, ratio {ratio(a, b, field):.2f}")


def _peer(command: str, program: Path) -> list[str]:
    subprocess.run([sys.executable, "-m", "mentorsite", "schema", "--write", "--root", str(program)], check=True)
    schema = program / ".schemas" / "profile.schema.json"
    return ["sh", "-c", f"{command} --schemafile {schema} {program}/mentors/*.yml"]


def _broken(program: Path) -> Path:
    """Copy a program and break every tenth profile in one of five ways."""
    copy = program.with_name(program.name + "-broken")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(program, copy, ignore=shutil.ignore_patterns(".mentorsite-cache", "_site"))
    ways = (
        "\nbogus: 1\n",
        "\njoined: 2026-13\n",
        "\ncampus: Rivrside\n",
        "\nname: [\n",
        "\ncontact: {email: nobody}\n",
    )
    for number, path in enumerate(sorted((copy / "mentors").glob("*.yml"))[::10]):
        path.write_text(path.read_text("utf-8") + ways[number % len(ways)], "utf-8")
    return copy


if __name__ == "__main__":
    main()
