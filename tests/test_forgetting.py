"""A person is taken out, and nothing of their own is left."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Write

from mentorsite.cli import cli

STORY = """---
title: A story
summary: Two people.
section: stories
mentors: [cleo-marsh, ada-lindgren]  # both agreed
consent: {date: 2026-09-01}
---
## How it began

She asked [her *first* mentor](../../mentors/cleo-marsh.yml "a page") and [Ada](../../mentors/ada-lindgren.yml).
"""
CLEO = """name: Cléo Marsh
pronunciation: KLAY-oh
specialties: [cardiology]
contact: {email: cleo.marsh@school.example, phone: 555-0101}
bio: |
  I keep *seven* hives of bees behind the clinic. Short one.
photo: {file: portraits/cleo.png, alt: Cléo, credit: ""}
consent: {date: 2026-09-01, show: [email]}
aliases: [cleo]
"""


@pytest.fixture
def root(write: Write) -> Path:
    """A program in which one mentor stands in many places."""
    root = write(
        {
            "mentors/cleo-marsh.yml": CLEO.replace('photo: {file: portraits/cleo.png, alt: Cléo, credit: ""}\n', ""),
            "content/stories/a-story.md": STORY,
        }
    )
    (root / ".mentorsite-cache").mkdir()
    (root / ".mentorsite-cache/parsed").write_text("rows")
    return root


def _forget(root: Path, *words: str, answer: str = "") -> Result:
    command = ["forget", "--root", str(root), "--date", "2026-11-20", *words]
    return CliRunner().invoke(cli, command, input=answer)


def test_nothing_of_the_person_is_left(root: Path) -> None:
    """File, references, links and cache go; words stay; the next build holds none of the person's own data."""
    result = _forget(root, "cleo-marsh", "--yes")
    assert result.exit_code == 0, result.output
    assert not (root / "mentors/cleo-marsh.yml").exists()
    assert not (root / ".mentorsite-cache").exists()
    story = (root / "content/stories/a-story.md").read_text(encoding="utf-8")
    assert "mentors: [ada-lindgren]  # both agreed\n" in story
    assert "She asked her *first* mentor and [Ada](../../mentors/ada-lindgren.yml)." in story
    assert CliRunner().invoke(cli, ["build", "--root", str(root), "--date", "2026-11-20"]).exit_code == 0
    pages = [path.read_text(errors="replace") for path in (root / "_site").rglob("*") if path.is_file()]
    for word in ("Marsh", "cleo", "KLAY-oh", "seven hives", "555-0101"):
        assert not [page for page in pages if word in page]


def test_what_a_killed_build_left_goes_too(root: Path) -> None:
    """Half-made sites, of either audience, hold pages of the person as well; folders of somebody else stay."""
    left = ("._site.staging-1a", "._internal.staging-2b", "._site.previous")
    (root / ".other.staging-3c").mkdir()
    for name in left:
        (root / name / "mentors").mkdir(parents=True)
        (root / name / "mentors/cleo-marsh.html").write_text("Cléo Marsh")
    assert _forget(root, "cleo-marsh", "--yes").exit_code == 0
    assert [name for name in left if (root / name).exists()] == []
    assert (root / ".other.staging-3c").exists()


def test_the_photo_goes_too(root: Path) -> None:
    """A portrait that the file names is removed with it; one outside the program is not touched."""
    (root / "mentors/portraits").mkdir()
    (root / "mentors/portraits/cleo.png").write_bytes(b"\x89PNG")
    (root / "mentors/cleo-marsh.yml").write_text(CLEO, encoding="utf-8")
    assert "removes" in _forget(root, "cleo-marsh", "--yes").stdout
    assert not (root / "mentors/portraits/cleo.png").exists()
    outside = root.parent / "other.png"
    outside.write_bytes(b"\x89PNG")
    (root / "mentors/di-roe.yml").write_text("name: Di Roe\nphoto: {file: ../../other.png, alt: x}\n")
    _forget(root, "di-roe", "--yes")
    assert outside.exists()


def test_a_photo_that_another_profile_shows_stays(root: Path) -> None:
    """It is kept and said, with the profile that shows it, and goes with the last one."""
    (root / "mentors/portraits").mkdir()
    (root / "mentors/portraits/cleo.png").write_bytes(b"\x89PNG")
    (root / "mentors/cleo-marsh.yml").write_text(CLEO, encoding="utf-8")
    (root / "mentors/di-roe.yml").write_text("name: Di Roe\nphoto: {file: ./portraits/cleo.png, alt: Both}\n")
    result = _forget(root, "cleo-marsh", "--yes")
    assert f"keeps {root}/mentors/portraits/cleo.png, which mentors/di-roe.yml shows as well" in result.stdout
    assert (root / "mentors/portraits/cleo.png").exists()
    assert f"removes {root}/mentors/portraits/cleo.png" in _forget(root, "di-roe", "--yes").stdout
    assert not (root / "mentors/portraits/cleo.png").exists()


@pytest.mark.parametrize("file", ["../site.yml", "ada-lindgren.yml", "../../mentors", "."])
def test_what_is_no_photo_is_never_removed(root: Path, file: str) -> None:
    """Whatever else a profile names as its photo stays where it is."""
    (root / "mentors/di-roe.yml").write_text(f"name: Di Roe\nphoto: {{file: {file}, alt: x}}\n")
    result = _forget(root, "di-roe", "--yes")
    assert result.stdout.count("removes") == 2  # the profile and the cache
    assert (root / "site.yml").exists()
    assert (root / "mentors/ada-lindgren.yml").exists()


def test_many_places_of_one_text_are_counted(root: Path) -> None:
    """A form's set answer, which every profile has, is one line and not a hundred."""
    said = "I listen first, and then we plan."
    for n in range(12):
        (root / f"mentors/person-{chr(97 + n)}.yml").write_text(f"name: Person {chr(65 + n)}\napproach: {said}\n")
    result = _forget(root, "person-a", "--yes")
    line = next(line for line in result.stderr.splitlines() if said in line)
    assert line.count("mentors/person-") == 8
    assert line.endswith(" and 3 more places")


def test_a_machine_that_stops_leaves_somebody_to_forget_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the command is cut off, the profile still stands or nothing is left, so it can be run again."""
    (root / "mentors/portraits").mkdir()
    (root / "mentors/portraits/cleo.png").write_bytes(b"\x89PNG")
    (root / "mentors/cleo-marsh.yml").write_text(CLEO, encoding="utf-8")
    unlink, count = Path.unlink, 0

    def stop(path: Path, missing_ok: bool = False) -> None:
        nonlocal count
        count += path.suffix in (".png", ".yml")
        if count == 2:
            raise KeyboardInterrupt
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", stop)
    assert _forget(root, "cleo-marsh", "--yes").exit_code != 0
    monkeypatch.setattr(Path, "unlink", unlink)
    assert not (root / "mentors/portraits/cleo.png").exists()
    assert _forget(root, "cleo-marsh", "--yes").exit_code == 0
    assert not (root / "mentors/cleo-marsh.yml").exists()


def test_what_is_left_is_said_with_its_place(root: Path) -> None:
    """A name that stands in the text of a guide is for a person to edit; the exit code says that it is not over."""
    path = root / "content/stories/a-story.md"
    path.write_text(STORY + "\nThank you, Cleo Marsh.\n", encoding="utf-8")
    result = _forget(root, "cleo-marsh", "--yes")
    assert result.exit_code == 1
    assert '"Cléo Marsh": content/stories/a-story.md:12' in result.stderr
    assert "the page guides/a-story.html" in result.stderr


def test_namesakes_are_reported_and_not_failed(root: Path) -> None:
    """Somebody else of the same name keeps the name."""
    (root / "mentors/cleo-marsh-2.yml").write_text("name: Cleo Marsh\nconsent: {date: 2026-09-01}\n")
    result = _forget(root, "cleo-marsh", "--yes")
    assert result.exit_code == 0, result.output
    assert "Namesakes, or words that another mentor's file has too" in result.stderr
    assert '"Cléo Marsh": mentors/cleo-marsh-2.yml:1' in result.stderr


def test_git_history_is_told(root: Path) -> None:
    """What git still holds is said, with how to purge it."""
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        who = ["-c", "user.name=Office", "-c", "user.email=office@aldervalley.example", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)
    result = _forget(root, "cleo-marsh", "--yes")
    assert "git history still holds 1 version of mentors/cleo-marsh.yml" in result.stdout
    assert "git filter-repo --invert-paths --path mentors/cleo-marsh.yml" in result.stdout


def test_it_asks_first(root: Path) -> None:
    """Without --yes a person is asked; --dry-run shows the diff; a no changes nothing."""
    assert "+mentors: [ada-lindgren]" in _forget(root, "cleo-marsh", "--dry-run").stdout
    assert _forget(root, "cleo-marsh", answer="n\n").exit_code == 1
    assert (root / "mentors/cleo-marsh.yml").exists()
    assert (root / ".mentorsite-cache").exists()
    assert _forget(root, "cleo-marsh", answer="y\n").exit_code == 0


def test_a_broken_file_is_forgotten_as_well(root: Path) -> None:
    """A file that cannot be read still holds a person's data, and goes."""
    (root / "mentors/bad-one.yml").write_text("name: Bad One\n\tx: [\n")
    assert _forget(root, "bad-one", "--yes").exit_code == 0
    assert not (root / "mentors/bad-one.yml").exists()


def test_an_unknown_slug_is_refused(root: Path) -> None:
    """A slug that nobody has is answered with the nearest."""
    result = _forget(root, "cleo-marhs", "--yes")
    assert result.exit_code == 2
    assert 'did you mean "cleo-marsh"?' in result.stderr


def test_a_site_with_errors_cannot_be_looked_through(root: Path) -> None:
    """Where another file keeps the site from being built, that is said, and the exit code is 1."""
    (root / "mentors/bad-one.yml").write_text("name: [\n")
    result = _forget(root, "cleo-marsh", "--yes")
    assert result.exit_code == 1
    assert "The site has errors now" in result.stderr


def test_a_form_does_not_bring_the_person_back(root: Path) -> None:
    """The command says where the person still stands; an import of the old answers leaves the row out."""
    (root / "_site/mentors").mkdir(parents=True)
    (root / "_site/mentors/cleo-marsh.html").write_text("Cléo Marsh")
    result = _forget(root, "cleo-marsh", "--yes")
    assert "The last build still holds the page" in result.stdout
    assert "Delete the row in the form's answers" in result.stdout
    kept = (root / ".imported.json").read_text().lower()
    assert "cleo" not in kept
    assert "marsh" not in kept
    (root / "map.yml").write_text("columns: {name: Name, contact.email: Mail}\n")
    (root / "a.csv").write_text("Name,Mail\nC. M.,Cleo.Marsh@school.example\nCléo Marsh,\nCy Doe,\n")
    words = ["import", str(root / "a.csv"), "--map", str(root / "map.yml"), "--root", str(root)]
    result = CliRunner().invoke(cli, words)
    assert "row 2: C. M. was forgotten here" in result.stderr
    assert "row 3: Cléo Marsh was forgotten here" in result.stderr
    assert "1 new, 0 changed, 0 as they were, 2 left out." in result.stdout
