"""The preview: a real server in a process of its own, on this computer alone."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Write, heed_interrupts, tree


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: dict[str, str]
    text: str


class Server(NamedTuple):
    """A running preview."""

    root: Path
    port: int
    process: subprocess.Popen[str]

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page as a browser on this computer would."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}", **headers})
        answer = connection.getresponse()
        text = answer.read().decode() if answer.status != 101 else ""
        connection.close()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)

    def socket(self, origin: str, host: str = "") -> int:
        """Knock at the reload socket; return the status of the answer."""
        return self.get(
            "/livereload", Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Version="13",
            Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==", Origin=origin, **({"Host": host} if host else {}),
        ).status  # fmt: skip

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, "it did not come to hold"
            time.sleep(0.1)


@contextmanager
def preview(program: Path) -> Iterator[Server]:
    """Run a program's preview."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "mentorsite", "serve", "--port", str(port), "--date", "2026-11-20"],
        cwd=program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        found = re.search(r"Preview at http://localhost:(\d+)/", line)
        if found:
            break
    else:
        raise AssertionError("".join(lines))
    try:
        yield Server(program, int(found[1]), process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def server(program: Path) -> Iterator[Server]:
    """The tiny program's preview."""
    with preview(program) as running:
        yield running


def test_pages_are_served_and_nothing_else(server: Server) -> None:
    """Pages, styles and the site's own 404 page come; sources, listings and ways out of the folder do not."""
    home = server.get("/")
    assert (home.status, home.headers["cache-control"]) == (200, "no-store")
    assert "Mentors at Alder Valley" in home.text
    style = re.search(r'href="(assets/[^"]*site\.css)"', home.text)
    assert style is not None
    assert server.get("/" + style[1]).status == 200
    assert "server" not in home.headers
    for path in (
        "/nowhere",
        "/site.yml",
        "/mentors/ada-lindgren.yml",
        "/../site.yml",
        "/%2e%2e/site.yml",
        "/assets/",
        "//etc/passwd",
        "/..%2fsite.yml",
        "/..%5csite.yml",
        "/mentors/..%2f..%2fsite.yml",
        "/.mentorsite",
        "/mentors%00.html",
        "/" + "x" * 5000,
        "/%ff%fe",
    ):
        answer = server.get(path)
        assert answer.status in (400, 403, 404), path
        assert "vocabularies" not in answer.text


def test_only_the_served_copy_names_the_reload_script(server: Server) -> None:
    """Served pages load one script more from the same origin under the same policy; _site is not touched."""
    page = server.get("/mentors/ada-lindgren.html").text
    assert '<script src="/_mentorsite/reload.js" defer></script>' in page
    assert "default-src 'none'" in page
    assert "unsafe" not in page
    script = server.get("/_mentorsite/reload.js")
    assert (script.status, "javascript" in script.headers["content-type"]) == (200, True)
    assert not (server.root / "_site").exists()
    subprocess.run([sys.executable, "-m", "mentorsite", "build"], cwd=server.root, check=True, capture_output=True)
    assert not [name for name, data in tree(server.root / "_site").items() if b"reload.js" in data]


@pytest.mark.parametrize("path", ["/", "/_mentorsite/errors", "/_mentorsite/reload.js", "/nowhere", "/livereload"])
def test_a_foreign_host_is_refused(server: Server, path: str) -> None:
    """A page elsewhere that points its name at this computer gets nothing."""
    for host in ("evil.example", f"evil.example:{server.port}", "localhost.evil.example", "127.0.0.1.evil.example"):
        answer = server.get(path, Host=host)
        assert answer.status == 403, host
        assert "Mentors at" not in answer.text


def test_only_our_own_pages_may_listen(server: Server) -> None:
    """The reload socket opens for the preview's origin and for no other."""
    assert server.socket(f"http://localhost:{server.port}") == 101
    for origin in (
        "http://evil.example",
        "null",
        "",
        f"http://localhost.evil.example:{server.port}",
        f"https://localhost:{server.port}",
        f"chrome-extension://localhost:{server.port}",
        "http://localhost:1",
    ):
        assert server.socket(origin) == 403, origin
    assert server.socket("http://evil.example", "evil.example") == 403


def test_an_edit_shows_and_a_broken_one_keeps_the_last_good_pages(server: Server) -> None:
    """A saved change appears; while a file is wrong the old page stays and the errors can be read."""
    path = server.root / "mentors/ada-lindgren.yml"
    good = path.read_text()
    path.write_text(good.replace("Ada Lindgren", "Ada Newname"))
    server.wait(lambda: "Ada Newname" in server.get("/mentors/ada-lindgren.html").text)
    assert server.get("/_mentorsite/errors").text == ""
    path.write_text("nam: [")
    server.wait(lambda: "yaml/syntax" in server.get("/_mentorsite/errors").text)
    assert "Ada Newname" in server.get("/mentors/ada-lindgren.html").text
    path.write_text(good)
    server.wait(lambda: server.get("/_mentorsite/errors").text == "")
    server.wait(lambda: "Ada Lindgren" in server.get("/mentors/ada-lindgren.html").text)


def test_what_is_deleted_moved_or_new_at_once_is_noticed(write: Write) -> None:
    """A file deleted in the first second, one moved here with its old date, and a folder that is new all show."""
    root = write({"mentors/cleo-marsh.yml": "name: Cleo Marsh\nconsent: {date: 2026-09-01}\n"})
    with preview(root) as running:
        (root / "mentors/cleo-marsh.yml").unlink()
        running.wait(lambda: running.get("/mentors/cleo-marsh.html").status == 404)
        old = root / "dan-wu.yml"
        old.write_text("name: Dan Wu\nconsent: {date: 2026-09-01}\n")
        os.utime(old, (1, 1))
        old.rename(root / "mentors/dan-wu.yml")
        running.wait(lambda: running.get("/mentors/dan-wu.html").status == 200)
        (root / "templates").mkdir()
        (root / "templates/robots.txt").write_text("User-agent: nobody\n")
        running.wait(lambda: "nobody" in running.get("/robots.txt").text)


def test_nothing_changes_by_asking(server: Server) -> None:
    """No address of livereload's own that acts on a GET is there, and every other method is refused."""
    before = tree(server.root)
    for path in ("/forcereload", "/livereload.js", "/_mentorsite/", "/_mentorsite/reload"):
        assert server.get(path).status in (404, 405), path
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for path in ("/", "/_mentorsite/errors", "/_mentorsite/reload.js"):
            connection.request(method, path, headers={"Host": f"localhost:{server.port}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status in (403, 404, 405), (method, path)
    connection.close()
    assert tree(server.root) == before


def test_it_listens_on_this_computer_alone(server: Server) -> None:
    """No other address of this machine answers at the port; another of the loopback stands for all of them."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=20)


def test_a_foreign_host_is_told_nothing_of_what_is_wrong(write: Write) -> None:
    """While the program is broken, its source lines are shown to this computer and not to a foreign name."""
    with preview(write({"mentors/cleo-marsh.yml": "nam: Secretname\n"})) as running:
        assert "Secretname" in running.get("/").text
        for path in ("/", "/_mentorsite/errors", "/nowhere"):
            answer = running.get(path, Host="evil.example")
            assert (answer.status, "Secretname" in answer.text) == (403, False)


def test_nonsense_through_the_socket_is_survived(server: Server) -> None:
    """What no script of ours would say closes the socket; the preview says no traceback and goes on."""
    for said in (b"{", b"[]", b"7", b'{"command": 1}', b'"hello"', b"x" * 60):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as knocked:
            head = f"GET /livereload HTTP/1.1\r\nHost: localhost:{server.port}\r\nOrigin: http://localhost:{server.port}\r\n"
            head += "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            knocked.sendall((head + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode())
            assert b" 101 " in knocked.recv(4096)
            knocked.sendall(bytes((0x81, 0x80 | len(said), 0, 0, 0, 0)) + said)
            time.sleep(0.05)
    assert server.get("/").status == 200
    server.process.send_signal(signal.SIGTERM)
    assert server.process.stdout is not None
    assert "Traceback" not in server.process.stdout.read()
    assert server.process.wait(60) == 0


def test_requests_of_any_kind_are_survived(server: Server) -> None:
    """Half-open and oversized requests, and other methods, leave the server standing."""
    held = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    held.sendall(b"GET / HT")
    many = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(100)]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\nx")
        assert server.get("/").status == 200
    for one in many:
        one.close()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as big:
        big.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20000)
        big.settimeout(5)
        with suppress(OSError):
            assert b" 200 " not in big.recv(4096)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for method in ("POST", "PUT", "DELETE"):
        connection.request(method, "/", headers={"Host": f"localhost:{server.port}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (403, 404, 405)
    connection.close()
    assert server.get("/").status == 200
    held.close()


def test_a_busy_port_gives_way_and_ctrl_c_ends_cleanly(server: Server) -> None:
    """A second preview takes the next free port and says so; an interrupt ends it without litter or traceback."""
    second = subprocess.Popen(
        [sys.executable, "-u", "-m", "mentorsite", "serve", "--port", str(server.port)],
        cwd=server.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "TMPDIR": str(server.root.parent)}, preexec_fn=heed_interrupts,
    )  # fmt: skip
    assert second.stdout is not None
    said = ""
    while "Preview at" not in said:
        line = second.stdout.readline()
        assert line, said
        said += line
    assert f"Port {server.port} is in use" in said
    assert list(server.root.parent.glob("mentorsite-*"))
    second.send_signal(signal.SIGINT)
    rest, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert "Traceback" not in rest
    assert not list(server.root.parent.glob("mentorsite-*"))


def test_a_program_that_is_broken_from_the_start_shows_why(write: Write) -> None:
    """Before the first good build the browser shows what is wrong, and the pages come once it is mended."""
    root = write({"mentors/cleo-marsh.yml": "nam: Cleo\n"})
    with preview(root) as running:
        assert "field/unknown" in running.get("/").text
        (root / "mentors/cleo-marsh.yml").write_text("name: Cleo\n")
        running.wait(lambda: running.get("/").status == 200)
