"""The table of faults: what a hostile or unlucky program may hold, and what a build must make of it.

Each row is (id, files laid over the tiny good program, wanted verdict). The verdict is ``ok`` (the site is built), or
the code of an error (exit 1, the last good site untouched). A file's text may be made by a function of the program's
folder where no text can say it: a pipe, a loop of links, a name that is no UTF-8.
"""

# ruff: noqa: E501, RUF001 - a row of a table is one line; the odd letters are the fault
from __future__ import annotations

import os
import socket
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from hostile import GUIDE_FIELDS, PROFILE_FIELDS, guide_of, profile_of

Content = str | bytes | Callable[[Path], object]

P, G, T = "mentors/cleo-marsh.yml", "content/start/first-month.md", "templates/about.html"
HEAD = "name: Cleo Marsh\nconsent: {date: 2026-09-01}\n"
FRONT = "---\ntitle: First month\nsummary: One sentence.\nsection: start\n---\n"


class Fault(NamedTuple):
    """A row; ``absent`` must stand nowhere in the built site, ``says`` somewhere in what the build prints."""

    name: str
    files: Mapping[str, Content]
    verdict: str
    absent: str = ""
    says: str = ""


def profile(name: str, text: str | bytes, verdict: str, absent: str = "", says: str = "") -> Fault:
    """A row whose profile is ``text``, after the fields that every profile needs if it begins with a plus."""
    if isinstance(text, str) and text.startswith("+"):
        text = HEAD + text[1:]
    return Fault(name, {P: text}, verdict, absent, says)


def guide(name: str, text: str, verdict: str, absent: str = "", says: str = "") -> Fault:
    """A row whose guide has ``text`` as its body."""
    return Fault(name, {G: FRONT + text}, verdict, absent, says)


def template(name: str, text: str, verdict: str) -> Fault:
    """A row whose about page has this block in its main part."""
    extended = '{% extends "base.html" %}{% block title %}About{% endblock %}{% block main %}' + text + "{% endblock %}"
    return Fault(name, {T: extended}, verdict)


def _laughs() -> str:
    lines = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)


YAML = (
    profile("yaml-bracket", "name: [", "yaml/syntax"),
    profile("yaml-brace", "name: {a: b", "yaml/syntax"),
    profile("yaml-quote", 'name: "Cleo', "yaml/syntax"),
    profile("yaml-escape", '+title: "C:\\q"\n', "yaml/syntax"),
    profile("yaml-percent", "+title: %x\n", "yaml/syntax"),
    profile("yaml-at", "+title: @x\n", "yaml/syntax"),
    profile("yaml-backtick", "+title: `x\n", "yaml/syntax"),
    profile("yaml-question", "? [a, b]\n: c\n", "yaml/syntax"),
    profile("yaml-directive", "%YAML 9.9\n---\nname: x\n", "yaml/syntax"),
    profile("yaml-tag-directive", "%TAG ! tag:x,2000:\n---\nname: !y x\n", "yaml/tag"),
    profile("yaml-conflict", "<<<<<<< ours\nname: A\n=======\nname: B\n>>>>>>> theirs\n", "yaml/conflict"),
    profile("yaml-duplicate-key", "+name: Cleo\n", "yaml/duplicate-key"),
    profile("yaml-many-duplicates", "name: x\n" * 20_000, "yaml/duplicate-key"),
    profile("yaml-tag", "name: !!python/object/apply:os.system [id]\n", "yaml/tag"),
    profile("yaml-tag-binary", "name: !!binary aGk=\n", "yaml/tag"),
    profile("yaml-merge", "+<<: {title: x}\n", "yaml/alias"),
    profile("yaml-two-documents", "name: A\n---\nname: B\n", "yaml/documents"),
    profile("yaml-many-documents", "---\n" * 100_000, "yaml/documents"),
    profile("yaml-self-reference", "name: &a [*a]\n", "yaml/alias"),
    profile("yaml-exploding-aliases", _laughs(), "yaml/alias"),
    profile("yaml-anchor", "name: &a x\n", "yaml/alias"),
    profile("yaml-deep-brackets", "[" * 20_000, "yaml/too-deep"),
    profile("yaml-deep-braces", "{a: " * 20_000, "yaml/too-deep"),
    profile("yaml-deep-dashes", "- " * 20_000, "yaml/too-deep"),
    profile("yaml-deep-questions", "? " * 20_000, "yaml/too-deep"),
    profile("yaml-deep-indent", "\n".join(" " * n + "a:" for n in range(1400)), "yaml/too-deep"),
    profile("yaml-ten-megabytes", b"a: " + b"x" * 10_000_000, "file/too-large"),
    profile("yaml-million-lines", "#\n" * 1_000_000, "file/too-large"),
    profile("yaml-half-million-lines", "\n" * 499_000 + HEAD, "ok"),
    profile("yaml-many-keys", "".join(f"k{n}: 1\n" for n in range(90_000)), "yaml/too-many"),
    profile("yaml-many-items", "name: [" + "a," * 400_000 + "]", "yaml/too-many"),
    profile("yaml-many-unknown-keys", HEAD + "".join(f"k{n}: 1\n" for n in range(9000)), "field/unknown"),
    profile("yaml-long-key", "+? " + "k" * 200_000 + "\n: x\n", "field/unknown"),
    profile("yaml-long-scalar", "+title: " + "x" * 900_000 + "\n", "field/too-long"),
    profile("yaml-nul", b"name: a\0b\n", "yaml/syntax"),
    profile("yaml-bell", b"name: a\x07b\n", "yaml/syntax"),
    profile("yaml-latin-1", "name: José\n".encode("latin-1"), "file/encoding"),
    profile("yaml-utf-16", "name: José\n".encode("utf-16"), "file/encoding"),
    profile("yaml-utf-16-without-mark", "name: Jose\n".encode("utf-16-le"), "yaml/syntax"),
    profile("yaml-byte-order-mark", b"\xef\xbb\xbf" + HEAD.encode(), "ok"),
    profile("yaml-mark-in-the-middle", HEAD.encode() + b"title: a\xef\xbb\xbfb\n", "field/control-character"),
    profile("yaml-crlf", HEAD.replace("\n", "\r\n"), "ok"),
    profile("yaml-lone-surrogate", '+title: "\\uD800"\n', "yaml/syntax"),
    profile("yaml-surrogate-bytes", b"name: \xed\xa0\x80\n", "file/encoding"),
    profile("yaml-beyond-unicode", '+title: "\\U00110000"\n', "yaml/syntax"),
    profile("yaml-impossible-date", "+last_verified: 2026-02-30\n", "field/date"),
    profile("yaml-date-year-zero", "+last_verified: 0000-01-01\n", "field/date"),
    profile("yaml-date-far", "+last_verified: 99999-01-01\n", "field/date"),
    profile("yaml-odd-offset", "+last_verified: 2026-09-01T10:00:00+99:99\n", "field/date"),
    profile("yaml-impossible-date-as-text", "+title: 2026-02-30\n", "ok"),
    profile("yaml-huge-integer", "+capacity: {max: " + "9" * 5000 + "}\n", "field/integer"),
    profile("yaml-huge-integer-as-text", "+not_for: " + "9" * 390 + "\n", "ok"),
    profile("yaml-not-a-number", "+capacity: {max: .nan}\n", "field/integer"),
    profile("yaml-infinity", "+capacity: {max: -.inf}\n", "field/integer"),
    profile("yaml-float", "+capacity: {max: 1e3}\n", "field/integer"),
    profile("yaml-other-digits", "+capacity: {max: ٣}\n", "field/integer"),
    profile("yaml-number-key", "+1: x\n", "field/unknown"),
    profile("yaml-null-key", "+~: x\n", "field/unknown"),
    profile("yaml-list-key", "+[a]: x\n", "yaml/syntax"),
    profile("yaml-mapping-key", "+{a: b}: x\n", "yaml/syntax"),
    profile("yaml-truth-key", "+true: x\n", "field/unknown"),
    profile("yaml-date-key", "+2026-02-30: x\n", "field/unknown"),
    profile("yaml-number-for-a-text", "+title: 12\n", "ok"),
    profile("yaml-truth-for-a-text", "+title: no\n", "ok"),
    profile("yaml-text-for-a-truth", "+consent_: 1\n", "field/unknown"),
    profile("yaml-tab-indent", "+capacity:\n\tmax: 1\n", "yaml/tab"),
    profile("yaml-odd-indent", "+capacity:\n  max: 1\n current: 1\n", "yaml/indent"),
    profile("yaml-colon-in-a-text", "+title: Lead: surgery\n", "yaml/colon"),
    profile("yaml-block-indicator", "+title: |9x\n  a\n", "yaml/syntax"),
    profile("yaml-end-marks", "...\n...\n", "yaml/syntax"),
    profile("yaml-conflict-with-crlf", "<<<<<<< a\r\nname: A\r\n=======\r\n>>>>>>> b\r\n", "yaml/conflict"),
    profile("yaml-lone-low-surrogate", '+title: "\\uDC00"\n', "yaml/syntax"),
    profile("yaml-surrogate-pair", '+title: "\\uD83D\\uDE00"\n', "yaml/syntax"),
    profile("yaml-offset-in-a-time", "+title: 2026-09-01T10:00:00+99:99\n", "ok"),
    profile("yaml-huge-integer-key", "+" + "9" * 5000 + ": x\n", "yaml/syntax"),
    profile("yaml-huge-hexadecimal", "+capacity: {max: 0x" + "f" * 5000 + "}\n", "field/integer"),
    profile("yaml-sexagesimal", "+capacity: {max: 1:30}\n", "field/integer"),
    profile("yaml-list-for-a-mapping", "- name: Cleo\n", "field/type"),
    profile("yaml-text-for-a-mapping", "Cleo\n", "field/type"),
    profile("yaml-mapping-for-a-text", "+title: {a: b}\n", "field/type"),
    profile("yaml-list-for-a-text", "+title: [a]\n", "field/type"),
    profile("yaml-text-for-a-list", "+languages: English\n", "field/type"),
    profile("yaml-text-for-a-table", "+consent_: x\ncapacity: lots\n", "field/type"),
    profile("yaml-empty", "", "yaml/empty"),
    profile("yaml-comment-only", "# nothing\n", "yaml/empty"),
    profile("yaml-null", "~\n", "yaml/empty"),
    Fault("site-empty", {"site.yml": ""}, "yaml/empty"),
    Fault("site-binary", {"site.yml": bytes(range(256))}, "file/encoding"),
    Fault("site-list", {"site.yml": "- a\n"}, "field/type"),
    Fault("site-deep", {"site.yml": "[" * 20_000}, "yaml/too-deep"),
    Fault("site-conflict", {"site.yml": "<<<<<<< a\ntitle: x\n=======\n>>>>>>> b\n"}, "yaml/conflict"),
    Fault("site-aliases", {"site.yml": _laughs()}, "yaml/alias"),
    Fault("site-ten-megabytes", {"site.yml": b"# " + b"x" * 10_000_000}, "file/too-large"),
    Fault("front-matter-tag", {G: "---\ntitle: !!python/name:os.system x\n---\n"}, "yaml/tag"),
    Fault("guide-conflict", {G: FRONT + "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"}, "yaml/conflict"),
    Fault("guide-ten-megabytes", {G: FRONT + "x " * 5_000_000}, "file/too-large"),
    Fault("guide-latin-1", {G: (FRONT + "José\n").encode("latin-1")}, "file/encoding"),
    Fault("guide-nul", {G: FRONT + "a\0b\n"}, "field/control-character"),
    Fault("front-matter-deep", {G: "---\n" + "[" * 20_000 + "\n---\n"}, "yaml/too-deep"),
    Fault("front-matter-open", {G: "---\ntitle: x\n"}, "guide/front-matter"),
    Fault("front-matter-none", {G: "Hello\n"}, "guide/front-matter"),
    Fault("guide-empty", {G: ""}, "guide/front-matter"),
    guide("mentors-block-bomb", "```mentors\n" + "[" * 59 + "\n```\n", "yaml/too-deep"),
)


def _named(name: str | bytes, folder: str = "mentors") -> Callable[[Path], object]:
    def make(root: Path) -> None:
        path = os.path.join(os.fsencode(root / folder), os.fsencode(name))  # noqa: PTH118 - bytes
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(HEAD.encode() if folder == "mentors" else FRONT.encode())

    return make


def _link(path: str, target: str) -> Fault:
    return Fault(f"link-{path}-to-{target}".replace("/", "_"), {path: lambda r: (r / path).symlink_to(target)}, "")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        before = Path.cwd()
        os.chdir(path.parent)  # the address of a socket is short
        try:
            made.bind(path.name)
        finally:
            os.chdir(before)


def _clear(folder: str) -> Callable[[Path], object]:
    return lambda root: [path.unlink() for path in (root / folder).rglob("*") if path.is_file()]


def _remove(folder: str) -> Callable[[Path], object]:
    return lambda root: (root / folder).rename(root / f"old-{folder}")


def _unreadable(path: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        if not path.endswith("/"):
            (root / path).write_text(HEAD)
        (root / path).chmod(0)

    return make


def _moved_out(root: Path, folder: str) -> None:
    (root / folder).rename(root.parent / f"other-{folder}")
    (root / folder).symlink_to(root.parent / f"other-{folder}")


def _withdrawn(root: Path) -> None:
    for path in (root / "mentors").iterdir():
        path.write_text("name: Somebody Else\n")


def _loop(root: Path) -> None:
    (root / "content" / "again").symlink_to(root / "content")


NAMES = (
    *(
        Fault(f"name-{label}", {"x": _named(name)}, "file/name")
        for label, name in (
            ("capital", "Cleo.yml"),
            ("space", "cleo marsh.yml"),
            ("dots", "cleo..marsh.yml"),
            ("dotted", "cleo.marsh.yml"),
            ("percent", "%2e%2e%2fcleo.yml"),
            ("percent-nul", "cleo%00.yml"),
            ("backslash", "a\\..\\cleo.yml"),
            ("newline", "cleo\nmarsh.yml"),
            ("escape", "cleo\x1b[31m.yml"),
            ("not-utf-8", b"cleo-\xff.yml"),
            ("hyphen-first", "-rf.yml"),
            ("only-hyphens", "---.yml"),
            ("too-long", "c" * 200 + ".yml"),
            ("windows-device", "con.yml"),
            ("the-list-itself", "index.yml"),
            ("composed", "jos\u00e9.yml"),
            ("decomposed", "jose\u0301.yml"),
            ("wide", "\uff43leo.yml"),
            ("html", "<script>.yml"),
            ("quotes", "\"'.yml"),
            ("template", "{{7*7}}.yml"),
            ("prototype", "__proto__.yml"),
            ("workflow-command", "::error::cleo.yml"),
        )
    ),
    Fault("name-guide-capital", {"x": _named("Start.md", "content/start")}, "file/name"),
    Fault("name-guide-percent", {"x": _named("%2e%2e.md", "content/start")}, "file/name"),
    Fault("name-attachment", {"x": _named("a\nb%2e.png", "content/start")}, "file/name"),
    Fault("name-attachment-case", {"content/a.png": b"x", "content/A.png": b"x"}, "file/name"),
    Fault("collision-case", {"mentors/ada-lindgren.yml": HEAD, "mentors/Ada-Lindgren.yml": HEAD}, "file/name"),
    Fault("collision-extension", {"mentors/ada-lindgren.yaml": HEAD}, "profile/duplicate-slug"),
    Fault("collision-guides", {"content/training/welcome.md": FRONT}, "guide/duplicate-slug"),
    Fault("collision-alias", {P: HEAD + "aliases: [ada-lindgren]\n"}, "page/collision"),
    Fault("alias-absolute", {P: HEAD + "aliases: [/etc/passwd]\n"}, "ok", "etc/passwd"),
    profile("module-path", "+training: [{module: ../../etc/passwd, completed: 2026-01-01}]\n", "profile/unknown-module"),
    guide("link-path", "[a](../../../../../etc/passwd)\n", "link/broken"),
    guide("link-absolute", "[a](/etc/passwd)\n", "link/broken"),
    guide("link-percent", "[a](..%2f..%2f..%2fetc%2fpasswd)\n", "link/broken"),
    guide("link-site", "[a](../../site.yml)\n", "link/broken"),
    guide("picture-path", "![a](../../../../../etc/passwd.png)\n", "link/broken"),
    guide("picture-nul", "![a](a%00.png)\n", "link/broken"),
    Fault("alias-path", {P: HEAD + "aliases: [../../etc/passwd]\n"}, "ok", "etc/passwd"),
    Fault("folder-named-yml", {"x": lambda root: (root / P).mkdir()}, "file/not-regular"),
    Fault("folder-named-md", {"x": lambda root: (root / G).mkdir()}, "file/not-regular"),
    Fault("folder-named-site", {"x": lambda r: [(r / "site.yml").unlink(), (r / "site.yml").mkdir()]}, "file/not-regular"),
    Fault("pipe", {"x": lambda root: os.mkfifo(root / P)}, "file/not-regular"),
    Fault("pipe-guide", {"x": lambda root: os.mkfifo(root / G)}, "file/not-regular"),
    Fault("pipe-attachment", {"x": lambda root: os.mkfifo(root / "content/a.png")}, "file/not-regular"),
    Fault("pipe-site", {"x": lambda r: [(r / "site.yml").unlink(), os.mkfifo(r / "site.yml")]}, "file/not-regular"),
    Fault("pipe-template", {"x": lambda r: [(r / "templates").mkdir(), os.mkfifo(r / T)]}, "file/not-regular"),
    Fault("pipe-asset", {"x": lambda r: [(r / "templates/assets").mkdir(parents=True), os.mkfifo(r / "templates/assets/a.css")]}, "file/not-regular"),
    Fault("socket", {"x": lambda root: _socket(root / P)}, "file/not-regular"),
    Fault("link-out", {"x": lambda root: (root / P).symlink_to("/etc/passwd")}, "file/symlink"),
    Fault("link-out-relative", {"x": lambda root: (root / P).symlink_to("../../x.yml")}, "file/symlink"),
    Fault("link-out-folder", {"x": lambda root: (root / "content/etc").symlink_to("/etc")}, "file/symlink"),
    Fault("link-device", {"x": lambda root: (root / P).symlink_to("/dev/zero")}, "file/symlink"),
    Fault("link-dangling", {"x": lambda root: (root / P).symlink_to("nothing.yml")}, "file/symlink"),
    Fault("link-itself", {"x": lambda root: (root / P).symlink_to(root / P)}, "file/symlink"),
    Fault("link-loop-of-folders", {"x": _loop}, "ok"),
    Fault("link-loop-of-two", {"x": lambda r: [(r / "mentors/a.yml").symlink_to("b.yml"), (r / "mentors/b.yml").symlink_to("a.yml")]}, "file/symlink"),
    Fault("link-out-site", {"x": lambda r: [(r / "site.yml").rename(r.parent / "site.yml"), (r / "site.yml").symlink_to("../site.yml")]}, "file/symlink"),
    Fault("link-out-mentors", {"x": lambda root: _moved_out(root, "mentors")}, "file/symlink"),
    Fault("link-out-content", {"x": lambda root: _moved_out(root, "content")}, "file/symlink"),
    Fault("link-to-the-repository", {".git/config": "secret = 1\n", "x": lambda r: (r / "content/a.pdf").symlink_to("../.git/config")}, "file/symlink"),
    Fault("link-to-a-profile", {"x": lambda r: (r / "content/a.pdf").symlink_to("../mentors/ada-lindgren.yml")}, "file/symlink"),
    Fault("unreadable", {"x": _unreadable(P)}, "file/unreadable"),
    Fault("unreadable-guide", {"x": _unreadable(G)}, "file/unreadable"),
    Fault("unreadable-folder", {"x": _unreadable("content/start/")}, "file/unreadable"),
    Fault("unreadable-site", {"x": lambda root: (root / "site.yml").chmod(0)}, "file/unreadable"),
    Fault("unreadable-mentors", {"x": lambda root: (root / "mentors").chmod(0)}, "file/unreadable"),
    Fault("link-out-template", {"x": lambda r: [(r / "templates").mkdir(), (r / T).symlink_to("/etc/passwd")]}, "file/symlink"),
    Fault("link-out-asset", {"x": lambda r: [(r / "templates/assets").mkdir(parents=True), (r / "templates/assets/a.css").symlink_to("/etc/passwd")]}, "file/symlink"),
    Fault("mentors-missing", {"x": _remove("mentors")}, "file/missing"),
    Fault("mentors-empty", {"x": _clear("mentors")}, "file/missing"),
    Fault("mentors-a-file", {"x": lambda r: [_remove("mentors")(r), (r / "mentors").write_text("")]}, "file/missing"),
    Fault("mentors-without-consent", {"x": _withdrawn}, "ok"),
    Fault("content-missing", {"x": _remove("content")}, "file/missing"),
    Fault("site-missing", {"x": lambda root: (root / "site.yml").unlink()}, "file/missing"),
)  # fmt: skip

_CODE = "<script>alert(1)</script>"
PAYLOADS = {
    "script": _CODE,
    "image": "<img src=x onerror=alert(1)>",
    "closed-script": "</script><script>alert(1)</script>",
    "comment": "<!-- <script>",
    "closed-title": "</title></textarea></style><svg onload=alert(1)>",
    "jinja": "{{ 7*191 }}{% raw %}{# #}",
    "attribute": "\" onmouseover=alert(1) x='",
    "line-separators": "a\u2028b\u2029c",
    "entities": "&lt;script&gt;&#60;script&#62;",
    "template-literal": "${alert(1)}`",
    "prototype": "__proto__",
    "constructor": "constructor",
}


def _everywhere(payload: str) -> str:
    return profile_of({f: payload for f, most in PROFILE_FIELDS.items() if len(payload) <= most and f not in OTHERS})


OTHERS = ("website", "motto", "photo")
"""Fields that are no plain text of every program: addresses, one program's own, and words that need a picture."""


def _guide_of(payload: str) -> str:
    values = {field: payload for field in GUIDE_FIELDS if field != "url"}
    body = f"## {payload}\n\n{payload}\n\n- {payload}\n\n`{payload}`\n\n[{payload}](https://a.example)\n"
    return guide_of({**values, "body": body})


URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:x",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://a.example/x", "about:blank", "ftp://a.example",
    "//a.example", "/\\a.example", "\\\\a.example", "http:a.example", "http:/a.example", "https:\\\\a.example",
    "https://user:word@a.example", "https://[::1", "https://a b.example", "https://a.example:99999", "https://a.example:x",
    "https://", "https://.", "feed:javascript:x", "view-source:https://a.example", "ws://a.example", "intent://a#Intent",
    "https://a.example/<script>", "https://a.example/\"onclick=x", "&#106;avascript:alert(1)", "%6aavascript:alert(1)",
    "javascript&colon;alert(1)", "jav&#x0A;ascript:alert(1)", "mailto:a@b.example", "tel:1",
)  # fmt: skip
_MARKDOWN_URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java%0ascript:alert(1)", "data:text/html,x", "vbscript:x",
    "file:///etc/passwd", "//a.example", "\\\\a.example", "&#106;avascript:alert(1)", "javascript&colon;alert(1)",
    "jav&#x0A;ascript:alert(1)", "%6aavascript:alert(1)", "feed:javascript:x", "http:a.example", "https:a.example",
    "mailto:a@b.example?bcc=c@d.example", "mailto:a@b.example?subject=x%0d%0aBcc:c@d.example", "ref:0", "ws://a.example",
)  # fmt: skip


def _yaml(text: str) -> str:
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in text) + '"'


LOOK_ALIKE = "warning[profile/look-alike]: Ada Lindgren looks like the name in"

TEXT = (
    *(Fault(f"profile-{label}", {P: _everywhere(text)}, "ok", _CODE) for label, text in PAYLOADS.items()),
    *(Fault(f"guide-{label}", {G: _guide_of(text)}, "ok", _CODE) for label, text in PAYLOADS.items()),
    *(profile(f"term-{word}", f"+helps_with: [{word}]\n", "profile/unknown-term") for word in ("__proto__", "constructor")),
    Fault("vocabulary-prototype", {"site.yml": lambda r: _more_terms(r), P: HEAD + "helps_with: [__proto__, constructor]\n"}, "ok"),
    *(profile(f"url-{n}", f"+links: {{website: {_yaml(url)}}}\n", "*") for n, url in enumerate(URLS)),
    *(guide(f"markdown-url-{n}", f"[a]({url})\n", "link/scheme") for n, url in enumerate(_MARKDOWN_URLS)),
    *(guide(f"markdown-autolink-{n}", f"<{url}>\n\n[a]: {url}\n", "ok", f'href="{url}') for n, url in enumerate(_MARKDOWN_URLS[:5])),
    guide("markdown-image-elsewhere", "![a](https://a.example/x.png)\n", "link/scheme"),
    guide("markdown-attributes", "a\n{: onclick=alert(1) style=color:red #x }\n", "ok", "onclick"),
    guide("markdown-raw-html", _CODE + "\n<div onclick=x>\n\n<style>*{}</style>\n", "ok", _CODE),
    guide("markdown-placeholder", "\x02klzzwxh:0000\x03\n", "field/control-character"),
    guide("markdown-bidi", "a \u202e b\n", "ok", says="U+202E"),
    profile("bidi-override", '+title: "Professor \\u202Eygoloidrac"\n', "ok", says="U+202E"),
    profile("bidi-isolate", '+title: "Professor \\u2066ygoloidrac"\n', "ok", says="U+2066"),
    profile("name-of-zero-width", 'name: "\\u200b\\u200d"\nconsent: {date: 2026-09-01}\n', "field/type"),
    profile("name-of-fillers", 'name: "\\u3164\\u2800"\nconsent: {date: 2026-09-01}\n', "field/type"),
    *(
        Fault(f"name-confusable-{label}", {path: f'name: "{name}"\nconsent: {{date: 2026-09-01}}\n'}, "ok", says=LOOK_ALIKE)
        for path in (P, "mentors/abe-marsh.yml")  # after the genuine one, and before it
        for label, name in (
            (f"cyrillic-{path[8]}", "Аdа Lindgrеn"),
            (f"zero-width-{path[8]}", "Ada Lind\\u200bgren"),
            (f"soft-hyphen-{path[8]}", "Ada Lind\\u00adgren"),
        )
    ),
    Fault("name-confusable-capital-i", {P: HEAD.replace("Cleo Marsh", "Ann Hill"), "mentors/dan-wu.yml": HEAD.replace("Cleo Marsh", "Ann HiII")}, "ok", says="warning[profile/look-alike]: Ann Hill"),
    profile("name-of-combining-marks", 'name: "Z' + "\\u0351" * 100 + '"\nconsent: {date: 2026-09-01}\n', "ok"),
    profile("unbroken-bio", "+bio: " + "x" * 5000 + "\n", "ok"),
    profile("unbroken-name", "name: " + "x" * 5000 + "\n", "field/too-long"),
    profile("email-injected", '+contact: {email: "a@b.example?bcc=c@d.example"}\n', "field/email"),
    profile("email-newline", '+contact: {email: "a@b.example\\nBcc: c@d.example"}\n', "field/email"),
    profile("email-percent", '+contact: {email: "a@b.example%0d%0aBcc:c@d.example"}\n', "field/email"),
    profile("email-two", '+contact: {email: "a@b.example,c@d.example"}\n', "field/email"),
    profile("email-angle", '+contact: {email: "A <a@b.example>"}\n', "field/email"),
    profile("email-scheme", '+contact: {email: "mailto:a@b.example"}\n', "field/email"),
    profile("phone-script", '+contact: {phone: "555-0100<script>"}\n', "field/phone"),
    profile("terminal-escape", '+title: "\\e[2J\\e]0;x\\a"\n', "field/control-character"),
    profile("workflow-command", '+roles: ["::error::x", "##[error]x", "%0A::error::x"]\n', "profile/unknown-term"),
)  # fmt: skip


def _more_terms(root: Path) -> None:
    settings = (root / "site.yml").read_text()
    (root / "site.yml").write_text(settings.replace("helps_with: [", "helps_with: [__proto__, constructor, toString, "))


MARKDOWN = tuple(
    guide(f"markdown-{label}", text, "markdown/too-complex")
    for label, text in {
        "quotes": ">" * 10_000 + " a",
        "brackets": "[" * 50_000,
        "images": "![" * 50_000,
        "links": "[a](" * 20_000,
        "stars": "*" * 50_000,
        "star-words": "**a *b " * 10_000,
        "lists": "\n".join("    " * n + "- a" for n in range(200)),
        "footnotes": "".join(f"[^{n}]: b[^{n + 1}]\n" for n in range(4000)) + "\n[^0]\n",
        "table": "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n",
        "table-rows": "a|b\n-|-\n" + "1|2\n" * 20_000,
        "comments": "<!--" * 20_000,
        "fences": "```\n" * 20_000,
        "quotation-marks": "\"'" * 40_000,
        "entities": "&a;" * 30_000,
        "backslashes": "\\" * 90_000,
        "headings": "# a\n" * 20_000,
        "paragraphs": "a\n\n" * 30_000,
        "tasks": "- [ ] a\n" * 10_000,
        "definitions": "a\n: b\n\n" * 10_000,
        "admonitions": "!!! note\n" * 10_000,
        "words": "word " * 60_000,
    }.items()
)

TEMPLATES = (
    template("template-syntax", "{% if %}", "template/syntax"),
    template("template-open", "{% for x in [1] %}", "template/syntax"),
    template("template-undefined", "{{ nothing }}", "template/undefined"),
    template("template-undefined-field", "{{ program.nothing }}", "template/undefined"),
    template("template-division", "{{ 1 / 0 }}", "template/failed"),
    template("template-recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "template/failed"),
    template("template-includes-itself", '{% include "about.html" %}', "template/failed"),
    template("template-range", "{% for i in range(10**12) %}{% endfor %}", "template/failed"),
    template("template-repeat", "{{ 'x' * 10**12 }}", "template/failed"),
    template("template-extends-outside", '{% import "../../site.yml" as x %}', "template/missing"),
    template("template-include-backslash", '{% include "..\\\\site.yml" %}', "template/missing"),
    template(
        "template-recursive-macros",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "template/failed",
    ),
    template("template-include-outside", '{% include "../site.yml" %}', "template/missing"),
    template("template-include-absolute", '{% include "/etc/passwd" %}', "template/missing"),
    template("template-include-missing", '{% include "nothing.html" %}', "template/missing"),
    Fault("template-extends-itself", {T: '{% extends "about.html" %}'}, "template/failed"),
    Fault("template-not-utf-8", {T: b"\xff"}, "template/failed"),
    template("gate-handler", '<p onclick="x()">a</p>', "page/unsafe"),
    template("gate-inline-script", "<script>x()</script>", "page/unsafe"),
    template("gate-inline-style", '<p style="color:red">a</p>', "page/unsafe"),
    template("gate-script-elsewhere", '<script src="https://a.example/x.js"></script>', "page/unsafe"),
    template("gate-image-elsewhere", '<img src="//a.example/x.png" alt="">', "page/unsafe"),
    template("gate-scheme", '<a href="javascript:x()">a</a>', "page/unsafe"),
    template("gate-frame", '<iframe src="about.html"></iframe>', "page/unsafe"),
)


def photo(name: str, content: Content, verdict: str, file: str = "photos/cleo.jpg", place: str = "") -> Fault:
    """A row whose profile shows the photo ``file``, which has this content."""
    text = f"name: Cleo Marsh\nconsent: {{date: 2026-09-01, show: [photo]}}\nphoto: {{file: {file!r}, alt: Cleo}}\n"
    return Fault(f"photo-{name}", {P: text, place or f"mentors/{file}": content}, verdict)


def _in_photos(act: Callable[[Path], object]) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        (root / "mentors/photos").mkdir()
        act(root / "mentors/photos/cleo.jpg")

    return make


def _png(width: int, height: int, rows: bytes, depth: int = 8, color: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


_GRAY = _png(320, 320, bytes(321 * 320), color=0)
_SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PHOTOS = (
    photo("good", _GRAY, "ok", "photos/cleo.png"),
    photo("bomb", _png(60_000, 60_000, bytes(10**7)), "photo/too-large", "photos/cleo.png"),
    photo("bomb-of-16-bits", _png(30_000, 30_000, bytes(10**7), 16, 6), "photo/too-large", "photos/cleo.png"),
    photo("bomb-wide", _png(2**31 - 1, 1, b""), "photo/too-large", "photos/cleo.png"),
    photo("bomb-that-lies", (Path(__file__).parent / "fixtures/lying.avif").read_bytes(), "*", "photos/cleo.avif"),
    photo("eleven-megabytes", b"\xff\xd8\xff" + bytes(11_000_000), "photo/too-large"),
    photo("truncated", _GRAY[:150], "photo/damaged", "photos/cleo.png"),
    photo("head-only", b"\xff\xd8\xff", "photo/damaged"),
    photo("empty", b"", "photo/format"),
    photo("text", "Not a photo.", "photo/format"),
    photo("page", "<!doctype html><title>Sign in</title>", "photo/format"),
    photo("mislabeled", _GRAY, "photo/mislabeled"),
    photo("svg", _SVG, "photo/format", "photos/cleo.svg"),
    photo("svg-in-disguise", _SVG, "photo/format"),
    photo("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "photo/format"),
    photo("no-picture", "x", "photo/format", "photos/cleo.exe"),
    photo("missing", "x", "photo/missing", place="mentors/photos/other.jpg"),
    photo("other-case", _GRAY, "photo/missing", "photos/cleo.png", "mentors/photos/Cleo.png"),
    photo("remote", "x", "photo/path", "https://a.example/cleo.jpg", "x"),
    photo("remote-without-scheme", "x", "photo/path", "//a.example/cleo.jpg", "x"),
    photo("data", "x", "photo/path", "data:image/png;base64,iVBORw0KGgo=", "x"),
    photo("script", "x", "photo/path", "javascript:alert(1)//cleo.jpg", "x"),
    photo("absolute", "x", "photo/path", "/etc/cleo.jpg", "x"),
    photo("drive", "x", "photo/path", "C:\\cleo.jpg", "x"),
    photo("home", "x", "photo/path", "~/cleo.jpg", "x"),
    photo("way-out", _GRAY, "photo/path", "../content/cleo.png", "content/cleo.png"),
    photo("way-out-by-backslash", "x", "photo/path", "..\\..\\cleo.jpg", "x"),
    photo("profile-as-photo", "x", "photo/format", "ada-lindgren.yml", "x"),
    photo("long-name", "x", "field/too-long", "photos/" + "c" * 300 + ".jpg", "x"),
    photo("link-out", _in_photos(lambda place: place.symlink_to("/etc/passwd")), "file/symlink"),
    photo("link-device", _in_photos(lambda place: place.symlink_to("/dev/zero")), "file/symlink"),
    photo("link-itself", _in_photos(lambda place: place.symlink_to(place)), "file/symlink"),
    photo("pipe", _in_photos(os.mkfifo), "file/not-regular"),
    photo("folder", _in_photos(Path.mkdir), "photo/missing"),
    photo("link-to-a-profile", _in_photos(lambda place: place.symlink_to("../ada-lindgren.yml")), "photo/format"),
    profile("photo-without-alt", "+photo: {file: photos/a.jpg}\n", "field/missing"),
    profile("photo-with-empty-alt", "+photo: {file: photos/a.jpg, alt: ''}\n", "*"),
    profile("photo-alone", "+photo: photos/a.jpg\n", "field/type"),
)

FAULTS = (*YAML, *NAMES, *TEXT, *MARKDOWN, *TEMPLATES, *PHOTOS)
