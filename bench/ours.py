"""A generated program in this project's own format: ``python -m bench.ours FOLDER --mentors 10000``."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.corpus import REPO, guides, mentors


def flow(value: Any) -> str:
    """Write a value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, date | int):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def profile(mentor: Mapping[str, Any]) -> str:
    """Write a mentor as people write it: plain lists on one line, longer text as a block."""
    lines = []
    for name, value in mentor.items():
        if name == "slug" or value == []:
            continue
        if name in ("bio", "approach"):
            lines.append(f"{name}: |\n" + "\n".join(f"  {line}".rstrip() for line in value.split("\n")))
        elif isinstance(value, list) and all(isinstance(item, str) and item.isascii() for item in value):
            lines.append(f"{name}: [{', '.join(item if ':' not in item else flow(item) for item in value)}]")
        elif isinstance(value, str) and value[0].isalpha() and ": " not in value and " #" not in value:
            lines.append(f"{name}: {value}")
        else:
            lines.append(f"{name}: {flow(value)}")
    return "\n".join(lines) + "\n"


def guide(data: Mapping[str, Any]) -> str:
    """Write a guide: front matter and Markdown."""
    head = "\n".join(f"{name}: {flow(value)}" for name, value in data.items() if name not in ("slug", "body"))
    return f"---\n{head}\n---\n{data['body']}"


def site_settings() -> str:
    """Return the sample program's settings without what names a guide of its own."""
    kept, skipping = [], False
    for line in (REPO / "site.yml").read_text("utf-8").split("\n"):
        if line.startswith("become_a_mentor:") or "to: content/" in line:
            continue
        skipping = line.startswith(("logo:", "facets_from:")) or (skipping and line.startswith(" "))
        if not skipping:
            kept.append(line)
    return "\n".join([*kept, "page_size: 48", ""])


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Write a whole program into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "mentors").mkdir(parents=True)
    (folder / "site.yml").write_text(site_settings(), "utf-8")
    for mentor in mentors(count, seed):
        (folder / "mentors" / f"{mentor['slug']}.yml").write_text(profile(mentor), "utf-8")
    for data in guides(seed=seed):
        path = folder / "content" / data["section"] / f"{data['slug']}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(guide(data), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mentors", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.folder, given.mentors, given.seed)
