"""Who is due to confirm, and the e-mail that asks."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import TODAY, Write

from mentorsite.build import read_program
from mentorsite.cli import cli
from mentorsite.desk.verification import due, letter
from mentorsite.run import Options

FILES = {
    "mentors/cleo-marsh.yml": 'name: Cléo "C" Marsh\ncontact: {email: cleo@school.example, phone: 555-0101}\n'
    "helps_with: [research]\nlast_verified: 2024-01-01\nconsent: {date: 2023-09-01}\ncapacity: {max: 2}\n",
    "mentors/dan-wu.yml": "name: Dan Wu\nconsent: {date: 2023-09-01}\nlast_verified: 2025-02-01\n",
    "mentors/eva-gone.yml": "name: Eva Gone\nconsent: {date: 2020-09-01}\nleft: 2021-01-01\n",
    "mentors/finn-silent.yml": "name: Finn Silent\nlast_verified: 2020-01-01\n",
}


@pytest.fixture
def root(write: Write) -> Path:
    """Two mentors who are due, one who left and one who never agreed."""
    return write(dict(FILES))


def _verify(root: Path, *words: str, day: str = "2026-11-20") -> Result:
    return CliRunner().invoke(cli, ["verify", *words, "--root", str(root), "--date", day])


def test_the_longest_due_come_first(root: Path) -> None:
    """Those who left or never agreed are not asked; --within looks ahead."""
    program = read_program(Options(root, TODAY)).program
    assert [one.profile.slug for one in due(program)] == ["cleo-marsh", "dan-wu"]
    assert due(program)[0].since == date(2025, 3, 2)
    assert [one.profile.slug for one in due(program, within=400)][2:] == ["ada-lindgren", "ben-osei"]


def test_the_letter_shows_what_is_published(root: Path) -> None:
    """The profile stands as students see it; what is private stands apart; what to do follows."""
    program = read_program(Options(root, TODAY)).program
    text = letter(due(program)[0], program)
    assert "last confirmed on 1 January 2024" in text
    published, kept = text.split("KEPT BY THE OFFICE, NOT PUBLISHED")
    assert "Helps with: Research" in published
    assert "cleo@school.example" not in published
    assert "E-mail: cleo@school.example\nTelephone: 555-0101" in kept
    assert "If you need a break" in kept
    assert text.endswith("mentors@aldervalley.example\n")


WHOLE = """\
name: Gil Ortega
pronunciation: HEEL or-TAY-ga
pronouns: he/him
credentials: [MD]
title: Dean
department: Medicine
campus: Riverside
specialties: [cardiology]
roles: [career]
helps_with: [research]
not_for: Letters
mentee_stages: [M1]
formats: [video]
frequency: weekly
languages: [Spanish]
capacity: {max: 2, current: 0}
away: {from: 2027-01-10, until: 2027-03-01}
communities: [rural background]
communities_note: From a farm.
approach: I listen.
expectations: Be on time.
first_contact: {how: by note, reply_within_days: 4}
contact: {email: gil@school.example, phone: 555-0199}
bio: I keep goats.
training: [{module: listening, completed: 2026-02-14}]
recognition: [{title: Mentor of the Year, year: 2025}]
links: {website: https://gil.example}
photo: {file: gil.png, alt: Gil with a goat}
room: B 12
consent: {date: 2026-09-01, show: [email, phone, photo, communities]}
joined: 2019-03
"""


def test_the_letter_leaves_nothing_out(write: Write) -> None:
    """Whatever a profile can say and a page shows stands in the letter, the program's own fields and the photo too."""
    root = write(
        {"mentors/gil-ortega.yml": WHOLE, "site.yml+": "fields:\n  room: {type: text, label: Where to knock}\n"}
    )
    program = read_program(Options(root, TODAY)).program
    one = next(one for one in due(program, within=900) if one.profile.slug == "gil-ortega")
    text = letter(one, program).partition("KEPT BY")[0]
    said = [
        "HEEL",
        "he/him",
        "MD",
        "Dean",
        "Medicine",
        "Riverside",
        "Cardiology",
        "Career",
        "Research",
        "Letters",
        "M1",
    ]
    said += [
        "Video",
        "weekly",
        "Spanish",
        "open (2 slots)",
        "from 10 January 2027, back on 1 March 2027",
        "Rural",
        "farm",
    ]
    said += [
        "listen",
        "on time",
        "by note, answer within 4 days",
        "gil@school.example",
        "555-0199",
        "goats",
        "listening",
    ]
    said += ["Mentor of the Year 2025", "https://gil.example", "Gil with a goat", "Where to knock: B 12", "2019-03"]
    assert [word for word in said if word not in text] == []


def test_drafts_are_mail_that_programs_open(root: Path, tmp_path: Path) -> None:
    """Each .eml file is a whole message to the mentor, and says so where no address is known."""
    result = _verify(root, "--write", str(tmp_path / "mail"))
    assert result.exit_code == 0, result.output
    assert "No e-mail address is recorded for dan-wu" in result.stderr
    mail = message_from_bytes((tmp_path / "mail/cleo-marsh.eml").read_bytes(), policy=default)
    assert mail["To"].addresses[0].addr_spec == "cleo@school.example"
    assert mail["To"].addresses[0].display_name == "Cléo C Marsh"
    assert mail["From"].addresses[0].addr_spec == "mentors@aldervalley.example"
    assert "Is your mentor profile still right?" in mail["Subject"]
    assert "Dear Cléo" in mail.get_content()
    assert not (tmp_path / "mail/.gitignore").exists()


def test_drafts_are_never_overwritten(root: Path, tmp_path: Path) -> None:
    """The same drafts again are no change; one that was edited stops the command."""
    folder = tmp_path / "mail"
    for _ in range(2):
        assert _verify(root, "--write", str(folder)).exit_code == 0
    (folder / "dan-wu.eml").write_text("mine")
    result = _verify(root, "--write", str(folder))
    assert result.exit_code == 2
    assert "dan-wu.eml exists already" in result.stderr
    assert (folder / "dan-wu.eml").read_text() == "mine"


def test_drafts_inside_the_program_stay_out_of_version_control(root: Path) -> None:
    """A folder of drafts among the sources gets a .gitignore, because drafts hold private addresses."""
    assert _verify(root, "--write", str(root / "mail")).exit_code == 0
    assert (root / "mail/.gitignore").read_text() == "*\n"


def test_an_answer_is_recorded(root: Path) -> None:
    """--on writes the day into the file, in its place, and the mentor is no longer due."""
    assert "cleo-marsh" in _verify(root).stdout
    result = _verify(root, "cleo-marsh", "--on", "2026-11-19")
    assert result.exit_code == 0, result.output
    assert "last_verified: 2026-11-19\n" in (root / "mentors/cleo-marsh.yml").read_text(encoding="utf-8")
    assert "cleo-marsh" not in _verify(root).stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--on", "2026-11-19"), "--on needs the mentor"),
        (("cleo-marsh", "--on", "2026-11-21"), "is still to come"),
        (("cleo-marsch", "--on", "2026-11-19"), 'did you mean "cleo-marsh"?'),
        (("nobody",), "there is no mentor"),
        (("cleo-marsh", "--on", "19.11.2026"), "is not a date"),
    ],
)
def test_wrong_usage_says_what_to_type(root: Path, words: tuple[str, ...], message: str) -> None:
    """What cannot be done is said with what can."""
    result = _verify(root, *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_one_letter_is_printed(root: Path) -> None:
    """With a slug alone the text of the e-mail is printed, due or not."""
    assert _verify(root, "ada-lindgren").stdout.startswith("Dear Ada Lindgren,")
    assert _verify(root, day="2024-02-01").stdout == "Nobody is due.\n"


def test_a_program_that_cannot_be_read_says_so(root: Path) -> None:
    """Without a good site.yml nobody can be due."""
    (root / "site.yml").write_text("title: [")
    assert "run mentorsite check" in _verify(root).stderr


@pytest.mark.parametrize(
    ("slug", "why"), [("eva-gone", "left on 2021-01-01"), ("finn-silent", "finn-silent.yml records no consent")]
)
def test_who_has_no_page_is_not_asked_about_it(root: Path, tmp_path: Path, slug: str, why: str) -> None:
    """For somebody who left or never agreed there is no letter on what is published, and the reason is said."""
    for words in ((slug,), (slug, "--write", str(tmp_path / "mail"))):
        result = _verify(root, *words)
        assert result.exit_code == 2
        assert "has no page" in result.stderr
        assert why in " ".join(result.stderr.split())
        assert "PUBLISHED" not in result.output
    assert not (tmp_path / "mail").exists()
