"""The same program for Pelican: ``python -m bench.pelican PROGRAM FOLDER``.

Mentors are articles and guides pages in Markdown; the values of all vocabularies are tags, whose addresses hold the
vocabulary's folder; Pelican's own pagination makes the lists. What is no plain text is JSON in one metadata line.
Values that no mentor has get no page from Pelican, so those few, like other pages without mentors, are HTML pages.
Feeds and the pages for authors, categories and months are off.
"""

from __future__ import annotations

import argparse
import json
import shutil
from html import escape
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

LAYOUTS = Path(__file__).parent / "peer_layouts" / "pelican"


def write(program: Program, folder: Path) -> None:
    """Write the whole Pelican site into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(LAYOUTS, folder)
    write_layouts(program, folder / "theme" / "templates")
    copy_assets(program, folder / "content" / "extra")
    places, folders = weights(program), vocabularies(program)
    terms = {}
    for page in program.plan.pages:
        if page.number > 1 or page.kind in NOT_PAGES:
            continue
        if page.kind == "directory":
            _write(folder / "directory.json", json.dumps({"around": directory(program, page)}))
        elif page.kind == "term" and program.site.by_term.get((page.vocabulary, page.slug)):
            terms[page.url.removesuffix(".html")] = filled(program, term(program, page))
        elif page.kind in ("mentor", "guide"):
            head, body = _source(program, page, places, folders)
            lines = "\n".join(f"{name}: {value}" for name, value in head.items())
            _write(folder / "content" / page.url.replace(".html", ".md"), f"{lines}\n\n{body}")
        else:
            _write(folder / "content" / "pages" / page.url, _page(page, main(program, page)))
    _write(folder / "terms.json", json.dumps(terms, ensure_ascii=False))
    _write(folder / "program.json", json.dumps({"url": program.site.config.url, "title": program.site.config.title}))
    _write(folder / "content/extra/robots.txt", f"User-agent: *\nSitemap: {program.site.config.url}/sitemap.xml\n")


def _source(
    program: Program, page: Page, places: dict[str, int], folders: dict[str, str]
) -> tuple[dict[str, Any], str]:
    """Return a page's metadata and body."""
    if page.kind == "guide":
        data = guide(program, page)
        body = data.pop("body")
        head = {
            "title": data["title"],
            "slug": page.slug,
            "save_as": page.url,
            "url": page.url,
            "template": "guide-page",
        }
        return {**head, "data": json.dumps(data)}, body
    data = filled(program, mentor(program, page))
    tags = [f"{folders[name]}/{slug}" for name, slugs in data.pop("terms").items() for slug in slugs]
    head = {"title": data["title"], "date": "2026-11-22", "slug": page.slug, "weight": f"{places[page.slug]:08}"}
    return {**head, "tags": ", ".join(tags), "data": json.dumps(data, ensure_ascii=False)}, biography(program, page)


def _page(page: Page, body: str) -> str:
    slug = page.url.removesuffix(".html").replace("/", "-")
    meta = {"slug": slug, "save_as": page.url, "url": page.url, "template": "plain-page", "depth": page.url.count("/")}
    metas = "".join(f'<meta name="{name}" content="{escape(str(value))}">' for name, value in meta.items())
    return f"<html><head><title>{page.kind}</title>{metas}</head><body>{body}</body></html>"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(Program(given.program), given.folder)
