"""The two machine-readable lines of a passport (ICAO Doc 9303, TD3): read, proven, compared.

The published readers are not kept or not free enough for us, and the format is half a page long.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django_countries import countries

from applications.wizard.letters import narrow

LENGTH = 44
# In the second line: both dates and every check digit.
_DIGITS_AT = frozenset({9, *range(13, 20), *range(21, 28), 42, 43})
_SIGNS = re.compile(r"[A-Z0-9<]+")
_WEIGHTS = (7, 3, 1)
# States whose code in passports is not the one of ISO 3166.
_STATES = {
    "D": "DE",
    "RKS": "XK",
    **dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), "GB"),
}
# How letters are written for machines where it is not just without their marks.
_LETTERS = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "ß": "SS", "ẞ": "SS", "Å": "AA", "Æ": "AE", "Ø": "OE"}
    | {"Œ": "OE", "Þ": "TH", "Ð": "D", "Đ": "D", "Ł": "L", "Ħ": "H", "İ": "I", "ı": "I"}
)


class Unreadable(ValueError):  # noqa: N818 - a fact about what was typed
    """These are not the two lines of a passport."""


@dataclass(frozen=True)
class Lines:
    """What the two lines say.  ``broken`` names the parts whose check digit does not fit."""

    surname: str
    given_names: str
    number: str
    nationality: str  # ISO 3166 alpha-2, empty where the state has none
    birth: str  # YYMMDD
    sex: str
    expiry: str  # YYMMDD
    broken: tuple[str, ...]


def read(text: str) -> Lines:
    """Read two typed or pasted lines.  Raises Unreadable."""
    first, second = _two_lines(text)
    first = _put_right(first, range(LENGTH), "0", "O")
    second = _put_right(_put_right(second, range(10, 13), "0", "O"), _DIGITS_AT, "O", "0")
    surname, _two, given = first[5:].partition("<<")
    parts = {
        "number": (second[:9], second[9]),
        "birth": (second[13:19], second[19]),
        "expiry": (second[21:27], second[27]),
        "optional": (second[28:42], second[42]),
        "all": (second[:10] + second[13:20] + second[21:43], second[43]),
    }
    return Lines(
        surname=_spaced(surname),
        given_names=_spaced(given),
        number=second[:9].replace("<", ""),
        nationality=_country(second[10:13]),
        birth=second[13:19],
        sex=second[20],
        expiry=second[21:27],
        broken=tuple(name for name, pair in parts.items() if not _fits(*pair)),
    )


def _two_lines(text: str) -> tuple[str, str]:
    # Copied lines bring spaces along, and quotation marks where somebody's keyboard is clever.
    signs = re.sub(r"\s", "", narrow(text).upper().replace("«", "<<").replace("‹", "<"))
    is_passport = signs.startswith("P") and _SIGNS.fullmatch(signs)
    if not is_passport or len(signs) != 2 * LENGTH:
        raise Unreadable(str(len(signs)))
    return signs[:LENGTH], signs[LENGTH:]


def _put_right(line: str, places: Collection[int], wrong: str, right: str) -> str:
    """O and 0 look alike; in these places only one of the two can stand."""
    signs = (
        right if sign == wrong and place in places else sign for place, sign in enumerate(line)
    )
    return "".join(signs)


def check_digit(text: str) -> int:
    """The digit that proves a part of the second line."""
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10


def _fits(text: str, digit: str) -> bool:
    is_empty = not text.strip("<") and digit == "<"
    return is_empty or digit == str(check_digit(text))


def _spaced(names: str) -> str:
    return " ".join(names.replace("<", " ").split())


def _country(code: str) -> str:
    code = code.replace("<", "")
    return _STATES.get(code) or countries.alpha2(code) or ""


def short(day: date) -> str:
    """A date as it stands in the second line."""
    return f"{day:%y%m%d}"


def plain(name: str) -> str:
    """A name as machines write it: capitals without marks, one space between the words."""
    letters = unicodedata.normalize("NFC", name).upper().translate(_LETTERS)
    bare = unicodedata.normalize("NFD", letters)
    kept = (sign for sign in bare if not unicodedata.combining(sign) and sign not in "'’ʼ`.")
    return " ".join(re.sub(r"[^A-Z0-9]", " ", "".join(kept)).split())


def same_names(lines: Lines, surname: str, given_names: str) -> bool:
    """Whether both say the same names, whatever their order; long names are cut in the lines.

    A single name stands as surname in the lines, while a form may have it as given name.
    """
    printed = f"{lines.surname} {lines.given_names}".split()
    typed = [spelling(f"{surname} {given_names}") for spelling in _SPELLINGS]
    if any(sorted(printed) == sorted(names.split()) for names in typed):
        return True
    # Whether D'Arcy and Anne-Marie are one word or two is not the same everywhere.
    if any("".join(printed) == names.replace(" ", "") for names in typed):
        return True
    is_full = len(f"{lines.surname}  {lines.given_names}") >= LENGTH - 5
    return is_full and any(names.startswith(" ".join(printed)) for names in typed)


def _without_second_letter(name: str) -> str:
    """The other way some states write Ä, Ö, Ü and Å: as the bare letter."""
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFC", name).upper())
    return plain("".join(sign for sign in bare if not unicodedata.combining(sign)))


def _with_two_x(name: str) -> str:
    """The third way, for Ñ and Ü."""
    letters = unicodedata.normalize("NFC", name).upper()
    return plain(letters.replace("Ñ", "NXX").replace("Ü", "UXX"))


_SPELLINGS = (plain, _without_second_letter, _with_two_x)
