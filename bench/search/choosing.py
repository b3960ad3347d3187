"""Guided choice against the plain top of a ranking: needs met, and how the load is spread.

Students are drawn in proportion to how often mentors carry each value. They act one after another: each is accepted
by the first mentor of the set who still has a slot. Prints means over the seeds.

    python bench/search/choosing.py --mentors 300 --students 1000 --seeds 20
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from invented import rows, sample_config, site_of  # noqa: E402

from mentorsite.model import OPEN  # noqa: E402

QUESTIONS = {"specialties": (0.7, 1), "helps_with": (1.0, 3), "formats": (0.4, 1), "languages": (0.2, 1)}
"""Vocabulary → how many students answer, and with at most how many values."""


def main() -> None:
    """Draw mentors and students, let the browser's module choose, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args()
    config = sample_config()
    site = site_of(rows(given.mentors, config), config)
    mentors: list[dict[str, Any]] = [
        {
            "terms": {name: list(slugs) for name, slugs in mentor.terms.items()},
            "slots": mentor.availability.slots if mentor.availability.state == OPEN else 0,
        }
        for mentor in site.mentors
    ]
    rules = {"weights": dict(config.choose.weights), "size": config.choose.size, "together": ["specialty", "near-peer"]}
    rounds = [_students(mentors, given.students, seed) for seed in range(given.seeds)]
    script = HERE / "choosing.mjs"
    given_data = json.dumps({"mentors": mentors, "rounds": rounds, "rules": rules})
    ran = subprocess.run(["node", str(script)], input=given_data, capture_output=True, encoding="utf-8", check=True)
    results = json.loads(ran.stdout)
    slots = sum(mentor["slots"] for mentor in mentors)
    print(f"{given.mentors} mentors with {slots} slots, {given.students} students, {given.seeds} seeds")
    print("| rule | needs met by the set | by who accepts | students accepted | Gini of load |\n|---|---|---|---|---|")
    for rule, seeds in results.items():
        columns = zip(*seeds, strict=True)
        print(f"| {rule} | " + " | ".join(f"{statistics.mean(column):.3f}" for column in columns) + " |")


def _students(mentors: list[dict[str, Any]], count: int, seed: int) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    pools = {name: [slug for m in mentors for slug in m["terms"].get(name, ())] for name in (*QUESTIONS, "stages")}
    students = []
    for _ in range(count):
        needs = []
        for name, (share, most) in QUESTIONS.items():
            if rng.random() < share:
                picked = {rng.choice(pools[name]) for _ in range(rng.randint(1, most))}
                needs += [[name, slug] for slug in sorted(picked)]
        students.append({"stage": rng.choice(pools["stages"]), "needs": needs})
    return students


if __name__ == "__main__":
    main()
