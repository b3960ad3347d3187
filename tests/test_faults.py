"""Every fault of the table ends in a plain message, or in a correct site; never in a traceback, a hang or a heap."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import BASE, TODAY
from faults import FAULTS, HEAD, NAMES, Fault
from pace import keeps

from bench.kill import digest
from mentorsite.build import build, check
from mentorsite.cli import main
from mentorsite.desk.repair import settled
from mentorsite.report import as_annotations, as_job_summary, as_json, as_rdjson, as_text
from mentorsite.run import Options

MOST_MEMORY = 220_000
"""In kilobytes, above what this process holds, which a fork begins with."""
LONGEST = 40
"""In seconds, on a machine that does other things as well."""


MOST_WORK = 3
"""In seconds of an ordinary machine's processor, for a whole build that refuses a guide's Markdown."""


class End(NamedTuple):
    """How a build of the command line ended."""

    code: int
    said: str
    memory: int
    work: float


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny program with its last good site."""
    root = Path(shutil.copytree(BASE, tmp_path_factory.mktemp("good") / "program"))
    assert build(Options(root, TODAY)).published
    return root


def run(root: Path, *args: str) -> End:
    """Run ``mentorsite build`` in a fork, whose memory can be measured and whose time is bounded."""
    said = root.parent / "said.txt"
    held = int(re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(LONGEST)
            os.chdir(root)
            _be_nobody_special()
            file = os.open(said, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
            os.dup2(file, 1)
            os.dup2(file, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            sys.argv = ["mentorsite", "build", "--date", TODAY.isoformat(), *args]
            try:
                main()
            except SystemExit as end:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(int(end.code or 0))
        os._exit(70)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    text = said.read_text(encoding="utf-8", errors="replace")
    return End(code, text, usage.ru_maxrss - held, usage.ru_utime + usage.ru_stime)


def located(said: str) -> list[str]:
    """Return the line after each error's own, which must name its place."""
    lines = said.split("\n")
    return [lines[number + 1] for number, line in enumerate(lines) if line.startswith("error[")]


def _be_nobody_special() -> None:
    """Give up the right to read every file, which tests that run as root would have."""
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, none) == 0


def lay(root: Path, fault: Fault) -> None:
    """Lay the row's files over the program."""
    for name, content in fault.files.items():
        if callable(content):
            content(root)
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(fault: Fault, good: Path, tmp_path: Path) -> None:
    """The fault ends as the table says; a refusal leaves the last good site as it was, and no litter."""
    root = Path(shutil.copytree(good, tmp_path / "program"))
    before = digest(root / "_site")
    lay(root, fault)
    end = run(root)
    assert end.code >= 0, f"killed by signal {-end.code}, after {LONGEST} s if it is 14:\n{end.said}"
    assert "Traceback" not in end.said
    assert end.memory <= MOST_MEMORY
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", end.said)
    assert not re.search(r"^\s*(::|##\[)", end.said, re.MULTILINE)
    assert fault.says in end.said
    assert [path.name for path in root.iterdir() if path.name.startswith("._site")] == []
    codes = set(re.findall(r"^error\[([a-z/-]+)\]", end.said, re.MULTILINE))
    if fault.verdict == "ok":
        assert (end.code, codes) == (0, set()), end.said
        text = "".join(
            p.read_text("utf-8")
            for p in (root / "_site").rglob("*")
            if p.suffix in (".html", ".xml") or p.parent.name == "data"
        )
        assert not fault.absent or fault.absent not in text
    else:
        assert end.code == 1, end.said
        assert fault.verdict == "*" or fault.verdict in codes, end.said
        assert all(re.match(r"  \S.*:\d+:\d+$", place) for place in located(end.said)), end.said
        assert fault.verdict != "markdown/too-complex" or keeps(MOST_WORK, lambda: run(root, "--no-cache").work)
        assert digest(root / "_site") == before


def test_what_users_wrote_commands_nothing_in_any_format(tmp_path: Path) -> None:
    """Terminal escapes and workflow commands in texts and names are harmless in all that is printed."""
    root = Path(shutil.copytree(BASE, tmp_path / "program"))
    for fault in NAMES:
        if fault.name.startswith("name-"):
            lay(root, fault)
    hostile = '"\\e]0;x\\a\\e[2J ::error::x ##[error]x %0A::error::x \\u202e \\u2028 ::set-output"'
    (root / "mentors/cleo-marsh.yml").write_text(
        f"? {hostile}\n: x\nname: {hostile}\nroles: [{hostile}, '::error::x', '##[group]x', \"a\\n::error::x\"]\n"
    )
    found = settled(check(Options(root, TODAY)).findings, root)
    assert len(found) > 25
    plain = {
        "text": as_text(found, root, color=False),
        "github": as_annotations(found, root),
        "summary": as_job_summary(found, root, "Nothing."),
        "json": as_json(found, root, {}),
        "rdjson": as_rdjson(found, root),
    }
    for name, text in plain.items():
        text.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text), name
        if name == "github":
            assert all(re.match(r"::(error|warning|notice) file=", line) for line in text.split("\n"))
        else:
            assert not re.search(r"^\s*(::|##\[)", text, re.MULTILINE), name


@pytest.mark.parametrize("folder", [".", "_site", "_site/mentors"])
def test_a_folder_that_may_not_be_written_is_said(good: Path, tmp_path: Path, folder: str) -> None:
    """Where the user may not write, the build ends well, or with exit code 3 and one line; the old site stands."""
    root = Path(shutil.copytree(good, tmp_path / "program"))
    before = digest(root / "_site")
    (root / "mentors/ada-lindgren.yml").write_text(HEAD.replace("Cleo Marsh", "Ada Newname"))
    (root / folder).chmod(0o555)
    end = run(root)
    (root / folder).chmod(0o755)
    left = [path.name for path in root.iterdir() if path.name.startswith("._site")]
    if end.code == 0:  # the folder of the site is exchanged, not written
        assert "Ada Newname" in (root / "_site/mentors/ada-lindgren.html").read_text("utf-8")
    else:
        assert (end.code, end.said.count("\n")) == (3, 1), end.said
        assert digest(root / "_site") == before
    assert left == []


def test_every_row_has_its_own_name() -> None:
    """No two rows of the table share an id."""
    names = [fault.name for fault in FAULTS]
    assert sorted(names) == sorted(set(names))
