"""What is said of a user's content: values, never exceptions and never prints.

This room knows what a finding is, where it points and which findings exist. It must not know how one is
shown (``report``) or what found it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Severity(IntEnum):
    """How much a finding matters; only ``ERROR`` keeps a site from being published."""

    NOTE = 1
    WARNING = 2
    ERROR = 3


class Span(NamedTuple):
    """A place in a source file. ``line`` and ``column`` count from 1, ``length`` in characters; 0 is the whole file."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 0


def span_at(text: str, index: int, length: int, start: Span) -> Span:
    """Return the place of a part of a text that begins at ``start`` of its file."""
    before = text[:index]
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1) + (start.column if line == 0 else 1)
    return Span(start.path, start.line + line, column, max(1, length))


class Fix(NamedTuple):
    """A replacement for the text at ``span`` that would mend the finding.

    ``raw`` text is written as it is; other text is a value, still to be quoted as its place demands. ``safe`` says
    that there is one right repair, which may be made without asking; others are only suggested.
    """

    span: Span
    text: str
    raw: bool = False
    safe: bool = False


class Diagnostic(NamedTuple):
    """One finding. ``code`` names the pattern that is wrong; ``help`` says what to type instead."""

    code: str
    message: str
    span: Span
    help: str = ""
    fix: Fix | None = None


class Checked(NamedTuple, Generic[T]):
    """A value with the findings made on the way to it; ``None`` where no valid value exists."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()


class Rule(NamedTuple):
    """What a code stands for.

    ``dated``: found because of today's date alone, so it never fails a build unless the policy names it.
    ``locked``: guards privacy, safety or an address, so the policy cannot lower it.
    """

    summary: str
    severity: Severity = Severity.ERROR
    dated: bool = False
    locked: bool = False


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

RULES: dict[str, Rule] = {
    # The file itself
    "file/unreadable": Rule("the file cannot be read"),
    "file/encoding": Rule("the file is not UTF-8 text"),
    "file/too-large": Rule("the file is larger than a source file may be", locked=True),
    "file/name": Rule("the file's name cannot be a web address", locked=True),
    "file/symlink": Rule("a link leads out of the folder that is read", locked=True),
    "file/not-regular": Rule("a folder, pipe or device stands where a file is expected", locked=True),
    "file/ignored": Rule("a file in this folder is not read", _W),
    "file/missing": Rule("a file or folder that is needed does not exist"),
    # YAML
    "yaml/syntax": Rule("the YAML cannot be read"),
    "yaml/tab": Rule("a tab stands where YAML wants spaces"),
    "yaml/indent": Rule("a line is indented more or less than its neighbors"),
    "yaml/colon": Rule("a colon in a text needs quotation marks around the text"),
    "yaml/conflict": Rule("the file holds the marks of an unfinished merge"),
    "yaml/duplicate-key": Rule("one key is written twice"),
    "yaml/alias": Rule("anchors and aliases (& and *) are not used here"),
    "yaml/tag": Rule("tags (!) are not used here"),
    "yaml/documents": Rule("the file holds more than one document"),
    "yaml/too-deep": Rule("the nesting is deeper than any profile needs", locked=True),
    "yaml/too-many": Rule("the file holds more values than any profile needs", locked=True),
    "yaml/blanks": Rule("a line ends in blanks, or a tab stands between words", _N),
    "yaml/comment": Rule("a text is cut off where a # stands in it", _W),
    "yaml/smart-quotes": Rule("typographic quotation marks stand around a value", _W),
    "yaml/empty": Rule("the file is empty"),
    # Fields of any record
    "field/unknown": Rule("there is no field of this name"),
    "field/missing": Rule("a required field is missing"),
    "field/type": Rule("the value is of another kind than the field takes"),
    "field/empty": Rule("a field or list item has no value", _W),
    "field/too-long": Rule("the text is longer than the field allows"),
    "field/too-many": Rule("the list has more items than the field allows"),
    "field/repeated": Rule("a list names the same thing twice", _W),
    "field/choice": Rule("the value is not one of those allowed"),
    "field/integer": Rule("the value is not a whole number in the range allowed"),
    "field/date": Rule("the value is not a date that exists"),
    "field/url": Rule("the value is not a web address that the site may link to", locked=True),
    "field/email": Rule("the value is not an e-mail address", locked=True),
    "field/phone": Rule("the value is not a telephone number", locked=True),
    "field/orcid": Rule("the value is not a valid ORCID iD"),
    "field/control-character": Rule("the text holds characters that cannot be seen", locked=True),
    "text/direction": Rule("the text holds a character that turns the order of its letters", _W),
    # Mentor profiles
    "profile/unknown-term": Rule("a value is in none of the program's lists"),
    "profile/usual-form": Rule("a value is written otherwise than in the program's list", _N),
    "profile/over-capacity": Rule("a mentor has more mentees than the maximum"),
    "profile/period-order": Rule("a period ends before it begins"),
    "profile/future-date": Rule("a date that must be past lies in the future", _W, dated=True),
    "profile/no-consent": Rule("no consent is recorded, so the profile is not published", _N),
    "profile/unverified": Rule("the profile was not verified within the policy's time", _W, dated=True),
    "profile/unknown-module": Rule("a training module does not exist"),
    "profile/duplicate-slug": Rule("two files claim one mentor's address", locked=True),
    "profile/duplicate-name": Rule("two mentors bear the same name", _N),
    "profile/duplicate-contact": Rule("two mentors have the same e-mail address or ORCID iD", _W),
    "profile/look-alike": Rule("a name looks like another mentor's and is written with other letters", _W),
    "profile/too-short": Rule("a profile's own text is too short to choose by", _N),
    "profile/no-approach": Rule("a profile says neither how the mentor works nor what is expected", _N),
    "profile/no-place": Rule("a profile names neither a specialty nor a campus", _N),
    "profile/no-help": Rule("a profile names no topic that students may come with", _N),
    "profile/no-reply-time": Rule("a profile does not say how soon an answer comes", _N),
    # Photos
    "photo/path": Rule("a photo's path leads elsewhere than into the folder mentors/", locked=True),
    "photo/missing": Rule("a photo does not exist"),
    "photo/format": Rule("a photo is of a format that is not read", locked=True),
    "photo/mislabeled": Rule("a photo's name ends otherwise than its format"),
    "photo/too-large": Rule("a photo is larger than a photo needs to be", locked=True),
    "photo/damaged": Rule("a photo cannot be read to its end"),
    "photo/too-small": Rule("a photo is smaller than pages show it", _W),
    "photo/shared": Rule("two mentors show one photo", _W),
    "photo/not-shown": Rule("a profile names a photo, and consent does not", _N),
    "photo/unused": Rule("no profile names a photo", _N),
    # Guides and Markdown
    "guide/front-matter": Rule("the front matter between the two --- lines is missing or never ends"),
    "guide/duplicate-slug": Rule("two guides have the same file name", locked=True),
    "guide/overdue-review": Rule("the guide's review date has passed", _W, dated=True),
    "guide/story-consent": Rule("a story names people without consent on record", locked=True),
    "guide/unknown-section": Rule("the guide's section is not in site.yml"),
    "guide/unknown-mentor": Rule("a guide names a mentor who does not exist"),
    "guide/training-only": Rule("hours and outcomes belong to training modules only", _W),
    "markdown/too-complex": Rule("the Markdown is nested too deeply to be converted", locked=True),
    "markdown/raw-html": Rule("HTML in Markdown is shown as text, not as HTML", _W),
    "markdown/heading-level": Rule("a guide's own headings begin at ##", _W),
    "link/scheme": Rule("a link uses a scheme that the site may not link to", locked=True),
    "link/broken": Rule("a link leads to a file that does not exist"),
    "link/anchor": Rule("a link names a heading that the guide does not have"),
    "link/unpublished": Rule("a link leads to a page that is not published", _W),
    # site.yml and vocabularies
    "site/unknown-vocabulary": Rule("there is no vocabulary of this name"),
    "site/unknown-value": Rule("a vocabulary has no such value to change"),
    "site/alias-clash": Rule("one name stands for two values of a vocabulary"),
    "site/parent-loop": Rule("a value is its own parent, directly or through others"),
    "site/unknown-rule": Rule("the policy names a code that does not exist"),
    "site/locked-rule": Rule("the policy lowers a code that guards privacy, safety or an address", locked=True),
    "site/contrast": Rule("a program color is too close to its background to be read"),
    "site/timezone": Rule("the time zone is not one of the IANA database"),
    "site/unknown-visibility": Rule("a visibility is set for a field that does not exist"),
    # Pages and templates
    "page/collision": Rule("two pages want one address", locked=True),
    "page/unsafe": Rule("a page holds what browsers would run, or load from elsewhere", locked=True),
    "page/leak": Rule("a page shows what may not be published", locked=True),
    "template/syntax": Rule("a template cannot be read"),
    "template/undefined": Rule("a template uses a name that does not exist"),
    "template/failed": Rule("a template failed while it made a page"),
    "template/missing": Rule("a template includes or extends a file that does not exist"),
}


def by_place(diagnostic: Diagnostic) -> tuple[Span, str, str]:
    """Sort key: path, line, column, then code and text, so that every run says the same in the same order."""
    return diagnostic.span, diagnostic.code, diagnostic.message


def severity_of(diagnostic: Diagnostic, policy: dict[str, Severity], *, strict: bool = False) -> Severity:
    """The severity that the program's policy gives a finding; ``strict`` turns warnings into errors.

    Findings caused by the date alone stay warnings under ``strict``: time alone never breaks a build.
    """
    rule = RULES[diagnostic.code]
    severity = policy.get(diagnostic.code, rule.severity)
    if strict and severity is Severity.WARNING and not rule.dated:
        return Severity.ERROR
    return severity
