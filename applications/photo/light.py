"""Light on the ground: shadows of the person, and walls that a lamp leaves dark on one side."""

from __future__ import annotations

import numpy as np

from applications.photo.colours import Cells
from applications.photo.fault import Fault
from applications.photo.ground import (
    COLUMNS,
    CORNERS,
    EDGE,
    ROWS,
    SIDES,
    ZONES,
    Ground,
    Mask,
    largest,
)

# Corners may differ by this much: lamps stand on one side, studio blues run out.
WHITE_DIFFERENCE, BLUE_DIFFERENCE = 26, 45
# A shadow takes 12 to 55 % of the light, keeps the tint, and takes this share of a side band.
SHADOW_LIGHT, SHADOW_TINT, SHADOW_SHARE = (0.45, 0.88), 14, 0.22
# A deep shadow keeps the tint closer: within so much times its light.
DARK_TINT = 24
# Where the border opposite is lit, less is a shadow: it shows between the head and the border.
_ROWS = slice(ROWS * 8 // 100, ROWS // 2)
_WIDE, _EDGE = COLUMNS * 4 // 10, COLUMNS * 4 // 100
BESIDE = {"left": (_ROWS, slice(_WIDE)), "right": (_ROWS, slice(-_WIDE, None))}
BORDER = {"left": (_ROWS, slice(_EDGE)), "right": (_ROWS, slice(-_EDGE, None))}
CAST_LIGHT, CAST_SHARE = (0.35, 0.84), 0.07
# The face of a picture without colour can't be told from a shadow; a face has this share of it.
COLOURFUL, FACE_SHARE = 12, 0.1
FACE = (slice(ROWS // 4, ROWS * 3 // 4), slice(COLUMNS // 4, -COLUMNS // 4))
_SUM = np.ones(3, np.float32)


def is_shaded(colour: Cells, wall: Cells) -> bool:
    """Whether the colour is that of the wall with less light."""
    light = float(colour.sum()) / max(float(wall.sum()), 1)
    tint = float(np.abs(colour - light * wall).max())
    return SHADOW_LIGHT[0] < light < SHADOW_LIGHT[1] and tint < SHADOW_TINT


def uneven_light(ground: Ground) -> Fault | None:
    """Find a wall that is much darker on one side."""
    left, right = (ground.bare_colour(name) for name in CORNERS)
    limit = BLUE_DIFFERENCE if ground.is_blue else WHITE_DIFFERENCE
    if np.abs(left - right).max() <= limit:
        return None
    darker = 0 if left.sum() < right.sum() else 1
    return Fault("bg_uneven", "shadow", (CORNERS[darker],), (left, right)[darker])


def side_shadow(ground: Ground) -> Fault | None:
    """Find a shadow beside the head: it falls to one side, while hair falls to both."""
    shares = {}
    for side, corner in zip(SIDES, CORNERS, strict=True):
        zone = ZONES[side] & ~ground.exact_crown
        wall = ground.bare_colour(corner)
        shaded = _shaded(ground.rgb[zone], wall, SHADOW_LIGHT)
        shares[side] = float(shaded.sum() / ZONES[side].sum())
    side = max(SIDES, key=shares.__getitem__)
    if shares[side] > SHADOW_SHARE and min(shares.values()) < shares[side] / 3:
        return Fault("bg_uneven", "shadow", (side,), ground.bare_colour(side))
    return None


def cast_shadow(ground: Ground) -> Fault | None:
    """Find a shadow between head and border: it falls to one side, grey hair to both."""
    if (ground.chroma[FACE] > COLOURFUL).mean() < FACE_SHARE:
        return None
    found = {side: _cast(ground, side) for side in SIDES}
    less, more = sorted(SIDES, key=lambda side: found[side].sum())
    if found[more].mean() > CAST_SHARE and found[less].sum() < found[more].sum() / 3:
        seen = np.median(ground.rgb[BESIDE[more]][found[more]], axis=0)
        return Fault("bg_uneven", "shadow", (more,), seen)
    return None


def _cast(ground: Ground, side: str) -> Mask:
    """Mark what is darker beside the head than the wall at the border opposite, in each row."""
    opposite = "right" if side == "left" else "left"
    # A lamp on one side makes the whole wall brighter there, also in the corner.
    own, other = (ground.bare_colour(f"top-{name}") for name in (side, opposite))
    border = BORDER[opposite]
    lit = ground.rgb[border].mean(axis=1) * np.clip(own / np.maximum(other, 1), 0.7, 1)
    wall = (ground.plain & ~ground.head)[border].all(axis=1)
    zone = BESIDE[side]
    shaded = _shaded(ground.rgb[zone], lit[:, None], CAST_LIGHT) & np.asarray(wall)[:, None]
    return shaded & ~ground.exact_crown[zone] & _calm(ground.luma[zone])


def _shaded(cells: Cells, wall: Cells, bounds: tuple[float, float]) -> Mask:
    """Mark the cells that have the tint of the wall and a share of its light."""
    light = (cells @ _SUM) / np.maximum(wall @ _SUM, 1)
    tint = largest(np.abs(cells - light[..., None] * wall))
    # What is dark has little colour left to differ in.
    kept = tint < np.minimum(SHADOW_TINT, DARK_TINT * light)
    shaded: Mask = (light > bounds[0]) & (light < bounds[1]) & kept
    return shaded


def _calm(luma: Cells) -> Mask:
    """Mark cells without an edge: shadows are soft and flat, hair and cloth are not."""
    calm = np.ones(luma.shape, bool)
    calm[:, 1:-1] = np.abs(luma[:, 2:] - luma[:, :-2]) < EDGE / 2
    return calm
