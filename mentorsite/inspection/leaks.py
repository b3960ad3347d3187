"""The leak scan: before anything is published, every file is searched for what may not be shown.

Which strings those are is told here from profiles and consent anew, and not from what ``publish`` let through: a
mistake there is what this room is for. A file is decoded once, cut into words, and its words are looked up, in bytes
and all at once; only where a word of a secret stands is the whole secret compared. What stands in somebody else's
published text as well is no secret. No message repeats what was found.
"""

from __future__ import annotations

import binascii
import html
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any, NamedTuple
from urllib.parse import unquote

from mentorsite.assemble import Site
from mentorsite.diagnostics import Diagnostic, Span
from mentorsite.packing import front_decoded
from mentorsite.secrets import Secret, mark_of, texts_in, words_of

Published = Callable[[], Mapping[str, str]]
"""Path of a source file → all its published text; called once something was found, and not before."""

PlaceOf = Callable[[str, str], Span]
"""Path of a source file, name of a field in it → where the field stands."""

# Every match takes all that could belong to it, so that a text is read once.
_BEFORE_AT, _AFTER_AT = re.compile(r"[\w.+%'-]+"), re.compile(r"[\w-]+(?:\.[\w-]+)+")
_LONGEST_NAME = 64  # of a mailbox, RFC 5321
_SHORTEST_KEY = 3
_MOST_RUNS = 20_000


def _kept(kept: bytes, shown: bytes = b"") -> bytes:
    """Return a table that leaves these bytes, shown as others, and makes blanks of all else."""
    shown = shown or kept
    return bytes(shown[kept.index(byte)] if byte in kept else 32 for byte in range(256))


# Bytes are cut by tables: a tenth of the time of a pattern. No letter beyond ASCII is in any of them.
_SMALL, _LARGE, _FIGURES = (letters.encode() for letters in (ascii_lowercase, ascii_uppercase, digits))
_AS_WORDS = _kept(_SMALL + _LARGE + _FIGURES + b"_", _SMALL + _SMALL + _FIGURES + b"_")
_AS_NUMBERS, _IN_NUMBERS = _kept(_FIGURES), b" ().-"
_AS_RUNS = _kept(_SMALL + _LARGE + _FIGURES + b"+/_=-")
_LONG_RUN = re.compile(rb" [^ ]{12,}")  # a blank before it is sought by the fastest means
# The two that are ASCII letters once they are small.
_TURN_ASCII = {"\u212a": "k", "\u0130": "i\u0307"}
_USUAL = (("&#39;", "'"), ("&nbsp;", "\xa0"), ("&ensp;", "\u2002"))
"""What stands on every page, each in one step; no other mark has one of them for a part."""
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*")
_FRONT_CODED = re.compile(r'"(![^"\\]*)"')
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
_ASCII_PART = re.compile(r"[a-z0-9_]+")


def published_texts(site: Site, others: Iterable[str]) -> dict[str, str]:
    """Return what everybody may read, by the file from which it comes; ``others`` is text of no file of its own."""
    texts = {mentor.path: "\n".join(texts_in(mentor)) for mentor in site.mentors}
    texts |= {guide.path: "\n".join(texts_in(guide)) for guide in site.guides}
    return texts | {"site.yml": "\n".join((*texts_in(site.config), *others))}


def top_of(path: str, field: str) -> Span:
    """Return the whole file, for want of a better place."""
    return Span(path)


class Scanned(NamedTuple):
    """A text as a reader or a program would see it, and what it may hold of secrets."""

    decoded: str
    hidden: bool
    """Whether something was coded as a whole, so that what it says stands nowhere."""
    suspects: set[Secret]


class Scan:
    """The secrets of one build, in the shape in which they are looked up."""

    def __init__(self, secrets: Iterable[Secret], published: Published, place_of: PlaceOf = top_of) -> None:
        self._published = published
        self._place_of = place_of
        self._texts: Mapping[str, tuple[str, frozenset[str]]] | None = None
        self._listed = listed = tuple(secrets)
        self._pardoned: list[str] = []
        self._usual = Counter(part for secret in listed if secret.kind == "words" for part in _parts_of(secret))
        self._emails: dict[str, list[Secret]] = defaultdict(list)
        self._numbers: dict[str, list[Secret]] = defaultdict(list)
        self._words: dict[bytes, list[Secret]] = defaultdict(list)
        self._foreign: dict[str, list[Secret]] = defaultdict(list)
        """By a whole word, for want of a part in ASCII letters."""
        self._runs: set[bytes] = set()
        for secret in listed:
            table, key = self._place(secret)
            table[key].append(secret)

    def _place(self, secret: Secret) -> tuple[dict[Any, list[Secret]], str | bytes]:
        """Return where a secret is looked up: words by the part of them that the fewest secrets share."""
        if secret.kind != "words":
            return (self._emails if secret.kind == "email" else self._numbers), secret.text
        parts = _parts_of(secret)
        if not parts:
            return self._foreign, max(secret.text.split(" "), key=len)
        usual = self._usual
        return self._words, min(parts, key=lambda part: (len(part) < _SHORTEST_KEY, usual[part], -len(part))).encode()

    def newly_pardoned(self) -> tuple[str, ...]:
        """Return marks of what was found since the last call and is no secret."""
        marks, self._pardoned = tuple(self._pardoned), []
        return marks

    def pardons(self, marks: frozenset[str]) -> bool:
        """Whether all that bore these marks is still no secret: whoever else said it may say it no more."""
        return not marks or not any(mark_of(secret) in marks and self._is_secret(secret) for secret in self._listed)

    def _forget(self, secret: Secret) -> None:
        """Look no more for what is no secret: it may stand on every page."""
        self._pardoned.append(mark_of(secret))
        table, key = self._place(secret)
        table[key] = [other for other in table[key] if other != secret]
        if not table[key]:
            del table[key]

    def read(self, text: str) -> Scanned:
        """Decode a text and return it with the secrets of which something stands in it; whole lines, or a file.

        What is coded is coded on one line. Where a text has no suspects, nothing secret begins or ends in it.
        """
        if not (self._emails or self._numbers or self._words or self._foreign):
            return Scanned("", False, set())
        decoded, hidden = self._decoded(text)
        found: set[Secret] = set()
        if self._emails and "@" in decoded:
            for email in self._emails.keys() & set(_emails_in(decoded)):
                found.update(self._emails[email])
        plain = _ascii_of(decoded)
        if self._numbers:
            for number in self._numbers.keys() & _numbers_in(plain):
                found.update(self._numbers[number])
        if self._words:
            words = plain.translate(_AS_WORDS).split()
            if not self._words.keys().isdisjoint(words):  # a set of all words costs as much as to look them up
                for word in self._words.keys() & set(words):
                    found.update(self._words[word])
        if self._foreign and not decoded.isascii():
            for foreign in self._foreign.keys() & set(_WORD.findall(decoded.lower())):
                found.update(self._foreign[foreign])
        return Scanned(decoded, hidden, found)

    def _decoded(self, text: str) -> tuple[str, bool]:
        """Return the text as a reader or a program would see it, and whether hidden texts were added."""
        if is_coded(text):
            text = _uncoded(text)
        if text.startswith("search/"):
            text += "\n".join(" ".join(front_decoded(coded)) for coded in _FRONT_CODED.findall(text))
        runs = set(_LONG_RUN.findall(b" " + text.encode("ascii", "replace").translate(_AS_RUNS))) - self._runs
        hidden = [plain for run in runs if (plain := _from_base64(run))]
        if not hidden:
            self._runs |= runs
            if len(self._runs) > _MOST_RUNS:
                self._runs.clear()
            return text, False
        return "\n".join([text, *hidden]), True

    def faults(self, url: str, text: str, scanned: Scanned) -> Iterator[Diagnostic]:
        """Yield a finding for each suspect that the file, or its name, holds as a whole."""
        for secret in self._held(f"{url}\n{text}", scanned):
            if url in secret.pages:
                continue
            if not self._is_secret(secret):
                self._forget(secret)
                continue
            message = f"{url} shows {secret.field} of {secret.path}, which may not be published there"
            help_ = "Take it out of the text or template from which it comes, or ask for consent and record it."
            yield Diagnostic("page/leak", message, self._place_of(secret.path, secret.field), help_)

    def _held(self, whole: str, scanned: Scanned) -> Iterator[Secret]:
        yield from sorted(secret for secret in scanned.suspects if secret.kind != "words")
        wanted = sorted(secret for secret in scanned.suspects if secret.kind == "words")
        lowered, read = (whole.lower(), scanned.decoded.lower()) if wanted else ("", "")
        shown = ""
        for secret in wanted:
            if not all(part in lowered or part in read for part in secret.text.split(" ")):
                continue
            if not shown:
                decoded = self._decoded(whole)[0].lower()
                shown = f" {words_of(decoded)} \n {words_of(_TAG.sub(' ', decoded))} "
            if f" {secret.text} " not in shown:
                continue
            # The address of a mentor who left stays, and is made of the name.
            if secret.address and f" {secret.text} " not in shown.replace(f" {secret.address} ", " "):
                continue
            yield secret

    def _is_secret(self, secret: Secret) -> bool:
        """Whether the text stands in nobody else's published text; then it is told by nothing but this profile."""
        if self._texts is None:
            self._texts = {path: _forms_of(text.lower()) for path, text in self._published().items()}
        others = [forms for path, forms in self._texts.items() if path != secret.path]
        if secret.kind == "number":
            return not any(secret.text in numbers for _, numbers in others)
        wanted = f" {words_of(secret.text)} "
        return not any(wanted in words for words, _ in others)


def _forms_of(text: str) -> tuple[str, frozenset[str]]:
    """Return a text's words, a blank at both ends, and the digits of its numbers."""
    return f" {words_of(text)} ", _numbers_in(_ascii_of(text))


def _numbers_in(plain: bytes) -> frozenset[str]:
    """Return the digits of each number, whatever people put between them."""
    return frozenset(plain.translate(_AS_NUMBERS, _IN_NUMBERS).decode().split())


def holds_part(line: str, suspects: Iterable[Secret]) -> bool:
    """Whether a line that is not coded may hold a part of any of these."""
    lowered = line.lower()
    return any(
        secret.text[0] in lowered
        if secret.kind == "number"
        else any(part in lowered for part in secret.text.split(" "))
        for secret in suspects
    )


def is_coded(line: str) -> bool:
    """Whether a line may hold marks that stand for other letters."""
    return "&" in line or "%" in line or "\\u" in line


def _uncoded(text: str) -> str:
    if "\\u" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if "%" in text:
        text = _PERCENT.sub(lambda match: _unquoted(match[0]), text)
    for coded, letter in _USUAL:
        text = text.replace(coded, letter)
    return html.unescape(text) if "&" in text else text


def _parts_of(secret: Secret) -> list[str]:
    """Return the parts of a secret's words that are of ASCII letters; other letters part them in every text alike."""
    return _ASCII_PART.findall(secret.text)


def _ascii_of(text: str) -> bytes:
    """Return a text with a question mark for each letter beyond ASCII."""
    if not text.isascii():
        for letter, small in _TURN_ASCII.items():
            text = text.replace(letter, small)
    return text.encode("ascii", "replace")


@lru_cache(maxsize=4096)
def _unquoted(run: str) -> str:
    return unquote(run, errors="ignore")


def _emails_in(text: str) -> Iterator[str]:
    parts = text.split("@")
    for before, after in pairwise(parts):
        name, host = _BEFORE_AT.match(before[: -_LONGEST_NAME - 1 : -1]), _AFTER_AT.match(after)  # a name from its end
        if name and host:
            yield f"{name[0][::-1]}@{host[0]}".lower()


def _from_base64(run: bytes) -> str:
    run = run[1:]
    if len(run) % 4 == 1 and not run.endswith(b"="):
        return ""
    try:
        padded = run.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        plain = binascii.a2b_base64(padded + b"=" * (-len(padded) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return plain if plain.isprintable() else ""
