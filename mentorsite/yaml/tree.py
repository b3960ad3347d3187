"""Bytes → located tree: the only room that knows YAML.

It turns libyaml's events into nodes that keep their place; ``faults`` puts libyaml's complaints into plain
words. Scalars stay text here: the schema (``fields``) decides what ``NO``, ``09:00`` or ``0123`` mean, never YAML.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from mentorsite.diagnostics import RULES, Checked, Diagnostic, Fix, Severity, Span
from mentorsite.yaml.faults import explain

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

_FAULTS = 12  # in one file; after so many, the rest is likelier to confuse than to help
_ONE_LINE = frozenset({"yaml/syntax", "yaml/tab", "yaml/indent", "yaml/colon", "yaml/alias", "yaml/tag"})
MAX_EVENTS = 50_000

_SMART_QUOTES = re.compile('[“”„«]([^“”„«»"]+)[“”»]|‘([^‘"]+)’')
_SMART_OPENINGS = frozenset("“”„«‘")
_BLANKS = re.compile(r"[ \t]+(?=\r?$)|\t+", re.MULTILINE)
_HASH = re.compile(r"^( *(?:- +)?[\w-]+: +|- +)([^\s\"'\[{|>#&*!][^\"\[{#]* #[^\s#].*)$", re.MULTILINE)
_MOST_BLANKS = 20
_OTHER_ENDS = "\x85\u2028\u2029"


class Scalar(NamedTuple):
    """A piece of text; ``style`` is libyaml's: "" for plain, or one of ``' " | >``."""

    text: str
    style: str
    span: Span

    @property
    def empty(self) -> bool:
        """Whether nothing was written (``key:`` or ``key: ~``)."""
        return not self.style and self.text in ("", "~")


_record = tuple.__new__
"""Makes a record from all its values at once: half the time of its own way, and there are 200 in a file."""


class Items(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    span: Span


class Entries(NamedTuple):
    """A mapping; its keys are unique."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Items | Entries


def decode_utf8(path: str, data: bytes) -> Checked[str]:
    """Return the text of a source file: UTF-8, with or without a byte order mark, any line ends."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; {MAX_BYTES:,} are allowed"
        return _refuse("file/too-large", message, Span(path), "Shorten it or split it.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        help_ = 'Save it as "UTF-8" in your editor.'
        return _refuse("file/encoding", "the file is UTF-16 text", Span(path), help_)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8 text"
        help_ = 'The file was probably saved as "Windows-1252" or "Latin-1". Save it as "UTF-8" in your editor.'
        return _refuse("file/encoding", message, Span(path, line, column, 1), help_)
    return Checked(text)


def conflict_in(path: str, text: str, *, first_line: int = 1) -> Diagnostic | None:
    """Return what to say of the marks that an unfinished merge left in a file; None if there are none."""
    if not any(mark in text for mark in ("<<<<<<<", "=======", ">>>>>>>")):
        return None
    conflict = re.search(r"^(<{7}|={7}|>{7})( .*)?$", text, re.MULTILINE)
    if conflict is None:
        return None
    line = text.count("\n", 0, conflict.start()) + first_line
    message = f'"{conflict[0][:20]}" is left over from a merge'
    help_ = "Keep the version that is right and delete the three marker lines (<<<<<<<, =======, >>>>>>>)."
    return Diagnostic("yaml/conflict", message, Span(path, line, 1, len(conflict[0])), help_)


def read_yaml(path: str, text: str, *, first_line: int = 1) -> Checked[Node]:
    """Read one YAML document as ``parse_yaml`` does, and go on after a line that cannot be read.

    So one run finds what is wrong in the rest of the file too. The node is whole only if ``is_broken`` denies it of
    what was found.
    """
    found: tuple[Diagnostic, ...] = ()
    seen: set[int] = set()
    for _ in range(_FAULTS):
        node, faults = parse_yaml(path, text, first_line=first_line)
        again = node is None and faults[-1].span.line in seen
        found += () if again else faults
        seen.update(fault.span.line for fault in faults)
        mended = _without(text, faults[-1], first_line, empty=again) if node is None else None
        if mended is None:
            return Checked(node, found)
        text = mended
    return Checked(None, found)


def is_broken(found: Iterable[Diagnostic]) -> bool:
    """Whether any of what was found means that the file cannot be read as it stands."""
    return any(fault.code.startswith("yaml/") and RULES[fault.code].severity is Severity.ERROR for fault in found)


def _without(text: str, fault: Diagnostic, first_line: int, *, empty: bool) -> str | None:
    """Return the text with the fault's line mended, or left empty; None where one line is not the fault."""
    lines = text.split("\n")
    number = fault.span.line - first_line
    if fault.code not in _ONE_LINE or not 0 <= number < len(lines) or not lines[number].strip():
        return None
    if not empty and fault.fix and fault.fix.raw and fault.fix.span.line == fault.span.line:
        start = fault.fix.span.column - 1
        lines[number] = lines[number][:start] + fault.fix.text + lines[number][start + fault.fix.span.length :]
    else:
        lines[number] = ""
    return "\n".join(lines)


def parse_yaml(path: str, text: str, *, first_line: int = 1) -> Checked[Node]:
    """Read one YAML document; ``first_line`` is the line of the file on which ``text`` begins.

    Never raises for anything that ``text`` holds: every fault is one diagnostic at its place.
    """
    text = _one_kind_of_line_end(text)
    conflict = conflict_in(path, text, first_line=first_line)
    if conflict:
        return Checked(None, (conflict,))
    try:
        builder = _Builder(path, first_line - 1)
        node, found = builder.build(iter(yaml.CSafeLoader(text).get_event, None))
        unseen = (*_blanks(path, text, first_line, builder.blocks), *_comments(path, text, first_line, builder.blocks))
        return Checked(node, found + unseen)
    except yaml.YAMLError as error:
        return Checked(None, (explain(path, text, first_line - 1, error),))
    except _Refusal as refusal:
        return Checked(None, (refusal.diagnostic,))


def extents(text: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Return where each scalar and each list or mapping in brackets ends, by where it starts; ``text`` is good YAML.

    Places are lines and columns from 1. What stands without brackets ends where the last thing inside it does.
    """
    found: dict[tuple[int, int], tuple[int, int]] = {}
    open_: list[Any] = []
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        kind = type(event)
        if kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            open_.append(event)
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            start = open_.pop()
            if start.flow_style:
                found[_place(start.start_mark)] = _place(event.end_mark)
        elif kind is yaml.ScalarEvent:
            found[_place(event.start_mark)] = _place(event.end_mark)
    return found


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _one_kind_of_line_end(text: str) -> str:
    """Return the text with the line ends of editors alone; the three that YAML counts besides become spaces.

    Otherwise libyaml's lines would not be those that people see.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for other in _OTHER_ENDS:
        if other in text:
            text = text.replace(other, " ")
    return text


def _refuse(code: str, message: str, span: Span, help_: str, fix: Fix | None = None) -> Checked[Any]:
    return Checked(None, (Diagnostic(code, message, span, help_, fix),))


def _blanks(path: str, text: str, first_line: int, blocks: list[tuple[int, int]]) -> Iterator[Diagnostic]:
    """Find blanks that nobody sees and that other YAML readers stumble over; those inside block texts belong there."""
    if not ("\t" in text or " \n" in text or text.endswith(" ")):
        return
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        if any(first < number <= last for first, last in blocks):
            continue
        for match in _BLANKS.finditer(line):
            span = Span(path, number + first_line - 1, match.start() + 1, len(match[0]))
            last = match.end() >= len(line.rstrip("\r"))
            what = "the line ends in blanks" if last else "a tab stands between two words"
            help_ = "Delete them." if last else "Type a space instead."
            yield Diagnostic("yaml/blanks", what, span, help_, Fix(span, "" if last else " ", raw=True, safe=True))
            count += 1
            if count == _MOST_BLANKS:
                return


def _comments(path: str, text: str, first_line: int, blocks: list[tuple[int, int]]) -> Iterator[Diagnostic]:
    """Find texts that YAML cuts off at a ``#`` which was hardly meant as a comment: ``ask about #1 priorities``."""
    if " #" not in text or not _HASH.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        match = _HASH.match(line)
        if match and not any(first < number <= last for first, last in blocks):
            value = match[2].rstrip()
            quoted = f"'{value}'" if '"' in value else f'"{value}"'
            span = Span(path, number + first_line - 1, match.start(2) + 1, len(value))
            message = "YAML takes what follows the # for a comment, so the text ends before it"
            fix = Fix(span, quoted, raw=True)
            yield Diagnostic("yaml/comment", message, span, f"Put the text in quotation marks: {quoted}", fix)


class _Refusal(Exception):  # noqa: N818 - control flow inside this room only
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Builder:
    """Builds nodes from events with a stack of its own, so that no nesting can exhaust Python's."""

    def __init__(self, path: str, offset: int) -> None:
        self.path = path
        self.offset = offset
        self.found: list[Diagnostic] = []
        self.blocks: list[tuple[int, int]] = []
        """First and last line (from 1, of the text) of each block scalar, where blanks belong to the text."""

    def build(self, events: Iterable[Any]) -> Checked[Node]:
        root: Node | None = None
        stack: list[tuple[Any, list[Any]]] = []
        parts: list[Any] = []
        documents = 0
        for number, event in enumerate(events):
            kind = type(event)
            if number > MAX_EVENTS:
                message = f"the file holds more than {MAX_EVENTS:,} values"
                self._refuse("yaml/too-many", message, event, "Take out what was pasted here, or split the file.")
            if kind is yaml.ScalarEvent:
                node: Node = self._scalar(event)
            elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
                self._open(event, len(stack))
                parts = []
                stack.append((event, parts))
                continue
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                node = self._close(*stack.pop())
                if stack:
                    parts = stack[-1][1]
            elif kind is yaml.AliasEvent:
                help_ = f'If "*{event.anchor}" is meant as text, put it in quotation marks; otherwise repeat the value.'
                self._refuse("yaml/alias", f'"*{event.anchor}" is a YAML alias', event, help_)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "a second document begins here (---)"
                    self._refuse("yaml/documents", message, event, "Put it in a file of its own or delete the line.")
                continue
            else:
                continue
            if stack:
                parts.append(node)
            else:
                root = node
        if root is None or (isinstance(root, Scalar) and root.empty):
            span = Span(self.path, 1 + self.offset)
            return _refuse("yaml/empty", "the file holds nothing", span, "Write the fields, or delete the file.")
        return Checked(root, tuple(self.found))

    def _open(self, event: Any, depth: int) -> None:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        if depth >= MAX_DEPTH:
            message = f"lists and mappings are nested more than {MAX_DEPTH} deep"
            self._refuse("yaml/too-deep", message, event, "Take out some of the brackets or indents.")

    def _scalar(self, event: Any) -> Scalar:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        style, value, start, end = event.style, event.value, event.start_mark, event.end_mark
        line, column = start.line, start.column
        last = end.line
        length = end.column - column if last == line else 1
        if style == "|" or style == ">":
            self.blocks.append((line + 1, last))
        span = _record(Span, (self.path, line + 1 + self.offset, column + 1, length if length > 1 else 1))
        smart = None if style or value[:1] not in _SMART_OPENINGS else _SMART_QUOTES.fullmatch(value)
        if smart is None:
            return _record(Scalar, (value, style, span))
        inner = smart[1] or smart[2]
        straight = '"' + inner.replace("\\", "\\\\") + '"'
        message = f"the quotation marks {value[0]} and {value[-1]} are typographic; YAML takes straight ones"
        help_ = f"Write {straight if len(straight) <= 60 else 'straight ones'}; the marks are read as if they were."
        fix = Fix(span, straight, raw=True, safe=True) if event.start_mark.line == event.end_mark.line else None
        self.found.append(Diagnostic("yaml/smart-quotes", message, span, help_, fix))
        return Scalar(inner, '"', span)

    def _close(self, start: Any, parts: list[Any]) -> Node:
        mark = start.start_mark
        span = _record(Span, (self.path, mark.line + 1 + self.offset, mark.column + 1, 1))
        if type(start) is yaml.SequenceStartEvent:
            return Items(tuple(parts), span)
        seen: dict[str, Scalar] = {}
        entries = []
        for entry in zip(parts[::2], parts[1::2], strict=True):
            key = entry[0]
            if type(key) is not Scalar:
                message = "a list or mapping stands where the name of a field is expected"
                raise _Refusal(Diagnostic("yaml/syntax", message, key.span, "Write a field's name, then a colon."))
            if key.text == "<<" and not key.style:
                message = '"<<" (a YAML merge) is not used here'
                raise _Refusal(Diagnostic("yaml/alias", message, key.span, "Write the fields out."))
            if key.text in seen:
                first = seen[key.text].span.line
                help_ = f"Delete one of the two; if both are lists, join them under the first (line {first})."
                message = f'"{key.text}" stands twice: here and on line {first}'
                self.found.append(Diagnostic("yaml/duplicate-key", message, key.span, help_))
                continue
            seen[key.text] = key
            entries.append(entry)
        return Entries(tuple(entries), span)

    def _decorated(self, event: Any) -> None:
        if event.anchor is not None:
            help_ = f'If "&{event.anchor}" is meant as text, put the value in quotation marks; otherwise delete it.'
            self._refuse("yaml/alias", f'"&{event.anchor}" is a YAML anchor', event, help_)
        if event.tag is not None:
            help_ = "If it is meant as text, put the value in quotation marks; otherwise delete it."
            self._refuse("yaml/tag", f'"{event.tag}" is a YAML tag', event, help_)

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        length = end.column - column if end.line == line else 1
        return Span(self.path, line + 1 + self.offset, column + 1, length if length > 1 else 1)

    def _refuse(self, code: str, message: str, event: Any, help_: str) -> None:
        raise _Refusal(Diagnostic(code, message, self._span(event), help_))
