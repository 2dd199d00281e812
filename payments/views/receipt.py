"""What was paid, to keep."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from payments import rules
from payments.views.page import bill_of, channel_label


@login_required
@require_GET
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """What was paid, when and how; to keep or to print."""
    bill = bill_of(request, key)
    payment = rules.paying(bill)
    if bill.settled_at is None or payment is None:
        return redirect(bill)
    return render(
        request,
        "payments/receipt.html",
        {"bill": bill, "payment": payment, "label": channel_label(payment.channel)},
    )
