"""The one room for speed: whoever makes a page, and whatever was kept before, its bytes are the same."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import TODAY, Write, sample_copy, tree

from mentorsite import compute as computing
from mentorsite.again import build_or_say_again
from mentorsite.build import build, check, make, read_config
from mentorsite.compute import WorkerDiedError, WorkerFailedError, WorkStalledError, compute
from mentorsite.diagnostics import Severity
from mentorsite.load import find_sources
from mentorsite.parse import parse
from mentorsite.rows import from_row, to_row
from mentorsite.run import Options
from mentorsite.store import close_store, find, fingerprint, keep, key_of, open_store

REPO = Path(__file__).parent.parent
DAY = date(2026, 11, 22)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample program, as a copy that a test may change."""
    return sample_copy(tmp_path / "program")


def built(root: Path, out: Path, jobs: int = 1, cache: Path | None = None) -> dict[str, bytes]:
    """Build and return the site's files."""
    outcome = build_or_say_again(Options(root, DAY, out, jobs=jobs, cache=cache))
    assert outcome.published, [found for found in outcome.findings if found.severity is Severity.ERROR]
    return tree(out)


def test_cold_warm_one_job_and_many_jobs_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """One process without a cache, three with an empty one, and both on a full one build one site."""
    plain = built(root, tmp_path / "a")
    assert built(root, tmp_path / "b", 3, tmp_path / "cache") == plain
    assert built(root, tmp_path / "c", 3, tmp_path / "cache") == plain
    assert built(root, tmp_path / "b", 1, tmp_path / "cache") == plain


def test_every_edit_gives_what_a_cold_build_gives(root: Path, tmp_path: Path) -> None:
    """After each kind of edit the warm site equals a site that is built from nothing."""
    out, cache = tmp_path / "out", tmp_path / "cache"
    built(root, out, 2, cache)
    mentor, other, site = (
        root / "mentors/amara-okafor.yml",
        root / "mentors/paige-ellsworth-tran.yml",
        root / "site.yml",
    )
    edits = [
        lambda: replace(mentor, "Associate", "Full"),
        lambda: replace(mentor, "max: 5", "max: 2"),
        lambda: other.rename(other.with_name("somebody-else.yml")),
        lambda: replace(site, "Alder", "Birch"),
        lambda: (root / "templates/about.html").write_text("<p>{{ program.title }}</p>", "utf-8"),
        lambda: (out / "about.html").write_text("changed by hand", "utf-8"),
        lambda: (out / "index.html").unlink(),
    ]
    for number, edit in enumerate(edits):
        edit()
        warm = built(root, out, 2, cache)
        assert warm == built(root, tmp_path / f"cold-{number}")


def test_nothing_is_done_where_nothing_changed(root: Path, tmp_path: Path) -> None:
    """A second build says what the first said and leaves every file alone; any difference makes it build."""
    options = Options(root, DAY, tmp_path / "out", cache=tmp_path / "cache")
    first = build_or_say_again(options)
    before = (tmp_path / "out").stat().st_ino
    assert build_or_say_again(options) == first._replace(changed=0)
    assert (tmp_path / "out").stat().st_ino == before
    (root / "mentors/notes.txt").write_text("not a profile", "utf-8")
    assert len(build_or_say_again(options).findings) == len(first.findings) + 1
    (tmp_path / "out/about.html").write_text("changed by hand", "utf-8")
    assert build_or_say_again(options).changed == 1


def test_the_day_counts_as_the_program_tells_it(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said is said again while it is the same day in the program's time zone, whatever the hour."""
    replace(root / "site.yml", "timezone: America/Chicago", "timezone: Pacific/Auckland")
    options = Options(root, datetime(2026, 11, 21, 23, tzinfo=UTC), tmp_path / "out", cache=tmp_path / "cache")
    made = []
    monkeypatch.setattr(
        "mentorsite.build.make", lambda *given, **more: made.append(given[0].today) or make(*given, **more)
    )
    build_or_say_again(options)
    for day, hour, new in ((22, 9, False), (22, 12, True), (22, 10, True), (22, 10, False)):
        moment = datetime(2026, 11, day, hour, 30, tzinfo=UTC)
        made.clear()
        build_or_say_again(dataclasses.replace(options, today=moment))
        assert bool(made) is new, moment


def test_no_stage_is_imported_where_nothing_changed(root: Path, tmp_path: Path) -> None:
    """Most of what a quick run costs is what it imports."""
    code = "import atexit, sys; from mentorsite.cli import main; atexit.register(lambda: print(*sys.modules)); main()"
    command = [sys.executable, "-c", code, "build", "--root", str(root), "--out", str(tmp_path / "out")]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert "mentorsite.build" in first.split()
    assert not {"mentorsite.build", "mentorsite.config", "jinja2", "yaml"} & set(second.split())


def replace(path: Path, old: str, new: str) -> None:
    """Change a file's text, which must hold the old words."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_rows_give_back_what_was_parsed() -> None:
    """A parsed file survives its row: value, mentions, findings and places."""
    config = read_config(REPO).value
    for source in find_sources(REPO).value or ():
        parsed = parse(source, config)
        again = from_row(source.path, to_row(parsed))
        assert dataclasses.replace(again, places={}, marks=None, words="") == dataclasses.replace(parsed, places={})
        assert dict(again.places) == dict(parsed.places)


def test_findings_survive_their_rows(root: Path, tmp_path: Path) -> None:
    """A check on a full cache finds what the first one found."""
    (root / "mentors/broken.yml").write_text("name: [\n", "utf-8")
    (root / "mentors/wrong.yml").write_text("name: X\ncampus: Rivrside\njoined: 2026-13\nbogus: 1\n", "utf-8")
    options = Options(root, DAY, jobs=2, cache=tmp_path / "cache")
    first = check(options)
    assert len(first.findings) > 3
    assert check(options) == first == check(Options(root, DAY))


def test_the_cache_tells_nothing_without_the_sources(root: Path, tmp_path: Path) -> None:
    """Neither private nor public words of a profile can be read in the cache's files."""
    built(root, tmp_path / "out", 2, tmp_path / "cache")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file())
    assert len(kept) > 1000
    assert b"amara.okafor@" not in kept
    assert b"PRAYING" not in kept.upper()


@pytest.mark.parametrize("damage", [b"", b"x", b"\x80\x04K\x01.", b"\0" * 4096])
def test_a_damaged_cache_is_an_empty_one(damage: bytes, tmp_path: Path) -> None:
    """Whatever lies where the rows should is ignored, and rows that were altered are not taken."""
    path = tmp_path / "rows"
    path.write_bytes(damage)
    store = open_store(path, fingerprint())
    key = key_of(store, b"source")
    assert find(store, key) is None
    keep(store, key, b"row")
    close_store(store)
    again = open_store(path, fingerprint())
    assert find(again, key) == b"row"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert find(open_store(path, fingerprint()), key) is None
    assert find(open_store(path, fingerprint(b"other")), key) is None


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_order(jobs: int) -> None:
    """However many workers there are, results stand in the order of their items."""
    assert list(compute(lambda item: item * 2, range(300), jobs=jobs, chunk=7)) == [n * 2 for n in range(300)]


def test_a_killed_worker_is_an_error_and_never_a_hang() -> None:
    """A worker that the system kills ends the run with an error that says so."""

    def work(item: int) -> int:
        if item == 150:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    with pytest.raises(WorkerDiedError, match="SIGKILL"):
        list(compute(work, range(300), jobs=2, chunk=10))


def test_a_bug_in_a_worker_is_the_parents_error() -> None:
    """An exception in a worker reaches the parent with its traceback."""
    with pytest.raises(WorkerFailedError, match="ZeroDivisionError"):
        list(compute(lambda item: 1 // item, range(300), jobs=2, chunk=10))


def test_workers_end_with_their_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops reading leaves no worker behind."""
    workers: list[int] = []
    fork = os.fork

    def noted() -> int:
        workers.append(fork())
        return workers[-1]

    monkeypatch.setattr(os, "fork", noted)
    results: Iterator[int] = compute(lambda item: item, range(10000), jobs=2, chunk=1)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert len(workers) == 2
    for worker in workers:
        with pytest.raises(ChildProcessError):
            os.waitpid(worker, os.WNOHANG)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_never_ends_is_stopped_and_named(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An item that takes too long ends the run, also with one job; one without a name may take its time."""
    monkeypatch.setattr(computing, "PATIENCE", 0.3)

    def work(item: int) -> int:
        time.sleep({150: 60, 3: 0.6}.get(item, 0))
        return item

    results = compute(work, range(300), jobs=jobs, chunk=10, says=lambda item: "" if item == 3 else f"number {item}")
    with pytest.raises(WorkStalledError, match="number 150 was not done"):
        list(results)


LOOP = "{% for n in range(99999) %}" * 3 + "{% endfor %}" * 3
FOLDED = '{{ "a b"|center(3000000)|wordwrap(1)|length }}'
"""Jinja works out what is constant while it compiles: this takes more than a minute."""


@pytest.mark.parametrize("endless", [LOOP, FOLDED], ids=["rendered", "compiled"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_template_without_end_is_a_fault_of_the_machine(
    write: Write, jobs: int, endless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is named, the site that stands is as it was, nothing is left beside it, and the next build is right."""
    monkeypatch.setattr(computing, "PATIENCE", 1)
    root = write({})
    options = Options(root, TODAY, jobs=jobs, cache=root / ".cache")
    assert build(options).published
    before = tree(root / "_site")
    (root / "templates").mkdir(exist_ok=True)
    own = root / "templates/about.html"
    own.write_text(endless, "utf-8")
    with pytest.raises(WorkStalledError, match=r"about\.html"):
        build(options)
    assert tree(root / "_site") == before
    assert not [path.name for path in root.iterdir() if path.name.startswith("._site") and path.suffix != ".lock"]
    own.rename(root / "templates/of-no-page.html")
    assert build(options).published
    assert tree(root / "_site") == before
