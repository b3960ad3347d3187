"""What a program of ours holds, worked out for other tools: the data of each page, ready to print, and the furniture.

What peers' templates could only compute slowly or not at all is done beforehand: availability, the fair order, ranges
of stages, related mentors, guides on a topic. The peers read files, convert Markdown, list, paginate, render and write.
Head, header and footer are cut from a page of ours, and the few pages that hold almost nothing of mentors are given
their main part ready made, so that all sides show the same.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bench.corpus import TODAY
from mentorsite.assemble import Site
from mentorsite.assets import THEME, collect_assets
from mentorsite.build import read_program
from mentorsite.plan import Page, Plan, vocabulary_url
from mentorsite.render import Theme, open_theme, render, strings_of
from mentorsite.run import Options
from mentorsite.views.people import card_of
from mentorsite.views.view import view_of

SHARED = Path(__file__).parent / "peer_layouts" / "shared"
SIZE = 48
"""Cards on a list page."""
NOT_PAGES = {"robots", "sitemap", "feed", "redirect"}
ABOUT = "what they help with, whether they have room, and how to write to them."


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


def card(program: Program, slug: str) -> dict[str, Any]:
    """Return what a card shows, ready to print."""
    made = card_of(program.site.by_slug[slug], program.site, "")
    now, t = made.availability, strings_of(program.theme)
    html = program.theme.environment.filters["card"](made)
    badge = html.partition('<p class="badge"')[2].partition(">")[2].partition("<")[0]
    stages = t["for_stages"].replace("{stages}", made.stages) if made.stages else ""
    languages = t["also_in"].replace("{languages}", made.languages) if made.languages else ""
    return {
        "slug": slug,
        "name": made.name,
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


def guide_slugs(items: Any) -> list[str]:
    """Return the slugs of guides in a list."""
    return [item.url.rpartition("/")[2].removesuffix(".html") for item in items]


def mentor(program: Program, page: Page) -> dict[str, Any]:
    """Return what a mentor's page shows, but for the biography; ``terms`` has the slugs by vocabulary."""
    view = view_of(page, program.site, program.plan)
    person = program.site.by_slug[page.slug]
    now = view["availability"]
    note = program.html(page).partition('<p class="avail-note">')[2].partition("</p>")[0]
    return {
        "title": person.name,
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
        "reply": person.first_contact.reply_within_days if person.first_contact else 0,
        "how": person.first_contact.how if person.first_contact else "",
        "email": view["email"],
        "office": view["through_office"],
        "awards": [[award.title, award.year] for award in view["recognition"]],
        "verified": program.theme.environment.filters["day"](view["verified"]),
        "wrong": view["program"].wrong,
        "edit": view["program"].edit,
        "related": [card.slug for card in view["related"]],
        "guides": guide_slugs(view["guides"]),
        "ld": view["json_ld"],
        "about": f"{person.name}, {view['role_line']}: {ABOUT}",
        "terms": {name: list(slugs) for name, slugs in person.terms.items()},
    }


def filled(program: Program, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page's data with cards and guides in place of their slugs, for templates that cannot look them up."""
    titles = {guide.slug: (guide.title, guide.summary) for guide in program.site.guides}
    guides = [{"slug": slug, "title": titles[slug][0], "summary": titles[slug][1]} for slug in data["guides"]]
    related = [card(program, slug) for slug in data.get("related", ())]
    return {**data, "guides": guides, "related": related, "ld": json.dumps(data.get("ld"))}


def biography(program: Program, page: Page) -> str:
    """Return a mentor's biography as written, in Markdown."""
    path = program.root / program.site.by_slug[page.slug].path
    return str(yaml.load(path.read_bytes(), yaml.CSafeLoader)["bio"])


def term(program: Program, page: Page) -> dict[str, Any]:
    """Return what a term's page shows, but for the mentors."""
    view = view_of(page, program.site, program.plan)
    return {
        "title": view["title"],
        "description": view["description"],
        "also": ", ".join(view["aliases"][:8]),
        "above": links(view["above"]),
        "below": links(view["below"]),
        "list": links([view["list"]])[0],
        "guides": guide_slugs(view["guides"]) if view["cards"] else [],
        "empty": "" if view["cards"] else main(program, page).partition('<h2 class="vh">')[2].partition("</h2>")[2],
    }


def guide(program: Program, page: Page) -> dict[str, Any]:
    """Return what a guide's page shows: ``around`` is its HTML before and after the text, ``body`` its Markdown."""
    found = next(guide for guide in program.site.guides if guide.slug == page.slug)
    before, mark, rest = main(program, page).partition('<div class="prose">')
    after = rest[rest.index("</table></div>") :].partition("</div>")[2]
    body = (program.root / found.path).read_text("utf-8").split("\n---\n", 1)[1]
    data = {"title": found.title, "order": found.order, "summary": found.summary, "body": body}
    return {**data, "around": [before + mark, after]}


def directory(program: Program, page: Page) -> list[str]:
    """Return the HTML around the number of the page, the cards and the links to other pages of the directory."""
    before, _, rest = main(program, page).partition('<p class="result-count"')
    between, _, rest = rest.partition("</p>")[2].partition('<ul class="cards rows" id="mentors">')
    after = (rest.partition("</nav>")[2] or rest.rpartition("</ul>")[2]).lstrip()
    return [before, between, after]


def main(program: Program, page: Page) -> str:
    """Return the HTML of a page's main part."""
    return program.html(page).partition('<main id="main" tabindex="-1">')[2].partition("</main>")[0]


class Chrome(NamedTuple):
    """What all pages share, as HTML: the inside of ``head`` without what is a page's own, and what is around main."""

    head: str
    header: str
    footer: str


def chrome(program: Program, root: str) -> Chrome:
    """Cut the furniture from a page of ours; ``root`` is what a template writes for the way to the top."""
    page = next(page for page in program.plan.pages if page.kind == "mentor")
    html = program.html(page)
    head, _, rest = html.partition("<body>")
    own = ("<title>", '<meta name="description"', '<meta property="og:title"', '<meta property="og:description"')
    lines = [line for line in head.split("\n") if "ld+json" not in line and page.slug not in line]
    head = "\n".join(line for line in lines if not line.startswith(own))
    parts = (head, rest.partition('<main id="main"')[0], rest.partition("</main>")[2])
    return Chrome(*(part.replace('"../', f'"{root}') for part in parts))


def weights(program: Program) -> dict[str, int]:
    """Return each mentor's place in lists."""
    return {mentor.slug: place for place, mentor in enumerate(program.site.mentors, 1)}


def vocabularies(program: Program) -> dict[str, str]:
    """Return the vocabularies that have values, each with the folder of its pages."""
    found = program.site.config.vocabularies.items()
    return {name: vocabulary_url(name) for name, vocabulary in found if vocabulary.terms}


def write_layouts(program: Program, folder: Path) -> None:
    """Write the templates that Jinja and Nunjucks read alike, with the furniture cut from a page of ours."""
    shutil.copytree(SHARED, folder, dirs_exist_ok=True)
    head, header, footer = chrome(program, "{{ root }}")
    title = f"<title>{{{{ title }}}} · {program.site.config.title}</title>"
    more = """<link rel="canonical" href="{{ url }}">
<meta name="description" content="{{ about }}">
<meta property="og:url" content="{{ url }}">
<meta property="og:title" content="{{ title }}">
<meta property="og:description" content="{{ about }}">
{% if p and p.ld %}<script type="application/ld+json">{{ p.ld | safe }}</script>{% endif %}
"""
    head = head.replace("</head>", title + "\n" + more + "</head>")
    for name, text in {"head": head, "header": header, "footer": footer}.items():
        (folder / f"{name}.html").write_text(text, "utf-8")


def copy_assets(program: Program, folder: Path) -> None:
    """Write style sheets, scripts and the icon into a new folder."""
    for name, data in program.assets.files.items():
        path = folder / program.assets.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
