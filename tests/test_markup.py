"""Markdown → safe HTML."""

from __future__ import annotations

import re

import pytest
from conftest import codes
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import keeps, seconds

from mentorsite.diagnostics import Span
from mentorsite.markup.converter import SCHEMES
from mentorsite.markup.prose import to_prose

START = Span("content/start/first-month.md", 6, 1)


def html(text: str, *, guide: bool = True) -> str:
    """Return converted Markdown."""
    value = to_prose(text, START, guide=guide).value
    assert value is not None
    return str(value.parts[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("|a|b|\n|---|--:|\n|1|2|", '<td class="right">2</td>'),
        ("Text.[^1]\n\n[^1]: Note.", "footnote"),
        ("Term\n:   Meaning", "<dd>Meaning</dd>"),
        ('!!! note "Read"\n    This.', "admonition note"),
        ("- [ ] open\n- [x] done", 'type="checkbox"'),
        ("## Week one", '<h2 id="week-one">'),
        ("```\n<b>\n```", "&lt;b&gt;"),
        ('"Quoted" -- text...', "\u201cQuoted\u201d"),
        ("## A {#own-id}", 'id="own-id"'),
    ],
)
def test_markdown_is_what_people_expect(text: str, wanted: str) -> None:
    """Tables, footnotes, definitions, admonitions, tasks, anchors, code and typography work."""
    assert wanted in html(text)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](javascript%3Aalert(1))",
    "[a](\x01javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](//evil.example/x)",
    "[a](\\\\evil.example/x)",
    "![a](https://evil.example/x.png)",
    "![a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n[a]",
    "# a {onclick=alert(1)}",
    "text {: style='background:url(//evil.example)'}",
    "[a](x){target=_blank onclick=alert(1)}",
    "## main {#main}",
    "`<script>`{=html}",
    "<svg><style><a title='</style><img src onerror=alert(1)>'>",
    "![x](x){onload=alert(1)}",
]


@pytest.mark.parametrize("guide", [True, False], ids=["guide", "bio"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_only_text(text: str, guide: bool) -> None:
    """No handler, no script, no style, no foreign address and no id of the theme comes out."""
    prose, found = to_prose(text, START, guide=guide)
    assert prose is not None or found
    assert_safe(str(prose.parts[0]) if prose else "")


def assert_safe(made: str) -> None:
    """Check every tag and attribute that came out."""
    for tag in re.findall(r"<[a-zA-Z/][^>]*>", made):
        assert not re.match(
            r"</?(script|style|iframe|object|embed|form|svg|math|link|meta|base)\b", tag, re.IGNORECASE
        ), tag
        bare = re.sub(r'"[^"]*"', '""', tag)
        assert not re.search(r"\s(on\w+|style|srcdoc|formaction|target)\s*=", bare, re.IGNORECASE), tag
        for name, value in re.findall(r'(href|src)="([^"]*)"', tag):
            allowed = r"ref:\d+|#" + ("|" + "|".join(f"{scheme}:" for scheme in SCHEMES) if name == "href" else "")
            assert re.match(rf"(?:{allowed})", value), tag
        assert 'id="main"' not in tag


PIECES = st.lists(
    st.sampled_from(
        [*HOSTILE, "](", ")", "[", "<", ">", '"', "'", "\n", "    ", "* ", "`", "{:", "}", "&#x3c;", "\\", "|"]
    ),
    max_size=8,
).map("".join)


@given(PIECES, st.booleans())
@settings(deadline=None, max_examples=200)
def test_heaps_of_hostile_pieces_stay_text(text: str, guide: bool) -> None:
    """However hostile pieces are put together, what comes out is safe."""
    prose, _ = to_prose(text, START, guide=guide)
    if prose is not None:
        assert_safe(str(prose.parts[0]))


def test_file_links_are_collected_with_their_places() -> None:
    """A relative link is resolved against its file and handed to the join; an absolute one stays."""
    prose = to_prose("See [a](../tools/b.md#c) and [d](https://family.example).", START, guide=True).value
    assert prose is not None
    assert [(link.path, link.anchor, link.span.line, link.span.column) for link in prose.links] == [
        ("content/tools/b.md", "c", 6, 9)
    ]
    assert 'href="ref:0"' in str(prose.parts[0])
    assert 'href="https://family.example"' in str(prose.parts[0])


def test_headings_never_skip_a_level() -> None:
    """A guide's headings begin at level 2, a biography's at 3 and without ids; a skipped level is a warning."""
    prose, found = to_prose("# One\n\n#### Two", START, guide=True)
    assert prose is not None
    assert [heading.level for heading in prose.headings] == [2, 3]
    assert codes(found) == ["markdown/heading-level"] * 2
    assert html("# One", guide=False) == "<h3>One</h3>"


@pytest.mark.parametrize(
    "text",
    [
        ">" * 5000 + "a",
        "[" * 5000 + "a",
        "![" * 3000 + "a",
        "*a " * 5000,
        "_a " * 5000,
        "`" * 5000,
        "    " * 500 + "- a",
        "- " * 500 + "a",
        "[^1]: a\n" * 3000,
        "|" * 5000 + "\n" + "|-" * 2500,
        "<" * 5000,
        "<!--" * 2500,
        "&" * 5000,
        "\\" * 5000,
        "[a](" * 2000,
        "a\n" * 5000 + "===",
        "* a\n" * 3000,
        '!!! note "' * 500,
        "{:" * 2500,
        "a" * 5000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_pathological_markdown_is_quick(text: str) -> None:
    """Markdown that explodes elsewhere is refused by name or converted within three seconds of an ordinary machine."""
    prose, found = to_prose(text, START, guide=True)
    assert prose is not None or codes(found) == ["markdown/too-complex"]
    assert keeps(3, lambda: seconds(lambda: to_prose(text, START, guide=True)))
