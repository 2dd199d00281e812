"""The link by which somebody else pays: signed, good for some days, dead once nothing is owed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils import timezone

from payments.models import Bill

GOOD_FOR = timedelta(days=3)
_signer = TimestampSigner(salt="payments.pay_link")


class UnknownLink(Exception):  # noqa: N818 - a refusal is a fact
    """We never made this link."""


class LinkOver(Exception):  # noqa: N818 - a refusal is a fact
    """We made this link; its time is over."""


@dataclass(frozen=True)
class PayLink:
    """What is in the address, and until when it is good."""

    token: str
    until: datetime


def make(bill: Bill, now: datetime | None = None) -> PayLink:
    """A link for whoever pays ``bill`` instead of its payer; made anew at every look."""
    until = (now or timezone.now()) + GOOD_FOR
    return PayLink(_signer.sign(bill.key), min(until, bill.due_at))


def read(token: str) -> Bill:
    """The bill this link is for.  Raises UnknownLink or LinkOver."""
    try:
        key = _signer.unsign(token, max_age=GOOD_FOR)
    except SignatureExpired as why:
        raise LinkOver(token) from why
    except BadSignature as why:
        raise UnknownLink(token) from why
    bill = Bill.objects.filter(key=key).first()
    if bill is None:
        raise UnknownLink(token)
    return bill
