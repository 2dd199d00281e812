"""The pages of pretend Alipay and ICBC, and paying there without a page."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from payments.gateways.base import FactState, GatewayReply, PayerContext
from payments.gateways.reading import joined
from payments.gateways.signing import is_signed
from payments.simulator.notify import CADENCES
from tests.payments.simulation import alipay_of, browser, icbc_of, new_slip, pay_in_simulator, visit

BACK = "http://localhost:8000/payments/AAAA/back/"


@pytest.fixture(params=["alipay", "icbc"])
def gateway(request, simulator, keys, clock):
    make = {"alipay": alipay_of, "icbc": icbc_of}[request.param]
    return make(simulator, keys, clock)


@pytest.fixture
def arrive(gateway, merchant):
    """Bring the payer to the cashier."""
    merchant.reply = lambda notice: gateway.reply(notice, accepted=True)

    def arrived(slip):
        checkout = gateway.open(
            slip, notify_url=merchant.url, return_url=BACK, payer=PayerContext()
        )
        return visit(checkout.kind, checkout.url, checkout.fields)

    return arrived


@pytest.fixture
def press(simulator, client, gateway):
    """Press a button of the cashier."""

    def pressed(slip, act):
        form = {"trade": f"{gateway.channel}-{slip.number}", "act": act}
        return client.post(f"{simulator.url}/cashier", data=form, follow_redirects=True)

    return pressed


def test_cashier_pays_and_leads_back(gateway, arrive, press, slip, merchant):
    page = arrive(slip)
    assert "¥800.00" in page.text
    assert all(word in page.text for word in ("Pay", "支付，但丢失通知", "Cancel"))

    answer = press(slip, "pay")

    assert gateway.read_notice(merchant.next_notice()).state is FactState.DONE
    assert "Paid" in answer.text
    assert re.search(r'href="(http://localhost:8000/payments/AAAA/back/[^"]*)"', answer.text)
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_cashier_can_lose_the_notification(gateway, arrive, press, slip, merchant):
    arrive(slip)

    assert "The notification is lost" in press(slip, "lose").text
    assert gateway.ask(slip).state is FactState.DONE
    assert merchant.received.empty()


def test_cashier_can_be_left_without_paying(gateway, arrive, press, slip, merchant):
    arrive(slip)

    assert "Cancelled. Nothing was charged." in press(slip, "cancel").text
    assert gateway.ask(slip).state in {FactState.CLOSED, FactState.FAILED}
    assert "Cancelled" in press(slip, "pay").text
    assert merchant.received.empty()


def test_cashier_takes_no_money_when_the_time_is_over(arrive, press, slip, clock):
    arrive(slip)
    clock.ahead = timedelta(minutes=31)

    assert "The time to pay has passed" in press(slip, "pay").text


def test_cashier_shows_text_as_text(arrive, clock):
    page = arrive(new_slip(clock, title="<b>fee</b>"))

    assert "<b>" not in page.text
    assert "&lt;b&gt;" in page.text


def test_cashier_lists_what_waits(arrive, press, slip, simulator, client):
    arrive(slip)
    assert slip.number in client.get(simulator.url).text

    press(slip, "lose")

    assert slip.number not in client.get(simulator.url).text


def test_cashier_knows_no_other_trade(simulator, client):
    assert client.get(f"{simulator.url}/cashier?trade=icbc-AF0000").status_code == 404
    assert client.post(f"{simulator.url}/cashier", data={"trade": "x"}).status_code == 404
    assert client.get(f"{simulator.url}/alipay/elsewhere").status_code == 404


def test_way_back_from_alipay_is_signed_and_says_no_state(
    simulator, client, keys, clock, slip, merchant
):
    alipay = alipay_of(simulator, keys, clock)
    checkout = alipay.open(slip, notify_url=merchant.url, return_url=BACK, payer=PayerContext())
    visit(checkout.kind, checkout.url, checkout.fields)
    pay_in_simulator(simulator, slip, "alipay", lose="1")

    page = client.get(f"{simulator.url}/cashier?trade=alipay-{slip.number}").text

    url = re.search(r'href="([^"]*back/[^"]*)"', page)[1].replace("&amp;", "&")
    told = dict(parse_qsl(urlsplit(url).query))
    signed, _ = told.pop("sign"), told.pop("sign_type")
    key = simulator.ring.alipay.gateway_key.public_key()
    assert is_signed(key, joined(told).encode(), signed)
    assert "trade_status" not in told


def test_simulator_pays_a_wrong_amount_where_told(simulator, gateway, arrive, slip, merchant):
    arrive(slip)

    paid = pay_in_simulator(simulator, slip, gateway.channel, amount="1")

    assert (paid["amount"], paid["accepted"]) == (1, True)
    assert gateway.read_notice(merchant.next_notice()).fen == 1
    assert gateway.ask(slip).fen == 1


def test_simulator_can_repeat_a_notification(simulator, gateway, client, arrive, slip, merchant):
    arrive(slip)
    url, form = f"{simulator.url}/{gateway.channel}/notify", {"out_trade_no": slip.number}
    assert client.post(url, data=form).status_code == 409
    pay_in_simulator(simulator, slip, gateway.channel, lose="1")

    assert client.post(url, data=form).json()["accepted"]
    assert merchant.next_notice()


@pytest.mark.parametrize(
    ("form", "status"), [({"out_trade_no": "AF0"}, 404), ({"amount": "8.00"}, 400)]
)
def test_simulator_refuses_to_pay_nonsense(simulator, gateway, client, arrive, slip, form, status):
    arrive(slip)
    url = f"{simulator.url}/{gateway.channel}/pay"

    assert client.post(url, data={"out_trade_no": slip.number} | form).status_code == status
    assert client.post(url, data={"out_trade_no": slip.number, "lose": "1"}).status_code == 200
    assert client.post(url, data={"out_trade_no": slip.number}).status_code == 409


def test_simulator_takes_no_other_gateways_yes(simulator, gateway, arrive, slip, merchant):
    merchant.reply = lambda notice: GatewayReply(204)  # WeChat's
    arrive(slip)

    paid = pay_in_simulator(simulator, slip, gateway.channel)

    assert (paid["notification"], paid["accepted"]) == (204, False)
    assert [merchant.next_notice() for _ in range(3)]


@pytest.mark.parametrize("gateway", ["icbc"], indirect=True)
@pytest.mark.parametrize("reply", ["unsigned", "changed", "of another message"])
def test_simulator_takes_only_a_yes_that_is_signed_for_this_message(
    simulator, keys, clock, arrive, slip, merchant, gateway, reply
):
    arrive(slip)
    pay_in_simulator(simulator, slip, "icbc")
    other = gateway.reply(merchant.next_notice(), accepted=True)

    def answered(notice):
        true = gateway.reply(notice, accepted=True)
        bodies = {
            "unsigned": re.sub(b'"sign":"[^"]+"', b'"sign":"QUJD"', true.body),
            "changed": true.body.replace(b"success", b"Success"),
            "of another message": other.body,
        }
        return replace(true, body=bodies[reply])

    merchant.reply = answered

    assert not again(simulator, slip)["accepted"]


def again(simulator, slip):
    """The notification once more, as a message of its own."""
    url, form = f"{simulator.url}/icbc/notify", {"out_trade_no": slip.number}
    return browser().post(url, data=form).json()


def test_cadences_are_those_of_the_gateways():
    assert timedelta(seconds=sum(CADENCES["alipay"])) == timedelta(hours=24, minutes=24)
    assert timedelta(seconds=sum(CADENCES["icbc"])) < timedelta(minutes=10)
