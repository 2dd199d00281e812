"""Makes a large picture of a page small enough to be kept, and still good to read."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from portal.pictures import DecodeError, decode, kind_of

# A plain JPEG is reduced while it is decoded; others need all their pixels at once.
MAX_PIXELS_PLAIN, MAX_PIXELS = 120_000_000, 60_000_000
# The longer side of A4 at 300, 200 and 150 dpi, until the file is small enough.
SIDES = (3508, 2339, 1754)
QUALITY = 85


def smaller(data: bytes, max_bytes: int) -> bytes | None:
    """Return the picture as a JPEG within the limit; None where that can't be done."""
    kind = kind_of(data)
    if kind not in {"JPEG", "PNG"}:
        return None
    most = MAX_PIXELS_PLAIN if kind == "JPEG" and _is_plain(data) else MAX_PIXELS
    try:
        picture = decode(
            data, "JPEG" if kind == "JPEG" else "PNG", max_pixels=most, shrink_to=SIDES[0] // 2
        )
    except DecodeError:
        return None
    image = _on_white(picture.image)
    for side in SIDES:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = BytesIO()
        image.save(out, "JPEG", quality=QUALITY)
        if out.tell() <= max_bytes:
            return out.getvalue()
    return None


def _is_plain(data: bytes) -> bool:
    try:
        with Image.open(BytesIO(data), formats=("JPEG",)) as image:
            return not image.info.get("progressive")
    except Exception:
        return False  # nearly anything; the decoder will say what


def _on_white(image: Image.Image) -> Image.Image:
    """Paper is white where a PNG shows nothing."""
    if image.mode in {"RGBA", "LA", "PA", "P"}:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    return image.convert("RGB")
