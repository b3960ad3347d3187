"""site.yml."""

from __future__ import annotations

import pytest
from conftest import BASE, codes
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.config import contrast, parse_config, passing

GOOD = (BASE / "site.yml").read_bytes()
COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_a_small_site_yml_is_enough() -> None:
    """A title and an office suffice; all else has a default."""
    config, found = parse_config(b"title: A\ncontact: {name: Office, email: office@aldervalley.example}\n")
    assert not found
    assert config is not None
    assert (config.language, config.timezone, config.page_size, config.url) == ("en-US", "UTC", 24, "")


@pytest.mark.parametrize(
    ("more", "code", "kept"),
    [
        ("fields: {bio: {label: Life, type: text}}", "site/unknown-visibility", False),
        ("fields: {shoe: {label: Shoe, type: terms, vocabulary: ''}}", "field/type", False),
        ("fields: {shoe: {label: Shoe, type: terms}}", "site/unknown-vocabulary", False),
        ("policy: {verify_within_days: 3}", "field/integer", True),
        ("policy: {severity: {profile/unknown: note}}", "site/unknown-rule", True),
        ("policy: {severity: {field/date: warning}}", "site/locked-rule", True),
        ("url: mentors.aldervalley.example", "field/url", True),
        ("language: English please", "field/type", True),
        ("vocabulary: {}", "field/unknown", True),
        ("vocabularies: {extends: law}", "field/choice", False),
    ],
)
def test_mistakes_have_their_codes(more: str, code: str, kept: bool) -> None:
    """Each mistake in site.yml is found under its code; there is a config only if profiles can be checked by it."""
    head, _, lists = GOOD.decode().partition("vocabularies:")
    text = head + more + ("" if "vocabularies" in more else "\nvocabularies:" + lists)
    config, found = parse_config(text.encode())
    assert (config is not None) is kept
    assert code in codes(found)


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21:1, and a color on itself 1:1 (WCAG 2.2)."""
    assert round(contrast("#000000", "#ffffff"), 6) == 21
    assert contrast("#123456", "#123456") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@given(COLORS, st.sampled_from(["#ffffff", "#14171a"]))
@settings(deadline=None, max_examples=100)
def test_the_suggested_color_passes(color: str, ground: str) -> None:
    """Whatever color was chosen, the one suggested instead can be read; one that passes is left alone."""
    better = passing(color, ground)
    assert contrast(better, ground) >= 4.5
    assert (better == color) or contrast(color, ground) < 4.5


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=4))
@settings(deadline=None, max_examples=150)
def test_any_bytes_in_site_yml_are_findings(place: int, data: bytes) -> None:
    """A site.yml that was overwritten anywhere with anything is read or refused, never more."""
    config, found = parse_config(GOOD[:place] + data + GOOD[place + len(data) :])
    assert config is not None or found
