"""Words that are the same, and words that were meant."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentorsite.letters import (
    distance,
    distinct_words,
    fold,
    nearest,
    numbered_words,
    slugify,
    sort_key,
    spellings,
    surely_nearest,
    words,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "JOSE"),
        ("Łukasz", "lukasz"),
        ("\uff2e\uff4f", "no"),
        ("straße", "STRASSE"),
        ("a\u00a0 b", "A B"),
        ("İ", "i"),
    ],
)
def test_spellings_fold_alike(one: str, other: str) -> None:
    """Case, accents, width and blanks make no difference."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Mei-Ling O'Rourke", "mei-ling-orourke"),
        ("LGBTQ+", "lgbtq"),
        ("ear, nose & throat", "ear-nose-throat"),
        ("+", ""),
    ],
)
def test_slugs_are_plain(text: str, slug: str) -> None:
    """An address holds letters and digits, joined by hyphens."""
    assert slugify(text) == slug


def test_names_are_found_however_they_are_typed() -> None:
    """Parts, joined parts and two-letter forms all lead to a name."""
    assert {"mei", "ling", "meiling", "muller", "mueller"} <= set(spellings("Mei-Ling Müller"))


def test_the_nearest_word_is_the_one_that_was_meant() -> None:
    """One edit for every three letters; a beginning counts; nothing near gives nothing."""
    assert nearest("cardiolgy", ["cardiology", "radiology"]) == "cardiology"
    assert nearest("cardio", ["cardiology", "radiology"]) == "cardiology"
    assert nearest("juggling", ["cardiology", "radiology"]) is None
    assert nearest("psychology", ["pathology"]) is None
    assert nearest("mentor", ["comentor", "mentoring across difference"]) is None
    assert nearest("critical care", ["critical care medicine"]) == "critical care medicine"


def test_sorting_never_depends_on_luck() -> None:
    """Names that fold alike still have one order."""
    assert sorted(["Zoe", "Zoë", "adam"], key=sort_key) == ["adam", "Zoe", "Zoë"]


WORDS = st.text("abé", min_size=1, max_size=5)


def _oracle(a: str, b: str) -> int:
    """Optimal string alignment without any cutoff."""
    cost = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            best = min(cost[i - 1, j] + 1, cost[i, j - 1] + 1, cost[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, cost[i - 2, j - 2] + 1)
            cost[i, j] = best
    return cost[len(a), len(b)]


@example("abc", "acb", 2)
@example("cab", "abc", 2)
@given(WORDS, WORDS, st.integers(0, 4))
@settings(deadline=None, max_examples=200)
def test_distance_equals_the_textbook(a: str, b: str, limit: int) -> None:
    """Cut off or not, the distance is that of the plain algorithm."""
    assert distance(a, b, limit) == min(_oracle(a, b), limit + 1)


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=200)
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded stays as it is."""
    assert fold(fold(text)) == fold(text)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60) | st.text("aé\u0301 \u00a8\ufdfa\x1c\u2028ßŸ'’-.ｱ½", max_size=20))
def test_distinct_words_are_those_that_words_finds(text: str) -> None:
    """Folding a text piece by piece, or as a whole, gives the same words."""
    assert distinct_words(text) == set(words(text))
    assert numbered_words(["", text]) == {word: [1] for word in words(text)}
    assert all(words(word) == [word] for word in words(text))  # so that words that were told may be folded again


@pytest.mark.parametrize(
    ("word", "candidate", "meant"),
    [
        ("cardiolgy", "cardiology", True),
        ("internal medecine", "internal medicine", True),
        ("emergencymedicine", "emergency medicine", True),
        ("moon campus", "main campus", False),
        ("west campus", "east campus", False),
        ("campus b", "campus a", False),
        ("astrology", "neurology", False),
    ],
)
def test_a_slip_of_the_keyboard_is_within_a_word(word: str, candidate: str, meant: bool) -> None:
    """Several words are compared one by one: a short one that differs is another word."""
    assert bool(surely_nearest(word, [candidate])) is meant
