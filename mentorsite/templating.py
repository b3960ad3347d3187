"""Jinja with its dearest steps short: they were most of the time that a page takes.

A template is compiled for one site. What is the same on all its pages, the catalogue's words above all, is put into
the text when the template is compiled; neighboring pieces leave it as one. Text is escaped to text, not to an object
of its own. A file is found by its name alone, and an imported one is made once, because all templates share one set
of globals. A packaged macro that is called again with the same plain values gives what it gave before; one that nobody
here has read may count its calls. Where another Jinja has no such steps, pages are the same and take longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import date
from pathlib import Path
from types import CodeType, NoneType
from typing import Any

import markupsafe
from jinja2 import Environment, Template, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

try:
    from markupsafe._speedups import _escape_inner as _escape_text
except ImportError:  # another markupsafe, or one without its compiled half
    _escape_text = markupsafe.escape

_MOST_CALLS, _LONGEST = 1024, 12
_PLAIN = frozenset({str, Markup, int, bool, NoneType, date})


class _Fixed(NodeTransformer):
    """Puts the words of the catalogue, and what else is the same on all pages, where their names stand."""

    def __init__(self, words: Mapping[str, str], same: Mapping[str, Any]) -> None:
        self.words = words
        self.same = same

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 - Jinja names it
        of = node.node
        if isinstance(of, nodes.Name) and of.name == "t" and node.attr in self.words:
            return nodes.Const(self.words[node.attr], lineno=node.lineno)
        return self.generic_visit(node)

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        if node.ctx == "load" and node.name in self.same:
            return nodes.Const(self.same[node.name], lineno=node.lineno)
        return node


def _given(source: nodes.Template) -> Iterator[str]:
    """Yield the names to which a template gives a value of its own."""
    for node in source.find_all((nodes.Name, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.Name) and node.ctx != "load":
            yield node.name


class _Pieces:
    """Stands where the compiler writes a list: what would be appended to it leaves the template as one text."""

    extend = staticmethod("".join)
    append = staticmethod(str)


class _Generator(CodeGenerator):
    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        if frame.buffer is None and len(node.nodes) > 1:
            frame = frame.copy()
            frame.buffer = "yield pieces"
        super().visit_Output(node, frame)


class _Template(Template):
    @classmethod
    def from_code(cls, environment: Environment, code: CodeType, *args: Any, **kwargs: Any) -> Template:
        made = super().from_code(environment, code, *args, **kwargs)
        made.root_render_func.__globals__.update(escape=escape, pieces=_Pieces)
        if environment.is_packaged(made.filename):  # type: ignore[attr-defined]
            made.root_render_func.__globals__.update(Macro=_Macro)
        return made

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


class _Context(Context):
    def call(self, called: Any, *args: Any, **kwargs: Any) -> Any:
        if type(called) is not _Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **kwargs)


class _Macro(Macro):
    """A macro that remembers: a packaged one sees nothing but its arguments and what was there when it was made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made: dict[Any, Any] = {}

    @pass_eval_context
    def __call__(self, context: EvalContext, *args: Any, **kwargs: Any) -> Any:
        key: Any = (context.autoescape, *kwargs, *map(_key, args), *map(_key, kwargs.values()))
        if None in key:
            return super().__call__(context, *args, **kwargs)
        try:
            made = self._made.get(key)
        except TypeError:  # a record that holds what may change
            key = made = None
        if made is None:
            made = super().__call__(context, *args, **kwargs)
            if key:
                if len(self._made) >= _MOST_CALLS:
                    self._made.clear()
                self._made[key] = made
        return made


def _key(value: Any) -> Any:
    """Return what two values share only if every macro shows them alike; None for what may change or is not known.

    The type belongs to it: a text and the same text as HTML are equal, and so are 1 and True. A long list has none:
    it stands on one page, and what was made of it would take more room than it is worth.
    """
    kind = type(value)
    if kind in _PLAIN:
        return kind, value
    if kind is tuple:
        parts = tuple(map(_key, value)) if len(value) <= _LONGEST else (None,)
        return None if None in parts else parts
    # Views are made of records that hold plain values.
    return (kind, value) if hasattr(kind, "_fields") else None


class Quick(Environment):
    """An environment for templates that are trusted; ``fix`` names what they show alike on every page.

    The macros of ``packaged`` templates, a folder, depend on nothing but what they are given.
    """

    template_class = _Template
    code_generator_class = _Generator
    context_class = _Context

    def __init__(self, *, packaged: Path, **options: Any) -> None:
        super().__init__(**options)
        self._packaged = packaged
        self._found: dict[str, Template] = {}
        self._fixed: _Fixed | None = None

    def fix(self, words: Mapping[str, str], **same: Any) -> None:
        """Take ``t.name`` for that word of the catalogue, and each other name for its value, from now on."""
        self._fixed = _Fixed(words, same)

    def is_packaged(self, filename: str | None) -> bool:
        """Whether a template lies in the packaged folder."""
        return filename is not None and Path(filename).is_relative_to(self._packaged)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        if self._fixed and {"t", *self._fixed.same}.isdisjoint(_given(source)):
            self._fixed.visit(source)
        return super()._generate(source, *args, **kwargs)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the one set of globals as it is: a chain of two would be walked for each file that is included."""
        return super().make_globals(d) if d else self.globals

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002 - Jinja names it
        """Find a template by its name alone: no file is looked at again while one site is built."""
        made = self._found.get(name)
        if made is None:
            made = self._found[name] = super()._load_template(name, globals)
        return made


def escape(value: Any) -> str:
    """Return a value as HTML, text as plain text."""
    if type(value) is str:
        return _escape_text(value)
    return value if type(value) is Markup else markupsafe.escape(value)
