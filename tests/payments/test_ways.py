"""Paying on a page of the gateway's own: the way there, the way back, and its notifications."""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import checkout
from payments.gateways.base import PayerContext
from payments.models import Bill, Callback, Payment
from payments.status import BillStatus, CallbackState, Flag, PaymentStatus
from tests.factories.payments import BillFactory, PaymentFactory
from tests.payments.simulation import browser, pay_in_simulator, visit

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LABELS = {"alipay": "Alipay", "icbc": "ICBC debit card"}
HOUSES = {"alipay": "Alipay", "icbc": "ICBC"}


@pytest.fixture(params=["alipay", "icbc"])
def channel(request):
    return request.param


@pytest.fixture
def bill(client, wechat_open, db):
    """A bill whose payer is signed in."""
    made = BillFactory()
    client.force_login(made.payer)
    return made


@pytest.fixture
def attempt(client, bill, channel):
    """An attempt whose payer has the button before him."""
    client.post(at("pay", bill), {"channel": channel})
    return Payment.objects.get()


@pytest.fixture
def post_notice(client, channel):
    """What the gateway sent, posted to the portal."""

    def posted(notice):
        return client.post(
            reverse("payments:notify", args=[channel]),
            notice.body,
            content_type="application/x-www-form-urlencoded",
        )

    return posted


def at(name, bill):
    return reverse(f"payments:{name}", args=[bill.key])


def way_of(page):
    """Where the main button leads: kind, address and fields."""
    if link := re.search(r'<a class="btn [^"]*" href="(http[^"]*)"', page):
        return "redirect", html.unescape(link[1]), {}
    form = re.search(r'<form method="post" action="(http[^"]*)">(.*?)</form>', page, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2])
    return "form", html.unescape(form[1]), {name: html.unescape(value) for name, value in fields}


def page_of(client, bill, query=""):
    return client.get(at("pay", bill) + query).content.decode()


# The way there -----------------------------------------------------------------------------------


def test_page_offers_all_three_methods(client, bill):
    page = page_of(client, bill)

    assert re.findall(r'name="channel" value="(\w+)"', page) == ["wechat", "alipay", "icbc"]
    assert "Opens Alipay, also takes many foreign cards" in page


def test_choosing_shows_a_button_that_leads_to_the_gateway(client, bill, attempt, channel):
    page = page_of(client, bill)

    kind, url, fields = way_of(page)
    assert attempt.status == PaymentStatus.WAITING
    assert kind == {"alipay": "redirect", "icbc": "form"}[channel]
    assert f"Continue to {HOUSES[channel]}</" in page
    assert "Waiting for your payment" in page
    assert "You can pay there until" in page
    assert "I have paid, check now" in page
    assert "rx-qr" not in page
    assert attempt.number in visit(kind, url, fields).text


def test_form_to_the_bank_holds_nothing_of_ours(client, bill, attempt):
    _, _, fields = way_of(page_of(client, bill))

    assert "csrfmiddlewaretoken" not in fields


def test_way_is_signed_anew_whenever_it_is_shown(client, bill, attempt, channel):
    first, second = (way_of(page_of(client, bill)) for _ in range(2))

    def order(way):
        _, url, fields = way
        query = dict(parse_qsl(urlsplit(url).query))
        return json.loads((query | fields)["biz_content"])

    assert order(first) == order(second)
    if channel == "icbc":
        assert first[1] != second[1]
    Payment.objects.update(
        checkout={"kind": attempt.checkout["kind"], "url": "http://127.0.0.1:9/", "fields": {}}
    )
    assert "127.0.0.1:9" not in way_of(page_of(client, bill))[1]


def test_page_that_waits_is_loaded_anew_before_its_way_is_too_old(client, bill, attempt):
    seen = re.search(r"\?seen=([\w-]+)", page_of(client, bill))[1]
    assert "HX-Refresh" not in client.get(at("state", bill), {"seen": seen}, headers=HTMX)

    Payment.objects.update(started_at=timezone.now() - timedelta(minutes=6))

    answer = client.get(at("state", bill), {"seen": seen}, headers=HTMX)
    assert answer["HX-Refresh"] == "true"


def test_way_of_a_channel_that_was_shut_meanwhile_stays(client, bill, attempt, channel, settings):
    settings.ALIPAY_APP_ID = settings.ICBC_APP_ID = ""

    assert way_of(page_of(client, bill))[1] == attempt.checkout["url"]


def test_telephone_is_led_to_the_page_for_telephones(client, bill):
    client.post(at("pay", bill), {"channel": "alipay"})

    page = client.get(at("pay", bill), headers={"User-Agent": "Mozilla/5.0 Mobile"})

    assert "alipay.trade.wap.pay" in way_of(page.content.decode())[1]


def test_there_is_no_picture_of_a_way(client, bill, attempt):
    assert client.get(at("code", bill)).status_code == 404


def test_another_method_closes_the_page_of_the_first(client, bill, attempt, channel):
    visit(*way_of(page_of(client, bill)))

    client.post(at("pay", bill), {"channel": "wechat"})

    attempt.refresh_from_db()
    assert attempt.status == PaymentStatus.CLOSED
    assert Payment.objects.get(channel="wechat").status == PaymentStatus.WAITING


def test_page_that_nobody_reached_stays_open_until_its_time_is_over(client, bill, attempt):
    """It can still be paid: both are asked about, and a second payment would be seen."""
    client.post(at("pay", bill), {"channel": "wechat"})

    attempt.refresh_from_db()
    assert attempt.status == PaymentStatus.WAITING


def test_payment_on_an_earlier_page_is_found_by_the_button(
    client, bill, attempt, channel, simulator
):
    client.post(at("pay", bill), {"channel": "wechat"})
    visit(attempt.checkout["kind"], attempt.checkout["url"], attempt.checkout["fields"])
    pay_in_simulator(simulator, attempt, channel, lose="1")
    Payment.objects.update(asked_at=None)

    answer = client.post(at("check", bill), follow=True)

    assert "The fee is paid." in answer.content.decode()
    assert LABELS[channel] in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": PaymentStatus.CLOSED}, "This payment is closed"),
        ({"status": PaymentStatus.EXPIRED}, "The time to pay there has passed"),
        ({"status": PaymentStatus.FAILED}, "This payment did not succeed"),
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "If you have not paid, try again."),
    ],
)
def test_page_speaks_of_no_code_where_there_was_none(client, bill, attempt, changes, words):
    Payment.objects.update(**changes)

    page = page_of(client, bill)

    assert words in page
    assert "Try again" in page
    sheet = re.search(r'<section class="rx-sheet.*?</section>', page, re.DOTALL)[0]
    assert "code" not in re.sub(r"<[^>]*>", "", sheet)


# The way back ------------------------------------------------------------------------------------


def test_coming_back_asks_once_and_shows_what_was_paid(client, bill, attempt, pay):
    pay(attempt, lose="1")

    answer = client.get(at("back", bill) + "?out_trade_no=x&sign=y", follow=True)

    assert answer.redirect_chain == [(f"{at('pay', bill)}?back=1", 302)]
    assert Bill.objects.get().status == BillStatus.PAID
    assert "The fee is paid." in answer.content.decode()


def test_coming_back_without_news_says_that_we_are_checking(client, bill, attempt, channel):
    answer = client.get(at("back", bill), follow=True)

    page = answer.content.decode()
    assert "We are checking with the bank." in page
    assert f"{HOUSES[channel]} tells us within minutes" in page
    assert page.index("I have paid, check now") < page.index("Continue to")
    assert "did not succeed" not in page
    assert "We are checking" not in page_of(client, bill)


def test_coming_back_proves_nothing(client, bill, attempt):
    claim = f"?trade_status=TRADE_SUCCESS&out_trade_no={attempt.number}&total_amount=800.00"

    client.get(at("back", bill) + claim)

    assert Bill.objects.get().status == BillStatus.OPEN


def test_coming_back_twice_in_a_moment_asks_once(client, bill, attempt):
    client.get(at("back", bill))
    asked_at = Payment.objects.get().asked_at

    client.get(at("back", bill))

    assert asked_at
    assert Payment.objects.get().asked_at == asked_at


def test_coming_back_by_the_banks_form_needs_no_token(bill, attempt):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bill.payer)

    assert strict.post(at("back", bill))["Location"] == f"{at('pay', bill)}?back=1"


def test_coming_back_signed_out_leads_to_the_sign_in_and_here_again(client, bill, attempt):
    client.logout()

    assert client.get(at("back", bill))["Location"].endswith(f"?next={at('back', bill)}")


def test_coming_back_when_the_gateway_is_silent_loses_nothing(client, bill, attempt, settings):
    settings.ALIPAY_BASE_URL = settings.ICBC_BASE_URL = "http://127.0.0.1:9"

    answer = client.get(at("back", bill), follow=True)

    assert answer.status_code == 200
    assert Payment.objects.get().status == PaymentStatus.WAITING


def test_coming_back_to_a_bill_that_nobody_tried_to_pay(client, bill):
    assert client.get(at("back", bill), follow=True).status_code == 200


# Notifications and the receipt -------------------------------------------------------------------


def test_notification_settles_once_and_is_answered_as_its_gateway_wants(
    bill, attempt, pay, wechat_open, post_notice, channel
):
    pay(attempt)
    notice = wechat_open.next_notice()

    answers = [post_notice(notice) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    if channel == "alipay":
        assert {answer.content for answer in answers} == {b"success"}
    else:
        assert b'"return_code":0,' in answers[0].content
    assert Payment.objects.get().status == PaymentStatus.PAID
    assert Callback.objects.filter(state=CallbackState.SETTLED).count() == 2


def test_forged_notification_is_refused_in_the_gateways_words(
    bill, attempt, pay, wechat_open, post_notice, channel
):
    pay(attempt)
    notice = wechat_open.next_notice()
    true, false = {"alipay": (b"=800.00", b"=800.01"), "icbc": (b"80000", b"80001")}[channel]
    assert true in notice.body

    answer = post_notice(replace(notice, body=notice.body.replace(true, false)))

    assert answer.status_code == 200
    assert answer.content == b"fail" or b'"return_code":-12345' in answer.content
    assert Callback.objects.get().state == CallbackState.REFUSED
    assert Payment.objects.get().status == PaymentStatus.WAITING


def test_wrong_amount_credits_nothing(client, bill, attempt, pay):
    pay(attempt, amount="1", lose="1")

    client.post(at("check", bill))

    assert Payment.objects.get().flag == Flag.AMOUNT_DIFFERS
    assert Bill.objects.get().status == BillStatus.OPEN


def test_gateway_with_a_page_pays_over_http(
    transactional_db, settings, sim_settings, live_server, pay, channel
):
    for name, value in sim_settings.items():
        setattr(settings, name, value)
    settings.SITE_URL = live_server.url
    payment = checkout.begin(BillFactory(), channel=channel, payer=PayerContext())

    pay(payment)

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PAID
    assert Bill.objects.get().status == BillStatus.PAID


def test_way_back_from_the_cashier_leads_to_the_pay_page(client, bill, attempt, simulator, channel):
    visit(attempt.checkout["kind"], attempt.checkout["url"], attempt.checkout["fields"])
    pay_in_simulator(simulator, attempt, channel, lose="1")

    cashier = browser().get(f"{simulator.url}/cashier?trade={channel}-{attempt.number}").text

    back = html.unescape(re.search(r'<a class="button" href="([^"]*)"', cashier)[1])
    assert urlsplit(back).path == at("back", bill)


def test_receipt_names_the_channel(client, bill, channel):
    PaymentFactory(bill=bill, paid=True, channel=channel)
    Bill.objects.update(status=BillStatus.PAID, settled_at=timezone.now())

    assert LABELS[channel] in client.get(at("receipt", bill)).content.decode()
