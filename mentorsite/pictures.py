"""The bytes of a photo → small square pictures: the only room that knows Pillow.

A photo comes from anybody. What it is, its first bytes tell and never its name; how much it is, its header tells,
before anything is unpacked. What goes out is made of the pixels alone, so nothing that a camera or a program wrote
beside them goes with it: no place, no day, no name.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # Pillow takes as long to load as a profile to read, and most runs need none
    from PIL import Image

SIZES = (112, 288)
"""The sides of the squares that go out, in pixels: twice what a card shows, and twice what a profile's page shows."""

MOST_BYTES = 10_000_000
MOST_MEMORY = 180_000_000
"""What unpacking may take, told from the header, in bytes."""
_GUARD = 200_000_000
"""Where memory ends for a file whose header lied."""
_MOST_SCANS = 100
"""A camera writes about ten. Each goes over the whole picture and may be a hundred bytes long."""
_MOST_READS = 50_000
"""A header of a million little pieces takes longer to read than the picture."""
_QUALITY = 82
_MOST_PROFILE = 4_000_000

_GRAY_16 = ("I", "I;16", "I;16L", "I;16B", "I;16N")
_AS_THEY_ARE = ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr")
"""Modes that Pillow makes smaller without another copy of the whole picture."""


class Kind(NamedTuple):
    """A format that is read; ``takes`` is how many bytes of memory its decoder needs for a pixel, as measured."""

    name: str
    suffixes: tuple[str, ...]
    takes: int


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "JPEG": Kind("JPEG", (".jpg", ".jpeg"), 2),  # a large one is read at an eighth of its size
        "PNG": Kind("PNG", (".png",), 9),
        "WEBP": Kind("WebP", (".webp",), 16),
        "GIF": Kind("GIF", (".gif",), 10),
        "TIFF": Kind("TIFF", (".tif", ".tiff"), 13),
        "BMP": Kind("BMP", (".bmp",), 9),
        "AVIF": Kind("AVIF", (".avif",), 14),
    }
)
SUFFIXES = frozenset(suffix for kind in KINDS.values() for suffix in kind.suffixes)
_PROGRESSIVE = 8
"""What a pixel of a JPEG takes that is written in several scans: all of it is held until the last."""

NAMES = "JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF"
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        ".svg": "An SVG can hold programs and load pages. Export it as PNG, or use a photo.",
        ".heic": "Open it on the phone or computer and export it as JPEG.",
        ".heif": "Open it on the phone or computer and export it as JPEG.",
        ".pdf": "Export the picture in it as JPEG.",
        ".jxl": "Export it as JPEG.",
        ".psd": "Export it as JPEG.",
    }
)
"""Ending of a format that is not read → what to do instead."""

_SIGNS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "GIF"), (b"BM", "BMP"),
          (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"II+\0", "TIFF"), (b"MM\0+", "TIFF"))  # fmt: skip
_OTHERS = ((b"%PDF", ".pdf"), (b"8BPS", ".psd"), (b"\xff\x0a", ".jxl"), (b"\0\0\0\x0cJXL ", ".jxl"))
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class Fault(NamedTuple):
    """What is wrong with a photo: a code of ``diagnostics``, and words that read after the file's name.

    ``{stem}`` in ``help`` stands for that name without its ending.
    """

    code: str
    says: str
    help: str


class Developed(NamedTuple):
    """What became of a photo. ``pictures`` are (ending, bytes), such as ``112.webp``; none where a fault forbids."""

    faults: tuple[Fault, ...]
    pictures: tuple[tuple[str, bytes], ...] = ()


def endings() -> tuple[str, ...]:
    """Return the ends of the names of all pictures that one photo becomes."""
    return tuple(f"{size}.{form}" for size in SIZES for form in ("webp", "jpg"))


def too_many_bytes() -> Fault:
    """Say that the file is too large to be looked into."""
    return Fault("photo/too-large", f"is larger than {MOST_BYTES // 1_000_000} MB", _SMALLER)


_SMALLER = "Save it smaller: 1000 pixels on the shorter side are plenty."
_DAMAGED = Fault(
    "photo/damaged",
    "is cut short or damaged: it cannot be read to its end",
    "Open the original, look at it, and export it again as JPEG.",
)


class _Pieces(io.BytesIO):
    """A file that can be read in a limited number of pieces."""

    left = _MOST_READS

    def read(self, size: int | None = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise MemoryError
        return super().read(size)


def develop(data: bytes, suffix: str) -> Developed:
    """Make a photo's pictures, or say what is wrong; ``suffix`` is the ending of its file, such as ``.jpg``.

    Equal bytes give equal pictures. Of several frames the first is taken.
    """
    form = _form_of(data)
    fault = _misfit(data, form, suffix)
    if fault or form is None:
        return Developed((fault,) if fault else ())
    with warnings.catch_warnings(), _little_memory(), _silence():
        warnings.simplefilter("ignore")
        try:
            return _developed(data, form)
        except MemoryError:
            return Developed((Fault("photo/too-large", "takes more work than a photo may", _SMALLER),))
        except Exception:  # whatever a decoder raises when a file is not what it says
            return Developed((_DAMAGED,))


def _form_of(data: bytes) -> str | None:
    """Return the format that the first bytes tell."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return "AVIF" if data[8:12] in (b"avif", b"avis") or b"avif" in data[16:40] else None
    return next((form for sign, form in _SIGNS if data.startswith(sign)), None)


def _misfit(data: bytes, form: str | None, suffix: str) -> Fault | None:
    """Say why the file is not to be opened at all."""
    if len(data) > MOST_BYTES:
        return too_many_bytes()
    if form is None:
        return _unknown(data)
    if suffix not in KINDS[form].suffixes:
        kind = KINDS[form]
        help_ = f"Rename it to {{stem}}{kind.suffixes[0]}, and write the new name in the profile."
        return Fault("photo/mislabeled", f"ends in {suffix} and is a {kind.name} picture", help_)
    if form == "JPEG" and data.count(b"\xff\xda") > _MOST_SCANS:
        return Fault("photo/too-large", f"is written in more than {_MOST_SCANS} scans", _SMALLER)
    return None


def _unknown(data: bytes) -> Fault:
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    other = next((suffix for sign, suffix in _OTHERS if data.startswith(sign)), "")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        other = ".heic"
    if b"<svg" in start and start.startswith(b"<"):
        other = ".svg"
    if other:
        return Fault("photo/format", f"is {_an(other[1:].upper())} file, which is not read", REFUSED[other])
    if start.startswith(b"version https://git-lfs"):
        return Fault("photo/format", "is a pointer of Git LFS, not the picture", "Fetch the files: git lfs pull")
    if not data:
        return Fault("photo/format", "is empty", "Copy the picture again.")
    return Fault("photo/format", "holds no picture that is read", f"Open it and export it as JPEG. Read are {NAMES}.")


def _an(word: str) -> str:
    return f"{'an' if word[0] in 'HS' else 'a'} {word}"


@contextmanager
def _little_memory() -> Iterator[None]:
    """Let a decoder have no more than ``_GUARD``: a header can lie, and then a few bytes unpack to gigabytes."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except (ImportError, OSError):  # no Linux: what the header tells is all that is counted
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_DATA)
    most = pages * resource.getpagesize() + _GUARD
    resource.setrlimit(resource.RLIMIT_DATA, (most if before[1] < 0 else min(most, before[1]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what a decoder says of a damaged file from the terminal: libtiff writes there past Python."""
    try:
        before = os.dup(2)
    except OSError:  # it is closed already
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nowhere)


def _developed(data: bytes, form: str) -> Developed:
    from PIL import Image, features

    if form == "AVIF" and not features.check("avif"):
        return Developed((Fault("photo/format", "is AVIF, which Pillow cannot read here", "Export it as JPEG."),))
    Image.MAX_IMAGE_PIXELS = None  # pixels are counted here, by what they take
    with Image.open(_Pieces(data), formats=(form,)) as photo:
        shape, short = f"{photo.width} by {photo.height} pixels", min(photo.size)
        kind, takes = KINDS[form].name, KINDS[form].takes
        if photo.info.get("progressive"):
            kind, takes = "progressive JPEG", _PROGRESSIVE
        most = MOST_MEMORY // takes
        if photo.width * photo.height > most:
            says = f"has {shape}; a photo in {kind} may have {most // 1_000_000} million"
            return Developed((Fault("photo/too-large", says, _SMALLER),))
        if photo.mode == "F":
            return Developed((Fault("photo/format", "holds measurements, not colors", "Export it as JPEG."),))
        pictures = _pictures(_square(photo))
    if short >= SIZES[-1]:
        return Developed((), pictures)
    help_ = f"Use one with {SIZES[-1]} pixels or more on the shorter side; 1000 are plenty."
    return Developed((Fault("photo/too-small", f"has {shape}, so it will look blurred", help_),), pictures)


def _square(photo: Image.Image) -> Image.Image:
    """Return the middle of the photo as a square of the largest size, upright, in sRGB, of its pixels alone."""
    from PIL import Image

    side = SIZES[-1]
    photo.draft(None, (side, side))
    photo.load()
    turn = _turn(photo)
    whole: Image.Image = photo
    if photo.mode in _GRAY_16:
        whole = photo.convert("I")
    elif photo.mode not in _AS_THEY_ARE or "transparency" in photo.info:
        whole = photo.convert("L" if photo.mode == "1" else "RGBA")
    short = min(whole.size)
    left, top = (whole.width - short) // 2, (whole.height - short) // 2
    small = whole.resize(
        (side, side), Image.Resampling.LANCZOS, (left, top, left + short, top + short), reducing_gap=3.0
    )
    if small.mode == "I":
        small = small.point(lambda value: value * (1 / 257)).convert("L")
    if turn is not None:
        small = small.transpose(turn)
    small = _in_srgb(small, photo.info.get("icc_profile"))
    clean = Image.new("RGB", small.size, "white")
    clean.paste(small.convert("RGB"), mask=small.getchannel("A") if "A" in small.getbands() else None)
    return clean


def _turn(photo: Image.Image) -> Image.Transpose | None:
    """Return what the camera's mark says must be done for the picture to stand upright."""
    from PIL.Image import Transpose

    turns = (Transpose.FLIP_LEFT_RIGHT, Transpose.ROTATE_180, Transpose.FLIP_TOP_BOTTOM, Transpose.TRANSPOSE,
             Transpose.ROTATE_270, Transpose.TRANSVERSE, Transpose.ROTATE_90)  # fmt: skip
    with suppress(Exception):  # what is written beside the pixels may be damaged while they are not
        mark = photo.getexif().get(0x0112)
        if isinstance(mark, int) and 2 <= mark <= 8:
            return turns[mark - 2]
    return None


def _in_srgb(small: Image.Image, profile: object) -> Image.Image:
    """Return the picture in the colors of the web; one whose color profile cannot be read stays as it is."""
    if not isinstance(profile, bytes) or len(profile) > _MOST_PROFILE or small.mode not in ("L", "RGB", "CMYK"):
        return small
    with suppress(Exception):
        from PIL import ImageCms

        there = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}[small.mode]
        if there.profile.xcolor_space.strip() == space:
            made = ImageCms.profileToProfile(small, there, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return made or small
    return small


def _pictures(square: Image.Image) -> tuple[tuple[str, bytes], ...]:
    from PIL import Image

    made = []
    for size in SIZES:
        picture = square if size == square.width else square.resize((size, size), Image.Resampling.LANCZOS)
        for form, options in (("webp", {"method": 4}), ("jpeg", {"optimize": True, "progressive": size > 200})):
            file = io.BytesIO()
            picture.save(file, form, quality=_QUALITY, **options)
            made.append((f"{size}.{form.replace('jpeg', 'jpg')}", file.getvalue()))
    return tuple(made)
