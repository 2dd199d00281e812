"""Paying for somebody else: the link is the permission, and the page says the amount only."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from payments import pay_link, rules
from payments.models import Bill
from payments.rules import Stage
from payments.views import paying
from payments.views.page import page_of
from payments.views.paying import Door, door_for

Handler = Callable[[HttpRequest, Bill, Door], HttpResponse]
# Nothing to pay here, or no more.
_OVER = frozenset({Stage.PAID, Stage.WAIVED, Stage.OVER})


def _opened(view: Handler) -> Callable[[HttpRequest, str], HttpResponse]:
    """Read the link; a forged one is a 404, one that is over says so.  Robots keep out."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            bill = pay_link.read(token)
        except pay_link.UnknownLink as why:
            raise Http404 from why
        except pay_link.LinkOver:
            response = _over(request)
        else:
            response = view(request, bill, door_for(token))
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened


def _over(request: HttpRequest, bill: Bill | None = None) -> HttpResponse:
    if "HX-Request" in request.headers:
        return paying.reload_page()
    return render(request, "payments/link_over.html", {"bill": bill}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@_opened
def link(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """The amount, and the ways to pay it."""
    if rules.stage_of(bill, rules.latest_of(bill)) in _OVER:
        return _over(request, bill)
    if request.method == "POST":
        return paying.begin(request, bill, door)
    page = {**page_of(request, bill, rules.latest_of(bill), back=door.back), "door": door}
    return render(request, "payments/link.html", page)


@require_POST
@_opened
def check(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """Somebody says that it is paid."""
    return paying.check(request, bill, door)


@csrf_exempt  # as on the payer's own page
@require_http_methods(["GET", "HEAD", "POST"])
@_opened
def back(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """Somebody comes back from the gateway's page."""
    return paying.back(bill, door)


@require_GET
@_opened
def state(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """The line of a page that waits."""
    return paying.state(request, bill, door)


@require_GET
@_opened
def code(request: HttpRequest, bill: Bill, door: Door) -> HttpResponse:
    """The QR code as a picture."""
    return paying.code(bill)
