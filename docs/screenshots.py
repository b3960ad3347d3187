"""Makes the pictures of CONTRIBUTING.md from what the tool really shows. Run ``python docs/screenshots.py``.

The page is one of the sample. The summaries are what the check of a pull request writes, set as a git host sets them.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import markdown
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from mentorsite.build import build
from mentorsite.run import Options
from mentorsite.starter import copy_starter

HERE = Path(__file__).parent
DAY = date(2026, 11, 20)
STYLE = """
body {font: 15px/1.5 system-ui, sans-serif; margin: 0; color: #1f2328}
main {box-sizing: border-box; width: 860px; padding: 4px 24px 20px}
h2 {border-bottom: 1px solid #d1d9e0; padding-bottom: 6px}
pre {background: #f6f8fa; padding: 12px; font-size: 13px; border-radius: 6px; line-height: 1.45}
code {font-family: ui-monospace, monospace}
summary {font-weight: 600}
"""
MISTAKES = {"stress and burnout]": "stress and bornout]", "last_verified: 2026-11-20": "last_verified: 11/20/2026"}


def _mentorsite(root: Path, *words: str) -> str:
    command = [sys.executable, "-m", "mentorsite", words[0], "--root", ".", "--date", str(DAY), *words[1:]]
    summary = root.parent / "summary.md"
    summary.write_text("")
    environment = {"GITHUB_STEP_SUMMARY": str(summary), "PATH": ""}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return summary.read_text(encoding="utf-8") or done.stdout


def _red(folder: Path) -> str:
    """Return the summary of a check that found mistakes."""
    copy_starter(folder / "red", DAY)
    path = folder / "red/mentors/given-family.yml"
    text = path.read_text(encoding="utf-8")
    for right, wrong in MISTAKES.items():
        text = text.replace(right, wrong)
    path.write_text(text, encoding="utf-8")
    return _mentorsite(folder / "red", "check", "--format", "github")


def _change(folder: Path) -> str:
    """Return the summary of what a change does."""
    copy_starter(folder / "before", DAY)
    shutil.copytree(folder / "before", folder / "after")
    path = folder / "after/mentors/given-family.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("count: 2", "count: 4"), encoding="utf-8")
    (folder / "after/mentors/other-person.yml").write_text(
        "name: Other Person\nspecialties: [psychiatry]\nhelps_with: [stress and burnout]\n"
        "capacity: {max: 2, current: 0}\nconsent: {date: 2026-11-01}\n"
    )
    return _mentorsite(folder / "after", "diff", str(folder / "before"), "--format", "markdown")


def _text(page: Page, text: str) -> bytes:
    made = markdown.markdown(
        text.replace("<details", '<details markdown="1"'), extensions=["fenced_code", "md_in_html"]
    )
    page.set_content(f"<style>{STYLE}</style><main>{made.replace('<details', '<details open')}</main>")
    return page.locator("main").screenshot()


def _edit(page: Page, folder: Path) -> bytes:
    """Return the foot of a mentor's page, with a ring around the link that leads to its file."""
    build(Options(HERE.parent, DAY, folder / "site"))
    page.goto((folder / "site/mentors/amara-okafor.html").as_uri())
    page.add_style_tag(content=".page-foot a:last-child {outline: 3px solid #bf6240; outline-offset: 4px}")
    box = page.locator(".page-foot").bounding_box()
    assert box
    clip = {"x": 0, "y": max(0, box["y"] - 260), "width": 1000, "height": 330}
    return page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]


def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as tool:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        page = tool.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page(bypass_csp=True)
        page.set_viewport_size({"width": 1000, "height": 900})
        folder = Path(scratch)
        shots: dict[str, Callable[[], bytes]] = {
            "edit-this-page": lambda: _edit(page, folder),
            "check-summary": lambda: _text(page, _red(folder)),
            "change-summary": lambda: _text(page, _change(folder)),
        }
        for name, shot in shots.items():
            Image.open(io.BytesIO(shot())).convert("RGB").save(HERE / f"images/{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
