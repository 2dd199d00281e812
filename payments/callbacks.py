"""What becomes of a gateway's notification: kept first, then believed or not, then settled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from payments import lifecycle
from payments.checkout import Answer, try_to_ask
from payments.gateways.base import Fact, Gateway, GatewayReply, RawNotice, Refused
from payments.models import Callback, Payment
from payments.status import CallbackState, PaymentStatus

log = structlog.get_logger(__name__)
BODY_LIMIT = 64 * 1024
KEEP_REFUSED_FOR = timedelta(days=7)
KEEP_REFUSED = 10_000
REFUSED_PER_MINUTE = 60  # of one network address; what is refused beyond that is not kept
RETRY_FOR = timedelta(days=3)
INTERRUPTED_AFTER = timedelta(minutes=5)
BATCH = 100


@dataclass(frozen=True)
class Verdict:
    """What a notification came to."""

    state: CallbackState
    accepted: bool
    note: str = ""


def receive(gateway: Gateway, notice: RawNotice, *, address: str) -> GatewayReply:
    """Keep a notification, settle what it says, and answer.  Never raises for its content.

    It is kept before anything is credited: who is killed in between leaves the row and no answer,
    so that the gateway sends it again.
    """
    heard = _read(gateway, notice)
    if isinstance(heard, Verdict):
        return _refuse(gateway, notice, heard, address)
    payment = _payment_of(gateway, heard)
    callback = _keep(gateway, notice, payment=payment)
    verdict = _judge(gateway, heard, callback)
    _close(callback, verdict)
    return gateway.reply(notice, accepted=verdict.accepted)


def _read(gateway: Gateway, notice: RawNotice) -> Fact | Verdict:
    """What a notification says, or why it is not believed."""
    if len(notice.body) > BODY_LIMIT:
        return Verdict(CallbackState.REFUSED, accepted=False, note="The body is too long.")
    try:
        return gateway.read_notice(notice)
    except Refused as why:
        return Verdict(CallbackState.REFUSED, accepted=False, note=f"{type(why).__name__}: {why}")
    except Exception as error:
        log.exception("callback_not_read", channel=gateway.channel)
        return _failed(error)


def _refuse(gateway: Gateway, notice: RawNotice, verdict: Verdict, address: str) -> GatewayReply:
    if not _is_noisy(gateway.channel, address):
        callback = _keep(gateway, notice, state=verdict.state, note=verdict.note[:300])
        _count_refused(gateway.channel, address)
        log.warning("callback_refused", callback=callback.pk, why=verdict.note)
    return gateway.reply(notice, accepted=False)


def _payment_of(gateway: Gateway, fact: Fact) -> Payment | None:
    known = Payment.objects.select_related("bill")
    return known.filter(channel=gateway.channel, number=fact.number).first()


def _keep(gateway: Gateway, notice: RawNotice, **told: Any) -> Callback:
    return Callback.objects.create(
        channel=gateway.channel,
        path=notice.path[:200],
        headers=dict(notice.headers),
        body=notice.body[:BODY_LIMIT],
        **told,
    )


def _judge(gateway: Gateway, fact: Fact, callback: Callback) -> Verdict:
    payment = callback.payment
    if payment is None:
        # Genuine, yet not of ours: a restored backup, or another system of the same merchant.
        note = f"There is no payment {fact.number}."
        return Verdict(CallbackState.FLAGGED, accepted=False, note=note)
    try:
        lifecycle.settle(payment, fact, merchant=gateway.merchant)
    except lifecycle.WrongMoney as why:
        return Verdict(CallbackState.FLAGGED, accepted=False, note=str(why))
    except Exception as error:
        log.exception("callback_failed", callback=callback.pk)
        return _failed(error)
    state = CallbackState.FLAGGED if payment.flag else CallbackState.SETTLED
    return Verdict(state, accepted=True, note=payment.flag)


def _failed(error: Exception) -> Verdict:
    note = f"{type(error).__name__}: {error}"
    return Verdict(CallbackState.FAILED, accepted=False, note=note)


def _close(callback: Callback, verdict: Verdict) -> None:
    callback.state, callback.note = verdict.state, verdict.note[:300]
    callback.save(update_fields=("state", "note"))


def retry_failed(now: datetime | None = None) -> None:
    """Ask about the payments whose notification failed here, or was cut off half-way.

    Its own signature is too old to be believed again; the gateway's answer is as good.
    """
    now = now or timezone.now()
    broken = Q(state=CallbackState.FAILED) | Q(
        state=CallbackState.RECEIVED, received_at__lt=now - INTERRUPTED_AFTER
    )
    waiting = Callback.objects.filter(
        broken, payment__isnull=False, received_at__gt=now - RETRY_FOR
    ).select_related("payment__bill")
    for callback in waiting.order_by("pk")[:BATCH]:
        _retry(callback)


def _retry(callback: Callback) -> None:
    payment = callback.payment
    if payment is None:
        return
    if payment.status != PaymentStatus.PAID:
        answer = try_to_ask(payment)
        if answer in (Answer.UNREACHABLE, Answer.BROKEN):
            return
    state = CallbackState.FLAGGED if payment.flag else CallbackState.SETTLED
    _close(callback, Verdict(state, accepted=True, note="Settled by asking the gateway."))


def forget_refused(now: datetime | None = None) -> None:
    """Drop refused notifications that are old, or too many."""
    refused = Callback.objects.filter(state=CallbackState.REFUSED)
    refused.filter(received_at__lt=(now or timezone.now()) - KEEP_REFUSED_FOR).delete()
    newest = refused.order_by("-pk").values_list("pk", flat=True)
    if oldest_kept := list(newest[KEEP_REFUSED - 1 : KEEP_REFUSED]):
        refused.filter(pk__lt=oldest_kept[0]).delete()


def _noise_key(channel: str, address: str) -> str:
    return f"payments.refused.{channel}.{address}"


def _is_noisy(channel: str, address: str) -> bool:
    return int(cache.get(_noise_key(channel, address), 0)) >= REFUSED_PER_MINUTE


def _count_refused(channel: str, address: str) -> None:
    key = _noise_key(channel, address)
    cache.add(key, 0, 60)
    try:
        cache.incr(key)
    except ValueError:
        return  # it ran out between the two calls
