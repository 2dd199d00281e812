"""Finds the picture inside a frame, so that a white border never vouches for what is inside."""

from __future__ import annotations

import numpy as np
from PIL import Image

from applications.photo.ground import COLUMNS, ROWS, Ground, Mask

# Shares of width and height: left, top, right, bottom.
Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

# A frame differs from its own colour by no more than this, after JPEG.
FLATNESS = 18
# What is inside differs by at least this; where a frame is perfectly flat, a trace is enough.
STEP, TRACE = 24, 8
# Nearly all of the upper edge is straight.  On the sides dark hair may melt into a dark frame.
TOP_STRAIGHT, SIDE_STRAIGHT = 0.8, 0.6
# Around an edge a strongly compressed JPEG leaves traces of so many cells.
RINGING = 2
# A frame is narrower than what it frames; a face below a white cap is no picture.
MOST_FRAME = 0.55
# Cells that a blurred edge may take.
EDGE_CELLS = 3
# Below this shoulders and clothes meet the border.
UPPER = ROWS * 6 // 10
# White in black in white is the most that was seen.
MAX_FRAMES = 3


def unframed(image: Image.Image) -> tuple[Ground, Box]:
    """Return the cells of the picture inside all its frames, and where it lies."""
    inside = WHOLE
    ground = Ground(image)
    for _ in range(MAX_FRAMES):
        box = _inside_frame(ground)
        if box is None:
            break
        inside = nested(inside, box)
        ground = Ground(_crop(image, inside))
    return ground, inside


def nested(outer: Box, inner: Box) -> Box:
    """Return the inner box, given as shares of the outer one, as shares of the whole."""
    left, top, right, bottom = outer
    width, height = right - left, bottom - top
    return (
        left + inner[0] * width,
        top + inner[1] * height,
        left + inner[2] * width,
        top + inner[3] * height,
    )


def _crop(image: Image.Image, inside: Box) -> Image.Image:
    width, height = image.size
    left, top = round(inside[0] * width), round(inside[1] * height)
    right, bottom = round(inside[2] * width), round(inside[3] * height)
    return image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))


def _inside_frame(ground: Ground) -> Box | None:
    rim = np.zeros((ROWS, COLUMNS), bool)
    rim[:2] = rim[:UPPER, :2] = rim[:UPPER, -2:] = True
    distance = ground.distance(np.median(ground.rgb[rim], axis=0))
    unevenness = float(np.percentile(distance[rim], 95))
    if unevenness > FLATNESS:
        return None
    other = distance > min(max(4 * unevenness, TRACE), STEP)
    top = _straight_edge(other[:UPPER].T, TOP_STRAIGHT)
    left = _straight_edge(other[:UPPER], SIDE_STRAIGHT)
    right = _straight_edge(other[:UPPER, ::-1], SIDE_STRAIGHT)
    if top is None or left is None or right is None or not left + right:
        return None
    if left + right > COLUMNS * MOST_FRAME:
        return None
    foot = ROWS - 1 - int(np.flatnonzero(other.any(axis=1))[-1])
    return (
        _behind(left) / COLUMNS,
        _behind(top) / ROWS,
        1 - _behind(right) / COLUMNS,
        1 - _behind(foot) / ROWS,
    )


def _behind(depth: int) -> int:
    """Return how many cells to leave away: those of the frame and of its edge."""
    return depth + EDGE_CELLS if depth else 0


def _straight_edge(other: Mask, enough: float) -> int | None:
    """Return how many cells of a line belong to the frame, if most lines agree."""
    lines = other[other.any(axis=1)]
    if len(lines) < 10:
        return None
    depths = lines.argmax(axis=1)
    depth = int(np.bincount(depths).argmax())
    straight = np.abs(depths - depth) <= RINGING
    return depth if straight.mean() >= enough else None
