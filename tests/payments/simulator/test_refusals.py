"""The simulator must be as strict as the gateway it plays, or it proves nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from payments.gateways.signing import is_signed
from payments.simulator.notify import post
from tests.payments.simulation import new_number, signed_call

NATIVE = "/v3/pay/transactions/native"
SAID = (
    'WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="0",timestamp="{now}",'
    'serial_no="{serial}",signature="QUJD"'
)


def order_content(config, **changes):
    content = {
        "appid": config.appid,
        "mchid": config.mchid,
        "description": "Application fee",
        "out_trade_no": new_number(),
        "time_expire": (datetime.now(UTC) + timedelta(minutes=30)).isoformat(timespec="seconds"),
        "notify_url": "http://127.0.0.1:1/notify/",
        "amount": {"total": 1, "currency": "CNY"},
    }
    return {name: value for name, value in (content | changes).items() if value is not None}


def test_simulator_takes_a_proper_order(config, client):
    answer = signed_call(config, client, "POST", NATIVE, order_content(config))

    assert answer.status_code == 200
    assert answer.json()["code_url"].startswith("weixin://")


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer token",
        'WECHATPAY2-SHA256-RSA2048 mchid="SIM1900000109"',
        SAID.replace("RSA2048", "RSA1024"),
        SAID,
        SAID.replace("QUJD", "not base64"),
        SAID.replace("{mchid}", "1230000109"),
        SAID.replace("{now}", "now"),
    ],
)
def test_simulator_refuses_what_is_not_signed(config, client, simulator, authorization):
    filled = authorization.format(
        mchid=config.mchid, serial=config.merchant_serial, now=int(datetime.now(UTC).timestamp())
    )
    answer = signed_call(
        config, client, "POST", NATIVE, order_content(config), Authorization=filled
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")
    signed = f"{answer.headers['Wechatpay-Timestamp']}\n{answer.headers['Wechatpay-Nonce']}\n"
    key = simulator.ring.platform_key.public_key()
    text = signed.encode() + answer.content + b"\n"
    assert is_signed(key, text, answer.headers["Wechatpay-Signature"])


@pytest.mark.parametrize("changes", [{"mchid": "1230000109"}, {"merchant_serial": "0" * 40}])
def test_simulator_refuses_another_merchant(config, client, changes):
    answer = signed_call(replace(config, **changes), client, "POST", NATIVE, {})

    assert answer.status_code == 401


def test_simulator_refuses_a_signature_for_another_call(config, client):
    first = signed_call(config, client, "POST", NATIVE, order_content(config))
    stolen = first.request.headers["Authorization"]

    answer = signed_call(
        config, client, "POST", NATIVE, order_content(config), Authorization=stolen
    )

    assert answer.status_code == 401


@pytest.mark.parametrize("minutes", [-6, 6])
def test_simulator_refuses_a_stale_clock(config, client, minutes):
    now = datetime.now(UTC) + timedelta(minutes=minutes)

    answer = signed_call(config, client, "POST", NATIVE, order_content(config), now=now)

    assert answer.status_code == 401
    assert "five minutes" in answer.json()["message"]


@pytest.mark.parametrize("header", ["Accept", "User_Agent", "Content_Type"])
def test_simulator_insists_on_headers(config, client, header):
    answer = signed_call(config, client, "POST", NATIVE, order_content(config), **{header: ""})

    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


@pytest.mark.parametrize(
    "changes",
    [
        {"mchid": None},
        {"appid": None},
        {"appid": "wx0000000000000000"},
        {"description": None},
        {"description": ""},
        {"description": "费" * 43},
        {"out_trade_no": None},
        {"out_trade_no": "short"},
        {"out_trade_no": "A" * 33},
        {"out_trade_no": "with space"},
        {"out_trade_no": 1234567},
        {"notify_url": None},
        {"notify_url": "https://elsewhere.example/notify/"},
        {"notify_url": "http://localhost:1/notify/?channel=wechat"},
        {"amount": None},
        {"amount": {}},
        {"amount": {"total": 0}},
        {"amount": {"total": 1.0}},
        {"amount": {"total": "1"}},
        {"amount": {"total": True}},
        {"amount": {"total": 1, "currency": "USD"}},
        {"time_expire": "tomorrow"},
        {"time_expire": "2026-13-01T00:00:00+08:00"},
        {"time_expire": "2026-11-22T00:00:00"},
        {"time_expire": "2020-01-01T00:00:00+08:00"},
    ],
)
def test_simulator_refuses_an_order_with_a_wrong_field(config, client, changes):
    answer = signed_call(config, client, "POST", NATIVE, order_content(config, **changes))

    assert answer.status_code == 400
    assert answer.json()["code"] in {"PARAM_ERROR", "APPID_MCHID_NOT_MATCH"}


@pytest.mark.parametrize(
    ("method", "target", "content", "status"),
    [
        ("POST", NATIVE, [], 400),
        ("POST", NATIVE, None, 400),
        ("GET", "/v3/pay/transactions/out-trade-no/AF0000?mchid=1230000109", None, 400),
        ("GET", "/v3/pay/transactions/out-trade-no/AF0000", None, 400),
        ("GET", "/v3/pay/transactions/id/4200?mchid=SIM1900000109", None, 404),
        ("POST", "/v3/pay/transactions/out-trade-no/AF0000/close", {}, 400),
        ("GET", "/v3/unheard/of", None, 404),
        ("GET", "/v3/bill/tradebill?bill_date=yesterday&tar_type=GZIP", None, 400),
        ("GET", "/v3/bill/tradebill?bill_date=2026-11-21", None, 400),
        ("GET", "/v3/billdownload/file?token=guessed", None, 400),
        ("POST", "/v3/refund/domestic/refunds", {"out_refund_no": "RF 1"}, 400),
        ("POST", "/v3/refund/domestic/refunds", {"out_refund_no": "RF1"}, 400),
    ],
)
def test_simulator_refuses_a_wrong_call(config, client, method, target, content, status):
    assert signed_call(config, client, method, target, content).status_code == status


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"out_trade_no": "AF_NOBODY"}, "RESOURCE_NOT_EXISTS"),
        ({"transaction_id": "4200"}, "RESOURCE_NOT_EXISTS"),
        ({}, "INVALID_REQUEST"),
        ({"reason": "因" * 27}, "PARAM_ERROR"),
        ({"amount": {"refund": 1, "total": 80000}}, "PARAM_ERROR"),
        ({"amount": {"refund": 0, "total": 80000, "currency": "CNY"}}, "PARAM_ERROR"),
    ],
)
def test_simulator_refuses_a_wrong_refund(config, client, opened, changes, code):
    content = {
        "out_trade_no": opened.number,
        "out_refund_no": new_number(),
        "amount": {"refund": 1, "total": 80000, "currency": "CNY"},
    }

    answer = signed_call(config, client, "POST", "/v3/refund/domestic/refunds", content | changes)

    assert answer.json()["code"] == code


def test_simulator_never_calls_another_machine():
    assert post("http://192.0.2.1/notify/", {}, b"", timeout=1) == (0, b"")
    assert post("https://127.0.0.1/notify/", {}, b"", timeout=1) == (0, b"")


def test_simulator_refuses_long_bodies_and_unknown_pages(simulator, client):
    assert client.post(f"{simulator.url}/wechat/pay", content=b"x" * 70_000).status_code == 413
    assert client.get(f"{simulator.url}/elsewhere").status_code == 404
    assert client.get(f"{simulator.url}/healthz").status_code == 200
