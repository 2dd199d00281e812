"""Takes out of a picture what is no picture: place, device, comments, thumbnails, tails.

The picture itself stays as it was, byte for byte.  For files that were decoded without a fault.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Literal

from PIL import Image

from portal.pictures import END_OF_IMAGE, MARKER, ORIENTATION, orientation_of, segment_length

_APPLICATION = range(0xE0, 0xF0)
_COMMENT, _SCAN = 0xFE, 0xDA
# What says how colours are coded: how it begins, and how long it is, without a small picture.
_CODING = {0xE0: (b"JFIF\0", 12, b"\0\0"), 0xEE: (b"Adobe", 12, b"")}
# A profile of colours says nothing of a person.
_PROFILE = b"ICC_PROFILE\0"
_KEPT_CHUNKS = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"),
    *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD"),
}


def without_notes(data: bytes, kind: Literal["JPEG", "PNG"]) -> bytes:
    """Return the picture alone."""
    return _jpeg(data) if kind == "JPEG" else _png(data)


def _jpeg(data: bytes) -> bytes:
    kept = [data[:2], _orientation(data)]
    position, before = 2, 0
    while found := MARKER.search(data, position):
        marker = data[found.start() + 1]
        end = found.end() + segment_length(data, found.end(), marker)
        if before == _SCAN:
            # Behind a scan's head comes the picture; between other segments nothing should be.
            kept.append(data[position : found.start()])
        if marker == END_OF_IMAGE:
            kept.append(data[found.start() : found.end()])
            break
        kept.append(_segment(marker, data[found.start() : end]))
        position, before = end, marker
    return b"".join(kept)


def _segment(marker: int, segment: bytes) -> bytes:
    """Return what has to stay of a segment; empty for a note."""
    body = segment[4:]
    if marker in _CODING:
        begins, length, ends = _CODING[marker]
        if not body.startswith(begins):
            return b""
        body = body[:length] + ends
        return segment[:2] + struct.pack(">H", len(body) + 2) + body
    is_note = marker == _COMMENT or marker in _APPLICATION
    return b"" if is_note and not body.startswith(_PROFILE) else segment


def _orientation(data: bytes) -> bytes:
    """Return the one note a picture needs: how the camera was held.  Empty if it was upright."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as image:
        turned = orientation_of(image)
    if not 1 < turned <= 8:
        return b""
    notes = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes


def _png(data: bytes) -> bytes:
    kept = [data[:8]]
    position = 8
    while position < len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + length + 12
        if name in _KEPT_CHUNKS:
            kept.append(data[position:end])
        if name == b"IEND":
            break
        position = end
    return b"".join(kept)
