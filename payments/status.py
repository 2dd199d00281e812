"""Every state of a bill, of one attempt to pay it, and of a refund; and every move between them."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise


class BillStatus(TextChoices):
    """What is owed."""

    OPEN = "open", pgettext_lazy("payment", "Open")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    WAIVED = "waived", pgettext_lazy("payment", "Waived")
    CLOSED = "closed", pgettext_lazy("payment", "Closed")


class PaymentStatus(TextChoices):
    """One attempt through one channel."""

    STARTED = "started", pgettext_lazy("payment", "Started")
    WAITING = "waiting", pgettext_lazy("payment", "Waiting for payment")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    CLOSED = "closed", pgettext_lazy("payment", "Closed")
    EXPIRED = "expired", pgettext_lazy("payment", "Expired")
    FAILED = "failed", pgettext_lazy("payment", "Failed")


class RefundStatus(TextChoices):
    """Money on its way back."""

    REQUESTED = "requested", pgettext_lazy("payment", "Requested")
    PROCESSING = "processing", pgettext_lazy("payment", "On its way")
    DONE = "done", pgettext_lazy("payment", "Refunded")
    FAILED = "failed", pgettext_lazy("payment", "Failed")
    DROPPED = "dropped", pgettext_lazy("payment", "Not given back")


class RemittanceState(TextChoices):
    """What became of a remittance slip."""

    WAITING = "waiting", pgettext_lazy("remittance", "With the office")
    CONFIRMED = "confirmed", pgettext_lazy("remittance", "Confirmed")
    DIFFERS = "differs", pgettext_lazy("remittance", "Another amount arrived")
    REFUSED = "refused", pgettext_lazy("remittance", "Not confirmed")
    REPLACED = "replaced", pgettext_lazy("remittance", "Replaced")


class CallbackState(TextChoices):
    """What became of a notification."""

    RECEIVED = "received", pgettext_lazy("payment", "Received")
    REFUSED = "refused", pgettext_lazy("payment", "Refused")
    SETTLED = "settled", pgettext_lazy("payment", "Settled")
    FLAGGED = "flagged", pgettext_lazy("payment", "To be looked at")
    FAILED = "failed", pgettext_lazy("payment", "Failed, to be tried again")


class Flag(TextChoices):
    """Why finance has to look at a payment."""

    NONE = "", pgettext_lazy("payment", "Nothing")
    PAID_TWICE = "paid_twice", pgettext_lazy("payment", "Paid twice")
    PAID_LATE = "paid_late", pgettext_lazy("payment", "Paid after the bill was closed")
    AMOUNT_DIFFERS = "amount_differs", pgettext_lazy("payment", "Amount differs")
    REFUNDED_OUTSIDE = "refunded_outside", pgettext_lazy("payment", "Refunded at the gateway")


class DifferenceKind(TextChoices):
    """How a gateway's statement and the ledger do not agree."""

    OURS_ONLY = "ours_only", pgettext_lazy("difference", "Only here")
    THEIRS_ONLY = "theirs_only", pgettext_lazy("difference", "Only at the gateway")
    AMOUNT_DIFFERS = "amount_differs", pgettext_lazy("difference", "Amount differs")
    REFUNDED = "refunded", pgettext_lazy("difference", "Given back at the gateway only")
    DUPLICATED = "duplicated", pgettext_lazy("difference", "Paid there more than once")


@dataclass(frozen=True)
class Move:
    """One thing that can happen to a bill or to an attempt."""

    name: str
    label: StrPromise
    sources: frozenset[str]
    target: str


PAY = Move("pay", pgettext_lazy("payment", "Pay"), frozenset({BillStatus.OPEN}), BillStatus.PAID)
WAIVE = Move(
    "waive", pgettext_lazy("payment", "Waive"), frozenset({BillStatus.OPEN}), BillStatus.WAIVED
)
CLOSE = Move(
    "close", pgettext_lazy("payment", "Close"), frozenset({BillStatus.OPEN}), BillStatus.CLOSED
)
REOPEN = Move(
    "reopen",
    pgettext_lazy("payment", "Open again"),
    frozenset({BillStatus.CLOSED}),
    BillStatus.OPEN,
)
BILL_MOVES = (PAY, WAIVE, CLOSE, REOPEN)

UNFINISHED = frozenset({PaymentStatus.STARTED, PaymentStatus.WAITING})
PRESENT = Move(
    "present",
    pgettext_lazy("payment", "Present"),
    frozenset({PaymentStatus.STARTED}),
    PaymentStatus.WAITING,
)
# Money counts whenever it really arrives, also on an attempt we had given up.
CREDIT = Move(
    "credit",
    pgettext_lazy("payment", "Credit"),
    UNFINISHED | {PaymentStatus.CLOSED, PaymentStatus.EXPIRED, PaymentStatus.FAILED},
    PaymentStatus.PAID,
)
CANCEL = Move("cancel", pgettext_lazy("payment", "Close"), UNFINISHED, PaymentStatus.CLOSED)
LAPSE = Move("lapse", pgettext_lazy("payment", "Expire"), UNFINISHED, PaymentStatus.EXPIRED)
FAIL = Move("fail", pgettext_lazy("payment", "Fail"), UNFINISHED, PaymentStatus.FAILED)
PAYMENT_MOVES = (PRESENT, CREDIT, CANCEL, LAPSE, FAIL)

# A second person agrees, where the office wants one; otherwise it is agreed as it is requested.
AGREE = Move(
    "agree",
    pgettext_lazy("payment", "Agree"),
    frozenset({RefundStatus.REQUESTED}),
    RefundStatus.PROCESSING,
)
DROP = Move(
    "drop",
    pgettext_lazy("payment", "Do not give back"),
    frozenset({RefundStatus.REQUESTED}),
    RefundStatus.DROPPED,
)
# A gateway may tell the end of what it first called failed.
RETURN = Move(
    "return",
    pgettext_lazy("payment", "Give back"),
    frozenset({RefundStatus.PROCESSING, RefundStatus.FAILED}),
    RefundStatus.DONE,
)
STUMBLE = Move(
    "stumble",
    pgettext_lazy("payment", "Fail"),
    frozenset({RefundStatus.PROCESSING}),
    RefundStatus.FAILED,
)
RETRY = Move(
    "retry",
    pgettext_lazy("payment", "Try again"),
    frozenset({RefundStatus.FAILED}),
    RefundStatus.PROCESSING,
)
REFUND_MOVES = (AGREE, DROP, RETURN, STUMBLE, RETRY)

# Finance has looked into the account.
CONFIRM = Move(
    "confirm",
    pgettext_lazy("remittance", "Confirm"),
    frozenset({RemittanceState.WAITING}),
    RemittanceState.CONFIRMED,
)
DIFFER = Move(
    "differ",
    pgettext_lazy("remittance", "Another amount"),
    frozenset({RemittanceState.WAITING}),
    RemittanceState.DIFFERS,
)
REFUSE = Move(
    "refuse",
    pgettext_lazy("remittance", "Do not confirm"),
    frozenset({RemittanceState.WAITING}),
    RemittanceState.REFUSED,
)
# The payer has sent another one.
REPLACE = Move(
    "replace",
    pgettext_lazy("remittance", "Replace"),
    frozenset({RemittanceState.WAITING}),
    RemittanceState.REPLACED,
)
REMITTANCE_MOVES = (CONFIRM, DIFFER, REFUSE, REPLACE)
# Refunds of which a gateway never heard.
UNSENT = frozenset({RefundStatus.REQUESTED, RefundStatus.DROPPED})
# What of a payment is given back, or will be.
GIVEN = frozenset({RefundStatus.REQUESTED, RefundStatus.PROCESSING, RefundStatus.DONE})
