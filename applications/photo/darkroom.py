"""What an applicant may have done to a photo: turned, cut to 3:4.  Bytes in, bytes out."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import numpy as np
from PIL import Image

from applications.photo.ground import COLUMNS, EDGE, Ground
from applications.photo.verdict import MAX_PIXELS, MAX_SIDE, STORED_QUALITY
from portal.pictures import decode

_QUARTERS = {"left": Image.Transpose.ROTATE_90, "right": Image.Transpose.ROTATE_270}
WIDE, HIGH = 3, 4


def turned(photo: bytes, way: Literal["left", "right"]) -> bytes:
    """Return the photo turned by a quarter.  Raises DecodeError."""
    return _written(_read(photo).transpose(_QUARTERS[way]))


def cut(photo: bytes) -> bytes:
    """Return the photo cut to three parts wide and four high, the person in the middle.

    What is too high loses its foot, for the head is above.  Raises DecodeError.
    """
    image = _read(photo)
    width, height = image.size
    if width * HIGH > height * WIDE:
        narrow = height * WIDE // HIGH
        left = round(_middle_of_person(image) * width - narrow / 2)
        left = min(max(left, 0), width - narrow)
        return _written(image.crop((left, 0, left + narrow, height)))
    return _written(image.crop((0, 0, width, width * HIGH // WIDE)))


def _middle_of_person(image: Image.Image) -> float:
    """Where across the picture the person is, as a share of its width."""
    ground = Ground(image)
    other = ground.unlike(ground.wall, EDGE).sum(axis=0)
    if not other.any():
        return 0.5
    return float(np.average(np.arange(COLUMNS) + 0.5, weights=other)) / COLUMNS


def _read(photo: bytes) -> Image.Image:
    return decode(photo, "JPEG", max_pixels=MAX_PIXELS, max_side=MAX_SIDE).image.convert("RGB")


def _written(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=STORED_QUALITY)
    return out.getvalue()
