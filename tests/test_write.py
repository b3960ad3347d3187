"""The output folder: wholly old or wholly new, never in place, nobody else's files touched."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import TODAY, Write, heed_interrupts, tree

from bench.kill import digest, start, trials
from mentorsite import write as writing
from mentorsite.build import build
from mentorsite.run import Options, Outcome
from mentorsite.write import MARKER, Output, OutputRefused, discard, link_all, publish, put, stage

RUN = [sys.executable, "-m", "mentorsite", "build", "--date", TODAY.isoformat()]


def run(*args: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    """Run a build in a process of its own."""
    return subprocess.run([*RUN, *map(str, args)], capture_output=True, text=True, timeout=60, **more)  # type: ignore[call-overload,no-any-return]


def beside(out: Path) -> list[str]:
    """Return what of ours lies beside the output."""
    return sorted(path.name for path in out.parent.iterdir() if path.name.startswith(f".{out.name}."))


def build_it(root: Path, **more: object) -> Outcome:
    return build(Options(root, TODAY, **more))  # type: ignore[arg-type]


def test_killed_at_any_moment_the_site_is_whole(program: Path, tmp_path: Path) -> None:
    """After SIGKILL at random moments the site is wholly old or wholly new, and the next build leaves no litter."""
    ended = list(trials(program, tmp_path / "out" / "site", 6, seed=3))
    assert sum(trial.died for trial in ended) == 6
    assert all(trial.stands in ("first", "second") for trial in ended)


def test_a_spare_tree_is_taken_up_and_nothing_is_written_in_place(tmp_path: Path) -> None:
    """Builds that begin with the tree that was published before give what was put, and leave what is being read."""
    out, chance, stands = tmp_path / "site", random.Random(5), {}
    site = {f"{folder}{name}": b"" for folder in ("", "a/", "a/b/") for name in "pqrs"}
    for number in range(40):
        site |= dict.fromkeys(chance.sample(sorted(site), 3), b"%d" % number)
        wanted = {url: data for url, data in site.items() if chance.random() < 0.9}
        readers = {url: (out / url).open("rb") for url in stands}
        staging = stage(out, tmp_path / "sources")
        for url, data in wanted.items():
            assert not link_all(staging, [url, "nowhere"])
            put(staging, Output(url, data))
        if chance.random() < 0.2:
            wanted = stands
        else:
            publish(staging)
        discard(staging, spare=chance.random() < 0.8)
        for url, file in readers.items():
            with file:
                assert file.read() == stands[url]
        stands = wanted
        assert {url: data for url, data in tree(out).items() if url != MARKER} == stands


def test_killed_between_two_renames_the_next_build_repairs_the_gap(program: Path) -> None:
    """Where folders cannot be exchanged in one call, the next build puts the old site back before it begins."""
    build_it(program)
    before = digest(program / "_site")
    (program / "_site").rename(program / "._site.previous")
    (program / "._site.staging-1").mkdir()
    (program / "mentors/ada-lindgren.yml").write_text("name: [")
    assert build_it(program).failed
    (program / "mentors/ada-lindgren.yml").unlink()
    put_back = stage(program / "_site", program)
    assert digest(program / "_site") == before
    discard(put_back)
    assert beside(program / "_site") == []


def test_a_build_with_nothing_to_do_clears_up_after_one_that_died(program: Path, tmp_path: Path) -> None:
    """What a killed build left beside the site is gone after the next one, even if the site need not change."""
    made = build_it(program, cache=tmp_path / "cache")
    (program / "._site.staging-1").mkdir()
    (program / "._site.lock").touch()
    again = build_it(program, cache=tmp_path / "cache")
    assert (made.published, again.published, again.changed) == (True, True, 0)
    assert beside(program / "_site") == []


def test_two_renames_where_the_system_has_no_exchange(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without renameat2 the folders are renamed, and nothing is left of the old one."""

    class NoCalls:
        def __init__(self, *_: object, **__: object) -> None: ...

    monkeypatch.setattr(writing.ctypes, "CDLL", NoCalls)
    build_it(program)
    (program / "mentors/ben-osei.yml").unlink()
    assert build_it(program).published
    assert not (program / "_site/mentors/ben-osei.html").exists()
    assert beside(program / "_site") == []


def test_full_disk_leaves_the_old_site(program: Path) -> None:
    """A write that fails for want of room ends with exit code 3 and one line; the old site stands, without litter."""
    build_it(program)
    before = digest(program / "_site")
    (program / "templates").mkdir()
    (program / "templates/robots.txt").write_text("x" * 300_000)
    done = run(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)), cwd=program)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "Traceback" not in done.stderr
    assert digest(program / "_site") == before
    assert beside(program / "_site") == []


def test_no_room_at_the_exchange_leaves_the_old_site(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails at the very last step leaves the old site and no litter."""
    build_it(program)
    before = digest(program / "_site")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "_exchange", fail)
    (program / "mentors/ben-osei.yml").unlink()
    with pytest.raises(OSError, match="No space left"):
        build_it(program)
    assert digest(program / "_site") == before
    assert beside(program / "_site") == []


def test_interrupt_leaves_the_old_site(program: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the build without a traceback; the old site stands, without litter."""
    out = tmp_path / "out" / "site"
    assert run("--out", out, cwd=program).returncode == 0
    before = digest(out)
    (program / "templates").mkdir(exist_ok=True)
    (program / "templates/about.html").write_text(
        "{% for i in range(99999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}"
    )
    with subprocess.Popen(
        [*RUN, "--out", str(out)], cwd=program, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts
    ) as process:
        for _ in range(200):
            time.sleep(0.02)
            if any("staging" in name for name in beside(out)):
                break
        # Python may lose an interrupt that falls into a fork or a callback of a library; a person presses again.
        for _ in range(5):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(4)
                break
        message = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "Traceback" not in message
    assert digest(out) == before
    assert beside(out) == []


def test_read_only_place_is_said_in_one_line(program: Path) -> None:
    """Where nothing can be written, the build says so in one line and ends with exit code 3."""
    done = run("--out", "/proc/self/site", cwd=program)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "/proc/self" in done.stderr


def test_closed_standard_output_does_not_matter(program: Path) -> None:
    """With nobody to read what it says, the build still publishes a whole site."""
    command = " ".join(RUN)
    for ending in (">&-", ">&- 2>&-", "| head -c 0"):
        shutil.rmtree(program / "_site", ignore_errors=True)
        done = subprocess.run(f"{command} {ending}", shell=True, cwd=program, capture_output=True, text=True)
        assert "Traceback" not in done.stderr
        assert (program / "_site/index.html").is_file()
        assert beside(program / "_site") == []


def test_two_builds_of_one_folder_wait_for_one_another(program: Path, tmp_path: Path) -> None:
    """A second build of the same folder waits, says so, and then publishes."""
    out = tmp_path / "out" / "site"
    holder = """
import sys
from pathlib import Path
from mentorsite.write import discard, stage
made = stage(Path(sys.argv[1]), Path(sys.argv[2]))
print("held", flush=True)
input()
discard(made)
"""
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(out), str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout
        assert first.stdin
        first.stdout.readline()
        with subprocess.Popen([*RUN, "--out", str(out)], cwd=program, stderr=subprocess.PIPE, text=True) as second:
            assert second.stderr
            assert "waiting for another build" in second.stderr.readline()
            assert not out.exists()
            first.stdin.write("\n")
            first.stdin.close()
            assert second.wait(20) == 0
    assert (out / "index.html").is_file()
    assert beside(out) == []


def test_builds_at_once_all_end_well(program: Path, tmp_path: Path) -> None:
    """Five builds of one folder at once end with one right site."""
    out = tmp_path / "out" / "site"
    running = [start(program, out) for _ in range(5)]
    assert [process.wait(60) for process in running] == [0] * 5
    assert beside(out) == []


def test_files_are_never_written_in_place(program: Path) -> None:
    """A hard link to a published file keeps its bytes when the page changes."""
    build_it(program)
    link = program / "copy.html"
    os.link(program / "_site/index.html", link)
    before = link.read_bytes()
    (program / "site.yml").write_text((program / "site.yml").read_text().replace("Mentors at", "People of"))
    assert build_it(program).changed
    assert link.read_bytes() == before
    assert (program / "_site/index.html").read_bytes() != before


def test_allowed_foreign_files_are_carried_over(write: Write) -> None:
    """CNAME, .nojekyll and what site.yml lists under keep stay, through any number of builds."""
    root = write({"site.yml+": "keep: [.well-known/security.txt]\n"})
    build_it(root)
    (root / "_site/.well-known").mkdir()
    for name in ("CNAME", ".nojekyll", ".well-known/security.txt"):
        (root / "_site" / name).write_text("mine")
    (root / "mentors/ben-osei.yml").unlink()
    for _ in range(2):
        assert build_it(root).published
        for name in ("CNAME", ".nojekyll", ".well-known/security.txt"):
            assert (root / "_site" / name).read_text() == "mine"


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../b", "a//b", "", "."])
def test_kept_files_lie_inside_the_site(write: Write, path: str) -> None:
    """A path under keep cannot lead out of the output folder."""
    outcome = build_it(write({"site.yml+": f"keep: ['{path}']\n"}))
    assert outcome.findings


def _link(root: Path) -> Path:
    (root / "elsewhere").mkdir()
    (root / "link").symlink_to(root / "elsewhere")
    return root / "link"


def _foreign(root: Path) -> Path:
    (root / "theirs").mkdir()
    (root / "theirs/thesis.txt").write_text("mine")
    return root / "theirs"


def _mixed(root: Path) -> Path:
    build_it(root, out=root / "mixed")
    (root / "mixed/notes.txt").write_text("mine")
    return root / "mixed"


REFUSED = {
    "the root": lambda root: Path("/"),
    "home": lambda root: Path.home(),
    "the parent of home": lambda root: Path.home().parent,
    "the source": lambda root: root,
    "its parent": lambda root: root.parent,
    "a source folder": lambda root: root / "mentors",
    "a folder in a source folder": lambda root: root / "content" / "site",
    "the repository": lambda root: root / ".git",
    "a folder in the repository": lambda root: root / ".git" / "site",
    "a link": _link,
    "a file": lambda root: root / "site.yml",
    "a mount point": lambda root: Path("/proc"),
    "a folder with foreign files": _foreign,
    "a site with foreign files": _mixed,
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_as_output(program: Path, name: str) -> None:
    """No folder that holds more than our site is ever taken as output, and nothing in it changes."""
    out = REFUSED[name](program)
    before = digest(program)
    with pytest.raises(OutputRefused):
        build_it(program, out=out)
    if name not in ("a link", "a folder with foreign files", "a site with foreign files"):
        assert digest(program) == before
    assert not list(program.glob(".*.lock"))


def test_a_new_tree_is_published_whole(program: Path, tmp_path: Path) -> None:
    """What was put is what stands; nothing is visible before publish."""
    out = tmp_path / "out" / "site"
    staging = stage(out, program)
    put(staging, writing.Output("a/b.html", b"x"))
    assert not out.exists()
    publish(staging)
    discard(staging)
    assert (out / "a/b.html").read_bytes() == b"x"
    assert beside(out) == []
