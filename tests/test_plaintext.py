"""The short way for text without markup gives what the long way gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.diagnostics import Span
from mentorsite.markup.converter import convert
from mentorsite.markup.plaintext import plain_paragraphs, simple_blocks
from mentorsite.markup.prose import to_prose

_PIECES = """
a word It's don't s' ' " "a a" ." ," (" . .. ... - -- , ; : ! ? ( ) % / – — ’ ‘ “ ” … é ß İ ﬁ ² ½ 漢字 ع \u0301
1 12 1. A. i. http://a.b www.x.y a@b.c [ ] * _ ` # + = | ~ { } < > & \\ \u00ad \u200d ٣ ǅ ª ʼ Ⅷ :-) (c) (tm) TBD:
&amp; &lt A&E &E; &#
"""
PIECES = st.sampled_from([*_PIECES.split(), "\u00a0"])
TEXTS = st.lists(PIECES | st.sampled_from([" ", " ", "  ", "\n", "\n\n", "\n\n\n"]), max_size=20).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text(max_size=40))
def test_plain_text_is_converted_as_markdown_converts_it(text: str) -> None:
    """Whatever the short way accepts, Python-Markdown and the sanitizer turn into the same bytes."""
    if plain_paragraphs(text) is not None:
        assert to_prose(text, Span("a.yml")) == convert(text, Span("a.yml"), guide=False)


_WORDS = """
a word It's don't Élan two José x 12 A. well-known http://a.b (c) İ ﬁ 漢字 end. so, why? "yes" "no, I (see) TBD: i.e.
*a* *it's* [x](http://a.b) **x** *a-b,c* [*a*](https://a.b) ***c*** *a b* _a_ [t](https://a.example/x.html) **a**b *a*.
(**a**) [a](https://a.b), [x] *x* `c` [a]: <b> [i](mailto:a@b.example) [r](a.md) ![i](https://a.b)
[a](https://a.b/x_y_z) *1* ** * *so,* **end.** *a,b.* *a.*, *a,*b *a;* & A&E &lt; &c; AT&amp *a&b* [a&b](https://a.b)
"""
_SPACED = ("**b c**", "[my page](https://family.example/me)", "*x y*:", "[a, b](https://a.b/c/d.e/)", "*a, b*")
RUNS = st.lists(st.sampled_from([*_WORDS.split(), *_SPACED]), min_size=1, max_size=6).map(" ".join)
BREAKS = st.sampled_from(["\n", "\n\n", "\n\n- ", "\n- ", "\n- ", "\n\n\n", "\n  ", " - ", "\n* ", "\n\n* ", "\n\n1. "])
BLOCKS = st.tuples(
    st.sampled_from(["", "- "]), RUNS, st.lists(st.tuples(BREAKS, RUNS).map("".join), max_size=5).map("".join)
).map("".join)


@settings(max_examples=1500, deadline=None)
@given(BLOCKS)
def test_simple_markup_is_converted_as_markdown_converts_it(text: str) -> None:
    """Lists, emphasis and links that the short way accepts become the same bytes, and the same words."""
    if simple_blocks(text) is not None:
        assert to_prose(text, Span("a.yml")) == convert(text, Span("a.yml"), guide=False)


def test_ordinary_markup_takes_the_short_way() -> None:
    """A biography with a list, an emphasis and a link is recognized."""
    text = (
        "*Hello* there.\n\nWhat **matters** to me:\n\n- time\n- *calm*\n\nSee [my page](https://family.example/me).\n"
    )
    assert simple_blocks(text) == (
        "<p><em>Hello</em> there.</p>\n<p>What <strong>matters</strong> to me:</p>\n<ul>\n<li>time</li>\n"
        '<li><em>calm</em></li>\n</ul>\n<p>See <a href="https://family.example/me">my page</a>.</p>'
    )


def test_ordinary_paragraphs_take_the_short_way() -> None:
    """A biography of plain sentences is recognized, with apostrophes, quotation marks and accents."""
    text = "I can't promise \"answers\" (nobody can).\n\nMy students' time in A&E counts; José agrees.\n"
    assert plain_paragraphs(text) == (
        "<p>I can’t promise “answers” (nobody can).</p>\n<p>My students’ time in A&amp;E counts; José agrees.</p>"
    )
