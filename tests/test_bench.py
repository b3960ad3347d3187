"""The benchmarks: what they generate, how they compare, and every runner once, with a dozen mentors."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from bench import ours, table
from bench.corpus import guides, mentors
from bench.likeness import NOT_PAGES, Program
from bench.same import compare, pages
from mentorsite.build import check
from mentorsite.run import Options

REPO = Path(__file__).parent.parent
DAY = date(2026, 11, 22)

STAND_IN = """#!{python}
# A peer that is none: builds by copying our site, and serves a mentor's source as the page.
import http.server, pathlib, shutil, sys
arguments = sys.argv[1:]
if arguments[0] != "server":
    shutil.copytree("{site}", arguments[-1], dirs_exist_ok=True)
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
MEASURED = ("edit", "peers", "serve-few", "broken", "growth", "version")
UNMEASURED = ("cold-memory", "cold-disk", "cold-few", "same", "memory", "serve-many", "check", "peers")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a table taken once: a dozen mentors, a stand-in for Hugo and Pelican, peers that always fail."""
    folder = tmp_path_factory.mktemp("bench")
    ours.write(folder / "ours-12", 12)
    settings = folder / "ours-12" / "site.yml"
    text = settings.read_text("utf-8").replace("  extends: medicine\n", values())  # hundreds of empty pages fewer
    settings.write_text(text, "utf-8")
    stand_in = folder / "stand-in"
    stand_in.write_text(STAND_IN.format(python=sys.executable, site=folder / "site-ours-12"), "utf-8")
    stand_in.chmod(0o755)
    peers = ["--hugo", str(stand_in), "--pelican", str(stand_in), "--eleventy", "false", "--mkdocs", "false"]
    table.main([*order(folder, MEASURED), *peers])
    return folder


def values() -> str:
    """Return vocabularies that hold what a dozen mentors and the guides name, and nothing else."""
    people = list(mentors(12))
    fields = {"specialties": "specialties", "roles": "roles", "stages": "mentee_stages", "formats": "formats"}
    found = {name: {value for each in people for value in each[field]} for name, field in fields.items()}
    found["languages"] = {value for each in people for value in each["languages"]}
    found["helps_with"] = {value for each in people for value in each["helps_with"]}
    found["helps_with"] |= {value for each in guides() for value in each["topics"]}
    return "".join(
        f"  {name}: {{{', '.join(f'{value}: {{}}' for value in sorted(each))}}}\n" for name, each in found.items()
    )


def order(work: Path, rows: Iterable[str]) -> list[str]:
    """Return the arguments that ask for rows of a small table."""
    sizes = ["--few", "12", "--many", "12", "--most", "12", "--rounds", "1"]
    return ["--work", str(work), *sizes, "--write", str(work / "table.md"), *(f"--only={row}" for row in rows)]


def lines(work: Path) -> list[str]:
    """Return the lines of the table that was written last."""
    text = (work / "table.md").read_text("utf-8")
    return [line for line in text.split("\n") if line.startswith("| ")][2:]


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


def test_the_table_shows_every_figure(work: Path) -> None:
    """Rows are measured from the build to the table; broken profiles are all located; a failing peer is named."""
    text = lines(work)
    assert len(text) == 9
    assert all(re.search(r"\| \*\*[\d.e+-]+\*\* \(.+\) \|", line) for line in text), text
    assert "(pelican); without eleventy: false" in text[1]
    assert "without mkdocs: false" in text[1]


def test_a_row_without_its_peer_says_so(tmp_path: Path) -> None:
    """No figure is made up, and no row is missing."""
    table.main(order(tmp_path, UNMEASURED))
    text = lines(tmp_path)
    assert len(text) == 9
    assert all("not measured: no " in line for line in text), text
    assert sum("no eleventy or pelican or mkdocs or zensical" in line for line in text) == 1


def test_every_page_has_a_source_in_every_format(work: Path) -> None:
    """Each page that we make stands as a file or as a value of a list in what the peers are given."""
    program = Program(work / "ours-12")
    values = (work / "eleventy-12/_data/terms.json").read_text("utf-8")
    for page in program.plan.pages:
        if page.kind in NOT_PAGES or page.number > 1 or page.kind == "not-found":
            continue
        stem = page.url.removesuffix(".html")
        assert (work / "mkdocs-12/docs" / f"{stem}.md").is_file()
        if page.kind == "mentor":
            name = program.site.by_slug[page.slug].name
            for folder in ("eleventy-12/content", "hugo-12/content", "pelican-12/content", "mkdocs-12/docs"):
                assert name in (work / folder / f"{stem}.md").read_text("utf-8")
        if page.kind == "term":
            assert f'"{stem}"' in values
            assert (work / f"hugo-12/content/{page.vocabulary}/{page.slug}/_index.md").is_file()


def test_sites_that_differ_get_no_ratio(work: Path, tmp_path: Path) -> None:
    """A site is like itself; without a few pages, with other words or with other bytes it is not."""
    site = work / "site-ours-12"
    assert "100.0% of the words alike" in compare(site, site)[1]
    fewer = shutil.copytree(site, tmp_path / "fewer")
    shutil.rmtree(fewer / "mentors")
    with pytest.raises(SystemExit, match="other pages"):
        compare(site, fewer)
    changes = {"words": (r">[^<]+<", ">word<"), "bytes": (r"<main", "<!--" + "-" * 9999 + "--><main")}
    for name, (old, new) in changes.items():
        other = shutil.copytree(site, tmp_path / name)
        for path in pages(other).values():
            path.write_text(re.sub(old, new, path.read_text("utf-8")), "utf-8")
        with pytest.raises(SystemExit, match="not alike"):
            compare(site, other)
