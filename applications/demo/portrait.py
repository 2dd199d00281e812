"""Draws identity photos of people who do not exist, for the demo university and for tests.

The same seed always draws the same face; no picture is read from disk.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from applications.demo.drawing import Colour, Pen, mirrored, shade

SKIN: tuple[Colour, ...] = (
    (249, 220, 196),
    (238, 196, 160),
    (222, 172, 130),
    (198, 144, 102),
    (168, 114, 76),
    (156, 102, 66),
    (124, 78, 50),
    (88, 56, 38),
)
HAIR: tuple[Colour, ...] = (
    (30, 24, 24),
    (38, 28, 24),
    (52, 36, 28),
    (86, 56, 36),
    (122, 74, 38),
    (196, 156, 96),
    (168, 164, 160),
)
CLOTH: tuple[Colour, ...] = (
    (43, 52, 63),
    (34, 74, 68),
    (110, 44, 48),
    (70, 62, 92),
    (196, 188, 172),
    (52, 84, 128),
    (238, 236, 230),
    (150, 120, 60),
)
SCARF: tuple[Colour, ...] = (
    (38, 42, 52),
    (120, 52, 62),
    (46, 92, 88),
    (206, 190, 168),
    (104, 92, 132),
    (62, 74, 110),
)
WHITE: Colour = (246, 245, 242)
INK: Colour = (34, 26, 26)


@dataclass(frozen=True)
class Look:
    """What a person looks like; `look_of` picks one for a seed."""

    style: str
    skin: Colour
    hair: Colour
    cloth: Colour
    scarf: Colour
    garment: str
    glasses: bool = False
    beard: bool = False


# --- hair and headwear: what lies behind the face, and what lies in front of it


def _none(pen: Pen, look: Look) -> None:
    return


def _cropped(pen: Pen, look: Look) -> None:
    cap = [(0, 76), (30, 82), (46, 108), (46, 146), (41, 152), (39, 128), (28, 112), (0, 110)]
    pen.even_blob(cap, look.hair)


def _parted(pen: Pen, look: Look) -> None:
    outline = [(0, 71), (28, 78), (46, 102), (49, 140), (45, 162), (40, 146), (27, 117), (2, 125)]
    left = [(-28, 124), (-40, 144), (-45, 162), (-49, 140), (-46, 102), (-28, 78)]
    pen.blob([*outline, *left], look.hair)


def _afro_back(pen: Pen, look: Look) -> None:
    outline = [(0, 40), (34, 46), (60, 66), (74, 98), (74, 134), (62, 164), (44, 180), (0, 176)]
    pen.even_blob(outline, look.hair)


def _afro_front(pen: Pen, look: Look) -> None:
    pen.even_blob(
        [(0, 78), (36, 86), (48, 112), (45, 150), (39, 130), (27, 112), (0, 107)], look.hair
    )


def _long_back(pen: Pen, look: Look) -> None:
    outline = [(0, 68), (36, 76), (56, 108), (62, 168), (66, 240), (56, 292), (28, 296), (0, 250)]
    pen.even_blob(outline, look.hair)


def _long_front(pen: Pen, look: Look) -> None:
    for side in (-1, 1):
        lock = [(0, 74), (34, 82), (50, 112), (52, 170), (44, 196), (40, 150), (26, 114), (2, 98)]
        pen.blob([(side * x, y) for x, y in lock], look.hair)


def _bun_back(pen: Pen, look: Look) -> None:
    pen.oval(0, 64, 24, 22, look.hair)


def _curls_back(pen: Pen, look: Look) -> None:
    places = [(0, 84), (26, 86), (46, 104), (54, 130), (56, 158), (54, 186), (50, 208)]
    for x, y in [*places, *mirrored(places)]:
        pen.oval(x, y, 19, 19, look.hair)


def _curls_front(pen: Pen, look: Look) -> None:
    for x, y in [(-34, 112), (-20, 100), (0, 95), (20, 100), (34, 112)]:
        pen.oval(x, y, 14, 13, look.hair)


def _hijab_back(pen: Pen, look: Look) -> None:
    outline = [(0, 64), (34, 72), (54, 108), (58, 160), (64, 214), (84, 262), (70, 318), (0, 330)]
    pen.even_blob(outline, look.scarf)


def _hijab_front(pen: Pen, look: Look) -> None:
    for side in (-1, 1):
        edge = [(0, 72), (34, 82), (52, 120), (54, 190), (40, 222), (0, 234), (0, 211), (26, 200)]
        inner = [(37, 166), (37, 132), (26, 108), (0, 100)]
        pen.blob([(side * x, y) for x, y in [*edge, *inner]], look.scarf)
    fold = shade(look.scarf, 0.8)
    pen.line([(-44, 208), (-20, 232), (14, 246), (50, 252)], fold, 2)
    pen.line([(-52, 226), (-22, 256), (20, 272), (62, 276)], fold, 2)


def _turban_front(pen: Pen, look: Look) -> None:
    pen.even_blob([(0, 44), (40, 54), (60, 84), (56, 118), (40, 130), (0, 106)], look.scarf)
    fold = shade(look.scarf, 0.78)
    for lift in (0, 14, 28):
        pen.line([(-54, 116 - lift), (-14, 88 - lift), (0, 76 - lift)], fold, 2)
        pen.line([(54, 116 - lift), (14, 88 - lift), (0, 76 - lift)], fold, 2)


Layer = Callable[[Pen, Look], None]
STYLES: dict[str, tuple[Layer, Layer]] = {
    "parted": (_none, _parted),
    "cropped": (_none, _cropped),
    "afro": (_afro_back, _afro_front),
    "long": (_long_back, _long_front),
    "bun": (_bun_back, _parted),
    "curls": (_curls_back, _curls_front),
    "hijab": (_hijab_back, _hijab_front),
    "turban": (_none, _turban_front),
}


# --- body, face and garments


def _body(pen: Pen, look: Look) -> None:
    shoulders = [(0, 234), (24, 236), (56, 248), (80, 272), (88, 306), (90, 350), (0, 360)]
    pen.even_blob(shoulders, look.cloth)
    neck = [(-19, 190), (19, 190), (20, 236), (0, 250), (-20, 236)]
    pen.shape(neck, look.skin)
    pen.blob([(-19, 200), (19, 200), (19, 214), (0, 223), (-19, 214)], shade(look.skin, 0.82))


def _pullover(pen: Pen, look: Look) -> None:
    pen.shape([(-24, 232), (-18, 230), (0, 252), (18, 230), (24, 232), (0, 270)], WHITE)


def _jacket(pen: Pen, look: Look) -> None:
    pen.shape([(-22, 232), (0, 252), (22, 232), (30, 322), (-30, 322)], WHITE)
    pen.shape([(-5, 252), (5, 252), (8, 322), (-8, 322)], shade(look.scarf, 1.1))
    for side in (-1, 1):
        lapel = [(22, 232), (40, 240), (36, 270), (12, 322), (30, 322), (44, 322), (46, 244)]
        pen.shape([(side * x, y) for x, y in lapel], shade(look.cloth, 0.8))


def _blouse(pen: Pen, look: Look) -> None:
    for side in (-1, 1):
        collar = [(19, 228), (30, 240), (14, 262), (0, 250)]
        pen.shape([(side * x, y) for x, y in collar], shade(look.cloth, 0.86))


GARMENTS: dict[str, Layer] = {"pullover": _pullover, "jacket": _jacket, "blouse": _blouse}


def _face(pen: Pen, look: Look) -> None:
    for side in (-1, 1):
        pen.oval(side * 41, 158, 6, 10, shade(look.skin, 0.92))
    pen.even_blob([(0, 88), (27, 97), (40, 130), (38, 168), (24, 200), (0, 211)], look.skin)


def _features(pen: Pen, look: Look) -> None:
    line = shade(look.skin, 0.68)
    brow = shade(look.hair, 0.9) if sum(look.hair) < 400 else line
    for side in (-1, 1):
        pen.line([(side * 10, 146), (side * 16, 143), (side * 25, 146)], brow, 2.6)
        pen.oval(side * 17, 156, 4, 4.2, INK)
    pen.line([(0, 158), (-4, 174), (-1, 178), (5, 177)], line, 2)
    smile = (166, 74, 70) if sum(look.skin) > 400 else (150, 78, 70)
    pen.line([(-14, 189), (-7, 193), (0, 194), (7, 193), (14, 189)], smile, 2.6)


def _beard(pen: Pen, look: Look) -> None:
    pen.even_blob([(0, 182), (16, 182), (38, 156), (36, 186), (22, 210), (0, 219)], look.hair)


def _glasses(pen: Pen, look: Look) -> None:
    for side in (-1, 1):
        pen.ring(side * 17, 157, 13, 10, INK, 1.8)
    pen.line([(-4, 155), (4, 155)], INK, 1.8)


def look_of(seed: int) -> Look:
    """Return the look that belongs to a seed; neighbouring seeds differ in hair or headwear."""
    rng = random.Random(seed)  # noqa: S311 - a face is no secret
    style = list(STYLES)[seed % len(STYLES)]
    covered = style in {"hijab", "long", "bun", "curls"}
    return Look(
        style=style,
        skin=rng.choice(SKIN),
        hair=rng.choice(HAIR[:3] if style in {"afro", "turban"} else HAIR),
        cloth=rng.choice(CLOTH),
        scarf=rng.choice(SCARF),
        garment="blouse" if covered else rng.choice(["pullover", "jacket"]),
        glasses=rng.random() < 0.2,
        beard=style == "turban" or (not covered and rng.random() < 0.25),
    )


def person(look: Look, size: tuple[int, int] = (480, 640)) -> Image.Image:
    """Draw a head and shoulders on a transparent ground; a wider picture shows more ground."""
    pen = Pen(size)
    back, front = STYLES[look.style]
    back(pen, look)
    _body(pen, look)
    if look.style != "hijab":
        GARMENTS[look.garment](pen, look)
    _face(pen, look)
    if look.beard:
        _beard(pen, look)
    _features(pen, look)
    front(pen, look)
    if look.glasses:
        _glasses(pen, look)
    return pen.picture()


def portrait(
    seed: int, *, background: Colour = (255, 255, 255), size: tuple[int, int] = (480, 640)
) -> bytes:
    """Return an identity photo as JPEG: the person of this seed before a plain background."""
    image = Image.new("RGB", size, background)
    figure = person(look_of(seed), size)
    image.paste(figure, mask=figure)
    out = BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()
