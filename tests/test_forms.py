"""Forms as schools send them: each defect planted in one is named at its place, and can be mended by that.

``google.csv`` is a Google form's export of 64 answers, ``redcap.csv`` one of REDCap with a column for each tick box,
``qualtrics.csv`` one of Qualtrics with three header rows. Everybody in them is invented.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner, Result
from conftest import HERE

from mentorsite.cli import cli
from mentorsite.yaml.text import written

FORMS = HERE / "fixtures" / "forms"
DAY = "2026-11-20"

NAME, MAIL, SPEC = "Your full name", "Email Address", "Your specialty or specialties"
HELP, STAGE, MOST = (
    "What can students come to you with?",
    "Whom would you like to mentor?",
    "How many mentees would you take at most?",
)
NOW, ANSWER, BIO = (
    "How many mentees do you have at present?",
    "Within how many days do you answer?",
    "A few words about you",
)
AGREE, SHOW = "May we publish your profile on the mentor pages?", "May we show your e-mail address?"
CAMPUS, FORMATS, SPEAKS = "Where do you work?", "How do you like to meet?", "Languages you speak"
SITE, ORCID, PHONE, WHEN = "Your website", "ORCID iD", "Phone", "Timestamp"


class Defect(NamedTuple):
    """What is wrong in a row, the message that must name it, and what that message tells one to type: None deletes."""

    row: int
    column: str
    message: str
    mending: str | None


LEFT_OUT = (
    Defect(5, WHEN, '"13/45/2026 9:00:00" is no day written as M/D/Y', "10/4/2026 9:00:00"),
    Defect(6, MAIL, "Write one address; there is no place for another one", "a.one@aldervalley.example"),
    Defect(9, "", "row 8 makes mentors/anjali-castlereagh.yml as well. Delete one of the two rows", None),
    Defect(11, MAIL, "row 10 has this address as well", "binta.duquesnoy@aldervalley.example"),
    Defect(14, AGREE, "Ask what is meant and correct the cell", "No"),
    Defect(16, NOW, "Edda Silverlock has 7 mentees, but capacity.max is 3", "2"),
    Defect(21, NAME, 'no file name can be made of "🙂🙂". Write the name in letters', "Farid Nettleship"),
    Defect(22, BIO, "6000 are allowed. Shorten it.", "I have taught here for years."),
    Defect(23, SITE, '"=HYPERLINK("https://evil.example","click")" is a formula', "https://hugo.example"),
    Defect(25, MOST, '"3-4" is not a whole number from 0 to 99. Write the number in digits', "4"),
    Defect(26, MOST, "A spreadsheet takes answers such as 3-4 for dates", "4"),
    Defect(
        32, MAIL, '"ines.abbotsholme at aldervalley.example" is not an e-mail', "kaia.kirkebride@aldervalley.example"
    ),
    Defect(34, ANSWER, '"a week or so" is not a whole number', "7"),
    Defect(35, ORCID, "Copy the iD from the ORCID page", "0000-0002-1825-0097"),
    Defect(36, ORCID, '"2.18E+13" is not an ORCID iD', "0000-0001-5109-3700"),
    Defect(37, NAME, "the name is missing", "Luz Farnsworthy"),
    Defect(38, BIO, '"javascript:alert(1)" is no link that is allowed', "I help."),
    Defect(41, WHEN, "there is consent, and no day of it", "10/4/2026 9:00:00"),
    Defect(43, NOW, "If there is none, leave the cell empty", ""),
    Defect(48, NAME, "is no name: spreadsheets would run it", "Rana Castlereagh"),
    Defect(49, WHEN, "the number by which a spreadsheet keeps 2026-10-03", "10/3/2026"),
    Defect(51, SITE, '"https://bad host.example/x y" is not a web address', "https://host.example/xy"),
    Defect(53, NAME, "was read in a wrong encoding somewhere on its way", "José Álvarez-Lindh"),
    Defect(54, ANSWER, '"0" is not a whole number from 1 to 60', "1"),
    Defect(55, SITE, '"n/a" is not a web address, such as https://family.example. If there is none, leave', ""),
    Defect(56, SITE, '"-" is not a web address, such as https://family.example. If there is none, leave', ""),
    Defect(57, PHONE, '"ext. 0042" is not a telephone number', "555-0042"),
    Defect(59, NAME, "Write the name in letters a-z", "Wang Xiaoming"),
)
NOT_UNDERSTOOD = (
    Defect(4, SPEC, '"kidneys and stuff" is not in the list "specialties"', "Nephrology"),
    Defect(15, CAMPUS, '"The old hospital" is not in the list "campuses"', "Main campus"),
    Defect(28, HELP, 'If these are several, divide them by ","', "Choosing a specialty, Research"),
    Defect(29, STAGE, '"3rd years" is not in the list "mentee stages". Did you mean "M3"?', "M1, M2, M3"),
    Defect(30, STAGE, '"All" is not in the list "mentee stages"', "M1, M2, M3, M4"),
    Defect(31, SPEAKS, '"English and Spansh" is not in the list', "English, Spanish"),
    Defect(42, SPEC, '"Cardiology / Internal medicine" is not in', "Cardiology, Internal medicine"),
    Defect(50, SHOW, '"maybe" is not one of email, phone, photo, communities', "No"),
    Defect(60, STAGE, '"M3; M4" is not in the list "mentee stages". If these are several', "M3, M4"),
)
GUESSED = (
    Defect(2, SPEC, '"Cardiolgy" taken for "cardiology"', "Cardiology"),
    Defect(17, SITE, '"www.ekow.example/lab" taken for "https://www.ekow.example/lab"', "https://www.ekow.example/lab"),
    Defect(18, ORCID, '"https://orcid.org/0000-0002-1825-0097" taken for', "0000-0002-1825-0097"),
    Defect(27, HELP, '"Reserch" taken for "research"', "Research, Board exams"),
    Defect(33, NAME, "the file is called ivo-duquesnoy. Degrees go into credentials", "Ivo Duquesnoy"),
    Defect(44, FORMATS, '"Vidoe" taken for "video"', "In person, Video"),
)
SAID = (
    "row 3: Aino Hartshorne answered again in row 63, which counts",
    "row 12: new mentors/carmen-kirkebride.yml (no consent, so no page)",
    "row 13: Cillian Ravensdale declined",
    "row 24: Goran Oakenfold answered again in row 65, which counts",
    "row 40: Mirela Gallowglas is the same as row 39",
    "row 62: Aino Hartshorne answered again in row 63",
    "row 64: Goran Oakenfold answered again in row 65",
    "row 65: Goran Oakenfold declined",
)

Table = list[list[str]]


def run(root: Path, *words: str) -> Result:
    """Run a command in a program's folder, on the day of the tests."""
    return CliRunner().invoke(cli, [words[0], "--root", str(root), "--date", DAY, *words[1:]])


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A program as ``init`` makes it, without the example mentor."""
    root = tmp_path / "program"
    assert CliRunner().invoke(cli, ["init", str(root)]).exit_code == 0
    (root / "mentors/given-family.yml").unlink()
    return root


def answers(name: str = "google") -> Table:
    """Return a form's rows, its header first."""
    return list(csv.reader(io.StringIO((FORMS / f"{name}.csv").read_bytes().decode("utf-8-sig"), newline="")))


def mended(rows: Table) -> Table:
    """Return the rows with each cell corrected as its message says."""
    made: list[list[str] | None] = [list(row) for row in rows]
    for defect in (*LEFT_OUT, *NOT_UNDERSTOOD, *GUESSED):
        row = made[defect.row - 1]
        if defect.mending is None:
            made[defect.row - 1] = None
        elif row is not None:
            row[rows[0].index(defect.column)] = defect.mending
    made[9][rows[0].index(MAIL)] = "benedek.quartermain@aldervalley.example"  # of rows 10 and 11 this is the wrong one
    return [row for row in made if row is not None]


def as_csv(rows: Table, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Write a table in one of the dialects of CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding, "replace")


def as_xlsx(rows: Table) -> bytes:
    """Write a workbook in which whole numbers and days have their own types, as a spreadsheet saves them."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            cell = page.cell(number + 1, place + 1)
            cell.value = text
            cell.data_type = "s"
            if number and text.isdigit() and rows[0][place] in (MOST, NOW, ANSWER):
                cell.value = int(text)
            if (
                number
                and rows[0][place] == WHEN
                and re.fullmatch(r"1?[0-9]/[0-9]+/2026 [0-9:]+", text)
                and text[:2] != "13"
            ):
                cell.value = datetime.strptime(text, "%m/%d/%Y %H:%M:%S")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


DIALECTS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "Google": ("a.csv", as_csv),
    "Excel with semicolons": ("a.csv", lambda rows: as_csv(rows, "utf-8-sig", ";")),
    "Excel's Unicode text": ("a.txt", lambda rows: as_csv(rows, "utf-16", "\t")),
    "XLSX": ("a.xlsx", as_xlsx),
}


def _section(text: str, title: str) -> list[str]:
    return text.partition(f"\n{title}:\n")[2].partition("\n\n")[0].splitlines()


def _import(root: Path, data: bytes, name: str = "a.csv", form: str = "google", *words: str) -> Result:
    (root / name).write_bytes(data)
    return run(root, "import", str(root / name), "--map", str(FORMS / f"{form}.yml"), *words)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_planted_defect_is_named_at_its_place_and_nothing_else(fresh: Path, dialect: str) -> None:
    """Whatever program saved the table, the messages are those of the list, each at its row and column, and no more."""
    name, write = DIALECTS[dialect]
    result = _import(fresh, write(answers()), name)
    assert result.exit_code == 1
    wanted = {
        "Rows left out": LEFT_OUT,
        "Not understood, and not written": NOT_UNDERSTOOD,
        "Guessed; look at each": GUESSED,
    }
    for title, defects in wanted.items():
        lines = _section(result.stderr, title)
        for defect in defects:
            place = f'  row {defect.row}, column "{defect.column}": ' if defect.column else f"  row {defect.row}: "
            assert any(line.startswith(place) and defect.message in line for line in lines), (defect, result.stderr)
        assert len(lines) == len(defects), result.stderr
    for line in SAID:
        assert line in result.stdout
    assert "Columns that nothing reads: Until when? (if you know)" in result.stderr
    assert result.stdout.endswith("29 new, 0 changed, 0 as they were, 28 left out, 2 declined, 5 answered again.\n")
    assert run(fresh, "check").exit_code == 0


def test_windows_text_is_read_and_said(fresh: Path) -> None:
    """A table in Windows-1252 comes in with its accents, and with a word to look at them."""
    rows = answers()[:3]
    rows[1][rows[0].index(NAME)] = "Søren Åberg-Müller"
    result = _import(fresh, as_csv(rows, "cp1252"))
    assert "a.csv: read as Windows-1252; look at the accented letters" in result.stderr
    assert "name: Søren Åberg-Müller" in (fresh / "mentors/soren-aberg-muller.yml").read_text()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_messages_are_enough(fresh: Path, dialect: str) -> None:
    """When each cell is what its message says, everybody is in, nothing is guessed, and there is no error."""
    name, write = DIALECTS[dialect]
    _import(fresh, write(answers()), name)
    result = _import(fresh, write(mended(answers())), name)
    assert result.exit_code == 0, result.output
    assert "Guessed" not in result.stderr
    assert " 0 left out, 3 declined, 5 answered again.\n" in result.stdout
    assert len(list((fresh / "mentors").glob("*.yml"))) == 64 - 1 - 3 - 5
    assert run(fresh, "check", "--fix").exit_code == 0


# The same words, typed into the files by hand

LISTS = {"specialties": SPEC, "helps_with": HELP, "mentee_stages": STAGE, "formats": FORMATS, "languages": SPEAKS}
NEAR = {
    "Cardiolgy": "cardiology",
    "Reserch": "research",
    "3rd years": "M3",
    "Vidoe": "video",
}
FAR = {"kidneys and stuff", "The old hospital", "All", "Choosing a specialty; Research", "M3; M4"}
FAR |= {"Cardiology / Internal medicine", "English and Spansh"}  # two values: one in their place would lose the other


def test_every_near_miss_has_a_suggestion(fresh: Path) -> None:
    """Were all answers typed as they are, rdjson has a suggestion for each near miss, and none for what is not one."""
    header, *rows = answers()
    for number, row in enumerate(rows, 2):
        cells = dict(zip(header, row, strict=True))
        lines = [f"name: Person Number {number}", f"campus: {written(cells[CAMPUS])}", "consent: {date: 2026-09-01}"]
        for field, column in LISTS.items():
            parts = cells[column].replace("ear, nose", "ear nose").split(",")
            items = [written(part.strip()) for part in parts if part.strip()]
            lines.append(f"{field}: [{', '.join(items)}]")
        (fresh / f"mentors/person-{number}.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = json.loads(run(fresh, "check", "--format", "rdjson").stdout)["diagnostics"]
    wrong = [one for one in found if one["code"]["value"] == "profile/unknown-term"]
    offered = {one["message"].split('"')[1]: one.get("suggestions") for one in wrong}
    assert {word: [one["text"] for one in offers] for word, offers in offered.items() if offers} == {
        word: [term] for word, term in NEAR.items()
    }
    assert {word for word, offers in offered.items() if not offers} == FAR
    usual = [one for one in found if one["code"]["value"] == "profile/usual-form"]
    assert usual
    assert all(one["suggestions"] for one in usual)


# Other forms


def test_tick_boxes_of_redcap_become_lists(fresh: Path) -> None:
    """Each box is a column; what is neither ticked nor blank, a code without a meaning and a missing day are named."""
    result = _import(fresh, (FORMS / "redcap.csv").read_bytes(), "a.csv", "redcap")
    assert result.exit_code == 1
    lines = [line.strip() for line in result.stderr.splitlines() if line.startswith("  row")]
    starts = [
        'row 8, column "specialty": "9" is not in the list "specialties"',
        'row 10, column "helps___1": "maybe" is neither a tick nor none. Write 1 or leave the cell empty.',
        'row 4, column "mentor_signup_timestamp": "[not completed]" is no day written as Y-M-D',
        'row 5, column "mentor_signup_timestamp": there is consent, and no day of it',
        'row 7, column "email": "x@y" is not an e-mail address',
    ]
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts
    text = (fresh / "mentors/abena-abbotsholme.yml").read_text()
    assert "name: Abena Abbotsholme\n" in text
    assert "specialties: [neurology]" in text
    assert "helps_with: [board exams]" in text
    assert run(fresh, "check").exit_code == 0


def test_the_extra_header_rows_of_qualtrics_are_passed_over(fresh: Path) -> None:
    """The questions and the import ids below the header are no answers; first and last name make one name."""
    result = _import(fresh, (FORMS / "qualtrics.csv").read_bytes(), "a.csv", "qualtrics")
    assert 'row 6, column "Q4": "Other" is not in the list "helps with"' in result.stderr
    assert "row 4: new mentors/fenna-abbotsholme.yml" in result.stdout
    assert "Columns that nothing reads" not in result.stderr
    assert result.stdout.endswith("20 new, 0 changed, 0 as they were, 0 left out.\n")


# What a map says of itself

SMALL = "columns: {name: Name, helps_with: Help, capacity.max: Most, mentee_stages: {column: Stage, values: %s}}\n"


@pytest.mark.parametrize(
    ("map_", "message"),
    [
        (SMALL % "{Third: M33}", '"M33" is not in the list "mentee stages"'),
        (SMALL % "{Third: [M3, M33]}", '"M33" is not in the list "mentee stages"'),
        ("columns: {name: Name, roles: {value: boss}}\n", '"boss" is not in the list "mentor roles"'),
        ("columns: {name: Name, helps_with: {checked: {Help: reserch}}}\n", 'Did you mean "research"?'),
        ("columns: {name: Name, capacity.max: {column: Most, values: {some: few}}}\n", '"few" is not a whole number'),
        ("columns: {name: Name, title: {split: x}}\n", "nothing says what fills title"),
        (
            "columns: {name: Name}\nconsent: {column: Help, yes: [x], date: Most, show: {checked: {Stage: mail}}}\n",
            '"mail" is not one of email, phone, photo, communities',
        ),
    ],
)
def test_a_map_that_gives_what_no_field_takes_is_refused(fresh: Path, map_: str, message: str) -> None:
    """Values of a map that are in no list are the map's mistakes, told once at their place, and not the rows'."""
    (fresh / "map.yml").write_text(map_)
    (fresh / "a.csv").write_text("Name,Help,Most,Stage\nCy Doe,Research,2,Third\n")
    result = run(fresh, "import", str(fresh / "a.csv"), "--map", str(fresh / "map.yml"))
    assert result.exit_code == 1
    assert "map.yml:" in result.stderr
    assert message in " ".join(result.stderr.split())
    assert not list((fresh / "mentors").glob("*"))


def test_an_answer_may_stand_for_several_values_or_none(fresh: Path) -> None:
    """``All`` becomes the four years, ``None yet`` nothing, and an answer that holds the divider stays whole."""
    map_ = SMALL.replace(
        "helps_with: Help", "helps_with: {column: Help, split: ',', values: {'Papers, posters': research}}"
    )
    (fresh / "map.yml").write_text(map_ % '{All: [M1, M2, M3, M4], None yet: ""}')
    rows = 'Cy Doe,"Papers, posters, Board exams",2,All\nDi Roe,Networking,2,None yet\n'
    (fresh / "a.csv").write_text("Name,Help,Most,Stage\n" + rows)
    result = run(fresh, "import", str(fresh / "a.csv"), "--map", str(fresh / "map.yml"))
    assert result.exit_code == 0, result.output
    text = (fresh / "mentors/cy-doe.yml").read_text()
    assert "helps_with: [research, board exams]\nmentee_stages: [M1, M2, M3, M4]" in text
    assert "mentee_stages" not in (fresh / "mentors/di-roe.yml").read_text()


# Days

DATED = "columns: {name: Name}\nconsent: {column: Publish, yes: ['Yes'], no: ['No'], date: Day}\ndates: %s\n"


def _dated(root: Path, order: str, *days: str) -> Result:
    (root / "map.yml").write_text(DATED % order)
    rows = [f"Person {chr(65 + n)},Yes,{day}" for n, day in enumerate(days)]
    (root / "a.csv").write_text("\n".join(["Name,Publish,Day", *rows, ""]))
    return run(root, "import", str(root / "a.csv"), "--map", str(root / "map.yml"))


def test_days_in_another_order_than_the_map_says_stop_the_import(fresh: Path) -> None:
    """3/10 would be read as another day than was meant, so a column that writes D/M/Y is not read as M/D/Y."""
    result = _dated(fresh, "M/D/Y", "3/10/2026", "25/9/2026")
    assert result.exit_code == 2
    said = " ".join(result.stderr.split())
    assert 'the column "Day" writes them otherwise (row 3: "25/9/2026"); write dates: D/M/Y in the map' in said
    assert not list((fresh / "mentors").glob("*"))
    assert _dated(fresh, "Y-M-D", "3/10/2026").exit_code == 2


def test_one_day_of_another_order_is_a_slip(fresh: Path) -> None:
    """Where other rows show the order, a day that does not fit it is that row's mistake alone."""
    result = _dated(fresh, "M/D/Y", "10/25/2026", "25/9/2026")
    assert result.exit_code == 1
    assert 'row 3, column "Day": "25/9/2026" is no day written as M/D/Y.' in result.stderr
    assert "Correct this cell. If 2026-09-25 is meant, write 9/25/2026." in result.stderr
    assert "dates:" not in result.stderr
    assert "1 new" in result.stdout


def test_one_odd_day_leaves_one_row_out(fresh: Path) -> None:
    """Where most days fit two orders, a slip stops nothing, no other order is advised, and the doubt is said."""
    result = _dated(fresh, "M/D/Y", "10/1/2026", "10/2/2026", "13/10/2026", "31/31/2026")
    assert result.exit_code == 1
    assert "2 new, 0 changed, 0 as they were, 2 left out" in result.stdout
    assert "date: 2026-10-01" in (fresh / "mentors/person-a.yml").read_text()
    assert 'row 4, column "Day": "13/10/2026" is no day written as M/D/Y' in result.stderr
    assert 'row 5, column "Day": "31/31/2026" is no day' in result.stderr
    assert 'of the column "Day" row 4 can only be read in another order than M/D/Y' in result.stderr
    assert '"10/1/2026" for 2026-10-01' in result.stderr
    assert "dates:" not in result.stderr


def test_a_column_of_two_orders_is_no_reason_to_change_the_map(fresh: Path) -> None:
    """With days of both orders no order is advised, however many contradict the map; rows that do are left out."""
    days = ("9/25/2026", "25/9/2026", "26/9/2026", "27/9/2026", "3/10/2026")
    for order, new in (("M/D/Y", 2), ("D/M/Y", 4), ("Y-M-D", 0)):
        for made in (fresh / "mentors").glob("*.yml"):
            made.unlink()
        result = _dated(fresh, order, *days)
        assert result.exit_code == 1
        assert f"{new} new" in result.stdout
        assert "dates:" not in result.stderr
    assert "If 2026-03-10 is meant, write 2026-03-10. If 2026-10-03 is meant, write 2026-10-03." in result.stderr


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("Sep-23", '"Sep-23" is no month such as 2023-09, and no day written as M/D/Y. If that is 2023-09, write'),
        ("September 2023", "If that is 2023-09, write 2023-09."),
        ("9/2023", "If that is 2023-09, write 2023-09."),
        ("long ago", "Write the month as 2023-09, or the day."),
        ("10/1/26", '"10/1/26" has a year of two digits. Write the year with four digits: 10/1/2026.'),
        ("10/1/98", "Write the year with four digits: 10/1/1998."),
    ],
)  # fmt: skip
def test_a_month_and_a_short_year_say_what_to_type(fresh: Path, text: str, help_: str) -> None:
    """What is no month or day says what the field takes, and what to type for what was written; nothing is taken."""
    (fresh / "map.yml").write_text("columns: {name: Name, joined: Since}\ndates: M/D/Y\n")
    (fresh / "a.csv").write_text(f"Name,Since\nCy Doe,{text}\nDi Roe,2023-09\n")
    result = run(fresh, "import", str(fresh / "a.csv"), "--map", str(fresh / "map.yml"))
    assert f'row 2, column "Since": "{text}"' in result.stderr
    assert help_ in result.stderr
    assert result.stdout.endswith("1 new, 0 changed, 0 as they were, 1 left out.\n")


def test_a_year_that_stands_first_says_the_order_itself(fresh: Path) -> None:
    """Days of a workbook, and of exports that write the year first, are read whatever the map says."""
    result = _dated(fresh, "M/D/Y", "2026-09-25 10:00:00", "2026/10/3 9:12:00 AM GMT+2")
    assert result.exit_code == 0, result.output
    assert "date: 2026-10-03" in (fresh / "mentors/person-b.yml").read_text()


# One person, two answers


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (("Yes,9/1/2026", "No,10/1/2026"), None),
        (("No,10/1/2026", "Yes,9/1/2026"), None),
        (("Yes,10/1/2026 9:00 AM", "No,10/1/2026 2:00 PM"), None),
        (("No,9/1/2026", "Yes,10/1/2026"), "2026-10-01"),
        (("Yes,10/1/2026", "No,9/1/2026"), "2026-10-01"),
    ],
)
def test_the_last_answer_to_consent_counts(fresh: Path, rows: tuple[str, ...], says: str | None) -> None:
    """Whoever takes a yes back is not published, in whatever order the rows stand, and the other way round."""
    (fresh / "map.yml").write_text(DATED % "M/D/Y")
    (fresh / "a.csv").write_text("\n".join(["Name,Publish,Day", *(f"Cy Doe,{row}" for row in rows), ""]))
    result = run(fresh, "import", str(fresh / "a.csv"), "--map", str(fresh / "map.yml"))
    assert result.exit_code == 0, result.output
    path = fresh / "mentors/cy-doe.yml"
    assert path.exists() is bool(says)
    assert says is None or f"date: {says}" in path.read_text()


def test_relatives_with_one_address_are_two_people(fresh: Path) -> None:
    """A shared address and family name do not make two people one; a name that grew longer does not make one two."""
    (fresh / "map.yml").write_text((DATED % "M/D/Y").replace("{name: Name}", "{name: Name, contact.email: Mail}"))
    rows = "Maria Lopez,home@school.example,Yes,9/1/2026\nAna Lopez,home@school.example,Yes,9/2/2026\n"
    rows += "Di Roe,di@school.example,Yes,9/1/2026\nDr. Di Roe-Lund,di@school.example,Yes,9/2/2026\n"
    (fresh / "a.csv").write_text(f"Name,Mail,Publish,Day\n{rows}")
    result = run(fresh, "import", str(fresh / "a.csv"), "--map", str(fresh / "map.yml"))
    assert 'row 3, column "Mail": row 2 has this address as well' in result.stderr
    assert "row 4: Di Roe answered again in row 5, which counts" in result.stdout


def test_a_no_before_a_recorded_consent_is_history(fresh: Path) -> None:
    """A no that is older than the consent in the file is not held against it; a newer one is reported."""
    (fresh / "mentors/cy-doe.yml").write_text("name: Cy Doe\ntitle: Dean\nconsent: {date: 2026-10-01}\n")
    (fresh / "map.yml").write_text(DATED % "M/D/Y")
    for day, code in (("9/1/2026", 0), ("10/1/2026", 1), ("10/20/2026", 1)):
        (fresh / "a.csv").write_text(f"Name,Publish,Day\nCy Doe,No,{day}\n")
        result = run(fresh, "import", str(fresh / "a.csv"), "--map", str(fresh / "map.yml"))
        assert result.exit_code == code, result.output
        assert ("the answer is no, and the file records consent of 2026-10-01" in result.stderr) is bool(code)


# The rest of the desk, on that state


def test_every_other_command_works_on_that_state(fresh: Path, tmp_path: Path) -> None:
    """New, set, verify, report, diff, forget, and out to a spreadsheet and back, after the form has come in."""
    before = shutil.copytree(fresh, tmp_path / "before")
    (before / "mentors/given-family.yml").write_text("name: Given Family\n")
    _import(fresh, as_csv(mended(answers())))
    result = CliRunner().invoke(cli, ["new", "mentor", "Test Person", "--root", str(fresh)])
    assert "Wrote" in result.output
    assert run(fresh, "set", "abena-abbotsholme", "capacity.max=5").exit_code == 0
    assert run(fresh, "verify").stdout == "Nobody is due.\n"
    assert "YOUR PROFILE, AS PUBLISHED" in run(fresh, "verify", "abena-abbotsholme").stdout
    assert run(fresh, "verify", "abena-abbotsholme", "--on", "2026-11-19").exit_code == 0
    assert run(fresh, "verify", "--write", str(tmp_path / "drafts"), "--within", "500").exit_code == 0
    assert len(list((tmp_path / "drafts").glob("*.eml"))) > 40
    for form in ("text", "json", "html"):
        assert run(fresh, "report", "--format", form).exit_code == 0
    assert "54 mentors added" in run(fresh, "diff", str(before)).output
    for form in ("csv", "xlsx", "json"):
        table = tmp_path / f"t.{form}"
        assert run(fresh, "export", "--format", form, "--all", "--out", str(table)).exit_code == 0
        result = run(fresh, "import", str(table))
        assert result.exit_code == 0, result.output
        assert "0 new, 0 changed" in result.stdout
    result = run(fresh, "forget", "abena-abbotsholme", "--yes")
    assert result.exit_code == 0, result.output
    again = _import(fresh, as_csv(mended(answers())))
    assert "Abena Abbotsholme was forgotten here" in again.stderr
