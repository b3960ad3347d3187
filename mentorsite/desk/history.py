"""A program as it was: the sources of a git revision, laid out in a folder. The only room that calls git.

Objects are read one by one instead of unpacking an archive, so that no attribute of the repository leaves a file
out, and nothing in the repository or the checkout is touched.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from mentorsite.load import GUIDE_FOLDER, PROFILE_FOLDER, SETTINGS

_LINK = "120000"
_FILES = ("100644", "100755", _LINK)


class HistoryRefused(Exception):  # noqa: N818 - it is a refusal
    """The revision cannot be read; the message says why and what to do."""


def lay_out(root: Path, revision: str, folder: Path) -> None:
    """Write the sources of the program at ``root`` as they were at ``revision`` into an empty folder."""
    prefix = _git(root, "rev-parse", "--show-prefix").decode().strip()
    commit = _commit(root, revision)
    wanted = [f"{prefix}{name}" for name in (SETTINGS, PROFILE_FOLDER, GUIDE_FOLDER)]
    entries = []
    listing = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *wanted)
    for line in listing.decode("utf-8", "surrogateescape").split("\0"):
        head, _, name = line.partition("\t")
        mode, _, digest = (*head.split(), "", "", "")[:3]
        if mode in _FILES:
            entries.append((mode, digest, name.removeprefix(prefix)))
    if not any(name == SETTINGS for _, _, name in entries):
        raise HistoryRefused(f"at {revision} there was no {SETTINGS} here, so there is nothing to compare with")
    contents = _contents(root, [digest for _, digest, _ in entries])
    for (mode, _, name), data in zip(entries, contents, strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            path.symlink_to(data.decode("utf-8", "surrogateescape"))
        else:
            path.write_bytes(data)


def versions_in_history(root: Path, path: str) -> int | None:
    """Return how many commits hold a version of the file; None where there is no git repository."""
    try:
        return len(_git(root, "log", "--all", "--format=%h", "--", path).split())
    except HistoryRefused:
        return None


def _commit(root: Path, revision: str) -> str:
    try:
        return (
            _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
            .decode()
            .strip()
        )
    except HistoryRefused:
        hint = "a program's folder, or a branch, tag or commit such as origin/main; in CI, fetch it (fetch-depth: 0)"
        raise HistoryRefused(f'there is no folder or revision "{revision}" here; give {hint}') from None


def _contents(root: Path, digests: Sequence[str]) -> list[bytes]:
    out = _git(root, "cat-file", "--batch", feed="".join(f"{digest}\n" for digest in digests).encode())
    found = []
    at = 0
    for _ in digests:
        end = out.index(b"\n", at)
        size = int(out[at:end].split()[2])
        found.append(out[end + 1 : end + 1 + size])
        at = end + size + 2
    return found


def _git(root: Path, *words: str, feed: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *words], input=feed, capture_output=True, check=False)
    except FileNotFoundError:
        raise HistoryRefused("git is not installed; compare with a folder instead") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        if "not a git repository" in said:
            said = "this folder is in no git repository; compare with a folder instead"
        raise HistoryRefused(said.removeprefix("fatal: ") or "git failed")
    return done.stdout
