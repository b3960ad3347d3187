"""The preview: livereload around ``build()``, on this computer alone.

Pages are built into a temporary folder and name one script more than published ones, ``reload.js``, which comes
from the same origin, so their Content-Security-Policy needs no loosening. livereload's socket does the work; its
inline script injection and its open doors are left out, and its watcher, which misses what is deleted or moved here
before it first looks, and what changes during a build, is replaced by one comparison. The system says when to compare.
"""

from __future__ import annotations

import shutil
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from livereload.handlers import LiveReloadHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler
from watchfiles import watch

from mentorsite.build import Program, make
from mentorsite.compute import processors
from mentorsite.diagnostics import Severity
from mentorsite.load import SETTINGS, find_sources
from mentorsite.model import SourceFile
from mentorsite.report import as_text, summary
from mentorsite.run import Options
from mentorsite.stamps import FOLDERS, Stamps, counts, stamps_of

HOSTS = ("localhost", "127.0.0.1", "[::1]")
_TRIES = 20
_MOST_BYTES = 16384
"""Of a request, and of what a page says through the socket; ours need a tenth of it."""
_PERIOD = 1000
"""Milliseconds between two looks at the files where the system says nothing, as on a network drive; one look at 10 000
takes some 30."""
_SETTLED = 20
"""Milliseconds without another change before a change counts: an editor writes a file in several steps."""


@dataclass(slots=True)
class Preview:
    """A program being previewed; ``errors`` is what the last build found wrong, empty if it was published."""

    root: Path
    day: date | None = None
    strict: bool = False
    errors: str = ""
    program: Program | None = None
    """What the last build read."""
    stamps: Stamps | None = None
    """How the files stood before it read them."""
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="mentorsite-")))

    @property
    def site(self) -> Path:
        """The folder that is served."""
        return self.folder / "site"

    def rebuild(self, say: Callable[[str], None], stamps: Stamps | None = None) -> None:
        """Build again; a failure keeps the last good pages and is shown in the browser.

        ``stamps`` tell how the files stand.
        """
        stamps = stamps or stamps_of(self.root)
        sources = partial(find_sources, self.root, self._known(stamps))
        options = Options(
            self.root,
            self.day or datetime.now(UTC),
            self.site,
            strict=self.strict,
            live=True,
            jobs=processors(),
            cache=self.folder / "cache",
        )
        try:
            outcome, self.program = make(options, sources=sources, earlier=self.program)
        except Exception as error:  # a half-saved file or a bug must not end the preview
            self.errors = f"{type(error).__name__}: {error}"
            say(self.errors)
            return
        self.stamps = stamps
        errors = [finding for finding in outcome.findings if finding.severity is Severity.ERROR]
        self.errors = as_text(errors, self.root, color=False)
        if outcome.failed:
            say(self.errors)
        made = f"{outcome.pages} pages, {outcome.changed} changed" if outcome.published else "nothing changed"
        say(f"{summary(outcome.findings)}; {made}")

    def _known(self, stamps: Stamps) -> dict[str, SourceFile]:
        """Return by path the sources whose files are as they were when the last build read them."""
        if not (self.program and self.stamps):
            return {}
        before, now, moment = self.stamps.of, stamps.of, self.stamps.moment
        return {
            source.path: source
            for source in self.program.sources
            if (stamp := before.get(source.path)) and stamp == now.get(source.path) and counts(stamp, moment)
        }


def serve_forever(preview: Preview, port: int, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; a busy port gives way to the next free one."""
    signal.signal(signal.SIGTERM, lambda *_: _stop())
    watcher = _Watcher(preview, say)
    try:
        preview.rebuild(say)
        sockets, taken = _bind(port)
        if taken != port:
            say(f"Port {port} is in use.")
        LiveReloadHandler.watcher = watcher
        LiveReloadHandler.DEFAULT_RELOAD_TIME = 0
        LiveReloadHandler.live_css = False
        HTTPServer(
            application(preview),
            max_header_size=_MOST_BYTES,
            max_body_size=_MOST_BYTES,
            body_timeout=10,
            idle_connection_timeout=60,
        ).add_sockets(sockets)
        address = f"http://localhost:{taken}/"
        say(f"Preview at {address} (Ctrl-C stops it)")
        if open_browser:
            webbrowser.open(address)
        LiveReloadHandler.start_tasks()
        IOLoop.current().start()
    except KeyboardInterrupt:
        say("Preview stopped.")
    finally:
        watcher.over.set()  # else its thread would listen for ever
        shutil.rmtree(preview.folder, ignore_errors=True)


def _stop() -> None:
    raise KeyboardInterrupt


class _Watcher(Watcher):  # type: ignore[misc]
    """Builds again whenever any source is another one than when the last build began."""

    def __init__(self, preview: Preview, say: Callable[[str], None]) -> None:
        super().__init__()
        self.preview, self.say = preview, say
        self.seen = stamps_of(preview.root)
        self.over = threading.Event()
        self.watch(str(preview.root))  # else livereload adds the folder by itself

    def start(self, callback: Callable[[], None]) -> bool:
        PeriodicCallback(callback, _PERIOD).start()
        threading.Thread(target=self._listen, args=(IOLoop.current(), callback), daemon=True).start()
        return True

    def _listen(self, loop: IOLoop, callback: Callable[[], None]) -> None:
        there = [path for name in (*FOLDERS, SETTINGS) if (path := self.preview.root / name).exists()]
        with suppress(OSError, RuntimeError):  # no more watches are to be had: looking now and then must do
            for _ in watch(*there, watch_filter=None, step=_SETTLED, stop_event=self.over, raise_interrupt=False):
                loop.add_callback(callback)

    def examine(self) -> tuple[str | None, None]:
        before, self.seen = self.seen, stamps_of(self.preview.root)
        if not _edited(before, self.seen):
            return None, None
        self.preview.rebuild(self.say, self.seen)
        return "*", None


def _edited(before: Stamps, now: Stamps) -> bool:
    """Whether another file stands there; editors' own files are none, nor are folders."""
    names = (path.rpartition("/")[2] for path, _ in before.of.items() ^ now.of.items())
    return any(name and not name.startswith(".") and not name.endswith("~") for name in names)


def application(preview: Preview) -> Application:
    """Return the preview's web application: pages, the reload socket and its script; nothing else."""
    return Application(
        [
            (r"/livereload", _Socket),
            (r"/_mentorsite/reload\.js", _Script),
            (r"/_mentorsite/errors", _Errors),
            (r"/(.*)", _Pages, {"path": str(preview.site), "default_filename": "index.html"}),
        ],
        preview=preview,
        websocket_max_message_size=_MOST_BYTES,
        log_function=lambda handler: None,
    )


def _bind(port: int) -> tuple[Any, int]:
    for number in range(port, port + _TRIES):
        try:
            return bind_sockets(number, "127.0.0.1", family=socket.AF_INET), number
        except OSError:
            continue
    raise OSError(f"ports {port} to {port + _TRIES - 1} are all in use; name another with --port")


def _is_ours(handler: RequestHandler) -> bool:
    """Whether the Host header names this computer: a foreign page that rebinds its DNS to us does not."""
    host = handler.request.host
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    return name in HOSTS


class _Ours(RequestHandler):
    """Refuses foreign Host headers and never lets a browser keep anything."""

    def prepare(self) -> None:
        if not _is_ours(self):
            self.send_error(403)

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.clear_header("Server")


class _Socket(LiveReloadHandler):  # type: ignore[misc]
    """livereload's socket for pages of our own origin only.

    Whose page asks is checked before anything else: ``check_origin`` is not called for each request, and livereload's
    lets everybody in.
    """

    def prepare(self) -> None:
        if not _is_ours(self) or self.request.headers.get("Origin") != f"http://{self.request.host}":
            self.send_error(403)

    def on_message(self, message: str | bytes) -> None:
        try:
            super().on_message(message)
        except (ValueError, TypeError, AttributeError):  # nothing that our script would say
            self.close()


class _Script(_Ours):
    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.write((resources.files("mentorsite") / "reload.js").read_bytes())


class _Errors(_Ours):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(self.settings["preview"].errors)


class _Pages(_Ours, StaticFileHandler):
    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def parse_url_path(self, url_path: str) -> str:
        hidden = any(part.startswith(".") for part in url_path.split("/"))  # our list of what was built, among others
        if hidden or "\0" in url_path:
            raise HTTPError(404)
        return str(super().parse_url_path(url_path))

    def compute_etag(self) -> str | None:
        return None

    def should_return_304(self) -> bool:
        return False

    @classmethod
    def get_content_version(cls, abspath: str) -> str:
        return ""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Show the site's own 404 page, or, before the first good build, what is wrong."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if status_code != 404:
            self.finish(f"<!doctype html><html lang=en><title>{status_code}</title><h1>{self._reason}</h1>")
            return
        missing = Path(self.root) / "404.html"
        if missing.is_file():
            self.finish(missing.read_bytes())
            return
        errors = self.settings["preview"].errors
        self.finish(
            f"<!doctype html><html lang=en><meta charset=utf-8><title>{status_code}</title>"
            f'<script src="/_mentorsite/reload.js" defer></script><h1>{self._reason}</h1><pre>{escape(errors)}</pre>'
        )
