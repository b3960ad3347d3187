"""A person taken out of the program: file, photo, references; and where their own data still stands.

What a person wrote themselves or is reached by is theirs; a topic that they share with others is not. A name that
somebody else bears as well is reported as a namesake.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mentorsite.build import Program
from mentorsite.desk.changes import Change, read
from mentorsite.guide import front_matter_end
from mentorsite.letters import fold
from mentorsite.load import PROFILE_FOLDER
from mentorsite.model import SourceFile
from mentorsite.yaml.edit import EditRefused, edited, read_data
from mentorsite.yaml.tree import decode_utf8

_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?([^)\s>#]*)(#[^)\s>]*)?>?(\s+[\"'(][^)]*)?\)")
_TEXT = (".yml", ".yaml", ".md", ".html", ".txt", ".css", ".js", ".json", ".xml", ".svg")
_LONG = 5
"""From how many words on a sentence is its writer's own."""


class Trace(NamedTuple):
    """A place where something of the person stands; ``shared`` if somebody else's file says it as well."""

    place: str
    what: str
    shared: bool


class Forgetting(NamedTuple):
    """What is to be changed, and what must not be found afterwards."""

    changes: tuple[Change, ...]
    own: tuple[str, ...]
    shared: frozenset[str]
    email: str = ""
    kept_photo: tuple[str, tuple[str, ...]] | None = None
    """A photo that stays, and the profiles that name it as well."""


def work_out(root: Path, program: Program, source: SourceFile) -> Forgetting:
    """Work out what goes and what is edited; nothing is written."""
    said = _said(source)
    others = [other for other in program.sources if other.path != source.path and other.kind in ("profile", "guide")]
    photo = _photo(said)
    users = tuple(other.path for other in others if other.kind == "profile" and photo and _photo(_said(other)) == photo)
    data = read(root, photo) if photo and not users and _is_picture(root, photo) else None
    changes = [Change(photo, data, None)] if data is not None else []
    for other in others:
        data = _without(other, source)
        if data != other.data:
            changes.append(Change(other.path, other.data, data))
    own = tuple(_own(said, source.slug))
    texts = [fold(decode_utf8(other.path, other.data).value or "") for other in others if other.kind == "profile"]
    shared = frozenset(text for text in own if any(fold(text) in there for there in texts))
    contact = said.get("contact")
    email = str(contact.get("email") or "") if isinstance(contact, dict) else ""
    # The profile goes last: a machine that stops before it leaves somebody who can be forgotten again.
    changes.append(Change(source.path, source.data, None))
    return Forgetting(tuple(changes), own, shared, email, (photo, users) if users else None)


def _photo(said: dict[str, Any]) -> str:
    """Return the path of the photo that a profile names, from the program's folder; empty for none."""
    photo = said.get("photo")
    named = str(photo.get("file") or "") if isinstance(photo, dict) else ""
    return posixpath.normpath(posixpath.join(PROFILE_FOLDER, named.replace("\\", "/"))) if named else ""


def _is_picture(root: Path, path: str) -> bool:
    """Whether a path leads to a picture in the folder of the profiles: whatever else it names is not deleted."""
    folder, file = (root / PROFILE_FOLDER).resolve(), (root / path).resolve()
    return file.is_relative_to(folder) and file.is_file() and file.suffix.lower() not in _TEXT


def _said(source: SourceFile) -> dict[str, Any]:
    """Return what the file says, as far as it can be read: a broken file must be forgotten as well."""
    try:
        return read_data(decode_utf8(source.path, source.data).value or "")
    except EditRefused:
        name = re.search(r"^name:\s*(.+)$", source.data.decode("utf-8", "replace"), re.MULTILINE)
        return {"name": name[1].strip(" '\"")} if name else {}


def _without(other: SourceFile, gone: SourceFile) -> bytes:
    """Return another file without its references to the person: links keep their words."""
    text = decode_utf8(other.path, other.data).value
    if text is None:
        return other.data
    mark = "\ufeff" if other.data.startswith(b"\xef\xbb\xbf") else ""
    if other.kind == "guide":
        text = _without_mention(text, gone.slug)
    folder = posixpath.dirname(other.path)

    def unlink(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, match[2]))
        return match[1] if target == gone.path else match[0]

    return (mark + _LINK.sub(unlink, text)).encode()


def _without_mention(text: str, slug: str) -> str:
    """Take a mentor out of a story's list."""
    lines = text.split("\n")
    end = front_matter_end([line.rstrip("\r") for line in lines])
    if end is None:
        return text
    head = "\n".join(lines[1:end]) + "\n"
    try:
        mentors = read_data(head).get("mentors")
        if not isinstance(mentors, list) or slug not in mentors:
            return text
        rest = [other for other in mentors if other != slug]
        head = edited(head, {("mentors",): rest or None})
    except EditRefused:
        return text
    return "\n".join([lines[0], *head.rstrip("\n").split("\n"), *lines[end:]])


def _own(said: dict[str, Any], slug: str) -> Iterator[str]:
    """Yield what is the person's own: names, addresses, and sentences of some length."""
    yield f"{PROFILE_FOLDER}/{slug}."
    for name in ("name", "pronunciation"):
        if isinstance(said.get(name), str) and len(said[name]) > 2:
            yield said[name]
    for name in ("contact", "links"):
        inner = said.get(name)
        yield from (str(value) for value in (inner.values() if isinstance(inner, dict) else ()) if len(str(value)) > 5)
    for name in ("bio", "approach", "expectations", "not_for", "communities_note"):
        for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", str(said.get(name) or "")):
            words = re.sub(r"[*_`#>\[\]]", "", sentence).split()
            if len(words) >= _LONG:
                yield " ".join(words)


def traces(folder: Path, forgetting: Forgetting, names: Iterable[str] | None = None) -> tuple[Trace, ...]:
    """Find what is left of the person in the text files of a folder, or in those that are named."""
    found = []
    wanted = [(text, _even(text)) for text in forgetting.own]
    paths = [folder / name for name in names] if names is not None else sorted(folder.rglob("*"))
    for path in paths:
        if path.suffix not in _TEXT or not path.is_file() or path.is_symlink():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        place, evened = path.relative_to(folder).as_posix(), _even(text)
        for what, even in wanted:
            if even in evened:
                line = next((n for n, line in enumerate(text.split("\n"), 1) if even in _even(line)), 0)
                found.append(Trace(f"{place}:{line}" if line else place, what, what in forgetting.shared))
    return tuple(found)


def _even(text: str) -> str:
    """Return text as both sources and pages have it: typographic signs and entities made plain, blanks evened out."""
    for sign, plain in (("&#39;", "'"), ("&quot;", '"'), ("&#34;", '"'), ("&amp;", "&"), ("“", '"'), ("”", '"')):
        text = text.replace(sign, plain)
    return fold(re.sub(r"<[^>]*>|[*_`]", "", text) if "<" in text else re.sub(r"[*_`]", "", text))
