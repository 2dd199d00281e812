"""Notes go, the picture stays: case 38 of the security list."""

import struct
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from portal.stripping import without_notes

SECRET = b"Lat 7.3775 of Ibadan"


def drawn(size=(60, 40)):
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, 20, 20))
    return image


def photographed(orientation=6, **options):
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010E] = SECRET.decode()
    out = BytesIO()
    drawn().save(out, "JPEG", exif=notes, comment=SECRET, **options)
    return out.getvalue()


def pixels(data):
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB").tobytes()


@pytest.mark.parametrize("progressive", [True, False])
def test_notes_of_a_jpeg_are_gone_and_it_still_stands_upright(progressive):
    camera = photographed(progressive=progressive, icc_profile=b"x" * 200)

    clean = without_notes(camera + SECRET, "JPEG")

    assert SECRET not in clean
    assert pixels(clean) == pixels(camera)
    with Image.open(BytesIO(clean)) as image:
        assert dict(image.getexif()) == {0x0112: 6}
        assert image.info["icc_profile"] == b"x" * 200


def test_upright_jpeg_has_no_notes_at_all():
    with Image.open(BytesIO(without_notes(photographed(orientation=1), "JPEG"))) as image:
        assert dict(image.getexif()) == {}


def test_second_frame_of_a_phone_is_gone():
    out = BytesIO()
    drawn().save(out, "MPO", save_all=True, append_images=[drawn((30, 30))])

    with Image.open(BytesIO(without_notes(out.getvalue(), "JPEG"))) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)


def test_notes_of_a_png_are_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Place", SECRET.decode())
    notes.add_itxt("Place", SECRET.decode())
    out = BytesIO()
    drawn().save(out, "PNG", pnginfo=notes, exif=struct.pack(">4sI", b"MM\0*", 8) + SECRET)

    clean = without_notes(out.getvalue() + SECRET, "PNG")

    assert SECRET not in clean
    assert pixels(clean) == pixels(out.getvalue())
