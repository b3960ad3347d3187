"""Cold builds against Eleventy, Pelican, MkDocs and Zensical: ``python -m bench.peers --mentors 1000 --work FOLDER``.

Each peer is named by its command, ``--pelican .../bin/pelican`` for example; those that are not named are left out. All
sites are compared with ours before anything is measured; a peer that fails or is not like ours is left out, and that is
said. The fastest peer counts.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from bench import eleventy, mkdocs, pelican
from bench.likeness import Program
from bench.measure import Figure, Run, in_turn, measure, set_aside, versus
from bench.same import compare
from bench.speed import build, likeness, program


class Peer(NamedTuple):
    """A tool: who writes its likeness, the arguments of a build, where the site then lies and what it keeps."""

    write: Callable[[Program, Path], None]
    arguments: str
    site: str = "_site"
    kept: str = ".cache"
    own_furniture: bool = False


PEERS = {
    "eleventy": Peer(eleventy.write, "--quiet"),
    "pelican": Peer(pelican.write, "-q -s pelicanconf.py -o _site"),
    "mkdocs": Peer(mkdocs.write, "build -q", "site", own_furniture=True),
    "zensical": Peer(mkdocs.write, "build", "site", own_furniture=True),
}


def take(mentors: int, commands: Mapping[str, str], *, work: Path, rounds: int = 5) -> dict[str, Figure]:
    """Set our cold build against the fastest of the named peers', on the clock and in processor time."""
    source, site = program(work, mentors), work / f"site-ours-{mentors}"

    def ours_once(_: int) -> Run:
        set_aside(site, work / "left")
        return measure(build(source, site, "--no-cache"), work)

    def peer_once(name: str, folder: Path) -> Callable[[int], Run]:
        peer = PEERS[name]
        command = [*shlex.split(commands[name]), *peer.arguments.split()]

        def run(_: int) -> Run:
            for old in (peer.site, peer.kept):
                set_aside(folder / old, work / "left")
            return measure(command, folder)

        return run

    ours_once(-1)
    turns: dict[str, Callable[[int], Run]] = {"ours": ours_once}
    left: list[str] = []
    for name in commands:
        folder = likeness(work, mentors, name, PEERS[name].write)
        turn = peer_once(name, folder)
        try:
            turn(-1)
            alike = compare(site, folder / PEERS[name].site, main=PEERS[name].own_furniture)
        except (SystemExit, OSError) as error:
            alike = []
            left.append(f"without {name}: {' '.join(str(error).split())[:200]}")
        else:
            turns[name] = turn
        for line in alike or left[-1:]:
            print(f"{name}: {line}", flush=True)
    if len(turns) == 1:
        raise SystemExit("; ".join(left))
    runs = in_turn(turns, rounds)
    figures = {field: versus(runs, field) for field in ("wall", "cpu")}
    return {field: Figure(ratio, "; ".join([detail, *left])) for field, (ratio, detail) in figures.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, required=True, help="where programs and sites lie")
    for name in PEERS:
        parser.add_argument(f"--{name}", metavar="COMMAND")
    given = vars(parser.parse_args())
    commands = {name: given[name] for name in PEERS if given[name]}
    if not commands:
        parser.error("name at least one peer")
    for field, figure in take(given["mentors"], commands, work=given["work"], rounds=given["rounds"]).items():
        print(f"{field}: ratio {figure.ratio:.3f}, {figure.detail}")


if __name__ == "__main__":
    main()
