"""The search data: equal sites give equal bytes, nothing private is in it, and the browser finds what is true."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import random
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import missing

from mentorsite.assemble import Site
from mentorsite.availability import availability_on
from mentorsite.letters import sort_key, spellings, words
from mentorsite.model import Mentor, Profile, SourceFile, Term
from mentorsite.packing import among, front_coded, ids_of, numbers, postings
from mentorsite.profile import parse_profile
from mentorsite.search.everyday import telling_words
from mentorsite.search.files import MANIFEST, search_files
from mentorsite.search.words import STOP_WORDS, words_of_guides

ROOT = Path(__file__).parents[1]
MENTORS = 240


def _invented() -> Any:
    spec = importlib.util.spec_from_file_location("invented", ROOT / "bench/search/invented.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


invented = _invented()


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = invented.rows(MENTORS, invented.sample_config())
    for row in made[:40]:  # addresses by name too, as people write them
        row["slug"] = "-".join(words(row["name"]))
    return made


@pytest.fixture(scope="session")
def site(rows: list[dict[str, Any]]) -> Site:
    made: Site = invented.site_of(rows, invented.sample_config())
    return made


def url_of(kind: str, slug: str) -> str:
    return f"{kind}s/{slug}.html"


def card(mentor: Mentor) -> str:
    return f'<li data-slug="{mentor.slug}"></li>'


def test_equal_sites_give_equal_bytes(site: Site) -> None:
    """The same site gives the same files, and each but the manifest is named by its contents."""
    files = search_files(site, url_of, card, {"find_x": "x", "other": "y"})
    assert files == search_files(site, url_of, card, {"find_x": "x", "other": "y"})
    assert files[-1].url == MANIFEST
    assert len({file.url for file in files}) == len(files)
    assert set(json.loads(files[-1].data)) == {"format", "date", "lexicon", "ahead", "strings"}
    assert b"other" not in b"".join(file.data for file in files if file.data.startswith(b'{"find_x"'))


def test_one_edit_changes_little(rows: list[dict[str, Any]], site: Site) -> None:
    """A word in one bio changes few files: those that hold the word, the lexicon and the manifest, and the bundles."""
    edited = [dict(row) for row in rows]
    edited[5]["bio"] = f"{edited[5]['bio']} Xylophone."
    before = {file.url: file.data for file in search_files(site, url_of, card)}
    after = {file.url: file.data for file in search_files(invented.site_of(edited, site.config), url_of, card)}
    bundles = {f"search/{name}.json" for name in json.loads(after[MANIFEST])["ahead"]}
    assert 1 < len(set(after) - set(before) - bundles) <= 5


def test_a_small_site_is_bundled(site: Site) -> None:
    """The bundles hold every piece but the lexicon and strings, each as its own file has it."""
    files = {file.url: file.data for file in search_files(site, url_of, card)}
    manifest = json.loads(files[MANIFEST])
    bundled = {
        name: data for ahead in manifest["ahead"] for name, data in json.loads(files[f"search/{ahead}.json"]).items()
    }
    assert bundled == {name: json.loads(files[f"search/{name}.json"]) for name in bundled}
    apart = {"manifest", manifest["lexicon"], manifest["strings"], *manifest["ahead"]}
    assert {f"search/{name}.json" for name in (*bundled, *apart)} == set(files)


def test_nothing_private_is_in_the_data() -> None:
    """Addresses, what consent withholds, and what a mentor does not do are not in the data."""
    config = invented.sample_config()
    row = {
        "slug": "given-family",
        "name": "Given Family",
        "not_for": "zebrafish",
        "contact": {"email": "okapi@school.example", "phone": "555-0123"},
        "communities": ["veteran"],
        "consent": {"date": "2026-08-15", "scope": "public", "show": ["email"]},
        "last_verified": "2026-09-01",
    }
    data = b"".join(file.data for file in search_files(invented.site_of([row], config), url_of, card))
    for hidden in (b"zebrafish", b"okapi", b"555-0123"):
        assert hidden not in data
    site = invented.site_of([row], config)
    assert not site.mentors[0].terms.get("communities")


@pytest.mark.parametrize("mentors", [0, 3])
def test_empty_program(mentors: int, rows: list[dict[str, Any]]) -> None:
    """A site without mentors or without guides has search data as well."""
    site = invented.site_of(rows[:mentors], invented.sample_config())
    for one in (site, replace(site, guides=())):
        assert search_files(one, url_of, card)[-1].url == MANIFEST


def test_lists_are_read_back() -> None:
    """What the search data say of a word, the next build can read."""
    rng = random.Random(5)
    for count in (0, 1, 7, 200, 20_000):
        for share in (0.0, 0.002, 0.3, 0.7, 1.0):
            ids = [number for number in range(count) if rng.random() < share]
            assert ids_of(postings(ids, count), count) == ids
            some = frozenset(range(0, count, 3))
            assert among(postings(ids, count), some) == some.intersection(ids)


@pytest.fixture(scope="session")
def data(site: Site, rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the search data, and beside it the truth that JavaScript's answers are held against."""
    folder = tmp_path_factory.mktemp("search-data")
    for url, content in search_files(site, url_of, card):
        path = folder / url
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    rng = random.Random(3)
    lists = [sorted(rng.sample(range(200), rng.randint(0, 200))) for _ in range(60)]
    values = [[rng.randrange(10 ** rng.randint(1, 9)) for _ in range(8)] for _ in range(60)]
    truth = {
        "mentors": [_truth(mentor, site) for mentor in site.mentors],
        "byName": [m.slug for m in sorted(site.mentors, key=lambda m: (sort_key(m.name), m.slug))],
        "stop": STOP_WORDS,
        "numbers": [[numbers(v), v] for v in values],
        "postings": [[postings(ids, 200), 200, ids] for ids in lists],
        "words": [[front_coded(w), w] for w in (["a", "ab", "abc", "b"], ["übung"], ["x" * 70, "x" * 71])],
        "days": _days(site, rows),
        "sections": [
            {"guide": one.guide.title, "words": [words(one.guide.title), words(one.title), words(one.text)]}
            for one in words_of_guides(site.guides).sections
        ],
    }
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return folder


def _truth(mentor: Mentor, site: Site) -> dict[str, Any]:
    terms = [
        term
        for name, slugs in mentor.terms.items()
        for term in site.config.vocabularies[name].terms.values()
        if term.slug in slugs
    ]
    forms = [form for term in terms for form in (term.name, term.label, *term.aliases)]
    above = {(term.vocabulary, term.parent) for term in terms}
    narrowest = [term for term in terms if (term.vocabulary, term.name) not in above]
    called = {word for term in terms for word in _called(term)}
    said = {word for term in narrowest for word in _called(term)}
    everyday = {telling_words(form) for term in terms for form in term.found_by.split(",")}
    texts = [mentor.title, mentor.department, *mentor.credentials, mentor.bio.text if mentor.bio else ""]
    return {
        "slug": mentor.slug,
        "name": mentor.name,
        "names": sorted({*spellings(mentor.name), *words(mentor.slug)}),
        "slugged": words(mentor.name),
        "forms": sorted(
            {word for form in forms for word in words(form) if word not in STOP_WORDS or words(form) == [word]}
        ),
        "called": sorted(called),
        "said": sorted(said),
        "everyday": sorted(everyday),
        "text": sorted({w for w in words(" ".join(texts)) if w not in STOP_WORDS and len(w) > 1}),
        "terms": {name: list(slugs) for name, slugs in mentor.terms.items()},
    }


def _called(term: Term) -> set[str]:
    """Return the words that are more than a part of an alias: those of the label, and the one an alias leaves."""
    telling = [set(words(form)).difference(STOP_WORDS) for form in (term.name, *term.aliases)]
    return set(words(term.label)).union(*(form for form in telling if len(form) == 1))


def _days(site: Site, rows: list[dict[str, Any]]) -> list[Any]:
    """Work out availability anew for each of many days, by the rules themselves."""
    places = {mentor.slug: number for number, mentor in enumerate(site.mentors)}
    found = []
    for row in rows[:80]:
        fields = {key: value for key, value in row.items() if key != "slug"}
        profile = parse_profile(SourceFile("mentors/x.yml", "x", "profile", json.dumps(fields).encode())).value
        assert isinstance(profile, Profile)
        days = []
        for ahead in range(0, 500, 3):
            day = site.today + timedelta(days=ahead)
            now = availability_on(profile, site.config.policy, day)
            days.append([ahead, now.state, now.slots, (now.until - site.today).days if now.until else None])
        found.append([places[str(row["slug"])], days])
    return found


@pytest.mark.skipif(not shutil.which("node"), reason="Node is missing: install it to test the search in JavaScript")
@pytest.mark.parametrize("path", sorted((ROOT / "tests/js").glob("*.test.mjs")), ids=lambda path: path.name)
def test_in_javascript(path: Path, data: Path) -> None:
    """What the browser's modules find equals what is true, by brute force."""
    environment = {**os.environ, "SEARCH_DATA": str(data)}
    ran = subprocess.run(
        ["node", "--test", str(path)], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stdout[-6000:]


@pytest.mark.skipif(not shutil.which("node"), reason="Node is missing: install it to weigh the code")
def test_the_code_keeps_its_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the directory loads, and each part that comes on use, is as light as promised."""
    monkeypatch.syspath_prepend(str(ROOT / "bench/search"))
    bars = list(importlib.import_module("bars").code_bars())
    assert len(bars) > 5
    assert [bar.line() for bar in bars if not bar.line().endswith("| met |")] == []


def test_types_in_javascript() -> None:
    """The JSDoc types of the browser's modules hold."""
    tool = shutil.which("tsc", path=f"{ROOT / 'tests/browser/node_modules/.bin'}{os.pathsep}{os.environ['PATH']}")
    if tool is None:
        missing("tsc", "cd tests/browser && npm install")
    command = [str(tool), "-p", str(ROOT / "tests/js/tsconfig.json")]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout[-4000:]
