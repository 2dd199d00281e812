"""A pen for drawing soft, flat shapes in units that do not depend on the size of the picture."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

# The board is this many units high, whatever the size of the picture; x is counted from its middle.
BOARD_HEIGHT = 320
# Pillow's shapes have hard edges: draw this many times larger, then reduce.
OVERSAMPLING = 3


class Pen:
    """Draws in board units; `picture` gives what was drawn, in the size that was asked for."""

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        self._image = Image.new("RGBA", (width * OVERSAMPLING, height * OVERSAMPLING))
        self._draw = ImageDraw.Draw(self._image)
        self._scale = self._image.height / BOARD_HEIGHT
        self._middle = self._image.width / 2

    def picture(self) -> Image.Image:
        """Return what was drawn, its hard edges softened."""
        return self._image.reduce(OVERSAMPLING)

    def _place(self, points: Sequence[Point]) -> list[Point]:
        return [(self._middle + x * self._scale, y * self._scale) for x, y in points]

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """Fill an oval around a middle."""
        self._draw.ellipse(self._place([(x - rx, y - ry), (x + rx, y + ry)]), fill=fill)

    def ring(self, x: float, y: float, rx: float, ry: float, fill: Colour, width: float) -> None:
        """Draw the outline of an oval."""
        box = self._place([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse(box, outline=fill, width=round(width * self._scale))

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a shape with straight edges."""
        self._draw.polygon(self._place(points), fill=fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a soft outline that runs through the points."""
        self.shape(smooth(points), fill)

    def even_blob(self, half: Sequence[Point], fill: Colour) -> None:
        """Fill a soft outline of which only the right half is given, from top to bottom."""
        self.blob([*half, *mirrored(half)], fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """Draw a line with round joints."""
        self._draw.line(
            self._place(points), fill=fill, width=round(width * self._scale), joint="curve"
        )


def mirrored(half: Sequence[Point]) -> list[Point]:
    """Return the left half of an even outline, from bottom to top."""
    return [(-x, y) for x, y in reversed(half) if x]


def smooth(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """Return a closed Catmull-Rom curve through the points."""
    curve: list[Point] = []
    count = len(points)
    for i in range(count):
        a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        curve += [_between(a, b, c, d, step / steps) for step in range(steps)]
    return curve


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def along(p: float, q: float, r: float, s: float) -> float:
        return q + t / 2 * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))

    return along(a[0], b[0], c[0], d[0]), along(a[1], b[1], c[1], d[1])


def shade(colour: Colour, factor: float) -> Colour:
    """Return the colour made darker (below 1) or lighter (above 1)."""
    red, green, blue = (min(255, round(part * factor)) for part in colour)
    return red, green, blue
