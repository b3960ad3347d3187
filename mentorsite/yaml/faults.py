"""libyaml's complaints in a coordinator's words: what is wrong, where, and what to type instead.

libyaml says where it lost its way, which is often a line after the mistake; this room looks back for the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mentorsite.diagnostics import Diagnostic, Fix, Span

At = Callable[..., Span]
_GLUED = re.compile(r" *(- +)?[a-z_]+:[^\s/].*$")


def explain(path: str, text: str, offset: int, error: Exception) -> Diagnostic:
    """Say in one diagnostic what ``error``, raised by libyaml on ``text``, means.

    ``offset`` is the number of lines of the file above ``text``.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _unseen(path, text, offset, error)

    def at(line: int, column: int, length: int = 1) -> Span:
        return Span(path, line + 1 + offset, column + 1, max(length, 1))

    number = min(mark.line, len(lines) - 1)
    problem = str(getattr(error, "problem", None) or "")
    context = getattr(error, "context_mark", None)
    tabbed = next((n for n in (number, number - 1) if n >= 0 and re.match(r" *\t", lines[n])), None)
    if tabbed is not None:
        return _tab(lines[tabbed], tabbed, at)
    opened = _unclosed(lines, number, at)
    if opened:
        return opened
    if "mapping values are not allowed" in problem:
        return _colon(lines, number, mark.column, at)
    if context and "quoted scalar" in str(getattr(error, "context", "")) and "escape" not in problem:
        return _open_quote(lines, context, at)
    if context and "expected ',' or" in problem:
        return _open_bracket(lines, context, at)
    if "could not find expected ':'" in problem:
        return _no_field(lines, context.line if context else number, at)
    special = _special(lines, context.line if context else number, at) or _special(lines, number, at)
    if special and ("scanning" in str(getattr(error, "context", "")) or "did not find expected" in problem):
        return special
    return _other(lines, number, mark.column, problem, at)


def _other(lines: list[str], number: int, column: int, problem: str, at: At) -> Diagnostic:
    if "did not find expected node content" in problem:
        return _no_value(lines, number, at)
    if "did not find expected" in problem:
        return _misfit(lines, number, at)
    if "escape" in problem:
        help_ = "Write \\\\ for one backslash, or use single quotation marks around the text."
        message = "the backslash in double quotation marks starts a code that YAML does not know"
        return Diagnostic("yaml/syntax", message, at(number, column), help_)
    help_ = "Compare the line with the same field in another profile."
    return Diagnostic("yaml/syntax", f"YAML cannot read this: {problem}", at(number, column), help_)


def _unseen(path: str, text: str, offset: int, error: Exception) -> Diagnostic:
    position = getattr(error, "position", 0)
    before = text.encode("utf-8", "replace")[:position].decode("utf-8", "ignore") if isinstance(position, int) else ""
    span = Span(path, before.count("\n") + 1 + offset, len(before) - before.rfind("\n"), 1)
    sign: Any = getattr(error, "character", 0)
    number = ord(sign) if isinstance(sign, str) else int(sign)
    message = f"the invisible character U+{number:04X} is not allowed"
    return Diagnostic("yaml/syntax", message, span, "Delete it and type the text again.")


def _unclosed(lines: list[str], number: int, at: At) -> Diagnostic | None:
    """Find a quotation mark that opens a value above and is not closed on its line, the likeliest cause of the rest."""
    for above in range(number, max(number - 40, -1), -1):
        match = re.match(r"""( *(?:- +)?[^\s:#'"][^:#]*: +)(["'])(.*)$""", lines[above])
        if match and match[2] not in match[3].replace("''", ""):
            quote = match[2]
            message = f"the quotation mark {quote} is never closed"
            span = at(above, len(match[1]), len(lines[above]) - len(match[1]))
            return Diagnostic("yaml/syntax", message, span, f"End the text with {quote} on the same line.")
    return None


def _tab(line: str, number: int, at: At) -> Diagnostic:
    lead = line[: len(line) - len(line.lstrip())]
    span = at(number, 0, len(lead))
    help_ = "Use spaces: two for each step."
    fix = Fix(span, "  " * lead.count("\t") + " " * lead.count(" "), raw=True, safe=True)
    return Diagnostic("yaml/tab", "this line is indented with a tab", span, help_, fix)


def _colon(lines: list[str], number: int, column: int, at: At) -> Diagnostic:
    line = lines[number]
    match = re.match(r"( *(?:- +)?[^\s:#][^:#]*: +)(\S.*)$", line)
    if match and ":" in match[2] and column > len(match[1]):
        value = match[2].rstrip()
        quoted = "'" + value.replace("'", "''") + "'" if '"' in value else f'"{value}"'
        span = at(number, len(match[1]), len(value))
        message = f'the text "{_short(value)}" holds a colon, which YAML takes for a field'
        help_ = f"Put it in quotation marks: {_short(quoted, 70)}"
        return Diagnostic("yaml/colon", message, span, help_, Fix(span, quoted, raw=True))
    above = next((n for n in range(number - 1, -1, -1) if lines[n].strip()), None)
    if above is not None and _GLUED.match(lines[above]):
        return _no_space(lines[above], above, at)
    if above is not None and _indent(line) > _indent(lines[above]):
        open_ = next((n for n in range(above - 1, -1, -1) if lines[n].strip()), None)
        if (
            open_ is not None
            and re.match(r" *[\w-]+: *$", lines[open_])
            and _indent(lines[open_]) == _indent(lines[above])
        ):
            name, outer = (lines[n].strip().partition(":")[0] for n in (above, open_))
            message = f'"{name}" has lost its indent: it belongs to {outer} above'
            help_ = f"Begin it in column {_indent(line) + 1}, like the line below it."
            span = at(above, _indent(lines[above]), len(lines[above].strip()))
            return Diagnostic(
                "yaml/indent", message, span, help_, Fix(span, line[: _indent(line)] + lines[above].strip(), raw=True)
            )
        wanted = _indent(lines[above])
        message = "this line is indented more than the field above it"
        help_ = f"Begin it in column {wanted + 1}, under the field above."
        return Diagnostic("yaml/indent", message, at(number, _indent(line), len(line.strip())), help_)
    if above is not None and ":" not in lines[above]:
        return _no_field(lines, above, at)
    help_ = "Put the text in quotation marks."
    return Diagnostic("yaml/colon", "a colon stands where YAML expects none", at(number, column), help_)


def _no_space(line: str, number: int, at: At) -> Diagnostic:
    name, _, value = line.strip().partition(":")
    message = "there is no space after the colon"
    span = at(number, _indent(line), len(line.strip()))
    return Diagnostic(
        "yaml/syntax", message, span, f"Write {name}: {_short(value)}", Fix(span, f"{name}: {value}", raw=True)
    )


def _open_quote(lines: list[str], start: Any, at: At) -> Diagnostic:
    quote = lines[start.line][start.column : start.column + 1]
    help_ = f"End the text with {quote} on the same line."
    return Diagnostic("yaml/syntax", f"the quotation mark {quote} is never closed", at(start.line, start.column), help_)


def _open_bracket(lines: list[str], start: Any, at: At) -> Diagnostic:
    bracket = lines[start.line][start.column : start.column + 1]
    closing = "}" if bracket == "{" else "]"
    help_ = f'Close it with "{closing}", and put a comma between the items.'
    return Diagnostic("yaml/syntax", f'the "{bracket}" is never closed', at(start.line, start.column), help_)


def _no_value(lines: list[str], number: int, at: At) -> Diagnostic:
    """Nothing follows where a value is due: a bracket that is never closed, or one comma or colon too many."""
    for above in range(number, max(number - 30, -1), -1):
        for bracket, closing in (("[", "]"), ("{", "}")):
            if lines[above].count(bracket) > lines[above].count(closing):
                help_ = f'Close it with "{closing}", or put quotation marks around the text.'
                message = f'the "{bracket}" is never closed'
                return Diagnostic("yaml/syntax", message, at(above, lines[above].rindex(bracket)), help_)
    line = lines[number]
    message = "a value is missing here"
    help_ = "Take out the comma or colon that stands before nothing, or put quotation marks around the text."
    return Diagnostic("yaml/syntax", message, at(number, _indent(line), len(line.strip())), help_)


def _no_field(lines: list[str], number: int, at: At) -> Diagnostic:
    near = (number, number - 1)
    bad = next((n for n in near if n >= 0 and lines[n].strip() and ":" not in lines[n]), number)
    glued = next((n for n in (number - 1, number) if n >= 0 and _GLUED.match(lines[n])), None)
    if glued is not None and ":" in lines[bad]:
        return _no_space(lines[glued], glued, at)
    text = lines[bad].strip()
    message = f'"{_short(text)}" is no field: a colon is missing, or its indent is lost'
    help_ = 'Write "field: value", or put two spaces before it if it belongs to the text above.'
    return Diagnostic("yaml/syntax", message, at(bad, _indent(lines[bad]), len(text)), help_)


def _special(lines: list[str], number: int, at: At) -> Diagnostic | None:
    """Explain a text that begins with a sign which YAML keeps for itself; None where no text does."""
    match = re.match(r"( *(?:- +)?(?:[^\s:#'\"*&!|>@`%][^:#]*: +)?)([*&!|>@`%].*)$", lines[min(number, len(lines) - 1)])
    if match is None:
        return None
    text = match[2].rstrip()
    if text[0] in "|>":
        if re.fullmatch(r"[|>][-+0-9]{0,2}( +#.*)?", text):
            return None
        message = f'nothing may follow the "{text[0]}" on its line'
        help_ = "Begin the text on the next line, indented by two spaces."
        return Diagnostic("yaml/syntax", message, at(number, len(match[1]), len(text)), help_)
    quoted = "'" + text.replace("'", "''") + "'" if '"' in text else f'"{text}"'
    span = at(number, len(match[1]), len(text))
    message = f'a text cannot begin with "{text[0]}", which YAML keeps for itself'
    return Diagnostic(
        "yaml/syntax", message, span, f"Put it in quotation marks: {_short(quoted, 70)}", Fix(span, quoted)
    )


def _misfit(lines: list[str], number: int, at: At) -> Diagnostic:
    line = lines[number]
    quoted = re.match(r"""( *(?:- +)?(?:[^\s:#'"][^:#]*: +)?)((["']).*?\3 *)([^\s#,\]}].*)$""", line)
    if quoted:
        span = at(number, len(quoted[1] + quoted[2]), len(quoted[4]))
        message = f'"{_short(quoted[4])}" stands after the closing quotation mark'
        help_ = "Put the quotation marks around the whole text; use the other kind inside it."
        return Diagnostic("yaml/syntax", message, span, help_)
    span = at(number, _indent(line), len(line.strip()))
    bracketed = re.match(r"( *(?:- +)?[^\s:#'\"][^:#]*: +)([\[{].*?[\]}] *)([^\s#,].*)$", line)
    if bracketed:
        whole = (bracketed[2] + bracketed[3]).rstrip()
        quoted_text = f"'{whole}'" if '"' in whole else f'"{whole}"'
        span = at(number, len(bracketed[1]), len(whole))
        message = f"a text cannot begin with {whole[0]}, which YAML takes for a list"
        return Diagnostic("yaml/syntax", message, span, f"Write {_short(quoted_text, 70)}", Fix(span, quoted_text))
    message = "this line does not line up with the lines above it"
    above = next((n for n in range(number - 1, -1, -1) if lines[n].lstrip().startswith("- ")), None)
    if line.lstrip().startswith("- ") and above is not None and _indent(lines[above]) != _indent(line):
        help_ = (
            f"Begin it in column {_indent(lines[above]) + 1}, under the dash of line {above + 1 + at(0, 0).line - 1}."
        )
        return Diagnostic("yaml/indent", message, span, help_)
    help_ = (
        "Fields of one profile begin in the same column; what belongs to the field above is indented by two spaces "
        "more; every item of a list begins with its dash in the same column."
    )
    return Diagnostic("yaml/indent", message, span, help_)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _short(text: str, width: int = 40) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
