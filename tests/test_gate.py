"""The last look at a page: nothing that browsers would run, or load from elsewhere, passes."""

# ruff: noqa: E501 - a row of a table is one line; the odd letters are the fault
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import keeps, seconds

from mentorsite.inspection.files import Inspection
from mentorsite.inspection.gate import _HARMLESS, Gate, _fault

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
    """Return what is said of a file that is looked at alone."""
    return [fault.message for fault in Inspection([], dict).faults(url, text.encode())]


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
        assert list(gate.faults("<p onclick=x>"))


_PIECES = """
<a <p <meta <link <li <img <script <form > /> href= content= name= rel= class= onclick= style= srcset= data-x= aria-label= property= hidden
"" "x" "og:url" "javascript:x" "https://a.example/" "//a.example" "canonical" "stylesheet" "refresh" "a&amp;b" "a&#58;b" "mailto:a@b.example"
"tel:1" "../a.html#b" "a:b" "\\\\a" http-equiv="refresh" rel="canonical" '"' x
"""


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(_PIECES.split()), min_size=1, max_size=6), st.sampled_from(["", " "]))
def test_the_short_way_lets_nothing_through_that_the_long_way_stops(pieces: list[str], between: str) -> None:
    """A tag that is passed by its shape alone would pass the whole look as well."""
    joined = pieces[0] + "".join(f"{'' if piece[0] in '>' or before.endswith('=') else ' ' + between}{piece}"
                                 for before, piece in pairwise(pieces))  # fmt: skip
    if _HARMLESS.fullmatch(joined):
        assert _fault(joined) is None


def test_an_attribute_that_stands_twice_is_refused() -> None:
    """Browsers take the first, and other readers the last."""
    assert faults('<a href="javascript:x" href="a.html">')
    assert faults('<a class="b" href="a.html" class="c">')
    assert not faults('<a class="b" href="a.html" title=" class=">')


def test_what_was_passed_on_one_page_is_judged_with_its_neighbors_on_another() -> None:
    """A line is let through unread only if it cannot be the middle of a tag or a comment."""
    look = Inspection([], dict)
    for number in range(3):
        assert not list(look.faults(f"{number}.html", b"<p>\nonclick=x>\n<b>"))
    assert list(look.faults("4.html", b"<p \nonclick=x>\n<b>"))


@pytest.mark.parametrize(
    "unit", ["<a ", "<", '<a b="', "<a b='", "<!--", "<a b=c ", "<a/", "</", '"<', "<a =", "<a\t", "&#60;"]
)
def test_the_scan_is_linear(unit: str) -> None:
    """A megabyte of any one mark is looked through within two seconds of an ordinary machine."""
    page = unit * (1_000_000 // len(unit))
    assert keeps(2, lambda: seconds(lambda: faults(page)))
