"""The rules a ground is judged by: each returns what is wrong, or None.

They look at the zones only; hair and headwear that reach into a zone are never held against anyone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from applications.photo.colours import Cells
from applications.photo.ground import (
    BOTH_CORNERS,
    COLUMNS,
    CORNERS,
    EDGE,
    ROWS,
    SIDE_FOOT,
    SIDES,
    TIPS,
    ZONES,
    Ground,
    Mask,
    X,
    Y,
    pairs,
    spread,
)

# A curl, a sleeve or the rest of a frame may take this share of a corner.
CORNER_TOLERANCE = 0.22
# Cells of one flat colour stay this close to their middle.
FLAT = 48
# Corners may differ by this much: lamps stand on one side, studio blues run out.
WHITE_DIFFERENCE, BLUE_DIFFERENCE = 26, 45
# White and blue are called side by side when both take this share of the corners.
PURE_WHITE_LUMA, PURE_WHITE_CHROMA, STRONG_BLUE, SIDE_BY_SIDE = 225, 12, 60, 0.12
# Mean step between pairs of cells: sensor noise stays below 5, tiles and checks begin at 10.
PATTERN_ENERGY = 9
# A curtain turns from light to dark four times or more along the top, by 6 % of its light.
FOLD_ROWS, FOLD_LIGHT, FOLD_STEP, FOLD_TURNS = 10, 0.06, 5, 4
# A shadow takes 12 to 55 % of the light, keeps the tint, and takes this share of a side band.
SHADOW_LIGHT, SHADOW_TINT, SHADOW_SHARE = (0.45, 0.88), 14, 0.22
# What is neither ground nor hair may take this share of a side band ...
SIDE_TOLERANCE = 0.2
# ... and things that do not even touch the person, this share of a zone.
ISLAND_SHARE = 0.06
# No shoulder is level over a tenth of the width, and no two shoulders over a twentieth each.
LEVEL_COLUMNS, HORIZON_COLUMNS = 12, 6
# No hair goes straight down on both sides from the top through this many rows.
UPRIGHT_ROWS = 25


@dataclass(frozen=True, eq=False)
class Fault:
    """Why a ground is refused, in which zones it shows, and the colour seen there."""

    code: str  # bg_colour or bg_uneven
    detail: str  # shadow, mixed, objects, pattern or empty
    zones: tuple[str, ...]
    seen: Cells


def first_fault(ground: Ground) -> Fault | None:
    """Ask the rules in their order."""
    return next((fault for rule in RULES if (fault := rule(ground))), None)


def _corners(ground: Ground) -> Fault | None:
    bad = {name: _bad_cells(ground, name) for name in CORNERS}
    share = {name: cells.sum() / ZONES[name].sum() for name, cells in bad.items()}
    failing = tuple(name for name in CORNERS if share[name] > CORNER_TOLERANCE)
    if not failing:
        return None
    cells = np.logical_or.reduce([bad[name] for name in failing])
    colour = np.median(ground.rgb[cells], axis=0)
    flat = ground.unlike(colour, FLAT)[cells].mean() < 0.2
    if flat and min(share.values()) > 0.5:
        return Fault("bg_colour", "", failing, colour)
    if not flat:
        return Fault("bg_uneven", "objects", failing, colour)
    detail = "shadow" if _is_shaded(colour, ground.wall) else "mixed"
    return Fault("bg_uneven", detail, failing, colour)


def _bad_cells(ground: Ground, corner: str) -> Mask:
    """Mark what is neither white nor blue in a corner; hair is forgiven while a tip is clean."""
    bad: Mask = ZONES[corner] & ~ground.plain
    clean = ground.plain[TIPS[corner]].mean() > 0.85
    return bad & ~ground.head if clean else bad


def _hair_in(ground: Ground, corner: str) -> Mask:
    """Mark hair in a corner; what is scattered over its tip is something else."""
    share = ground.head[TIPS[corner]].mean()
    return ground.head if share < 0.1 or share > 0.9 else np.zeros_like(ground.head)


def _is_shaded(colour: Cells, wall: Cells) -> bool:
    light = float(colour.sum()) / max(float(wall.sum()), 1)
    tint = float(np.abs(colour - light * wall).max())
    return SHADOW_LIGHT[0] < light < SHADOW_LIGHT[1] and tint < SHADOW_TINT


def _two_colours(ground: Ground) -> Fault | None:
    white = (ground.luma >= PURE_WHITE_LUMA) & (ground.chroma <= PURE_WHITE_CHROMA)
    blue = ground.blue & (ground.chroma >= STRONG_BLUE)
    if min(white[BOTH_CORNERS].mean(), blue[BOTH_CORNERS].mean()) > SIDE_BY_SIDE:
        return Fault("bg_uneven", "mixed", CORNERS, ground.wall)
    return None


def _uneven_light(ground: Ground) -> Fault | None:
    left, right = (ground.bare_colour(name) for name in CORNERS)
    limit = BLUE_DIFFERENCE if ground.is_blue else WHITE_DIFFERENCE
    if np.abs(left - right).max() <= limit:
        return None
    darker = 0 if left.sum() < right.sum() else 1
    return Fault("bg_uneven", "shadow", (CORNERS[darker],), (left, right)[darker])


def _pattern(ground: Ground) -> Fault | None:
    # Pairs of cells: half the noise, and folds two cells wide still show.
    luma = pairs(ground.luma).mean(axis=(1, 3))
    steps = np.zeros_like(luma)
    steps[:, 1:] += np.abs(np.diff(luma, axis=1))
    steps[1:] += np.abs(np.diff(luma, axis=0))
    for name in CORNERS:
        hair = _hair_in(ground, name)
        bare = pairs(ZONES[name] & ~spread(spread(hair))).all(axis=(1, 3))
        busy = bool(bare.any()) and steps[bare].mean() > PATTERN_ENERGY
        cells = ZONES[name] & ~hair
        colour = ground.bare_colour(name)
        if not busy and cells.any():
            busy = ground.unlike(colour, BLUE_DIFFERENCE)[cells].mean() > CORNER_TOLERANCE
        if busy:
            return Fault("bg_uneven", "pattern", (name,), colour)
    return None


def _folds(ground: Ground) -> Fault | None:
    """Find a curtain: along the top its light goes up and down, where a lamp makes one hill."""
    columns = (~ground.head[:FOLD_ROWS]).mean(axis=0) > 0.9
    if columns.sum() < COLUMNS // 3:
        return None
    light = ground.luma[:FOLD_ROWS, columns].mean(axis=0)
    light = np.convolve(light, np.full(5, 0.2), "valid")
    step = max(FOLD_LIGHT * float(light.mean()), FOLD_STEP)
    if _turns(light.tolist(), step) >= FOLD_TURNS:
        return Fault("bg_uneven", "pattern", ("top", *CORNERS), ground.wall)
    return None


def _turns(values: list[float], step: float) -> int:
    """Count how often a line turns, ups and downs below a step not counted."""
    turns, rising = 0, None
    low = high = values[0]
    for value in values:
        low, high = min(low, value), max(high, value)
        if rising is not False and value < high - step:
            turns, rising, low = turns + 1, False, value
        elif rising is not True and value > low + step:
            turns, rising, high = turns + 1, True, value
    return turns


def _side_shadow(ground: Ground) -> Fault | None:
    """Find a shadow beside the head: it falls to one side, while hair falls to both."""
    shares = {}
    for side, corner in zip(SIDES, CORNERS, strict=True):
        zone = ZONES[side] & ~ground.exact_crown
        wall = ground.bare_colour(corner)
        cells = ground.rgb[zone]
        light = cells.sum(axis=1) / max(float(wall.sum()), 1)
        tint = np.abs(cells - light[:, None] * wall).max(axis=1)
        shaded = (light > SHADOW_LIGHT[0]) & (light < SHADOW_LIGHT[1]) & (tint < SHADOW_TINT)
        shares[side] = float(shaded.sum() / ZONES[side].sum())
    side = max(SIDES, key=shares.__getitem__)
    if shares[side] > SHADOW_SHARE and min(shares.values()) < shares[side] / 3:
        return Fault("bg_uneven", "shadow", (side,), ground.bare_colour(side))
    return None


def _side_things(ground: Ground) -> Fault | None:
    for side in SIDES:
        strange = ZONES[side] & ~ground.plain & ~ground.head
        if strange.sum() > SIDE_TOLERANCE * ZONES[side].sum():
            colour = np.median(ground.rgb[strange], axis=0)
            detail = "shadow" if _is_shaded(colour, ground.wall) else "objects"
            return Fault("bg_uneven", detail, (side,), colour)
    return None


def _level_edges(ground: Ground) -> Fault | None:
    """Find a horizon or the top of furniture: level at the border, as no shoulder is."""
    change = np.abs(ground.rgb[2:] - ground.rgb[:-2]).max(axis=2)
    left, right = (_level(side[: ROWS * 8 // 10]) for side in _borders(change, HORIZON_COLUMNS))
    if left is not None and right is not None and abs(left - right) <= 2:
        return Fault("bg_uneven", "mixed", SIDES, ground.rgb[left + 4, 0])
    upper = change[: int(ROWS * SIDE_FOOT)]
    for name, border, column in zip(SIDES, _borders(upper, LEVEL_COLUMNS), (0, -1), strict=True):
        row = _level(border)
        if row is not None:
            return Fault("bg_uneven", "objects", (name,), ground.rgb[row + 4, column])
    return None


def _borders(cells: Cells, columns: int) -> tuple[Cells, Cells]:
    return cells[:, :columns], cells[:, -columns:]


def _level(change: Cells) -> int | None:
    """Return the row where all columns change most, if they do so together."""
    rows = change[8:].argmax(axis=0) + 8
    if np.ptp(rows) > 1 or change[8:].max(axis=0).min() < EDGE:
        return None
    return int(np.median(rows))


def _upright_edges(ground: Ground) -> Fault | None:
    """Find a post or a strip behind the head: straight down from the top, as no hair is."""
    other = ground.unlike(ground.wall, EDGE)[1:UPRIGHT_ROWS]
    left, right = other.argmax(axis=1), other[:, ::-1].argmax(axis=1)
    if other.any(axis=1).all() and np.ptp(left) <= 1 and np.ptp(right) <= 1:
        colour = np.median(ground.rgb[1][other[0]], axis=0)
        return Fault("bg_uneven", "objects", ("top",), colour)
    return None


def _islands(ground: Ground) -> Fault | None:
    """Find things beside the head that do not hang together with the person."""
    other = np.asarray(pairs(ground.unlike(ground.wall, EDGE)).all(axis=(1, 3)))
    person = np.zeros_like(other)
    person[ROWS // 10 :, COLUMNS * 3 // 20 : COLUMNS * 7 // 20] = True
    person &= other
    for _ in range(ROWS // 4):
        grown = spread(person) & other
        if (grown == person).all():
            break
        person = grown
    strange = other & ~person & pairs(~ground.plain).all(axis=(1, 3))
    for name in (*SIDES, *CORNERS):
        island = strange & pairs(ZONES[name]).all(axis=(1, 3))
        if island.sum() > ISLAND_SHARE * ZONES[name].sum() / 4:
            seen = np.median(ground.rgb[::2, ::2][island], axis=0)
            return Fault("bg_uneven", "objects", (name,), seen)
    return None


def _trap(ground: Ground) -> Fault | None:
    """Find a ground that is right only in the corners, where one would look first."""
    lower = ((X < 0.06) | (X > 0.94)) & (Y > SIDE_FOOT) & (Y < 0.95)
    if ground.plain[lower].mean() > 0.03:
        return None  # the true ground shows below large hair
    around = ZONES["top"] | ZONES["left"] | ZONES["right"]
    if ground.plain[around].mean() > 0.1 or ground.dark[around].mean() > 0.5:
        return None
    colour = np.median(ground.rgb[around], axis=0)
    if ground.unlike(colour, FLAT / 2)[around].mean() > 0.1:
        return None
    return Fault("bg_colour", "", ("top", *SIDES), colour)


RULES: tuple[Callable[[Ground], Fault | None], ...] = (
    _corners,
    _two_colours,
    _uneven_light,
    _pattern,
    _folds,
    _level_edges,
    _side_shadow,
    _side_things,
    _upright_edges,
    _islands,
    _trap,
)
