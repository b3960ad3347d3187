"""``mentorsite new mentor`` and ``mentorsite new guide``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentorsite.cli import day_option, moment, no_settings, root_option
from mentorsite.run import day_of

if TYPE_CHECKING:
    from mentorsite.model import Vocabulary


@click.group
def command() -> None:
    """Write a new mentor's or guide's file to fill in."""


@command.command("mentor")
@click.argument("name", required=False)
@root_option
@day_option
def mentor(root: Path, day: date | None, name: str | None) -> None:
    """Write mentors/given-family.yml for the mentor NAME, with comments on each field.

    Without NAME it asks for what a profile needs most.
    """
    from mentorsite.build import read_config
    from mentorsite.starter import StarterRefused, new_mentor_file

    config = read_config(root).value
    if config is None:
        raise no_settings(root)
    today = day_of(moment(day), config.timezone)
    answers: dict[str, Any] = {}
    if name is None:
        if not sys.stdin.isatty():
            raise click.UsageError('give the name: mentorsite new mentor "Given Family" (questions need a terminal)')
        name, answers = _ask(root, today)
    try:
        path = new_mentor_file(root, name, today, answers)
    except StarterRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Wrote {path}. Fill it in, then run: mentorsite check")


def _ask(root: Path, today: date) -> tuple[str, dict[str, Any]]:
    """Ask for what a profile needs most; an empty answer leaves the field for later."""
    from mentorsite.build import read_config
    from mentorsite.scalars import Date, Email, Integer, Text

    config = read_config(root).value
    vocabularies = config.vocabularies if config else {}
    click.echo("Enter leaves a question for later. Lists take commas.")
    name = _one("Name", Text(120)) or ""
    while not name:
        name = _one("Name", Text(120)) or ""
    answers: dict[str, Any] = {
        "title": _one("Position, such as Associate Professor of Cardiology", Text(160)),
        "specialties": _terms("Specialties", vocabularies.get("specialties")),
        "helps_with": _terms("Helps with", vocabularies.get("helps_with")),
        "mentee_stages": _terms("Accepts mentees of the stages", vocabularies.get("stages")),
    }
    most = _one("How many mentees at most", Integer(0, 99))
    answers["capacity"] = {"max": str(most), "current": "0"} if most is not None else None
    email = _one("E-mail address (not published unless consent says so)", Email())
    answers["contact"] = {"email": email} if email else None
    agreed = _one("Day on which the mentor agreed to be published, as 2026-09-01", Date())
    answers["consent"] = {"date": agreed.isoformat(), "scope": "public"} if agreed else None
    return name, {field: value for field, value in answers.items() if value}


def _one(question: str, kind: Any) -> Any:
    """Ask until the answer is empty or good."""
    from mentorsite.diagnostics import Span

    while True:
        text = click.prompt(question, default="", show_default=False).strip()
        if not text:
            return None
        value, found = kind.read(text, Span("answer"))
        if value is not None:
            return value
        click.echo(f"  {found[0].message}. {found[0].help}")


def _terms(question: str, vocabulary: Vocabulary | None) -> list[str]:
    """Ask until every value is in the vocabulary; aliases become its own words."""
    from mentorsite.letters import nearest

    while True:
        text = click.prompt(question, default="", show_default=False)
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if vocabulary is None:
            return parts
        found = {part: vocabulary.find(part) for part in parts}
        unknown = [part for part, term in found.items() if term is None]
        if not unknown:
            return list(dict.fromkeys(term.name for term in found.values() if term))
        for part in unknown:
            near = nearest(part, [*vocabulary.terms, *vocabulary.forms])
            term = vocabulary.find(near) if near else None
            hint = f'Did you mean "{term.name}"?' if term else f"It is one of: {', '.join(vocabulary.terms)}."
            click.echo(f'  "{part}" is not in the list. {hint}')


@command.command("guide")
@click.argument("title")
@click.option("--section", default="start", show_default=True, help="The section of site.yml that it goes to.")
@root_option
@day_option
def guide(root: Path, day: date | None, title: str, section: str) -> None:
    """Write content/SECTION/title.md for a guide called TITLE."""
    from mentorsite.build import read_config
    from mentorsite.starter import StarterRefused, new_guide_file

    config = read_config(root).value
    if config is None:
        raise no_settings(root)
    try:
        path = new_guide_file(root, title, section, day_of(moment(day), config.timezone))
    except StarterRefused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"Wrote {path}. Fill it in, then run: mentorsite check")
