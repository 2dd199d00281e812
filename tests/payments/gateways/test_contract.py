"""What every channel owes, whoever is behind it: each registered gateway in each situation.

A new channel gets a kit beside this file: how to start it, and what its notifications look like.
"""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlencode

import pytest

from payments.gateways.base import (
    Fact,
    FactKind,
    FactState,
    Forged,
    GatewayError,
    Malformed,
    Refused,
    Stale,
)
from payments.gateways.beijing import BEIJING
from payments.gateways.registry import BY_HAND, TABLE
from tests.payments.gateways.kits import KITS
from tests.payments.simulation import open_attempt, pay_in_simulator

SITUATIONS = {
    "paid": FactState.DONE,
    "waiting": FactState.WAITING,
    "forged": Forged,
    "changed": Forged,
    "for_another_merchant": Forged,
    "stale": Stale,
    "replayed": Forged,
    "repeated": Malformed,
    "for_another_path": Forged,
    "truncated": Refused,
    "under_an_unknown_key": Forged,
    "empty": Refused,
}


@pytest.fixture(params=sorted(TABLE))
def any_kit(request, simulator, config, clock, keys):
    """A channel, with or without a gateway behind it."""
    return KITS[request.param](simulator, config, clock, keys)


@pytest.fixture(params=sorted(set(TABLE) - BY_HAND))
def kit(request, simulator, config, clock, keys):
    """A channel with a gateway that speaks."""
    return KITS[request.param](simulator, config, clock, keys)


@pytest.mark.parametrize(
    ("channel", "situation"),
    [
        (channel, situation)
        for channel in sorted(TABLE)
        for situation in SITUATIONS
        if hasattr(KITS[channel], situation)
    ],
)
def test_notice_is_believed_only_when_it_should_be(
    simulator, config, clock, keys, slip, channel, situation
):
    kit = KITS[channel](simulator, config, clock, keys)
    expected = SITUATIONS[situation]
    notice = getattr(kit, situation)(slip)

    if isinstance(expected, FactState):
        fact = kit.gateway.read_notice(notice)
        assert isinstance(fact, Fact)
        assert (fact.state, fact.number) == (expected, slip.number)
        assert (fact.merchant, fact.fen) == (kit.gateway.merchant, slip.fen)
    else:
        with pytest.raises(expected):
            kit.gateway.read_notice(notice)


def test_notice_that_is_cut_anywhere_is_refused(kit, slip):
    notice = kit.paid(slip)

    for length in range(0, len(notice.body), 16):
        with pytest.raises(Refused):
            kit.gateway.read_notice(replace(notice, body=notice.body[:length]))


def written_otherwise(body):
    """The same words in other bytes, as a proxy or a forger may write them."""
    if body.startswith(b"{"):
        yield json.dumps(json.loads(body), indent=1).encode()
        yield body.decode().encode("utf-16")
        yield body + b"\n"
        return
    pairs = parse_qsl(body.decode())
    yield urlencode(pairs[::-1]).encode()
    yield urlencode(pairs, quote_via=quote).encode()
    yield "&".join(f"{n}={''.join(f'%{b:02x}' for b in v.encode())}" for n, v in pairs).encode()
    yield urlencode(pairs, encoding="utf-16").encode()
    yield quote(body).encode()


def test_notice_that_is_written_otherwise_says_the_same_or_nothing(kit, slip):
    notice = kit.paid(slip)
    said = kit.gateway.read_notice(notice)

    for body in written_otherwise(notice.body):
        try:
            assert kit.gateway.read_notice(replace(notice, body=body)) == said
        except Refused:
            continue


def test_notice_is_read_the_same_twice(kit, slip):
    notice = kit.paid(slip)

    assert kit.gateway.read_notice(notice) == kit.gateway.read_notice(notice)


def test_reply_says_yes_and_no_differently(kit, slip):
    notice = kit.paid(slip)

    yes, no = (kit.gateway.reply(notice, accepted=accepted) for accepted in (True, False))

    assert yes.status in {200, 204}
    assert yes != no


def test_attempt_can_be_opened_asked_about_and_closed(any_kit, slip, merchant):
    gateway = any_kit.gateway

    open_attempt(gateway, slip, merchant)

    assert gateway.ask(slip).state is FactState.WAITING
    assert gateway.close(slip).state is FactState.CLOSED


def test_attempt_that_was_paid_is_not_closed(kit, slip, merchant, simulator):
    open_attempt(kit.gateway, slip, merchant)
    pay_in_simulator(simulator, slip, kit.gateway.channel, lose="1")

    closed, asked = kit.gateway.close(slip), kit.gateway.ask(slip)

    assert closed == asked
    assert (closed.state, closed.fen, closed.currency) == (FactState.DONE, slip.fen, "CNY")
    assert (closed.number, closed.merchant) == (slip.number, kit.gateway.merchant)
    assert closed.transaction_id
    assert closed.happened_at.tzinfo


def test_money_goes_back_once_however_often_it_is_asked(kit, slip, merchant, simulator):
    open_attempt(kit.gateway, slip, merchant)
    pay_in_simulator(simulator, slip, kit.gateway.channel, lose="1")

    for _ in range(2):
        kit.gateway.refund(slip, number="RF20261122A", fen=30000, reason="重复缴费")
    fact = kit.gateway.ask_refund(slip, number="RF20261122A")

    assert (fact.kind, fact.state, fact.fen) == (FactKind.REFUND, FactState.DONE, 30000)
    assert (fact.number, fact.refund_number) == (slip.number, "RF20261122A")
    with pytest.raises(GatewayError):
        kit.gateway.refund(slip, number="RF20261122B", fen=50001, reason="")


def test_refund_nobody_made_is_unknown(any_kit, slip, merchant, simulator):
    open_attempt(any_kit.gateway, slip, merchant)
    if any_kit.gateway.channel not in BY_HAND:
        pay_in_simulator(simulator, slip, any_kit.gateway.channel, lose="1")

    fact = any_kit.gateway.ask_refund(slip, number="RF0000")

    assert (fact.kind, fact.state) == (FactKind.REFUND, FactState.UNKNOWN)


def test_notification_of_the_simulator_is_taken_both_ways(kit, slip, merchant, simulator):
    """Ours believes theirs, and theirs understands our answer."""
    merchant.reply = lambda notice: kit.gateway.reply(notice, accepted=True)
    open_attempt(kit.gateway, slip, merchant)

    pay_in_simulator(simulator, slip, kit.gateway.channel)

    fact = kit.gateway.read_notice(merchant.next_notice())
    assert (fact.state, fact.number, fact.fen) == (FactState.DONE, slip.number, slip.fen)
    (delivery,) = simulator.store.deliveries_about(slip.number)
    assert delivery.is_accepted


def test_notification_that_is_refused_comes_again(kit, slip, merchant, simulator):
    answers = iter((False, True))
    merchant.reply = lambda notice: kit.gateway.reply(notice, accepted=next(answers))
    open_attempt(kit.gateway, slip, merchant)

    pay_in_simulator(simulator, slip, kit.gateway.channel)

    facts = [kit.gateway.read_notice(merchant.next_notice()) for _ in range(2)]
    assert facts[0] == facts[1]


def test_statement_lists_what_was_paid_and_given_back(kit, slip, merchant, simulator, clock):
    open_attempt(kit.gateway, slip, merchant)
    pay_in_simulator(simulator, slip, kit.gateway.channel, lose="1")
    kit.gateway.refund(slip, number="RF20261122S", fen=30000, reason="")
    day = clock().astimezone(BEIJING).date()
    clock.ahead += timedelta(days=1)

    lines = kit.gateway.read_statement(kit.statement(day))

    told = {(line.fen, line.refund_number) for line in lines if line.number == slip.number}
    assert told == {(slip.fen, ""), (-30000, "RF20261122S")}


def test_statement_that_is_none_is_malformed(any_kit):
    for data in (b"", b"nonsense", bytes(64)):
        with pytest.raises(Malformed):
            list(any_kit.gateway.read_statement(data))


def test_gateway_knows_its_channel(any_kit):
    assert TABLE[any_kit.gateway.channel].channel.code == any_kit.gateway.channel


def test_amount_nobody_can_pay_is_refused(any_kit, slip, merchant):
    with pytest.raises(GatewayError):
        open_attempt(any_kit.gateway, replace(slip, fen=0), merchant)
