"""Text with little or no markup → the HTML that Markdown gives for it, forty times as fast.

Most biographies are plain paragraphs, some with a list, an emphasis or a link; converting them was half of a cold
build. This room recognizes them by what they may hold, so whatever it does not know goes the long way.
``tests/test_plaintext.py`` proves on random text that both ways give the same bytes.
"""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import pairwise

# A line begins with a letter, ends with none of Markdown's blanks, and holds letters, digits and punctuation that
# means nothing to Markdown. Smart typography is done here where it is beyond doubt: an apostrophe between letters, a
# quotation mark before or after a word; two dots or hyphens in a row go the long way.
# Repetitions are possessive, so that no text can make the match slow.
_OPENING, _CLOSING = r'(?<=[ (])"(?=[A-Za-z])', r'(?<=[A-Za-z.,!?])(?<!\'[A-Za-z])"(?=[ .,;:)]|$)'
_PIECE = (
    # The usual ones first; no two begin alike.
    rf"[^\W_]++|[ ,;:!?()%/–—’‘“”…]++|(?<!\.)\.(?!\.)|(?<=[A-Za-z])'(?=[A-Za-z ])|{_OPENING}|{_CLOSING}|(?<!-)-(?!-)"
    r"|&(?![0-9A-Za-z#]*+;)"  # an ampersand that begins no entity
)
_LETTER = r"[^\W\d_]"
_PLAIN_LINE = rf"{_LETTER}(?:{_PIECE})*+(?<! )"
_PLAIN = rf"{_PLAIN_LINE}(?:\n{{1,2}}{_PLAIN_LINE})*\n*"
_OPEN = re.compile(_OPENING)

# Markup stands free between words and holds words alone, an emphasis a comma or period at its end besides.
_WORDS = rf"{_LETTER}[^\W_]*+(?:(?:, | |-|(?<=[A-Za-z])'(?=[A-Za-z]))[^\W_]++)*+"
_ADDRESS = r"https?://[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++(?:/[A-Za-z0-9~-]++(?:\.[A-Za-z0-9-]++)*+)*+/?+"
_MARKED = rf"(?:\*\*{_WORDS}[,.]?\*\*|\*{_WORDS}[,.]?\*|\[{_WORDS}\]\({_ADDRESS}\))(?=[ .,;:!?)\n]|\Z)"
_LINE = rf"(?:{_LETTER}|{_MARKED})(?:(?<=[ (]){_MARKED}|{_PIECE})*+(?<! )"
_LIST = rf"- {_LINE}(?:\n- {_LINE})*"
_SIMPLE = rf"(?:{_LINE}|{_LIST})(?:\n\n{_LIST}|\n{{1,2}}{_LINE})*\n*"
_TAG = re.compile(r"<[^>]+>")
_NO_WORDS = re.compile(r'<a class="anchor".*?</a>|<sup id="fnref.*?</sup>')
_STRONG, _EMPHASIS = re.compile(r"\*\*([^*]+)\*\*"), re.compile(r"\*([^*]+)\*")
_LINK = re.compile(r"\[([^]]+)\]\(([^)]+)\)")


def plain_paragraphs(text: str) -> str | None:
    """Return the paragraphs of ``text`` as HTML, or None where it may hold markup."""
    if _compiled(_PLAIN).fullmatch(text) is None:
        return None
    return "<p>" + _typeset(text.rstrip("\n")).replace("\n\n", "</p>\n<p>") + "</p>"


def simple_blocks(text: str) -> str | None:
    """Return paragraphs and plain lists, with emphasis and links, as HTML; None where there may be more than that."""
    if _compiled(_SIMPLE).fullmatch(text) is None:
        return None
    blocks = text.rstrip("\n").split("\n\n")
    listed = [block.startswith("- ") for block in blocks]
    # Two lists in a row are one to Markdown; a line that follows a list, or goes before, belongs to it.
    if any(a and b for a, b in pairwise(listed)):
        return None
    made = []
    for block, is_list in zip(blocks, listed, strict=True):
        lines = block.split("\n")
        if any(line.startswith("- ") is not is_list for line in lines):
            return None
        body = _LINK.sub(
            r'<a href="\2">\1</a>', _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", _typeset(block)))
        )
        items = "".join(f"<li>{line[2:]}</li>\n" for line in body.split("\n")) if is_list else ""
        made.append(f"<ul>\n{items}</ul>" if is_list else f"<p>{body}</p>")
    return "\n".join(made)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first needed: it takes as long as a hundred biographies."""
    return re.compile(pattern, re.MULTILINE)


def _typeset(text: str) -> str:
    text = text.replace("&", "&amp;").replace("'", "’")
    return _OPEN.sub("“", text).replace('"', "”") if '"' in text else text


def words_in(clean: str) -> str:
    """Return what is read in converted text, on one line."""
    shown = _NO_WORDS.sub("", clean) if "<sup" in clean or 'class="anchor"' in clean else clean
    return " ".join(html.unescape(_TAG.sub(" ", shown)).split())
