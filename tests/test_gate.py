"""The last look at a page: nothing that browsers would run, or load from elsewhere, passes."""

# ruff: noqa: E501 - a row of a table is one line; the odd letters are the fault
from __future__ import annotations

import time

import pytest

from mentorsite.gate import Gate

UNSAFE = (
    '<p onclick="x()">', "<p ONCLICK=x()>", '<p/onclick="x()">', "<p\nonclick='x'>", '<p title="a"onclick=x>', '<p style="a:b">',
    "<script>x()</script>", '<script type="importmap">{}</script>', '<script src="//a.example/x.js">', "<style>p{}</style>",
    '<script src="https://a.example/x.js">', '<script src="&#47;/a.example/x.js">', '<script src="/\\a.example/x.js">',
    '<img src="https://a.example/x.png">', '<img srcset="a.png 1x, //a.example/b.png 2x">', '<img src="data:image/png,x">',
    '<a href="javascript:x()">', '<a href="java&#10;script:x()">', '<a href="&#x6a;avascript:x()">', "<a href=javascript:x>",
    '<a href="ref:0">', '<a href=" data:text/html,x">', '<a href="JAVASCRIPT:x">', '<a href="x" ping="https://a.example">',
    '<iframe src="a.html">', '<IFRAME srcdoc="x">', "<object data=x>", "<embed src=x>", '<base href="https://a.example/">',
    '<link rel="stylesheet" href="https://a.example/x.css">', '<link rel="preconnect" href="//a.example">',
    '<form action="https://a.example/">', '<button formaction="javascript:x()">', '<meta http-equiv="refresh" content="0;url=//a.example">',
    '<svg><use href="https://a.example/x.svg#a"/></svg>', '<svg><a xlink:href="javascript:x()">', "<svg><animate attributeName=href>",
    '<svg onload="x()">', '<p title="a > b">', '<p title="a', "<p <b>", "<!--> <script>x()</script> -->", "<!-- a --!> -->",
    '<video poster="https://a.example/x.png">', "<math><mtext></math>", '<div background="//a.example/x.png">', "<plaintext>",
)  # fmt: skip
SAFE = (
    "<!doctype html>", '<p class="a" id=b hidden>', '<script type="application/ld+json">{"a": 1}</script>', "a < b & c > d",
    '<script type="module" src="../assets/x.js"></script>', '<a href="mailto:a@b.example?subject=x">', '<a href="tel:1">',
    '<a href="https://a.example/?u=https://b.example">', '<a href="../x.html#y">', '<link rel="canonical" href="https://a.example/">',
    '<img src="../a.png" alt="a" width="1" height="2">', "<br/>", '<svg viewBox="0 0 24 24"><path d="m1 2 3 4"/></svg>',
    '<meta http-equiv="refresh" content="0; url=../mentors/a.html">', "<!-- a comment -->", "</p >", '<input type="text" disabled>',
    '<source type="image/webp" srcset="../a-160.webp 160w, ../a-480.webp 480w">',
)  # fmt: skip


def faults(text: str, url: str = "a.html") -> list[str]:
    """Return what a new gate says of a file."""
    return list(Gate().faults(url, text.encode()))


@pytest.mark.parametrize("text", UNSAFE)
def test_unsafe_markup_is_refused(text: str) -> None:
    """Handlers, scripts, styles, odd schemes, and all that loads from elsewhere are named."""
    assert faults(f"<!doctype html><p>before</p>{text}<p>after</p>")


@pytest.mark.parametrize("text", SAFE)
def test_safe_markup_passes(text: str) -> None:
    """What the theme's pages are made of is not complained about."""
    assert faults(f"<!doctype html><p>before</p>{text}<p>after</p>") == []


def test_cards_in_the_search_data_are_pages_too() -> None:
    """HTML that scripts put into pages is looked at like a page; packed lists are not HTML."""
    assert faults('{"cards": ["<li onclick=x>"]}', "search/a.json")
    assert faults('["<I |0|`39", {"words": "<!*!b"}]', "search/a.json") == []


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    """An import or an address of another host in a style sheet is refused."""
    assert faults("@import 'x.css';", "assets/1/site.css")
    assert faults("p{background:url(https://a.example/x.png)}", "assets/1/site.css")
    assert faults("p{background:url('../x.png')}", "assets/1/site.css") == []


def test_what_was_refused_once_is_refused_again() -> None:
    """Only harmless tags are remembered."""
    gate = Gate()
    for _ in range(2):
        assert list(gate.faults("a.html", b"<p onclick=x>"))


@pytest.mark.parametrize(
    "unit", ["<a ", "<", '<a b="', "<a b='", "<!--", "<a b=c ", "<a/", "</", '"<', "<a =", "<a\t", "&#60;"]
)
def test_the_scan_is_linear(unit: str) -> None:
    """A megabyte of any one mark is looked through within two seconds."""
    began = time.process_time()
    faults(unit * (1_000_000 // len(unit)))
    assert time.process_time() - began < 2
