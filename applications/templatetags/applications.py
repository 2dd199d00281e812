"""What other pages show of applications: open intakes, badges, names put together."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application, Intake, Offering, RevisionItem
from applications.standing import item_title, item_url
from applications.status import Status
from applications.wizard.steps.education_times import NEEDED_LEVEL
from portal import times
from portal.templatetags.ruxue import days_left, own_time

register = template.Library()
register.filter(item_title)


@register.inclusion_tag("applications/catalogue/_open_intakes.html")
def open_intakes() -> dict[str, Any]:
    """The table of home: what can be applied for by when, and what opens next."""
    known = Intake.objects.select_related("funding_category", "admission_type")
    return {"intakes": known.open(), "upcoming": known.upcoming().order_by("opens_at").first()}


@register.inclusion_tag("applications/mine/_badge.html")
def status_badge(application: Application) -> dict[str, Any]:
    """``{% status_badge application %}``: its status as a word, in the voice of its duty."""
    return {"tone": application.tone, "word": Status(application.status).label}


@register.filter
def applied_for(what: Application | Offering) -> str:
    """``Hydraulic Engineering, Master``."""
    programme = (what.offering if isinstance(what, Application) else what).programme
    words = {"programme": programme.name, "type": what.intake.admission_type.name}
    if "（" in "".join(words.values()):
        return "{programme}，{type}".format(**words)  # no brackets within brackets
    return _("%(programme)s, %(type)s") % words


@register.filter
def round_of(intake: Intake) -> str:
    """``Self-funded, autumn 2027``."""
    return _("%(funding)s, %(season)s") % {
        "funding": intake.funding_category.name,
        "season": _season(intake.starts_on, _("autumn %(year)s"), _("spring %(year)s")),
    }


@register.filter
def title_of(intake: Intake) -> str:
    """``Master, Self-funded``."""
    return _("%(type)s, %(funding)s") % {
        "type": intake.admission_type.name,
        "funding": intake.funding_category.name,
    }


@register.filter
def season(intake: Intake) -> str:
    """``Autumn 2027``."""
    return _season(intake.starts_on, _("Autumn %(year)s"), _("Spring %(year)s"))


def _season(starts_on: date, autumn: str, spring: str) -> str:
    # The academic year turns in summer: what begins from July on is the autumn intake.
    return (autumn if starts_on.month >= 7 else spring) % {"year": starts_on.year}


@register.filter
def listed(words: Iterable[object]) -> str:
    """``River dynamics, dam safety``, with the marks of the language."""
    return _(", ").join(str(word) for word in words)


@register.filter
def years(length: Decimal) -> str:
    """``4 years`` for 4.0, ``half a year`` for 0.5."""
    if length == Decimal("0.5"):
        return _("half a year")
    plural = 1 if length == 1 else 2
    return ngettext("%(count)s year", "%(count)s years", plural) % {
        "count": f"{length.normalize():f}"
    }


@register.filter
def conditions(words: Iterable[str]) -> str:
    """``taught in English, research area “water”.``"""
    # Translators: what a search asked for, put together into one sentence.
    return _("%(conditions)s.") % {"conditions": _(", ").join(words)}


@register.filter
def who_may_apply(intake: Intake) -> list[str]:
    """What the steps will look at, known before the first of them."""
    said = [_("Citizens of other countries than China, with an ordinary passport.")]
    if level := NEEDED_LEVEL.get(intake.admission_type.code):
        said.append(
            _("Completed before the studies begin, at least: %(level)s") % {"level": level.label}
        )
    if intake.oldest_age:
        said.append(_("Usual age limit: %(age)s") % {"age": intake.oldest_age})
    return said


@register.filter
def day_and_month(moment: datetime) -> str:
    """``22 February``, for a title; the whole date stands below."""
    return times.day_and_month(moment)


@register.simple_tag(takes_context=True)
def deadline(context: Context, moment: datetime) -> str:
    """``15 March 2027, 23:59 Beijing time (16:59 in Lagos), 42 days left``."""
    own, left = own_time(moment, context.get("user")), days_left(moment)
    words = {"instant": times.instant(moment), "own": own, "left": left}
    if own and left:
        return _("%(instant)s Beijing time (%(own)s), %(left)s") % words
    if left:
        return _("%(instant)s Beijing time, %(left)s") % words
    return times.beijing(moment)


@register.simple_tag
def item_link(application: Application, item: RevisionItem) -> str:
    """Where it is changed."""
    return item_url(application, item)
