"""The JSON Schema that editors complete and check with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import HERE, SAMPLE
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from mentorsite.model import SourceFile
from mentorsite.profile import PROFILE, parse_profile
from mentorsite.schema import schema_text


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft7Validator]:
    """A validator for each kind of file, with the sample program's values."""
    return {kind: Draft7Validator(json.loads(schema_text(SAMPLE, kind))) for kind in ("profile", "guide", "site")}


def as_editors_read(text: str) -> Any:
    """Return YAML as an editor's language server hands it to a schema: dates stay text."""
    value = yaml.safe_load(text)
    return json.loads(json.dumps(value, default=lambda day: day.isoformat() if isinstance(day, date) else str(day)))


def sources() -> Iterator[tuple[str, Path]]:
    """Yield every source file of the sample with its kind."""
    yield from (("profile", path) for path in sorted((SAMPLE / "mentors").glob("*.yml")))
    yield from (("guide", path) for path in sorted((SAMPLE / "content").rglob("*.md")))
    yield "site", SAMPLE / "site.yml"


@pytest.mark.parametrize("kind", ["profile", "guide", "site"])
def test_the_sample_is_valid_in_editors(validators: dict[str, Draft7Validator], kind: str) -> None:
    """No editor underlines anything in the sample program."""
    for found, path in sources():
        if found == kind:
            text = path.read_text(encoding="utf-8")
            text = text.split("---\n")[1] if kind == "guide" else text
            errors = [
                f"{list(error.path)}: {error.message[:200]}"
                for error in validators[kind].iter_errors(as_editors_read(text))
            ]
            assert not errors, path.name


CASES = [
    path
    for code in (
        "field-unknown",
        "field-missing",
        "field-type",
        "field-choice",
        "field-integer",
        "profile-unknown-term",
    )
    for path in sorted((HERE / "cases" / code).glob("*/mentors/*.yml"))
]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parts[-4]}/{path.parts[-3]}")
def test_editors_underline_what_the_check_refuses(validators: dict[str, Draft7Validator], path: Path) -> None:
    """A profile with an unknown field, a wrong type or an unknown value is wrong in the editor too."""
    value = as_editors_read(path.read_text(encoding="utf-8"))
    if path.parts[-3] != "no-values":
        assert list(validators["profile"].iter_errors(value))


NAMES = [field.name for field in PROFILE.fields]
VALUES = st.recursive(
    st.sampled_from(["career", "text", "2026-09-01", "a@school.example", "https://a.example", "public"])
    | st.integers(-1, 5)
    | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["max", "current", "count", "until", "date", "how", "email", "from"]), inner, max_size=2
        )
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*NAMES, "nam"]), VALUES, max_size=4))
@settings(deadline=None, max_examples=200)
def test_what_the_decoder_takes_the_schema_takes(value: dict[str, Any]) -> None:
    """Whatever profile the check accepts, an editor accepts: the schema has no rule of its own."""
    item = parse_profile(SourceFile("mentors/a.yml", "a", "profile", yaml.safe_dump({"name": "A", **value}).encode()))
    if item.value is not None and not item.diagnostics:
        schema = {"$schema": "http://json-schema.org/draft-07/schema#", **PROFILE.schema({})}
        errors = list(Draft7Validator(schema).iter_errors({"name": "A", **value}))
        assert not errors, (value, [error.message for error in errors])


def test_profiles_name_their_schema() -> None:
    """The first line of a sample profile points editors to the schema, from where the file lies."""
    for path in sorted((SAMPLE / "mentors").glob("*.yml")):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=../.schemas/profile.schema.json", path.name
