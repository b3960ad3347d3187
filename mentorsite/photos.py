"""Whose photos are shown, where their pictures go, and what is wrong with any of them.

Every photo that a profile names is looked at, so that a mistake is told before anybody agrees to show it. Pictures are
published, and kept for the next build, of those alone that their mentors let be shown; they bear the mentor's slug,
and the photo's own name is nowhere.
"""

from __future__ import annotations

import errno
import json
import posixpath
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from mentorsite.compute import compute
from mentorsite.diagnostics import RULES, Diagnostic, Span
from mentorsite.gist import Entry
from mentorsite.load import digest_of_photo
from mentorsite.model import SourceFile
from mentorsite.pictures import Developed, Fault, develop, endings, too_many_bytes
from mentorsite.store import Store, close_store, find, holds, keep, key_of

FOLDER = "photos"


class Photo(NamedTuple):
    """A photo that a profile names: its file, the digest of it, where it is named, and of whom it is shown if it is."""

    path: str
    digest: bytes
    span: Span
    slug: str


class Squares(NamedTuple):
    """What became of a photo: the pictures to publish, by their addresses, and what is wrong."""

    pictures: tuple[tuple[str, bytes], ...]
    found: tuple[Diagnostic, ...]


def pictures_of(slug: str) -> str:
    """Return how the addresses of a mentor's pictures begin, from the site's top; a size and an ending follow."""
    return f"{FOLDER}/{slug}-"


def photos_in(entries: Iterable[Entry], sources: Iterable[SourceFile]) -> tuple[Photo, ...]:
    """Return every photo that exists and is named, in the order of the profiles."""
    there = {source.path: source.data for source in sources if source.kind == "photo"}
    return tuple(
        Photo(mention.text, there[mention.text], mention.span, entry.parsed.slug if gist and gist.pictured else "")
        for entry in entries
        for mention, gist in [(entry.photo, entry.gist)]
        if mention and mention.text in there
    )


def develop_photos(
    photos: tuple[Photo, ...], read: Callable[[str], bytes], store: Store, jobs: int = 1
) -> Iterator[Squares]:
    """Yield what becomes of each photo, in order; only what the store does not hold is made.

    ``read`` gives a file's bytes. One picture is in memory at a time, and none of a photo that is not shown is kept.
    """

    def row_of(photo: Photo) -> bytes:
        developed = _developed(photo, read)
        return _to_row(developed if photo.slug else developed._replace(pictures=()))

    keys = [key_of(store, photo.digest, _suffix(photo).encode(), b"shown" if photo.slug else b"") for photo in photos]
    missing = [photo for photo, key in zip(photos, keys, strict=True) if not holds(store, key)]
    rows = compute(row_of, missing, jobs=jobs, chunk=1, says=lambda photo: photo.path)
    for photo, key in zip(photos, keys, strict=True):
        made = _from_row(find(store, key) or b"") if holds(store, key) else None
        if made is None:  # or somebody wrote the row who knows the photo
            row = row_of(photo) if holds(store, key) else next(rows)
            keep(store, key, row)
            made = _from_row(row)
        assert made is not None
        yield _made(photo, made)
    close_store(store, forget=True)


def _developed(photo: Photo, read: Callable[[str], bytes]) -> Developed:
    if not photo.digest:
        return Developed((too_many_bytes(),))
    data = read(photo.path)
    if digest_of_photo(data) != photo.digest:  # it would be kept as what it was
        raise OSError(errno.EIO, "changed while it was read; build again", photo.path)
    return develop(data, _suffix(photo))


def _suffix(photo: Photo) -> str:
    return posixpath.splitext(photo.path)[1].lower()


def _made(photo: Photo, developed: Developed) -> Squares:
    stem = posixpath.splitext(posixpath.basename(photo.path))[0]
    found = tuple(
        Diagnostic(fault.code, f"{photo.path} {fault.says}", photo.span, fault.help.replace("{stem}", stem))
        for fault in developed.faults
    )
    shown = developed.pictures if photo.slug else ()
    return Squares(tuple((pictures_of(photo.slug) + end, data) for end, data in shown), found)


def _to_row(developed: Developed) -> bytes:
    """Write a line that says what follows, then the pictures."""
    head = [developed.faults, [len(data) for _, data in developed.pictures]]
    return b"".join((json.dumps(head).encode(), b"\n", *(data for _, data in developed.pictures)))


def _from_row(row: bytes) -> Developed | None:
    """Read a row; None for one that ``_to_row`` did not write."""
    head, _, rest = row.partition(b"\n")
    try:
        faults, lengths = json.loads(head)
        found = tuple(Fault(*map(str, fault)) for fault in faults)
        ends = list(accumulate(map(int, lengths), initial=0))
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None
    names = endings() if lengths else ()
    fits = ends[-1] == len(rest) and ends == sorted(ends) and len(lengths) == len(names)
    if not fits or not {fault.code for fault in found} <= RULES.keys():
        return None
    return Developed(found, tuple((name, rest[a:b]) for name, (a, b) in zip(names, pairwise(ends), strict=True)))
