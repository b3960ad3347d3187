"""The formats in which findings are shown."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import HERE, TODAY, Write
from jsonschema import Draft4Validator

from mentorsite import report
from mentorsite.build import check
from mentorsite.cli import cli
from mentorsite.desk.repair import settled
from mentorsite.diagnostics import Diagnostic, Fix, Severity, Span
from mentorsite.run import Finding, Options

GOLDEN = HERE / "fixtures" / "report"
BROKEN = {
    "mentors/cleo-marsh.yml": "name: Cléo Marsh\nspecialtys: [cardiolgy, ENT]  # 100%\n"
    "helps_with: [“reserch”, 'bord exams']\nlinks: {website: cleo.example}\ncapacity: {max: 1, current: 3}\n",
    "mentors/dan-wu.yml": "name: Dan Wu\nroles: [Carer, near-peer,]\nconsent: {date: 2026-09-01}\nbio: |\n  `` ` ``\n",
    "content/start/bad:name.md": "text",
}


def _findings(root: Path) -> tuple[Finding, ...]:
    return settled(check(Options(root, TODAY)).findings, root)


def _golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def broken(write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program with mistakes, as the folder in which the command runs."""
    monkeypatch.chdir(write(dict(BROKEN)))
    return Path()


def test_json_is_as_agreed(broken: Path) -> None:
    """The JSON holds every finding with stable names, its place and its fix."""
    text = report.as_json(_findings(broken), broken, {"mentors": 3})
    _golden("findings.json", text + "\n")
    assert json.loads(text)["failed"] is True


def test_annotations_are_as_agreed(broken: Path) -> None:
    """GitHub gets one workflow command a line, errors first."""
    text = report.as_annotations(_findings(broken), broken)
    _golden("annotations.txt", text + "\n")
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in text.split("\n"))


def test_job_summary_is_as_agreed(broken: Path) -> None:
    """The summary of a GitHub job is Markdown that shows every finding as the terminal does."""
    _golden("summary.md", report.as_job_summary(_findings(broken), broken, "Nothing was published."))


@pytest.fixture(scope="module")
def rdjson() -> Draft4Validator:
    """The schema that reviewdog publishes for its format."""
    schema = json.loads((HERE / "fixtures" / "rdjson.schema.json").read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def test_rdjson_follows_reviewdogs_schema(broken: Path, rdjson: Draft4Validator) -> None:
    """Every key and type of the rdjson is one that reviewdog defines."""
    for findings in (_findings(broken), ()):
        data = json.loads(report.as_rdjson(findings, broken))
        assert [error.message for error in rdjson.iter_errors(data)] == []


@pytest.mark.parametrize("code", sorted(path.name for path in (HERE / "cases").iterdir()))
def test_rdjson_of_every_bad_site_follows_the_schema(code: str, write: Write, rdjson: Draft4Validator) -> None:
    """Whatever is found, its rdjson is as reviewdog wants it, and its places lie within the file's lines."""
    for case in sorted((HERE / "cases" / code).iterdir()):
        files = [path for path in case.rglob("*") if path.is_file() and path.name != "expected.txt"]
        root = write({path.relative_to(case).as_posix(): path.read_bytes() for path in files})
        data = json.loads(report.as_rdjson(_findings(root), root))
        assert [error.message for error in rdjson.iter_errors(data)] == []
        for found in data["diagnostics"]:
            ranges = [found["location"].get("range"), *(one["range"] for one in found.get("suggestions", ()))]
            for start, end in ((one["start"], one["end"]) for one in ranges if one):
                lines = Path(found["location"]["path"]).read_bytes().split(b"\n")
                assert 1 <= start["column"] <= end["column"] <= len(lines[start["line"] - 1]) + 1


def test_a_byte_order_mark_is_counted_where_bytes_are(write: Write) -> None:
    """On the first line of a file that begins with a byte order mark, the suggestion still replaces the whole word."""
    root = write({"mentors/cleo-marsh.yml": "\ufeffroles: [nearpeer]\nname: Cleo\nconsent: {date: 2026-09-01}\n"})
    data = json.loads(report.as_rdjson(_findings(root), root))
    found = next(one for one in data["diagnostics"] if one["code"]["value"] == "profile/unknown-term")
    start, end = (found["suggestions"][0]["range"][name]["column"] - 1 for name in ("start", "end"))
    line = (root / "mentors/cleo-marsh.yml").read_bytes().split(b"\n")[0]
    assert line[start:end] == b"nearpeer"


def _accept(root: Path) -> None:
    """Accept reviewdog's suggestions; of two for one place the last is taken."""
    data = json.loads(report.as_rdjson(_findings(root), root))
    suggestions: dict[tuple[str, int, int], Any] = {}
    for found in data["diagnostics"]:
        for one in found.get("suggestions", ()):
            start = one["range"]["start"]
            suggestions[found["location"]["path"], start["line"], start["column"]] = one
    for (path, line, column), one in sorted(suggestions.items(), reverse=True):
        lines = Path(path).read_bytes().split(b"\n")
        old, end = lines[line - 1], one["range"]["end"]["column"]
        lines[line - 1] = old[: column - 1] + one["text"].encode() + old[end - 1 :]
        Path(path).write_bytes(b"\n".join(lines))


def test_rdjson_suggestions_mend_every_near_miss(broken: Path) -> None:
    """Taking the suggestions by their byte columns, as reviewdog does, leaves no near-miss behind."""
    for _ in range(3):  # what a misspelled key hides is found once the key is right
        _accept(broken)
    codes = {finding.diagnostic.code for finding in _findings(broken)}
    assert codes & {"field/unknown", "field/url", "profile/unknown-term", "profile/usual-form"} == set()
    text = Path("mentors/cleo-marsh.yml").read_text(encoding="utf-8")
    assert "specialties: [cardiology, otolaryngology]  # 100%\nhelps_with: [\"research\", 'board exams']" in text


def test_user_text_cannot_command_the_runner() -> None:
    """Line ends, colons, commas and percent signs of user text are escaped in workflow commands."""
    span = Span("mentors/a,b:c%\n::stop-commands::x.yml", 1, 2, 3)
    nasty = Diagnostic("field/type", "50%\r\n::add-mask::all", span, "so\n::error::no")
    text = report.as_annotations([Finding(nasty, Severity.ERROR)], Path())
    assert text.count("\n") == 0
    assert "a%2Cb%3Ac%25%0A%3A%3Astop-commands" in text
    assert text.endswith("::50%25<U+000D><U+000A>::add-mask::all%0Aso<U+000A>::error::no")


def test_job_summary_stays_below_githubs_limit() -> None:
    """A flood of findings is cut off with a word on it, as GitHub drops a summary that is too long."""
    findings = [Finding(Diagnostic("field/type", "x" * 2000, Span(f"m/{n}.yml")), Severity.ERROR) for n in range(900)]
    text = report.as_job_summary(findings, Path(), "Nothing was published.")
    assert len(text.encode()) < 1_000_000
    assert "There is more than fits here" in text


def test_a_fence_in_user_text_does_not_end_the_block(tmp_path: Path) -> None:
    """Backticks in what a user wrote cannot break out of the summary's code blocks."""
    finding = Finding(Diagnostic("field/type", "```` <b>", Span("m/`<x>`.yml")), Severity.NOTE)
    text = report.as_job_summary([finding], tmp_path, "Built.")
    assert "`````text\n" in text
    assert "<summary>m/'&lt;x>'.yml</summary>" in text


def test_data_stands_alone_on_the_standard_output(broken: Path) -> None:
    """With --format json the standard output is JSON and nothing else; words go to the other stream."""
    result = CliRunner().invoke(cli, ["check", "--format", "json", "--date", "2026-11-20"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["counts"]["error"] > 0
    assert "nothing can be published" in result.stderr


def test_github_format_adds_to_the_job_summary(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build with --format github adds what it made to the file that GitHub names, below what is there."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    root = write({"mentors/cleo-marsh.yml": "name: Cleo Marsh\nspecialties: [ENT]\nconsent: {date: 2026-09-01}\n"})
    result = CliRunner().invoke(cli, ["build", "--format", "github", "--root", str(root), "--date", "2026-11-20"])
    assert result.exit_code == 0, result.output
    assert f"::notice file={root}/mentors/cleo-marsh.yml,line=2,endLine=2,col=15,endColumn=18" in result.stdout
    text = summary.read_text()
    assert text.startswith("before\n## mentorsite:")
    assert "Built 3 mentors" in text


def test_a_fix_over_several_lines_is_not_suggested(write: Write) -> None:
    """A value that goes on over the next line has no place to put a replacement in, so none is offered."""
    root = write(
        {
            "mentors/cleo-marsh.yml": "name: Cleo\nspecialties: [ear nose\n  throat, 'ear\n  nose throat']\n"
            "consent: {date: 2026-09-01}\n"
        }
    )
    fixes = [finding.diagnostic.fix for finding in _findings(root) if finding.diagnostic.code == "profile/usual-form"]
    assert fixes == [None, None]


def test_values_are_quoted_as_their_place_demands(write: Write) -> None:
    """A suggestion keeps the quotation marks that are there and adds those that the value needs."""
    root = write(
        {"mentors/cleo-marsh.yml": "name: C\nroles: ['Nearpeer', \"nearpeer\"]\nconsent: {date: 2026-09-01}\n"}
    )
    fixes = [f.diagnostic.fix for f in _findings(root) if f.diagnostic.code == "profile/unknown-term"]
    assert [fix.text for fix in fixes if isinstance(fix, Fix)] == ["'near-peer'", '"near-peer"']


def test_consent_is_never_suggested(write: Write) -> None:
    """What somebody agreed to has no replacement to click on, in a profile and in a story; the words are told."""
    consent = "consent: {date: 2026-09-01, scope: Publik, shwo: [Photo]}\n"
    root = write({"mentors/cleo-marsh.yml": f"name: Cleo\n{consent}links: {{website: cleo.example}}\n"})
    found = [finding.diagnostic for finding in _findings(root)]
    assert [d.fix is None for d in found if d.code in ("field/choice", "field/unknown")] == [True, True]
    assert any("public" in d.help for d in found)
    assert any(d.fix for d in found if d.code == "field/url")  # elsewhere in the file


def test_a_time_zone_is_suggested(write: Write) -> None:
    """What "Did you mean" says can be accepted with one click."""
    root = write({"site.yml": (HERE / "base" / "site.yml").read_text() + "timezone: America/Chicgo\n"})
    (fix,) = (f.diagnostic.fix for f in _findings(root) if f.diagnostic.code == "site/timezone")
    assert fix is not None
    assert fix.text == "America/Chicago"


def test_what_matters_is_not_lost_in_notes(write: Write) -> None:
    """An error comes before the notes; a note that many files share is one line, and each with --notes."""
    files = {f"mentors/m-{n}.yml": f"name: M {'abcdef'[n]}\nconsent: {{date: 2026-09-01}}\n" for n in range(6)}
    root = write({**files, "mentors/z.yml": "name: Z\nspecialties: [juggling]\n"})
    brief, whole = (
        CliRunner().invoke(cli, ["check", "--root", str(root), "--date", str(TODAY), *more]).stderr
        for more in ([], ["--notes"])
    )
    assert brief.startswith("error[profile/unknown-term]")
    assert brief.count("note[profile/no-help]") == 1
    assert whole.count("note[profile/no-help]") >= 6


def test_who_is_not_published_is_counted(write: Write) -> None:
    """The last line of a check tells how many files have no consent and so no page."""
    root = write({"mentors/cleo-marsh.yml": "name: Cleo\n"})
    said = CliRunner().invoke(cli, ["check", "--root", str(root), "--date", str(TODAY)]).stdout
    assert said == "All is well: 2 mentors, 2 guides. Without consent on record, and so not published: 1 file.\n"
