"""A site that is joined again after an edit is the one that would be joined from nothing."""

from __future__ import annotations

import random
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from conftest import SAMPLE, TODAY
from test_inputs import EDITS, PROFILES

from mentorsite.assemble import Site
from mentorsite.build import Program, Reading, read_program
from mentorsite.model import ALONE
from mentorsite.run import Options
from mentorsite.views.inputs import Inputs

WORDS = {"approach": "Altogether otherwise", "bio": "Other words.\n\nAnd more.", "frequency": "Now and then"}


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> Options:
    """Return how the sample is read; what a cache is kept for has marks."""
    return Options(SAMPLE, TODAY, cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def earlier(options: Options) -> Program:
    """Return the sample, read."""
    return read_program(options).program


def after(options: Options, path: str, edit: dict[str, object], earlier: Program | None = None) -> Reading:
    """Read the sample with one profile edited, as a preview would or from nothing."""
    data = yaml.safe_load((SAMPLE / path).read_bytes()) | edit
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return read_program(options, instead={path: text.encode()}, earlier=earlier)


def columns(site: Site | None) -> dict[str, object]:
    """Return all that a site holds."""
    return {field.name: getattr(site, field.name) for field in fields(Site)}


def keys(program: Program, inputs: Inputs) -> dict[str, str]:
    """Return the key of all that is made of a program."""
    assert program.pages is not None
    others = {"search": inputs.of_search(), "people": inputs.of_people(), "data": inputs.of_bulk()}
    return {page.url: inputs.of(page) for page in program.pages.pages} | others


def held(options: Options, earlier: Program, path: str, edit: dict[str, object]) -> bool:
    """Compare what is joined again with what is joined from nothing; return whether the join was spared."""
    again, anew = after(options, path, edit, earlier), after(options, path, edit)
    assert again.program.site is not None
    assert columns(again.program.site) == columns(anew.program.site)
    assert (again.program.pages and again.program.pages.pages) == (anew.program.pages and anew.program.pages.pages)
    assert sorted(map(repr, again.diagnostics)) == sorted(map(repr, anew.diagnostics))
    assert again.program.pages is not None
    spared = again.program.pages is earlier.pages
    if spared:
        before = Inputs(*read_of(earlier))
        mended = before.again(again.program.site, again.program.entries, {Path(path).stem})
        fresh = keys(anew.program, Inputs(*read_of(anew.program)))
        assert mended is None or keys(again.program, mended) == fresh
    return spared


def read_of(program: Program) -> tuple:  # type: ignore[type-arg]
    """Return what keys are told from."""
    return program.site, program.pages, program.entries


@pytest.mark.parametrize("name", sorted(EDITS))
def test_joined_again_is_joined_from_nothing(options: Options, earlier: Program, name: str) -> None:
    """Whatever field of whichever profile is edited: site, addresses, findings and keys are the same."""
    for path in random.Random(name).sample(PROFILES, 3):
        held(options, earlier, path, {name: EDITS[name]})


@pytest.mark.parametrize("name", sorted(WORDS))
def test_other_words_are_no_affair_of_the_join(options: Options, earlier: Program, name: str) -> None:
    """What a mentor's page alone shows is not joined again, unless something is found in the file."""
    assert name in ALONE
    assert earlier.site is not None
    there = {mentor.path for mentor in earlier.site.mentors}
    found = {fault.span.path for fault in read_program(options).diagnostics}
    paths = random.Random(name).sample(sorted(there - found), 4)
    assert all(held(options, earlier, path, {name: WORDS[name]}) for path in paths)


def test_keys_where_a_card_shows_it_are_told_anew(options: Options, earlier: Program) -> None:
    """A title is none of the join's affair, but lists show it: no key is taken over."""
    path = "mentors/amara-okafor.yml"
    again = after(options, path, {"title": "Dean of Nothing"}, earlier).program
    assert again.pages is earlier.pages
    assert again.site is not None
    assert Inputs(*read_of(earlier)).again(again.site, again.entries, {"amara-okafor"}) is None


def test_a_site_that_nobody_saw_is_no_measure(options: Options, earlier: Program) -> None:
    """Who was edited is told of the site that is shown, and where the last one never was, of nobody."""
    path = "mentors/amara-okafor.yml"
    assert earlier.shown is None
    assert after(options, path, {"approach": "Otherwise"}, earlier).program.edited is None
