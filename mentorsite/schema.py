"""The tables of fields → JSON Schema, so that editors complete fields and values on the first day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mentorsite.build import read_config
from mentorsite.config import SITE, Config
from mentorsite.fields import Table
from mentorsite.guide import GUIDE, TRAINING
from mentorsite.load import GUIDE_FOLDER
from mentorsite.parse import custom_table

FOLDER = ".schemas"
KINDS = ("profile", "guide", "site")


def schema_text(root: Path, kind: str) -> str:
    """Return the JSON Schema of one kind of file, with the vocabularies of the program at ``root``."""
    config = read_config(root).value
    table = {"profile": custom_table(config), "guide": GUIDE, "site": SITE}[kind]
    return json.dumps(json_schema(table, _terms(config, root)), indent=2, ensure_ascii=False) + "\n"


def json_schema(table: Table, terms: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return a table as a JSON Schema of draft 7, which every editor's YAML support reads."""
    title = table.name.removeprefix("a ")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"mentorsite: {title}",
        **table.schema(terms),
    }


def write_schemas(root: Path) -> list[Path]:
    """Write all schemas into ``.schemas/`` of the program; return the paths."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    paths = []
    for kind in KINDS:
        path = folder / f"{kind}.schema.json"
        path.write_text(schema_text(root, kind), encoding="utf-8")
        paths.append(path)
    return paths


def _terms(config: Config | None, root: Path) -> dict[str, tuple[str, ...]]:
    if config is None:
        return {}
    terms = {
        name: tuple(
            dict.fromkeys([*vocabulary.terms, *(alias for term in vocabulary.terms.values() for alias in term.aliases)])
        )
        for name, vocabulary in config.vocabularies.items()
    }
    terms["sections"] = tuple(section.slug for section in config.sections)
    terms["module"] = tuple(sorted(path.stem for path in (root / GUIDE_FOLDER / TRAINING).glob("*.md")))
    return terms
