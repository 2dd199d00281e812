"""The verbs of money given back: request, agree, drop, retry, hear.

A refund never exceeds what was paid and not yet given back, it un-pays nothing, and its payer is
told when the money is on its way.  Locks are taken in the order Payment, then Refund.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from notifications.telling import notify
from payments import notices, rules, status
from payments.gateways.base import Fact, FactState
from payments.locking import MoveNotAllowed, WrongMoney, lock_payment
from payments.models import Payment, Refund
from payments.numbers import REFUND, new_number
from payments.status import Move, PaymentStatus, RefundStatus
from portal.queue import enqueue

log = structlog.get_logger(__name__)
PERMISSION = "payments.refund_payment"
_ENDS = {
    FactState.DONE: status.RETURN,
    FactState.REFUNDED: status.RETURN,
    FactState.FAILED: status.STUMBLE,
    FactState.CLOSED: status.STUMBLE,
}


class TooMuch(Exception):  # noqa: N818 - a refusal is a fact
    """More than is left of this payment; ``left`` is how many fen are."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def request(
    payment: Payment, *, fen: int, reason: str, by: User, now: datetime | None = None
) -> Refund:
    """Finance wants to give ``fen`` back.  Raises MoveNotAllowed or TooMuch.

    Where the office wants a second person, nothing happens before somebody else agrees.
    """
    _check(by)
    if not reason.strip():
        raise MoveNotAllowed("give back without a reason")
    return _request(payment, fen=fen, reason=reason.strip(), by=by, now=now)


def request_by_rule(payment: Payment, *, now: datetime | None = None) -> Refund:
    """The office allows to give back what came although nothing was owed."""
    reason = str(payment.get_flag_display())
    return _request(payment, fen=payment.fen, reason=reason, by=None, now=now)


def _request(
    payment: Payment, *, fen: int, reason: str, by: User | None, now: datetime | None
) -> Refund:
    now = now or timezone.now()
    with transaction.atomic():
        lock_payment(payment)
        if payment.status != PaymentStatus.PAID:
            raise MoveNotAllowed(f"give back a payment that is {payment.status}")
        left = rules.left_to_refund(payment)
        if not 0 < fen <= left:
            raise TooMuch(left)
        refund = Refund.objects.create(
            payment=payment,
            number=new_number(REFUND, now),
            fen=fen,
            reason=reason[:80],
            requested_by=by,
            requested_at=now,
        )
        if not settings.REFUND_SECOND_PERSON:
            with _moving(refund, status.AGREE):
                _agreed(refund, by, now)
    log.info("refund_requested", number=refund.number, payment=payment.number, fen=fen)
    return refund


def agree(refund: Refund, *, by: User, now: datetime | None = None) -> None:
    """A second person says yes; a worker then tells the gateway.  Raises MoveNotAllowed."""
    _check(by)
    with _moving(refund, status.AGREE):
        if settings.REFUND_SECOND_PERSON and refund.requested_by_id == by.pk:
            raise MoveNotAllowed("agree to one's own refund")
        _agreed(refund, by, now or timezone.now())


def _agreed(refund: Refund, by: User | None, now: datetime) -> None:
    refund.agreed_by, refund.agreed_at = by, now
    enqueue("payments.tasks.send_refund", refund.pk)


def drop(refund: Refund, *, by: User, note: str) -> None:
    """Finance decides against it, before anything was sent.  Raises MoveNotAllowed."""
    _check(by)
    with _moving(refund, status.DROP):
        refund.note = f"{by}: {note.strip()}"[:300]


def retry(refund: Refund, *, by: User) -> None:
    """Try again what the gateway refused, under the same number.  Raises MoveNotAllowed."""
    _check(by)
    with _moving(refund, status.RETRY):
        if refund.fen > rules.left_to_refund(refund.payment):
            raise MoveNotAllowed("give back more than was paid")
        enqueue("payments.tasks.send_refund", refund.pk)


def stumble(refund: Refund, *, note: str) -> None:
    """The gateway will never take it; finance has to look."""
    with _moving(refund, status.STUMBLE):
        refund.note = note[:300]


def hear(refund: Refund, fact: Fact, *, now: datetime | None = None) -> None:
    """Record what a gateway says of a refund.  Safe to call any number of times.

    Raises WrongMoney when it speaks of another payment or another amount.
    """
    now = now or timezone.now()
    if fact.number != refund.payment.number or fact.fen not in (None, refund.fen):
        raise WrongMoney(f"refund {refund.number}: {refund.fen} of {refund.payment}, said {fact}")
    with transaction.atomic():
        _lock(refund)
        refund.asked_at = now
        move = _ENDS.get(fact.state)
        if move and refund.status in move.sources:
            _end(refund, move, fact, now)
        refund.save()


def _end(refund: Refund, move: Move, fact: Fact, now: datetime) -> None:
    refund.status = move.target
    refund.note = fact.note[:300]
    if refund.status != RefundStatus.DONE:
        log.error("refund_failed", number=refund.number, why=fact.note)
        return
    refund.done_at = fact.happened_at or now
    _look_away(refund, now)
    bill = refund.payment.bill
    notify(notices.REFUNDED, to=bill.payer, link=bill.get_absolute_url(), bill=bill, refund=refund)
    log.info("refund_done", number=refund.number)


def _look_away(refund: Refund, now: datetime) -> None:
    """A flagged payment of which everything went back needs nobody's eyes any more."""
    payment = refund.payment
    before = payment.refunds.filter(status=RefundStatus.DONE).exclude(pk=refund.pk)
    if payment.is_flagged and refund.fen + sum(one.fen for one in before) >= payment.fen:
        payment.looked_at = now
        payment.save(update_fields=("looked_at",))


def _check(by: User) -> None:
    if not (by.is_staff and by.has_perm(PERMISSION)):
        raise MoveNotAllowed(f"give money back by {by}")


def _lock(refund: Refund) -> None:
    lock_payment(refund.payment)
    refund.refresh_from_db(from_queryset=Refund.objects.select_for_update(of=("self",)))


@contextmanager
def _moving(refund: Refund, move: Move) -> Iterator[None]:
    """Lock, check, run the body, save; a refused verb changes nothing."""
    with transaction.atomic():
        _lock(refund)
        if refund.status not in move.sources:
            raise MoveNotAllowed(f"{move.name} a refund that is {refund.status}")
        yield
        refund.status = move.target
        refund.save()
