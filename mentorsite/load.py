"""The program's folder → source files: what is read, and what is refused.

This room walks and reads; it knows the folders' names, and nothing of contents.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.letters import slugify
from mentorsite.model import SourceFile
from mentorsite.pictures import MOST_BYTES, SUFFIXES

SETTINGS = "site.yml"
PROFILE_FOLDER, GUIDE_FOLDER, TEMPLATE_FOLDER = "mentors", "content", "templates"
ATTACHMENTS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf"})
PHOTOS = SUFFIXES | {".svg", ".heic", ".heif"}  # those are refused where a profile names them
_YAML, _MARKDOWN = re.compile(r"\.ya?ml$"), re.compile(r"\.md$")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# Names that Windows cannot hold as files, and the one that every folder's list page bears.
_RESERVED = frozenset({"index", "con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)})
_PIECE = 1 << 16
_IGNORED = re.compile(r"\.|README(\.[a-z]+)?$|.*~$")


def find_sources(root: Path, known: Mapping[str, SourceFile] = MappingProxyType({})) -> Checked[tuple[SourceFile, ...]]:
    """Read every profile, guide and attachment under ``root``, in the order of their paths.

    Whatever stands there and is not read is named in a diagnostic: nothing is dropped without a word. What is ``known``
    by its path is as it was when it was read, and is not read again.
    """
    sources: list[SourceFile] = []
    found: list[Diagnostic] = []
    for folder, kind, ending in ((PROFILE_FOLDER, "profile", _YAML), (GUIDE_FOLDER, "guide", _MARKDOWN)):
        if not _is_folder(root, folder, found):
            continue
        for path, entry in _walk(root, folder, found, set()):
            source = _read(path, entry, kind, ending, found, known)
            if source:
                sources.append(source)
    found.extend(_one_case(sources))
    if (root / TEMPLATE_FOLDER).is_dir():
        for path, entry in _walk(root, TEMPLATE_FOLDER, found, set()):
            _is_file(path, entry.stat(), found)
    if not any(source.kind == "profile" for source in sources) and _is_folder(root, PROFILE_FOLDER, []):
        help_ = "Add a profile: mentorsite new mentor NAME"
        found.append(Diagnostic("file/missing", "the folder mentors/ holds no profile", Span(PROFILE_FOLDER), help_))
    return Checked(tuple(sources), tuple(found))


def _is_folder(root: Path, folder: str, found: list[Diagnostic]) -> bool:
    """Say so unless a folder stands there itself: a link might lead to anything on the machine that builds."""
    if (root / folder).is_symlink():
        message, help_ = f"{folder} is a link, where a folder is expected", "Replace the link by the folder itself."
        found.append(Diagnostic("file/symlink", message, Span(folder), help_))
        return False
    if not (root / folder).is_dir():
        help_ = f"Make the folder {folder}/, or run this command in the program's folder."
        found.append(Diagnostic("file/missing", f"there is no folder {folder}/", Span(folder), help_))
        return False
    return True


def _one_case(sources: list[SourceFile]) -> Iterator[Diagnostic]:
    """Name files that differ in nothing but the case of letters, and would be one file on many computers."""
    first: dict[str, str] = {}
    for path in [source.path for source in sources if source.kind in ("attachment", "photo")]:
        other = first.setdefault(path.casefold(), path)
        if other != path:
            message = f"this file's name differs from {other} by capital letters only"
            yield Diagnostic("file/name", message, Span(path), "Rename one of the two.")


def _walk(
    root: Path, folder: str, found: list[Diagnostic], above: set[tuple[int, int]]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files below ``folder`` by name, each with its path from the top.

    Links may not go round, nor leave the top folder that is read: what lies beside it is no business of the site's,
    be it private profiles, or the repository with its keys.
    """
    try:
        status = (root / folder).stat()
        with os.scandir(root / folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        found.append(_unreadable(folder, error))
        return
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        return
    top = folder.partition("/")[0]
    for entry in entries:
        if _IGNORED.match(entry.name):
            continue
        path = f"{folder}/{entry.name}"
        if entry.is_symlink() and not _stays_inside(root / top, root / path):
            message, help_ = f"this link leads out of {top}/", "Replace the link by the file itself."
            found.append(Diagnostic("file/symlink", message, _span(path), help_))
        elif entry.is_dir() and not entry.name.endswith((".yml", ".yaml", ".md")):
            yield from _walk(root, path, found, above | {identity})
        else:
            yield path, entry


def _stays_inside(top: Path, path: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(top.resolve())
    except (OSError, RuntimeError):
        return False


def _read(
    path: str,
    entry: os.DirEntry[str],
    kind: str,
    ending: re.Pattern[str],
    found: list[Diagnostic],
    known: Mapping[str, SourceFile],
) -> SourceFile | None:
    name = entry.name
    match = ending.search(name)
    suffix = Path(name).suffix.lower() if not match else ""
    if not match and kind == "guide" and suffix in ATTACHMENTS:
        kind = "attachment"
    elif not match and kind == "profile" and suffix in PHOTOS:
        kind = "photo"
    elif not match:
        wanted = "a mentor's file ends in .yml" if kind == "profile" else "a guide ends in .md"
        help_ = "Rename it, or move it away."
        found.append(Diagnostic("file/ignored", f"this file is not read: {wanted}", _span(path), help_))
        return None
    if kind == "profile" and path.count("/") > 1:
        message = "this file is not read: it lies in a folder below mentors/"
        found.append(Diagnostic("file/ignored", message, _span(path), f"Move it to {PROFILE_FOLDER}/{name}"))
        return None
    slug = _printable(name[: match.start()] if match else name)
    if kind == "attachment" and not all(_PART.fullmatch(part) for part in path.split("/")):
        message = f'"{slug[:80]}" cannot be the address of a file: it takes letters a-z, digits, dots and hyphens'
        found.append(Diagnostic("file/name", message, _span(path), "Rename the file, or the folder in which it lies."))
    if match and not is_slug(slug):
        found.append(_bad_name(_span(path), slug, name[match.start() :]))
    if path in known:
        return known[path]
    try:
        if not (entry.is_file(follow_symlinks=False) or _is_file(path, entry.stat(), found)):
            return None
        if kind == "photo":
            data = digest_of_photo(bytes_of(entry.path)) if entry.stat().st_size <= MOST_BYTES else b""
        else:
            data = bytes_of(entry.path)
    except OSError as error:
        found.append(_unreadable(path, error))
        return None
    return SourceFile(_printable(path), slug, kind, data)


def bytes_of(path: str | Path) -> bytes:
    """Read a file in as few calls as there can be: a buffered file costs as much again as its bytes."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        pieces = [os.read(descriptor, _PIECE)]
        while pieces[-1]:
            pieces.append(os.read(descriptor, _PIECE))
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def is_slug(text: str) -> bool:
    """Whether a file with this name, without its ending, can be the address of a page."""
    return _SLUG.fullmatch(text) is not None and len(text) <= 80 and text not in _RESERVED


def digest_of_photo(data: bytes) -> bytes:
    """Return what stands for a photo's bytes until they are needed."""
    return blake2b(data, digest_size=32).digest()


def _is_file(path: str, status: os.stat_result, found: list[Diagnostic]) -> bool:
    """Say so unless the path leads to a regular file: opening a pipe would wait for ever."""
    if stat.S_ISREG(status.st_mode):
        return True
    help_ = "Move it away, or give it another name."
    found.append(Diagnostic("file/not-regular", "a file is expected here", _span(path), help_))
    return False


def read_settings(root: Path) -> Checked[bytes]:
    """Read the bytes of ``site.yml``."""
    path = root / SETTINGS
    found: list[Diagnostic] = []
    try:
        if path.is_symlink() and not _stays_inside(root, path):
            message, help_ = "this link leads out of the program's folder", "Replace the link by the file itself."
            return Checked(None, (Diagnostic("file/symlink", message, Span(SETTINGS), help_),))
        return Checked(path.read_bytes() if _is_file(SETTINGS, path.stat(), found) else None, tuple(found))
    except FileNotFoundError:
        help_ = "Run this in the program's folder, or make a new program: mentorsite init my-program"
        return Checked(None, (Diagnostic("file/missing", f"there is no {SETTINGS} here", Span(SETTINGS), help_),))
    except OSError as error:
        return Checked(None, (_unreadable(SETTINGS, error),))


def _bad_name(span: Span, slug: str, ending: str) -> Diagnostic:
    plain = re.sub(r"[^a-z0-9-]+", "", slugify(slug))[:80].strip("-")
    if plain in _RESERVED or not plain:
        plain = f"{plain or 'given'}-family" if ending != ".md" else f"{plain or 'a'}-guide"
    message = f'"{slug[:80]}" cannot be the address of a page: it takes small letters a-z, digits and hyphens'
    return Diagnostic("file/name", message, span, f"Rename the file to {plain}{ending}")


def _unreadable(path: str, error: OSError) -> Diagnostic:
    message = f"the file cannot be read: {error.strerror or type(error).__name__}"
    return Diagnostic("file/unreadable", message, _span(path), "Check its permissions.")


def _span(path: str) -> Span:
    return Span(_printable(path))


def _printable(name: str) -> str:
    """Return a file's name without the surrogates of one that is not UTF-8, which no output could print."""
    return name if name.isascii() else name.encode("utf-8", "replace").decode("utf-8", "replace")


def new_profiles(drafts: Mapping[str, bytes], sources: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Return the drafts of mentors' files that do not exist yet."""
    known = {source.path for source in sources}
    return tuple(
        SourceFile(path, path.rpartition("/")[2].removesuffix(".yml"), "profile", data)
        for path, data in sorted(drafts.items())
        if path.startswith(f"{PROFILE_FOLDER}/") and path not in known
    )
