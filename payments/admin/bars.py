"""Stacked bars for a page: every number of the drawing; a template only writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 920, 220
LEFT, BOTTOM, TOP = 72, 24, 12
LINES = 4
MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    """One channel on one day."""

    x: float
    y: float
    width: float
    height: float
    kind: int


@dataclass(frozen=True)
class Line:
    """A height, and the amount it stands for."""

    y: float
    fen: int


@dataclass(frozen=True)
class Tick:
    """The word under a day."""

    x: float
    day: date


@dataclass(frozen=True)
class Bars:
    """A drawing of ``width`` by ``height`` units."""

    bars: Sequence[Bar]
    lines: Sequence[Line]
    ticks: Sequence[Tick]
    labels: Sequence[str]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def drawn(days: Sequence[tuple[date, Sequence[int]]], labels: Sequence[str]) -> Bars:
    """Bars for these days; the highest line is a round amount that holds the highest day."""
    top = _round_up(max((sum(parts) for _day, parts in days), default=0))
    room = HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT) / max(len(days), 1)
    bars: list[Bar] = []
    for place, (_day, parts) in enumerate(days):
        y = float(HEIGHT - BOTTOM)
        for kind, fen in enumerate(parts):
            height = room * fen / top
            y -= height
            if fen:
                x = LEFT + step * (place + 0.15)
                bars.append(
                    Bar(round(x, 1), round(y, 1), round(step * 0.7, 1), round(height, 1), kind)
                )
    lines = [
        Line(round(HEIGHT - BOTTOM - room * number / LINES, 1), top * number // LINES)
        for number in range(LINES + 1)
    ]
    every = -(-len(days) // MOST_LABELS)
    ticks = [
        Tick(round(LEFT + step * (place + 0.5), 1), day)
        for place, (day, _parts) in enumerate(days)
        if place % every == 0
    ]
    return Bars(bars, lines, ticks, labels)


def _round_up(fen: int) -> int:
    """1, 2, 4 or 8 times a power of ten yuan, so that a quarter of it is readable too."""
    size = 10_000
    while True:
        for times in (1, 2, 4, 8):
            if size * times >= fen:
                return size * times
        size *= 10
