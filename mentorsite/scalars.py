"""What one value may be: text, number, date, choice, term of a vocabulary, web and e-mail address, ORCID iD.

Each kind turns text into a plain value or says what to type instead. YAML's own guesses play no part.
"""

from __future__ import annotations

import posixpath
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from mentorsite.diagnostics import Checked, Diagnostic, Fix, Span
from mentorsite.fields import Schema, Terms, wrong_kind
from mentorsite.letters import fold, nearest
from mentorsite.model import Mention
from mentorsite.pictures import NAMES, REFUSED, SUFFIXES
from mentorsite.unseen import is_blank, unseen
from mentorsite.yaml.tree import Node, Scalar

# Bare numbers and yes/no are text here; YAML editors would flag them if the schema said "string".
_UNTYPED: Schema = {"type": ["string", "number", "boolean"]}
_WHOLE, _DAY = re.compile(r"[+-]?[0-9]{1,9}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class _OneValue:
    """What all scalar kinds share: they take one text, and a text that refers to nothing."""

    @property
    def says(self) -> str:
        raise NotImplementedError  # pragma: no cover - every kind says its own

    def decode(self, node: Node) -> Checked[Any]:
        if not isinstance(node, Scalar):
            return Checked(None, (wrong_kind("this field", self, node, None, "Write one value."),))
        text, style, span = node
        hidden = None if text.isprintable() else unseen(text, span)
        if hidden and hidden.code == "field/control-character":
            return Checked(None, (hidden,))
        read = self.read(text if style in ("|", ">") else text.strip(), span)
        return Checked(read.value, (hidden, *read.diagnostics)) if hidden else read

    def read(self, text: str, span: Span) -> Checked[Any]:
        """Turn the text into a value."""
        raise NotImplementedError  # pragma: no cover - every kind reads its own way

    def schema(self, terms: Terms) -> Schema:
        return {"type": "string"}

    def mentions(self, node: Node) -> Iterator[Mention]:
        return iter(())


def _refuse(code: str, message: str, span: Span, help_: str, fix: Fix | None = None) -> Checked[Any]:
    return Checked(None, (Diagnostic(code, message, span, help_, fix),))


@dataclass(frozen=True, slots=True)
class Text(_OneValue):
    """Text of at most ``most`` characters; on one line unless ``lines``."""

    most: int
    lines: bool = False
    example: str = ""

    @property
    def says(self) -> str:
        return f"text of up to {self.most} characters" + (f", such as {self.example}" if self.example else "")

    def read(self, text: str, span: Span) -> Checked[Any]:
        value = text.strip("\n") if self.lines else " ".join(text.split())
        if len(value) > self.most:
            message = f"the text has {len(value)} characters; {self.most} are allowed"
            help_ = "Shorten it." if self.lines else "Shorten it; the biography has room for more."
            return _refuse("field/too-long", message, span, help_)
        if is_blank(value):
            return _refuse("field/type", "the text is empty", span, "Write the text, or delete the line.")
        return Checked(value)

    def schema(self, terms: Terms) -> Schema:
        return {**_UNTYPED, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Integer(_OneValue):
    """A whole number from ``least`` to ``most``."""

    least: int
    most: int

    @property
    def says(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    def read(self, text: str, span: Span) -> Checked[Any]:
        if not _WHOLE.fullmatch(text) or not self.least <= int(text) <= self.most:
            shown = text if len(text) <= 40 else text[:39] + "…"
            return _refuse("field/integer", f'"{shown}" is not {self.says}', span, self._instead(text))
        return Checked(int(text))

    def _instead(self, text: str) -> str:
        whole = re.fullmatch(r"([+-]?[0-9]{1,9})(?:[.,]0*)?", text)
        if whole and self.least <= int(whole[1]) <= self.most:
            return f"Write {int(whole[1])}."
        if re.fullmatch(r"[+-]?[0-9]+", text):
            return f"The least is {self.least}, the most {self.most}."
        return "Write the number in digits, without a fraction."

    def schema(self, terms: Terms) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Truth(_OneValue):
    """``true`` or ``false``."""

    says = "true or false"

    def read(self, text: str, span: Span) -> Checked[Any]:
        if text not in ("true", "false"):
            guess = "true" if fold(text) in ("yes", "y", "on", "true", "1") else "false"
            return _refuse(
                "field/choice", f'"{text}" is neither true nor false', span, f"Write {guess}.", Fix(span, guess)
            )
        return Checked(text == "true")

    def schema(self, terms: Terms) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Date(_OneValue):
    """A day as ``2026-09-01`` (ISO 8601)."""

    says = "a date, such as 2026-09-01"

    def read(self, text: str, span: Span) -> Checked[Any]:
        if _DAY.fullmatch(text):
            try:
                return Checked(date.fromisoformat(text))
            except ValueError:
                month = int(text[5:7])
                reason = "no year has such a month"
                if 1 <= month <= 12 and text[:4] != "0000":
                    reason = f"that month has {monthrange(int(text[:4]), month)[1]} days"
                message = f'"{text}" is a date that does not exist: {reason}'
                return _refuse("field/date", message, span, "Write an existing day as year-month-day.")
        help_ = date_help(text)
        return _refuse("field/date", f'"{text}" is not {self.says}', span, help_)

    def schema(self, terms: Terms) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class MonthOrDate(_OneValue):
    """A month as ``2026-09`` or a day as ``2026-09-01``; the value is that text."""

    says = "a month or date, such as 2026-09 or 2026-09-01"

    def read(self, text: str, span: Span) -> Checked[Any]:
        if _MONTH.fullmatch(text) and text[:4] != "0000":
            return Checked(text)
        if _DAY.fullmatch(text):
            value, diagnostics = Date().read(text, span)
            return Checked(value and value.isoformat(), diagnostics)
        help_ = date_help(text, "Write year-month in digits, such as 2026-09.")
        return _refuse("field/date", f'"{text}" is not {self.says}', span, help_)

    def schema(self, terms: Terms) -> Schema:
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}


_SPREADSHEET = date(1899, 12, 30)
"""The day from which spreadsheets count."""


def date_help(text: str, otherwise: str = "Write year-month-day in digits, such as 2026-09-01.") -> str:
    """Say how the date that was meant is written, if it is clear and exists; a US date has its month first."""
    if re.fullmatch(r"[3-6][0-9]{4}", text):
        day = _SPREADSHEET + timedelta(days=int(text))
        return f"It is the number by which a spreadsheet keeps {day}; write the day, if it is the right one."
    loose = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text)
    parts = re.fullmatch(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", text)
    if loose:
        orders = [(loose[1], loose[2], loose[3])]
    elif parts:
        orders = [(parts[3], parts[1], parts[2]), (parts[3], parts[2], parts[1])]
    else:
        return otherwise
    meant = dict.fromkeys(f"{year}-{int(month):02}-{int(day):02}" for year, month, day in orders)
    existing = [iso for iso in meant if _exists(iso)]
    return (
        f"Write {' or '.join(existing)}."
        if existing
        else "There is no such day; " + otherwise[0].lower() + otherwise[1:]
    )


def _exists(iso: str) -> bool:
    try:
        return bool(date.fromisoformat(iso))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Choice(_OneValue):
    """One of a few fixed words."""

    options: tuple[str, ...]

    @property
    def says(self) -> str:
        return "one of " + ", ".join(self.options)

    def read(self, text: str, span: Span) -> Checked[Any]:
        if text in self.options:
            return Checked(text)
        same = next((option for option in self.options if fold(option) == fold(text)), None)
        near = same or nearest(text, self.options)
        help_ = f'Did you mean "{near}"?' if near else "Write one of these words, in small letters."
        fix = Fix(span, near, safe=same is not None) if near else None
        return _refuse("field/choice", f'"{text}" is not {self.says}', span, help_, fix)

    def schema(self, terms: Terms) -> Schema:
        return {"enum": list(self.options)}


_LONGEST_REFERENCE = 120


@dataclass(frozen=True, slots=True)
class Reference(_OneValue):
    """A term of a vocabulary or a training module; whether it exists is the join's question."""

    kind: str
    noun: str

    @property
    def says(self) -> str:
        return self.noun

    def read(self, text: str, span: Span) -> Checked[Any]:
        if not 0 < len(text) <= _LONGEST_REFERENCE:
            message = f"the value has {len(text)} characters; {_LONGEST_REFERENCE} are allowed"
            message = message if text else "the value is empty"
            return _refuse("field/too-long" if text else "field/type", message, span, f"Write {self.noun}.")
        return Checked(Mention(self.kind, text, span))

    def schema(self, terms: Terms) -> Schema:
        forms = terms.get(self.kind)
        # A value such as 2027 is a number to YAML editors.
        return {"enum": [*forms, *(int(form) for form in forms if form.isdecimal())]} if forms else _UNTYPED

    def mentions(self, node: Node) -> Iterator[Mention]:
        if isinstance(node, Scalar) and 0 < len(text := node.text.strip()) <= _LONGEST_REFERENCE:
            yield Mention(self.kind, text, node.span)


def _is_web_address(text: str) -> bool:
    """Whether a browser would take ``text`` for an absolute http(s) address, read one way by everyone."""
    try:
        parts = urlsplit(text)
        port_reads = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname or ""
    shaped = re.fullmatch(r"(?!-)[\w-]+(\.[\w-]+)*\.?", host) is not None and ("." in host or host == "localhost")
    return parts.scheme in ("http", "https") and shaped and port_reads and "@" not in parts.netloc


@dataclass(frozen=True, slots=True)
class Url(_OneValue):
    """A web address that begins with ``https://`` or ``http://``."""

    says = "a web address, such as https://family.example"

    def read(self, text: str, span: Span) -> Checked[Any]:
        clean = re.fullmatch(r"[^\s<>\"'`\\{}|^]{1,500}", text) is not None
        if clean and _is_web_address(text):
            return Checked(text)
        if clean and "://" not in text and _is_web_address("https://" + text) and not text.startswith("mailto:"):
            fix = Fix(span, "https://" + text, safe=True)
            message = f'"{text}" has no scheme, so browsers would look for it on this site'
            return _refuse("field/url", message, span, f"Write https://{text}", fix)
        shown = text if len(text) <= 60 else text[:59] + "…"
        return _refuse(
            "field/url", f'"{shown}" is not {self.says}', span, "Copy the address from the browser's address bar."
        )

    def schema(self, terms: Terms) -> Schema:
        return {"type": "string", "pattern": "^https?://"}


@dataclass(frozen=True, slots=True)
class Email(_OneValue):
    """An e-mail address: one ``@``, a domain with a dot, nothing that a mail program could misread."""

    says = "an e-mail address, such as given.family@school.example"

    def read(self, text: str, span: Span) -> Checked[Any]:
        if re.fullmatch(
            r"[A-Za-z0-9._%+'-]{1,64}@([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}", text
        ):
            return Checked(text)
        help_ = "Write the address alone, without mailto: and without a name."
        if text.count("@") > 1:
            help_ = "Write one address; there is no place for another one."
        return _refuse("field/email", f'"{text[:80]}" is not {self.says}', span, help_)

    def schema(self, terms: Terms) -> Schema:
        return {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$"}


@dataclass(frozen=True, slots=True)
class Phone(_OneValue):
    """A telephone number as people write it; kept as written."""

    says = "a telephone number, such as 555-0123"

    def read(self, text: str, span: Span) -> Checked[Any]:
        if re.fullmatch(r"\+?[0-9(][0-9 ().-]{1,24}( ?(x|ext\.?) ?[0-9]{1,6})?", text):
            return Checked(text)
        return _refuse(
            "field/phone", f'"{text[:60]}" is not {self.says}', span, "Write digits, spaces, hyphens and parentheses."
        )

    def schema(self, terms: Terms) -> Schema:
        return _UNTYPED


@dataclass(frozen=True, slots=True)
class Orcid(_OneValue):
    """An ORCID iD: sixteen digits whose last one checks the others (ISO 7064, MOD 11-2)."""

    says = "an ORCID iD, such as 0000-0002-1825-0097"

    def read(self, text: str, span: Span) -> Checked[Any]:
        bare = re.sub(r"^(https?://)?(www\.)?orcid\.org/", "", text).rstrip("/")
        if not re.fullmatch(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]", bare):
            return _refuse("field/orcid", f'"{text[:60]}" is not {self.says}', span, "Copy the iD from the ORCID page.")
        total = 0
        for digit in bare.replace("-", "")[:-1]:
            total = (total + int(digit)) * 2
        check = (12 - total % 11) % 11
        wanted = "X" if check == 10 else str(check)
        if bare[-1] != wanted:
            message = f'"{bare}" is not a valid ORCID iD: its last digit does not fit the others'
            return _refuse("field/orcid", message, span, "Compare it digit by digit with the ORCID page.")
        if bare != text:
            message = f'"{text}" is the address of an ORCID iD'
            return _refuse("field/orcid", message, span, f"Write {bare}", Fix(span, bare, safe=True))
        return Checked(bare)

    def schema(self, terms: Terms) -> Schema:
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$"}


@dataclass(frozen=True, slots=True)
class Formatted(_OneValue):
    """Text that another room converts, with its place: Markdown, say. ``to(text, span)`` does the work."""

    most: int
    to: Callable[[str, Span], Checked[Any]]
    what: str = "Markdown text"

    @property
    def says(self) -> str:
        return f"{self.what} of up to {self.most} characters"

    def decode(self, node: Node) -> Checked[Any]:
        value, diagnostics = Text(self.most, lines=True).decode(node)
        if value is None or not isinstance(node, Scalar):
            return Checked(None, diagnostics)
        # A block scalar's text begins on the line after its "|".
        start = node.span._replace(line=node.span.line + 1, column=1) if node.style in ("|", ">") else node.span
        return self.to(value, start)

    def schema(self, terms: Terms) -> Schema:
        return {**_UNTYPED, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class PhotoPath(_OneValue):
    """The path of a photo below the folder of the profiles; whether there is such a file is the join's question."""

    folder: str

    says = "the path of a photo, such as photos/given-family.jpg"

    def read(self, text: str, span: Span) -> Checked[Any]:
        shown = text if len(text) <= 60 else text[:59] + "…"
        if len(text) > 200:
            return _refuse("field/too-long", f"the path has {len(text)} characters", span, "Give it a shorter name.")
        path = posixpath.normpath(text.replace("\\", "/"))
        right = f"ave it in {self.folder}/photos/ and write its path, such as photos/given-family.jpg."
        if re.match(r"[a-z][a-z0-9+.-]+:|//|www\.", text, re.IGNORECASE):
            message = f'"{shown}" lies elsewhere; photos are published from the program\'s own files'
            return _refuse("photo/path", message, span, f"Ask whether it may be used, s{right}")
        if re.match(r"[a-z]:|[/~]|\.\.(/|$)", path, re.IGNORECASE):
            return _refuse("photo/path", f'"{shown}" leads out of {self.folder}/', span, f"S{right}")
        if "\\" in text:
            message = f'"{shown}" has \\ between folder and file, which other computers take for a part of the name'
            return _refuse("photo/path", message, span, f"Write {path}", Fix(span, path, safe=True))
        ending = posixpath.splitext(path)[1].lower()
        if ending in REFUSED:
            return _refuse("photo/format", f'"{shown}" is of a format that is not read', span, REFUSED[ending])
        if ending not in SUFFIXES:
            return _refuse("photo/format", f'"{shown}" does not end like a photo', span, f"Read are {NAMES}.")
        return Checked(path)

    def mentions(self, node: Node) -> Iterator[Mention]:
        if isinstance(node, Scalar) and (path := self.read(node.text.strip(), node.span).value):
            yield Mention("photo", f"{self.folder}/{path}", node.span)
