"""WeChat Pay for the browser of a telephone, which cannot scan its own screen."""

import html
import re
from dataclasses import replace

import pytest

from payments.gateways.base import CheckoutKind, FactState, GatewayError, PayerContext
from payments.gateways.wechat import WeChatConfig
from tests.payments.simulation import ScriptedWeChat, gateway_of

PHONE = PayerContext(ip="203.0.113.9", is_phone=True)


@pytest.fixture
def wechat_h5(config, clock):
    return gateway_of(replace(config, has_h5=True), clock)


def opened(gateway, slip, merchant, payer=PHONE):
    return gateway.open(
        slip, notify_url=merchant.url, return_url="http://127.0.0.1/back/?a=1", payer=payer
    )


def test_telephone_is_led_to_wechat_and_back(wechat_h5, slip, merchant, client, simulator):
    way = opened(wechat_h5, slip, merchant)

    page = client.get(way.url).text
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page))
    fields = {name: html.unescape(value) for name, value in fields.items()} | {"act": "pay"}
    paid = client.post(f"{simulator.url}/wechat/phone", data=fields, follow_redirects=True).text

    assert way.kind is CheckoutKind.REDIRECT
    assert wechat_h5.read_notice(merchant.next_notice()).state is FactState.DONE
    assert 'href="http://127.0.0.1/back/?a=1"' in paid


def test_same_order_gives_an_address_again(wechat_h5, slip, merchant):
    assert opened(wechat_h5, slip, merchant) == opened(wechat_h5, slip, merchant)


@pytest.mark.parametrize(
    "changes", [{"is_phone": False}, {"is_in_wechat": True}, {"ip": ""}], ids=str
)
def test_others_scan_a_code(wechat_h5, slip, merchant, changes):
    assert opened(wechat_h5, slip, merchant, replace(PHONE, **changes)).kind is CheckoutKind.QR


def test_merchant_without_h5_shows_a_code(wechat, slip, merchant):
    assert opened(wechat, slip, merchant).kind is CheckoutKind.QR


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "http://elsewhere.example/"])
def test_address_that_leads_astray_is_not_followed(config, clock, slip, merchant, simulator, url):
    wire = ScriptedWeChat(simulator.ring, clock, {"h5_url": url})

    with pytest.raises(GatewayError, match="no address"):
        opened(gateway_of(replace(config, has_h5=True), clock, transport=wire), slip, merchant)


@pytest.mark.parametrize(("value", "has"), [("True", True), ("False", False), ("", False)])
def test_setting_opens_it(sim_settings, value, has):
    assert WeChatConfig.from_settings(sim_settings | {"WECHAT_H5": value}).has_h5 is has
