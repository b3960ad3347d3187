"""Counted limits of Markdown: whatever they let through is converted in time."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import pytest
from pace import keeps, seconds

from mentorsite.diagnostics import Span
from mentorsite.markup.limits import MAX_LENGTH, excess
from mentorsite.markup.prose import to_prose

UNITS = (
    "[", "![", "(", "[a](b) ", "[a][b] ", "[a]: b\n", "*", "*a ", "a**b", "_a ", "**a *b ", "`", "`` a ` ", "```\n", ">", "> a\n",
    "- a\n", "1. a\n", "- [ ] a\n", "<", "<!--", "&", "&#1;", "&a;", "\\", "\\*", "<http://a>", "<a@b.c>", "!", '"', "'", '"a ', "...",
    "--", "a\n=\n", "# a\n", "## a\n\n", "---\n\n", "|", "a|", "a|b\n-|-\n1|2\n\n", "[^1]", "[^1]: a\n", "a\n: b\n\n", "!!! note\n",
    '!!! note "a"\n    b\n\n', "{: #a }", "a\n{: .b }\n\n", " ", "    a\n", "\n", "a\n", "a\n\n", "a", "word ", "é", "a  \n", "<div>",
    "*a [b](c) `d` \"e\" <f> ", "***a_b__", "[a[", '[a](b "', "- > a\n", "## a {: #b }\n\n", "- a {: .b }\n", "a < b ", "a\n:   b\n",
)  # fmt: skip


def _most(unit: str) -> str:
    """Return as many repetitions as the limits accept."""
    low, high = 1, MAX_LENGTH // len(unit)
    while low < high:
        middle = (low + high + 1) // 2
        if excess(unit * middle) is None:
            low = middle
        else:
            high = middle - 1
    return unit * low


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_accepted_is_converted_in_time(unit: str) -> None:
    """As much of one mark as is accepted converts within a second of an ordinary machine."""
    text = _most(unit)
    prose, found = to_prose(text, Span("x.md"), guide=True)
    assert prose is not None or found[0].code == "markdown/too-complex"
    assert keeps(1, lambda: seconds(lambda: to_prose(text, Span("x.md"), guide=True)))


def test_a_long_ordinary_guide_is_accepted() -> None:
    """Twenty-five thousand characters with lists, tables and links are no excess."""
    part = '## Heading\n\nA paragraph with *marks*, a [link](https://a.example) and "quotes".\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1|2|\n\n'
    assert excess(part * (25_000 // len(part))) is None
