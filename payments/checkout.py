"""Between a payer's click, the gateway and the ledger.

Gateways are called outside any transaction; what they say reaches the ledger through
``lifecycle.settle`` alone.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from payments import lifecycle
from payments.gateways.base import Checkout, Fact, FactState, GatewayError, PayerContext, Slip
from payments.gateways.registry import UnknownChannel, get_gateway
from payments.models import Bill, Payment
from payments.status import UNFINISHED, PaymentStatus
from portal.queue import enqueue

log = structlog.get_logger(__name__)
# Nobody needs to ask about the same attempt more often.
ASK_EVERY = timedelta(seconds=2)
ASK_SOON_EVERY = 15  # seconds


class Answer(StrEnum):
    """What came of asking a gateway about one attempt."""

    PAID = "paid"
    WAITING = "waiting"
    ENDED = "ended"
    FLAGGED = "flagged"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"


def slip_of(payment: Payment) -> Slip:
    """The attempt as a gateway needs to know it: the same words at every call."""
    return Slip(
        number=payment.number,
        fen=payment.fen,
        title=payment.bill.title_zh or payment.bill.title_en,
        expires_at=payment.expires_at,
        currency=payment.currency,
        started_at=payment.started_at,
    )


def begin(
    bill: Bill,
    *,
    channel: str,
    payer: PayerContext,
    back: str = "",
    anew: bool = False,
    now: datetime | None = None,
) -> Payment:
    """Open an attempt at the gateway, or go on with the one that waits there, unless ``anew``.

    Attempts on other channels and those whose time is over are closed at their gateway first, so
    that nobody pays twice; if one of them turns out to be paid, it is returned.
    Raises MoveNotAllowed, UnknownChannel, WrongMoney or GatewayError; asking again loses nothing.
    """
    now = now or timezone.now()
    get_gateway(channel)  # nothing is closed for a channel that is not open
    for former in bill.payments.unfinished():
        if anew or former.channel != channel or former.expires_at <= now:
            _put_away(former, now=now)
            if former.status == PaymentStatus.PAID:
                return former
    payment = lifecycle.start_payment(bill, channel=channel, now=now)
    if payment.checkout:
        return payment
    try:
        checkout = open_now(payment, payer, back=back)
    except GatewayError as error:
        if error.permanent:
            lifecycle.fail(payment, note=str(error))
        raise
    lifecycle.present(payment, _as_json(checkout))
    return payment


def open_now(payment: Payment, payer: PayerContext, *, back: str = "") -> Checkout:
    """Order a code, or sign the way to the gateway's page at this moment: an old one is refused.

    ``back`` is where that page leads afterwards, if not to the payer's own.
    Raises UnknownChannel or GatewayError.
    """
    return get_gateway(payment.channel).open(
        slip_of(payment),
        notify_url=_absolute(reverse("payments:notify", args=[payment.channel])),
        return_url=_absolute(back or reverse("payments:back", args=[payment.bill.key])),
        payer=payer,
    )


def _put_away(payment: Payment, *, now: datetime) -> None:
    try:
        _hear(payment, give_up=True, now=now)
    except UnknownChannel:
        # Its channel was taken out of the settings: nobody is left to be asked.
        lifecycle.lapse(payment, now=now)


def ask(payment: Payment, *, now: datetime | None = None) -> Fact:
    """Ask the gateway what became of an attempt, settle what it says, and hand it back.

    One that should no longer be paid is closed there, and only then given up.
    Raises GatewayError, UnknownChannel or WrongMoney.
    """
    now = now or timezone.now()
    unfinished = payment.status in UNFINISHED
    over = payment.expires_at <= now or not payment.bill.is_open
    return _hear(payment, give_up=unfinished and over, now=now)


def ask_about_refund(payment: Payment, number: str, *, now: datetime | None = None) -> Fact:
    """The same about money given back, also where nobody here gave it.

    Raises GatewayError or UnknownChannel.
    """
    gateway = get_gateway(payment.channel)
    fact = gateway.ask_refund(slip_of(payment), number=number)
    lifecycle.settle(payment, fact, merchant=gateway.merchant, now=now)
    return fact


def _hear(payment: Payment, *, give_up: bool, now: datetime) -> Fact:
    gateway = get_gateway(payment.channel)
    Payment.objects.filter(pk=payment.pk).update(asked_at=now)
    slip = slip_of(payment)
    fact = gateway.close(slip) if give_up else gateway.ask(slip)
    if give_up and fact.state in (FactState.CLOSED, FactState.UNKNOWN):
        lifecycle.lapse(payment, now=now)
    lifecycle.settle(payment, fact, merchant=gateway.merchant, now=now)
    return fact


def try_to_ask(payment: Payment, *, now: datetime | None = None) -> Answer:
    """Ask, and never raise: one bad attempt must not keep the others from being asked about."""
    try:
        ask(payment, now=now)
    except (GatewayError, UnknownChannel) as error:
        log.warning("gateway_not_asked", number=payment.number, why=str(error))
        return Answer.UNREACHABLE
    except lifecycle.WrongMoney:
        return Answer.FLAGGED
    except Exception:
        log.exception("asking_failed", number=payment.number)
        return Answer.BROKEN
    return _answer(payment)


def ask_soon(payment: Payment) -> None:
    """Let a worker ask, once in a while: the page that says "we are checking" keeps its word."""
    if cache.add(f"payments.asking.{payment.pk}", 1, ASK_SOON_EVERY):
        enqueue("payments.tasks.ask_payment", payment.pk)


def ask_about(bill: Bill, *, now: datetime | None = None) -> Answer | None:
    """Ask about the latest attempt and every other whose end is not known, but never twice at once.

    The latest one's answer counts, unless another was paid; None where nothing was asked.
    """
    latest = bill.payments.first()
    if latest is None or bill.settled_at:
        return None
    others = bill.payments.unfinished().exclude(pk=latest.pk)
    asked = [payment for payment in (latest, *others) if not was_just_asked(payment, now)]
    answers = [try_to_ask(payment, now=now) for payment in asked]
    if Answer.PAID in answers:
        return Answer.PAID
    return answers[0] if answers else None


def _answer(payment: Payment) -> Answer:
    if payment.flag:
        return Answer.FLAGGED
    if payment.status == PaymentStatus.PAID:
        return Answer.PAID
    return Answer.WAITING if payment.status in UNFINISHED else Answer.ENDED


def was_just_asked(payment: Payment, now: datetime | None = None) -> bool:
    """Whether asking again at this moment would only burden the gateway."""
    return bool(payment.asked_at and (now or timezone.now()) - payment.asked_at < ASK_EVERY)


def _as_json(checkout: Checkout) -> dict[str, object]:
    fields: Mapping[str, str] = checkout.fields
    return {"kind": str(checkout.kind), "url": checkout.url, "fields": dict(fields)}


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
