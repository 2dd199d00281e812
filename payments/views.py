"""Paying a bill in the browser, and hearing from the gateways."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from payments import callbacks, checkout, lifecycle, qr, rules
from payments.gateways.base import CheckoutKind, GatewayError, GatewayReply, PayerContext, RawNotice
from payments.gateways.registry import TABLE, UnknownChannel, get_gateway, open_channels
from payments.models import Bill, Payment
from payments.rules import Stage

log = structlog.get_logger(__name__)
KEPT_HEADERS = frozenset({"content-type", "user-agent", "date", "request-id"})
KEPT_PREFIX = "wechatpay-"
HEADER_LIMIT = 2048
BACK = "back"  # in the address of the pay page: the payer was at the gateway
SIGNED_FOR = timedelta(minutes=5)  # then the page that waits is loaded anew, freshly signed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """What is owed, the ways to pay it, and how the latest attempt stands."""
    bill = _bill_of(request, key)
    if request.method == "POST":
        _begin(request, bill)
        return redirect(bill)
    return render(request, "payments/pay.html", _page(request, bill))


def _begin(request: HttpRequest, bill: Bill) -> None:
    channel = request.POST.get("channel", "")
    try:
        checkout.begin(bill, channel=channel, payer=_payer(request))
    except UnknownChannel:
        messages.error(request, _("Choose one of the methods."))
    except GatewayError as error:
        log.warning("payment_not_begun", bill=bill.pk, channel=channel, why=str(error))
        messages.warning(request, _sorry(channel))
    except (lifecycle.MoveNotAllowed, lifecycle.WrongMoney) as refusal:
        # The page itself says why: paid meanwhile, closed, or being looked at.
        log.info("payment_not_begun", bill=bill.pk, channel=channel, why=str(refusal))


@login_required
@require_POST
def check(request: HttpRequest, key: str) -> HttpResponse:
    """After "I have paid, check now": ask the gateway instead of waiting for its word."""
    bill = _bill_of(request, key)
    answer = checkout.ask_about(bill)
    if answer is checkout.Answer.WAITING:
        messages.info(
            request,
            _("No payment has arrived yet. It can take a minute; money is never lost on the way."),
        )
    elif answer in (checkout.Answer.UNREACHABLE, checkout.Answer.BROKEN):
        latest = rules.latest_of(bill)
        messages.warning(request, _sorry(latest.channel if latest else ""))
    return redirect(bill)


@csrf_exempt  # some gateways send the payer back by a form of their own; it changes nothing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, key: str) -> HttpResponse:
    """The payer comes back from the gateway's page, which proves nothing: ask once, then show.

    What the gateway added to the address is left behind.
    """
    bill = _bill_of(request, key)
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
    bill = _bill_of(request, key)
    page = _standing(bill, rules.latest_of(bill))
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
    bill = _bill_of(request, key)
    page = _standing(bill, rules.latest_of(bill))
    if page["stage"] is not Stage.WAITING or page["payment"].checkout["kind"] != CheckoutKind.QR:
        raise Http404
    payment: Payment = page["payment"]
    return HttpResponse(
        qr.as_png(payment.checkout["url"]),
        content_type="image/png",
        headers={"Content-Disposition": f'attachment; filename="{payment.number}.png"'},
    )


@login_required
@require_GET
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """What was paid, when and how; to keep or to print."""
    bill = _bill_of(request, key)
    payment = rules.paying(bill)
    if bill.settled_at is None or payment is None:
        return redirect(bill)
    return render(
        request,
        "payments/receipt.html",
        {"bill": bill, "payment": payment, "label": channel_label(payment.channel)},
    )


@csrf_exempt
@require_POST
def notify(request: HttpRequest, channel: str) -> HttpResponse:
    """A gateway speaks.  Whatever happens here, it gets an answer it understands."""
    try:
        gateway = get_gateway(channel)
    except UnknownChannel as error:
        raise Http404 from error
    notice = RawNotice(request.path, _kept_headers(request), b"")
    try:
        body = request.read(callbacks.BODY_LIMIT + 1)
        notice = RawNotice(notice.path, notice.headers, body)
        reply = callbacks.receive(gateway, notice, address=request.META.get("REMOTE_ADDR", ""))
    except UnreadablePostError:
        reply = gateway.reply(notice, accepted=False)
    except Exception:
        log.exception("callback_not_kept", channel=channel)
        reply = gateway.reply(notice, accepted=False)
    return _as_response(reply)


def _as_response(reply: GatewayReply) -> HttpResponse:
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)


def _kept_headers(request: HttpRequest) -> dict[str, str]:
    """Only what a signature needs and what helps to find a fault."""
    named = {name.lower(): value for name, value in request.headers.items()}
    return {
        name: value[:HEADER_LIMIT]
        for name, value in named.items()
        if name in KEPT_HEADERS or name.startswith(KEPT_PREFIX)
    }


def _bill_of(request: HttpRequest, key: str) -> Bill:
    return get_object_or_404(Bill.objects.of(request.user), key=key)


def _payer(request: HttpRequest) -> PayerContext:
    return PayerContext(
        ip=request.META.get("REMOTE_ADDR", ""),
        is_phone="Mobile" in request.headers.get("User-Agent", ""),
        language=request.LANGUAGE_CODE,
    )


def channel_label(channel: str) -> str:
    """What people call this channel, also after it was closed."""
    return str(TABLE[channel].channel.label) if channel in TABLE else channel


def _house(channel: str) -> str:
    """Whom one hears from on this channel."""
    return str(TABLE[channel].channel.house) if channel in TABLE else channel


def _sorry(channel: str) -> str:
    return _(
        "We cannot reach %(channel)s at this moment. Nothing was charged and nothing is lost. "
        "Try again in a minute."
    ) % {"channel": _house(channel)}


def _standing(bill: Bill, payment: Payment | None) -> dict[str, Any]:
    """The latest attempt and what it means for the payer."""
    now = timezone.now()
    stage = rules.stage_of(bill, payment, now)
    return {
        "payment": payment,
        "stage": stage,
        "seen": f"{stage}-{payment.number if payment else ''}-{_turn(payment, now)}",
        "minutes": ceil((payment.expires_at - now).total_seconds() / 60) if payment else 0,
        "house": _house(payment.channel) if payment else "",
        "is_code": _is_code(payment),
    }


def _is_code(payment: Payment | None) -> bool:
    """Whether the payer scans a code; otherwise the way leads to a page of the gateway."""
    return payment is not None and payment.checkout.get("kind", "qr") == CheckoutKind.QR


def _turn(payment: Payment | None, now: datetime) -> int:
    """Counts up whenever the way to the gateway has to be signed anew."""
    if payment is None or _is_code(payment):
        return 0
    return (now - payment.started_at) // SIGNED_FOR


def _page(request: HttpRequest, bill: Bill) -> dict[str, Any]:
    attempts = list(bill.payments.all())
    payment = attempts[0] if attempts else None
    page = _standing(bill, payment)
    channels = open_channels()
    page |= {
        "bill": bill,
        "attempts": [(attempt, channel_label(attempt.channel)) for attempt in attempts],
        "channels": channels,
        "chosen": payment.channel if payment else channels[0].code if channels else "",
        "extra": [attempt for attempt in attempts if rules.is_extra(attempt)],
    }
    if bill.settled_at:
        page["paying"] = paying = rules.paying(bill)
        page["paid_by"] = channel_label(paying.channel) if paying else ""
    elif payment and page["stage"] is Stage.WAITING:
        page |= _code_of(payment) if page["is_code"] else _way_of(request, payment)
    return page


def _way_of(request: HttpRequest, payment: Payment) -> dict[str, Any]:
    """The way to the gateway's page, as good as new."""
    try:
        way = checkout.open_now(payment, _payer(request))
        url, fields = way.url, way.fields
    except (GatewayError, UnknownChannel) as error:
        log.warning("way_not_signed", number=payment.number, why=str(error))
        url, fields = payment.checkout["url"], payment.checkout["fields"]
    return {"url": url, "fields": fields, "is_back": BACK in request.GET}


def _code_of(payment: Payment) -> dict[str, str]:
    url = str(payment.checkout["url"])
    simulator = settings.PAYMENT_SIMULATOR_URL if settings.DEBUG or settings.STAGING else ""
    page: dict[str, str] = {"code": qr.as_svg(url)}
    if simulator and payment.channel == "wechat":
        page["pretend"] = f"{simulator}/wechat/phone?{urlencode({'code_url': url})}"
    return page
