"""The ledger as a spreadsheet, exactly as the list is filtered."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.gateways.registry import label_of
from payments.models import Payment, Refund
from payments.status import RefundStatus
from portal import spreadsheet

_AT_ONCE = 500


def payments(found: QuerySet[Payment]) -> FileResponse:
    """One row for every attempt, with what of it went back."""
    head = (
        _("Order number"), _("Bill"), _("Payer"), _("E-mail"), _("Channel"), _("Amount (CNY)"),
        _("Given back (CNY)"), _("Status"), _("Flag"), _("Transaction"), _("Started at"),
        _("Paid at"), _("Note"),
    )  # fmt: skip
    name = f"payments-{timezone.localdate():%Y%m%d}.xlsx"
    return spreadsheet.answer(name, _("Payments"), head, _rows(found))


def _rows(found: QuerySet[Payment]) -> Iterator[tuple[Any, ...]]:
    done = Prefetch("refunds", Refund.objects.filter(status=RefundStatus.DONE), to_attr="given")
    for one in found.select_related("bill__payer").prefetch_related(done).iterator(_AT_ONCE):
        yield (
            one.number, one.bill.title, str(one.bill.payer), one.bill.payer.email,
            label_of(one.channel), _yuan(one.fen), _yuan(sum(refund.fen for refund in one.given)),
            str(one.get_status_display()), str(one.get_flag_display()) if one.flag else "",
            one.transaction_id or "", one.started_at, one.paid_at, one.note,
        )  # fmt: skip


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100
