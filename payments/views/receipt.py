"""What was paid, to keep: as a page and as a PDF."""

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from payments import rules
from payments.gateways.registry import label_of
from payments.models import Receipt
from payments.views.page import bill_of
from portal.downloads import send
from portal.queue import enqueue

_LOOK_AGAIN = 5  # seconds
_ASK_AGAIN = 60  # seconds until a worker is asked once more


@login_required
@require_GET
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """What was paid, when and how; to keep or to print."""
    bill = bill_of(request, key)
    payment = rules.paying(bill)
    if bill.settled_at is None or payment is None:
        return redirect(bill)
    label = label_of(payment.channel)
    return render(
        request, "payments/receipt.html", {"bill": bill, "payment": payment, "label": label}
    )


@login_required
@require_GET
def receipt_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The receipt as a file; a page that looks again while a worker makes it."""
    bill = bill_of(request, key)
    payment = rules.paying(bill)
    if bill.settled_at is None or payment is None:
        raise Http404(key)
    if kept := Receipt.objects.filter(payment=payment).first():
        return send(
            request, kept.file, f"receipt-{payment.number}.pdf", "application/pdf", inline=True
        )
    # The queue may have lost it, or it is too old for the sweep.
    if cache.add(f"receipt-asked-{bill.pk}", 1, _ASK_AGAIN):
        enqueue("payments.tasks.make_receipt", bill.pk)
    page = render(
        request, "portal/preparing.html", {"paper": pgettext("payment", "Receipt")}, status=202
    )
    page["Refresh"] = str(_LOOK_AGAIN)
    return page
