"""Bytes ↔ tables of text: CSV as programs and spreadsheets write it, XLSX, JSON. The only room that knows openpyxl.

No cell that goes out can be taken for a formula: text that begins like one gets an apostrophe, which is taken away
again on the way in.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zipfile import BadZipFile

MAX_BYTES = 20_000_000
FORMATS = ("csv", "xlsx", "json")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_INSTALL = "XLSX needs one more package: pip install 'mentorsite[xlsx]'"


class Sheet(NamedTuple):
    """A table of text: each row with the number that a spreadsheet shows; ``notes`` say how it was read."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()


class SheetRefused(Exception):  # noqa: N818 - it is a refusal
    """The file is no table that can be read; the message says why and what to do."""


def read_table(name: str, data: bytes, sheet: str | None = None) -> Sheet:
    """Read a file by the ending of its name: .csv, .tsv, .txt or .xlsx."""
    if len(data) > MAX_BYTES:
        raise SheetRefused(f"{name} has {len(data):,} bytes; {MAX_BYTES:,} are allowed")
    ending = name.rpartition(".")[2].lower()
    notes: tuple[str, ...] = ()
    if ending == "xlsx" or data.startswith(b"PK\x03\x04"):
        rows = _read_xlsx(name, data, sheet)
    elif ending in ("csv", "tsv", "txt"):
        text, notes = _decoded(name, data)
        rows = _read_csv(name, text)
    else:
        raise SheetRefused(f"{name}: a table ends in .csv or .xlsx; save it as one of them")
    return _sheet(name, rows, notes)


def read_records(name: str, data: bytes) -> list[dict[str, Any]]:
    """Read mentors from JSON: a list of objects, or an object that holds one as ``mentors``."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SheetRefused(f"{name} is not JSON: {error}") from None
    found = found.get("mentors") if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise SheetRefused(f"{name} holds no list of mentors")
    return found


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file that Excel opens as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an XLSX file whose cells are all text, so that no spreadsheet rewrites a date or a number."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "mentors"
    for number, row in enumerate((tuple(header), *rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", _guarded(text)) if text else None
            cell.data_type = "s" if text else "n"
            cell.number_format = "@"
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guarded(text: str) -> str:
    return "'" + text if _FORMULA.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _decoded(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), ("read as UTF-16",)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), ("read as Windows-1252; look at the accented letters",)
    except UnicodeDecodeError:
        raise SheetRefused(f"{name} is neither UTF-8 nor Windows-1252 text; save it as CSV UTF-8") from None


def _read_csv(name: str, text: str) -> list[list[str]]:
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        text = text[told.end() :]
    first = re.sub(r'"[^"]*"', "", text[:100_000]).strip("\r\n").split("\n")[0]
    delimiter = told[1] if told else max(",;\t|", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetRefused(f"{name} is no good CSV: {error}. Save it again as CSV UTF-8") from None
    return ([[]] if told else []) + [[_even(cell) for cell in row] for row in rows]


def _even(cell: str) -> str:
    return _unguarded(cell.replace("\r\n", "\n").replace("\r", "\n"))


def _read_xlsx(name: str, data: bytes, sheet: str | None) -> list[list[str]]:
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        if sheet is not None and sheet not in book.sheetnames:
            raise SheetRefused(f'{name} has no sheet "{sheet}"; it has {", ".join(book.sheetnames)}')
        page = book[sheet] if sheet is not None else book.worksheets[0]
        return [[_even(_cell(value)) for value in row] for row in page.iter_rows(values_only=True)]
    except (BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise SheetRefused(f"{name} cannot be read as XLSX ({type(error).__name__}); save it again") from None


def _cell(value: Any) -> str:
    """Return a typed cell as text; a date that a spreadsheet knows to be one is certain."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)


def _sheet(name: str, rows: list[list[str]], notes: tuple[str, ...]) -> Sheet:
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not numbered:
        raise SheetRefused(f"{name} holds no table: there is not one filled cell")
    header = tuple(" ".join(cell.split()) for cell in numbered[0][1])
    rest = numbered[1:]
    if len(rest) > 1 and any('"ImportId"' in cell for cell in rest[1][1]):  # Qualtrics repeats its header twice
        rest = rest[2:]
    if not rest:
        raise SheetRefused(f"{name} holds a header and no rows")
    width = len(header)
    return Sheet(header, tuple((n, tuple((row + [""] * width)[: max(width, len(row))])) for n, row in rest), notes)


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise SheetRefused(_INSTALL) from None
    return openpyxl
