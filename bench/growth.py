"""Growth of our cold build: ``python -m bench.growth --mentors 200000 --work FOLDER --out FOLDER``.

The program is made and built cold at ``--base`` and at ``--mentors``; printed are the seconds and the peak memory of
the process tree for each mentor, at the larger number to the smaller: 1 is linear. 200 000 mentors need about 1 GB and
200 000 inodes for the sources in ``--work`` (a block for each file), and about 6 GB and 260 000 inodes for the site in
``--out`` (``--work`` if not given), which is removed after each run.
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

    def once(count: int, _: int) -> Run:
        site = (out or work) / f"site-growth-{count}"
        shutil.rmtree(site, ignore_errors=True)
        try:
            return measure(build(program(work, count), site, "--no-cache"), work, memory=True)
        finally:
            shutil.rmtree(site, ignore_errors=True)

    for count in (base, mentors):
        program(work, count)
    runs = in_turn({str(count): partial(once, count) for count in (base, mentors)}, rounds)
    small, large = runs[str(base)], runs[str(mentors)]
    found = {}
    for field, unit in (("wall", "s"), ("cpu", "s"), ("memory", "MiB")):
        a, b = median(large, field), median(small, field)
        detail = f"{a:.4g} {unit} for {mentors}, {b:.3g} for {base}"
        found[field] = Figure(a / mentors / (b / base), detail)
    peak = median(large, "memory") / 1024
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
