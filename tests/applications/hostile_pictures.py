"""Pictures as no camera writes them, for the photo slot and for the slots of documents."""

import struct
import zlib
from io import BytesIO

from PIL import Image

from tests.applications.hostile import (
    JPEG,
    SCAN,
    SECRET,
    Case,
    before_scan,
    chunk,
    picture,
    png,
    segment,
    with_segment,
    with_size,
)

_DAMAGED, _UNSAFE, _PIXELS = "damaged or incomplete", "can't be opened safely", "million pixels"


def coded(marker, data=JPEG):
    """The same picture, said to be coded in another way."""
    at = data.index(b"\xff\xc0") + 1
    return data[:at] + bytes([marker]) + data[at + 1 :]


def with_bits(bits):
    at = JPEG.index(b"\xff\xc0") + 4
    return JPEG[:at] + bytes([bits]) + JPEG[at + 1 :]


def many_scans(side, count):
    """A progressive picture whose last scan comes again and again."""
    plain = picture(size=(side, side), progressive=True)
    last = plain[plain.rindex(b"\xff\xda") : -2]
    return plain[:-2] + last * count + plain[-2:]


def two_pictures():
    """As some phones send them; with the second comes a map of depths, or a film."""
    out = BytesIO()
    frame = Image.new("RGB", (360, 480), "white")
    frame.save(out, "MPO", save_all=True, append_images=[frame])
    return out.getvalue() + SECRET


ROWS = chunk(b"IDAT", zlib.compress((b"\0" + b"\xff" * 30) * 10))
BLOWN_UP = zlib.compress(b"a" * 60_000_000)
HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0))

# What neither slot takes: name, bytes, what the photo slot says, what a slot of documents says.
_NEITHER = [
    ("arithmetic", coded(0xC9), _DAMAGED, _DAMAGED),
    ("lossless", coded(0xC3), _DAMAGED, _DAMAGED),
    ("in-layers", coded(0xC5), _DAMAGED, _DAMAGED),
    ("twelve-bits", with_bits(12), _DAMAGED, _DAMAGED),
    ("without-height", with_size(JPEG, 360, 0), _DAMAGED, _DAMAGED),
    ("largest-of-all", with_size(JPEG, 65535, 65535), _PIXELS, _PIXELS),
    ("sixty-large-scans", many_scans(3500, 50), _UNSAFE, _DAMAGED),
    ("many-segments", before_scan(JPEG, segment(0xE5, b"ab") * 2000), _UNSAFE, _DAMAGED),
    ("scans-before-size", JPEG[:2] + SCAN * 9000 + JPEG[2:], _UNSAFE, _DAMAGED),
    *(
        (f"cut-at-{tenth}0", JPEG[: len(JPEG) * tenth // 10], _DAMAGED, _DAMAGED)
        for tenth in range(1, 10)
    ),
]
# What both take, without what was hidden in it.
_BOTH = [
    ("second-picture", two_pictures()),
    ("web-page-between-segments", before_scan(JPEG, b"\0" + SECRET)),
    ("web-page-in-jfif", with_segment(JPEG, 0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0" + SECRET)),
    ("small-picture-in-jfxx", with_segment(JPEG, 0xE0, b"JFXX\0\x10" + SECRET)),
    ("web-page-in-adobe", with_segment(JPEG, 0xEE, b"Adobe\0\x64\0\0\0\0\1" + SECRET)),
    ("locked-notes", with_segment(JPEG, 0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 30 + SECRET)),
]
_PNGS = [
    ("note-bomb", png(chunk(b"zTXt", b"k\0\0" + BLOWN_UP), ROWS), _DAMAGED),
    ("text-bomb", png(chunk(b"iTXt", b"k\0\1\0\0\0" + BLOWN_UP), ROWS), _DAMAGED),
    ("profile-bomb", png(chunk(b"iCCP", b"k\0\0" + BLOWN_UP), ROWS), _DAMAGED),
    ("two-heads", png(HEAD.replace(HEAD[8:16], b"\xff" * 8), ROWS), _DAMAGED),
    ("without-head", b"\x89PNG\r\n\x1a\n" + ROWS + chunk(b"IEND", b""), _DAMAGED),
    ("of-a-phone", b"\x89PNG\r\n\x1a\n" + chunk(b"CgBI", b"0\0 \6") + HEAD + ROWS, _DAMAGED),
    ("without-rows", png(), _DAMAGED),
    ("few-rows", png(chunk(b"IDAT", zlib.compress(b"\0" * 90))), _DAMAGED),
    ("rows-without-end", png(chunk(b"IDAT", zlib.compress(b"\0" * 60_000_000))), ""),
    ("film", png(chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)), ROWS), ""),
    ("time", png(chunk(b"tIME", b"\7\xe5\1\1\1\1\1"), chunk(b"eXIf", b"MM\0*" + SECRET), ROWS), ""),
    *(
        (f"cut-at-{tenth}0", picture("PNG")[: len(picture("PNG")) * tenth // 10], _DAMAGED)
        for tenth in range(2, 10)
    ),
]

PHOTOS = [
    *(Case(f"jpeg-{how}", "photo.jpg", data, says) for how, data, says, _ in _NEITHER),
    *(Case(f"jpeg-{how}", "photo.jpg", data) for how, data in _BOTH),
]
SCANS = [
    *(Case(f"jpeg-{how}", "scan.jpg", data, says) for how, data, _, says in _NEITHER),
    *(Case(f"jpeg-{how}", "scan.jpg", data) for how, data in _BOTH),
    *(Case(f"png-{how}", "scan.png", data, says) for how, data, says in _PNGS),
]
