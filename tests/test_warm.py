"""What only a warm build can get wrong: something that it depends on changed, and nothing that it looks at did."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Write, sample_copy, tree

from mentorsite import again, stamps
from mentorsite import build as building
from mentorsite.again import build_or_say_again
from mentorsite.build import build
from mentorsite.model import Parsed
from mentorsite.run import Options, Outcome
from mentorsite.serve import Preview
from mentorsite.store import open_store

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


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What had to be done: "read" for each time that the bytes of all sources were, "made" for each build."""
    done: list[str] = []

    def told(step: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def tell(*given: Any, **named: Any) -> Any:
            done.append(step)
            return work(*given, **named)

        return tell

    monkeypatch.setattr(again, "find_sources", told("read", again.find_sources))
    monkeypatch.setattr(building, "make", told("made", building.make))
    return done


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every file for one that nobody wrote lately."""
    monkeypatch.setattr(stamps, "MARGIN", -(10**12))


def steps_of(root: Path, steps: list[str]) -> list[str]:
    """Return what a build had to do."""
    steps.clear()
    assert warm(root).published
    return [*steps]


@pytest.mark.usefixtures("aged")
def test_what_bears_its_stamps_is_not_read(root: Path, steps: list[str]) -> None:
    """The second build of old files opens none of them."""
    assert steps_of(root, steps) == ["read", "made"]
    assert steps_of(root, steps) == []
    assert_as_cold(root)


def test_stamps_of_new_files_do_not_count(root: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may be written twice within one step of the clock: its bytes are compared until its last change is old."""
    monkeypatch.setattr(stamps, "MARGIN", 10**15)
    assert steps_of(root, steps) == ["read", "made"]
    assert steps_of(root, steps) == ["read"]
    monkeypatch.setattr(stamps, "MARGIN", 0)
    assert steps_of(root, steps) == ["read"]
    assert steps_of(root, steps) == []


def test_when_a_stamp_counts() -> None:
    """Both times must be older than any step of a file system's clock; a link's stamp tells nothing."""
    file, second, moment = 0o100644, 10**9, 10**18
    for edited, changed, counts in ((3, 3, True), (2, 3, False), (3, 2, False), (-3, 3, False)):
        stamp = (file, 1, moment - edited * second, moment - changed * second, 1, 1)
        assert stamps.counts(stamp, moment) == (counts and os.name == "posix")
    assert not stamps.counts((0o120777, 1, 0, 0, 1, 1, file, 1, 0, 0, 2, 1), moment)


@pytest.mark.usefixtures("aged")
def test_a_fresh_copy_is_told_by_its_bytes(root: Path, steps: list[str]) -> None:
    """A checkout of the same files, beside a cache that was restored, is compared once, and then told by its stamps."""
    warm(root)
    for name in ("mentors", "content"):
        (root / name).rename(root / "old")
        shutil.copytree(root / "old", root / name)
        shutil.rmtree(root / "old")
    assert steps_of(root, steps) == ["read"]
    assert steps_of(root, steps) == []


@pytest.mark.usefixtures("aged")
def test_a_touched_file_is_compared(root: Path, steps: list[str]) -> None:
    """Another time and the same bytes: everything is read, nothing is made, and the next build reads nothing."""
    warm(root)
    (root / "mentors/amara-okafor.yml").touch()
    assert steps_of(root, steps) == ["read"]
    assert steps_of(root, steps) == []


@pytest.mark.usefixtures("aged")
def test_a_link_is_always_read(root: Path, steps: list[str]) -> None:
    """What it leads to has a stamp, but nobody tells by which way it is reached."""
    guide = root / "content/stories/finding-a-voice-on-rounds.md"
    guide.rename(guide.with_name("README.md"))
    guide.symlink_to("README.md")
    assert steps_of(root, steps) == ["read", "made"]
    assert steps_of(root, steps) == ["read"]


def _rewritten(path: Path) -> None:
    """Write another text of the same length, and set the time of the edit back."""
    before, text = path.stat(), path.read_text("utf-8")
    path.write_text(text.replace("e", "a"), "utf-8")
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _exchanged(path: Path) -> None:
    """Put another folder in the place of one; no file in either is touched."""
    path.rename(path.with_name("away"))
    path.with_name("other").rename(path)


ONE, OTHER = "mentors/amara-okafor.yml", "mentors/tomas-herrera.yml"
EDITS: dict[str, Callable[[Path], object]] = {
    "added": lambda root: (root / "mentors/notes.txt").write_text("?"),
    "removed": lambda root: (root / ONE).unlink(),
    "renamed": lambda root: (root / ONE).rename(root / "mentors/amara-okafor-two.yml"),
    "called otherwise": lambda root: (root / ONE).rename(root / "mentors/Amara.yml"),
    "moved down": lambda root: shutil.move(root / ONE, (root / "mentors/photos")),
    "a link out": lambda root: ((root / ONE).rename(root / "away.yml"), (root / ONE).symlink_to("../away.yml")),
    "a link in": lambda root: (root / "mentors/other.yml").symlink_to("amara-okafor.yml"),
    "a folder": lambda root: ((root / ONE).unlink(), (root / ONE).mkdir()),
    "a pipe": lambda root: ((root / ONE).unlink(), os.mkfifo(root / ONE)),
    "not to be read": lambda root: (root / ONE).chmod(0),
    "of the same size": lambda root: _rewritten(root / "content/stories/finding-a-voice-on-rounds.md"),
    "an attachment": lambda root: _rewritten(root / "content/files/form.pdf"),
    "a template": lambda root: _rewritten(root / "templates/about.html"),
    "the first template of a folder": lambda root: write(root / "templates/new/a.html", "?"),
    "the settings": lambda root: _rewritten(root / "site.yml"),
    "another folder": lambda root: _exchanged(root / "templates/partials"),
    "no folder": lambda root: shutil.rmtree(root / "content"),
    "a link for a folder": lambda root: ((root / "content").rename(root / "c"), (root / "content").symlink_to("c")),
}


@pytest.mark.usefixtures("aged")
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_every_change_is_seen(root: Path, steps: list[str], edit: Callable[[Path], object]) -> None:
    """Whatever is done to the files, the next build reads them and says what one from nothing says."""
    write(root / "content/files/form.pdf", "before")
    write(root / "templates/about.html", '<p>before {% include "partials/n.html" %}</p>')
    for folder in ("partials", "other"):
        write(root / f"templates/{folder}/n.html", folder)
    (root / "mentors/photos").mkdir(exist_ok=True)
    assert warm(root).published
    assert steps_of(root, steps) == []
    edit(root)
    assert_as_cold(root)
    assert "read" in steps


@pytest.mark.usefixtures("aged")
def test_a_folder_that_was_another_one_while_it_was_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is told by stamps that others bore."""
    shutil.copytree(root / "mentors", root / "other")
    one = root / "other/amara-okafor.yml"
    write(one, one.read_text("utf-8").replace("Associate", "Full"))
    find_sources = again.find_sources

    def exchange() -> None:
        (root / "mentors").rename(root / "away")
        (root / "other").rename(root / "mentors")
        (root / "away").rename(root / "other")

    def other(where: Path) -> Any:
        exchange()
        found = find_sources(where)
        exchange()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(again, "find_sources", other)
        assert warm(root).published
    assert_as_cold(root)


def meets(root: Path, often: str, path: str = ONE) -> None:
    """Say otherwise how often a mentor meets."""
    text = (root / path).read_text("utf-8")
    write(root / path, re.sub("^frequency: .*", f"frequency: {often}", text, flags=re.MULTILINE))


@pytest.mark.usefixtures("aged")
def test_a_preview_shows_what_a_build_makes(root: Path) -> None:
    """After each of many edits, what a preview made of the last one's reading, words and files is as from nothing."""
    preview = Preview(root, DAY)
    for name, edit in {
        "nothing": lambda root: None,
        "texts": lambda root: write(root / ONE, (root / ONE).read_text("utf-8").replace("Associate", "Full")),
        "words": lambda root: meets(root, "Zebra mornings"),
        "words of two": lambda root: (meets(root, "Yak mornings"), meets(root, "Zebra evenings", OTHER)),
        "words and an error": lambda root: (meets(root, "Emu noons"), write(root / "content/x.md", "---")),
        "words without it": lambda root: (meets(root, "Gnu evenings"), (root / "content/x.md").unlink()),
        "size": EDITS["of the same size"],
        "nothing again": lambda root: None,
        "renamed": EDITS["renamed"],
        "template": lambda root: write(root / "templates/about.html", "<p>one</p>"),
        "its size": lambda root: _rewritten(root / "templates/about.html"),
        "no template": lambda root: (root / "templates/about.html").unlink(),
        "an error": lambda root: write(root / "content/x.md", "---"),
        "none": lambda root: (root / "content/x.md").unlink(),
        "named back": lambda root: (root / "mentors/amara-okafor-two.yml").rename(root / ONE),
        "removed": EDITS["removed"],
    }.items():
        edit(root)
        cold = build(Options(root, DAY, root / "cold", live=True))
        preview.rebuild(lambda said: None)
        assert bool(preview.errors) == cold.failed, name
        assert tree(preview.site) == tree(root / "cold"), name
    shutil.rmtree(preview.folder)


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
    options = Options(root, DAY, root / "out", cache=root / "cache")
    path, discard = root / "mentors/amara-okafor.yml", building.discard
    before = path.read_text("utf-8")

    def other(staging: building.Staging, *, spare: bool) -> None:
        monkeypatch.setattr(building, "discard", discard)
        discard(staging, spare=spare)
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


def test_where_a_gist_is_kept_no_profile_is_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all profiles whose text was not edited, none is read; after a title, which lists show, each is read once."""
    root = write({f"mentors/m{n}.yml": f"name: M{n}\nconsent: {{date: 2026-09-01}}\nbio: Words\n" for n in range(9)})
    warm(root)
    path, right = root / "mentors/m4.yml", building.from_row
    read: list[str] = []

    def from_row(of: str, row: bytes) -> Parsed:
        read.append(of)
        return right(of, row)

    monkeypatch.setattr(building, "from_row", from_row)
    for field, mentors in (("frequency: Weekly\n", {"mentors/m4.yml"}), ("title: Dean\n", set(files(root)))):
        path.write_text(path.read_text("utf-8") + field, "utf-8")
        assert warm(root).published
        profiles = [of for of in read if of.startswith("mentors/")]
        assert len(profiles) == len(mentors)
        assert set(profiles) == mentors
        read.clear()
    assert_as_cold(root)


def files(root: Path) -> list[str]:
    """Return the paths of all profiles."""
    return [path.relative_to(root).as_posix() for path in (root / "mentors").glob("*.yml")]


@pytest.mark.parametrize("name", ["parsed", "gists"])
def test_damaged_rows_are_made_anew(root: Path, name: str) -> None:
    """Where every row of one store is damaged and the other is whole, what is asked for is read from the sources."""
    warm(root)
    path = root / "cache" / name
    data = bytearray(path.read_bytes())
    ends = [end for _, end in open_store(path, bytes(data[:64])).kept.values()]
    assert ends
    for end in ends:
        data[end - 1] ^= 1
    path.write_bytes(data)
    for old, new in (("Associate", "Full"), ("Full", "Emeritus")):
        profile = root / "mentors/amara-okafor.yml"
        write(profile, profile.read_text("utf-8").replace(old, new))
        assert_as_cold(root)
