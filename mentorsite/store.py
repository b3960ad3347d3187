"""Rows that were made before, by the bytes that they were made from; ``compute`` states the rules.

One file: a line with the fingerprint, then each row's key, length and sealed bytes. A row is sealed by a key that only
the source's own bytes give (a SHAKE-128 keystream; a new fingerprint gives new ones), so the store holds nothing that
one could read without having the source.
"""

from __future__ import annotations

import mmap
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b, shake_128
from pathlib import Path
from typing import BinaryIO

from mentorsite import __version__

FOLDER = ".mentorsite-cache"
_KEY, _SEAL, _CHECK, _SIZE = 16, 32, 8, 4


@dataclass(slots=True)
class Store:
    """What was kept, and which of it this run used; what the run made goes to a new file at once, not to memory.

    Without a ``path`` nothing is kept.
    """

    path: Path | None
    fingerprint: bytes
    data: bytes | mmap.mmap = b""
    kept: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    used: set[bytes] = field(default_factory=set)
    new: BinaryIO | None = None


def open_store(path: Path | None, fingerprint: bytes) -> Store:
    """Open the rows at ``path``; what cannot be read as a whole is an empty store."""
    store = Store(path, fingerprint)
    if path is None:
        return store
    with suppress(OSError, ValueError), path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if data[: len(fingerprint)] == fingerprint:
            store.data = data
            store.kept = _places(data, len(fingerprint))
    return store


def key_of(store: Store, *parts: bytes) -> bytes:
    """Return the key of what is made from these bytes: its name in the store, and what seals it.

    Where nothing is kept, there is none.
    """
    if store.path is None:
        return b""
    data = b"".join([len(part).to_bytes(8, "little") + part for part in parts])
    return blake2b(data, digest_size=_KEY + _SEAL, key=store.fingerprint[:64]).digest()


def holds(store: Store, key: bytes) -> bool:
    """Whether there is a row under ``key``, whole or not."""
    return key[:_KEY] in store.kept


def use(store: Store, key: bytes) -> bool:
    """Whether there is a row under ``key``, which then stays there, though it may never be opened."""
    there = holds(store, key)
    if there:
        store.used.add(key[:_KEY])
    return there


def find(store: Store, key: bytes) -> bytes | None:
    """Return the row kept under ``key``; None where there is none, or where it is not what was written."""
    place = store.kept.get(key[:_KEY])
    if place is None:
        return None
    sealed = store.data[slice(*place)]
    row = _xor(sealed[_CHECK:], key)
    if _check(row, key) != sealed[:_CHECK]:
        return None
    store.used.add(key[:_KEY])
    return row


def keep(store: Store, key: bytes, row: bytes) -> None:
    """Keep a row that this run made. A folder that cannot be written costs time, not the build."""
    if store.path is None:
        return
    with suppress(OSError):
        sealed = _check(row, key) + _xor(row, key)
        _begun(store, store.path).write(key[:_KEY] + len(sealed).to_bytes(_SIZE, "little") + sealed)


def _begun(store: Store, path: Path) -> BinaryIO:
    if store.new is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        store.new = _beside(path).open("wb")
        store.new.write(store.fingerprint)
    return store.new


def close_store(store: Store, *, forget: bool = False) -> None:
    """Put the new file in the place of the old one, with those of the old rows that this run used.

    Where nothing is new the old file stays as it is, unless it is to ``forget`` what was not used.
    """
    if forget and store.path and not store.used >= store.kept.keys():
        with suppress(OSError):
            _begun(store, store.path)
    if store.new is None or store.path is None:
        return
    with suppress(OSError), store.new as file:
        begin = end = 0
        for key, (start, stop) in store.kept.items():  # rows that stand side by side are written as one
            if key not in store.used:
                continue
            if start - _KEY - _SIZE != end:
                file.write(store.data[begin:end])
                begin = start - _KEY - _SIZE
            end = stop
        file.write(store.data[begin:end])
        file.flush()
        _beside(store.path).replace(store.path)
    store.new = None


def write_whole(path: Path, data: bytes) -> None:
    """Put a file of the cache in place in one step, so that no reader ever sees a half of it."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        _beside(path).write_bytes(data)
        _beside(path).replace(path)


def fingerprint(*parts: bytes) -> bytes:
    """Return the digest of all that results depend on besides their item, as a line."""
    digest = blake2b(_program(), digest_size=32)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest().encode()[:63] + b"\n"


@cache
def _program() -> bytes:
    """Return a digest of this program, its Python and all installed packages: another one, another cache."""
    digest = blake2b(f"{__version__} {sys.version}".encode(), digest_size=16)
    package = Path(__file__).parent
    for path in sorted((*package.rglob("*.py"), *package.glob("vocabularies/*"))):
        digest.update(path.read_bytes())
    packages = {path.name for folder in sys.path if folder for path in Path(folder).glob("*.dist-info")}
    digest.update("\n".join(sorted(packages)).encode())
    return digest.hexdigest().encode()


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}")


def _places(data: mmap.mmap, at: int) -> dict[bytes, tuple[int, int]]:
    places: dict[bytes, tuple[int, int]] = {}
    while at < len(data):
        start = at + _KEY + _SIZE
        end = start + int.from_bytes(data[at + _KEY : start], "little")
        if end > len(data) or end - start < _CHECK:
            return {}
        places[data[at : at + _KEY]] = start, end
        at = end
    return places


def _check(row: bytes, key: bytes) -> bytes:
    return blake2b(row, digest_size=_CHECK, key=key[_KEY:]).digest()


def _xor(data: bytes, key: bytes) -> bytes:
    stream = shake_128(key[_KEY:]).digest(len(data))
    return (int.from_bytes(data, "little") ^ int.from_bytes(stream, "little")).to_bytes(len(data), "little")
