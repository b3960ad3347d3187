"""The same program for Hugo: ``python -m bench.hugo PROGRAM FOLDER``."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from bench.likeness import (
    SIZE,
    Program,
    biography,
    chrome,
    copy_assets,
    directory,
    guide,
    main,
    mentor,
    term,
    vocabularies,
    weights,
)
from mentorsite.plan import Page

LAYOUTS = Path(__file__).parent / "hugo_layouts"


def front(data: dict[str, Any]) -> str:
    """Write front matter: one field a line, inner values in flow style."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in data.items()]
    return "---\n" + "\n".join(lines) + "\n---\n"


def write(program: Program, folder: Path) -> None:
    """Write the whole Hugo site into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(LAYOUTS, folder / "layouts")
    copy_assets(program, folder / "static")
    places = weights(program)
    for page in program.plan.pages:
        path, text = _source(program, page, places)
        if path:
            target = folder / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    for name in ("readers", "sections"):  # Hugo would make a page that lists the pages of these folders
        (folder / "content" / name / "_index.md").write_text(front({"build": {"render": "never"}}), "utf-8")
    _chrome(program, folder)
    config = {
        "baseURL": program.site.config.url + "/",
        "title": program.site.config.title,
        "locale": program.site.config.language,
        "uglyURLs": True,
        "disableKinds": ["RSS"],
        "taxonomies": {name: name for name in vocabularies(program)},
        "pagination": {"pagerSize": SIZE, "disableAliases": True},
        "markup": {"goldmark": {"renderer": {"unsafe": False}}, "highlight": {"codeFences": False}},
        "outputs": {"home": ["html", "rss", "json"], "taxonomy": ["html"], "term": ["html"], "section": ["html"]},
        "enableRobotsTXT": True,
        "minify": {"minifyOutput": False},
    }
    (folder / "hugo.json").write_text(json.dumps(config, indent=1), "utf-8")


def _source(program: Program, page: Page, places: dict[str, int]) -> tuple[str, str]:
    """Return where a page's source lies for Hugo, and its text; an empty path where Hugo makes the page itself."""
    if page.number > 1 or page.kind in ("robots", "sitemap", "feed", "redirect", "not-found"):
        return "", ""
    if page.kind == "mentor":
        data = mentor(program, page)
        terms = data.pop("terms")
        text = front({**data, **terms, "type": "mentors", "weight": places[page.slug]}) + biography(program, page)
        return f"mentors/{page.slug}.md", text
    if page.kind == "term":
        return f"{page.vocabulary}/{page.slug}/_index.md", front(term(program, page))
    if page.kind == "guide":
        data = guide(program, page)
        head = {"title": data["title"], "type": "guides", "weight": data["order"], "summary_line": data["summary"]}
        return f"guides/{page.slug}.md", front({**head, "around": data["around"]}) + data["body"]
    if page.kind == "directory":
        return "mentors/_index.md", front({"title": "Find a mentor", "around": directory(program, page)})
    given = {"title": page.kind, "depth": page.url.count("/"), "main": main(program, page)}
    named = {"home": "_index.md", "guides": "guides/_index.md", "vocabulary": f"{page.slug}/_index.md"}
    path = named.get(page.kind) or page.url.replace("/index.html", "/all.md").replace(".html", ".md")
    return path, front(given)


def _chrome(program: Program, folder: Path) -> None:
    head, header, footer = chrome(program, "{{ . }}")
    title = f"<title>{{{{ .title }}}} · {program.site.config.title}</title>"
    more = """<link rel="canonical" href="{{ .url }}">
<meta name="description" content="{{ .about }}">
<meta property="og:url" content="{{ .url }}">
<meta property="og:title" content="{{ .title }}">
<meta property="og:description" content="{{ .about }}">
{{ with .ld }}<script type="application/ld+json">{{ . | jsonify | safeJS }}</script>{{ end }}
"""
    head = head.replace("{{ . }}", "{{ .root }}").replace("</head>", title + "\n" + more + "</head>")
    for name, text in {"head": head, "header": header, "footer": footer}.items():
        (folder / "layouts/partials" / f"{name}.html").write_text(text, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(Program(given.program), given.folder)
