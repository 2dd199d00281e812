"""What a rule of the photo check answers."""

from __future__ import annotations

from dataclasses import dataclass

from applications.photo.colours import Cells


@dataclass(frozen=True, eq=False)
class Fault:
    """Why a ground is refused, in which zones it shows, and the colour seen there."""

    code: str  # bg_colour or bg_uneven
    detail: str  # shadow, mixed, objects, pattern or empty
    zones: tuple[str, ...]
    seen: Cells
