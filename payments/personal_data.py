"""What is held on a person here: bills, and every attempt to pay them.  The ledger stays."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from payments.models import Bill, Payment
from portal.personal_data import Held, row


def held(person: User) -> Held:
    """Bills with their payments and refunds."""
    bills = Bill.objects.of(person).prefetch_related("payments__refunds")
    return Held({"bills": [_bill(bill) for bill in bills]})


def _bill(bill: Bill) -> dict[str, Any]:
    payments = [_payment(payment) for payment in bill.payments.all()]
    return {**row(bill, "return_path"), "payments": payments}


def _payment(payment: Payment) -> dict[str, Any]:
    refunds = [row(refund) for refund in payment.refunds.all()]
    return {**row(payment, "checkout"), "refunds": refunds}


def parting(person: User) -> Sequence[str]:
    """Somebody with a bill learns that it stays."""
    if not Bill.objects.of(person).exists():
        return ()
    return (
        _("Bills, payments and refunds are kept with their numbers and amounts, as the law asks."),
    )


def erase(person: User) -> None:
    """Accounts of money are never rewritten."""
