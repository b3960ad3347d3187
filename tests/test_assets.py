"""Style sheets, scripts and pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import codes

from mentorsite.assets import THEME, Assets, collect_assets
from mentorsite.config import Colors
from mentorsite.diagnostics import Diagnostic

PLAIN = Colors("", "")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A small theme, and a program's own templates over it."""
    theme, templates = tmp_path / "theme", tmp_path / "templates"
    for name, text in {"css/tokens.css": "a", "css/base.css": "b", "css/extra.css": "c", "js/x.js": "x"}.items():
        path = theme / "assets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (templates / "assets").mkdir(parents=True)
    return theme, templates


def collect(folders: tuple[Path, Path], colors: Colors = PLAIN) -> tuple[Assets, tuple[Diagnostic, ...]]:
    """Return the assets and what was found."""
    assets, found = collect_assets(*folders, colors)
    assert assets is not None
    return assets, found


def test_style_sheets_are_joined_in_the_order_of_their_layers(folders: tuple[Path, Path]) -> None:
    """Tokens come first, unknown sheets last, and one file is published."""
    assets, _ = collect(folders)
    assert assets.files["site.css"].split() == [b"a", b"b", b"c"]
    assert set(assets.files) == {"site.css", "js/x.js"}


def test_the_folder_is_named_by_its_contents(folders: tuple[Path, Path]) -> None:
    """Equal files give an equal name; a change of content or of name gives another."""
    name = collect(folders)[0].folder
    assert collect(folders)[0].folder == name
    (folders[1] / "assets/js").mkdir()
    (folders[1] / "assets/js/x.js").write_text("y")
    changed, _ = collect(folders)
    assert changed.files["js/x.js"] == b"y"
    (folders[1] / "assets/js/x.js").rename(folders[1] / "assets/js/y.js")
    (folders[0] / "assets/js/x.js").unlink()
    assert len({name, changed.folder, collect(folders)[0].folder}) == 3


def test_colors_of_the_program_win(folders: tuple[Path, Path]) -> None:
    """A brand color is a token after the theme's."""
    assets, _ = collect(folders, Colors("#0b5563", "#7fd1c7"))
    assert assets.files["site.css"].rindex(b"--brand:#0b5563") > assets.files["site.css"].index(b"c")
    assert b"#7fd1c7" in assets.files["site.css"]


def test_what_is_no_asset_is_named_and_left_out(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """A program file and a link that leads out are not published."""
    (folders[1] / "assets/run.exe").write_text("x")
    (tmp_path / "secret.txt").write_text("x")
    (folders[1] / "assets/notes.txt").symlink_to(tmp_path / "secret.txt")
    assets, found = collect(folders)
    assert sorted(codes(found)) == ["file/ignored", "file/symlink"]
    assert not {"run.exe", "notes.txt"} & set(assets.files)


def test_the_theme_loads_nothing_from_elsewhere() -> None:
    """No style sheet or script of the theme names another host, a web font or an import."""
    assets, _ = collect((THEME, Path("nowhere")))
    for name, data in assets.files.items():
        if name.endswith((".css", ".js")):
            assert b"http://" not in data.replace(b"http://www.w3.org/", b""), name
            assert b"https://" not in data, name
            assert b"@font-face" not in data, name
    assert b"@import" not in assets.files["site.css"]
