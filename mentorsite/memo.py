"""Which files the last build of a folder made from which views or bytes: what shows the same is linked, not made again.

Templates see nothing but the view, so a page's key is a digest of its view, and nobody has to keep a list of what
depends on what. A second key, of what the view is made of, spares the view. Only digests are kept here. A page counts
as made only while its file is as the last build left it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from mentorsite.store import write_whole

_ENCODER = json.JSONEncoder(check_circular=False, separators=(",", ":"), default=repr)


class Made(NamedTuple):
    """A view's key; the size and the time of the file that was made from it; the key of what the view reads.

    ``near`` are the slugs of the mentors to whom the page relates its own, a space between two: whom a view finds by
    looking at many.
    """

    key: str
    size: int
    time: int
    inputs: str = ""
    near: str = ""


class Memo(NamedTuple):
    """The pages of the last build of ``out``. ``path`` is None for no memory."""

    path: Path | None
    out: Path
    fingerprint: str
    pages: Mapping[str, Made]
    several: Mapping[str, tuple[str, ...]]
    """The key of what was read for several files at once → the addresses of all of them."""
    pardoned: frozenset[str] = frozenset()
    """What stood on these pages and was no secret, because somebody else said it as well."""


def open_memo(cache: Path | None, out: Path, fingerprint: bytes, before: Memo | None = None) -> Memo:
    """Read what is known of ``out``; an unreadable or foreign memory is an empty one.

    It need not be read where this process made the site itself and has the memory of ``before``.
    """
    mark = fingerprint.decode()
    if before and (before.out, before.fingerprint) == (out, mark):
        return before
    if cache is None:
        return Memo(None, out, mark, {}, {})
    path = cache / f"pages-{name_of(out)}.json"
    with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
        data = json.loads(path.read_bytes())
        if data["fingerprint"] == mark:
            pages = {url: Made(*made) for url, made in data["pages"].items()}
            several = {key: tuple(urls) for key, urls in data["several"].items()}
            return Memo(path, out, mark, pages, several, frozenset(data["pardoned"]))
    return Memo(path, out, mark, {}, {})


def forgotten(memo: Memo) -> Memo:
    """Return a memory of nothing, to be kept in the place of this one."""
    return memo._replace(pages={}, several={}, pardoned=frozenset())


def name_of(out: Path) -> str:
    """Return what stands for a folder in the names of files that remember it."""
    return blake2b(str(out.resolve()).encode("utf-8", "surrogateescape"), digest_size=5).hexdigest()


def key_of_view(kind: str, view: Mapping[str, Any]) -> str:
    """Return the digest of all that a page shows."""
    shown = {name: _in_short(value) if type(value) is tuple else value for name, value in view.items()}
    return blake2b(_ENCODER.encode([kind, shown]).encode(), digest_size=16).hexdigest()


def key_of_bytes(data: bytes) -> str:
    """Return the digest of a file that is no page."""
    return blake2b(data, digest_size=16).hexdigest()


def _in_short(values: tuple[Any, ...]) -> Any:
    """Write each record of a list by itself: a card stands in many lists and is written once."""
    return list(map(_of_record, values)) if values and hasattr(values[0], "_fields") else values


@lru_cache(maxsize=32768)
def _of_record(record: Any) -> str:
    return _ENCODER.encode(record)


def is_made(memo: Memo, url: str, key: str) -> bool:
    """Whether the published file of ``url`` was made from the view with this key and is as it was."""
    made = memo.pages.get(url)
    return made is not None and made.key == key and _stands(memo, url, made)


def reads_same(memo: Memo, url: str, inputs: str) -> bool:
    """Whether the published file of ``url`` was made from a view that read the same, and is as it was."""
    made = memo.pages.get(url)
    return made is not None and made.inputs == inputs != "" and _stands(memo, url, made)


def read_for(memo: Memo, inputs: str) -> tuple[str, ...]:
    """Return the addresses of all files that were made at once from what has this key, if all are as they were."""
    urls = memo.several.get(inputs, ())
    known = all(url in memo.pages and _stands(memo, url, memo.pages[url]) for url in urls)
    return urls if known else ()


def _stands(memo: Memo, url: str, made: Made) -> bool:
    again = made_of(f"{memo.out}/{url}", "")
    return again is not None and again.size == made.size and again.time == made.time


def made_of(path: Path | str, key: str, inputs: str = "", near: str = "") -> Made | None:
    """Return what is kept of a page that was just made; None where it cannot be read."""
    try:
        status = os.stat(path)  # noqa: PTH116 - 10 000 paths are dearer as objects
    except OSError:
        return None
    return Made(key, status.st_size, status.st_mtime_ns, inputs, near)


def save_memo(memo: Memo, before: Memo) -> None:
    """Keep what this build made, once it is published; ``before`` is what was known when it began."""
    if memo.path is not None and memo != before:
        rest = {"pages": memo.pages, "several": memo.several, "pardoned": sorted(memo.pardoned)}
        write_whole(memo.path, json.dumps({"fingerprint": memo.fingerprint, **rest}, separators=(",", ":")).encode())


def digest_of_files(*folders: Path) -> bytes:
    """Return the digest of all files below these folders: their names and bytes."""
    digest = blake2b(digest_size=16)
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink()):
            # Behind a link to a folder nobody looks; what it holds lies in this folder too.
            data = path.read_bytes() if path.is_file() else bytes(path.readlink())
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode("utf-8", "replace") + data)
    return digest.digest()
