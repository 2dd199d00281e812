"""ICBC against a simulator that checks and signs as its open platform does."""

import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

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
from payments.gateways.icbc import IcbcConfig
from payments.gateways.icbc_messages import text_to_sign
from payments.gateways.signing import is_signed, is_signed_with_sha1
from payments.simulator.signed_forms import signature
from tests.payments.gateways.kits import IcbcKit
from tests.payments.simulation import (
    Scripted,
    icbc_of,
    new_number,
    open_attempt,
    pay_in_simulator,
)

# From ICBC's own document on signing and verifying; what the gateway signs is still SHA-1.
SAMPLE = {
    "trade_id": "123456",
    "timestamp": "2014-07-24 03:07:50",
    "app_id": "2014072300007148",
    "biz_content": '{"id":"student_id","name":"student_name"}',
    "charset": "GBK",
    "sign_type": "RSA",
}
SAMPLE_TEXT = (
    "/api/preciousmetal/V1/purchase?app_id=2014072300007148&biz_content="
    '{"id":"student_id","name":"student_name"}&charset=GBK&sign_type=RSA'
    "&timestamp=2014-07-24 03:07:50&trade_id=123456"
)
SAMPLE_SIGNATURE = (
    "A7ibf97cez7UudFZCSePEn8kgr0DSDlvu+CqCAm0JJ65xsQtU7vFuGAwPoUfPYVWG2q+9DXbL4el8pAq6TPicg8N"
    "n/zCCGGF4PRSmi4ZLzU+7fhrsMMo5hMhhQhLhYplbvHLwsRy/XqF8o49g2+es9ZX4mzpVR/gwMcINi8rXlE="
)
SAMPLE_KEY = b"""-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCwFgHD4kzEVPdOj03ctKM7KV+1
6bWZ5BMNgvEeuEQwfQYkRVwI9HFOGkwNTMn5hiJXHnlXYCX+zp5r6R52MY0O7BsT
CLT7aHaxsANsvI9ABGx3OaTVlPB59M6GPbJh0uXvio0m1r/lTW3Z60RU6Q3oid/r
NhP3CiNgg0W6O3AGqwIDAQAB
-----END PUBLIC KEY-----
"""


@pytest.fixture
def icbc(simulator, keys, clock):
    return icbc_of(simulator, keys, clock)


@pytest.fixture
def kit(simulator, config, clock, keys):
    return IcbcKit(simulator, config, clock, keys)


@pytest.fixture
def paid(icbc, slip, merchant, simulator):
    """An attempt that was paid, of which nobody was told."""
    open_attempt(icbc, slip, merchant)
    pay_in_simulator(simulator, slip, "icbc", lose="1")
    return slip


@pytest.fixture
def scripted(simulator, keys, clock):
    """A gateway that hears one answer to everything, signed like ICBC unless told otherwise."""

    def answered(content=None, *, body=None, sha1=False, status=200, **options):
        def say(request):
            spoken = json.dumps({"return_code": 0, **(content or {})}, ensure_ascii=False)
            sign = signature(simulator.ring.icbc.gateway_key, spoken, sha1=sha1)
            return body or f'{{"response_biz_content":{spoken},"sign":"{sign}"}}'

        return icbc_of(simulator, keys, clock, transport=Scripted(say, status=status), **options)

    return answered


def opened(icbc, slip):
    """The parameters in the address of the form, what it holds, and the form."""
    checkout = icbc.open(
        slip,
        notify_url="https://apply.example/payments/notify/icbc/",
        return_url="https://apply.example/payments/AAAA/back/",
        payer=PayerContext(),
    )
    assert checkout.kind is CheckoutKind.FORM
    query = dict(parse_qsl(urlsplit(checkout.url).query, strict_parsing=True))
    return query, json.loads(checkout.fields["biz_content"]), checkout


# Signatures --------------------------------------------------------------------------------------


def test_text_to_sign_is_that_of_icbcs_own_sample():
    assert text_to_sign("/api/preciousmetal/V1/purchase", SAMPLE) == SAMPLE_TEXT


def test_signature_of_icbcs_own_sample_fits():
    key = load_pem_public_key(SAMPLE_KEY)

    assert len(b64decode(SAMPLE_SIGNATURE)) == 128
    assert is_signed_with_sha1(key, SAMPLE_TEXT.encode(), SAMPLE_SIGNATURE)
    assert not is_signed_with_sha1(key, SAMPLE_TEXT.encode() + b" ", SAMPLE_SIGNATURE)
    assert not is_signed(key, SAMPLE_TEXT.encode(), SAMPLE_SIGNATURE)


def test_text_to_sign_leaves_out_what_is_blank():
    parameters = {"b": "1", "a": "2", "sign": "x", "ca": "", "encrypt_type": "  "}

    assert text_to_sign("/ui/pay", parameters) == "/ui/pay?a=2&b=1"


# Opening an attempt ------------------------------------------------------------------------------


def test_open_signs_exactly_what_the_slip_says(icbc, slip, simulator, clock):
    slip = replace(slip, started_at=datetime(2026, 11, 22, 1, 30, tzinfo=UTC))

    query, content, checkout = opened(icbc, slip)

    path = "/ui/cardbusiness/epaypc/consumption/V1"
    assert checkout.url.startswith(f"{simulator.url}{path}?")
    text = text_to_sign(path, {**query, **checkout.fields})
    assert is_signed(simulator.ring.icbc.merchant_key, text.encode(), query["sign"])
    assert set(checkout.fields) == {"biz_content"}
    assert query.keys() == {
        *("app_id", "msg_id", "format", "charset", "sign_type", "timestamp", "sign"),
    }
    assert (query["sign_type"], query["charset"], query["format"]) == ("RSA2", "UTF-8", "json")
    assert content == {
        "icbc_appid": "SIM10000000000000109",
        "mer_id": "SIM020000000109",
        "mer_prtcl_no": "SIM0200000001090201",
        "out_trade_no": slip.number,
        "order_date": "20261122093000",
        "expire_time": slip.expires_at.astimezone(BEIJING).strftime("%Y%m%d%H%M%S"),
        "amount": "80000",
        "cur_type": "001",
        "installment_times": "1",
        "credit_type": "0",
        "goods_name": "Application fee, 水利工程",
        "language": "zh_CN",
        "mer_reference": "apply.example",
        "mer_url": "https://apply.example/payments/notify/icbc/",
        "return_url": "https://apply.example/payments/AAAA/back/",
        "notify_type": "HS",
        "result_type": "1",
        "verify_join_flag": "0",
    }


def test_open_again_is_the_same_order_under_another_message(icbc, slip, clock, merchant):
    slip = replace(slip, started_at=clock())
    first, content, _ = opened(icbc, slip)
    clock.ahead = timedelta(minutes=5)
    second, again, _ = opened(icbc, slip)

    assert content == again
    assert first["msg_id"] != second["msg_id"]
    for _ in range(2):
        open_attempt(icbc, slip, merchant)
    with pytest.raises(httpx.HTTPStatusError):
        open_attempt(icbc, replace(slip, fen=1), merchant)


@pytest.mark.parametrize(
    ("title", "sent"),
    [
        (
            "报名费：水利工程（RX-2027-000123）费费费费费",
            "报名费：水利工程（RX-2027-000123）费费费",
        ),
        (
            "Application fee, Hydraulic Engineering, Master",
            "Application fee, Hydraulic Engineering, ",
        ),
        ("Fee\n水", "Fee 水"),
    ],
)
def test_open_cuts_a_long_title_as_the_bank_counts(icbc, slip, title, sent):
    _, content, _ = opened(icbc, replace(slip, title=title))

    assert content["goods_name"] == sent
    assert len(sent.encode("gbk")) <= 40


def test_open_sends_what_the_contract_wants_besides(simulator, keys, clock, slip):
    icbc = icbc_of(simulator, keys, clock, changes={"extra_fields": {"icbc_flag": "1"}})

    assert opened(icbc, slip)[1]["icbc_flag"] == "1"


@pytest.mark.parametrize("changes", [{"fen": 0}, {"currency": "USD"}])
def test_open_of_what_icbc_does_not_take_is_final(icbc, slip, changes):
    with pytest.raises(GatewayError) as refused:
        opened(icbc, replace(slip, **changes))

    assert refused.value.permanent


# Notifications and replies -----------------------------------------------------------------------


def test_notice_tells_what_was_ordered_not_what_points_left(kit, slip):
    fact = kit.gateway.read_notice(kit.paid(slip))

    assert (fact.kind, fact.fen, fact.currency) == (FactKind.PAYMENT, 80000, "CNY")
    assert fact.transaction_id == "020001021935000512611220000001"
    assert fact.happened_at == datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)


@pytest.mark.parametrize("sha1", [True, False])
@pytest.mark.parametrize("allowed", [{"sha1"}, {"sha256"}, {"sha1", "sha256"}])
def test_notice_is_believed_with_the_hash_of_the_settings_alone(
    simulator, config, clock, keys, slip, allowed, sha1
):
    kit = IcbcKit(simulator, config, clock, keys)
    icbc = icbc_of(simulator, keys, clock, changes={"gateway_hashes": frozenset(allowed)})
    notice = kit.notice(kit.form(slip), sha1=sha1)

    if ("sha1" if sha1 else "sha256") in allowed:
        assert icbc.read_notice(notice).state is FactState.DONE
    else:
        with pytest.raises(Forged):
            icbc.read_notice(notice)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"from": "somebody"}, Forged),
        ({"app_id": "10000000000000000001"}, Forged),
        ({"biz_content": "{"}, Malformed),
        ({"biz_content": ""}, Malformed),
    ],
)
def test_notice_for_another_app_or_about_nothing_is_refused(kit, slip, changes, refusal):
    with pytest.raises(refusal):
        kit.gateway.read_notice(kit.notice(kit.form(slip) | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"total_amt": "800.00"},
        {"total_amt": ""},
        {"total_amt": "８００"},
        {"total_amt": 80000},
        {"pay_time": "2026-11-22 09:30:00"},
        {"pay_time": "2026112209300"},
        {"order_id": ""},
        {"out_trade_no": None},
        {"return_code": None},
        {"return_code": True},
    ],
)
def test_notice_with_a_wrong_field_is_malformed(kit, slip, changes):
    with pytest.raises(Malformed):
        kit.gateway.read_notice(kit.notice(kit.form(slip, **changes)))


@pytest.mark.parametrize(("accepted", "code"), [(True, 0), (False, -12345)])
def test_reply_is_signed_in_its_one_spelling(kit, slip, simulator, accepted, code):
    reply = kit.gateway.reply(kit.paid(slip), accepted=accepted)

    text, signed, sign = re.fullmatch(
        r'\{(("response_biz_content":\{[^}]*\},"sign_type":"RSA2")),"sign":"([^"]+)"\}',
        reply.body.decode(),
    ).groups()
    assert (reply.status, reply.content_type) == (200, "application/json")
    assert is_signed(simulator.ring.icbc.merchant_key, signed.encode(), sign)
    assert b" " not in reply.body.replace(b"not accepted", b"")
    content = json.loads(f"{{{text}}}")["response_biz_content"]
    assert list(content) == ["return_code", "return_msg", "msg_id"]
    assert (content["return_code"], content["msg_id"]) == (code, "urcnl24ciutr9")


@pytest.mark.parametrize("message_id", ['","return_code":0,"x":"', "a" * 41, "", None, 5])
def test_reply_repeats_nothing_but_a_number_of_a_message(kit, slip, message_id):
    reply = kit.gateway.reply(kit.notice(kit.form(slip, msg_id=message_id)), accepted=False)

    content = json.loads(reply.body)["response_biz_content"]
    assert re.fullmatch("[0-9a-f]{32}", content["msg_id"])


def test_reply_to_what_nobody_can_read_is_a_no(icbc):
    reply = icbc.reply(RawNotice("/", {}, b"\xff"), accepted=False)

    assert json.loads(reply.body)["response_biz_content"]["return_code"] == -12345


@pytest.mark.parametrize("body", [b"", b"a", b"sign=a", b"biz_content={}&sign=", b"\xff=1"])
def test_notice_that_is_no_form_is_refused(icbc, body):
    with pytest.raises(Refused):
        icbc.read_notice(RawNotice("/", {}, body))


# Asking and closing ------------------------------------------------------------------------------


def test_form_that_nobody_posted_can_be_paid_until_its_time_is_over(icbc, slip, clock):
    opened(icbc, slip)

    assert icbc.ask(slip).state is FactState.WAITING
    assert icbc.close(slip).state is FactState.WAITING
    clock.ahead = timedelta(minutes=31)
    assert icbc.ask(slip).state is FactState.UNKNOWN
    assert icbc.close(slip).state is FactState.UNKNOWN


def test_attempt_whose_time_is_over_is_closed(icbc, slip, merchant, clock):
    open_attempt(icbc, slip, merchant)
    clock.ahead = timedelta(minutes=31)

    assert icbc.ask(slip).state is FactState.FAILED
    assert icbc.close(slip).state is FactState.CLOSED


def test_attempt_is_closed_for_good(scripted, simulator, keys, clock, slip):
    """1 would let the payer begin again under the same number."""
    asked = Scripted(lambda request: "{}")
    with pytest.raises(GatewayError):
        icbc_of(simulator, keys, clock, transport=asked).close(slip)

    form = dict(parse_qsl(asked.requests[0].content.decode()))
    assert json.loads(form["biz_content"])["deal_flag"] == "2"


@pytest.mark.parametrize("sha1", [True, False])
def test_answer_is_believed_with_the_hash_of_the_settings_alone(scripted, slip, sha1):
    answer = {"out_trade_no": slip.number, "pay_status": "2"}
    only_sha256 = {"gateway_hashes": frozenset({"sha256"})}

    assert scripted(answer, sha1=sha1).ask(slip).state is FactState.WAITING
    if sha1:
        with pytest.raises(GatewayError, match="not to be believed"):
            scripted(answer, sha1=sha1, changes=only_sha256).ask(slip)
    else:
        assert scripted(answer, sha1=sha1, changes=only_sha256).ask(slip)


@pytest.mark.parametrize(
    ("pay_status", "state"),
    [
        ("1", FactState.FAILED),
        ("2", FactState.WAITING),
        ("3", FactState.UNKNOWN),
        (None, FactState.UNKNOWN),
    ],
)
def test_ask_translates_every_status(scripted, slip, pay_status, state):
    answer = {"return_code": "0", "out_trade_no": slip.number, "pay_status": pay_status}

    assert scripted(answer).ask(slip).state is state


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"body": '{"response_biz_content":{"return_code":0}}'}, "not to be believed"),
        ({"body": '{"response_biz_content":"QUJD","sign":"QUJD"}'}, "not to be believed"),
        ({"body": "not json"}, "not a JSON object"),
        ({"content": {}, "status": 500}, "500"),
        ({"content": {"return_code": None}}, "return_code"),
        ({"content": {"return_code": "-500042"}}, "-500042"),
        ({"content": {"return_code": 500032}}, "500032"),
        ({"content": {"return_code": "99999999"}}, "99999999"),
    ],
)
def test_answer_that_says_nothing_is_a_passing_failure(scripted, slip, options, reason):
    with pytest.raises(GatewayError, match=reason) as failed:
        scripted(**options).ask(slip)

    assert not failed.value.permanent


@pytest.mark.parametrize("code", [400017, "400011", "500020"])
def test_refusal_of_what_we_sent_is_final(scripted, slip, code):
    gateway = scripted({"return_code": code, "return_msg": "签名验证失败"})

    for ask in (gateway.ask, gateway.close, lambda s: gateway.ask_refund(s, number="RF0000")):
        with pytest.raises(GatewayError, match=str(code)) as refused:
            ask(slip)
        assert refused.value.permanent


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"out_trade_no": "AF0000"}, "another order"),
        ({"mer_id": "020001021935"}, "another merchant"),
        ({"total_amt": "8E2"}, "cannot be read"),
        ({"order_id": None}, "cannot be read"),
    ],
)
def test_answer_about_something_else_is_refused(scripted, slip, changes, reason):
    answer = {
        "out_trade_no": slip.number,
        "pay_status": "0",
        "total_amt": "80000",
        "order_id": "020001",
        "pay_time": "20261122093000",
    }

    assert scripted(answer).ask(slip).state is FactState.DONE
    with pytest.raises(GatewayError, match=reason):
        scripted(answer | changes).ask(slip)


# Refunds -----------------------------------------------------------------------------------------


def test_refund_is_taken_then_done(icbc, paid):
    taken = icbc.refund(paid, number="RF20261122A", fen=30000, reason="")
    done = icbc.ask_refund(paid, number="RF20261122A")

    assert (taken.kind, taken.state, taken.fen) == (FactKind.REFUND, FactState.WAITING, 30000)
    assert (done.state, done.fen, done.refund_number) == (FactState.DONE, 30000, "RF20261122A")
    assert done.happened_at.tzinfo


def test_refund_with_the_same_number_is_one_refund(icbc, paid):
    icbc.refund(paid, number="RF20261122A", fen=80000, reason="")

    assert icbc.refund(paid, number="RF20261122A", fen=80000, reason="").state is FactState.DONE


def test_refund_of_more_than_was_paid_is_final(icbc, paid):
    with pytest.raises(GatewayError, match="00070037") as refused:
        icbc.refund(paid, number="RF20261122A", fen=80001, reason="")

    assert refused.value.permanent


def test_refund_refuses_an_answer_about_another_refund(scripted, slip):
    answer = {"out_trade_no": slip.number, "outtrx_serial_no": "RF0001"}

    with pytest.raises(GatewayError, match="another refund"):
        scripted(answer).ask_refund(slip, number="RF0000")


def test_refund_that_failed_says_so(scripted, slip):
    answer = {"out_trade_no": slip.number, "pay_status": "1"}

    assert scripted(answer).ask_refund(slip, number="RF0000").state is FactState.FAILED


# Statements --------------------------------------------------------------------------------------

LINES = """商户订单号,工行订单号,交易类型,交易金额,交易时间,退货流水号
AF1,0200001,消费,"1,800.00",2026-11-22 09:30:00,
AF1,0200001,退货,100.50,20261123100000,RF1
"""


def test_statement_is_brought_not_fetched(icbc, clock):
    with pytest.raises(GatewayError, match="import") as refused:
        icbc.fetch_statement(clock().date())

    assert refused.value.permanent


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_statement_is_read_in_either_encoding(icbc, encoding):
    lines = list(icbc.read_statement(LINES.encode(encoding)))

    assert [(line.number, line.transaction_id, line.fen, line.refund_number) for line in lines] == [
        ("AF1", "0200001", 180000, ""),
        ("AF1", "0200001", -10050, "RF1"),
    ]
    assert lines[1].happened_at == datetime(2026, 11, 23, 10, tzinfo=BEIJING)


def test_statement_may_have_columns_of_its_own(simulator, keys, clock, sim_settings):
    columns = "number=ORDER,transaction=BANK,amount=FEN,time=AT,refund=BACK,unit=fen"
    config = IcbcConfig.from_settings(sim_settings | {"ICBC_STATEMENT_COLUMNS": columns})
    icbc = icbc_of(simulator, keys, clock, changes={"statement_columns": config.statement_columns})
    data = b"BANK,ORDER,AT,FEN,BACK\r\n0200001,AF1,20261122093000,80000,\r\n0200001,AF1,20261122093000,-5,RF1\r\n"

    assert [line.fen for line in icbc.read_statement(data)] == [80000, -5]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("商户订单号", "订单号", "columns"),
        ("100.50", "100.50x", "amount"),
        ("100.50", "1E2", "amount"),
        ("20261123100000", "yesterday", "time"),
        (",RF1", "", "number of fields"),
        ("AF1,0200001,退", ",0200001,退", "no order number"),
        (",RF1\n", ",RF1\n合计,,,1700.00,,\n", "add up"),
        ('"1,800.00"', '"1,800.00', "CSV"),
    ],
)
def test_statement_that_makes_no_sense_is_malformed(icbc, old, new, reason):
    with pytest.raises(Malformed, match=reason):
        icbc.read_statement(LINES.replace(old, new, 1).encode())


def test_statement_whose_total_fits_is_read(icbc):
    lines = icbc.read_statement((LINES + "合计,,,1699.50,,\n").encode())

    assert len(list(lines)) == 2


# Settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ICBC_MER_ID", "", "merchant"),
        ("ICBC_GATEWAY_KEY_FILE", "/nowhere/key.pem", "cannot be read"),
        ("ICBC_GATEWAY_HASH", "md5", "ICBC_GATEWAY_HASH"),
        ("ICBC_GATEWAY_HASH", "sha1,", "ICBC_GATEWAY_HASH"),
        ("ICBC_BASE_URL", "http://gw.open.icbc.com.cn", "https"),
        ("ICBC_BASE_URL", "https://gw.open.icbc.com.cn/api", "path"),
        ("ICBC_PAY_PATH", "/api/pay", "ICBC_PAY_PATH"),
        ("ICBC_EXTRA_FIELDS", "[1]", "JSON object"),
        ("ICBC_STATEMENT_COLUMNS", "numbers=a", "may name"),
        ("ICBC_STATEMENT_COLUMNS", "unit=dollars", "unit"),
    ],
)
def test_settings_that_cannot_work_are_refused(sim_settings, name, value, reason):
    with pytest.raises(ValueError, match=reason):
        IcbcConfig.from_settings(sim_settings | {name: value})


def test_settings_lead_to_icbc_by_default(sim_settings):
    config = IcbcConfig.from_settings(sim_settings | {"ICBC_BASE_URL": ""})

    assert config.base_url == "https://gw.open.icbc.com.cn"
    assert config.gateway_hashes == {"sha1", "sha256"}
    assert config.mer_prtcl_no == "SIM0200000001090201"


def test_number_of_an_attempt_is_one_icbc_takes():
    assert re.fullmatch("[0-9A-Za-z]{1,50}", new_number())
