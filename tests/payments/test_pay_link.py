"""The link by which somebody else pays: who has it may pay this bill, and learns the amount only."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import pay_link
from payments.models import Bill, Payment
from payments.status import BillStatus, Flag, PaymentStatus
from tests.factories.accounts import UserFactory
from tests.factories.payments import BillFactory, PaymentFactory
from tests.payments.test_ways import way_of

pytestmark = pytest.mark.django_db
PAGES = ("link", "link_check", "link_back", "link_state", "link_code")


@pytest.fixture
def bill(wechat_open, db):
    return BillFactory(
        payer=UserFactory(username="adaeze", first_name="Adaeze", last_name="Okonkwo")
    )


@pytest.fixture
def token(bill):
    return pay_link.make(bill).token


@pytest.fixture
def friend(db):
    """A browser that nobody is signed in with."""
    return Client()


def at(name, token):
    return reverse(f"payments:{name}", args=[token])


def choose(friend, token, channel="wechat"):
    return friend.post(at("link", token), {"channel": channel}, follow=True)


def test_pay_page_offers_a_link_that_opens_for_anybody(client, friend, bill):
    client.force_login(bill.payer)
    page = client.get(bill.get_absolute_url()).content.decode()

    link = re.search(r'class="rx-pay-link"[^>]*>([^<]*)<', page)[1]

    assert friend.get(link).status_code == 200


def test_page_says_the_amount_and_nothing_about_the_applicant(friend, bill, token):
    choose(friend, token)

    page = friend.get(at("link", token)).content.decode()

    assert "¥800.00" in page
    for secret in ("Adaeze", "Okonkwo", "adaeze", bill.payer.email, "RX-2027", "Hydraulic", "水利"):
        assert secret not in page


def test_robots_and_caches_keep_out(friend, token):
    answer = friend.get(at("link", token))

    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_friend_pays_and_the_link_is_dead(friend, bill, token, pay):
    page = choose(friend, token).content.decode()
    assert "rx-qr" in page
    assert friend.get(at("link_code", token))["Content-Type"] == "image/png"
    pay(Payment.objects.get(), lose="1")

    answer = friend.post(at("link_check", token), follow=True)

    assert Bill.objects.get().status == BillStatus.PAID
    assert answer.status_code == 410
    assert "The fee is paid. Thank you." in answer.content.decode()
    assert choose(friend, token).status_code == 410
    assert Payment.objects.count() == 1


def test_friend_comes_back_from_the_gateway_without_an_account(friend, token):
    page = choose(friend, token, "alipay").content.decode()

    assert f"for%2F{token.replace(':', '%3A')}%2Fback" in way_of(page)[1]
    answer = friend.get(at("link_back", token), follow=True)

    assert answer.redirect_chain == [(f"{at('link', token)}?back=1", 302)]
    assert "We are checking with the bank." in answer.content.decode()


def test_page_that_waits_hears_that_the_link_is_over(friend, bill, token):
    page = choose(friend, token).content.decode()
    seen = re.search(r"\?seen=([\w-]+)", page)[1]
    htmx = {"HX-Request": "true"}
    assert (
        "Waiting"
        in friend.get(at("link_state", token), {"seen": seen}, headers=htmx).content.decode()
    )

    Bill.objects.update(status=BillStatus.CLOSED)

    assert friend.get(at("link_state", token), {"seen": seen}, headers=htmx)["HX-Refresh"] == "true"
    assert friend.get(at("link", token)).status_code == 410


@pytest.mark.parametrize("name", PAGES)
def test_link_runs_out(friend, token, name):
    with time_machine.travel(timezone.now() + pay_link.GOOD_FOR + timedelta(minutes=1)):
        for method in ("get", "post"):
            assert getattr(friend, method)(at(name, token)).status_code in (405, 410)

    assert Payment.objects.count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_forged_link_does_not_exist(friend, bill, token, name):
    key, stamp, signature = token.split(":")
    later = pay_link.make(bill, timezone.now()).token.split(":")[1]
    other = BillFactory().key

    for forged in (bill.key, f"{other}:{stamp}:{signature}", f"{key}:{later}x:{signature}", "x"):
        for method in ("get", "post"):
            assert getattr(friend, method)(at(name, forged)).status_code in (404, 405)


@pytest.mark.parametrize(
    "change",
    [
        {"status": BillStatus.CLOSED},
        {"status": BillStatus.WAIVED, "settled_at": timezone.now()},
        {"due_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_nothing_is_taken_once_nothing_is_owed(friend, bill, token, change):
    Bill.objects.update(**change)

    answer = choose(friend, token)

    assert answer.status_code == 410
    assert "This link is no longer good." in answer.content.decode()
    assert Payment.objects.count() == 0


def test_friend_is_asked_for_nothing_while_the_office_looks(friend, bill, token):
    PaymentFactory(bill=bill, flag=Flag.AMOUNT_DIFFERS)

    page = friend.get(at("link", token)).content.decode()

    assert "pay nothing more" in page
    assert 'name="channel"' not in page


def test_another_method_of_a_friend_closes_the_payers_code(friend, client, bill, token):
    client.force_login(bill.payer)
    client.post(bill.get_absolute_url(), {"channel": "wechat"})

    choose(friend, token, "alipay")

    assert Payment.objects.get(channel="wechat").status == PaymentStatus.CLOSED
    assert Payment.objects.get(channel="alipay").status == PaymentStatus.WAITING
