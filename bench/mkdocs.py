"""The same program for MkDocs with Material, and for Zensical: ``python -m bench.mkdocs PROGRAM FOLDER``.

Both have no lists of pages, so the lists are written as Markdown here, card by card; both bring their own theme, so
only the words of the main part can be the same. Navigation names the entrances alone (a list of every page on every
page would grow with the square of the mentors), and the search that comes with each stays on.
"""

from __future__ import annotations

import argparse
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import jinja2

from bench.likeness import NOT_PAGES, SIZE, Program, biography, card, directory, filled, guide, main, mentor, term
from mentorsite.plan import Page, page_count

LAYOUTS = Path(__file__).parent / "peer_layouts" / "mkdocs"


def write(program: Program, folder: Path) -> None:
    """Write the whole site in Markdown, with the settings of both tools, into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    docs = folder / "docs"
    loader = jinja2.FileSystemLoader(LAYOUTS)
    templates = jinja2.Environment(loader=loader, trim_blocks=True, lstrip_blocks=True)
    cards = {mentor.slug: card(program, mentor.slug) for mentor in program.site.mentors}
    for page in program.plan.pages:
        if page.kind in NOT_PAGES or page.kind == "not-found":
            continue
        text = _text(program, page, templates, cards)
        path = docs / page.url.replace(".html", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    url = program.site.config.url
    (docs / "robots.txt").write_text(f"User-agent: *\nSitemap: {url}/sitemap.xml\n", "utf-8")
    settings = (LAYOUTS / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(settings.replace("SITE_URL", url + "/"), "utf-8")


def _text(program: Program, page: Page, templates: jinja2.Environment, cards: dict[str, dict[str, Any]]) -> str:
    """Return a page's Markdown."""
    if page.kind == "mentor":
        data = filled(program, mentor(program, page))
        return templates.get_template("mentor.md").render(p=data, body=biography(program, page))
    if page.kind == "guide":
        data = guide(program, page)
        before, after = (plain(part) for part in data["around"])
        return f"{before}\n\n{data['body']}\n\n{after}\n"
    if page.kind == "term":
        listed = program.site.by_term.get((page.vocabulary, page.slug), ())
        data = filled(program, term(program, page))
        data["empty"] = plain(data["empty"])
        return templates.get_template("term.md").render(p=data, **_listed(page, [each.slug for each in listed], cards))
    if page.kind == "directory":
        around = [plain(part) for part in directory(program, page)]
        return templates.get_template("directory.md").render(around=around, **_listed(page, list(cards), cards))
    return main(program, page)


def _listed(page: Page, slugs: list[str], cards: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what a list page shows: the cards, the number of the page and how many there are."""
    number = page.number
    shown = [cards[slug] for slug in slugs[(number - 1) * SIZE : number * SIZE]]
    stem = page.url.rpartition("/")[2].split(".")[0]
    return {"cards": shown, "number": number, "total": page_count(len(slugs), SIZE), "stem": stem}


def plain(html: str) -> str:
    """Return the words of a piece of HTML as paragraphs."""
    parts = re.split(r"(?i)</?(?:p|li|h\d|div|dt|dd|span|summary|label|button|option|a)\b[^>]*>", html)
    texts = [" ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split()) for part in parts]
    return "\n\n".join(text for text in texts if text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(Program(given.program), given.folder)
