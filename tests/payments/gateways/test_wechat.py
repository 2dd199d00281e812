"""WeChat Pay against a simulator that checks and signs as WeChat does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from payments.gateways.base import CheckoutKind, FactKind, FactState, GatewayError, PayerContext
from tests.payments.simulation import new_number, open_attempt, payment_of

# Opening an attempt ------------------------------------------------------------------------------


def test_open_orders_exactly_what_the_slip_says(wechat, slip, merchant, simulator, config):
    checkout = wechat.open(slip, notify_url=merchant.url, return_url="", payer=PayerContext())

    order = simulator.store.orders[slip.number]
    assert checkout.kind is CheckoutKind.QR
    assert checkout.url == order.code_url
    assert checkout.url.startswith("weixin://wxpay/bizpayurl?pr=")
    expires_at = datetime.fromisoformat(order.content.pop("time_expire"))
    assert expires_at == slip.expires_at.replace(microsecond=0)
    assert order.content == {
        "appid": config.appid,
        "mchid": config.mchid,
        "description": "Application fee, 水利工程",
        "out_trade_no": slip.number,
        "notify_url": merchant.url,
        "amount": {"total": 80000, "currency": "CNY"},
    }


def test_open_twice_gives_the_same_code(wechat, slip, merchant):
    assert open_attempt(wechat, slip, merchant) == open_attempt(wechat, slip, merchant)


def test_open_cuts_a_long_title_between_letters(wechat, slip, merchant, simulator):
    open_attempt(wechat, replace(slip, title="水利\n" + "工" * 60), merchant)

    sent = simulator.store.orders[slip.number].content["description"]
    assert sent == "水利 " + "工" * 40
    assert len(sent.encode()) == 127


def test_open_of_another_amount_under_the_same_number_is_final(wechat, slip, merchant):
    open_attempt(wechat, slip, merchant)

    with pytest.raises(GatewayError, match="INVALID_REQUEST") as refused:
        open_attempt(wechat, replace(slip, fen=1), merchant)

    assert refused.value.permanent


def test_open_refuses_an_answer_without_a_code(scripted, slip, merchant):
    with pytest.raises(GatewayError, match="no code"):
        open_attempt(scripted({"code_url": "https://elsewhere.example/"}), slip, merchant)


# Asking and closing ------------------------------------------------------------------------------


def test_ask_tells_waiting_then_done(wechat, slip, merchant, pay, simulator):
    open_attempt(wechat, slip, merchant)
    before = wechat.ask(slip)
    pay(slip)
    after = wechat.ask(slip)

    assert (before.kind, before.state, before.fen) == (FactKind.PAYMENT, FactState.WAITING, 80000)
    assert after.state is FactState.DONE
    assert (after.number, after.merchant) == (slip.number, wechat.merchant)
    assert (after.fen, after.currency) == (80000, "CNY")
    assert after.transaction_id == simulator.store.orders[slip.number].transaction_id
    assert abs(after.happened_at - datetime.now(UTC)) < timedelta(seconds=5)


def test_ask_about_an_order_nobody_made_is_unknown(wechat, slip):
    fact = wechat.ask(slip)

    assert (fact.state, fact.number) == (FactState.UNKNOWN, slip.number)


def test_ask_refuses_an_answer_about_another_order(scripted, config, slip):
    other = payment_of(config, replace(slip, number=new_number()))

    with pytest.raises(GatewayError, match="another order"):
        scripted(other).ask(slip)


@pytest.mark.parametrize(
    ("trade_state", "state"),
    [
        ("USERPAYING", FactState.WAITING),
        ("REVOKED", FactState.CLOSED),
        ("PAYERROR", FactState.FAILED),
        ("REFUND", FactState.REFUNDED),
        ("SOMETHING_NEW", FactState.UNKNOWN),
    ],
)
def test_ask_translates_every_state(scripted, config, slip, trade_state, state):
    answer = payment_of(config, slip, trade_state=trade_state)

    assert scripted(answer).ask(slip).state is state


def test_ask_takes_a_waiting_order_without_an_amount(scripted, config, slip):
    fact = scripted(payment_of(config, slip, trade_state="NOTPAY", amount=None)).ask(slip)

    assert (fact.state, fact.fen) == (FactState.WAITING, None)


def test_close_ends_an_attempt(wechat, slip, merchant):
    open_attempt(wechat, slip, merchant)

    assert wechat.close(slip).state is FactState.CLOSED
    assert wechat.close(slip).state is FactState.CLOSED
    assert wechat.ask(slip).state is FactState.CLOSED


def test_close_of_a_paid_attempt_tells_that_it_is_paid(wechat, slip, merchant, pay):
    open_attempt(wechat, slip, merchant)
    pay(slip)

    fact = wechat.close(slip)

    assert (fact.state, fact.fen) == (FactState.DONE, 80000)


def test_close_of_an_unknown_attempt_is_unknown(wechat, slip):
    assert wechat.close(slip).state is FactState.UNKNOWN


# Refunds -----------------------------------------------------------------------------------------


def test_refund_is_taken_then_done(wechat, slip, merchant, pay, simulator):
    open_attempt(wechat, slip, merchant)
    pay(slip)
    number = new_number()

    taken = wechat.refund(slip, number=number, fen=30000, reason="重复缴费")
    done = wechat.ask_refund(slip, number=number)

    assert (taken.kind, taken.state, taken.fen) == (FactKind.REFUND, FactState.WAITING, 30000)
    assert (done.state, done.fen, done.refund_number) == (FactState.DONE, 30000, number)
    assert (done.number, done.merchant) == (slip.number, wechat.merchant)
    assert done.transaction_id == simulator.store.orders[slip.number].transaction_id
    assert done.happened_at is not None
    assert wechat.ask(slip).state is FactState.REFUNDED


def test_refund_with_the_same_number_is_one_refund(wechat, slip, merchant, pay, simulator):
    open_attempt(wechat, slip, merchant)
    pay(slip)
    number = new_number()

    wechat.refund(slip, number=number, fen=80000, reason="")
    again = wechat.refund(slip, number=number, fen=80000, reason="")

    assert again.state is FactState.DONE
    assert len(simulator.store.refunds_of(slip.number)) == 1


def test_refund_of_more_than_was_paid_is_final(wechat, slip, merchant, pay):
    open_attempt(wechat, slip, merchant)
    pay(slip)
    wechat.refund(slip, number=new_number(), fen=80000, reason="")

    with pytest.raises(GatewayError, match="INVALID_REQUEST") as refused:
        wechat.refund(slip, number=new_number(), fen=1, reason="")

    assert refused.value.permanent


def test_ask_about_a_refund_nobody_made_is_unknown(wechat, slip):
    fact = wechat.ask_refund(slip, number="RF0000")

    assert (fact.kind, fact.state) == (FactKind.REFUND, FactState.UNKNOWN)
    assert fact.refund_number == "RF0000"


def test_refund_that_waits_for_money_may_be_asked_again(scripted, slip):
    gateway = scripted({"code": "NOT_ENOUGH", "message": "余额不足"}, status=403)

    with pytest.raises(GatewayError, match="NOT_ENOUGH") as refused:
        gateway.refund(slip, number="RF0000", fen=1, reason="")

    assert not refused.value.permanent


def test_refund_refuses_an_answer_about_another_refund(scripted, slip):
    answer = {
        "out_trade_no": slip.number,
        "transaction_id": "4200",
        "out_refund_no": "RF0001",
        "refund_id": "5030",
        "status": "PROCESSING",
        "amount": {"refund": 1},
    }

    with pytest.raises(GatewayError, match="another refund"):
        scripted(answer).ask_refund(slip, number="RF0000")
