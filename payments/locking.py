"""Locks, taken in the order Bill, Payment; and what a verb says when it refuses."""

from payments.models import Bill, Payment


class MoveNotAllowed(Exception):  # noqa: N818 - a refusal is a fact
    """The bill, the payment or the refund is not in a state for this, or not for this person."""


class WrongMoney(Exception):  # noqa: N818 - a refusal is a fact
    """What the gateway says does not fit what was ordered."""


def lock_bill(bill: Bill) -> Bill:
    """The bill, read afresh and locked until the transaction ends."""
    bill.refresh_from_db(from_queryset=Bill.objects.select_for_update(of=("self",)))
    return bill


def lock_payment(payment: Payment) -> Payment:
    """The attempt, read afresh and locked until the transaction ends."""
    payment.refresh_from_db(from_queryset=Payment.objects.select_for_update(of=("self",)))
    return payment
