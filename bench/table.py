"""The whole table of speed and scale: ``python -m bench.table --work FOLDER --peers FOLDER``.

Each row is taken by the runner of its question, rounds interleaved, and printed as Markdown with its bar and goal. A
row whose peer is not named says so instead of a figure; a row that fails says why, and the others are taken.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bench import growth, other, peers, serve, speed
from bench.install import commands
from bench.measure import Figure

LIBRARIES = ("PyYAML", "Markdown", "nh3", "Jinja2", "click", "livereload")
PEERS = ("hugo", *peers.PEERS, "check-jsonschema")


class Line(NamedTuple):
    """A line of the table: the work, which of the row's figures it shows, the bar and the goal."""

    work: str
    field: str
    bar: float
    goal: float


class Row(NamedTuple):
    """A question: against whom, which peers it cannot do without, and the lines that its figures make."""

    key: str
    against: str
    needs: tuple[str, ...]
    take: Callable[[], dict[str, Figure]]
    lines: tuple[Line, ...]


def rows(given: argparse.Namespace) -> list[Row]:
    """Return the rows in their order; the figures of each are taken when it is called."""
    few, many, most = given.few, given.many, given.most
    named = vars(given)
    hugo = partial(speed.take, hugo_program=given.hugo, work=given.work, rounds=given.rounds)
    saves = partial(serve.take, hugo_program=given.hugo, work=given.work, rounds=given.rounds)
    others = partial(other.take, work=given.work, rounds=given.rounds)
    generators = {name: named[name] for name in peers.PEERS if named[name]}
    absent = tuple(name for name in peers.PEERS if not named[name])
    fastest = "the fastest of " + ", ".join(generators or peers.PEERS)
    if generators and absent:
        fastest += f" (not measured: no {' or '.join(absent)})"
    memory = given.memory
    place = "in memory" if memory else "on disk (no --memory)"
    schema = given.check_jsonschema or ""
    return [
        Row("cold-memory", "Hugo", ("hugo",), lambda: hugo("cold", many, out=memory), (
            Line(f"cold build, {many}, output {place}, CPU", "cpu", 0.6, 0.4),
            Line(f"cold build, {many}, output {place}, wall", "wall", 0.6, 0.4),
        )),
        Row("cold-disk", "Hugo", ("hugo",), lambda: hugo("cold", many), (
            Line(f"cold build, {many}, wall on disk", "wall", 0.7, 0.5),
        )),
        Row("cold-few", "Hugo", ("hugo",), lambda: hugo("cold", few, out=memory), (
            Line(f"cold build, {few}, output {place}, wall", "wall", 1.0, 0.7),
        )),
        Row("edit", "Hugo", ("hugo",), lambda: hugo("edit", many, out=memory), (
            Line(f"rebuild after one profile's edit, {many}, new process", "wall", 0.08, 0.04),
        )),
        Row("same", "Hugo", ("hugo",), lambda: hugo("same", many, out=memory), (
            Line(f"rebuild with nothing changed, {many}", "wall", 0.03, 0.015),
        )),
        Row("memory", "Hugo", ("hugo",), lambda: hugo("memory", many, out=memory), (
            Line(f"peak memory, {many}", "memory", 0.6, 0.3),
        )),
        Row("peers", fastest, () if generators else tuple(peers.PEERS), lambda: peers.take(
            few, generators, work=given.work, rounds=given.rounds), (
            Line(f"cold build, {few}, wall", "wall", 0.6, 0.4),
        )),
        Row("serve-few", "Hugo server", ("hugo",), lambda: saves(few), (
            Line(f"`serve`: saved → new bytes, {few}", "wall", 1.0, 0.7),
        )),
        Row("serve-many", "Hugo server", ("hugo",), lambda: saves(many), (
            Line(f"`serve`: saved → new bytes, {many}", "wall", 0.5, 0.2),
        )),
        Row("check", "check-jsonschema", ("check_jsonschema",), lambda: others("check", many, peer=schema), (
            Line(f"`check`, cold, {many}", "wall", 0.5, 0.2),
        )),
        Row("broken", "a clean check", (), lambda: others("broken", many), (
            Line(f"`check`, every tenth of {many} profiles broken", "wall", 2.0, 2.0),
        )),
        Row("growth", "linear", (), lambda: growth.take(most, many, work=given.work, out=given.growth_out), (
            Line(f"growth from {many} to {most}, wall", "wall", 1.2, 1.1),
            Line(f"growth from {many} to {most}, CPU", "cpu", 1.2, 1.1),
            Line(f"growth from {many} to {most}, peak memory", "memory", 1.2, 1.1),
            Line(f"peak memory at {most}, GiB", "gib", 8.0, 4.0),
        )),
        Row("version", "`python -c 'import click'`", (), lambda: others("version", 0), (
            Line("`mentorsite --version`", "wall", 2.0, 1.3),
        )),
    ]  # fmt: skip


def taken(row: Row, given: argparse.Namespace) -> list[str]:
    """Take one row and return its lines in Markdown."""
    missing = [name.replace("_", "-") for name in row.needs if not vars(given)[name]]
    figures: dict[str, Figure] = {}
    reason = f"not measured: no {' or '.join(missing)}" if missing else ""
    if not missing:
        print(f"\n{row.key}, load {os.getloadavg()[0]:.1f}", flush=True)
        try:
            figures = row.take()
        except (SystemExit, OSError, subprocess.SubprocessError) as error:
            reason = f"not measured: {' '.join(str(error).split())[:300]}"
            print(reason)
    return [_line(row, line, figures.get(line.field), reason) for line in row.lines]


def _line(row: Row, line: Line, figure: Figure | None, reason: str) -> str:
    cells = [line.work, row.against, f"≤ {line.bar:g}", f"{line.goal:g}"]
    if figure is None:
        cells += [reason, "–"]
    elif figure.ratio <= line.bar:
        cells += [f"**{figure.ratio:.3g}** ({figure.detail})", "goal" if figure.ratio <= line.goal else "bar"]
    else:
        cells += [f"**{figure.ratio:.3g}** ({figure.detail})", f"no: {figure.ratio / line.bar:.3g} times the bar"]
    return "| " + " | ".join(cells) + " |"


def machine(given: argparse.Namespace) -> Iterator[str]:
    """Yield what the figures depend on, a line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"Taken on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f} at the start."
    cores = len(os.sched_getaffinity(0))
    yield f"{cores} cores ({_processor()}), {memory:.0f} GiB, {platform.system()} {platform.release()}."
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"mentorsite {version('mentorsite')}, Python {platform.python_version()}, {libraries}."
    for name in PEERS:
        command = vars(given)[name.replace("-", "_")]
        if command:
            argument = "version" if name == "hugo" else "--version"
            try:
                said = subprocess.run([*shlex.split(command), argument], capture_output=True, text=True, check=False)
                found = re.search(r"\d+(?:\.\d+)+", said.stdout)
                yield f"{name} {found[0] if found else 'of an unknown version'}."
            except OSError:
                yield f"{name} does not run."
    yield f"Medians of the ratios of {given.rounds} pairs run in turn; growth is one run of each size."


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").split("\n")
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def main(arguments: list[str] | None = None) -> None:
    """Take the rows asked for, print the table, and write it to a file if one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="where the programs lie, on disk")
    parser.add_argument("--memory", type=Path, help="where sites in memory go, such as /dev/shm/sites; else --work")
    parser.add_argument("--growth-out", type=Path, help="where the site of the growth row goes; else --work")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", metavar="ROW", help="take this row alone; may be given again")
    parser.add_argument("--few", type=int, default=1000, help="mentors of the small rows")
    parser.add_argument("--many", type=int, default=10_000, help="mentors of the large rows")
    parser.add_argument("--most", type=int, default=200_000, help="mentors of the growth row")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table there as well")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where bench.install put the peers")
    for name in PEERS:
        parser.add_argument(f"--{name}", metavar="COMMAND", help=f"the command of {name}, if not the one in --peers")
    given = parser.parse_args(arguments)
    for name, command in commands(given.peers).items() if given.peers else ():
        field = name.replace("-", "_")
        setattr(given, field, vars(given)[field] or command)
    given.work.mkdir(parents=True, exist_ok=True)
    wanted = rows(given)
    known = [row.key for row in wanted]
    if unknown := set(given.only or ()) - set(known):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    text = [
        *machine(given),
        "",
        "| work | against | bar | goal | measured | met |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in wanted:
        if not given.only or row.key in given.only:
            text += taken(row, given)
            if given.write:  # after each row, so that a table that is stopped keeps what it has
                given.write.write_text("\n".join([*text, ""]), "utf-8")
    print("\n" + "\n".join(text))


if __name__ == "__main__":
    main()
