"""Style sheets, scripts and pictures: the theme's overlaid by the program's, in one folder named by its digest.

The name changes with the contents, so browsers may keep the folder for ever. The style sheets are joined into one
file in the order of their cascade layers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mentorsite.diagnostics import Checked, Diagnostic, Span

if TYPE_CHECKING:
    from mentorsite.config import Colors

THEME = Path(__file__).parent / "theme"
STYLE_ORDER = ("tokens.css", "base.css", "layout.css", "components.css")
TYPES = frozenset(
    {".css", ".js", ".mjs", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".ico", ".json", ".txt"}
)


class Assets(NamedTuple):
    """The files below ``folder``, which is relative to the site's top."""

    folder: str
    files: Mapping[str, bytes]


def collect_assets(theme: Path, templates: Path, colors: Colors) -> Checked[Assets]:
    """Read the packaged assets and the program's own over them."""
    files: dict[str, bytes] = {}
    found: list[Diagnostic] = []
    for top in (theme / "assets", templates / "assets"):
        for path in sorted(top.rglob("*")) if top.is_dir() else ():
            name = path.relative_to(top).as_posix()
            if path.is_dir() or path.name.startswith("."):
                continue
            if path.suffix.lower() not in TYPES:
                span = Span(f"templates/assets/{name}")
                message = f"this file is not published: {path.suffix or 'a file without an ending'} is no asset"
                found.append(Diagnostic("file/ignored", message, span, f"Assets end in {', '.join(sorted(TYPES))}."))
                continue
            if not path.resolve().is_relative_to(top.resolve()):
                span = Span(f"templates/assets/{name}")
                help_ = "Replace the link by the file itself."
                found.append(Diagnostic("file/symlink", "this link leads out of the program's folder", span, help_))
                continue
            data = path.read_bytes()
            files[name] = _without_remarks(data) if top.parent == theme and path.suffix == ".js" else data
    sheets = sorted((name for name in files if name.startswith("css/") and name.endswith(".css")), key=_layer)
    joined = b"\n".join(files.pop(name) for name in sheets) + _program_colors(colors)
    files["site.css"] = joined
    digest = blake2b(digest_size=6)
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return Checked(Assets(f"assets/{digest.hexdigest()}", files), tuple(found))


# A third of the packaged scripts' bytes are for their readers. They keep remarks on lines of their own, which is what
# makes this safe; a program's own scripts are published as they are.
_REMARKS = re.compile(rb"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n|^[ \t]+", re.DOTALL | re.MULTILINE)


def _without_remarks(script: bytes) -> bytes:
    """Return a packaged script without the remarks and indents that browsers do not need."""
    return _REMARKS.sub(b"", script)


def _layer(name: str) -> tuple[int, str]:
    short = name.removeprefix("css/")
    return STYLE_ORDER.index(short) if short in STYLE_ORDER else len(STYLE_ORDER), short


def _program_colors(colors: Colors) -> bytes:
    """Return the program's colors as tokens; they come last, so they win over the theme's."""
    rules = ""
    if colors.brand:
        rules += f"\n@layer tokens{{:root{{--brand:{colors.brand}}}}}"
    if colors.brand_dark:
        rules += f"\n@layer tokens{{@media (prefers-color-scheme:dark){{:root{{--brand:{colors.brand_dark}}}}}}}"
    return rules.encode()
