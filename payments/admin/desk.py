"""What finance finds on the landing page of the admin: money somebody has to look at."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payments.admin.filters import WAITING
from payments.gateways.wechat_config import SOON, certificates_that_end
from payments.models import Callback, Difference, Payment, Refund, Remittance
from payments.status import CallbackState, RefundStatus, RemittanceState
from portal.desk import WENT_WRONG, Part, Row, Table
from portal.sites import RuxueAdminSite
from portal.times import day

LOST_FOR = timedelta(days=7)  # then the gateway has given up, and its statement has told it too


def provide(request: HttpRequest) -> Part:
    """What payments add; nothing for those who do not keep the money."""
    if not request.user.has_perm("payments.refund_payment"):
        return Part()
    asked = Refund.objects.filter(status=RefundStatus.REQUESTED)
    failed = Refund.objects.filter(status=RefundStatus.FAILED)
    stuck = Callback.objects.filter(state=CallbackState.FAILED)
    lost = Callback.objects.filter(
        state=CallbackState.FLAGGED, payment=None, received_at__gt=timezone.now() - LOST_FOR
    )
    rows = (
        _row(
            Remittance.objects.waiting(), "uploaded_at", "remittance",
            {"state__exact": RemittanceState.WAITING},
            _("Remittance slips to confirm"), _("Compare with the account of the office"),
        ),
        _row(
            Payment.objects.flagged(), "started_at", "payment", {"flagged": WAITING},
            _("Payments to be looked at"), _("Paid twice, too late, or not what was owed"),
        ),
        _row(
            asked, "requested_at", "refund", {"status__exact": RefundStatus.REQUESTED},
            _("Refunds to agree to"), _("By somebody else than who asked"),
        ),
        _row(
            failed, "requested_at", "refund", {"status__exact": RefundStatus.FAILED},
            _("Refunds the gateway refused"), _("The note says why"),
        ),
        _row(
            Difference.objects.unsolved(), "found_at", "difference", {},
            _("Differences"), _("Statements and ledger do not agree"),
        ),
        _row(
            stuck, "received_at", "callback", {"state__exact": CallbackState.FAILED},
            _("Callbacks that failed here"), _("Tried again by themselves for three days"),
        ),
        _row(
            lost, "received_at", "callback",
            {"state__exact": CallbackState.FLAGGED, "payment__isnull": "True"},
            _("Callbacks about orders nobody here knows"),
            _("Of this week: another system of the merchant, or a backup that was restored"),
        ),
    )  # fmt: skip
    return Part((Table(_("Money"), (*rows, *_keys_that_end()), WENT_WRONG),))


def _keys_that_end() -> Iterator[Row]:
    """Whoever keeps the keys has to be told in time: without them no callback is believed."""
    ending = certificates_that_end(settings.WECHAT_PLATFORM_KEYS, by=timezone.now() + SOON)
    if named := [f"{name}: {day(until)}" for name, until in ending]:
        what = _("Certificates of WeChat Pay that end soon; tell whoever keeps the keys")
        yield Row(len(named), what, ", ".join(named))


def _row(
    waiting: QuerySet[Model], since: str, model: str, query: dict[str, str], what: str, hint: str
) -> Row:
    facts = waiting.aggregate(count=Count("pk"), since=Min(since))
    url = f"{reverse(f'admin:payments_{model}_changelist')}?{urlencode(query)}"
    days = (timezone.now() - facts["since"]).days if facts["since"] else None
    return Row(facts["count"], what, hint, url, longest=_wait(days))


def _wait(days: int | None) -> str:
    if days is None:
        return ""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("today")


RuxueAdminSite.desk.append(provide)
