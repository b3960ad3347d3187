"""Letters fold as the shared fixture says, and the browser's half folds every character alike."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from mentorsite.letters import distance, fold, spellings, words

FIXTURE = json.loads((Path(__file__).parent / "fixtures/folding.json").read_text(encoding="utf-8"))
TEXT_JS = Path(__file__).parents[1] / "mentorsite/theme/assets/js/text.js"
COMPARE = """
import fs from "node:fs";
const { fold, words, distance } = await import(process.argv[1]);
const texts = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map(([a, b]) => [fold(a), words(a), distance(a, b, 2)])));
"""


@pytest.mark.parametrize(("text", "folded"), FIXTURE["fold"])
def test_fold(text: str, folded: str) -> None:
    """Two spellings of one word fold to the same, and what is folded stays as it is."""
    assert fold(text) == folded == fold(folded)


@pytest.mark.parametrize(("text", "found"), FIXTURE["words"])
def test_words(text: str, found: list[str]) -> None:
    """Text divides into folded words."""
    assert words(text) == found


@pytest.mark.parametrize(("text", "found"), FIXTURE["spellings"])
def test_spellings(text: str, found: list[str]) -> None:
    """A name is found under each way of writing it."""
    assert sorted(spellings(text)) == sorted(found)


@pytest.mark.parametrize(("a", "b", "edits"), FIXTURE["distance"])
def test_distance(a: str, b: str, edits: int) -> None:
    """Edits are counted, a swap as one, and cut off past the limit."""
    assert distance(a, b, 3) == edits
    assert distance(a, b, 1) == min(edits, 2)


@pytest.mark.skipif(not shutil.which("node"), reason="Node is missing: install it to compare both halves of folding")
def test_the_browser_folds_alike() -> None:
    """Python and JavaScript fold, divide and count edits alike, for every character and for random texts."""
    rng = random.Random(4)
    codes = (chr(code) for code in range(0x20, 0x2FA20))
    known = [character for character in codes if unicodedata.category(character) not in ("Cs", "Cn", "Co")]
    texts = [f"a{character}B" for character in known]
    texts += ["".join(rng.choice(known[:4000]) for _ in range(6)) for _ in range(4000)]
    pairs = [(text, "".join(rng.choice("abcd") for _ in range(rng.randint(0, 8)))) for text in texts]
    pairs += [(one[1], other[1]) for one, other in zip(pairs[:5000], pairs[5000:], strict=False)]
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", COMPARE, TEXT_JS.as_uri()],
        input=json.dumps(pairs),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for (a, b), (folded, found, edits) in zip(pairs, json.loads(ran.stdout), strict=True):
        assert (fold(a), words(a)) == (folded, found)
        if max(a, default="") < "\uffff":  # JavaScript counts the two halves of what lies beyond
            assert distance(a, b, 2) == edits
