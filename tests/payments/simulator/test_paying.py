"""Paying in the simulator: the notifications it sends, and the pretend phone."""

import json
import re
from datetime import timedelta

import pytest

from payments.gateways.base import FactState, PayerContext
from payments.simulator.notify import CADENCE
from tests.payments.simulation import (
    new_number,
    new_slip,
    open_attempt,
    pay_in_simulator,
    signed_call,
)


def test_simulator_notifies_until_it_is_accepted(simulator, wechat, opened, merchant):
    merchant.refusals = 2
    first = pay_in_simulator(simulator, opened)
    notices = [merchant.next_notice() for _ in range(3)]

    assert first["notification"] == 500
    ids = {json.loads(notice.body)["id"] for notice in notices}
    signatures = {notice.headers["wechatpay-signature"] for notice in notices}
    assert (len(ids), len(signatures)) == (1, 3)
    assert {wechat.read_notice(notice).state for notice in notices} == {FactState.DONE}


def test_simulator_pays_a_wrong_amount_where_told(simulator, wechat, opened, merchant):
    paid = pay_in_simulator(simulator, opened, amount="1")

    assert paid["amount"] == 1
    assert wechat.read_notice(merchant.next_notice()).fen == 1
    assert wechat.ask(opened).fen == 1


def test_simulator_can_lose_and_repeat_a_notification(simulator, client, opened, merchant):
    lost = pay_in_simulator(simulator, opened, lose="1")
    assert lost["notification"] is None
    assert merchant.received.empty()

    form = {"out_trade_no": opened.number}
    repeated = client.post(f"{simulator.url}/wechat/notify", data=form).json()

    assert repeated["notification"] == 204
    assert merchant.next_notice()


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/wechat/pay", {"out_trade_no": "AF_NOBODY"}, 404),
        ("/wechat/pay", {"code_url": "weixin://nobody"}, 404),
        ("/wechat/pay", {"amount": "8.00"}, 400),
        ("/wechat/notify", {}, 409),
    ],
)
def test_simulator_refuses_to_pay_nonsense(simulator, client, opened, path, form, status):
    form = form if "code_url" in form else {"out_trade_no": opened.number} | form

    assert client.post(simulator.url + path, data=form).status_code == status


def test_simulator_takes_money_once_and_in_time(simulator, client, opened, clock):
    form = {"out_trade_no": opened.number}
    clock.ahead = timedelta(minutes=31)
    late = client.post(f"{simulator.url}/wechat/pay", data=form)
    clock.ahead = timedelta()
    in_time = client.post(f"{simulator.url}/wechat/pay", data=form)
    again = client.post(f"{simulator.url}/wechat/pay", data=form)

    assert late.json()["code"] == "ORDER_EXPIRED"
    assert in_time.status_code == 200
    assert again.json()["code"] == "ORDERPAID"


def test_simulator_notifies_a_refund_where_asked(
    simulator, config, client, wechat, opened, merchant
):
    pay_in_simulator(simulator, opened, lose="1")
    content = {
        "transaction_id": simulator.store.orders[opened.number].transaction_id,
        "out_refund_no": new_number(),
        "notify_url": merchant.url,
        "amount": {"refund": 5, "total": 80000, "currency": "CNY"},
    }

    signed_call(config, client, "POST", "/v3/refund/domestic/refunds", content)
    fact = wechat.read_notice(merchant.next_notice())

    assert (fact.refund_number, fact.fen) == (content["out_refund_no"], 5)
    assert fact.state is FactState.DONE


def test_simulator_keeps_trying_a_merchant_that_is_away(simulator, wechat, slip, merchant):
    nobody = "http://127.0.0.1:9/notify/"
    wechat.open(slip, notify_url=nobody, return_url="", payer=PayerContext())

    paid = pay_in_simulator(simulator, slip)

    assert paid["notification"] == 0
    (delivery,) = simulator.store.deliveries_about(slip.number)
    assert not delivery.is_accepted
    delivery.due_at = None


def test_simulator_goes_on_when_one_notification_cannot_be_made(simulator, opened, merchant):
    broken = simulator.notifier.announce("TRANSACTION.SUCCESS", "AF_NOBODY", merchant.url)
    simulator.notifier.hurry(broken)
    merchant.refusals = 1
    pay_in_simulator(simulator, opened)

    assert [merchant.next_notice() for _ in range(2)]
    assert broken.due_at is None


def test_cadence_ends_after_a_day():
    assert len(CADENCE) == 15
    assert timedelta(seconds=sum(CADENCE)) == timedelta(hours=24, minutes=4)


def test_phone_pays_and_says_so(simulator, client, opened, merchant):
    home = client.get(simulator.url).text
    place = re.search(rf'href="([^"]+)">[^<]+</a><br><span[^>]*>[^<]*{opened.number}', home)[1]
    page = client.get(simulator.url + place)
    code_url = re.search(r'name="code_url" value="([^"]+)"', page.text)[1]
    assert "¥800.00" in page.text
    assert "Pay, but lose the notification" in page.text

    form = {"code_url": code_url, "act": "pay"}
    answer = client.post(f"{simulator.url}/wechat/phone", data=form, follow_redirects=True)
    assert merchant.next_notice()

    assert "Paid" in answer.text
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert opened.number not in client.get(simulator.url).text


def test_phone_can_lose_the_notification(simulator, client, opened, merchant, wechat):
    order = simulator.store.orders[opened.number]
    form = {"code_url": order.code_url, "act": "lose"}

    answer = client.post(f"{simulator.url}/wechat/phone", data=form, follow_redirects=True)

    assert "The notification is lost" in answer.text
    assert wechat.ask(opened).state is FactState.DONE
    assert merchant.received.empty()


def test_phone_shows_text_as_text(simulator, client, wechat, clock, merchant):
    slip = new_slip(clock, title='<script>"fee"</script>')
    code_url = open_attempt(wechat, slip, merchant)

    page = client.get(f"{simulator.url}/wechat/phone", params={"code_url": code_url})

    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


def test_phone_knows_closed_expired_and_unknown_codes(simulator, client, wechat, opened, clock):
    params = {"code_url": simulator.store.orders[opened.number].code_url}
    phone = f"{simulator.url}/wechat/phone"

    clock.ahead = timedelta(minutes=31)
    assert "The time to pay has passed" in client.get(phone, params=params).text
    clock.ahead = timedelta()
    wechat.close(opened)
    assert "closed" in client.get(phone, params=params).text
    assert client.get(phone).status_code == 404
    assert client.post(phone, data={"act": "pay"}).status_code == 404
