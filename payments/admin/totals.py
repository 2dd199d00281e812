"""What came in and went back, by Beijing day and channel: drawn, and in figures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from payments.admin.bars import Bars, drawn
from payments.gateways.registry import TABLE, label_of
from payments.models import Payment, Refund
from payments.status import PaymentStatus, RefundStatus
from portal.times import BEIJING

LENGTHS = (14, 31, 92)  # days


@dataclass(frozen=True)
class Amount:
    """What came through one channel on one day."""

    fen: int
    count: int
    url: str


@dataclass
class Day:
    """One day in Beijing."""

    day: date
    amounts: list[Amount] = field(default_factory=list)
    returned: int = 0

    @property
    def fen(self) -> int:
        """What came in through all channels."""
        return sum(amount.fen for amount in self.amounts)


def totals(request: HttpRequest) -> HttpResponse:
    """The page: a plot, and a table whose numbers link to the lists behind them."""
    if not request.user.has_perm("payments.view_payment"):
        raise PermissionDenied
    length, until = _period(request)
    days = [until - timedelta(days=back) for back in range(length)]
    came, went = _came(days[-1], until), _went(days[-1], until)
    channels = [*TABLE, *sorted({channel for _day, channel in came} - set(TABLE))]
    rows = [_day(one, channels, came, went) for one in days]
    context = {
        **admin.site.each_context(request),
        "title": _("Daily totals"),
        "opts": admin.site.get_model_admin(Payment).opts,
        "rows": rows,
        "labels": [label_of(code) for code in channels],
        "sums": [sum(row.amounts[place].fen for row in rows) for place in range(len(channels))],
        "fen": sum(row.fen for row in rows),
        "returned": sum(row.returned for row in rows),
        "bars": _plot(rows, channels),
        "lengths": [(days_, _query(days_, until), days_ == length) for days_ in LENGTHS],
        "earlier": _query(length, days[-1] - timedelta(days=1)),
        "later": _query(length, until + timedelta(days=length)),
        "is_latest": until >= timezone.localdate(),
    }
    return TemplateResponse(request, "admin/payments/payment/totals.html", context)


def _period(request: HttpRequest) -> tuple[int, date]:
    """How many days, and the last of them; whatever was typed is brought within bounds."""
    typed = request.GET.get("days", "")
    length = int(typed) if typed.isdecimal() and int(typed) in LENGTHS else LENGTHS[1]
    try:
        until = parse_date(request.GET.get("until", "")) or timezone.localdate()
    except ValueError:
        until = timezone.localdate()
    return length, max(min(until, timezone.localdate()), date(2000, 1, 1))


def _query(length: int, until: date) -> str:
    return urlencode({"days": str(length), "until": until.isoformat()})


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the midnight before to the midnight after, in Beijing."""
    return (
        datetime.combine(first, time.min, BEIJING),
        datetime.combine(last + timedelta(days=1), time.min, BEIJING),
    )


def _came(first: date, last: date) -> dict[tuple[date, str], tuple[int, int]]:
    """Fen and count by day and channel."""
    start, end = _bounds(first, last)
    paid = Payment.objects.filter(
        status=PaymentStatus.PAID, paid_at__gte=start, paid_at__lt=end
    ).order_by()
    by_day = paid.annotate(day=TruncDate("paid_at", tzinfo=BEIJING)).values_list("day", "channel")
    return {
        (day, channel): (fen, count)
        for day, channel, fen, count in by_day.annotate(Sum("fen"), Count("pk"))
    }


def _went(first: date, last: date) -> dict[date, int]:
    """Fen given back by day."""
    start, end = _bounds(first, last)
    done = Refund.objects.filter(
        status=RefundStatus.DONE, done_at__gte=start, done_at__lt=end
    ).order_by()
    by_day = done.annotate(day=TruncDate("done_at", tzinfo=BEIJING)).values_list("day")
    return defaultdict(int, by_day.annotate(Sum("fen")))


def _day(
    day: date,
    channels: Sequence[str],
    came: dict[tuple[date, str], tuple[int, int]],
    went: dict[date, int],
) -> Day:
    row = Day(day, returned=went[day])
    for channel in channels:
        fen, count = came.get((day, channel), (0, 0))
        row.amounts.append(Amount(fen, count, _list(day, channel) if count else ""))
    return row


def _list(day: date, channel: str) -> str:
    """The payments behind a number."""
    start, end = _bounds(day, day)
    query: dict[str, Any] = {
        "status__exact": PaymentStatus.PAID.value,
        "channel": channel,
        "paid_at__gte": start.isoformat(),
        "paid_at__lt": end.isoformat(),
    }
    return f"{reverse('admin:payments_payment_changelist')}?{urlencode(query)}"


def _plot(rows: Sequence[Day], channels: Sequence[str]) -> Bars:
    """The oldest day at the left."""
    heights = [(row.day, [amount.fen for amount in row.amounts]) for row in reversed(rows)]
    return drawn(heights, [label_of(code) for code in channels])
