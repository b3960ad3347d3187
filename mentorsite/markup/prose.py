"""Markdown → safe HTML: by the short way where nothing but plain text stands, within counted limits by the long one."""

from __future__ import annotations

from mentorsite.diagnostics import Checked, Diagnostic, Span, span_at
from mentorsite.markup.limits import excess
from mentorsite.markup.plaintext import plain_paragraphs, simple_blocks, words_in
from mentorsite.model import Prose
from mentorsite.unseen import first_unseen, unseen


def to_prose(text: str, start: Span, *, guide: bool = False) -> Checked[Prose]:
    """Convert Markdown whose first character stands at ``start`` of its file.

    A guide's headings begin at level 2 and keep ids; elsewhere headings begin at level 3 and have none. The
    value is None only where the nesting is beyond the counted limits.
    """
    simple = None if guide else plain_paragraphs(text) or simple_blocks(text)
    if simple is not None:
        return Checked(Prose((simple,), text=words_in(simple)))
    from mentorsite.markup.converter import convert  # Python-Markdown is dear, and most programs' texts need it rarely

    more = excess(text)
    if more:
        span = start._replace(line=start.line + more.line, column=1, length=more.length)
        return Checked(None, (Diagnostic("markdown/too-complex", more.message, span, more.help),))
    if not guide:  # a field's text was looked through when it was read
        return convert(text, start, guide)
    hidden = unseen(text, start)
    if hidden is None:
        return convert(text, start, guide)
    found = (hidden._replace(span=span_at(text, first_unseen(text), 1, start)),)
    if hidden.code == "field/control-character":
        return Checked(None, found)
    made = convert(text, start, guide)
    return Checked(made.value, found + made.diagnostics)
