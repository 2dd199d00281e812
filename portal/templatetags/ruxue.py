"""Tags and filters of every page: signs, money, times, and what the base components ask."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import controls, form_pack, icons, step_bar, times
from portal.models import SiteProfile

register = template.Library()
register.simple_tag(icons.icon)
register.simple_tag(icons.drawing)
register.simple_tag(icons.sign)
register.simple_tag(form_pack.draw)
register.simple_tag(step_bar.steps_summary)

_AREAS = {
    "applications:mine": "applications",
    "applications:status": "applications",
    "applications:programmes": "programmes",
    "notifications:inbox": "notices",
}
_SOON_DAYS = 30


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """``{% control field %}``: only the thing that is typed into or chosen from."""
    return controls.control(field, "", starred=False)


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
def whole(reference: str) -> SafeString:
    """A reference that no line breaks at its hyphens; copied, it still has plain ones."""
    return format_html('<span class="rx-nowrap">{}</span>', reference)


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
