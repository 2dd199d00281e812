"""The grid of cells that a photo is judged by, the zones where no face is, and what hair is.

120 x 160 cells, each the mean of its part of the photo: noise and JPEG blocks are gone, and a
photo of any size takes the same time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from applications.photo.colours import LUMA, Cells, hue_of

Mask = npt.NDArray[np.bool_]

COLUMNS, ROWS = 120, 160

# White as phones see it: a lit wall has 225 to 250; the light grey that offices refuse has 205.
WHITE_LUMA, WHITE_CHROMA = 213, 20
# Lamps turn a bright white wall creamy, which is orange; yellow and green come from paint.
BRIGHT_LUMA, WARM_CHROMA, LAMP_HUES = 230, 28, (15, 52)
# Daylight turns white walls bluish, which nobody minds.
BLUISH_CHROMA = 46
# From the cyan of printed norms (193 degrees) over studio blue (210) to pure blue (240).
BLUE_HUES = (187, 258)
BLUE_CHROMA, BLUE_BRIGHTNESS = 26, 75
PALE_CHROMA, PALE_LUMA = 14, 200
# Greys have a hue too; a blue differs from grey by more than this share of its brightness.
BLUE_SATURATION = 0.13

# The zones, as shares of width and height.  As large as heads and hair leave free in most photos,
# and nothing from the lower half, where shoulders and long hair are.
CORNER_WIDTH, CORNER_HEIGHT = 0.19, 0.17
SIDE_WIDTH, SIDE_TOP, SIDE_FOOT = 0.14, 0.17, 0.50
STRIP_LEFT, STRIP_RIGHT, STRIP_FOOT = 0.30, 0.70, 0.05
# The part of a corner that even a large afro leaves free.
TIP = 0.25

# Steps this large are edges of things, not of light.
EDGE = 36
# Dark hair is this much darker than the ground and has little colour; leaves have more.
HAIR_DARKNESS, HAIR_CHROMA = 0.55, 36
# Other hair and headwear is known by what lies atop the head, in the middle of the picture:
# columns to look at, rows to look at from the top of the head on, and the likeness of cells to it.
CROWN_LEFT, CROWN_RIGHT = COLUMNS * 42 // 100, COLUMNS * 58 // 100
CROWN_DEPTH = 14
# Over this depth a head grows wider by at least so many cells, or narrower if it is cut off.
ROUNDING = 4
LIKENESS = 42
EXACT = 18

Polygon = tuple[tuple[float, float], ...]
POLYGONS: dict[str, Polygon] = {
    "top-left": ((0, 0), (CORNER_WIDTH, 0), (0, CORNER_HEIGHT)),
    "top-right": ((1, 0), (1, CORNER_HEIGHT), (1 - CORNER_WIDTH, 0)),
    "left": ((0, SIDE_TOP), (SIDE_WIDTH, SIDE_TOP), (SIDE_WIDTH, SIDE_FOOT), (0, SIDE_FOOT)),
    "right": (
        (1 - SIDE_WIDTH, SIDE_TOP),
        (1, SIDE_TOP),
        (1, SIDE_FOOT),
        (1 - SIDE_WIDTH, SIDE_FOOT),
    ),
    "top": (
        (STRIP_LEFT, 0),
        (STRIP_RIGHT, 0),
        (STRIP_RIGHT, STRIP_FOOT),
        (STRIP_LEFT, STRIP_FOOT),
    ),
}
CORNERS = ("top-left", "top-right")
SIDES = ("left", "right")

X = (np.arange(COLUMNS)[None, :] + 0.5) / COLUMNS
Y = (np.arange(ROWS)[:, None] + 0.5) / ROWS
_REACH = {
    "top-left": X / CORNER_WIDTH + Y / CORNER_HEIGHT,
    "top-right": (1 - X) / CORNER_WIDTH + Y / CORNER_HEIGHT,
}
_BESIDE_HEAD = (Y >= SIDE_TOP) & (Y < SIDE_FOOT)
ZONES: dict[str, Mask] = {
    **{name: reach < 1 for name, reach in _REACH.items()},
    "left": (X < SIDE_WIDTH) & _BESIDE_HEAD,
    "right": (X > 1 - SIDE_WIDTH) & _BESIDE_HEAD,
    "top": (X > STRIP_LEFT) & (X < STRIP_RIGHT) & (Y < STRIP_FOOT),
}
TIPS: dict[str, Mask] = {name: reach < TIP for name, reach in _REACH.items()}
BOTH_CORNERS: Mask = ZONES["top-left"] | ZONES["top-right"]
# How far from the middle, squared: light is lost so, most in the corners at 2.
_RADIUS = (2 * X - 1) ** 2 + (2 * Y - 1) ** 2
_OUTER: Mask = np.logical_or.reduce(list(ZONES.values()))
# A lens takes at most twice this share of the light; what is no wall differs by more than that,
# and what then remains is noise.
FALLOFF, FALLOFF_REACH, FALLOFF_REST = 0.09, 45, 6


class Ground:
    """The cells of one picture: their colours, which are right, and which are hair."""

    def __init__(self, image: Image.Image) -> None:
        small = image.resize((COLUMNS, ROWS), Image.Resampling.BOX)
        self.rgb: Cells = _evenly_lit(np.asarray(small, np.float32))
        self._planes: Cells = np.ascontiguousarray(self.rgb.transpose(2, 0, 1))
        red, green, blue = self._planes
        brightest = np.maximum(np.maximum(red, green), blue)
        self.luma: Cells = self.rgb @ LUMA
        self.chroma: Cells = brightest - np.minimum(np.minimum(red, green), blue)
        hue = hue_of(self._planes)
        bluish = (hue >= BLUE_HUES[0]) & (hue <= BLUE_HUES[1])
        lamplit = (self.luma >= BRIGHT_LUMA) & (hue >= LAMP_HUES[0]) & (hue <= LAMP_HUES[1])
        tinted = np.where(lamplit, WARM_CHROMA, WHITE_CHROMA)
        tinted = np.where(bluish, BLUISH_CHROMA, tinted)
        self.white: Mask = (self.luma >= WHITE_LUMA) & (self.chroma <= tinted)
        strong = (self.chroma >= BLUE_CHROMA) & (brightest >= BLUE_BRIGHTNESS)
        pale = (self.chroma >= PALE_CHROMA) & (self.luma >= PALE_LUMA)
        self.blue: Mask = bluish & (strong | pale) & (self.chroma >= BLUE_SATURATION * brightest)
        self.plain: Mask = self.white | self.blue
        self._find_head()

    def _find_head(self) -> None:
        right = BOTH_CORNERS & self.plain
        enough = right.sum() > BOTH_CORNERS.sum() / 10
        self.wall: Cells = np.median(self.rgb[right if enough else BOTH_CORNERS], axis=0)
        crown = self._crown()
        unlike_crown = self.distance(crown) if crown is not None else None
        none = np.zeros((ROWS, COLUMNS), bool)
        self.crown: Mask = none if unlike_crown is None else unlike_crown <= LIKENESS
        self.exact_crown: Mask = none if unlike_crown is None else unlike_crown <= EXACT
        darker = self.luma < HAIR_DARKNESS * (self.wall @ LUMA)
        self.dark: Mask = darker & (self.chroma < HAIR_CHROMA)
        self.head: Mask = self.dark | self.crown

    def _crown(self) -> Cells | None:
        """Return the colour atop the head; None where nothing there is rounded as a head is."""
        other = self.unlike(self.wall, EDGE)[: ROWS // 2]
        rows = np.flatnonzero(other[:, CROWN_LEFT:CROWN_RIGHT].mean(axis=1) > 0.6)
        if not len(rows):
            return None
        top = int(rows[0])
        widths = other[top : top + CROWN_DEPTH].sum(axis=1)
        growth = int(widths[-1]) - int(widths[0])
        if growth < ROUNDING and (top > 1 or growth > -ROUNDING):
            return None
        cap = self.rgb[top + 2 : top + CROWN_DEPTH, CROWN_LEFT:CROWN_RIGHT]
        colour: Cells = np.median(cap.reshape(-1, 3), axis=0)
        return colour

    def distance(self, colour: Cells) -> Cells:
        """Return how far each cell is from a colour, in its most different channel."""
        apart = np.abs(self._planes - np.asarray(colour, np.float32).reshape(3, 1, 1))
        distance: Cells = np.maximum(np.maximum(apart[0], apart[1]), apart[2])
        return distance

    def unlike(self, colour: Cells, step: float) -> Mask:
        """Mark the cells that differ from a colour by more than a step."""
        return self.distance(colour) > step

    def bare_colour(self, zone: str) -> Cells:
        """Return the middle colour of a zone, hair left out where anything else is there."""
        bare = ZONES[zone] & ~self.head
        colour: Cells = np.median(self.rgb[bare if bare.any() else ZONES[zone]], axis=0)
        return colour

    @property
    def is_blue(self) -> bool:
        """Whether what is right in the corners is rather blue than white."""
        right = BOTH_CORNERS & self.plain
        blue = self.blue & (self.chroma >= BLUE_CHROMA)
        return bool(blue[right].mean() > 0.5) if right.any() else False


def _evenly_lit(cells: Cells) -> Cells:
    """Return the cells as a lens without fall-off would have seen them.

    Lenses of phones darken all corners alike; what does not look so stays as it is.
    """
    luma = cells @ LUMA
    wall = _OUTER & (np.abs(luma - np.median(luma[_OUTER])) < FALLOFF_REACH)
    if wall.sum() < _OUTER.sum() / 3:
        return cells
    slope, base = np.polyfit(_RADIUS[wall], luma[wall], 1)
    lost = -slope / max(base, 1)
    rest = luma[wall] - (base + slope * _RADIUS[wall])
    if not 0.005 < lost < FALLOFF or rest.std() > FALLOFF_REST:
        return cells
    lit: Cells = np.minimum(cells / (1 - lost * _RADIUS)[..., None], 255).astype(np.float32)
    return lit


def spread(cells: Mask) -> Mask:
    """Return the cells and their four neighbours."""
    wider = cells.copy()
    wider[1:] |= cells[:-1]
    wider[:-1] |= cells[1:]
    wider[:, 1:] |= cells[:, :-1]
    wider[:, :-1] |= cells[:, 1:]
    return wider


def largest(colours: Cells) -> Cells:
    """Return the largest channel; many times faster than a maximum along a short axis."""
    most: Cells = np.maximum(np.maximum(colours[..., 0], colours[..., 1]), colours[..., 2])
    return most


def mean_of_pairs(cells: Cells) -> Cells:
    """Return the mean of every two by two cells."""
    upper, lower = cells[::2], cells[1::2]
    four = upper[:, ::2] + upper[:, 1::2] + lower[:, ::2] + lower[:, 1::2]
    return np.asarray(four / 4, np.float32)


def all_of_pairs(cells: Mask) -> Mask:
    """Mark every two by two cells that are all marked."""
    upper, lower = cells[::2], cells[1::2]
    return upper[:, ::2] & upper[:, 1::2] & lower[:, ::2] & lower[:, 1::2]
