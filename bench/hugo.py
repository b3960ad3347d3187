"""The same program for Hugo: ``python -m bench.hugo PROGRAM FOLDER``.

What Hugo's templates could only compute slowly or not at all is worked out beforehand and given to it as front matter:
availability, the fair order, ranges of stages, related mentors, guides on a topic. Hugo reads YAML, converts Markdown,
lists, paginates, renders and writes. Header and footer are cut from a page of ours, so that both sides show the same.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from bench.corpus import REPO, TODAY
from mentorsite.assemble import Site
from mentorsite.assets import collect_assets
from mentorsite.build import THEME, Options, read_program
from mentorsite.people import card_of
from mentorsite.plan import Page, Plan
from mentorsite.render import Theme, open_theme, render, strings_of
from mentorsite.view import view_of

LAYOUTS = Path(__file__).parent / "hugo_layouts"


class Program:
    """A program as read by us, with what it takes to render its pages."""

    def __init__(self, root: Path) -> None:
        reading, _ = read_program(Options(root, TODAY, jobs=2))
        assert reading.site is not None
        assert reading.pages is not None
        self.root = root
        self.site: Site = reading.site
        self.plan: Plan = reading.pages
        assets = collect_assets(THEME, root / "templates", self.site.config.colors).value
        assert assets is not None
        self.assets = assets
        theme = open_theme(root, assets=assets.folder).value
        assert theme is not None
        self.theme: Theme = theme

    def html(self, page: Page) -> str:
        """Render one page as the product does."""
        data = render(page, view_of(page, self.site, self.plan), self.theme).value
        assert data is not None
        return data.decode()


def front(data: dict[str, Any]) -> str:
    """Write front matter: one field a line, inner values in flow style."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in data.items()]
    return "---\n" + "\n".join(lines) + "\n---\n"


def card(program: Program, slug: str) -> dict[str, Any]:
    """Return what a card shows, ready to print."""
    made = card_of(program.site.by_slug[slug], program.site, "")
    now, t = made.availability, strings_of(program.theme)
    html = program.theme.environment.filters["card"](made)
    badge = html.partition('<p class="badge"')[2].partition(">")[2].partition("<")[0]
    stages = t["for_stages"].replace("{stages}", made.stages) if made.stages else ""
    languages = t["also_in"].replace("{languages}", made.languages) if made.languages else ""
    return {
        "initials": made.initials,
        "tint": made.tint,
        "title": made.title,
        "topics": ", ".join(made.topics),
        "more": t["and_more"].replace("{n}", str(made.more)) if made.more else "",
        "facts": [fact for fact in (stages, languages) if fact],
        "state": now.state,
        "badge": badge,
    }


def links(value: Any) -> list[list[str]]:
    """Return links as pairs of label and address from the site's top."""
    return [[link.label, link.url.removeprefix("../")] for link in value or ()]


def guides(items: Any) -> list[str]:
    """Return the slugs of guides in a list."""
    return [item.url.rpartition("/")[2].removesuffix(".html") for item in items]


def mentor_page(program: Program, page: Page, weight: int) -> str:
    """Return a mentor's file for Hugo: what the page shows as front matter, the biography as its body."""
    view = view_of(page, program.site, program.plan)
    mentor = program.site.by_slug[page.slug]
    source = yaml.load((program.root / mentor.path).read_bytes(), yaml.CSafeLoader)
    now = view["availability"]
    note = program.html(page).partition('<p class="avail-note">')[2].partition("</p>")[0]
    data = {
        "title": mentor.name,
        "type": "mentors",
        "weight": weight,
        "card": card(program, page.slug),
        "credentials": view["credentials"],
        "pronouns": view["pronouns"],
        "role_line": view["role_line"],
        "state": now.state,
        "note": note,
        "crumb": links(view["crumb"]),
        "areas": [[label, links(listed)] for label, listed in view["helps_with"]],
        "specialty_links": links(view["specialties"]),
        "role_links": links(view["roles"]),
        "stages_text": view["stages"],
        "format_links": links(view["formats"]),
        "frequency": view["frequency"],
        "languages_text": view["languages"],
        "campus": links([view["campus"]])[0],
        "since": program.theme.environment.filters["month"](view["joined"]),
        "approach": view["approach"],
        "expectations": view["expectations"],
        "reply": mentor.first_contact.reply_within_days if mentor.first_contact else 0,
        "how": mentor.first_contact.how if mentor.first_contact else "",
        "email": view["email"],
        "office": view["through_office"],
        "awards": [[award.title, award.year] for award in view["recognition"]],
        "verified": program.theme.environment.filters["day"](view["verified"]),
        "wrong": view["program"].wrong,
        "edit": view["program"].edit,
        "related": [card.slug for card in view["related"]],
        "guides": guides(view["guides"]),
        "ld": view["json_ld"],
        "about": f"{mentor.name}, {view['role_line']}: what this mentor helps with and how to get in touch.",
        **{name: list(slugs) for name, slugs in mentor.terms.items()},
    }
    return front(data) + source["bio"]


def term_page(program: Program, page: Page) -> str:
    """Return a term's ``_index.md``."""
    view = view_of(page, program.site, program.plan)
    data = {
        "title": view["title"],
        "description": view["description"],
        "also": ", ".join(view["aliases"][:8]),
        "above": links(view["above"]),
        "below": links(view["below"]),
        "list": links([view["list"]])[0],
        "guides": guides(view["guides"]),
        "empty": "" if view["cards"] else _main(program, page).partition('<h2 class="vh">')[2].partition("</h2>")[2],
    }
    return front(data)


def write(root: Path, folder: Path) -> None:
    """Write the whole Hugo site into a new folder."""
    program = Program(root)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(LAYOUTS, folder / "layouts")
    for name, data in program.assets.files.items():
        path = folder / "static" / program.assets.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    weights = {mentor.slug: place for place, mentor in enumerate(program.site.mentors, 1)}
    for page in program.plan.pages:
        path, text = _source(program, page, weights)
        if path:
            target = folder / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    _chrome(program, folder)
    names = [name for name, vocabulary in program.site.config.vocabularies.items() if vocabulary.terms]
    config = {
        "baseURL": program.site.config.url + "/",
        "title": program.site.config.title,
        "locale": program.site.config.language,
        "uglyURLs": True,
        "disableKinds": ["RSS"],
        "taxonomies": {name: name for name in names},
        "pagination": {"pagerSize": program.site.config.page_size},
        "markup": {"goldmark": {"renderer": {"unsafe": False}}, "highlight": {"codeFences": False}},
        "outputs": {"home": ["html", "rss", "json"], "taxonomy": ["html"], "term": ["html"], "section": ["html"]},
        "enableRobotsTXT": True,
        "minify": {"minifyOutput": False},
    }
    (folder / "hugo.json").write_text(json.dumps(config, indent=1), "utf-8")


def _source(program: Program, page: Page, weights: dict[str, int]) -> tuple[str, str]:
    """Return where a page's source lies for Hugo, and its text; an empty path where Hugo makes the page itself."""
    if page.number > 1:
        return "", ""
    if page.kind == "mentor":
        return f"mentors/{page.slug}.md", mentor_page(program, page, weights[page.slug])
    if page.kind == "term":
        return f"{page.vocabulary}/{page.slug}/_index.md", term_page(program, page)
    if page.kind == "guide":
        guide = next(guide for guide in program.site.guides if guide.slug == page.slug)
        body = (program.root / guide.path).read_text("utf-8").split("\n---\n", 1)[1]
        data = {"title": guide.title, "type": "guides", "weight": guide.order, "summary_line": guide.summary}
        return f"guides/{page.slug}.md", front({**data, "around": _around(program, page)}) + body
    if page.kind in ("robots", "sitemap", "feed", "redirect", "not-found"):
        return "", ""
    # The few other pages hold almost nothing of mentors: Hugo is given their main part ready made.
    main = _main(program, page)
    depth = page.url.count("/")
    if page.kind == "directory":
        before, _, rest = main.partition('<p class="result-count"')
        between, _, rest = rest.partition("</p>")[2].partition('<ul class="cards rows" id="mentors">')
        after = (rest.partition("</nav>")[2] or rest.rpartition("</ul>")[2]).lstrip()
        return "mentors/_index.md", front({"title": "Find a mentor", "around": [before, between, after]})
    given = {"title": page.kind, "depth": depth, "main": main}
    named = {"home": "_index.md", "guides": "guides/_index.md", "vocabulary": f"{page.slug}/_index.md"}
    path = named.get(page.kind) or page.url.replace("/index.html", "/all.md").replace(".html", ".md")
    return path, front(given)


def _main(program: Program, page: Page) -> str:
    return program.html(page).partition('<main id="main" tabindex="-1">')[2].partition("</main>")[0]


def _around(program: Program, page: Page) -> list[str]:
    """Return the parts of a guide's page before and after its text."""
    before, mark, rest = _main(program, page).partition('<div class="prose">')
    return [before + mark, rest[rest.index("</table></div>") :].partition("</div>")[2]]


def _chrome(program: Program, folder: Path) -> None:
    """Cut head, header and footer from a page of ours, with the way to the top as a parameter."""
    page = next(page for page in program.plan.pages if page.kind == "mentor")
    html = program.html(page)
    head, _, rest = html.partition("<body>")
    lines = [line for line in head.split("\n") if "ld+json" not in line and page.slug not in line]
    own = ("<title>", '<meta name="description"', '<meta property="og:title"', '<meta property="og:description"')
    head = "\n".join(line for line in lines if not line.startswith(own)).replace('"../', '"{{ .root }}')
    title = f"<title>{{{{ .title }}}} · {program.site.config.title}</title>"
    more = """<link rel="canonical" href="{{ .url }}">
<meta name="description" content="{{ .about }}">
<meta property="og:url" content="{{ .url }}">
<meta property="og:title" content="{{ .title }}">
<meta property="og:description" content="{{ .about }}">
{{ with .ld }}<script type="application/ld+json">{{ . | jsonify | safeJS }}</script>{{ end }}
"""
    parts = {
        "head": head.replace("</head>", title + "\n" + more + "</head>"),
        "header": rest.partition('<main id="main"')[0].replace('"../', '"{{ . }}'),
        "footer": rest.partition("</main>")[2].replace('"../', '"{{ . }}'),
    }
    for name, text in parts.items():
        (folder / "layouts/partials" / f"{name}.html").write_text(text, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(given.program, given.folder)
    print(REPO and f"written to {given.folder}")
