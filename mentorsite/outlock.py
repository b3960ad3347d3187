"""One build of a folder at a time: a lock file beside it, which the system frees when its holder dies.

The file is deleted while the lock is held, so that none is left; whoever waited for the deleted one tries again.
A record lock (``lockf``), because worker processes do not inherit it: one that outlives a killed build holds nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

try:
    import fcntl
except ImportError:  # Windows has none: there, two builds of one folder at once are the user's to avoid
    fcntl = None  # type: ignore[assignment]


class Lock(NamedTuple):
    """A lock that is held; ``file`` is -1 where the system has no locks."""

    path: Path
    file: int


def acquire(path: Path, waiting: Callable[[], object]) -> Lock:
    """Take the lock; where another process holds it, call ``waiting`` once and wait."""
    if fcntl is None:
        return Lock(path, -1)
    told = False
    while True:
        file = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # POSIX allows either answer
            if not told:
                waiting()
                told = True
            fcntl.lockf(file, fcntl.LOCK_EX)
        except BaseException:
            os.close(file)
            raise
        if _is_at(path, file):
            return Lock(path, file)
        os.close(file)


def release(lock: Lock) -> None:
    """Give the lock back; doing so twice does nothing."""
    if lock.file < 0 or not _is_at(lock.path, lock.file):
        return
    with suppress(OSError):
        lock.path.unlink()
    os.close(lock.file)


def _is_at(path: Path, file: int) -> bool:
    """Whether the path still leads to the open file."""
    try:
        there, here = path.stat(), os.fstat(file)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
