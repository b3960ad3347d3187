"""What a student does, in a real browser: type, filter, go back, share, walk by keyboard, choose, keep."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import missing

from mentorsite.search.files import FORMAT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.browser
LIST = "mentors/index.html"
WAIT = 8000


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A wide page that fails the test on any error of a script or a refusal by the policy."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_init_script("window.answers = 0; document.addEventListener('mentors:shown', () => window.answers++)")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda told: troubles.append(told.text) if told.type == "error" else None)
    yield page
    context.close()
    assert not troubles


def until(page: Page, condition: str) -> None:
    """Wait for a condition. Playwright's own way evaluates text in the page, which the policy rightly refuses."""
    for _ in range(WAIT // 50):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def ready(page: Page, url: str) -> None:
    """Open the directory and wait until its filters stand."""
    page.goto(url)
    page.locator("#filters .facet").first.wait_for()


def answered(page: Page, url: str) -> None:
    """Open the directory and wait until what the address asks for is shown: until then the list stands as built."""
    ready(page, url)
    until(page, "window.answers > 0")


def count(page: Page, text: str) -> None:
    """Wait until the count reads so."""
    until(page, f"document.getElementById('result-count').textContent.startsWith({json.dumps(text)})")


def names(page: Page) -> list[str]:
    """Return the names of the cards that are shown."""
    return page.locator("#mentors .card-name").all_inner_texts()


def test_type_and_filter(page: Page, sample_url: str) -> None:
    """Typing narrows the list, filters narrow it further, and each count is true."""
    ready(page, sample_url + LIST)
    before = names(page)
    page.fill("#q", "hart surgon")
    count(page, "1 mentor")
    assert names(page) == ["Gwendolyn Pryce"]
    page.fill("#q", "")
    count(page, "50 mentors")
    until(page, f"document.querySelectorAll('#mentors > li').length >= {len(before)}")  # those further down come later
    assert names(page)[: len(before)] == before, "without words the built order stands"
    page.locator(".facet summary", has_text="Languages").click()
    box = page.locator("input[name=languages][value=spanish]")
    shown = int(page.locator("label:has(input[name=languages][value=spanish]) .count").text_content() or "0")
    box.evaluate("box => box.click()")
    count(page, f"{shown} mentors")
    assert len(names(page)) == shown
    assert page.url.endswith("?languages=spanish")
    page.locator(".active-filters .chip-remove").click()
    count(page, "50 mentors")
    assert page.evaluate("document.activeElement.id") == "result-count"


def test_back_forward_and_share(page: Page, sample_url: str) -> None:
    """The address holds everything: going back, going forward and opening it anew show the same."""
    ready(page, sample_url + LIST)
    page.fill("#q", "research")
    page.wait_for_url("**q=research")
    until(page, "document.getElementById('result-count').textContent.includes('research')")
    page.locator("input[name=availability][value=open]").check()
    page.wait_for_url("**availability=open")
    page.locator(".active-filters .chip-remove").wait_for()
    found, url = names(page), page.url
    page.go_back()
    page.wait_for_url("**q=research")
    until(page, "!document.querySelector('input[name=availability][value=open]').checked")
    page.go_forward()
    until(page, "document.querySelector('input[name=availability][value=open]').checked")
    assert names(page) == found
    answered(page, url)
    assert names(page) == found
    assert page.input_value("#q") == "research"


def test_what_waits_until_nobody_types(page: Page, sample_url: str) -> None:
    """The address and the cards further down follow a rest, or come as the field is left; one step back undoes it."""
    ready(page, sample_url + LIST)
    page.focus("#q")
    page.keyboard.type("research")
    until(page, "document.getElementById('result-count').textContent.includes('research')")
    total = int((page.text_content("#result-count") or "").split()[0])
    assert total > 10
    until(page, f"document.querySelectorAll('#mentors > li').length === {total}")
    assert page.url.endswith("?q=research")
    page.keyboard.type("er")
    page.keyboard.press("Tab")
    assert page.url.endswith("?q=researcher")
    page.go_back()
    page.wait_for_url("**/index.html")
    count(page, "50 mentors")
    page.wait_for_timeout(500)
    assert page.url.endswith("/index.html"), "nothing that waited comes after"


def test_never_a_dead_end(page: Page, sample_url: str) -> None:
    """Where nobody fits, one click leads on, and it gives what it promised."""
    ready(page, f"{sample_url}{LIST}?q=cardiology&languages=welsh")
    count(page, "No mentors")
    way = page.locator(".empty .chip").first
    promised = re.search(r"\d+", way.inner_text())
    assert promised
    way.click()
    count(page, f"{promised[0]} mentor")
    ready(page, f"{sample_url}{LIST}?q=cardiolgoy")
    count(page, "1 mentor")
    assert page.get_by_role("button", name="cardiology", exact=True).is_visible()


def test_stale_and_hostile_links(page: Page, sample_url: str) -> None:
    """A facet that is gone is named and left out; nothing in an address runs."""
    ready(page, f"{sample_url}{LIST}?specialties=alchemy&roles=__proto__&sort=evil&show=-1&q=%3Cimg%20src%3Dx%3E")
    page.get_by_text("“Specialties: alchemy”").wait_for()
    page.get_by_role("button", name="Take it out of the address").click()
    until(
        page, "!location.search.includes('alchemy') && !document.querySelector('main').textContent.includes('alchemy')"
    )
    assert page.locator("main img").count() == 0
    ready(page, f"{sample_url}{LIST}?q={'x' * 10000}")
    count(page, "No mentors")
    for hostile in ("__proto__", "constructor toString", '"><script>document.title=1</script>', "%", "a" * 10_000):
        page.locator("#q").evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')) }", hostile
        )
        page.wait_for_timeout(200)
        assert page.locator("#filters .facet").count()
        assert page.title() != "1"
    ready(page, f"{sample_url}{LIST}?__proto__=x&constructor=y&languages=__proto__&availability=toString")
    page.get_by_text("proto").first.wait_for()


def test_words_run_together_or_of_another_language(page: Page, sample_url: str) -> None:
    """Words that nobody knows cost the others nothing."""
    answered(page, f"{sample_url}{LIST}?q=burnoutresearch")
    assert page.locator("#mentors .card").count()
    assert "burnoutresearch" not in page.locator("#mentors").inner_text()
    ready(page, f"{sample_url}{LIST}?q=quien%20habla%20espanol")
    page.get_by_text("Nobody has all of these words").wait_for()
    speakers = page.locator("#mentors .card").count()
    ready(page, f"{sample_url}{LIST}?languages=spanish")
    count(page, f"{speakers} mentors")


def test_who_lacks_a_word_follows_and_the_page_says_so(page: Page, sample_url: str) -> None:
    """Where few have every word, those who are close come after them; a condition lets nobody follow."""
    answered(page, f"{sample_url}{LIST}?q=heart%20valve")
    page.get_by_text("Few mentors fit this exactly").wait_for()
    answered(page, f"{sample_url}{LIST}?q=hart%20surgon")
    assert not page.get_by_text("Few mentors fit this exactly").count()


def test_all_ways_out(page: Page, sample_url: str) -> None:
    """Where nothing at all is near, one may start over, be helped to choose, and undo either."""
    ready(page, f"{sample_url}{LIST}?q=zzzzqqqq&availability=open")
    count(page, "No mentors")
    assert page.locator(".empty a[href$='choose.html']").is_visible()
    page.get_by_role("button", name="Start over with all mentors").click()
    count(page, "50 mentors")
    page.get_by_role("button", name="Undo").click()
    count(page, "No mentors for “zzzzqqqq”")
    assert page.input_value("#q") == "zzzzqqqq"
    assert not page.get_by_role("button", name="Undo").count()


def test_communities_stay_out_of_the_address(page: Page, sample_url: str) -> None:
    """Who somebody is stands in no address until they put it there; the filter and going back work all the same."""
    ready(page, sample_url + LIST)
    page.locator(".facet summary", has_text="Communities").click()
    page.locator("input[name=communities]:enabled").first.check()
    page.get_by_role("button", name="Put them in, to share it").wait_for()
    assert "communities" not in page.url
    found = page.locator("#result-count").inner_text()
    page.fill("#q", "a")
    page.go_back()
    count(page, found)
    page.reload()
    page.locator("#filters .facet").first.wait_for()
    count(page, found)
    page.get_by_role("button", name="Put them in, to share it").click()
    page.wait_for_url("**?communities=*")
    ready(page, page.url)
    count(page, found)


def test_what_a_filter_asks_for_is_seen(page: Page, sample_url: str) -> None:
    """A topic that the card only counts stands first once a filter asks for it."""
    answered(page, f"{sample_url}{LIST}?helps_with=teaching-skills")
    shown = page.locator("#mentors .card-topics").all_inner_texts()
    assert shown
    for topics in shown:
        assert "teaching skills" in topics.lower(), topics


def test_back_finds_the_field_as_it_was(page: Page, sample_url: str) -> None:
    """Whoever opens a result and comes back has words and focus again."""
    page.goto(sample_url)
    page.fill("#q", "heart")
    page.locator(".popup-option").first.click()
    page.wait_for_url("**/mentors/**")
    page.go_back()
    page.locator(".popup-option").first.wait_for()
    assert page.input_value("#q") == "heart"
    assert page.evaluate("document.activeElement.id") == "q"


def test_results_are_near_by_keyboard(page: Page, sample_url: str) -> None:
    """From the search, a link skips the filters to the results."""
    ready(page, sample_url + LIST)
    page.locator("#q").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip the filters"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('results').contains(document.activeElement)")


def test_keyboard(page: Page, sample_url: str) -> None:
    """Slash focuses the search, arrows walk the results, Escape comes back and clears."""
    ready(page, sample_url + LIST)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("psychiatry")
    page.wait_for_url("**q=psychiatry")
    until(page, "document.querySelector('#mentors mark')")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    count(page, "50 mentors")


def test_popup_on_other_pages(page: Page, sample_url: str) -> None:
    """The field of every page lists mentors and guides, and Enter opens the one that is chosen."""
    page.goto(f"{sample_url}index.html")
    page.focus("#q")
    page.keyboard.type("jose")
    page.locator(".popup [role=option]").first.wait_for()
    assert page.get_attribute("#q", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant")
    page.keyboard.press("Escape")
    assert page.locator(".popup").is_hidden()
    page.keyboard.press("ArrowDown")
    page.locator(".popup [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mentors/jose-angel-quintanilla.html")
    page.goto(f"{sample_url}about.html")
    page.focus("#q")
    page.keyboard.type("compact goals")
    page.locator(".popup [role=option]", has_text="Goals").first.click()
    page.wait_for_url("**/guides/mentoring-compact.html#goals")


def test_call_for_help(page: Page, sample_url: str) -> None:
    """Where the words may be a call for help, whom the program names for that stands first."""
    ready(page, f"{sample_url}{LIST}?q=suicidal")
    notice = page.locator(".crisis")
    notice.wait_for()
    assert "988" in notice.inner_text()
    notice.locator("a[href='#_support']").click()
    assert page.locator("#_support").count() == 1
    assert not page.get_by_text("Did you mean").count()
    page.fill("#q", "cardiology")
    until(page, "!document.querySelector('.crisis')")
    page.goto(f"{sample_url}about.html")
    page.focus("#q")
    page.keyboard.type("i feel hopeless")
    first = page.locator(".popup [role=option]").first
    first.wait_for()
    assert "988" in first.inner_text()
    first.click()
    page.wait_for_url("**/about.html#_support")
    assert page.locator(".popup").is_hidden()


def test_phone(chromium: Browser, sample_url: str) -> None:
    """On a phone the filters open as a sheet, which says how many there are, and nothing is wider than the screen."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(sample_url + LIST)
    page.locator("button.filters-open").tap()
    page.locator(".sheet input[name=availability][value=open]").check()
    page.wait_for_url("**availability=open")
    show = page.locator(".sheet-foot button")
    until(page, "/Show (?!50)\\d+ mentors/.test(document.querySelector('.sheet-foot button').textContent)")
    found = re.search(r"\d+", show.inner_text())
    assert found
    show.tap()
    count(page, f"{found[0]} mentors")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_nothing_moves_before_the_student_acts(page: Page, sample_url: str) -> None:
    """Filters, stars and counts come without shifting what is read, and the order stays as built."""
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(sample_url + LIST, wait_until="commit")
    page.locator("#filters .facet").first.wait_for()
    page.locator("#mentors .star").first.wait_for()
    assert page.evaluate("window.moved") < 0.02
    assert len(names(page)) == 24


def test_without_script(chromium: Browser, sample_url: str) -> None:
    """Without JavaScript the whole list stands, and a line says what search needs."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample_url + LIST)
    assert page.locator(".search-off").is_visible()
    assert page.locator("#mentors .card").count() == 24
    assert page.locator(".pagination").is_visible()
    page.goto(sample_url)
    assert page.locator(".search-off a").is_visible()
    page.goto(f"{sample_url}choose.html")
    assert not page.locator("#choose button").is_visible()
    context.close()


def test_from_disk(chromium: Browser, sample_site: Path) -> None:
    """Opened from disk, where scripts may not load one another, the line appears after a while."""
    page = chromium.new_page()
    page.goto((sample_site / LIST).as_uri())
    until(page, "document.querySelector('.search-off').offsetHeight > 20")
    assert page.locator("#mentors .card").count() == 24
    page.close()


def test_index_missing_or_damaged(chromium: Browser, sample_site: Path, tmp_path: Path) -> None:
    """Where the data is missing, truncated or of another build, the page says so and the list stays."""
    for harm in ("missing", "truncated", "other build", "older format"):
        site = tmp_path / harm.replace(" ", "-")
        shutil.copytree(sample_site, site)
        manifest = site / "search/manifest.json"
        if harm == "missing":
            manifest.unlink()
        elif harm == "truncated":
            manifest.write_bytes(manifest.read_bytes()[:20])
        else:
            number = FORMAT - (harm == "older format")
            manifest.write_text(f'{{"format":{number},"date":"2026-11-20","lexicon":"0","strings":"0"}}')
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site))) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            page = chromium.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/{LIST}")
            page.locator(".search-off.now").wait_for()
            assert "cannot run" in page.locator(".search-off").inner_text()
            assert page.locator("#mentors .card").count() == 24
            page.close()
            server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_shortlist(page: Page, sample_url: str) -> None:
    """A star keeps a mentor over pages; the list is shared as a link that holds addresses only."""
    ready(page, sample_url + LIST)
    star = page.locator("#mentors .star").first
    slug = page.locator("#mentors .card").first.get_attribute("data-slug")
    star.click()
    assert star.get_attribute("aria-pressed") == "true"
    page.goto(f"{sample_url}mentors/{slug}.html")
    page.locator(".profile-name .star[aria-pressed=true]").wait_for()
    page.goto(f"{sample_url}shortlist.html")
    page.locator("#mentors .card").wait_for()
    assert page.locator(".site-nav [data-shortlist]").get_attribute("data-shortlist") == "1"
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="Undo").click()
    page.locator("#mentors .card").wait_for()
    page.goto(f"{sample_url}shortlist.html?mentors={slug},amara-okafor,nobody-here,%3Cb%3E")
    page.get_by_text("Not here any more: 1.").wait_for()
    page.get_by_role("button", name="Keep them all").click()
    until(page, "document.querySelectorAll('#mentors .card').length === 2")
    assert page.url.endswith("shortlist.html")
    page.goto(f"{sample_url}shortlist.html?mentors=ruth-adebayo,ruth-oyelaran")
    page.locator("#mentors .card", has_text="Ruth Oyelaran").wait_for()
    assert page.locator("#mentors .card").count() == 1
    assert not page.get_by_text("Not here any more").count()


def test_help_me_choose(page: Page, sample_url: str) -> None:
    """Answers give a set with reasons; they stay after the #, so that no server sees them."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{sample_url}choose.html")
    page.select_option("select[name=stages]", "m3")
    page.evaluate("document.querySelector('input[value=research]').click()")
    page.evaluate("document.querySelector('input[name=communities]').click()")
    page.get_by_role("button", name="Show me who fits").click()
    page.locator("#chosen .card").first.wait_for()
    shown = page.locator("#chosen .card-name").all_inner_texts()
    assert 2 <= len(shown) <= 5
    assert "Research" in page.locator("#chosen .reasons").first.inner_text()
    assert not [url for url in sent if "communities" in url]
    assert not page.locator("[href*='communities=']").count()
    assert page.url.endswith("choose.html#stages=m3&helps_with=research")
    page.reload()
    page.locator("#chosen .card").first.wait_for()
    assert page.locator("#chosen .card-name").all_inner_texts() == shown
    assert page.locator("input[name=communities]:checked").count() == 1
    page.select_option("select[name=stages]", "m4")
    page.locator("#chosen .outdated button").click()
    page.wait_for_url("**#stages=m4**")
    until(page, "!document.querySelector('.outdated')")
    page.goto(f"{sample_url}choose.html?old#communities=veteran&stages=m3")
    page.wait_for_url("**#stages=m3")
    assert not page.locator("input[name=communities]:checked").count()


def test_choice_says_what_is_true(page: Page, sample_url: str) -> None:
    """Whoever must be asked first is shown; who is there for other stages is not denied."""
    page.goto(f"{sample_url}choose.html#stages=m4&specialties=thoracic-surgery")
    card = page.locator("#chosen .card", has_text="Gwendolyn Pryce")
    card.wait_for()
    assert "Ask first" in card.inner_text()
    page.goto(f"{sample_url}choose.html?again#stages=pgy-1&specialties=thoracic-surgery")
    told = page.locator("#chosen .panel")
    told.wait_for()
    assert "1 mentor to ask first, but for other stages" in told.inner_text()
    assert "Nobody lists" not in told.inner_text()


def test_first_contact(page: Page, sample_url: str) -> None:
    """The message is copied with its blanks, and the compact holds what the profile knows."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{sample_url}mentors/amara-okafor.html")
    page.locator("summary", has_text="A message to start from").click()
    page.get_by_role("button", name="Copy this message").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Dear Amara Okafor,")
    assert "[your name]" in copied
    page.locator("#compact summary").click()
    assert "Every three to four weeks" in page.locator("#compact").inner_text()


def test_first_contact_knows_the_answers(page: Page, sample_url: str) -> None:
    """What was answered in this tab is filled in; the draft is the message, and nothing in it adds to its address."""
    page.goto(sample_url)
    told = '["", [], {"stage": "M3", "topics": ["Teaching skills", "x&bcc=a@b.example"]}]'
    page.evaluate("told => sessionStorage.setItem('mentors:choose', told)", told)
    page.goto(f"{sample_url}mentors/deborah-finkelstein-ames.html")
    page.locator("summary", has_text="A message to start from").click()
    link = page.locator("a[data-draft]")
    link.wait_for()
    address = urlsplit(link.get_attribute("href") or "")
    assert address.path == "deborah.finkelstein-ames@aldervalley.example"
    fields = parse_qs(address.query, strict_parsing=True)
    assert set(fields) == {"subject", "body"}
    assert ", M3. I found you" in fields["body"][0]
    assert "help with Teaching skills." in fields["body"][0]
    assert "\r\n\r\n" in fields["body"][0]
    page.locator("#compact summary").click()
    assert "☑ Teaching skills" in page.locator("#compact").inner_text()
    page.evaluate("sessionStorage.setItem('mentors:choose', 'null')")
    page.reload()
    page.locator("summary", has_text="A message to start from").click()
    link.wait_for()


def test_axe_reports_nothing_while_searching(page: Page, sample_url: str) -> None:
    """What scripts build is as accessible as what the build made: results, filters, popup, choice and shortlist."""
    script = ROOT / "tests/browser/node_modules/axe-core/axe.min.js"
    if not script.is_file():
        missing("axe-core", "cd tests/browser && npm install")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = []

    def look(what: str) -> None:
        page.evaluate(script.read_text(encoding="utf-8"))
        result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", tags)
        found.extend(
            f"{what}: {rule['id']}: {node['html'][:200]}" for rule in result["violations"] for node in rule["nodes"]
        )

    answered(page, f"{sample_url}{LIST}?q=research&availability=open")
    look("results")
    ready(page, f"{sample_url}{LIST}?q=cardiology&languages=welsh")
    count(page, "No mentors")
    look("nobody")
    page.goto(f"{sample_url}about.html")
    page.focus("#q")
    page.keyboard.type("feedback")
    page.locator(".popup [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    look("popup")
    page.fill("#q", "hopeless")
    page.locator(".popup [role=option]", has_text="988").wait_for()
    look("popup with contacts")
    ready(page, f"{sample_url}{LIST}?q=hopeless")
    page.locator(".crisis").wait_for()
    look("contacts")
    page.goto(f"{sample_url}choose.html#stages=m3&helps_with=research")
    page.locator("#chosen .card .star").first.wait_for()
    page.select_option("select[name=stages]", "m4")
    page.locator("#chosen .outdated").wait_for()
    look("choice")
    page.goto(f"{sample_url}shortlist.html?mentors=amara-okafor,tomas-herrera")
    page.locator("#mentors .card .star").first.wait_for()
    look("shortlist")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(sample_url + LIST)
    page.locator("button.filters-open").click()
    look("sheet")
    assert not found, "\n".join(found)
