"""Characters that cannot be seen: those that no text needs are refused, those that turn the reading order are named.

Fields and Markdown are both checked here. Joiners and the two direction marks, which scripts from Persian to
Devanagari need, are neither.
"""

from __future__ import annotations

import re

from mentorsite.diagnostics import Diagnostic, Span

# C0 and C1 controls but tab, line feed and carriage return; invisible operators; annotation marks; lone surrogates;
# tag characters. A soft line break inside a text is fine.
_CONTROLS = (
    "\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2060-\u2064\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
# Embeddings, overrides and isolates (Unicode TR 36): what one reads is then not what is written.
_TURNS = "\u202a-\u202e\u2066-\u2069"
_CONTROL, _TURNING, _EITHER = (re.compile(f"[{marks}]") for marks in (_CONTROLS, _TURNS, _CONTROLS + _TURNS))
BLANK = frozenset("\u200b\u200c\u200d\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks by their class, of which nothing is seen."""


def unseen(text: str, span: Span) -> Diagnostic | None:
    """Return what to say of the first such character; ``span`` is where the text stands."""
    if text.isprintable() or _EITHER.search(text) is None:  # none of them is printable
        return None
    refused = _CONTROL.search(text)
    if refused:
        message = f"the text holds the invisible character U+{ord(refused[0]):04X}"
        help_ = "Delete the word around it and type it again."
        return Diagnostic("field/control-character", message, span, help_)
    turning = _TURNING.search(text)
    if turning:
        message = f"the text holds U+{ord(turning[0]):04X}, which changes the order in which letters are shown"
        help_ = "Delete the word around it and type it again; right-to-left words need no such character."
        return Diagnostic("text/direction", message, span, help_)
    return None


def first_unseen(text: str) -> int:
    """Return where the character stands of which ``unseen`` speaks."""
    match = _CONTROL.search(text) or _TURNING.search(text)
    return match.start() if match else 0


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    if text[:1].isascii() and text[:1].isalnum():
        return False
    return not any(c.isprintable() and not c.isspace() and c not in BLANK for c in text)
