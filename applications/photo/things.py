"""Things behind the person: furniture, posts, pictures on the wall, a horizon."""

from __future__ import annotations

import numpy as np

from applications.photo.colours import Cells
from applications.photo.fault import Fault
from applications.photo.ground import (
    COLUMNS,
    CORNERS,
    EDGE,
    ROWS,
    SIDE_FOOT,
    SIDES,
    ZONES,
    Ground,
    Mask,
    all_of_pairs,
    largest,
    spread,
)
from applications.photo.light import is_shaded

# What is neither ground nor hair may take this share of a side band ...
SIDE_TOLERANCE = 0.2
# Hair and skin of all people are warm: this share of the red is missing in the blue.
WARMTH, SLACK = 0.12, 6
# ... and things that do not even touch the person, this share of a zone.
ISLAND_SHARE = 0.06
# Hardly a shoulder is level over a tenth of the width.
LEVEL_COLUMNS = 12
# The middle of the body, at the foot of the picture: cloth that shoulders share.
FOOT = (slice(ROWS * 9 // 10, -3), slice(COLUMNS // 4, -COLUMNS // 4))
# No hair goes straight down on both sides from the top through this many rows.
UPRIGHT_ROWS = 25
# Wider things than this fill a corner or a side band.
STRIP_COLUMNS = 17
# They begin here, above most heads; a veil beside a pale face looks the same further down.
STRIP_TOP = 24
# A neck has the wall on both sides, too.
MIDDLE = (COLUMNS // 4, COLUMNS * 7 // 10)
# Where a person is for certain, on the grid of pairs; and the rows beside the head.
_PERSON = np.zeros((ROWS // 2, COLUMNS // 2), bool)
_PERSON[ROWS // 10 :, COLUMNS * 3 // 20 : COLUMNS * 7 // 20] = True
_BESIDE_HEAD = (np.arange(ROWS // 2) < ROWS * 0.27)[:, None]


def side_things(ground: Ground) -> Fault | None:
    """Find what is neither ground nor hair beside the head."""
    locks = _locks(ground)
    for side in SIDES:
        strange = ZONES[side] & ~ground.plain & ~ground.head & ~locks
        if strange.sum() > SIDE_TOLERANCE * ZONES[side].sum():
            colour = np.median(ground.rgb[strange], axis=0)
            detail = "shadow" if is_shaded(colour, ground.wall) else "objects"
            return Fault("bg_uneven", detail, (side,), colour)
    return None


def _locks(ground: Ground) -> Mask:
    """Mark fair and brown hair, and bare skin, that hang together with the head, in any light."""
    red, green, blue = (ground.rgb[..., channel] for channel in range(3))
    warm = (red >= green - SLACK) & (green >= blue - SLACK) & (red - blue > WARMTH * red)
    locks = _grown(_PERSON, all_of_pairs(warm | ground.head) & _BESIDE_HEAD)
    return locks.repeat(2, axis=0).repeat(2, axis=1)


def _grown(seed: Mask, cells: Mask) -> Mask:
    """Return the cells that hang together with the seed."""
    reached = seed & cells
    for _ in range(ROWS // 4):
        grown = spread(reached) & cells
        if (grown == reached).all():
            break
        reached = grown
    return reached


def level_edges(ground: Ground) -> Fault | None:
    """Find a horizon or the top of furniture: level at the border, as no shoulder is."""
    change = largest(np.abs(ground.rgb[2:] - ground.rgb[:-2]))
    left, right = (_level(side[: ROWS * 8 // 10]) for side in _borders(change, LEVEL_COLUMNS))
    level = left is not None and right is not None and abs(left - right) <= 2
    if left is not None and level and not _is_shoulder(ground, left):
        return Fault("bg_uneven", "mixed", SIDES, ground.rgb[left + 4, 0])
    upper = change[: int(ROWS * SIDE_FOOT)]
    for name, border, column in zip(SIDES, _borders(upper, LEVEL_COLUMNS), (0, -1), strict=True):
        row = _any_level(border)
        if row is not None:
            return Fault("bg_uneven", "objects", (name,), ground.rgb[row + 4, column])
    return None


def _is_shoulder(ground: Ground, row: int) -> bool:
    """Whether a level edge is that of shoulders: a neck above, and the same cloth in the middle."""
    neck = ground.unlike(ground.wall, EDGE)[row - 8 : row, COLUMNS // 2 - 4 : COLUMNS // 2 + 4]
    cloth = ground.rgb[row + 8, (0, -1)]
    worn = [1 - ground.unlike(colour, EDGE)[FOOT].mean() for colour in cloth]
    return bool(neck.mean() > 0.5 and min(worn) > 0.5)


def _borders(cells: Cells, columns: int) -> tuple[Cells, Cells]:
    return cells[:, :columns], cells[:, -columns:]


def _level(change: Cells) -> int | None:
    """Return the row where all columns change most, if they do so together."""
    rows = change[8:].argmax(axis=0) + 8
    if np.ptp(rows) > 1 or change[8:].max(axis=0).min() < EDGE:
        return None
    return int(np.median(rows))


def _any_level(change: Cells) -> int | None:
    """Return the first row where all columns change, a row up or down allowed."""
    close = np.maximum(change[8:-1], change[9:])
    rows = np.flatnonzero(close.min(axis=1) >= EDGE)
    return int(rows[0]) + 8 if len(rows) else None


def upright_edges(ground: Ground) -> Fault | None:
    """Find a post or a strip behind the head: straight down from the top, as no hair is."""
    other = ground.unlike(ground.wall, EDGE)[1:UPRIGHT_ROWS]
    left, right = other.argmax(axis=1), other[:, ::-1].argmax(axis=1)
    if other.any(axis=1).all() and np.ptp(left) <= 1 and np.ptp(right) <= 1:
        colour = np.median(ground.rgb[1][other[0]], axis=0)
        return Fault("bg_uneven", "objects", ("top",), colour)
    return None


def strips(ground: Ground) -> Fault | None:
    """Find a door frame or a pipe beside the head: narrow, straight, the wall on both sides."""
    other = ground.unlike(ground.wall, EDGE)[: ROWS // 2]
    starts = _straightened(other[:, 1:] & ~other[:, :-1])
    ends = _straightened(other[:, :-1] & ~other[:, 1:])
    for left in map(int, np.flatnonzero(starts.sum(axis=0) >= UPRIGHT_ROWS)):
        if MIDDLE[0] < left < MIDDLE[1]:
            continue
        beyond = slice(left + 2, left + STRIP_COLUMNS)
        both = starts[:, left, None] & ends[:, beyond]
        long = (both.sum(axis=0) >= UPRIGHT_ROWS) & (both[:STRIP_TOP].sum(axis=0) >= STRIP_TOP / 3)
        if long.any():
            side = SIDES[0] if left < COLUMNS // 2 else SIDES[1]
            return Fault("bg_uneven", "objects", (side,), ground.rgb[STRIP_TOP, left + 2])
    return None


def _straightened(edges: Mask) -> Mask:
    """Let each edge count in the columns beside it, too."""
    wide = edges.copy()
    wide[:, 1:] |= edges[:, :-1]
    wide[:, :-1] |= edges[:, 1:]
    return wide


def islands(ground: Ground) -> Fault | None:
    """Find things beside the head that do not hang together with the person."""
    other = all_of_pairs(ground.unlike(ground.wall, EDGE))
    strange = other & ~_grown(_PERSON, other) & all_of_pairs(~ground.plain)
    for name in (*SIDES, *CORNERS):
        island = strange & all_of_pairs(ZONES[name])
        if island.sum() > ISLAND_SHARE * ZONES[name].sum() / 4:
            seen = np.median(ground.rgb[::2, ::2][island], axis=0)
            return Fault("bg_uneven", "objects", (name,), seen)
    return None
