"""A gateway's notification, from its bytes to the ledger: real signatures, a real simulator."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import callbacks, checkout
from payments.gateways.base import PayerContext
from payments.gateways.registry import get_gateway
from payments.models import Bill, Callback, Payment
from payments.signals import bill_paid
from payments.status import BillStatus, CallbackState, Flag, PaymentStatus
from payments.tasks import ask_open_payments
from tests.counting import counted
from tests.factories.payments import BillFactory, CallbackFactory, PaymentFactory
from tests.payments.simulation import notice_of, payment_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def config(wechat_open):
    return get_gateway("wechat")._config


@pytest.fixture
def signed(simulator, config):
    """A notice about an attempt, signed by the gateway, with whatever a test wants changed."""

    def made(payment, *, now=None, event="TRANSACTION.SUCCESS", **changes):
        content = payment_of(config, payment, **changes)
        return notice_of(simulator.ring, content, now=now or datetime.now(UTC), event=event)

    return made


@pytest.fixture
def broken_queue():
    """A receiver that cannot do its work."""

    def fail(sender, bill, **kwargs):
        raise RuntimeError("the queue is broken")

    bill_paid.connect(fail)
    yield lambda: bill_paid.disconnect(fail)
    bill_paid.disconnect(fail)


def test_gateway_pays_over_http(transactional_db, settings, sim_settings, live_server, pay):
    for name, value in sim_settings.items():
        setattr(settings, name, value)
    settings.SITE_URL = live_server.url
    payment = checkout.begin(BillFactory(), channel="wechat", payer=PayerContext())

    pay(payment)

    payment.refresh_from_db()
    callback = Callback.objects.get()
    assert payment.status == PaymentStatus.PAID
    assert Bill.objects.get().status == BillStatus.PAID
    assert callback.state == CallbackState.SETTLED
    assert callback.payment == payment


def test_notification_settles_once_and_is_kept_every_time(waiting, pay, wechat_open, hand_over):
    pay(waiting)
    notice = wechat_open.next_notice()

    answers = [hand_over(notice).status_code for _ in range(3)]

    assert answers == [204, 204, 204]
    assert Payment.objects.get().status == PaymentStatus.PAID
    assert Callback.objects.filter(state=CallbackState.SETTLED).count() == 3


@pytest.mark.parametrize(("before", "cost"), [(0, 6), (1, 3)], ids=["the first", "the same again"])
def test_callback_costs_six_statements_and_three_when_told_again(
    waiting, signed, hand_over, before, cost
):
    """Payment; callback kept; bill and payment paid; whose bill it is; callback closed."""
    for _ in range(before):
        hand_over(signed(waiting))
    notice = signed(waiting)

    with counted() as seen:
        answer = hand_over(notice)

    assert answer.status_code == 204
    assert seen.total() == cost, list(seen)


def test_raw_words_are_kept_with_named_headers_only(waiting, signed, hand_over):
    notice = signed(waiting)

    hand_over(notice, Cookie="a=1", **{"X-Forwarded-For": "203.0.113.9"})

    kept = Callback.objects.get()
    assert bytes(kept.body) == notice.body
    assert kept.path == reverse("payments:notify", args=["wechat"])
    assert set(kept.headers) == {
        "content-type",
        "wechatpay-timestamp",
        "wechatpay-nonce",
        "wechatpay-serial",
        "wechatpay-signature",
        "wechatpay-signature-type",
    }


def test_notification_needs_no_token_of_a_form(waiting, signed, wechat_open):
    notice = signed(waiting)
    headers = {n: v for n, v in notice.headers.items() if n.startswith("wechatpay-")}

    answer = Client(enforce_csrf_checks=True).post(
        reverse("payments:notify", args=["wechat"]),
        notice.body,
        content_type="application/json",
        headers=headers,
    )

    assert answer.status_code == 204


@pytest.mark.parametrize(
    "changes",
    [
        {"wechatpay-signature": "AAAA"},
        {"wechatpay-signature": "WECHATPAY/SIGNTEST/AAAA"},
        {"wechatpay-serial": "PUB_KEY_ID_0000"},
        {"wechatpay-nonce": "another"},
    ],
    ids=["signature", "probe", "unknown key", "nonce"],
)
def test_forged_notification_is_kept_and_credits_nothing(waiting, signed, hand_over, changes):
    answer = hand_over(signed(waiting), **changes)

    kept = Callback.objects.get()
    assert answer.status_code == 400
    assert kept.state == CallbackState.REFUSED
    assert kept.note.startswith("Forged")
    assert kept.payment is None
    assert Payment.objects.get().status == PaymentStatus.WAITING


def test_notification_of_yesterday_is_refused(waiting, signed, hand_over):
    answer = hand_over(signed(waiting, now=datetime.now(UTC) - timedelta(days=1)))

    kept = Callback.objects.get()
    assert answer.status_code == 400
    assert kept.note.startswith("Stale")
    assert Payment.objects.get().status == PaymentStatus.WAITING


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"[1, 2]"])
def test_nonsense_is_refused_and_never_an_error(client, wechat_open, body):
    answer = client.post(
        reverse("payments:notify", args=["wechat"]), body, content_type="application/json"
    )

    assert answer.status_code == 400
    assert Callback.objects.get().state == CallbackState.REFUSED


def test_genuine_words_that_cannot_be_written_down_are_refused_and_kept(waiting, signed, hand_over):
    answer = hand_over(signed(waiting, out_trade_no="AF\x00"))

    kept = Callback.objects.get()
    assert answer.status_code == 400
    assert (kept.state, kept.note[:9]) == (CallbackState.REFUSED, "Malformed")


def test_header_that_cannot_be_written_down_is_refused_and_kept(waiting, signed, hand_over):
    answer = hand_over(signed(waiting), **{"wechatpay-nonce": "\x00"})

    assert answer.status_code == 400
    assert Callback.objects.get().state == CallbackState.REFUSED


def test_long_body_is_cut_and_refused(client, wechat_open):
    answer = client.post(
        reverse("payments:notify", args=["wechat"]),
        b"x" * (callbacks.BODY_LIMIT + 100),
        content_type="application/json",
    )

    kept = Callback.objects.get()
    assert answer.status_code == 400
    assert kept.state == CallbackState.REFUSED
    assert len(bytes(kept.body)) == callbacks.BODY_LIMIT


def test_unknown_channel_is_not_found(client, wechat_open):
    answer = client.post(reverse("payments:notify", args=["paypal"]), b"{}", content_type="a/b")

    assert answer.status_code == 404
    assert Callback.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_notification_is_posted(client, wechat_open, method):
    answer = getattr(client, method)(reverse("payments:notify", args=["wechat"]))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert not Callback.objects.exists()


@pytest.mark.parametrize(
    "amount",
    [
        {"total": 1, "payer_total": 1, "currency": "CNY"},
        {"total": 80_000, "payer_total": 80_000, "currency": "USD"},
    ],
    ids=["amount", "currency"],
)
def test_wrong_money_is_flagged_and_never_credited(waiting, signed, hand_over, amount):
    answer = hand_over(signed(waiting, amount=amount))

    waiting.refresh_from_db()
    assert answer.status_code == 400
    assert waiting.status == PaymentStatus.WAITING
    assert waiting.flag == Flag.AMOUNT_DIFFERS
    assert Callback.objects.get().state == CallbackState.FLAGGED
    assert Bill.objects.get().status == BillStatus.OPEN


@pytest.mark.parametrize("whose", ["mchid", "appid"])
def test_other_merchants_money_is_refused(waiting, signed, hand_over, whose):
    answer = hand_over(signed(waiting, **{whose: "1900000109"}))

    waiting.refresh_from_db()
    assert answer.status_code == 400
    assert waiting.status == PaymentStatus.WAITING
    assert Callback.objects.get().state == CallbackState.REFUSED


def test_unknown_order_is_kept_for_a_look(waiting, signed, hand_over):
    answer = hand_over(signed(waiting, out_trade_no="AF20260101ZZZZZZZZZZ"))

    kept = Callback.objects.get()
    assert answer.status_code == 400
    assert kept.state == CallbackState.FLAGGED
    assert "AF20260101ZZZZZZZZZZ" in kept.note


def test_order_of_another_channel_is_not_ours(wechat_open, signed, hand_over):
    payment = PaymentFactory(channel="alipay")

    hand_over(signed(payment))

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.WAITING
    assert Callback.objects.get().state == CallbackState.FLAGGED


def test_second_payment_is_accepted_and_flagged(wechat_open, signed, hand_over):
    bill = BillFactory()
    first, second = PaymentFactory(bill=bill), PaymentFactory(bill=bill)
    hand_over(signed(first, transaction_id="4200000000000000000000000001"))

    answer = hand_over(signed(second, transaction_id="4200000000000000000000000002"))

    second.refresh_from_db()
    assert answer.status_code == 204
    assert second.flag == Flag.PAID_TWICE
    assert Callback.objects.latest("pk").state == CallbackState.FLAGGED


def test_unexpected_error_is_answered_and_tried_again(
    waiting, pay, wechat_open, hand_over, broken_queue
):
    pay(waiting)

    answer = hand_over(wechat_open.next_notice())

    callback = Callback.objects.get()
    assert answer.status_code == 400
    assert callback.state == CallbackState.FAILED
    assert "the queue is broken" in callback.note
    assert callback.payment == waiting
    assert Payment.objects.get().status == PaymentStatus.WAITING

    broken_queue()
    ask_open_payments()

    callback.refresh_from_db()
    assert callback.state == CallbackState.SETTLED
    assert Payment.objects.get().status == PaymentStatus.PAID


def test_interrupted_notification_is_settled_by_asking(waiting, pay, wechat_open):
    pay(waiting, lose="1")
    now = timezone.now()
    cut_off = CallbackFactory(payment=waiting, received_at=now - timedelta(minutes=6))
    just_now = CallbackFactory(payment=waiting, received_at=now)

    callbacks.retry_failed()

    cut_off.refresh_from_db()
    just_now.refresh_from_db()
    assert cut_off.state == CallbackState.SETTLED
    assert just_now.state == CallbackState.RECEIVED
    assert Payment.objects.get().status == PaymentStatus.PAID


def test_failed_notification_waits_while_the_gateway_is_silent(waiting, settings):
    failed = CallbackFactory(payment=waiting, state=CallbackState.FAILED)
    settings.WECHAT_BASE_URL = "http://127.0.0.1:9"

    callbacks.retry_failed()

    failed.refresh_from_db()
    assert failed.state == CallbackState.FAILED


def test_refused_notifications_are_forgotten_after_a_week():
    now = timezone.now()
    CallbackFactory(state=CallbackState.REFUSED, received_at=now - timedelta(days=8))
    fresh = CallbackFactory(state=CallbackState.REFUSED, received_at=now)
    genuine = CallbackFactory(state=CallbackState.SETTLED, received_at=now - timedelta(days=800))

    callbacks.forget_refused()

    assert set(Callback.objects.all()) == {fresh, genuine}


def test_only_the_newest_refused_notifications_are_kept(monkeypatch):
    monkeypatch.setattr(callbacks, "KEEP_REFUSED", 2)
    rows = [CallbackFactory(state=CallbackState.REFUSED) for _ in range(4)]

    callbacks.forget_refused()

    assert set(Callback.objects.all()) == set(rows[2:])


def test_noise_of_one_address_is_not_kept_and_hides_nothing(
    waiting, signed, hand_over, monkeypatch
):
    monkeypatch.setattr(callbacks, "REFUSED_PER_MINUTE", 2)
    forged = signed(waiting)

    for _ in range(4):
        hand_over(forged, **{"wechatpay-signature": "AAAA"})
    answer = hand_over(signed(waiting))

    assert Callback.objects.filter(state=CallbackState.REFUSED).count() == 2
    assert answer.status_code == 204
    assert Payment.objects.get().status == PaymentStatus.PAID


def test_noise_is_counted_for_whoever_makes_it(waiting, signed, hand_over, monkeypatch, settings):
    """Behind a proxy all requests come from one machine; the limit is not the gateway's."""
    monkeypatch.setattr(callbacks, "REFUSED_PER_MINUTE", 1)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    for address in ("203.0.113.9", "203.0.113.9", "198.51.100.7"):
        hand_over(signed(waiting), **{"wechatpay-signature": "AAAA", "x-forwarded-for": address})

    assert Callback.objects.count() == 2


def test_gateway_is_answered_even_when_nothing_can_be_kept(waiting, signed, hand_over, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(Callback, "save", full)

    with transaction.atomic():
        answer = hand_over(signed(waiting))

    assert answer.status_code == 400
    assert Payment.objects.get().status == PaymentStatus.WAITING
