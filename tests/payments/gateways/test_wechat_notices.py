"""What WeChat Pay notifies, and what only pretends to be from WeChat Pay."""

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from payments.gateways.base import (
    Fact,
    FactKind,
    FactState,
    Forged,
    Malformed,
    RawNotice,
    Refused,
    Stale,
)
from payments.gateways.wechat import WeChatConfig
from tests.payments.simulation import (
    Clock,
    ScriptedWeChat,
    gateway_of,
    new_slip,
    notice_of,
    open_attempt,
    pay_in_simulator,
    payment_of,
)


def test_notice_of_a_payment_is_read(wechat, slip, merchant, simulator):
    open_attempt(wechat, slip, merchant)
    paid = pay_in_simulator(simulator, slip)

    fact = wechat.read_notice(merchant.next_notice())

    assert paid["notification"] == 204
    assert (fact.kind, fact.state, fact.number) == (FactKind.PAYMENT, FactState.DONE, slip.number)
    assert (fact.fen, fact.currency, fact.merchant) == (80000, "CNY", wechat.merchant)
    assert fact.transaction_id == paid["transaction_id"]


def test_notice_tells_what_was_ordered_not_what_a_coupon_left(wechat, slip, config, simulator):
    notice = notice_of(simulator.ring, payment_of(config, slip), now=datetime.now(UTC))

    assert wechat.read_notice(notice).fen == 80000


def test_notice_of_a_refund_is_read(wechat, slip, config, simulator):
    content = {
        "mchid": config.mchid,
        "out_trade_no": slip.number,
        "transaction_id": "4200",
        "out_refund_no": "RF0000",
        "refund_id": "5030",
        "refund_status": "ABNORMAL",
        "amount": {"total": 80000, "refund": 500, "payer_total": 80000, "payer_refund": 400},
    }
    notice = notice_of(simulator.ring, content, now=datetime.now(UTC), event="REFUND.ABNORMAL")

    fact = wechat.read_notice(notice)

    assert (fact.kind, fact.state, fact.fen) == (FactKind.REFUND, FactState.FAILED, 500)
    assert (fact.refund_number, fact.number) == ("RF0000", slip.number)
    assert fact.note == "5030 ABNORMAL"


@pytest.mark.parametrize(
    "tampered",
    [
        {"wechatpay_signature": "WECHATPAY/SIGNTEST/qqXx0P1bZg5dTDmJQ=="},
        {"wechatpay_signature": ""},
        {"wechatpay_nonce": ""},
        {"wechatpay_timestamp": "now"},
        {"wechatpay_timestamp": "٣"},
        {"wechatpay_timestamp": "1"},
        {"wechatpay_nonce": "\udcff"},
        {"wechatpay_serial": ""},
        {"wechatpay_serial": "PUB_KEY_ID_0000000000000000000000000001"},
        {"wechatpay_signature_type": "WECHATPAY2-SM2-WITH-SM3"},
    ],
)
def test_notice_with_other_headers_is_forged(wechat, slip, config, simulator, tampered):
    notice = notice_of(simulator.ring, payment_of(config, slip), now=datetime.now(UTC), **tampered)

    with pytest.raises(Forged):
        wechat.read_notice(notice)


def test_notice_without_any_header_is_forged(wechat):
    with pytest.raises(Forged, match="missing"):
        wechat.read_notice(RawNotice("/", {}, b""))


def test_notice_under_an_unknown_key_id_asks_nobody(clock, slip, config, simulator):
    network = ScriptedWeChat(simulator.ring, clock, {})
    gateway = gateway_of(config, clock, transport=network)
    notice = notice_of(
        simulator.ring, payment_of(config, slip), now=datetime.now(UTC), wechatpay_serial="A1"
    )

    with pytest.raises(Forged, match="key id"):
        gateway.read_notice(notice)

    assert network.requests == []


@pytest.mark.parametrize(("minutes", "is_fresh"), [(-6, False), (-4, True), (4, True), (6, False)])
def test_notice_is_good_for_five_minutes(wechat, slip, config, simulator, minutes, is_fresh):
    signed_at = datetime.now(UTC) + timedelta(minutes=minutes)
    notice = notice_of(simulator.ring, payment_of(config, slip), now=signed_at)

    if is_fresh:
        assert wechat.read_notice(notice).state is FactState.DONE
    else:
        with pytest.raises(Stale):
            wechat.read_notice(notice)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": 800.0, "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": "80000", "currency": "CNY"}},
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"currency": "CNY"}},
        {"amount": [80000]},
        {"amount": None},
        {"out_trade_no": None},
        {"out_trade_no": 7},
        {"transaction_id": ""},
        {"success_time": "2026-11-22T09:30:00"},
        {"success_time": "yesterday"},
        {"success_time": None},
        {"trade_state": None},
    ],
)
def test_notice_that_lacks_sense_is_malformed(wechat, slip, config, simulator, changes):
    content = payment_of(config, slip, **changes)

    with pytest.raises(Malformed):
        wechat.read_notice(notice_of(simulator.ring, content, now=datetime.now(UTC)))


def test_notice_of_another_event_is_malformed(wechat, slip, config, simulator):
    content = payment_of(config, slip)
    notice = notice_of(simulator.ring, content, now=datetime.now(UTC), event="COUPON.USE")

    with pytest.raises(Malformed, match="something else"):
        wechat.read_notice(notice)


@pytest.mark.parametrize("changes", [{"mchid": "1230000109"}, {"appid": "wx0000000000000000"}])
def test_notice_for_another_merchant_is_forged(wechat, slip, config, simulator, changes):
    content = payment_of(config, slip, **changes)

    with pytest.raises(Forged, match="another"):
        wechat.read_notice(notice_of(simulator.ring, content, now=datetime.now(UTC)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"event_type": "TRANSACTION.SUCCESS"}',
        b'{"event_type": "TRANSACTION.SUCCESS", "resource": {"algorithm": "NONE"}}',
        (
            b'{"event_type": "TRANSACTION.SUCCESS", "resource": {"algorithm": "AEAD_AES_256_GCM",'
            b'"nonce": "\\ud800", "ciphertext": "QUJD"}}'
        ),
        (
            b'{"event_type": "TRANSACTION.SUCCESS", "resource": {"algorithm": "AEAD_AES_256_GCM",'
            b'"nonce": "0123456789ab", "ciphertext": "QUJD"}}'
        ),
    ],
)
def test_notice_that_is_signed_but_unreadable_is_malformed(wechat, simulator, clock, body):
    headers = ScriptedWeChat(simulator.ring, clock, body=body).handle_request(None).headers

    with pytest.raises(Malformed):
        wechat.read_notice(RawNotice("/", dict(headers), body))


def test_notice_under_a_platform_certificate_is_read(
    tmp_path, sim_settings, slip, config, simulator, clock
):
    ring = replace(simulator.ring, platform_key_id="5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
    path = tmp_path / "platform_cert.pem"
    path.write_bytes(_certificate(ring.platform_key))
    values = dict(sim_settings)
    values["WECHAT_PLATFORM_KEYS"] = (
        f"{ring.platform_key_id}={path}, {values['WECHAT_PLATFORM_KEYS']}"
    )
    gateway = gateway_of(WeChatConfig.from_settings(values), clock)

    for signer in (ring, simulator.ring):
        notice = notice_of(signer, payment_of(config, slip), now=clock())
        assert gateway.read_notice(notice).state is FactState.DONE


def _certificate(key):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "platform")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
    now = datetime.now(UTC)
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def test_reply_accepts_with_nothing_and_refuses_with_a_reason(wechat):
    notice = RawNotice("/", {}, b"")

    assert wechat.reply(notice, accepted=True).status == 204
    assert wechat.reply(notice, accepted=True).body == b""
    refusal = wechat.reply(notice, accepted=False)
    assert refusal.status == 400
    assert json.loads(refusal.body)["code"] == "FAIL"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    ["mchid", "appid", "out_trade_no", "transaction_id", "trade_state", "success_time", "amount"]
)


@pytest.fixture(scope="module")
def any_slip():
    return new_slip(Clock())


@pytest.fixture(scope="module")
def any_gateway(config):
    return gateway_of(config, Clock())


@hypothesis_settings(max_examples=40, deadline=None, database=None)
@given(changes=st.dictionaries(FIELDS, ANYTHING, max_size=3))
def test_notice_with_any_content_is_read_or_refused(
    simulator, config, any_gateway, any_slip, changes
):
    content = payment_of(config, any_slip) | changes
    notice = notice_of(simulator.ring, content, now=datetime.now(UTC))

    with contextlib.suppress(Refused):
        assert isinstance(any_gateway.read_notice(notice), Fact)


@hypothesis_settings(max_examples=40, deadline=None, database=None)
@given(
    headers=st.dictionaries(
        st.sampled_from([f"wechatpay-{name}" for name in ("timestamp", "nonce", "signature")]),
        st.text() | st.integers(0, 2 * 10**9).map(str),
    ),
    body=st.binary(),
)
def test_notice_of_any_bytes_is_refused(simulator, any_gateway, headers, body):
    known = {"wechatpay-serial": simulator.ring.platform_key_id}

    with pytest.raises(Refused):
        any_gateway.read_notice(RawNotice("/", headers | known, body))
