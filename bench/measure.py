"""How long a command takes, how much processor time and how much memory; and several of them in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """One run: seconds on the clock, seconds of processors, and the most memory of the whole process tree in MiB."""

    wall: float
    cpu: float
    memory: float


class Figure(NamedTuple):
    """What a row of the table shows: a ratio, ours to theirs, and what it was made from, in words."""

    ratio: float
    detail: str


ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Python programs may keep their bytecode, as they do wherever they are installed."""

UNITS = {"wall": "s", "cpu": "s", "memory": "MiB"}


def measure(command: Sequence[str], folder: Path, *, memory: bool = False, allowed: Sequence[int] = (0,)) -> Run:
    """Run a command; ``memory`` samples the tree's proportional set size every 50 ms, which costs a little time."""
    before = os.times()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0.0]
    if memory:
        threading.Thread(target=_sample, args=(process.pid, peak), daemon=True).start()
    _, said = process.communicate()
    wall = time.perf_counter() - started
    if process.returncode not in allowed:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()[-2000:]}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(wall, cpu, peak[0])


def set_aside(site: Path, left: Path) -> None:
    """Take away what an earlier run left, into a folder of such on the same disk.

    It is not deleted: for some minutes ext4 passes over the numbers of deleted files one by one, and the next run would
    pay for it, up to 0.4 ms for each file that it makes.
    """
    if site.exists():
        left.mkdir(exist_ok=True)
        site.rename(next(other for number in count() if not (other := left / f"{site.name}-{number}").exists()))


def in_turn(commands: dict[str, Callable[[int], Run]], rounds: int) -> dict[str, list[Run]]:
    """Run every command once a round, in turn, so that a slow minute of the machine is shared by all."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            os.sync()  # who brings a whole file system to the disk would wait for what the one before has written
            run = command(number)
            runs[name].append(run)
            figures = f"wall {run.wall:7.2f}  cpu {run.cpu:7.2f}  memory {run.memory:6.0f}"
            print(f"  {number + 1} {name:<16} {figures}", flush=True)
    return runs


def ratio(ours: Sequence[Run], theirs: Sequence[Run], field: str) -> float:
    """Return the median of the ratios pair by pair."""
    return statistics.median(getattr(a, field) / getattr(b, field) for a, b in zip(ours, theirs, strict=True))


def versus(runs: dict[str, list[Run]], field: str) -> Figure:
    """Set the first of the commands against the best of the others in one figure."""
    ours, *rivals = runs
    best = min(rivals, key=lambda name: median(runs[name], field))
    mine, theirs = median(runs[ours], field), median(runs[best], field)
    return Figure(ratio(runs[ours], runs[best], field), f"{mine:.3g} against {theirs:.3g} {UNITS[field]} ({best})")


def median(runs: Sequence[Run], field: str) -> float:
    """Return the median of one figure."""
    return statistics.median(getattr(run, field) for run in runs)


def _sample(pid: int, peak: list[float]) -> None:
    while Path(f"/proc/{pid}").exists():
        total = sum(_pss(each) for each in _tree(pid))
        peak[0] = max(peak[0], total / 1024)
        time.sleep(0.05)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        with suppress(OSError):
            children = Path(f"/proc/{each}/task/{each}/children").read_text()
            found += map(int, children.split())
    return found


def _pss(pid: int) -> int:
    with suppress(OSError, StopIteration, ValueError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().split("\n")
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return 0
