"""The verbs of money: open, start, present, settle, fail, lapse, close, reopen, waive, look at.

``settle`` is the only way to credit anything, whoever brings the news: a callback, the return
page, a poll or reconciliation.  Locks are taken in the order Bill, then Payment.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from payments import crediting, refunds, rules, status
from payments.gateways.base import Fact, FactKind, FactState
from payments.gateways.registry import BY_HAND
from payments.locking import MoveNotAllowed, WrongMoney, lock_bill, lock_payment
from payments.models import Bill, Payment
from payments.numbers import PAYMENT, new_number
from payments.signals import bill_paid
from payments.status import Flag, Move, PaymentStatus
from portal.templatetags.ruxue import yuan

log = structlog.get_logger(__name__)
__all__ = ["MoveNotAllowed", "WrongMoney", "lock_bill", "lock_payment"]
SHORTEST = timedelta(minutes=1)  # no gateway takes an order that ends sooner
TIME_AFTER_A_LOOK = timedelta(days=3)  # to pay, for whom finance had asked to wait


def open_bill(
    *, payer: User, fen: int, title_en: str, title_zh: str, return_path: str, due_at: datetime
) -> Bill:
    """Write down what ``payer`` owes.  The amount is frozen from now on."""
    return Bill.objects.create(
        payer=payer,
        fen=fen,
        title_en=title_en,
        title_zh=title_zh,
        return_path=return_path,
        due_at=due_at,
    )


def _move_bill(bill: Bill, move: Move) -> None:
    if bill.status not in move.sources:
        raise MoveNotAllowed(f"{move.name} a bill that is {bill.status}")
    bill.status = move.target


def _move_payment(payment: Payment, move: Move) -> None:
    if payment.status not in move.sources:
        raise MoveNotAllowed(f"{move.name} a payment that is {payment.status}")
    payment.status = move.target


def start_payment(bill: Bill, *, channel: str, now: datetime | None = None) -> Payment:
    """Begin an attempt, or go on with the one that waits on this channel.  Raises MoveNotAllowed.

    The row is committed before the gateway is called, so that no notification meets an unknown
    number.  An attempt that waits on another channel has to be closed by the caller.
    """
    now = now or timezone.now()
    with transaction.atomic():
        lock_bill(bill)
        if not bill.is_open:
            raise MoveNotAllowed(f"pay a bill that is {bill.status}")
        if bill.due_at <= now:
            raise MoveNotAllowed("pay a bill that was due")
        waiting = bill.payments.unfinished().filter(channel=channel, expires_at__gt=now).first()
        if waiting:
            return waiting
        return Payment.objects.create(
            bill=bill,
            number=new_number(PAYMENT, now),
            channel=channel,
            fen=bill.fen,
            started_at=now,
            expires_at=_good_until(bill, channel, now),
        )


def _good_until(bill: Bill, channel: str, now: datetime) -> datetime:
    """Not longer than the bill, or a late payer's money would arrive on a closed one."""
    wanted = now + timedelta(minutes=settings.PAYMENT_MINUTES)
    if channel in BY_HAND:
        wanted = now + timedelta(days=int(settings.BANK_TRANSFER_DAYS))
    return min(wanted, max(bill.due_at, now + SHORTEST))


def present(payment: Payment, checkout: dict[str, object]) -> None:
    """Remember where the payer was sent; from now on the attempt waits for money."""
    with transaction.atomic():
        lock_payment(payment)
        if payment.status == PaymentStatus.STARTED:
            _move_payment(payment, status.PRESENT)
        payment.checkout = checkout
        payment.save(update_fields=("status", "checkout"))


def settle(payment: Payment, fact: Fact, *, merchant: str, now: datetime | None = None) -> Payment:
    """Record what a gateway says of this attempt.  Safe to call any number of times.

    ``merchant`` is who must have received the money.  Raises WrongMoney when merchant, number,
    amount or currency do not fit; such a fact credits nothing and flags the attempt.
    """
    now = now or timezone.now()
    is_refund = fact.kind is FactKind.REFUND or fact.state is FactState.REFUNDED
    if not is_refund and fact.state is not FactState.DONE:
        return _note_end(payment, fact, now=now)
    try:
        if is_refund:
            return _note_refund(payment, fact, now=now)
        if differences := _misfit(payment, fact, merchant):
            raise WrongMoney(differences)
        return crediting.credit(payment, fact, now)
    except WrongMoney as why:
        log.error("payment_does_not_fit", number=payment.number, why=str(why))
        _flag(payment, Flag.AMOUNT_DIFFERS, str(why))
        raise


def _misfit(payment: Payment, fact: Fact, merchant: str) -> str:
    """Why this fact cannot be about this attempt; empty if it can."""
    expected = {
        "merchant": (merchant, fact.merchant),
        "number": (payment.number, fact.number),
        "fen": (payment.fen, fact.fen),
        "currency": (payment.currency, fact.currency),
    }
    differences = [
        f"{name}: ordered {ordered}, gateway says {said}"
        for name, (ordered, said) in expected.items()
        if ordered != said
    ]
    if not fact.transaction_id:
        differences.append("no transaction id")
    return "; ".join(differences)


def _flag(payment: Payment, flag: Flag, note: str) -> None:
    """Ask finance to look.  The first reason stays."""
    with transaction.atomic():
        lock_payment(payment)
        if not payment.is_flagged:
            payment.flag, payment.note = flag, note[:300]
            payment.looked_at, payment.looked_at_by = None, None
            payment.save(update_fields=("flag", "note", "looked_at", "looked_at_by"))


def look_at(payment: Payment, *, by: User, note: str, now: datetime | None = None) -> None:
    """Finance has looked at a flagged payment, and says what came of it.  Raises MoveNotAllowed.

    The flag stays as history; an attempt that kept its payer from paying does so no longer, and
    leaves time for it.
    """
    if not (by.is_staff and by.has_perm("payments.refund_payment")) or not note.strip():
        raise MoveNotAllowed("look at a payment without permission or words")
    now = now or timezone.now()
    with transaction.atomic():
        give_time(payment.bill, now + TIME_AFTER_A_LOOK)
        lock_payment(payment)
        if not payment.is_flagged:
            raise MoveNotAllowed("look at a payment that is not flagged")
        payment.looked_at, payment.looked_at_by = now, by
        payment.note = f"{note.strip()} | {payment.note}".removesuffix(" | ")[:300]
        payment.save(update_fields=("looked_at", "looked_at_by", "note"))


def give_time(bill: Bill, until: datetime) -> None:
    """What is still owed is not due before ``until``."""
    with transaction.atomic():
        lock_bill(bill)
        if bill.is_open and bill.due_at < until:
            bill.due_at = until
            bill.save(update_fields=("due_at",))


def _note_refund(payment: Payment, fact: Fact, *, now: datetime) -> Payment:
    """Money that went back: it un-pays nothing, and what nobody here sent is flagged.

    An attempt of which nothing was heard before is over.
    """
    ours = payment.refunds.exclude(status__in=status.UNSENT)
    if fact.refund_number:
        ours = ours.filter(number=fact.refund_number)
        if refund := ours.first():
            refunds.hear(refund, fact)
    returned = fact.state in (FactState.DONE, FactState.REFUNDED)
    if returned and not ours.exists():
        amount = yuan(fact.fen) if fact.kind is FactKind.REFUND else ""
        note = " ".join(filter(None, (fact.refund_number, amount, fact.note)))
        _flag(payment, Flag.REFUNDED_OUTSIDE, note)
    return _note_end(payment, fact, now=now) if fact.state is FactState.REFUNDED else payment


_ENDS = {
    FactState.CLOSED: status.CANCEL,
    FactState.REFUNDED: status.CANCEL,
    FactState.FAILED: status.FAIL,
}


def _note_end(payment: Payment, fact: Fact, *, now: datetime) -> Payment:
    """An attempt that came to nothing; it never un-pays anything."""
    with transaction.atomic():
        lock_payment(payment)
        payment.asked_at = now
        move = _ENDS.get(fact.state)
        if move and payment.status in move.sources:
            _move_payment(payment, move)
        payment.save(update_fields=("status", "asked_at"))
    return payment


def fail(payment: Payment, *, note: str) -> None:
    """Give up an attempt that the gateway will never take."""
    with transaction.atomic():
        lock_payment(payment)
        if payment.status in status.FAIL.sources:
            _move_payment(payment, status.FAIL)
            payment.note = note[:300]
            payment.save(update_fields=("status", "note"))


def lapse(payment: Payment, *, now: datetime | None = None) -> None:
    """Give up an attempt whose time is over.  Money that still arrives is credited all the same."""
    with transaction.atomic():
        lock_payment(payment)
        if payment.status in status.LAPSE.sources and payment.expires_at <= (now or timezone.now()):
            _move_payment(payment, status.LAPSE)
            payment.save(update_fields=("status",))


def close_bill(bill: Bill) -> None:
    """Nothing is owed any more.  A bill that is paid, waived or closed already stays as it is."""
    with transaction.atomic():
        lock_bill(bill)
        if bill.is_open:
            _move_bill(bill, status.CLOSE)
            bill.save(update_fields=("status",))


def reopen_bill(bill: Bill, *, due_at: datetime) -> None:
    """The amount is owed again, until ``due_at``.  Raises MoveNotAllowed."""
    with transaction.atomic():
        lock_bill(bill)
        _move_bill(bill, status.REOPEN)
        bill.due_at = due_at
        bill.save(update_fields=("status", "due_at"))


def use_late_payment(bill: Bill, *, now: datetime | None = None) -> None:
    """Pay a bill that is open again with the money that came while it was closed, if it is here."""
    with transaction.atomic():
        lock_bill(bill)
        late = bill.payments.filter(status=PaymentStatus.PAID, flag=Flag.PAID_LATE)
        payment = next((one for one in late if rules.left_to_refund(one) == one.fen), None)
        if not bill.is_open or payment is None:
            return
        lock_payment(payment)
        payment.flag = Flag.NONE
        payment.save(update_fields=("flag",))
        crediting.pay(bill, now or timezone.now())
        crediting.announce(bill)


def waive(bill: Bill, *, by: User, reason: str, now: datetime | None = None) -> None:
    """Let the payer off, with a reason.  Raises MoveNotAllowed."""
    if not (by.is_staff and by.has_perm("payments.waive_bill")) or not reason.strip():
        raise MoveNotAllowed("waive without permission or reason")
    with transaction.atomic():
        lock_bill(bill)
        _move_bill(bill, status.WAIVE)
        bill.settled_at, bill.waived_by = now or timezone.now(), by
        bill.waiver_reason = reason.strip()
        bill.save(update_fields=("status", "settled_at", "waived_by", "waiver_reason"))
        bill_paid.send(sender=Bill, bill=bill)
