"""Judges an identity photo by its bytes: a JPEG, whole, of a usable size, on plain white or blue.

Pure: bytes in, facts out.  A verdict holds no words for people; see `words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from typing import Any

from PIL import Image

from applications.photo.colours import name_of, swatch_of
from applications.photo.fault import Fault
from applications.photo.frame import WHOLE, Box, unframed
from applications.photo.ground import EDGE, POLYGONS, Ground, Polygon, X, Y
from applications.photo.rules import first_fault
from portal.pictures import DecodeError, Picture, decode, kind_of
from portal.uploads import ending_of

ENDINGS = (".jpg", ".jpeg")
# What the graduate admission portals in China allow.
MAX_BYTES = 10 * 1024 * 1024
# More than any phone needs for a face; larger files cost memory and tell nothing more.
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
# Below this a face can't be recognised in print.
MIN_SIDE = 200
# What the visa office asks for; less is accepted with advice.
ADVISED_WIDTH, ADVISED_HEIGHT = 354, 472
# 3:4 is asked for; 33 x 48 mm, 35 x 45 mm and 2:3 are near enough.
ASPECTS = (0.60, 0.85)
# Twice the grid that is judged: a phone photo is reduced while it is decoded.
JUDGED_SIDE = 240
# The copy we keep: enough for print at 300 dpi on a whole hand, without the file's own notes.
STORED_SIDE, STORED_QUALITY = 1600, 90
# With less than this share of other cells in the middle there is nobody in the picture.
PERSON_SHARE = 0.08
# Strongest chroma of a picture without colour, after JPEG.
GREY_CHROMA = 10
# Zones are drawn so much smaller that their edges are not lost at the edge of the photo.
DRAWN_IN = 0.84


@dataclass(frozen=True)
class Zone:
    """A part of the photo that was judged, as shares of its width and height."""

    name: str
    polygon: Polygon
    failed: bool

    def points(self, width: float, height: float) -> str:
        """The polygon for an SVG whose box has this size, its edges drawn in a little."""
        middle_x, middle_y = self._middle()
        inner = (
            (_inward(x, middle_x) * width, _inward(y, middle_y) * height) for x, y in self.polygon
        )
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in inner)

    def centre(self, width: float, height: float) -> tuple[int, int]:
        """Where a sign on top of the zone stands in such a box."""
        x, y = self._middle()
        return round(x * width), round(y * height)

    def _middle(self) -> tuple[float, float]:
        xs, ys = zip(*self.polygon, strict=True)
        return sum(xs) / len(xs), sum(ys) / len(ys)


def _inward(edge: float, middle: float) -> float:
    return middle + (edge - middle) * DRAWN_IN


@dataclass(frozen=True)
class Verdict:
    """What was found in a photo."""

    accepted: bool
    # white, blue or other; None where the file was refused before the background was looked at
    background: str | None
    # not_jpeg, damaged, too_big, too_many_pixels, too_small, bg_colour, bg_uneven
    code: str | None
    # bg_uneven: shadow, mixed, objects, pattern; bg_colour: frame or nothing;
    # not_jpeg: what the file is; damaged: empty, truncated, bomb, decoder
    detail: str = ""
    colour: str = ""  # one of COLOUR_WORDS: the background, or what is wrong with it
    swatch: str = ""  # the same colour as #rrggbb
    warnings: tuple[str, ...] = ()  # aspect, small, greyscale, frame, no_person
    zones: tuple[Zone, ...] = ()
    width: int = 0
    height: int = 0
    size: int = 0
    ending: str = ""  # of the file's name, with its dot

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the zones where something is wrong."""
        return tuple(zone.name for zone in self.zones if zone.failed)

    @property
    def is_about_the_ground(self) -> bool:
        """Whether only the background is held against the photo: a person may see it otherwise."""
        return self.code in {"bg_colour", "bg_uneven"}

    def as_json(self) -> dict[str, Any]:
        """Return what a JSON column keeps; `from_json` reads it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Verdict:
        """Return the verdict that was kept."""
        zones = (
            Zone(zone["name"], tuple((x, y) for x, y in zone["polygon"]), zone["failed"])
            for zone in kept["zones"]
        )
        return cls(**{**kept, "warnings": tuple(kept["warnings"]), "zones": tuple(zones)})


def judge(data: bytes, filename: str) -> Verdict:
    """Judge a photo as it was uploaded; never raises for a bad one."""
    verdict = Verdict(
        accepted=False, background=None, code=None, size=len(data), ending=ending_of(filename)
    )
    if len(data) > MAX_BYTES:
        return replace(verdict, code="too_big")
    if not data:
        return replace(verdict, code="damaged", detail="empty")
    kind = kind_of(data)
    if kind != "JPEG" or verdict.ending not in ENDINGS:
        return replace(verdict, code="not_jpeg", detail=kind)
    try:
        picture = decode(
            data, "JPEG", max_pixels=MAX_PIXELS, max_side=MAX_SIDE, shrink_to=JUDGED_SIDE
        )
    except DecodeError as bad:
        return replace(
            verdict, code=bad.code, detail=bad.detail, width=bad.width, height=bad.height
        )
    verdict = replace(verdict, width=picture.width, height=picture.height)
    if min(picture.width, picture.height) < MIN_SIDE:
        return replace(verdict, code="too_small")
    return _judge_background(picture, verdict)


def _judge_background(picture: Picture, verdict: Verdict) -> Verdict:
    ground, inside = unframed(picture.image.convert("RGB"))
    fault = first_fault(ground)
    verdict = replace(
        verdict,
        zones=_zones(inside, fault),
        warnings=_warnings(picture, ground, framed=inside != WHOLE),
    )
    seen = fault.seen if fault else ground.wall
    verdict = replace(verdict, colour=name_of(seen), swatch=swatch_of(seen))
    if fault is None and ground.is_blue:
        return replace(verdict, accepted=True, background="blue")
    if fault is None:
        # A white wall is called white, in whatever light it stands.
        return replace(verdict, accepted=True, background="white", colour="white")
    framed = "frame" if inside != WHOLE and fault.code == "bg_colour" else ""
    return replace(verdict, background="other", code=fault.code, detail=fault.detail or framed)


def _zones(inside: Box, fault: Fault | None) -> tuple[Zone, ...]:
    left, top, right, bottom = inside
    failed = fault.zones if fault else ()
    return tuple(
        Zone(
            name,
            tuple((left + x * (right - left), top + y * (bottom - top)) for x, y in polygon),
            name in failed,
        )
        for name, polygon in POLYGONS.items()
    )


def _warnings(picture: Picture, ground: Ground, *, framed: bool) -> tuple[str, ...]:
    middle = (X > 1 / 3) & (X < 2 / 3) & (Y > 1 / 4) & (Y < 7 / 8)
    person = ground.unlike(ground.wall, EDGE)[middle].mean() >= PERSON_SHARE
    colourless = ground.chroma.max() <= GREY_CHROMA and person
    found = {
        "aspect": not ASPECTS[0] <= picture.width / picture.height <= ASPECTS[1],
        "small": picture.width < ADVISED_WIDTH or picture.height < ADVISED_HEIGHT,
        "greyscale": picture.image.mode == "L" or colourless,
        "frame": framed,
        "no_person": not person,
    }
    return tuple(code for code, true in found.items() if true)


def stored_copy(data: bytes) -> bytes:
    """Return the photo as we keep it: upright, at most 1600 pixels, nothing but the picture.

    Raises DecodeError for a photo that `judge` would not have accepted.
    """
    picture = decode(data, "JPEG", max_pixels=MAX_PIXELS, max_side=MAX_SIDE, shrink_to=STORED_SIDE)
    image = picture.image.convert("RGB")
    image.thumbnail((STORED_SIDE, STORED_SIDE), Image.Resampling.LANCZOS)
    # A new image: position, device, comments, profiles and thumbnails stay behind.
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    out = BytesIO()
    clean.save(out, "JPEG", quality=STORED_QUALITY)
    return out.getvalue()
