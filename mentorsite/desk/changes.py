"""Edits of source files as values: shown as a diff, then saved all or none.

A file is replaced in one step, and only if it still is what the edit was worked out from.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Change(NamedTuple):
    """What a file, named by its path from the program's folder, was and shall be; None for no file."""

    path: str
    before: bytes | None
    after: bytes | None


class ChangeRefused(Exception):  # noqa: N818 - it is a refusal
    """Nothing was saved; the message says why and what to do."""


def read(root: Path, path: str) -> bytes | None:
    """Return what a file holds now, None where there is none."""
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        return None


def as_diff(changes: Iterable[Change]) -> str:
    """Return the changes as a unified diff, as version control would show them."""
    return "".join(_diff(change) for change in changes if change.before != change.after)


def _diff(change: Change) -> str:
    old = f"a/{change.path}" if change.before is not None else "/dev/null"
    new = f"b/{change.path}" if change.after is not None else "/dev/null"
    texts = [_text(change.before), _text(change.after)]
    if any(text is None for text in texts):
        return f"Binary files {old} and {new} differ\n"
    before, after = ((text or "").splitlines(keepends=True) for text in texts)
    made = difflib.unified_diff(before, after, old, new)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in made)


def _text(data: bytes | None) -> str | None:
    if data is None:
        return ""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def save(root: Path, changes: Iterable[Change]) -> None:
    """Save every change or, where one of them cannot be, none.

    All new contents are written beside their files first; what is left then is a rename for each, in the order given.
    A machine that stops between two renames leaves every file whole, old or new, and running the command again makes
    the rest: so what records that the others are done comes last.
    """
    wanted = [change for change in changes if change.before != change.after]
    _check(root, wanted)
    ready: list[tuple[Path, Path]] = []
    try:
        for change in wanted:
            if change.after is not None:
                target = (root / change.path).resolve()
                ready.append((_beside(target, change.after), target))
        _check(root, wanted)
        while ready:
            draft, target = ready[0]
            draft.replace(target)
            del ready[0]
        for change in wanted:
            if change.after is None:
                (root / change.path).unlink(missing_ok=True)
    finally:
        for draft, _ in ready:
            draft.unlink(missing_ok=True)


def _check(root: Path, changes: Iterable[Change]) -> None:
    for change in changes:
        if read(root, change.path) != change.before:
            state = "exists already" if change.before is None else "was changed meanwhile"
            raise ChangeRefused(f"{change.path} {state}; nothing was saved. Look at it, then run the command again")
        folder = (root / change.path).parent
        if change.after is None and not os.access(folder, os.W_OK):
            raise ChangeRefused(f"{folder} cannot be written to; nothing was saved")


def _beside(target: Path, data: bytes) -> Path:
    """Write ``data`` into a new file in the target's folder, with the target's permissions."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".draft", dir=target.parent)
    except OSError as error:  # which names a draft that nobody has heard of
        raise type(error)(error.errno, f"nothing was saved: {error.strerror}", str(target.parent)) from None
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        draft.chmod(mode)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
