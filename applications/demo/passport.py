"""Draws the photo page of a passport of Utopia, the country of specimens, as a scanner sees it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from applications.demo.drawing import Colour
from applications.demo.portrait import look_of, person
from applications.wizard import mrz

BED: Colour = (141, 148, 146)  # the lid of the scanner
PAPER: Colour = (247, 243, 233)
INK: Colour = (28, 34, 38)
FAINT: Colour = (222, 230, 224)
SIZE = (1250, 880)
SCAN = (1340, 980)
PITCH = 26  # pixels from letter to letter in the machine-readable lines


@dataclass(frozen=True)
class Bearer:
    """Whose passport it is."""

    surname: str
    given_names: str
    number: str
    sex: str  # F, M or X
    born_on: date
    expires_on: date
    country: str = "UTO"
    country_name: str = "UTOPIA"


def passport_page(seed: int, bearer: Bearer) -> bytes:
    """Return a JPEG of the page, laid a little askew on the scanner."""
    rng = random.Random(seed)  # noqa: S311 - a specimen is no secret
    page = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(page)
    for row in range(20, 640, 14):
        draw.arc((-300, row - 200, SIZE[0] + 300, row + 260), 20, 160, fill=FAINT, width=2)
    _face(page, seed)
    _facts(draw, bearer)
    _lines(draw, bearer)
    scan = Image.new("RGB", SCAN, BED)
    turned = page.convert("RGBA").rotate(
        rng.uniform(-1.2, 1.2), Image.Resampling.BICUBIC, expand=True
    )
    scan.paste(turned, ((SCAN[0] - turned.width) // 2, (SCAN[1] - turned.height) // 2), turned)
    out = BytesIO()
    scan.save(out, "JPEG", quality=84)
    return out.getvalue()


def _face(page: Image.Image, seed: int) -> None:
    photo = Image.new("RGB", (330, 430), (206, 208, 200))
    figure = person(look_of(seed), photo.size)
    photo.paste(figure, mask=figure)
    page.paste(photo, (60, 130))


def _facts(draw: ImageDraw.ImageDraw, bearer: Bearer) -> None:
    heading, label, value = (ImageFont.load_default(size) for size in (34, 19, 28))
    draw.text((60, 48), f"{bearer.country_name}   PASSPORT   SPECIMEN", fill=INK, font=heading)
    facts = (
        ("Surname", bearer.surname.upper() or "-"),
        ("Given names", bearer.given_names.upper()),
        ("Nationality", bearer.country_name),
        ("Date of birth", _day(bearer.born_on)),
        ("Sex", bearer.sex),
        ("Date of expiry", _day(bearer.expires_on)),
        ("Passport No.", bearer.number),
    )
    for row, (name, words) in enumerate(facts):
        top = 130 + row * 66
        draw.text((440, top), name, fill=(96, 106, 110), font=label)
        draw.text((440, top + 22), words, fill=INK, font=value)


def _day(day: date) -> str:
    return f"{day:%d %b %Y}".upper()


def _lines(draw: ImageDraw.ImageDraw, bearer: Bearer) -> None:
    draw.rectangle((0, 690, *SIZE), fill=(255, 255, 255))
    font = ImageFont.load_default(30)
    for row, line in enumerate(machine_readable(bearer)):
        for column, letter in enumerate(line):
            place = (62 + column * PITCH, 722 + row * 62)
            draw.text(place, letter, fill=INK, font=font, anchor="ma")


def machine_readable(bearer: Bearer) -> tuple[str, str]:
    """Return the two machine-readable lines, check digits included."""
    surname, given = _letters(bearer.surname), _letters(bearer.given_names)
    names = f"{surname}<<{given}" if surname else given
    first = f"P<{bearer.country}{names}".ljust(mrz.LENGTH, "<")[: mrz.LENGTH]
    number = _letters(bearer.number).ljust(9, "<")[:9]
    parts = (number, mrz.short(bearer.born_on), mrz.short(bearer.expires_on))
    number, born, expires = (f"{part}{mrz.check_digit(part)}" for part in parts)
    personal = "<" * 15  # an empty part has no check digit
    sex = bearer.sex if bearer.sex in "FM" else "<"
    second = f"{number}{bearer.country}{born}{sex}{expires}{personal}"
    return first, f"{second}{mrz.check_digit(number + born + expires + personal)}"


def _letters(words: str) -> str:
    return mrz.plain(words).replace(" ", "<")
