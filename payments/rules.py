"""Questions about bills and attempts that write nothing."""

from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from payments.gateways.registry import BY_HAND
from payments.models import Bill, Payment, Refund
from payments.models.ledger import BillQuerySet, PaymentQuerySet, RefundQuerySet
from payments.status import GIVEN, UNFINISHED, BillStatus, Flag, PaymentStatus


class Stage(StrEnum):
    """Where a payer stands, as the pay page shows it."""

    CHOOSE = "choose"
    WAITING = "waiting"
    CHECKING = "checking"
    CONFIRMING = "confirming"
    LOOKED_AT = "looked_at"
    EXPIRED = "expired"
    CLOSED = "closed"
    FAILED = "failed"
    PAID = "paid"
    WAIVED = "waived"
    OVER = "over"


_OF_BILL = {
    BillStatus.PAID: Stage.PAID,
    BillStatus.WAIVED: Stage.WAIVED,
    BillStatus.CLOSED: Stage.OVER,
}
_EXTRA = (Flag.PAID_TWICE, Flag.PAID_LATE)
_OF_PAYMENT = {
    PaymentStatus.EXPIRED: Stage.EXPIRED,
    PaymentStatus.CLOSED: Stage.CLOSED,
    PaymentStatus.FAILED: Stage.FAILED,
}


def stage_of(bill: Bill, latest: Payment | None, now: datetime | None = None) -> Stage:
    """Where the payer of ``bill`` stands; ``latest`` is the last attempt."""
    now = now or timezone.now()
    if bill.status != BillStatus.OPEN:
        return _OF_BILL[BillStatus(bill.status)]
    if latest is None:
        return Stage.OVER if bill.due_at <= now else Stage.CHOOSE
    if latest.flag == Flag.AMOUNT_DIFFERS and latest.is_flagged:
        return Stage.LOOKED_AT
    if latest.channel in BY_HAND and latest.remittances.waiting().exists():
        return Stage.CONFIRMING
    if latest.status not in UNFINISHED:
        # Money that pays nothing, or came and went: the fee is owed all the same.
        ended = _OF_PAYMENT.get(PaymentStatus(latest.status), Stage.CHOOSE)
        return Stage.OVER if bill.due_at <= now else ended
    if latest.expires_at <= now:
        # Of a transfer nobody can be asked.
        return Stage.EXPIRED if latest.channel in BY_HAND else Stage.CHECKING
    return Stage.WAITING if latest.checkout else Stage.CHOOSE


def latest_of(bill: Bill) -> Payment | None:
    """The last attempt to pay this bill."""
    return bill.payments.first()


def held_up() -> BillQuerySet:
    """Bills whose payer was asked to pay nothing more until finance has looked."""
    looked_at = Payment.objects.flagged().filter(flag=Flag.AMOUNT_DIFFERS)
    return Bill.objects.filter(pk__in=looked_at.values("bill"))


def to_ask_about() -> PaymentQuerySet:
    """Attempts whose end is not known here, but to a gateway."""
    return Payment.objects.unfinished().exclude(channel__in=BY_HAND)


def to_send() -> RefundQuerySet:
    """Refunds that a gateway was told about, or should have been."""
    return Refund.objects.unfinished().exclude(payment__channel__in=BY_HAND)


def paying(bill: Bill) -> Payment | None:
    """The attempt that paid this bill, not what came although nothing, or less, was owed."""
    paid = bill.payments.filter(status=PaymentStatus.PAID, fen=bill.fen).exclude(flag__in=_EXTRA)
    return paid.order_by("paid_at", "pk").first()


def is_extra(payment: Payment) -> bool:
    """Whether it arrived although nothing was owed."""
    return payment.flag in _EXTRA


def left_to_refund(payment: Payment) -> int:
    """How many fen of it can still be given back."""
    if payment.status != PaymentStatus.PAID:
        return 0
    return payment.fen - sum(one.fen for one in payment.refunds.all() if one.status in GIVEN)
