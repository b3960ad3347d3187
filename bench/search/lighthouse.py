"""Lighthouse, mobile, on the directory of an invented program as built, served compressed; prints each round.

npm install --prefix PEERS lighthouse@12
python bench/search/lighthouse.py --peers PEERS --mentors 1000 --rounds 5
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from invented import ROOT, rows, sample_config  # noqa: E402

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> None:
    """Build, serve, run as often as asked, and print the figures and what Lighthouse found wanting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="folder into which npm installed lighthouse")
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", default="mentors/index.html")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = _built(given.mentors, Path(folder))
        with served(site) as url:
            rounds = [_run(given.peers.resolve(), f"{url}/{given.page}") for _ in range(given.rounds)]
    print(f"{given.page}, {given.mentors:,} mentors, median of {given.rounds} (raw)")
    for name in CATEGORIES:
        scores = [round(100 * report["categories"][name]["score"]) for report in rounds]
        print(f"{name}: {statistics.median(scores):.0f} ({' '.join(map(str, scores))})")
    for name in (
        "first-contentful-paint",
        "largest-contentful-paint",
        "total-blocking-time",
        "cumulative-layout-shift",
    ):
        values = [report["audits"][name]["numericValue"] for report in rounds]
        print(f"{name}: {statistics.median(values):.3f} ({' '.join(f'{value:.3f}' for value in values)})")
    wanting = {
        f"{audit['title']} ({audit['score']})"
        for report in rounds
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < 1 and audit["scoreDisplayMode"] != "informative"
    }
    print("below 1: " + ("; ".join(sorted(wanting)) or "nothing"))


def _built(count: int, folder: Path) -> Path:
    """Build the sample program with invented mentors beside its own, by the command itself."""
    program = folder / "program"
    for name in ("content", "mentors", "templates"):
        shutil.copytree(ROOT / name, program / name)
    (program / "site.yml").write_bytes((ROOT / "site.yml").read_bytes())
    for row in rows(count, sample_config()):
        fields = {key: value for key, value in row.items() if key != "slug"}
        (program / f"mentors/{row['slug']}.yml").write_text(json.dumps(fields), encoding="utf-8")
    command = [sys.executable, "-m", "mentorsite", "build", "--date", "2026-11-22"]
    subprocess.run(command, cwd=program, check=True, capture_output=True)
    return program / "_site"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder with brotli and cache headers."""
    server = subprocess.Popen(["node", str(HERE / "serve.mjs"), str(folder)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.kill()
        server.wait()


def _run(peers: Path, url: str) -> Any:
    command = [
        str(peers / "node_modules/.bin/lighthouse"), url, "--quiet", "--output=json",
        f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    ran = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return json.loads(ran.stdout)


if __name__ == "__main__":
    main()
