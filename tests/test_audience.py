"""Two sites from one source: the internal one shows more, says what it is, and is kept apart."""

from __future__ import annotations

from pathlib import Path

from conftest import TODAY, Write

from mentorsite.build import build
from mentorsite.run import Options

_FILES: dict[str, str | bytes] = {
    "mentors/cleo-marsh.yml": "name: Cleo Marsh\nconsent: {date: 2026-09-01, scope: internal}\n",
    "mentors/dan-roe.yml": "name: Dan Roe\nconsent: {date: 2026-09-01}\n"
    "department: Tidal Medicine\nfrequency: at spring tides\n",
    "content/start/inside.md": "---\ntitle: Inside\nsummary: For us.\n"
    "section: start\nvisibility: internal\n---\nHello.\n",
    "site.yml+": "visibility: {department: internal, frequency: private}\nurl: https://mentors.aldervalley.example\n",
}


def _both(write: Write) -> tuple[Path, Path]:
    root = write(_FILES)
    for audience in ("public", "internal"):
        assert build(Options(root, TODAY, audience=audience, cache=root / ".cache" / audience)).published
    return root / "_site", root / "_internal"


def test_two_sites_in_two_folders(write: Write) -> None:
    """The internal site never takes the public one's place, and holds what consent allows inside."""
    public, internal = _both(write)
    for place in ("mentors/cleo-marsh.html", "guides/inside.html"):
        assert not (public / place).exists()
        assert (internal / place).exists()
    assert b"Tidal Medicine" not in (public / "mentors/dan-roe.html").read_bytes()
    assert b"Tidal Medicine" in (internal / "mentors/dan-roe.html").read_bytes()


def test_private_is_private_inside_too(write: Write) -> None:
    """A private field stands in neither site."""
    for site in _both(write):
        assert not [path for path in site.rglob("*") if path.is_file() and b"spring tides" in path.read_bytes()]


def test_every_internal_page_says_so_and_forbids_indexing(write: Write) -> None:
    """Each page of the internal site carries the banner and noindex; robots.txt turns everybody away."""
    public, internal = _both(write)
    for page in internal.rglob("*.html"):
        text = page.read_text()
        assert '<meta name="robots" content="noindex">' in text
        assert "internal-banner" in text
    assert "Disallow: /\n" in (internal / "robots.txt").read_text()
    assert not [page for page in public.rglob("*.html") if "internal-banner" in page.read_text()]


def test_the_command_keeps_them_apart(write: Write) -> None:
    """``build --audience internal`` goes to _internal unless told otherwise."""
    from click.testing import CliRunner

    from mentorsite.commands.build import command

    root = write(_FILES)
    done = CliRunner().invoke(command, ["--root", str(root), "--audience", "internal", "--date", TODAY.isoformat()])
    assert done.exit_code == 0, done.output
    assert (root / "_internal/index.html").is_file()
    assert not (root / "_site").exists()
