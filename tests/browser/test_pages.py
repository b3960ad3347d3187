"""The sample site in Chromium: accessibility, the policy, phones, keyboards, no script, from disk; and valid HTML."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MODULES = Path(__file__).parent / "node_modules"
PAGES = (
    "index.html",
    "about.html",
    "choose.html",
    "shortlist.html",
    "404.html",
    "recognition/index.html",
    "mentors/index.html",
    "mentors/index.2.html",
    "mentors/amara-okafor.html",
    "mentors/tomas-herrera.html",
    "specialties/index.html",
    "specialties/cardiology.html",
    "helps-with/career-planning-and-networking.html",
    "communities/index.html",
    "guides/index.html",
    "guides/aligning-expectations.html",
    "guides/finding-a-voice-on-rounds.html",
    "sections/training.html",
    "readers/mentors.html",
)
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh tab."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def departed(site: Path) -> list[str]:
    """Return the pages of mentors who left: linked from nowhere, so no list above can name them for long."""
    known = (site / "data/mentors.json").read_text(encoding="utf-8")
    found = (path for path in sorted((site / "mentors").glob("*.html")) if "index" not in path.name)
    return [f"mentors/{path.name}" for path in found if f'"slug": "{path.stem}"' not in known]


def test_every_kind_of_page_is_looked_at(sample_site: Path) -> None:
    """The pages of this file exist, and there is somebody who left."""
    assert not [name for name in PAGES if not (sample_site / name).is_file()]
    assert departed(sample_site)


@pytest.mark.parametrize("name", [*PAGES, "departed"])
def test_axe_reports_nothing(page: Page, sample_site: Path, sample_url: str, name: str) -> None:
    """axe-core finds no violation, best practices included, in light and dark, on a phone and on a desk."""
    script = MODULES / "axe-core/axe.min.js"
    if not script.is_file():
        missing("axe-core", "cd tests/browser && npm install")
    page.goto(sample_url + (departed(sample_site)[0] if name == "departed" else name))
    page.evaluate(script.read_text(encoding="utf-8"))
    found = []
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AXE)
            assert len(result["passes"]) > 20
            found += [
                f"{width} {scheme}: {rule['id']}: {node['html'][:150]} {node['failureSummary'][:300]}"
                for rule in result["violations"]
                for node in rule["nodes"]
            ]
    assert not found, "\n".join(found)


def test_the_nu_checker_reports_no_error(sample_site: Path) -> None:
    """Every page is valid HTML."""
    jar = MODULES / "vnu-jar/build/dist/vnu.jar"
    java = shutil.which("java")
    if java is None:
        missing("java", "apt-get install default-jre-headless")
    if not jar.is_file():
        missing("vnu-jar", "cd tests/browser && npm install")
    command = [str(java), "-jar", str(jar), "--errors-only", "--format", "json", "--skip-non-html", str(sample_site)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    messages = json.loads(done.stderr)["messages"]
    shown = [
        f"{Path(m.get('url', '')).name}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')}" for m in messages
    ]
    assert not shown, "\n".join(sorted(shown)[:20])


def test_pages_keep_to_their_policy_and_to_the_site(page: Page, sample_site: Path, sample_url: str) -> None:
    """No request leaves the site, nothing is missing, the console stays silent, no cookie is set."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("request", lambda request: request.url.startswith(sample_url) or said.append(f"asked {request.url}"))
    page.on("response", lambda answer: answer.status < 400 or said.append(f"{answer.status} {answer.url}"))
    for name in (*PAGES, *departed(sample_site)[:1]):
        if name != "404.html":  # its links start with the path of url:, which is not where the test serves
            page.goto(sample_url + name)
            if "mentors/" in name or "/" not in name:  # pages that fetch the search data
                page.wait_for_load_state("networkidle")
    assert not said
    assert not page.context.cookies()


def test_pages_reflow_on_small_screens_and_with_large_text(page: Page, sample_site: Path, sample_url: str) -> None:
    """At 320 pixels, and with text of twice the size at 640 and on a phone, no page scrolls sideways."""
    wide = []
    for width, size in ((320, "100%"), (640, "200%"), (390, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        for name in (*PAGES, *departed(sample_site)[:1]):
            page.goto(sample_url + name)
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wide.append(f"{name} at {width}: {over} px too wide")
    assert not wide


def test_pages_are_complete_without_scripts(chromium: Browser, sample_url: str) -> None:
    """With JavaScript off every page shows its heading and text, and the directory can be walked to its end."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in PAGES:
        page.goto(sample_url + name)
        assert page.locator("h1").is_visible(), name
        assert len(page.locator("main").inner_text()) > 60, name
    page.goto(sample_url + "mentors/index.html")
    seen = set()
    for _ in range(10):
        seen |= {link.get_attribute("href") for link in page.locator("main a[href*='mentors/']").all()}
        following = page.locator("a[rel=next]")
        if not following.count():
            break
        following.first.click()
    assert len({link for link in seen if link and "index" not in link}) >= 45
    context.close()


def test_pages_read_from_disk(page: Page, sample_site: Path) -> None:
    """Opened as files, pages have their style, their links work, and nothing is fetched from elsewhere."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((sample_site / "index.html").as_uri())
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    page.locator("main a[href^='mentors/']").first.click()
    assert page.url.startswith("file:")
    assert page.locator("h1").is_visible()
    page.locator(".site-header a").first.click()
    assert page.url == (sample_site / "index.html").as_uri()
    assert all(url.startswith("file:") for url in asked)


FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {name: element.outerHTML.slice(0, 80), href: element.getAttribute("href"), tag: element.tagName,
          seen: (ring || style.boxShadow !== "none") && box.width > 0 && box.bottom > 0 && box.top < innerHeight};
}"""


@pytest.mark.parametrize(
    "name", ["index.html", "mentors/index.html", "mentors/amara-okafor.html", "guides/aligning-expectations.html"]
)
def test_the_keyboard_alone_is_enough(page: Page, sample_url: str, name: str) -> None:
    """The first stop is the skip link, which leads to the content; wherever the focus goes it can be seen."""
    page.goto(sample_url + name)
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert (first["href"], first["seen"]) == ("#main", True)
    for _ in range(25):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"] or focused["tag"] == "BODY", focused["name"]
    page.goto(sample_url + name)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
