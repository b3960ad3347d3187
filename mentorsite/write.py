"""The output folder: a new tree is staged beside it, and the two are exchanged in one call.

Nothing in the published folder is ever written in place: the site that stands is wholly old or wholly new.
Unchanged files are hard links. Nothing that we did not write is deleted: the marker file lists what we wrote.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

MARKER = ".mentorsite"
KEPT = frozenset({"CNAME", ".nojekyll"})
"""Files of others that hosts want beside a site; they are carried over."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class Output(NamedTuple):
    """A file of the site: its address from the top, and its bytes."""

    url: str
    data: bytes


class Staging(NamedTuple):
    """The new tree in the making: ``folder`` is a sibling of ``out``."""

    out: Path
    folder: Path
    urls: set[str]
    changed: list[str]


class OutputRefused(Exception):  # noqa: N818 - it is a refusal
    """The folder may not be taken as output; the message says why and what to do."""


def stage(out: Path, root: Path) -> Staging:
    """Begin a new tree for ``out``; raise ``OutputRefused`` for a folder that is not ours to replace."""
    _check(out, root)
    out.parent.mkdir(parents=True, exist_ok=True)
    for stale in out.parent.glob(f".{out.name}.staging-*"):
        if not _alive(stale.name.rpartition("-")[2]):
            shutil.rmtree(stale, ignore_errors=True)
    folder = out.parent / f".{out.name}.staging-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return Staging(out, folder, set(), [])


def put(staging: Staging, output: Output) -> bool:
    """Add a file to the new tree; return whether it differs from the published one."""
    new = staging.folder / output.url
    old = staging.out / output.url
    if not new.parent.is_dir():
        new.parent.mkdir(parents=True, exist_ok=True)
    staging.urls.add(output.url)
    if _same(old, output.data):
        try:
            os.link(old, new)
            return False
        except OSError:  # another file system, or one without links
            pass
    new.write_bytes(output.data)
    staging.changed.append(output.url)
    return True


def publish(staging: Staging) -> bool:
    """Put the new tree in the place of the old one; return whether anything changed."""
    before = set(_listed(staging.out))
    if not staging.changed and before == staging.urls:
        shutil.rmtree(staging.folder)
        return False
    put(staging, Output(MARKER, _marker(staging.urls)))
    for name in KEPT:
        kept = staging.out / name
        if kept.is_file() and name not in staging.urls:
            shutil.copy2(kept, staging.folder / name)
    if staging.out.is_dir():
        _exchange(staging.folder, staging.out)
        shutil.rmtree(staging.folder)
    else:
        staging.folder.rename(staging.out)
    return True


def discard(staging: Staging) -> None:
    """Give the new tree up; the published one stays as it is."""
    shutil.rmtree(staging.folder, ignore_errors=True)


def _check(out: Path, root: Path) -> None:
    real, source = out.resolve(), root.resolve()
    if out.is_symlink():
        raise OutputRefused(f"{out} is a link; give the folder that it leads to")
    if real in (Path(real.anchor), Path.home().resolve(), source) or source.is_relative_to(real):
        raise OutputRefused(f"{out} holds more than a site; give a new folder, such as --out _site")
    inside = real.relative_to(source).parts[:1] if real.is_relative_to(source) else ()
    if inside and inside[0] in ("mentors", "content", "templates", "mentorsite", "tests", "docs", ".git", ".github"):
        raise OutputRefused(f"{out} holds sources; give a new folder, such as --out _site")
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputRefused(f"{out} is a file; give the name of a folder")
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir() or path.is_symlink()}
    foreign = sorted(present - set(_listed(out)) - KEPT - {MARKER})
    if foreign and MARKER not in present:
        raise OutputRefused(f"{out} was not made by mentorsite; give an empty or new folder, or move its files away")
    if foreign:
        shown = ", ".join(foreign[:5]) + (" …" if len(foreign) > 5 else "")
        raise OutputRefused(
            f"{out} holds files that mentorsite did not write: {shown}. Move them away, then build again"
        )


def _listed(out: Path) -> Iterable[str]:
    try:
        return [line for line in (out / MARKER).read_text(encoding="utf-8").split("\n")[1:] if line]
    except (OSError, UnicodeDecodeError):
        return []


def _marker(urls: set[str]) -> bytes:
    head = "Made by mentorsite. The files below are replaced by the next build; no others are touched."
    return "\n".join([head, *sorted(urls), ""]).encode()


def _same(old: Path, data: bytes) -> bool:
    try:
        return old.stat().st_size == len(data) and old.read_bytes() == data
    except OSError:
        return False


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()


def _exchange(new: Path, old: Path) -> None:
    """Exchange two folders: one call on Linux, two renames where the system has no such call."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if renameat2 is not None:
        if renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE) == 0:
            return
        code = ctypes.get_errno()
        if code not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
            raise OSError(code, os.strerror(code), str(old))
    aside = new.with_name(new.name + ".old")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)
