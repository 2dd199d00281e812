"""Alipay against a simulator that checks and signs as Alipay does."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from payments.gateways.alipay import AlipayConfig
from payments.gateways.base import (
    CheckoutKind,
    FactKind,
    FactState,
    Forged,
    GatewayError,
    Malformed,
    PayerContext,
    RawNotice,
    Refused,
)
from payments.gateways.beijing import BEIJING
from payments.gateways.reading import joined
from payments.gateways.signing import is_signed
from payments.simulator.signed_forms import signature
from tests.payments.gateways.kits import AlipayKit
from tests.payments.simulation import (
    Clock,
    Scripted,
    alipay_of,
    new_number,
    new_slip,
    open_attempt,
    pay_in_simulator,
)


@pytest.fixture
def alipay(simulator, keys, clock):
    return alipay_of(simulator, keys, clock)


@pytest.fixture
def kit(simulator, config, clock, keys):
    return AlipayKit(simulator, config, clock, keys)


@pytest.fixture
def paid(alipay, slip, merchant, simulator):
    """An attempt that was paid, of which nobody was told."""
    open_attempt(alipay, slip, merchant)
    pay_in_simulator(simulator, slip, "alipay", lose="1")
    return slip


@pytest.fixture
def scripted(simulator, keys, clock):
    """A gateway that hears one answer to everything, signed like Alipay unless told otherwise."""

    def answered(content=None, *, name=None, body=None, key=None, status=200):
        def say(request):
            if body is not None:
                return body
            method = parse_qs(request.url.query.decode())["method"][0]
            spoken = json.dumps({"code": "10000"} | content, ensure_ascii=False)
            signed = signature(key or simulator.ring.alipay.gateway_key, spoken)
            called = name or f"{method.replace('.', '_')}_response"
            return f'{{"{called}": {spoken}, "sign": "{signed}"}}'

        return alipay_of(simulator, keys, clock, transport=Scripted(say, status=status))

    return answered


def opened(alipay, slip, *, is_phone=False):
    """The parameters of the page's address."""
    checkout = alipay.open(
        slip,
        notify_url="https://apply.example/payments/notify/alipay/",
        return_url="https://apply.example/payments/AAAA/back/",
        payer=PayerContext(is_phone=is_phone),
    )
    assert checkout.kind is CheckoutKind.REDIRECT
    return dict(parse_qsl(urlsplit(checkout.url).query, strict_parsing=True)), checkout


# Opening an attempt ------------------------------------------------------------------------------


def test_open_signs_exactly_what_the_slip_says(alipay, slip, simulator):
    parameters, checkout = opened(alipay, slip)

    assert checkout.url.startswith(f"{simulator.url}/gateway.do?")
    signed = parameters.pop("sign")
    assert is_signed(simulator.ring.alipay.merchant_key, joined(parameters).encode(), signed)
    assert json.loads(parameters.pop("biz_content")) == {
        "out_trade_no": slip.number,
        "product_code": "FAST_INSTANT_TRADE_PAY",
        "total_amount": "800.00",
        "subject": "Application fee， 水利工程",
        "time_expire": slip.expires_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
    }
    now = datetime.fromisoformat(parameters.pop("timestamp")).replace(tzinfo=BEIJING)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
    assert parameters == {
        "app_id": "SIM2021000000000109",
        "method": "alipay.trade.page.pay",
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "version": "1.0",
        "notify_url": "https://apply.example/payments/notify/alipay/",
        "return_url": "https://apply.example/payments/AAAA/back/",
    }


def test_open_leads_a_phone_to_the_page_for_phones(alipay, slip):
    parameters, _ = opened(alipay, slip, is_phone=True)

    content = json.loads(parameters["biz_content"])
    assert parameters["method"] == "alipay.trade.wap.pay"
    assert content["product_code"] == "QUICK_WAP_WAY"
    assert content["quit_url"] == "https://apply.example/payments/AAAA/back/"


@pytest.mark.parametrize("is_phone", [False, True])
def test_open_leads_to_a_page_that_knows_the_order(alipay, slip, merchant, client, is_phone):
    checkout = alipay.open(
        slip, notify_url=merchant.url, return_url="", payer=PayerContext(is_phone=is_phone)
    )

    page = client.get(checkout.url, follow_redirects=True)

    assert "¥800.00" in page.text
    assert slip.number in page.text


def test_open_keeps_what_breaks_statements_out_of_the_title(alipay, slip):
    parameters, _ = opened(alipay, replace(slip, title="a,b/c=d&e\n f"))

    assert json.loads(parameters["biz_content"])["subject"] == "a，b c d e f"


def test_open_again_is_the_same_order(alipay, slip, merchant, simulator):
    for _ in range(2):
        open_attempt(alipay, slip, merchant)

    assert alipay.ask(slip).fen == 80000
    with pytest.raises(httpx.HTTPStatusError):
        open_attempt(alipay, replace(slip, fen=1), merchant)


@pytest.mark.parametrize("changes", [{"fen": 0}, {"fen": -1}, {"currency": "USD"}])
def test_open_of_what_alipay_does_not_take_is_final(alipay, slip, changes):
    with pytest.raises(GatewayError) as refused:
        opened(alipay, replace(slip, **changes))

    assert refused.value.permanent


# Notifications -----------------------------------------------------------------------------------


def test_notice_tells_what_was_ordered_not_what_a_coupon_left(kit, slip):
    fact = kit.gateway.read_notice(kit.paid(slip))

    assert (fact.kind, fact.fen, fact.currency) == (FactKind.PAYMENT, 80000, "CNY")
    assert fact.transaction_id == "2026112222001400000000000001"
    assert fact.happened_at == datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"trade_status": "TRADE_FINISHED"}, FactState.DONE),
        ({"trade_status": "TRADE_CLOSED", "gmt_payment": ""}, FactState.CLOSED),
        ({"trade_status": "TRADE_PENDING"}, FactState.UNKNOWN),
    ],
)
def test_notice_translates_every_status(kit, slip, changes, state):
    assert kit.gateway.read_notice(kit.notice(kit.form(slip, **changes))).state is state


@pytest.mark.parametrize(
    ("status", "kind", "state"),
    [
        ("TRADE_SUCCESS", FactKind.REFUND, FactState.DONE),
        ("TRADE_CLOSED", FactKind.PAYMENT, FactState.REFUNDED),
    ],
)
def test_notice_of_money_given_back_credits_nothing(kit, slip, status, kind, state):
    form = kit.form(
        slip,
        trade_status=status,
        refund_fee="300.00",
        gmt_refund="2026-11-23 10:00:00.123",
        out_biz_no="RF20261122A",
    )

    fact = kit.gateway.read_notice(kit.notice(form))

    assert (fact.kind, fact.state, fact.refund_number) == (kind, state, "RF20261122A")
    assert fact.fen is None
    assert fact.happened_at == datetime(2026, 11, 23, 10, tzinfo=BEIJING)


def test_notice_may_hold_empty_parameters(kit, slip):
    """Alipay is not known to send any; if it does, they are signed like all others."""
    notice = kit.notice(kit.form(slip, passback_params=""))

    assert kit.gateway.read_notice(notice).state is FactState.DONE


@pytest.mark.parametrize(
    "amount",
    [
        "NaN",
        "2E2",
        "８００",
        "80_0",
        " 800.00",
        "800.000",
        "-800.00",
        "+800",
        "",
        "0x1",
        "1234567890",
    ],
)
def test_notice_with_an_amount_only_a_library_could_read_is_malformed(kit, slip, amount):
    with pytest.raises(Malformed, match="amount"):
        kit.gateway.read_notice(kit.notice(kit.form(slip, total_amount=amount)))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"app_id": "2021000000000001"}, Forged),
        ({"notify_type": "trade_fraud"}, Malformed),
        ({"gmt_payment": "yesterday"}, Malformed),
        ({"gmt_payment": "2026-11-2 9:30:00"}, Malformed),
        ({"trade_no": ""}, Malformed),
        ({"out_trade_no": ""}, Malformed),
    ],
)
def test_notice_that_is_signed_and_still_wrong_is_refused(kit, slip, changes, refusal):
    with pytest.raises(refusal):
        kit.gateway.read_notice(kit.notice(kit.form(slip, **changes)))


@pytest.mark.parametrize(
    "body", [b"sign=a", b"a", b"a=%ff", b"\xff=a", b"a=1&" * 101, b"{}", b"a=1;sign=2"]
)
def test_notice_that_is_no_form_is_refused(alipay, body):
    with pytest.raises(Refused):
        alipay.read_notice(RawNotice("/", {}, body))


@hypothesis_settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=200))
def test_notice_of_any_bytes_is_refused_and_never_breaks(noise_gateway, body):
    with pytest.raises(Refused):
        noise_gateway.read_notice(RawNotice("/", {}, body))


@pytest.fixture(scope="module")
def noise_gateway(simulator, keys):
    return alipay_of(simulator, keys, Clock())


def test_reply_is_exactly_what_alipay_wants(alipay):
    notice = RawNotice("/", {}, b"")

    yes, no = (alipay.reply(notice, accepted=accepted) for accepted in (True, False))

    assert (yes.status, yes.body, yes.content_type) == (200, b"success", "text/plain")
    assert no.body == b"fail"


# Asking and closing ------------------------------------------------------------------------------


def test_page_that_nobody_reached_can_be_paid_until_its_time_is_over(alipay, slip, clock):
    opened(alipay, slip)

    assert alipay.ask(slip).state is FactState.WAITING
    assert alipay.close(slip).state is FactState.WAITING
    clock.ahead = timedelta(minutes=31)
    assert alipay.ask(slip).state is FactState.UNKNOWN
    assert alipay.close(slip).state is FactState.UNKNOWN


def test_attempt_whose_time_is_over_is_closed(alipay, slip, merchant, clock):
    open_attempt(alipay, slip, merchant)
    clock.ahead = timedelta(minutes=31)

    assert alipay.ask(slip).state is FactState.CLOSED
    assert alipay.close(slip).state is FactState.CLOSED


def test_attempt_that_was_refunded_at_alipay_says_so(alipay, paid):
    alipay.refund(paid, number=new_number(), fen=80000, reason="")

    assert alipay.ask(paid).state is FactState.REFUNDED


def test_answer_about_another_order_is_refused(scripted, slip):
    answer = {"out_trade_no": new_number(), "trade_status": "WAIT_BUYER_PAY"}

    with pytest.raises(GatewayError, match="another order"):
        scripted(answer).ask(slip)


def test_answer_is_verified_as_it_is_written(scripted, slip, simulator):
    """Parsed and written again, these words would be other ones."""
    spoken = (
        '{ "code":"10000", "msg":"Success \\u2713 \\/ }", "trade_status":"WAIT_BUYER_PAY",'
        f'"out_trade_no":"{slip.number}","total_amount":"800.00"}}'
    )
    sign = signature(simulator.ring.alipay.gateway_key, spoken).replace("/", "\\/")
    for body in (
        f'{{"alipay_trade_query_response":{spoken},"sign":"{sign}"}}',
        f'\n{{"sign" : "{sign}" ,\n"alipay_trade_query_response"\t: {spoken} }}\n',
    ):
        assert scripted(body=body).ask(slip).fen == 80000


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"body": '{"alipay_trade_query_response":{"code":"10000"}}'}, "not to be believed"),
        ({"body": '{"error_response":{"code":"40002"}}'}, "not to be believed"),
        ({"body": "not json"}, "not a JSON object"),
        ({"body": "[]"}, "not a JSON object"),
        ({"body": '{"sign":"a","sign":"b"}'}, "not a JSON object"),
        ({"body": '{"sign":"a"} x'}, "not a JSON object"),
        ({"body": '{"sign":5}'}, "not text"),
        ({"body": b'{"sign":"\xff"}'}, "not a JSON object"),
        ({"content": {}, "name": "another_response"}, "not to be believed"),
        ({"content": {}, "status": 302}, "302"),
        ({"content": {"code": 10000}}, "code"),
        ({"content": {"code": "20000", "sub_code": "isp.unknow-error"}}, "20000"),
        ({"content": {"code": "40004", "sub_code": "ACQ.SYSTEM_ERROR"}}, "SYSTEM_ERROR"),
    ],
)
def test_answer_that_says_nothing_is_a_passing_failure(scripted, slip, options, reason):
    with pytest.raises(GatewayError, match=reason) as failed:
        scripted(**options).ask(slip)

    assert not failed.value.permanent


def test_answer_signed_by_somebody_else_is_no_answer(scripted, slip, alipay):
    gateway = scripted({"out_trade_no": slip.number}, key=alipay._config.app_key)

    with pytest.raises(GatewayError, match="not to be believed"):
        gateway.ask(slip)


def test_refusal_of_what_we_sent_is_final(scripted, slip):
    gateway = scripted(
        {"code": "40002", "sub_code": "isv.invalid-signature", "sub_msg": "验签出错"}
    )

    for ask in (gateway.ask, gateway.close, lambda s: gateway.ask_refund(s, number="RF0000")):
        with pytest.raises(GatewayError, match="invalid-signature") as refused:
            ask(slip)
        assert refused.value.permanent


@pytest.mark.parametrize("tampered", [{"trade_status": None}, {"total_amount": "8E2"}])
def test_answer_that_makes_no_sense_is_a_passing_failure(scripted, slip, tampered):
    answer = {
        "out_trade_no": slip.number,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "800.00",
        "trade_no": "2026",
    } | tampered

    with pytest.raises(GatewayError, match="cannot be read"):
        scripted(answer).ask(slip)


# Refunds -----------------------------------------------------------------------------------------


def test_refund_is_done_at_once_and_alipay_tells_of_it(alipay, paid, merchant):
    fact = alipay.refund(paid, number="RF20261122A", fen=30000, reason="重复\n缴费")

    assert (fact.kind, fact.state, fact.fen) == (FactKind.REFUND, FactState.DONE, 30000)
    assert (fact.number, fact.refund_number) == (paid.number, "RF20261122A")
    told = alipay.read_notice(merchant.next_notice())
    assert (told.kind, told.state) == (FactKind.REFUND, FactState.DONE)
    assert told.refund_number == "RF20261122A"


def test_refund_with_the_same_number_moves_no_money(alipay, paid):
    for expected in (FactState.DONE, FactState.WAITING):
        fact = alipay.refund(paid, number="RF20261122A", fen=30000, reason="")
        assert fact.state is expected

    assert alipay.ask_refund(paid, number="RF20261122A").state is FactState.DONE


def test_refund_of_more_than_was_paid_is_final(alipay, paid):
    with pytest.raises(GatewayError, match="REFUND_AMT") as refused:
        alipay.refund(paid, number="RF20261122A", fen=80001, reason="")

    assert refused.value.permanent


def test_refund_of_an_order_nobody_made_is_unknown(alipay, slip):
    assert alipay.ask_refund(slip, number="RF0000").state is FactState.UNKNOWN


def test_refund_under_way_is_waiting(scripted, slip):
    answer = {"out_trade_no": slip.number, "trade_no": "2026", "refund_amount": "1.00"}

    assert scripted(answer).ask_refund(slip, number="RF0000").state is FactState.WAITING


def test_refund_refuses_an_answer_about_another_refund(scripted, slip):
    answer = {"out_trade_no": slip.number, "refund_amount": "1.00", "out_request_no": "RF0001"}

    with pytest.raises(GatewayError, match="another refund"):
        scripted(answer).ask_refund(slip, number="RF0000")


# Settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ALIPAY_SELLER_ID", "", "seller"),
        ("ALIPAY_APP_KEY_FILE", "/nowhere/key.pem", "cannot be read"),
        ("ALIPAY_BASE_URL", "http://openapi.alipay.com", "https"),
        ("ALIPAY_BASE_URL", "https://openapi.alipay.com/gateway.do", "path"),
    ],
)
def test_settings_that_cannot_work_are_refused(sim_settings, name, value, reason):
    with pytest.raises(ValueError, match=reason):
        AlipayConfig.from_settings(sim_settings | {name: value})


def test_settings_with_our_own_key_for_theirs_are_refused(sim_settings, keys):
    values = sim_settings | {"ALIPAY_PUBLIC_KEY_FILE": str(keys / "alipay_app_public.pem")}

    with pytest.raises(ValueError, match="Alipay's key"):
        AlipayConfig.from_settings(values)


@pytest.mark.parametrize("shape", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_keys_may_be_bare_base64(sim_settings, keys, tmp_path, shape):
    """As Alipay's own tool writes them: for Java, and for everybody else."""
    key = load_pem_private_key((keys / "alipay_app_key.pem").read_bytes(), None)
    armoured = {
        "alipay_app_key.pem": key.private_bytes(Encoding.PEM, shape, NoEncryption()).decode(),
        "alipay_public.pem": (keys / "alipay_public.pem").read_text(),
    }
    for name, text in armoured.items():
        (tmp_path / name).write_text("".join(text.splitlines()[1:-1]))
    bare = AlipayConfig.from_settings(
        sim_settings
        | {
            "ALIPAY_APP_KEY_FILE": str(tmp_path / "alipay_app_key.pem"),
            "ALIPAY_PUBLIC_KEY_FILE": str(tmp_path / "alipay_public.pem"),
        }
    )

    armoured = AlipayConfig.from_settings(sim_settings)
    assert bare.alipay_key == armoured.alipay_key
    assert bare.app_key.private_numbers() == armoured.app_key.private_numbers()


def test_settings_lead_to_alipay_by_default(sim_settings):
    values = sim_settings | {"ALIPAY_BASE_URL": ""}

    assert AlipayConfig.from_settings(values).base_url == "https://openapi.alipay.com"


def test_attempt_of_the_day_keeps_its_own_number(alipay, clock, merchant):
    """Two attempts at once are two trades."""
    first, second = (new_slip(clock, fen=fen) for fen in (1, 2))
    for slip in (first, second):
        open_attempt(alipay, slip, merchant)

    assert (alipay.ask(first).fen, alipay.ask(second).fen) == (1, 2)
