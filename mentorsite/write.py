"""The output folder: a new tree is staged beside it, and the two are exchanged in one call.

Nothing in the published folder is ever written in place: the site that stands is wholly old or wholly new, whatever
ends the build. Unchanged files are hard links. Nothing that we did not write is deleted: the marker file lists what
we wrote. A build holds the folder's lock from ``stage`` to ``discard``, so whatever else of ours lies beside the
folder was left by a build that died, and is cleared away.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mentorsite.outlock import Lock, acquire, release

MARKER = ".mentorsite"
KEPT = frozenset({"CNAME", ".nojekyll"})
"""Files of others that hosts want beside a site; they are carried over, with those that site.yml lists."""

SOURCES = frozenset({"mentors", "content", "templates", "mentorsite", "tests", "docs", ".git", ".github"})

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_TWO_RENAMES = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


class Output(NamedTuple):
    """A file of the site: its address from the top, and its bytes."""

    url: str
    data: bytes


class Unchanged(NamedTuple):
    """A file of the site that is to be as it was published: nobody need read it to say so."""

    url: str


class Staging(NamedTuple):
    """The new tree in the making: ``folder`` is a sibling of ``out``; ``keep`` names files of others.

    ``held`` are addresses at which it holds the published files from the beginning.
    """

    out: Path
    folder: Path
    urls: set[str]
    changed: list[str]
    keep: frozenset[str]
    lock: Lock
    held: frozenset[str]


class OutputRefused(Exception):  # noqa: N818 - it is a refusal
    """The folder may not be taken as output; the message says why and what to do."""


def stage(out: Path, root: Path, keep: Iterable[str] = (), waiting: Callable[[], object] = lambda: None) -> Staging:
    """Begin a new tree for ``out``; raise ``OutputRefused`` for a folder that is not ours to replace.

    While another build of the folder runs, ``waiting`` is called once and this one waits.
    """
    _check_place(out, root)
    out.parent.mkdir(parents=True, exist_ok=True)
    lock = acquire(_beside(out, "lock"), waiting)
    folder = _beside(out, f"staging-{os.getpid()}")
    try:
        _mend(out)
        kept = KEPT | frozenset(keep)
        published = {name: entry.inode() for name, entry in files_in(out)}
        _check_contents(out, published.keys(), kept)
        return Staging(out, folder, set(), [], kept, lock, _begun(out, folder, published))
    except BaseException:  # Ctrl-C too, however soon it comes
        _remove(folder)
        release(lock)
        raise


def put(staging: Staging, output: Output) -> bool:
    """Add a file to the new tree; return whether it differs from the published one."""
    # A file system that has no links gets the same bytes again.
    if _same(f"{staging.out}/{output.url}", output.data) and link(staging, output.url):
        return False
    new = f"{staging.folder}/{output.url}"
    if output.url in staging.held:  # it is the published file
        Path(new).unlink(missing_ok=True)
    try:
        _write(new, output.data)
    except FileNotFoundError:
        Path(new).parent.mkdir(parents=True, exist_ok=True)
        _write(new, output.data)
    note(staging, output.url, changed=True)
    return True


def _write(path: str, data: bytes) -> None:
    """Write a file in as few calls as there can be: a buffered one takes as long again as its bytes."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def link(staging: Staging, url: str) -> bool:
    """Add a published file to the new tree as it is; return False where that cannot be done."""
    if url in staging.held:
        note(staging, url, changed=False)
        return True
    old, new = f"{staging.out}/{url}", f"{staging.folder}/{url}"  # 10 000 paths are dearer as objects
    try:
        try:
            os.link(old, new)
        except FileNotFoundError:
            Path(new).parent.mkdir(parents=True, exist_ok=True)
            os.link(old, new)
    except OSError:
        return False
    note(staging, url, changed=False)
    return True


def link_all(staging: Staging, urls: Sequence[str]) -> bool:
    """Add several published files as they are; where one of them cannot be, none is."""
    for place, url in enumerate(urls):
        if not link(staging, url):
            for other in urls[:place]:  # else they would be written in place, in the published tree
                if other not in staging.held:
                    (staging.folder / other).unlink()
                staging.urls.discard(other)
            return False
    return True


def note(staging: Staging, url: str, changed: bool) -> None:
    """Take down that a file was put; a worker's ``put`` is known to the worker alone, so its parent says it again."""
    if url not in staging.urls:
        staging.urls.add(url)
        if changed:
            staging.changed.append(url)


def publish(staging: Staging, *, durable: bool = True) -> None:
    """Put the new tree in the place of the old one, if anything changed.

    A preview need not be ``durable``, which is to outlast a loss of power and waits for the disk.
    """
    if not staging.changed and set(_listed(staging.out)) == staging.urls:
        return
    put(staging, Output(MARKER, _marker(staging.urls)))
    for name in sorted(staging.keep):
        kept = staging.out / name
        if name not in staging.urls and kept.is_file() and not kept.is_symlink():
            (staging.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(kept, staging.folder / name)
    for url in staging.held - staging.urls:
        (staging.folder / url).unlink()
    if durable:
        _settle(staging.folder)
    if staging.out.is_dir():
        _exchange(staging.folder, staging.out)
    else:
        staging.folder.rename(staging.out)


def discard(staging: Staging, *, spare: bool = False) -> None:
    """Clear away what stands beside the published tree: the old one, or a new one that was given up.

    A ``spare`` one is left, for the next build to begin with: most of its files are the published ones.
    """
    if not spare:
        _remove(staging.folder)
    elif staging.folder.is_dir():
        staging.folder.rename(_beside(staging.out, "spare"))
    release(staging.lock)


def is_tidy(out: Path) -> bool:
    """Whether nothing of ours lies beside the published tree, left by a build that died or used by one that lives."""
    return not any(path.name.startswith(f".{out.name}.") for path in out.parent.glob(".*"))


def _beside(out: Path, what: str) -> Path:
    return out.parent / f".{out.name}.{what}"


def _begun(out: Path, folder: Path, published: Mapping[str, int]) -> frozenset[str]:
    """Begin a tree, with what is published already of a spare one; return the addresses of that."""
    try:
        _beside(out, "spare").rename(folder)
    except FileNotFoundError:
        folder.mkdir()
        return frozenset()
    present = {name: entry.inode() for name, entry in files_in(folder)}
    others = {name for name, inode in present.items() if published.get(name) != inode}
    for name in others:
        (folder / name).unlink()
    return frozenset(present.keys() - others)


def _mend(out: Path) -> None:
    """Undo what a build that died left: a half-made tree, or the gap between two renames."""
    previous = _beside(out, "previous")
    if previous.is_dir() and not out.exists():
        previous.rename(out)
    for stale in (previous, *out.parent.glob(f".{out.name}.staging-*")):
        _remove(stale)


def _remove(folder: Path) -> None:
    """Delete a tree of ours, also one whose folders somebody made read-only."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.is_dir():
        with suppress(OSError):
            for parent, _, _ in os.walk(folder):
                Path(parent).chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _check_place(out: Path, root: Path) -> None:
    real, source, home = out.resolve(), root.resolve(), Path.home().resolve()
    if out.is_symlink():
        raise OutputRefused(f"{out} is a link; give the folder that it leads to")
    if source.is_relative_to(real) or home.is_relative_to(real):
        raise OutputRefused(f"{out} holds more than a site; give a new folder, such as --out _site")
    inside = real.relative_to(source).parts[:1] if real.is_relative_to(source) else ()
    if ".git" in real.parts or (inside and inside[0] in SOURCES):
        raise OutputRefused(f"{out} holds sources; give a new folder, such as --out _site")
    if out.exists() and not out.is_dir():
        raise OutputRefused(f"{out} is a file; give the name of a folder")
    if os.path.ismount(out):
        inner = out / "site"
        raise OutputRefused(f"{out} is a mount point, which cannot be exchanged; give a folder in it: --out {inner}")


def _check_contents(out: Path, present: Set[str], keep: frozenset[str]) -> None:
    foreign = sorted(present - set(_listed(out)) - keep - {MARKER})
    if foreign and MARKER not in present:
        raise OutputRefused(f"{out} was not made by mentorsite; give an empty or new folder, or move its files away")
    if foreign:
        shown = ", ".join(foreign[:5]) + (" …" if len(foreign) > 5 else "")
        help_ = "Move them away, or name them under keep: in site.yml, then build again"
        raise OutputRefused(f"{out} holds files that mentorsite did not write: {shown}. {help_}")


def files_in(out: Path, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every file, and every link, below ``out``, each with its path from there."""
    with suppress(OSError), os.scandir(out / below) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from files_in(out, f"{below}{entry.name}/")
            else:
                yield f"{below}{entry.name}", entry


def _listed(out: Path) -> Iterable[str]:
    try:
        return [line for line in (out / MARKER).read_text(encoding="utf-8").split("\n")[1:] if line]
    except (OSError, UnicodeDecodeError):
        return []


def _marker(urls: set[str]) -> bytes:
    head = "Made by mentorsite. The files below are replaced by the next build; no others are touched."
    return "\n".join([head, *sorted(urls), ""]).encode()


def _same(old: str, data: bytes) -> bool:
    try:
        return os.stat(old).st_size == len(data) and Path(old).read_bytes() == data  # noqa: PTH116 - 10 000 paths
    except OSError:
        return False


def _settle(folder: Path) -> None:
    """Bring the new tree to the disk before it is named, so that lost power cannot leave empty files.

    One call for the whole file system: 10 000 calls, one for each file, take many times as long.
    """
    syncfs = getattr(ctypes.CDLL(None), "syncfs", None) if os.name == "posix" else None
    if syncfs is None:
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        syncfs(place)
    finally:
        os.close(place)


def _exchange(new: Path, old: Path) -> None:
    """Exchange two folders: one call on Linux, two renames where the system has no such call."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if renameat2 is not None:
        if renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE) == 0:
            return
        code = ctypes.get_errno()
        if code not in _TWO_RENAMES:
            raise OSError(code, os.strerror(code), str(old))
    previous = _beside(old, "previous")
    old.rename(previous)
    new.rename(old)
    shutil.rmtree(previous, ignore_errors=True)
