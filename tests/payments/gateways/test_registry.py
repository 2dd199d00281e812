import pytest
from django.utils import translation

from payments.gateways.alipay import Alipay
from payments.gateways.icbc import Icbc
from payments.gateways.registry import (
    UnknownChannel,
    get_gateway,
    misconfigured,
    open_channels,
)
from payments.gateways.wechat import WeChatPay


@pytest.fixture
def configured(settings, sim_settings):
    for name, value in sim_settings.items():
        setattr(settings, name, value)
    return settings


def test_registry_builds_a_configured_gateway_once(configured):
    gateway = get_gateway("wechat")

    assert isinstance(gateway, WeChatPay)
    assert gateway.merchant == f"{configured.WECHAT_MCHID}/{configured.WECHAT_APPID}"
    assert get_gateway("wechat") is gateway


@pytest.mark.parametrize(
    ("channel", "gateway", "merchant"),
    [
        ("alipay", Alipay, "SIM2088000000000109/SIM2021000000000109"),
        ("icbc", Icbc, "SIM020000000109/SIM10000000000000109"),
    ],
)
def test_registry_builds_the_gateways_that_have_pages(configured, channel, gateway, merchant):
    built = get_gateway(channel)

    assert isinstance(built, gateway)
    assert built.merchant == merchant


def test_registry_follows_changed_settings(configured):
    before = get_gateway("wechat")
    configured.WECHAT_APPID = "wx0000000000000002"

    assert get_gateway("wechat").merchant != before.merchant


def test_registry_offers_what_is_configured(configured):
    channels = open_channels()

    with translation.override("en"):
        assert [(c.code, str(c.label), str(c.hint)) for c in channels] == [
            ("wechat", "WeChat Pay", "Scan a code"),
            ("alipay", "Alipay", "Opens Alipay, also takes many foreign cards"),
            ("icbc", "ICBC debit card", "Opens the bank’s own page"),
            ("offline", "Bank transfer", "From your own bank, takes some days"),
        ]
    assert misconfigured() == {}


def test_registry_offers_nothing_unconfigured(settings):
    settings.WECHAT_MCHID = settings.ALIPAY_APP_ID = settings.ICBC_APP_ID = ""
    settings.BANK_TRANSFER_DAYS = ""

    assert open_channels() == ()
    assert misconfigured() == {}
    with pytest.raises(UnknownChannel):
        get_gateway("wechat")


def test_registry_leaves_out_what_cannot_work(configured, caplog):
    configured.WECHAT_API_V3_KEY = "short"

    assert [channel.code for channel in open_channels()] == ["alipay", "icbc", "offline"]
    assert "WECHAT_API_V3_KEY" in misconfigured()["wechat"]
    assert "wechat is not offered" in caplog.text
    with pytest.raises(UnknownChannel, match="WECHAT_API_V3_KEY"):
        get_gateway("wechat")


@pytest.mark.parametrize("days", ["0", "-3", "a week"])
def test_registry_offers_no_transfers_for_a_time_that_is_none(configured, days):
    configured.BANK_TRANSFER_DAYS = days

    assert [channel.code for channel in open_channels()] == ["wechat", "alipay", "icbc"]
    assert "offline" in misconfigured()


def test_registry_knows_no_other_channel():
    with pytest.raises(UnknownChannel):
        get_gateway("cash")
