"""What every channel owes, whoever is behind it: each registered gateway in each situation.

A new channel gets a kit here: how to start it, and what its notifications look like.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from payments.gateways.base import (
    Fact,
    FactState,
    Forged,
    GatewayError,
    Malformed,
    RawNotice,
    Refused,
    Stale,
)
from payments.gateways.registry import TABLE
from tests.payments.simulation import gateway_of, notice_of, open_attempt, payment_of


class WeChatKit:
    """Notifications of WeChat Pay."""

    def __init__(self, simulator, config, clock, keys):
        self.ring, self.config, self.clock = simulator.ring, config, clock
        self.gateway = gateway_of(config, clock)

    def paid(self, slip):
        return self._notice(slip)

    def waiting(self, slip):
        return self._notice(slip, trade_state="NOTPAY", success_time=None, transaction_id=None)

    def forged(self, slip):
        """Signed with a key that is not WeChat's, under a key id that is."""
        ring = replace(self.ring, platform_key=self.config.merchant_key)
        return notice_of(ring, payment_of(self.config, slip), now=self.clock())

    def changed(self, slip):
        """Another amount under the signature of the true one."""
        true, other = self.paid(slip), self.paid(replace(slip, fen=1))
        return replace(true, body=other.body)

    def for_another_merchant(self, slip):
        return self._notice(slip, mchid="1230000109")

    def stale(self, slip):
        return self._notice(slip, now=self.clock() - timedelta(minutes=6))

    def replayed(self, slip):
        """The same body with a nonce of its own."""
        notice = self.paid(slip)
        return replace(notice, headers={**notice.headers, "wechatpay-nonce": "1" * 32})

    def truncated(self, slip):
        notice = self.paid(slip)
        return replace(notice, body=notice.body[:-20])

    def under_an_unknown_key(self, slip):
        notice = self.paid(slip)
        return replace(notice, headers={**notice.headers, "wechatpay-serial": "PUB_KEY_ID_9"})

    def empty(self, slip):
        return RawNotice("/", {}, b"")

    def _notice(self, slip, *, now=None, **changes):
        content = payment_of(self.config, slip, **changes)
        return notice_of(self.ring, content, now=now or self.clock())


KITS = {"wechat": WeChatKit}

SITUATIONS = {
    "paid": FactState.DONE,
    "waiting": FactState.WAITING,
    "forged": Forged,
    "changed": Forged,
    "for_another_merchant": Forged,
    "stale": Stale,
    "replayed": Forged,
    "truncated": Refused,
    "under_an_unknown_key": Forged,
    "empty": Refused,
}


@pytest.fixture(params=sorted(TABLE))
def kit(request, simulator, config, clock, keys):
    return KITS[request.param](simulator, config, clock, keys)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_notice_is_believed_only_when_it_should_be(kit, slip, situation):
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


def test_notice_is_read_the_same_twice(kit, slip):
    notice = kit.paid(slip)

    assert kit.gateway.read_notice(notice) == kit.gateway.read_notice(notice)


def test_reply_says_yes_and_no_differently(kit, slip):
    notice = kit.paid(slip)

    yes, no = (kit.gateway.reply(notice, accepted=accepted) for accepted in (True, False))

    assert yes.status in {200, 204}
    assert yes != no


def test_attempt_can_be_opened_asked_about_and_closed(kit, slip, merchant):
    gateway = kit.gateway

    url = open_attempt(gateway, slip, merchant)

    assert url
    assert gateway.ask(slip).state is FactState.WAITING
    assert gateway.close(slip).state is FactState.CLOSED


def test_statement_that_is_none_is_malformed(kit):
    for data in (b"", b"nonsense", bytes(64)):
        with pytest.raises(Malformed):
            list(kit.gateway.read_statement(data))


def test_gateway_knows_its_channel(kit):
    assert TABLE[kit.gateway.channel].channel.code == kit.gateway.channel


def test_amount_nobody_can_pay_is_refused(kit, slip, merchant):
    with pytest.raises(GatewayError):
        open_attempt(kit.gateway, replace(slip, fen=0), merchant)
