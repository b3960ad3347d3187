"""One small program that uses every feature, built at a fixed date and compared file by file.

``UPDATE=1 pytest tests/test_golden.py`` writes the expected tree anew; read its diff like any other change.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from conftest import HERE, TODAY, tree

from mentorsite.build import build, check
from mentorsite.config import SITE
from mentorsite.fields import Table
from mentorsite.guide import GUIDE
from mentorsite.load import find_sources
from mentorsite.profile import PROFILE
from mentorsite.report import as_text
from mentorsite.run import Options
from mentorsite.views.view import KINDS
from mentorsite.yaml.tree import Entries, parse_yaml

PROGRAM, EXPECTED = HERE / "golden/program", HERE / "golden/site"


def stable(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the pages without what changes with a style sheet, a script or Pillow: assets, search data, photos."""
    kept = {name: data for name, data in files.items() if not re.match(r"(assets|photos|search)/|\.mentorsite$", name)}
    return {name: re.sub(rb"assets/[0-9a-f]{12}", b"assets/DIGEST", data) for name, data in kept.items()}


def test_every_page_is_as_expected(tmp_path: Path) -> None:
    """Each file of the site equals the one that was read and kept."""
    outcome = build(Options(PROGRAM, TODAY, tmp_path / "site"))
    assert outcome.published, as_text(outcome.findings, PROGRAM, color=False)
    made = stable(tree(tmp_path / "site"))
    made["findings.txt"] = as_text(outcome.findings, PROGRAM, color=False).encode() + b"\n"
    if os.environ.get("UPDATE"):
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for name, data in made.items():
            (EXPECTED / name).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / name).write_bytes(data)
    expected = tree(EXPECTED)
    assert sorted(made) == sorted(expected)
    for name, data in made.items():
        if name.endswith((".html", ".xml", ".json", ".txt")):
            assert data.decode().splitlines() == expected[name].decode().splitlines(), name
        assert data == expected[name], name


def test_every_field_and_every_kind_of_page_is_used() -> None:
    """A new field of any file, and a new kind of page, must be shown in the golden program."""

    def keys(text: str) -> set[str]:
        node = parse_yaml("a.yml", text).value
        assert isinstance(node, Entries)
        return {key.text for key, _ in node.entries}

    def names(table: Table) -> set[str]:
        return {field.name for field in table.fields}

    sources = find_sources(PROGRAM).value or ()
    profiles = [keys(source.data.decode()) for source in sources if source.kind == "profile"]
    guides = [keys(source.data.decode().split("---\n")[1]) for source in sources if source.kind == "guide"]
    assert names(PROFILE) <= set().union(*profiles)
    assert names(GUIDE) <= set().union(*guides)
    assert names(SITE) - {"keep"} <= keys((PROGRAM / "site.yml").read_text(encoding="utf-8"))
    from mentorsite.build import read_program

    program, _ = read_program(Options(PROGRAM, TODAY))
    assert program.pages is not None
    assert {page.kind for page in program.pages.pages} == set(KINDS)
    assert not check(Options(PROGRAM, TODAY)).failed
