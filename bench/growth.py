"""Growth of our cold build: ``python -m bench.growth --mentors 200000 --work FOLDER --out FOLDER``.

The program is made and built cold at ``--base`` and at ``--mentors``; printed are the seconds and the peak memory of
the process tree for each mentor, at the larger number to the smaller: 1 is linear. Each is built twice a round, because
looking at the memory of 5 GB every 50 ms takes most of a processor. 200 000 mentors need about 1 GB and 200 000 inodes
for the sources in ``--work`` (a block for each file), and about 6 GB and 290 000 inodes for each round in ``--out``
(``--work`` if not given).
"""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from pathlib import Path

from bench.measure import Figure, Run, in_turn, measure, median
from bench.speed import build, program


def take(mentors: int, base: int, *, work: Path, out: Path | None = None, rounds: int = 1) -> dict[str, Figure]:
    """Return the growth of ``wall``, ``cpu`` and ``memory`` per mentor, and ``gib``, the peak in GiB."""
    top = (out or work) / "growth"

    def timed(count: int, number: int) -> Run:
        return measure(build(program(work, count), top / f"{count}-{number}", "--no-cache"), work)

    def sampled(count: int, number: int) -> Run:
        site = top / f"{count}-{number}"
        shutil.rmtree(site)
        return measure(build(program(work, count), site, "--no-cache"), work, memory=True)

    for count in (base, mentors):
        program(work, count)
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir(parents=True)
    try:  # nothing is deleted before all that is timed is done: see set_aside
        runs = in_turn({count: partial(timed, count) for count in (base, mentors)}, rounds)
        peaks = in_turn({count: partial(sampled, count) for count in (base, mentors)}, rounds)
    finally:
        shutil.rmtree(top)
    found = {}
    for field, unit, taken in (("wall", "s", runs), ("cpu", "s", runs), ("memory", "MiB", peaks)):
        a, b = median(taken[mentors], field), median(taken[base], field)
        detail = f"{a:.4g} {unit} for {mentors}, {b:.3g} for {base}"
        found[field] = Figure(a / mentors / (b / base), detail)
    peak = median(peaks[mentors], "memory") / 1024
    return {**found, "gib": Figure(peak, f"{peak:.2f} GiB at {mentors}")}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=200_000)
    parser.add_argument("--base", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--work", type=Path, required=True, help="where the programs lie")
    parser.add_argument("--out", type=Path, help="where the sites go, a folder in memory, say; if not given, --work")
    given = parser.parse_args()
    figures = take(given.mentors, given.base, work=given.work, out=given.out, rounds=given.rounds)
    for field in ("wall", "cpu", "memory"):
        print(f"{field}: {figures[field].ratio:.3f} of linear, {figures[field].detail}")
    print(f"peak: {figures['gib'].detail}")


if __name__ == "__main__":
    main()
