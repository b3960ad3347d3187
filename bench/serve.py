"""From a saved profile to new bytes by HTTP: ``python -m bench.serve --mentors 1000 --hugo PATH --work FOLDER``.

Both servers run side by side. In turn, a profile of each is saved with a word that never was, and its page is asked
for every 5 ms until the word is there. Hugo renders to memory, the faster of its two ways. No browser is connected.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench import hugo
from bench.measure import ENVIRONMENT, Figure, Run, in_turn, versus
from bench.speed import DAY, edit, likeness, program

PATIENCE = 600.0
"""Seconds after which a server that says nothing, or nothing new, ends the run."""


def take(mentors: int, *, hugo_program: str, work: Path, rounds: int = 5) -> dict[str, Figure]:
    """Return the seconds from a save to the new page, ours to Hugo's, as ``wall``."""
    source, theirs = program(work, mentors), likeness(work, mentors, "hugo", hugo.write)
    profile = sorted((source / "mentors").glob("*.yml"))[mentors // 2]
    page = theirs / "content" / "mentors" / f"{profile.stem}.md"
    address = f"/mentors/{profile.stem}.html"
    a, b = _free_ports()
    mine = [sys.executable, "-m", "mentorsite", "serve", "--root", str(source), "--port", str(a), "--date", DAY]
    hugos = [hugo_program, "server", "-M", "--quiet", "--port", str(b), "--source", str(theirs)]
    with _server([*mine, "--no-open"], work, a, address), _server(hugos, work, b, address):
        _saved(profile, -1, a, address)
        _saved(page, -1, b, address)
        turns = {
            "ours": lambda number: _saved(profile, number, a, address),
            "Hugo server": lambda number: _saved(page, number, b, address),
        }
        runs = in_turn(turns, rounds)
    return {"wall": versus(runs, "wall")}


def _saved(path: Path, number: int, port: int, address: str) -> Run:
    """Save a word that never was, and wait for it; processor time and memory of a server are not measured."""
    word = f"Edit {number} {os.getpid()}".encode()
    edit(path, number)
    started = time.perf_counter()
    while word not in _page(port, address):
        if time.perf_counter() - started > PATIENCE:
            raise SystemExit(f"{path} was saved, and {address} at port {port} did not change within {PATIENCE:.0f} s")
        time.sleep(0.005)
    wall = time.perf_counter() - started
    time.sleep(0.2)  # what a server does after it has answered is not taken for the next save's
    return Run(wall, 0, 0)


def _page(port: int, address: str) -> bytes:
    """Return the page's bytes; none as long as the server does not answer, or has no such page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        data = answer.read()
        return data if answer.status == 200 else b""
    except (OSError, http.client.HTTPException):
        return b""
    finally:
        connection.close()


@contextmanager
def _server(command: Sequence[str], folder: Path, port: int, address: str) -> Iterator[None]:
    """Run a server from its first answer on; it is ended by what Ctrl-C sends."""
    process = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        started = time.perf_counter()
        while not _page(port, address):
            if process.poll() is not None or time.perf_counter() - started > PATIENCE:
                raise SystemExit(f"{' '.join(command)} does not answer")
            time.sleep(0.05)
        print(f"  {Path(command[0]).name} at port {port} answers after {time.perf_counter() - started:.1f} s")
        yield
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return int(first.getsockname()[1]), int(second.getsockname()[1])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5, help="how many saves of each")
    parser.add_argument("--hugo", required=True)
    parser.add_argument("--work", type=Path, required=True, help="where the programs lie")
    given = parser.parse_args()
    figure = take(given.mentors, hugo_program=given.hugo, work=given.work, rounds=given.rounds)["wall"]
    print(f"saved to new bytes: ratio {figure.ratio:.3f}, {figure.detail}")


if __name__ == "__main__":
    main()
