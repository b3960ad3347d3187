"""The benchmarks' generator makes programs that are clean and the same for everyone."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from mentorsite.build import Options, check

REPO = Path(__file__).parent.parent


def made(folder: Path) -> dict[str, bytes]:
    """Generate a program of twenty mentors and return its files."""
    command = [sys.executable, "-m", "bench.ours", str(folder), "--mentors", "20"]
    subprocess.run(command, cwd=REPO, check=True)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_generated_program_is_clean_and_repeatable(tmp_path: Path) -> None:
    """Two runs give the same files, and checking them finds no error."""
    assert made(tmp_path / "a") == made(tmp_path / "b")
    outcome = check(Options(tmp_path / "a", date(2026, 11, 22)))
    assert (outcome.failed, outcome.mentors, outcome.guides) == (False, 20, 30)
