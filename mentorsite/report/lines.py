"""The source lines behind findings, fetched when they are shown and never carried along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

Lines = Callable[[str], Sequence[str]]
"""Path of a source file → its lines as an editor numbers them; none where it cannot be read."""


def lines_below(root: Path) -> Lines:
    """Return the lines of files below ``root``, each file read once as long as findings stay with it."""
    return lru_cache(maxsize=16)(lambda path: _lines(root / path))


def _lines(path: Path) -> list[str]:
    if not path.is_file():  # opening a pipe would wait for ever
        return []
    try:
        return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except OSError:
        return []


def shown_path(root: Path, path: str) -> str:
    """Return a source file's path from the folder in which the command runs, which is what other tools expect."""
    return (root / path).as_posix()
