"""Remittance slips: sent by the payer, and read again by the payer alone."""

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from payments import rules, transfers
from payments.locking import MoveNotAllowed
from payments.models import Remittance
from payments.views.page import bill_of
from payments.views.pay import show as show_page
from portal.downloads import send


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_slip(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what the payer shows of a transfer; a refused file is explained beside the field."""
    bill = bill_of(request, key)
    payment = rules.latest_of(bill)
    if request.method != "POST" or payment is None:
        return redirect(bill)
    upload = request.FILES.get("slip")
    if upload is None:
        return show_page(request, bill, slip_error=_("Choose a file first, then press Upload."))
    if not consume(request, action="upload", user=request.user):
        return show_page(request, bill, slip_error=_("Wait five minutes and send it again."))
    try:
        transfers.send(payment, upload)
    except transfers.UnfitSlip as why:
        return show_page(request, bill, slip_error=why.sentence)
    except MoveNotAllowed:
        messages.info(request, _("No slip is waited for any more. This page shows how it stands."))
    return redirect(bill)


@login_required
@require_safe
def show(request: HttpRequest, key: str, slip_key: str) -> HttpResponseBase:
    """The file, for who sent it."""
    slip = get_object_or_404(Remittance, key=slip_key, payment__bill=bill_of(request, key))
    return send(request, slip.file, slip.original_name, slip.content_type, inline=True)
