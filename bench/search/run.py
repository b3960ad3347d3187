"""The search bench: ours, Pagefind 1.5 and MiniSearch 7, interleaved, in headless Chromium; prints raw figures.

npm install --prefix PEERS pagefind@1.5 minisearch@7
python bench/search/run.py --peers PEERS --mentors 1000 10000 --rounds 5
"""

from __future__ import annotations

import argparse
import gc
import html
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from bars import bars_of, code_bars  # noqa: E402
from invented import ROOT, rows, sample_config, site_of  # noqa: E402
from queries import LISTS, ONE, SHARE, Query, queries  # noqa: E402

from mentorsite.assemble import Site  # noqa: E402
from mentorsite.assets import THEME, collect_assets  # noqa: E402
from mentorsite.compute import processors  # noqa: E402
from mentorsite.render import card_html, open_theme, strings_of  # noqa: E402
from mentorsite.search.files import search_files  # noqa: E402
from mentorsite.search.words import words_of_guides  # noqa: E402
from mentorsite.views.people import card_of  # noqa: E402

ENGINES = ("ours", "pagefind", "minisearch")
SLOWDOWN = 4


def main() -> None:
    """Measure every size that was asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="folder into which npm installed the peers")
    parser.add_argument("--mentors", type=int, nargs="+", default=[1000])
    parser.add_argument("--rounds", type=int, default=5, help="0: what is found, and nothing timed")
    parser.add_argument("--draw", type=int, choices=LISTS, default=max(LISTS), help="which of the drawn query lists")
    parser.add_argument("--misses", action="store_true", help="print the queries that were not answered in full")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES))
    given = parser.parse_args()
    with sync_playwright() as tool:
        path = shutil.which("chromium") or shutil.which("google-chrome") or tool.chromium.executable_path
        browser = tool.chromium.launch(executable_path=path, args=["--no-sandbox"])
        print("| bar | | measured | |\n|---|---|---|---|")
        print("\n".join(bar.line() for bar in code_bars()), flush=True)
        for count in given.mentors:
            with tempfile.TemporaryDirectory() as folder:
                _measure(count, Path(folder), given, browser)


def _measure(count: int, folder: Path, given: argparse.Namespace, browser: Browser) -> None:
    peers, rounds, engines = given.peers.resolve(), given.rounds, given.engines
    config = sample_config()
    site = site_of(rows(count, config), config)
    print(f"\n## {count:,} mentors, {len(site.guides)} guides", flush=True)
    makers: dict[str, Callable[[], float]] = {
        "ours": lambda: _ours(site, folder),
        "pagefind": lambda: _pagefind(site, folder, peers),
        "minisearch": lambda: _minisearch(site, folder, peers),
    }
    taken: dict[str, list[float]] = {name: [] for name in makers if name == "ours" or name in engines}
    for _ in range(max(1, rounds)):
        for name, seconds in taken.items():
            seconds.append(makers[name]())
    built = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name in ("bench-page.mjs", *(f"bench-{engine}.mjs" for engine in engines)):
        shutil.copy(HERE / name, folder / name)
    (folder / "bench-page.html").write_text(
        "<!doctype html><title>x</title><ol></ol><script type=module src=bench-page.mjs></script>"
    )
    each = {name: " ".join(f"{one:.2f}" for one in seconds) for name, seconds in taken.items()}
    print("index built, s: " + ", ".join(f"{name} {built[name]:.2f} ({each[name]})" for name in built))
    asked = queries(site, given.draw)
    with _served(folder) as url:
        recall = _recall(asked, engines, url, browser, given.misses)
        figures: dict[str, dict[str, list[float]]] = {engine: {} for engine in engines}
        for _ in range(rounds):
            for engine in engines:
                for name, value in _round(engine, asked, url, browser).items():
                    figures[engine].setdefault(name, []).append(value)
    if not rounds:
        return
    names = list(dict.fromkeys(name for own in figures.values() for name in own))
    print("\n| median of rounds (raw) | " + " | ".join(engines) + " |\n|---|" + "---|" * len(engines))
    for name in names:
        cells = []
        for engine in engines:
            values = figures[engine].get(name, [])
            raw = " ".join(f"{value:.0f}" if value >= 10 else f"{value:.1f}" for value in values)
            cells.append(f"{statistics.median(values):,.1f} ({raw})")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    medians = {
        engine: {name: statistics.median(values) for name, values in own.items()} for engine, own in figures.items()
    }
    print("\n| bar | | measured | |\n|---|---|---|---|")
    print("\n".join(bar.line() for bar in bars_of(count, recall, medians, built)), flush=True)


def _ours(site: Site, folder: Path) -> float:
    assets = collect_assets(THEME, ROOT / "templates", site.config.colors).value
    assert assets is not None
    theme = open_theme(ROOT, assets=assets.folder).value
    assert theme is not None
    made = {mentor.slug: card_html(card_of(mentor, site, ""), theme) for mentor in site.mentors}
    gc.collect()
    gc.freeze()  # as the build does: what was read stays, and is not looked at again
    start = time.perf_counter()
    files = search_files(
        site, lambda kind, slug: f"{kind}s/{slug}.html", lambda m: made[m.slug], strings_of(theme), jobs=processors()
    )
    seconds = time.perf_counter() - start
    for url, data in files:
        _put(folder / url, data)
    for name, data in assets.files.items():
        if name.startswith("js/"):
            _put(folder / name, data)
    return seconds


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _pagefind(site: Site, folder: Path, peers: Path) -> float:
    pages = folder.with_name(folder.name + "-pages")
    for mentor in site.mentors:
        terms = ", ".join(t.label for t in (*mentor.specialties, *mentor.helps_with, *mentor.roles, *mentor.languages))
        bio = mentor.bio.text if mentor.bio else ""
        said = (f"{mentor.title}, {mentor.department}", terms, bio)
        body = "".join(f"<p>{html.escape(text)}</p>" for text in said)
        _put(pages / f"mentors/{mentor.slug}.html", _page(mentor.name, body))
    for guide in site.guides:
        body = "".join(part for part in guide.body.parts if isinstance(part, str))
        _put(pages / f"guides/{guide.slug}.html", _page(guide.title, body))
    shutil.rmtree(folder / "pagefind", ignore_errors=True)  # over an older index it takes less than half the time
    start = time.perf_counter()
    command = [
        str(peers / "node_modules/.bin/pagefind"),
        "--site",
        str(pages),
        "--output-path",
        str(folder / "pagefind"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    shutil.rmtree(pages)
    return seconds


def _page(title: str, body: str) -> bytes:
    name = html.escape(title)
    return f'<!doctype html><html lang="en"><title>{name}</title><main><h1>{name}</h1>{body}</main></html>'.encode()


def _minisearch(site: Site, folder: Path, peers: Path) -> float:
    documents: list[dict[str, Any]] = [
        {
            "id": mentor.slug,
            "name": mentor.name,
            "title": mentor.title,
            "specialties": ", ".join(term.label for term in mentor.specialties),
            "topics": ", ".join(t.label for t in (*mentor.helps_with, *mentor.roles, *mentor.languages)),
            "text": mentor.bio.text if mentor.bio else "",
        }
        for mentor in site.mentors
    ]
    for number, section in enumerate(words_of_guides(site.guides).sections):
        title = section.guide.title
        documents.append({"id": f"{title}#{number}", "name": title, "title": section.title, "text": section.text})
    target = folder / "minisearch"
    target.mkdir(exist_ok=True)
    (folder / "documents.json").write_text(json.dumps(documents))
    shutil.copy(peers / "node_modules/minisearch/dist/es/index.js", target / "index.js")
    library = (peers / "node_modules/minisearch/dist/es/index.js").as_uri()
    start = time.perf_counter()
    builder, documents_at = HERE / "bench-minisearch-build.mjs", folder / "documents.json"
    command = ["node", str(builder), str(documents_at), str(target / "index.json"), library]
    subprocess.run(command, check=True)
    return time.perf_counter() - start


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = subprocess.Popen(["node", str(HERE / "serve.mjs"), str(folder)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.kill()
        server.wait()


def _open(engine: str, url: str, browser: Browser) -> Page:
    page = browser.new_context().new_page()
    page.set_default_timeout(600_000)
    page.goto(f"{url}/bench-page.html?engine={engine}")
    page.wait_for_function("document.title === 'ready'")
    return page


def _recall(asked: list[Query], engines: list[str], url: str, browser: Browser, misses: bool) -> dict[str, float]:
    """Print what share each engine found, and return ours by kind."""
    kinds, own = (*ONE, *SHARE), {}
    titles = " | ".join(f"{kind} ({sum(q.kind == kind for q in asked)})" for kind in kinds)
    print(f"\n| right in the first ten | {titles} |")
    print("|---|" + "---|" * len(kinds))
    for engine in engines:
        page = _open(engine, url, browser)
        page.evaluate("bench.open()")
        found = page.evaluate("texts => bench.all(texts)", [query.text for query in asked])
        page.context.close()
        cells = []
        for kind in kinds:
            scores = [_score(query, ids) for query, ids in zip(asked, found, strict=True) if query.kind == kind]
            cells.append(f"{statistics.mean(scores):.3f}")
            if engine == "ours":
                own[kind] = statistics.mean(scores)
        print(f"| {engine} | " + " | ".join(cells) + " |", flush=True)
        if misses and engine == "ours":
            short = [q for q, ids in zip(asked, found, strict=True) if _score(q, ids) < 1]
            print("\n".join(f"missed: {query.kind}: {query.text}" for query in short), file=sys.stderr)
    return own


def _score(query: Query, ids: list[str]) -> float:
    right = set(query.right)
    if query.kind == "phrase":
        titles = [name.partition("#")[0] for name in ids]
        return float(any(title in right for title in titles))
    mentors = [name for name in ids if name.startswith("mentor-")][:10]
    if query.kind in ONE:
        return float(any(name in right for name in mentors))
    wanted = min(10, len(right))
    return sum(name in right for name in mentors[:wanted]) / wanted if wanted else 1.0


def _round(engine: str, asked: list[Query], url: str, browser: Browser) -> dict[str, float]:
    figures: dict[str, float] = {}
    sample = [query for kind in (*ONE, *SHARE) for query in [q for q in asked if q.kind == kind][:6]]
    sizes = []
    for query in sample[::3]:
        page = _open(engine, url, browser)
        _count(url)
        page.context.close()
        page = _open(engine, url, browser)
        page.evaluate("bench.open()")
        page.evaluate("text => bench.show(text)", query.text)
        sizes.append(_count(url)["sent"])
        page.context.close()
    figures["bytes to the first ten, median"] = statistics.median(sizes)
    figures["bytes to the first ten, most"] = max(sizes)
    page = _open(engine, url, browser)
    client = page.context.new_cdp_session(page)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    client.send("Performance.enable")
    figures["ready, ms"] = page.evaluate("bench.open()")
    paints, scripts = [], []
    for query in sample:
        for end in range(1, min(len(query.text), 14) + 1):
            before = _script(client)
            paints.append(page.evaluate("text => bench.key(text)", query.text[:end]))
            scripts.append((_script(client) - before) * 1000)
    page.context.close()
    for name, values in (("key to paint", paints), ("script per key", scripts)):
        figures[f"{name}, ms p50"] = statistics.median(values)
        figures[f"{name}, ms p95"] = statistics.quantiles(values, n=20)[18]
    return figures


def _count(url: str) -> dict[str, int]:
    from urllib.request import urlopen

    with urlopen(f"{url}/__count") as answer:
        counted: dict[str, int] = json.load(answer)
    return counted


def _script(client: Any) -> float:
    metrics = {metric["name"]: metric["value"] for metric in client.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ScriptDuration"])


if __name__ == "__main__":
    main()
