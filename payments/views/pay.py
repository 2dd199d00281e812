"""Paying a bill in the browser."""

from urllib.parse import urlencode

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from payments import checkout, lifecycle, qr, rules
from payments.gateways.base import CheckoutKind, GatewayError
from payments.gateways.registry import UnknownChannel
from payments.models import Bill, Payment
from payments.rules import Stage
from payments.views.page import BACK, bill_of, page_of, payer_of, sorry, standing_of

log = structlog.get_logger(__name__)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """What is owed, the ways to pay it, and how the latest attempt stands."""
    bill = bill_of(request, key)
    if request.method == "POST":
        _begin(request, bill)
        return redirect(bill)
    return render(request, "payments/pay.html", page_of(request, bill))


def _begin(request: HttpRequest, bill: Bill) -> None:
    channel = request.POST.get("channel", "")
    try:
        checkout.begin(bill, channel=channel, payer=payer_of(request))
    except UnknownChannel:
        messages.error(request, _("Choose one of the methods."))
    except GatewayError as error:
        log.warning("payment_not_begun", bill=bill.pk, channel=channel, why=str(error))
        messages.warning(request, sorry(channel))
    except (lifecycle.MoveNotAllowed, lifecycle.WrongMoney) as refusal:
        # The page itself says why: paid meanwhile, closed, or being looked at.
        log.info("payment_not_begun", bill=bill.pk, channel=channel, why=str(refusal))


@login_required
@require_POST
def check(request: HttpRequest, key: str) -> HttpResponse:
    """After "I have paid, check now": ask the gateway instead of waiting for its word."""
    bill = bill_of(request, key)
    answer = checkout.ask_about(bill)
    if answer is checkout.Answer.WAITING:
        messages.info(
            request,
            _("No payment has arrived yet. It can take a minute; money is never lost on the way."),
        )
    elif answer in (checkout.Answer.UNREACHABLE, checkout.Answer.BROKEN):
        latest = rules.latest_of(bill)
        messages.warning(request, sorry(latest.channel if latest else ""))
    return redirect(bill)


@csrf_exempt  # some gateways send the payer back by a form of their own; it changes nothing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, key: str) -> HttpResponse:
    """The payer comes back from the gateway's page, which proves nothing: ask once, then show.

    What the gateway added to the address is left behind.
    """
    bill = bill_of(request, key)
    checkout.ask_about(bill)
    return redirect(f"{bill.get_absolute_url()}?{urlencode({BACK: 1})}")


@require_GET
def state(request: HttpRequest, key: str) -> HttpResponse:
    """For the page that waits: its line anew, or the word to load the whole page again."""
    response = _state(request, key)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _state(request: HttpRequest, key: str) -> HttpResponse:
    is_fragment = "HX-Request" in request.headers
    if not request.user.is_authenticated:
        # A sign-in page must not be put into the middle of this one.
        return _reload() if is_fragment else redirect_to_login(request.get_full_path())
    bill = bill_of(request, key)
    page = standing_of(bill, rules.latest_of(bill))
    if not is_fragment:
        return redirect(bill)
    if request.GET.get("seen") != page["seen"]:
        return _reload()
    return render(request, "payments/_waiting.html", {"bill": bill, **page})


def _reload() -> HttpResponse:
    return HttpResponse(headers={"HX-Refresh": "true"})


@login_required
@require_GET
def code(request: HttpRequest, key: str) -> HttpResponse:
    """The QR code as a picture: to scan from the album, or to send to a friend."""
    bill = bill_of(request, key)
    page = standing_of(bill, rules.latest_of(bill))
    if page["stage"] is not Stage.WAITING or page["payment"].checkout["kind"] != CheckoutKind.QR:
        raise Http404
    payment: Payment = page["payment"]
    return HttpResponse(
        qr.as_png(payment.checkout["url"]),
        content_type="image/png",
        headers={"Content-Disposition": f'attachment; filename="{payment.number}.png"'},
    )
