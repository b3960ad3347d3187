"""The program's lists of values."""

from __future__ import annotations

from conftest import Join, codes

from mentorsite.config import parse_config
from mentorsite.diagnostics import Checked
from mentorsite.model import Vocabulary
from mentorsite.vocabulary import _packaged, _words

HEAD = "title: A\ncontact: {name: Office, email: office@aldervalley.example}\n"


def lists(text: str) -> Checked[dict[str, Vocabulary]]:
    """Return the vocabularies that site.yml describes."""
    config, found = parse_config((HEAD + text).encode())
    return Checked(dict(config.vocabularies) if config else None, found)


def test_the_packaged_vocabulary_is_valid_and_large() -> None:
    """The medical vocabulary has forty specialties or more, seven areas, and no name that means two things."""
    found, faults = lists("vocabularies: {extends: medicine}")
    assert not faults
    assert found is not None
    assert len(found["specialties"].terms) >= 40
    areas = [term for term in found["helps_with"].terms.values() if term.parent is None]
    assert len(areas) == 7
    assert all(any(t.parent == area.name for t in found["helps_with"].terms.values()) for area in areas)


def test_a_program_adds_changes_renames_and_removes() -> None:
    """Upon the packaged values a program's own take effect; a renamed value is found by its old name."""
    found, faults = lists(
        "vocabularies:\n  extends: medicine\n  specialties:\n    cardiology: {rename: heart medicine}\n"
        "    sleep medicine: remove\n    space medicine: {aliases: [NASA], parent: emergency medicine}\n"
    )
    assert not faults
    assert found is not None
    specialties = found["specialties"]
    renamed = specialties.find("cardiology")
    assert renamed is not None
    assert renamed.name == "heart medicine"
    assert specialties.ancestors("interventional cardiology")[1] == "heart medicine"
    assert specialties.find("sleep medicine") is None
    assert specialties.ancestors("space medicine") == ("space medicine", "emergency medicine")


def test_any_form_of_a_value_finds_it() -> None:
    """The usual form, the label and each alias are understood in any case and with any accents."""
    found, _ = lists("vocabularies: {campuses: {Café: {label: The Café, aliases: [bistro]}}}")
    assert found is not None
    assert {term.name for form in ("cafe", "THE CAFÉ", "Bistro") if (term := found["campuses"].find(form))} == {"Café"}


def test_names_of_scripts_are_only_names() -> None:
    """Values such as __proto__ and constructor are values like any other."""
    found, faults = lists("vocabularies: {campuses: [__proto__, constructor]}")
    assert not faults
    assert found is not None
    assert [term.slug for term in found["campuses"].terms.values()] == ["proto", "constructor"]


def test_aliases_in_profiles_come_with_a_note(join: Join) -> None:
    """A profile may say ENT; a note gives the usual form and how to mend it."""
    joined = join({"mentors/cleo-marsh.yml": "name: Cleo Marsh\nspecialties: [ENT]\nconsent: {date: 2026-09-01}\n"})
    assert codes(joined.found) == ["profile/usual-form"]
    fix = joined.found[0].fix
    assert fix is not None
    assert fix.text == "otolaryngology"
    assert [mentor.slug for mentor in joined.site.by_term["specialties", "otolaryngology"]] == ["cleo-marsh"]


def test_packaged_words_belong_to_packaged_values() -> None:
    """Each line of medicine.words names a value of medicine.yml and says at least one word, none of them twice."""
    values = {(name, value.text) for name, listed in _packaged("medicine").items() for value, _ in listed}
    said = _words("medicine")
    assert {tuple(name.split("/", 1)) for name in said} <= values
    assert len(said) > 150
    for name, text in said.items():
        forms = [form.strip().removeprefix("~").casefold() for form in text.split(",")]
        assert all(forms), name
        assert len(forms) == len(set(forms)), name
