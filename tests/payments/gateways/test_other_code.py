"""What we sign, checked by code that is not ours; what that code signs, believed by us.

Our own simulator could share a mistake with us; the libraries of others cannot.  They are used
here only: see their gaps in the tests of each gateway (an old notice, a named hash, a network call).
"""

import json
import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from alipay import AliPay
from wechatpayv3.core import Core
from wechatpayv3.type import RequestType
from wechatpayv3.utils import rsa_sign, rsa_verify

from payments.gateways.base import Checkout, FactState, Forged, PayerContext, RawNotice
from payments.gateways.beijing import written
from tests.payments.gateways.kits import AlipayKit, WeChatKit
from tests.payments.simulation import (
    ScriptedWeChat,
    gateway_of,
    open_attempt,
    pay_in_simulator,
    payment_of,
)


@pytest.fixture
def their_wechat(simulator, keys):
    """A merchant's WeChat Pay client written by others, before our pretend WeChat Pay."""
    core = Core(
        mchid=simulator.ring.mchid,
        cert_serial_no=simulator.ring.merchant_serial,
        private_key=(keys / "merchant_key.pem").read_text(),
        apiv3_key=simulator.ring.api_v3_key.decode(),
        public_key=(keys / "platform_public.pem").read_text(),
        public_key_id=simulator.ring.platform_key_id,
    )
    core._gate_way = simulator.url
    return core


@pytest.fixture
def their_alipay(simulator, keys):
    """The same for Alipay."""
    client = AliPay(
        appid=simulator.ring.alipay.app_id,
        app_private_key_string=(keys / "alipay_app_key.pem").read_text(),
        alipay_public_key_string=(keys / "alipay_public.pem").read_text(),
    )
    client._gateway = f"{simulator.url}/gateway.do"
    return client


@pytest.fixture
def as_alipay(keys):
    """Others' code in Alipay's place: it signs with Alipay's key, and checks with the app's."""
    return AliPay(
        appid="",
        app_private_key_string=(keys / "alipay_key.pem").read_text(),
        alipay_public_key_string=(keys / "alipay_app_public.pem").read_text(),
    )


def test_others_verify_our_wechat_request(config, clock, slip, simulator):
    wire = ScriptedWeChat(simulator.ring, clock, {"code_url": "weixin://wxpay/bizpayurl?pr=1"})
    gateway_of(config, clock, transport=wire).open(
        slip, notify_url="https://a.example/n/", return_url="", payer=PayerContext()
    )
    (request,) = wire.requests
    said = dict(
        field.split("=", 1)
        for field in request.headers["authorization"].split(" ", 1)[1].split(",")
    )
    said = {name: value.strip('"') for name, value in said.items()}

    # Their check puts timestamp, nonce and body on lines of their own: method and path go before.
    head = f"{request.method}\n{request.url.raw_path.decode()}\n{said['timestamp']}"
    body = request.read().decode()

    merchant_key = simulator.ring.merchant_key
    assert rsa_verify(head, said["nonce_str"], body, said["signature"], merchant_key)
    assert not rsa_verify(head, said["nonce_str"], body + " ", said["signature"], merchant_key)


def test_others_read_a_notice_as_we_do(wechat, slip, config, simulator, clock, keys, their_wechat):
    notice = WeChatKit(simulator, config, clock, keys).paid(slip)

    theirs = their_wechat.callback(notice.headers, notice.body)["resource"]
    ours = wechat.read_notice(notice)

    assert (theirs["out_trade_no"], theirs["amount"]["total"]) == (ours.number, ours.fen)
    assert theirs["transaction_id"] == ours.transaction_id


def test_we_believe_a_notice_that_others_signed(wechat, slip, config, simulator, clock, keys):
    notice = WeChatKit(simulator, config, clock, keys).paid(slip)
    stamp, nonce = str(int(time.time())), "theirs"
    signature = rsa_sign(simulator.ring.platform_key, f"{stamp}\n{nonce}\n{notice.body.decode()}\n")
    headers = notice.headers | {
        "wechatpay-timestamp": stamp,
        "wechatpay-nonce": nonce,
        "wechatpay-signature": signature,
    }

    fact = wechat.read_notice(RawNotice(notice.path, headers, notice.body))

    assert (fact.state, fact.fen) == (FactState.DONE, slip.fen)


def test_others_pay_at_our_pretend_wechat(their_wechat, slip, config, merchant, simulator):
    """It checks requests as WeChat does, and its answers pass their verification."""
    order = payment_of(config, slip)
    content = {
        "appid": order["appid"],
        "mchid": order["mchid"],
        "description": slip.title,
        "out_trade_no": slip.number,
        "notify_url": merchant.url,
        "amount": {"total": slip.fen, "currency": "CNY"},
    }

    status, said = their_wechat.request(
        "/v3/pay/transactions/native", method=RequestType.POST, data=content
    )
    pay_in_simulator(simulator, slip, lose="1")
    asked = their_wechat.request(
        f"/v3/pay/transactions/out-trade-no/{slip.number}?mchid={config.mchid}"
    )

    assert (status, asked[0]) == (200, 200)
    assert json.loads(said)["code_url"].startswith("weixin://")
    assert json.loads(asked[1])["trade_state"] == "SUCCESS"


@pytest.mark.parametrize("is_phone", [False, True])
def test_others_verify_our_way_to_alipay(simulator, config, clock, keys, slip, as_alipay, is_phone):
    way: Checkout = AlipayKit(simulator, config, clock, keys).gateway.open(
        slip,
        notify_url="https://a.example/n/",
        return_url="https://a.example/",
        payer=PayerContext(is_phone=is_phone),
    )
    said = dict(parse_qsl(urlsplit(way.url).query))
    signature = said.pop("sign")
    text = "&".join(f"{name}={value}" for name, value in sorted(said.items()))

    assert as_alipay._verify(text, signature)
    assert not as_alipay._verify(text.replace("800.00", "0.01"), signature)


def test_others_verify_the_notice_that_we_believe(
    simulator, config, clock, keys, slip, their_alipay
):
    kit = AlipayKit(simulator, config, clock, keys)
    notice = kit.paid(slip)
    form = dict(parse_qsl(notice.body.decode()))
    signature = form.pop("sign")

    assert their_alipay.verify(dict(form), signature)
    assert not their_alipay.verify(form | {"total_amount": "0.01"}, signature)
    assert kit.gateway.read_notice(notice).state is FactState.DONE


def test_we_believe_a_notice_of_alipay_that_others_signed(
    simulator, config, clock, keys, slip, as_alipay
):
    kit = AlipayKit(simulator, config, clock, keys)
    form = kit.form(slip)
    kind = form.pop("sign_type")  # stands beside what is signed
    signed = dict(parse_qsl(as_alipay.sign_data(dict(form)))) | {"sign_type": kind}

    fact = kit.gateway.read_notice(RawNotice("/", {}, urlencode(signed).encode()))

    assert (fact.state, fact.fen) == (FactState.DONE, slip.fen)
    changed = urlencode(signed | {"total_amount": "0.01"}).encode()
    with pytest.raises(Forged):
        kit.gateway.read_notice(RawNotice("/", {}, changed))


def test_others_ask_our_pretend_alipay(
    their_alipay, simulator, config, clock, keys, slip, merchant
):
    gateway = AlipayKit(simulator, config, clock, keys).gateway
    open_attempt(gateway, slip, merchant)
    pay_in_simulator(simulator, slip, "alipay", lose="1")

    said = their_alipay.server_api(
        "alipay.trade.query", {"out_trade_no": slip.number}, timestamp=written(clock())
    )

    assert (said["trade_status"], said["total_amount"]) == ("TRADE_SUCCESS", "800.00")
