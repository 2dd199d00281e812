"""Months in a row: schools, work, and the gaps between them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Longer than the holidays between two schools.
LONGEST_BREAK = 3  # months
GAP_NAME = re.compile(r"gap_(\d{4})_(\d{2})_(\d{4})_(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Stretch:
    """Months in a row, the first and the last included."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """How many."""
        return _number(self.last) - _number(self.first) + 1

    @property
    def name(self) -> str:
        """Under which name its explanation is posted."""
        return f"gap_{self.first:%Y_%m}_{self.last:%Y_%m}"

    def months_shared(self, other: "Stretch") -> int:
        """How many months lie in both."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return max(0, _number(last) - _number(first) + 1)

    def __str__(self) -> str:
        if self.months == 1:
            return _written(self.first)
        return _("%(first)s to %(last)s") % {
            "first": _written(self.first),
            "last": _written(self.last),
        }


def named(name: str) -> Stretch | None:
    """The stretch whose explanation is posted under this name."""
    found = GAP_NAME.fullmatch(name)
    if not found:
        return None
    first_year, first, last_year, last = map(int, found.groups())
    try:
        return Stretch(date(first_year, first, 1), date(last_year, last, 1))
    except ValueError:
        return None


def gap_title(gap: Stretch) -> str:
    """``14 months are missing: July 2018 to August 2019``."""
    return ngettext(
        "%(number)s month is missing: %(when)s",
        "%(number)s months are missing: %(when)s",
        gap.months,
    ) % {"number": gap.months, "when": gap}


def gaps_between(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The months in which nothing is recorded, where they are too many for a holiday."""
    gaps, until = [], None
    for stretch in sorted(stretches, key=lambda one: (one.first, one.last)):
        if until and _number(stretch.first) - _number(until) - 1 > LONGEST_BREAK:
            gaps.append(Stretch(_month_after(until), _month_before(stretch.first)))
        until = max(until or stretch.last, stretch.last)
    return gaps


def _written(month: date) -> str:
    # Translators: a month with its year, written out, in the letters of Django's date filter.
    return format_date(month, _("F Y"))


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _month_after(month: date) -> date:
    return _month(_number(month) + 1)


def _month_before(month: date) -> date:
    return _month(_number(month) - 1)
