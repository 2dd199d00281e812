"""The rules a ground is judged by: each returns what is wrong, or None.

They look at the zones only; hair and headwear that reach into a zone are never held against anyone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from applications.photo import things
from applications.photo.fault import Fault
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
    all_of_pairs,
    mean_of_pairs,
    spread,
)
from applications.photo.light import (
    BLUE_DIFFERENCE,
    cast_shadow,
    is_shaded,
    side_shadow,
    uneven_light,
)

# A curl, a sleeve or the rest of a frame may take this share of a corner.
CORNER_TOLERANCE = 0.22
# Cells of one flat colour stay this close to their middle.
FLAT = 48
# White and blue are called side by side when both take this share of the corners.
PURE_WHITE_LUMA, PURE_WHITE_CHROMA, STRONG_BLUE, SIDE_BY_SIDE = 225, 12, 60, 0.12
TINTED_WHITE = 30
# Where the wall is seen farthest down; no step over so many rows is larger than EDGE there.
BORDER_ROWS, BORDERS, SMOOTH = slice(ROWS // 2), (slice(4), slice(-4, None)), 4
# Mean step between pairs of cells: sensor noise stays below 5, tiles and checks begin at 10.
PATTERN_ENERGY = 9
# A curtain turns from light to dark four times or more along the top, by 6 % of its light.
FOLD_ROWS, FOLD_LIGHT, FOLD_STEP, FOLD_TURNS = 10, 0.06, 5, 4


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
    detail = "shadow" if is_shaded(colour, ground.wall) else "mixed"
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


def _two_colours(ground: Ground) -> Fault | None:
    white = (ground.luma >= PURE_WHITE_LUMA) & (ground.chroma <= PURE_WHITE_CHROMA)
    blue = ground.blue & (ground.chroma >= STRONG_BLUE)
    if min(white[BOTH_CORNERS].mean(), blue[BOTH_CORNERS].mean()) > SIDE_BY_SIDE:
        return Fault("bg_uneven", "mixed", CORNERS, ground.wall)
    return None


def _turning(ground: Ground) -> Fault | None:
    """Find a wall that turns into another colour down both borders, smoothly, as no clothes do."""
    left, right = (ground.rgb[BORDER_ROWS, columns].mean(axis=1) for columns in BORDERS)
    steps = np.abs(np.stack([left[SMOOTH:] - left[:-SMOOTH], right[SMOOTH:] - right[:-SMOOTH]]))
    if max(steps.max(), np.abs(left - right).max()) > EDGE * 2 / 3:
        return None
    wall = np.concatenate([ground.plain[BORDER_ROWS, columns] for columns in BORDERS])
    chroma = np.concatenate([ground.chroma[BORDER_ROWS, columns] for columns in BORDERS])
    blue = (wall & (chroma >= STRONG_BLUE)).mean()
    white = (wall & (chroma <= TINTED_WHITE)).mean()
    if min(white, blue) > SIDE_BY_SIDE or wall.mean() < 1 - CORNER_TOLERANCE:
        return Fault("bg_uneven", "mixed", SIDES, (left[-1] + right[-1]) / 2)
    return None


def _pattern(ground: Ground) -> Fault | None:
    # Pairs of cells: half the noise, and folds two cells wide still show.
    luma = mean_of_pairs(ground.luma)
    steps = np.zeros_like(luma)
    steps[:, 1:] += np.abs(np.diff(luma, axis=1))
    steps[1:] += np.abs(np.diff(luma, axis=0))
    for name in CORNERS:
        hair = _hair_in(ground, name)
        bare = all_of_pairs(ZONES[name] & ~spread(spread(hair)))
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
    _turning,
    uneven_light,
    _pattern,
    _folds,
    things.level_edges,
    side_shadow,
    things.side_things,
    things.upright_edges,
    things.strips,
    things.islands,
    cast_shadow,
    _trap,
)
