"""Countries and languages in the reader's language, put in order once and kept."""

from collections.abc import Iterator
from functools import cache
from types import MappingProxyType

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries as all_countries

from portal.bilingual import in_chinese

# Who holds one of these is not an international student.
NOT_FOREIGN = frozenset({"CN", "HK", "MO", "TW"})
# Old, sacred and constructed languages that nobody grows up with.
_NOT_NATIVE = "ae bh cu eo ia ie io iw ji jw la mo no pi sa sh vo"
# Languages of many people that have no code of two letters.
_THREE_LETTERS = (
    "ace awa bal ban bem bho brh bug ceb ckb doi dyu fil fon guz hak hmn ilo kac kam kmb kok kri "
    "lua luo luy mad mag mai mer min mni mos new nso raj sat shn sid swb syr teo tet tig tpi tum "
    "tzm umb wal war xog yue zgh"
)
OTHER_LANGUAGE = "mis"  # ISO 639: a language without a code


def countries() -> MappingProxyType[str, str]:
    """Code and name of every country."""
    return _countries(get_language() or "en")


def foreign_countries() -> MappingProxyType[str, str]:
    """The countries whose passports make an international student."""
    return _foreign_countries(get_language() or "en")


def languages() -> MappingProxyType[str, str]:
    """Code and name of the languages people grow up with."""
    return _languages(get_language() or "en")


@cache
def _countries(language: str) -> MappingProxyType[str, str]:
    return MappingProxyType(_sorted({code: str(name) for code, name in all_countries}))


@cache
def _foreign_countries(language: str) -> MappingProxyType[str, str]:
    kept = {code: name for code, name in _countries(language).items() if code not in NOT_FOREIGN}
    return MappingProxyType(kept)


@cache
def _languages(language: str) -> MappingProxyType[str, str]:
    names = Locale.parse("zh_Hans" if in_chinese() else "en").languages
    known = {code: names[code] for code in _language_codes() if code in names}
    return MappingProxyType({**_sorted(known), OTHER_LANGUAGE: _("Another language")})


def _language_codes() -> Iterator[str]:
    known = (str(code) for code in Locale.parse("en").languages)
    yield from (one for one in known if len(one) == len("en") and one not in _NOT_NATIVE.split())
    yield from _THREE_LETTERS.split()


def _sorted(names: dict[str, str]) -> dict[str, str]:
    """By name; Chinese names by their sound, which is the order of the national character set."""
    if in_chinese():
        return dict(sorted(names.items(), key=lambda pair: pair[1].encode("gb18030")))
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
