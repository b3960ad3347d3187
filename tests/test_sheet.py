"""Tables and cells: what spreadsheets write is read, and what goes out does no harm and comes back."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite.profile import PROFILE
from mentorsite.sheet.cells import as_cell, columns, of_cell, split
from mentorsite.sheet.damage import damage
from mentorsite.sheet.files import Sheet, SheetRefused, read_records, read_table, write_csv, write_xlsx

ROWS = ((2, ("Zoë", "a\nb")), (3, ("Ann", "")))


@pytest.mark.parametrize(
    "data",
    [
        'Name,Note\r\nZoë,"a\nb"\r\nAnn,\r\n'.encode(),
        '\ufeffName;Note\r\nZoë;"a\r\nb"\r\nAnn;\r\n'.encode(),
        'sep=;\r\nName;Note\r\nZoë;"a\nb"\r\nAnn;\r\n'.encode(),
        'Name\tNote\nZoë\t"a\nb"\nAnn\t\n'.encode("utf-16"),
        'Name,Note\rZoë,"a\rb"\rAnn,\r'.encode("cp1252"),
        'Name, Note \nZoë,"a\nb"\nAnn\n,\n\n'.encode(),
    ],
)
def test_every_dialect_reads_alike(data: bytes) -> None:
    """BOM, UTF-16, Windows-1252, semicolons, tabs, CRLF, CR, short and empty rows make no difference."""
    sheet = read_table("answers.csv", data)
    assert sheet.header == ("Name", "Note")
    assert [cells for _, cells in sheet.rows] == [cells for _, cells in ROWS]


def test_rows_bear_the_numbers_that_a_spreadsheet_shows() -> None:
    """A row's number counts records, empty ones too, not lines of the file."""
    sheet = read_table("a.csv", b'Name,Note\n"x\ny",\n\nAnn,\n')
    assert [number for number, _ in sheet.rows] == [2, 4]


def test_windows_text_is_said_to_be_guessed() -> None:
    """Reading as Windows-1252 is a guess that somebody should look at."""
    assert read_table("a.csv", "Name\nZoë\n".encode("cp1252")).notes == (
        "read as Windows-1252; look at the accented letters",
    )


def test_qualtrics_repeats_its_header() -> None:
    """The two rows of wording and ids below Qualtrics' header are no answers."""
    data = b'Q1,Q2\n"Your name","Topics"\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\nAnn,research\n'
    assert read_table("a.csv", data).rows == ((4, ("Ann", "research")),)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", "not one filled cell"),
        ("a.csv", b" , \n,\n", "not one filled cell"),
        ("a.csv", b"Name,Note\n", "a header and no rows"),
        ("a.csv", b'Name\n"never closed\n', "no good CSV"),
        ("a.csv", b"Name\n\x81\x8d\n", "neither UTF-8 nor Windows-1252"),
        ("a.ods", b"x", "ends in .csv or .xlsx"),
        ("a.xlsx", b"x", "cannot be read as XLSX"),
        ("a.xlsx", b"PK\x03\x04x", "cannot be read as XLSX"),
    ],
)
def test_what_is_no_table_is_refused(name: str, data: bytes, message: str) -> None:
    """An empty table, a broken one and another format are each said in plain words."""
    with pytest.raises(SheetRefused, match=message):
        read_table(name, data)


def test_json_must_hold_mentors() -> None:
    """JSON is a list of objects, or an object with such a list."""
    assert read_records("a.json", b'\xef\xbb\xbf{"mentors": [{"slug": "a"}]}') == [{"slug": "a"}]
    for data in (b"{", b"[1]", b'{"a": []}', b"[" * 100_000):
        with pytest.raises(SheetRefused):
            read_records("a.json", data)


def test_typed_cells_of_xlsx_are_certain() -> None:
    """A spreadsheet's own dates, numbers and truths become text as a profile writes it."""
    book = openpyxl.Workbook()
    page = book.create_sheet("answers")
    page.append(["a", "b", "c", "d", "e"])
    page.append([datetime(2026, 9, 1), date(2026, 9, 2), 3.0, True, None])
    out = io.BytesIO()
    book.save(out)
    sheet = read_table("a.xlsx", out.getvalue(), "answers")
    assert sheet.rows == ((2, ("2026-09-01", "2026-09-02", "3", "true", "")),)
    with pytest.raises(SheetRefused, match="has no sheet"):
        read_table("a.xlsx", out.getvalue(), "nope")


def test_without_openpyxl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(SheetRefused, match=r"pip install 'mentorsite\[xlsx\]'"):
        write_xlsx(("a",), [("b",)])


_CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n=+-@'\t;\""), max_size=30)


@settings(deadline=None)
@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=5))
def test_cells_come_back_as_they_went(rows: list[tuple[str, str]]) -> None:
    """Whatever a cell holds, CSV and XLSX give it back unchanged."""
    header = ("one", "two")
    filled = tuple((n, row) for n, row in enumerate(rows, 2) if any(cell.strip() for cell in row))
    for name, data in (("a.csv", write_csv(header, rows)), ("a.xlsx", write_xlsx(header, rows))):
        if filled:
            assert read_table(name, data) == Sheet(header, filled)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''@x"])
def test_no_cell_is_a_formula(text: str) -> None:
    """Text that a spreadsheet would run goes out behind an apostrophe."""
    rows = list(csv.reader(io.StringIO(write_csv(("a", "b"), [("x", text)]).decode("utf-8-sig"))))
    assert rows[1][1] == "'" + text
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx(("a", "b"), [("x", text)]))).active
    assert page is not None
    assert page["B2"].data_type == "s"
    assert str(page["B2"].value).startswith("'")


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cn", "Cc")), min_size=1, max_size=20)))
def test_lists_come_back_from_one_cell(items: list[str]) -> None:
    """Items may hold semicolons, quotation marks and blanks."""
    assert split(as_cell(items)) == items


def test_a_profile_takes_one_column_for_each_value() -> None:
    """Fields of fields have a column each; records stand in one cell as YAML."""
    kinds = dict(columns(PROFILE))
    assert ("capacity", "max") in kinds
    assert ("consent", "show") in kinds
    records = [{"module": "aligning-expectations", "completed": "2026-02-14"}]
    assert as_cell(records) == "[{module: aligning-expectations, completed: 2026-02-14}]"
    assert of_cell(kinds["training",], as_cell(records)) == records
    assert of_cell(kinds["capacity", "current"], "2") == "2"
    assert of_cell(kinds["title",], "  ") is None
    with pytest.raises(ValueError, match="the cell takes a list such as"):
        of_cell(kinds["training",], "[{")


@pytest.mark.parametrize(
    ("old", "new", "damaged"),
    [
        ("2026-09-01", "9/1/2026", True),
        ("2026-09-01", "2026-09-02", False),
        ("2023-09", "Sep-23", True),
        ("2023-09", "2023-09-01", True),
        ("0123", "123", True),
        ("0123", "124", False),
        ("1234567890123456", "1.23457E+15", True),
        ("true", "TRUE", True),
        ("3-4", "4-Mar", True),
        ("anything", "#REF!", True),
        ("she/her", "they/them", False),
    ],
)
def test_the_handwriting_of_spreadsheets_is_known(old: str, new: str, damaged: bool) -> None:
    """What a spreadsheet makes of a value by itself is told from what a person wrote."""
    assert bool(damage(old, new)) is damaged


def test_json_stays_json() -> None:
    """Records survive the way through JSON text."""
    records = [{"slug": "a", "name": "Zoë"}]
    assert read_records("a.json", json.dumps(records).encode()) == records
