"""The benchmarks: what they generate, how they compare, and every runner once, with a dozen mentors."""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench import eleventy, hugo, mkdocs, ours, peers, pelican, serve, speed, table
from bench.corpus import guides, mentors
from bench.likeness import NOT_PAGES, Program
from bench.same import compare, pages
from mentorsite.build import Options, build, check

REPO = Path(__file__).parent.parent
DAY = date(2026, 11, 22)

STAND_IN = """#!{python}
# Builds by copying our site; serves a mentor's source as the page.
import http.server, pathlib, shutil, sys
arguments = sys.argv[1:]
if arguments[0] != "server":
    shutil.copytree("{site}", arguments[-1])
    raise SystemExit
value = lambda name: arguments[arguments.index(name) + 1]
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(pathlib.Path(value("--source"), "content", self.path[1:-5] + ".md").read_bytes())
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(value("--port"))), Handler).serve_forever()
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder that holds a program of a dozen mentors, built."""
    folder = tmp_path_factory.mktemp("bench")
    ours.write(folder / "ours-12", 12)
    outcome = build(Options(folder / "ours-12", DAY, out=folder / "built", jobs=1))
    assert not outcome.failed
    return folder


@pytest.fixture(scope="module")
def stand_in(work: Path) -> str:
    """The command of a peer that is none."""
    path = work / "peer"
    path.write_text(STAND_IN.format(python=sys.executable, site=work / "built"), "utf-8")
    path.chmod(0o755)
    return str(path)


def made(folder: Path) -> dict[str, bytes]:
    """Generate a program of twenty mentors and return its files."""
    command = [sys.executable, "-m", "bench.ours", str(folder), "--mentors", "20"]
    subprocess.run(command, cwd=REPO, check=True)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_generated_program_is_clean_and_repeatable(tmp_path: Path) -> None:
    """Two runs give the same files, and checking them finds no error."""
    assert made(tmp_path / "a") == made(tmp_path / "b")
    outcome = check(Options(tmp_path / "a", DAY))
    assert (outcome.failed, outcome.mentors, outcome.guides) == (False, 20, 30)


def test_the_corpus_is_of_the_promised_kind() -> None:
    """A large program begins as a small one; slugs are unique; words, bytes and markup are near what corpus.py says."""
    many = list(mentors(500))
    assert many[:40] == list(mentors(40))
    assert many != list(mentors(500, seed=2))
    assert len({mentor["slug"] for mentor in many}) == 500
    words = [len(mentor["bio"].split()) for mentor in many]
    assert 110 < sum(words) / 500 < 120
    assert 1700 < sum(len(ours.profile(mentor).encode()) for mentor in many) / 500 < 1850
    assert 0.2 < sum("**" in mentor["bio"] for mentor in many) / 500 < 0.3
    assert all(700 < len(guide["body"].split()) < 900 for guide in guides())


def test_every_page_has_a_source_in_every_format(work: Path, tmp_path: Path) -> None:
    """Each page that we would make stands as a file or as a value of a list in what the peers are given."""
    program = Program(work / "ours-12")
    wanted = [page for page in program.plan.pages if page.kind not in NOT_PAGES and page.number == 1]
    for writer in (eleventy, hugo, mkdocs, pelican):
        writer.write(program, tmp_path / writer.__name__)
    data = (tmp_path / "bench.eleventy/_data/terms.json").read_text("utf-8")
    docs = tmp_path / "bench.mkdocs/docs"
    for page in wanted:
        stem = page.url.removesuffix(".html")
        if page.kind == "mentor":
            bio = program.site.by_slug[page.slug].name
            for path in ("bench.eleventy/content", "bench.hugo/content", "bench.pelican/content", "bench.mkdocs/docs"):
                assert bio in (tmp_path / path / f"{stem}.md").read_text("utf-8")
        if page.kind == "term":
            assert f'"{stem}"' in data
            assert (tmp_path / f"bench.hugo/content/{page.vocabulary}/{page.slug}/_index.md").is_file()
        assert page.kind == "not-found" or (docs / f"{stem}.md").is_file()


def test_sites_that_differ_get_no_ratio(work: Path, tmp_path: Path) -> None:
    """A site is like itself; without a few pages, with other words or with other bytes it is not."""
    site = work / "built"
    assert "100.0% of the words alike" in compare(site, site)[1]
    fewer = shutil.copytree(site, tmp_path / "fewer")
    shutil.rmtree(fewer / "mentors")
    with pytest.raises(SystemExit, match="other pages"):
        compare(site, fewer)
    for name, (old, new) in {
        "words": (r">[^<]+<", ">word<"),
        "bytes": (r"<main", "<!--" + "-" * 9999 + "--><main"),
    }.items():
        other = shutil.copytree(site, tmp_path / name)
        for path in pages(other).values():
            path.write_text(re.sub(old, new, path.read_text("utf-8")), "utf-8")
        with pytest.raises(SystemExit, match="not alike"):
            compare(site, other)


def test_runners_measure_a_peer(work: Path, stand_in: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Builds and saves are taken in turn with a peer's; a peer that fails is left out by name."""
    cold = speed.take("cold", 12, hugo_program=stand_in, work=work, rounds=1)
    assert cold["wall"].ratio > 0
    assert "against" in cold["cpu"].detail
    commands = {"pelican": stand_in, "eleventy": "false"}
    against = peers.take(12, commands, work=work, rounds=1)
    assert "(pelican); without eleventy: false" in against["wall"].detail
    saved = serve.take(12, hugo_program=stand_in, work=work, rounds=1)
    assert saved["wall"].ratio > 0
    assert "pages on both sides, 0 ours alone, 0 theirs alone" in capsys.readouterr().out


def test_the_table_holds_every_row(work: Path, tmp_path: Path) -> None:
    """Without peers, rows that need one say so; the others have figures, and broken profiles are all located."""
    sizes = ["--few", "6", "--many", "12", "--most", "14", "--rounds", "1"]
    table.main(["--work", str(work), *sizes, "--write", str(tmp_path / "table.md")])
    lines = [line for line in (tmp_path / "table.md").read_text("utf-8").split("\n") if line.startswith("| ")][2:]
    unmeasured = [line for line in lines if "not measured: no " in line]
    assert len(lines) == 17
    assert len(unmeasured) == 11
    assert all("**" in line for line in lines if line not in unmeasured), lines
