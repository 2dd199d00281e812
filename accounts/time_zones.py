"""The time zones a person can choose, under the names of their cities, and that of a browser."""

from functools import cache, lru_cache
from zoneinfo import available_timezones

from django import forms
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


class BrowsersZone(forms.HiddenInput):
    """A box that a script fills with the time zone of the browser."""

    class Media:
        js = (forms.Script("js/time_zone.js", type="module"),)

    def __init__(self) -> None:
        super().__init__({"data-time-zone": ""})


@cache
def _zones() -> frozenset[str]:
    """Those that can be chosen; looking for them opens hundreds of files."""
    return frozenset(zone for zone in available_timezones() if zone.partition("/")[0] in _REGIONS)


def known(zone: str) -> str:
    """This zone, if it can be chosen, or none."""
    return zone if zone in _zones() else ""


def choices() -> list[tuple[str, str]]:
    """Time zones and their cities, in the order of the alphabet; the first one is none."""
    nothing = ("", _("Beijing time only"))
    return [nothing, *_choices(get_language() or "en")]


@lru_cache(maxsize=4)
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    named = ((zone, _label(zone, language)) for zone in _zones())
    return tuple(sorted(named, key=lambda choice: (choice[1], choice[0])))


def _label(zone: str, language: str) -> str:
    region = _REGIONS[zone.partition("/")[0]]
    return _("%(city)s (%(region)s)") % {"city": city(zone, language), "region": _(region)}
