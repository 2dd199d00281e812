"""Photos as they come in from the field: other people, other walls and other cameras than the studio's.

Nothing here is shared with the studio or the demo, so that a check tuned on those is seen afresh.
`field_shot(seed)` gives a JPEG and what a fair judge should say of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.applications.photo_studio import Colour, Shot, jpeg

SIZE = W, H = (360, 480)
SKIN = [(255, 224, 196), (234, 192, 134), (198, 134, 66), (141, 85, 36), (92, 58, 38), (58, 38, 28)]
HAIR = [(18, 16, 16), (44, 30, 24), (90, 60, 40), (170, 130, 80), (150, 150, 150), (226, 224, 220)]
CLOTH = [
    (250, 250, 250),
    (25, 25, 30),
    (50, 110, 190),
    (150, 40, 50),
    (70, 90, 70),
    (120, 190, 230),
]
SCARVES = [(245, 245, 245), (60, 120, 200), (20, 20, 24), (150, 60, 80), (200, 180, 150)]
WHITES = [(255, 255, 255), (242, 242, 240), (246, 242, 232), (236, 236, 238), (234, 240, 248)]
BLUES = [
    *[(67, 142, 219), (0, 191, 243), (103, 194, 255), (0, 191, 255), (98, 139, 206)],
    *[(75, 97, 144), (43, 101, 200), (60, 140, 220), (173, 216, 230), (0, 0, 255)],
]
OTHERS = [
    *[(200, 20, 40), (255, 0, 0), (40, 130, 70), (150, 200, 150), (128, 128, 128), (180, 180, 182)],
    *[
        (214, 190, 150),
        (110, 70, 45),
        (245, 215, 80),
        (245, 170, 190),
        (110, 60, 150),
        (25, 25, 28),
    ],
    *[(0, 150, 130), (230, 120, 30), (90, 90, 95), (190, 165, 140)],
]

Scene = tuple[Image.Image, str, tuple[str, ...]]
UNEVEN = ("bg_uneven", "bg_colour")


def flat(colour: Colour) -> Image.Image:
    return Image.new("RGB", SIZE, colour)


def picture(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype("uint8"))


def ramp(start: Colour, end: Colour, angle: float) -> Image.Image:
    """A wall that turns from one colour to another along a direction."""
    y, x = np.mgrid[0 : 1 : H * 1j, 0 : 1 : W * 1j]
    along = x * np.cos(angle) + y * np.sin(angle)
    along = ((along - along.min()) / np.ptp(along))[..., None]
    return picture(np.array(start) * (1 - along) + np.array(end) * along)


def good_wall(rng: random.Random) -> Colour:
    return rng.choice([*WHITES, *BLUES])


# --- good grounds


def white(rng: random.Random) -> Scene:
    return flat(rng.choice(WHITES)), "white", ()


def blue(rng: random.Random) -> Scene:
    return flat(rng.choice(BLUES)), "blue", ()


def studio_blue(rng: random.Random) -> Scene:
    """Studios sell a blue that runs out below, or around the head."""
    dark, light = rng.choice([((40, 100, 185), (150, 200, 240)), ((67, 142, 219), (190, 222, 246))])
    return ramp(dark, light, np.pi / 2), "blue", ()


def lit_white(rng: random.Random) -> Scene:
    """A window or lamp on one side, softly."""
    dim = tuple(part - rng.randrange(6, 16) for part in (248, 248, 246))
    return ramp((250, 250, 248), dim, rng.uniform(0, 2 * np.pi)), "white", ()


# --- bad ones


def coloured(rng: random.Random) -> Scene:
    return flat(rng.choice(OTHERS)), "other", ("bg_colour",)


def coloured_gradient(rng: random.Random) -> Scene:
    one = rng.choice(OTHERS)
    other = tuple(min(255, round(part * rng.uniform(1.05, 1.3))) for part in one)
    return ramp(one, other, rng.uniform(0, 2 * np.pi)), "other", UNEVEN


def two_walls(rng: random.Random) -> Scene:
    one, other = good_wall(rng), rng.choice(OTHERS)
    image = flat(one)
    at = rng.uniform(0.2, 0.8)
    box = [(0, 0, W * at, H), (W * at, 0, W, H), (0, 0, W, H * at * 0.6)][rng.randrange(3)]
    ImageDraw.Draw(image).rectangle(box, fill=other)
    return image, "other", UNEVEN


def door_frame(rng: random.Random) -> Scene:
    image = flat(rng.choice(WHITES))
    draw = ImageDraw.Draw(image)
    at, wide = rng.randrange(4, 60), rng.randrange(16, 40)
    wood = rng.choice([(120, 80, 50), (150, 110, 70), (90, 90, 95), (60, 40, 30)])
    draw.rectangle((at, rng.choice([0, 30]), at + wide, H), fill=wood)
    return (image if rng.random() < 0.5 else image.transpose(0)), "other", UNEVEN


def bookshelf(rng: random.Random) -> Scene:
    image = flat((110, 80, 55))
    draw = ImageDraw.Draw(image)
    for shelf in range(0, H, 80):
        x = 0
        while x < W:
            wide, high = rng.randrange(8, 24), rng.randrange(45, 72)
            ink = tuple(rng.randrange(20, 230) for _ in range(3))
            draw.rectangle((x, shelf + 76 - high, x + wide - 2, shelf + 75), fill=ink)
            x += wide
    return image, "other", UNEVEN


def curtain(rng: random.Random) -> Scene:
    x = np.arange(W)
    fold = rng.uniform(0.1, 0.2)
    waves = np.sin(x / rng.uniform(5, 11)) + 0.4 * np.sin(x / rng.uniform(2.5, 4) + 1)
    cloth = np.array(rng.choice([(236, 234, 230), (225, 215, 190), (80, 140, 210), (160, 60, 60)]))
    row = cloth * (1 + fold * waves[:, None])
    return picture(np.tile(row[None], (H, 1, 1))), "other", UNEVEN


def bricks(rng: random.Random) -> Scene:
    image = flat(rng.choice([(200, 196, 190), (225, 222, 216)]))
    draw = ImageDraw.Draw(image)
    brick = rng.choice([(160, 82, 60), (140, 70, 55), (190, 120, 90)])
    for row, y in enumerate(range(0, H, 26)):
        for x in range(-60 + 30 * (row % 2), W, 60):
            draw.rectangle((x, y, x + 55, y + 21), fill=brick)
    return image, "other", UNEVEN


def poster(rng: random.Random) -> Scene:
    """A picture, a calendar or a window beside the head."""
    image = flat(good_wall(rng))
    draw = ImageDraw.Draw(image)
    left, top = rng.choice([-10, W - 95]), rng.randrange(-10, 90)
    box = (left, top, left + rng.randrange(85, 120), top + rng.randrange(90, 160))
    draw.rectangle(
        box, fill=rng.choice([(60, 60, 64), (170, 60, 50), (90, 130, 80), (200, 170, 60)])
    )
    draw.rectangle((left + 16, top + 20, left + 60, top + 70), fill=(230, 220, 160))
    return image, "other", UNEVEN


def outdoors(rng: random.Random) -> Scene:
    image = ramp((120, 170, 225), (215, 225, 232), np.pi / 2)
    draw = ImageDraw.Draw(image)
    for _ in range(120):
        x, y = rng.randrange(-30, W), rng.randrange(-20, H)
        leaf = (rng.randrange(20, 100), rng.randrange(60, 150), rng.randrange(15, 70))
        size = rng.randrange(20, 60)
        draw.ellipse((x, y, x + size, y + size * 0.8), fill=leaf)
    return image, "other", UNEVEN


def street(rng: random.Random) -> Scene:
    image = ramp((190, 200, 210), (230, 232, 234), np.pi / 2)
    draw = ImageDraw.Draw(image)
    x = -20
    while x < W:
        wide, top = rng.randrange(50, 110), rng.randrange(0, 90)
        stone = tuple(rng.randrange(90, 190) for _ in range(3))
        draw.rectangle((x, top, x + wide, H), fill=stone)
        for y in range(top + 12, H, 34):
            for pane in range(x + 8, x + wide - 12, 24):
                draw.rectangle((pane, y, pane + 12, y + 18), fill=(60, 70, 80))
        x += wide
    return image, "other", UNEVEN


def dim_corner(rng: random.Random) -> Scene:
    """A wall that a single lamp leaves dark on one side."""
    bright = rng.choice([(250, 250, 250), (240, 238, 232)])
    dark = tuple(round(part * rng.uniform(0.5, 0.68)) for part in bright)
    return ramp(bright, dark, rng.choice([0, np.pi])), "other", UNEVEN


GOOD = (white, blue, white, blue, studio_blue, lit_white, white, blue)
BAD = (
    *(coloured, coloured_gradient, two_walls, door_frame, bookshelf, curtain, bricks, poster),
    *(outdoors, street, dim_corner),
)


# --- people, put together from simple forms


def person(rng: random.Random) -> tuple[Image.Image, str]:
    """Head and shoulders on nothing, and what is worn on the head."""
    skin, hair, cloth = rng.choice(SKIN), rng.choice(HAIR), rng.choice(CLOTH)
    stage = Image.new("RGBA", SIZE)
    draw = ImageDraw.Draw(stage)
    x, y = W / 2 + rng.uniform(-14, 14), rng.uniform(185, 215)
    wide, high = rng.uniform(62, 80), rng.uniform(84, 104)
    wears = rng.choice(list(HEADS))
    if wears in {"afro", "white afro"}:
        y += 25
    back, front = HEADS[wears]
    back(draw, rng, x, y, wide, high, hair)
    broad, low = rng.uniform(2.0, 2.5) * wide, y + high + rng.uniform(8, 30)
    draw.ellipse((x - broad, low, x + broad, low + 330), fill=cloth)
    draw.rectangle(
        (x - 0.42 * wide, y, x + 0.42 * wide, low + 26), fill=tuple(v * 9 // 10 for v in skin)
    )
    draw.ellipse((x - wide, y - high, x + wide, y + high), fill=skin)
    if rng.random() < 0.3:
        draw.chord((x - wide, y - high, x + wide, y + high + 6), 20, 160, fill=hair)  # a beard
    for side in (-1, 1):
        draw.ellipse((x + side * 26 - 8, y - 14, x + side * 26 + 8, y - 4), fill=(250, 250, 250))
        draw.ellipse((x + side * 26 - 4, y - 14, x + side * 26 + 4, y - 4), fill=(40, 28, 22))
    draw.arc((x - 22, y + 24, x + 22, y + 52), 20, 160, fill=(130, 60, 60), width=4)
    front(draw, rng, x, y, wide, high, hair)
    return stage.filter(ImageFilter.GaussianBlur(0.8)), wears


def _nothing(draw, rng, x, y, wide, high, hair):
    return


def _cap(draw, rng, x, y, wide, high, hair):
    draw.chord((x - wide - 5, y - high - 14, x + wide + 5, y + high), 190, 350, fill=hair)


def _mane(draw, rng, x, y, wide, high, hair):
    """Long hair that falls over the shoulders, sometimes as far as the border."""
    broad = wide * rng.uniform(1.3, 2.2)
    dark = hair if sum(hair) < 300 else HAIR[0]
    draw.ellipse((x - wide * 1.3, y - high * 1.3, x + wide * 1.3, y + high), fill=dark)
    draw.polygon(
        [(x - wide * 1.2, y - 30), (x + wide * 1.2, y - 30), (x + broad, H), (x - broad, H)],
        fill=dark,
    )


def _ball(draw, rng, x, y, wide, high, hair):
    """An afro, up to the upper border and beyond the head by half."""
    reach = rng.uniform(1.5, 2.0)
    dark = hair if sum(hair) < 200 else HAIR[rng.randrange(2)]
    draw.ellipse(
        (x - wide * reach, y - 60 - wide * reach, x + wide * reach, y - 60 + wide * reach),
        fill=dark,
    )


def _veil_back(draw, rng, x, y, wide, high, hair):
    cloth = rng.choice(SCARVES)
    draw.ellipse((x - wide * 1.4, y - high * 1.35, x + wide * 1.4, y + high * 1.3), fill=cloth)
    draw.ellipse((x - wide * 2.1, y + high * 0.7, x + wide * 2.1, y + high + 260), fill=cloth)


def _turban(draw, rng, x, y, wide, high, hair):
    cloth = rng.choice(SCARVES)
    draw.ellipse((x - wide * 1.3, y - high * 1.55, x + wide * 1.3, y - high * 0.3), fill=cloth)


HEADS: dict[str, tuple[Callable[..., None], Callable[..., None]]] = {
    "bald": (_nothing, _nothing),
    "short": (_nothing, _cap),
    "long": (_mane, _cap),
    "afro": (_ball, _nothing),
    "hijab": (_veil_back, _nothing),
    "turban": (_nothing, _turban),
}


def cast_shadow(rng: random.Random, ground: Image.Image, figure: Image.Image) -> Image.Image:
    """The shadow of the person on the wall, as a flash or a near wall makes it."""
    mask = figure.getchannel("A").filter(ImageFilter.GaussianBlur(rng.uniform(2, 7)))
    cast = Image.new("L", SIZE)
    cast.paste(mask, (rng.choice([-1, 1]) * rng.randrange(85, 115), rng.randrange(0, 25)))
    strength = rng.uniform(0.58, 0.74)
    return Image.composite(ground.point(lambda v: v * strength), ground, cast)


# --- the camera


def developed(image: Image.Image, rng: random.Random) -> Image.Image:
    """Vignetting, a slight cast of colour, noise, and the softness of a lens."""
    y, x = np.mgrid[-1 : 1 : H * 1j, -1 : 1 : W * 1j]
    light = 1 - rng.uniform(0, 0.09) * (x**2 + y**2) / 2
    cast = np.array([1 + rng.uniform(-0.015, 0.015) for _ in range(3)])
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(0, 7), (H, W, 3))
    taken = picture(np.asarray(image, float) * light[..., None] * cast + grain)
    return taken.filter(ImageFilter.GaussianBlur(rng.choice([0, 0, 0.7, 1.4])))


def field_shot(seed: int) -> Shot:
    rng = random.Random(f"field {seed}")
    scene = GOOD[seed // 2 % len(GOOD)] if seed % 2 else BAD[seed // 2 % len(BAD)]
    ground, background, codes = scene(rng)
    figure, wears = person(rng)
    name = f"{scene.__name__}, {wears}"
    if not codes and wears in {"bald", "short", "turban"} and rng.random() < 0.15:
        ground, background, codes = cast_shadow(rng, ground, figure), "other", ("bg_uneven",)
        name += ", shadow"
    image = ground.copy()
    image.paste(figure, mask=figure)
    image = developed(image, rng)
    size = rng.choice([SIZE, (413, 579), (720, 960), (1200, 1600), (295, 413)])
    image = image.resize(size, Image.Resampling.BICUBIC)
    options = {"quality": rng.choice([40, 60, 80, 92]), "progressive": rng.random() < 0.3}
    if rng.random() < 0.1:
        options["exif"] = lying = Image.Exif()
        lying[0x0112] = 6
        image = image.transpose(Image.Transpose.ROTATE_90)
    if background == "white" and rng.random() < 0.08:
        image = image.convert("L")
    return Shot(name, jpeg(image, **options), background, codes)
