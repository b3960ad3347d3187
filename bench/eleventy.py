"""The same program for Eleventy 3: ``python -m bench.eleventy PROGRAM FOLDER``.

Mentors and guides are Markdown with front matter in JSON, which Eleventy reads faster than YAML; lists are paginated
over a collection; the templates are Nunjucks. No feed is made.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from bench.likeness import (
    NOT_PAGES,
    Program,
    biography,
    copy_assets,
    directory,
    filled,
    guide,
    main,
    mentor,
    term,
    vocabularies,
    weights,
    write_layouts,
)
from mentorsite.plan import Page

LAYOUTS = Path(__file__).parent / "peer_layouts" / "eleventy"


def write(program: Program, folder: Path) -> None:
    """Write the whole Eleventy site into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(LAYOUTS, folder)
    write_layouts(program, folder / "_includes")
    copy_assets(program, folder / "public")
    places, folders = weights(program), vocabularies(program)
    terms = {}
    for page in program.plan.pages:
        if page.number > 1 or page.kind in NOT_PAGES:
            continue
        if page.kind == "term":
            terms[page.url.removesuffix(".html")] = filled(program, term(program, page))
            continue
        if page.kind == "directory":
            _write(folder / "_data" / "directory.json", json.dumps({"around": directory(program, page)}))
            continue
        data, body = _source(program, page, places, folders)
        suffix = "md" if page.kind in ("mentor", "guide") else "html"
        path = folder / "content" / page.url.replace(".html", f".{suffix}")
        _write(path, f"---json\n{json.dumps(data, ensure_ascii=False)}\n---\n{body}")
    _write(folder / "_data" / "terms.json", json.dumps(terms, ensure_ascii=False))
    _write(folder / "_data" / "program.json", json.dumps({"url": program.site.config.url}))
    _write(folder / "public" / "robots.txt", f"User-agent: *\nSitemap: {program.site.config.url}/sitemap.xml\n")


def _source(
    program: Program, page: Page, places: dict[str, int], folders: dict[str, str]
) -> tuple[dict[str, Any], str]:
    """Return a page's front matter and body."""
    if page.kind == "mentor":
        data = filled(program, mentor(program, page))
        terms = [f"{folders[name]}/{slug}" for name, slugs in data.pop("terms").items() for slug in slugs]
        return {
            "title": data["title"], "weight": places[page.slug], "terms_of": terms, "p": data
        }, biography(program, page)  # fmt: skip
    if page.kind == "guide":
        data = guide(program, page)
        body = data.pop("body")
        return {"title": data["title"], "p": data}, body
    return {"title": page.kind, "depth": page.url.count("/")}, main(program, page)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(Program(given.program), given.folder)
