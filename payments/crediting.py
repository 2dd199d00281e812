"""Money that counts: once for its attempt, once for its bill.  Locks: Bill, then Payment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from payments import refunds, status
from payments.gateways.base import Fact
from payments.locking import WrongMoney, lock_bill
from payments.models import Bill, Payment
from payments.signals import bill_paid
from payments.status import BillStatus, Flag, PaymentStatus
from portal.queue import enqueue
from portal.templatetags.ruxue import yuan

log = structlog.get_logger(__name__)


def credit(payment: Payment, fact: Fact, now: datetime) -> Payment:
    """Count a fact that fits its attempt, however often it is told.  Raises WrongMoney."""
    if payment.status == PaymentStatus.PAID and payment.transaction_id == fact.transaction_id:
        return payment  # told again; nothing un-pays
    with _counted_once(payment, fact):
        is_owed = pay(payment.bill, now)
        flag = Flag.NONE if is_owed else _flag_for(payment.bill)
        if _take(payment, fact, flag, now):
            _go_on(payment, now, is_owed=is_owed)
        elif is_owed:
            transaction.set_rollback(True)  # it was credited before, and not to this bill
    return payment


def keep(payment: Payment, fact: Fact, now: datetime) -> None:
    """Count money that is here and is not what was owed: all of it can be given back.

    The attempt is then worth what really came; the bill stays as it is.  Raises WrongMoney.
    """
    owed = payment.fen
    with _counted_once(payment, fact):
        _take(payment, fact, Flag.AMOUNT_DIFFERS, now)
        payment.note = f"{yuan(owed)} was owed, {yuan(payment.fen)} arrived"
        payment.looked_at, payment.looked_at_by = None, None
        payment.save(update_fields=("note", "looked_at", "looked_at_by"))


@contextmanager
def _counted_once(payment: Payment, fact: Fact) -> Iterator[None]:
    """All or nothing, and never with another payment's transaction.  Raises WrongMoney."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        others = Payment.objects.filter(
            channel=payment.channel, transaction_id=fact.transaction_id
        ).exclude(pk=payment.pk)
        if others.exists():
            told = f"transaction {fact.transaction_id} belongs to another payment"
            raise WrongMoney(told) from error
        raise


def pay(bill: Bill, now: datetime) -> bool:
    """Whether it was owed, and is paid now: one statement that locks, checks and changes.

    Otherwise it is locked and read, to say why.
    """
    changes = {"status": status.PAY.target, "settled_at": now}
    owed = Bill.objects.filter(pk=bill.pk, status__in=status.PAY.sources)
    if owed.update(**changes):
        for name, value in changes.items():
            setattr(bill, name, value)
        return True
    lock_bill(bill)
    return bill.is_open and pay(bill, now)  # opened again at this very moment


def _take(payment: Payment, fact: Fact, flag: str, now: datetime) -> bool:
    """Credit an attempt unless it is credited already: one statement that checks and changes."""
    changes = {
        "status": status.CREDIT.target,
        "transaction_id": fact.transaction_id,
        "fen": fact.fen,
        "paid_at": fact.happened_at or now,
        "asked_at": now,
        "flag": flag,
    }
    creditable = Payment.objects.filter(pk=payment.pk, status__in=status.CREDIT.sources)
    if not creditable.update(**changes):
        payment.refresh_from_db()
        if payment.transaction_id != fact.transaction_id:
            raise WrongMoney(f"paid by {payment.transaction_id}, now by {fact.transaction_id}")
        return False
    for name, value in changes.items():
        setattr(payment, name, value)
    log.info("payment_credited", number=payment.number, flag=payment.flag)
    return True


def _go_on(payment: Payment, now: datetime, *, is_owed: bool) -> None:
    if is_owed:
        announce(payment.bill)
    elif settings.REFUND_EXTRA:
        refunds.request_by_rule(payment, now=now)


def announce(bill: Bill) -> None:
    """Tell whose bill it is, inside the transaction, and have the receipt made."""
    bill_paid.send(sender=Bill, bill=bill)
    enqueue("payments.tasks.make_receipt", bill.pk)


def _flag_for(bill: Bill) -> str:
    if bill.is_open:
        return Flag.NONE
    return Flag.PAID_LATE if bill.status == BillStatus.CLOSED else Flag.PAID_TWICE
