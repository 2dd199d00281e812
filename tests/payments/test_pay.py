"""The pages on which a bill is paid."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from payments import checkout, lifecycle, qr, refunds
from payments.gateways.base import FactKind
from payments.models import Bill, Payment
from payments.status import BillStatus, Flag, PaymentStatus
from payments.tasks import ask_payment
from tests.factories.accounts import UserFactory
from tests.factories.payments import BillFactory, PaymentFactory, RefundFactory
from tests.payments.test_lifecycle import fact_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def bill(client, wechat_open, db):
    """A bill whose payer is signed in."""
    made = BillFactory()
    client.force_login(made.payer)
    return made


@pytest.fixture
def silent(settings):
    """Nobody answers at the gateway's address."""
    settings.WECHAT_BASE_URL = "http://127.0.0.1:9"


def at(name, bill):
    return reverse(f"payments:{name}", args=[bill.key])


def choose(client, bill, channel="wechat"):
    return client.post(at("pay", bill), {"channel": channel}, follow=True)


def page_of(client, bill):
    return client.get(at("pay", bill)).content.decode()


def test_page_says_amount_and_deadline_and_offers_the_methods(client, bill):
    page = page_of(client, bill)

    assert "¥800.00" in page
    assert bill.title_en in page
    assert "Beijing time" in page
    assert 'value="wechat"' in page
    assert "rx-qr" not in page


def test_choosing_a_method_shows_a_code_drawn_here(client, bill):
    answer = choose(client, bill)

    payment = Payment.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"{at('pay', bill)}#code-title", 302)]
    assert 'id="code-title"' in answer.content.decode()
    assert payment.status == PaymentStatus.WAITING
    assert str(qr.as_svg(payment.checkout["url"])) in page
    assert payment.checkout["url"] not in page
    assert "Waiting for your payment" in page


def test_choosing_twice_makes_one_attempt(client, bill):
    choose(client, bill)
    choose(client, bill)

    assert Payment.objects.count() == 1


@pytest.mark.parametrize("channel", ["", "paypal"])
def test_unknown_method_is_refused_in_words(client, bill, channel):
    answer = choose(client, bill, channel)

    assert "Choose one of the methods." in answer.content.decode()
    assert Payment.objects.count() == 0


def test_silent_gateway_loses_nothing(client, bill, settings, sim_settings, silent):
    answer = choose(client, bill)

    assert answer.status_code == 200
    assert "We cannot reach WeChat Pay at this moment." in answer.content.decode()
    assert Payment.objects.get().status == PaymentStatus.STARTED

    settings.WECHAT_BASE_URL = sim_settings["WECHAT_BASE_URL"]
    choose(client, bill)

    assert Payment.objects.get().status == PaymentStatus.WAITING


def test_attempt_the_gateway_will_never_take_fails_and_can_be_tried_anew(client, bill, settings):
    right = settings.WECHAT_APPID
    settings.WECHAT_APPID = "wxSIM9999999999999"

    choose(client, bill)

    assert Payment.objects.get().status == PaymentStatus.FAILED
    assert "This payment did not succeed" in page_of(client, bill)

    settings.WECHAT_APPID = right
    choose(client, bill)

    assert [p.status for p in Payment.objects.all()] == [
        PaymentStatus.WAITING,
        PaymentStatus.FAILED,
    ]


def test_check_credits_what_has_arrived(client, bill, pay):
    choose(client, bill)
    pay(Payment.objects.get(), lose="1")

    answer = client.post(at("check", bill), follow=True)

    assert Bill.objects.get().status == BillStatus.PAID
    assert "The fee is paid." in answer.content.decode()


def test_check_says_when_nothing_has_arrived(client, bill):
    choose(client, bill)

    answer = client.post(at("check", bill), follow=True)

    assert "No payment has arrived yet." in answer.content.decode()
    assert Payment.objects.get().status == PaymentStatus.WAITING


def test_check_twice_in_a_moment_asks_once(client, bill):
    choose(client, bill)
    client.post(at("check", bill))
    asked_at = Payment.objects.get().asked_at

    client.post(at("check", bill))

    assert Payment.objects.get().asked_at == asked_at


def test_check_says_when_the_gateway_is_silent(client, bill, silent):
    PaymentFactory(bill=bill)

    answer = client.post(at("check", bill), follow=True)

    assert "We cannot reach WeChat Pay at this moment." in answer.content.decode()


def test_check_without_an_attempt_changes_nothing(client, bill):
    answer = client.post(at("check", bill), follow=True)

    assert answer.status_code == 200
    assert Payment.objects.count() == 0


def test_check_finds_a_payment_on_a_code_that_was_given_up(client, bill, pay):
    choose(client, bill)
    pay(Payment.objects.get(), lose="1")
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    lifecycle.lapse(Payment.objects.get())
    assert "Nothing was charged." in page_of(client, bill)

    client.post(at("check", bill))

    assert Bill.objects.get().status == BillStatus.PAID


def test_page_is_checking_until_the_gateway_was_asked(client, bill):
    PaymentFactory(bill=bill, over=True)

    page = page_of(client, bill)

    assert "We are checking with the bank." in page
    assert "Nothing was charged" not in page


def test_page_that_is_checking_has_a_worker_ask_once_in_a_while(
    client, bill, monkeypatch, django_capture_on_commit_callbacks
):
    payment = PaymentFactory(bill=bill, over=True)
    asked = []
    monkeypatch.setattr(
        "portal.queue.current_app.send_task", lambda name, args, **k: asked.append((name, args))
    )

    with django_capture_on_commit_callbacks(execute=True):
        page_of(client, bill)
        page_of(client, bill)

    assert asked == [("payments.tasks.ask_payment", (payment.pk,))]


def test_worker_that_asks_for_the_page_credits_what_arrived(client, bill, pay):
    choose(client, bill)
    payment = Payment.objects.get()
    pay(payment, lose="1")

    ask_payment(payment.pk)

    assert Bill.objects.get().status == BillStatus.PAID


def test_new_code_closes_the_old_one_at_the_gateway_first(client, bill, pay):
    choose(client, bill)
    old = Payment.objects.get()
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    choose(client, bill)

    old.refresh_from_db()
    new = Payment.objects.latest("pk")
    assert old.status == PaymentStatus.EXPIRED
    assert new.status == PaymentStatus.WAITING
    with pytest.raises(Exception, match="40"):
        pay(old)


def test_new_code_is_not_needed_when_the_old_one_was_paid(client, bill, pay):
    choose(client, bill)
    pay(Payment.objects.get(), lose="1")
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    answer = choose(client, bill)

    assert "The fee is paid." in answer.content.decode()
    assert Payment.objects.count() == 1


def test_channel_that_was_taken_away_keeps_nobody_from_paying(bill, client):
    other = PaymentFactory(bill=bill, channel="bank-of-yesterday")

    choose(client, bill)

    other.refresh_from_db()
    # Nobody can be asked about it any more; it ends with its own time.
    assert other.status == PaymentStatus.WAITING
    assert Payment.objects.get(channel="wechat").status == PaymentStatus.WAITING


def test_new_code_is_refused_while_nobody_knows_of_the_old_one(client, bill, silent):
    PaymentFactory(bill=bill, over=True)

    answer = choose(client, bill)

    assert "We cannot reach WeChat Pay" in answer.content.decode()
    assert Payment.objects.count() == 1


def test_gateway_that_cannot_close_the_first_attempt_is_named(client, bill, silent):
    PaymentFactory(bill=bill)

    page = choose(client, bill, "alipay").content.decode()

    assert "We cannot reach WeChat Pay at this moment." in page
    assert Payment.objects.count() == 1


def test_paid_page_shows_the_facts_and_the_way_back(client, bill):
    payment = PaymentFactory(bill=bill, paid=True)
    Bill.objects.update(status=BillStatus.PAID, settled_at=timezone.now())

    page = page_of(client, bill)

    assert "The fee is paid." in page
    assert payment.transaction_id in page
    assert f'href="{bill.return_path}"' in page
    assert 'name="channel"' not in page


def test_page_says_when_two_payments_arrived(client, bill):
    PaymentFactory(bill=bill, paid=True)
    PaymentFactory(bill=bill, paid=True, flag=Flag.PAID_TWICE)
    Bill.objects.update(status=BillStatus.PAID, settled_at=timezone.now())

    assert "We received two payments." in page_of(client, bill)


def test_page_says_what_went_back(client, bill):
    PaymentFactory(bill=bill, paid=True)
    second = PaymentFactory(bill=bill, paid=True, flag=Flag.PAID_TWICE)
    refund = RefundFactory(payment=second, going=True)
    Bill.objects.update(status=BillStatus.PAID, settled_at=timezone.now())
    assert "¥800.00 is on its way back to you" in page_of(client, bill)

    refunds.hear(
        refund, replace(fact_of(second), kind=FactKind.REFUND, refund_number=refund.number)
    )

    page = page_of(client, bill)
    assert "¥800.00 went back to the account it came from" in page
    assert "¥800.00 went back to you on" in page


def test_page_of_a_waived_bill_asks_for_nothing(client, bill):
    Bill.objects.update(status=BillStatus.WAIVED, settled_at=timezone.now())

    page = page_of(client, bill)

    assert "You need not pay this fee." in page
    assert 'name="channel"' not in page


@pytest.mark.parametrize(
    "change", [{"status": BillStatus.CLOSED}, {"due_at": timezone.now() - timedelta(days=1)}]
)
def test_page_of_a_bill_that_is_over_takes_no_money(client, bill, change):
    Bill.objects.update(**change)

    answer = choose(client, bill)

    assert "This fee can no longer be paid." in answer.content.decode()
    assert Payment.objects.count() == 0


def test_money_that_does_not_fit_is_looked_at(client, bill):
    PaymentFactory(bill=bill, flag=Flag.AMOUNT_DIFFERS)

    page = page_of(client, bill)

    assert "We are looking at your payment." in page
    assert 'name="channel"' not in page


def test_state_answers_with_the_waiting_line(client, bill):
    choose(client, bill)
    seen = re.search(r"\?seen=([\w-]+)", page_of(client, bill))[1]

    answer = client.get(at("state", bill), {"seen": seen}, headers=HTMX)

    assert answer.status_code == 200
    assert "HX-Request" in answer["Vary"]
    assert "HX-Refresh" not in answer
    assert answer.content.decode().lstrip().startswith('<div id="waiting"')


def test_state_asks_for_the_whole_page_once_it_changed(client, bill, pay):
    choose(client, bill)
    seen = re.search(r"\?seen=([\w-]+)", page_of(client, bill))[1]
    pay(Payment.objects.get(), lose="1")
    client.post(at("check", bill))

    answer = client.get(at("state", bill), {"seen": seen}, headers=HTMX)

    assert answer["HX-Refresh"] == "true"


def test_state_without_script_leads_to_the_page(client, bill):
    assert client.get(at("state", bill))["Location"] == at("pay", bill)


def test_state_reloads_where_the_sign_in_is_over(client, bill):
    client.logout()

    answer = client.get(at("state", bill), headers=HTMX)

    assert answer["HX-Refresh"] == "true"
    assert answer.content == b""


def test_code_can_be_saved_as_a_picture(client, bill):
    choose(client, bill)

    answer = client.get(at("code", bill))

    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\x89PNG")


def test_there_is_no_picture_without_a_code(client, bill):
    assert client.get(at("code", bill)).status_code == 404


def test_receipt_names_what_was_paid(client, bill):
    payment = PaymentFactory(bill=bill, paid=True)
    Bill.objects.update(status=BillStatus.PAID, settled_at=timezone.now())

    page = client.get(at("receipt", bill)).content.decode()

    for fact in (payment.number, payment.transaction_id, "¥800.00", bill.title_en, "WeChat Pay"):
        assert fact in page


def test_there_is_no_receipt_before_the_payment(client, bill):
    assert client.get(at("receipt", bill))["Location"] == at("pay", bill)


@pytest.mark.parametrize("name", ["pay", "check", "state", "code", "receipt"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_bill_does_not_exist(client, bill, name, method):
    choose(client, bill)
    client.force_login(UserFactory())

    answer = getattr(client, method)(at(name, bill))

    assert answer.status_code in (404, 405)
    assert Payment.objects.count() == 1


def test_pretend_telephone_is_offered_only_in_development(client, bill, settings):
    choose(client, bill)
    assert "pretend" not in page_of(client, bill)

    settings.DEBUG = True

    assert f"{settings.PAYMENT_SIMULATOR_URL}/wechat/phone?code_url=weixin" in page_of(client, bill)


@pytest.mark.parametrize("attempts", [1, 3])
def test_page_asks_the_database_the_same_however_many_attempts(
    client, bill, django_assert_num_queries, attempts
):
    PaymentFactory.create_batch(attempts, bill=bill, status=PaymentStatus.CLOSED)
    page_of(client, bill)

    # Person, bill, attempts, refunds, account, unread notices; the session comes from the cache.
    with django_assert_num_queries(6):
        page_of(client, bill)


def test_words_for_the_gateway_are_the_same_in_every_language(waiting):
    with translation.override("en"):
        english = checkout.slip_of(waiting)
    with translation.override("zh-hans"):
        assert checkout.slip_of(waiting) == english


# Another device ----------------------------------------------------------------------------------

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 15) Mobile Safari"}


def test_attempt_of_a_telephone_is_started_anew_on_a_computer(client, bill, settings):
    settings.WECHAT_H5 = True
    client.post(at("pay", bill), {"channel": "wechat"}, headers=PHONE)
    begun = Payment.objects.get()

    page = page_of(client, bill)
    client.post(at("pay", bill), {"channel": "wechat", "anew": "1"})

    begun.refresh_from_db()
    assert begun.checkout["kind"] == "redirect"
    assert "This payment was begun on another device." in page
    assert begun.checkout["url"] not in page
    assert begun.status == PaymentStatus.CLOSED
    assert Payment.objects.latest("pk").checkout["kind"] == "qr"
    assert "rx-qr" in page_of(client, bill)


def test_code_of_a_computer_is_started_anew_on_a_telephone(client, bill, settings):
    settings.WECHAT_H5 = True
    choose(client, bill)

    page = client.get(at("pay", bill), headers=PHONE).content.decode()
    client.post(at("pay", bill), {"channel": "wechat", "anew": "1"}, headers=PHONE)

    assert "This payment was begun on another device." in page
    assert "rx-qr" not in page
    assert [one.checkout["kind"] for one in Payment.objects.all()] == ["redirect", "qr"]


def test_page_of_alipay_leads_from_every_device(client, bill):
    choose(client, bill, "alipay")

    page = client.get(at("pay", bill), headers=PHONE).content.decode()

    assert "another device" not in page
    assert "alipay.trade.wap.pay" in page


def test_alipay_draws_a_code_for_computers_where_the_merchant_has_it(client, bill, settings, pay):
    settings.ALIPAY_PRECREATE = True
    page = choose(client, bill, "alipay").content.decode()
    payment = Payment.objects.get()
    pay(payment, lose="1")

    client.post(at("check", bill))

    payment.refresh_from_db()
    assert "Scan with Alipay" in page
    assert payment.checkout["kind"] == "qr"
    assert payment.status == PaymentStatus.PAID
