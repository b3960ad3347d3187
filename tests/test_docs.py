"""The docs say what the program does: every command, option, code, field and template value, and true output."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner
from jinja2.filters import FILTERS

from mentorsite import vocabulary
from mentorsite.assemble import assemble
from mentorsite.build import build, check, read_config
from mentorsite.cli import cli
from mentorsite.config import SITE
from mentorsite.diagnostics import RULES, Rule
from mentorsite.gist import entries_of
from mentorsite.guide import GUIDE, QUERY
from mentorsite.load import find_sources
from mentorsite.model import Availability, Change
from mentorsite.parse import parse
from mentorsite.plan import plan
from mentorsite.profile import PROFILE
from mentorsite.reference import reference
from mentorsite.render import open_theme
from mentorsite.run import Options
from mentorsite.schema import FOLDER, KINDS, schema_text
from mentorsite.starter import copy_starter
from mentorsite.views import chrome, guides, people, view

TOP = Path(__file__).parent.parent
DOCS = TOP / "docs"
TODAY = date(2026, 11, 20)
EPOCH = "1795176000"  # the same day, for commands

PAGES = sorted([*TOP.glob("*.md"), *DOCS.glob("*.md"), *(TOP / "mentorsite" / "starter").glob("*.md")])
FENCE = re.compile(r"^(`{3,})([a-z]*)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next of its level or above."""
    level = heading.index(" ")
    bare = FENCE.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), text)
    start = re.search(rf"^{re.escape(heading)}$", bare, re.MULTILINE)
    assert start, f'there is no heading "{heading}"'
    end = re.search(rf"^#{{1,{level}}} ", bare[start.end() :], re.MULTILINE)
    return text[start.end() : start.end() + end.start()] if end else text[start.end() :]


def commands(group: click.Group = cli, above: str = "mentorsite") -> Iterator[tuple[str, click.Command]]:
    """Walk the tree of commands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


# Commands and options


def test_every_command_and_option_is_described() -> None:
    """Each command has a section of docs/commands.md, which names each of its options."""
    text = text_of("commands.md")
    for path, command in commands():
        said = section(text, f"## {path}")
        for param in command.params:
            for name in (*param.opts, *param.secondary_opts) if isinstance(param, click.Option) else ():
                assert re.search(rf"`{re.escape(name)}[` ]", said), f"{path} {name} is not in docs/commands.md"


def shown_commands(text: str) -> list[list[str]]:
    """Return the command lines of mentorsite in the shell blocks of a page."""
    lines = [line for _, kind, body in FENCE.findall(text) if kind in ("sh", "console") for line in body.split("\n")]
    parts = [part.strip().removeprefix("$ ") for line in lines for part in line.split("&&")]
    return [shlex.split(part, comments=True)[1:] for part in parts if part.startswith("mentorsite ")]


def takes(line: list[str]) -> None:
    """Parse a command line; raise for a command, option or number of arguments that does not exist."""
    command: click.Command | None = cli
    args = list(line)
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), args.pop(0))
    assert command, f"there is no command {' '.join(line)}"
    command.make_parser(click.Context(command)).parse_args(args)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_command_that_is_shown_exists(page: Path) -> None:
    """A command line in the docs names a command that exists, with options and arguments that it takes."""
    for line in shown_commands(page.read_text(encoding="utf-8")):
        takes(line)


def test_the_readme_s_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of the README, in its order, ends well on the sample program."""
    for name in ("mentors", "content", "templates"):
        shutil.copytree(TOP / name, tmp_path / name)
    shutil.copy(TOP / "site.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    lines = shown_commands((TOP / "README.md").read_text(encoding="utf-8"))
    assert ["build"] in lines
    assert ["init", "my-program"] in lines
    for line in lines:
        if line[0] != "serve":
            result = CliRunner().invoke(cli, line)
            assert result.exit_code == 0, f"mentorsite {' '.join(line)}: {result.output}"


def test_ci_runs_the_readme_s_test_command() -> None:
    """The README's second command is one line, and .ci/run ends with it."""
    command = "pip install -e '.[test]' && pytest"
    assert f"\n{command}\n" in (TOP / "README.md").read_text(encoding="utf-8")
    last = (TOP / ".ci" / "run").read_text(encoding="utf-8").strip().split("\n")[-1]
    assert last.replace(" -q", "") == command


# Codes


def state(rule: Rule) -> str:
    words = [rule.severity.name.capitalize(), *["dated"] * rule.dated, *["locked"] * rule.locked]
    return f"*{', '.join(words)}: {rule.summary}.*"


def test_every_code_is_explained() -> None:
    """docs/diagnostics.md has one section for each code, in their order, each with its severity."""
    text = text_of("diagnostics.md")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(RULES)
    for code, rule in RULES.items():
        said = section(text, f"## {code}")
        assert " ".join(said.split()).startswith(state(rule)), f"{code} should begin with {state(rule)}"
        assert re.search(r"^(Instead|Usual form)\b", said, re.MULTILINE), f"{code} does not say what to type instead"


def examples() -> list[Any]:
    """Return the first block of each section: the code, the kind of block, the wrong lines."""
    sections = re.split(r"^## (.*)$", text_of("diagnostics.md"), flags=re.MULTILINE)[1:]
    fences = [(code, FENCE.search(said)) for code, said in zip(sections[::2], sections[1::2], strict=True)]
    return [pytest.param(code, fence[2], fence[3], id=code) for code, fence in fences if fence]


@pytest.mark.parametrize(("code", "kind", "example"), examples())
def test_every_example_of_a_mistake_is_one(code: str, kind: str, example: str, program: Path) -> None:
    """The wrong lines that the docs show for a code do cause that code."""
    (program / "mentors" / "given-family.yml").write_text("name: Given Family\nconsent: {date: 2024-01-01}\n")
    for path, data in laid_out(code, kind, example):
        target = program / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode("utf-8", "surrogateescape"))
    options = Options(program, TODAY, program / "_site")
    outcome = build(options) if kind == "html" else check(options)
    assert code in {finding.diagnostic.code for finding in outcome.findings}


def laid_out(code: str, kind: str, example: str) -> list[tuple[str, str]]:
    """Return the files, path and text, that put an example where it belongs."""
    example = example.replace("→", "\t").replace("\\xe9", "\udce9")
    head = {"title": "Example", "summary": "An example.", "section": "start"}
    profile = "name: Example Person\n{}consent: {{date: 2024-01-01}}\n"
    room = code.partition("/")[0]
    if kind == "text":
        paths = example.split()
        if code == "file/name":
            paths = [example.strip()]
        front = "".join(f"{name}: {value}\n" for name, value in head.items())
        return [(path, profile.format("") if path.startswith("mentors") else f"---\n{front}---\n") for path in paths]
    if kind == "html":
        return [("templates/profile.html", example)]
    if kind == "markdown" and code == "guide/front-matter":
        return [("content/start/example.md", example)]
    if kind == "markdown" or room == "guide":
        fields = example if room == "guide" else ""
        front = "".join(f"{name}: {value}\n" for name, value in head.items() if f"{name}:" not in fields)
        body = "" if room == "guide" else example
        target = "---\ntitle: Compact\nsummary: The compact.\nsection: start\n---\n\n## Our goals\n"
        return [
            ("content/training/example.md", f"---\n{front}{fields}---\n\n{body}"),
            *([("content/tools/mentoring-compact.md", target)] if code == "link/anchor" else []),
        ]
    if room == "site":
        rest = "" if "vocabularies:" in example else "vocabularies: {extends: medicine}\n"
        return [
            ("site.yml", f"title: Example\ncontact: {{name: Office, email: office@school.example}}\n{rest}{example}")
        ]
    text = profile.format(example)
    if re.search("^name:", example, re.MULTILINE):
        text = example
    elif "consent:" in example:
        text = f"name: Example Person\n{example}"
    return [("mentors/example-person.yml", text)]


# Fields


def test_the_reference_is_current() -> None:
    """docs/reference.md is what the tables of fields say."""
    message = "the tables changed; run: python -m mentorsite.reference > docs/reference.md"
    assert text_of("reference.md") == reference(), message


@pytest.mark.parametrize(
    ("table", "page"),
    [
        (PROFILE, "profiles.md"),
        (GUIDE, "guides.md"),
        (QUERY, "guides.md"),
        (SITE, "site-yml.md"),
        (vocabulary._CHANGE, "site-yml.md"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_field_is_explained(table: Any, page: str) -> None:
    """The page of a format speaks of each of its fields, in backticks or in an example."""
    text = text_of(page)
    missing = [field.name for field in table.fields if not re.search(rf"`{field.name}\b|\b{field.name}:", text)]
    assert missing == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schemas_are_current(kind: str) -> None:
    """The sample's editor set-up knows the fields and values of today."""
    message = "the fields or lists changed; run: mentorsite schema --write"
    committed = (TOP / FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(TOP, kind), message


def test_editors_find_the_schemas() -> None:
    """Each YAML file names its schema in its first line, and the editor's settings name both."""
    for path in sorted((TOP / "mentors").glob("*.yml")):
        first = path.read_text(encoding="utf-8").split("\n")[0]
        assert first == "# yaml-language-server: $schema=../.schemas/profile.schema.json", path.name
    site = (TOP / "site.yml").read_text(encoding="utf-8")
    assert site.startswith("# yaml-language-server: $schema=.schemas/site.schema.json\n")
    for folder in (TOP / ".vscode", TOP / "mentorsite" / "starter" / "_dot_vscode"):
        settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        assert set(settings["yaml.schemas"]) == {".schemas/profile.schema.json", ".schemas/site.schema.json"}


# Templates


@pytest.fixture(scope="module")
def sample() -> SimpleNamespace:
    """The sample program, joined and planned."""
    config = read_config(TOP).value
    assert config
    parsed = [parse(source, config) for source in find_sources(TOP).value or ()]
    site = assemble(config, entries_of(config, parsed, TODAY), TODAY).value
    assert site
    return SimpleNamespace(site=site, plan=plan(site).value)


@pytest.mark.parametrize("kind", view.KINDS)
def test_every_template_value_is_described(kind: str, sample: SimpleNamespace) -> None:
    """docs/theming.md names what each kind of page is given."""
    said = section(text_of("theming.md"), f"### {kind}")
    page = next(page for page in sample.plan.pages if page.kind == kind)
    missing = {name for name in view.view_of(page, sample.site, sample.plan) if f"`{name}`" not in said}
    assert missing - {"program"} == set()


def test_every_part_of_a_template_value_is_described() -> None:
    """docs/theming.md names the parts of what templates are given, and the filters."""
    said = section(text_of("theming.md"), "## What the values are made of")
    kinds = [chrome.Chrome, chrome.Link, chrome.Help, people.Card, guides.Item, guides.LiveList, view.Pager]
    for kind in [*kinds, Availability, Change]:
        assert [name for name in kind._fields if f"`{name}`" not in said] == [], kind.__name__
    said = section(text_of("theming.md"), "### feed")
    assert [name for name in view.Entry._fields if f"`{name}`" not in said] == []
    theme = open_theme(TOP, assets="assets").value
    assert theme
    said = section(text_of("theming.md"), "## What each template is given")
    ours = [*(set(theme.environment.filters) - set(FILTERS)), "t", "assets", "live"]
    assert [name for name in sorted(ours) if f"`{name}`" not in said] == []


def test_every_room_is_in_the_architecture() -> None:
    """docs/architecture.md names each module of the package."""
    said = text_of("architecture.md")
    rooms = {path.stem for path in (TOP / "mentorsite").glob("*.py")} - {"__init__"}
    rooms |= {path.parent.name for path in (TOP / "mentorsite").glob("*/__init__.py")}
    assert sorted(room for room in rooms if not re.search(rf"`{room}(\.py)?[`/]", said)) == []


# What coordinators read

BROKEN = (
    ("stress and burnout", "stress and bornout"),
    ("last_verified: 2026-09-01", "last_verified: 9/1/2026"),
    ("title: Associate Professor of Cardiology", "title: Associate Dean: Student Affairs"),
)


@pytest.mark.parametrize(("right", "wrong"), BROKEN, ids=[wrong for _, wrong in BROKEN])
def test_contributing_shows_true_messages(right: str, wrong: str, tmp_path: Path) -> None:
    """The messages in CONTRIBUTING are what the tool says of the starter's mentor, once broken."""
    copy_starter(tmp_path / "program", date(2026, 9, 1))
    path = tmp_path / "program" / "mentors" / "given-family.yml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--root", str(tmp_path / "program"), "--date", "2026-11-20"])
    shown = [body for _, _, body in FENCE.findall((TOP / "CONTRIBUTING.md").read_text(encoding="utf-8"))]
    assert result.output.partition("\n\n")[0] + "\n" in shown


def test_the_starter_has_no_finding(tmp_path: Path) -> None:
    """A new program builds at once, and the tool has nothing to say of it."""
    copy_starter(tmp_path / "program", date(2026, 9, 1))
    outcome = build(Options(tmp_path / "program", TODAY))
    assert outcome.findings == ()
    assert outcome.published


# All pages


def anchors(text: str) -> set[str]:
    """Return the anchors that a git host gives the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_of_the_docs_leads_somewhere(page: Path) -> None:
    """A relative link of the docs names a file, and a heading, that exist."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"(?<!`)\]\(([^)\s]+)\)(?!`)", re.sub(r"`[^`\n]+`(?!\])", "", text)):
        path, _, anchor = target.partition("#")
        if ":" in path:
            continue
        file = page.parent / path if path else page
        assert file.exists(), f"{page.name}: there is no {target}"
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), f"{page.name}: no heading {target}"


BRITISH = re.compile(
    r"\b(\w*colour\w*|\w*favour\w*|behaviour\w*|neighbour\w*|honour\w*|labour\w*|rumour\w*|tumour\w*|harbour\w*"
    r"|(?:organ|recogn|summar|normal|serial|emphas|prior|minim|maxim|util|apolog|special|standard|central|general"
    r"|sanit|author|final|local|visual|initial|personal|categor|character|memor|real|critic)is(?:e[ds]?|ing|ation\w*|ers?)"
    r"|optimis(?:e[ds]?|ing|ation)|analys(?:e[ds]?|ing)|catalys(?:e[ds]?|ing)|centre[ds]?|theatre|fibre|litres?|metres?"
    r"|programmes?|licences?|defence|offence|counsell\w+|travell\w+|modell\w+|labell(?!edby)\w+|cancell(?:ed|ing)|signall\w+"
    r"|enrolment|fulfils?|instalment|skilful|wilful|judgement|paediatr\w+|anaesth\w+|haem\w+|oesoph\w+|foet\w+|gynaec\w+"
    r"|diarrhoea|ageing|grey|cheque|learnt|spelt|whilst|amongst|artefacts?|practis(?:e[ds]?|ing)|aluminium|plough\w*)\b",
    re.IGNORECASE,
)
# Words that people type are aliases there, whatever side of the ocean they learned them on.
AS_PEOPLE_TYPE = {"mentorsite/vocabularies/medicine.yml", "mentorsite/vocabularies/medicine.words"}
SPELLED = (".md", ".py", ".yml", ".html", ".css", ".js", ".toml", ".txt")


def test_spelling_is_american() -> None:
    """No British form stands in the docs, the package, the sample or the tests' own words."""
    folders = ("docs", "mentorsite", "content", "mentors", "templates", ".github", ".ci")
    files = [path for folder in folders for path in sorted((TOP / folder).rglob("*")) if path.suffix in SPELLED]
    found = []
    for path in [*files, *sorted(TOP.glob("*.md")), TOP / "site.yml", TOP / "pyproject.toml"]:
        name = path.relative_to(TOP).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if name not in AS_PEOPLE_TYPE and not re.match(r"\s*- \{title: ", line):  # a source's own title
                found += [f"{name}:{number}: {word[0]}" for word in BRITISH.finditer(line)]
    assert found == []


@pytest.mark.parametrize("folder", [".github", "mentorsite/starter/_dot_github"])
def test_the_workflow_is_safe(folder: str) -> None:
    """Pull requests run with a token that reads, without secrets; actions are pinned to release tags."""
    text = (TOP / folder / "workflows" / "site.yml").read_text(encoding="utf-8")
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert "\npermissions:\n  contents: read\n" in text
    uses = re.findall(r"uses: (\S+)", text)
    assert uses
    for line in re.findall(r"run: (mentorsite .*)", text):
        takes(shlex.split(line)[1:])
    assert [name for name in uses if not re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", name)] == []
