"""Receipts that are kept: what stands in one, making it once, and which are missing."""

from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from payments import rules
from payments.gateways.registry import label_of
from payments.models import Bill, Payment, Receipt
from payments.status import BillStatus
from portal import pdf, times
from portal.bilingual import in_both
from portal.models import SiteProfile
from portal.templatetags.ruxue import yuan

# How far back the sweep looks; what is older is made when somebody asks for it.
SWEPT_FOR = timedelta(days=7)


def facts_of(payment: Payment) -> dict[str, Any]:
    """What stands in a receipt, in English and in Chinese."""
    bill, site = payment.bill, SiteProfile.current()
    paid_at = payment.paid_at or timezone.now()
    written = times.day if payment.known_by_day else times.beijing
    return {
        "number": payment.number,
        "university": [site.name_en, site.name_zh],
        "office": [site.office_en, site.office_zh],
        "email": site.email,
        "seal": site.seal,
        "payer": bill.payer.get_full_name() or bill.payer.get_username(),
        "title": [bill.title_en, bill.title_zh],
        "amount": f"{yuan(payment.fen)} ({payment.currency})",
        "channel": in_both(lambda: label_of(payment.channel)),
        "paid_at": in_both(lambda: written(paid_at)),
        "transaction": payment.transaction_id,
    }


def make(bill: Bill) -> Receipt | None:
    """Make and keep the receipt of a paid bill, unless that was done; safe to call again.

    None where nothing was paid.  Rendering holds no lock.  Raises DocumentError.
    """
    payment = rules.paying(bill)
    if bill.status != BillStatus.PAID or payment is None:
        return None
    if kept := Receipt.objects.filter(payment=payment).first():
        return kept
    facts = facts_of(payment)
    made_at = timezone.now()
    shown = {"facts": facts, "made_at": f"{times.in_beijing(made_at):%Y-%m-%d, %H:%M}"}
    content = pdf.render(render_to_string("payments/receipt_paper.html", shown))
    receipt = Receipt(payment=payment, facts=facts, made_at=made_at)
    if receipt.keep(content, "receipt.pdf"):
        return receipt
    return Receipt.objects.get(payment=payment)


def missing(now: datetime | None = None) -> list[Bill]:
    """Bills that were paid lately and have no receipt yet, the oldest first."""
    since = (now or timezone.now()) - SWEPT_FOR
    paid = Bill.objects.filter(status=BillStatus.PAID, settled_at__gte=since)
    return list(paid.exclude(payments__receipt__isnull=False).order_by("settled_at")[:50])
