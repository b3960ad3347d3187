"""Draws the sample's photos, of nobody: figures cut from colored paper. Run ``python docs/sample_photos.py``.

The files in ``mentors/photos/`` are what the sample shows; they change only when somebody runs this again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter

PHOTOS = Path(__file__).parents[1] / "mentors/photos"
WIDTH, HEIGHT = 640, 800
FINE = 2
"""Everything is drawn so many times as large, for smooth edges."""

PINE, MOSS, SAGE, CREAM, SAND = "#17573f", "#5d947e", "#c9dfd1", "#f3ead8", "#e0c9a0"
OCHRE, CLAY, ROSE, PLUM, DUSK, SKY, INK = "#d79a3c", "#bf6240", "#e6a9b4", "#7a3356", "#39577f", "#a9c6dd", "#22312b"

Sheet = ImageDraw.ImageDraw
Box = tuple[float, float, float, float]


class Figure(NamedTuple):
    """One photo: whose, the file's ending, and the colors and shapes of its papers."""

    slug: str
    ending: str
    wall: str
    sun: str
    hills: tuple[str, str]
    skin: str
    hair: str
    coat: str
    shirt: str
    style: str
    glasses: bool = False


FIGURES = (
    Figure("amara-okafor", "jpg", SAND, OCHRE, (MOSS, PINE), ROSE, PLUM, PINE, CREAM, "crown"),
    Figure("tomas-herrera", "jpg", SKY, CREAM, (SAGE, MOSS), SAND, INK, DUSK, CREAM, "short", glasses=True),
    Figure("leila-haddad", "webp", ROSE, CREAM, (CLAY, PLUM), SAGE, INK, OCHRE, CREAM, "long"),
    Figure("desmond-achterberg", "jpg", SAGE, OCHRE, (MOSS, PINE), SKY, CREAM, CLAY, SAND, "bald", glasses=True),
    Figure("ingrid-solberg", "png", CREAM, ROSE, (SKY, DUSK), SAND, OCHRE, PLUM, ROSE, "bun"),
    Figure("gareth-penhaligon", "jpg", OCHRE, CREAM, (CLAY, PLUM), SAGE, CLAY, INK, SKY, "beard"),
    Figure("ruth-oyelaran", "jpg", SKY, ROSE, (MOSS, DUSK), OCHRE, INK, CLAY, CREAM, "crown", glasses=True),
    Figure("aiko-tanabe", "webp", CREAM, CLAY, (SAGE, MOSS), SKY, INK, PINE, ROSE, "bob"),
)


class Collage:
    """Sheets of paper, one upon the other, each with the shadow that it casts."""

    def __init__(self, wall: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), wall)

    def lay(self, color: str, cut: Callable[[Sheet], object]) -> None:
        """Lay a sheet of that color on top, in the shape that ``cut`` draws in 255 on 0."""
        shape = Image.new("L", self.image.size)
        cut(ImageDraw.Draw(shape))
        shadow = shape.filter(ImageFilter.GaussianBlur(9 * FINE)).point(lambda value: value * 0.35)
        self.image.paste("#10201a", (0, 5 * FINE), shadow)
        self.image.paste(color, (0, 0), shape)

    def ellipse(self, color: str, *boxes: Box) -> None:
        """Lay ellipses, which are one sheet."""
        self.lay(color, lambda sheet: [sheet.ellipse(_fine(box), fill=255) for box in boxes])

    def finished(self) -> Image.Image:
        """The picture in its own size."""
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _fine(numbers: tuple[float, ...]) -> list[float]:
    return [number * FINE for number in numbers]


def draw(figure: Figure) -> Image.Image:
    """Return the figure before hills and a sun: head and shoulders, without a face."""
    paper = Collage(figure.wall)
    paper.ellipse(figure.sun, (360, 120, 600, 360) if len(figure.slug) % 2 else (40, 110, 270, 340))
    paper.ellipse(figure.hills[0], (-260, 470, 460, 1200))
    paper.ellipse(figure.hills[1], (220, 520, 980, 1300))
    behind, before = HAIR[figure.style]
    behind(paper, figure.hair)
    paper.lay(figure.coat, lambda sheet: sheet.rounded_rectangle(_fine((100, 580, 540, 1100)), 150 * FINE, fill=255))
    paper.lay(figure.shirt, lambda sheet: sheet.polygon(_fine((245, 575, 395, 575, 320, 720)), fill=255))
    paper.lay(figure.skin, lambda sheet: _head(sheet))
    before(paper, figure.hair)
    if figure.glasses:
        paper.lay(INK, _glasses)
    return paper.finished()


def _head(sheet: Sheet) -> None:
    sheet.rounded_rectangle(_fine((272, 470, 368, 640)), 46 * FINE, fill=255)
    sheet.ellipse(_fine((212, 250, 428, 530)), fill=255)


def _glasses(sheet: Sheet) -> None:
    for left in (232, 330):
        sheet.rounded_rectangle(_fine((left, 372, left + 78, 432)), 26 * FINE, outline=255, width=8 * FINE)
    sheet.line(_fine((310, 398, 330, 398)), fill=255, width=8 * FINE)


def _nothing(paper: Collage, color: str) -> None:
    pass


def _cap(paper: Collage, color: str, low: float = 330, part: float = 0) -> None:
    """Hair on the upper part of the head, with a parting."""

    def cut(sheet: Sheet) -> None:
        sheet.ellipse(_fine((200, 228, 440, 500)), fill=255)
        sheet.ellipse(_fine((190 + part, low, 470 + part, 700)), fill=0)
        sheet.rectangle(_fine((180, low + 130, 460, 700)), fill=0)

    paper.lay(color, cut)


def _crown(paper: Collage, color: str) -> None:
    curls = [(140, 250), (165, 190), (225, 150), (300, 140), (370, 165), (420, 215), (435, 280), (150, 320), (430, 340)]
    paper.ellipse(color, (170, 190, 470, 480), *((x - 10, y, x + 100, y + 110) for x, y in curls))


def _long(paper: Collage, color: str) -> None:
    paper.lay(color, lambda sheet: sheet.rounded_rectangle(_fine((172, 215, 468, 690)), 140 * FINE, fill=255))


def _bob(paper: Collage, color: str) -> None:
    paper.lay(color, lambda sheet: sheet.rounded_rectangle(_fine((182, 220, 458, 540)), 110 * FINE, fill=255))


def _fringe(paper: Collage, color: str) -> None:
    def cut(sheet: Sheet) -> None:
        sheet.ellipse(_fine((200, 225, 440, 520)), fill=255)
        sheet.rectangle(_fine((180, 345, 460, 700)), fill=0)

    paper.lay(color, cut)


def _bun(paper: Collage, color: str) -> None:
    paper.ellipse(color, (255, 130, 385, 260))


def _beard(paper: Collage, color: str) -> None:
    def cut(sheet: Sheet) -> None:
        sheet.ellipse(_fine((208, 330, 432, 570)), fill=255)
        sheet.ellipse(_fine((225, 250, 415, 478)), fill=0)
        sheet.rectangle(_fine((180, 250, 460, 400)), fill=0)

    paper.lay(color, cut)
    _cap(paper, color, 320, -30)


HAIR: dict[str, tuple[Callable[[Collage, str], None], Callable[[Collage, str], None]]] = {
    "bald": (_nothing, _nothing),
    "beard": (_nothing, _beard),
    "bob": (_bob, _fringe),
    "bun": (_bun, _cap),
    "crown": (_crown, _nothing),
    "long": (_long, lambda paper, color: _cap(paper, color, 320, 40)),
    "short": (_nothing, lambda paper, color: _cap(paper, color, 315, 25)),
}


def main() -> None:
    """Write every photo."""
    PHOTOS.mkdir(exist_ok=True)
    for figure in FIGURES:
        image = draw(figure)
        path = PHOTOS / f"{figure.slug}.{figure.ending}"
        if figure.ending == "png":
            image.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
        else:
            image.save(path, quality=80)


if __name__ == "__main__":
    main()
