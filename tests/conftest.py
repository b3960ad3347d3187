"""A tiny good program, and how a test lays its own files over it."""

from __future__ import annotations

import io
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image

from mentorsite.assemble import Site, assemble
from mentorsite.build import build, read_config
from mentorsite.diagnostics import Diagnostic
from mentorsite.gist import entries_of
from mentorsite.load import find_sources
from mentorsite.parse import parse
from mentorsite.plan import Plan, plan
from mentorsite.run import Options

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
BASE, SAMPLE = HERE / "base", HERE.parent
TODAY = date(2026, 11, 20)

Write = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the tiny good program in ``tests/base``."""
    return Path(shutil.copytree(BASE, tmp_path / "program"))


@pytest.fixture
def write(program: Path) -> Write:
    """Write files into the tiny program; a path that ends in ``+`` adds to what is there."""

    def put(files: dict[str, str | bytes]) -> Path:
        for name, data in files.items():
            path = program / name.removesuffix("+")
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_bytes() if name.endswith("+") else b""
            path.write_bytes(before + (data.encode() if isinstance(data, str) else data))
        return program

    return put


def photo(color: str = "teal", side: int = 300, form: str = "JPEG") -> bytes:
    """A photo of nobody."""
    file = io.BytesIO()
    Image.new("RGB", (side, side), color).save(file, form)
    return file.getvalue()


def heed_interrupts() -> None:
    """Let a new process hear Ctrl-C: where tests run in the background, it would inherit a deaf ear."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def codes(found: Iterable[Diagnostic]) -> list[str]:
    """Return the codes of findings, in order."""
    return [diagnostic.code for diagnostic in found]


class Joined(NamedTuple):
    """A program, read and joined."""

    site: Site
    plan: Plan
    found: tuple[Diagnostic, ...]


Join = Callable[..., Joined]


@pytest.fixture
def join(write: Write) -> Join:
    """Read and join the tiny program with some files laid over it."""

    def read(files: dict[str, str | bytes] | None = None, today: date = TODAY, audience: str = "public") -> Joined:
        root = write(files or {})
        config, found = read_config(root)
        assert config is not None, found
        sources, faults = find_sources(root)
        parsed = [parse(source, config) for source in sources or ()]
        site, joined = assemble(config, entries_of(config, parsed, today, audience), today, audience)
        assert site is not None
        made, planned = plan(site)
        assert made is not None
        return Joined(
            site, made, (*faults, *(fault for item in parsed for fault in item.diagnostics), *joined, *planned)
        )

    return read


def sample_copy(top: Path) -> Path:
    """Copy the sample program to ``top``, for a test to change."""
    for name in ("content", "mentors", "templates"):
        shutil.copytree(SAMPLE / name, top / name)
    shutil.copy(SAMPLE / "site.yml", top)
    return top


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The sample program's site, and a browser to look at it.


def missing(what: str, how: str) -> None:
    """Skip for want of a tool, saying how to get it; fail where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: {how}")
    pytest.skip(f"{what} is missing: {how}")


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample program's site, built once."""
    out = tmp_path_factory.mktemp("sample") / "site"
    outcome = build(Options(SAMPLE, TODAY, out))
    assert outcome.published, [finding for finding in outcome.findings if finding.severity.name == "ERROR"]
    return out


class _Quiet(SimpleHTTPRequestHandler):
    """Serves the site at the top of the host, as 404.html takes it, and below /program/ as well."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/program"))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a built site; gives its address, under a path of its own as on many hosts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/program/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def sample_url(sample_site: Path) -> Iterator[str]:
    """The address at which the sample site is served."""
    with served(sample_site) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium or Chrome, else Playwright's own."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright", "pip install -e '.[test]'")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    with sync_playwright() as tool:
        path = next(filter(None, map(shutil.which, names)), tool.chromium.executable_path)
        if not Path(path).exists():
            missing("a browser", "apt-get install chromium, or playwright install chromium")
        browser = tool.chromium.launch(executable_path=path, chromium_sandbox=os.geteuid() != 0)
        yield browser
        browser.close()
