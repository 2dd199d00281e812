"""What is held on a person here: bills, and every attempt to pay them.  The ledger stays."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from payments.models import Bill, Payment, Receipt, Remittance
from payments.status import RemittanceState
from portal.personal_data import Held, HeldFile, row
from portal.storing import discard


def held(person: User) -> Held:
    """Bills with their payments and refunds, the slips that were sent, and receipts."""
    bills = list(
        Bill.objects.of(person).prefetch_related("payments__refunds", "payments__remittances")
    )
    rows = {"bills": [_bill(bill) for bill in bills]}
    return Held(rows, [file for bill in bills for file in _files(bill)])


def _bill(bill: Bill) -> dict[str, Any]:
    payments = [_payment(payment) for payment in bill.payments.all()]
    return {**row(bill, "return_path"), "payments": payments}


def _payment(payment: Payment) -> dict[str, Any]:
    refunds = [row(refund) for refund in payment.refunds.all()]
    slips = [row(slip) for slip in payment.remittances.all()]
    return {**row(payment, "checkout"), "refunds": refunds, "remittance_slips": slips}


def _files(bill: Bill) -> Iterator[HeldFile]:
    for receipt in Receipt.objects.filter(payment__bill=bill).select_related("payment"):
        yield HeldFile(f"payments/receipt {receipt.payment.number}.pdf", receipt.file)
    for payment in bill.payments.all():
        for number, slip in enumerate(payment.remittances.all(), 1):
            yield HeldFile(f"payments/{payment.number}/{number:02} {slip.original_name}", slip.file)


def parting(person: User) -> Sequence[str]:
    """Somebody with a bill learns that it stays."""
    if not Bill.objects.of(person).exists():
        return ()
    return (
        _("Bills, payments and refunds are kept with their numbers and amounts, as the law asks."),
    )


def erase(person: User) -> None:
    """Accounts of money are never rewritten; slips that proved nothing are no accounts."""
    states = (RemittanceState.WAITING, RemittanceState.REFUSED, RemittanceState.REPLACED)
    for slip in Remittance.objects.filter(payment__bill__payer=person, state__in=states):
        discard(slip)
