"""The leak scan: before anything is published, every file is searched for what may not be shown.

Which strings those are is told here from profiles and consent anew, and not from what ``publish`` let through: a
mistake there is what this room is for. A file is decoded once, cut into words, and its words are looked up; only
where a word of a secret stands is the whole secret compared. What stands in somebody else's published text as well
is no secret. No message repeats what was found.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

from mentorsite.assemble import Site
from mentorsite.diagnostics import Diagnostic, Span
from mentorsite.packing import front_decoded
from mentorsite.secrets_of import Secret, texts_in, words_of

Published = Callable[[], Mapping[str, str]]
"""Path of a source file → all its published text; called once something was found, and not before."""

PlaceOf = Callable[[str, str], Span]
"""Path of a source file, name of a field in it → where the field stands."""

# Every match takes all that could belong to it, so that a text is read once.
_NOT_BEFORE_AT = re.compile(r"[^\w.+%'-]")
_AFTER_AT = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(r"[0-9][0-9 ().-]*")
_NO_DIGIT = re.compile(r"[^0-9]+")
_RUN = re.compile(r"[A-Za-z0-9+/_=-]+")
_SHORTEST_RUN = 12
_LONGEST_NAME = 64  # of a mailbox, RFC 5321
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*")
_FRONT_CODED = re.compile(r'"(![^"\\]*)"')
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
_FEW = 60


def published_texts(site: Site, others: Iterable[str]) -> dict[str, str]:
    """Return what everybody may read, by the file from which it comes; ``others`` is text of no file of its own."""
    texts = {mentor.path: "\n".join(texts_in(mentor)) for mentor in site.mentors}
    texts |= {guide.path: "\n".join(texts_in(guide)) for guide in site.guides}
    return texts | {"site.yml": "\n".join((*texts_in(site.config), *others))}


def top_of(path: str, field: str) -> Span:
    """Return the whole file, for want of a better place."""
    return Span(path)


class Reading(NamedTuple):
    """A text as a reader or a program would see it, in small letters, and what it may hold of secrets."""

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
        self._emails: dict[str, list[Secret]] = defaultdict(list)
        self._numbers: dict[str, list[Secret]] = defaultdict(list)
        self._words: dict[str, list[Secret]] = defaultdict(list)
        for secret in secrets:
            table, key = self._place(secret)
            table[key].append(secret)

    def _place(self, secret: Secret) -> tuple[dict[str, list[Secret]], str]:
        if secret.kind == "words":
            return self._words, max(secret.text.split(" "), key=len)
        return (self._emails if secret.kind == "email" else self._numbers), secret.text

    def _forget(self, secret: Secret) -> None:
        """Look no more for what is no secret: it may stand on every page."""
        table, key = self._place(secret)
        table[key] = [other for other in table[key] if other != secret]
        if not table[key]:
            del table[key]

    def read(self, text: str) -> Reading:
        """Decode a text and return it with the secrets of which something stands in it; whole lines, or a file.

        What is coded is coded on one line. Where a text has no suspects, nothing secret begins or ends in it.
        """
        if not (self._emails or self._numbers or self._words):
            return Reading("", False, set())
        decoded, hidden = _decoded(text)
        found: set[Secret] = set()
        if self._emails and "@" in decoded:
            for match in set(_emails_in(decoded)):
                found.update(self._emails.get(match, ()))
        if self._numbers:
            for match in set(_DIGITS.findall(decoded)):
                found.update(self._numbers.get(_NO_DIGIT.sub("", match), ()))
        if len(self._words) <= _FEW:
            near = [word for word in self._words if word in decoded]
        else:
            near = list(self._words.keys() & set(_WORD.findall(decoded)))
        for word in near:
            found.update(self._words[word])
        return Reading(decoded, hidden, found)

    def faults(self, url: str, text: str, reading: Reading) -> Iterator[Diagnostic]:
        """Yield a finding for each suspect that the file, or its name, holds as a whole."""
        for secret in self._held(f"{url}\n{text}", reading):
            if url in secret.pages:
                continue
            if not self._is_secret(secret):
                self._forget(secret)
                continue
            message = f"{url} shows {secret.field} of {secret.path}, which may not be published there"
            help_ = "Take it out of the text or template from which it comes, or ask for consent and record it."
            yield Diagnostic("page/leak", message, self._place_of(secret.path, secret.field), help_)

    def _held(self, whole: str, reading: Reading) -> Iterator[Secret]:
        yield from sorted(secret for secret in reading.suspects if secret.kind != "words")
        wanted = sorted(secret for secret in reading.suspects if secret.kind == "words")
        lowered = whole.lower() if wanted else ""
        shown = ""
        for secret in wanted:
            if not all(part in lowered or part in reading.decoded for part in secret.text.split(" ")):
                continue
            if not shown:
                decoded, _ = _decoded(whole)
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
    return f" {words_of(text)} ", frozenset(_NO_DIGIT.sub("", number) for number in _DIGITS.findall(text))


def is_coded(line: str) -> bool:
    """Whether a line may hold marks that stand for other letters."""
    return "&" in line or "%" in line or "\\u" in line


def _decoded(text: str) -> tuple[str, bool]:
    """Return the text in small letters, as a reader or a program would see it, and whether hidden texts were added."""
    if "\\u" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if "%" in text:
        text = _PERCENT.sub(lambda match: _unquoted(match[0]), text)
    if "&" in text:
        text = html.unescape(text)
    if text.startswith("search/"):
        text += "\n".join(" ".join(front_decoded(coded)) for coded in _FRONT_CODED.findall(text))
    long = " ".join({word for word in text.split() if len(word) >= _SHORTEST_RUN})
    runs = {run for run in _RUN.findall(long) if len(run) >= _SHORTEST_RUN}
    hidden = [plain for run in runs if (plain := _from_base64(run))]
    return "\n".join([text, *hidden]).lower(), bool(hidden)


@lru_cache(maxsize=4096)
def _unquoted(run: str) -> str:
    return unquote(run, errors="ignore")


def _emails_in(text: str) -> Iterator[str]:
    parts = text.split("@")
    for before, after in pairwise(parts):
        name, host = _NOT_BEFORE_AT.split(before[-_LONGEST_NAME:])[-1], _AFTER_AT.match(after)
        if name and host:
            yield f"{name}@{host[0]}"


@lru_cache(maxsize=16384)
def _from_base64(run: str) -> str:
    if len(run) % 4 == 1 and not run.endswith("="):
        return ""
    try:
        padded = run.rstrip("=").replace("-", "+").replace("_", "/")
        plain = base64.b64decode(padded + "=" * (-len(padded) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return plain if plain.isprintable() else ""
