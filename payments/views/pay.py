"""The payer's own page."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from payments import pay_link
from payments.models import Bill
from payments.views import paying
from payments.views.page import bill_of, own_page
from payments.views.paying import door_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """What is owed, the ways to pay it, and how the latest attempt stands."""
    bill = bill_of(request, key)
    if request.method == "POST":
        return paying.begin(request, bill, door_of(bill))
    return show(request, bill)


def show(request: HttpRequest, bill: Bill, **happened: object) -> HttpResponse:
    """The page as it stands; ``happened`` are words about what was just tried."""
    door = door_of(bill)
    page = {**own_page(request, bill, back=door.back), "door": door, **happened}
    if bill.is_open:
        link = pay_link.make(bill)
        address = f"{settings.SITE_URL}{reverse('payments:link', args=[link.token])}"
        page |= {"link": address, "link_until": link.until}
    return render(request, "payments/pay.html", page)


@login_required
@require_POST
def check(request: HttpRequest, key: str) -> HttpResponse:
    """The payer says that it is paid."""
    bill = bill_of(request, key)
    return paying.check(request, bill, door_of(bill))


@csrf_exempt  # some gateways send the payer back by a form of their own; it changes nothing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, key: str) -> HttpResponse:
    """The payer comes back from the gateway's page."""
    bill = bill_of(request, key)
    return paying.back(bill, door_of(bill))


@require_GET
def state(request: HttpRequest, key: str) -> HttpResponse:
    """The line of a page that waits."""
    if not request.user.is_authenticated:
        # A sign-in page must not be put into the middle of this one.
        is_fragment = "HX-Request" in request.headers
        response: HttpResponse = (
            paying.reload_page() if is_fragment else redirect_to_login(request.get_full_path())
        )
        patch_vary_headers(response, ("HX-Request",))
        return response
    bill = bill_of(request, key)
    return paying.state(request, bill, door_of(bill))


@login_required
@require_GET
def code(request: HttpRequest, key: str) -> HttpResponse:
    """The QR code as a picture."""
    return paying.code(bill_of(request, key))
