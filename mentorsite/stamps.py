"""What the system stamps on the files that a build may read: kind, size, times and number, told without reading one.

As in git's index, a file that bears the stamp that it bore holds what it held. Any write brings another time of change,
which nobody can set back; but two writes within one step of the clock bring the same, so a stamp counts only where it
was ``MARGIN`` old when it was looked at. That of a link never counts: what it leads to may be exchanged far from here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from stat import S_ISLNK
from typing import NamedTuple

from mentorsite.load import GUIDE_FOLDER, PROFILE_FOLDER, SETTINGS, TEMPLATE_FOLDER

FOLDERS = (PROFILE_FOLDER, GUIDE_FOLDER, TEMPLATE_FOLDER)
MARGIN = 2_100_000_000
"""Nanoseconds. The coarsest file system tells times in steps of 2 seconds; clocks of the system lag by milliseconds."""

Stamp = tuple[int, ...]
"""Mode, size, times of the last edit and the last change in nanoseconds, number, device; for a link, then those of what
it leads to; nothing where nothing is."""


class Stamps(NamedTuple):
    """The stamps of site.yml and of all files and folders below ``FOLDERS``, by path; a folder's ends in a slash."""

    moment: int
    """When the first was looked at, in nanoseconds."""
    of: Mapping[str, Stamp]


def stamps_of(root: Path) -> Stamps:
    """Look at everything that a build of ``root`` may read; folders too, because they may be exchanged as a whole."""
    moment = time.time_ns()
    found = dict(stamp for folder in FOLDERS for stamp in _below(root, f"{folder}/"))
    return Stamps(moment, found | {SETTINGS: _stamp(root / SETTINGS)})


def counts(stamp: Stamp, moment: int) -> bool:
    """Whether what bears this stamp, and bore it at ``moment``, is what it was then."""
    if not stamp:
        return True
    # Elsewhere the time of change is the time of birth.
    return os.name == "posix" and not S_ISLNK(stamp[0]) and max(stamp[2:4]) + MARGIN < moment


def digest_of_stamps(stamps: Stamps) -> bytes:
    """Return what stands for all these stamps."""
    return blake2b(repr(stamps.of).encode(), digest_size=32).digest()


def _below(root: Path, folder: str) -> Iterator[tuple[str, Stamp]]:
    yield folder, _stamp(root / folder.rstrip("/"))
    with suppress(OSError), os.scandir(root / folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(root, f"{folder}{entry.name}/")
            else:
                yield f"{folder}{entry.name}", _stamp(entry)


def _stamp(place: Path | os.DirEntry[str]) -> Stamp:
    try:
        own = _numbers(place.stat(follow_symlinks=False))
    except OSError:
        return ()
    if S_ISLNK(own[0]):
        with suppress(OSError):
            return own + _numbers(place.stat())
    return own


def _numbers(status: os.stat_result) -> Stamp:
    mode, size, number, device = status.st_mode, status.st_size, status.st_ino, status.st_dev
    return mode, size, status.st_mtime_ns, status.st_ctime_ns, number, device
