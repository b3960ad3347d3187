"""The program's folder → source files: what is read, what is refused, how each is parsed.

This room walks and reads; it knows the folders' names and which parser serves which, and nothing of contents.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from mentorsite.config import PATH, Config
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.fields import Table
from mentorsite.guide import parse_guide
from mentorsite.letters import slugify
from mentorsite.model import Parsed, SourceFile
from mentorsite.pictures import MOST_BYTES, SUFFIXES
from mentorsite.profile import parse_profile, profile_table

PROFILE_FOLDER, GUIDE_FOLDER, TEMPLATE_FOLDER = "mentors", "content", "templates"
ATTACHMENTS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf"})
PHOTOS = SUFFIXES | {".svg", ".heic", ".heif"}  # those are refused where a profile names them
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# Names that Windows cannot hold as files, and the one that every folder's list page bears.
_RESERVED = frozenset({"index", "con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)})
_IGNORED = re.compile(r"\.|README(\.[a-z]+)?$|.*~$")


def find_sources(root: Path) -> Checked[tuple[SourceFile, ...]]:
    """Read every profile, guide and attachment under ``root``, in the order of their paths.

    Whatever stands there and is not read is named in a diagnostic: nothing is dropped without a word.
    """
    sources: list[SourceFile] = []
    found: list[Diagnostic] = []
    for folder, kind, ending in ((PROFILE_FOLDER, "profile", r"\.ya?ml$"), (GUIDE_FOLDER, "guide", r"\.md$")):
        if not _is_folder(root, folder, found):
            continue
        for path in _walk(root, root / folder, found, set()):
            source = _read(root, path, kind, ending, found)
            if source:
                sources.append(source)
    found.extend(_one_case(sources))
    if (root / TEMPLATE_FOLDER).is_dir():
        for path in _walk(root, root / TEMPLATE_FOLDER, found, set()):
            _is_file(root, path, found)
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


def _walk(root: Path, folder: Path, found: list[Diagnostic], above: set[tuple[int, int]]) -> list[Path]:
    """List the files below ``folder`` by name; links may not go round, nor leave the top folder that is read.

    What lies beside it is no business of the site's: private profiles, or the repository with its keys.
    """
    status = folder.stat()
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        return []
    paths = []
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        found.append(_unreadable(root, folder, error))
        return []
    for name in names:
        if _IGNORED.match(name):
            continue
        path = folder / name
        top = _span(root, path).path.partition("/")[0] if path.is_symlink() else ""
        if top and not _stays_inside(root / top, path):
            message, help_ = f"this link leads out of {top}/", "Replace the link by the file itself."
            found.append(Diagnostic("file/symlink", message, _span(root, path), help_))
        elif path.is_dir() and path.suffix not in (".yml", ".yaml", ".md"):
            paths.extend(_walk(root, path, found, above | {identity}))
        else:
            paths.append(path)
    return paths


def _stays_inside(top: Path, path: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(top.resolve())
    except (OSError, RuntimeError):
        return False


def _read(root: Path, path: Path, kind: str, ending: str, found: list[Diagnostic]) -> SourceFile | None:
    span = _span(root, path)
    match = re.search(ending, path.name)
    if not match and kind == "guide" and path.suffix.lower() in ATTACHMENTS:
        kind = "attachment"
    elif not match and kind == "profile" and path.suffix.lower() in PHOTOS:
        kind = "photo"
    elif not match:
        wanted = "a mentor's file ends in .yml" if kind == "profile" else "a guide ends in .md"
        found.append(
            Diagnostic("file/ignored", f"this file is not read: {wanted}", span, "Rename it, or move it away.")
        )
        return None
    if kind == "profile" and path.parent != root / PROFILE_FOLDER:
        help_ = f"Move it to {PROFILE_FOLDER}/{path.name}"
        found.append(
            Diagnostic("file/ignored", "this file is not read: it lies in a folder below mentors/", span, help_)
        )
        return None
    slug = _printable(path.name[: match.start()] if match else path.name)
    if kind == "attachment" and not all(_PART.fullmatch(part) for part in path.relative_to(root).parts):
        message = f'"{slug[:80]}" cannot be the address of a file: it takes letters a-z, digits, dots and hyphens'
        found.append(Diagnostic("file/name", message, span, "Rename the file, or the folder in which it lies."))
    if match and not is_slug(slug):
        found.append(_bad_name(span, slug, path.name[match.start() :]))
    try:
        if not _is_file(root, path, found):
            return None
        if kind == "photo":
            data = digest_of_photo(path.read_bytes()) if path.stat().st_size <= MOST_BYTES else b""
        else:
            data = path.read_bytes()
    except OSError as error:
        found.append(_unreadable(root, path, error))
        return None
    return SourceFile(span.path, slug, kind, data)


def is_slug(text: str) -> bool:
    """Whether a file with this name, without its ending, can be the address of a page."""
    return _SLUG.fullmatch(text) is not None and len(text) <= 80 and text not in _RESERVED


def digest_of_photo(data: bytes) -> bytes:
    """Return what stands for a photo's bytes until they are needed."""
    return blake2b(data, digest_size=32).digest()


def _is_file(root: Path, path: Path, found: list[Diagnostic]) -> bool:
    """Say so unless the path leads to a regular file: opening a pipe would wait for ever."""
    if stat.S_ISREG(path.stat().st_mode):
        return True
    help_ = "Move it away, or give it another name."
    found.append(Diagnostic("file/not-regular", "a file is expected here", _span(root, path), help_))
    return False


def read_settings(root: Path) -> Checked[bytes]:
    """Read the bytes of ``site.yml``."""
    path = root / PATH
    found: list[Diagnostic] = []
    try:
        if path.is_symlink() and not _stays_inside(root, path):
            message, help_ = "this link leads out of the program's folder", "Replace the link by the file itself."
            return Checked(None, (Diagnostic("file/symlink", message, Span(PATH), help_),))
        return Checked(path.read_bytes() if _is_file(root, path, found) else None, tuple(found))
    except FileNotFoundError:
        help_ = "Run this in the program's folder, or make a new program: mentorsite init my-program"
        return Checked(None, (Diagnostic("file/missing", f"there is no {PATH} here", Span(PATH), help_),))
    except OSError as error:
        return Checked(None, (_unreadable(root, path, error),))


def _bad_name(span: Span, slug: str, ending: str) -> Diagnostic:
    plain = re.sub(r"[^a-z0-9-]+", "", slugify(slug))[:80].strip("-")
    if plain in _RESERVED or not plain:
        plain = f"{plain or 'given'}-family" if ending != ".md" else f"{plain or 'a'}-guide"
    message = f'"{slug[:80]}" cannot be the address of a page: it takes small letters a-z, digits and hyphens'
    return Diagnostic("file/name", message, span, f"Rename the file to {plain}{ending}")


def _unreadable(root: Path, path: Path, error: OSError) -> Diagnostic:
    reason = error.strerror or type(error).__name__
    return Diagnostic(
        "file/unreadable", f"the file cannot be read: {reason}", _span(root, path), "Check its permissions."
    )


def _span(root: Path, path: Path) -> Span:
    return Span(_printable(path.relative_to(root).as_posix()))


def _printable(name: str) -> str:
    """Return a file's name without the surrogates of one that is not UTF-8, which no output could print."""
    return name.encode("utf-8", "replace").decode("utf-8", "replace")


def new_profiles(drafts: Mapping[str, bytes], sources: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Return the drafts of mentors' files that do not exist yet."""
    known = {source.path for source in sources}
    return tuple(
        SourceFile(path, path.rpartition("/")[2].removesuffix(".yml"), "profile", data)
        for path, data in sorted(drafts.items())
        if path.startswith(f"{PROFILE_FOLDER}/") and path not in known
    )


def parse(source: SourceFile, config: Config | None) -> Parsed:
    """Read one source file by itself, by the parser that its folder decides."""
    if source.kind == "profile":
        return parse_profile(source, custom_table(config))
    if source.kind == "guide":
        return parse_guide(source)
    return Parsed(source.path, source.slug, source.kind, None, (), ())


@lru_cache(maxsize=4)
def custom_table(config: Config | None) -> Table:
    """Return the table of profiles with the program's own fields."""
    fields = config.fields if config else ()
    return profile_table(tuple((f.name, f.type, f.vocabulary, f.label, f.visibility) for f in fields))
