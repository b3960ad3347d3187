"""Edits of YAML text that leave the rest as it is: comments, order, spacing and quotation marks.

One value is set, added or removed by a splice of the text at its place. A round-trip library would write the whole
file anew; here every byte outside the splice stays. After each edit the text is read again, and an edit that did
anything but what was asked is refused: then a person must make it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mentorsite.yaml.text import written
from mentorsite.yaml.tree import Entries, Items, Node, Scalar, extents, parse_yaml

Data = str | list[Any] | dict[str, Any]
"""What a tree says without its places: texts, lists of data, and data by name."""

Path = tuple[str, ...]
WIDTH = 110
_STEP = "  "


class EditRefused(Exception):  # noqa: N818 - it is a refusal
    """The text cannot be edited safely; the message says why."""


def data_of(node: Node) -> Data:
    """Return what a tree says; an empty value is an empty text."""
    if isinstance(node, Scalar):
        return "" if node.empty else node.text
    if isinstance(node, Items):
        return [data_of(item) for item in node.items]
    return {key.text: data_of(inner) for key, inner in node.entries}


def read_data(text: str) -> dict[str, Any]:
    """Return what a file of fields says. Raises ``EditRefused`` for one that cannot be read whole."""
    return dict(_mapping(data_of(_read(text))))


def edited(text: str, changes: Mapping[Path, Data | None], order: Sequence[str] = ()) -> str:
    """Return the text with each path set to its value, or removed for None.

    A new key goes where ``order``, the names of the fields in their usual order, puts it.
    """
    mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    crlf = "\r\n" in body
    body = body.replace("\r\n", "\n")
    for path, value in changes.items():
        wanted = read_data(body)
        if not _assign(wanted, path, value):
            continue
        body = _Editor(body).set(path, value, order)
        if read_data(body) != wanted:
            raise EditRefused(f"{'.'.join(path)} cannot be changed here without touching more; change it by hand")
    return mark + (body.replace("\n", "\r\n") if crlf else body)


def _read(text: str) -> Node:
    node, found = parse_yaml("", text)
    if node is None or any(fault.code == "yaml/duplicate-key" for fault in found):
        raise EditRefused(next(f.message for f in found if f.code not in ("yaml/blanks", "yaml/smart-quotes")))
    return node


def _mapping(data: Data) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise EditRefused("the file holds no fields")
    return data


def _assign(data: Any, path: Path, value: Data | None) -> bool:
    """Set the value in plain data; return whether that changes anything."""
    for name in path[:-1]:
        inner = data.get(name)
        if not isinstance(inner, dict):
            if value is None:
                return False
            inner = data[name] = {}
        data = inner
    before = data.get(path[-1])
    if value is None:
        return data.pop(path[-1], None) is not None
    data[path[-1]] = value
    return bool(before != value)


class _Editor:
    """One text with its tree and the ends of its nodes; gives the text after one edit."""

    def __init__(self, text: str) -> None:
        self.text = text if text.endswith("\n") or not text else text + "\n"
        self.root = _read(self.text)
        self.ends = extents(self.text)
        self.lines = [0]
        for line in self.text.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def set(self, path: Path, value: Data | None, order: Sequence[str]) -> str:
        """Return the text with the value at ``path`` set, added or (None) removed."""
        node: Node = self.root
        for depth, name in enumerate(path):
            last = depth == len(path) - 1
            inner = _entry(node, name)
            if inner is None:
                assert isinstance(node, Entries)
                return self._add(node, name, _nested(path[depth + 1 :], value), order if not depth else ())
            if last and value is None:
                assert isinstance(node, Entries)
                return self._remove(node, name)
            if not last and not isinstance(inner[1], Entries):
                return self._replace(*inner, _nested(path[depth + 1 :], value))
            if last:
                return self._replace(*inner, value)
            node = inner[1]
        raise AssertionError("a path has at least one name")

    def _replace(self, key: Scalar, old: Node, value: Data | None) -> str:
        if isinstance(old, Items) and isinstance(value, list) and value:
            made = self._list(old, value)
            if made is not None:
                return made
        indent = " " * (key.span.column - 1)
        start, end = self._start(old), self._end(old)
        inline = self._line_of(start) == key.span.line and "\n" not in self.text[start:end]
        like = self.text[start:end] if isinstance(old, Scalar) else ""
        bracketed = self._in_brackets(key)
        if isinstance(old, Scalar) and old.empty:
            start = end = self._after_colon(key)
            return self._splice(start, end, " " + _shown(value, indent, bracketed))
        if inline:
            return self._splice(start, end, _shown(value, indent, bracketed, like))
        colon = self._after_colon(key)
        return self._splice(colon, end, " " + _shown(value, indent, bracketed))

    def _add(self, node: Entries, name: str, value: Data | None, order: Sequence[str]) -> str:
        if self._is_bracketed(node):
            text = f"{written(name)}: {_shown(value, '', True)}"
            if not node.entries:
                return self._splice(self._start(node) + 1, self._end(node) - 1, text)
            return self._splice(self._end(node.entries[-1][1]), None, f", {text}")
        indent = " " * (node.entries[0][0].span.column - 1)
        text = f"{indent}{written(name)}: {_shown(value, indent, False)}\n"
        waiting = re.search(rf"^# ?{re.escape(name)}:[ \t]*\n", self.text, re.MULTILINE) if node is self.root else None
        if waiting:  # as new files have it: left there, somebody would fill it in as well
            return self._splice(waiting.start(), waiting.end(), text)
        before = self._place_for(node, name, order)
        if before is None:
            at = self.lines[node.entries[0][0].span.line - 1]
        else:
            at = self._next_line(max(self._end(before[1]), self._start(before[0])))
        return self._splice(at, None, text)

    def _place_for(self, node: Entries, name: str, order: Sequence[str]) -> tuple[Scalar, Node] | None:
        """Return the entry after which a new key goes: the last one that the order puts before it."""
        if name not in order:
            return node.entries[-1]
        rank = {field: place for place, field in enumerate(order)}
        earlier = [entry for entry in node.entries if rank.get(entry[0].text, -1) < rank[name]]
        return earlier[-1] if earlier else None

    def _remove(self, node: Entries, name: str) -> str:
        place = next(n for n, (key, _) in enumerate(node.entries) if key.text == name)
        key, old = node.entries[place]
        end = max(self._end(old), self._start(key) + key.span.length)
        if self._is_bracketed(node):
            starts = [self._start(other) for other, _ in node.entries]
            ends = [self._end(other) for _, other in node.entries]
            return self._splice(*_without(place, starts, ends), "")
        if len(node.entries) == 1:
            raise EditRefused(f"{name} is the only field; delete the one above it instead")
        return self._splice(self.lines[key.span.line - 1], self._next_line(end), "")

    def _list(self, old: Items, value: list[Any]) -> str | None:
        """Keep the items that stay as they are written; None where their order changes."""
        before = [data_of(item) for item in old.items]
        kept = [item for item in before if item in value]
        added = [item for item in value if item not in before]
        if not kept or [*kept, *added] != value:
            return None
        bracketed = self._is_bracketed(old)
        text, gone = self.text, [n for n, item in enumerate(before) if item not in value]
        last = max(n for n, item in enumerate(before) if item in value)
        starts = [self._start(item) for item in old.items]
        ends = [self._end(item) for item in old.items]
        if bracketed:
            new = "".join(f", {_shown(item, '', True)}" for item in added)
            text = text[: ends[last]] + new + text[ends[-1] :]
            for n in reversed(gone):
                if n < last:
                    text = text[: starts[n]] + text[starts[n + 1] :]
            return text
        tops = [self.lines[self._line_of(start) - 1] for start in starts]
        bottoms = [self._next_line(end) for end in ends]
        dash = text[tops[0] : starts[0]]
        if dash.strip() != "-":
            return None
        new = "".join(f"{dash}{_shown(item, ' ' * len(dash), False)}\n" for item in added)
        text = text[: bottoms[-1]] + new + text[bottoms[-1] :]
        for n in reversed(gone):
            text = text[: tops[n]] + text[bottoms[n] :]
        return text

    # Places as offsets into the text

    def _start(self, node: Node) -> int:
        return self.lines[node.span.line - 1] + node.span.column - 1

    def _end(self, node: Node) -> int:
        if isinstance(node, Scalar) or self._is_bracketed(node):
            line, column = self.ends[node.span.line, node.span.column]
            end = self.lines[line - 1] + column - 1
            text = self.text[self._start(node) : end]
            # A text after "|" ends, for YAML, where the next thing begins.
            return self._start(node) + len(text.rstrip(" \n")) if isinstance(node, Scalar) else end
        if isinstance(node, Items):
            return self._end(node.items[-1])
        return max(self._end(node.entries[-1][1]), self._after_colon(node.entries[-1][0]))

    def _is_bracketed(self, node: Node) -> bool:
        return self.text[self._start(node) : self._start(node) + 1] in ("[", "{") and not isinstance(node, Scalar)

    def _in_brackets(self, key: Scalar) -> bool:
        return any(
            self._is_bracketed(node) and self._start(node) < self._start(key) < self._end(node)
            for node in _collections(self.root)
        )

    def _after_colon(self, key: Scalar) -> int:
        line, column = self.ends[key.span.line, key.span.column]
        end = self.lines[line - 1] + column - 1
        return end + self.text[end:].index(":") + 1

    def _line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def _next_line(self, offset: int) -> int:
        """Return where the line after the one at ``offset`` begins; a comment behind a value goes with it."""
        return self.text.index("\n", offset) + 1

    def _splice(self, start: int, end: int | None, text: str) -> str:
        return self.text[:start] + text + self.text[start if end is None else end :]


def _entry(node: Node, name: str) -> tuple[Scalar, Node] | None:
    entries = node.entries if isinstance(node, Entries) else ()
    return next(((key, inner) for key, inner in entries if key.text == name), None)


def _collections(node: Node) -> list[Node]:
    if isinstance(node, Scalar):
        return []
    inner = node.items if isinstance(node, Items) else tuple(value for _, value in node.entries)
    return [node, *(found for item in inner for found in _collections(item))]


def _nested(path: Path, value: Data | None) -> Data | None:
    for name in reversed(path):
        value = {name: value}
    return value


def _without(place: int, starts: list[int], ends: list[int]) -> tuple[int, int]:
    """Return what to cut to take one item, with one of its commas, out of brackets."""
    if place + 1 < len(starts):
        return starts[place], starts[place + 1]
    return (ends[place - 1] if place else starts[place]), ends[place]


def _shown(value: Data | None, indent: str, bracketed: bool, like: str = "") -> str:
    """Return a value as YAML, to stand behind "key: " or "- "."""
    if isinstance(value, str):
        lines = value.rstrip("\n").split("\n")
        if len(lines) > 1 and not bracketed and all(_fits_block(line) for line in lines) and lines[0][:1] != " ":
            body = "\n".join(f"{indent}{_STEP}{line}".rstrip() for line in lines)
            return f"|{'' if value.endswith(chr(10)) else '-'}\n{body}"
        return written(value, like, plain=True) if value else '""'
    flow = as_flow(value)
    if bracketed or len(flow) + len(indent) <= WIDTH or not value:
        return flow
    if isinstance(value, dict):
        return "".join(
            f"\n{indent}{_STEP}{written(name)}: {_shown(inner, indent + _STEP, False)}" for name, inner in value.items()
        )
    assert isinstance(value, list)
    return "".join(f"\n{indent}{_STEP}- {_shown(item, indent + _STEP * 2, False)}" for item in value)


def _fits_block(line: str) -> bool:
    return line == line.rstrip() and all(c.isprintable() for c in line)


def as_flow(value: Data | None) -> str:
    """Return data as YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(as_flow(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(name)}: {as_flow(inner)}" for name, inner in value.items()) + "}"
    return written(value, plain=True) if value else '""'
