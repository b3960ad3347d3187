"""The source lines behind findings, fetched when they are shown and never carried along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

Lines = Callable[[str], Sequence[str]]
"""Path of a source file → its lines as an editor numbers them; none where it cannot be read."""


def lines_below(root: Path, *, mark: bool = False) -> Lines:
    """Return the lines of files below ``root``, each file read once as long as findings stay with it.

    ``mark`` leaves a byte order mark on the first line, for formats that count bytes.
    """
    return lru_cache(maxsize=16)(lambda path: _lines(root / path, "utf-8" if mark else "utf-8-sig"))


def _lines(path: Path, encoding: str) -> list[str]:
    if not path.is_file():  # opening a pipe would wait for ever
        return []
    try:
        return path.read_bytes().decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except OSError:
        return []


def shown_path(root: Path, path: str) -> str:
    """Return a source file's path from the folder in which the command runs, which is what other tools expect."""
    return (root / path).as_posix()
