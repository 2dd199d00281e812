"""Answers that must not be believed, and settings that cannot work."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from payments.gateways.base import GatewayError
from payments.gateways.wechat import WeChatConfig
from tests.payments.simulation import ScriptedWeChat, gateway_of, payment_of


def test_answer_without_signature_is_no_answer(scripted, slip, config):
    gateway = scripted(payment_of(config, slip), headers={})

    with pytest.raises(GatewayError, match="not to be believed"):
        gateway.ask(slip)


def test_refusal_without_signature_changes_nothing(scripted, slip):
    gateway = scripted({"code": "ORDER_NOT_EXIST"}, status=404, headers={})

    with pytest.raises(GatewayError, match="404") as refused:
        gateway.ask(slip)

    assert not refused.value.permanent


def test_answer_of_another_signer_or_time_is_no_answer(config, slip, simulator, clock):
    stranger = replace(simulator.ring, platform_key_id="PUB_KEY_ID_1")
    old = datetime.now(UTC) - timedelta(minutes=6)

    for ring, now in ((stranger, clock), (simulator.ring, lambda: old)):
        transport = ScriptedWeChat(ring, now, payment_of(config, slip))
        with pytest.raises(GatewayError, match="not to be believed"):
            gateway_of(config, clock, transport=transport).ask(slip)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"body": b"not json"}, "not JSON"),
        ({"content": {}}, "trade_state"),
        ({"content": {}, "status": 302}, "code"),
        ({"content": {"code": "SYSTEM_ERROR"}, "status": 500}, "SYSTEM_ERROR"),
        ({"body": b"x" * (1024 * 1024 + 1)}, "longer"),
    ],
)
def test_answer_that_makes_no_sense_is_a_passing_failure(scripted, slip, options, reason):
    with pytest.raises(GatewayError, match=reason) as failed:
        scripted(**options).ask(slip)

    assert not failed.value.permanent


@pytest.mark.parametrize("code", ["SIGN_ERROR", "PARAM_ERROR"])
def test_refusal_of_what_we_sent_is_final(scripted, slip, code):
    gateway = scripted({"code": code}, status=400)

    for ask in (gateway.ask, gateway.close, partial(gateway.ask_refund, number="RF0000")):
        with pytest.raises(GatewayError, match=code) as refused:
            ask(slip)
        assert refused.value.permanent


def test_silence_is_a_passing_failure(config, slip, clock):
    gateway = gateway_of(replace(config, base_url="http://127.0.0.1:9"), clock)

    with pytest.raises(GatewayError, match="did not answer") as failed:
        gateway.ask(slip)

    assert not failed.value.permanent


def test_wrong_clock_is_told_by_the_gateway(config, slip, clock, simulator):
    def late():
        return clock() - timedelta(minutes=6)

    with pytest.raises(GatewayError):
        gateway_of(config, late).ask(slip)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("WECHAT_MCHID", "", "merchant"),
        ("WECHAT_API_V3_KEY", "short", "32"),
        ("WECHAT_MERCHANT_KEY_FILE", "/nowhere/key.pem", "cannot be read"),
        ("WECHAT_PLATFORM_KEYS", "", "platform key"),
        ("WECHAT_PLATFORM_KEYS", "PUB_KEY_ID_1", "must be id=path"),
        ("WECHAT_BASE_URL", "http://api.mch.weixin.qq.com", "https"),
        ("WECHAT_BASE_URL", "https://api.mch.weixin.qq.com/v3", "path"),
        ("WECHAT_BASE_URL", "https:", "host"),
    ],
)
def test_settings_that_cannot_work_are_refused(sim_settings, name, value, reason):
    values = sim_settings | {name: value}

    with pytest.raises(ValueError, match=reason):
        WeChatConfig.from_settings(values)


def test_settings_lead_to_wechat_by_default(sim_settings):
    values = sim_settings | {"WECHAT_BASE_URL": ""}

    assert WeChatConfig.from_settings(values).base_url == "https://api.mch.weixin.qq.com"


def test_config_keeps_its_secrets(config, simulator):
    assert simulator.ring.api_v3_key.decode() not in repr(config)
    assert simulator.ring.api_v3_key.decode() not in repr(simulator.ring)
