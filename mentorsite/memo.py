"""Which pages the last build of a folder made from which views: what shows the same is linked, not made again.

Templates see nothing but the view, so a page's key is a digest of its view, and nobody has to keep a list of what
depends on what. Only digests are kept here. A page counts as made only while its file is as the last build left it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from mentorsite.store import write_whole

Made = tuple[str, int, int]
"""A view's key; the size and the time of the file that was made from it."""


class Memo(NamedTuple):
    """The pages of the last build of ``out``. ``path`` is None for no memory."""

    path: Path | None
    out: Path
    fingerprint: str
    pages: Mapping[str, Made]


def open_memo(cache: Path | None, out: Path, fingerprint: bytes) -> Memo:
    """Read what is known of ``out``; an unreadable or foreign memory is an empty one."""
    mark = fingerprint.decode()
    if cache is None:
        return Memo(None, out, mark, {})
    name = blake2b(str(out.resolve()).encode("utf-8", "surrogateescape"), digest_size=5).hexdigest()
    path = cache / f"pages-{name}.json"
    pages: dict[str, Made] = {}
    with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
        data = json.loads(path.read_bytes())
        if data["fingerprint"] == mark:
            pages = {url: (str(key), int(size), int(time)) for url, (key, size, time) in data["pages"].items()}
    return Memo(path, out, mark, pages)


def key_of_view(kind: str, view: Mapping[str, Any]) -> str:
    """Return the digest of all that a page shows."""
    text = json.dumps([kind, view], ensure_ascii=True, separators=(",", ":"), default=repr)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def is_made(memo: Memo, url: str, key: str) -> bool:
    """Whether the published file of ``url`` was made from the view with this key and is as it was."""
    return url in memo.pages and memo.pages[url] == made_of(memo.out / url, key)


def made_of(path: Path, key: str) -> Made | None:
    """Return what is kept of a page that was just made; None where it cannot be read."""
    try:
        status = path.stat()
    except OSError:
        return None
    return key, status.st_size, status.st_mtime_ns


def save_memo(memo: Memo, pages: Mapping[str, Made]) -> None:
    """Keep what this build made, once it is published."""
    if memo.path is not None and pages != memo.pages:
        data = {"fingerprint": memo.fingerprint, "pages": pages}
        write_whole(memo.path, json.dumps(data, separators=(",", ":")).encode())
