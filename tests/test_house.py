"""The architecture as a test: what may import what, who holds which door, what stays pure. No exceptions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HERE

HOUSE = HERE.parent / "mentorsite"

# From the cellar up: a room imports only from floors below its own, and never from a room beside it.
FLOORS = (
    "diagnostics letters outlock packing pictures store templating",
    "compute lookalikes memo model run unseen write",
    "load rows wording yaml",
    "fields",
    "scalars",
    "vocabulary",
    "markup",
    "profile",
    "config guide",
    "assets availability cells parse",
    "publish trust",
    "secrets",
    "gist hints",
    "assemble",
    "bulk photos plan rejoin",
    "inspection search",
    "views",
    "render",
    "making",
    "emit",
    "build stamps",
    "again",
    "reference report schema",
    "desk",
    "sheet",
    "overview",
    "serve starter",
    "cli",
    "commands",
    "__main__",
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split()}

DOORS = {
    "click": "cli commands",
    "livereload": "serve",
    "tornado": "serve",
    "watchfiles": "serve",
    "webbrowser": "serve",
    "socket": "serve",
    "jinja2": "render templating",
    "markupsafe": "render templating",
    "markdown": "markup",
    "nh3": "markup",
    "pymdownx": "markup",
    "yaml": "yaml",
    "openpyxl": "sheet",
    "PIL": "pictures",
    "resource": "pictures",
    "marshal": "compute",
    "mmap": "compute store",
    "multiprocessing": "compute",
    "concurrent": "compute",
    "threading": "compute serve",
    "pickle": "",
    "ctypes": "compute write",
    "subprocess": "desk trust",
    "fcntl": "outlock",
    "tempfile": "commands desk serve",
}
READERS = {"load", "memo", "render", "assets", "vocabulary", "outlock", "pictures", "store", "write"}
IMPURE_MODULES = {"logging", "random", "secrets", "time", "uuid", "locale"}
IMPURE_NAMES = {"print", "input", "getenv", "now", "today", "utcnow", "getlocale"}
DISK = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "unlink", "mkdir"}


def rooms() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the package with its room: a folder is one room."""
    for path in sorted(HOUSE.rglob("*.py")):
        if path != HOUSE / "__init__.py" and "starter" not in path.relative_to(HOUSE).parts[:-1]:
            yield path.relative_to(HOUSE).parts[0].removesuffix(".py"), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what a module imports, as (top package, room in it or nothing)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            top, _, rest = (node.module or "").partition(".")
            for name in [rest] if rest else [alias.name for alias in node.names]:
                yield top, name.partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], alias.name.partition(".")[2]) for alias in node.names)


ROOMS = list(rooms())


def test_every_room_has_a_floor() -> None:
    """The table of floors names exactly the rooms that exist."""
    assert {room for room, _ in ROOMS} == set(FLOOR)


def test_imports_lead_downstairs() -> None:
    """No room imports from its own floor or one above it."""
    upward = [
        f"{room} imports {other}"
        for room, tree in ROOMS
        for top, other in imports(tree)
        if top == "mentorsite" and other in FLOOR and other != room and FLOOR[other] >= FLOOR[room]
    ]
    assert not upward


def test_each_dependency_has_one_door() -> None:
    """Only the rooms of the table import a dependency, and nobody imports what reaches the network."""
    burglars = [
        f"{room} imports {top}"
        for room, tree in ROOMS
        for top, rest in imports(tree)
        if room not in DOORS.get(top, room).split() or (top, rest) in {("urllib", "request"), ("http", "client")}
    ]
    assert not burglars


def test_below_build_everything_is_pure() -> None:
    """Below build no room prints, logs, or asks the environment, the clock or chance; few touch the disk."""
    found = []
    for room, tree in ROOMS:
        if FLOOR.get(room, 0) >= FLOOR["build"]:
            continue
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        called = {getattr(func, "id", getattr(func, "attr", "")) for func in calls}
        asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"environ"}
        found += [f"{room} imports {top}" for top, _ in imports(tree) if top in IMPURE_MODULES]
        found += [f"{room} uses {name}" for name in (called & IMPURE_NAMES) | asked]
        found += [f"{room} uses the disk: {name}" for name in called & DISK if room not in READERS]
    assert not found


@pytest.mark.parametrize("path", sorted(HERE.rglob("test_*.py")), ids=lambda path: path.relative_to(HERE).as_posix())
def test_every_test_says_what_it_shows(path: Path) -> None:
    """Each test's docstring is the sentence that it proves."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    silent = [
        f"{path.name}:{node.lineno} {node.name}"
        for node in tests
        if node.name.startswith("test_") and not (ast.get_docstring(node) or "").rstrip().endswith(".")
    ]
    assert not silent
