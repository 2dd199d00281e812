"""Days and times in words, in the reader's language.

Every deadline is meant in Beijing and says so; the reader's own time stands beside it.
"""

from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

BEIJING = ZoneInfo("Asia/Shanghai")
_ANY_YEAR = 2000


def in_beijing(moment: datetime) -> datetime:
    """The same instant on a clock in Beijing."""
    return moment.astimezone(BEIJING)


def day(value: date) -> str:
    """``1 March 2027``, of an instant the day in Beijing."""
    # Translators: a whole date in the letters of Django's date filter.
    return _written(value, _("j F Y"))


def day_short(value: date) -> str:
    """``1 Mar 2027``, for tables."""
    # Translators: a short date with its year in the letters of Django's date filter.
    return _written(value, _("j M Y"))


def day_and_month(value: date) -> str:
    """``1 March``, where the year is plain."""
    # Translators: a date without its year in the letters of Django's date filter.
    return _written(value, _("j F"))


def month(value: date) -> str:
    """``Sep 2019``, for records of education and work."""
    # Translators: a month with its year in the letters of Django's date filter.
    return _written(value, _("M Y"))


def month_name(number: int) -> str:
    """``September``; in Chinese the number with its sign."""
    # Translators: a month alone in the letters of Django's date filter.
    return _written(date(_ANY_YEAR, number, 1), _("F"))


def clock(moment: datetime) -> str:
    """``23:59`` in Beijing."""
    return f"{in_beijing(moment):%H:%M}"


def instant(moment: datetime) -> str:
    """``1 March 2027, 23:59``, where the page has already said whose time it is."""
    return _("%(day)s, %(time)s") % {"day": day(moment), "time": clock(moment)}


def instant_short(moment: datetime) -> str:
    """``1 Mar 2027, 23:59``, for tables."""
    return _("%(day)s, %(time)s") % {"day": day_short(moment), "time": clock(moment)}


def instant_brief(moment: datetime) -> str:
    """``15 Mar, 23:59``, where the year is plain and room is short."""
    # Translators: a short date without its year in the letters of Django's date filter.
    short = _written(moment, _("j M"))
    return _("%(day)s, %(time)s") % {"day": short, "time": clock(moment)}


def beijing(moment: datetime) -> str:
    """``15 March 2027, 23:59 Beijing time``: how a deadline is written everywhere."""
    return _("%(day)s, %(time)s Beijing time") % {"day": day(moment), "time": clock(moment)}


def own_time(moment: datetime, zone: str) -> str:
    """``16:59 in Lagos``; empty where the reader's clock shows Beijing's time or is unknown."""
    try:
        there = moment.astimezone(ZoneInfo(zone))
    except (KeyError, OSError, ValueError):  # no such zone
        return ""
    here = in_beijing(moment)
    if there.utcoffset() == here.utcoffset():
        return ""
    words = {"time": f"{there:%H:%M}", "city": city(zone, get_language() or "en")}
    if there.date() == here.date():
        return _("%(time)s in %(city)s") % words
    return _("%(day)s, %(time)s in %(city)s") % {"day": day_and_month(there.date()), **words}


def days_left(moment: datetime, *, now: datetime | None = None) -> int:
    """Whole days by the Beijing calendar; 0 on the last day, negative afterwards."""
    today = in_beijing(now or timezone.now()).date()
    return (in_beijing(moment).date() - today).days


@lru_cache(maxsize=1024)
def city(zone: str, language: str) -> str:
    """The city a time zone is named after, as readers of this language call it."""
    locale = Locale.parse("zh_Hans" if language.startswith("zh") else "en")
    known = locale.time_zones.get(zone, {}).get("city")
    return known or zone.rpartition("/")[2].replace("_", " ")


def _written(value: date, letters: str) -> str:
    """A day, of an instant the one in Beijing, in the letters of Django's date filter."""
    day = in_beijing(value).date() if isinstance(value, datetime) else value
    return _in_letters(day, letters, get_language())


@lru_cache(maxsize=1024)
def _in_letters(day: date, letters: str, language: str | None) -> str:
    # The same few days stand on every page.
    return format_date(day, letters)


def months_later(start: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
