"""The time zones a person can choose, under the names of their cities."""

from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from portal.times import city

# The others are old names of these.
_REGIONS = {
    "Africa": gettext_noop("Africa"),
    "America": gettext_noop("America"),
    "Asia": gettext_noop("Asia"),
    "Atlantic": gettext_noop("Atlantic"),
    "Australia": gettext_noop("Australia"),
    "Europe": gettext_noop("Europe"),
    "Indian": gettext_noop("Indian Ocean"),
    "Pacific": gettext_noop("Pacific"),
}


def choices() -> list[tuple[str, str]]:
    """Time zones and their cities, in the order of the alphabet; the first one is none."""
    nothing = ("", _("Beijing time only"))
    return [nothing, *_choices(get_language() or "en")]


@lru_cache(maxsize=4)
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    known = (zone for zone in available_timezones() if zone.partition("/")[0] in _REGIONS)
    named = ((zone, _label(zone, language)) for zone in known)
    return tuple(sorted(named, key=lambda choice: (choice[1], choice[0])))


def _label(zone: str, language: str) -> str:
    region = _REGIONS[zone.partition("/")[0]]
    return _("%(city)s (%(region)s)") % {"city": city(zone, language), "region": _(region)}
