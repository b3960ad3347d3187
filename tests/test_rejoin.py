"""A site that is joined again after an edit is the one that would be joined from nothing."""

from __future__ import annotations

import random
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from conftest import SAMPLE, TODAY
from test_inputs import EDITS, PROFILES

from mentorsite.assemble import Site
from mentorsite.build import Program, Reading, read_program
from mentorsite.emit import Shown
from mentorsite.memo import Memo
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


class Spared(NamedTuple):
    """Whether an edit spared the join, and the keys of all other pages."""

    join: bool
    keys: bool


def compared(earlier: Program, again: Reading, anew: Reading, edited: set[str]) -> Spared:
    """Compare what is joined again with what is joined from nothing; return what was spared."""
    assert again.program.site is not None
    assert again.program.pages is not None
    assert anew.program.pages is not None
    assert columns(again.program.site) == columns(anew.program.site)
    assert again.program.pages.pages == anew.program.pages.pages
    assert sorted(map(repr, again.diagnostics)) == sorted(map(repr, anew.diagnostics))
    if again.program.pages is not earlier.pages:
        return Spared(join=False, keys=False)
    mended = Inputs(*read_of(earlier)).again(again.program.site, again.program.entries, edited)
    if mended is None:
        return Spared(join=True, keys=False)
    assert keys(again.program, mended) == keys(anew.program, Inputs(*read_of(anew.program)))
    return Spared(join=True, keys=True)


def held(options: Options, earlier: Program, path: str, edit: dict[str, object]) -> Spared:
    """Edit one profile and compare."""
    return compared(earlier, after(options, path, edit, earlier), after(options, path, edit), {Path(path).stem})


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
    assert {held(options, earlier, path, {name: WORDS[name]}) for path in paths} == {Spared(join=True, keys=True)}


def test_a_finding_of_the_join_is_told_where_it_now_stands(options: Options) -> None:
    """What the join found in a file bears the file's lines, so an edit that moves them is joined from nothing."""
    twin, name = "mentors/zz-twin.yml", b"name: Amara Okafor\n"
    text = b"consent: {date: 2026-09-01}\nlast_verified: 2026-09-01\nmentee_stages: [UME]\n"
    before = read_program(options, instead={twin: name + text}).program
    assert any(fault.span.path == twin for fault in before.joined)
    moved = {twin: b"# A remark\n" + name + text}
    again, anew = read_program(options, instead=moved, earlier=before), read_program(options, instead=moved)
    assert compared(before, again, anew, {"zz-twin"}) == Spared(join=False, keys=False)


def test_keys_where_a_card_shows_it_are_told_anew(options: Options, earlier: Program) -> None:
    """A title is none of the join's affair, but lists show it: no key is taken over."""
    path = "mentors/amara-okafor.yml"
    again = after(options, path, {"title": "Dean of Nothing"}, earlier).program
    assert again.pages is earlier.pages
    assert again.site is not None
    assert Inputs(*read_of(earlier)).again(again.site, again.entries, {"amara-okafor"}) is None


def test_who_was_edited_is_told_of_the_site_that_is_shown(options: Options, earlier: Program) -> None:
    """Where the last reading was never shown, it is no measure; what is shown is known through all that is wrong."""
    assert earlier.site is not None
    shown = Shown(earlier.site, earlier.entries, Memo(None, Path(), "", {}, {}), None)
    first, second = "mentors/amara-okafor.yml", "mentors/wulandari.yml"
    seen = after(options, first, {"approach": "Otherwise"}, earlier._replace(shown=shown)).program
    assert seen.edited == {"amara-okafor"}
    assert after(options, second, {"approach": "Otherwise"}, seen).program.edited is None
    for wrong in (first, "site.yml"):
        failed = read_program(options, instead={wrong: b"bad: ["}, earlier=seen).program
        assert failed.shown is seen.shown is shown
