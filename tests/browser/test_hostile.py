"""Hostile samples in every field of text, in addresses and in the browser's storage: Chromium runs none of them.

The pages' Content-Security-Policy is switched off here, so that the pages themselves are tried and not the last fence.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import markdown
import pytest
from conftest import BASE, TODAY, photo, served
from hostile import ADDRESSES, GUIDE_FIELDS, PROFILE_FIELDS, SAMPLES, bodies_of, guide_of, profile_of

from mentorsite.build import build, check, read_config
from mentorsite.config import Config
from mentorsite.diagnostics import RULES, Severity
from mentorsite.model import SourceFile
from mentorsite.parse import parse
from mentorsite.run import Options

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = pytest.mark.browser

CANARY = """for (const name of ["alert", "confirm", "prompt"]) {
  window[name] = () => console.log(`a sample ran: ${window.name} ${location.href}`);
}
window.print = () => {};"""
"""Put into every frame before its own scripts: what a sample calls is said on the console, which no frame can hide."""

ODD = """(root) => [...root.querySelectorAll("*")].filter((element) =>
  [...element.attributes].some(({ name }) => /^on/i.test(name))
  || (element.matches("a[href]") && !/^(https?|mailto|tel):$/.test(element.protocol)))
  .map((element) => element.outerHTML.slice(0, 200))"""
"""Elements that should not be there at all: with a handler, or with a link of another kind."""

ACT = """(root) => {
  const doc = root.ownerDocument;
  doc.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && /^(https?|mailto|tel):$/.test(link.protocol)) event.preventDefault();
  }, true);
  doc.addEventListener("submit", (event) => event.preventDefault(), true);
  for (const element of root.querySelectorAll("*")) {
    for (const type of ["pointerenter", "mouseover"]) element.dispatchEvent(new MouseEvent(type, { bubbles: true }));
    if (element.matches("a, button, summary, input, select, textarea, details, [tabindex]")) element.focus();
    if (element.matches("summary, select, details, svg *")) continue;
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: doc.defaultView }));
  }
}"""
"""Point at, focus and press what is there."""

VISIT = """async ([pages, act, odd, wait, raw]) => {
  const frames = pages.map((page, number) => {
    const frame = document.createElement("iframe");
    frame.name = String(number);
    if (raw) frame.srcdoc = page;
    else frame.src = page;
    document.body.append(frame);
    return frame;
  });
  await Promise.all(frames.map((frame) => new Promise((done) => (frame.onload = done))));
  await new Promise((done) => setTimeout(done, wait));
  for (const { contentDocument: shown } of frames) {
    if (shown?.body) eval(act)(shown.querySelector("main") ?? shown.body);
  }
  await new Promise((done) => setTimeout(done, wait));
  const found = frames.flatMap(({ contentDocument: shown, src }) => (shown ? eval(odd)(shown) : [src]));
  for (const frame of frames) frame.remove();
  return found;
}"""

SEARCH = """async ([samples, act, odd, names]) => {
  const input = document.getElementById("q");
  const found = [];
  for (const sample of samples) {
    const given = new URLSearchParams([["q", sample], ...names.map((name) => [name, sample])]);
    history.pushState(null, "", "?" + given);
    dispatchEvent(new PopStateEvent("popstate"));
    await new Promise((done) => setTimeout(done, 15));
    input.value = sample;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done, 15));
    found.push(...eval(odd)(document));
  }
  eval(act)(document.querySelector("main"));
  return found;
}"""


class Seen(NamedTuple):
    """A tab, and what it must not have: samples that ran, and requests to elsewhere."""

    page: Page
    ran: list[str]
    asked: list[str]


class Hostile(NamedTuple):
    """The site of the samples: where it is served, its pages, and how many texts were refused."""

    url: str
    pages: tuple[str, ...]
    refused: int


def watch(chromium: Browser, site: str) -> Iterator[Seen]:
    """Open a tab without the pages' own policy, and note what runs in it and what it asks elsewhere for."""
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")
    context.add_init_script(CANARY)
    seen = Seen(context.new_page(), [], [])

    def ask(request: Request) -> None:
        if not request.url.startswith((site, "about:", "data:", "blob:")):
            seen.asked.append(f"{request.frame.name} {request.url}")

    context.on("console", lambda told: seen.ran.append(told.text) if told.text.startswith("a sample ran") else None)
    context.on("request", ask)
    context.on("page", lambda page: seen.ran.append(f"a page was opened: {page.url}"))
    seen.page.on("dialog", lambda dialog: (seen.ran.append(f"a dialog was opened: {dialog.message}"), dialog.dismiss()))
    yield seen
    context.close()


def batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield the items, so many at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


@pytest.fixture
def seen(chromium: Browser, hostile: Hostile) -> Iterator[Seen]:
    """A watched tab for the site of the samples."""
    yield from watch(chromium, hostile.url)


def _accepted(
    fields: dict[str, str], kind: str, text_of: Callable[[dict[str, str]], str], config: Config
) -> tuple[dict[str, str], int]:
    """Return the fields that are accepted with their texts, and how many are refused."""

    def refused(values: dict[str, str]) -> bool:
        parsed = parse(SourceFile(f"x.{kind}", "x", kind, text_of(values).encode("utf-8", "replace")), config)
        return any(RULES[fault.code].severity is Severity.ERROR for fault in parsed.diagnostics)

    if not refused(fields):
        return fields, 0
    fit = {field: text for field, text in fields.items() if not refused({field: text})}
    return fit, len(fields) - len(fit)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """The site that is built of whatever is accepted: a profile and a guide for each sample."""
    root = Path(shutil.copytree(BASE, tmp_path_factory.mktemp("hostile") / "program"))
    settings = (
        (root / "site.yml").read_text().replace("helps_with: [", "helps_with: [__proto__, constructor, toString, ")
    )
    (root / "site.yml").write_text(
        f"{settings}url: https://a.example/program/\nfields: {{motto: {{label: Motto, type: text}}}}\n"
    )
    (root / "mentors/zoe-marsh.yml").write_text(
        "name: Zoe Marsh\nhelps_with: [__proto__, constructor]\nconsent: {date: 2026-09-01}\n"
    )
    config = read_config(root).value
    assert config is not None
    (root / "mentors/photos").mkdir()
    (root / "mentors/photos/p.jpg").write_bytes(photo())
    made: dict[str, tuple[Callable[[dict[str, str]], str], dict[str, str]]] = {}
    refused = 0
    for number, sample in enumerate(SAMPLES):
        address = ADDRESSES[number % len(ADDRESSES)]
        fields = {field: sample for field, most in PROFILE_FIELDS.items() if len(sample) <= most}
        if number % 4:  # pictures take time
            fields.pop("photo", None)
        values, more = _accepted({**fields, "website": address}, "profile", profile_of, config)
        made[f"mentors/m-{number}.yml"] = profile_of, values
        fields = {**dict.fromkeys(GUIDE_FIELDS, sample), "body": bodies_of(sample), "url": address}
        values, others = _accepted(fields, "guide", guide_of, config)
        made[f"content/training/g-{number}.md"] = guide_of, values
        refused += more + others
    for path, (text_of, values) in made.items():
        (root / path).write_text(text_of(values), encoding="utf-8")
    options = Options(root, TODAY, jobs=2)
    for finding in check(options).findings:  # what only the whole program shows: links that lead nowhere
        if finding.severity is Severity.ERROR:
            text_of, values = made[finding.diagnostic.span.path]
            refused += values.pop("body", None) is not None or values.pop("bio", None) is not None
            (root / finding.diagnostic.span.path).write_text(text_of(values), encoding="utf-8")
    outcome = build(options)
    assert outcome.published, [f.diagnostic for f in outcome.findings if f.severity is Severity.ERROR][:5]
    site = root / "_site"
    (site / "frames.html").write_text("<!doctype html><title>Frames</title>", encoding="utf-8")
    pages = tuple(path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    with served(site) as url:
        yield Hostile(url, pages, refused)


def test_the_samples_run_where_nothing_stops_them(chromium: Browser, sample_url: str) -> None:
    """The watch can fail: as they are, or through a converter that lets HTML pass, most samples run or load."""
    ran = 0
    for seen in watch(chromium, sample_url):
        seen.page.goto(sample_url + "about.html")
        for batch in batches(SAMPLES, 15):
            raw = [f"<body>{sample}" for sample in batch]
            raw += [f"<body>{markdown.markdown(sample, extensions=['extra'])}" for sample in batch]
            seen.page.evaluate(VISIT, [raw, ACT, ODD, 50, True])
            frames = re.findall(r"^(?:a sample ran: )?(\d+) ", "\n".join((*seen.ran, *seen.asked)), re.MULTILINE)
            ran += len({int(number) % len(batch) for number in frames})
            seen.ran.clear()
            seen.asked.clear()
    assert ran > len(SAMPLES) / 2


def test_pages_of_hostile_samples_run_nothing(seen: Seen, hostile: Hostile) -> None:
    """On each page of the site, everything is pointed at, focused and pressed: nothing runs and no request leaves."""
    assert len(SAMPLES) >= 265
    assert hostile.refused > 265
    assert sum("/m-" in page for page in hostile.pages) == len(SAMPLES)
    seen.page.goto(hostile.url + "frames.html")
    for batch in batches(hostile.pages, 30):
        odd = seen.page.evaluate(VISIT, [[hostile.url + page for page in batch], ACT, ODD, 20, False])
        assert (odd, seen.ran, seen.asked) == ([], [], []), batch


def test_searches_for_hostile_samples_run_nothing(seen: Seen, hostile: Hostile) -> None:
    """Typed into the directory's field, or in any parameter of its address, a sample is text."""
    seen.page.goto(hostile.url + "mentors/index.html")
    seen.page.locator("#filters .facet").first.wait_for()
    names = ["availability", "specialties", "sort", "show", "constructor", "__proto__"]
    assert seen.page.evaluate(SEARCH, [SAMPLES[::2], ACT, ODD, names]) == []
    assert (seen.ran, seen.asked) == ([], [])
    assert seen.page.evaluate("({}).polluted === undefined && Object.prototype[1] === undefined")


@pytest.mark.parametrize(("asked", "said"), [("?helps_with=constructor", "1 mentor"), ("?helps_with=proto", "1 mentor"),
                         ("?helps_with=tostring", "No mentor"), ("?helps_with=__proto__", None)])  # fmt: skip
def test_words_of_javascript_are_values_like_others(seen: Seen, hostile: Hostile, asked: str, said: str | None) -> None:
    """Vocabulary values named like what every object has are counted, filtered by, and nothing more."""
    seen.page.goto(f"{hostile.url}mentors/index.html{asked}")
    seen.page.locator("#filters .facet").first.wait_for()
    seen.page.wait_for_timeout(300)
    shown = seen.page.locator("#result-count").inner_text()
    if said is None:
        assert "proto" in seen.page.locator(".results .notice").last.inner_text()
    else:
        assert shown.startswith(said)
        assert ("Zoe Marsh" in seen.page.locator("#mentors").inner_text()) == (said == "1 mentor")
    assert seen.page.evaluate("Object.keys(Object.prototype).length") == 0


def test_addresses_and_storage_that_hold_samples_run_nothing(seen: Seen, hostile: Hostile) -> None:
    """Opened with samples in the query, after the #, and in what the browser keeps, no page runs any of them."""
    seen.page.goto(hostile.url + "frames.html")
    some = SAMPLES[::10]
    kept: list[Any] = [list(some), {"__proto__": {"polluted": 1}}, some[0], 7, None, [[some[0]], {"a": some[0]}]]
    for place, batch in enumerate(batches(some, 5)):
        value = json.dumps(kept[place % len(kept)]) if place % 2 else batch[0]
        seen.page.evaluate(
            "v => { localStorage.setItem('mentors:shortlist', v); sessionStorage.setItem('mentors:choose', v) }", value
        )
        pages = [
            hostile.url + form.replace("@", quote(sample, safe=""))
            for sample in batch
            for form in (
                "mentors/index.html?q=@&availability=@#@",
                "shortlist.html?mentors=@,m-1#@",
                "choose.html#specialties=@&communities=@",
                "mentors/m-1.html?q=@#@",
            )
        ]
        odd = seen.page.evaluate(VISIT, [pages, ACT, ODD, 60, False])
        assert (odd, seen.ran, seen.asked) == ([], [], []), batch
    assert seen.page.evaluate("({}).polluted === undefined")
