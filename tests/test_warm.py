"""What only a warm build can get wrong: something that it depends on changed, and nothing that it looks at did."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import sample_copy, tree

from mentorsite.again import build_or_say_again
from mentorsite.build import build
from mentorsite.run import Options, Outcome

DAY = date(2026, 11, 22)
PHONE = "+1 555 018 7788"
NUMBER = f'frequency: "Call {PHONE}, about once a month"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample program, as a copy, in a folder whose name is one that builds use themselves."""
    return sample_copy(tmp_path / "assets/program")


def warm(root: Path) -> Outcome:
    """Build as the command does, in two processes."""
    return build_or_say_again(Options(root, DAY, root / "out", jobs=2, cache=root / "cache"))


def assert_as_cold(root: Path) -> None:
    """Assert that a warm build says and makes what one from nothing does."""
    cold = build(Options(root, DAY, root / "cold"))
    made = warm(root)
    assert (made.findings, made.published) == (cold.findings, cold.published)
    if cold.published:
        assert tree(root / "out") == tree(root / "cold")


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_guide_may_bear_the_name_of_a_mentors_file(root: Path) -> None:
    """The words of the one are not taken for those of the other."""
    guide = root / "content/stories/finding-a-voice-on-rounds.md"
    shutil.copy(guide, guide.with_name("amara-okafor.md"))
    warm(root)
    assert_as_cold(root)
    with (root / "mentors/amara-okafor.yml").open("a", encoding="utf-8") as file:
        file.write("pronunciation: uh-MAH-ruh\n" if "pronunciation" not in guide.read_text("utf-8") else "")
    assert_as_cold(root)


def test_what_was_no_secret_may_become_one(root: Path) -> None:
    """A number that somebody else publishes as well is no secret; once they take it out, it is, on a page as it was."""
    one, other = root / "mentors/amara-okafor.yml", root / "mentors/tomas-herrera.yml"
    for path in (one, other):
        text = path.read_text("utf-8")
        lines = [
            line for line in text.split("\n") if not line.startswith(("frequency:", "  phone:", "contact:", "  email:"))
        ]
        contact = f'contact: {{email: {path.stem}@aldervalley.example, phone: "{PHONE}"}}\n' if path is one else ""
        write(path, "\n".join(lines) + contact + NUMBER)
    assert warm(root).published
    write(other, other.read_text("utf-8").replace(NUMBER, "frequency: Weekly\n"))
    assert_as_cold(root)
    assert not warm(root).published


def test_templates_are_seen_wherever_they_lie(root: Path) -> None:
    """Neither a folder called assets above them nor one among them hides an edit."""
    write(root / "templates/about.html", '{% include "partials/assets/n.html" %}')
    write(root / "templates/partials/assets/n.html", "<p>one</p>")
    warm(root)
    write(root / "templates/partials/assets/n.html", "<p>two</p>")
    assert_as_cold(root)
    write(root / "templates/about.html", "<p>three</p>")
    assert_as_cold(root)


def test_a_link_among_the_templates_that_is_turned(root: Path) -> None:
    """What a link leads to counts, and not what it is called."""
    for name in ("one", "two"):
        write(root / f"templates/{name}/n.html", f"<p>{name}</p>")
    now = root / "templates/now"
    now.symlink_to("one")
    write(root / "templates/about.html", '{% include "now/n.html" %}')
    warm(root)
    now.unlink()
    now.symlink_to("two")
    assert_as_cold(root)


@pytest.mark.parametrize("name", ["templates/about.html", "content/files/form.pdf"])
def test_what_changes_while_it_is_built_is_not_said_again(root: Path, name: str) -> None:
    """A file that was another one in the middle of a build, and is as before after it."""
    path = root / name
    write(path, "<p>before</p>")

    def edit(stage: str, done: int, of: int) -> None:
        if stage == "joining":
            write(path, "<p>after</p>")

    build_or_say_again(Options(root, DAY, root / "out", cache=root / "cache"), edit)
    assert any(b"<p>after</p>" in made.read_bytes() for made in (root / "out").rglob("*") if made.is_file())
    write(path, "<p>before</p>")
    assert_as_cold(root)


def test_a_build_between_is_not_said_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the folder is looked at while it is this build's own."""
    from mentorsite import build as building

    options = Options(root, DAY, root / "out", cache=root / "cache")
    path, discard = root / "mentors/amara-okafor.yml", building.discard
    before = path.read_text("utf-8")

    def other(staging: building.Staging) -> None:
        monkeypatch.setattr(building, "discard", discard)
        discard(staging)
        write(path, before.replace("Associate", "Full"))
        build_or_say_again(options)
        write(path, before)

    monkeypatch.setattr(building, "discard", other)
    build_or_say_again(options)
    assert path.read_text("utf-8") == before
    assert_as_cold(root)


def test_the_folder_may_be_spelled_in_any_way(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same folder from elsewhere is the same folder."""
    warm(root)
    monkeypatch.chdir(root)
    here = Options(Path(), DAY, Path("out"), cache=Path("cache"))
    made: list[object] = []
    monkeypatch.setattr("mentorsite.build.make", made.append)
    assert build_or_say_again(here).published
    assert not made


def test_a_macro_of_ones_own_is_called_each_time(root: Path) -> None:
    """The program's own macros may count, and give what they give where nothing is remembered."""
    write(
        root / "templates/about.html",
        "{% set n = namespace(of=0) %}{% macro next() %}{% set n.of = n.of + 1 %}n{{ n.of }}{% endmacro %}"
        "<p>{{ next() }} {{ next() }}</p>",
    )
    assert warm(root).published
    assert "<p>n1 n2</p>" in (root / "out/about.html").read_text("utf-8")
