"""What people with disabilities rely on: room at 320 pixels, large text, forced colors, rest, words for what changes.

Each is tried with results open, not on bare pages alone: those are in ``test_pages.py``, which also runs axe.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import BASE, TODAY, served

from mentorsite.build import build
from mentorsite.run import Options

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


class State(NamedTuple):
    """A page with something open: its address, what must stand there first, and what is then done."""

    path: str
    wait: str
    do: Callable[[Page], object] = lambda page: None


def _open_filters(page: Page) -> None:
    if page.locator("button.filters-open").is_visible():
        page.locator("button.filters-open").click()
        page.locator("dialog[open]").wait_for()


def _type(page: Page) -> None:
    page.fill("#q", "cardio")
    page.locator("[role=option]").first.wait_for()


STATES = {
    "results": State("mentors/index.html?q=research", "#guides-found"),
    "filters": State("mentors/index.html?q=research", ".toolbar select", _open_filters),
    "chosen filters": State("mentors/index.html?q=research&availability=open&languages=spanish", ".active-filters li"),
    "nobody": State("mentors/index.html?q=cardiology&languages=welsh", ".empty"),
    "suggestions": State("index.html", "#q", _type),
    "choice": State("choose.html#helps_with=board-exams&specialties=cardiology", "#chosen h2"),
    "shortlist": State("shortlist.html?mentors=amara-okafor,tomas-herrera", "#mentors .card"),
    "profile": State("mentors/amara-okafor.html", ".star"),
    "guide": State("guides/aligning-expectations.html", "h1"),
}

CUT = """() => [...document.querySelectorAll("body *")].filter((element) => {
  if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".vh, .skip, svg")) return false;
  const { overflowX, overflowY, clipPath } = getComputedStyle(element);
  if (clipPath !== "none") return false;
  const hides = (value) => value === "hidden" || value === "clip";
  return (hides(overflowX) && element.clientWidth && element.scrollWidth > element.clientWidth + 1)
    || (hides(overflowY) && element.clientHeight && element.scrollHeight > element.clientHeight + 2);
}).map((element) => element.outerHTML.slice(0, 120))"""
"""Elements that hide a part of what they hold."""

OVERLAPS = """() => {
  const top = document.querySelector("dialog[open]") ?? document;
  const popup = document.querySelector("[role=listbox]");
  const controls = [...top.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".vh, .skip, .sheet-body, .facet-options")
    && (!popup?.checkVisibility() || popup.contains(element)));
  const found = [];
  controls.forEach((one, place) => controls.slice(place + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one) || (one.id === "q" && one.form === other.form)) return;
    for (const a of one.getClientRects()) for (const b of other.getClientRects()) {
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 2 && height > 8) found.push(`${one.outerHTML.slice(0, 90)} and ${other.outerHTML.slice(0, 90)}`);
    }
  }));
  return found;
}"""
"""Controls that lie over one another; lists that scroll hold more than they show, links in lines of text touch."""

SQUEEZED = """() => [...document.querySelectorAll("h1, h2, h3, p, li, dd, legend, summary")].filter((element) => {
  if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".vh, .skip")) return false;
  const room = element.clientWidth / parseFloat(getComputedStyle(element).fontSize);
  return element.innerText.trim().length > 12 && element.clientHeight && room < 3;
}).map((element) => element.outerHTML.slice(0, 120))"""
"""Texts that stand letter below letter."""

UNSEEN_FOCUS = """() => {
  const ring = (element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && outlineColor !== "rgba(0, 0, 0, 0)";
  };
  const unseen = [];
  const stops = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  for (const element of stops) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.disabled) continue;
    element.focus({ focusVisible: true });
    const holders = [element, element.closest(".card"), element.closest(".search-field")];
    if (document.activeElement === element && !holders.some((holder) => holder && ring(holder))) {
      unseen.push(element.outerHTML.slice(0, 120));
    }
  }
  return unseen;
}"""
"""Stops of the Tab key at which no ring shows."""


def show(page: Page, url: str, state: State, size: str = "100%") -> None:
    """Open a page and bring it into its state, with text of this size."""
    page.goto("about:blank")  # else an address that differs after its # alone is not loaded again
    page.goto(url + state.path)
    page.locator(state.wait).first.wait_for(state="attached")
    page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
    state.do(page)
    page.wait_for_timeout(100)


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open tabs in which people have set what they need."""
    contexts = []

    def open_tab(width: int = 1280, **needs: str) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **needs))  # type: ignore[arg-type]
        return contexts[-1].new_page()

    yield open_tab
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (390, "200%"), (640, "200%")])
def test_nothing_is_cut_or_covered(tab: Callable[..., Page], sample_url: str, width: int, size: str) -> None:
    """At 320 pixels (400 % zoom of 1280), and with text of twice the size, all can be read and pressed."""
    page, found = tab(width), []
    for name, state in STATES.items():
        show(page, sample_url, state, size)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{name}: {over} px too wide"] if over > 0 else []
        found += [f"{name}: cut: {element}" for element in page.evaluate(CUT)]
        found += [f"{name}: squeezed: {element}" for element in page.evaluate(SQUEEZED)]
        found += [f"{name}: {pair}" for pair in page.evaluate(OVERLAPS)]
    assert not found, "\n".join(found)


def test_the_looks_above_can_fail(tab: Callable[..., Page], sample_url: str) -> None:
    """A text that is cut, a button over a button and a ring that is taken away are found."""
    page = tab(320)
    show(page, sample_url, STATES["profile"])
    assert not page.evaluate(OVERLAPS)
    assert not page.evaluate(CUT)
    assert not page.evaluate(SQUEEZED)
    assert not page.evaluate(UNSEEN_FOCUS)
    page.evaluate("""() => {
      document.querySelector("h1").style.cssText = "width: 20px; overflow: hidden; white-space: nowrap";
      document.querySelector(".star").style.cssText = "position: fixed; inset: 0; width: 100vw; height: 100vh";
      for (const link of document.querySelectorAll("a")) link.style.outline = "none";
    }""")
    assert page.evaluate(OVERLAPS)
    assert page.evaluate(CUT)
    assert page.evaluate(SQUEEZED)
    assert page.evaluate(UNSEEN_FOCUS)


def test_forced_colors_keep_focus_and_choice_visible(tab: Callable[..., Page], sample_url: str) -> None:
    """Where the system sets all colors, each stop shows its ring, and what is chosen differs from what is not."""
    page = tab(forced_colors="active", reduced_motion="reduce")
    for name in ("results", "chosen filters", "shortlist", "profile", "guide"):
        show(page, sample_url, STATES[name])
        assert page.evaluate(UNSEEN_FOCUS) == [], name
    show(page, sample_url, STATES["profile"])
    star = page.locator(".profile-name .star")
    before = star.screenshot()
    star.press("Enter")
    page.evaluate("document.activeElement.blur()")
    assert star.get_attribute("aria-pressed") == "true"
    assert star.screenshot() != before
    show(page, sample_url, STATES["suggestions"])
    option = page.locator("[role=option]").first
    before = option.screenshot()
    page.keyboard.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    assert option.screenshot() != before
    here, elsewhere = page.locator(".site-nav a").first, page.locator(".site-nav a").nth(1)
    show(page, sample_url, STATES["results"])
    styles = [
        link.evaluate("e => { const s = getComputedStyle(e); return s.borderBottomColor + s.fontWeight }")
        for link in (here, elsewhere)
    ]
    assert styles[0] != styles[1]


def test_nothing_moves_for_who_wants_rest(tab: Callable[..., Page], sample_url: str) -> None:
    """With reduced motion no transition or animation lasts, and no scrolling is smooth."""
    page = tab(reduced_motion="reduce")
    for state in STATES.values():
        show(page, sample_url, state)
        assert (
            page.evaluate("""() => [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element);
          const longest = Math.max(...`${transitionDuration}, ${animationDuration}`.split(", ").map(parseFloat));
          return longest > 0.01 || scrollBehavior === "smooth";
        }).map((element) => element.outerHTML.slice(0, 100))""")
            == []
        )


def test_the_count_is_announced_once_it_settles(tab: Callable[..., Page], sample_url: str) -> None:
    """While one types nothing is said; then how many there are, once, in a region that stood there before."""
    page = tab()
    show(page, sample_url, State("mentors/index.html", "#filters"))
    page.evaluate("""() => {
      const region = document.querySelector(".results [role=status], section [role=status]");
      window.said = [];
      const watch = new MutationObserver(() => window.said.push(region.textContent));
      watch.observe(region, { childList: true, subtree: true });
    }""")
    said = page.evaluate("""async () => {
      const field = document.getElementById("q");
      for (const letter of "research") {
        field.value += letter;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        await new Promise((done) => setTimeout(done, 30));
      }
      return window.said;
    }""")
    assert said == []
    page.wait_for_timeout(900)
    said = page.evaluate("window.said")
    assert len(said) == 1
    assert said[0] == page.locator("#result-count").text_content()
    assert "research" in said[0]
    assert page.locator("[role=status]").count() == 1


def test_the_keyboard_alone_leads_from_search_to_shortlist(tab: Callable[..., Page], sample_url: str) -> None:
    """Search, filter, walk to a mentor, keep her, open her page, and find her on the shortlist, without a pointer."""
    page = tab()
    page.goto(sample_url + "mentors/index.html")
    page.locator("#filters .facet").first.wait_for()

    def tab_to(selector: str, most: int = 60) -> None:
        for _ in range(most):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached")

    tab_to("#q")
    page.keyboard.type("research")
    tab_to("input[name=availability]")
    page.keyboard.press("Space")
    page.wait_for_url("**availability=open")
    tab_to("#mentors .card a", 200)
    slug = page.evaluate("document.activeElement.closest('.card').dataset.slug")
    tab_to("button.star")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/mentors/{slug}.html")
    page.goto(sample_url + "mentors/index.html")
    tab_to("a[data-shortlist]")
    page.keyboard.press("Enter")
    page.locator("#mentors .card").wait_for()
    assert page.locator("#mentors .card").get_attribute("data-slug") == slug
    page.goto(sample_url + "choose.html")
    page.locator("#choose button:enabled").wait_for()
    tab_to("select[name=specialties]")
    page.keyboard.type("Cardiology")
    tab_to("#choose button")
    page.keyboard.press("Enter")
    page.locator("#chosen h2").wait_for()
    assert page.evaluate("document.activeElement.matches('#chosen h2')")


MIXED = """(name) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!data.includes(name) || parentElement.closest("bdi, [dir=auto], script, style")) continue;
    const rest = data.replaceAll(`\\u2068${name}\\u2069`, "");
    if (rest.includes(name) && data.trim() !== name) found.push(data.trim());
  }
  return found;
}"""
"""Texts in which the name stands among other words, and its direction is not kept to itself."""

ARABIC = "ليلى حداد (MD)"


def test_right_to_left_names_turn_nothing_around_them(tab: Callable[..., Page], tmp_path: Path) -> None:
    """A name in Arabic letters is isolated wherever other words stand beside it; other languages keep their mark."""
    root = Path(shutil.copytree(BASE, tmp_path / "program"))
    (root / "mentors/leila.yml").write_text(
        f"name: {ARABIC}\ntitle: Professor\nroles: [career]\nhelps_with: [research]\ncapacity: {{max: 2}}\n"
        "training: [{module: listening, completed: 2026-02-14}]\nrecognition: [{title: Prize, year: 2025}]\n"
        "consent: {date: 2026-09-01}\nbio: |\n  Her motto is *bienvenida*{: lang=es }.\n",
        encoding="utf-8",
    )
    (root / "content/stories").mkdir()
    (root / "content/stories/a-story.md").write_text(
        "---\ntitle: A story\nsummary: One.\nsection: stories\nmentors: [leila]\n"
        "consent: {date: 2026-09-01}\n---\nText.\n"
    )
    assert build(Options(root, TODAY)).published
    page, found, shown = tab(), [], 0
    with served(root / "_site") as url:
        pages = sorted(path.relative_to(root / "_site").as_posix() for path in (root / "_site").rglob("*.html"))
        for name in (*pages, "mentors/index.html?q=research", "shortlist.html?mentors=leila"):
            page.goto(url + name)
            if "?" in name:
                page.locator("#mentors .card").first.wait_for()
            shown += ARABIC in page.content()
            found += [f"{name}: {text}" for text in page.evaluate(MIXED, ARABIC)]
        page.goto(url + "mentors/leila.html")
        assert page.locator("[lang=es]").text_content() == "bienvenida"
    assert shown > 5
    assert not found, "\n".join(found)


def test_failing_scripts_leave_all_to_browse(chromium: Browser, sample_site: Path, tmp_path: Path) -> None:
    """Where a script is broken or blocked on its way, lists and pages stand, and the page says what does not work."""
    site = Path(shutil.copytree(sample_site, tmp_path / "site"))
    for broken in ("index.js", "directory.js"):
        script = next((site / "assets").rglob(broken))
        good = script.read_bytes()
        script.write_text("throw new Error('broken');" if broken == "index.js" else "?")
        context = chromium.new_context()
        page = context.new_page()
        with served(site) as url:
            page.goto(url + "mentors/index.html")
            page.locator(".search-off").wait_for()
            page.wait_for_timeout(3500)  # the line comes after a while, so that it does not flash up on slow networks
            assert page.locator(".search-off").bounding_box()["height"] > 20  # type: ignore[index]
            assert page.locator("#mentors .card").count() > 20
            page.locator("#mentors .card a").first.click()
            assert page.locator("h1").is_visible()
        context.close()
        script.write_bytes(good)
