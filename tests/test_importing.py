"""Export → edit → import, and a form's export with everything that goes wrong in one."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from conftest import HERE, SAMPLE, Write
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.build import check, read_program
from mentorsite.cli import cli
from mentorsite.run import Options
from mentorsite.sheet.exporting import export
from mentorsite.sheet.files import read_table, write_csv, write_xlsx
from mentorsite.sheet.importing import work_out
from mentorsite.yaml.edit import read_data

FORM = HERE / "fixtures" / "form"
DAY = "2026-11-20"


def _run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [words[0], "--root", str(root), "--date", DAY, *words[1:]])


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample program's sources."""
    root = tmp_path / "sample"
    root.mkdir()
    shutil.copy(SAMPLE / "site.yml", root)
    for name in ("mentors", "content"):
        shutil.copytree(SAMPLE / name, root / name)
    return root


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the sample's mentors, for tests that read them often."""
    root = tmp_path_factory.mktemp("few")
    (root / "mentors").mkdir()
    shutil.copy(SAMPLE / "site.yml", root)
    shutil.copytree(SAMPLE / "content/training", root / "content/training")
    for slug in ("amara-okafor", "mei-ling-zhou", "ingrid-solberg", "leila-haddad", "priya-raman", "samuel-adeyemi"):
        shutil.copy(SAMPLE / f"mentors/{slug}.yml", root / "mentors")
    return root


def _said(root: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: read_data(path.read_text(encoding="utf-8")) for path in (root / "mentors").glob("*.yml")}


# Export, and the way back


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_export_that_nobody_edited_changes_nothing(sample: Path, tmp_path: Path, form: str) -> None:
    """Both kinds of export come back without a change, in every format."""
    before = {path: path.read_bytes() for path in (sample / "mentors").glob("*.yml")}
    for words in (("--all",), ()):
        table = tmp_path / f"table.{form}"
        assert _run(sample, "export", "--format", form, "--out", str(table), *words).exit_code == 0
        result = _run(sample, "import", str(table))
        assert result.exit_code == 0, result.output
        assert "0 new, 0 changed" in result.stdout
    assert {path: path.read_bytes() for path in (sample / "mentors").glob("*.yml")} == before


def test_the_public_export_holds_nothing_private(sample: Path) -> None:
    """Without --all no e-mail, telephone, community, consent or unpublished mentor goes out; with it, that is said."""
    result = _run(sample, "export")
    assert "@aldervalley" not in result.stdout
    assert "555-" not in result.stdout
    header = result.stdout.split("\r\n")[0].lstrip("\ufeff").split(",")
    assert not {"contact.email", "communities", "consent.date"} & set(header)
    assert "paige-ellsworth-tran" not in result.stdout
    whole = _run(sample, "export", "--all", "--format", "json")
    assert "It holds private data" in whole.stderr
    records = json.loads(whole.stdout)
    assert len(records) == len(list((sample / "mentors").glob("*.yml")))
    assert any("consent" in record for record in records)


_EDITS = {
    "title": st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp", "Co", "Cf")), max_size=60),
    "approach": st.sampled_from(["=cmd|'/c calc'!A1", "-1", "'=x", "Two; three", 'He said "no": # yes', ""]),
    "bio": st.sampled_from(["One.\n\n- two\n- three", "Just one line", "", "\tIndented", "@handle\n=SUM(A1)"]),
    "capacity.max": st.integers(5, 9).map(str),
    "last_verified": st.dates(date(2026, 1, 1), date(2026, 11, 1)).map(str),
    "languages": st.sampled_from(["English", "English; Spanish", "Spanish; English; Igbo", ""]),
    "first_contact.reply_within_days": st.sampled_from(["3", "14"]),
    "training": st.sampled_from(["", "[{module: aligning-expectations, completed: 2026-01-02}]"]),
}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(sorted(_EDITS))).flatmap(
            lambda pair: st.tuples(st.just(pair[0]), st.just(pair[1]), _EDITS[pair[1]])
        ),
        max_size=6,
    ),
    st.sampled_from(["csv", "xlsx"]),
)
def test_what_was_edited_changes_and_nothing_else(few: Path, edits: list[tuple[int, str, str]], form: str) -> None:
    """Whatever cells are edited in the table, exactly those values change in exactly those files."""
    options = Options(few, date(2026, 11, 20))
    reading = read_program(options)
    made = export(reading.program, all_=True)
    slugs = [str(record["slug"]) for record in made.records]
    rows = {row[0]: list(row) for row in made.rows}
    wanted: dict[tuple[str, str], str] = {}
    for place, column, text in edits:
        wanted[slugs[place], column] = text
        rows[slugs[place]][made.header.index(column)] = text
    write = write_csv if form == "csv" else write_xlsx
    sheet = read_table(f"a.{form}", write(made.header, [rows[row[0]] for row in made.rows]))
    result = work_out(sheet, None, reading, options)
    assert [row.faults for row in result.rows if row.faults] == []
    after = {change.path: read_data((change.after or b"").decode()) for change in result.changes}
    before = {record["slug"]: record for record in made.records}
    for slug, old in before.items():
        new = {"slug": slug, **after.get(f"mentors/{slug}.yml", {name: old[name] for name in old if name != "slug"})}
        for name in {*old, *new}:
            touched = [column for (one, column) in wanted if one == slug and column.split(".")[0] == name]
            if not touched:
                assert new.get(name) == old.get(name)
    for (slug, column), text in wanted.items():
        value: Any = after.get(f"mentors/{slug}.yml", before[slug])
        for name in column.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        cell = text.strip()
        if column == "languages":
            assert (value or []) == [part for part in cell.split("; ") if part]
        elif column == "training":
            assert bool(value) is bool(cell)
        else:
            assert " ".join(str(value or "").split()) == " ".join(cell.split())


@pytest.mark.parametrize(
    ("column", "damaged"),
    [("last_verified", "9/1/2026"), ("joined", "Sep-21"), ("consent.date", "15-Aug-26"), ("contact.phone", "#REF!")],
)
def test_damage_by_a_spreadsheet_is_reported_and_never_written(sample: Path, column: str, damaged: str) -> None:
    """A rewritten date keeps the file's own; what else was edited in the row is taken."""
    _run(sample, "set", "amara-okafor", "contact.phone=555-0102")
    made = export(read_program(Options(sample, date(2026, 11, 20))).program, all_=True)
    rows = [list(row) for row in made.rows]
    row = next(row for row in rows if row[0] == "amara-okafor")
    row[made.header.index(column)] = damaged
    row[made.header.index("title")] = "Dean"
    (sample / "table.csv").write_bytes(write_csv(made.header, rows))
    before = (sample / "mentors/amara-okafor.yml").read_text(encoding="utf-8")
    result = _run(sample, "import", str(sample / "table.csv"))
    assert result.exit_code == 1
    assert f'row 4, column "{column}": "{damaged}"' in result.stderr
    after = before.replace("title: Associate Professor of Cardiology", "title: Dean")
    assert (sample / "mentors/amara-okafor.yml").read_text(encoding="utf-8") == after


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("last_verified", "11/20/2026", "if you changed the day, write 2026-11-20"),
        ("last_verified", "3/10/2026", "if you changed the day, write 2026-03-10 or 2026-10-03"),
        ("specialties", "cardiolgy", '"cardiolgy" taken for "cardiology"'),
        ("specialties", "cardiology, neurology", 'If these are several, divide them by ";"'),
        ("capacity.max", "two\nor three", '"two or three" is not a whole number'),
    ],
)
def test_an_edited_table_says_column_and_what_to_type(sample: Path, column: str, cell: str, message: str) -> None:
    """Without a map as well each message stands in one line, names row and column, and says what to type."""
    made = export(read_program(Options(sample, date(2026, 11, 20))).program, all_=True)
    rows = [list(row) for row in made.rows]
    rows[2][made.header.index(column)] = cell
    (sample / "table.csv").write_bytes(write_csv(made.header, rows))
    result = _run(sample, "import", str(sample / "table.csv"))
    assert any(f'row 4, column "{column}": ' in line and message in line for line in result.stderr.splitlines())


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _opened_and_saved(cell: str, american: bool) -> str:
    """Return what a spreadsheet makes of a cell of a CSV file that it opens and saves again."""
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", cell):
        year, month, day = map(int, found.groups())
        return f"{month}/{day}/{year}" if american else f"{day:02}.{month:02}.{year}"
    if found := re.fullmatch(r"[0-9]{2}([0-9]{2})-([0-9]{2})", cell):
        return f"{_MONTHS[int(found[2]) - 1]}-{found[1]}"
    if (found := re.fullmatch(r"([1-9]|1[0-2])[-/]([1-9]|1[0-9])", cell)) and american:
        return f"{int(found[2])}-{_MONTHS[int(found[1]) - 1]}"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?|[0-9]+E[0-9]+", cell):
        number = float(cell)
        return f"{number:.5E}" if number >= 1e11 else f"{number:g}"
    return cell.upper() if cell in ("true", "false") else cell


@settings(max_examples=25, deadline=None)
@given(
    title=st.sampled_from(
        ["0123", "3-4", "1/2", "007.50", "1E5", "true", "Dean", "12345678901234567", "1234567890123"]
    ),
    phone=st.sampled_from(["0042", "030 1234", "00421555", "555-0123"]),
    joined=st.sampled_from(["2021-09", "2021-09-01", "2005-12"]),
    verified=st.dates(date(2026, 1, 1), date(2026, 11, 1)).map(str),
    american=st.booleans(),
    edited=st.sampled_from(["", "Surgery"]),
)
def test_a_table_that_a_spreadsheet_saved_loses_nothing(
    few: Path, title: str, phone: str, joined: str, verified: str, american: bool, edited: str
) -> None:
    """Whatever a spreadsheet rewrote is reported and not written; the one cell that somebody edited is."""
    path = "mentors/amara-okafor.yml"
    text = f'name: Amara Okafor\ntitle: "{title}"\ndepartment: Medicine\njoined: {joined}\nlast_verified: {verified}\n'
    text += f'contact: {{phone: "{phone}"}}\nconsent: {{date: {verified}, alumni: true}}\n'
    options = Options(few, date(2026, 11, 20))
    reading = read_program(options, instead={path: text.encode()})
    made = export(reading.program, all_=True)
    rows = [[row[0], *(_opened_and_saved(cell, american) for cell in row[1:])] for row in made.rows]
    row = next(row for row in rows if row[0] == "amara-okafor")
    row[made.header.index("department")] = edited or "Medicine"
    result = work_out(read_table("a.csv", write_csv(made.header, rows)), None, reading, options)
    assert [one.faults for one in result.rows if one.faults] == []
    wanted = {path: text.replace("department: Medicine", "department: Surgery")} if edited else {}
    assert {change.path: (change.after or b"").decode() for change in result.changes} == wanted
    told = {fault.column for one in result.rows if one.path == path for fault in one.damaged}
    original = next(row for row in made.rows if row[0] == "amara-okafor")
    rewritten = {name for name, old, new in zip(made.header, original, row, strict=True) if old != new}
    assert told == rewritten - {"department"}


def test_json_of_other_programs_comes_in(sample: Path) -> None:
    """Numbers, truths and nested values of JSON become what a profile holds."""
    record = {"slug": "cy-doe", "name": "Cy Doe", "capacity": {"max": 2, "current": 0}, "helps_with": ["research"],
              "consent": {"date": "2026-09-01", "alumni": True}, "joined": None}  # fmt: skip
    (sample / "new.json").write_text(json.dumps([record]))
    result = _run(sample, "import", str(sample / "new.json"))
    assert result.exit_code == 0, result.output
    said = _said(sample)["cy-doe"]
    assert said["capacity"] == {"max": "2", "current": "0"}
    assert said["consent"] == {"date": "2026-09-01", "alumni": "true"}


# A form's export of 60 rows with everything that goes wrong in one

FAULTS = {
    7: ("Your specialties", "not in the list"),
    9: ("School e-mail", "is not an e-mail address"),
    13: ("How many mentees at most?", "is not a whole number"),
    15: ("How many do you have now?", "has 4 mentees, but capacity.max is 2"),
    17: ("Timestamp", "no day of it"),
    23: ("Full name", "the name is missing"),
    25: ("", "bears this name with another e-mail address"),
    27: ("Timestamp", '"2/30/2026 9:12:00" is no day written as M/D/Y'),
    29: ("ORCID", "its last digit does not fit"),
    31: ("Languages", "not in the list"),
    33: ("Full name", "U+202E"),
    35: ("Position", "160 are allowed"),
    37: ("Whom do you accept?", "not in the list"),
    43: ("Show as well", "is not one of email, phone, photo, communities"),
    45: ("Position", "is a formula of a spreadsheet"),
    47: ("", "18 cells under 17 headings"),
}
GUESSES = {
    4: '"cardiolgy" taken for "cardiology"',
    11: '"dmitri.example/home" taken for "https://dmitri.example/home"',
    39: '"Riversde" taken for "Riverside"',
    41: '"Reserch" taken for "research"',
}
MENDED = {  # what the messages say to type
    7: {"Your specialties": "neurology"},
    9: {"School e-mail": "efua.ikande@aldervalley.example"},
    13: {"How many mentees at most?": "3"},
    15: {"How many mentees at most?": "4"},
    17: {"Timestamp": "9/9/2026 10:00:00"},
    21: None,
    23: {"Full name": "Jonas Vasquelle"},
    25: None,
    27: {"Timestamp": "2/28/2026 9:12:00"},
    29: {"ORCID": ""},
    31: {"Languages": "English"},
    33: {"Full name": "Maya Eastmere"},
    35: {"Position": "Associate Professor"},
    37: {"Whom do you accept?": "M3, M4"},
    43: {"Show as well": "my e-mail address"},
    45: {"Position": "Professor"},
    47: {},
}


def _form(sample: Path, *words: str, table: Path = FORM / "responses.csv") -> Result:
    return _run(sample, "import", str(table), "--map", str(FORM / "map.yml"), *words)


def test_every_planted_defect_is_named_by_row_and_column(sample: Path) -> None:
    """Twelve rows are left out, four values and four guesses listed, each at its place; the good rows are kept."""
    result = _form(sample)
    assert result.exit_code == 1
    for row, (column, message) in FAULTS.items():
        place = f'row {row}, column "{column}": ' if column else f"row {row}: "
        assert any(place in line and message in line for line in result.stderr.splitlines()), (row, result.stderr)
    for row, message in GUESSES.items():
        assert any(f"row {row}, " in line and message in line for line in result.stderr.splitlines())
    assert result.stdout.endswith("47 new, 0 changed, 0 as they were, 12 left out, 1 answered again.\n")
    assert "row 19: new mentors/hina-quillfeather.yml (no consent, so no page)" in result.stdout
    assert not check(Options(sample, date(2026, 11, 20))).failed


def test_the_messages_are_enough_to_mend_the_form(sample: Path, tmp_path: Path) -> None:
    """When each cell is corrected as its message says, a second import takes every row."""
    _form(sample)
    rows = list(csv.reader(io.StringIO((FORM / "responses.csv").read_bytes().decode("utf-8-sig")), delimiter=";"))
    mended = [rows[0]]
    for number, row in enumerate(rows[1:], 2):
        cells = MENDED.get(number, {})
        if cells is None:
            continue
        row = row[: len(rows[0])]
        for column, text in cells.items():
            row[rows[0].index(column)] = text
        mended.append(row)
    out = io.StringIO()
    csv.writer(out).writerows(mended)
    table = tmp_path / "mended.csv"
    table.write_text(out.getvalue(), encoding="utf-8")
    result = _form(sample, table=table)
    assert result.exit_code == 0, result.output
    assert "11 new, 2 changed, 45 as they were, 0 left out." in result.stdout
    assert not check(Options(sample, date(2026, 11, 20))).failed


def test_a_second_import_keeps_hand_edits(sample: Path, tmp_path: Path) -> None:
    """The same answers again change nothing, not even what was edited since; newer answers touch their fields alone."""
    _form(sample)
    path = sample / "mentors/bao-castellan.yml"
    edited = path.read_text(encoding="utf-8").replace("title: Assistant Professor", "title: Dean  # by hand")
    path.write_text(edited, encoding="utf-8")
    again = _form(sample)
    assert "row 5: mentors/bao-castellan.yml was edited or confirmed since; kept: title" in again.stderr + again.stdout
    assert path.read_text(encoding="utf-8") == edited
    text = (FORM / "responses.csv").read_bytes().decode("utf-8-sig")
    line = next(line for line in text.split("\r\n") if "Bao Castellan" in line)
    newer = text.replace(line, line.replace("9/6/2026", "11/2/2026").replace("English, Spanish", "English, Igbo"))
    table = tmp_path / "newer.csv"
    table.write_text(newer, encoding="utf-8", newline="")
    result = _form(sample, table=table)
    assert "row 5: mentors/bao-castellan.yml: title, languages" in result.stdout
    after = edited.replace("Dean  #", "Assistant Professor  #").replace("English, Spanish", "English, Igbo")
    assert path.read_text(encoding="utf-8") == after.replace("2026-09-06", "2026-11-02")


def test_dry_run_shows_the_diff(sample: Path) -> None:
    """With --dry-run new files are shown and none is written."""
    before = _said(sample)
    result = _form(sample, "--dry-run")
    assert "+name: Bao Castellan" in result.stdout
    assert "Nothing was written: it would be 47 new" in result.stdout
    assert _said(sample) == before


def test_xlsx_of_a_form_reads_like_its_csv(sample: Path, tmp_path: Path) -> None:
    """The same answers as a workbook make the same files."""
    rows = list(csv.reader(io.StringIO((FORM / "responses.csv").read_bytes().decode("utf-8-sig")), delimiter=";"))
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(["" if cell.startswith("=") else cell for cell in row])
    book.save(tmp_path / "responses.xlsx")
    result = _form(sample, table=tmp_path / "responses.xlsx")
    assert "49 new" in result.stdout, result.output


MAP = "columns: {name: Name, helps_with: {checked: {t1: research, t2: board exams}}, roles: {value: career}}\n"


def test_tick_boxes_and_fixed_values(write: Write) -> None:
    """A form with one column for each box fills a list; every mentor may get one value."""
    root = write({"map.yml": MAP, "a.csv": "Name,t1,t2\nCy Doe,1,0\nDi Roe,,checked\n"})
    result = _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))
    assert result.exit_code == 0, result.output
    said = _said(root)
    assert said["cy-doe"]["helps_with"] == ["research"]
    assert said["di-roe"] == {"name": "Di Roe", "helps_with": ["board exams"], "roles": ["career"]}


def test_a_no_to_consent_is_never_passed_over(write: Write) -> None:
    """Whoever is published and answers no is reported, not updated and not ignored."""
    map_ = "columns: {name: Name}\nconsent: {column: Publish, yes: [Yes], date: Day}\n"
    root = write({"map.yml": map_, "a.csv": "Name,Publish,Day\nAda Lindgren,No,2026-10-01\n"})
    result = _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))
    assert result.exit_code == 1
    assert "the answer is no, and the file records consent of 2026-09-01" in result.stderr


@pytest.mark.parametrize(
    ("table", "map_", "message"),
    [
        ("Name\nCy\n", MAP, 'the table has no column "t1", and no column "t2"'),
        ("Nmae,t1,t2\nCy,1,1\n", MAP, 'no column "Name"; did you mean "Nmae"?'),
        ("Name,t1,t2,t1\nCy,1,1,1\n", MAP, 'the heading "t1" stands twice'),
        ("Name\nCy\n", "", "say with --map which columns fill which fields"),
        ("slug,name\nA B,Cy\n", "", '"A B" cannot be a file name'),
        ("", MAP, "not one filled cell"),
        ("Name,t1,t2\nCy,1,1\n", "columns: {nmae: Name}\n", 'Did you mean "name"?'),
        ("Name,t1,t2\nCy,1,1\n", "columns: {consent.date: Name}\n", "a place of its own in the map"),
        ("Name,t1,t2\nCy,1,1\n", "columns: [\n", 'the "[" is never closed'),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_written(write: Write, table: str, map_: str, message: str) -> None:
    """An unknown column, a broken map and an empty table each have their own message."""
    root = write({"map.yml": map_, "a.csv": table})
    before = _said(root)
    words = ["import", str(root / "a.csv"), *(["--map", str(root / "map.yml")] if map_ else [])]
    result = _run(root, *words)
    assert result.exit_code in (1, 2)
    assert message in " ".join(result.stderr.split())
    assert _said(root) == before


def test_namesakes_and_broken_files_are_not_guessed_at(write: Write) -> None:
    """Two mentors of one name need a slug; a file with errors is mended first."""
    files = {
        "mentors/cy-doe.yml": "name: Cy Doe\nconsent: {date: 2026-09-01}\n",
        "mentors/cy-doe-2.yml": "name: Cy Doe\nconsent: {date: 2026-09-01}\n",
        "mentors/di-roe.yml": "name: Di Roe\n\tx: y\n",
        "map.yml": "columns: {name: Name, title: Title}\nslug: File\n",
        "a.csv": "Name,Title,File\nCy Doe,Dean,\nCy Doe,Dean,cy-doe-2\nDi Roe,Dean,di-roe\n",
    }
    root = write(dict(files))
    result = _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))
    assert "mentors/cy-doe-2.yml and mentors/cy-doe.yml bear this name" in result.stderr
    assert "mentors/di-roe.yml has errors. Mend it first" in result.stderr
    assert _said_one(root, "cy-doe-2")["title"] == "Dean"


def _said_one(root: Path, slug: str) -> dict[str, Any]:
    return read_data((root / f"mentors/{slug}.yml").read_text(encoding="utf-8"))


def test_a_read_only_folder_loses_nothing(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the folder cannot be written to, no file is made or changed."""
    before = _said(sample)

    def refuse(*words: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied", "mentors")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    result = _form(sample)
    assert isinstance(result.exception, PermissionError)
    assert _said(sample) == before


def test_every_near_miss_of_the_form_has_a_suggestion(sample: Path) -> None:
    """Were the form's misspelled answers typed into a file, rdjson would offer the right word for each."""
    text = (
        "name: Cy Doe\nspecialties: [cardiolgy]\ncampus: Riversde\nhelps_with: [Reserch]\nconsent: {date: 2026-09-01}\n"
    )
    (sample / "mentors/cy-doe.yml").write_text(text)
    found = json.loads(_run(sample, "check", "--format", "rdjson").stdout)["diagnostics"]
    near = [one for one in found if one["code"]["value"] == "profile/unknown-term"]
    assert [one["suggestions"][0]["text"] for one in near] == ["cardiology", "Riverside", "research"]


PEOPLE_MAP = """\
columns: {name: Name, contact.email: Mail, title: Title}
consent: {column: Publish, yes: [Yes], date: Day}
"""


def _people(root: Path, *rows: str) -> Result:
    (root / "map.yml").write_text(PEOPLE_MAP)
    (root / "a.csv").write_text("\n".join(["Name,Mail,Title,Publish,Day", *rows, ""]))
    return _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))


def test_another_name_never_takes_over_a_mentor(write: Write) -> None:
    """An address or a file name of somebody with another name is reported; nothing is renamed, no consent renewed."""
    mail = "ana.okafor@aldervalley.example"
    text = f"name: Ana Okafor\ncontact: {{email: {mail}}}\nconsent: {{date: 2026-09-01}}\n"
    root = write({"mentors/ana-okafor.yml": text})
    result = _people(root, f"Dr. Karl Newperson,{mail},Dean,Yes,2026-10-01")
    assert result.exit_code == 1
    assert 'row 2, column "Mail": the e-mail address is that of Ana Okafor (mentors/ana-okafor.yml)' in result.stderr
    assert 'then import again: mentorsite set ana-okafor name="Dr. Karl Newperson".' in result.stderr
    assert (root / "mentors/ana-okafor.yml").read_text() == text
    (root / "b.csv").write_text("slug,name\nana-okafor,Karl Newperson\n")
    result = _run(root, "import", str(root / "b.csv"))
    assert 'row 2, column "slug": the file name is that of Ana Okafor' in result.stderr
    assert (root / "mentors/ana-okafor.yml").read_text() == text
    result = _run(root, "export", "--all", "--out", str(root / "c.csv"))
    table = (root / "c.csv").read_text(encoding="utf-8-sig").replace("Ana Okafor", "Ana OKAFOR")
    (root / "c.csv").write_text(table)
    assert 'and the name is "Ana OKAFOR"' in _run(root, "import", str(root / "c.csv")).stderr
    assert (root / "mentors/ana-okafor.yml").read_text() == text


@pytest.mark.parametrize(
    ("said", "row", "same"),
    [
        ("Pat Jones", "Sam Jones", False),
        ("Amira Abbott", "Samir Abbott", False),
        ("Amira Abbott", "Amelie Abbott", False),
        ("Amira Abbott", "Amira Stone", False),
        ("Amira Abbott", "Amira Abbott-Stone", False),
        ("John Abbott", "John Abbott Jr.", False),
        ("John Q. Abbott", "John R. Abbott", False),
        ("Thomas James", "James Thomas", False),
        ("Linh Do", "Linh", False),
        ("Amira Abbott", '"ABBOTT, Amira"', True),
        ("Amira Abbott", "Dr. Amira  J. Abbott", True),
        ("Amira Jane Abbott", '"Amira Abbott, MD, FACP"', True),
        ("Amira J. Abbott", "amira jane abbott", True),
        ("José Álvarez-Lindh", "Jose Alvarez Lindh", True),
        ("Mei-Ling Zhou", "Meiling Zhou", True),
    ],
)
def test_an_import_renames_nobody(write: Write, said: str, row: str, same: bool) -> None:
    """Whoever answers under the address of somebody of another name gets neither that file nor that consent."""
    mail = "one@aldervalley.example"
    text = f"name: {said}\ncontact: {{email: {mail}}}\nconsent: {{date: 2026-09-01}}\n"
    root = write({"mentors/one.yml": text})
    result = _people(root, f"{row},{mail},Dean,Yes,2026-10-01", "Cy Doe,cy@aldervalley.example,Dean,Yes,2026-10-01")
    after = _said_one(root, "one")
    assert after["name"] == said
    assert after["consent"]["date"] == ("2026-10-01" if same else "2026-09-01")
    assert (f'row 2, column "Mail": the e-mail address is that of {said} (mentors/one.yml)' in result.stderr) != same
    assert "1 new" in result.stdout


_BROKEN = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#n/a ")
_FORMULAS = ('=HYPERLINK("https://one.example","x")', "=CONCAT(A1)", " =sum(A1)", "=-SUM(A1)", "+SUM(A1)", "@IF(A1)")
_TEXTS = (
    "-1 to 3 (often)",
    "= equal terms",
    "+ research (lab)",
    "@handle",
    "- M3 and M4",
    "#1 in rank",
    "=equal (to all)",
    "#N/A?",
)


@pytest.mark.parametrize("text", [*_BROKEN, *_FORMULAS])
def test_a_broken_cell_is_never_published(write: Write, text: str) -> None:
    """Errors of a spreadsheet and formulas leave their row out in any column; without a map the file's word stays."""
    cell = '"' + text.replace('"', '""') + '"'
    rows = {"Name": f"{cell},a@x.example,Dean,Yes,2026-10-01", "Mail": f"Bo Loe,{cell},Dean,Yes,2026-10-01",
            "Title": f"Cy Doe,c@x.example,{cell},Yes,2026-10-01",
            "Publish": f"Di Roe,d@x.example,Dean,{cell},2026-10-01",
            "Day": f"Ed Poe,e@x.example,Dean,Yes,{cell}"}  # fmt: skip
    root = write({})
    result = _people(root, *rows.values(), "Fi Moe,f@x.example,Dean,Yes,2026-10-01")
    for number, column in enumerate(rows, 2):
        assert f'row {number}, column "{column}": "{text.strip()}" is ' in result.stderr
        assert result.stderr.count(f"row {number}, ") == 1
    assert result.stdout.endswith("1 new, 0 changed, 0 as they were, 5 left out.\n")
    (root / "b.csv").write_text(f"slug,name,title,department\nfi-moe,Fi Moe,{cell},Surgery\ngi-loe,Gi Loe,{cell},\n")
    result = _run(root, "import", str(root / "b.csv"))
    assert "The file keeps what it says" in result.stderr
    assert (_said(root)["fi-moe"]["title"], _said(root)["fi-moe"]["department"]) == ("Dean", "Surgery")
    assert not (root / "mentors/gi-loe.yml").exists()


@pytest.mark.parametrize("text", _TEXTS)
def test_text_that_only_begins_like_a_formula_stays(write: Write, text: str) -> None:
    """Nothing but a call of a function is a formula: other text comes in as it is, and comes back from an export."""
    root = write({})
    assert "1 new" in _people(root, f"Cy Doe,cy@x.example,{text},Yes,2026-10-01").stdout
    assert _said(root)["cy-doe"]["title"] == text
    _run(root, "export", "--all", "--out", str(root / "c.csv"))
    result = _run(root, "import", str(root / "c.csv"))
    assert (result.exit_code, "0 changed" in result.stdout) == (0, True)


def test_a_family_name_first_is_named(write: Write) -> None:
    """A new mentor whose name stands as "Family, Given" is left out, with the name to type; degrees are no name."""
    root = write({})
    result = _people(
        root, '"SLADE, Selma",s@x.example,Dean,Yes,2026-10-01', '"Cy Doe, MD",c@x.example,Dean,Yes,2026-10-01'
    )
    assert 'row 2, column "Name": "SLADE, Selma" looks like "Family, Given". Write the name as' in result.stderr
    assert "Selma SLADE." in result.stderr
    assert "1 new" in result.stdout


def test_a_shared_address_and_a_day_to_come_are_reported(write: Write) -> None:
    """Two new people with one e-mail address, and consent of a day to come, are named by row and column."""
    root = write({})
    result = _people(
        root,
        "Cy Doe,office@aldervalley.example,Dean,Yes,2026-10-01",
        "Di Roe,office@aldervalley.example,Dean,Yes,2026-10-01",
        "Ed Poe,ed.poe@aldervalley.example,Dean,Yes,2027-10-01",
    )
    assert result.exit_code == 1
    assert 'row 3, column "Mail": row 2 has this address as well' in result.stderr
    assert 'row 4, column "Day": the consent is of 2027-10-01, which is still to come' in result.stderr
    assert not (root / "mentors/di-roe.yml").exists()
    assert not (root / "mentors/ed-poe.yml").exists()


def test_only_a_slip_of_the_keyboard_is_guessed(write: Write) -> None:
    """Another word, a code or two answers in one are reported with a suggestion and left out; the rest is taken."""
    map_ = "columns: {name: Name, specialties: Specialty, mentee_stages: Stages, helps_with: Help}\n"
    rows = [
        "Cy Doe,astrology; cardiolgy,PGY-7; M3,research / networking",
        "Di Roe,horology; geology,D3; M12,Reserch",
    ]
    root = write({"map.yml": map_, "a.csv": "\n".join(["Name,Specialty,Stages,Help", *rows, ""])})
    result = _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))
    assert result.exit_code == 1
    assert _said(root)["cy-doe"] == {"name": "Cy Doe", "specialties": ["cardiology"], "mentee_stages": ["M3"]}
    assert _said(root)["di-roe"] == {"name": "Di Roe", "helps_with": ["research"]}
    kept = result.stderr.partition("Not understood, and not written:")[2]
    for word in ("astrology", "PGY-7", "research / networking", "horology", "geology", "D3", "M12"):
        assert f'"{word}" is not in the list' in kept
    assert 'row 3, column "Stages": "M12" is not in the list "mentee stages". Did you mean "M1"?' in kept
    assert "say in the map what divides them (split:)" in kept


def test_a_corrected_cell_wins_over_what_the_import_wrote(write: Write) -> None:
    """The same answer with another cell changes the file, unless somebody edited that value by hand."""
    root = write({})
    row = "Cy Doe,cy.doe@aldervalley.example,{},Yes,2026-10-01"
    path = root / "mentors/cy-doe.yml"
    _people(root, row.format("Dean"))
    assert "row 2: mentors/cy-doe.yml: title" in _people(root, row.format("Chair")).stdout
    _run(root, "verify", "cy-doe", "--on", "2026-11-01")
    assert "row 2: mentors/cy-doe.yml: title" in _people(root, row.format("Head")).stdout
    _run(root, "set", "cy-doe", "title=Provost")
    for title in ("Head", "Lecturer"):
        assert "was edited or confirmed since; kept: title" in _people(root, row.format(title)).stdout
    assert "title: Provost" in path.read_text()
    assert "last_verified: 2026-11-01" in path.read_text()


def test_a_cell_that_was_not_understood_for_once_can_still_be_corrected(write: Write) -> None:
    """An import that could not read a cell, or found it blank, is no edit by hand; the map's advice keeps its line."""
    map_ = "columns: {{name: Name, mentee_stages: {}}}\nconsent: {{column: Publish, yes: [Yes], date: Day}}\n"
    good, bad = map_.format('{column: Stages, split: ","}'), map_.format("{column: Stages}")
    root = write({})

    def stages(text: str, told: str) -> Result:
        (root / "map.yml").write_text(told)
        (root / "a.csv").write_text(f'Name,Stages,Publish,Day\nCy Doe,"{text}",Yes,2026-10-01\n')
        return _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))

    stages("M1, M2", good)
    stages("M1, M2", bad)
    stages("", good)
    line = 'mentee_stages: {column: Stages, split: ",", values: {M33: M3}}'
    assert line in stages("M1, M33", good).stderr
    assert "kept" not in stages("M1, M3", good).stdout
    assert _said(root)["cy-doe"]["mentee_stages"] == ["M1", "M3"]


def test_a_consent_that_was_taken_out_stays_out(write: Write) -> None:
    """The answer that gave a consent does not give it again; a newer one does."""
    root = write({})
    row = "Cy Doe,cy.doe@aldervalley.example,{},Yes,{}"
    _people(root, row.format("Dean", "2026-10-01"))
    _run(root, "set", "cy-doe", "consent=")
    for title in ("Dean", "Chair"):
        assert "kept: consent.date" in _people(root, row.format(title, "2026-10-01")).stdout
        assert "consent" not in _said(root)["cy-doe"]
    assert _said(root)["cy-doe"]["title"] == "Chair"
    _people(root, row.format("Chair", "2026-10-09"))
    assert _said(root)["cy-doe"]["consent"]["date"] == "2026-10-09"


def test_no_is_an_answer_of_its_own(write: Write) -> None:
    """With no: in the map a no is no file and no fault, blank is not a no, and other answers are reported."""
    map_ = "columns: {name: Name}\nconsent: {column: Publish, yes: [Yes], no: ['No'], date: Day}\n"
    rows = ["Cy Doe,no,2026-10-01", "Di Roe,,2026-10-01", "Ed Poe,Perhaps,2026-10-01", "Ada Lindgren,No,2026-10-01"]
    root = write({"map.yml": map_, "a.csv": "\n".join(["Name,Publish,Day", *rows, ""])})
    result = _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))
    assert "row 2: Cy Doe declined" in result.stdout
    assert not (root / "mentors/cy-doe.yml").exists()
    assert "row 3: new mentors/di-roe.yml (no consent, so no page)" in result.stdout
    assert 'row 4, column "Publish": "Perhaps" is none of the answers' in result.stderr
    assert "the answer is no, and the file records consent of 2026-09-01" in result.stderr
    assert result.stdout.endswith("1 new, 0 changed, 0 as they were, 2 left out, 1 declined.\n")


def test_a_blank_answer_to_consent_is_said_and_changes_none(write: Write) -> None:
    """Blank is no answer: the consent in the file stays, and a newer row that gives none is named."""
    root = write({})
    row = "Cy Doe,cy.doe@aldervalley.example,Dean,{},{}"
    _people(root, row.format("Yes", "2026-10-01"))
    said = "row 2: Cy Doe gave no answer about consent: the consent of 2026-10-01 in mentors/cy-doe.yml stays"
    for day, told in (("2026-11-01", True), ("", True), ("2026-09-30", False)):
        result = _people(root, row.format("", day))
        assert (said in result.stdout, result.exit_code) == (told, 0)
        assert _said(root)["cy-doe"]["consent"]["date"] == "2026-10-01"
    older, newer = row.format("Yes", "2026-10-02"), row.format("", "2026-11-01").replace("Dean", "Chair")
    (root / "map.yml").write_text(PEOPLE_MAP)
    (root / "a.csv").write_text(f"Name,Mail,Title,Publish,Day\n{older}\n{newer}\n")
    result = _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))
    assert said.replace("row 2", "row 3") in result.stdout
    assert _said(root)["cy-doe"]["title"] == "Chair"


def test_a_map_says_all_of_its_mistakes_at_once(write: Write) -> None:
    """Mistakes of form, unknown fields and consent in the wrong place come in one list, with what is allowed."""
    map_ = "columns: {nmae: Name, consent.show: Show, orcid: iD}\ndate: M/D/Y\ndates: MM/DD/YYYY\nvalues: {a: b}\n"
    map_ += "consent: {column: Publish, shown: x, yes: [Yes]}\n"
    root = write({"map.yml": map_, "a.csv": "Name\nCy\n"})
    result = _run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))
    assert result.exit_code == 1
    said = " ".join(result.stderr.split())
    parts = ['no field "nmae"', 'Did you mean "name"?', 'no field "consent.show"', "yes, no, date, scope and show"]
    parts += ['"values" is not a field of a map', "It belongs into the braces of its column, such as campus: {column:"]
    parts += ['no field "orcid"', 'Did you mean "links.orcid"?', 'Did you mean "M/D/Y"?']
    parts += ['"date" is not a field of a map', '"shown" is not a field of consent', "consent has no date"]
    for part in parts:
        assert part in said
    assert "small letters" not in said


def test_a_word_in_no_list_says_what_is_allowed_and_the_line_of_the_map(sample: Path) -> None:
    """Of a short list all is said, of a long one what is nearest; the example is the very line, and works."""
    (sample / "a.csv").write_text("Name,Where,Help\nCy Doe,Downtown,networkng talk\n")
    map_ = "columns: {name: Name, campus: Where, helps_with: Help}\n"
    (sample / "map.yml").write_text(map_)
    words = ("import", str(sample / "a.csv"), "--map", str(sample / "map.yml"))
    said = _run(sample, *words, "--dry-run").stderr
    line = "campus: {column: Where, values: {Downtown: …}}"
    assert (
        "Allowed: Riverside, Hillcrest, Northgate. Correct the cell, or say in the map what it means: " + line in said
    )
    assert "helps_with: {column: Help, values: {networkng talk: " in said
    (sample / "map.yml").write_text(map_.replace("campus: Where", line.replace("…", "Riverside")))
    assert "Downtown" not in _run(sample, *words).stderr
    assert _said(sample)["cy-doe"]["campus"] == "Riverside"


def test_a_broken_memory_is_not_passed_over(write: Write) -> None:
    """What conflicting edits made of .imported.json is said, and the file is not written over."""
    root = write({".imported.json": "<<<<<<< HEAD\n"})
    result = _people(root, "Cy Doe,cy.doe@aldervalley.example,Dean,Yes,2026-10-01")
    assert result.exit_code == 2
    assert ".imported.json cannot be read" in result.stderr
    assert not (root / "mentors/cy-doe.yml").exists()
    assert (root / ".imported.json").read_text() == "<<<<<<< HEAD\n"


_KILLED = """
import os, pathlib, signal, sys
replace, left = pathlib.Path.replace, [int(sys.argv[1])]

def until_killed(path, target):
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return replace(path, target)

pathlib.Path.replace = until_killed
from mentorsite.cli import cli
cli(sys.argv[2:])
"""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_an_import_that_was_killed_can_be_run_again(write: Write, after: int) -> None:
    """Wherever the machine stops, each file is whole, and the same command makes the rest as if nothing had been."""
    rows = "Ada Lindgren,,Dean,Yes,2026-10-02\nCy Doe,,Chair,Yes,2026-10-02\nDi Roe,,Head,Yes,2026-10-02\n"
    root = write({"map.yml": PEOPLE_MAP, "a.csv": f"Name,Mail,Title,Publish,Day\n{rows}"})
    table, map_ = str(root / "a.csv"), str(root / "map.yml")
    words = ["import", "--root", str(root), "--date", DAY, table, "--map", map_]
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(after), *words], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(_said(root)) == 2 + max(0, after - 1)  # Ada Lindgren is first, and has a file already
    again = CliRunner().invoke(cli, words)
    assert again.exit_code == 0, again.output
    assert {slug: _said(root)[slug]["title"] for slug in ("ada-lindgren", "cy-doe", "di-roe")} == {
        "ada-lindgren": "Dean",
        "cy-doe": "Chair",
        "di-roe": "Head",
    }
    assert (root / ".imported.json").exists()
    assert check(Options(root, date(2026, 11, 20))).failed is False
    (root / "a.csv").write_text((root / "a.csv").read_text().replace("Chair", "Provost"))
    assert "mentors/cy-doe.yml: title" in CliRunner().invoke(cli, words).output
