"""A studio that photographs drawn people before good and bad backgrounds, as phones and shops do.

`shot(seed)` gives a JPEG and what a fair judge should say of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from applications.demo.portrait import look_of, person

SIZE = (240, 320)
WHITES = [(255, 255, 255), (250, 250, 250), (245, 246, 244), (238, 240, 243), (247, 244, 238)]
BLUES = [
    (67, 142, 219),
    (0, 0, 255),
    (0, 191, 243),
    (103, 194, 255),
    (98, 139, 206),
    (75, 97, 144),
    (43, 101, 200),
    (60, 140, 220),
    (173, 216, 230),
    (214, 232, 250),
]
OTHERS = {
    "red": [(190, 13, 35), (255, 0, 0), (215, 69, 50)],
    "grey": [(128, 128, 128), (110, 112, 115), (160, 158, 156)],
    "light grey": [(196, 196, 196), (188, 190, 193)],
    "green": [(60, 140, 70), (120, 180, 120)],
    "beige": [(225, 205, 175), (210, 190, 160)],
    "brown": [(120, 80, 50)],
    "yellow": [(240, 210, 70)],
    "pink": [(240, 160, 180)],
    "purple": [(120, 60, 150)],
    "black": [(20, 20, 22)],
}
BAD = [colour for colours in OTHERS.values() for colour in colours]

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Shot:
    scene: str
    data: bytes
    background: str  # white, blue or other
    codes: tuple[str, ...]  # what a refusal may be called; empty for a good photo

    @property
    def good(self) -> bool:
        return not self.codes


def flat(colour: Colour, size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.new("RGB", size, colour)


def jpeg(image: Image.Image, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", **{"quality": 90, **options})
    return out.getvalue()


def _lit(image: Image.Image, rng: random.Random, falloff: float, noise: float) -> Image.Image:
    """Darken towards the corners as a lens does, and add the noise of a sensor."""
    width, height = image.size
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    light = 1 - falloff * (x**2 + y**2) / 2
    pixels = np.asarray(image, float) * light[..., None]
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, noise, pixels.shape)
    return Image.fromarray((pixels + grain).clip(0, 255).astype("uint8"))


def _gradient(top: Colour, bottom: Colour, *, across: bool = False) -> Image.Image:
    width, height = SIZE
    steps = np.linspace(0, 1, width if across else height)
    ramp = np.array(top) + steps[:, None] * (np.array(bottom) - np.array(top))
    lines = np.tile(ramp[None], (height, 1, 1)) if across else np.tile(ramp[:, None], (1, width, 1))
    return Image.fromarray(lines.astype("uint8"))


# --- scenes: a background, its name and what a refusal may be called


Scene = tuple[Image.Image, str, tuple[str, ...]]


def _white(rng: random.Random) -> Scene:
    return flat(rng.choice(WHITES)), "white", ()


def _blue(rng: random.Random) -> Scene:
    return flat(rng.choice(BLUES)), "blue", ()


def _blue_gradient(rng: random.Random) -> Scene:
    dark = rng.choice([(38, 96, 178), (67, 142, 219), (43, 101, 200)])
    return _gradient(dark, rng.choice([(150, 200, 240), (120, 180, 235)])), "blue", ()


def _coloured(rng: random.Random) -> Scene:
    return flat(rng.choice(BAD)), "other", ("bg_colour",)


def _halves(rng: random.Random) -> Scene:
    good = rng.choice([(255, 255, 255), (67, 142, 219)])
    other = rng.choice([*OTHERS["red"], *OTHERS["green"], *OTHERS["brown"], (128, 128, 128)])
    if rng.random() < 0.25:
        good, other = (255, 255, 255), (67, 142, 219)
    if rng.random() < 0.5:
        good, other = other, good
    image = flat(good)
    at = rng.uniform(0.3, 0.7)
    box = (int(SIZE[0] * at), 0, *SIZE) if rng.random() < 0.6 else (0, int(SIZE[1] * at), *SIZE)
    ImageDraw.Draw(image).rectangle(box, fill=other)
    return image, "other", ("bg_uneven", "bg_colour")


def _pattern(rng: random.Random) -> Scene:
    image = flat(rng.choice([(255, 255, 255), (67, 142, 219)]))
    draw = ImageDraw.Draw(image)
    ink = rng.choice([(150, 150, 150), (200, 60, 60), (40, 60, 120), (190, 170, 150)])
    step = rng.randrange(16, 40)
    style = rng.choice(["check", "stripes", "tiles"])
    for column in range(0, SIZE[0], step):
        for row in range(0, SIZE[1], step):
            box = (column, row, column + step - 1, row + step - 1)
            if style == "tiles":
                draw.rectangle(box, outline=ink, width=3)
            elif (column // step + (row // step if style == "check" else 0)) % 2:
                draw.rectangle(box, fill=ink)
    return image, "other", ("bg_uneven", "bg_colour")


def _curtain(rng: random.Random) -> Scene:
    width, height = SIZE
    waves = np.sin(np.arange(width) * rng.uniform(0.25, 0.6) + rng.random())
    cloth = np.array(rng.choice([(235, 235, 235), (67, 142, 219)])) * (
        1 + rng.uniform(0.12, 0.22) * waves[:, None]
    )
    pixels = np.tile(cloth[None], (height, 1, 1)).clip(0, 255).astype("uint8")
    return Image.fromarray(pixels), "other", ("bg_uneven", "bg_colour")


def _room(rng: random.Random) -> Scene:
    image = flat(rng.choice([(250, 250, 250), (230, 226, 218), (67, 142, 219)]))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randrange(9, 16)):
        x, y = rng.randrange(-20, SIZE[0]), rng.randrange(-20, 200)
        ink = tuple(rng.randrange(30, 220) for _ in range(3))
        draw.rectangle((x, y, x + rng.randrange(30, 90), y + rng.randrange(30, 110)), fill=ink)
    return image, "other", ("bg_uneven", "bg_colour")


def _furniture(rng: random.Random) -> Scene:
    """Put a door or a cupboard on one side of a plain wall."""
    image = flat((250, 250, 250))
    edge = rng.randrange(30, 70)
    top = rng.choice([0, rng.randrange(60, 110)])
    ink = rng.choice([(120, 80, 50), (70, 90, 70), (60, 60, 66), (170, 130, 90)])
    left = rng.random() < 0.5
    ImageDraw.Draw(image).rectangle(
        (0, top, edge, SIZE[1]) if left else (SIZE[0] - edge, top, *SIZE), fill=ink
    )
    return image, "other", ("bg_uneven", "bg_colour")


def _outdoors(rng: random.Random) -> Scene:
    image = _gradient((90, 150, 220), (200, 215, 230))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = rng.randrange(-20, SIZE[0]), rng.randrange(rng.choice([0, 60]), SIZE[1])
        green = (rng.randrange(20, 90), rng.randrange(70, 130), rng.randrange(20, 60))
        size = rng.randrange(15, 45)
        draw.ellipse((x, y, x + size, y + size), fill=green)
    return image, "other", ("bg_uneven", "bg_colour")


def _uneven_light(rng: random.Random) -> Scene:
    bright, dim = (252, 252, 252), (178, 178, 180)
    ends = (bright, dim) if rng.random() < 0.5 else (dim, bright)
    return _gradient(*ends, across=True), "other", ("bg_uneven", "bg_colour")


SCENES: tuple[Callable[[random.Random], Scene], ...] = (
    _white,
    _coloured,
    _blue,
    _halves,
    _white,
    _pattern,
    _blue,
    _curtain,
    _blue_gradient,
    _room,
    _white,
    _furniture,
    _blue,
    _outdoors,
    _white,
    _uneven_light,
    _blue,
    _white,
    _white,
    _blue,
)


def _pose(rng: random.Random, figure: Image.Image) -> Image.Image:
    """Come closer or step back, stand a little aside; the feet of the picture stay filled."""
    zoom = rng.uniform(0.95, 1.45)
    big = figure.resize((round(SIZE[0] * zoom), round(SIZE[1] * zoom)))
    stage = Image.new("RGBA", SIZE)
    aside = rng.uniform(-0.04, 0.04) * SIZE[0]
    drop = rng.uniform(-0.3, 0.1) * (big.height - SIZE[1])
    stage.paste(big, (round((SIZE[0] - big.width) / 2 + aside), round(drop)))
    return stage


def _shadow(rng: random.Random, figure: Image.Image, ground: Image.Image) -> Image.Image:
    """Let a lamp throw the person's shadow on the wall."""
    mask = figure.getchannel("A").filter(ImageFilter.GaussianBlur(rng.uniform(1, 5)))
    cast = Image.new("L", SIZE)
    cast.paste(mask, (rng.choice([-1, 1]) * rng.randrange(50, 80), rng.randrange(-20, 20)))
    strength = rng.uniform(0.6, 0.8)
    return Image.composite(ground.point(lambda v: v * strength), ground, cast)


def _frame(rng: random.Random, image: Image.Image, colour: Colour) -> Image.Image:
    depth = round(SIZE[0] * rng.uniform(0.03, 0.14))
    framed = flat(colour)
    framed.paste(image.resize((SIZE[0] - 2 * depth, SIZE[1] - 2 * depth)), (depth, depth))
    return framed


def shot(seed: int) -> Shot:
    rng = random.Random(seed)
    scene = SCENES[seed % len(SCENES)]
    ground, background, codes = scene(rng)
    name = scene.__name__.strip("_")
    figure = _pose(rng, person(look_of(rng.randrange(10_000)), SIZE))
    if name in {"white", "blue"} and rng.random() < 0.15:
        ground, background, codes = _shadow(rng, figure, ground), "other", ("bg_uneven",)
        name += " shadow"
    image = ground.copy()
    image.paste(figure, mask=figure)
    image = _lit(image, rng, rng.uniform(0, 0.06), rng.uniform(0, 6))
    if rng.random() < 0.12:
        image = _frame(rng, image, rng.choice([(255, 255, 255), (0, 0, 0)]))
        name += " framed"
    if rng.random() < 0.2:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5)))
    size = rng.choice([SIZE, (354, 472), (600, 800), (413, 531)])
    image = image.resize(size, Image.Resampling.BICUBIC)
    if background == "white" and rng.random() < 0.1:
        image = image.convert("L")
    data = jpeg(image, quality=rng.choice([45, 70, 85, 95]), progressive=rng.random() < 0.2)
    return Shot(name, data, background, codes)
