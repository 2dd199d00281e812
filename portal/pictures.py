"""Pictures sent by strangers: what the bytes are, and decoding them within bounds.

Nothing here knows what a picture is for; the limits come from the caller.
"""

from __future__ import annotations

import re
import struct
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image

# Pillow only warns between one and two times its own limit; a bomb must never get that far.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Ours are lower, except for plain photos of large cameras, which are reduced while decoded.
Image.MAX_IMAGE_PIXELS = 125_000_000

# A progressive JPEG is decoded once for each scan: 9000 scans in 100 KB cost 20 seconds.
# Cameras write 1, encoders at most 10 to 20.
MAX_SCANS = 64
# Each of them goes over all pixels: more than ten of the largest page take too long.
USUAL_SCANS, MAX_SCANNED = 10, 600_000_000
# Every segment costs a turn of Pillow's Python loop.  Extended XMP in a 10 MB file needs some 160.
MAX_SEGMENTS = 1000
# Bytes between segments are read one by one.  Honest encoders pad with a handful.
MAX_STRAY_BYTES = 4096
# Encoders cut PNG data into pieces of 8 KB or more; 10 MB of them are some 1300.
MAX_CHUNKS = 20_000
# The orientation tag of a camera, and the turns that put each value upright.
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# A large picture needs hundreds of megabytes while it is decoded: one at a time in a process.
_one_at_a_time = threading.Lock()

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"%PDF-", "PDF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"%!PS", "PostScript"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
    (b"{\\rtf", "Office"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")

_FIRST_CHUNK = 8  # of a PNG, behind its signature; the only one that says how large it is
# The next marker: not a stuffed zero, not a restart inside a scan, not a fill byte.
MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_START_OF_IMAGE, END_OF_IMAGE, _START_OF_SCAN, _TEMPORARY = 0xD8, 0xD9, 0xDA, 0x01
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Plain and progressive.  Other ways to code a picture are decoded here, but shown by no browser.
_SHOWN_FRAMES = {0xC0, 0xC1, 0xC2}


class DecodeError(Exception):
    """The picture is too large to decode, cannot be decoded whole, or not without harm."""

    def __init__(self, code: str, detail: str = "", *, width: int = 0, height: int = 0) -> None:
        super().__init__(code, detail)
        self.code = code  # "damaged" or "too_many_pixels"
        self.detail = detail  # "truncated", "bomb" or "decoder"
        self.width = width
        self.height = height


@dataclass(frozen=True)
class Picture:
    """A decoded picture, upright, perhaps reduced, and the size it was sent in."""

    image: Image.Image
    width: int
    height: int


def kind_of(data: bytes) -> str:
    """Name what the bytes are, whatever the file is called; an empty string where we can't tell."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return _kind_of_container(data)
    if data.startswith(b"PK\x03\x04"):
        return "Office" if b"[Content_Types].xml" in data[:8192] else "archive"
    opening = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith(_PAGE_STARTS):
        return "HTML"
    return "SVG" if b"<svg" in opening else ""


def _kind_of_container(data: bytes) -> str:
    brand = data[8:12]
    if brand in _HEIC_BRANDS:
        return "HEIC"
    return "AVIF" if brand in {b"avif", b"avis"} else "video"


def decode(
    data: bytes,
    kind: Literal["JPEG", "PNG"],
    *,
    max_pixels: int,
    max_side: int = 65_500,
    shrink_to: int | None = None,
) -> Picture:
    """Decode the whole picture.  Raises DecodeError.

    With `shrink_to` a JPEG is reduced while it is decoded, by halves, but not below that many
    pixels on either side: quicker, and a phone photo needs a fraction of the memory.
    """
    width, height = _outline_of_jpeg(data) if kind == "JPEG" else _outline_of_png(data)
    if width * height > max_pixels or max(width, height) > max_side:
        raise DecodeError("too_many_pixels", width=width, height=height)
    with _one_at_a_time:
        image = _load(data, kind, (width, height), shrink_to)
    turned = orientation_of(image)
    if turned in UPRIGHT:
        image = image.transpose(UPRIGHT[turned])
    if turned in {5, 6, 7, 8}:
        width, height = height, width
    return Picture(image, width, height)


def _load(data: bytes, kind: str, size: tuple[int, int], shrink_to: int | None) -> Image.Image:
    try:
        if kind == "PNG":
            # Checks the sums of all chunks; the picture must be opened again afterwards.
            Image.open(BytesIO(data), formats=("PNG",)).verify()
        image = Image.open(BytesIO(data), formats=(kind,))
        lied = image.size != size
        if shrink_to:
            image.draft(None, (shrink_to, shrink_to))
        if not lied:
            image.load()
    except Exception as problem:
        # Hostile files raise nearly anything: OSError, SyntaxError, ValueError, struct.error.
        raise DecodeError("damaged", "decoder") from problem
    if lied:
        # Two headers that disagree; only the first was compared with the limit.
        raise DecodeError("damaged", "bomb")
    return image


def orientation_of(image: Image.Image) -> int:
    """Return how a camera was held, 1 to 8; 1 where nothing says so."""
    try:
        turned = image.getexif().get(ORIENTATION)
    except Exception:
        return 1  # a picture without readable notes is still a picture
    return turned if isinstance(turned, int) else 1


def _outline_of_jpeg(data: bytes) -> tuple[int, int]:
    """Walk over the segments without decoding; return width and height."""
    size = (0, 0)
    position, stray, scans = 2, 0, 0
    for _ in range(MAX_SEGMENTS):
        found = MARKER.search(data, position)
        if found is None:
            raise DecodeError("damaged", "truncated")
        marker = data[found.start() + 1]
        if not scans:
            stray += found.start() - position
        if marker == END_OF_IMAGE:
            return size
        scans += marker == _START_OF_SCAN
        if stray > MAX_STRAY_BYTES or _is_too_much(scans, size):
            raise DecodeError("damaged", "bomb")
        if marker in _FRAME_HEADERS:
            size = _frame_size(data, found.end(), marker)
        position = found.end() + segment_length(data, found.end(), marker)
    raise DecodeError("damaged", "bomb")


def _is_too_much(scans: int, size: tuple[int, int]) -> bool:
    if scans <= USUAL_SCANS:
        return False
    return scans > MAX_SCANS or scans * size[0] * size[1] > MAX_SCANNED


def segment_length(data: bytes, start: int, marker: int) -> int:
    """Return how many bytes belong to a marker of a JPEG, from ``start`` right behind it."""
    if marker in {_START_OF_IMAGE, _TEMPORARY}:
        return 0
    return int.from_bytes(data[start : start + 2])


def _frame_size(data: bytes, start: int, marker: int) -> tuple[int, int]:
    if marker not in _SHOWN_FRAMES:
        raise DecodeError("damaged", "decoder")
    return int.from_bytes(data[start + 5 : start + 7]), int.from_bytes(data[start + 3 : start + 5])


def _outline_of_png(data: bytes) -> tuple[int, int]:
    """Walk over the chunks without decoding; return width and height."""
    position = _FIRST_CHUNK
    for _ in range(MAX_CHUNKS):
        if position + 12 > len(data):
            raise DecodeError("damaged", "truncated")
        length, name = struct.unpack_from(">I4s", data, position)
        if (position == _FIRST_CHUNK) != (name == b"IHDR"):
            raise DecodeError("damaged", "decoder")
        if name == b"IEND":
            width, height = struct.unpack_from(">II", data, 16)
            return width, height
        position += length + 12
    raise DecodeError("damaged", "bomb")
