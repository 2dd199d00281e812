"""What went wrong with payments elsewhere, and the test that keeps it from happening here.

``INCIDENTS`` and ``SECURITY_CASES`` name the tests of other files; what had none stands below.
"""

import ast
import importlib
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from applications.status import Status
from notifications.models import InboxItem
from payments import checkout, lifecycle
from payments.gateways.base import Fact, FactKind, FactState, GatewayError, PayerContext, RawNotice
from payments.gateways.registry import BY_HAND
from payments.models import Bill, Callback, Payment
from payments.status import BillStatus, CallbackState, Flag, PaymentStatus
from tests.factories.applications import ApplicationFactory
from tests.factories.payments import BillFactory, PaymentFactory
from tests.payments.gateways.kits import KITS
from tests.payments.simulation import config_of

SOURCES = [
    path
    for path in sorted((Path(settings.BASE_DIR) / "payments").rglob("*.py"))
    # A plot is drawn in parts of a pixel.
    if not {"simulator", "migrations", "bars.py"} & set(path.parts)
]
INCIDENTS = {
    "entities of XML were read": ["test_incidents::test_nothing_here_reads_xml"],
    "the signature fits, the amount or the merchant does not": [
        "test_incidents::test_genuine_notice_over_another_amount_credits_nothing",
        "test_callback::test_other_merchants_money_is_refused",
    ],
    "the browser says how much": ["test_incidents::test_amount_of_the_browser_is_ignored"],
    "coming back is taken for having paid": ["test_ways::test_coming_back_proves_nothing"],
    "numbers of orders repeat": ["test_incidents::test_every_attempt_has_a_number_of_its_own"],
    "an old notification is played again": [
        "test_callback::test_notification_of_yesterday_is_refused",
        "test_callback::test_notification_settles_once_and_is_kept_every_time",
    ],
    "what can be unsealed is taken for genuine": [
        "gateways.test_contract::test_notice_is_believed_only_when_it_should_be"
    ],
    "two notifications at once credit twice": [
        "test_callbacks_at_once::test_twenty_callbacks_at_once_credit_once"
    ],
    "an error overwrites what is paid": [
        "test_lifecycle::test_nothing_the_gateway_says_later_unpays"
    ],
    "the notification comes before the attempt is written down": [
        "test_incidents::test_attempt_is_written_down_before_the_gateway_is_called",
        "test_callback::test_unknown_order_is_kept_for_a_look",
    ],
    "two channels are both paid": [
        "test_lifecycle::test_second_payment_is_kept_and_flagged_and_changes_nothing_else",
        "test_ways::test_another_method_closes_the_page_of_the_first",
    ],
    "paid after it was closed": [
        "test_lifecycle::test_payment_on_a_closed_bill_is_kept_and_flagged",
        "test_incidents::test_payment_after_the_close_is_kept_and_flagged",
    ],
    "the refund of the extra payment unpays the bill": [
        "test_incidents::test_refund_of_the_extra_payment_unpays_nothing"
    ],
    "a refund is made twice": [
        "gateways.test_contract::test_money_goes_back_once_however_often_it_is_asked",
        "test_refunds::test_failed_refund_can_be_tried_again_under_its_number",
    ],
    "the notification overtakes the refund": [
        "test_refunds::test_notification_of_a_refund_reaches_its_row"
    ],
    "the confirmation is sent twice": ["test_incidents::test_payer_is_told_once"],
    "floats lose a fen": ["test_incidents::test_no_amount_is_ever_a_float"],
    "closed here while the page lives there": [
        "test_ways::test_page_that_nobody_reached_stays_open_until_its_time_is_over"
    ],
    "a message comes months later": [
        "test_incidents::test_word_of_alipay_months_later_changes_nothing"
    ],
    "nonsense crashes the worker": [
        "gateways.test_wechat_notices::test_notice_of_any_bytes_is_refused",
        "gateways.test_alipay::test_notice_of_any_bytes_is_refused_and_never_breaks",
        "test_callback::test_nonsense_is_refused_and_never_an_error",
    ],
    "keys are changed": [
        "simulator.test_mischief::test_key_rotation_wants_both_keys",
        "test_checks::test_certificate_that_runs_out_is_a_warning",
    ],
    "a second try is offered on what is paid": [
        "test_pay::test_new_code_is_not_needed_when_the_old_one_was_paid",
        "test_pay::test_check_finds_a_payment_on_a_code_that_was_given_up",
    ],
    "a process dies over a notification": [
        "test_callbacks_at_once::test_process_killed_over_a_callback_loses_and_doubles_nothing"
    ],
}
SECURITY_CASES = {
    "7 forged, replayed, wrong callbacks": [
        "test_callback::test_forged_notification_is_kept_and_credits_nothing",
        "test_callback::test_wrong_money_is_flagged_and_never_credited",
        "test_callback::test_order_of_another_channel_is_not_ours",
        "test_incidents::test_notices_out_of_order_end_in_the_same",
        "test_ways::test_coming_back_proves_nothing",
    ],
    "8 races": [
        "test_callbacks_at_once::test_twenty_callbacks_at_once_credit_once",
        "test_locking::test_two_clicks_at_once_make_one_attempt",
        "test_pay::test_choosing_twice_makes_one_attempt",
    ],
    "46 tampering with the fee": [
        "test_incidents::test_amount_of_the_browser_is_ignored",
        "test_lifecycle::test_start_payment_freezes_the_amount_and_numbers_itself",
    ],
    "47 refunds and waivers": [
        "test_refunds::test_more_than_was_paid_is_never_given_back",
        "test_refunds::test_several_refunds_together_are_never_more_than_was_paid",
        "test_refunds::test_refund_waits_for_a_second_person",
        "test_refunds::test_word_about_another_amount_or_payment_is_not_believed",
        "test_lifecycle::test_waive_asks_for_permission_and_reason",
        "test_two_finders::test_transfer_counts_when_a_second_person_has_found_the_same",
        "test_other_amounts::test_another_amount_is_kept_flagged_and_told_and_pays_nothing",
    ],
    "50 parameters that come twice": [
        "test_incidents::test_parameter_that_comes_twice_is_refused_and_kept",
        "gateways.test_contract::test_notice_is_believed_only_when_it_should_be",
    ],
}


@pytest.mark.parametrize("seen", [*INCIDENTS, *SECURITY_CASES])
def test_every_incident_has_its_test(seen):
    for named in (INCIDENTS | SECURITY_CASES)[seen]:
        module, _, name = named.partition("::")
        assert callable(getattr(importlib.import_module(f"tests.payments.{module}"), name))


def test_nothing_here_reads_xml():
    imported = {
        name.split(".")[0]
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
    }

    assert imported.isdisjoint({"xml", "lxml", "defusedxml", "xmltodict", "bs4"})


def test_no_amount_is_ever_a_float():
    """19.90 is 1990 fen in text and in integers; as a float it is 1989."""
    floats = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]

    assert floats == []


def test_every_attempt_has_a_number_of_its_own(db):
    numbers = {lifecycle.start_payment(BillFactory(), channel="wechat").number for _ in range(50)}

    assert len(numbers) == 50


@pytest.mark.django_db
def test_amount_of_the_browser_is_ignored(client, wechat_open):
    bill = BillFactory(fen=80_000)
    client.force_login(bill.payer)
    tampered = {"channel": "wechat", "amount": "1", "fen": "-1", "total": "0", "currency": "JPY"}

    client.post(reverse("payments:pay", args=[bill.key]), tampered)

    payment = Payment.objects.get()
    fact = checkout.ask(payment)
    assert (payment.fen, payment.currency) == (80_000, "CNY")
    assert (fact.fen, fact.currency) == (80_000, "CNY")


@pytest.mark.django_db
def test_attempt_is_written_down_before_the_gateway_is_called(wechat_open, settings):
    """Else a notification could speak of an order that nobody knows."""
    settings.WECHAT_BASE_URL = "http://127.0.0.1:9"

    with pytest.raises(GatewayError):
        checkout.begin(BillFactory(), channel="wechat", payer=PayerContext())

    assert Payment.objects.get().status == PaymentStatus.STARTED


@pytest.fixture(params=sorted(set(KITS) - BY_HAND))
def kit(request, wechat_open, simulator, config, keys, clock):
    """The notifications of a channel, for the address they really go to."""
    made = KITS[request.param](simulator, config, clock, keys)
    made.path = reverse("payments:notify", args=[request.param])
    return made


@pytest.fixture
def attempt(kit, db):
    return PaymentFactory(channel=kit.gateway.channel)


@pytest.fixture
def told(client, kit):
    """What the portal says to a notification of this channel."""

    def tell(notice: RawNotice):
        is_form = notice.body[:1] != b"{"
        return client.post(
            reverse("payments:notify", args=[kit.gateway.channel]),
            notice.body,
            content_type="application/x-www-form-urlencoded" if is_form else "application/json",
            headers={n: v for n, v in notice.headers.items() if n.startswith("wechatpay-")},
        )

    return tell


def slip_for(payment, **changes):
    return replace(checkout.slip_of(payment), **changes)


def test_genuine_notice_over_another_amount_credits_nothing(kit, attempt, told):
    told(kit.paid(slip_for(attempt, fen=1)))

    attempt.refresh_from_db()
    assert (attempt.status, attempt.flag) == (PaymentStatus.WAITING, Flag.AMOUNT_DIFFERS)
    assert attempt.bill.status == BillStatus.OPEN


def test_notices_out_of_order_end_in_the_same(kit, attempt, told):
    told(kit.paid(slip_for(attempt)))
    told(kit.waiting(slip_for(attempt)))

    attempt.refresh_from_db()
    assert (attempt.status, attempt.flag) == (PaymentStatus.PAID, Flag.NONE)


def test_notice_about_an_order_nobody_knows_is_refused_and_kept_for_a_look(kit, attempt, told):
    unknown = kit.paid(slip_for(attempt, number="AF20260101ZZZZZZZZZZ"))

    answer = told(unknown)

    assert answer.content == kit.gateway.reply(unknown, accepted=False).body
    assert Callback.objects.get().state == CallbackState.FLAGGED


def test_notice_about_what_is_paid_already_is_accepted_every_time(kit, attempt, told):
    notice = kit.paid(slip_for(attempt))

    answers = {told(notice).content for _ in range(3)}

    attempt.refresh_from_db()
    assert answers == {kit.gateway.reply(notice, accepted=True).body}
    assert (attempt.status, attempt.flag) == (PaymentStatus.PAID, Flag.NONE)
    assert Callback.objects.filter(state=CallbackState.SETTLED).count() == 3


def test_payment_after_the_close_is_kept_and_flagged(kit, attempt, told):
    lifecycle.close_bill(attempt.bill)

    answer = told(kit.paid(slip_for(attempt)))

    attempt.refresh_from_db()
    assert answer.content == kit.gateway.reply(kit.paid(slip_for(attempt)), accepted=True).body
    assert (attempt.status, attempt.flag) == (PaymentStatus.PAID, Flag.PAID_LATE)
    assert Bill.objects.get().status == BillStatus.CLOSED


@pytest.mark.parametrize("kit", ["alipay", "icbc"], indirect=True)
def test_parameter_that_comes_twice_is_refused_and_kept(kit, attempt, told):
    told(kit.repeated(slip_for(attempt)))

    callback = Callback.objects.get()
    attempt.refresh_from_db()
    assert callback.state == CallbackState.REFUSED
    assert "comes twice" in callback.note
    assert attempt.status == PaymentStatus.WAITING


@pytest.mark.django_db
def test_refund_of_the_extra_payment_unpays_nothing():
    first = PaymentFactory()
    extra = PaymentFactory(bill=first.bill)
    for payment in (first, extra):
        lifecycle.settle(Payment.objects.get(pk=payment.pk), done(payment), merchant="M")

    back = done(extra, kind=FactKind.REFUND, refund_number="RF1")
    lifecycle.settle(Payment.objects.get(pk=extra.pk), back, merchant="M")

    assert Bill.objects.get().status == BillStatus.PAID
    assert set(Payment.objects.values_list("status", flat=True)) == {PaymentStatus.PAID}


@pytest.mark.django_db
def test_payer_is_told_once():
    application = ApplicationFactory(status=Status.SUBMITTED)
    payment = PaymentFactory(bill=application.bill)

    for _ in range(3):
        lifecycle.settle(Payment.objects.get(pk=payment.pk), done(payment), merchant="M")

    application.refresh_from_db()
    assert application.status == Status.QUEUED
    assert InboxItem.objects.count() == 1


def test_word_of_alipay_months_later_changes_nothing(db, simulator, config, clock, keys):
    """TRADE_FINISHED says that the time for refunds is over; nothing more."""
    kit = KITS["alipay"](simulator, config, clock, keys)
    payment = PaymentFactory(channel="alipay")
    for status in ("TRADE_SUCCESS", "TRADE_FINISHED"):
        fact = kit.gateway.read_notice(kit.notice(kit.form(payment, trade_status=status)))
        lifecycle.settle(payment, fact, merchant=kit.gateway.merchant)

    payment.refresh_from_db()
    assert (payment.status, payment.flag) == (PaymentStatus.PAID, Flag.NONE)


@pytest.fixture
def config(simulator, keys):
    return config_of(simulator, keys)


def done(payment, *, kind=FactKind.PAYMENT, refund_number=""):
    return Fact(
        kind=kind,
        state=FactState.DONE,
        number=payment.number,
        merchant="M",
        transaction_id=f"T{payment.number}",
        fen=payment.fen,
        currency="CNY",
        refund_number=refund_number,
    )
