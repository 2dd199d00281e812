"""What stands on a pay page: the latest attempt, what it means, and the ways to pay."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import checkout, qr, rules
from payments.gateways.base import CheckoutKind, GatewayError, PayerContext
from payments.gateways.registry import (
    BY_HAND,
    TABLE,
    Channel,
    UnknownChannel,
    get_gateway,
    label_of,
    open_channels,
)
from payments.models import BankAccount, Bill, Payment, Remittance
from payments.rules import Stage
from payments.status import RefundStatus
from payments.views.network import address_of

log = structlog.get_logger(__name__)
BACK = "back"  # in the address of the pay page: the payer was at the gateway
SIGNED_FOR = timedelta(minutes=5)  # then the page that waits is loaded anew, freshly signed


def bill_of(request: HttpRequest, key: str) -> Bill:
    """The person's own bill; a stranger's does not exist."""
    return get_object_or_404(Bill.objects.of(request.user), key=key)


def payer_of(request: HttpRequest) -> PayerContext:
    """The browser that pays, as a gateway needs to know it."""
    agent = request.headers.get("User-Agent", "")
    return PayerContext(
        ip=address_of(request),
        is_phone="Mobile" in agent,
        is_in_wechat="MicroMessenger" in agent,
        language=request.LANGUAGE_CODE,
    )


def _house(channel: str) -> str:
    """Whom one hears from on this channel."""
    return str(TABLE[channel].channel.house) if channel in TABLE else channel


def sorry(channel: str) -> str:
    """What to say when a gateway does not answer."""
    return _(
        "We cannot reach %(channel)s at this moment. Nothing was charged and nothing is lost. "
        "Try again in a minute."
    ) % {"channel": _house(channel)}


def standing_of(bill: Bill, payment: Payment | None) -> dict[str, Any]:
    """The latest attempt and what it means for the payer."""
    now = timezone.now()
    stage = rules.stage_of(bill, payment, now)
    if payment and stage is Stage.CHECKING:
        checkout.ask_soon(payment)
    return {
        "payment": payment,
        "stage": stage,
        "seen": f"{stage}-{payment.number if payment else ''}-{_turn(payment, now)}",
        "minutes": ceil((payment.expires_at - now).total_seconds() / 60) if payment else 0,
        "house": _house(payment.channel) if payment else "",
        "is_code": _is_code(payment),
        "is_by_hand": payment is not None and payment.channel in BY_HAND,
    }


def _is_code(payment: Payment | None) -> bool:
    """Whether the payer scans a code; otherwise the way leads to a page of the gateway."""
    return payment is not None and payment.checkout.get("kind", "qr") == CheckoutKind.QR


def _is_elsewhere(request: HttpRequest, payment: Payment) -> bool:
    """Whether it was begun on a device from which the way is another."""
    try:
        wanted = get_gateway(payment.channel).kind_for(payer_of(request))
    except UnknownChannel:
        return False
    return str(payment.checkout.get("kind", CheckoutKind.QR)) != wanted


def _turn(payment: Payment | None, now: datetime) -> int:
    """Counts up whenever the way to the gateway has to be signed anew."""
    if payment is None or _is_code(payment) or payment.channel in BY_HAND:
        return 0
    return (now - payment.started_at) // SIGNED_FOR


def offered(*, is_payer: bool) -> list[Channel]:
    """The ways to pay; a transfer only where there is an account, and to whoever has one here."""
    by_hand = is_payer and BankAccount.offered() is not None
    return [one for one in open_channels() if by_hand or not one.is_by_hand]


def page_of(
    request: HttpRequest, bill: Bill, payment: Payment | None, *, back: str, is_payer: bool = False
) -> dict[str, Any]:
    """What every pay page shows; ``back`` is where the gateway's page leads afterwards."""
    page = standing_of(bill, payment)
    channels = offered(is_payer=is_payer)
    page |= {
        "bill": bill,
        "channels": channels,
        "chosen": payment.channel if payment else channels[0].code if channels else "",
    }
    if payment and page["stage"] is Stage.WAITING and not page["is_by_hand"]:
        page["is_elsewhere"] = _is_elsewhere(request, payment)
        page |= _code_of(payment) if page["is_code"] else _way_of(request, payment, back)
    return page


def own_page(request: HttpRequest, bill: Bill, *, back: str) -> dict[str, Any]:
    """What the payer's own page shows: also the attempts, and what came too much."""
    attempts = list(bill.payments.prefetch_related("refunds"))
    prefetch_related_objects([one for one in attempts if one.channel in BY_HAND], "remittances")
    latest = attempts[0] if attempts else None
    page = page_of(request, bill, latest, back=back, is_payer=True)
    if latest and page["is_by_hand"] and not bill.settled_at:
        page |= {"account": BankAccount.offered(), "slip": next(iter(_slips(latest)), None)}
    page |= {
        "attempts": [(one, label_of(one.channel), _slips(one)) for one in attempts],
        "extra": [(attempt, _returned(attempt)) for attempt in attempts if rules.is_extra(attempt)],
    }
    if bill.settled_at:
        page["paying"] = paying = rules.paying(bill)
        page["paid_by"] = label_of(paying.channel) if paying else ""
    return page


def _slips(payment: Payment) -> list[Remittance]:
    """What was sent to prove a transfer, the latest first."""
    return list(payment.remittances.all()) if payment.channel in BY_HAND else []


def _returned(payment: Payment) -> bool:
    """Whether all of it went back."""
    done = (one.fen for one in payment.refunds.all() if one.status == RefundStatus.DONE)
    return sum(done) >= payment.fen


def _way_of(request: HttpRequest, payment: Payment, back: str) -> dict[str, Any]:
    """The way to the gateway's page, as good as new."""
    try:
        way = checkout.open_now(payment, payer_of(request), back=back)
        url, fields = way.url, way.fields
    except (GatewayError, UnknownChannel) as error:
        log.warning("way_not_signed", number=payment.number, why=str(error))
        url, fields = payment.checkout["url"], payment.checkout["fields"]
    return {"url": url, "fields": fields, "is_back": BACK in request.GET}


def _code_of(payment: Payment) -> dict[str, str]:
    url = str(payment.checkout["url"])
    simulator = settings.PAYMENT_SIMULATOR_URL if settings.DEBUG or settings.STAGING else ""
    page: dict[str, str] = {"code": qr.as_svg(url)}
    if simulator and url.startswith(simulator):  # of Alipay's: the pretend telephone opens it
        page["pretend"] = url
    elif simulator and payment.channel == "wechat":
        page["pretend"] = f"{simulator}/wechat/phone?{urlencode({'code_url': url})}"
    return page
