"""Form fields for dates in boxes.  Their errors name what is wrong with what was typed."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.times import month_name
from portal.widgets import Boxes, DateBoxes, MonthBoxes, TypedBoxes

_YEAR_DIGITS = 4
_MONTHS = 12
_DAYS = 31


class DateBoxesField(forms.DateField):
    """A day typed as year, month and day."""

    widget: type[Boxes] = DateBoxes
    default_error_messages = {"required": gettext_lazy("Write the date.")}

    def to_python(self, value: Any) -> date | None:
        """The date, or a sentence that says which box to look at."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError(_fault(value, parts=3), code="invalid") from None


class MonthField(DateBoxesField):
    """A month typed as year and month, kept as its first day."""

    widget = MonthBoxes
    default_error_messages = {"required": gettext_lazy("Write the year and choose the month.")}

    def to_python(self, value: Any) -> date | None:
        """The first day of the month."""
        if isinstance(value, str) and value.count("-") == 1:
            raise ValidationError(_fault(value, parts=2), code="invalid")
        day = super().to_python(value)
        return day and day.replace(day=1)


def _fault(typed: str, *, parts: int) -> str:
    """Why these boxes are no date, in one sentence."""
    known = typed.boxes if isinstance(typed, TypedBoxes) else typed.split("-", parts - 1)
    boxes = [*(box.strip() for box in known), "", ""][:parts]
    words = [_("the year"), _("the month"), _("the day")][:parts]
    missing = [word for word, box in zip(words, boxes, strict=True) if not box]
    if missing:
        return _("Still missing: %(boxes)s.") % {"boxes": _(" and ").join(missing)}
    if not all(box.isdecimal() for box in boxes):
        return _("Use digits only, for example 2001, 5 and 14.")
    year, month, day = [*map(int, boxes), 1][:3]
    if len(boxes[0]) != _YEAR_DIGITS or not year:
        return _("Write the year with four digits, for example 2001.")
    if not 1 <= month <= _MONTHS:
        return _("The month is a number from 1 to 12.")
    return _missing_day(year, month, day)


def _missing_day(year: int, month: int, day: int) -> str:
    """The day does not exist: in this month, or in this year's February."""
    if not 1 <= day <= _DAYS:
        return _("The day is a number from 1 to 31.")
    if (month, day) == (2, 29):
        return _("29 February %(year)s does not exist.") % {"year": year}
    return _("%(day)s %(month)s does not exist.") % {"day": day, "month": month_name(month)}
