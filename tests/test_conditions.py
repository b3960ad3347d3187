"""Every command where something is missing, empty, unknown, changed meanwhile or not to be written to.

Each says what is the matter in words, with the exit code that scripts expect, and loses nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import BASE, Write, missing, tree

from mentorsite.cli import VERBS, cli
from mentorsite.desk import changes

DAY = ["--date", "2026-11-20"]
TABLE = "slug,name,title\nada-lindgren,Ada Lindgren,Dean\n"
MAP = "columns: {name: Name}\n"


@pytest.fixture
def here(write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny program with something to mend and a table to import, as the folder in which commands run."""
    root = write({"t.csv": TABLE, "map.yml": MAP, "mentors/cleo-marsh.yml": "name: Cleo\nspecialties: [ENT]\n"})
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795176000")
    return Path()


def run(line: str) -> Result:
    """Run a command as it is typed."""
    return CliRunner().invoke(cli, line.split())


def _sources() -> dict[str, bytes]:
    """Return what is in the folder but for what the tool keeps for itself."""
    return {name: data for name, data in tree(Path()).items() if not name.startswith(".mentorsite-cache/")}


def _refused(result: Result, message: str) -> None:
    """A refusal in words: no traceback, no bug, an exit code that says so."""
    said = " ".join(result.output.split())
    if isinstance(result.exception, OSError):  # what main() prints in one line, with exit code 3
        said = f"{result.exception.strerror}: {result.exception.filename}"
    else:
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code in (1, 2)
    assert message in said, result.output


# Where there is no program, or one that cannot be read

NO_PROGRAM = {
    "build": "there is no site.yml here",
    "check": "there is no site.yml here",
    "check --fix": "there is no site.yml here",
    "new mentor Given": "no site.yml",
    "new guide Title": "no site.yml",
    "set ada-lindgren title=Dean": "no site.yml",
    "verify": "site.yml",
    f"diff {BASE}": "site.yml cannot be read here",
    "report": "site.yml",
    "import t.csv": "site.yml",
    "export": "site.yml",
    "forget ada-lindgren --yes": "no mentor",
    "schema profile": "site.yml",
}


@pytest.mark.parametrize("line", NO_PROGRAM)
def test_where_there_is_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """In a folder that holds no program each command says so, and leaves the folder as it was."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE)
    _refused(run(line), NO_PROGRAM[line])
    assert tree(tmp_path) == {"t.csv": TABLE.encode()}


@pytest.mark.parametrize("line", [line for line in NO_PROGRAM if not line.startswith("forget")])
def test_where_the_settings_cannot_be_read(here: Path, line: str) -> None:
    """With a site.yml that is no YAML each command names the file, and writes nothing."""
    Path("site.yml").write_text("title: [\n")
    before = tree(here)
    _refused(run(line), "site.yml")
    assert _sources() == before


# Something named that does not exist

MISSING = {
    "set nobody-here title=Dean": 'there is no mentor "nobody-here"',
    "set ada-lindgen title=Dean": 'did you mean "ada-lindgren"?',
    "set ada-lindgren titel=Dean": 'did you mean "title"?',
    "verify nobody-here": 'there is no mentor "nobody-here"',
    "verify nobody-here --on 2026-11-01": 'there is no mentor "nobody-here"',
    "forget nobody-here --yes": 'there is no mentor "nobody-here"',
    "import nowhere.csv": "'nowhere.csv' does not exist",
    "import t.csv --map nowhere.yml": "'nowhere.yml' does not exist",
    "import mentors": "is a directory",
    "diff nowhere": "this folder is in no git repository",
    "diff content": "this folder is in no git repository; compare with a folder instead",
    "build --untrusted --base HEAD": "not a git repository",
    "check --root nowhere": "'nowhere' does not exist",
    "build --out t.csv": "t.csv",
    "export --out t.csv/x.csv": "t.csv",
    "report --out t.csv/x.html --format html": "t.csv",
    "verify --write t.csv --within 900": "t.csv",
    "init mentors": "mentors is not empty",
    "new guide Title --section nowhere": '"nowhere" is not a section',
    "schema nothing": "'nothing' is not one of",
}


@pytest.mark.parametrize("line", MISSING)
def test_what_does_not_exist_is_said(here: Path, line: str) -> None:
    """A missing file, an unknown mentor, field or revision, and a file where a folder is needed: said, nothing lost."""
    before = tree(here)
    _refused(run(line), MISSING[line])
    assert _sources() == before


def test_an_unknown_revision_is_said(here: Path) -> None:
    """In a repository, what git does not know is named with what to give instead."""
    subprocess.run(["git", "init", "-q"], check=True)
    _refused(run("diff nowhere"), 'there is no folder or revision "nowhere" here; give a program')
    _refused(run("build --untrusted --base nowhere"), "trusted revision")


# Tables that hold nothing, or not what is expected

TABLES: dict[str, tuple[str, bytes, str]] = {
    "an empty CSV": ("e.csv", b"", "not one filled cell"),
    "blank lines": ("e.csv", b"\n ,\n", "not one filled cell"),
    "a header alone": ("e.csv", b"slug,name\n", "a header and no rows"),
    "an empty JSON": ("e.json", b"", "is not JSON"),
    "another JSON": ("e.json", b'{"a": 1}', "holds no list of mentors"),
    "an unknown header": ("e.csv", b"Nom,Titre\nAda,Dean\n", "say with --map which columns fill which fields"),
    "no workbook": ("e.xlsx", b"PK\x03\x04 no zip", "cannot be read as XLSX"),
    "a document": ("e.docx", b"text", "a table ends in .csv or .xlsx"),
    "an open quotation mark": ("e.csv", b'slug,name\nada,"Ada\n', "is no good CSV"),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_table_that_is_none_is_said(here: Path, what: str) -> None:
    """Whatever stands where a table is expected, the message says what it lacks, and nothing is written."""
    name, data, message = TABLES[what]
    Path(name).write_bytes(data)
    before = tree(here)
    _refused(run(f"import {name}"), message)
    assert tree(here) == before


def test_a_header_that_the_map_does_not_know_is_said(here: Path) -> None:
    """A column that the map names and the table lacks stops the import; one that it does not name is listed."""
    Path("e.csv").write_text("Nmae,Extra\nCy Doe,x\n")
    _refused(run("import e.csv --map map.yml"), 'no column "Name"; did you mean "Nmae"?')
    Path("e.csv").write_text("Name,Extra\nCy Doe,x\n")
    assert "Columns that nothing reads: Extra" in run("import e.csv --map map.yml").stderr


# A file that changed underneath the command

WRITERS = {
    "check --fix": "mentors/cleo-marsh.yml",
    "set ada-lindgren title=Dean": "mentors/ada-lindgren.yml",
    "verify ada-lindgren --on 2026-11-01": "mentors/ada-lindgren.yml",
    "import t.csv": "mentors/ada-lindgren.yml",
    "forget ada-lindgren --yes": "mentors/ada-lindgren.yml",
}


@pytest.mark.parametrize("line", WRITERS)
def test_a_file_that_changed_meanwhile_is_kept(here: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """What somebody saved between reading and writing is neither overwritten nor removed, and nothing else is."""
    path = Path(WRITERS[line])
    save: Callable[..., None] = changes.save
    after: dict[str, bytes] = {}

    def late(*words: object) -> None:
        path.write_text("name: Somebody Else\n")
        after.update(tree(here))
        save(*words)

    monkeypatch.setattr(changes, "save", late)
    _refused(run(line), f"{path.as_posix()} was changed meanwhile; nothing was saved. Look at it, then run")
    assert tree(here) == after


# A folder that cannot be written to


@pytest.fixture
def read_only() -> Iterator[Path]:
    """The tiny program in a folder of which nobody may change anything."""
    folder = Path(tempfile.mkdtemp(prefix="mentorsite-test-"))
    root = Path(shutil.copytree(BASE, folder / "program"))
    (root / "t.csv").write_text(TABLE)
    (root / "mentors/cleo-marsh.yml").write_text("name: Cleo\nspecialties: [ENT]\n")
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield root
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(folder)


def _powerless() -> list[str]:
    """Return what makes even root heed the permissions of files; nothing for anybody else."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        missing("setpriv", "apt install util-linux, or run the tests as another user than root")
    return ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]


READ_ONLY = (
    *("build", "check --fix", "new mentor Given", "new guide Title", "init other", "schema --write"),
    *("set ada-lindgren title=Dean", "verify ada-lindgren --on 2026-11-01", "verify --write drafts --within 900"),
    *("import t.csv", "export --out out.csv", "report --format html --out out.html", "forget ada-lindgren --yes"),
)


@pytest.mark.parametrize("line", READ_ONLY)
def test_a_folder_that_cannot_be_written_to_loses_nothing(read_only: Path, line: str) -> None:
    """Each command that writes says in one line where it may not, and everything is as it was."""
    before = tree(read_only)
    done = subprocess.run(
        [*_powerless(), sys.executable, "-m", "mentorsite", *line.split()],
        cwd=read_only,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795176000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (2, 3)
    last = done.stderr.strip().splitlines()[-1]
    assert "Permission denied" in last or "cannot be written to" in last
    assert ".draft" not in last
    assert "Traceback" not in done.stderr
    assert tree(read_only) == before


def test_the_tables_name_every_command() -> None:
    """No command is left out of the tables above, but serve, which tests/test_serve.py holds."""
    named = {line.split()[0] for line in (*NO_PROGRAM, *MISSING, *WRITERS, *READ_ONLY)}
    assert named == set(VERBS) - {"serve"}
