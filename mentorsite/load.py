"""The program's folder → source files: what is read, what is refused, how each is parsed.

This room walks and reads; it knows the folders' names and which parser serves which, and nothing of contents.
"""

from __future__ import annotations

import re
import stat
from functools import lru_cache
from pathlib import Path

from mentorsite.config import Config
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.fields import Table
from mentorsite.guide import parse_guide
from mentorsite.letters import slugify
from mentorsite.model import Parsed, SourceFile
from mentorsite.profile import parse_profile, profile_table

PROFILE_FOLDER, GUIDE_FOLDER = "mentors", "content"
ATTACHMENTS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
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
        top = root / folder
        if not top.is_dir():
            help_ = f"Make the folder {folder}/, or run this command in the program's folder."
            found.append(Diagnostic("file/missing", f"there is no folder {folder}/", Span(folder), help_))
            continue
        for path in _walk(root, top, found, set()):
            source = _read(root, path, kind, ending, found)
            if source:
                sources.append(source)
    if not any(source.kind == "profile" for source in sources) and (root / PROFILE_FOLDER).is_dir():
        help_ = "Add a profile: mentorsite new mentor NAME"
        found.append(Diagnostic("file/missing", "the folder mentors/ holds no profile", Span(PROFILE_FOLDER), help_))
    return Checked(tuple(sources), tuple(found))


def _walk(root: Path, folder: Path, found: list[Diagnostic], above: set[tuple[int, int]]) -> list[Path]:
    """List the files below ``folder`` by name; links must stay inside ``root`` and may not go round."""
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
        if path.is_symlink() and not _stays_inside(root, path):
            help_ = "Replace the link by the file itself."
            found.append(
                Diagnostic("file/symlink", "this link leads out of the program's folder", _span(root, path), help_)
            )
        elif path.is_dir() and path.suffix not in (".yml", ".yaml", ".md"):
            paths.extend(_walk(root, path, found, above | {identity}))
        else:
            paths.append(path)
    return paths


def _stays_inside(root: Path, path: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _read(root: Path, path: Path, kind: str, ending: str, found: list[Diagnostic]) -> SourceFile | None:
    span = _span(root, path)
    match = re.search(ending, path.name)
    if not match and kind == "guide" and path.suffix.lower() in ATTACHMENTS:
        kind = "attachment"
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
    slug = path.name[: match.start()] if match else path.name
    if match and not (_SLUG.fullmatch(slug) and len(slug) <= 80 and slug not in _RESERVED):
        found.append(_bad_name(span, slug, path.name[match.start() :]))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            help_ = "Move it away, or give it another name."
            found.append(Diagnostic("file/not-regular", "a file is expected here", span, help_))
            return None
        data = path.read_bytes()
    except OSError as error:
        found.append(_unreadable(root, path, error))
        return None
    return SourceFile(span.path, slug, kind, data)


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
    # A name that is not UTF-8 comes with surrogates, which no output could print.
    return Span(path.relative_to(root).as_posix().encode("utf-8", "replace").decode("utf-8", "replace"))


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
