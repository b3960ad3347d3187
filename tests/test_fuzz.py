"""Whatever the bytes of a source are, reading it gives findings and never a traceback."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz import failures
from mentorsite.config import parse_config
from mentorsite.diagnostics import RULES, Severity
from mentorsite.model import SourceFile
from mentorsite.parse import parse


def test_mutated_sources_never_raise() -> None:
    """500 mutations of the sample's own sources are read without an exception, each within seconds."""
    assert list(failures(500, seed=11)) == []


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    """Random bytes as a profile, a guide or site.yml are refused in words."""
    for kind in ("profile", "guide"):
        assert parse(SourceFile(f"x.{kind}", "x", kind, data), None).value is None
    assert any(RULES[fault.code].severity is Severity.ERROR for fault in parse_config(data).diagnostics)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`\n \t?,~<>()_=\\.0123", max_size=300))
def test_random_punctuation_never_raises(text: str) -> None:
    """Text made of YAML's and Markdown's own marks is read without an exception."""
    front = f"---\ntitle: x\nsummary: y\nsection: start\n---\n{text}"
    parse(SourceFile("x.md", "x", "guide", front.encode()), None)
    parse(SourceFile("x.yml", "x", "profile", text.encode()), None)
