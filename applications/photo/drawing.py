"""The judged zones as a page draws them over the photo."""

from __future__ import annotations

from dataclasses import dataclass

from applications.photo.verdict import Verdict

_WIDTH = 300  # units across the drawing


@dataclass(frozen=True)
class DrawnZone:
    """A zone that was judged, in the units of the drawing."""

    points: str
    x: int
    y: int
    failed: bool


@dataclass(frozen=True)
class Drawing:
    """All zones, and the view box they lie in: as wide and high as the photo is in proportion."""

    box: str
    zones: tuple[DrawnZone, ...]


def draw(verdict: Verdict) -> Drawing:
    """Draw what was judged of a photo."""
    size = (_WIDTH, _WIDTH * verdict.height / max(verdict.width, 1))
    zones = (
        DrawnZone(zone.points(*size), *zone.centre(*size), zone.failed) for zone in verdict.zones
    )
    return Drawing(f"0 0 {_WIDTH} {size[1]:.0f}", tuple(zones))
