"""Photos on the site: shown by consent alone, under the mentor's slug, and made once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import TODAY, Join, Write, codes, photo, tree
from PIL import Image

from mentorsite import photos as photos_room
from mentorsite.build import build, check
from mentorsite.pictures import MOST_BYTES, Developed, endings
from mentorsite.run import FOLDERS, Options, Outcome

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CLEO = "mentors/cleo-marsh.yml"
FILE = "mentors/photos/Kanari Zelda-7.JPG"
HEAD = """name: Cleo Marsh
helps_with: [research]
photo: {file: photos/Kanari Zelda-7.JPG, alt: Cleo among <ivy>, credit: Kim & Co}
"""
SHOWN = HEAD + "consent: {date: 2026-09-01, show: [photo]}\n"
PICTURES = {f"photos/cleo-marsh-{ending}" for ending in endings()}


def made(root: Path, **options: object) -> Outcome:
    """Build the program with a cache."""
    return build(Options(root, TODAY, root / "out", cache=root / ".cache", **options))  # type: ignore[arg-type]


def pictures_in(root: Path) -> set[str]:
    """Every picture of the site but those of the theme."""
    return {name for name in tree(root / "out") if name.startswith("photos/")}


def test_a_photo_is_shown_by_consent(write: Write) -> None:
    """With consent, the pictures are published by the slug, and the card and the page show them with their size."""
    root = write({CLEO: SHOWN, FILE: photo()})
    assert made(root).published
    assert pictures_in(root) == PICTURES
    page = (root / "out/mentors/cleo-marsh.html").read_text("utf-8")
    shown = re.search(r'<figure class="portrait">(.*?)</figure>', page, re.DOTALL)
    assert shown
    assert 'srcset="../photos/cleo-marsh-112.webp 112w, ../photos/cleo-marsh-288.webp 288w"' in shown[1]
    assert 'src="../photos/cleo-marsh-288.jpg" alt="Cleo among &lt;ivy&gt;" width="288" height="288"' in shown[1]
    assert "Photo: Kim &amp; Co" in shown[1]
    listed = (root / "out/mentors/index.html").read_text("utf-8")
    card = re.search(r'<li class="card" data-slug="cleo-marsh">(.*?)</li>', listed, re.DOTALL)
    assert card
    assert '<source type="image/webp" srcset="../photos/cleo-marsh-112.webp">' in card[1]
    assert 'src="../photos/cleo-marsh-112.jpg" alt="" width="56" height="56" loading="lazy"' in card[1]
    blocks = [json.loads(path.read_text("utf-8")) for path in (root / "out/search").glob("*.json")]
    cards = [
        html for data in blocks if isinstance(data, dict) for html in data.get("cards", ()) if isinstance(html, str)
    ]
    assert any('src="photos/cleo-marsh-112.jpg"' in html for html in cards)


def test_every_picture_that_pages_name_is_there(write: Write) -> None:
    """Each address in src and srcset leads to a picture, and its size is that in the markup or twice it."""
    root = write({CLEO: SHOWN, FILE: photo()})
    assert made(root).published
    named = set()
    for path in (root / "out").rglob("*.html"):
        for tag in re.findall(r"<(?:img|source)\b[^>]*photos/[^>]*>", path.read_text("utf-8")):
            for address in re.findall(r"[^\s\",]*photos/[^\s\",]+", tag):
                named.add((path.parent / address).resolve())
    assert {place.relative_to((root / "out").resolve()).as_posix() for place in named} == PICTURES
    for place in named:
        with Image.open(place) as picture:
            assert f"-{picture.width}." in place.name


HIDDEN = {
    "no consent": HEAD,
    "consent without the photo": HEAD + "consent: {date: 2026-09-01, show: [email]}\n",
    "consent for the internal site": HEAD + "consent: {date: 2026-09-01, scope: internal, show: [photo]}\n",
    "left": SHOWN + "left: 2026-10-01\n",
}


@pytest.mark.parametrize("why", HIDDEN)
def test_a_photo_that_is_not_shown_is_nowhere(why: str, write: Write) -> None:
    """Neither the picture, nor its file's name, words or address is in any file of the site or of the cache."""
    source = photo("crimson")
    root = write({CLEO: HIDDEN[why], FILE: source})
    assert made(root).published
    assert not pictures_in(root)
    for name, data in (tree(root / "out") | tree(root / ".cache")).items():
        assert b"Kanari" not in data, name
        assert b"photos/cleo" not in data, name
        assert b"ivy" not in data, name
        assert source[:200] not in data, name


def test_a_private_photo_field_hides_it_from_all(write: Write) -> None:
    """What site.yml says of the field goes before consent; an internal photo is on the internal site alone."""
    root = write({CLEO: SHOWN, FILE: photo(), "site.yml+": "visibility: {photo: internal}\n"})
    assert made(root).published
    assert not pictures_in(root)
    inner = build(Options(root, TODAY, root / FOLDERS["internal"], "internal"))
    assert inner.published
    assert (root / FOLDERS["internal"] / "photos/cleo-marsh-112.webp").is_file()


def test_the_cache_holds_only_what_is_shown(write: Write) -> None:
    """Before and after consent, and after the photo was taken back, no row of it is larger than a verdict."""
    root = write({CLEO: HIDDEN["no consent"], FILE: photo()})
    sizes = []
    for text in (HIDDEN["no consent"], SHOWN, HIDDEN["no consent"], SHOWN, "name: Cleo Marsh\n"):
        (root / CLEO).write_text(text)
        assert made(root).published
        sizes.append((root / ".cache/photos").stat().st_size)
    bare, full = 200, 1000
    assert sizes[0] < bare
    assert sizes[1] > full
    assert sizes[2] < bare
    assert sizes[3] > full
    assert sizes[4] < bare


def test_consent_that_is_taken_back_takes_the_picture_down(write: Write) -> None:
    """The next build after consent ends has no picture of the mentor."""
    root = write({CLEO: SHOWN, FILE: photo()})
    assert made(root).published
    assert pictures_in(root)
    (root / CLEO).write_text(HIDDEN["consent without the photo"])
    assert made(root).published
    assert not pictures_in(root)


def test_a_photo_is_made_once(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuild makes no picture anew; another photo under the same name does."""
    root = write({CLEO: SHOWN, FILE: photo()})
    log, real = tmp_path / "made.txt", photos_room.develop

    def counted(data: bytes, suffix: str) -> Developed:
        with log.open("a") as file:  # another process may do it
            file.write(f"{suffix}\n")
        return real(data, suffix)

    monkeypatch.setattr(photos_room, "develop", counted)
    assert made(root).published
    before = tree(root / "out/photos")
    (root / CLEO).write_text(SHOWN + "title: Professor\n")
    assert made(root).published
    assert log.read_text() == ".jpg\n"
    (root / FILE).write_bytes(photo("gold"))
    assert made(root).published
    assert log.read_text() == ".jpg\n.jpg\n"
    after = tree(root / "out/photos")
    assert all(before[name] != after[name] for name in before)


def test_cold_warm_and_many_jobs_give_equal_pictures(write: Write) -> None:
    """Bytes depend on the photos alone: not on the cache, the number of workers, or the run."""
    files: dict[str, str | bytes] = {}
    for number in range(5):
        name = f"cleo-{'abcde'[number]}"
        files[f"mentors/{name}.yml"] = SHOWN.replace("Kanari Zelda-7.JPG", f"{name}.png").replace("Marsh", name)
        files[f"mentors/photos/{name}.png"] = photo(f"hsl({number * 60},50%,50%)", form="PNG")
    root = write(files)
    assert build(Options(root, TODAY, root / "a")).published
    assert build(Options(root, TODAY, root / "b", jobs=3, cache=root / ".cache")).published
    (root / "site.yml").write_text((root / "site.yml").read_text() + "\n# another\n")
    assert build(Options(root, TODAY, root / "c", jobs=3, cache=root / ".cache")).published
    first = tree(root / "a/photos")
    assert len(first) == 5 * len(endings())
    assert first == tree(root / "b/photos") == tree(root / "c/photos")


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign"])
def test_a_damaged_cache_is_passed_over(damage: str, write: Write) -> None:
    """Pictures are right whatever lies where the cache was."""
    root = write({CLEO: SHOWN, FILE: photo()})
    assert made(root).published
    wanted = tree(root / "out/photos")
    place = root / ".cache/photos"
    data = bytearray(place.read_bytes())
    if damage == "flip":
        data[len(data) // 2] ^= 1
    place.write_bytes({"cut": data[:-50], "flip": data, "empty": b"", "foreign": b"x" * 5000}[damage])
    (root / CLEO).write_text(SHOWN + "title: Professor\n")
    assert made(root).published
    assert tree(root / "out/photos") == wanted


HOSTILE_ROWS = (
    b"", b"{}", b"\xff\n", b"[[]]\n", b"[[], 7]\n", b"[" * 200_000, b"[[], [1]]\nx", b"[[], [9, 1, 1, 1]]\nxyz",
    b"[[], [-1, 1, 1, 1]]\nxy", b"[[], [1e999]]\n", b'[[["no/such", "", ""]], []]\n', b"[[[]], []]\n",
)  # fmt: skip


@pytest.mark.parametrize("row", HOSTILE_ROWS, ids=range(len(HOSTILE_ROWS)))
def test_a_row_that_somebody_else_wrote_is_none(row: bytes) -> None:
    """What does not hold the pictures of one photo, whole and by their sizes, is no row."""
    assert photos_room._from_row(row) is None


FAULTS = {
    "photo/damaged": photo()[:400],
    "photo/mislabeled": photo(form="PNG"),
    "photo/format": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "photo/too-large": b"\xff\xd8\xff" + b"\0" * MOST_BYTES,
}


@pytest.mark.parametrize("consent", ["SHOWN", "no consent"])
@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_stands_at_the_profile_and_keeps_the_old_site(code: str, consent: str, write: Write) -> None:
    """A photo that cannot be shown is an error at its line, shown or not; what stands stays as it was."""
    root = write({})
    assert made(root).published
    before = tree(root / "out")
    write({CLEO: SHOWN if consent == "SHOWN" else HIDDEN[consent], FILE: FAULTS[code]})
    for jobs in (1, 2):
        outcome = made(root, jobs=jobs)
        (fault,) = [finding.diagnostic for finding in outcome.findings if finding.severity.name == "ERROR"]
        assert (fault.code, fault.span.path, fault.span.line, fault.span.column) == (code, CLEO, 3, 15)
        assert fault.help
        assert not outcome.published
        assert tree(root / "out") == before
        assert codes(f.diagnostic for f in check(Options(root, TODAY)).findings if f.severity.name == "ERROR") == [code]


def test_photos_are_in_no_data(write: Write) -> None:
    """The public data and the data for search engines name no picture."""
    root = write({CLEO: SHOWN, FILE: photo(), "site.yml+": "url: https://mentors.aldervalley.example\n"})
    assert made(root).published
    files = tree(root / "out")
    for name, data in files.items():
        if name.startswith("data/") or name.endswith(".xml"):
            assert b"photos/" not in data, name
    page = files["mentors/cleo-marsh.html"].decode()
    assert not [
        tag for tag in re.findall(r"<script type=.application/ld.json.>(.*?)</script>", page) if "photos" in tag
    ]
    assert "og:image" not in page or "photos/" not in page.split("og:image")[1][:200]


def test_a_link_that_leads_out_is_refused(write: Write, tmp_path: Path) -> None:
    """A photo that is a link to a file elsewhere is not read."""
    (tmp_path / "private.jpg").write_bytes(photo())
    root = write({CLEO: SHOWN})
    (root / FILE).parent.mkdir()
    (root / FILE).symlink_to(tmp_path / "private.jpg")
    outcome = made(root)
    assert {"file/symlink", "photo/missing"} <= set(codes(finding.diagnostic for finding in outcome.findings))
    assert not outcome.published


def test_a_guide_cannot_publish_a_photo(write: Write) -> None:
    """A guide that names a photo's file is an error: consent is given for the mentor's own page."""
    guide = "---\ntitle: A\nsummary: B\nsection: start\n---\n![x](../../mentors/photos/a.jpg)\n"
    root = write({"content/start/a.md": guide, "mentors/photos/a.jpg": photo()})
    outcome = made(root)
    assert not outcome.published
    (fault,) = [found.diagnostic for found in outcome.findings if found.diagnostic.code == "link/broken"]
    assert "own pages" in fault.message


def test_nobody_is_told_of_unused_photos_while_a_profile_is_broken(join: Join) -> None:
    """One mistake is not reported twice: the profile that cannot be read may be the one that names the photo."""
    files: dict[str, str | bytes] = {CLEO: "name: [", FILE: photo()}
    assert "photo/unused" not in codes(join(files).found)
    assert "photo/unused" in codes(join({CLEO: "name: Cleo\n"}).found)


_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const shift of list.getEntries()) window.shifted += shift.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.browser
def test_photos_are_seen_also_in_search_results(chromium: Browser, sample_url: str) -> None:
    """A browser shows the WebP, in lists, in results and on the page, and nothing moves while pictures come."""
    page = chromium.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    failed: list[str] = []
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.add_init_script(_SHIFTS)
    for address, size in (
        ("mentors/index.html", 112),
        ("mentors/index.html?q=amara+okafor", 112),
        ("mentors/amara-okafor.html", 288),
    ):
        page.goto(sample_url + address, wait_until="networkidle")
        image = page.locator("[data-slug=amara-okafor] img, .portrait img").first
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth", arg=image.element_handle())
        seen = image.evaluate("image => [image.currentSrc, image.offsetWidth / image.offsetHeight]")
        assert seen[0].endswith(f"photos/amara-okafor-{size}.webp"), address
        assert seen[1] == 1
        if "?" not in address:  # results take the place of the list
            assert page.evaluate("window.shifted") < 0.01
    assert not failed
    page.close()
