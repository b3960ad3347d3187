"""New files: a whole program to begin with, a mentor's file, a guide's file. Nothing that exists is overwritten."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

from mentorsite import __version__
from mentorsite.build import read_config
from mentorsite.config import parse_config
from mentorsite.guide import GUIDE
from mentorsite.letters import slugify
from mentorsite.load import GUIDE_FOLDER, PROFILE_FOLDER
from mentorsite.profile import PROFILE
from mentorsite.run import day_of
from mentorsite.yaml.edit import Data, as_flow
from mentorsite.yaml.text import written

_PACKED = "_dot_"  # packaging tools leave out files whose names begin with a dot


class StarterRefused(Exception):  # noqa: N818 - it is a refusal
    """Something stands where the new files should go; the message says what to do."""


def copy_starter(folder: Path, now: date | datetime) -> list[Path]:
    """Copy the starter program into ``folder``, which must be new or empty; return what was written.

    Its dates are counted from the day that it is there, so that a new program begins without a finding.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StarterRefused(f"{folder} is not empty; give the name of a new folder")
    made: list[Path] = []
    source = resources.files("mentorsite") / "starter"
    config = parse_config((source / "site.yml").read_bytes()).value
    today = day_of(now, config.timezone if config else None)
    marks = {"@today@": f"{today}", "@next-summer@": f"{today.year + 1}-06-30", "@mentorsite@": _requirement()}
    _copy(source, folder, marks, made)
    from mentorsite.schema import write_schemas

    return made + write_schemas(folder)


def _requirement() -> str:
    """Return what pip is to install: where this mentorsite itself came from, else its version."""
    try:
        told = json.loads(metadata.distribution("mentorsite").read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        told = {}
    url, vcs = str(told.get("url", "")), told.get("vcs_info")
    if vcs:
        return f"mentorsite @ {vcs['vcs']}+{url}@{vcs['commit_id']}"
    return f"mentorsite @ {url}" if url.startswith("https:") else f"mentorsite=={__version__}"


def _copy(source: Traversable, target: Path, marks: Mapping[str, str], made: list[Path]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for item in sorted(source.iterdir(), key=lambda item: item.name):
        path = target / item.name.replace(_PACKED, ".", 1)
        if item.name == "__pycache__":
            continue
        if item.is_dir():
            _copy(item, path, marks, made)
        else:
            data = item.read_bytes()
            for mark, text in marks.items():
                data = data.replace(mark.encode(), text.encode())
            path.write_bytes(data)
            made.append(path)


def new_mentor_file(root: Path, name: str, today: date, answers: Mapping[str, Data] | None = None) -> Path:
    """Write a commented file for a mentor; return its path.

    ``answers`` are what is known of the fields. The date of consent is for the mentor to give: it is never made up.
    """
    path = _free(root / PROFILE_FOLDER, name, ".yml")
    shown = {
        "name": written(" ".join(name.split())),
        "title": "",
        "specialties": "[]",
        "helps_with": "[]",
        "mentee_stages": "[]",
        "languages": "[English]",
        "capacity": "{max: 2, current: 0}",
        "joined": today.isoformat()[:7],
        "last_verified": today.isoformat(),
        **{name: as_flow(value) for name, value in (answers or {}).items()},
    }
    lines = [
        "# yaml-language-server: $schema=../.schemas/profile.schema.json",
        "# Fill in what you know; lines that begin with # are left out.",
        "",
    ]
    for field in PROFILE.fields:
        lines.append(f"# {field.doc} Takes {field.kind.says}." if len(field.kind.says) < 90 else f"# {field.doc}")
        lines.append(f"{'' if shown.get(field.name) else '# '}{field.name}: {shown.get(field.name, '')}".rstrip())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def new_guide_file(root: Path, title: str, section: str, today: date) -> Path:
    """Write a guide with its front matter; return its path."""
    config = read_config(root).value
    known = [known.slug for known in config.sections] if config else [section]
    if section not in known or not re.fullmatch(r"[a-z0-9-]+", section):
        raise StarterRefused(f'"{section}" is not a section of site.yml; its sections are {", ".join(known)}')
    path = _free(root / GUIDE_FOLDER / section, title, ".md")
    shown = {
        "title": written(" ".join(title.split())),
        "summary": "One sentence on what the reader will find.",
        "for": "[everyone]",
        "section": section,
        "published": today.isoformat(),
        "review_by": f"{today.year + 1}-{today.month:02}-01",
    }
    head = [f"{field.name}: {shown[field.name]}" for field in GUIDE.fields if field.name in shown]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["---", *head, "---", "", "## First heading", "", "Text.", ""]), encoding="utf-8")
    return path


def _free(folder: Path, title: str, ending: str) -> Path:
    slug = re.sub(r"[^a-z0-9-]+", "", slugify(title))[:80].strip("-")
    if not slug:
        raise StarterRefused(f'"{title}" has no letters a-z for a file name; give a spelling in Latin letters')
    path = folder / f"{slug}{ending}"
    if path.exists():
        raise StarterRefused(f"{path} exists already; edit it, or choose another name")
    return path
