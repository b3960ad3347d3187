"""The short way for text without markup gives what the long way gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.diagnostics import Span
from mentorsite.markup import _converted, to_prose
from mentorsite.plaintext import plain_paragraphs

_PIECES = """
a word It's don't s' ' " "a a" ." ," (" . .. ... - -- , ; : ! ? ( ) % / – — ’ ‘ “ ” … é ß İ ﬁ ² ½ 漢字 ع \u0301
1 12 1. A. i. http://a.b www.x.y a@b.c [ ] * _ ` # + = | ~ { } < > & \\ \u00ad \u200d ٣ ǅ ª ʼ Ⅷ :-) (c) (tm) TBD:
"""
PIECES = st.sampled_from([*_PIECES.split(), "\u00a0"])
TEXTS = st.lists(PIECES | st.sampled_from([" ", " ", "  ", "\n", "\n\n", "\n\n\n"]), max_size=20).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text(max_size=40))
def test_plain_text_is_converted_as_markdown_converts_it(text: str) -> None:
    """Whatever the short way accepts, Python-Markdown and the sanitizer turn into the same bytes."""
    if plain_paragraphs(text) is not None:
        assert to_prose(text, Span("a.yml")) == _converted(text, Span("a.yml"), guide=False)


def test_ordinary_paragraphs_take_the_short_way() -> None:
    """A biography of plain sentences is recognized, with apostrophes, quotation marks and accents."""
    text = "I can't promise \"answers\" (nobody can).\n\nMy students' time counts; José agrees.\n"
    assert plain_paragraphs(text) == (
        "<p>I can’t promise “answers” (nobody can).</p>\n<p>My students’ time counts; José agrees.</p>"
    )
