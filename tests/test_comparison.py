"""What a change does to the site, in plain words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TODAY, photo

from mentorsite.build import read_program
from mentorsite.desk.comparison import Comparison, as_markdown, as_text, compare
from mentorsite.run import Options

ADA, BEN = "mentors/ada-lindgren.yml", "mentors/ben-osei.yml"


@pytest.fixture
def change(program: Path, tmp_path: Path) -> Callable[[dict[str, str | bytes | None]], Comparison]:
    """Compare the tiny program with itself after files were written (or, for None, removed)."""

    def changed(files: dict[str, str | bytes | None]) -> Comparison:
        other = Path(shutil.copytree(program, tmp_path / f"other-{len(list(tmp_path.iterdir()))}"))
        for name, text in files.items():
            if text is None:
                (other / name).unlink()
            else:
                (other / name).write_bytes(text.encode() if isinstance(text, str) else text)
        old, new = (read_program(Options(root, TODAY)).program for root in (program, other))
        return compare(old, new)

    return changed


def test_writing_a_file_otherwise_says_nothing(program: Path, change: Callable[..., Comparison]) -> None:
    """Comments, order, quotation marks, aliases and line breaks of Markdown are no change."""
    lines = (program / ADA).read_text().replace("cardiology]", "'heart']").splitlines(keepends=True)
    guide = (program / "content/start/welcome.md").read_text().replace(". ", ".\n")
    made = change({ADA: "# note\n" + "".join([lines[1], lines[0], *lines[2:]]), "content/start/welcome.md": guide})
    assert made.headline == "Nothing changes on the site."
    assert as_text(made) == "Nothing changes on the site.\n"


def test_no_line_is_a_command_of_a_build_service(change: Callable[..., Comparison]) -> None:
    """A name or title that reads like a workflow command does not begin a line."""
    made = change({"mentors/cleo-marsh.yml": "name: '::error::x'\ntitle: '##[error]y'\nconsent: {date: 2026-09-01}\n"})
    assert "::error::x" in as_text(made)
    assert not [line for line in as_text(made).split("\n") if line.strip().startswith(("::", "##["))]


def test_the_last_open_mentor_of_a_topic_is_named(program: Path, change: Callable[..., Comparison]) -> None:
    """When somebody is full and nobody else is open in a topic, both facts stand in one sentence."""
    text = (program / ADA).read_text().replace("max: 2", "max: 1")
    made = change({ADA: text})
    reason = "Ada Lindgren is full until 30 June 2027"
    topics = "Internal medicine, Cardiology, Choosing a specialty and Research"
    assert made.sections["The program"] == (f"{reason}, so no open mentor is left in {topics}.",)
    assert "1 profile changed · Ada Lindgren is full" in made.headline


def test_another_photo_is_said(program: Path, change: Callable[..., Comparison]) -> None:
    """A photo that comes, changes behind its name, or is no longer shown is a change of the profile."""
    (program / "mentors/a.jpg").write_bytes(photo())
    hidden = (program / ADA).read_text() + "photo: {file: a.jpg, alt: Ada}\n"
    shown = hidden.replace("consent: {date: 2026-09-01", "consent: {show: [photo], date: 2026-09-01")
    assert shown != hidden
    assert change({ADA: hidden}).headline == "Nothing changes on the site."
    (program / ADA).write_text(shown)
    assert change({"mentors/a.jpg": photo("gold")}).sections["Mentors"] == ("Ada Lindgren: shows another photo.",)
    assert change({ADA: hidden}).sections["Mentors"] == ("Ada Lindgren: photo is removed.",)


def test_mentors_come_go_and_move(program: Path, change: Callable[..., Comparison]) -> None:
    """Added, removed and renamed mentors are told apart, and an address that vanishes is reported."""
    ada = (program / ADA).read_text()
    made = change(
        {
            ADA: None,
            "mentors/ada-l.yml": ada + "aliases: [ada-lindgren]\n",
            BEN: None,
            "mentors/cy-doe.yml": "name: Cy *Doe*\nroles: [career]\nconsent: {date: 2026-09-01}\n",
        }
    )
    assert made.sections["Mentors"] == (
        "Cy *Doe* is added.",
        "Ada Lindgren moves to ada-l; the old address leads there.",
        "Ben Osei is removed.",
    )
    assert made.vanished == ("mentors/ben-osei.html",)
    assert "- Cy \\*Doe\\* is added." in as_markdown(made)


def test_a_renamed_file_without_alias_is_told_the_alias(program: Path, change: Callable[..., Comparison]) -> None:
    """The sentence on a vanished address holds the very line that keeps it."""
    made = change({BEN: None, "mentors/benjamin-osei.yml": (program / BEN).read_text()})
    assert made.sections["Addresses"] == (
        "mentors/ben-osei.html disappears; write aliases: [ben-osei] in mentors/benjamin-osei.yml.",
    )


def test_a_forgotten_person_is_given_no_alias(program: Path, change: Callable[..., Comparison]) -> None:
    """Where nobody can have been renamed, the advice keeps no name; where a file was, it says the alias."""
    ben = (program / BEN).read_text()
    forgotten, renamed = change({BEN: None}), change({BEN: None, "mentors/benjamin-osei.yml": ben})
    assert "aliases:" not in forgotten.advice
    assert "--allow-vanished" in forgotten.advice
    assert "(add aliases)" not in forgotten.headline
    assert "Write the aliases named above." in renamed.advice
    assert "(add aliases)" in renamed.headline


def test_a_biography_is_told_in_words(program: Path, change: Callable[..., Comparison]) -> None:
    """Markdown shows as words, cut to where they differ; a list of links is plural."""
    start = "bio: I **teach** on the wards every Monday and see patients in the clinic on the other days"
    (program / ADA).write_text(
        (program / ADA).read_text() + f"{start} of the week.\nlinks: {{website: https://a.example}}\n"
    )
    text = (program / ADA).read_text()
    made = change({ADA: text.replace("of the week", "but Friday").replace("links:", "# links:")})
    assert made.sections["Mentors"] == (
        (
            'Ada Lindgren: biography changes from "… other days of the week." to "… other days but Friday."; '
            "links are removed."
        ),
    )
    made = change({ADA: text.replace("**", "")})
    assert made.sections["Mentors"] == ("Ada Lindgren: biography changes.",)


def test_why_a_mentor_is_gone_is_said(program: Path, change: Callable[..., Comparison]) -> None:
    """Leaving, withdrawn consent and a broken file are not the same."""
    ben = (program / BEN).read_text()
    made = change({ADA: (program / ADA).read_text() + "left: 2026-11-01\n", BEN: ben.replace("consent", "# consent")})
    assert made.sections["Mentors"] == (
        "Ada Lindgren has left; the address keeps a page without personal data.",
        "Ben Osei is no longer published, as there is no consent to it.",
    )


def test_fields_guides_and_settings_are_told(program: Path, change: Callable[..., Comparison]) -> None:
    """What changed in a profile, a guide and site.yml is named; short values are quoted."""
    site = (program / "site.yml").read_text()
    guide = (program / "content/training/listening.md").read_text()
    made = change(
        {
            ADA: (program / ADA).read_text().replace("[M1, M2]", "[M2, M3]").replace("title: ", "title: Full "),
            "site.yml": site.replace("Start here", "Begin").replace("English, Spanish", "English, Igbo"),
            "content/training/listening.md": guide + "\nMore words here.\n",
            "content/start/new.md": "---\ntitle: New\nsummary: S.\nsection: start\n---\nText.\n",
        }
    )
    assert made.sections["Mentors"] == (
        (
            'Ada Lindgren: title changes from "Associate Professor of Cardiology" to "Full Associate Professor of '
            'Cardiology"; mentee stages adds M3 and drops M1.'
        ),
    )
    assert made.sections["Settings"] == ("sections change.", "Languages gains Igbo.", "Languages loses Spanish.")
    assert made.sections["Guides"][0] == '"New" is added.'
    assert "the text changes" in made.sections["Guides"][1]
    assert made.vanished == ("languages/spanish.html",)
