"""Photos of strangers become small pictures of nothing but pixels, or a message."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from conftest import HERE
from pace import keeps, seconds
from PIL import ExifTags, Image, ImageCms, ImageDraw, PngImagePlugin, features

from mentorsite.pictures import KINDS, MOST_BYTES, MOST_MEMORY, SIZES, Developed, develop, endings

WIDE, HIGH = 480, 320
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 150, 40), (30, 40, 200), (240, 240, 240)
CORNERS = ((60, 60), (228, 60), (60, 228), (228, 228))
"""Within the quarters of the largest square: above left, above right, below left, below right."""


def quarters(mode: str = "RGB", size: tuple[int, int] = (WIDE, HIGH)) -> Image.Image:
    """A picture whose quarters are red, green, blue and white."""
    image = Image.new("RGB", size, WHITE)
    draw, (width, height) = ImageDraw.Draw(image), size
    draw.rectangle((0, 0, width // 2, height // 2), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    return image.quantize(16) if mode == "P" else image.convert(mode)


def saved(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    """The image as a file."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def pictures(developed: Developed) -> dict[str, Image.Image]:
    """The pictures that went out, opened."""
    return {ending: Image.open(io.BytesIO(data)) for ending, data in developed.pictures}


def corners(developed: Developed) -> list[tuple[int, ...]]:
    """The colors in the quarters of the largest picture."""
    largest = pictures(developed)["288.webp"].convert("RGB")
    return [tuple(largest.getpixel(place)) for place in CORNERS]  # type: ignore[arg-type]


def near(colors: list[tuple[int, ...]], wanted: list[tuple[int, ...]], most: int = 16) -> bool:
    """Whether the colors are those wanted, as far as a lossy format can keep them."""
    return all(abs(a - b) <= most for x, y in zip(colors, wanted, strict=True) for a, b in zip(x, y, strict=True))


def codes(developed: Developed) -> list[str]:
    return [fault.code for fault in developed.faults]


FORMS = [
    *(("JPEG", ".jpg", mode, {"quality": 95}) for mode in ("RGB", "L", "CMYK")),
    *(("JPEG", ".jpg", mode, {"quality": 95, "progressive": True}) for mode in ("RGB", "CMYK")),
    *(("PNG", ".png", mode, {}) for mode in ("RGB", "RGBA", "L", "LA", "P", "1")),
    *(("WEBP", ".webp", mode, {"quality": 95}) for mode in ("RGB", "RGBA")),
    ("GIF", ".gif", "P", {}),
    *(("TIFF", ".tif", mode, {}) for mode in ("RGB", "RGBA", "L", "P", "CMYK", "YCbCr")),
    ("TIFF", ".tiff", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", ".tif", "RGB", {"big_tiff": True}),
    *(("BMP", ".bmp", mode, {}) for mode in ("RGB", "L", "P")),
    ("AVIF", ".avif", "RGB", {"quality": 90}),
]  # fmt: skip


@pytest.mark.parametrize(("form", "suffix", "mode", "options"), FORMS)
def test_every_common_format_is_read(form: str, suffix: str, mode: str, options: dict[str, Any]) -> None:
    """Each format and kind of color becomes WebP and JPEG squares of the sizes that pages use, in the right colors."""
    if form == "AVIF" and not features.check("avif"):
        assert codes(develop(b"\0\0\0\x1cftypavif" + b"\0" * 99, ".avif")) == ["photo/format"]
        return
    source = quarters(mode)
    developed = develop(saved(source, form, **options), suffix)
    assert not developed.faults
    made = pictures(developed)
    assert tuple(made) == endings()
    for ending, picture in made.items():
        size, _, kind = ending.partition(".")
        assert picture.size == (int(size), int(size))
        assert picture.format == {"webp": "WEBP", "jpg": "JPEG"}[kind]
    if mode == "1":
        return
    shown = source.convert("RGB")
    wanted = [shown.getpixel((80 + x * HIGH // 288, y * HIGH // 288)) for x, y in CORNERS]
    assert near(corners(developed), wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("mark", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_turned_photo_stands_upright(mark: int, form: str) -> None:
    """The orientation that a camera marks is applied, for each of the eight marks."""
    upright = quarters(size=(400, 400))
    turns = Image.Transpose
    undo = {1: None, 2: turns.FLIP_LEFT_RIGHT, 3: turns.ROTATE_180, 4: turns.FLIP_TOP_BOTTOM, 5: turns.TRANSPOSE,
            6: turns.ROTATE_90, 7: turns.TRANSVERSE, 8: turns.ROTATE_270}[mark]  # fmt: skip
    lying = upright.transpose(undo) if undo is not None else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = mark
    options = {"quality": 95} if form in ("JPEG", "WEBP") else {}
    suffix = KINDS[form].suffixes[0]
    assert near(corners(develop(saved(lying, form, exif=exif, **options), suffix)), [RED, GREEN, BLUE, WHITE])


def test_the_middle_is_shown() -> None:
    """What goes out is the middle square, of wide and of tall photos."""
    for size in ((900, 300), (300, 900)):
        image = Image.new("RGB", size, RED)
        ImageDraw.Draw(image).rectangle(
            (size[0] // 2 - 150, size[1] // 2 - 150, size[0] // 2 + 149, size[1] // 2 + 149), fill=BLUE
        )
        assert near(corners(develop(saved(image), ".png")), [BLUE] * 4)


def test_what_is_seen_through_becomes_white() -> None:
    """Alpha, also that of a palette or of one color, is laid on white."""
    clear = quarters("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, WIDE // 2, HIGH // 2))
    assert near(corners(develop(saved(clear), ".png")), [(255, 255, 255), GREEN, BLUE, WHITE])
    palette = quarters().quantize(8)
    assert near(corners(develop(saved(palette, transparency=palette.getpixel((10, 10))), ".png"))[:1], [(255,) * 3])
    assert near(corners(develop(saved(quarters(), transparency=RED), ".png"))[:1], [(255,) * 3])


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_become_eight(form: str) -> None:
    """A gray picture of 16 bits keeps its grays, and is not all white."""
    deep = quarters("L").convert("I").point(lambda value: value * 257).convert("I;16")
    wanted = [(quarters("L").getpixel(place),) * 3 for place in ((100, 50), (380, 50), (100, 270), (380, 270))]
    assert near(corners(develop(saved(deep, form), KINDS[form].suffixes[0])), wanted)  # type: ignore[arg-type]


def test_colors_are_those_of_the_profile() -> None:
    """A photo in another color space is brought to the web's; a profile that is damaged is passed over."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, srgb[:200], b"nonsense", b"\0" * 128):
        data = saved(quarters(), "JPEG", quality=95, icc_profile=profile)
        assert near(corners(develop(data, ".jpg")), [RED, GREEN, BLUE, WHITE])


SECRET = b"Riverside-1234"


def _with_secrets(form: str) -> bytes:
    """A photo with a place and a text in every corner that its format has."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = exif[ExifTags.Base.ImageDescription] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 31.0, 12.0), 29: SECRET.decode()})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"sRGB built-in", SECRET[:13])
    options: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if form in ("JPEG", "WEBP", "PNG"):
        options["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if form in ("JPEG", "GIF"):
        options["comment"] = SECRET
    if form == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_itxt("Comment", SECRET.decode(), zip=False)
    return saved(quarters(), form, **options) + SECRET


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF"])
def test_nothing_but_pixels_goes_out(form: str) -> None:
    """EXIF, place, XMP, comments, color profile and what hangs after the end are gone."""
    data = _with_secrets(form)
    assert data.count(SECRET[:9]) > 1
    developed = develop(data, KINDS[form].suffixes[0])
    assert len(developed.pictures) == 2 * len(SIZES)
    for ending, picture in developed.pictures:
        assert SECRET[:9] not in picture
        for mark in (b"Exif", b"EXIF", b"ICC", b"XMP", b"xmp", b"http://", b"Riverside"):
            assert mark not in picture, ending
        with Image.open(io.BytesIO(picture)) as opened:
            assert not set(opened.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                           "progression", "loop", "background", "duration", "timestamp"}  # fmt: skip
            assert not opened.getexif()


def test_equal_bytes_give_equal_pictures() -> None:
    """Nothing of the moment is in what goes out."""
    data = saved(quarters(), "JPEG")
    assert develop(data, ".jpg") == develop(data, ".jpeg")


def test_of_several_frames_the_first_is_taken() -> None:
    """A picture that moves is shown as it begins."""
    frames = [quarters(), Image.new("RGB", (WIDE, HIGH), BLUE)]
    for form in ("GIF", "WEBP", "PNG", "TIFF"):
        data = saved(frames[0], form, save_all=True, append_images=frames[1:])
        assert near(corners(develop(data, KINDS[form].suffixes[0]))[:2], [RED, GREEN], 30)


@pytest.mark.parametrize("side", [1, 40, 287])
def test_a_small_photo_is_warned_of(side: int) -> None:
    """Below the largest size that goes out, a photo is said to look blurred, and still made."""
    developed = develop(saved(quarters(size=(side, 400))), ".png")
    assert codes(developed) == ["photo/too-small"]
    assert f"{side} by 400" in developed.faults[0].says
    assert len(developed.pictures) == 2 * len(SIZES)


REFUSED = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', ".jpg", "format", "PNG"),
    "svg-declared": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg onload="x"/>', ".png", "format", "PNG"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, ".jpg", "format", "JPEG"),
    "pdf": (b"%PDF-1.7\n", ".jpg", "format", "JPEG"),
    "text": (b"hello", ".jpg", "format", "JPEG"),
    "page": (b"<!doctype html><title>Not found</title>", ".jpg", "format", "JPEG"),
    "empty": (b"", ".jpg", "format", "again"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", ".jpg", "format", "git lfs pull"),
    "png-as-jpeg": (saved(quarters()), ".jpg", "mislabeled", ".png"),
    "jpeg-as-png": (saved(quarters(), "JPEG"), ".png", "mislabeled", ".jpg"),
    "measurements": (saved(quarters("F"), "TIFF"), ".tif", "format", "JPEG"),
    "half": (saved(quarters(), "JPEG")[:3000], ".jpg", "damaged", "export it again"),
    "half-png": (saved(quarters())[:600], ".png", "damaged", "export it again"),
    "head-only": (b"\xff\xd8\xff\xe0", ".jpg", "damaged", "export it again"),
    "large-file": (saved(quarters(), "JPEG") + b"\0" * MOST_BYTES, ".jpg", "too-large", "1000 pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused(name: str) -> None:
    """What cannot be shown says what it is, and what to do instead."""
    data, suffix, code, advice = REFUSED[name]
    developed = develop(data, suffix)
    assert codes(developed) == [f"photo/{code}"]
    assert not developed.pictures
    assert advice in developed.faults[0].help


def png(width: int, height: int, data: bytes, depth: int = 8, color: int = 2) -> bytes:
    """A PNG file whose header says what is wanted."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is repeated."""
    data = saved(quarters(size=(2000, 2000)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


def _many_segments() -> bytes:
    data, empty = saved(quarters(), "JPEG"), b"\xff\xe1\0\x02"
    return data[:2] + empty * ((MOST_BYTES - len(data)) // len(empty)) + data[2:]


def _many_remarks() -> bytes:
    data, remark = saved(quarters("P"), "GIF"), b"\x21\xfe\x01a\0"
    place = 13 + 3 * 2 ** ((data[10] & 7) + 1)
    return data[:place] + remark * ((MOST_BYTES - len(data)) // len(remark)) + data[place:]


def _many_chunks() -> bytes:
    empty = struct.pack(">I", 0) + b"abCd" + struct.pack(">I", zlib.crc32(b"abCd"))
    data = png(400, 400, zlib.compress(bytes(400 * 1201)))
    return data[:33] + empty * ((MOST_BYTES - len(data)) // len(empty)) + data[33:]


def _gif(width: int, height: int) -> bytes:
    data = saved(quarters("P"), "GIF")
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def _tile(side: int) -> bytes:
    """A TIFF of few pixels in one tile of very many."""
    body = zlib.compress(bytes(side * 64))
    tags = [(256, 4, 400), (257, 4, 400), (258, 3, 8), (259, 3, 8), (262, 3, 1), (277, 3, 1), (322, 4, side),
            (323, 4, side), (324, 4, 8 + 2 + 9 * 12 + 4 + 12), (325, 4, len(body))]  # fmt: skip
    ifd = struct.pack("<H", len(tags)) + b"".join(
        struct.pack("<HHI", tag, kind, 1) + struct.pack("<I", value) for tag, kind, value in tags
    )
    return b"II*\0" + struct.pack("<I", 8) + ifd + struct.pack("<I", 0) + body


# lying.avif: 16 000 by 16 000 gray pixels in 2 kB, whose container was changed to say 400 by 400.
BOMBS = {
    "png": lambda: png(60_000, 60_000, zlib.compress(bytes(1_000_000))),
    "png-wide": lambda: png(2**31 - 1, 1, b""),
    "png-16": lambda: png(30_000, 30_000, zlib.compress(bytes(1_000_000)), depth=16, color=6),
    "gif": lambda: _gif(65_535, 65_535),
    "webp": lambda: saved(Image.new("RGB", (4000, 4000)), "WEBP", lossless=True, method=0),
    "bmp": lambda: b"BM" + struct.pack("<IHHIIiiHHIIIIII", 60, 0, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0),
    "tiff-tile": lambda: _tile(40_000),
    "jpeg-scans": lambda: _scans(3000),
    "png-chunks": _many_chunks,
    "jpeg-segments": _many_segments,
    "gif-remarks": _many_remarks,
    **({"avif-that-lies": (HERE / "fixtures/lying.avif").read_bytes} if features.check("avif") else {}),
}  # fmt: skip

_MEASURE = """
import sys, time
import mentorsite.build, mentorsite.cli
from mentorsite.pictures import develop
data = sys.stdin.buffer.read()
began = time.process_time()
made = develop(data, sys.argv[1])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(time.process_time() - began, int(peak), len(made.pictures), *[fault.code for fault in made.faults])
"""


def measured(data: bytes, suffix: str) -> tuple[float, int, int, list[str]]:
    """Develop in a process of its own: seconds, kilobytes at the most, pictures and codes."""
    done = subprocess.run([sys.executable, "-c", _MEASURE, suffix], input=data, capture_output=True, check=True)
    assert not done.stderr
    seconds, peak, count, *found = done.stdout.decode().split()
    return float(seconds), int(peak), int(count), found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(name: str) -> None:
    """A few bytes that unpack to gigabytes cost neither time nor memory, also where the header lies."""
    data = BOMBS[name]()
    suffix = {"jpeg": ".jpg"}.get(name.partition("-")[0], "." + name.partition("-")[0]).replace("tiff", "tif")
    _, peak, count, found = measured(data, suffix)
    assert (count, len(found)) == (0, 1), found
    assert found[0] in ("photo/too-large", "photo/damaged")
    assert keeps(1, lambda: measured(data, suffix)[0])
    assert peak < 300_000


LARGEST = [
    ("JPEG", "RGB", {"progressive": True, "subsampling": 0}),
    ("JPEG", "CMYK", {"progressive": True}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {}),
    ("WEBP", "RGBA", {"lossless": True, "method": 0}),
    ("GIF", "P", {}),
    ("TIFF", "RGBA", {"compression": "tiff_deflate"}),
    *([("AVIF", "RGBA", {"speed": 10, "subsampling": "4:4:4"})] if features.check("avif") else []),
]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("form", "mode", "options"), LARGEST)
def test_the_largest_photo_that_is_read_fits(form: str, mode: str, options: dict[str, Any]) -> None:
    """As many pixels as are accepted take less than 300 MB in all, and are made."""
    takes = 8 if options.get("progressive") else KINDS[form].takes
    side = int((MOST_MEMORY / takes) ** 0.5) - 1
    _, peak, count, found = measured(saved(Image.new(mode, (side, side)), form, **options), KINDS[form].suffixes[0])
    assert not found
    assert count == 2 * len(SIZES)
    assert peak < 300_000


def test_200_mutations_raise_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Truncated and changed files of every format are made or refused: nothing raises, prints or takes long."""
    chance = random.Random(6)
    forms = [form for form in KINDS if form != "AVIF" or features.check("avif")]
    seeds = [(saved(quarters(), form), KINDS[form].suffixes[0]) for form in forms]
    seeds += [(_with_secrets(form), KINDS[form].suffixes[0]) for form in ("JPEG", "PNG", "WEBP", "TIFF")]
    seeds.append((saved(quarters("CMYK"), "JPEG", progressive=True), ".jpg"))
    seeds += [(saved(quarters("1"), "TIFF", compression=how), ".tif") for how in ("group4", "tiff_lzw")]
    developed: list[Developed] = []
    slowest = (0.0, b"", "")
    for number in range(200):
        data, suffix = seeds[number % len(seeds)]
        changed = bytearray(data)
        if number % 3:
            for _ in range(chance.choice((1, 3, 30))):
                # Most of a file is pixels; what decides is at its head.
                changed[chance.randrange(chance.choice((64, 400, len(changed))))] = chance.randrange(256)
        if number % 3 != 1:
            del changed[chance.randrange(len(changed)) :]
        data = bytes(changed)
        spent = seconds(lambda: developed.append(develop(data, suffix)))  # noqa: B023 - called at once
        slowest = max(slowest, (spent, data, suffix))
        assert developed[-1].pictures or developed[-1].faults
    _, data, suffix = slowest
    assert keeps(3, lambda: seconds(lambda: develop(data, suffix)))
    refused = sum(not each.pictures for each in developed)
    assert 50 < refused < 200
    assert capfd.readouterr() == ("", "")
