"""Kill a build at random moments: does the site that stands stay whole? ``python -m bench.kill --mentors 1000``.

Two versions of a program differ on every page. Each trial builds the one that does not stand and kills it (SIGKILL,
the process group and all) after a random time, half of them in the last third, where the exchange lies. What stands
must be, byte for byte, one version or the other; a last build must be right and leave nothing beside the site. A build
that ended before its moment came is shown, and does not count as a trial.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import NamedTuple

DAY = "2026-11-22"


class Trial(NamedTuple):
    """``died``: the build was killed before it ended; ``stands``: which version then stood, or ``mixed``."""

    moment: float
    died: bool
    stands: str


def digest(folder: Path) -> str:
    """Return one digest of every name and byte below ``folder``."""
    made = blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            made.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return made.hexdigest()


def start(root: Path, out: Path, code: Path | None = None) -> subprocess.Popen[bytes]:
    """Start a build in a process group of its own; ``code`` holds the package if not the installed one is meant."""
    environment = {**os.environ, **({"PYTHONPATH": str(code)} if code else {})}
    command = [sys.executable, "-m", "mentorsite", "build", "--root", str(root), "--out", str(out), "--date", DAY]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=environment
    )


def trials(root: Path, out: Path, count: int, seed: int, code: Path | None = None) -> Iterator[Trial]:
    """Kill ``count`` builds of the program at ``root``, then build once more and check that nothing is left.

    Yields each build, also those that ended too soon; raises ``AssertionError`` if these are nine of ten.
    """
    random = Random(seed)
    settings = root / "site.yml"
    plain = settings.read_text(encoding="utf-8")
    versions = {name: _titled(plain, name) for name in ("first", "second")}
    digests: dict[str, str] = {}
    for name, text in versions.items():
        settings.write_text(text, encoding="utf-8")
        began = time.perf_counter()
        assert start(root, out, code).wait() == 0
        took = time.perf_counter() - began
        digests[digest(out)] = name
    assert len(digests) == 2
    stands, killed, tried = "second", 0, 0
    while killed < count:
        tried += 1
        assert tried <= 10 * count, "nearly every build ends before it can be killed"
        settings.write_text(versions["first" if stands == "second" else "second"], encoding="utf-8")
        moment = took * (random.uniform(0.66, 1.02) if tried % 2 else random.uniform(0.02, 1.02))
        began = time.perf_counter()
        build = start(root, out, code)
        try:
            build.wait(moment)
            died = False
            took = time.perf_counter() - began  # the machine's load changes, and the moments with it
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, signal.SIGKILL)
            build.wait()
            died = True
        killed += died
        stands = digests.get(digest(out), "mixed")
        yield Trial(moment, died, stands)
    settings.write_text(versions["first"], encoding="utf-8")
    assert start(root, out, code).wait() == 0
    assert digests.get(digest(out)) == "first", "the build after the last kill is wrong"
    assert [path.name for path in out.parent.iterdir()] == [out.name], "something was left beside the site"


def _titled(settings: str, name: str) -> str:
    lines = settings.split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    return "\n".join([*lines[:place], f"title: The {name} version", *lines[place + 1 :]])


def main() -> None:
    """Run the trials on a generated program and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    from bench.ours import write

    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder, "program"), Path(folder, "out", "site")
        write(root, args.mentors)
        # A copy, so that an edit of the program during the trials does not look like a mixed site.
        code = Path(folder, "code")
        shutil.copytree(Path(__file__).parent.parent / "mentorsite", code / "mentorsite")
        mixed = killed = 0
        for trial in trials(root, out, args.trials, args.seed, code):
            print(f"{trial.moment:6.2f} s  {'killed' if trial.died else 'ended '}  {trial.stands}")
            mixed += trial.stands == "mixed"
            killed += trial.died
        print(f"{mixed} mixed sites after {killed} kills; the last build is right and left nothing")
    sys.exit(bool(mixed))


if __name__ == "__main__":
    main()
