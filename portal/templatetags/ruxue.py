"""Tags and filters of every page: signs, money, times, and what the base components ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import form_pack, times
from portal.models import SiteProfile

register = template.Library()

_AREAS = {
    "applications:mine": "applications",
    "applications:status": "applications",
    "applications:programmes": "programmes",
    "notifications:inbox": "notices",
}
_SOON_DAYS = 30


@cache
def _sprite(name: str) -> str:
    return static(f"img/{name}.svg")


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """``{% icon "check" %}``: a line drawing of ``img/icons.svg``, beside its word."""
    return format_html(
        '<svg class="rx-icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        _sprite("icons"),
        name,
    )


@register.simple_tag
def drawing(name: str, css: str) -> SafeString:
    """``{% drawing "hills" "rx-hills" %}``: one of the larger drawings in ``img/``."""
    return sign(name, name, css)


@register.simple_tag
def sign(sheet: str, name: str, css: str) -> SafeString:
    """``{% sign "photo_examples" "blue" "rx-example" %}``: one of several drawings of a sheet."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        _sprite(sheet),
        name,
    )


@register.filter
def yuan(fen: int | None) -> str:
    """``{{ bill.fen|yuan }}``: ``¥800.00``."""
    if fen is None:
        return ""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02}"


@register.filter
def yuan_round(fen: int) -> str:
    """``¥1,600``, beside a line of a drawing."""
    return f"¥{fen // 100:,}"


@register.filter
def day(value: date | None) -> str:
    """``1 March 2027``."""
    return times.day(value) if value else ""


@register.filter
def day_short(value: date | None) -> str:
    """``1 Mar 2027``."""
    return times.day_short(value) if value else ""


@register.filter
def day_and_month(value: date | None) -> str:
    """``1 March``, where the year is plain."""
    return times.day_and_month(value) if value else ""


@register.filter
def month(value: date | None) -> str:
    """``Sep 2019``."""
    return times.month(value) if value else ""


@register.filter
def clock(moment: datetime | None) -> str:
    """``23:41``, in Beijing."""
    return times.clock(moment) if moment else ""


@register.filter
def instant(moment: datetime | None) -> str:
    """``1 February 2027, 23:57``, in Beijing."""
    return times.instant(moment) if moment else ""


@register.filter
def instant_short(moment: datetime | None) -> str:
    """``1 Feb 2027, 23:57``, in Beijing."""
    return times.instant_short(moment) if moment else ""


@register.filter
def instant_brief(moment: datetime | None) -> str:
    """``1 Feb, 23:57``, in Beijing, where the year is plain."""
    return times.instant_brief(moment) if moment else ""


@register.filter
def beijing(moment: datetime | None) -> str:
    """``15 March 2027, 23:59 Beijing time``."""
    return times.beijing(moment) if moment else ""


@register.filter
def own_time(moment: datetime | None, user: Any) -> str:
    """``{{ deadline|own_time:user }}``: ``16:59 in Lagos``, or nothing on Beijing's clock."""
    zone = getattr(user, "time_zone", "")
    return times.own_time(moment, zone) if moment and zone else ""


@register.filter
def days_left(moment: datetime | None) -> str:
    """``27 days left``, empty when the moment has passed."""
    if moment is None:
        return ""
    days = times.days_left(moment)
    if days < 0:
        return ""
    if days == 0:
        return _("last day today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


@register.filter
def is_soon(moment: datetime | None) -> bool:
    """Whether fewer than thirty days are left."""
    return moment is not None and 0 <= times.days_left(moment) < _SOON_DAYS


@register.filter
def initials(user: Any) -> str:
    """The two letters in the circle beside a person's name."""
    name = user.get_full_name() or user.get_username()
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word]
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def error_entries(form: BaseForm) -> list[form_pack.ErrorEntry]:
    """The errors of a form for ``components/error_summary.html``."""
    return form_pack.error_entries(form)


@register.simple_tag
def dress(field: BoundField) -> form_pack.Dress:
    """The parts of a field, for the template pack."""
    return form_pack.dress(field)


@register.simple_tag(takes_context=True)
def site_profile(context: Context) -> SiteProfile:
    """The university.  Pages of other packages put a ``site`` of their own into the context."""
    known = context.get("site")
    return known if isinstance(known, SiteProfile) else SiteProfile.current()


@register.simple_tag(takes_context=True)
def area(context: Context) -> str:
    """Which entry of the masthead the page belongs to; a view may say so itself as ``area``."""
    if "area" in context:
        return str(context["area"])
    match = getattr(context.get("request"), "resolver_match", None)
    return _AREAS.get(match.view_name, "") if match else ""


@dataclass(frozen=True, slots=True)
class StepsSummary:
    """The step bar in one line."""

    current: int
    total: int
    complete: int


@register.simple_tag
def steps_summary(steps: Sequence[Any]) -> StepsSummary:
    """Which step this is, of how many, and how many are complete."""
    current = next((_read(step, "number") for step in steps if _read(step, "current")), 0)
    complete = sum(_read(step, "state") == "complete" for step in steps)
    return StepsSummary(current, len(steps), complete)


def _read(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name)
