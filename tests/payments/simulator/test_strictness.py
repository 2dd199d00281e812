"""Pretend Alipay and ICBC must be as strict as the true ones, or they prove nothing."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from payments.gateways.alipay_messages import signed_parameters as alipay_parameters
from payments.gateways.base import PayerContext
from payments.gateways.icbc_messages import signed_parameters as icbc_parameters
from payments.gateways.signing import is_signed
from tests.payments.simulation import alipay_of, icbc_of, new_number, open_attempt

EXPIRY = "2099-01-01 00:00:00"
QUERY = "/api/cardbusiness/aggregatepay/b2c/online/orderqry/V1"
REFUND = "/api/cardbusiness/aggregatepay/b2c/online/merrefund/V1"


@pytest.fixture
def alipay(simulator, keys, clock):
    return alipay_of(simulator, keys, clock)


@pytest.fixture
def icbc(simulator, keys, clock):
    return icbc_of(simulator, keys, clock)


# Alipay ------------------------------------------------------------------------------------------


@pytest.fixture
def call(alipay, simulator, client, clock):
    """One call of Alipay's interface; ``changes`` replaces parameters after signing."""

    def called(method="alipay.trade.query", content=None, *, ahead=0, http="POST", **changes):
        now = clock() + timedelta(minutes=ahead)
        asked = content or {"out_trade_no": "AF0000"}
        signed = alipay_parameters(alipay._config, method, asked, now=now)
        parameters = {n: v for n, v in (signed | changes).items() if v is not None}
        sent = {"params": parameters} if http == "GET" else {"data": parameters}
        return client.request(http, f"{simulator.url}/gateway.do", **sent)

    return called


@pytest.mark.parametrize("http", ["GET", "POST"])
def test_alipay_answers_a_signed_call_however_it_comes(call, simulator, http):
    text = call(http=http).text

    said = json.loads(text)
    assert said["alipay_trade_query_response"]["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    inner = text[text.index(":{") + 1 : text.rindex(',"sign"')]
    key = simulator.ring.alipay.gateway_key.public_key()
    assert is_signed(key, inner.encode(), said["sign"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sign": None}, "isv.invalid-signature"),
        ({"sign": "QUJD"}, "isv.invalid-signature"),
        ({"sign": "no base64"}, "isv.invalid-signature"),
        ({"biz_content": '{"out_trade_no":"AF0001"}'}, "isv.invalid-signature"),
        ({"notify_url": "http://localhost/"}, "isv.invalid-signature"),
        ({"sign_type": "RSA"}, "isv.invalid-sign-type"),
        ({"charset": "GBK"}, "isv.invalid-charset"),
        ({"version": "2.0"}, "isv.invalid-version"),
        ({"timestamp": "now"}, "isv.invalid-timestamp"),
        ({"ahead": -11}, "isv.invalid-timestamp"),
        ({"ahead": 11}, "isv.invalid-timestamp"),
        ({"content": {"biz": "x"}}, "ACQ.TRADE_NOT_EXIST"),
    ],
)
def test_alipay_refuses_a_wrong_call(call, changes, code):
    (said,) = (value for name, value in call(**changes).json().items() if name != "sign")

    assert said["sub_code"] == code


def test_alipay_signs_nothing_for_a_stranger(call):
    said = call(app_id="2021000000000001").json()

    assert said["alipay_trade_query_response"]["sub_code"] == "isv.invalid-app-id"
    assert "sign" not in said


def test_alipay_refuses_what_comes_twice(call, alipay, simulator, client, clock):
    parameters = alipay_parameters(
        alipay._config, "alipay.trade.query", {"out_trade_no": "AF0000"}, now=clock()
    )
    url = f"{simulator.url}/gateway.do?{urlencode({'charset': 'utf-8'})}"

    said = client.post(url, data=parameters).json()

    assert said["alipay_trade_query_response"]["sub_code"] == "isv.invalid-parameter"


@pytest.mark.parametrize(
    "method", ["alipay.trade.create", "alipay.data.dataservice.bill.downloadurl.query"]
)
def test_alipay_knows_no_other_call(call, method):
    (said,) = (value for name, value in call(method).json().items() if name != "sign")

    assert said["sub_code"] in {"isv.invalid-method", "isv.invalid-arguments"}


@pytest.mark.parametrize(
    "changes",
    [
        {"out_trade_no": "with space"},
        {"out_trade_no": None},
        {"product_code": "QUICK_WAP_PAY"},
        {"total_amount": "800"},
        {"total_amount": "0.00"},
        {"total_amount": 8.5},
        {"subject": ""},
        {"subject": "a/b"},
        {"time_expire": None},
        {"time_expire": "2026-11-22"},
        {"time_expire": "2020-01-01 00:00:00"},
        {"time_expire": EXPIRY},
    ],
)
def test_alipay_shows_no_page_for_a_wrong_order(alipay, simulator, client, clock, changes):
    content = {
        "out_trade_no": new_number(),
        "product_code": "FAST_INSTANT_TRADE_PAY",
        "total_amount": "800.00",
        "subject": "fee",
        "time_expire": (clock() + timedelta(hours=12)).strftime("%Y-%m-%d %H:%M:%S"),
    } | changes
    parameters = alipay_parameters(
        alipay._config,
        "alipay.trade.page.pay",
        {name: value for name, value in content.items() if value is not None},
        now=clock(),
        notify_url="http://127.0.0.1:1/notify/",
    )

    answer = client.get(f"{simulator.url}/gateway.do", params=parameters, follow_redirects=True)

    assert answer.status_code == 400
    assert "Alipay refuses" in answer.text


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "http://192.0.2.1/", ""])
def test_alipay_calls_this_machine_alone(alipay, slip, client, url):
    checkout = alipay.open(slip, notify_url=url, return_url="", payer=PayerContext())

    assert client.get(checkout.url).status_code == 400


def test_alipay_hands_a_statement_out_for_half_a_minute(simulator, client):
    assert client.get(f"{simulator.url}/alipay/bill?token=guessed").status_code == 403


# ICBC --------------------------------------------------------------------------------------------


@pytest.fixture
def post(icbc, simulator, client, clock):
    """One call of ICBC's interface; ``changes`` replaces parameters after signing."""

    def posted(path=QUERY, content=None, *, ahead=0, message_id="", **changes):
        known = {"mer_id": "SIM020000000109", "out_trade_no": "AF0000", "deal_flag": "0"}
        signed = icbc_parameters(
            icbc._config,
            path,
            known if content is None else content,
            now=clock() + timedelta(minutes=ahead),
            message_id=message_id or new_number(),
        )
        parameters = {n: v for n, v in (signed | changes).items() if v is not None}
        return client.post(f"{simulator.url}{path}", data=parameters).json()

    return posted


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "00070030"),
        ({"sign": None}, "400017"),
        ({"sign": "QUJD"}, "400017"),
        ({"biz_content": "{}"}, "400017"),
        ({"sign_type": "RSA"}, "400011"),
        ({"app_id": "10000000000000000001"}, "400011"),
        ({"timestamp": "now"}, "400011"),
        ({"ahead": -11}, "400011"),
        ({"ahead": 11}, "400011"),
        ({"msg_id": None}, "400011"),
        ({"path": "/api/unheard/of/V1"}, "500018"),
        ({"content": {"mer_id": "020001021935"}}, "00005019"),
        ({"content": []}, "00005019"),
    ],
)
def test_icbc_refuses_a_wrong_call(post, changes, code):
    assert post(**changes)["response_biz_content"]["return_code"] == code


def test_icbc_takes_a_message_once(post):
    first, second = (post(message_id="M1")["response_biz_content"] for _ in range(2))

    assert first["return_code"] == "00070030"
    assert second["return_code"] == "400011"


@pytest.mark.parametrize(
    "changes",
    [
        {"ret_total_amt": "0"},
        {"ret_total_amt": "1.00"},
        {"trnsc_ccy": "002"},
        {"outtrx_serial_no": ""},
    ],
)
def test_icbc_refuses_a_wrong_refund(post, icbc, slip, merchant, changes):
    open_attempt(icbc, slip, merchant)
    content = {
        "mer_id": "SIM020000000109",
        "out_trade_no": slip.number,
        "outtrx_serial_no": "RF1",
        "ret_total_amt": "1",
        "trnsc_ccy": "001",
    }

    said = post(REFUND, content | changes)["response_biz_content"]

    assert said["return_code"] == "92200001"
    assert post(REFUND, content)["response_biz_content"]["return_code"] == "00070037"


@pytest.fixture
def form(icbc, slip, merchant):
    """What our pay page posts: its address, and what is in it."""
    checkout = icbc.open(slip, notify_url=merchant.url, return_url="", payer=PayerContext())
    return checkout.url, dict(checkout.fields)


def test_icbc_shows_its_page_for_a_signed_form(client, form):
    url, fields = form

    assert client.post(url, data=fields).status_code == 303
    # Loaded again, the same form is the same order.
    assert client.post(url, data=fields).status_code == 303


def test_icbc_refuses_a_form_with_something_in_the_wrong_place(client, form):
    url, fields = form
    query = dict(parse_qsl(urlsplit(url).query))
    address = url.partition("?")[0]

    assert client.post(address, data={**query, **fields}).status_code == 400
    assert client.post(url, data={**fields, "app_id": query["app_id"]}).status_code == 400
    assert client.post(f"{address}?{urlencode({**query, **fields})}").status_code == 400
    assert client.get(url).status_code == 400


def test_icbc_refuses_a_form_that_was_changed_or_is_old(client, form, clock):
    url, fields = form
    changed = {"biz_content": fields["biz_content"].replace('"80000"', '"1"')}

    assert client.post(url, data=changed).status_code == 400
    clock.ahead = timedelta(minutes=11)
    assert client.post(url, data=fields).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"icbc_appid": "1"},
        {"mer_prtcl_no": "1"},
        {"cur_type": "840"},
        {"notify_type": "AG"},
        {"out_trade_no": "AF-1"},
        {"amount": "1.00"},
        {"amount": "0"},
        {"goods_name": "费" * 21},
        {"credit_type": "9"},
        {"mer_url": "https://elsewhere.example/"},
        {"order_date": "2026-11-22"},
        {"expire_time": "20200101000000"},
    ],
)
def test_icbc_shows_no_page_for_a_wrong_order(icbc, client, clock, form, simulator, changes):
    _, fields = form
    path = icbc._config.pay_path
    content = json.loads(fields["biz_content"]) | changes
    signed = icbc_parameters(icbc._config, path, content, now=clock(), message_id="M2")
    body = {"biz_content": signed.pop("biz_content")}

    answer = client.post(f"{simulator.url}{path}?{urlencode(signed)}", data=body)

    assert answer.status_code == 400
    assert "ICBC refuses" in answer.text
