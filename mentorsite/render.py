"""(page, view) → bytes: the only room that knows Jinja.

A file in the program's ``templates/`` replaces the theme's of the same path and may extend it as
``default/<path>``. Templates are trusted code; the values that they show are not, so everything is escaped.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from markupsafe import Markup

from mentorsite.assets import THEME
from mentorsite.compute import compute
from mentorsite.diagnostics import Checked, Diagnostic, Span
from mentorsite.fields import Named
from mentorsite.plan import Page
from mentorsite.scalars import Text
from mentorsite.templating import Quick, escape
from mentorsite.views.chrome import OWN, Chrome
from mentorsite.views.people import Card, mid_sentence
from mentorsite.views.view import View
from mentorsite.yaml.tree import decode_utf8, parse_yaml

STRINGS = "strings.yml"

_TEMPLATES = {
    "mentor": "profile.html",
    "robots": "robots.txt",
    "sitemap": "sitemap.xml",
    "feed": "feed.xml",
}


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Strings(dict[str, str]):
    """The catalogue. Its strings are attributes as well: ``t.name`` is what templates ask for most."""

    def __init__(self, strings: Mapping[str, str]) -> None:
        super().__init__(strings)
        self.__dict__.update(strings)


class Theme(NamedTuple):
    """Templates and interface strings, ready to render; ``folder`` is the program's own templates."""

    environment: Environment
    folder: Path


class _Codes(BytecodeCache):
    """What templates were compiled to, in this process: on a disk it would be code that whoever writes there runs."""

    def __init__(self) -> None:
        self.known: dict[str, CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{name}\n{filename}"  # a digest would take a path for UTF-8

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self.known[bucket.key] = bucket.code


class _Sandbox(ImmutableSandboxedEnvironment):
    """Templates that nobody has read: no attribute that leads out of a value, no number or text without end."""

    intercepted_binops = frozenset({"**", "*"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"the operator {operator} is for numbers, and ** is off")
        return super().call_binop(context, operator, left, right)


def open_theme(root: Path, *, assets: str, live: bool = False, sandboxed: bool = False) -> Checked[Theme]:
    """Open the packaged theme under the program's ``templates/``.

    ``assets`` is the folder of the assets from the site's top; ``live`` names the preview's reload script.
    ``sandboxed`` runs templates where they can reach nothing but what they are given, which costs speed.
    """
    folder = root / "templates"
    strings, found = _strings(folder)
    if strings is None:
        return Checked(None, found)
    theme = FileSystemLoader(THEME)
    environment = (_Sandbox if sandboxed else partial(Quick, packaged=THEME))(
        loader=ChoiceLoader([FileSystemLoader(folder), theme, PrefixLoader({"default": theme})]),
        autoescape=_is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
        bytecode_cache=_Codes(),
    )
    # A range of a million million would keep a build from ever ending.
    environment.globals.update(range=safe_range, t=Strings(strings), assets=assets, live=live)
    if isinstance(environment, Quick):
        environment.fix(strings, assets=assets, live=live)
    environment.filters.update(
        day=_day(strings),
        month=_month(strings),
        fill=_fill,
        card=_card(environment),
        once=_once(environment),
        html=Markup,
        mid=mid_sentence,
        prose=_prose(strings),
        unbroken=_unbroken,
    )
    environment.tests["text"] = lambda value: isinstance(value, str)
    return Checked(Theme(environment, folder), found)


@lru_cache(maxsize=1)
def compile_all(theme: Theme, jobs: int) -> None:
    """Compile the theme's templates, or the program's in their place, once and side by side, for processes to come.

    Each of those would do it again. One that is wrong is told by the page that it makes; one that takes without end,
    which constants may make it, is stopped.
    """
    environment = theme.environment
    codes = environment.bytecode_cache
    assert isinstance(codes, _Codes)
    known = codes.known
    paths = sorted(path.relative_to(THEME).as_posix() for path in THEME.rglob("*.*"))
    names = [name for name in paths if name.endswith((".html", ".xml", ".txt")) and not name.startswith("assets/")]

    def compiled(name: str) -> dict[str, CodeType]:
        before = {*known}
        with suppress(Exception):
            environment.get_template(name)
        return {key: code for key, code in known.items() if key not in before}

    for made in compute(compiled, names, jobs=jobs, chunk=1, says=lambda name: f"the template {name}"):
        known.update(made)
    for name in names:
        with suppress(Exception):
            environment.get_template(name)


def _is_html(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


def render(page: Page, view: View, theme: Theme) -> Checked[bytes]:
    """Render one page. A template that fails is a diagnostic with its line and the page that hit it."""
    name = _TEMPLATES.get(page.kind, f"{page.kind}.html")
    try:
        return Checked(theme.environment.get_template(name).render(view).encode())
    except Exception as error:  # templates are code: whatever they raise is a finding, not our failure
        return Checked(None, (_explain(error, page, name, theme),))


def card_html(card: Card, theme: Theme) -> str:
    """Return a card as lists show it, for the search data; empty where the template fails, which its pages report."""
    try:
        return str(theme.environment.filters["card"](card))
    except Exception:  # as in render
        return ""


def strings_of(theme: Theme) -> Mapping[str, str]:
    """Return the catalogue of the interface's words."""
    strings: Mapping[str, str] = theme.environment.globals["t"]  # type: ignore[assignment]
    return strings


def _strings(folder: Path) -> Checked[dict[str, str]]:
    """Read the catalogue; the program's own file replaces the theme's string by string."""
    kind = Named(Text(2000))
    strings: dict[str, str] = {}
    for path, shown in ((THEME / STRINGS, f"theme/{STRINGS}"), (folder / STRINGS, f"templates/{STRINGS}")):
        if not path.is_file():
            continue
        text, found = decode_utf8(shown, path.read_bytes())
        node, faults = parse_yaml(shown, text) if text is not None else (None, ())
        values, more = kind.decode(node) if node is not None else (None, ())
        if values is None:
            return Checked(None, found + faults + more)
        for key, value in values:
            if strings and path.parent == folder and key.text not in strings:
                help_ = "mentorsite/theme/strings.yml lists the names."
                fault = Diagnostic("template/undefined", f'there is no string "{key.text}"', key.span, help_)
                return Checked(None, (fault,))
            strings[key.text] = value
    return Checked(strings)


def words_in(theme: Theme) -> Iterator[str]:
    """Yield the text of the catalogue and of every template: what pages say without any profile."""
    yield from strings_of(theme).values()
    for folder in (THEME, theme.folder):
        yield from (path.read_text("utf-8", "replace") for path in sorted(folder.rglob("*.html")) if path.is_file())


def _day(strings: dict[str, str]) -> Callable[[date], str]:
    months = strings["months"].split()
    return lambda day: strings["date"].format(day=day.day, month=months[day.month - 1], year=day.year)


def _month(strings: dict[str, str]) -> Callable[[str], str]:
    months = strings["months"].split()
    return lambda text: f"{months[int(text[5:7]) - 1]} {text[:4]}"


def _fill(pattern: str, **values: Any) -> Markup:
    """Put values, escaped unless they are HTML already, into a string of the catalogue."""
    parts = _parts(pattern)
    return Markup("".join([part if place % 2 == 0 else _isolated(values[part]) for place, part in enumerate(parts)]))


def _isolated(value: Any) -> str:
    """Escape a value, and keep its direction to itself: a name in Arabic would turn the words around it."""
    text = escape(value)
    return text if text.isascii() or not _RIGHT_TO_LEFT.search(text) else f"\u2068{text}\u2069"


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> list[str]:
    """Divide a string of the catalogue into texts, as HTML, and the names between them."""
    parts = re.split(r"\{(\w+)\}", pattern)
    return [part if place % 2 else str(Markup.escape(part)) for place, part in enumerate(parts)]


@lru_cache(maxsize=1024, typed=True)
def _unbroken(listed: str) -> Markup:
    """Keep each item of a list on one line, with its comma: ``PGY-1–PGY-3`` would break at its hyphens."""
    items = listed.replace(", ", ",\n").split("\n")
    return Markup(" ").join(Markup('<span class="run">{}</span>').format(item) for item in items)


def _prose(strings: dict[str, str]) -> Callable[[str], Markup]:
    """Let wide tables and code scroll by keyboard, and name the boxes of task lists."""
    table = Markup('<div class="table-scroll" role="group" tabindex="0" aria-label="{}"><table>')
    box = Markup('<input type="checkbox" disabled{} aria-label="{}">')
    swaps = {
        "<table>": table.format(strings["table"]),
        "</table>": "</table></div>",
        "<pre>": '<pre tabindex="0">',
        '<input type="checkbox" disabled="" checked="">': box.format(" checked", strings["task_done"]),
        '<input type="checkbox" disabled="">': box.format("", strings["task_open"]),
    }
    marks = re.compile("|".join(map(re.escape, swaps)))
    return lambda html: Markup(marks.sub(lambda match: swaps[match[0]], html))


def _once(environment: Environment) -> Callable[[Chrome, str], Markup]:
    """Render a piece of the furniture once for all pages that share it; it is given ``program`` alone."""
    made: dict[Any, dict[str, Markup]] = {}
    last: tuple[Chrome | None, dict[str, Markup]] = (None, {})

    def once(program: Chrome, name: str) -> Markup:
        nonlocal last
        if program is not last[0]:
            last = program, made.setdefault(program[: -len(OWN)], {})
        html = last[1].get(name)
        if html is None:
            shared = program._replace(canonical="", wrong="", edit="")
            html = last[1][name] = _on_one_line(environment.get_template(name).render(program=shared))
        return html

    return once


def _on_one_line(html: str) -> Markup:
    """Put what stands on many pages on one line, a blank for each break: it is sent and looked at as one piece."""
    return Markup(" ".join(filter(None, map(str.strip, html.split("\n")))))


def _card(environment: Environment) -> Callable[[Card], Markup]:
    """Render each card once: at 10 000 mentors the lists hold 100 000 of them. As bytes it takes half the room."""
    made: dict[Card, bytes] = {}

    def card(value: Card) -> Markup:
        known = made.get(value)
        if known is not None:
            return Markup(known.decode())
        html = _on_one_line(environment.get_template("partials/card.html").render(card=value))
        made[value] = html.encode()
        return html

    return card


def _explain(error: Exception, page: Page, name: str, theme: Theme) -> Diagnostic:
    hit = f"while making {page.url}"
    if isinstance(error, TemplateSyntaxError):
        span = Span(_shown(error.filename or error.name or name, theme), error.lineno, length=1)
        help_ = "Compare the line with the packaged template of the same name."
        return Diagnostic("template/syntax", f"{error.message} ({hit})", span, help_)
    span = Span(_shown(name, theme))
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(THEME) or path.is_relative_to(theme.folder):
            span = Span(_shown(frame.filename, theme), frame.lineno or 1, length=1)
            break
    if isinstance(error, TemplateNotFound):
        message = f'there is no template "{error.name}" ({hit})'
        return Diagnostic("template/missing", message, span, "Check the name, or add the file to templates/.")
    if isinstance(error, UndefinedError):
        help_ = "docs/theming.md lists what each template is given; the catalogue's strings are t.name."
        message = re.sub(r"'(?:\w+\.)*(\w+) object' has no attribute '(\w+)'", r'\1 has no "\2"', error.message or "")
        return Diagnostic("template/undefined", f"{message} ({hit})", span, help_)
    message = f"{type(error).__name__}: {error} ({hit})"
    return Diagnostic("template/failed", message, span, "Undo the last change to this template and build again.")


def _shown(filename: str, theme: Theme) -> str:
    path = Path(filename)
    if path.is_relative_to(theme.folder):
        return f"templates/{path.relative_to(theme.folder).as_posix()}"
    if path.is_relative_to(THEME):
        return f"mentorsite/theme/{path.relative_to(THEME).as_posix()}"
    return f"templates/{filename}" if (theme.folder / filename).is_file() else f"mentorsite/theme/{filename}"
